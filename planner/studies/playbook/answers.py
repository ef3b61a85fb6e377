"""What a tree of worlds answers, as tasks that are kept: the playbook itself, and what is held against it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from planner.planning.pipeline import why_stopped
from planner.solving.outcome import Options
from planner.statuses import Status, Stop
from planner.studies.core.compiled_case import QueryAnswer
from planner.studies.core.plain import kept
from planner.studies.core.query import Decisions
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.core.query_task import demand_answer
from planner.studies.playbook.begun import Begun, Lead, begun, begun_relaxed, values_of
from planner.studies.playbook.built import built_tree
from planner.studies.playbook.ends import EndPlan, end_plans
from planner.studies.playbook.tree import CompiledTree
from planner.workbook.book import Book

PLAYBOOK: Final = "the playbook"
ONE_PLAN: Final = "one plan for all worlds"
LEAST_NOW: Final = "what each start now costs at least"

PUT_TOGETHER: Final = (
    "the plan was put together path by path, and the bound is what whoever knows the world from the start pays at "
    "least, or the relaxation of all worlds: no programme of all worlds had to be solved"
)
BY_PRICES: Final = (
    "each path was planned by itself at prices of what the worlds share, which cancel out: what the paths cost so is a "
    "bound; the plan was put together path by path, and no programme of all worlds was solved"
)
TOGETHER: Final = "all worlds were planned in one programme"


@kept
class TreeReply:
    """The least expected cost over all worlds and what is proven of it; ``objective`` is None where there is no plan.

    ``message`` says in short why there is none; ``source`` where the plan and its bound are from.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    stopped: Stop | None = None
    message: str = ""
    source: str = ""


@kept
class LeastNow:
    """What is proven of each of some projects, started before any world is known; None where nothing is."""

    bounds: tuple[float | None, ...]


@kept
class PlaybookReply(TreeReply):
    """The playbook, with the plan of every end."""

    ends: tuple[EndPlan, ...] = ()


def begun_name(name: str) -> str:
    """Return what the task of finding a plan to begin with is called."""
    return f"path by path, led by {name}"


def now_name(project: str) -> str:
    """Return what the task of starting a project now is called."""
    return f"{project} started now"


def sooner_name(worlds: tuple[str, ...]) -> str:
    """Return what the task of knowing some worlds earlier is called."""
    return f"{', '.join(worlds)} known a year earlier"


def found_path_by_path(book: Book, lead: Lead, options: Options) -> Begun:
    """Find a plan to begin with."""
    return begun(built_tree(book, options), options, lead)


def relaxed_path_by_path(book: Book, priced: bool, options: Options) -> Begun:
    """Find a plan to begin with that is led by the relaxation of all worlds."""
    return begun_relaxed(built_tree(book, options), options, priced=priced)


def planned_together(book: Book, first: Begun, least: float | None, options: Options) -> PlaybookReply:
    """Plan all worlds at once, with a plan of every end.

    Raises
    ------
    SolverError
        When the solver failed.
    """
    tree = built_tree(book, options)
    found = tree.ask(options, begun=values_of(tree, first), least=least)
    told = _reply(found)
    return PlaybookReply(**vars(told), ends=end_plans(tree, found) if told.objective is not None else ())


def planned_by_prices(book: Book, first: Begun, least: float, stopped: Stop, options: Options) -> PlaybookReply:
    """Tell the plan that was found path by path, with a plan of every end; nothing more is searched."""
    tree = built_tree(book, options)
    found = tree.ask(options, begun=values_of(tree, first), least=least, searches=False)
    told = _reply(found)
    if told.stopped is not None and told.stopped is not Stop.GAP_CLOSED:
        told = replace(told, stopped=stopped, status=stopped.status)
    told = replace(told, source=BY_PRICES)
    return PlaybookReply(**vars(told), ends=end_plans(tree, found) if told.objective is not None else ())


def kept_everywhere(book: Book, starts: Decisions, options: Options) -> TreeReply:
    """Keep the same starts in every world, all else free."""
    try:
        return _begun_and_asked(built_tree(book, options), options, starts=starts)
    except NotOfferedError as error:
        return TreeReply(Status.INFEASIBLE, message=str(error))


def least_now(book: Book, projects: tuple[str, ...], options: Options) -> LeastNow:
    """Find out by the relaxation what starting each project before any world is known costs at least."""
    return LeastNow(tuple(built_tree(book, options).least_now(options, projects)))


def started_now(book: Book, project: str, lead: Lead, least: float | None, options: Options) -> TreeReply:
    """Start something of a project before any world is known."""
    try:
        return _begun_and_asked(built_tree(book, options), options, lead, now=project, least=least)
    except NotOfferedError as error:
        return TreeReply(Status.INFEASIBLE, message=str(error))


def known_sooner(
    book: Book, worlds: tuple[str, ...], lead: Lead, least: float | None, options: Options
) -> TreeReply:  # fmt: skip
    """Know some worlds a year earlier."""
    return _begun_and_asked(built_tree(book, options, worlds), options, lead, least=least)


def _begun_and_asked(
    tree: CompiledTree, options: Options, lead: Lead = (), *, starts: Decisions | None = None, now: str = "",
    least: float | None = None,
) -> TreeReply:  # fmt: skip
    """Return the answer to a question that begins with a plan found path by path, in the time of one solve."""
    ends = time.perf_counter() + options.time_limit
    first = values_of(tree, begun(tree, options, lead, starts, now))
    left = replace(options, time_limit=max(ends - time.perf_counter(), 0.0))
    return _reply(tree.ask(left, starts=starts, now=now, begun=first, least=least))


def _reply(found: QueryAnswer) -> TreeReply:
    answer = found.answer
    demand_answer(answer.status, answer.message)
    if answer.values is None or answer.objective is None:
        is_impossible = answer.status is Status.INFEASIBLE
        why = "the requirements cannot be kept in every world" if is_impossible else "no answer in the time"
        return TreeReply(Status.INFEASIBLE if is_impossible else Status.NO_PLAN, bound=answer.bound, message=why)
    stopped = why_stopped(found.planes, answer)
    source = PUT_TOGETHER if found.planes.is_all_elsewhere else TOGETHER
    return TreeReply(stopped.status, answer.objective, answer.bound, stopped, source=source)
