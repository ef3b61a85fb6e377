"""Solves a model that grows: solve, add the rows that the solution breaks, and solve again until it breaks none.

Every row that is added holds for every plan, so the bound of each round is a bound of the whole. A plan counts
only once its whole numbers are fixed and what is left is solved, with more rows, until it breaks nothing: then it
is exact, and its cost an upper bound.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from planner.solving.branches.held_whole import FAR, Whole
from planner.solving.diving import Dive
from planner.solving.highs import WarmProgram, solve
from planner.solving.nearby import has_many, nearby
from planner.solving.outcome import Answer, Follower, Options, is_proven, relative_gap
from planner.solving.refine import is_closed, proven_answer, refined
from planner.solving.safe_bound import keeps, safe_bound, size_of
from planner.solving.scaling import Scale, without_fortunes
from planner.solving.separation import Cuts, WholeHolder, together
from planner.solving.shared_terms import searched
from planner.statuses import Status
from planner_models.tolerances import BOUND_BLURRED, EXACT_ROW, GAP_CLOSED, SPENT_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Listener
    from planner.solving.separation import Cutter, Floats

MOST_SOLVES = 60
MOST_CUT_ROUNDS = 200
FLAT, RISE = 8, 1e-2  # rounds of the relaxation that raise its bound by so little of the gap are its last
DIVING = 0.2  # the share of the time that is left in which the first plan is looked for
ROUGH = 0.005  # the gap of a first plan that no dive found
NEARBY, MOST_NEARBY = 0.05, 30.0  # the same, in which a better one is looked for near it, and its seconds at most
ROUGH_NEARBY = 0.3  # the same, near one that was put together of parts
CLOSER = 0.1  # of the gap in money: what the solver is asked, since a plan that is made exact costs a little more
LEAST_BEYOND, MOST_BEYOND = 2.0, 60.0  # seconds; between them half of the time limit
FEWER_FORTUNES, TIGHTER, OTHER_UNITS, WITHOUT_PRESOLVE = 1, 2, 3, 4  # ways to ask the solver again
TRUSTED = 0.1  # the share of the gap that is asked by which a bound of the solver may be off

# the answer with its proven bound, and the plan made exact, where there is one
Found = tuple[Answer, Answer | None]


@dataclass
class CuttingPlanes:
    """A model being solved, with the cutters that make it grow.

    Attributes
    ----------
    program
        The model with all rows that were added so far.
    start
        A plan of which the first solve begins, or part of one with NaN elsewhere.
    added, solves, cut_rounds
        How many rows were added, how many mixed-integer solves were run and how often rows were found.
    root
        The bound of the linear relaxation with the rows that it asks for.
    is_stuck
        Whether it stopped because the best known solution stands within the solver's tolerances only.
    keeps
        Whether a Ctrl-C leaves the best plan so far, made exact; otherwise it is raised at once.
    has_failed
        Whether the solver failed while there was a plan already.
    way
        In which way the solver is asked: the next where what it says does not hold in our own arithmetic.
    least
        What is known from elsewhere that no plan can cost less than.
    is_put_together
        Whether the start was put together of parts, so that there may be much better ones near it.
    is_all_elsewhere
        Whether the start was good enough by what was known from elsewhere, so that nothing was searched.
    """

    program: LinearProgram
    options: Options
    cutters: Sequence[Cutter] = ()
    listener: Listener | None = None
    start: Floats | None = None
    added: int = 0
    solves: int = 0
    cut_rounds: int = 0
    root: float | None = None
    is_stuck: bool = False
    has_failed: bool = False
    way: int = 0
    keeps: bool = True
    least: float | None = None
    is_put_together: bool = False
    is_all_elsewhere: bool = field(init=False, default=False)
    _deadline: float = field(init=False)
    _bare: LinearProgram = field(init=False)
    _dived: Answer | None = field(init=False, default=None)
    _opened: Answer | None = field(init=False, default=None)  # the start, exact
    _dived_with: tuple[LinearProgram, int] = field(init=False)
    _units: Floats = field(init=False)
    _inner: Floats | None = field(init=False, default=None)
    _amounts: Floats | None = field(init=False, default=None)  # of the relaxation before any row was added
    _held: Whole | None = field(init=False, default=None)  # what the last solve was of, where branches were whole
    _best: Answer | None = field(init=False, default=None)
    _bound: float | None = field(init=False, default=None)
    _money: float = field(init=False, default=0.0)  # all that the best plan spends and earns

    def __post_init__(self) -> None:
        self._deadline = time.perf_counter() + self.options.time_limit
        self._units = np.ones(len(self.program.cost))
        self._bare = self.program

    @property
    def spent(self) -> float:
        """The seconds since it began."""
        return self.options.time_limit - (self._deadline - time.perf_counter())

    def _left(self) -> float:
        return max(self._deadline - time.perf_counter(), 0.0)

    def _left_and_more(self) -> float:
        """Return the seconds that are left for making a plan exact, which may take some beyond the time limit."""
        limit = self.options.time_limit
        more = min(MOST_BEYOND, max(LEAST_BEYOND, limit / 2))
        return max(self._deadline + more - time.perf_counter(), 0.0)

    def run(self) -> Found:
        """Return the answer with its proven bound, and the polished linear programme of its plan.

        The second is None where there is no plan, or where the plan leaned on the solver's tolerances.
        """
        if self.least is not None:
            self._best, self._bound = self._first_plan(self.least, is_start=True)
            if self._best is not None and self._is_over(self._best):
                self.is_all_elsewhere = True
                return self._ended(self._best, self._bound, replace(self._best, status=Status.NOT_PROVEN))
        self.root = self._tighten_relaxation() if self.cutters else None
        self._best, self._bound = self._first_plan(_larger(self.root, self.least))
        best = self._best
        if best is not None and not self._is_over(best):
            best = self._nearer(best)
        if best is not None and self._is_over(best):
            return self._ended(best, self._bound, replace(best, status=Status.NOT_PROVEN))
        found = None
        while found is None:
            found = self._round()
        return found

    def _is_over(self, best: Answer) -> bool:
        return best.interrupted or self._is_closed(best, self._bound)

    def _nearer(self, best: Answer) -> Answer:
        """Return a better plan near the dive's, made exact, where much is to be decided; the rows it asks for stay."""
        is_first = best is self._dived or (best is self._opened and self.is_put_together)
        if not is_first or not self.options.tactics.nearby or not has_many(self.program):
            return best
        if self._whole() is not None:  # which is searched nearby once its relaxation is tight
            return best
        assert best.values is not None
        listener, scale = self._hearing_nearby(best), self._scale()
        first, seconds = best, ROUGH_NEARBY * self._left() if self.is_put_together else self._seconds_nearby()
        near = nearby(self.program, best.values, self.options, seconds, listener, scale,
                      lambda bound: self._is_closed(first, bound))  # fmt: skip
        self._bound = _larger(self._bound, near.bound)
        if near.interrupted and not self.keeps:
            raise KeyboardInterrupt
        exact = None if near.values is None else self._polished(near.values)
        if exact is not None and _cost(exact) < _cost(best):
            self._best = best = self._told(exact, self._bound)
        return replace(best, interrupted=True) if near.interrupted else best

    def _seconds_nearby(self) -> float:
        """Return for how long a better plan is looked for near the first: not ever longer, the more time there is."""
        return min(NEARBY * self._left(), MOST_NEARBY)

    def _hearing_nearby(self, best: Answer) -> Listener | None:
        """Return who hears of a search nearby: its bound is none of the whole."""
        listener, bound = self.listener, self._bound

        def heard(_: float, incumbent: float | None, __: float | None, ___: float | None) -> None:
            cost = _cost(best) if incumbent is None else min(incumbent, _cost(best))
            assert listener is not None
            listener(self.spent, cost, bound, None if bound is None else relative_gap(cost, bound))

        return None if listener is None else heard

    def _round(self) -> Found | None:
        """Solve, make the plan exact and look for rows that it breaks; return what there is where that is the end."""
        answer = self._solved(self._start_of_round())
        self.has_failed = answer.status is Status.FAILED
        if answer.values is None:
            return self._without_solution(answer)
        before, values, held = self.added, answer.values, self._held
        answer, exact = self._made_exact(answer, values)
        best = self._best
        self._bound = _larger(self._bound, self._sound_bound(answer, best or answer, exact))
        stopped = answer.status is not Status.PROVEN or answer.interrupted or self.solves >= MOST_SOLVES
        if best is not None and (stopped or self._is_closed(best, self._bound)):
            return self._ended(best, self._bound, answer)
        has_grown = self.added > before or (exact is None and bool(self.cutters) and self._cut_at(values))
        if held is not None:  # the rows of what it holds whole add nothing to it
            again, self._held = self._whole(), None
            has_grown = again is not None and len(again.program.row_lower) > len(held.program.row_lower)
        if best is None and stopped and self.cutters:
            return replace(answer, status=Status.NO_PLAN, values=None, bound=self._bound), None
        # what the solver calls solved, our own arithmetic does not: it is asked again in another way
        if not stopped and (has_grown or self._takes_another_way()):
            return None
        self.is_stuck = not stopped
        feasible = replace(answer, status=Status.NOT_PROVEN, bound=self._bound)
        return self._ended(best, self._bound, answer) if best else (feasible, None)

    def _start_of_round(self) -> Floats | None:
        """Return the values that a solve begins with: of the best plan, or those that were given."""
        # where little is to be decided not where the dive ended: it did not help where it was measured
        starts = self.options.tactics.starts or (self.options.tactics.nearby and has_many(self.program))
        is_near = self.solves > 0 or starts or self._best is not self._dived
        begins_there = self._best is not None and is_near
        return self._best.values if self._best is not None and begins_there else self.start

    def _without_solution(self, answer: Answer) -> Found | None:
        """Return what there is where a solve found nothing; None where it is to be asked in another way."""
        is_doubtful = self.has_failed or (self._best is not None and answer.status is Status.INFEASIBLE)
        if is_doubtful and self._takes_another_way():
            return None
        if self._best is None:
            return replace(answer, bound=_larger(self._bound, answer.bound)), None
        known = answer.bound is not None and answer.bound <= _cost(self._best)
        return self._ended(self._best, _larger(self._bound, answer.bound) if known else self._bound, answer)

    def _made_exact(self, answer: Answer, values: Floats) -> tuple[Answer, Answer | None]:
        """Return an answer and its plan made exact, which is kept where it is the best so far."""
        try:
            exact = self._polished(values)
        except KeyboardInterrupt:  # the solver's own solves keep what they found; a Ctrl-C here must not lose it
            if not self.keeps:
                raise
            exact, answer = None, replace(answer, interrupted=True)
        if exact is not None and (self._best is None or _cost(exact) < _cost(self._best)):
            self._best = exact
            self._follow(exact)
        self._money = 0.0 if self._best is None else self._size(self._best)
        return answer, exact

    def _sound_bound(self, answer: Answer, plan: Answer, exact: Answer | None) -> float | None:
        """Return the bound that a solve proves; None where its own arithmetic could have made it up."""
        if not self._decides():  # the plan's own prices prove it: nothing is left to the solver
            return None if exact is None else exact.bound
        if answer.bound is None or plan.objective is None or plan.values is None:
            return None
        size = self._size(plan)
        asked = max(self.options.gap * abs(_cost(plan)), self.options.money_gap)
        blurred = answer.blur > BOUND_BLURRED * size + TRUSTED * asked
        above = answer.bound > _cost(plan) + GAP_CLOSED * abs(_cost(plan)) + SPENT_ROUNDING * size
        return None if blurred or above else answer.bound

    def _decides(self) -> bool:
        """Whether there is a whole number to decide."""
        return bool((self.program.integer & (self.program.lower < self.program.upper)).any())

    def _takes_another_way(self) -> bool:
        """Go on to the next way of asking the solver; return whether there is one."""
        self.way += 1
        if self.way == FEWER_FORTUNES and without_fortunes(self.program, self._money) is None:
            self.way += 1
        return self.way <= WITHOUT_PRESOLVE and self._decides()

    def _solved(self, start: Floats | None) -> Answer:
        whole = self._whole()
        if whole is not None:
            return self._solved_whole(whole, start)
        program, scale, options = self.program, self._scale(), replace(self.options, time_limit=self._left())
        if self.way == FEWER_FORTUNES:
            program = without_fortunes(program, self._money) or program
        if self.cutters:
            options = replace(options, money_gap=CLOSER * options.money_gap)
        if self.way:  # handed a start, the solver has told an objective that was not its solution's
            start = None
        if start is not None and self._best is not None and has_many(program):
            options = replace(options, seeks=False)
        if self.way >= TIGHTER:
            options = replace(options, tolerance=EXACT_ROW, whole=EXACT_ROW)
            values = None if self._best is None else self._best.values
            if values is not None and len(values) == len(program.cost):
                scale = Scale.of(program).at(program, values)
        if self.way >= OTHER_UNITS:
            scale = Scale.of_workbook(program)
        if self.way == WITHOUT_PRESOLVE:
            options = replace(options, presolve=False)
        search = searched if has_many(program) else solve
        return self._counted(search(program, options, self.listener, start, scale.for_costs(program.cost)))

    def _scale(self) -> Scale:
        """Return units for the solver that suit the model without the rows that were added, and its relaxation."""
        scale, added = Scale.of(self._bare), csr_array(self.program.matrix[len(self._bare.row_lower) :])
        scale = scale if self._amounts is None else scale.sized(self._bare, self._amounts)
        return scale.grown(added) if added.shape[0] else scale

    def _counted(self, answer: Answer) -> Answer:
        self.solves += 1
        if answer.interrupted and not self.keeps:
            raise KeyboardInterrupt
        return answer

    def _whole(self) -> Whole | None:
        """Return the model that holds what it is cut for whole, where cuts leave much open and it is not too large."""
        far = self._best is None or self._bound is None or relative_gap(_cost(self._best), self._bound) > FAR
        if self.way or not far or not self.options.tactics.whole:
            return None
        for holder in (x for x in self.cutters if isinstance(x, WholeHolder)):
            program = holder.whole(self.program)
            if program is not None:
                return Whole(program, self.program, holder)
        return None

    def _solved_whole(self, whole: Whole, start: Floats | None) -> Answer:
        """Return what the solver finds in a model that holds its branches whole."""
        money_gap = CLOSER * self.options.money_gap
        options = replace(self.options, time_limit=self._left(), money_gap=money_gap)
        self._held = whole
        return self._counted(whole.solved(options, self.listener, start))

    def _first_plan(self, bound: float | None, *, is_start: bool = False) -> tuple[Answer | None, float | None]:
        """Return a plan early, exact, and the bound: the plan that there is to start with, or where a dive ends.

        With ``is_start`` only that to start with.
        """
        if self._opened is not None:
            return self._opened, bound
        if not self.program.integer.any():
            return None, bound
        start = self._known_start()
        if start is None and not self.options.tactics.dive:
            return None, bound
        found = None if start is None else self._polished(start)
        if found is not None:
            self._opened = self._told(found, bound)
        self.start = start if found is not None else None
        if found is not None or is_start:
            return self._opened, bound
        dive = Dive(self.program, self.options, DIVING * self._left(), self._scale())
        values = dive.plan()
        bound = _larger(bound, dive.bound)
        values = self._bare_plan() if values is None else values
        # the rows that make a far plan exact say little of a good one, and slow the solver: they are let go again
        before = self.program, self.added
        found = None if values is None else self._polished(values)
        self._dived_with, (self.program, self.added) = (self.program, self.added), before
        if found is None:
            found, bound = self._dived_whole(bound)
        self._dived = None if found is None else self._told(found, bound)
        return self._dived, bound

    def _dived_whole(self, bound: float | None) -> tuple[Answer | None, float | None]:
        """Return where a dive ends in which every branch keeps what it has to, exact, and the bound."""
        whole, before = self._whole(), (self.program, self.added)
        if whole is None:
            return None, bound
        dive = Dive(whole.program, self.options, DIVING * self._left())
        values = dive.plan()
        found = None if values is None else self._polished(values[: whole.width])
        self._dived_with, (self.program, self.added) = (self.program, self.added), before
        return found, _larger(bound, dive.bound)

    def _bare_plan(self) -> Floats | None:
        """Return a rough plan of the model without the rows that were added: it is much smaller."""
        if not self.added:
            return None
        own = replace(
            self.options, gap=max(self.options.gap, ROUGH), money_gap=0.0, time_limit=DIVING * self._left(), log=None
        )
        answer = solve(self._bare, own)
        if answer.interrupted:  # there is no plan yet that keeps every row
            raise KeyboardInterrupt
        return answer.values

    def _told(self, plan: Answer, bound: float | None) -> Answer:
        """Tell who watches of a plan that the solver has not found itself; a Ctrl-C meanwhile must not lose it."""
        self._follow(plan)
        try:
            if self.listener is not None:
                gap = None if bound is None else relative_gap(_cost(plan), bound)
                self.listener(self.options.time_limit - self._left(), plan.objective, bound, gap)
        except KeyboardInterrupt:
            return replace(plan, interrupted=True)
        return plan

    def _follow(self, plan: Answer) -> None:
        """Tell who follows the solutions of an exact plan."""
        if isinstance(self.listener, Follower) and plan.values is not None:
            self.listener.found(plan.values, _cost(plan), is_exact=True)

    def _known_start(self) -> Floats | None:
        """Return the plan to start with, where all its whole numbers are known and allowed."""
        if self.start is None:
            return None
        whole = self.program.integer
        values, lower, upper = np.round(self.start[whole]), self.program.lower[whole], self.program.upper[whole]
        return self.start if bool(((lower <= values) & (values <= upper)).all()) else None

    def _ended(self, best: Answer, bound: float | None, answer: Answer) -> tuple[Answer, Answer]:
        """Return the best plan with what is proven of it, and its polished linear programme."""
        status = Status.PROVEN if self._is_closed(best, bound) else Status.NOT_PROVEN
        if bound is not None and (bound > _cost(best) - SPENT_ROUNDING * self._size(best)):
            bound = _cost(best)  # what is left, or above, is rounding: what is above by more was taken for no bound
        if best is self._dived:  # its prices are those of the rows that it was made exact with
            self.program, self.added = self._dived_with
        return replace(best, bound=bound, status=status, interrupted=answer.interrupted, nodes=answer.nodes), best

    def _is_closed(self, best: Answer, bound: float | None) -> bool:
        return is_proven(_cost(best), bound, self.options, self._size(best))

    def _size(self, plan: Answer) -> float:
        assert plan.values is not None
        return size_of(self.program, plan.values, self._units)

    def _cut_at(self, values: Floats) -> bool:
        """Add the rows that a solution breaks; return whether there were any."""
        cuts = self._broken(values, self._towards_inner(values))
        if cuts is not None:
            self._grow(cuts)
        return cuts is not None

    def _broken(self, values: Floats, inner: Floats | None) -> Cuts | None:
        """Return the rows that a solution breaks."""
        cuts = together([cutter.cuts(values, inner) for cutter in self.cutters])
        self.cut_rounds += cuts is not None
        return cuts

    def _towards_inner(self, values: Floats) -> Floats | None:
        """Return the point of which half the way is the tactic's share of the way to the relaxation's inner point."""
        share = self.options.tactics.core
        return None if share == 0 or self._inner is None else values + 2 * share * (self._inner - values)

    def _grow(self, cuts: Cuts) -> None:
        self.program = self.program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)
        self.added += len(cuts)

    def _add(self, cuts: Cuts, warm: WarmProgram) -> None:
        self._grow(cuts)
        warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)

    def _tighten_relaxation(self) -> float | None:
        """Add the rows that the linear relaxation asks for: they cost little and every later solve has them.

        Returns its objective, a bound of the whole.

        Rows are looked for halfway between the relaxation's solution and an inner point that follows it (the
        in-out method of Ben-Ameur and Neto, Networks 49, 2007), which needs far fewer rounds.
        """
        warm, own = WarmProgram(self.program, self.options, self._scale()), len(self.program.row_lower)
        proof: tuple[LinearProgram, Floats] | None = None
        costs: list[float] = []
        for _ in range(MOST_CUT_ROUNDS):
            answer = warm.run(self._left())
            if answer.row_dual is not None:
                proof = self.program, answer.row_dual
            if answer.values is None:
                break
            costs.append(_cost(answer))
            if self._is_flat(costs):
                break
            if self._amounts is None:
                self._amounts = answer.values
                warm = WarmProgram(self.program, self.options, self._scale())
            cuts = self._broken(answer.values, self._inner)
            if cuts is None:
                self._select(answer, own)
                break
            self._add(cuts, warm)
            self._inner = answer.values if self._inner is None else 0.5 * self._inner + 0.5 * answer.values
        return None if proof is None else safe_bound(*proof, warm.units)

    def _is_flat(self, costs: list[float]) -> bool:
        """Whether the last rounds raised the bound by next to nothing of what it may be short by in the end."""
        asked = max(self.options.gap * abs(costs[-1]), self.options.money_gap)
        return len(costs) > FLAT and costs[-1] - costs[-1 - FLAT] < RISE * asked

    def _select(self, answer: Answer, own: int) -> None:
        """Let go of the added rows that the relaxation does not lean on: another solution that breaks one finds it."""
        if not self.options.tactics.selects or answer.row_dual is None:
            return
        kept = np.append(np.ones(own, dtype=bool), answer.row_dual[own:] != 0)
        self.program = self.program.with_kept_rows(kept.tolist())
        self.added -= len(kept) - int(kept.sum())

    def _polished(self, values: Floats) -> Answer | None:
        """Return the exact best of a solution's whole numbers, with prices; None where it leaned on tolerances.

        Continuous values of a mixed-integer solve are off by up to its tolerance times the largest bound; with
        the whole numbers fixed they are exact, or there are none.
        """
        lower, upper, whole = self.program.lower.copy(), self.program.upper.copy(), self.program.integer
        lower[whole] = upper[whole] = np.round(values[whole])
        options = replace(self.options, tolerance=EXACT_ROW)
        warm = WarmProgram(replace(self.program, lower=lower, upper=upper), options, self._scale())
        self._units = warm.units
        for _ in range(MOST_CUT_ROUNDS):
            answer = warm.run(self._left_and_more())
            if answer.status is not Status.PROVEN or answer.values is None:
                return None
            cuts = self._broken(answer.values, self._towards_inner(answer.values))
            if cuts is None:
                fixed = replace(self.program, lower=lower, upper=upper)
                exact = self._in_our_arithmetic(fixed, answer, options, warm)
                cuts = None if exact is None or exact.values is None else self._broken(exact.values, None)
                if cuts is None:
                    return exact
            self._add(cuts, warm)
        return None

    def _in_our_arithmetic(
        self, fixed: LinearProgram, answer: Answer, options: Options, warm: WarmProgram
    ) -> Answer | None:
        """Return an answer with its objective and bound by our own arithmetic; None where it misses a row."""
        exact = proven_answer(fixed, answer, warm.units)
        if not is_closed(fixed, exact, replace(options, gap=0.0, money_gap=0.0), warm.units):
            exact = refined(fixed, answer, options, warm.units, self._left_and_more())
        assert exact.values is not None
        return exact if keeps(fixed, exact.values, warm.row_units) else None


def _larger(bound: float | None, other: float | None) -> float | None:
    """Return the better of two proven lower bounds."""
    known = [x for x in (bound, other) if x is not None]
    return max(known) if known else None


def _cost(answer: Answer) -> float:
    return answer.objective if answer.objective is not None else math.inf
