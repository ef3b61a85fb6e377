"""What a branch comes to at a plan, for people: the cheapest way through that keeps its guarantee, and its prices.

Where several ways cost the least, the one that serves the worst served demand best is taken, so that the same plan
is always told the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.subproblem import alone, anew, with_prices
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer, Options
from planner.solving.scaling import LARGEST_COST, without_fortunes
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.given.disruptions import Disruption
from planner_models.hits import asked_in
from planner_models.problem import Problem
from planner_models.tolerances import GUARANTEE_KEPT, SERVED_IN_FULL, WAYS_EQUAL

SECONDS = 600.0


@dataclass(frozen=True)
class Recourse:
    """A branch at a plan: cost discounted, amounts by covered demand over the window, and what its limits are worth.

    ``cost`` is -inf where nothing limits what could be earned. ``worst_moment`` is the least share of a covered demand
    that is served in a step; NaN where none is.

    ``limits`` are of the branch's rows. ``prices`` say what a unit of each row, and of each column, is worth: where
    some demand is short first to the most that the worst served could be delivered, then to the cost.
    """

    cost: float
    asked: Mapping[int, float]
    delivered: Mapping[int, float]
    limits: Floats
    prices: tuple[tuple[Floats, Floats], ...]
    worst_moment: float = 1.0

    @property
    def service(self) -> dict[int, float]:
        """The share of each covered demand that is served."""
        shares = {d: self.delivered[d] / amount for d, amount in self.asked.items()}
        return {d: _without_hair(share) for d, share in shares.items()}

    @property
    def worst(self) -> int | None:
        """The worst served of the covered demands; None where there is none."""
        return min(self.asked, key=lambda d: self.service[d], default=None)

    @property
    def short(self) -> float:
        """What of the covered demands together is not served."""
        return sum(self.asked[d] - self.delivered[d] for d, share in self.service.items() if share < 1.0)


def _without_hair(share: float) -> float:
    """Return a share that is served, in full or not at all where arithmetic alone says otherwise."""
    return 1.0 if share >= 1 - SERVED_IN_FULL else share if share > SERVED_IN_FULL else 0.0


@dataclass(frozen=True)
class Served:
    """A matrix that makes the deliveries over the window, of these demands, from the branch's columns."""

    demands: tuple[int, ...]
    matrix: csr_array


def covered_demands(program: BranchProgram, disruption: Disruption, problem: Problem) -> dict[int, float]:
    """Return the demands that a disruption covers, with what each asks for over the window."""
    found = {}
    for d in program.columns.get("missing", {}):
        demand = problem.demands[d]
        asked = sum(asked_in(problem, disruption, d, step) for step in program.steps)
        if demand.material in disruption.covers and asked > 0:
            found[d] = asked
    return found


def recourse_of(program: BranchProgram, asked: Mapping[int, float], trunk: Floats, options: Options) -> Recourse:
    """Return what a branch comes to at a plan; a guarantee that cannot be kept is missed by as little as can be.

    Raises
    ------
    SolverError
        When the solver failed.
    """
    served = served_by(program, asked)
    whole = _with_worst(program, served, asked, trunk)
    found, _ = _cheapest(program, served, asked, whole, options)
    worst = found.worst
    if not found.prices or worst is None or found.service[worst] == 1.0:
        return found
    helps = _prices(_most_served(whole, served, worst, options), len(program.row_lower))
    return replace(found, prices=(helps, *found.prices))


def way_through(
    program: BranchProgram, asked: Mapping[int, float], trunk: Floats, options: Options
) -> tuple[Recourse, Floats]:
    """Return what a branch comes to at a plan, without what its limits are worth, and the columns of the way taken.

    Raises
    ------
    SolverError
        When the solver failed.
    """
    served = served_by(program, asked)
    found, columns = _cheapest(program, served, asked, _with_worst(program, served, asked, trunk), options)
    return replace(found, limits=found.limits[:0], prices=()), columns


def _cheapest(
    program: BranchProgram, served: Served, asked: Mapping[int, float], whole: LinearProgram, options: Options
) -> tuple[Recourse, Floats]:
    """Return the cheapest way through, the fairest of them, with its columns.

    Costs beside which a solver does not see the others are first taken for less: where nothing of them is used then,
    what is cheapest so is cheapest.
    """
    lighter = without_fortunes(whole, 0.0) if _has_fortunes(whole.cost) else None
    if lighter is not None:
        found, columns = _cheapest_way(program, served, asked, lighter, options)
        if not columns[(lighter.cost != whole.cost)[:-1]].any():
            return found, columns
    return _cheapest_way(program, served, asked, whole, options)


def _has_fortunes(cost: Floats) -> bool:
    """Whether some cost is so large that it may well hide others."""
    sizes = np.abs(cost[cost != 0])
    return bool(sizes.size) and float(sizes.max()) > LARGEST_COST * float(sizes.min())


def _cheapest_way(
    program: BranchProgram, served: Served, asked: Mapping[int, float], whole: LinearProgram, options: Options
) -> tuple[Recourse, Floats]:
    warm = WarmProgram(whole, options)
    upper = _allow_missing(warm, program, whole, options)
    best = _run(warm, replace(whole, upper=upper), options)
    if best.status is Status.UNBOUNDED:
        found = _endless(program, replace(whole, upper=upper), served, asked, options)
        return found, np.full(len(program.cost), math.nan)
    best = with_prices(best)
    assert best.values is not None
    assert best.objective is not None
    rows = len(program.row_lower)
    limits = np.where(np.isfinite(whole.row_upper), whole.row_upper, whole.row_lower)[:rows]
    moment = _worst_moment(program, asked, best.values)
    found = Recourse(best.objective, asked, _by_demand(served, best.values), limits, (_prices(best, rows),), moment)
    is_short = found.worst is not None and found.service[found.worst] < 1.0
    fairest = _fairest(warm, replace(whole, upper=upper), best, options) if is_short else None
    if fairest is None:
        return found, best.values[:-1]
    moment = _worst_moment(program, asked, fairest)
    return replace(found, delivered=_by_demand(served, fairest), worst_moment=moment), fairest[:-1]


def _endless(
    program: BranchProgram, whole: LinearProgram, served: Served, asked: Mapping[int, float], options: Options
) -> Recourse:
    """Return a branch in which nothing limits what could be earned, since no rule holds there: what it can serve."""
    cost = np.zeros(len(whole.cost))
    cost[-1] = -1.0
    best = with_prices(anew(replace(whole, cost=cost), options))
    assert best.values is not None
    moment = _worst_moment(program, asked, best.values)
    return Recourse(-math.inf, asked, _by_demand(served, best.values), whole.row_upper, (), moment)


def _by_demand(served: Served, values: Floats) -> dict[int, float]:
    amounts = served.matrix @ values[:-1]
    return dict(zip(served.demands, (float(amount) for amount in amounts), strict=True))


def _worst_moment(program: BranchProgram, asked: Mapping[int, float], values: Floats) -> float:
    """Return the least share that is served in a step of what guarantee or floor cover; NaN where that is nothing."""
    delivered, floors = program.columns.get("step_delivery", {}), program.columns.get("lacking", {})
    held, shares = set(program.missing[program.promised > 0].tolist()), []
    for (d, n), row in program.rows.get("branch_demand", {}).items():
        amount = float(program.row_upper[row])
        if amount > 0 and (d in asked or floors.get((d, n)) in held):  # a floor covers too what has no limit later
            shares.append(float(values[delivered[d, n]]) / amount if (d, n) in delivered else 0.0)
    return _without_hair(min(shares)) if shares else math.nan


def _most_served(whole: LinearProgram, served: Served, worst: int, options: Options) -> Answer:
    """Return the way through that delivers the most of a demand at any cost."""
    row = list(served.demands).index(worst)
    cost = np.append(-served.matrix[[row]].toarray()[0], 0.0)
    return with_prices(solve(replace(whole, cost=cost), options))


def _prices(answer: Answer, rows: int) -> tuple[Floats, Floats]:
    assert answer.row_dual is not None
    assert answer.column_dual is not None
    return answer.row_dual[:rows], answer.column_dual[:-1]


def served_by(program: BranchProgram, asked: Mapping[int, float]) -> Served:
    """Return how deliveries over the window follow from the branch's columns."""
    place = {d: n for n, d in enumerate(asked)}
    entries = [
        (place[d], column, program.steps[n].length)
        for (d, n), column in program.columns.get("step_delivery", {}).items()
        if d in place
    ]
    rows, columns, lengths = (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    matrix = csr_array((lengths, (rows, columns)), shape=(len(asked), len(program.cost)), dtype=float)
    return Served(tuple(asked), matrix)


def _with_worst(program: BranchProgram, served: Served, asked: Mapping[int, float], trunk: Floats) -> LinearProgram:
    """Return a branch at a plan with one more column: the share that every covered demand is served at least."""
    lower, upper = program.limits(trunk)
    rates = alone(program)
    own = hstack([rates.matrix, csr_array((len(lower), 1))], format="csr")
    worst = hstack([served.matrix, csr_array(-np.array([list(asked.values())]).reshape(-1, 1))], format="csr")
    count = len(asked)
    return replace(
        rates,
        cost=np.append(rates.cost, 0.0),
        lower=np.append(rates.lower, 0.0),
        upper=np.append(rates.upper, 1.0),
        integer=np.zeros(len(rates.cost) + 1, dtype=bool),
        matrix=csr_array(vstack([own, worst], format="csr")) if count else csr_array(own),
        row_lower=np.append(lower, np.zeros(count)),
        row_upper=np.append(upper, np.full(count, math.inf)),
        columns=rates.columns.plus(["worst"]),
    )


def _allow_missing(warm: WarmProgram, program: BranchProgram, whole: LinearProgram, options: Options) -> Floats:
    """Let guarantees be missed by what cannot be helped, and a hair; return the upper limits of columns so."""
    guards = program.missing[program.promised > 0]
    if not len(guards):
        return whole.upper
    amounts = program.promised[program.promised > 0]
    misses = np.zeros(len(whole.cost))
    misses[guards] = 1.0 / amounts
    warm.set_costs(misses)
    answer = with_prices(_run(warm, replace(whole, cost=misses), options))
    assert answer.values is not None
    upper = whole.upper.copy()
    upper[guards] = answer.values[guards] + 2 * GUARANTEE_KEPT * amounts
    warm.set_column_limits(whole.lower, upper)
    warm.set_costs(whole.cost)
    return upper


def _fairest(warm: WarmProgram, whole: LinearProgram, best: Answer, options: Options) -> Floats | None:
    """Return, of all ways that cost the least, the one with the best worst service; None where arithmetic has none."""
    assert best.objective is not None
    assert best.values is not None
    scale = float(np.abs(whole.cost).max())
    if scale == 0:
        return None
    size = float(np.abs(whole.cost * best.values).sum())  # what is earned and what is spent may nearly cancel
    most = best.objective + WAYS_EQUAL * size
    row = csr_array(whole.cost[None, :] / scale), np.array([-math.inf]), np.array([most / scale])
    wanted = np.zeros(len(whole.cost))
    wanted[-1] = -1.0
    warm.add_rows(*row)
    warm.set_costs(wanted)
    answer = warm.run(SECONDS)
    if answer.status is not Status.PROVEN:
        # from where the cheapest way ended, the solver may not get within its tolerances of the best service
        answer = solve(replace(whole.with_rows(*row, (CutRow("cost", ()),)), cost=wanted), options)
    return answer.values if answer.status is Status.PROVEN else None


def _run(warm: WarmProgram, programme: LinearProgram, options: Options) -> Answer:
    """Return the answer of a programme that is warm; where the solver stops short there, it is asked for anew."""
    answer = warm.run(SECONDS)
    return answer if answer.status is Status.PROVEN else anew(programme, options)
