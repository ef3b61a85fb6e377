"""What would end that a workbook needs a limit it does not give: each remedy is tried on a copy before it is told.

A limit is typed into the cell, the workbook is typed by the reader again and its model built anew: only where that
has what it lacked is the cell told as what would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from planner.arrays import Floats
from planner.errors import PlannerError
from planner.faults import Fault
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.outcome import Options
from planner.solving.rays import earning_ray
from planner.workbook.addresses import Cell, address, cell_of, mend_of
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book, Row
from planner.workbook.cases.edit import Edit, with_cells
from planner_models.bounds import NoBoundError
from planner_models.build import trunk
from planner_models.numbered import Key
from planner_models.problem import Problem
from planner_models.trunk import Trunk

MOST: Final = 8  # cells that are limited one after the other before it is given up
MOST_DROPPED: Final = 20  # cells of which it is tried whether the others do without
TRIED: Final = 1e6  # the limit that is typed in: that there is one ends it, whatever it is
# by variable: what it is of, the sheet of that, the column that would limit it, and what is done
EARNERS: Final = {
    "delivery": ("demands", "Demand", "amount", "sold"),
    "purchase": ("offers", "Suppliers", "maximum", "taken"),
    "activity": ("plants", "Plants", "capacity", "run"),
    "flow": ("lanes", "Lanes", "maximum", "carried"),
}
NO_BOUND: Final = "nothing limits it, and its fixed cost, minimum, needs or price steps ask for a limit"
ENDLESS: Final = "money could be earned without limit"


def unbounded(book: Book, error: NoBoundError) -> list[Fault]:
    """Return what must be limited for a workbook's model to be built, each at its cell."""
    found: list[tuple[NoBoundError, list[Cell]]] = []
    tried, lacking = book, error
    while len(found) < MOST:
        cells = _cells_of(tried, lacking)
        tried = _limited(tried, cells)
        found.append((lacking, cells))
        more = _lacks(tried)
        if more is None:
            return [_no_bound(book, *each) for each in found]
        if (more.sheet, more.row) == (lacking.sheet, lacking.row):
            break
        lacking = more
    return [_no_bound(book, *each, more="; it may not be enough") for each in found]


def _limited(book: Book, cells: list[Cell]) -> Book:
    return with_cells(book, [Edit(cell, TRIED) for cell in cells])


def _lacks(book: Book) -> NoBoundError | None:
    """Return what still needs a limit for the model to be built; None where nothing does."""
    try:
        trunk(assemble(book))
    except NoBoundError as error:
        return error
    return None


def _no_bound(book: Book, lacking: NoBoundError, cells: list[Cell], more: str = "") -> Fault:
    row = next(row for row in book.rows(lacking.sheet) if row.number == lacking.row)
    if lacking.sheet != "Rules":
        plant = _idle_user(book, lacking, row)
        if plant is None:
            return _fault(book, cells[0], NO_BOUND, f"Give a {lacking.column}{more}")
        why = "; what it brings could be used up for nothing, so that a rule of use counts it"
        remedy = f"Give a {lacking.column}{more}, or the capacity that there can be in {address(book, plant)}"
        return _fault(book, cells[0], NO_BOUND + why, remedy)
    wrong = "nothing limits what is taken in of its material, and the rule asks for a limit"
    named = ", ".join(address(book, cell) for cell in cells)
    remedy = f"Give a limit in {named}" if cells else f"Give a {lacking.column}"
    return Fault("Rules", row.cell("rule"), wrong, str(row["rule"]), f"{remedy}{more}")


def _idle_user(book: Book, lacking: NoBoundError, row: Row) -> Cell | None:
    """Return the capacity of a plant that alone leaves a row without a limit, tried; None where there is none."""
    if not any(rule["of"] == "use" for rule in book.rows("Rules")):
        return None
    material = row["material"]
    wanted = {material} if isinstance(material, str) else set(material)
    recipes = book.rows("Recipes")
    users = {x["process"] for x in recipes if x["role"] == "consumes" and (x["item"] in wanted or "*" in wanted)}
    for plant in book.rows("Plants"):
        cells = _blank(book, plant, "capacity") if plant["process"] in users else []
        if cells:
            still = _lacks(_limited(book, cells))
            if still is None or (still.sheet, still.row) != (lacking.sheet, lacking.row):
                return cells[0]
    return None


def _cells_of(book: Book, lacking: NoBoundError) -> list[Cell]:
    """Return the cells that would limit what lacks a limit: its own, or for a rule what is found to be needed."""
    if lacking.sheet != "Rules":
        row = next(row for row in book.rows(lacking.sheet) if row.number == lacking.row)
        return _blank(book, row, "maximum") or [cell_of(book, row, "maximum")]
    places = (("Demand", "amount"), ("Stockpiles", "maximum"), ("Suppliers", "maximum"), ("Plants", "capacity"))
    cells = [cell for sheet, column in places for row in book.rows(sheet) for cell in _blank(book, row, column)]
    for cell in reversed(cells[-MOST_DROPPED:]):
        without = [other for other in cells if other != cell]
        still = _lacks(_limited(book, without))
        if still is None or (still.sheet, still.row) != (lacking.sheet, lacking.row):
            cells = without
    return cells


def _blank(book: Book, row: Row, column: str) -> list[Cell]:
    """Return the cells of a column, one a period at most, in which a row has no limit."""
    endless = [t for t, number in enumerate(row[column]) if number == np.inf]
    return list(dict.fromkeys(mend_of(book, row, column, t) for t in endless))


def endless(
    book: Book, model: Trunk, program: LinearProgram, ray: Floats | None, options: Options,
    builder_of: Callable[[Book], tuple[Trunk, LinearProgram]],
) -> list[Fault]:  # fmt: skip
    """Return at which cells a limit would end that money is earned without limit.

    Parameters
    ----------
    ray
        A direction in which the programme earns without limit.
    built
        Makes a workbook's model and its programme.
    """
    cells: dict[Cell, str] = {}
    tried, earning = book, ray
    while earning is not None and len(cells) < MOST:
        found = next(_earners(tried, model, program, earning), None)
        if found is None or found[0] in cells:
            break
        cells[found[0]] = found[1]
        try:
            tried = with_cells(tried, [Edit(found[0], TRIED)])
            model, program = builder_of(tried)
        except PlannerError:
            break
        earning = earning_ray(program, options)
    if earning is None:
        every = "here" if len(cells) == 1 else "in each of these cells"
        remedy = f"Give the {{}} that there can be: with one {every} it ends"
    else:
        remedy = "Give the {} that there can be, here or on the way to it"
    if not cells:
        words = f"{ENDLESS}: an unlimited sale, or a cost below zero that nothing limits"
        return [Fault("Demand", "", words, remedy="Limit what is sold or bought")]
    return [
        _fault(book, cell, f"{ENDLESS} by what is {done} here", remedy.format(cell.column))
        for cell, done in cells.items()
    ]


def _earners(book: Book, model: Trunk, program: LinearProgram, ray: Floats) -> Iterator[tuple[Cell, str]]:
    """Yield the cells that would limit what earns in a direction, what earns the most first."""
    money = program.cost * ray
    named = [(name, first, keys) for name, first, keys in program.columns.named() if name in EARNERS]
    for column in np.argsort(money, kind="stable")[: np.count_nonzero(money < 0)].tolist():
        for name, first, keys in named:
            if first <= column < first + len(keys):
                cell = _limit_of(book, model.index.problem, name, keys[column - first])
                if cell is not None:
                    yield cell, EARNERS[name][3]


def _limit_of(book: Book, problem: Problem, name: str, key: Key) -> Cell | None:
    things, sheet, column, _ = EARNERS[name]
    thing = getattr(problem, things)[key[0]]
    number = (problem.links[thing.link] if name == "flow" else thing).row
    row = next((row for row in book.rows(sheet) if row.number == number), None)
    return None if row is None or row[column][key[-1]] != np.inf else mend_of(book, row, column, key[-1])


def _fault(book: Book, cell: Cell, wrong: str, remedy: str) -> Fault:
    sheet, _, at = address(book, cell).partition("!")
    return Fault(sheet, at.strip(), wrong, remedy=remedy)


def builder_of(options: Options, cutters_of: Callable[..., Any]) -> Callable[[Book], tuple[Trunk, LinearProgram]]:
    """Return what makes a workbook's model and its programme, with the limits that cuts begin from."""

    def build(book: Book) -> tuple[Trunk, LinearProgram]:
        model = trunk(assemble(book))
        return model, cutters_of(model, compile_model(model), options)[1]

    return build
