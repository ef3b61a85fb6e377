"""Why a workbook cannot be planned: what a planner owns that cannot hold together, and by how much it misses.

Two answers: the least total stretch of limits that makes a plan possible (each counted in parts of its limit),
and a set of rows that cannot hold together while all but any one of them can (found by the elastic and the
deletion filter of Chinneck, Feasibility and Infeasibility in Optimization, 2008).
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.solving.highs import solve
from planner.solving.outcome import Status
from planner.workbook.describe import number
from planner.workbook.facts import held
from planner.workbook.sheets import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer, Options
    from planner.workbook.book import Book

# constraint: sheet, where its things are in the problem, column, position of the period in its index (None: none)
OWNED: dict[str, tuple[str, str, str, int | None]] = {
    "required_service": ("Demand", "demands", "required", 1),
    "budget": ("Budgets", "funders", "amount", 1),
    "funding_maximum": ("Funding", "grants", "maximum", None),
    "share_cap": ("Rules", "rules", "limit", 2),
    "share_floor": ("Rules", "rules", "limit", 1),
    "amount_cap": ("Rules", "rules", "limit", 1),
    "amount_floor": ("Rules", "rules", "limit", 1),
    "enough_origins": ("Rules", "rules", "limit", 1),
    "concentration_cap": ("Rules", "rules", "limit", 1),
    "must_start": ("Projects", "projects", "decision", None),
    "committed_start": ("Projects", "projects", "decision", 1),
    "committed_size": ("Projects", "projects", "decision", 1),
    "most_starts": ("Projects", "projects", "starts", None),
    "group_at_least": ("Groups", "groups", "at least", None),
    "group_at_most": ("Groups", "groups", "at most", None),
    "cover": ("Stockpiles", "covers", "cover days", 1),
    "final_stock": ("Stockpiles", "stockpiles", "final", None),
    "stock_maximum": ("Stockpiles", "stockpiles", "maximum", 1),
    "minimum_use": ("Plants", "plants", "minimum use", 1),
    "guarantee_cut": ("Disruptions", "disruptions", "required", None),
}
FACTS: dict[str, tuple[str, str, str, int | None]] = {
    "plant_capacity": ("Plants", "plants", "capacity", 1),
    "resource_capacity": ("Resources", "resources", "capacity", 1),
    "purchase_maximum": ("Suppliers", "offers", "maximum", 1),
    "purchase_total": ("Suppliers", "offers", "total", None),
    "lane_maximum": ("Lanes", "links", "maximum", 1),
    "balance": ("Materials", "materials", "surplus", 3),
}
TRACE = 1e-6
Cell = tuple[str, str, str]  # sheet, address with the row's name, column and period in words


@dataclass
class Diagnosis:
    """What cannot hold together.

    Attributes
    ----------
    stretched
        The cells to stretch for a plan to be possible, what they say, and by how much they are missed: in units of
        what is limited, also for a share.
    conflict
        Cells that cannot hold together; without any one of them the others can, unless ``is_least`` is false.
    """

    stretched: list[tuple[Cell, object, float]] = field(default_factory=list)
    conflict: list[Cell] = field(default_factory=list)
    is_least: bool = True

    @property
    def text(self) -> str:
        """The diagnosis as a planner reads it."""
        lines = ["the hard requirements of the workbook cannot hold together."]
        if self.conflict:
            lines.append("These conflict" + (" (without any one of them the rest can hold):" if self.is_least else ":"))
            lines += [f"  {sheet}!{where}: {what}" for sheet, where, what in self.conflict]
        if self.stretched:
            lines.append("A plan would be possible if these gave way (the least in all, each in parts of its limit):")
            lines += [f"  {_given_way(cell, said, by)}" for cell, said, by in self.stretched]
        return "\n".join(lines)


def _given_way(cell: Cell, said: object, by: float) -> str:
    """Return a cell to stretch in words; rows that stand for a guarantee are in units of their own, so without one."""
    sheet, where, what = cell
    words = f"{sheet}!{where}: {what}" + ("" if said is None else f" is {said}")
    return f"{words} and cannot be kept" if sheet == "Disruptions" else f"{words} and misses by {by:,.6g}"


def diagnose(book: Book, model: Any, program: LinearProgram, options: Options) -> Diagnosis:
    """Return which requirements cannot hold together; the facts are asked only where no requirement is to blame."""
    deadline = time.perf_counter() + min(max(options.time_limit, 10.0), 120.0)
    for kinds in (OWNED, OWNED | FACTS):
        elastic = Elastic(book, model, program, kinds, options, deadline)
        answer = elastic.stretch(elastic.cells)
        if answer.values is not None:
            return Diagnosis(elastic.missed(answer), *elastic.conflict(answer))
    return Diagnosis()


class Elastic:
    """A model without costs in which chosen rows may be missed at a price."""

    def __init__(
        self,
        book: Book,
        model: Any,
        program: LinearProgram,
        kinds: dict[str, tuple[str, str, str, int | None]],
        options: Options,
        deadline: float,
    ) -> None:
        self._program, self._deadline = program, deadline
        self._options = replace(options, gap=max(options.gap, 1e-4))
        self._book, self._problem, self._branches = book, model.index.problem, model.branches
        self._cell_of_row: dict[int, Cell] = {}
        self._said: dict[Cell, object] = {}
        for position, row in enumerate(program.rows):
            kind = kinds.get(row.parent_component().local_name)
            if kind is not None:
                self._cell_of_row[position] = self._cell(kind, row.index())
        self.cells = frozenset(self._cell_of_row.values())

    def _cell(self, kind: tuple[str, str, str, int | None], index: Any) -> Cell:
        sheet, things, column, at = kind
        key = index if isinstance(index, tuple) else (index,)
        position = self._branches[key[0]].disruption if things == "disruptions" else key[0]
        thing = getattr(self._problem, things)[position]
        when = "" if at is None else self._problem.periods[key[at]].name
        period = f" in {when}" if when else ""
        if things == "covers":
            thing = self._problem.stockpiles[thing.stockpiles[0]]
        at_row = getattr(thing, "row", 0)
        rows = {row.number: row for row in self._book.rows(sheet)}
        if at_row in rows:
            row = rows[at_row]
            first = next(iter(row.values.values()))
            own = BY_NAME[sheet].column(column).varies and when in row.columns
            cell = (sheet, row.cell(when if own else column), f"{column} of {first}{period}")
            value = row[column]
            by_period = at is not None and isinstance(value, tuple)
            self._said[cell] = number(value[key[at or 0]]) if by_period else held(row, column)
            return cell
        return sheet, getattr(thing, "name", ""), f"{column}{period}"

    def _least(self, elastic: frozenset[Cell], dropped: frozenset[Cell] = frozenset()) -> Answer:
        """Solve for the least total miss of the elastic cells; dropped cells cost nothing to miss."""
        program = self._program
        rows = [p for p, cell in self._cell_of_row.items() if cell in elastic or cell in dropped]
        count, n = len(rows), len(program.cost)
        place = (np.array(rows, dtype=np.int32), np.arange(count, dtype=np.int32))
        shape = (len(program.rows), count)
        up = csr_array((np.ones(count), place), shape=shape)
        price = np.array([0.0 if self._cell_of_row[p] in dropped else 1.0 / self._scale(p) for p in rows])
        over = np.isfinite(program.row_lower[rows]), np.isfinite(program.row_upper[rows])
        stretched = replace(
            program,
            cost=np.concatenate([np.zeros(n), price, price]),
            offset=0.0,
            lower=np.concatenate([program.lower, np.zeros(2 * count)]),
            upper=np.concatenate([program.upper, *(np.where(side, math.inf, 0.0) for side in over)]),
            integer=np.concatenate([program.integer, np.zeros(2 * count, dtype=bool)]),
            matrix=csr_array(hstack([program.matrix, up, -up], format="csr")),
            columns=(*program.columns, *(["stretch"] * 2 * count)),
        )
        self._rows, self._columns = rows, n
        return solve(stretched, replace(self._options, time_limit=max(self._deadline - time.perf_counter(), 1.0)))

    def stretch(self, elastic: frozenset[Cell]) -> Answer:
        """Return the plan that misses the elastic cells least."""
        return self._least(elastic)

    def _scale(self, position: int) -> float:
        limits = (self._program.row_lower[position], self._program.row_upper[position])
        return max([1.0, *(float(abs(x)) for x in limits if math.isfinite(x))])

    def _slacks(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        count = len(self._rows)
        return np.asarray(values[self._columns : self._columns + count] + values[self._columns + count :])

    def missed(self, answer: Answer) -> list[tuple[Cell, object, float]]:
        """Return the cells that a stretched plan misses, what they say, and by how much they are missed."""
        assert answer.values is not None
        found: dict[Cell, float] = defaultdict(float)
        for position, slack in zip(self._rows, self._slacks(answer.values), strict=True):
            if slack > TRACE * self._scale(position):
                found[self._cell_of_row[position]] += slack
        return [(cell, self._said.get(cell), by) for cell, by in sorted(found.items())]

    def conflict(self, answer: Answer) -> tuple[list[Cell], bool]:
        """Return cells that cannot hold together, and whether none of them can be left out."""
        hard: frozenset[Cell] = frozenset()
        while answer.values is not None and time.perf_counter() < self._deadline:
            missed = {cell for cell, _, _ in self.missed(answer)}
            if not missed:
                break
            hard |= missed
            answer = self._least(self.cells - hard)
        return self._without_needless(sorted(hard))

    def _without_needless(self, cells: Iterable[Cell]) -> tuple[list[Cell], bool]:
        kept = list(cells)
        for cell in list(kept):
            if time.perf_counter() > self._deadline:
                return kept, False
            others = frozenset(kept) - {cell}
            answer = self._least(frozenset(), dropped=self.cells - others)
            if answer.status is Status.INFEASIBLE:
                kept.remove(cell)
            elif answer.values is None:
                return kept, False
        return kept, True
