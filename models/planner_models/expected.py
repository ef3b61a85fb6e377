"""Section 6 of the formulation, continued: what it would be worth to know which disruption strikes, and when.

The value of perfect information sets the plan beside plans that know; the value of the stochastic solution sets it
beside the plan of whoever reckons with means alone. Both are edits of a problem: of its chances, or of its limits.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from operator import add, mul
from typing import TypeVar

from planner_models.given.disruptions import Disruption
from planner_models.given.network import Uses
from planner_models.given.periods import Varying
from planner_models.hits import price_in, remaining_in, tariff_in
from planner_models.problem import Problem
from planner_models.tolerances import LEAST_SHARE
from planner_models.windows import Branch, Step, branches_of, window_of

T = TypeVar("T")
Struck = tuple[int, int]  # disruption and onset


@dataclass(frozen=True)
class Bracket:
    """A figure that is known within a bracket: ``best`` is what was found, between what is proven."""

    low: float
    best: float
    high: float


def neutral(problem: Problem) -> Problem:
    """Return a problem in which the tail does not count: what is expected alone."""
    return replace(problem, risk=replace(problem.risk, weight=0.0))


def knowing(problem: Problem, struck: Sequence[Struck]) -> Problem:
    """Return a problem in which these disruptions are sure to strike and no other ever does; promises stay.

    A disruption that is to strike in one period is there once more, for that period alone and without its guarantee.
    """
    silent = tuple(replace(x, probability=0.0) for x in problem.disruptions)
    sure = tuple(
        replace(
            problem.disruptions[d],
            probability=1 / problem.periods[t].years,
            onsets=(t,),
            required=None,
            floor=None,
            outage=None,
        )
        for d, t in struck
    )
    return replace(neutral(problem), disruptions=(*silent, *sure))


def without_guarantees(problem: Problem) -> Problem:
    """Return a problem whose disruptions promise nothing."""
    return replace(problem, disruptions=tuple(replace(x, required=None, floor=None) for x in problem.disruptions))


def undisturbed(problem: Problem, t: int) -> float:
    r"""(V1) The share of a period that is expected to pass without a disruption.

    .. math:: undisturbed_t = 1 - \sum_b chance_b \sum_{n \in t} \frac{length_n}{years_t}
    """
    return max(1.0 - sum(weight for weight, _, _ in _weights(problem, t)), 0.0)


def mean_remaining(problem: Problem, kind: str, t: int) -> dict[int, float]:
    r"""(V2) What is left of what may be hit, on average over a period; of everything else there is all.

    .. math:: mean_t = 1 - \sum_b chance_b \sum_{n \in t} \frac{length_n}{years_t}\,(1 - remaining_b)
    """
    found: dict[int, float] = defaultdict(lambda: 1.0)
    for weight, hit, step in _weights(problem, t):
        hits: Mapping[int, float] = getattr(hit, kind)
        for thing, remaining in hits.items():
            found[thing] -= weight * (1.0 - remaining_in(remaining, step))
    return {thing: max(share, 0.0) for thing, share in found.items()}


def mean_price(problem: Problem, kind: str, t: int) -> dict[int, float]:
    r"""(V8) What may become dearer costs, on average over a period, so many times as much; a tariff rises by its mean.

    .. math:: mean_t = 1 + \sum_b chance_b \sum_{n \in t} \frac{length_n}{years_t}\,(price_b - 1),
        \qquad \sum_b chance_b \sum_{n \in t} \frac{length_n}{years_t}\,tariff_b

    ``kind`` is one of the fields of ``HitCosts``.
    """
    is_added = kind == "tariffs"
    found: dict[int, float] = defaultdict(lambda: 0.0 if is_added else 1.0)
    for weight, hit, step in _weights(problem, t):
        prices: Mapping[int, Varying] = getattr(hit.costs, kind)
        for thing, price in prices.items():
            found[thing] += weight * (tariff_in(price, step) if is_added else price_in(price, step) - 1.0)
    return dict(found)


def mean_requirement(required: Varying, shares: Varying) -> Varying:
    r"""(V3) What must be kept only undisturbed (minima, required shares) is asked at the share of time that is.

    .. math:: required^{mean}_t = required_t\,undisturbed_t
    """
    return tuple(amount * share for amount, share in zip(required, shares, strict=True))


def disrupted(problem: Problem, branch: Branch) -> Varying:
    r"""(V4) The share of each period that a branch disrupts; in no course of events do these add up to more than 1.

    .. math:: disrupted_{b,t} = \sum_{n \in t} \frac{length_n}{years_t},
        \qquad \sum_{b \in \omega} disrupted_{b,t} \le 1
    """
    lengths = [0.0] * len(problem.periods)
    for step in window_of(problem, branch):
        lengths[step.period] += step.length
    return tuple(length / period.years for length, period in zip(lengths, problem.periods, strict=True))


def dealt(branch: Branch, courses: int, drawn: float) -> int:
    r"""(V5) In how many courses of events a branch strikes: its share of them, rounded so that it is that on average.

    .. math:: strikes_b = \lfloor chance_b\,|\Omega| + u_b \rfloor, \qquad u_b \sim U[0, 1)
    """
    return math.floor(branch.chance * courses + drawn)


def perfect_information(plan: Bracket, courses: Iterable[tuple[float, float, Bracket]]) -> Bracket:
    r"""(V6) What it is worth to know the course of events before anything is decided: at most this may be paid for it.

    .. math:: EVPI = \sum_\omega chance_\omega \big(cost_\omega(plan) - \min_x cost_\omega(x)\big)

    ``courses`` hold the chance, what the plan costs then, and the least cost of whoever knows.
    """
    told = list(courses)
    best = math.fsum(chance * (cost - least.best) for chance, cost, least in told)
    high = math.fsum(chance * (cost - least.low) for chance, cost, least in told)
    return Bracket(max(best - (plan.high - plan.low), 0.0), max(best, 0.0), max(high, 0.0))


def stochastic_solution(plan: Bracket, mean_plan: Bracket) -> Bracket:
    r"""(V7) What it is worth to reckon with disruptions one by one, not with their mean.

    .. math:: VSS = \min_{x:\, investments\ of\ the\ mean\ plan} cost(x) - \min_x cost(x)
    """
    low, best, high = mean_plan.low - plan.high, mean_plan.best - plan.best, mean_plan.high - plan.low
    return Bracket(max(low, 0.0), max(best, 0.0), max(high, 0.0))


def expected_value(problem: Problem) -> Problem:
    """Return the problem of means: all that disruptions may hit keeps what is left of it on average, for good.

    A lane that carries several materials keeps what is left of the one that is hit least, and costs what that one
    costs. What nothing limits stays open unless nothing is left.
    """
    plants, offers, demands, resources = (
        _means(problem, kind, len(getattr(problem, kind))) for kind in ("plants", "offers", "demands", "resources")
    )
    links = _of_links(problem, _means(problem, "lanes", len(problem.lanes)), max)
    shares = tuple(undisturbed(problem, t) for t in problem.times)
    dearer = _dearer(problem)
    lessened = replace(
        dearer,
        plants=tuple(
            replace(x, availability=_times(x.availability, mean), minimum_use=mean_requirement(x.minimum_use, shares))
            for x, mean in zip(dearer.plants, plants, strict=True)
        ),
        offers=tuple(
            replace(x, maximum=_times(x.maximum, mean), minimum=mean_requirement(x.minimum, shares))
            for x, mean in zip(dearer.offers, offers, strict=True)
        ),
        links=tuple(
            replace(x, maximum=_times(x.maximum, mean), minimum=mean_requirement(x.minimum, shares))
            for x, mean in zip(dearer.links, links, strict=True)
        ),
        demands=tuple(
            replace(x, amount=_times(x.amount, mean), required=mean_requirement(x.required, shares))
            for x, mean in zip(dearer.demands, demands, strict=True)
        ),
    )
    return replace(neutral(_taking_more(lessened, resources)), disruptions=())


def _taking_more(problem: Problem, means: Sequence[Varying]) -> Problem:
    """Return a problem whose users take so much more of each resource as if only the mean of it were left.

    What is left is a share of all that there is, what projects add too; the cost of a unit falls by the same share.
    """
    kept = [tuple(max(share, LEAST_SHARE) for share in mean) for mean in means]

    def more(uses: Uses) -> Uses:
        return tuple((r, tuple(x / y for x, y in zip(amount, kept[r], strict=True))) for r, amount in uses)

    return replace(
        problem,
        resources=tuple(
            replace(x, variable_cost=_times(x.variable_cost, mean))
            for x, mean in zip(problem.resources, kept, strict=True)
        ),
        plants=tuple(replace(x, uses=more(x.uses)) for x in problem.plants),
        offers=tuple(replace(x, uses=more(x.uses)) for x in problem.offers),
        links=tuple(replace(x, uses=more(x.uses)) for x in problem.links),
        stockpiles=tuple(replace(x, uses=more(x.uses)) for x in problem.stockpiles),
        projects=tuple(replace(x, uses=more(x.uses)) for x in problem.projects),
    )


def _means(problem: Problem, kind: str, count: int) -> list[Varying]:
    """Return what is left on average of each thing of a kind, by period."""
    by_period = [mean_remaining(problem, kind, t) for t in problem.times]
    return [tuple(means.get(thing, 1.0) for means in by_period) for thing in range(count)]


def _of_links(problem: Problem, of_lanes: Sequence[Varying], least_hit: Callable[..., float]) -> list[Varying]:
    """Return a number of each link and period: of its materials, that of the one that is hit least."""
    lanes: dict[int, list[Varying]] = defaultdict(list)
    for lane, numbers in zip(problem.lanes, of_lanes, strict=True):
        lanes[lane.link].append(numbers)
    return [tuple(map(least_hit, zip(*lanes[n], strict=True))) for n in range(len(problem.links))]


def _dearer(problem: Problem) -> Problem:
    """Return a problem in which all costs what it costs on average."""

    def means(kind: str, things: Sized) -> list[Varying]:
        by_period = [mean_price(problem, kind, t) for t in problem.times]
        usual = 0.0 if kind == "tariffs" else 1.0
        return [tuple(one.get(n, usual) for one in by_period) for n in range(len(things))]

    kept = [x.costs for x in problem.disruptions]
    if not any(kept):
        return problem
    costs, tariffs = (_of_links(problem, means(kind, problem.lanes), min) for kind in ("lanes", "tariffs"))
    return replace(
        problem,
        plants=_priced(problem.plants, means("plants", problem.plants), "variable_cost"),
        offers=_priced(problem.offers, means("offers", problem.offers), "price"),
        resources=_priced(problem.resources, means("resources", problem.resources), "variable_cost"),
        demands=_priced(problem.demands, means("demands", problem.demands), "price", "shortage_cost"),
        links=tuple(
            replace(x, cost=_product(x.cost, price), tariff=tuple(map(add, x.tariff, tariff)))
            for x, price, tariff in zip(problem.links, costs, tariffs, strict=True)
        ),
    )


def _priced(things: tuple[T, ...], prices: Sequence[Varying], *fields: str) -> tuple[T, ...]:
    """Return things of which some costs are so many times as large."""
    return tuple(
        replace(x, **{name: _product(getattr(x, name), price) for name in fields})  # type: ignore[type-var]
        for x, price in zip(things, prices, strict=True)
    )


def _product(costs: Varying, prices: Varying) -> Varying:
    return tuple(map(mul, costs, prices))


def _times(limits: Varying, shares: Varying) -> Varying:
    """Return what is left of limits: of none there is no limit still, unless nothing is left."""
    return tuple(limit * share if share else 0.0 for limit, share in zip(limits, shares, strict=True))


def _weights(problem: Problem, t: int) -> Iterator[tuple[float, Disruption, Step]]:
    """Yield, of each branch with a chance, the steps in a period, each at its share of the period times the chance."""
    for branch in branches_of(problem):
        if branch.chance > 0:
            for step in window_of(problem, branch):
                if step.period == t:
                    share = step.length / problem.periods[t].years
                    yield branch.chance * share, problem.disruptions[branch.disruption], step
