"""One branch as a linear programme that stays in the solver: from plan to plan only its row limits change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import SolverError
from planner.solving.compile import LinearProgram
from planner.solving.cuts import Worth
from planner.solving.highs import WarmProgram
from planner.solving.members import Members
from planner.solving.outcome import Answer, Status
from planner.solving.rays import earns_without_limit

if TYPE_CHECKING:
    from planner.solving.cuts import Floats
    from planner.solving.outcome import Options
    from planner.solving.stamp import BranchProgram

KEPT = 1e-7  # a guarantee is kept when no more than this share of it is missing


@dataclass(frozen=True)
class Verdict:
    """What a branch comes to at a plan.

    ``missing`` adds up the shares of the promised amounts that cannot be served; ``cost`` is None where it was not
    asked, and where nothing limits what the branch could earn. The slopes say what one more unit of each of the
    trunk's columns changes, ``worth`` what one more unit of the limits of the branch's rows does; ``rounded`` is what
    a row of this slope has to add for what was rounded of the limits.
    """

    missing: float
    cost: float | None
    missing_slope: Floats | None = None
    cost_slope: Floats | None = None
    worth: Worth | None = None
    rounded: float = 0.0


class WarmBranch:
    """A branch's linear programme, kept in the solver."""

    def __init__(self, program: BranchProgram, options: Options) -> None:
        self.program = program
        self._options = options
        self._warm = WarmProgram(alone(program), options)
        self._guards = program.missing[program.promised > 0]
        amounts = program.promised[program.promised > 0]
        self._miss_cost = np.zeros(len(program.cost))
        self._miss_cost[self._guards] = 1.0 / amounts
        self._kept_upper = program.upper.copy()
        # a hair of what is missing is let pass: it is the guarantee's own tolerance
        self._kept_upper[self._guards] = 2 * KEPT * amounts
        self._asks = (0, 0)

    @property
    def is_guaranteed(self) -> bool:
        """Whether the branch has something to keep."""
        return len(self._guards) > 0

    def judge(self, trunk: Floats, wants_cost: bool) -> Verdict:
        """Return what the branch misses at a plan and, asked for and where nothing is missing, what it costs.

        Raises
        ------
        SolverError
            When the solver failed, or nothing that the branch could do is allowed.
        """
        lower, upper = self.program.limits(trunk)
        self._warm.set_row_limits(lower, upper)
        missing = 0.0
        if self.is_guaranteed:
            answer = self._solved(self._run(self._miss_cost, self.program.upper))
            missing = answer.objective or 0.0
            if missing > KEPT:
                return self._verdict(trunk, missing, answer, is_cost=False)
        if not wants_cost:
            return Verdict(missing, None)
        answer = self._run(self.program.cost, self._kept_upper)
        if answer.status in (Status.UNBOUNDED, Status.FAILED) and self._earns_without_limit():
            return Verdict(missing, None)
        return self._verdict(trunk, missing, self._solved(answer), is_cost=True)

    def _run(self, cost: Floats, upper: Floats) -> Answer:
        if (id(cost), id(upper)) != self._asks:
            self._warm.set_costs(cost)
            self._warm.set_column_limits(self.program.lower, upper)
            self._asks = (id(cost), id(upper))
        return self._warm.run(600.0)

    def _solved(self, answer: Answer) -> Answer:
        if answer.status is not Status.OPTIMAL or answer.row_dual is None:
            message = f"a branch could not be solved: {answer.message}"
            raise SolverError(message)
        return answer

    def _earns_without_limit(self) -> bool:
        """Whether the branch can be run, and nothing limits what that earns."""
        self._solved(self._run(np.zeros_like(self.program.cost), self._kept_upper))
        return earns_without_limit(alone(self.program), self._options)

    def _verdict(self, trunk: Floats, missing: float, answer: Answer, is_cost: bool) -> Verdict:
        """Return what an answer says: what is missing, or what it costs, and how that moves with the trunk."""
        prices = answer.row_dual
        assert prices is not None
        slope, worth = slope_of(self.program, prices), worth_of(self.program, prices)
        rounded = self.program.rounded(trunk, prices)
        if is_cost:
            return Verdict(missing, answer.objective, None, slope, worth, rounded)
        return Verdict(missing, None, slope, None, worth, rounded)


def slope_of(program: BranchProgram, prices: Floats) -> Floats:
    """Return what a unit of each trunk column changes: a row's price times what the column shifts the row by."""
    return np.asarray(-(program.matrix_trunk.T @ prices), dtype=float)


def worth_of(program: BranchProgram, prices: Floats) -> Worth:
    """Return the prices of the rows that cells of the workbook limit."""
    rows = program.limited[prices[program.limited] != 0]
    return Worth(rows.astype(np.int32), prices[rows])


def alone(program: BranchProgram) -> LinearProgram:
    """Return a branch as a linear programme of its own, its rows not shifted yet."""
    columns = len(program.cost)
    return LinearProgram(
        cost=program.cost,
        offset=0.0,
        lower=program.lower,
        upper=program.upper,
        integer=np.zeros(columns, dtype=bool),
        matrix=program.matrix,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        columns=Members([("branch",) * columns]),
        rows=Members([("branch",) * len(program.row_lower)]),
    )
