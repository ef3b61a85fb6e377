"""Of all plans that cost the same and decide the same, the safest (section 6 of the formulation).

With starts, sizes, contracts and lane uses as they are, and a cost that is allowed: first the mean over disruptions of
each one's worst service as large as may be, then what is expected to be short as little, then the undisturbed cost.
Each is a linear programme with rows on what branches can serve (planner/solving/branches/service.py) beside those
that the plan itself keeps. It ends when its time is up with the last that was finished: the plan that there was is one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.errors import BrokenTaskError, SolverError
from planner.solving.branches.cuts import engines
from planner.solving.branches.service import ServiceCuts, places_of
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.safe_bound import exact_cost, keeps
from planner.solving.separation import CutRow, Cuts, Cutter, together
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.measures import undisturbed_shortage
from planner_models.risk import expected_extra_cost, risk
from planner_models.tolerances import EXACT_ROW, GIVEN_UP, OWN_COST, SAFER, SAME_COST
from planner_models.trunk import Trunk

MOST_ROUNDS = 100
SHARE, LEAST = 0.1, 5.0  # of the seconds that the plan took, and the least, that it may take

SAFEST = "safest among equals"  # the fact of a run that says what was looked for
DONE = "the safest of the plans that cost the same and decide the same"
UNCHANGED = "no plan that costs the same and decides the same is safer"
STOPPED = "a safer plan at the same cost was looked for until the time was up"
UNSOLVED = "whether another plan at the same cost is safer could not be found out in full"
NO_TIME = "whether another plan at the same cost is safer was not looked at: the time was up"
NO_EXACT = "whether another plan at the same cost is safer was not looked at: the plan holds within tolerances only"


@dataclass(frozen=True)
class Safe:
    """What is found: the answer with its polished programme, and in words what was looked for."""

    answer: Answer
    exact: Answer | None
    words: str


def safest(model: Trunk, shapes: Shapes, planes: CuttingPlanes, answer: Answer, exact: Answer | None) -> Safe:
    """Return, of all plans that cost no more than is allowed and decide the same, the safest that is found in time.

    Parameters
    ----------
    planes
        The model with the rows that were added to it, and what adds more: of the time that they took a share is taken
        for this too, within the time limit.
    answer, exact
        The plan, and the polished linear programme of it.
    """
    program, options = planes.program, planes.options
    if not model.branches or answer.values is None or answer.interrupted:
        return Safe(answer, exact, "")
    if exact is None or exact.values is None:
        return Safe(answer, exact, NO_EXACT)
    seconds = min(max(SHARE * planes.spent, LEAST), options.time_limit - planes.spent)
    if seconds <= 0:
        return Safe(answer, exact, NO_TIME)
    allowed = _allowed(exact.objective or 0.0, answer.bound, options)
    # a cluster's workers may have gone meanwhile, and to gather them anew may take longer than the search
    own = options if options.engine == "processes" else replace(options, engine="processes", processes=1)
    search = SafestSearch(model, program, planes.cutters, shapes, exact.values, allowed, own, seconds)
    with engines([search.service]):
        words = search.run()
    answer = replace(answer, interrupted=search.is_interrupted)
    if not search.is_better:
        return Safe(answer, exact, words)
    values = np.clip(search.values[: len(program.cost)], program.lower, program.upper)
    cost = exact_cost(program, values)
    found = replace(answer, values=values, objective=cost)
    return Safe(found, replace(exact, values=values, objective=cost, priced=_priced(program, exact, cost)), words)


def _allowed(cost: float, bound: float | None, options: Options) -> float:
    """Return what a plan may cost to count as equal: what was found, or within the gap in money what is proven."""
    return cost if bound is None or options.money_gap <= 0 else max(cost, bound + options.money_gap)


def _priced(program: LinearProgram, exact: Answer, cost: float) -> float | None:
    """Return what the operation costs whose prices are known; None where they are those of the safer plan too.

    Every cheapest operation of the same decisions has the same prices.
    """
    assert exact.values is not None
    assert exact.objective is not None
    hair = SAME_COST * float(np.abs(program.cost) @ np.abs(exact.values))
    return exact.objective if cost > exact.objective + hair else None


class SafestSearch:
    """A search among plans of the same decisions: ``values`` are the best so far, of all columns.

    Behind the model's columns stand the worst service of each disruption and what each branch with a chance is short
    of; until that counts, each is counted as short of all.
    """

    def __init__(
        self,
        model: Trunk,
        program: LinearProgram,
        cutters: Sequence[Cutter],
        shapes: Shapes,
        plan: Floats,
        allowed: float,
        options: Options,
        seconds: float,
    ) -> None:
        width, self._model = len(program.cost), model
        self._places = places_of(model, shapes, width)
        self._worst = sorted({x.worst for x in self._places.values()})
        shorts = sorted((x.short, x.most) for x in self._places.values() if x.short is not None)
        self._short = np.array([column for column, _ in shorts], dtype=np.int64)
        self._most = np.array([most for _, most in shorts])
        self.values = np.concatenate([plan, np.ones(len(self._worst)), self._most])
        self._spent = float(np.abs(program.cost * plan).sum())
        self._asked = float(sum(self._most)) or 1.0
        self._program = self._with(_fixed(program, plan), allowed)
        self._trunk = program
        self.service = ServiceCuts(model, self._program, shapes, options, self._places)
        self._cutters = [*cutters, self.service]
        self._options, self._deadline = replace(options, tolerance=EXACT_ROW), time.perf_counter() + seconds
        self.is_better = self.is_interrupted = self._is_unsolved = False

    def _with(self, fixed: LinearProgram, allowed: float) -> LinearProgram:
        """Return a model with the columns of services and shortages, and a row for what it may cost."""
        added = len(self._worst) + len(self._short)
        most = allowed - fixed.offset + OWN_COST * self._spent
        wide = replace(
            fixed,
            cost=np.append(fixed.cost, np.zeros(added)),
            lower=np.concatenate([fixed.lower, np.zeros(len(self._worst)), self._most]),
            upper=np.concatenate([fixed.upper, np.ones(len(self._worst)), self._most]),
            integer=np.zeros(len(fixed.cost) + added, dtype=bool),
            matrix=csr_array(hstack([fixed.matrix, csr_array((len(fixed.row_lower), added))], format="csr")),
            columns=fixed.columns.plus(CutRow("service", (n,)) for n in range(added)),
        )
        cost = csr_array(wide.cost[None, :])
        return wide.with_rows(cost, np.array([-math.inf]), np.array([most]), (CutRow("cost", ()),))

    def run(self) -> str:
        """Search; return in words how that ended."""
        try:
            self._warm = WarmProgram(self._program, self._options)
            self._serve()
            self._be_short_of_less()
            self._cost_less()
        except KeyboardInterrupt:
            self.is_interrupted = True
            return STOPPED
        except TimeoutError:
            return STOPPED
        except (SolverError, BrokenTaskError):  # the plan that there is stays
            return UNSOLVED
        if self._is_unsolved:
            return UNSOLVED
        return DONE if self.is_better else UNCHANGED

    def _serve(self) -> None:
        """Raise the mean of the worst services."""
        if not self._worst:
            return
        missed = self._missed(self.values)
        for b, place in self._places.items():
            self.values[place.worst] = min(self.values[place.worst], 1.0 - missed[b])
        mean = np.zeros(len(self.values))
        mean[self._worst] = 1 / len(self._worst)
        self._improve(-mean, SAFER, GIVEN_UP)

    def _be_short_of_less(self) -> None:
        """Lower what is expected to be short."""
        lower, upper = self._program.lower.copy(), self._program.upper
        lower[self._short] = 0.0
        self._program = replace(self._program, lower=lower)
        self._warm.set_column_limits(lower, upper)
        self.values[self._short] = 0.0
        missed = self._missed(self.values)
        for b, place in self._places.items():
            if place.short is not None:
                self.values[place.short] = missed[b] * place.most
        branches, shortage = self._model.branches, np.zeros(len(self.values))
        counted = {b: place.short for b, place in self._places.items() if place.short is not None}
        for b, column in counted.items():
            shortage[column] = branches[b].chance
        for amount, variable in undisturbed_shortage(self._model, [branches[b] for b in counted]):
            shortage[self._trunk.columns.place(variable)] += amount
        self._improve(shortage, SAFER * self._asked, GIVEN_UP * self._asked)

    def _cost_less(self) -> None:
        """Lower what the plan costs undisturbed."""
        cost = self._program.cost.copy()
        for part in (expected_extra_cost, risk):
            for _, _, amount, variable in part(self._model):
                cost[self._trunk.columns.place(variable)] -= amount
        self._improve(cost, SAFER * self._spent, 0.0)

    def _missed(self, values: Floats) -> dict[int, float]:
        missed, cuts = self.service.missed(values)
        self._add(cuts)
        return missed

    def _improve(self, aim: Floats, better: float, hair: float) -> None:
        """Lower an aim as far as it goes, where that is worth it, and keep it there."""
        now = float(aim @ self.values)
        found = self._lowest(aim, now - better)
        if found is not None:
            self.values, self.is_better, now = found, True, float(aim @ found)
        row = csr_array(aim[None, :]), np.array([-math.inf]), np.array([now + hair])
        self._warm.add_rows(*row)

    def _lowest(self, aim: Floats, enough: float) -> Floats | None:
        """Return the plan with the least of an aim that breaks no row; None where it is no less than enough."""
        self._warm.set_costs(aim)
        for _ in range(MOST_ROUNDS):
            answer = self._warm.run(self._left())
            if answer.interrupted:
                raise KeyboardInterrupt
            if answer.status is not Status.PROVEN or answer.values is None:
                self._left()
                break
            if float(aim @ answer.values) > enough:
                return None
            cuts = together([cutter.cuts(answer.values, self.values) for cutter in self._cutters])
            if cuts is None:
                rows = self._warm.row_units[: len(self._program.row_lower)]
                if keeps(self._program, answer.values, rows):
                    return answer.values
                break
            self._add(cuts)
        self._is_unsolved = True
        return None

    def _left(self) -> float:
        left = self._deadline - time.perf_counter()
        if left <= 0:
            raise TimeoutError
        return left

    def _add(self, cuts: Cuts | None) -> None:
        if cuts is not None:
            self._warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)


def _fixed(program: LinearProgram, plan: Floats) -> LinearProgram:
    """Return a model whose decisions are those of a plan: its whole numbers, and the sizes of what is started."""
    kept = program.integer.copy()
    for name, first, keys in program.columns.named():
        if name == "size":
            kept[first : first + len(keys)] = True
    at = np.where(program.integer, np.round(plan), plan)
    lower, upper = np.where(kept, at, program.lower), np.where(kept, at, program.upper)
    return replace(program, lower=lower, upper=upper)
