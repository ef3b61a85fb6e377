"""A workbook as it is in each world of a path, its cases applied so far: what a path is put together of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from planner.faults import Remedy
from planner.workbook.book import Book, Row
from planner.workbook.cases.applied import changed_by
from planner.workbook.cases.checked import Touched
from planner.workbook.cases.edit import table_of_raw
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.typed import lay_out, type_book
from planner.workbook.schema.columns import fold, spell
from planner.workbook.schema.sheets import BY_NAME, SHEETS
from planner.workbook.worlds.tree import World

# Of a path's own workbook: worlds and cases are applied in it, and other sheets are of questions asked of the whole.
LEFT_OUT: Final = frozenset(sheet.name for sheet in SHEETS if not sheet.is_planned)
FIXED: Final = ("Settings", "Periods")
NO_CHANGE: Final = "a world can change neither Settings, Periods, names, active rows nor the first stock"


@dataclass(frozen=True)
class WorldStage:
    """The tables at a world, typed; ``touched`` is what its own case changes."""

    world: World | None
    tables: dict[str, SheetTable]
    rows: Mapping[tuple[str, int], Row]
    settings: Mapping[str, Any]
    touched: Touched

    @property
    def begin(self) -> int:
        """The position of the first period in which it holds."""
        return 0 if self.world is None else self.world.begin


def first_stage(book: Book) -> WorldStage:
    """Return the workbook as it stands, before any world is known."""
    tables = {
        raw.name: table_of_raw(raw)
        for raw in book.raw
        if raw.name in BY_NAME and BY_NAME[raw.name].is_read and raw.name not in LEFT_OUT
    }
    lay_out(tables, Complaints())
    return _typed(None, tables, Touched())


def next_stage(book: Book, before: WorldStage, world: World, complaints: Complaints) -> WorldStage:
    """Return a world's stage; what its case may not change is noted at the row of Cases that would."""
    if not world.case:
        return WorldStage(world, before.tables, before.rows, before.settings, Touched())
    cases = next(raw for raw in book.raw if raw.name == "Cases")
    table = {"Cases": table_of_raw(cases), "Periods": before.tables["Periods"]}
    lay_out(table, Complaints())
    changed, touched = changed_by({**before.tables, "Cases": table["Cases"]}, world.case, complaints)
    _judge(book, world, touched, complaints)
    tables = {name: one for name, one in changed.items() if name not in LEFT_OUT}
    return _typed(world, tables, touched)


def _typed(world: World | None, tables: dict[str, SheetTable], touched: Touched) -> WorldStage:
    typed = type_book(tables, Complaints())
    rows = {(row.sheet, row.number): row for rows in typed.rows.values() for row in rows}
    return WorldStage(world, tables, rows, typed.settings, touched)


def _judge(book: Book, world: World, touched: Touched, complaints: Complaints) -> None:
    """Note what no world may change, and changes of periods before it is known."""
    wrong: dict[int, str] = {}
    for (sheet, _, header), case_row in touched.cells.items():
        is_name = sheet in BY_NAME and header in BY_NAME[sheet].key
        if sheet in FIXED or is_name or header == "active" or (sheet, header) == ("Stockpiles", "initial"):
            wrong[case_row] = f"{NO_CHANGE}: {sheet}, {header}"
    earlier = {fold(name) for name in book.periods[: world.begin]}
    for row in book.rows("Cases"):
        if fold(row["case"]) == fold(world.case) and fold(spell(row["column"])) in earlier:
            wrong[row.number] = (
                f"the world {world.name!r} is known from {book.periods[world.begin]} on: nothing before changes"
            )
    for case_row, words in wrong.items():
        blame(book, case_row, words, complaints)


def blame(book: Book, case_row: int, wrong: str, complaints: Complaints, remedy: str | Remedy = "") -> None:
    """Note what is wrong with a change along a path, at its row of Cases."""
    row = next((row for row in book.rows("Cases") if row.number == case_row), None)
    if row is None:
        complaints.add("Worlds", "", wrong, remedy=remedy)
        return
    told = remedy or "Take the row out of the case, or give the world another case"
    complaints.add("Cases", row.cell("column"), wrong, row["column"], told)
