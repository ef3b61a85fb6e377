"""Styles for marked cells: each the cell's own, but for the colour behind it."""

from __future__ import annotations

from typing import Final

from planner.errors import FileError
from planner.workbook.marking.package import Package
from planner.workbook.marking.splice import Edit, Element, elements, opening, spliced, with_attribute

TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
PLAIN: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
LISTS: Final = ("fonts", "fills", "cellXfs")


class StyleSheet:
    """The styles of a workbook, which only grow."""

    def __init__(self, package: Package, workbook: str) -> None:
        found = package.related(workbook, "styles")
        self._package = package
        self._name = found or package.new_name("xl/planner_styles{}.xml")
        if found is None:
            package.relate(workbook, "styles", self._name, TYPE)
        self._content = package.part(self._name) if package.has(self._name) else PLAIN
        self._root = elements(self._content, lambda depth, _: depth <= 2)
        self._lists = {each.tag: each for each in self._root.children if each.tag in LISTS}
        if set(self._lists) != set(LISTS) or not self._lists["cellXfs"].children:
            message = "its styles are not as a spreadsheet program writes them. Save it there once and try again."
            raise FileError(message)
        self._new: dict[str, list[bytes]] = {name: [] for name in LISTS}
        self._made: dict[tuple[str, bytes], int] = {}
        self._colours = {colour: n for n, colour in enumerate(map(self._colour, self._lists["fills"].children))}

    def coloured(self, style: int, colour: str | None) -> int:
        """Return a style like another, but with a colour behind the cell, or none."""
        xfs = self._lists["cellXfs"].children
        own = xfs[style] if style < len(xfs) else xfs[0]
        written = self._content[own.start : own.end]
        head = own.head - own.start
        fill = "0" if colour is None else str(self.fill(colour))
        tag = with_attribute(with_attribute(written[:head], "fillId", fill), "applyFill", "1")
        return self._add("cellXfs", tag + written[head:])

    def colour_of(self, style: int) -> str | None:
        """Return the plain colour behind cells of a style; None where there is none."""
        xfs = self._lists["cellXfs"].children
        if style >= len(xfs):
            return None
        fill = int(xfs[style].attributes.get("fillId", "0"))
        return next((colour for colour, n in self._colours.items() if n == fill), None)

    def fill(self, colour: str) -> int:
        """Return the fill of a plain colour."""
        p = self._root.prefix
        pattern = f'<{p}patternFill patternType="solid"><{p}fgColor rgb="{colour}"/></{p}patternFill>'
        return self._add("fills", f"<{p}fill>{pattern}</{p}fill>".encode())

    def style(self, font: str = "", colour: str | None = None, wraps: bool = False) -> int:
        """Return a style of our own; ``font`` is what is in the element of its font."""
        p = self._root.prefix
        number = self._add("fonts", f"<{p}font>{font.format(p=p)}</{p}font>".encode())
        fill = 0 if colour is None else self.fill(colour)
        aligned = f'<{p}alignment vertical="top"{" wrapText=" + chr(34) + "1" + chr(34) if wraps else ""}/>'
        written = (
            f'<{p}xf numFmtId="0" fontId="{number}" fillId="{fill}" borderId="0" xfId="0" applyFont="1" '
            f'applyFill="1" applyAlignment="1">{aligned}</{p}xf>'
        )
        return self._add("cellXfs", written.encode())

    def save(self) -> None:
        """Write the styles back."""
        edits: list[Edit] = []
        for name, new in self._new.items():
            own = self._lists[name]
            if new:
                count = str(len(own.children) + len(new))
                opened = with_attribute(opening(self._content, own), "count", count)
                body = self._content[own.head : own.close] if own.close is not None else b""
                edits.append((own.start, own.end, b"".join([opened, body, *new, f"</{own.name}>".encode()])))
        self._package.change(self._name, spliced(self._content, edits))

    def _add(self, name: str, written: bytes) -> int:
        key = name, written
        if key not in self._made:
            self._made[key] = len(self._lists[name].children) + len(self._new[name])
            self._new[name].append(written)
        return self._made[key]

    def _colour(self, fill: Element) -> str:
        root = elements(b"<r>" + self._content[fill.start : fill.end] + b"</r>", lambda depth, _: depth <= 3)
        pattern = root.children[0].children[0] if root.children[0].children else root
        is_solid = pattern.attributes.get("patternType") == "solid"
        colours = [each.attributes.get("rgb", "") for each in pattern.children if each.tag == "fgColor"]
        return colours[0] if is_solid and colours else f"no colour {fill.start}"
