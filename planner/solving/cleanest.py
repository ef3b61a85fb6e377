"""Shows of every rule with a content the least content that what moves can be kept at, with all that moves as it is.

A solver takes what is clean for clean only as far as a rule asks. So a plan that could be free of a content would say
that it is full of it. What is clean is therefore found anew at the end, by a linear programme for each overlay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from planner_models.numbered import Keys
from planner_models.tolerances import CONVENTION_ROOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.separation import Floats
    from planner_models.trunk import Trunk

    Numbers = NDArray[np.int64]


def cleanest(model: Trunk, program: LinearProgram, values: Floats) -> Floats:
    """Return a plan's values with as little with content as may be, at the same cost."""
    found = values.copy()
    for w, overlay in enumerate(model.index.overlays.all):
        part = _CleanColumns.of(model, program, w)
        moved = part.least(program, found)
        if moved is not None:
            found[part.columns] = moved
            _lower_free(model, program, found, overlay.rule, overlay.of)
    return found


@dataclass(frozen=True)
class _CleanColumns:
    """The columns of an overlay: what is clean, and behind them what a rule counts, with the length of its period."""

    columns: Numbers
    intakes: Numbers
    years: Floats
    excess: tuple[int | None, ...]

    @classmethod
    def of(cls, model: Trunk, program: LinearProgram, w: int) -> _CleanColumns:
        overlay, periods = model.index.overlays.all[w], model.index.problem.periods
        clean = np.concatenate([np.zeros(0, dtype=np.int64), *_clean(program, w)])
        counted = [(key, x) for key, x in model.intake.items() if key[:2] == (overlay.rule, overlay.of)]
        intakes = np.array([program.columns.place(x) for _, x in counted], dtype=np.int64)
        excess = tuple(program.columns.place(model.excess[key]) if key in model.excess else None for key, _ in counted)
        years = np.array([periods[key[2]].years for key, _ in counted])
        return cls(np.concatenate([clean, intakes]), intakes, years, excess)

    def least(self, program: LinearProgram, values: Floats) -> Floats | None:
        """Return the values of the columns with the least content in all; None where the solver finds none."""
        from scipy.optimize import linprog  # slow to import; a plan without contents needs none of it

        own, columns = values[self.columns], csc_array(program.matrix)[:, self.columns]
        touched = np.unique(columns.indices)
        matrix, whole = csr_array(columns)[touched], program.matrix[touched]
        activity = whole @ values
        rest = activity - matrix @ own
        lower = np.minimum(program.row_lower[touched], activity) - rest
        upper = np.maximum(program.row_upper[touched], activity) - rest
        is_equal = program.row_lower[touched] == program.row_upper[touched]
        above, below = ~is_equal & np.isfinite(upper), ~is_equal & np.isfinite(lower)
        cost = np.zeros(len(self.columns))
        cost[len(cost) - len(self.intakes) :] = self.years
        low, high = program.lower[self.columns].copy(), program.upper[self.columns]
        for n, place in enumerate(self.excess, start=len(cost) - len(self.intakes)):
            if place is not None and values[place] > 0 and program.cost[place]:
                low[n] = own[n]  # what is paid for is missed by just that
        unit = max(float(np.abs(own).max(initial=0.0)), float(np.abs(rest).max(initial=0.0)), 1e-300)
        both = (
            csr_array(np.zeros((0, len(cost))))
            if not above.any() and not below.any()
            else _stacked(matrix, above, below)
        )
        limits = np.concatenate([upper[above], -lower[below]])
        answer = linprog(
            cost, both, limits / unit, matrix[is_equal], (activity - rest)[is_equal] / unit,
            np.column_stack([low, high]) / unit, method="highs-ds",
        )  # fmt: skip
        if answer.status != 0 or cost @ answer.x * unit > cost @ own:
            return None
        found: Floats = np.maximum(unit * answer.x, program.lower[self.columns])
        return found


def _stacked(matrix: csr_array, above: NDArray[np.bool_], below: NDArray[np.bool_]) -> csr_array:
    from scipy.sparse import vstack

    return csr_array(vstack([matrix[above], -matrix[below]]))


def _clean(program: LinearProgram, w: int) -> Iterator[Numbers]:
    """Yield the columns of what is clean in an overlay."""
    for name, first, keys in program.columns.named():
        if name.startswith("clean_"):
            own = keys.table[:, 0] if isinstance(keys, Keys) else np.array([key[0] for key in keys], dtype=np.int64)
            yield first + np.flatnonzero(own == w)


def _lower_free(model: Trunk, program: LinearProgram, values: Floats, q: int, g: int) -> None:
    """Lower what a soft rule is missed by, at no penalty, to what it is missed by."""
    for (rule, of, t), excess in model.excess.items():
        place = program.columns.place(excess)
        if (rule, of) == (q, g) and not program.cost[place]:
            x = model.index.problem.rules[q]
            intake = values[program.columns.place(model.intake[q, g, t])]
            total = 1.0 if x.measure == "amount at most" else values[program.columns.place(model.supply[q, t])]
            beyond = intake - x.limit[t] * total
            size = CONVENTION_ROOM * max(abs(intake), abs(x.limit[t] * total))
            values[place] = beyond if beyond > size else 0.0
