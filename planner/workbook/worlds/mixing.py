"""A workbook along one path: every period has the numbers of the world that holds in it.

Where a number is another one from a world on, it becomes a series of its own; windows of time are cut and joined; what
counts along a whole path (totals, starts, groups, final stock) has the value of its last world.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from planner.workbook.book import Book, Row
from planner.workbook.cases.targets import with_column
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.typed import lay_out
from planner.workbook.schema.columns import Column, Kind
from planner.workbook.schema.parts import NO_LIMIT
from planner.workbook.schema.sheets import BY_NAME
from planner.workbook.worlds.stages import WorldStage, blame

Place = tuple[str, int]  # sheet and row number
# What counts along a path at the value of its last world.
WHOLE_PATH: Final = frozenset({
    ("Suppliers", "total"), ("Funding", "maximum"), ("Projects", "starts"), ("Projects", "group"),
    ("Groups", "at least"), ("Groups", "at most"), ("Stockpiles", "final"),
})  # fmt: skip
WINDOWS: Final = {"Suppliers": ("from", "until"), "Rules": ("from", "until"), "Projects": ("earliest", "latest")}
RETIRES: Final = "retires"
# A project's cells that a start keeps for good: the next start has those of the world in which it is made.
OF_A_START: Final = frozenset({
    "block", "minimum", "maximum", "curve", "fixed cost", "yearly cost", "lead time", "life", "economic life", "ramp",
    "spending", "requires", "uses",
})  # fmt: skip
UNREAD: Final = frozenset({"note", "latitude", "longitude", "unit", "title"})
OF_DISRUPTIONS: Final = ("Disruptions", "Hits")


@dataclass
class Mix:
    """The tables of a path in the making: those of its last world, and what is written over them.

    ``at`` is the position of the stage that holds in each period. What a start or a strike keeps is only noted here:
    the projects and disruptions that have to be parted.
    """

    book: Book
    stages: Sequence[WorldStage]
    at: tuple[int, ...]
    complaints: Complaints
    tables: dict[str, SheetTable] = field(init=False)
    projects: set[int] = field(default_factory=set)  # row numbers
    disruptions: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tables = dict(self.stages[-1].tables)

    @property
    def end(self) -> str:
        """The name of the path's last world."""
        world = self.stages[-1].world
        return "" if world is None else world.name

    def mix(self) -> None:
        """Write all that differs between the stages."""
        for place in self.stages[-1].rows:
            rows = [stage.rows.get(place) for stage in self.stages]
            if all(row is rows[0] for row in rows):
                continue
            for column in _differing(rows):
                self._mix(place, column, [row for row in rows if row is not None])

    def _mix(self, place: Place, column: str, rows: Sequence[Row]) -> None:
        sheet = place[0]
        if sheet in OF_DISRUPTIONS:
            self.disruptions.add(rows[0]["disruption"])
        elif sheet == "Curves":
            self.projects |= {n for (s, n), row in self._rows("Projects") if row["curve"] == rows[0]["curve"]}
        elif sheet == "Projects" and column in OF_A_START:
            self.projects.add(place[1])
        elif sheet == "Projects" and column == "decision":
            pass  # written with the window, below
        elif sheet in WINDOWS and column in WINDOWS[sheet]:
            if sheet != "Projects":
                self._window(place, rows)
        elif column == RETIRES:
            self._retires(place, rows)
        else:
            self._number(place, column, rows)
        if sheet == "Projects" and column in (*WINDOWS[sheet], "decision"):
            self.projects.add(place[1])

    def _number(self, place: Place, column: str, rows: Sequence[Row]) -> None:
        sheet, values = place[0], [row[column] for row in rows]
        declared = None if column == "values" else BY_NAME[sheet].column(column)
        if declared is None or (sheet, column) in WHOLE_PATH or column in UNREAD or declared.kind is Kind.TEXT:
            return  # a series by itself says nothing: whoever names it is mixed
        if (sheet, column) == ("Projects", "cost of capital"):
            usual = (self.book.settings["cost of capital"],) * len(self.at)
            values = [usual if value is None else value for value in values]
        if declared.kind is Kind.USES:
            self._uses(place, column, values)
        elif declared.kind is Kind.NUMBER and all(isinstance(value, tuple) for value in values):
            self.write(place, declared, tuple(values[stage][t] for t, stage in enumerate(self.at)))
        else:
            self.refuse(place, column, f"{sheet}, {column}: this cannot change from a period on")

    def pin(self, place: Place, row: Row) -> None:
        """Write the numbers of a row that vary by period as they are in its own world: a case may change the series."""
        for column in BY_NAME[place[0]].columns:
            value = row.values.get(column.name)
            if column.series and isinstance(value, tuple) and len(set(value)) > 1:
                self.write(place, column, value)

    def mix_costs_of_starts(self, place: Place, rows: Sequence[Row]) -> None:
        """Write what a start costs by the period in which it is made, where that differs between the stages."""
        for column in ("fixed capital", "capital rate", "cost of capital"):
            if any(row[column] != rows[0][column] for row in rows):
                self._number(place, column, rows)

    def write(self, place: Place, column: Column, numbers: tuple[float, ...]) -> None:
        """Write numbers that vary by period into a cell: into period columns where it takes them, else as a series."""
        table = self.tables[place[0]]
        if column.varies:
            for t, number in enumerate(numbers):
                period = self.book.periods[t]
                table = with_column(table, period)
                table = table.with_cells({(place[1], table.columns[period]): None if math.isinf(number) else number})
            if column.name in table.columns and any(map(math.isinf, numbers)):
                table = table.with_cells({(place[1], table.columns[column.name]): None})
            self.tables[place[0]] = table
            return
        cell: object = numbers[0] if len(set(numbers)) == 1 else None
        if cell is not None and math.isinf(numbers[0]):
            words = {meant: word for word, meant in column.words}
            cell = words.get(numbers[0])
        elif cell is None:
            cell = self._series(f"{place[0]} {place[1]} {column.name}", numbers)
        self.put(place, column.name, cell)

    def put(self, place: Place, column: str, value: object) -> None:
        """Write a value into a cell; None blanks it."""
        table = with_column(self.tables[place[0]], column)
        self.tables[place[0]] = table.with_cells({(place[1], table.columns[column]): value})

    def _series(self, name: str, numbers: tuple[float, ...]) -> str:
        """Add a row to Series; return its name."""
        table = self.tables.get("Series") or _empty("Series")
        number = max(table.rows, default=table.header_row) + 1
        told = f"{name} along {self.end}"
        table = with_column(table, "series").with_cells({(number, table.columns["series"]): told})
        for period, one in zip(self.book.periods, numbers, strict=True):
            table = with_column(table, period)
            held = NO_LIMIT if math.isinf(one) else one
            table = table.with_cells({(number, table.columns[period]): held})
        self.tables["Series"] = table
        return told

    def _uses(self, place: Place, column: str, values: Sequence[Any]) -> None:
        amounts = [dict(value) for value in values]
        parts = []
        for resource in dict.fromkeys(name for each in amounts for name in each):
            none = (0.0,) * len(self.at)
            mixed = tuple(amounts[stage].get(resource, none)[t] for t, stage in enumerate(self.at))
            one = f"{mixed[0]!r}" if len(set(mixed)) == 1 else self._series(f"{place[0]} {place[1]} {resource}", mixed)
            parts.append(f"{resource}: {one}")
        self.put(place, column, "; ".join(parts) or None)

    def _window(self, place: Place, rows: Sequence[Row]) -> None:
        first, last = WINDOWS[place[0]]
        is_open = [t in self.window(rows[stage], first, last) for t, stage in enumerate(self.at)]
        self.put_window(place, (first, last), is_open)

    def window(self, row: Row, first: str, last: str) -> range:
        """Return the positions of the periods between two that a row names, both inclusive."""
        periods = self.book.periods
        begin = periods.index(row[first]) if row[first] else 0
        return range(begin, (periods.index(row[last]) if row[last] else len(periods) - 1) + 1)

    def put_window(self, place: Place, columns: tuple[str, str], is_open: Sequence[bool]) -> None:
        """Write the two ends of a window, which must have no gap; one that is never open begins after it ends."""
        places = [t for t, one in enumerate(is_open) if one]
        if not places and place[0] == "Rules":
            self.put(place, "active", "no")
            return
        if not places or len(places) != places[-1] - places[0] + 1:
            wrong = f"{place[0]}: along the path of {self.end!r} it would be open, closed, and open again"
            wrong = wrong if places else f"{place[0]}: along the path of {self.end!r} it would never be open"
            self.refuse(place, columns[0], wrong, "Let its maximum change in its place")
            return
        first, last = places[0], places[-1]
        self.put(place, columns[0], self.book.periods[first] if first else None)
        self.put(place, columns[1], self.book.periods[last] if last < len(is_open) - 1 else None)

    def _retires(self, place: Place, rows: Sequence[Row]) -> None:
        periods = self.book.periods
        ends = [len(periods) if row[RETIRES] is None else periods.index(row[RETIRES]) for row in rows]
        lasts = [t < ends[stage] for t, stage in enumerate(self.at)]
        if sorted(lasts, reverse=True) != lasts:
            self.refuse(place, RETIRES, f"{place[0]}: along the path of {self.end!r} it would be gone, and there again")
            return
        self.put(place, RETIRES, None if all(lasts) else periods[lasts.index(False)])

    def refuse(self, place: Place, column: str, wrong: str, remedy: str = "") -> None:
        """Note what cannot be so along a path, at the row of Cases that asks for it."""
        blame(self.book, self.case_row(place, column), wrong, self.complaints, remedy)

    def case_row(self, place: Place, column: str = "") -> int:
        """Return the row of Cases that changes a cell, or anything in its row; 0 where none does."""
        for stage in self.stages:
            cells = stage.touched.cells
            own = (cells.get((*place, header)) for header in (column, *self.book.periods))
            found = next((number for number in own if number is not None), stage.touched.rows.get(place))
            if found is not None:
                return found
        return next((min(stage.touched.rows.values()) for stage in self.stages if stage.touched.rows), 0)

    def _rows(self, sheet: str) -> Iterator[tuple[Place, Row]]:
        return ((place, row) for place, row in self.stages[-1].rows.items() if place[0] == sheet)

    def add_row(self, sheet: str, cells: dict[int, Any]) -> int:
        """Add a row of cells, by column number, to a sheet; return its number."""
        table = self.tables[sheet]
        number = max(table.rows, default=table.header_row) + 1
        self.tables[sheet] = table.with_cells({(number, place): held for place, held in cells.items()})
        return number

    def ensure(self, sheet: str) -> SheetTable:
        """Return the table of a sheet, an empty one where the workbook has none."""
        return self.tables.setdefault(sheet, _empty(sheet))

    def rename(self, sheet: str, column: str, change: Callable[[str], str]) -> None:
        """Change what the filled cells of a column of names hold."""
        table = self.tables.get(sheet)
        if table is not None and column in table.columns:
            place = table.columns[column]
            changed = {(n, place): change(str(held)) for n, held in table.column_values(column)}
            self.tables[sheet] = table.with_cells(changed)


def _differing(rows: Sequence[Row | None]) -> list[str]:
    first, *others = (row for row in rows if row is not None)
    return [name for name, value in first.values.items() if any(row.values[name] != value for row in others)]


def _empty(sheet: str) -> SheetTable:
    headers = [column.name for column in BY_NAME[sheet].columns]
    table = SheetTable(BY_NAME[sheet], sheet, 1, dict(enumerate(headers, start=1)), {})
    tables = {sheet: table}
    lay_out(tables, Complaints())
    return replace(tables[sheet])
