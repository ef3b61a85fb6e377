"""The sheet of a marked copy that lists all faults, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openpyxl.utils import get_column_letter

from planner.faults import Fault, Severity
from planner.workbook.marking.splice import attribute, text
from planner.workbook.marking.styles import StyleSheet

ISSUES: Final = "Issues"
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
COLOURS: Final = {Severity.ERROR: "FFFF7C80", Severity.WARNING: "FFFFC000"}
HEADERS: Final = ("severity", "cell", "what is wrong", "the cell holds", "what would do")
WIDTHS: Final = (10, 18, 70, 28, 60)
ADVICE: Final = "A copy to look at: mend the workbook itself, save it, and check it again."
FIRST: Final = 5  # the row of the first fault
LONGEST: Final = 32_000  # letters that a cell holds
PLAIN: Final = '<{p}sz val="11"/>'
NAME: Final = '<{p}name val="Calibri"/>'


def issues_sheet(
    name: str, faults: Sequence[Fault], places: Sequence[tuple[str, str] | None], styles: StyleSheet
) -> bytes:
    """Return the worksheet; ``places`` are the sheets and cells that the faults are linked to."""
    title = styles.style('<{p}b/><{p}sz val="14"/>' + NAME)
    bold, plain = styles.style("<{p}b/>" + PLAIN + NAME), styles.style(PLAIN + NAME, wraps=True)
    link = styles.style('<{p}u/><{p}sz val="11"/><{p}color rgb="FF0563C1"/>' + NAME, wraps=True)
    severities = {each: styles.style(PLAIN + NAME, colour) for each, colour in COLOURS.items()}
    note = styles.style(PLAIN + NAME)
    rows = [_row(1, [(1, f"{len(faults)} fault(s) in {name}", title)]), _row(2, [(1, ADVICE, note)])]
    rows.append(_row(4, [(n, header, bold) for n, header in enumerate(HEADERS, start=1)]))
    links = []
    for number, (fault, place) in enumerate(zip(faults, places, strict=True), start=FIRST):
        looks = (severities.get(fault.severity, plain), link if place else plain, plain, plain, plain)
        texts = (fault.severity.value, fault.place, fault.wrong, fault.holds, fault.remedy)
        rows.append(_row(number, [(n + 1, *pair) for n, pair in enumerate(zip(texts, looks, strict=True)) if pair[0]]))
        if place is not None:
            quoted = place[0].replace("'", "''")
            target = attribute(f"'{quoted}'!{place[1]}")
            links.append(f'<hyperlink ref="B{number}" location={target} display={attribute(fault.place)}/>')
    widths = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(WIDTHS, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{FIRST - 1}" topLeftCell="A{FIRST}" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _row(number: int, cells: Sequence[tuple[int, str, int]]) -> str:
    written = "".join(
        f'<c r="{get_column_letter(column)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{text(words[:LONGEST])}</t></is></c>"
        for column, words, style in cells
    )
    return f'<row r="{number}">{written}</row>'
