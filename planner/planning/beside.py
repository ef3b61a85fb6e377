"""What is told beside a plan: what would be with nothing built, and which of its decisions are settled."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from planner.planning.baseline.solve import LATE, BaselineSolve, Nothing
from planner.planning.settled import Settling
from planner.plans.baseline_table import baseline_rows
from planner.plans.frames import frame

if TYPE_CHECKING:
    import pandas as pd

    from planner.solving.branches.shapes import Shapes
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.outcome import Answer, Options
    from planner.workbook.book import Book
    from planner_models.trunk import Trunk

OF_SOLVE: Final = 1.0  # of the seconds of the solve, that what is beside the plan may take
OF_NOTHING: Final = 2 / 3  # of these, until when doing nothing is looked for, where what is settled is asked after it
WORTH_A_WORKER: Final = 10.0  # seconds of a solve, from which on what is settled is asked meanwhile in a worker
LEAST: Final = 20.0  # seconds that it may always take, where the time limit leaves them
SHARE: Final = 0.05  # of the time limit, that is kept for it
MOST: Final = 60.0  # seconds that are kept for it at most
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


def beside(
    book: Book, model: Trunk, planes: CuttingPlanes, answers: tuple[Answer, Answer | None], options: Options,
    shapes: Shapes, ends: float, settles: float,
) -> Beside:  # fmt: skip
    """Return what is to be told beside a plan.

    Parameters
    ----------
    answers
        The plan, and the same made exact where it was.
    ends
        The time (of ``time.perf_counter``) at which the command is to end.
    settles
        The seconds that asking for each decision by a solve of its own may take; 0: bounds alone.
    """
    answer, exact = answers
    if answer.interrupted:
        return Beside(Nothing({}, words=INTERRUPTED))
    values = answer.values if exact is None or exact.values is None else exact.values
    assert values is not None
    assert answer.objective is not None
    seconds = min(max(OF_SOLVE * planes.spent, LEAST), ends - time.perf_counter())
    found = Beside(Nothing({}, words=LATE))
    if seconds <= 0:
        return found
    try:
        own = replace(options, time_limit=seconds)
        program, cutters = planes.program, list(planes.cutters)
        settling = Settling(model, program, cutters, answer.objective, values, options)
        is_meanwhile = options.engine == "processes" and options.processes > 1 and planes.spent > WORTH_A_WORKER
        of_nothing = seconds if is_meanwhile else OF_NOTHING * seconds
        afterwards = partial(settling.by_bounds, seconds - of_nothing)
        with settling.by_bounds_meanwhile(seconds) if is_meanwhile else nullcontext(afterwards) as settled:
            solve = BaselineSolve(book, model, program, cutters, values, own, shapes, of_nothing)
            found = replace(found, nothing=solve.run())
            found = replace(found, settled=settled(), within=settling.apart)
        if settles:
            found = replace(found, settled=settling.by_solves(found.settled, settles))
    except KeyboardInterrupt:  # the plan is there: only what is beside it is cut short
        return found if found.nothing.tables else replace(found, nothing=Nothing({}, words=INTERRUPTED))
    return found
