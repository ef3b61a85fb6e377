"""What every disruption would do to a plan, in every period in which it may strike: the sheet Resilience."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pandas as pd

from planner.arrays import Floats
from planner.errors import BrokenTaskError, SolverError
from planner.plans.bottleneck import bottleneck
from planner.plans.frames import frame
from planner.plans.outage_sets import JudgedSet, demand_name, is_set, judge_sets, sets_rows, worst_of_each
from planner.plans.tables import SETS
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.endurance import time_to_survive
from planner.solving.branches.recourse import Recourse, covered_demands, recourse_of
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.workers.mapped import mapped
from planner.workbook.book import Book
from planner_models.given.disruptions import Disruption
from planner_models.problem import Problem
from planner_models.risk import trunk_costs
from planner_models.tolerances import NO_COST, SHOWN_KEPT
from planner_models.trunk import Trunk
from planner_models.windows import Branch, steps_of

Endured = tuple[Recourse | str, float | str]
Call = tuple[BranchProgram, BranchProgram, dict[int, float], list[int], Floats, Options]

T = TypeVar("T")
NOT_JUDGED, FLOOR, WORST_MOMENT = "not judged", "floor", "worst moment"


def resilience(
    model: Trunk,
    program: LinearProgram,
    trunk: Floats,
    options: Options,
    shapes: Shapes | None = None,
    is_late: Callable[[], bool] = lambda: False,
    book: Book | None = None,
) -> dict[str, pd.DataFrame]:
    """Return the table Resilience of a plan, and that of sets of outages where there are any.

    Parameters
    ----------
    model, program
        The trunk and its arrays.
    trunk
        The plan: a value for each of the trunk's columns.
    shapes
        The trunk's shapes, where some have been compiled already.
    is_late
        Whether the time is up: sets of outages are judged only until then.
    book
        The workbook, so that what holds a branch back is told with its cell.
    """
    shapes, running = shapes or Shapes(model, program), running_costs(model, program, trunk)

    def beyond(b: int, found: Recourse | str) -> float:
        return _extra(model, shapes, model.branches[b], running, found)

    sets = judge_sets(model, shapes, trunk, options, is_late)
    extra = {b: beyond(b, x.recourse) for b, x in sets.items()}
    chosen = set(worst_of_each(model, sets, extra))
    listed = [b for b in range(len(model.branches)) if b not in sets or b in chosen]
    found = _endured(model, shapes, [model.branches[b] for b in listed], trunk, options)
    rows = [_row(model, shapes, model.branches[b], running, *ends, book) for b, ends in zip(listed, found, strict=True)]
    for b, (recourse, _) in zip(listed, found, strict=True):
        if b not in sets and is_set(model, model.branches[b]):  # it has a chance, and is listed with all others
            sets[b], extra[b] = JudgedSet(recourse), beyond(b, recourse)
    told = sets_rows(model, sets, extra)
    floors = [model.index.problem.disruptions[model.branches[b].disruption].floor for b in listed]
    return {"Resilience": _table(rows, found, floors)} | ({SETS.name: frame(SETS.name, told)} if told else {})


def _endured(
    model: Trunk, shapes: Shapes, branches: Sequence[Branch], trunk: Floats, options: Options
) -> list[Endured]:
    single = replace(options, threads=1)
    calls = (_call(model, shapes, branch, trunk, single) for branch in branches)
    return list(_as_far(mapped(endured, calls, len(branches), options), len(branches)))


def _table(rows: list[tuple[object, ...]], found: list[Endured], floors: Sequence[float | None]) -> pd.DataFrame:
    """Return the table, with what was not judged, floors, and what is cut of windows, where there is such a thing."""
    table, why = frame("Resilience", rows), [_not_judged(*ends) for ends in found]
    table = table.assign(**{NOT_JUDGED: why}) if any(why) else table
    if any(floor is not None for floor in floors):
        asked = [math.nan if floor is None else floor for floor in floors]
        moments = [math.nan if isinstance(x, str) else x.worst_moment for x, _ in found]
        table = table.assign(**{FLOOR: asked, WORST_MOMENT: moments})
    lost = _years_cut(table)
    return table.assign(cut=lost) if any(lost) else table


def _years_cut(table: pd.DataFrame) -> list[float]:
    """Return by how much the end of the horizon cuts each window short, in years."""
    beyond = (table["time to recover"] - table["window"]).tolist()
    return [years if years > NO_COST else 0.0 for years in beyond]


def _as_far(found: Iterator[Endured], count: int) -> Iterator[Endured]:
    """Yield what is found of so many branches, and why nothing was found of those that no worker lived to judge."""
    told = 0
    try:
        for ends in found:
            yield ends
            told += 1
    except BrokenTaskError as error:
        yield from [(str(error), str(error))] * (count - told)


def _call(model: Trunk, shapes: Shapes, branch: Branch, trunk: Floats, options: Options) -> Call:
    program, window, problem = shapes.stamped(branch), shapes.window(branch), model.index.problem
    # what has no limit later in the window is covered for as long as the period of the onset would last
    asked, lasting = (covered_demands(x, problem.disruptions[branch.disruption], problem) for x in (program, window))
    return program, window, asked, list(lasting), trunk, options


def endured(
    program: BranchProgram,
    window: BranchProgram,
    asked: Mapping[int, float],
    lasting: Collection[int],
    trunk: Floats,
    options: Options,
) -> Endured:
    """Return what a branch comes to at a plan, and how long the plan survives it; in words where that is not found.

    ``asked`` is of the demands that are covered over the branch, ``lasting`` are those that are when it begins. The
    plan is there: what cannot be said of one disruption must not cost it.
    """
    return (
        _or_why(lambda: recourse_of(program, asked, trunk, options)),
        _or_why(lambda: time_to_survive(window, trunk, lasting, options)),
    )


def _or_why(judge: Callable[[], T]) -> T | str:
    """Return what is judged, or in words why it could not be."""
    try:
        return judge()
    except SolverError as error:
        return str(error)


def running_costs(model: Trunk, program: LinearProgram, trunk: Floats) -> dict[int, float]:
    """Return, by period, what a plan costs to run, discounted."""
    return {
        t: sum(cost * program.columns.value(variable, trunk) for cost, variable in terms)
        for t, terms in trunk_costs(model).items()
    }


def _row(
    model: Trunk,
    shapes: Shapes,
    branch: Branch,
    running: Mapping[int, float],
    found: Recourse | str,
    survives: float | str,
    book: Book | None,
) -> tuple[Any, ...]:
    problem = model.index.problem
    disruption, program = problem.disruptions[branch.disruption], shapes.stamped(branch)
    service, worst, short, extra, held_by = _told(problem, program, running, found, book)
    years = math.nan if isinstance(survives, str) else survives
    return (
        disruption.name,
        problem.periods[branch.onset].name,
        branch.chance,
        sum(step.length for step in program.steps),
        service,
        worst,
        short,
        math.nan if disruption.required is None else disruption.required,
        "" if isinstance(found, str) else _kept(disruption, service, found.worst_moment),
        extra / problem.periods[branch.onset].mean,
        extra if problem.risk.counts_gains or extra > 0 or math.isnan(extra) else 0.0,
        years,
        disruption.until_back,
        "" if isinstance(survives, str) else "yes" if years < disruption.until_back else "no",
        held_by,
    )


def _extra(model: Trunk, shapes: Shapes, branch: Branch, running: Mapping[int, float], found: Recourse | str) -> float:
    """Return what a branch costs beyond the plan's own course, discounted; NaN where it is not known."""
    problem = model.index.problem
    shape = shapes.shape(branch)
    return math.nan if isinstance(found, str) else _beyond(problem, shape, running, found)


def _beyond(problem: Problem, program: BranchProgram, running: Mapping[int, float], found: Recourse) -> float:
    same = sum(
        step.length / problem.periods[step.period].years * running.get(step.period, 0.0) for step in program.steps
    )
    extra = found.cost - same
    return 0.0 if math.isfinite(extra) and abs(extra) <= NO_COST * abs(found.cost) else extra


def _told(
    problem: Problem, program: BranchProgram, running: Mapping[int, float], found: Recourse | str, book: Book | None
) -> tuple[float, str, float, float, str]:
    """Return service, the worst served demand, shortage, extra cost and bottleneck, as far as there is any."""
    if isinstance(found, str):
        return math.nan, "", math.nan, math.nan, ""
    extra = _beyond(problem, program, running, found)
    worst = found.worst
    if worst is None:
        return math.nan, "", found.short, extra, ""
    service = found.service[worst]
    if service == 1:
        return service, "", found.short, extra, ""
    return service, demand_name(problem, worst), found.short, extra, bottleneck(program, found, problem, book)


def _not_judged(found: Recourse | str, survives: float | str) -> str:
    """Return in words what could not be judged; blank where all could."""
    if isinstance(found, str):
        return f"service and cost: {found}"
    return f"time to survive: {survives}" if isinstance(survives, str) else ""


def _kept(disruption: Disruption, service: float, moment: float) -> str:
    """Return whether guarantee and floor are kept; blank where there is neither."""
    if disruption.required is None and disruption.floor is None:
        return ""
    asked = (disruption.required or 0.0, service), (disruption.floor or 0.0, moment)
    return "NO" if any(found < least * (1 - SHOWN_KEPT) for least, found in asked) else "yes"


def cut_windows(problem: Problem) -> str:
    """Return in one line which windows the end of the horizon cuts short; blank where none is."""
    cut = [
        f"{x.name} from {problem.periods[onset].name}"
        for x in problem.disruptions
        for onset in x.onsets
        if sum(step.length for step in steps_of(problem, onset, x.duration, x.recovery)) < x.until_back - NO_COST
    ]
    if not cut:
        return ""
    more = f" and {len(cut) - 3} more" if len(cut) > 3 else ""
    return f"window cut at the end of the horizon: {'; '.join(cut[:3])}{more}"
