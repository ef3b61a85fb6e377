"""The best plan so far, on disk within moments of a Ctrl-C: judged in disruptions and audited it is only afterwards."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from planner.arrays import Floats
from planner.errors import PlannerError, SolverError
from planner.files import OwnedPath
from planner.interrupts import finishing, watching
from planner.litter import discard
from planner.planning.modelled import cutters_of, model_of
from planner.planning.pipeline import facts_of
from planner.planning.progress import SolveViewer
from planner.plans.extract import extract
from planner.plans.frames import frame
from planner.plans.plan import Plan
from planner.plans.resilience import cut_windows
from planner.reports.plan_workbook.plain import write_plain
from planner.reports.plan_workbook.write import write_plan
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.solution import solved
from planner.statuses import Status
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.trunk import Trunk

LOOKS_AGAIN: Final = 0.1  # seconds after which who waits to write looks whether there is still something to be written
GRACE: Final = 1.5  # seconds in which a command that has no plan yet ends by itself
INTERRUPTED: Final = 130
NOT_YET: Final = "not yet: the plan is as it was found when it was interrupted"
CHECK: Final = "not yet verified, nor judged in any disruption: the plan is as it was found when it was interrupted"


@dataclass(frozen=True)
class Solution:
    """A solution of the solver's, or one that is exact: then it breaks nothing, in no disruption either."""

    values: Floats
    cost: float
    is_exact: bool


class Preliminary:
    """What a solve has found so far, which is written at once when it is interrupted.

    A further Ctrl-C ends the process, with the plan as it was found in its place.

    Parameters
    ----------
    place
        Where the plan goes.
    progress
        Who is shown how the solve goes.
    told
        Told, before a further Ctrl-C ends the process, of the plan that is in its place; None where there is none.
    keeps
        Handed every better solution, to have it where this process may end at any moment: see `recovered`.
    """

    def __init__(
        self,
        place: OwnedPath,
        progress: SolveViewer,
        told: Callable[[Plan | None], None],
        keeps: Callable[[Solution], None] = lambda _: None,
    ) -> None:
        self._place, self._progress, self._told, self._keeps = place, progress, told, keeps
        self._solve: tuple[Book, Any, CuttingPlanes, Options] | None = None
        self._cost: Floats | None = None
        self._solution: Solution | None = None
        self._bound: float | None = None
        self._writing = threading.Lock()
        self._timer: threading.Timer | None = None
        self.plan: Plan | None = None  # that is in its place
        self._is_final = self._is_ending = False

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far the solve is."""
        self._bound = self._bound if bound is None else bound
        self._progress.update(seconds, incumbent, bound, gap)

    def begin(
        self, book: Book, model: Trunk, planes: CuttingPlanes, options: Options, cost: Floats | None = None
    ) -> None:
        """Know what is being solved; ``cost`` is that of each column, where something else is aimed at."""
        self._solve, self._cost = (book, model, planes, options), cost

    def found(self, values: Floats, cost: float, is_exact: bool) -> None:
        """Hear of a solution; the solver's own yields to an exact one where rows may be missing that it breaks."""
        best = self._solution
        if best is not None and best.is_exact == is_exact and best.cost <= cost:
            return
        if best is not None and best.is_exact and not is_exact and (self._is_growing() or best.cost <= cost):
            return
        self._solution = Solution(values, cost, is_exact)
        self._keeps(self._solution)

    def exact(self) -> Answer | None:
        """Return the best exact plan that was found; None where there is none."""
        best = self._solution
        return None if best is None or not best.is_exact else self._answer(best)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Write the best plan at a Ctrl-C meanwhile."""
        with watching(self._save, self._end):
            try:
                yield
            finally:
                if self._timer is not None:
                    self._timer.cancel()

    def write(self, plan: Plan) -> None:
        """Write the plan that is judged and audited."""
        with finishing():
            self._is_ending = True
            try:
                with self._writing:
                    write_plan(plan, self._place)
                    self.plan, self._is_final = plan, True
            finally:
                self._is_ending = False

    def _is_growing(self) -> bool:
        return self._solve is not None and bool(self._solve[2].cutters)

    def _save(self) -> None:
        """Write what there is, unless what is better is being written; where there is nothing yet, end soon."""
        while not self._writing.acquire(timeout=LOOKS_AGAIN):
            if self._is_ending:  # who writes it hears the Ctrl-C too, and waits for this
                return
        try:
            solution = self._solution
            if self._is_final or solution is None:
                self._timer = threading.Timer(GRACE, self._give_up)
                self._timer.daemon = True
                self._timer.start()
                return
            try:
                plan = self.as_plan(solution)
                write_plain(plan, self._place)  # with its looks it takes several times as long
            except PlannerError as error:
                self._progress.say(f"the best plan so far could not be written: {error}")
                return
            self.plan = plan
        finally:
            self._writing.release()
        self._progress.say(
            f"{self._place.path} has the best plan so far, not verified yet; a further Ctrl-C leaves it so"
        )

    def _give_up(self) -> None:
        """End where nothing was found and the solver does not hear; what was found meanwhile is written."""
        if self._solution is not None and not self._is_final:
            self._save()
        elif not self._is_final:
            self._leave()

    def _end(self) -> None:
        """End at once, but for what is being written."""
        with self._writing:
            if not self._is_final:
                self._leave()

    def _leave(self) -> None:
        self._told(self.plan)
        discard(self._place.path.parent)
        discard(Path(tempfile.gettempdir()))
        if sys.stderr.isatty():
            sys.stderr.write("\x1b[?25h")  # a line that keeps changing hides the cursor
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)

    def as_plan(self, solution: Solution) -> Plan:
        """Return what a solution amounts to, as it was found: neither judged in disruptions nor audited."""
        assert self._solve is not None
        book, model, planes, options = self._solve
        answer, program = self._answer(solution), planes.program
        tables = extract(book, solved(model, program, answer, None, Shapes(model, program)))
        tables["Checks"] = frame("Checks", [(CHECK, 0.0, float("nan"), float("nan"), "", "NO")])
        facts = facts_of(book, planes, answer, solution.is_exact, options)
        if self._cost is not None:  # changes of a former plan that are charged are no part of what a plan costs
            cost = float(self._cost @ solution.values[: len(self._cost)])
            facts |= {"objective": cost, "bound": None, "gap": None}
        return Plan(book, tables, facts | {"verified": NOT_YET, "left out": cut_windows(model.index.problem)})

    def _answer(self, solution: Solution) -> Answer:
        bound = None if self._bound is None else min(self._bound, solution.cost)
        return Answer(
            Status.NOT_PROVEN, 0.0, objective=solution.cost, bound=bound, values=solution.values, interrupted=True
        )


def recovered(book: Book, place: OwnedPath, solution: Solution, bound: float | None, options: Options) -> Plan:
    """Write the plan of a solution that a process left which ended in the middle of its solve, and return it.

    The model is built again, from the same workbook and case; the plan is neither judged in disruptions nor audited.

    Raises
    ------
    FileError
        When it cannot be written.
    SolverError
        When the solution is not one of that workbook.
    """
    model = model_of(book, assemble(book))
    cutters, program = cutters_of(model, compile_model(model), options)
    if len(solution.values) < len(program.cost):
        message = "what was kept of the plan does not fit its workbook"
        raise SolverError(message)
    best = Preliminary(place, _Nowhere(), lambda _: None)
    best.begin(book, model, CuttingPlanes(program, options, cutters), options)
    best(0.0, solution.cost, bound, None)
    plan = best.as_plan(Solution(solution.values[: len(program.cost)], solution.cost, solution.is_exact))
    write_plan(plan, place)
    return plan


class _Nowhere:
    """Nobody is shown anything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stage(self, text: str) -> None:
        pass

    def say(self, words: str) -> None:
        pass

    def update(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        pass
