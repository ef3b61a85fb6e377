"""Section 2 of the formulation: what is started, how large, when it serves, and who pays for it."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.network import capacity_change, removed
from planner_models.terms import Terms, linear, scaled

if TYPE_CHECKING:
    from planner_models.given.investment import Project
    from planner_models.index import Index
    from planner_models.problem import Problem
    from planner_models.trunk import Trunk


def is_sized(project: Project) -> bool:
    """Return whether a start's size is chosen freely: neither blocks nor a start that only unlocks."""
    return project.block is None and (project.maximum is not None or bool(project.curve))


def starts_at_once(project: Project) -> int:
    """Return the most starts that a project may have in one period: blocks may be several, any size is one."""
    return project.starts if project.block is not None else 1


def is_convex(curve: tuple[tuple[float, float], ...]) -> bool:
    """Return whether a curve's slopes never fall, so that cost alone keeps its weights on one segment."""
    slopes = [(c2 - c1) / (s2 - s1) for (s1, c1), (s2, c2) in pairwise(curve)]
    return all(later >= slope for slope, later in pairwise(slopes))


def is_held_by_cost(model: Trunk, k: int, t: int) -> bool:
    """Return whether cost alone keeps a start on its curve: a convex one, all of whose payers count their money."""
    problem = model.index.problem
    funders = [problem.funders[f] for f in model.payers.get(k, ())]
    option = model.index.options[k, t]
    due = [u for u, share in enumerate(option.cash) if share > 0]
    counts = all(sum(discounted for _, _, discounted in option.charges[u]) > 0 for u in due)
    weighs = all(funder.weight[u] > 0 for funder in funders for u in due)
    return counts and weighs and is_convex(problem.projects[k].curve)


def add_variables(model: Trunk, index: Index) -> None:
    """Put the investment variables on the model."""
    problem, options = index.problem, sorted(index.options)
    model.start = pyo.Var(options, domain=pyo.NonNegativeIntegers)
    for k, t in options:
        model.start[k, t].setub(starts_at_once(problem.projects[k]))
    model.size = pyo.Var([(k, t) for k, t in options if is_sized(problem.projects[k])], domain=pyo.NonNegativeReals)
    model.size_terms = {(k, t): size_terms(model, k, t) for k, t in options}
    points = [(k, t, j) for k, t in options for j in range(len(problem.projects[k].curve))]
    model.weight = pyo.Var(points, domain=pyo.NonNegativeReals, bounds=(0, 1))
    curved = [(k, t) for k, t in options if problem.projects[k].curve]
    model.bent = [(k, t) for k, t in curved if not is_held_by_cost(model, k, t)]
    segments = [(k, t, j) for k, t in model.bent for j in range(1, len(problem.projects[k].curve))]
    model.segment = pyo.Var(segments, domain=pyo.Binary)
    grouped = sorted({k for group in problem.groups for k in group.projects})
    model.chosen = pyo.Var(grouped, domain=pyo.Binary)
    payments = [
        (f, k, t, u)
        for k, t in options
        for f in sorted(model.payers.get(k, ()))
        for u, share in enumerate(index.options[k, t].cash)
        if share > 0
    ]
    model.pay = pyo.Var(payments, domain=pyo.NonNegativeReals)


def payers(problem: Problem) -> dict[int, dict[int, int]]:
    """Return, for each project that Funding names, its funders and the row of Funding that holds for each."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for g, grant in enumerate(problem.grants):
        for k in grant.projects:
            found[k][grant.funder] = g
    return dict(found)


def size_terms(model: Trunk, k: int, t: int) -> Terms:
    """Return the capacity that a project's start in a period orders."""
    project = model.index.problem.projects[k]
    if project.block is not None:
        return [(project.block, model.start[k, t])]
    return [(1.0, model.size[k, t])] if is_sized(project) else []


def capital_terms(model: Trunk, k: int, t: int) -> Terms:
    """Return the whole capital of a project's start in a period."""
    project = model.index.problem.projects[k]
    if project.curve:
        return [(capital, model.weight[k, t, j]) for j, (_, capital) in enumerate(project.curve)]
    fixed = [(project.fixed_capital[t], model.start[k, t])]
    return fixed + scaled(project.capital_rate[t], size_terms(model, k, t))


def all_starts(model: Trunk, k: int) -> Terms:
    """Return the number of a project's starts over the horizon."""
    return [(1.0, model.start[k, t]) for t in model.index.problem.times if (k, t) in model.start]


def most_starts(model: Trunk, k: int) -> Relation:
    r"""(I1) A project is started no more often than it may be.

    .. math:: \sum_t start_{k,t} \le starts_k
    """
    return linear(model, all_starts(model, k)) <= float(model.index.problem.projects[k].starts)


def must_start(model: Trunk, k: int) -> Relation:
    r"""(I2) What must be built is started.

    .. math:: \sum_t start_{k,t} \ge 1
    """
    return linear(model, all_starts(model, k)) >= float(model.index.problem.projects[k].at_least)


def committed_start(model: Trunk, k: int, t: int) -> Relation:
    r"""(I3) A commitment is started in its period: that many blocks, or a start.

    .. math:: start_{k,t} \ge commitment_{k,t}
    """
    project = model.index.problem.projects[k]
    least = project.least[t]
    blocks = 1.0 if least is None or project.block is None else least
    starts = [(1.0, model.start[k, t])] if (k, t) in model.start else []
    return linear(model, starts) >= blocks


def committed_size(model: Trunk, k: int, t: int) -> Relation:
    r"""(I4) A committed start of any size is at least as large as committed.

    .. math:: size_{k,t} \ge commitment_{k,t}
    """
    return linear(model, model.size_terms.get((k, t), [])) >= (model.index.problem.projects[k].least[t] or 0.0)


def size_minimum(model: Trunk, k: int, t: int) -> Relation:
    r"""(I5) A start is at least its minimum.

    .. math:: size_{k,t} \ge minimum_k\,start_{k,t}
    """
    least = model.index.problem.projects[k].minimum
    return linear(model, [(1.0, model.size[k, t]), (-least, model.start[k, t])]) >= 0.0


def size_maximum(model: Trunk, k: int, t: int) -> Relation:
    r"""(I6) A start is at most its maximum, and nothing without a start.

    .. math:: size_{k,t} \le maximum_k\,start_{k,t}
    """
    return linear(model, [(1.0, model.size[k, t]), (-model.bounds.size(k), model.start[k, t])]) <= 0.0


def curve_weights(model: Trunk, k: int, t: int) -> Relation:
    r"""(I7) On a curve the weights of its points add up to the start.

    .. math:: \sum_j weight_{k,t,j} = start_{k,t}
    """
    points = range(len(model.index.problem.projects[k].curve))
    return linear(model, [*((1.0, model.weight[k, t, j]) for j in points), (-1.0, model.start[k, t])]) == 0.0


def curve_size(model: Trunk, k: int, t: int) -> Relation:
    r"""(I8) On a curve the size is the weighted size of its points.

    .. math:: size_{k,t} = \sum_j size_j\,weight_{k,t,j}
    """
    curve = model.index.problem.projects[k].curve
    points = [(-size, model.weight[k, t, j]) for j, (size, _) in enumerate(curve)]
    return linear(model, [(1.0, model.size[k, t]), *points]) == 0.0


def curve_segment(model: Trunk, k: int, t: int) -> Relation:
    r"""(I9) On a curve to which cost alone does not keep one segment is chosen.

    .. math:: \sum_{j>0} segment_{k,t,j} = start_{k,t}
    """
    points = range(1, len(model.index.problem.projects[k].curve))
    return linear(model, [*((1.0, model.segment[k, t, j]) for j in points), (-1.0, model.start[k, t])]) == 0.0


def curve_neighbours(model: Trunk, k: int, t: int, j: int) -> Relation:
    r"""(I10) Only the two ends of the chosen segment have weight.

    .. math:: weight_{k,t,j} \le segment_{k,t,j} + segment_{k,t,j+1}
    """
    sides = [(-1.0, model.segment[k, t, n]) for n in (j, j + 1) if (k, t, n) in model.segment]
    return linear(model, [(1.0, model.weight[k, t, j]), *sides]) <= 0.0


def required_project(model: Trunk, k: int, t: int, other: int) -> Relation:
    r"""(I11) A required project is in service, or has been, when this one starts.

    .. math:: start_{k,t} \le starts_k \sum_{t'} start_{other,t'} \quad \text{that serve from } t \text{ or before}
    """
    options = model.index.options
    had = [
        (1.0, model.start[other, u])
        for u in model.index.problem.times
        if (other, u) in options and options[other, u].serves_from <= t
    ]
    most = float(starts_at_once(model.index.problem.projects[k]))
    return linear(model, [(1.0, model.start[k, t]), *scaled(-most, had)]) <= 0.0


def is_chosen(model: Trunk, k: int, t: int) -> Relation:
    r"""(I12) A project that is started is chosen in its groups.

    .. math:: start_{k,t} \le starts_k\,chosen_k
    """
    most = float(starts_at_once(model.index.problem.projects[k]))
    return linear(model, [(1.0, model.start[k, t]), (-most, model.chosen[k])]) <= 0.0


def is_not_chosen(model: Trunk, k: int) -> Relation:
    r"""(I13) A project that is never started is not chosen.

    .. math:: chosen_k \le \sum_t start_{k,t}
    """
    return linear(model, [(1.0, model.chosen[k]), *scaled(-1.0, all_starts(model, k))]) <= 0.0


def group_at_least(model: Trunk, g: int) -> Relation:
    r"""(I14) At least so many of a group's projects are started.

    .. math:: \sum_{k \in group} chosen_k \ge at\,least
    """
    group = model.index.problem.groups[g]
    return linear(model, [(1.0, model.chosen[k]) for k in group.projects]) >= group.at_least


def group_at_most(model: Trunk, g: int) -> Relation:
    r"""(I15) At most so many of a group's projects are started.

    .. math:: \sum_{k \in group} chosen_k \le at\,most
    """
    group = model.index.problem.groups[g]
    return linear(model, [(1.0, model.chosen[k]) for k in group.projects]) <= group.at_most


def never_more_than_there_is(model: Trunk, kind: str, position: int, t: int) -> Relation:
    r"""(I16) No more is removed than there is, while the workbook's row lasts.

    .. math:: removed_t \le own_t + added_t
    """
    change = capacity_change(model, (kind, position), t)
    return linear(model, scaled(-1.0, change)) <= model.index.capacity((kind, position)).own[t]


def relief_of_removed(model: Trunk, kind: str, position: int, t: int) -> Relation:
    r"""(I17) The fixed cost falls with what is removed ...

    .. math:: relief_t \le removed_t, \qquad \text{of a fixed cost below zero: } relief_t = removed_t
    """
    gone = scaled(-1.0, removed(model, (kind, position), t))
    difference = linear(model, [(1.0, model.relief[kind, position, t]), *gone])
    # cost alone does not raise the relief of what pays
    return difference == 0.0 if model.index.capacity((kind, position)).fixed_cost[t] < 0 else difference <= 0.0


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of projects on the model, in the order of the formulation."""
    projects = index.problem.projects
    started = sorted({k for k, _ in index.options})
    add_rows(model, most_starts, started)
    add_rows(model, must_start, [k for k, x in enumerate(projects) if x.at_least])
    committed = [(k, t) for k, x in enumerate(projects) for t in sorted(x.least)]
    add_rows(model, committed_start, committed)
    sized = [(k, t) for k, t in committed if is_sized(projects[k]) and projects[k].least[t] is not None]
    add_rows(model, committed_size, sized)
    add_rows(model, size_minimum, [(k, t) for k, t in model.size if projects[k].minimum > 0])
    add_rows(model, size_maximum, list(model.size))
    curved = [(k, t) for k, t in model.size if projects[k].curve]
    add_rows(model, curve_weights, curved)
    add_rows(model, curve_size, curved)
    add_rows(model, curve_segment, model.bent)
    add_rows(model, curve_neighbours, [(k, t, j) for k, t in model.bent for j in range(len(projects[k].curve))])
    add_rows(
        model, required_project, [(k, t, other) for k, t in sorted(index.options) for other in projects[k].requires]
    )
    _add_groups(model, index)
    _add_removals(model, index)


def _add_groups(model: Trunk, index: Index) -> None:
    groups = list(enumerate(index.problem.groups))
    add_rows(model, is_chosen, [(k, t) for k, t in sorted(index.options) if k in model.chosen])
    add_rows(model, is_not_chosen, list(model.chosen))
    add_rows(model, group_at_least, [g for g, x in groups if x.at_least > 0])
    add_rows(model, group_at_most, [g for g, x in groups if math.isfinite(x.at_most)])


def _add_removals(model: Trunk, index: Index) -> None:
    shrinking = [
        (kind, position, t)
        for kind, position in sorted(index.removers)
        for t in index.problem.times
        if index.capacity((kind, position)).lasts[t] and math.isfinite(index.capacity((kind, position)).own[t])
    ]
    relieved = [
        (kind, position, t)
        for kind, position, t in shrinking
        if index.capacity((kind, position)).fixed_cost[t] and index.capacity((kind, position)).own[t] > 0
    ]
    model.relief = pyo.Var(relieved, domain=pyo.NonNegativeReals)
    for kind, position, t in relieved:  # ... and is never more than the whole of it
        model.relief[kind, position, t].setub(index.capacity((kind, position)).own[t])
    add_rows(model, never_more_than_there_is, shrinking)
    add_rows(model, relief_of_removed, relieved)
