"""The whole plan of a point of a frontier, audited against a workbook that asks for what the point promises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.audit.audit import audit
from planner.errors import NoPlanError
from planner.plans.plan import Plan
from planner.solving.outcome import Options, relative_gap
from planner.statuses import Stop
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.declared_measures import INDEX, HeldBy
from planner.studies.core.measure import THE_COST, Measure, needs_of
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_workbook import Held, with_rule_shown, with_service
from planner.studies.frontier.point import loosened
from planner.tolerances import PROMISED_LESS
from planner.workbook.book import Book
from planner_models.declared.parts import No
from planner_models.tolerances import HHI_EXACT

Limited = tuple[tuple[Measure, float], ...]


@dataclass(frozen=True)
class Shown:
    """A point whose plan is wanted: the workbook, how to solve, the decisions, what its measures are, and its proof.

    ``values`` are of the frontier's measures and of what else is held, ``held`` what demands are served at least;
    ``stopped`` is why the solve stopped.
    """

    book: Book
    options: Options
    decisions: Decisions
    values: tuple[tuple[Measure, float], ...]
    stopped: Stop
    cost_bound: float | None
    words: str
    held: Held = ()


@kept
class Audit:
    """What the audit of a point's plan says.

    Attributes
    ----------
    cost, served, service
        What the plan costs, the least share served, and the least under a disruption.
    checks, failed
        How many were made, and those that do not pass.
    written
        The digest of the plan's file, where one was written.
    """

    cost: float
    served: float | None
    service: float | None
    checks: int
    failed: tuple[str, ...]
    written: str | None = None


def audited(shown: Shown, target: Path | None) -> Audit:
    """Return what the audit of a point's plan says; write the plan where a target is given."""
    plan = plan_of_point(shown)
    checks = plan.tables["Checks"]
    bad = checks[checks["pass"] != "yes"]
    failed = [f"{row['check']}, at {row['where']}" for _, row in bad.iterrows()] + broken(shown, plan)
    if target is not None:
        from planner.reports.plan_workbook.write import write_plan

        write_plan(plan, target)
    return Audit(
        cost=plan.run["objective"],
        served=_least(plan.tables["Shortages"]["served"]),
        service=_least(plan.tables["Resilience"]["service"]),
        checks=len(checks) + len(_recomputed(shown)),
        failed=tuple(failed),
        written=digest_of(target),
    )


def _recomputed(shown: Shown) -> list[tuple[Measure, float]]:
    """Return the measures whose values nothing in a point's workbook asks for, so that its audit knows none of them."""
    return [(x, value) for x, value in shown.values if _is_a_row(x)]


def broken(shown: Shown, plan: Plan) -> list[str]:
    """Return the measures of which a point's plan has less good values than the point promises, beyond its gap."""
    told = []
    for measure, value in _recomputed(shown):
        assert callable(measure.declared.audit)
        has = measure.declared.audit(plan.book, plan.tables, measure.of, measure.period)
        room = max(shown.options.gap, PROMISED_LESS) * max(abs(value), abs(has))
        if measure.sign * (has - value) > room:
            told.append(f"measures: {measure.name}, at {has:.6g} should be {value:.6g}")
    return told


def digest_of(target: Path | None) -> str | None:
    """Return the digest of a file; None where there is none."""
    return None if target is None or not target.is_file() else hashlib.sha256(target.read_bytes()).hexdigest()


def _least(shares: Any) -> float | None:
    """Return the least of some shares; None where there is none."""
    return min((float(share) for share in shares.dropna()), default=None)


def plan_of_point(shown: Shown) -> Plan:
    """Return the plan of a point: its decisions, run at least cost in a workbook that asks for what it promises.

    Service is asked for by required shares, a rule's measure by a rule, budgets and the tail by rows of the model.
    Expected shortage has no place in a workbook: there the plan is run at least cost, whatever then is short.
    """
    values = dict(shown.values)
    book = shown.book
    for measure, value in values.items():
        if measure.declared.held is HeldBy.SERVICE:
            book = with_service(book, max(0.0, value - PROMISED_LESS), measure.period)
    limits = tuple((x, loosened(x, value, shown.book)) for x, value in values.items() if _is_a_row(x))
    compiled, found = _operated(shown, book, limits)
    if found.values is None and any(x.unit is INDEX for x in values):
        # the decisions at the very edge of two rules keep both only with what an index may exceed its limit by
        compiled, found = _operated(shown, book, limits, HHI_EXACT)
    if found.values is None:
        message = f"{shown.words}: its decisions could not be planned again ({found.answer.status.value})"
        raise NoPlanError(message)
    plan = compiled.plan(compiled.safest(found), is_audited=False)
    point = replace(plan, book=with_rule_shown(compiled.book), run=_run(plan.run, shown))
    checks = audit(point.book, point.tables, point.run)
    return replace(point, tables={**point.tables, "Checks": checks}).marked()


def _operated(shown: Shown, book: Book, limits: Limited, room: float = 0.0) -> tuple[CompiledCase, QueryAnswer]:
    """Return the decisions of a point run at least cost, its indices within their limits and some room."""
    rules = tuple(
        (x, loosened(x, value, shown.book) + (room if x.unit is INDEX else 0.0))
        for x, value in shown.values
        if not x.is_linear
    )
    setting = CaseSetting(limits=rules, measured=needs_of(x for x, _ in limits), held=shown.held)
    compiled = CompiledCase(book, setting, shown.options)
    return compiled, compiled.ask(Query(starts=shown.decisions, limits=limits))


def _is_a_row(measure: Measure) -> bool:
    """Whether a measure is limited by a row of the model, and no other way."""
    return measure.declared.held is HeldBy.ROW and measure != THE_COST


def _run(run: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """Return the facts of the run: of the point, not of the solve that had its decisions given.

    What is proven under a limit that the workbook of the plan does not hold is no bound of it.
    """
    is_held = not any(isinstance(measure.declared.held, No) for measure, _ in shown.values)
    objective, bound = run["objective"], shown.cost_bound if is_held else None
    stopped = Stop.OTHER_MEASURE if shown.stopped is Stop.GAP_CLOSED and bound is None else shown.stopped
    return {
        **run,
        "status": stopped.status,
        "stopped": stopped,
        "bound": bound,
        "gap": None if bound is None else relative_gap(objective, bound),
        "study": shown.words,
    }
