"""Shows of every rule with a content the least content that what moves can be kept at, with all that moves as it is.

A solver takes what is clean for clean only as far as a rule asks: a plan that could be free of a content would say that
it is full of it. So at the end it is found anew, by two programmes for each overlay: first as little with content as
may be counts, then as much is clean as may be of what else is bought, made and used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.region import Region
from planner.solving.scaling import Scale
from planner_models.numbered import Keys
from planner_models.tolerances import CONVENTION_ROOM
from planner_models.trunk import Trunk

Numbers = NDArray[np.int64]

BEGIN_AND_END: Final = ("clean_purchase", "clean_activity", "clean_delivery", "clean_surplus")  # where clean goods do


def cleanest(model: Trunk, program: LinearProgram, values: Floats) -> Floats:
    """Return a plan's values with as little with content as may be, at the same cost."""
    found = values.copy()
    for w, overlay in enumerate(model.index.overlays.all):
        part = CleanColumns.of(model, program, w)
        moved = part.least(program, found)
        if moved is not None:
            found[part.columns] = moved
            _lower_free(model, program, found, overlay.rule, overlay.of)
    return found


@dataclass(frozen=True)
class CleanColumns:
    """The columns of an overlay: what is clean, and behind them what a rule counts.

    Attributes
    ----------
    columns
        All of them.
    ends
        Which of them say where clean goods begin and end.
    years, excess
        Of each that a rule counts: the length of its period, and the column of what a soft rule is missed by.
    """

    columns: Numbers
    ends: NDArray[np.bool_]
    years: Floats
    excess: tuple[int | None, ...]

    @classmethod
    def of(cls, model: Trunk, program: LinearProgram, w: int) -> CleanColumns:
        """Return the columns of an overlay."""
        overlay, periods = model.index.overlays.all[w], model.index.problem.periods
        clean = list(_clean(program, w))
        counted = [(key, x) for key, x in model.intake.items() if key[:2] == (overlay.rule, overlay.of)]
        intakes = np.array([program.columns.place(x) for _, x in counted], dtype=np.int64)
        columns = np.concatenate([*(places for _, places in clean), intakes])
        ends = [np.full(len(places), name in BEGIN_AND_END) for name, places in clean]
        excess = (program.columns.place(model.excess[key]) if key in model.excess else None for key, _ in counted)
        return cls(
            columns,
            np.concatenate([*ends, np.zeros(len(intakes), dtype=bool)]),
            np.array([periods[key[2]].years for key, _ in counted]),
            tuple(excess),
        )

    def least(self, program: LinearProgram, values: Floats) -> Floats | None:
        """Return the values of the columns with the least content in all; None where the solver finds none."""
        part, own = self._part(program, values), values[self.columns]
        found = _solved(part)
        if found is None or part.cost @ found > part.cost @ own:
            return None
        counted = slice(len(own) - len(self.years), None)
        most = part.upper.copy()
        most[counted] = found[counted]  # nothing more: it would be used up, and a rule missed by that
        cleaner = _solved(replace(part, cost=np.where(self.ends, -1.0, 0.0), upper=most))
        return found if cleaner is None else cleaner

    def _part(self, program: LinearProgram, values: Floats) -> LinearProgram:
        """Return the programme of these columns, the others as they are."""
        own, columns = values[self.columns], csc_array(program.matrix)[:, self.columns]
        touched = np.unique(columns.indices)
        matrix, activity = csr_array(columns)[touched], program.matrix[touched] @ values
        rest = activity - matrix @ own
        is_equal = program.row_lower[touched] == program.row_upper[touched]  # off by rounding, and left so
        cost, lower = np.zeros(len(own)), program.lower[self.columns].copy()
        first = len(own) - len(self.years)
        cost[first:] = self.years
        for n, place in enumerate(self.excess, start=first):
            if place is not None and values[place] > 0 and program.cost[place]:
                lower[n] = own[n]  # what is paid for is missed by just that
        return LinearProgram(
            cost, 0.0, lower, program.upper[self.columns], np.zeros(len(own), dtype=bool), matrix,
            np.where(is_equal, activity, np.minimum(program.row_lower[touched], activity)) - rest,
            np.where(is_equal, activity, np.maximum(program.row_upper[touched], activity)) - rest,
            Members(), Members(),
        )  # fmt: skip


def _clean(program: LinearProgram, w: int) -> Iterator[tuple[str, Numbers]]:
    """Yield the columns of what is clean in an overlay, by the name of the family."""
    for name, first, keys in program.columns.named():
        if name.startswith("clean_"):
            own = keys.table[:, 0] if isinstance(keys, Keys) else np.array([key[0] for key in keys], dtype=np.int64)
            yield name, first + np.flatnonzero(own == w)


def _solved(part: LinearProgram) -> Floats | None:
    """Return the best values of a linear programme, solved in units in which amounts are of the order of 1."""
    scale = Scale.of(part)
    matrix, row, column = scale.scaled(part.matrix, scale.row), scale.row, scale.column
    limits = part.row_lower * row, part.row_upper * row, part.lower / column, part.upper / column
    answer = Region(matrix, *limits).least(part.cost * column)
    if answer is None or answer.values is None:
        return None
    found: Floats = np.clip(scale.column * answer.values, part.lower, part.upper)
    return found


def _lower_free(model: Trunk, program: LinearProgram, values: Floats, q: int, g: int) -> None:
    """Lower what a soft rule is missed by, at no penalty, to what it is missed by."""
    rule = model.index.problem.rules[q]
    for (of_rule, of_set, t), excess in model.excess.items():
        place = program.columns.place(excess)
        if (of_rule, of_set) == (q, g) and not program.cost[place]:
            intake = values[program.columns.place(model.intake[q, g, t])]
            total = 1.0 if rule.measure == "amount at most" else values[program.columns.place(model.supply[q, t])]
            beyond, size = intake - rule.limit[t] * total, max(abs(intake), abs(rule.limit[t] * total))
            values[place] = beyond if beyond > CONVENTION_ROOM * size else 0.0
