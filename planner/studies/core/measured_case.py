"""What the columns of a compiled case mean: starts, sizes and decisions by name, and what a plan measures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from planner.arrays import Floats
from planner.solving.cleanest import cleanest
from planner.solving.compile import compile_model
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.query import CaseSetting, Decisions
from planner.tolerances import ROUNDING
from planner_models.measures import add_changes
from planner_models.terms import Term
from planner_models.trunk import Trunk

STARTED = 0.5


class MeasuredCase:
    """A model that was compiled, read by the names of its workbook."""

    def __init__(self, model: Trunk, setting: CaseSetting) -> None:
        self.model, self.setting = model, setting
        self._periods = {x.name: t for t, x in enumerate(model.index.problem.periods)}
        self._projects = {x.name: k for k, x in enumerate(model.index.problem.projects)}
        if setting.former is not None:
            add_changes(model, self.starts_by_key(setting.former))
        self._program = compile_model(model)
        self.place, self._number = self._program.columns.place, self._program.columns.value

    def starts_by_key(self, decisions: Decisions) -> dict[tuple[int, int], float]:
        """Return the number of starts by project and period, of those that there still are."""
        return {
            (self._projects[name], self._periods[period]): number
            for name, period, number, _ in decisions
            if name in self._projects and period in self._periods
        }

    def decision_columns(self) -> dict[tuple[str, str, str], int]:
        """Return the columns of starts and sizes: by start or size, project and period."""
        problem = self.model.index.problem
        return {
            (name, problem.projects[k].name, problem.periods[t].name): self.place(variable)
            for name in ("start", "size")
            for (k, t), variable in getattr(self.model, name).items()
        }

    def vector(self, measure: Measure) -> Floats:
        """Return a linear measure as a coefficient for each column."""
        found = np.zeros(len(self._program.cost))
        for coefficient, variable in measure.terms(self.model):
            found[self.place(variable)] += coefficient
        return found

    def starts_of(self, project: str) -> Floats:
        """Return the number of a project's starts as a coefficient for each column."""
        found, k = np.zeros(len(self._program.cost)), self._projects[project]
        found[[self.place(start) for (p, _), start in self.model.start.items() if p == k]] = 1.0
        return found

    def size_of(self, project: str) -> Floats:
        """Return what a project orders in all as a coefficient for each column; its starts where it has no size."""
        found, k = np.zeros(len(self._program.cost)), self._projects[project]
        for (p, _), terms in self.model.size_terms.items():
            for coefficient, variable in terms if p == k else ():
                found[self.place(variable)] += coefficient
        return found if found.any() else self.starts_of(project)

    def value(self, measure: Measure, values: Floats) -> float:
        """Return what a plan measures."""
        if measure == THE_COST:
            return float(self._program.cost @ values[: len(self._program.cost)])
        if measure.declared.value is not None:
            period = measure.period_of(self.model)
            return measure.declared.value(self.model, lambda variable: self._number(variable, values), period)
        if measure.is_linear:
            return float(self.vector(measure) @ values[: len(self._program.cost)])
        return self._concentration(measure, values)

    def turnover(self, values: Floats) -> float:
        """Return all that a plan spends and earns."""
        cost = self._program.cost
        return float(np.abs(cost) @ np.abs(values[: len(cost)]))

    def rule_of(self, measure: Measure) -> int:
        """Return the number of the rule that limits a measure."""
        rules = self.model.index.problem.rules
        added = [each for each, _ in reversed(self.setting.limits)]  # their rules stand in the last rows
        row = max(x.row for x in rules) - added.index(measure)
        return next(q for q, x in enumerate(rules) if x.row == row)

    def _concentration(self, measure: Measure, values: Floats) -> float:
        """Return the worst of all periods of what the measure's rule limits."""
        rules, q = self.model.index.problem.rules, self.rule_of(measure)
        if rules[q].content is not None:  # a solver calls clean only what it must
            values = cleanest(self.model, self._program, values[: len(self._program.cost)])
        worst = 0.0
        for rule, t in self.model.ruled_qt:
            supply = self._number(self.model.supply[rule, t], values)
            if rule == q and supply > ROUNDING:
                intakes = [self._number(self.model.intake[q, g, t], values) for g in range(len(rules[q].origins))]
                shares = [intake / supply for intake in intakes]
                worst = max(worst, measure.declared.of_shares(shares))
        return worst

    def total(self, terms: Sequence[Term], values: Floats) -> float:
        """Return what a linear expression of the model comes to in a plan."""
        return math.fsum(coefficient * self._number(variable, values) for coefficient, variable in terms)

    def decisions(self, values: Floats) -> Decisions:
        """Return the decisions of a plan."""
        problem = self.model.index.problem
        found = []
        for (k, t), start in self.model.start.items():
            number = float(round(values[self.place(start)]))
            if number > STARTED:
                sized = (k, t) in self.model.size
                size = self._number(self.model.size[k, t], values) if sized else None
                found.append((problem.projects[k].name, problem.periods[t].name, number, size))
        return tuple(found)
