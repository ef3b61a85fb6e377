"""The rows of Ranges -> the numbers that they move, with every fault at its cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.faults import Severity
from planner.workbook.cases.changes import default_of, relative
from planner.workbook.cases.targets import fit_column, fit_rows, fit_sheet, with_setting
from planner.workbook.ranges.number_range import NumberRange
from planner.workbook.reading import parse
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Complaints, Wrong, shown
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.names import gather, series_named
from planner.workbook.reading.settings import OURS, unset
from planner.workbook.schema.columns import Column, Kind, fold, header_key, spell
from planner.workbook.schema.sheets import BY_NAME

RANGES: Final = "Ranges"
RANGE: Final = "range"
NEEDED: Final = ("sheet", "row", "column", "low", "high")
# Settings that say how it is solved, and in which year's money: no figures that could be another.
NO_FIGURES: Final = frozenset({"base year", "gap", "money gap", "time limit", "threads", "seed"})
ONLY_NUMBERS: Final = "a range is of cells that hold numbers"


class _AlreadyToldError(Exception):
    """The cell that a range is of is wrong itself, and is told so: one cause, one message."""


@dataclass(frozen=True)
class RangedCell:
    """A cell that a range moves: its row, the header above it, what it holds, and what its column takes."""

    number: int
    header: str
    own: float
    column: Column


def ranges_of(tables: Mapping[str, SheetTable], complaints: Complaints) -> tuple[NumberRange, ...]:
    """Return what the sheet Ranges says of a workbook's cells; rows that are wrong are noted and left out."""
    table = tables.get(RANGES)
    if table is None:
        return ()
    reader = _RangeReader(tables, table, complaints)
    rows = [number for number in table.rows if table.is_active(number)]
    found = [reader.spread(number) for number in rows if all(table.value(number, x) is not None for x in NEEDED)]
    return tuple(each for each in found if each is not None)


class _RangeReader:
    """Reads the rows of one sheet Ranges; a cell may be moved by one of them only."""

    def __init__(self, tables: Mapping[str, SheetTable], ranges: SheetTable, complaints: Complaints) -> None:
        self.tables, self.ranges, self.complaints = tables, ranges, complaints
        self.periods = gather({"Periods": tables["Periods"]}).periods if "Periods" in tables else ()
        self.series = series_named(tables)
        self.moved: dict[tuple[str, int, str], int] = {}
        self.wrong_rows = complaints.wrong_rows()

    def spread(self, number: int) -> NumberRange | None:
        """Return what a row says; None where it is wrong, which is noted at its cell."""
        at = ["sheet"]
        try:
            return self._read(number, at)
        except _AlreadyToldError:
            return None
        except Wrong as wrong:
            held = self.ranges.value(number, at[-1])
            self.complaints.add_wrong(RANGES, self.ranges.cell(number, at[-1]), wrong, held)
        return None

    def _read(self, number: int, at: list[str]) -> NumberRange:
        """Return what a row says; ``at`` ends with the column that is being read."""
        said = {name: spell(self.ranges.value(number, name)) for name in NEEDED}
        table = fit_sheet(self.tables, said["sheet"], RANGE)
        at.append("column")
        column, period = fit_column(table, said["column"], self.periods, RANGE)
        _demand_numbers(table, column)
        at.append("row")
        table = with_setting(table, said["row"]) if table.name == "Settings" else table
        rows = [n for n in self._rows(table, said["row"]) if table.is_active(n)]
        if not rows:
            message = "this range fits only rows that are not active"
            raise Wrong(message, "Set one of them to active, or leave this row out")
        cells = [cell for n in rows for cell in self._cells(table, n, column, period)]
        self._claim(table, number, cells)
        at.append("low")
        moves = _moves(cells, [spell(self.ranges.value(number, end)) for end in ("low", "high")])
        ends = []
        for end in ("low", "high"):
            at.append(end)
            ends.append(self._end(number, end, cells, moves))
        return self._made(number, table.name, said, cells, moves, (ends[0], ends[1]))

    def _rows(self, table: SheetTable, name: str) -> list[int]:
        """Return the rows that a name fits; none that is wrong may be the one that is meant."""
        try:
            return fit_rows(table, name, RANGE)
        except Wrong:
            if any(sheet == table.name for sheet, _ in self.wrong_rows):
                raise _AlreadyToldError from None
            raise

    def _made(
        self, number: int, sheet: str, said: Mapping[str, str], cells: Sequence[RangedCell], moves: str,
        ends: tuple[float, float],
    ) -> NumberRange:  # fmt: skip
        low, high = ends
        first = cells[0]
        if low > high:
            message = f"the upper end, {high:.10g}, lies below the lower end, {low:.10g}"
            raise Wrong(message, "Swap low and high")
        if low == high:
            message = f"both ends are {low:.10g}: there is nothing between them"
            why = "No factor changes a number that is 0: write values" if first.own == 0 else "Take the row out"
            raise Wrong(message, why)
        shape = self._shape(number)
        if shape == "lognormal" and low <= 0:
            message = f"a lognormal number lies above 0, and the lower end is {low:.10g}"
            raise Wrong(message, "Write ends above 0, or another shape")
        found = NumberRange(
            number, sheet, said["row"], said["column"], first.own, low, high, moves, shape,
            spell(self.ranges.value(number, "with") or ""), first.column.low, first.column.high,
            first.column.unit, spell(self.ranges.value(number, "source") or ""), len(cells),
        )  # fmt: skip
        if not found.holds_own:
            wrong = f"the range from {low:.10g} to {high:.10g} does not hold the cell's own number, {first.own:.10g}"
            remedy = "Its nearer end is taken as likeliest; check the ends"
            self.complaints.add(RANGES, self.ranges.cell(number, "low"), wrong, None, remedy, Severity.WARNING)
        return found

    def _shape(self, number: int) -> str:
        """Return the shape of a row; one that is none is noted elsewhere."""
        held = self.ranges.value(number, "shape")
        shapes = BY_NAME[RANGES].column("shape").choices
        return next((shape for shape in shapes if held is not None and fold(held) == shape), shapes[0])

    def _cells(self, table: SheetTable, number: int, column: Column, period: str) -> list[RangedCell]:
        """Return the cells of a row that a range moves, as a change of Cases does."""
        if table.name == "Settings":
            return [self._setting(table, number, column)]
        if period:
            plain = column.name if column.varies else period
            held = table.value(number, period)
            held = table.value(number, plain) if held is None else held
            return [RangedCell(number, period, self._own(table, number, period, column, held), column)]
        filled = [p for p in self.periods if column.varies and table.value(number, p) is not None]
        headers = filled if len(filled) == len(self.periods) and filled else [column.name, *filled]
        if table.value(number, column.name) is not None and column.name not in headers:
            headers = [column.name, *headers]
        return [
            RangedCell(number, header, self._own(table, number, header, column, table.value(number, header)), column)
            for header in headers
        ]

    def _setting(self, table: SheetTable, number: int, column: Column) -> RangedCell:
        setting = OURS.get(header_key(table.value(number, "setting")), column)
        if column.name != "value" or setting.kind is not Kind.NUMBER or setting.name in NO_FIGURES:
            name = setting.name if column.name == "value" else column.name
            message = f"{ONLY_NUMBERS} of the plan, and the setting {name!r} is none"
            raise Wrong(message, "Name a setting such as the discount rate")
        held = table.value(number, "value")
        held = unset(setting, self.tables, self.periods) if held is None else held
        return RangedCell(number, "value", self._own(table, number, "value", setting, held), setting)

    def _own(self, table: SheetTable, number: int, header: str, column: Column, held: Any) -> float:
        """Return the number that a cell holds, or that its blank stands for."""
        place = table.place(number, header)
        if held is None:
            found = default_of(column)
            if found is None or math.isinf(found):
                what = (
                    "blank, which is no limit" if found is not None else "blank, and has no number that it stands for"
                )
                message = f"{ONLY_NUMBERS}, and {place} is {what}"
                raise Wrong(message, "Write a number there first")
            return found
        if isinstance(held, Bad):
            raise Wrong(held.wrong, held.remedy)
        if type(held) in (int, float):
            return float(held)
        word = dict(column.words).get(fold(held))
        if word is not None and math.isfinite(word):
            return word
        if fold(held) in self.series:
            message = f"{ONLY_NUMBERS}, and {place} names the series {shown(held)!r}"
            raise Wrong(message, "Give the row of Series a range, period by period, with a name in the column with")
        if (table.name, number) in self.wrong_rows:
            raise _AlreadyToldError
        message = f"{ONLY_NUMBERS}, and {place} holds {shown(held)!r}"
        raise Wrong(message, "Write a number there first")

    def _claim(self, table: SheetTable, number: int, cells: Sequence[RangedCell]) -> None:
        """Note which cells a row moves; Wrong where another row moves one of them."""
        for cell in cells:
            key = table.name, cell.number, cell.header
            other = self.moved.setdefault(key, number)
            if other != number:
                message = f"{table.place(cell.number, cell.header)} is moved by row {other} of {RANGES} as well"
                raise Wrong(message, "Leave it to one of the two")

    def _end(self, number: int, end: str, cells: Sequence[RangedCell], moves: str) -> float:
        """Return an end as a number of the first cell; Wrong where some cell could not hold its own."""
        held, first = self.ranges.value(number, end), cells[0]
        by = relative(held, first.column)
        if by is None:
            words = tuple(pair for pair in first.column.words if math.isfinite(pair[1]))
            found = parse.number(Column(end, Kind.NUMBER, "", words=words), held)
            if moves != "value" and len({cell.number for cell in cells}) > 1:
                message = "the rows that this range fits hold different numbers, and an end is one number"
                raise Wrong(message, "Write a change such as x0.8 or less 5, or a row for each")
        else:
            found = by(first.own)
        for cell in cells:
            there = _moved(cell.own, first.own, found, moves)
            parse.check_range(cell.column, there, f", and the {end} end makes it {there:.10g}")
        return found


def _demand_numbers(table: SheetTable, column: Column) -> None:
    """Refuse a column that does not hold any number between two others."""
    if column.kind is not Kind.NUMBER and table.name != "Settings":
        message = f"{ONLY_NUMBERS}, and {table.name} {column.name} holds {_kind_of(column)}"
        raise Wrong(message, "Name a column of numbers")
    if column.whole:
        message = f"{column.name} takes whole numbers only, and a range has every number between its ends"
        raise Wrong(message, "Compare the few numbers that there are as rows of Cases")


def _moves(cells: Sequence[RangedCell], ends: Sequence[str]) -> str:
    """Return how cells move: several that hold one number to the same one, others by a factor, or by a step.

    Period columns move by the same factor, and by the same step where the first number is 0.
    """
    first, rows = cells[0].own, {cell.number for cell in cells}
    if len(rows) == len(cells) and all(cell.own == first for cell in cells):
        return "value"
    steps = [end.casefold().startswith(("add", "less")) for end in ends]
    if any(steps) and not all(steps):
        message = "one end is a step and the other is none, and the numbers that this range moves differ"
        raise Wrong(message, "Write both as steps, such as less 5 and add 5, or both as factors, such as x0.8 and x1.2")
    if all(steps):
        return "step"
    factors = [end.casefold().startswith(("x", "*", "\u00d7")) for end in ends]
    if first == 0 and any(factors):
        message = "the first number that this range moves is 0, which no factor changes"
        raise Wrong(message, "Write steps such as less 5 and add 5, or a row for each")
    return "step" if first == 0 else "factor"


def _moved(own: float, first: float, end: float, moves: str) -> float:
    """Return what a cell becomes where the first cell becomes an end."""
    if moves == "factor":
        return own * end / first
    return own + end - first if moves == "step" else end


def _kind_of(column: Column) -> str:
    names = {Kind.NAME: "a name", Kind.NAMES: "names", Kind.TEXT: "words", Kind.DECISION: "a decision"}
    return names.get(column.kind, "a list or a choice")
