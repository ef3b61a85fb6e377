"""Workbooks of nothing but cells, written part by part: most tests begin with one; a library takes twice the time."""

from __future__ import annotations

import zipfile
from html import escape
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{OF_SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{OF_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{OF_SHEETS}.styles+xml"/></Types>'
)
STYLES = (  # the least that Excel and openpyxl take
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_plain(path: Path, tables: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """Write the tables of a workbook, by the names of its sheets: numbers, truths, texts, and None for a blank."""
    names = list(tables)
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _related({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _related(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(names, 1)}
            | {"styles": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": STYLES,
    } | {f"xl/worksheets/sheet{n}.xml": _worksheet(tables[name]) for n, name in enumerate(names, 1)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, held in parts.items():
            archive.writestr(zipfile.ZipInfo(name), held)  # without a time: the same cells are the same bytes


def _related(parts: Mapping[str, tuple[str, str]]) -> str:
    entries = (f'<Relationship Id="{n}" Type="{OFFICE}/{kind}" Target="{at}"/>' for n, (kind, at) in parts.items())
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def _worksheet(table: Sequence[Sequence[object]]) -> str:
    rows = (
        f'<row r="{number}">{"".join(_cell(place, number, value) for place, value in enumerate(row, 1))}</row>'
        for number, row in enumerate(table, 1)
    )
    all_of_it = f"A1:{get_column_letter(max(map(len, table), default=0) or 1)}{len(table) or 1}"
    data = f'<dimension ref="{all_of_it}"/><sheetData>{"".join(rows)}</sheetData>'
    return f'<worksheet xmlns="{MAIN}">{data}</worksheet>'


def _cell(place: int, number: int, value: object) -> str:
    at = f"{get_column_letter(place)}{number}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value), quote=False)}</t></is></c>'
