"""The plan kept as far as it can be, where its starts cannot be operated with all that must be kept.

First the starts as far as they can be made. Where requirements then still cannot hold, they give way as they do where
nothing is built (the sheet Baseline of a plan): first the least total, each by the share of what it asks that is given
up, then the least cost with it. What is whole in operations stays as it was where that gives up no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.planning.baseline.giving_way import GivingWay, giving_way, of_cost, of_service
from planner.solving.branches.cuts import engines
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options
from planner.solving.separation import Cutter
from planner.solving.stretched import rows_named
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import Decisions, Query
from planner.studies.sensitivity.gave_way import GaveWay, asked_less, starts_less
from planner.studies.sensitivity.operated import Near, operated, rounded, undived, with_whole
from planner.studies.sensitivity.possible_starts import possible_starts, years_left
from planner.tolerances import AS_LITTLE, NOTICED
from planner_models.declared import TOLD

MOST_SECONDS: Final = 60.0  # for each of what is looked for


@dataclass(frozen=True)
class AsFar:
    """What gives way, by most first, and what the plan kept costs with that; None where it was not found in the time.

    ``values`` are those of the model's columns.
    """

    gave: tuple[GaveWay, ...] = ()
    cost: float | None = None
    values: Floats | None = None


def as_far(compiled: CompiledCase, starts: Decisions, near: Near, options: Options) -> AsFar:
    """Return what gives way where starts cannot be operated as they are."""
    few = replace(options, money_gap=0.0, time_limit=min(options.time_limit, MOST_SECONDS))
    made = possible_starts(compiled, starts, few)
    if made is None:
        return AsFar()
    less = tuple(starts_less(starts, made, years_left(compiled)))
    if made != starts:
        found = operated(compiled, made, near, few)
        if found.cost is not None:
            return AsFar(less, found.cost, found.values)
    given = _Given(compiled, compiled.programme(Query(starts=made)), near, undived(few)).found()
    return replace(given, gave=(*less, *given.gave))


@dataclass(frozen=True)
class _Given:
    """A programme of starts that can be made, whose requirements give way."""

    compiled: CompiledCase
    program: LinearProgram
    near: Near
    options: Options

    def found(self) -> AsFar:
        """Return what gives way of what must be kept, and what that costs."""
        way = self._way()
        if way is None:
            return AsFar()
        bare = replace(way.program, integer=np.zeros_like(way.program.integer))
        least, wanted = self._least(bare, self._of_service()), way.program
        if least is None:
            return AsFar()
        total = _total(way, least)
        for before in (with_whole(way.program, self.near), rounded(way.program, least)):
            given = self._least(before, self._of_service())
            if given is not None and _total(way, given) <= total + AS_LITTLE * max(total, 1.0):
                wanted = before
                break
        else:
            given = self._least(wanted, self._of_service())
        if given is None:
            return AsFar(self._gave(way, least))
        at = replace(way.at(_total(way, given)), integer=wanted.integer, lower=wanted.lower, upper=wanted.upper)
        values = self._least(at, of_cost(self.compiled.model, self.program, self.compiled.cutters), given)
        if values is None:
            return AsFar(self._gave(way, given))
        cost = float(way.cost @ values[: len(way.cost)]) + way.offset
        return AsFar(self._gave(way, values), cost, values[: len(self.program.cost)])

    def _way(self) -> GivingWay | None:
        """Return the programme that gives way: how much each requirement asks is told by what would be without any."""
        model, width = self.compiled.model, len(self.program.cost)
        free = giving_way(model, self.program, np.zeros(width))
        bare = replace(free.program, cost=free.cost, offset=free.offset, integer=np.zeros_like(free.program.integer))
        values = self._least(bare, [])
        return None if values is None else giving_way(model, self.program, values[:width])

    def _of_service(self) -> list[Cutter]:
        return of_service(self.compiled.model, self.program, self.options)

    def _least(self, program: LinearProgram, cutters: Sequence[Cutter], start: Floats | None = None) -> Floats | None:
        """Return the least of a programme; None where it was not found in the time."""
        planes = CuttingPlanes(program, self.options, cutters, start=start, keeps=False)
        with engines(cutters):
            answer, exact = planes.run()
        return answer.values if exact is None or exact.values is None else exact.values

    def _gave(self, way: GivingWay, values: Floats) -> tuple[GaveWay, ...]:
        found = [each for each in self._less(way, values[: len(way.cost)]) if each.share > NOTICED]
        return tuple(sorted(found, key=lambda each: -each.share))

    def _less(self, way: GivingWay, values: Floats) -> Iterator[GaveWay]:
        """Yield what of each requirement and promise is given up."""
        model, rows = self.compiled.model, rows_named(self.program, TOLD)
        problem = model.index.problem
        for row, share in way.shares(values).items():
            name, key = rows[row]
            yield asked_less(*TOLD[name].asks(problem, key), share)
        place = self.program.columns.place
        for kind, promises in (("guarantee", model.promise), ("floor", model.floor)):
            for e, promise in promises.items():
                if place(promise) in way.promises:
                    share = 1.0 - float(values[place(promise)]) / float(promise.lb or 1.0)
                    yield asked_less(f"{kind} of {problem.disruptions[e].name}", "", share)


def _total(way: GivingWay, values: Floats) -> float:
    return float(way.program.cost @ values[: len(way.program.cost)]) + way.program.offset
