"""Section 4 of the formulation, continued: closures that may remove more than what stands when a disruption begins.

A closure may count on capacity that the trunk starts only later. In a branch that is not there, and what is left is
none, not less than none. That is not convex in what is removed, so that no row could say what such a branch costs:
where it can happen, what is left is a variable of the trunk, and yes or no whether there is any.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.terms import Terms, linear, scaled
from planner_models.windows import window_of

if TYPE_CHECKING:
    from planner_models.index import Index, Target
    from planner_models.trunk import Trunk

Key = tuple[str, int, int, int]  # "plant" or "resource", position, onset, period


def add_closures(model: Trunk) -> None:
    """Put on the trunk what is left of the capacities that starts up to an onset could remove more of than stands."""
    keys = sorted(set(_overdone(model)))
    model.capacity_left = pyo.Var(keys, domain=pyo.NonNegativeReals)
    model.is_left = pyo.Var(keys, domain=pyo.Binary)
    add_rows(model, left_at_onset, keys)
    add_rows(model, no_more_left_at_onset, keys)
    add_rows(model, none_left_at_onset, keys)


def _overdone(model: Trunk) -> Iterator[Key]:
    """Yield the capacities of which starts up to an onset could remove more than the workbook's own, and when."""
    problem, index = model.index.problem, model.index
    for branch in model.branches:
        for step in window_of(problem, branch):
            for kind, position in index.removers if step.period > branch.onset else ():
                own = index.capacity((kind, position)).own[step.period]
                if math.isfinite(own) and most_removed(model, kind, position, branch.onset, step.period) > own:
                    yield kind, position, branch.onset, step.period


def most_removed(model: Trunk, kind: str, position: int, onset: int, t: int) -> float:
    """Return the most that starts up to an onset could have removed of a capacity by a period."""
    index = model.index
    if not index.capacity((kind, position)).lasts[t]:
        return 0.0
    options = index.removers.get((kind, position), ())
    removing = {k for k, option in options if option.removes[t] and option.period <= onset}
    return float(sum(model.bounds.most(k) for k in removing))


def started_by(index: Index, size_terms: Mapping[tuple[int, int], Terms], target: Target, onset: int, t: int) -> Terms:
    """Return what projects started up to an onset's period add to a capacity in a period, less what they remove."""
    added = [
        (option.output[t] * coefficient, variable)
        for k, option in index.adders.get(target, ())
        if option.output[t] and option.period <= onset
        for coefficient, variable in size_terms[k, option.period]
    ]
    if not index.capacity(target).lasts[t]:
        return added
    gone = [
        (-coefficient, variable)
        for k, option in index.removers.get(target, ())
        if option.removes[t] and option.period <= onset
        for coefficient, variable in size_terms[k, option.period]
    ]
    return [*added, *gone]


def standing(model: Trunk, kind: str, position: int, onset: int, t: int) -> tuple[Terms, float]:
    """Return what starts up to an onset add to a capacity, less what they remove of it, and the workbook's own."""
    started = started_by(model.index, model.size_terms, (kind, position), onset, t)
    return started, model.index.capacity((kind, position)).own[t]


def left_at_onset(model: Trunk, kind: str, position: int, onset: int, t: int) -> Relation:
    r"""(D24) At least what starts up to the onset leave of a capacity is left ...

    .. math:: left \ge own + added^{onset} - removed^{onset}
    """
    started, own = standing(model, kind, position, onset, t)
    left = (1.0, model.capacity_left[kind, position, onset, t])
    return linear(model, [left, *scaled(-1.0, started)]) >= own


def no_more_left_at_onset(model: Trunk, kind: str, position: int, onset: int, t: int) -> Relation:
    r"""(D25) ... and where there is any, no more ...

    .. math:: left \le own + added^{onset} - removed^{onset} + (most\ removed - own)\,(1 - any)
    """
    started, own = standing(model, kind, position, onset, t)
    most, key = most_removed(model, kind, position, onset, t), (kind, position, onset, t)
    terms = [(1.0, model.capacity_left[key]), *scaled(-1.0, started), (most - own, model.is_left[key])]
    return linear(model, terms) <= most


def none_left_at_onset(model: Trunk, kind: str, position: int, onset: int, t: int) -> Relation:
    r"""(D26) ... and else none.

    .. math:: left \le (own + most\ added)\,any
    """
    key = kind, position, onset, t
    most = model.bounds.capacity(kind, position, t)
    return linear(model, [(1.0, model.capacity_left[key]), (-most, model.is_left[key])]) <= 0.0
