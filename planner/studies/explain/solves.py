"""The single solves behind reasons: what it costs to do without something, or to do it; each a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.alternatives.solves import SETTING, Job, SolvedPlan, solved_plan
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import THE_COST
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query, Start
from planner.studies.core.query_worker import compiled_case_of, known_of
from planner.workbook.addresses import cell_of
from planner.workbook.book import Book
from planner.workbook.cases.edit import Edit, with_cells
from planner_models.problem import Problem

NEAR_GAP = 0.01  # of a first plan, which keeps the others' starts
NEAR_TIME = 0.2  # of the seconds of a solve, that are spent on each look for it at most


def best_of(job: Job, decisions: Decisions) -> SolvedPlan:
    """Return the plan of least cost, looked for from a plan that is known, and what was found out on the way."""
    compiled, known = job.ask(Query(starts=tuple((*start[:3], None) for start in decisions)))
    found = compiled.ask(Query(), job.options, start=known.values)
    told = solved_plan(compiled, found)
    if told.cost is None and known.values is not None and told.status is not Status.INFEASIBLE:
        told = replace(solved_plan(compiled, known), status=Status.NOT_PROVEN, bound=found.answer.bound)
    values = known.values if found.values is None else found.values
    return replace(told, known=known_of(compiled, values))


def started(job: Job, project: str, fewest: float, most: float, decisions: Decisions) -> SolvedPlan:
    """Return the plan of least cost in which a project is started so often.

    First one that starts as many as can be as the known plan does: it is found soon, and says what it costs at most.
    """
    counts = ((project, fewest, most),)
    near = replace(job.options, gap=max(job.options.gap, NEAR_GAP), time_limit=job.options.time_limit * NEAR_TIME)
    compiled, _ = job.compiled()
    for others in neighbourhoods(job.book, _offered(compiled), project, decisions):
        close = compiled.ask(Query(counts=counts, kept=others), near)
        if close.values is not None:
            break
    found = compiled.ask(Query(counts=counts), job.options, start=close.values)
    told = solved_plan(compiled, found)
    if close.values is None or told.status is Status.INFEASIBLE:
        return told
    cost = compiled.value(THE_COST, close.values)
    is_cheaper = told.cost is None or cost < told.cost
    return replace(told, cost=cost, status=Status.NOT_PROVEN) if is_cheaper else told


def neighbourhoods(
    book: Book, offered: Sequence[tuple[str, str]], project: str, decisions: Decisions
) -> tuple[tuple[Start, ...], ...]:
    """Return what to keep of a plan's starts to find another soon in which one project is decided otherwise.

    What it requires and what requires it is free in all of them. All others start as they do; or all but those of its
    kind; or no less than they do.
    """
    tied = tied_to(book, project)
    kinds = {row["project"]: row["kind"] for row in book.rows("Projects")}
    alike = {name for name, kind in kinds.items() if kind and kind == kinds[project]}
    return (
        _kept(decisions, offered, tied),
        _kept(decisions, offered, tied | alike),
        tuple((*start[:3], None) for start in decisions if start[0] not in tied),
    )


def _offered(compiled: CompiledCase) -> list[tuple[str, str]]:
    """Return the starts that there can be, by project and period."""
    problem = compiled.model.index.problem
    return [(problem.projects[k].name, problem.periods[t].name) for k, t in compiled.model.start]


def tied_to(book: Book, project: str) -> set[str]:
    """Return a project, those that it requires, and those that require it, over any number of steps."""
    requires = {row["project"]: set(row["requires"]) for row in book.rows("Projects")}
    required = {name: {other for other, names in requires.items() if name in names} for name in requires}
    return _reached(requires, project) | _reached(required, project)


def _reached(steps: Mapping[str, set[str]], name: str) -> set[str]:
    found, ahead = {name}, [name]
    while ahead:
        new = steps[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def _kept(decisions: Decisions, offered: Sequence[tuple[str, str]], free: set[str]) -> tuple[Start, ...]:
    """Return that all but the free start as they do, and never else."""
    there = {start[:2] for start in decisions}
    kept = [(*start[:3], None) for start in decisions if start[0] not in free]
    return (*kept, *((*key, 0.0, None) for key in offered if key not in there and key[0] not in free))


def without(book: Book, options: Options, sheet: str, row: int) -> SolvedPlan:
    """Return the plan of least cost without an offer or a lane, by its row."""
    setting = CaseSetting(measured=SETTING.measured, edits=((closed, (sheet, row)),))
    return _solved(book, setting, options)


def changed(book: Book, options: Options) -> SolvedPlan:
    """Return the plan of least cost of a workbook with another value in a cell."""
    return _solved(book, SETTING, options)


@kept
class Standing:
    """What stands against a decision: cells, and what would have to give way, in words."""

    conflict: tuple[str, ...]
    changes: tuple[str, ...]


def conflicting(book: Book, project: str, kind: str, options: Options) -> Standing:
    """Return what stands against a decision about a project: which cells, and which would have to give way."""
    from planner.infeasibility.cells import name
    from planner.infeasibility.diagnosis import diagnose
    from planner.infeasibility.weights import weights_of

    found = diagnose(decided(book, project, kind), options, weights_of("locks=never"))
    own = [x for x in found.conflict if not (x.sheet == "Projects" and name(book, x) == project)]
    relaxation = found.relaxation
    changes = relaxation.changes if relaxation is not None and relaxation.is_tried else ()
    return Standing(tuple(name(book, x) for x in own), tuple(x.text for x in changes))


def decided(book: Book, project: str, kind: str) -> Book:
    """Return a workbook in which a project must, or must never, be built."""
    row = next(row for row in book.rows("Projects") if row["project"] == project)
    return with_cells(book, [Edit(cell_of(book, row, "decision"), kind)])


def closed(problem: Problem, sheet: str, row: int) -> Problem:
    """Return a problem without the offers, or the lanes, of a row."""
    none = (0.0,) * len(problem.periods)
    if sheet == "Suppliers":
        shut = (False,) * len(problem.periods)
        offers = tuple(replace(x, open=shut, maximum=none) if x.row == row else x for x in problem.offers)
        return replace(problem, offers=offers)
    links = tuple(replace(x, maximum=none, fixed_cost=none, minimum=none) if x.row == row else x for x in problem.links)
    return replace(problem, links=links)


def _solved(book: Book, setting: CaseSetting, options: Options) -> SolvedPlan:
    compiled = compiled_case_of(book, setting, options)
    found = compiled.ask(Query())
    return solved_plan(compiled, found)
