"""Concentration rules by tangents: the square of every share that breaks a rule is touched there."""

from __future__ import annotations

import math

import numpy as np

from planner.arrays import Floats
from planner.solving.compile import LinearProgram, rows_of
from planner.solving.scaling import Scale
from planner.solving.separation import Cuts
from planner_models.sourcing import tangent
from planner_models.tolerances import HHI_EXACT, NO_SUPPLY
from planner_models.trunk import Trunk


class Tangents:
    """The cutter of all Herfindahl rules of a model; ``count`` says how many tangents it has found."""

    def __init__(self, model: Trunk, program: LinearProgram) -> None:
        self._model, self._columns = model, program.columns
        self._rules = model.index.problem.rules
        self._cones = [(q, t) for q, t in model.ruled_qt if self._rules[q].measure == "HHI at most"]
        self._units = Scale.of(program).column if self._cones else np.ones(0)
        self.count = 0

    def __bool__(self) -> bool:
        return bool(self._cones)

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return the tangents of every rule that a solution breaks."""
        found = []
        for q, t in self._cones:
            for g, at in self._touched(q, t, values):
                key = (q, g, t, len(self._model.tangent))
                self._model.tangent[key] = tangent(self._model, q, g, t, at)
                found.append(self._model.tangent[key])
        self.count += len(found)
        if not found:
            return None
        matrix, lower, upper, names = rows_of(found, self._columns)
        matrix.resize((len(found), len(values)))  # a model may have got more columns since
        return Cuts(matrix, lower, upper, names)

    def _touched(self, q: int, t: int, values: Floats) -> list[tuple[int, float]]:
        """Return which origins' squares are too small for a broken rule, and at which share of the radius they are."""
        model, origins = self._model, range(len(self._rules[q].origins))
        intakes = [max(self._value(model.intake[q, g, t], values), 0.0) for g in origins]
        most = self._value(model.radius[q, t], values)
        if not self._breaks(q, t, intakes, values):
            return []
        least_seen = NO_SUPPLY * self._value(model.radius[q, t], self._units)
        shares = [x / most for x in intakes] if most > least_seen else [1.0] * len(intakes)
        short = [most * a**2 - self._value(model.square[q, g, t], values) for g, a in zip(origins, shares, strict=True)]
        least = max(short) / len(short)  # all that matter together, and at least one
        return [(g, shares[g]) for g in origins if short[g] >= least and shares[g] > 0]

    def _breaks(self, q: int, t: int, intakes: list[float], values: Floats) -> bool:
        """Return whether a rule's index, less what a soft rule pays for, is beyond its limit."""
        supply = self._value(self._model.supply[q, t], values)
        soft = (q, 0, t) in self._model.excess
        over = self._value(self._model.excess[q, 0, t], values) if soft else 0.0
        norm = math.sqrt(sum(x**2 for x in intakes))
        nothing = NO_SUPPLY * self._value(self._model.supply[q, t], self._units)
        if supply <= nothing:
            return norm - over > nothing
        limit: float = self._rules[q].limit[t]
        return max((norm - over) / supply, 0.0) ** 2 > limit + HHI_EXACT / 2

    def _value(self, variable: object, values: Floats) -> float:
        return self._columns.value(variable, values)


class RelaxedTangents(Tangents):
    """The cutter of Herfindahl rules whose radius may be larger than their limit allows."""

    def _breaks(self, q: int, t: int, intakes: list[float], values: Floats) -> bool:
        norm = math.sqrt(sum(x**2 for x in intakes))
        return norm > self._value(self._model.radius[q, t], values) * (1 + HHI_EXACT / 2) + NO_SUPPLY
