"""The cells of a workbook while they are rolled forward: as they were typed, beside what the reader made of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.workbook.book import Book, Row
from planner.workbook.schema.columns import fold, header_key, spell
from planner.workbook.schema.describe import columns_of
from planner.workbook.schema.sheets import ACTIVE, BY_NAME

Held = dict[str, Any]  # by column, what a row's cells hold


@dataclass
class RolledCells:
    """What the sheets of a workbook hold, row by row, to be changed.

    Attributes
    ----------
    book
        The workbook as it was read.
    now
        The position of the first period that is kept.
    remarks
        What a planner should look at, for what the sheets cannot say.
    dropped
        The rows that were taken out.
    """

    book: Book
    now: int
    rows: dict[str, dict[int, Held]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take every sheet that was read, row by row."""
        names = {*self.book.periods}
        for raw in self.book.raw:
            if raw.name in BY_NAME:
                known = {
                    header_key(name): name for name in {x.name for x in columns_of(BY_NAME[raw.name], ACTIVE)} | names
                }
                header = [known.get(header_key(spell(name))) for name in raw.header]
                self.rows[raw.name] = {
                    number: {name: held for name, held in zip(header, row, strict=False) if name and held is not None}
                    for number, row in zip(raw.row_numbers, raw.rows, strict=True)
                }

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that are kept."""
        return self.book.periods[self.now :]

    @property
    def past(self) -> frozenset[str]:
        """The periods that are over."""
        return frozenset(self.book.periods[: self.now])

    def of(self, row: Row) -> Held:
        """Return what the cells of a row hold."""
        return self.rows[row.sheet][row.number]

    def there(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of a sheet, as they were read, that have not been taken out."""
        for row in self.book.rows(sheet):
            if row.number in self.rows.get(sheet, {}):
                yield row

    def project(self, name: str) -> Held:
        """Return what the row of Projects of a name holds: not one beside it that is not active."""
        typed = {number for raw in self.book.raw if raw.name == "Projects" for number in raw.row_numbers}
        idle = typed - {row.number for row in self.book.rows("Projects")}
        rows = (held for number, held in self.rows["Projects"].items() if number not in idle)
        return next(held for held in rows if spell(held.get("project") or "") == name)

    @staticmethod
    def adds_to(held: Held, name: str, place: str) -> bool:
        """Whether what a row of Projects holds adds to something, however the two are typed."""
        typed = (fold(spell(held.get(column) or "")) for column in ("adds", "place"))
        return tuple(typed) == (fold(name), fold(place))

    def drop(self, row: Row) -> None:
        """Take a row out."""
        del self.rows[row.sheet][row.number]
        self.dropped.append(row)

    def forget_the_dropped(self) -> None:
        """Take out what cases and ranges say of rows that are gone, where no row that is left is called so too."""
        for row in self.dropped:
            left = [self.called(other) for other in self.there(row.sheet)]
            for sheet in ("Cases", "Ranges"):
                for number, held in list(self.rows.get(sheet, {}).items()):
                    name, of = fold(spell(held.get("row") or "")), fold(spell(held.get("sheet") or ""))
                    is_meant = of == fold(row.sheet) and begins_so(self.called(row), name)
                    if is_meant and not any(begins_so(other, name) for other in left):
                        del self.rows[sheet][number]

    def forget_blanks(self) -> None:
        """Take out ranges of projects' cells that hold no number any more, since what they were asked of is built."""
        for number, held in list(self.rows.get("Ranges", {}).items()):
            name, column = fold(spell(held.get("row") or "")), header_key(held.get("column") or "")
            of = [self.of(row) for row in self.there("Projects") if begins_so(self.called(row), name)]
            is_project = fold(spell(held.get("sheet") or "")) == "projects"
            if is_project and of and not any(self._holds(one, column) for one in of):
                del self.rows["Ranges"][number]

    @staticmethod
    def _holds(held: Held, column: str) -> bool:
        return any(header_key(name) == column and value is not None for name, value in held.items())

    def called(self, row: Row) -> str:
        """Return what cases call a row."""
        return fold(" / ".join(self.names_of(row)))

    def add(self, sheet: str, held: Held) -> None:
        """Add a row behind the others."""
        rows = self.rows.setdefault(sheet, {})
        number = max([1, *rows, *(row.number for row in self.dropped)]) + 1  # none that a row had which is gone
        rows[number] = {name: value for name, value in held.items() if value is not None}

    def vary(self, row: Row, column: str, values: Sequence[float]) -> None:
        """Type a number for each period that is kept: in columns of periods where it may, else as a series."""
        self.vary_in(self.of(row), row.sheet, column, values, " ".join(self.names_of(row)))

    def vary_in(self, held: Held, sheet: str, column: str, values: Sequence[float], called: str) -> None:
        """Type a number for each period into what a row holds; ``called`` is what a series of it is named after."""
        for period in self.periods:
            if BY_NAME[sheet].column(column).varies:
                held.pop(period, None)
        cells = [None if math.isinf(value) else value for value in values]
        if len(set(cells)) == 1:
            held[column] = cells[0]
        elif BY_NAME[sheet].column(column).varies:
            held[column] = None
            held.update(zip(self.periods, cells, strict=True))
        else:
            held[column] = self._series(f"{column} of {called}", cells)

    def _series(self, wanted: str, cells: Sequence[float | None]) -> str:
        """Add a row of Series of a name that none has, and return the name."""
        taken = {fold(spell(row.get("series") or "")) for row in self.rows.get("Series", {}).values()}
        name, count = wanted, 1
        while fold(name) in taken:
            count += 1
            name = f"{wanted} {count}"
        self.add("Series", {"series": name, **dict(zip(self.periods, cells, strict=True))})
        return name

    @staticmethod
    def names_of(row: Row) -> list[str]:
        """Return what the name columns of a row hold."""
        parts = [row[column] for column in BY_NAME[row.sheet].key]
        return [" ".join(part) if isinstance(part, tuple) else str(part) for part in parts if part]


def begins_so(called: str, name: str) -> bool:
    """Whether a row of a name is among those that a shorter name, or the same, means."""
    return called == name or called.startswith(f"{name} / ")
