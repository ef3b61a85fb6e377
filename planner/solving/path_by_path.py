"""A plan of a tree path by path: what one path decides before another parts from it is kept there.

Each programme is that of one path, which is far smaller than that of the tree; only the whole numbers are taken from
it, and the amounts are for the linear programme of all paths to find. Where that has a solution it is a plan of the
tree; how good it is the bound says, wherever that is from.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.paths import PathProgram, TreeProgram

CLOSER: Final = 0.25  # of the gap: what a path is solved to, since keeping what others decided costs something too


@dataclass
class PathByPath:
    """The paths of a tree, the likeliest first.

    Attributes
    ----------
    tree
        The tree as it was built.
    asked
        The programme of a question: on the same columns, with other limits and more rows.
    prices
        Of each path, where given: what its columns cost beside what they cost, so that it minds what others want.
    tell
        Told which path is planned.
    """

    tree: TreeProgram
    asked: LinearProgram
    options: Options
    prices: Sequence[Floats] = ()
    tell: Callable[[str], None] = lambda _: None

    def plan(self, fixed: Floats) -> tuple[Floats, float] | None:
        """Return a plan's whole numbers, NaN for all else, and what the paths are expected to cost; None: no plan.

        Parameters
        ----------
        fixed
            The whole numbers that stand from the beginning; NaN for those that are free.
        """
        known, cost, deadline = fixed.copy(), 0.0, time.perf_counter() + self.options.time_limit
        order = sorted(range(len(self.tree.paths)), key=lambda n: -self.tree.paths[n].path.chance)
        for done, n in enumerate(order):
            path = self.tree.paths[n]
            self.tell(f"path {done + 1} of {len(order)}: {path.path.name}")
            seconds = (deadline - time.perf_counter()) / (len(order) - done)
            program = self._of_path(path, known)
            if self.prices:
                program = replace(program, cost=program.cost + self.prices[n])
            answer = self._solved(n, program, max(seconds, 0.0))
            if answer.values is None:
                return None
            whole = path.program.integer
            known[path.columns[whole]] = np.round(answer.values[whole])
            cost += path.path.chance * float(path.program.cost @ answer.values)
        return known, cost

    def _solved(self, number: int, program: LinearProgram, seconds: float) -> Answer:
        gap, money_gap = CLOSER * self.options.gap, CLOSER * self.options.money_gap
        tactics = replace(self.options.tactics, dive=False)  # with most of it decided the search ends sooner
        options = replace(
            self.options, gap=gap, money_gap=money_gap, time_limit=seconds, log=None, tactics=tactics
        )  # fmt: skip
        cutters = [each.cutter for each in self.tree.cutters if each.number == number]
        answer, _ = CuttingPlanes(program, options, cutters, keeps=False).run()
        return answer

    def _of_path(self, path: PathProgram, known: Floats) -> LinearProgram:
        """Return a path's programme as the question has it, with the whole numbers that are known."""
        own, asked = path.program, self.asked
        lower = np.maximum(own.lower, asked.lower[path.columns])
        upper = np.minimum(own.upper, asked.upper[path.columns])
        values = np.where(own.integer, known[path.columns], np.nan)
        is_known = np.isfinite(values)
        kept = np.clip(values, lower, upper)
        lower, upper = np.where(is_known, kept, lower), np.where(is_known, kept, upper)
        more = slice(len(self.tree.program.row_lower), None)
        matrix = csr_array(csc_array(asked.matrix[more])[:, path.columns])
        # rows of which a part is on other paths say nothing of this one alone
        is_whole = np.diff(matrix.indptr) == np.diff(asked.matrix[more].indptr)
        rows = [name for name, kept in zip(asked.rows[more], is_whole, strict=True) if kept]
        return replace(own, lower=lower, upper=upper).with_rows(
            csr_array(matrix[is_whole]), asked.row_lower[more][is_whole], asked.row_upper[more][is_whole], tuple(rows)
        )
