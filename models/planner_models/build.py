"""The Pyomo model of a problem, in the order of FORMULATION.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.core as pyo

from planner_models import content, contracts, funding, investment, measures, network, objective, risk, sourcing, steps
from planner_models.bounds import Bounds
from planner_models.index import Index
from planner_models.problem import Problem
from planner_models.trunk import Trunk
from planner_models.useful import useful_sizes

if TYPE_CHECKING:
    from planner_models.positions import PeriodId


def trunk(
    problem: Problem, measured: frozenset[str] = frozenset(), worst_in: PeriodId | None = None,
    index: Index | None = None, bounds: Bounds | None = None,
) -> Trunk:  # fmt: skip
    """Return the model of what is planned when nothing goes wrong, with what disruptions are expected to cost.

    The cost of each branch is a variable without lower bound: cuts, or the branch itself, bound it.

    The model carries ``index`` (its index sets), ``bounds``, and lists of terms that its rules share, as plain
    attributes. What is ``measured`` (names of ``measures.MEASURED``) has its own variables and rows besides; the worst
    service is that of the period ``worst_in`` and of what strikes in it alone, where one is given. ``index`` and
    ``bounds`` are given where they are of more than the problem alone (`planner_models.paths`).

    Raises
    ------
    NoBoundError
        When something needs a bound and nothing in the problem gives one.
    """
    model = Trunk("trunk")
    model.measured, model.worst_in = measured, worst_in
    model.index = index or Index(problem)
    useful = {} if bounds is not None or measures.CAPACITY in measured else useful_sizes(model.index)
    model.bounds = bounds or Bounds(model.index, useful)
    model.payers = investment.payers(problem)
    model.nothing = pyo.Var(bounds=(0, 0))
    model.one = pyo.Var(bounds=(1, 1))
    for section in (network, steps, contracts, investment, funding, sourcing, content):
        section.add_variables(model, model.index)
    for section in (network, contracts, steps, investment, funding, sourcing, content):
        section.add_constraints(model, model.index)
    risk.add_risk(model)
    model.parts = objective.PARTS | {"expected extra cost": risk.expected_extra_cost, "risk": risk.risk}
    objective.add_objective(model)
    measures.add_measures(model)
    return model
