"""Names what holds a branch back, and its cell: the capacity, stock, offer or lane whose limit is worth the most."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.recourse import Recourse
from planner.tolerances import AT_LIMIT, ROUNDING
from planner.workbook.addresses import address_of
from planner.workbook.book import Book
from planner.workbook.schema.sheets import BY_NAME
from planner_models.declared import HIT, HOLDING_BACK
from planner_models.declared.family import BranchRowFamily
from planner_models.declared.parts import Entry, No
from planner_models.declared.sets import PROJECT, STEP, Key
from planner_models.given.investment import Project
from planner_models.problem import Problem


@dataclass(slots=True)
class Holder:
    """What may hold a branch back: what its limits are worth in all, the most a unit, and the row worth most."""

    worth: float = 0.0
    price: float = 0.0
    dearest: tuple[float, float] = (-1.0, 0.0)
    family: BranchRowFamily | None = None
    key: Key = ()

    def add(self, worth: float, price: float, family: BranchRowFamily, key: Key) -> None:
        """Count one more row, or a column that the disruption closes."""
        self.worth, self.price = self.worth + worth, max(self.price, price)
        if (worth, price) > self.dearest:
            self.dearest, self.family, self.key = (worth, price), family, key


def bottleneck(program: BranchProgram, found: Recourse, problem: Problem, book: Book | None = None) -> str:
    """Return the limit whose whole amount is worth most, else of those at nothing the one worth most a unit.

    With a workbook, the cell that holds the limit stands behind it.
    """
    for rows, columns in found.prices:
        holders = _holders(program, found.limits, rows, columns, problem)
        if holders:
            words = max(sorted(holders), key=lambda each: (holders[each].worth, holders[each].price))
            where = "" if book is None else _where(program, holders[words], problem, book)
            return f"{words} ({where})" if where else words
    return ""


def _holders(
    program: BranchProgram, limits: Floats, rows: Floats, columns: Floats, problem: Problem
) -> dict[str, Holder]:
    found: dict[str, Holder] = {}
    for family in HIT.values():  # what a disruption closes has its price on the column
        for key, column in program.columns.get(family.closes, {}).items():
            price = abs(float(columns[column]))
            if program.upper[column] == 0 and price > ROUNDING:
                found.setdefault(family.holder(problem, key), Holder()).add(0.0, price, family, _tuple(key))
    for name, family in HOLDING_BACK.items():
        for key, row in program.rows.get(name, {}).items():
            price = abs(float(rows[row]))
            if price > ROUNDING and (name != "branch_balance" or _is_stocked(key, limits[row])):
                worth = price * abs(float(limits[row]))
                found.setdefault(family.holder(problem, key), Holder()).add(worth, price, family, _tuple(key))
    return found


def _tuple(key: object) -> Key:
    return key if isinstance(key, tuple) else (key,)


def _is_stocked(key: tuple[int, int, int], limit: float) -> bool:
    """Whether a balance begins with the trunk's stock."""
    return key[2] == 0 and abs(limit) > ROUNDING


def _where(program: BranchProgram, holder: Holder, problem: Problem, book: Book) -> str:
    """Return the cells in which a limit stands; of what only projects make, theirs."""
    family, key = holder.family, holder.key
    assert family is not None
    if isinstance(family.price, No):
        return _of_stock(program.steps[0].period, holder, problem, book)
    t = program.steps[key[family.index.index(STEP)]].period if STEP in family.index else None
    found = []
    for limit in family.price:
        number = family.number(problem, limit.entry.things, key, limit.of)
        if number is not None:
            found += _cells(limit.entry, number, t, problem, book, is_open=PROJECT not in family.index)
    return "; ".join(dict.fromkeys(found))


def _of_stock(onset: int, holder: Holder, problem: Problem, book: Book) -> str:
    """Return the cell of a stock: of its most where it is full, of what is there at first, else its row's name."""
    material, site, _ = holder.key
    stock = next((x for x in problem.stockpiles if (x.material, x.site) == (material, site)), None)
    if stock is None:
        return ""
    held, most = holder.dearest[0] / holder.dearest[1], stock.maximum[max(onset - 1, 0)]
    if onset == 0:
        return address_of(book, "Stockpiles", stock.row, "initial")
    is_full = held >= most * (1 - AT_LIMIT)
    return address_of(book, "Stockpiles", stock.row, "maximum" if is_full else "site", onset - 1 if is_full else None)


def _cells(entry: Entry, number: int, t: int | None, problem: Problem, book: Book, *, is_open: bool) -> list[str]:
    """Return the cell of one thing's limit; of one that waits for projects, ``needs``; of no limit, its row's name."""
    thing, t = getattr(problem, entry.things)[number], t if entry.by_period else None
    limit = entry.value(thing, t)
    makers = [x for x in problem.projects if x.adds == (entry.things.removesuffix("s"), number)]
    if not limit and makers:
        return [address_of(book, "Projects", x.row, _size(x)) for x in makers]
    if not thing.row:
        return []
    if not is_open:
        return [address_of(book, entry.sheet, thing.row, "needs")]
    if math.isinf(limit):
        return [address_of(book, entry.sheet, thing.row, BY_NAME[entry.sheet].key[0])]
    return [address_of(book, entry.sheet, thing.row, entry.column, t)]


def _size(project: Project) -> str:
    """Return the column that says how large a start can be."""
    return "block" if project.block is not None else "curve" if project.curve else "maximum"
