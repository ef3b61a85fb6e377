"""The look of the workbooks that planners edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.workbook.schema.columns import Column, Group, Kind

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format

FONT: Final = "Calibri"
TAB: Final = {Group.THERE: "#1F4E79", Group.COULD: "#548235", Group.MUST: "#BF8F00", Group.WRONG: "#C00000"}
PALE: Final = {Group.THERE: "#DDEBF7", Group.COULD: "#E2EFDA", Group.MUST: "#FFF2CC", Group.WRONG: "#FBE0DD"}
FADED: Final = "#7F7F7F"
LINE: Final = "#BFBFBF"
MISSING: Final = "#FFC7CE"
THOUSAND: Final = 1000
WRAPPED: Final = (Kind.TEXT, Kind.NAMES, Kind.USES, Kind.CHANGE)  # what may be long


class TemplateStyles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        """Return the format with these properties of XlsxWriter."""
        full = {"font_name": FONT, "font_size": 11, "valign": "top", **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]

    def header(self, group: Group, *, required: bool) -> Format:
        """Return the format of a header: bold on the group's colour where the column is required."""
        look: dict[str, object] = {"text_wrap": True, "valign": "vcenter", "align": "left"}
        look |= {"border": 1, "border_color": LINE}
        if required:
            return self.format(bold=True, font_color="#FFFFFF", bg_color=TAB[group], **look)
        return self.format(font_color="#262626", bg_color=PALE[group], **look)

    def title(self) -> Format:
        """Return the format of a heading."""
        return self.format(bold=True, font_size=14, font_color=TAB[Group.THERE])

    def link(self) -> Format:
        """Return the format of a link."""
        return self.format(font_color="#0563C1", underline=1)

    def mark(self, colour: str) -> Format:
        """Return a bare fill, for conditional formats."""
        return self._book.add_format({"bg_color": colour})

    def faded(self) -> Format:
        """Return the look of a row that is left out, for conditional formats."""
        return self._book.add_format({"font_color": FADED, "italic": True})

    def cell(self, column: Column, value: object = None) -> Format:
        """Return the format of a cell of a column, by its kind, its unit and the size of its number."""
        if column.kind in WRAPPED:
            return self.format(text_wrap=True, align="left")
        if column.unit.startswith("share") and "," not in column.unit:
            return self.format(num_format="0.0%")
        if isinstance(value, (int, float)) and abs(value) >= THOUSAND and column.unit not in ("year", ""):
            return self.format(num_format="#,##0" if float(value).is_integer() else "#,##0.0##")
        return self.format()
