"""One branch as a linear programme that stays in the solver: from plan to plan only its row limits change."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.outcome import Answer, Options
from planner.solving.rays import earns_without_limit
from planner.solving.refine import refined
from planner.solving.safe_bound import safe_bound, size_of, usable, usual_cost
from planner.solving.separation import Worth
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.sparse import unsigned
from planner.statuses import Status
from planner_models.tolerances import COST_KNOWN, GUARANTEE_KEPT, ZERO_TRACE

NETTED = 1e-2  # the share of all that is spent and earned that a cost counts as where the two nearly cancel
SECONDS = 600.0


@dataclass(frozen=True)
class SubproblemAnswer:
    """What a branch comes to at a plan.

    ``missing`` adds up the shares of the promised amounts that cannot be served; ``cost`` is None where it was not
    asked, and where nothing limits what the branch could earn. The slopes say what one more unit of each of the
    trunk's columns changes, ``worth`` what one more unit of the limits of the branch's rows does. What is missed, or
    the cost, is at least ``least`` and the slope times the trunk's columns, whatever the plan: proven by the prices
    of the branch's rows alone. ``size`` is what differences of cost are measured against.
    """

    missing: float
    cost: float | None
    missing_slope: Floats | None = None
    cost_slope: Floats | None = None
    worth: Worth | None = None
    least: float = 0.0
    size: float = 1.0


class Subproblem:
    """A branch's linear programme, kept in the solver."""

    def __init__(self, program: BranchProgram, options: Options) -> None:
        self.program = program
        self._options = options
        self._alone = alone(program)
        self._warm = WarmProgram(self._alone, options)
        self._guards = program.missing[program.promised > 0]
        self._miss_cost = np.zeros(len(program.cost))
        self._miss_cost[self._guards] = 1.0 / program.promised[program.promised > 0]
        self._kept_upper = kept_upper(program)
        self._asks = (0, 0)

    @property
    def is_guaranteed(self) -> bool:
        """Whether the branch has something to keep."""
        return len(self._guards) > 0

    def answers(self, b: int, trunk: Floats, wants_cost: bool) -> dict[int, SubproblemAnswer]:
        """Return the branch's answer under its number."""
        return {b: self.solve(trunk, wants_cost)}

    def solve(self, trunk: Floats, wants_cost: bool) -> SubproblemAnswer:
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
            answer = self._solved(trunk, self._miss_cost, self.program.upper)
            missing = answer.objective or 0.0
            if missing > GUARANTEE_KEPT:
                return missing_answer(self.program, self._miss_cost, answer, self._warm.units)
        if not wants_cost:
            return SubproblemAnswer(missing, None)
        answer = self._run(self.program.cost, self._kept_upper)
        if answer.status is not Status.PROVEN and self._earns_without_limit(trunk):
            return SubproblemAnswer(missing, None)
        return self._cost(trunk, missing, self._sure(trunk, answer, self.program.cost, self._kept_upper))

    def _run(self, cost: Floats, upper: Floats) -> Answer:
        if (id(cost), id(upper)) != self._asks:
            self._warm.set_costs(cost)
            self._warm.set_column_limits(self.program.lower, upper)
            self._asks = (id(cost), id(upper))
        return self._warm.run(SECONDS)

    def _solved(self, trunk: Floats, cost: Floats, upper: Floats) -> Answer:
        return self._sure(trunk, self._run(cost, upper), cost, upper)

    def _sure(self, trunk: Floats, answer: Answer, cost: Floats, upper: Floats) -> Answer:
        """Return an answer; where the solver stopped short from where it stood, it is asked for anew."""
        if answer.status is not Status.PROVEN or answer.row_dual is None:
            lower, most = self.program.limits(trunk)
            answer = anew(replace(self._alone, cost=cost, upper=upper, row_lower=lower, row_upper=most), self._options)
        return with_prices(answer)

    def _earns_without_limit(self, trunk: Floats) -> bool:
        """Whether the branch can be run, and nothing limits what that earns."""
        self._solved(trunk, np.zeros_like(self.program.cost), self._kept_upper)
        return earns_without_limit(self._alone, self._options)

    def _cost(self, trunk: Floats, missing: float, answer: Answer) -> SubproblemAnswer:
        """Return what an answer says of the cost, and how that moves with the trunk; again where prices prove less."""
        program = replace(self._alone, upper=self._kept_upper)
        found, size = self._proven(program, missing, answer)
        assert found.cost is not None
        assert found.cost_slope is not None
        if found.cost - (found.least + dot(found.cost_slope, trunk)) > COST_KNOWN * size:
            lower, upper = self.program.limits(trunk)
            here = replace(program, row_lower=lower, row_upper=upper)
            found, _ = self._proven(program, missing, refined(here, answer, self._options, self._warm.units, SECONDS))
        return found

    def _proven(self, program: LinearProgram, missing: float, answer: Answer) -> tuple[SubproblemAnswer, float]:
        """Return the cost of an answer, what its prices prove of it, and what differences are measured against."""
        assert answer.values is not None
        assert answer.objective is not None
        assert answer.row_dual is not None
        prices, units = usable(program, answer.row_dual), self._warm.units
        gross = size_of(program, answer.values, units)
        size = max(abs(answer.objective), NETTED * gross, usual_cost(program, units))
        slope, worth = slope_of(self.program, prices), worth_of(self.program, prices)
        return SubproblemAnswer(
            missing, answer.objective, None, slope, worth, safe_bound(program, prices, units), size
        ), size


def missing_answer(branch: BranchProgram, aim: Floats, answer: Answer, units: Floats) -> SubproblemAnswer:
    """Return what an answer says of what is missing of a branch's guarantee, and how that moves with the trunk."""
    assert answer.row_dual is not None
    program = replace(alone(branch), cost=aim)
    prices = usable(program, answer.row_dual)
    least, worth = safe_bound(program, prices, units), worth_of(branch, prices)
    return SubproblemAnswer(answer.objective or 0.0, None, slope_of(branch, prices), None, worth, least)


def kept_upper(program: BranchProgram) -> Floats:
    """Return the upper limits of columns where guarantees are kept: but for a hair, which is their own tolerance."""
    upper, is_promised = program.upper.copy(), program.promised > 0
    upper[program.missing[is_promised]] = 2 * GUARANTEE_KEPT * program.promised[is_promised]
    return upper


def slope_of(program: BranchProgram, prices: Floats) -> Floats:
    """Return what a unit of each trunk column changes: a row's price times what the column shifts the row by."""
    slope, terms = program.matrix_trunk.T @ prices, unsigned(program.matrix_trunk).T @ np.abs(prices)
    return np.where(np.abs(slope) > ZERO_TRACE * terms, -slope, 0.0)


def dot(one: Floats, other: Floats) -> float:
    """Return the sum of products: the threads of a linear algebra library wait for each other longer than they add."""
    return float((one * other).sum())


def worth_of(program: BranchProgram, prices: Floats) -> Worth:
    """Return the prices of the rows that cells of the workbook limit."""
    rows = program.limited[prices[program.limited] != 0]
    return Worth(rows.astype(np.int32), prices[rows])


def anew(program: LinearProgram, options: Options) -> Answer:
    """Return the answer of a programme, asked for without what was known before, and then without presolve too."""
    answer = solve(program, replace(options, time_limit=SECONDS))
    if answer.status is Status.PROVEN:
        return answer
    return solve(program, replace(options, time_limit=SECONDS, presolve=False))


def with_prices(answer: Answer) -> Answer:
    """Return an answer that has prices; SolverError where the solver has none."""
    if answer.status is not Status.PROVEN or answer.row_dual is None:
        message = f"a branch could not be solved: {answer.message}"
        raise SolverError(message)
    return answer


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
