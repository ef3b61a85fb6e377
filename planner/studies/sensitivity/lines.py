"""Between solved points, what a number that stands only in the objective can do at most, by lines and chords.

The best cost is the least over plans of what each costs, and each costs a line of such a number: it is concave, lies
above the chords between its bounds and below the line of every plan. So does the best cost with the plan's starts kept,
below the lines of plans that have these starts. The regret is the difference of the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from planner.studies.sensitivity.cost_line import CostLine
from planner.studies.sensitivity.trial import Trial
from planner.tolerances import ROUNDING


@dataclass(frozen=True)
class Settled:
    """What is proven of one side of a number's own value, from there outwards.

    Attributes
    ----------
    safe_until
        Up to where the regret stays within the gap, without a break: the end of the side where all of it is safe.
    flips_from
        From where on it is above the gap, nearest to the own value; NaN where that is proven nowhere.
    breaks_even
        Where another plan that was found costs the same as the plan kept, and less beyond; NaN where none does.
    other
        The trial whose plan is the better one there; -1 for none.
    next
        Where a solve would tell most; NaN where it would tell nothing more.
    """

    safe_until: float
    flips_from: float = math.nan
    breaks_even: float = math.nan
    other: int = -1
    next: float = math.nan


def settled(trials: Sequence[Trial]) -> Settled:
    """Return what is proven between trials in order, the first at the number's own value."""
    kept = [line for trial in trials for line in trial.plan_lines]
    safe = _safe_until(trials, kept)
    end = trials[-1].at
    if safe == end:
        return Settled(end)
    flips, other = _flips_from(trials)
    beyond = end if math.isnan(flips) else flips
    return Settled(safe, flips, _breaks_even(trials, kept), other, _next(trials, kept, safe, beyond))


def chord(begin: tuple[float, float], end: tuple[float, float]) -> CostLine:
    """Return the line between two points."""
    return CostLine.through(*begin, *end)


def _spans(trials: Sequence[Trial]) -> Iterator[tuple[float, float, CostLine, CostLine, float, float]]:
    """Yield each stretch between two trials: its ends, the two chords, and the least and the most of their gaps."""
    for one, two in pairwise(trials):
        assert one.best is not None
        assert two.best is not None
        assert one.plan is not None
        assert two.plan is not None
        best = chord((one.at, one.best.low), (two.at, two.best.low))
        plan = chord((one.at, one.plan.low), (two.at, two.plan.low))
        gaps = one.gap, two.gap
        yield one.at, two.at, best, plan, min(gaps), max(gaps)


def _safe_until(trials: Sequence[Trial], kept: Sequence[CostLine]) -> float:
    """Return up to where, without a break, some plan with the starts kept costs within the gap of the best."""
    for begin, end, best, _, least, _ in _spans(trials):
        regrets = [line.less(best, least) for line in kept]
        reached = [x for x in (each.stays_below(begin, end) for each in regrets) if not math.isnan(x)]
        if not reached:
            return begin
        far = max(reached, key=lambda x: abs(x - begin))
        back = [x for x in (each.stays_below(end, begin) for each in regrets) if not math.isnan(x)]
        if far != end and not any(abs(x - begin) <= abs(far - begin) for x in back):
            return far
    return trials[-1].at


def _flips_from(trials: Sequence[Trial]) -> tuple[float, int]:
    """Return from where on a plan is better by more than the gap, nearest to the first trial, and the trial of it."""
    if trials[0].flips:
        return trials[0].at, 0
    for begin, end, _, plan, _, most in _spans(trials):
        found = [
            (abs(x - begin), x, number)
            for number, trial in enumerate(trials)
            for line in trial.best_lines
            if not math.isnan(x := plan.less(line, most).rises_above(begin, end))
        ]
        if found:
            _, x, number = min(found)
            return x, number
    return math.nan, -1


def _corners(lines: Sequence[CostLine], begin: float, end: float) -> list[float]:
    """Return where two lines cross between two points, and the points, from the first to the second."""
    crossings = [
        one.at + (two(one.at) - one.value) / (one.slope - two.slope)
        for one, two in combinations(lines, 2)
        if one.slope != two.slope
    ]
    low, high = min(begin, end), max(begin, end)
    return sorted({begin, end, *(x for x in crossings if low < x < high)}, reverse=begin > end)


def _breaks_even(trials: Sequence[Trial], kept: Sequence[CostLine]) -> float:
    """Return where, from the first trial on, another plan first costs less than every one with the starts kept."""
    others = [line for trial in trials for line in trial.best_lines] or list(kept)
    corners = _corners([*kept, *others], trials[0].at, trials[-1].at)
    for before, after in pairwise(corners):
        least = min(line(after) for line in kept)
        if least - min(line(after) for line in others) > ROUNDING * _size(trials):
            return before
    return math.nan


def _next(trials: Sequence[Trial], kept: Sequence[CostLine], safe: float, beyond: float) -> float:
    """Return the corner between what is safe and what is not where least is known of the two best costs."""
    lines = [*kept, *(line for trial in trials for line in trial.best_lines)]
    tried = {trial.at for trial in trials}
    best, most = math.nan, ROUNDING * _size(trials)
    for begin, end, best_chord, plan_chord, _, _ in _spans(trials):
        for x in _corners(lines, begin, end):
            if min(safe, beyond) - _hair(trials) <= x <= max(safe, beyond) + _hair(trials) and x not in tried:
                unknown = min(line(x) for line in kept) - plan_chord(x) + min(line(x) for line in lines) - best_chord(x)
                if unknown > most and min(abs(x - each) for each in tried) > _hair(trials):
                    best, most = x, unknown
    return best


def _hair(trials: Sequence[Trial]) -> float:
    return ROUNDING * abs(trials[-1].at - trials[0].at)


def _size(trials: Sequence[Trial]) -> float:
    """Return the largest cost, of which differences are rounding."""
    return max(abs(each.best) for trial in trials for each in (trial.best, trial.plan) if each is not None)
