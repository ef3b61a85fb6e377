"""The frontier between two measures: plans from the best of one to the best of the other, none better in both.

An epsilon-constraint method: the second measure is limited in even steps between its values at the two exact ends,
and the first is wanted best under each limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from planner.errors import MORE_TIME, InfeasibleError, NoPlanError, QuestionError
from planner.solving.outcome import relative_gap
from planner.statuses import Status, Stop
from planner.studies.core.declared_measures import HeldBy
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.query_worker import Known
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.frontier.hold import Holding, Kept, holding_of, kept_from
from planner.studies.frontier.line import Frontier, Point, frontier_of
from planner.studies.frontier.plan import Audit, Shown, audited, digest_of
from planner.studies.frontier.point import SolvedPoint, Sought, Stage, loosened, point
from planner.tolerances import NOTICED, ROUNDING

if TYPE_CHECKING:
    from planner.studies.core.progress import StudyProgress
    from planner.studies.core.session import Session

R = TypeVar("R")
FEWEST = 2
NOTHING_HELD, NOTHING_KEPT = Holding(service=False), Kept()


@dataclass(frozen=True)
class FoundFrontier:
    """A frontier, with the audits of its points' plans by their names, and what was held."""

    frontier: Frontier
    audits: Mapping[str, Audit]
    held: Holding = NOTHING_HELD
    kept: Kept = NOTHING_KEPT


def frontier(
    session: Session, measures: tuple[Measure, Measure], count: int, progress: StudyProgress,
    plans: Path | None = None, hold: Sequence[str] = (),
) -> FoundFrontier:  # fmt: skip
    """Return the frontier from the best of the first measure to the best of the second.

    Parameters
    ----------
    count
        How many points there are to be, the ends among them.
    plans
        The folder where the plan of each point is written; None: they are audited only.
    hold
        What is held at what the cheapest plan gives: ``service``, ``nothing``, names of measures; without any,
        service, unless one of the measures is of service.

    Raises
    ------
    QuestionError
        When the measures are one, or what is to be held cannot be.
    InfeasibleError, NoPlanError
        When there is no plan at all, or none was found at an end in the time limit.
    """
    if measures[0] == measures[1]:
        message = f"a frontier is between two measures, and {measures[0].name} is named twice"
        raise QuestionError(message)
    holding = holding_of(hold, measures, session.book)
    if len({x.period for x in (*measures, *holding.measures) if x.declared.held is HeldBy.SERVICE}) > 1:
        message = "one frontier knows one worst service: of all periods, or of one"
        raise QuestionError(message)
    progress.stage(f"frontier of {measures[0].name} against {measures[1].name}: the ends")
    sides = _Sides(session, measures, holding, Kept())
    ends = _ends(sides, progress)
    sides = ends.sides
    first, last = (_end(session, name, told) for name, told in ends.told.items())
    points = [first, last]
    limits = _limits(first, last, measures[1], count)
    if limits:
        progress.stage(f"frontier of {measures[0].name} against {measures[1].name}: between the ends")
        known = tuple(told.known for told in ends.told.values() if told.known is not None)
        between = _solved(session, progress, _between(sides, limits, known, (first, last)))
        points[1:1] = [_point(str(n), limits[n - 2], told) for n, told in enumerate(between.values(), start=2)]
    points[-1] = replace(last, name=str(len(points)))
    line = frontier_of(measures, points, session.solver.gap)
    audits = audits_of(sides, line, progress, plans)
    return FoundFrontier(with_audits(line, audits), audits, holding, sides.kept)


@dataclass(frozen=True)
class _Sides:
    """What all points of a frontier have in common: what is planned, by what it is measured, what is held."""

    session: Session
    measures: tuple[Measure, Measure]
    holding: Holding
    kept: Kept


@dataclass(frozen=True)
class _Ends:
    """What was told of both ends by their names, the first's first, and what is held from then on."""

    sides: _Sides
    told: Mapping[str, SolvedPoint]


def _ends(sides: _Sides, progress: StudyProgress) -> _Ends:
    """Return both ends; where something is held, the cheapest plan is looked for first, often an end itself."""
    first, second = sides.measures
    orders = {"1": (first, second), "the other end": (second, first)}
    cheapest = next((name for name, (best, _) in orders.items() if best == THE_COST), "the cheapest plan")
    told: dict[str, SolvedPoint] = {}
    if sides.holding:
        order = orders.pop(cheapest, (THE_COST,))
        told = _solved(sides.session, progress, [_end_task(sides, cheapest, order)])
        _end(sides.session, cheapest, told[cheapest])
        sides = replace(sides, kept=kept_from(sides.holding, told[cheapest].measures, told[cheapest].served))
    tasks = [_end_task(sides, name, order) for name, order in orders.items()]
    told |= _solved(sides.session, progress, tasks)
    return _Ends(sides, {name: told[name] for name in ("1", "the other end")})


def _end_task(sides: _Sides, name: str, order: tuple[Measure, ...]) -> Task[SolvedPoint]:
    return _task(sides, name, [Stage(x) for x in _with_cost(order)], (), (), is_told=True)


def _between(
    sides: _Sides, limits: Sequence[float], known: tuple[Known, ...], ends: tuple[Point, Point]
) -> list[Task[SolvedPoint]]:
    first, second = sides.measures
    stages = [Stage(first), Stage(second, is_free=second == THE_COST)]
    stages += [Stage(x) for x in _with_cost(sides.measures)[2:]]
    return [_task(sides, f"{second.name} {limit:.4g}", stages, ((second, limit),), known, ends) for limit in limits]


def _with_cost(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Return measures with the cost behind them, so that a plan is one that a planner would take."""
    return measures if THE_COST in measures else (*measures, THE_COST)


def _task(
    sides: _Sides, name: str, stages: Sequence[Stage], limits: tuple[tuple[Measure, float], ...],
    known: tuple[Known, ...], ends: tuple[Point, ...] = (), *, is_told: bool = False,
) -> Task[SolvedPoint]:  # fmt: skip
    session, decided = sides.session, tuple(end.decisions for end in ends)
    limits = (*limits, *((x, loosened(x, value, session.book)) for x, value in sides.kept.limits))
    sought = Sought(
        session.book, session.worker, known, sides.measures, tuple(stages), limits, decided, is_told,
        sides.kept.service, sides.holding.measures,
    )  # fmt: skip
    wanted = [[x.measure.name, x.is_free] for x in stages]
    asked = [[x.name, limit] for x, limit in limits]
    measured = [x.name for x in (*sides.measures, *sides.holding.measures)]
    options = session.worker.told
    held = sides.kept.service
    key = key_of(session.book.identity, measured, wanted, asked, held, options, is_told)
    return Task(name, point, (sought,), key, SolvedPoint)


def _solved(session: Session, progress: StudyProgress, tasks: Sequence[Task[R]]) -> dict[str, R]:
    """Return the results of tasks by name, in their order."""
    with session.runner(progress) as runner:
        for task in tasks:
            runner.submit(task)
        found = {task.name: told for task, told in runner.done()}
    return {task.name: found[task.name] for task in tasks}


def _end(session: Session, name: str, told: SolvedPoint) -> Point:
    if not told.measures:
        if told.status is Status.INFEASIBLE:
            raise InfeasibleError(session.no_plan)
        message = f"no plan was found at an end of the frontier in the time limit; {MORE_TIME}"
        raise NoPlanError(message)
    return _point(name, None, told)


def _point(name: str, limit: float | None, told: SolvedPoint) -> Point:
    return Point(name, limit, told.status, told.measures, told.bounds, told.stopped, told.decisions)


def _limits(first: Point, last: Point, second: Measure, count: int) -> list[float]:
    """Return the limits between the ends, evenly spaced; none where the ends are one."""
    begin, end = first.values[second.name], last.values[second.name]
    parts = max(count, FEWEST) - 1
    if abs(end - begin) <= ROUNDING * max(abs(begin), abs(end)):
        return []
    return [begin + (end - begin) * n / parts for n in range(1, parts)]


def point_path(folder: Path, number: int) -> Path:
    """Return where the plan of a frontier's point is written."""
    return folder / f"point-{number:02d}.xlsx"


def audits_of(sides: _Sides, line: Frontier, progress: StudyProgress, folder: Path | None) -> dict[str, Audit]:
    """Return the audits of the plans of a frontier's points; with a folder, the plans are written there too."""
    session = sides.session
    progress.stage("planning and auditing the points")
    targets = {x.name: None if folder is None else point_path(folder, int(x.name)) for x in line.points}
    tasks = [_audit_task(sides, line, x, targets[x.name]) for x in line.points]
    found = _solved(session, progress, tasks)
    for task, target in zip(tasks, targets.values(), strict=True):
        # what was kept from before may not be what stands there now, or was written on another machine
        if target is not None and digest_of(target) != found[task.name].written:
            found[task.name] = task.function(*task.arguments)
    return {x.name: found[task.name] for x, task in zip(line.points, tasks, strict=True)}


def _audit_task(sides: _Sides, line: Frontier, each: Point, target: Path | None) -> Task[Audit]:
    session, held = sides.session, sides.kept.service
    values = (*((x, each.values[x.name]) for x in line.measures), *sides.kept.limits)
    names = " against ".join(x.name for x in line.measures)
    words = f"point {each.name} of the frontier of {names}"
    shown = Shown(
        session.book, session.worker, each.decisions, values, each.stopped, each.bounds.get(THE_COST.name), words, held
    )
    options = session.worker.told
    told = [[x.name, value] for x, value in values]
    proof = [each.stopped, each.bounds.get(THE_COST.name)]
    where = str(target)
    key = key_of(session.book.identity, words, each.decisions, told, proof, held, options, where)
    return Task(f"plan of point {each.name}", audited, (shown, target), key, Audit)


def with_audits(line: Frontier, audits: Mapping[str, Audit]) -> Frontier:
    """Return a frontier on which no point counts as proven whose plan as audited costs less than was proven of it."""
    points = []
    for each in line.points:
        bound = each.bounds.get(THE_COST.name)
        is_below = bound is not None and audits[each.name].cost < bound - NOTICED * dearest_of(line)
        points.append(replace(each, status=Status.NOT_PROVEN, stopped=Stop.AUDITED_BELOW) if is_below else each)
    return replace(line, points=tuple(points))


def dearest_of(line: Frontier) -> float:
    """Return the largest cost of the points, below zero or above: what rounding is a share of."""
    return max((abs(x.values[THE_COST.name]) for x in line.points), default=0.0)


def gap_of(each: Point, measure: Measure) -> float | None:
    """Return the gap of a point's first measure; None where there is no bound."""
    low = each.lowest(measure)
    return None if low == float("-inf") else relative_gap(each.worse(measure), low)
