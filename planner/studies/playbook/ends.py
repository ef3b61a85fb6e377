"""The plan of each end of a playbook: what is done along its path, audited as any plan and kept as a workbook."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np

from planner.arrays import Floats
from planner.litter import temporary_folder
from planner.planning.pipeline import Stages, facts_of, plan_of
from planner.plans.plan import Plan
from planner.reports.plan_workbook.write import write_plan
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer
from planner.solving.paths import PathProgram
from planner.statuses import Status, Stop
from planner.studies.core.compiled_case import QueryAnswer
from planner.studies.core.news import doing
from planner.studies.core.plain import kept
from planner.studies.core.query import orders_of
from planner.studies.playbook.tree import CompiledTree
from planner.studies.playbook.world_start import WorldStart
from planner.workbook.worlds.paths import WORLDS_CASE, PathBook

LEFT_OUT: Final = "prices, since what a limit is worth is of all worlds of the playbook together"


@kept
class EndPlan:
    """What the playbook does along the path of an end.

    Attributes
    ----------
    costs
        What falls due in each period, discounted.
    failed
        Checks of its own verification that do not pass.
    service
        The least share of a covered demand that is served in any disruption; None without disruptions.
    file
        Its workbook, in base 64: the task may run on another machine.
    """

    end: str
    chance: float
    cost: float
    costs: tuple[float, ...]
    starts: tuple[WorldStart, ...]
    failed: tuple[str, ...]
    service: float | None
    file: str


def end_plans(tree: CompiledTree, found: QueryAnswer) -> tuple[EndPlan, ...]:
    """Return the plan of every end of a playbook."""
    return tuple(_ends(tree, found))


def _ends(tree: CompiledTree, found: QueryAnswer) -> Iterator[EndPlan]:
    for number, (path, book) in enumerate(zip(tree.paths, tree.books, strict=True), start=1):
        doing(f"writing the plan of end {number} of {len(tree.paths)}: {book.end}")
        yield _end(tree, found, path, book)


def _end(tree: CompiledTree, found: QueryAnswer, path: PathProgram, book: PathBook) -> EndPlan:
    plan = plan_along(tree, found, path, book)
    costs = plan.tables["Costs"].groupby("period")["discounted"].sum()
    checks = plan.tables["Checks"]
    service = plan.tables["Resilience"]["service"].min()
    return EndPlan(
        end=book.end,
        chance=book.chance,
        cost=float(plan.run["objective"]),
        costs=tuple(float(costs.get(name, 0.0)) for name in book.book.periods),
        starts=_starts(plan, book),
        failed=tuple(checks[checks["pass"] != "yes"]["check"]),
        service=None if np.isnan(service) else float(service),
        file=_file(plan),
    )


def plan_along(tree: CompiledTree, found: QueryAnswer, path: PathProgram, book: PathBook) -> Plan:
    """Return the plan of an end, audited."""
    assert found.values is not None
    values, program, options = path.values(found.values), path.program, tree.options
    cost = float(program.cost @ values)
    answer = Answer(Status.NOT_PROVEN, found.answer.seconds, cost, None, values)
    facts = facts_of(book.book, found.planes, answer, True, options) | _facts(found, book, tree.book.case)
    fixed = _decided_before(tree, path, values)
    return plan_of(book.book, path.path.model, fixed, answer, answer, facts, options, Stages(), path.shapes)


def _facts(found: QueryAnswer, book: PathBook, case: str) -> dict[str, Any]:
    """Return what the run of a playbook is, of which this plan is a part."""
    return {
        "status": Stop.PLAYBOOK.status,
        "stopped": Stop.PLAYBOOK,
        "bound": None,
        "gap": None,
        "case": book.book.case,
        WORLDS_CASE: case,
        "world": book.end,
        "chance of the world": book.chance,
        "expected cost over all worlds": found.answer.objective,
        "expected cost over all worlds, at least": found.answer.bound,
    }


def _decided_before(tree: CompiledTree, path: PathProgram, values: Floats) -> LinearProgram:
    """Return a path's programme in which what it shares with others stays as it is: no convention moves it here."""
    shared = np.zeros(len(tree.tree.program.cost), dtype=np.int64)
    for other in tree.paths:
        shared[np.unique(other.columns)] += 1
    is_shared = shared[path.columns] > 1
    lower = np.where(is_shared, values, path.program.lower)
    upper = np.where(is_shared, values, path.program.upper)
    return replace(path.program, lower=lower, upper=upper)


def _starts(plan: Plan, book: PathBook) -> tuple[WorldStart, ...]:
    place = {name: t for t, name in enumerate(book.book.periods)}
    return tuple(
        WorldStart(book.parts.get(project, project), period, book.nodes[place[period]], number, size)
        for project, period, number, size in orders_of(plan.tables)
    )


def _file(plan: Plan) -> str:
    with temporary_folder() as folder:
        path = folder / "plan.xlsx"
        write_plan(plan, path)
        return base64.b64encode(path.read_bytes()).decode()
