"""Solves what would be where nothing that is free to choose is built, beside a plan that was found."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import pandas as pd

from planner.arrays import Floats
from planner.audit.audit import audit
from planner.audit.baseline import MAY_FAIL
from planner.planning.baseline.closed import closed
from planner.planning.baseline.giving_way import giving_way, of_cost, of_service
from planner.plans.extract import extract
from planner.plans.resilience import resilience
from planner.solving.branches.cuts import engines
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.nearby import has_many
from planner.solving.outcome import Answer, Options, relative_gap
from planner.solving.separation import Cutter
from planner.solving.solution import solved
from planner.solving.workers.mapped import mapped
from planner.statuses import Status, Stop
from planner.workbook.book import Book
from planner_models.components import Variable
from planner_models.tolerances import GUARANTEE_KEPT
from planner_models.trunk import Trunk

NONE: Final = "not even with all that may give way given up can what stands alone keep the rest of the workbook"
LATE: Final = "not found in the time that was left"
ROUGH: Final = 2e-4  # the gap of a large programme of doing nothing
VERIFIED: Final = "verified as a plan, but for what gives way"
PARTLY: Final = f"{VERIFIED} and for what disruptions would do, since no time was left"


@dataclass(frozen=True)
class Nothing:
    """What would be where nothing that is free to choose is built.

    Attributes
    ----------
    tables
        Those of a plan; none where nothing was found.
    cost, bound
        What it costs, and below which it cannot be.
    given_up
        The total given up of what is asked: 0 where all requirements hold.
    words
        Why there is none, or what its own verification finds.
    """

    tables: dict[str, pd.DataFrame]
    cost: float = 0.0
    bound: float | None = None
    given_up: float = 0.0
    words: str = ""


@dataclass
class BaselineSolve:
    """A plan that was found, and the seconds that looking for what is beside it may take."""

    book: Book
    model: Trunk
    program: LinearProgram
    cutters: list[Cutter]
    plan: Floats
    options: Options
    shapes: Shapes
    seconds: float

    def __post_init__(self) -> None:
        self._deadline = time.perf_counter() + self.seconds

    def run(self) -> Nothing:
        """Return what is found: at least cost, where requirements cannot hold with the least given up of them."""
        program = closed(self.model, self.program)
        answer, given_up = self._least(program, self.cutters, self._roughly()), 0.0
        if answer.status is Status.INFEASIBLE:
            way = giving_way(self.model, program, self.plan)
            in_parts = replace(self.options, money_gap=0.0)  # what is given up is no money
            least = self._least(way.program, of_service(self.model, self.program, self.options), in_parts)
            if least.values is None:
                return Nothing({}, words=NONE if least.status is Status.INFEASIBLE else LATE)
            given_up = float(way.program.cost @ least.values) + way.program.offset
            cutters = of_cost(self.model, self.program, self.cutters)
            answer = self._least(way.at(given_up), cutters, self._roughly(), least.values)
        if answer.values is None:
            return Nothing({}, words=LATE)
        return self._told(answer, given_up)

    def _roughly(self) -> Options:
        """Return how near it is asked: a difference of costs is told without its last digits, where much is decided."""
        return replace(self.options, gap=max(self.options.gap, ROUGH)) if has_many(self.program) else self.options

    def _least(
        self, program: LinearProgram, cutters: list[Cutter], options: Options, start: Floats | None = None
    ) -> Answer:
        """Return the least of a programme, exact where it was made so; with a start, no worse than its decisions."""
        left = max(self._deadline - time.perf_counter(), 0.1)
        limited = replace(options, time_limit=left)
        planes = CuttingPlanes(program, limited, cutters, start=start, keeps=False)
        with engines(cutters):
            answer, exact = planes.run()
        return answer if exact is None or exact.values is None else replace(answer, values=exact.values)

    def _told(self, answer: Answer, given_up: float) -> Nothing:
        """Return an answer's tables, judged in every disruption, and what its own verification finds."""
        width = len(self.program.cost)
        assert answer.values is not None
        values = answer.values[:width]
        own = replace(answer, values=values, units=None)
        tables = extract(self.book, solved(self.model, self.program, own, None, self.shapes))
        tables |= resilience(self.model, self.program, values, self.options, self.shapes, self._is_late, self.book)
        cost = float(self.program.cost @ values) + self.program.offset
        bound = None if answer.bound is None else min(answer.bound, cost)
        return Nothing(tables, cost, bound, given_up, self._verified(tables, cost, bound, self._promised(values)))

    def _is_late(self) -> bool:
        return time.perf_counter() > self._deadline

    def _promised(self, values: Floats) -> dict[str, tuple[float | None, float | None]]:
        """Return the guarantees and floors of disruptions that give way, as far as they are kept."""
        problem, found = self.model.index.problem, {}
        promises = dict(self.model.promise.items()), dict(self.model.floor.items())
        for d, disruption in enumerate(problem.disruptions):
            shares = [self._left_of(each.get(problem.promised_by(d)), values) for each in promises]
            asked = disruption.required, disruption.floor
            kept = [whole if share is None else share for whole, share in zip(asked, shares, strict=True)]
            if kept != list(asked):
                found[disruption.name] = (kept[0], kept[1])
        return found

    def _left_of(self, promise: Variable | None, values: Floats) -> float | None:
        """Return the share that a promise is kept to; None where it is kept whole, or there is none."""
        if promise is None:
            return None
        share = float(values[self.program.columns.place(promise)])
        return share if share < (promise.lb or 0.0) - GUARANTEE_KEPT else None

    def _verified(
        self, tables: dict[str, pd.DataFrame], cost: float, bound: float | None,
        promised: dict[str, tuple[float | None, float | None]],
    ) -> str:  # fmt: skip
        """Return what the independent verification of a plan finds: what gives way may miss.

        Judging every disruption anew takes the most of it.
        """
        facts = {
            "objective": cost, "bound": bound, "gap": None if bound is None else relative_gap(cost, bound),
            "status": Status.NOT_PROVEN.value, "stopped": Stop.TIME_LIMIT.value,
        }  # fmt: skip
        judges = not self._is_late()
        in_workers = partial(mapped, options=self.options)
        checks = audit(self.book, tables, facts, in_workers, judges=judges, promised=promised)
        wrong = checks.loc[(checks["pass"] != "yes") & ~checks["check"].isin(MAY_FAIL), "check"]
        if len(wrong):
            return f"its own verification fails: {', '.join(map(str, wrong))}"
        return VERIFIED if judges else PARTLY
