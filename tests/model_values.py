"""What the model reckons before and beside its rows in a workbook: bounds, reach, means, what falls due when."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from planner_models import expected, hits, steps
from planner_models.bounds import Bounds, NoBoundError
from planner_models.funding import supports
from planner_models.investment import is_convex, is_held_by_cost, starts_at_once
from planner_models.measures import tail_of_plan
from planner_models.objective import PARTS
from planner_models.reach import Reach
from planner_models.risk import expected_extra_cost, risk
from planner_models.tolerances import MOMENT
from planner_models.useful import _useful_size
from planner_models.windows import branches_of, window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner_models.index import Index
    from planner_models.problem import Problem
    from planner_models.trunk import Trunk

Texts = list[tuple[str, str]]
LEFT_OUT = {"address", "row", "sheet", "name"}


def told(value: Any) -> str:
    """Return any value of the model as text, numbers in nine digits, sets in order."""
    if isinstance(value, (bool, np.bool_)) or value is None or isinstance(value, (int, np.integer, str)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{0.0 if abs(value) < 1e-12 else float(value):.9g}"
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{told(key)}: {told(one)}" for key, one in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(told, value))) + "}"
    if dataclasses.is_dataclass(value):
        fields = (field.name for field in dataclasses.fields(value))
        return f"({', '.join(told(getattr(value, name)) for name in fields if name not in LEFT_OUT)})"
    return "(" + ", ".join(map(told, value)) + ")"


def values(model: Trunk) -> Texts:
    """Return what is reckoned, each by what it is."""
    index = model.index
    return [
        *(_each(_bounds(index))), *(_each(_useful(index))), *(_each(_reach(index))), *(_each(_steps(index.problem))),
        *(_each(_windows(index.problem))), *(_each(_means(index.problem))), *(_each(_courses(index.problem))),
        *(_each(_projects(model))), *(_each(_money(model))), *(_each(_tails(model))),
    ]  # fmt: skip


def _each(found: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    for name, *parts in found:
        yield name, " ".join(map(told, parts))


def _or_none(call: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a call returns; where there is no bound, that there is none."""
    try:
        return call(*arguments)
    except NoBoundError as error:
        return f"no bound: {error}"


def _bounds(index: Index) -> Iterator[tuple[Any, ...]]:
    problem, bounds = index.problem, Bounds(index)
    for t in problem.times:
        for p in range(len(problem.plants)):
            yield "runs", p, t, _or_none(bounds.runs, p, t), bounds.made(p, t), bounds._may_waste(p, t)
        for m in range(len(problem.materials)):
            yield "matched", m, t, _or_none(bounds.matched, m, t)
            for i in range(len(problem.sites)):
                for of in (bounds.takes, bounds.useful, bounds.sinks, bounds.sources):
                    yield of.__name__, m, i, t, _or_none(of, m, i, t)
        for s in range(len(problem.offers)):
            yield "bought", s, t, _or_none(bounds.purchase, s, t), _or_none(bounds.bought_within, s, t, 0.5, 1.5)
            yield "unasked", s, t, _or_none(bounds._bought_unasked, s, t)
        for kind, things in (("plant", problem.plants), ("resource", problem.resources)):
            for place in range(len(things)):
                yield "capacity", kind, place, t, _or_none(bounds.capacity, kind, place, t)
        for q, rule in enumerate(problem.rules):
            yield "counted", q, t, _or_none(bounds.counted, rule, t), _or_none(bounds.held, rule, t)
    for m in range(len(problem.materials)):
        for i in range(len(problem.sites)):
            yield "reachable", m, i, index.ways.reachable(m, i)


def _useful(index: Index) -> Iterator[tuple[Any, ...]]:
    bounds = Bounds(index, {})
    for k in range(len(index.problem.projects)):
        yield "useful size", k, _or_none(_useful_size, bounds, index, k)


def _reach(index: Index) -> Iterator[tuple[Any, ...]]:
    found = Reach(index)
    for t in index.problem.times:
        yield "there", t, np.flatnonzero(found.there[t])
        yield "fed", t, np.flatnonzero(found.fed[t]), found._turns(t)
    yield "pays", np.argwhere(found.pays)
    yield "for its sake", found.for_its_sake
    yield "reach", index.reach
    yield "used up", {(p, m, t): index.used_up(p, m, t) for p, plant in enumerate(index.problem.plants)
                      for m, _ in plant.makes for t in index.problem.times}  # fmt: skip


def _steps(problem: Problem) -> Iterator[tuple[Any, ...]]:
    yield "credited", steps.credited(problem)
    for j, offer in enumerate(problem.offers):
        yield "scarce", j, steps.is_scarce(problem, j)
        for t in problem.times:
            yield "step", j, t, steps.is_there(problem, j, t), steps.is_decided(problem, j, t)
            yield "before", j, t, steps.steps_before(problem, j, t)
            yield "unit cost", j, t, steps._unit_cost(problem, offer, t), supports(problem, offer, t)
            others = [u for u, other in enumerate(problem.offers) if other.supplier == offer.supplier]
            yield "saves", j, t, [(u, steps.saves(problem, j, u, t)) for u in others]


def _windows(problem: Problem) -> Iterator[tuple[Any, ...]]:
    yield "horizon", problem.horizon_end, [(x.mean, x.end) for x in problem.periods]
    for b, branch in enumerate(branches_of(problem)):
        disruption = problem.disruptions[branch.disruption]
        yield "branch", b, branch, window_of(problem, branch), disruption.until_back
        yield "faded", b, [hits.faded(disruption, back) for back in (0.0, 0.25, 1.0)]


def _means(problem: Problem) -> Iterator[tuple[Any, ...]]:
    for t in problem.times:
        yield "undisturbed", t, expected.undisturbed(problem, t)
        for kind in ("plants", "offers", "lanes", "resources", "demands"):
            yield "mean remaining", kind, t, expected.mean_remaining(problem, kind, t)
            yield "mean price", kind, t, expected.mean_price(problem, kind, t)
        yield "mean tariff", t, expected.mean_price(problem, "tariffs", t)
    means = expected.expected_value(problem)
    for name in ("plants", "offers", "links", "demands", "resources", "stockpiles", "projects", "risk", "disruptions"):
        yield f"means of {name}", getattr(means, name)


def _courses(problem: Problem) -> Iterator[tuple[Any, ...]]:
    for branch in branches_of(problem):
        yield "disrupted", expected.disrupted(problem, branch)
        yield "dealt", [expected.dealt(branch, 10, drawn) for drawn in (0.0, 0.5)]
        known = expected.knowing(problem, [(branch.disruption, branch.onset)])
        yield "knowing", [(x.probability, x.onsets, x.required, x.floor) for x in known.disruptions], known.risk
    promised = expected.without_guarantees(problem).disruptions
    yield "without guarantees", [(x.required, x.floor) for x in promised]
    plan, other = expected.Bracket(90.0, 100.0, 103.0), expected.Bracket(96.0, 104.0, 111.0)
    yield "stochastic solution", expected.stochastic_solution(plan, other), expected.stochastic_solution(other, plan)
    courses = [(0.3, 120.0, plan), (0.7, 105.0, other)]
    yield "perfect information", expected.perfect_information(plan, courses)


def _projects(model: Trunk) -> Iterator[tuple[Any, ...]]:
    for k, project in enumerate(model.index.problem.projects):
        yield "at once", k, starts_at_once(project), is_convex(project.curve) if project.curve else None
    for (k, t), option in model.index.options.items():
        yield "option", k, t, option
        yield "held by cost", k, t, is_held_by_cost(model, k, t)


def _money(model: Trunk) -> Iterator[tuple[Any, ...]]:
    """Yield what falls due, part by part: the period, money of its year, and discounted."""
    parts = dict(PARTS) | ({"expected": expected_extra_cost, "risk": risk} if model.extra else {})
    for name, part in parts.items():
        for t, amount, discounted, variable in part(model):
            yield f"due of {name}", t, float(amount), float(discounted), getattr(variable, "name", "")


def _tails(model: Trunk) -> Iterator[tuple[Any, ...]]:
    if not model.extra:
        return
    numbers = {id(x): float(b * b - 3 * b) for b, x in model.extra.items()}

    def number(variable: Any) -> float:
        return numbers.get(id(variable), 1.0 + MOMENT)

    for onset in (None, *model.tail):
        yield "tail", onset, tail_of_plan(model, number, onset)
