"""Plans a playbook: all worlds at once, each by itself, one plan for all, what waits, and what is known earlier."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from planner.errors import NoPlanError
from planner.infeasibility.diagnosis import DiagnosedError, diagnose
from planner.statuses import Status, Stop
from planner.studies.core.query import Decisions
from planner.studies.core.query_task import QueryReply, QueryTask
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Runner, Task
from planner.studies.playbook import answers
from planner.studies.playbook.answers import LeastNow, PlaybookReply, TreeReply
from planner.studies.playbook.begun import NOTHING_BEGUN, Begun, Lead, leads
from planner.studies.playbook.by_prices import ByPrices
from planner.studies.playbook.found import PlaybookFound
from planner.studies.playbook.so_far import SoFar
from planner.studies.playbook.worths import bracket_of, dearer, demanded, mean_of, no_dearer, no_less, saved
from planner.studies.sensitivity.points import PlanAt, PointTask
from planner.workbook.worlds.paths import PathBook, paths_of
from planner.workbook.worlds.tree import ROOT, WorldTree, tree_of
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.core.session import Session

AS_IT_STANDS: Final = "the workbook as it stands"
NO_PLAN_STANDS: Final = "the workbook has no plan as it stands"
ALONE: Final = "the path of {} by itself"
ONE_ALONG: Final = "one plan for all worlds along the path of {}"
MOST_TOGETHER: Final = 8  # ends that are planned as one programme from the first
By = Literal["programme", "prices"]
R = TypeVar("R")


def planned(session: Session, *, quick: bool = False, by: By | None = None) -> PlaybookFound:
    """Plan a playbook.

    Parameters
    ----------
    quick
        Leaves out what waiting and what earlier knowledge is worth: each takes a solve of its own.
    by
        Whether all worlds are planned as one programme, or each path at prices of what it shares. Without it as one
        programme where there are few ends, else by prices, and by one programme where these get no further.

    Raises
    ------
    WorkbookError
        When the workbook has no worlds, or cannot be planned along a path.
    DiagnosedError
        When along some path there is no plan; the message names what is in conflict there.
    InfeasibleError, NoPlanError
        When no plan suits all worlds, or none was found in the time.
    """
    paths, tree = paths_of(session.book), tree_of(session.book)
    assert tree is not None
    with session.progress("playbook") as progress:
        so_far = SoFar(progress)
        with session.runner(progress, so_far.watch) as runner:
            return _Planning(session, tree, paths, runner, so_far, by).run(quick=quick)


@dataclass
class _Planning:
    """The solves of a playbook: first all that depend on nothing, then what is held against their answers."""

    session: Session
    tree: WorldTree
    paths: tuple[PathBook, ...]
    runner: Runner[Any]
    so_far: SoFar
    by: By | None = None

    @property
    def _is_priced(self) -> bool:
        """Whether prices of what the worlds share are looked for."""
        return self.by == "prices" or (self.by is None and len(self.paths) > MOST_TOGETHER)

    def run(self, *, quick: bool) -> PlaybookFound:
        book, options = self.session.book, self.session.worker
        tasks: list[Task[Any]] = [QueryTask(book).task(AS_IT_STANDS, options)]
        tasks += [QueryTask(path.book).task(ALONE.format(path.end), options) for path in self.paths]
        told = self._answers(tasks)
        alone = {path.end: self._alone(path, told[ALONE.format(path.end)]) for path in self.paths}
        knowing = mean_of([(path.chance, alone[path.end]) for path in self.paths])
        least = knowing.low if math.isfinite(knowing.low) else None
        self.so_far.hear(None, least)
        stands: QueryReply = told[AS_IT_STANDS]
        asked: list[Task[Any]] = [self._playbook(self._begun(told), least)]
        if stands.objective is not None and stands.decisions is not None:
            asked.append(self._task(answers.kept_everywhere, answers.ONE_PLAN, TreeReply, stands.decisions))
        together = self._answers(asked)
        reply: PlaybookReply = together[answers.PLAYBOOK]
        self.so_far.hear(reply.objective, reply.bound)
        one_plan: TreeReply | None = together.get(answers.ONE_PLAN)
        playbook, lead = demanded(reply), all_starts(reply)
        alone = no_dearer(alone, reply.ends)
        waiting = [] if quick else waits(reply)
        forks = [] if quick else [tuple(world.name for world in worlds) for _, worlds in self.tree.forks]
        more: list[Task[Any]] = [
            self._task(answers.known_sooner, answers.sooner_name(worlds), TreeReply, worlds, lead, least)
            for worlds in forks
        ]
        more += self._now(waiting, lead, playbook)
        is_impossible = one_plan is not None and one_plan.status is Status.INFEASIBLE
        if is_impossible and stands.decisions is not None:
            more += [self._along(path, stands.decisions) for path in self.paths]
        then = self._answers(more)
        return PlaybookFound(
            self.session, self.tree, self.paths, reply, playbook, alone,
            mean_of([(path.chance, alone[path.end]) for path in self.paths]),
            None if one_plan is None else no_less(bracket_of(one_plan), playbook),
            NO_PLAN_STANDS if one_plan is None else self._why(one_plan.message, then),
            is_impossible,
            {name: dearer(then[answers.now_name(name)], playbook) for name in waiting},
            {worlds: saved(then[answers.sooner_name(worlds)], playbook) for worlds in forks},
        )  # fmt: skip

    def _along(self, path: PathBook, starts: Decisions) -> Task[PlanAt]:
        """Return the task of keeping the same starts along one path, which tells what gives way there."""
        task = PointTask(path.book, starts, tells=True)
        return task.task(ONE_ALONG.format(path.end), self.session.worker)

    def _why(self, message: str, told: Mapping[str, Any]) -> str:
        """Return why one plan for all worlds cannot be: what gives way along the first path where something must."""
        for path in self.paths:
            along: PlanAt | None = told.get(ONE_ALONG.format(path.end))
            if along is not None and along.gave:
                return f"along the path to {path.end}, {along.why}"
        return message

    def _now(self, waiting: list[str], lead: Lead, playbook: Bracket) -> list[Task[Any]]:
        """Return the tasks of starting each project that waits before any world is known, with what is proven of it.

        It costs no less than the playbook, and no less than the relaxation of all worlds says: most plans that start
        it, all else as the playbook has it, are good enough by that.
        """
        if not waiting:
            return []
        asked = self._task(answers.least_now, answers.LEAST_NOW, LeastNow, tuple(waiting))
        told = self._answers([asked])[answers.LEAST_NOW]
        bounds = [max(playbook.low, -math.inf if bound is None else bound) for bound in told.bounds]
        return [
            self._task(
                answers.started_now, answers.now_name(name), TreeReply,
                name, lead, bound if math.isfinite(bound) else None,
            )
            for name, bound in zip(waiting, bounds, strict=True)
        ]  # fmt: skip

    def _playbook(self, first: Begun, least: float | None) -> Task[PlaybookReply]:
        """Return the task of planning all worlds at once, or of telling what prices have found."""
        proven = max((x for x in (least, first.bound) if x is not None), default=None)
        self.so_far.hear(None, proven)
        if first.prices is None:
            return self._together(first, proven)
        low = -math.inf if proven is None else proven
        found = ByPrices(self.session, self._answers, first, low, first.prices, self.so_far.hear).run()
        if found.best.whole and (found.stopped is Stop.GAP_CLOSED or self.by == "prices"):
            asked = (found.best, found.bound, found.stopped)
            return self._task(answers.planned_by_prices, answers.PLAYBOOK, PlaybookReply, *asked)
        return self._together(found.best, found.bound if math.isfinite(found.bound) else None)

    def _together(self, first: Begun, least: float | None) -> Task[PlaybookReply]:
        """Return the task of planning all worlds in one programme."""
        return self._task(answers.planned_together, answers.PLAYBOOK, PlaybookReply, first, least)

    def _begun(self, told: Mapping[str, QueryReply]) -> Begun:
        """Return a plan found path by path: led by the relaxation of all worlds, or else by other plans."""
        name = answers.begun_name("the relaxation of all worlds")
        relaxed = self._task(answers.relaxed_path_by_path, name, Begun, self._is_priced)
        first: Begun = self._answers([relaxed])[relaxed.name]
        if first.whole:
            return first
        alone = {path.end: told[ALONE.format(path.end)].decisions for path in self.paths}
        led = leads(self.paths, told[AS_IT_STANDS].decisions, alone)
        asked = [
            self._task(answers.found_path_by_path, answers.begun_name(by), Begun, lead) for by, lead in led.items()
        ]
        found = self._answers(asked)
        cheapest = min(found.values(), key=lambda one: one.cost, default=NOTHING_BEGUN)
        return replace(cheapest, bound=first.bound, prices=first.prices)

    def _task(self, function: Callable[..., R], name: str, of: type[R], *asked: object) -> Task[R]:
        """Return the task of asking all worlds something: of a function of the workbook, what is asked, the options."""
        book, options = self.session.book, self.session.worker
        return Task(name, function, (book, *asked, options), key_of(book.identity, *asked, options.told), of)

    def _answers(self, tasks: list[Task[Any]]) -> dict[str, Any]:
        for task in tasks:
            self.runner.submit(task)
        return {task.name: result for task, result in self.runner.done()}

    def _alone(self, path: PathBook, reply: QueryReply) -> Bracket:
        """Return the least cost of a path known from the start; where it has none nothing else can be planned."""
        if reply.status is Status.INFEASIBLE:
            found = diagnose(path.book, self.session.solver)
            message = f"along the path of {path.end} there is no plan. {found.text}"
            raise DiagnosedError(message, found)
        bracket = bracket_of(reply)
        if bracket is None:
            message = f"along the path of {path.end} no plan was found in the time"
            raise NoPlanError(message)
        return bracket


def all_starts(reply: PlaybookReply) -> Lead:
    """Return what a playbook starts in any world, each once."""
    return tuple(dict.fromkeys(start for end in reply.ends for start in end.starts))


def waits(reply: PlaybookReply) -> list[str]:
    """Return the projects that are started in some world, and in none before any is known."""
    starts = [start for end in reply.ends for start in end.starts]
    now = {start.project for start in starts if start.world == ROOT}
    return sorted({start.project for start in starts} - now)
