"""Section 4 of the formulation: what a hit leaves of a thing in a step of a window, and what the thing costs there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner_models.given.disruptions import Disruption, HitCosts
from planner_models.numbered import Key
from planner_models.windows import Step

if TYPE_CHECKING:
    from planner_models.given.periods import Varying
    from planner_models.problem import Problem

Places = Mapping[str, Mapping[Key, int]]  # by component's name, then by its index: the position in the arrays
Added = Iterator[tuple[int, int, float]]  # position, step, money a year


KINDS: Final = ("plants", "offers", "lanes", "resources", "demands")


def toward_one(factor: float, back: float) -> float:
    """Return what a share that remains, or a factor on costs, is once some of what was lost is back."""
    return factor + (1.0 - factor) * back


def remaining_in(share: float, step: Step) -> float:
    """Return the share of a thing that is there in a step."""
    return toward_one(share, step.back)


def asked_in(problem: Problem, hit: Disruption, d: int, step: Step) -> float:
    """Return what a demand asks for in a step, as it is hit."""
    return step.length * remaining_in(hit.demands.get(d, 1.0), step) * problem.demands[d].amount[step.period]


def price_in(price: Varying, step: Step) -> float:
    """Return the factor on what a thing costs in a step."""
    return toward_one(price[step.period], step.back)


def tariff_in(tariff: Varying, step: Step) -> float:
    """Return what is added to a lane's tariff in a step."""
    return tariff[step.period] * (1.0 - step.back)


def faded(hit: Disruption, back: float) -> Disruption:
    """Return a disruption as it is once a share of its recovery has passed."""
    if not back:
        return hit
    shares: dict[str, Any] = {
        kind: {thing: toward_one(share, back) for thing, share in getattr(hit, kind).items()} for kind in KINDS
    }
    prices = {
        kind: {thing: tuple(toward_one(x, back) for x in price) for thing, price in getattr(hit.costs, kind).items()}
        for kind in KINDS
    }
    tariffs = {x: tuple(one * (1.0 - back) for one in tariff) for x, tariff in hit.costs.tariffs.items()}
    return replace(hit, **shares, costs=HitCosts(**prices, tariffs=tariffs))


def costs_hit(
    problem: Problem, steps: Sequence[Step], costs: HitCosts, columns: Places, at: Collection[int]
) -> Iterator[tuple[int, float]]:
    r"""(D28) Costs hit: a branch pays by the hits' factors and tariffs, of what has a maximum and of what has none.

    .. math:: mean_n\,length_n\,\big((price-1)\,cost + tariff\,value\big)

    Yields the positions of columns and what is added to their cost, discounted, in the steps ``at``.
    """
    weight = [problem.periods[step.period].mean * step.length for step in steps]
    for added in (
        _dearer(problem, steps, costs, columns, at),
        _taxed(problem, steps, costs, columns, at),
        _using(problem, steps, costs, columns, at),
    ):
        for position, n, money in added:
            if money:
                yield position, weight[n] * money


def _dearer(
    problem: Problem, steps: Sequence[Step], costs: HitCosts, columns: Places, at: Collection[int]
) -> Added:  # fmt: skip
    """Yield what is added to the costs of what runs: plants, offers, lanes and demands."""
    links, lanes, demands = problem.links, problem.lanes, problem.demands
    of_kind: tuple[tuple[Mapping[int, Varying], str, Callable[[int], Varying], float], ...] = (
        (costs.plants, "step_activity", lambda p: problem.plants[p].variable_cost, 1.0),
        (costs.offers, "step_purchase", lambda s: problem.offers[s].price, 1.0),
        (costs.lanes, "step_flow", lambda x: links[lanes[x].link].cost, 1.0),
        (costs.demands, "step_shortage", lambda d: demands[d].shortage_cost, 1.0),
        (costs.demands, "step_delivery", lambda d: demands[d].price, -1.0),
    )
    for prices, name, cost, sign in of_kind:
        places = columns.get(name, {})
        for thing, price in prices.items():
            for n in at:
                if (thing, n) in places:
                    money = (price_in(price, steps[n]) - 1.0) * cost(thing)[steps[n].period]
                    yield places[thing, n], n, sign * money


def _taxed(problem: Problem, steps: Sequence[Step], costs: HitCosts, columns: Places, at: Collection[int]) -> Added:
    """Yield what is added to the tariffs of lanes, on the value of what they carry."""
    flows = columns.get("step_flow", {})
    for x, tariff in costs.tariffs.items():
        value = problem.materials[problem.lanes[x].material].value
        for n in at:
            if (x, n) in flows:
                yield flows[x, n], n, tariff_in(tariff, steps[n]) * value[steps[n].period]


def _using(problem: Problem, steps: Sequence[Step], costs: HitCosts, columns: Places, at: Collection[int]) -> Added:
    """Yield what is added to the cost of all that takes of resources which have become dearer."""
    if not costs.resources:
        return
    links = [problem.links[lane.link] for lane in problem.lanes]
    users = (
        ("step_activity", problem.plants), ("step_purchase", problem.offers),
        ("step_stock", problem.stockpiles), ("step_flow", links),
    )  # fmt: skip
    for name, things in users:
        for (thing, n), position in columns.get(name, {}).items():
            if n not in at:
                continue
            t = steps[n].period
            for r, amounts in things[thing].uses:
                if r in costs.resources:
                    price = price_in(costs.resources[r], steps[n])
                    yield position, n, (price - 1.0) * problem.resources[r].variable_cost[t] * amounts[t]
