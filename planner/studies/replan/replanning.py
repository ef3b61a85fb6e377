"""Plans a workbook anew from a former plan: what is committed stays, every other change of a start costs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.audit.audit import audit
from planner.errors import QuestionError
from planner.infeasibility.cells import words
from planner.infeasibility.planned import explained
from planner.planning.modelled import cutters_of
from planner.planning.pipeline import Stages
from planner.planning.refusal import why_not
from planner.planning.remedies import builder_of as built_with
from planner.plans.plan import Plan
from planner.solving.outcome import Listener, Options, is_proven, relative_gap
from planner.solving.safe_bound import safe_bound
from planner.solving.warm_program import WarmProgram
from planner.statuses import Stop
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.measured_case import STARTED
from planner.studies.core.query import CaseSetting, Decisions, Query, Start, decisions_of
from planner.tolerances import NOTICED
from planner.workbook.addresses import cell_of
from planner.workbook.book import Book, Row
from planner.workbook.cases.edit import Edit, with_cells
from planner.workbook.schema.columns import Decision

if TYPE_CHECKING:
    from planner.studies.replan.rolled.rolling import Rolled


@dataclass(frozen=True)
class Replanned:
    """A plan made anew.

    Attributes
    ----------
    plan
        The whole plan: its objective is what it costs, without the charges.
    kept
        The decisions of the former plan that had to stay.
    changes
        The periods in which the number of a project's starts differs from the former plan's.
    charges
        What these changes cost beside the plan.
    """

    plan: Plan
    kept: Decisions
    changes: tuple[tuple[str, str, float, float], ...]
    charges: float


def replan(
    book: Book,
    former: Plan,
    before: str | None,
    change_cost: float,
    options: Options,
    listener: Listener | None = None,
    *,
    tells_nothing: bool = False,
    since: Rolled | None = None,
) -> Replanned:
    """Return the plan of a workbook that starts from a former plan.

    Parameters
    ----------
    former
        The former plan.
    before
        A period: what the former plan starts before it stays, and nothing else is started there. None: nothing has
        to stay.
    change_cost
        What it costs that a project is started more or less often in a period than the former plan has it.
    tells_nothing
        Whether it is told too what would be where nothing more is built than what has to stay.
    since
        What was rolled forward, where the workbook is one that was: its carried starts stay.

    Raises
    ------
    QuestionError
        When the period is none, or a decision that has to stay is no longer offered: it is named.
    InfeasibleError, NoPlanError, SolverError
        When there is no plan that keeps what has to stay, none was found in the time, or the solver failed.
    """
    ends = time.perf_counter() + options.time_limit
    carried = () if since is None else since.carried
    decisions = decisions_of(former.book, former.tables) if since is None else (*carried, *since.later)
    past = frozenset(() if before is None else book.periods_before(before))
    kept = tuple(
        start for start in decisions
        if start in carried or start[1] in past or _is_over(start, book, before, decisions)
    )  # fmt: skip
    compiled = CompiledCase(book, CaseSetting(former=decisions), options)
    _demand_offered(compiled, book, kept)
    query = Query(kept=(*kept, *_nothing_else(compiled, kept, past)), change_cost=change_cost)
    found = compiled.ask(query, options, listener, keeps=True)
    if found.values is None:
        more, said = built_with(options, cutters_of), "with what is committed "
        program, there = found.planes.program, committed(book, kept)
        with explained(there, options, said):
            raise why_not(compiled.book, compiled.model, program, found.answer, options, more)
    found = compiled.safest(found)
    uncharged = Query(kept=query.kept)
    asides = compiled.nothing_beside(found, uncharged, ends) if tells_nothing else None
    plan = _bounded(compiled, uncharged, compiled.plan(found, Stages(), asides))
    changes = tuple(_changes(compiled, decisions, found))
    charges = change_cost * _charged(compiled, found)
    plan = _told(plan, found, change_cost, charges, len(kept), len(changes))
    return Replanned(plan if since is None else _since(plan, since), kept, changes, charges)


def _since(plan: Plan, since: Rolled) -> Plan:
    """Return the plan with what its run says of the plan that was followed until its first period."""
    facts = {
        "replan: the former plan from then on": since.remaining,
        "replan: of it for what was paid before": since.charged,
        "replan: under way": "; ".join(since.under_way) or "nothing",
    }
    return replace(plan, run={**plan.run, **facts})


def _bounded(compiled: CompiledCase, uncharged: Query, plan: Plan) -> Plan:
    """Return the plan with a bound of its cost where charges were aimed at too: that of the linear relaxation.

    No plan that keeps what has to stay costs less, charges apart.
    """
    if plan.run["bound"] is not None:
        return plan
    program = compiled.programme(uncharged)
    warm = WarmProgram(program, compiled.options)
    answer = warm.run(compiled.options.time_limit)
    if answer.row_dual is None:
        return plan
    cost = plan.run["objective"]
    bound = min(safe_bound(program, answer.row_dual, warm.units), cost)
    gap = relative_gap(cost, bound)
    stopped = Stop.GAP_CLOSED if is_proven(cost, bound, compiled.options) else Stop.CHARGED
    run = {**plan.run, "bound": bound, "gap": gap, "status": stopped.status, "stopped": stopped}
    tables = {**plan.tables, "Checks": audit(compiled.book, plan.tables, run)}
    return replace(plan, run=run, tables=tables).marked()


def _is_over(start: Start, book: Book, before: str | None, decisions: Decisions) -> bool:
    """Whether a start lies in a period that the workbook no longer has, and stands before one that it has."""
    if before is None or start[1] in book.periods:
        return False
    later = [other[1] for other in decisions if other[1] in book.periods]
    try:
        return float(start[1]) < float(before)
    except ValueError:
        return bool(later) and start[1] < min(later)


def _demand_offered(compiled: CompiledCase, book: Book, kept: Decisions) -> None:
    """Refuse a decision that has to stay and that the workbook no longer offers, with what would do."""
    projects = {x.name: k for k, x in enumerate(compiled.model.index.problem.projects)}
    wrong = []
    for name, period, number, _ in kept:
        if name not in projects:
            wrong.append(f"{name} was started in {period}, and the workbook has no such project: put its row back")
        elif period not in book.periods:
            wrong.append(
                f"{name} was started in {period}, and the workbook has no such period: keep the period, or enter what "
                "was built in Plants or Resources and leave the project out"
            )
        else:
            key = (projects[name], book.periods.index(period))
            most = (compiled.model.start[key].ub or 0.0) if key in compiled.model.start else 0.0
            if most < number - STARTED:
                told = f"at most {most:g} times" if most else "not at all"
                wrong.append(
                    f"{name} was started in {period} ({number:g} times), and the workbook offers that {told}: look at "
                    "its decision, earliest, latest, lead time and starts"
                )
    if wrong:
        message = "what is committed cannot stay: " + "; ".join(wrong) + "; or choose an earlier period for --before"
        raise QuestionError(message)


def _nothing_else(compiled: CompiledCase, kept: Decisions, past: frozenset[str]) -> list[Start]:
    """Return that nothing but what is kept is started in the past."""
    problem = compiled.model.index.problem
    there = {(name, period) for name, period, _, _ in kept}
    keys = [(problem.projects[k].name, problem.periods[t].name) for k, t in compiled.model.start]
    return [(*key, 0.0, None) for key in keys if key[1] in past and key not in there]


def _changes(compiled: CompiledCase, former: Decisions, found: QueryAnswer) -> list[tuple[str, str, float, float]]:
    """Return where the number of starts differs: project, period, before, now."""
    assert found.values is not None
    was = {(name, period): number for name, period, number, _ in former}
    now = {(name, period): number for name, period, number, _ in compiled.decisions(found.values)}
    keys = sorted({*was, *now})
    pairs = [(*key, was.get(key, 0.0), now.get(key, 0.0)) for key in keys]
    return [pair for pair in pairs if abs(pair[2] - pair[3]) > NOTICED]


def _charged(compiled: CompiledCase, found: QueryAnswer) -> float:
    """Return how many changes are charged: what the workbook no longer offers is none."""
    assert found.values is not None
    return float(round(compiled.total([(1.0, change) for change in compiled.model.changed.values()], found.values)))


def _told(plan: Plan, found: QueryAnswer, change_cost: float, charges: float, kept: int, changes: int) -> Plan:
    """Return the plan with what its run says of charges; its objective is its cost alone."""
    answer = found.answer
    facts: dict[str, object] = {"replan: decisions kept": kept, "replan: starts that differ": changes}
    if change_cost:
        assert answer.objective is not None
        gap = None if answer.bound is None else relative_gap(answer.objective, answer.bound)
        facts |= {
            "replan: cost of a change": change_cost,
            "replan: charges": charges,
            "replan: objective with charges": answer.objective,
            "replan: bound with charges": answer.bound,
            "replan: gap with charges": gap,
        }
    return replace(plan, run={**plan.run, **facts})


def committed(book: Book, kept: Sequence[Start]) -> Book:
    """Return a workbook that commits to the decisions that are kept, so that a diagnosis names them as cells."""
    by_project: dict[str, list[Start]] = {}
    for start in kept:
        by_project.setdefault(start[0], []).append(start)
    edits = []
    for row in book.rows("Projects"):
        if row["project"] in by_project:
            pairs = tuple((start[1], _least(row, start)) for start in by_project[row["project"]])
            edits.append(Edit(cell_of(book, row, "decision"), words(Decision("commit", pairs))))
    return with_cells(book, edits)


def _least(row: Row, start: Start) -> float | None:
    """Return what is committed in a period: blocks, or a size; None for a start that only unlocks."""
    return start[2] if row["block"] else start[3]
