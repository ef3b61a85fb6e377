"""Solves of an elastic model: rows that are found on the way hold whatever gives way, and stay in it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from planner.infeasibility.elastic_programme import Elastic
from planner.solving.branches.cuts import engines
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.separation import Cuts, together
from planner.solving.warm_program import WarmProgram
from planner.tolerances import GIVES_LEAST

MOST_ROUNDS = 200  # of the linear relaxation


@dataclass
class ElasticSolves:
    """An elastic model, how its programmes are solved, and when to end with the best so far."""

    elastic: Elastic
    options: Options
    deadline: float

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.deadline - time.perf_counter()

    @property
    def gap(self) -> float:
        """The gap of the least."""
        return max(GIVES_LEAST, self.options.gap)

    def tightened(self, program: LinearProgram) -> Answer:
        """Return the answer of the linear relaxation; rows that it breaks are added to the elastic model's."""
        warm = WarmProgram(program, self.options)
        for _ in range(MOST_ROUNDS):
            answer = warm.run(max(self.left, 1.0))
            cuts = None if answer.values is None else together([x.cuts(answer.values) for x in self.elastic.cutters])
            if cuts is None:
                return answer
            warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)
            self.elastic.add(cuts)
        return answer

    def solve(self, program: LinearProgram, gap: float = 0.0) -> Answer:
        """Solve a programme with the elastic model's rows; rows that were found are kept there."""
        rows = len(program.row_lower)
        gap = gap or max(self.options.gap / 10, GIVES_LEAST / 10)
        options = replace(self.options, gap=gap, money_gap=0.0, time_limit=max(self.left, 1.0))
        planes = CuttingPlanes(program, options, self.elastic.cutters, keeps=False)
        with engines(self.elastic.cutters):
            answer, exact = planes.run()
        grown, new = planes.program, slice(rows, len(planes.program.row_lower))
        self.elastic.add(Cuts(grown.matrix[new], grown.row_lower[new], grown.row_upper[new], grown.rows[new]))
        return answer if exact is None or exact.values is None else replace(answer, values=exact.values)
