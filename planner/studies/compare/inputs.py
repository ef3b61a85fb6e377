"""What the inputs of plans differ in, cell by cell: rows are matched by their names, wherever they stand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.plans.fields import Field
from planner.reports.loading.several import Compared
from planner.studies.compare.tables import in_order, plan_fields
from planner.tolerances import REWRITTEN
from planner.wording.study import StudySheet
from planner.wording.text import shortened
from planner.workbook.reading.layout import SheetTable
from planner.workbook.schema.columns import Kind, fold, header_key, spell
from planner.workbook.schema.columns import Sheet as Declared
from planner.workbook.schema.sheets import ACTIVE, SHEETS

MOST_LINES: Final = 20_000  # more would be no help
WHOLE_ROW: Final = "(whole row)"
NO_ROW: Final = "no such row"
LONGEST_ROW: Final = 400  # characters in which a whole row is told
NEVER_COUNTS: Final = frozenset({"note"})
KEY_BREAK: Final = " / "
# the columns of each sheet that hold names, also where a name is written as a number
TELLING: Final = {
    sheet.name: {header_key(column.name) for column in sheet.columns if column.kind in (Kind.NAME, Kind.NAMES)}
    for sheet in SHEETS
}


@dataclass(frozen=True, slots=True)
class InputRow:
    """A row of one plan's input: where it stands, and its filled cells by folded header."""

    number: int
    cells: dict[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that not all inputs have alike, by plan: its value, and where it stands in the plan's workbook."""

    sheet: str
    row: str
    column: str
    values: tuple[object, ...]
    places: tuple[str, ...]
    counts: bool


def differences(plans: Sequence[Compared]) -> Iterator[Difference]:
    """Yield what the inputs differ in, in the order of the sheets."""
    for declared in SHEETS:
        tables = [plan.inputs.get(declared.name) for plan in plans]
        if any(tables):
            yield from _of_sheet(declared, tables, [plan.plan.book.periods for plan in plans])


def _of_sheet(
    declared: Declared, tables: Sequence[SheetTable | None], periods: Sequence[Sequence[str]]
) -> Iterator[Difference]:
    headers = [_headers(table) for table in tables]
    spelt = {key: spell(name) for each in reversed(headers) for key, (_, name) in each.items()}
    read = {header_key(column.name) for column in (*declared.columns, ACTIVE)} - NEVER_COUNTS
    read |= {header_key(period) for each in periods for period in each}
    for name, rows in _matched(declared, tables, headers):
        yield from _of_row(_Place(declared, name, spelt, read), tables, headers, rows)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: its sheet and name, how the columns are spelt, and which of them are read."""

    declared: Declared
    name: str
    spelt: dict[str, str]
    read: set[str]


def _of_row(
    place: _Place,
    tables: Sequence[SheetTable | None],
    headers: Sequence[dict[str, tuple[int, object]]],
    rows: Sequence[InputRow | None],
) -> Iterator[Difference]:
    """Yield the differences of one row: that it is missing somewhere, and its cells where it is."""
    there = [row for row in rows if row is not None]
    sheet, counts = place.declared.name, place.declared.name != "Cases"
    if len(there) < len(rows):
        told = tuple(NO_ROW if row is None else _in_words(row, place.spelt) for row in rows)
        places = tuple("" if row is None or table is None else f"{table.title}!row {row.number}"
                       for row, table in zip(rows, tables, strict=True))  # fmt: skip
        yield Difference(sheet, place.name, WHOLE_ROW, told, places, counts)
    if all(row.cells == there[0].cells for row in there):
        return
    for column in in_order([list(row.cells) for row in there]):
        held = [None if row is None else row.cells.get(column) for row in rows]
        if not all(_is_same(row.cells.get(column), there[0].cells.get(column)) for row in there):
            places = tuple(_address(table, each.get(column), row)
                           for table, each, row in zip(tables, headers, rows, strict=True))  # fmt: skip
            is_read = counts and column in place.read
            yield Difference(sheet, place.name, place.spelt[column], tuple(held), places, is_read)


def _address(table: SheetTable | None, header: tuple[int, object] | None, row: InputRow | None) -> str:
    """Return where a cell stands in a plan's workbook; blank where it has no such row or column."""
    from planner.workbook.reading.complaints import letter

    return "" if table is None or header is None or row is None else f"{table.title}!{letter(header[0])}{row.number}"


def _in_words(row: InputRow, spelt: dict[str, str]) -> str:
    words = "; ".join(f"{spelt[column]} {_shown(value)}" for column, value in row.cells.items())
    return shortened(words, LONGEST_ROW)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _headers(table: SheetTable | None) -> dict[str, tuple[int, object]]:
    """Return the number and the spelling of each column, by folded header."""
    return {} if table is None else {header_key(name): (number, name) for number, name in table.header.items()}


def _matched(
    declared: Declared, tables: Sequence[SheetTable | None], headers: Sequence[dict[str, tuple[int, object]]]
) -> Iterator[tuple[str, list[InputRow | None]]]:
    """Yield each row of any of the inputs: its name, and the row of each plan."""
    key = [header_key(name) for name in declared.key]
    found = [_by_name(table, each, key) for table, each in zip(tables, headers, strict=True)]
    for name in in_order([list(each) for each in found]):
        spelt = KEY_BREAK.join(_spelt_name(found, name, key))
        for lined in _lined([each.get(name, []) for each in found]):
            yield spelt, lined


def _by_name(
    table: SheetTable | None, headers: dict[str, tuple[int, object]], key: Sequence[str]
) -> dict[tuple[str, ...], list[InputRow]]:
    """Return the rows of a sheet by what their name columns hold."""
    by_number = {number: column for column, (number, _) in headers.items()}
    found: dict[tuple[str, ...], list[InputRow]] = {}
    for number, cells in table.rows.items() if table is not None else ():
        named = {by_number[place]: value for place, value in cells.items() if place in by_number}
        name = tuple(fold(named[column]) if column in named else "" for column in key)
        found.setdefault(name, []).append(InputRow(number, named))
    return found


def _spelt_name(
    found: Sequence[dict[tuple[str, ...], list[InputRow]]], name: tuple[str, ...], key: Sequence[str]
) -> list[str]:
    row = next(each[name][0] for each in found if name in each)
    parts = [spell(row.cells[column]) if column in row.cells else "" for column in key]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _lined(groups: Sequence[list[InputRow]]) -> list[list[InputRow | None]]:
    """Line up rows of one name, such as price steps: those that are the same first, then in their order."""
    lined: list[list[InputRow | None]] = []
    for plan, rows in enumerate(groups):
        waiting = list(rows)
        for is_match in (_equal, lambda _, __: True):
            for line in lined:
                match = next((row for row in waiting if len(line) == plan and is_match(line, row)), None)
                if match is not None:
                    waiting.remove(match)
                    line.append(match)
        for line in lined:
            if len(line) == plan:
                line.append(None)
        lined += [[*[None] * plan, row] for row in waiting]
    return lined


def _equal(line: Sequence[InputRow | None], row: InputRow) -> bool:
    return any(other is not None and other.cells == row.cells for other in line)


def _is_same(one: Any, other: Any) -> bool:
    """Whether two cells say the same: numbers as the file keeps them, names whatever their case."""
    if one is None or other is None:
        return one is other
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    if numbers and not isinstance(one, bool) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=REWRITTEN)
    return fold(one) == fold(other)


def input_sheet(plans: Sequence[Compared], found: Sequence[Difference]) -> StudySheet:
    """Return the differences as a table, those that count for the plan first."""
    ordered = sorted(found, key=lambda each: not each.counts)[:MOST_LINES]
    rows, tints = [], []
    for each in ordered:
        values = tuple(_cell(value, header_key(each.column) in TELLING[each.sheet]) for value in each.values)
        rows.append((each.sheet, each.row, each.column, "yes" if each.counts else "no", *values, *each.places))
        marks = [
            "" if _is_same(value, each.values[0]) else "changed" if each.counts else "faded" for value in each.values
        ]
        tints.append([*[""] * 4, *marks, *[""] * len(plans)])
    fields = (
        Field("sheet", "text", "the sheet of the workbook that was planned"),
        Field("row", "text", "its name: what the name columns hold"),
        Field("column", "text", "the column; (whole row) where some workbook has no such row"),
        Field("counts", "text", "no for notes, for the sheet Cases and for columns that are not read"),
        *plan_fields(plans, "number", "what the cell holds; blank: nothing"),
        *plan_fields(plans, "text", "where it stands in the plan's own workbook", "cell: "),
    )
    more = f" The first {MOST_LINES:,} of {len(found):,}." if len(found) > MOST_LINES else ""
    return StudySheet(
        "Inputs", f"Every cell in which the inputs differ, with the cases applied.{more}", fields, rows, 3, tints
    )


def _cell(value: object, is_name: bool) -> Any:
    """Return a value as a cell of numbers and words shows it; a period is a name, not the number two thousand."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or (isinstance(value, int | float | str) and not is_name) else spell(value)
