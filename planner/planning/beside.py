"""What is told beside a plan: what would be with nothing built, and which of its decisions are settled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import pandas as pd

from planner.arrays import Floats
from planner.interrupts import hearing_again
from planner.planning.baseline.apart import nothing_apart
from planner.planning.baseline.solve import LATE, BaselineSolve, Nothing
from planner.planning.settled import Settling
from planner.plans.baseline_table import baseline_rows
from planner.plans.frames import frame
from planner.solving.branches.shapes import Shapes
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.separation import Cuts
from planner.solving.workers.engines import pool
from planner.solving.workers.pools import Pool, WorkerLostError, answered
from planner.workbook.book import Book
from planner_models.trunk import Trunk

OF_SOLVE: Final = 1.0  # of the seconds of the solve, that what is beside the plan may take
BESIDE: Final = 2.0  # times these seconds, for doing nothing in a worker beside all that comes after the solve
ASKED_AT_ONCE: Final = 2  # doing nothing, and what is settled
OF_NOTHING: Final = 2 / 3  # of these, until when doing nothing is looked for, where what is settled is asked after it
WORTH_A_WORKER: Final = 10.0  # seconds of a solve, from which on what is beside the plan is asked in workers
LEAST: Final = 20.0  # seconds that it may always take, where the time limit leaves them
SHARE: Final = 0.05  # of the time limit, that is kept for it
MOST: Final = 60.0  # seconds that are kept for it at most
LOST: Final = "not found, since the process that looked for it ended"
INTERRUPTED: Final = "not found, since it was interrupted"


@dataclass(frozen=True)
class Beside:
    """What is told beside a plan: what would be with nothing built, and by project whether it is settled."""

    nothing: Nothing
    settled: dict[str, str] = field(default_factory=dict)
    within: float | None = None

    def add(self, book: Book, tables: dict[str, pd.DataFrame], facts: dict[str, object]) -> None:
        """Put it on a plan's tables, and on the facts of its run."""
        nothing, objective = self.nothing, facts["objective"]
        assert isinstance(objective, float)
        if nothing.tables:
            rows = baseline_rows(book, tables, nothing.tables, (objective, nothing.cost))
            tables["Baseline"] = frame("Baseline", rows)
            facts |= {"baseline bound": nothing.bound, "baseline given up": nothing.given_up}
        facts["baseline"] = nothing.words
        projects = tables["Investments"]["project"]
        if self.settled:
            tables["Investments"]["settled"] = [self.settled.get(str(name), "") for name in projects]
            facts["settled within"] = self.within


def kept_for(options: Options) -> float:
    """Return the seconds of a time limit that are kept for what is beside the plan."""
    return min(SHARE * options.time_limit, MOST)


def of_nothing(solve: BaselineSolve) -> Beside:
    """Return what would be with nothing built, to be told beside a plan; what is settled is not asked."""
    if solve.seconds <= 0:
        return Beside(Nothing({}, words=LATE))
    try:
        return Beside(solve.run())
    except KeyboardInterrupt:
        return Beside(Nothing({}, words=INTERRUPTED))


def seconds_for_nothing(spent: float, ends: float) -> float:
    """Return how long doing nothing may be looked for beside a solve that spent some seconds, before a command ends."""
    return OF_NOTHING * min(max(OF_SOLVE * spent, LEAST), ends - time.perf_counter())


@dataclass
class Asides:
    """What is to be told beside a plan, and the workers in which it is asked meanwhile: none, where it is asked here.

    Attributes
    ----------
    ends
        The time (of ``time.perf_counter``) at which the command is to end.
    settles
        The seconds that asking for each decision by a solve of its own may take; 0: bounds alone.
    left_over
        The same options, with the processes that are left meanwhile for the plan itself.
    """

    book: Book
    model: Trunk
    shapes: Shapes
    options: Options
    ends: float
    settles: float
    workers: Pool | None

    def __post_init__(self) -> None:
        self.left_over, self._why_not = self.options, LATE
        self._elsewhere: Pool | None = None
        self._nothing: Callable[[], Nothing] | None = None
        self._settled: Callable[[], dict[str, str]] | None = None

    def begin(self, planes: CuttingPlanes, answer: Answer, exact: Answer | None) -> None:
        """Look for doing nothing from now on, beside the cheapest plan that was found; a safer one may be told."""
        values = _values(answer, exact)
        if values is None or answer.interrupted:
            return
        workers = self._elsewhere = self.workers if planes.spent > WORTH_A_WORKER else None
        seconds = self._seconds(planes)
        if workers is None:
            self._nothing = partial(self._found_here, planes, values, OF_NOTHING * seconds)
        elif seconds > 0:
            self._nothing = self._found_in(workers, planes, values, min(BESIDE * seconds, self._left()))
            self.left_over = replace(self.options, processes=max(self.options.processes - workers.workers, 1))

    def end(self, planes: CuttingPlanes, answer: Answer, exact: Answer | None) -> None:
        """Ask what is settled of the plan that is told."""
        values = _values(answer, exact)
        if answer.interrupted:
            self._nothing, self._why_not = None, INTERRUPTED
        if self._nothing is None or values is None or answer.objective is None:
            return
        settling = Settling(self.model, planes.program, list(planes.cutters), answer.objective, values, self.options)
        seconds = self._seconds(planes)
        self._settling = settling
        if self._elsewhere is None:
            self._settled = partial(self._settled_here, settling, (1 - OF_NOTHING) * seconds)
        elif self._elsewhere.workers < ASKED_AT_ONCE:  # the only worker has more to do than the plan itself has
            self._settled = partial(self._settled_here, settling, seconds)
        else:
            self._settled = settling.by_bounds_in(self._elsewhere, seconds, time.time() + self._left())

    def told(self) -> Beside:
        """Return what is to be told, once it is found; a Ctrl-C cuts it short, and nothing else: the plan is there."""
        found = Beside(Nothing({}, words=self._why_not))
        if self._nothing is None or self._settled is None or (self._elsewhere is None and self._left() <= 0):
            return found
        try:
            with hearing_again():
                # what a worker looks for is waited for last
                settled = None if self._elsewhere is None else self._settled()
                found = replace(found, nothing=self._nothing())
                settled = self._settled() if settled is None else settled
                found = replace(found, settled=settled, within=self._settling.apart)
                if self.settles:
                    found = replace(found, settled=self._settling.by_solves(found.settled, self.settles))
        except KeyboardInterrupt:
            return found if found.nothing.tables else replace(found, nothing=Nothing({}, words=INTERRUPTED))
        return found

    def _seconds(self, planes: CuttingPlanes) -> float:
        """Return how long all that is asked may take, by the time of the solve."""
        return min(max(OF_SOLVE * planes.spent, LEAST), self._left())

    def _left(self) -> float:
        return self.ends - time.perf_counter()

    def _found_here(self, planes: CuttingPlanes, values: Floats, seconds: float) -> Nothing:
        seconds = min(seconds, self._left())
        own, program, cutters = replace(self.options, time_limit=seconds), planes.program, list(planes.cutters)
        return BaselineSolve(self.book, self.model, program, cutters, values, own, self.shapes, seconds).run()

    def _settled_here(self, settling: Settling, seconds: float) -> dict[str, str]:
        return settling.by_bounds(min(seconds, self._left()))

    def _found_in(
        self, workers: Pool, planes: CuttingPlanes, values: Floats, seconds: float
    ) -> Callable[[], Nothing]:  # fmt: skip
        own = replace(self.options, time_limit=seconds, processes=1)
        added = Cuts.added(planes.program, len(planes.program.row_lower) - planes.added)
        answer = workers.submit(nothing_apart, self.book, added, values, own, seconds)

        def told() -> Nothing:
            try:
                return answered(answer, workers)
            except WorkerLostError:
                return Nothing({}, words=LOST)

        return told


@contextmanager
def asides(book: Book, model: Trunk, shapes: Shapes, options: Options, ends: float, settles: float) -> Iterator[Asides]:
    """Have workers meanwhile for what is to be told beside a plan, where the command may have more than one process."""
    may = options.engine == "processes" and options.processes > 1
    with pool("processes", min(options.processes - 1, ASKED_AT_ONCE)) if may else nullcontext() as workers:
        yield Asides(book, model, shapes, options, ends, settles, workers)


def _values(answer: Answer, exact: Answer | None) -> Floats | None:
    return answer.values if exact is None or exact.values is None else exact.values
