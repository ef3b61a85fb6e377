"""Concentration rules by tangents: whatever breaks a cone is cut off by the cone's tangent there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.sourcing import norm_direction, tangent
from planner.solving.compile import rows_of
from planner.solving.cuts import Cuts

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.cuts import Floats

EXACT = 1e-6  # the most by which a Herfindahl index may exceed its limit


class Tangents:
    """The cutter of all Herfindahl rules of a model; ``count`` says how many tangents it has found."""

    def __init__(self, model: Any, program: LinearProgram) -> None:
        self._model, self._column = model, program.column_of()
        rules = model.index.problem.rules
        self._cones = [(q, t) for q, t in model.ruled_qt if rules[q].measure == "HHI at most"]
        self.count = 0

    def __bool__(self) -> bool:
        return bool(self._cones)

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return the tangent of every cone that a solution breaks."""
        found = []
        for q, t in self._cones:
            norm, direction = norm_direction(self._intakes(q, t, values))
            if norm and self._breaks(q, t, norm, values):
                key = (q, t, len(self._model.tangent))
                self._model.tangent[key] = tangent(self._model, q, t, direction)
                found.append(self._model.tangent[key])
        self.count += len(found)
        return Cuts(*rows_of(found, self._column)) if found else None

    def _value(self, variable: Any, values: Floats) -> float:
        return float(values[self._column[id(variable)]])

    def _intakes(self, q: int, t: int, values: Floats) -> list[float]:
        origins = range(len(self._model.index.problem.rules[q].origins))
        return [self._value(self._model.intake[q, g, t], values) for g in origins]

    def _breaks(self, q: int, t: int, norm: float, values: Floats) -> bool:
        """Return whether a rule's index, less what a soft rule pays for, is beyond its limit."""
        supply = self._value(self._model.supply[q, t], values)
        soft = (q, 0, t) in self._model.excess
        over = self._value(self._model.excess[q, 0, t], values) if soft else 0.0
        if supply <= 1e-9:
            return norm - over > 1e-9
        limit: float = self._model.index.problem.rules[q].limit[t]
        return max((norm - over) / supply, 0.0) ** 2 > limit + EXACT / 2
