"""Which of the planner's cells cannot hold together: none of them can be left out.

The elastic filter finds a set in which no plan holds, the deletion filter leaves out what is needless (Chinneck,
Feasibility and Infeasibility in Optimization, 2008). A plan that is found on the way, and misses one cell alone of
the set, shows that this cell is needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from planner.arrays import Floats
from planner.infeasibility.elastic_solves import ElasticSolves
from planner.infeasibility.knobs import place_of
from planner.solving.compile import LinearProgram
from planner.solving.scaling import Scale
from planner.statuses import Status
from planner.tolerances import NOTICED
from planner.workbook.addresses import Cell

Cells = frozenset["Cell"]


@dataclass
class Conflicts:
    """Looks for cells that cannot hold together, with the rows that a search for the least has found already."""

    solves: ElasticSolves
    _plans: list[Cells] = field(default_factory=list)

    def seen(self, values: Floats) -> None:
        """Take a plan in which some cells give way."""
        self._plans.append(self._missed(values))

    def find(self) -> tuple[list[Cell], bool]:
        """Return cells that cannot hold together, and whether it is sure that none of them can be left out."""
        hard: Cells = frozenset()
        is_whole = False  # whether whole numbers have to be whole for the set to be impossible
        while self.solves.left > 0:
            status, values = self._least(hard, is_whole=is_whole)
            if status is Status.INFEASIBLE:
                return self._needed(sorted(hard))
            missed = frozenset() if values is None else self._missed(values)
            if values is not None and is_whole:
                self._plans.append(missed)
            if not missed and is_whole:
                return [], False
            is_whole = is_whole or not missed
            hard |= missed
        return sorted(hard), False

    def _needed(self, cells: list[Cell]) -> tuple[list[Cell], bool]:
        """Return the cells without those that are needless, and whether that was done in the time."""
        kept, is_sure = frozenset(cells), True
        for cell in cells:
            if any(missed & kept == {cell} for missed in self._plans):
                continue
            if self.solves.left <= 0:
                is_sure = False
                break
            status = self._least(kept - {cell}, is_whole=False)[0]
            values = None
            if status is not Status.INFEASIBLE:
                status, values = self._least(kept - {cell}, is_whole=True)
            if status is Status.INFEASIBLE:
                kept -= {cell}
            elif values is None:
                is_sure = False
            else:
                self._plans.append(self._missed(values))
        return sorted(kept), is_sure

    def _least(self, hard: Cells, *, is_whole: bool) -> tuple[Status, Floats | None]:
        """Return the plan in which cells that are not hard give way least, each by its scale."""
        program = self._held(hard)
        answer = self.solves.solve(program) if is_whole else self.solves.tightened(program)
        return answer.status, answer.values

    def _held(self, hard: Cells) -> LinearProgram:
        elastic = self.solves.elastic
        program = elastic.program
        lower, upper, cost = program.lower.copy(), program.upper.copy(), np.zeros(len(program.cost))
        for column, knob in elastic.knobs.items():
            cost[column] = 1.0 / knob.scale
            upper[column] = 0.0 if place_of(knob.cell) in hard else math.inf
        for theta in elastic.thetas:
            held = [column for column in theta.asks(0.0) if place_of(elastic.knobs[column].cell) in hard]
            upper[theta.column] = min((theta.days.get(column, 0.0) for column in held), default=math.inf)
        for product in elastic.products:
            theta = elastic.thetas[product.theta]
            cost[product.column] = 1.0 / (product.size(self._units) or 1.0)  # nothing of it: it is 0 at any weight
            upper[product.column] = 0.0 if upper[theta.column] == 0 else math.inf
        return replace(program, lower=lower, upper=upper, cost=cost)

    @cached_property
    def _units(self) -> Floats:
        """What is usual of each column: what a product of them is measured against."""
        return Scale.of(self.solves.elastic.program).column

    def _missed(self, values: Floats) -> Cells:
        """Return the cells that give way in a plan."""
        elastic = self.solves.elastic
        found = {place_of(knob.cell) for column, knob in elastic.knobs.items() if values[column] > NOTICED * knob.scale}
        for product in elastic.products:
            if values[product.column] > NOTICED * max(product.size(self._units), product.size(values)):
                columns = elastic.thetas[product.theta].asks(0.0)
                found |= {place_of(elastic.knobs[column].cell) for column in columns}
        return frozenset(found)
