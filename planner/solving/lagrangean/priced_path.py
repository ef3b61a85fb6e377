"""One path of a tree at prices of what it shares: its least cost, of which what is proven counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.branches.cuts import BranchCuts
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.lagrangean.ascent import PathAnswer
from planner.solving.lagrangean.shared import SharedColumns
from planner.solving.outcome import Listener, Options
from planner.solving.paths import TreeProgram
from planner.solving.tangents import Tangents

CLOSER = 0.25  # of the gap in money: what each path may leave open of what all of them may


class PricedPath:
    """A path, ready to be asked at any prices; the rows that it was cut by, and its last plan, stay.

    It judges all its branches, those too that the tree judges along another path.
    """

    def __init__(self, tree: TreeProgram, shared: SharedColumns, number: int, options: Options) -> None:
        path = tree.paths[number]
        branches = BranchCuts(path.path.model, path.program, path.shapes, options)
        self._shared, self._number = shared, number
        self._program: LinearProgram = branches.lowest(path.program)
        self._cutters = [x for x in (Tangents(path.path.model, path.program), branches) if x]
        self._start: Floats | None = None

    def ask(self, prices: Floats, options: Options, listener: Listener | None = None) -> PathAnswer:
        """Return what it costs at least with prices of what it shares, and a plan.

        ``prices`` are of the shared columns that it has; ``options`` has the gap in money that may be left open.
        """
        program, shared = self._program, self._shared
        cost = program.cost.copy()
        cost[shared.own(self._number)] += prices
        own = replace(options, gap=0.0, money_gap=CLOSER * options.money_gap)
        asked = replace(program, cost=cost)
        planes = CuttingPlanes(asked, own, self._cutters, listener, self._start, keeps=False)
        answer, exact = planes.run()
        grown, rows = planes.program, len(program.row_lower)
        self._program = program.with_rows(
            csr_array(grown.matrix[rows:]), grown.row_lower[rows:], grown.row_upper[rows:], grown.rows[rows:]
        )
        if answer.values is None or exact is None or exact.values is None:
            return PathAnswer(answer.bound, None, np.zeros(0))
        self._start = exact.values
        return PathAnswer(answer.bound, float(program.cost @ exact.values), exact.values[shared.own(self._number)])
