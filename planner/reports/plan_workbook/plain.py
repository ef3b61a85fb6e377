"""Writes a plan as a plain workbook, several times as fast as with looks: all its tables, and nothing that can wait."""

from __future__ import annotations

import datetime
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from planner.files import OwnedPath, kept_path
from planner.plans.fields import PlanTable
from planner.plans.plan import Plan
from planner.plans.tables import tables_in
from planner.reports.columns import columns_of
from planner.reports.plan_workbook.copies import copy_names
from planner.reports.plan_workbook.properties import PART, part_of
from planner.reports.plan_workbook.run_sheet import HEADER, RUN_SHEET
from planner.reports.seal import sealed
from planner.wording.key_figures import status_words
from planner.wording.text import is_number, safe_text
from planner.workbook.book import RawSheet

Line = tuple[int, Mapping[int, Any]]  # a row's number, and its cells by the column's number

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OPENXML: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DATE, MOMENT, TIME = 1, 2, 3  # looks, by their place in the styles
PROPERTIES: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
STYLES: Final = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
WIDTHS: Final = '<cols><col min="1" max="60" width="18" customWidth="1"/></cols>'
EPOCH: Final = datetime.datetime(1899, 12, 30)
FAST: Final = 1  # how hard the archive is packed


def write_plain(plan: Plan, path: Path | OwnedPath) -> None:
    """Write a plan to a path, all or nothing, so that it can be read back whole.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    sheets = dict(_sheets(plan))
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml"), ("custom-properties", PART)]),
        PART: part_of(plan.run),
    }
    parts["xl/workbook.xml"] = _workbook(sheets)
    own = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = _relations([*own, ("styles", "styles.xml")])
    parts["xl/styles.xml"] = STYLES
    parts |= {f"xl/{place}": _sheet(lines) for (_, place), lines in zip(own, sheets.values(), strict=True)}
    with (
        kept_path(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as file,
    ):
        for name, content in parts.items():
            file.writestr(name, (XML + content).encode())


def _sheets(plan: Plan) -> Iterator[tuple[str, Iterable[Line]]]:
    """Yield the sheets of a plan in the order of their tabs, but for those that only show what others hold."""
    title = str(plan.book.settings.get("title") or plan.book.path.stem)
    yield "Summary", _rows([(title,), (status_words(plan.run),)])
    for table in tables_in(plan.tables):
        yield table.name, _rows(_table(plan, table))
    yield RUN_SHEET, _rows([HEADER, *sealed(plan).items()])
    for name, raw in zip(copy_names(plan.book.raw), plan.book.raw, strict=True):
        yield name, _copy(raw)


def _table(plan: Plan, table: PlanTable) -> Iterator[Sequence[object]]:
    frame = plan.tables[table.name]
    columns = columns_of(table, frame, plan.book.settings)
    others = [name for name in frame.columns if name not in {each.name for each in table.fields_of(frame.columns)}]
    yield [*(column.header for column in columns), *others]
    yield from zip(*(column.values for column in columns), *(frame[name].tolist() for name in others), strict=True)


def _copy(raw: RawSheet) -> Iterator[Line]:
    """Yield a sheet of the workbook that was planned, each cell where it stands there."""
    yield raw.header_row, dict(zip(raw.column_numbers, raw.header, strict=True))
    for number, row in zip(raw.row_numbers, raw.rows, strict=True):
        yield number, dict(zip(raw.column_numbers, row, strict=False))


def _rows(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        yield number, dict(enumerate(row, start=1))


def _sheet(lines: Iterable[Line]) -> str:
    found = [f'<worksheet xmlns="{MAIN}">{WIDTHS}<sheetData>']
    letters: dict[int, str] = {}
    for number, cells in lines:
        found.append(f'<row r="{number}">')
        for column, value in cells.items():
            if column not in letters:
                letters[column] = _letters(column)
            found.append(_cell(f"{letters[column]}{number}", value))
        found.append("</row>")
    return "".join([*found, "</sheetData></worksheet>"])


def _cell(place: str, value: Any) -> str:
    """Return one cell: a number that is finite, a date, yes or no, or text; anything else is left out."""
    if isinstance(value, str):
        text = escape(safe_text(value), quote=False)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, datetime.date | datetime.time):
        return f'<c r="{place}" s="{_look(value)}"><v>{_days(value)!r}</v></c>'
    if value is None:
        return ""
    if is_number(value):
        return f'<c r="{place}"><v>{float(value):.16G}</v></c>' if math.isfinite(value) else ""
    return _cell(place, str(value))


def _look(value: datetime.date | datetime.time) -> int:
    return MOMENT if isinstance(value, datetime.datetime) else DATE if isinstance(value, datetime.date) else TIME


def _days(value: datetime.date | datetime.time) -> float:
    """Return a date, a moment or a time of day as a spreadsheet counts it: in days."""
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(EPOCH, value)
    elif not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    return (value.replace(tzinfo=None) - EPOCH) / datetime.timedelta(days=1)


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column - 1))


def _workbook(names: Iterable[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(safe_text(name))}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    own = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{own}</Relationships>'


def _types(sheets: int) -> str:
    parts = {"workbook": "sheet.main", "styles": "styles"}
    parts |= {f"worksheets/sheet{n}": "worksheet" for n in range(1, sheets + 1)}
    own = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{OPENXML}.{kind}+xml"/>' for part, kind in parts.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{own}'
        f'<Override PartName="/{PART}" ContentType="{PROPERTIES}"/></Types>'
    )
