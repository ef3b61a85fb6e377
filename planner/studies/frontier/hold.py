"""What a frontier holds while it trades one measure for another: else the end of a rule's measure is to buy nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from planner.arrays import Floats
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import Measure, measure_of
from planner.studies.core.query_workbook import Held
from planner.tolerances import ROUNDING
from planner.workbook.book import Book
from planner_models.network import deliveries

SERVED: Final = "service"
NOTHING: Final = "nothing"


@dataclass(frozen=True)
class Holding:
    """What is held at what the cheapest plan gives: the service of every demand in every period, and measures."""

    service: bool
    measures: tuple[Measure, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is held."""
        return self.service or bool(self.measures)


@dataclass(frozen=True)
class Kept:
    """The values that are held: the least share of each demand, and the worst that measures may be."""

    service: Held = ()
    limits: tuple[tuple[Measure, float], ...] = ()


def holding_of(words: Iterable[str], measures: tuple[Measure, Measure], book: Book) -> Holding:
    """Return what a planner wants held; without words service, unless one of the measures is of service.

    Raises
    ------
    QuestionError
        When the words name nothing that can be held.
    """
    asked = [" ".join(each.split()) for each in words]
    if not asked:
        return Holding(service=not any(x.declared.is_service for x in measures))
    names = [each for each in asked if each.casefold() not in (SERVED, NOTHING)]
    held = tuple(dict.fromkeys(measure_of(each, book) for each in names))
    return Holding(any(each.casefold() == SERVED for each in asked), tuple(x for x in held if x not in measures))


def served(compiled: CompiledCase, values: Floats) -> Held:
    """Return the share of each demand that a plan serves in each period; of a sale, which may be left, none."""
    problem = compiled.model.index.problem
    return tuple(
        (
            problem.sites[demand.site].name,
            problem.materials[demand.material].name,
            tuple(_share(compiled, values, d, t) for t in problem.times),
        )
        for d, demand in enumerate(problem.demands)
    )


def _share(compiled: CompiledCase, values: Floats, d: int, t: int) -> float:
    demand = compiled.model.index.problem.demands[d]
    if demand.sale[t] or not 0 < demand.amount[t] < math.inf:
        return 0.0
    share = compiled.total(deliveries(compiled.model, d, t), values) / float(demand.amount[t])
    return max(0.0, share - ROUNDING)


def kept_from(holding: Holding, measures: Mapping[str, float], service: Held) -> Kept:
    """Return what is held of the cheapest plan, by what it measures and serves."""
    limits = tuple((x, measures[x.name]) for x in holding.measures)
    return Kept(service if holding.service else (), limits)
