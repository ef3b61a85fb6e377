"""What a model of all cases found, in sentences and a table, and its plans: its investments operated in each case."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planner.audit.audit import audit
from planner.litter import temporary_folder
from planner.plans.fields import Field
from planner.plans.plan import Plan
from planner.reports.loading.several import Compared
from planner.solving.outcome import Options, is_proven, relative_gap
from planner.statuses import Status, Stop
from planner.studies.core.decided import starts_text
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Runner, Task
from planner.studies.regret.regrets import Chosen, Regret
from planner.studies.regret.together import WORST
from planner.wording.numbers import number_text, span_text
from planner.wording.study import StudySheet
from planner.workbook.book import Book

CHOSEN_FOR = "chosen for all cases"


@kept
class OperatedPlan:
    """The file of a plan, in base 64; blank where the investments cannot be operated."""

    file: str
    is_verified: bool


def operated_plan(book: Book, starts: Decisions, options: Options, aim: str, bound: float) -> OperatedPlan:
    """Return the plan that operates investments in a case, audited, with what is proven of the case's own best."""
    from planner.reports.plan_workbook.write import write_plan

    compiled = compiled_case_of(book, CaseSetting(), options)
    try:
        found = compiled.ask(Query(starts=starts))
    except NotOfferedError:
        return OperatedPlan("", is_verified=False)
    if found.values is None:
        return OperatedPlan("", is_verified=False)
    plan = _bounded(compiled.plan(found, is_audited=False), aim, bound, options)
    with temporary_folder() as folder:
        write_plan(plan, folder / "plan.xlsx")
        file = base64.b64encode((folder / "plan.xlsx").read_bytes()).decode()
    return OperatedPlan(file, plan.is_verified)


def _bounded(plan: Plan, aim: str, least: float, options: Options) -> Plan:
    """Return a plan with the bound of its case: the solve's own is of plans with these investments alone."""
    cost = plan.run["objective"]
    bound = min(least, cost) if math.isfinite(least) else None
    stopped = Stop.GAP_CLOSED if is_proven(cost, bound, options) else Stop.ALL_CASES
    gap = None if bound is None else relative_gap(cost, bound)
    run = {**plan.run, "bound": bound, "gap": gap, "status": stopped.status, "stopped": stopped, CHOSEN_FOR: aim}
    tables = {**plan.tables, "Checks": audit(plan.book, plan.tables, run)}
    return replace(plan, run=run, tables=tables).marked()


def write_chosen(
    found: Regret, plans: Sequence[Compared], books: Mapping[str, Book], options: Mapping[str, Options],
    targets: Mapping[str, Mapping[str, Path]], runner: Runner[OperatedPlan],
) -> dict[str, dict[str, Path]]:  # fmt: skip
    """Write the plans of what was chosen, one for each case; return where, by what was wanted least and by case.

    What a case's own plan has as well stands there already.
    """
    from planner.files import kept_path
    from planner.interrupts import finishing

    places: dict[str, tuple[str, str]] = {}
    for plan, aim in enumerate(found.plans):
        chosen = next((each for each in found.chosen if each.aim == aim), None)
        if plan < len(found.names) or chosen is None or chosen.own:
            continue
        for case, best in zip(plans, found.best, strict=True):
            name = f"the plan for {aim}, operated in {case.label}"
            places[name] = aim, case.case
            arguments = (books[case.case], found.decisions[plan], options[case.case], aim, best.low)
            key = key_of(books[case.case].identity, *arguments[1:2], options[case.case].told, aim, best.low)
            runner.submit(Task(name, operated_plan, arguments, key, OperatedPlan))
    written: dict[str, dict[str, Path]] = {}
    for task, result in runner.done():
        aim, name = places[task.name]
        target = targets[aim][name]
        if result.file:
            with finishing(), kept_path(target) as temporary:
                temporary.write_bytes(base64.b64decode(result.file))
            written.setdefault(aim, {})[name] = target
    return written


def chosen_sheet(found: Regret) -> StudySheet:
    """Return what was chosen for all cases: when each project starts, and how much of it."""
    rows_of = {aim: n for n, aim in enumerate(found.plans) if n >= len(found.names)}
    decided = {each.aim: _decided(found, each, rows_of) for each in found.chosen}
    starts = {aim: starts_text(made) for aim, made in decided.items()}
    projects = sorted({project for each in starts.values() for project in each})
    fields = (
        Field("project", "text", "the project"),
        *(Field(aim, "text", "when it is started, and how much of it; blank: not at all") for aim in starts),
    )
    rows = [(project, *(each.get(project, "") for each in starts.values())) for project in projects]
    tints = [["", *("chosen" if cell else "" for cell in row[1:])] for row in rows]
    doc = (
        "The investments that are best for all cases together, of all that there are: found by one model of all cases."
    )
    return StudySheet("Chosen", doc, fields, rows, tints=tints)


def _decided(found: Regret, chosen: Chosen, rows_of: Mapping[str, int]) -> Decisions:
    if chosen.own:
        return found.decisions[found.names.index(chosen.own)]
    return found.decisions[rows_of[chosen.aim]] if chosen.aim in rows_of else ()


def chosen_sentences(found: Regret, money: str) -> Iterator[str]:
    """Yield what was chosen for all cases, a sentence for each."""
    for each in found.chosen:
        if each.choice.status is Status.INFEASIBLE:
            yield (
                "Proven by a model of all cases together: no investments at all, not only those of some case's plan, "
                "can be operated in every case."
            )
            return
        yield _sentence(each, money, found.noise)


def _sentence(each: Chosen, money: str, noise: float) -> str:
    if each.value.best == math.inf:
        return f"No investments of the {each.aim} were found in the time by a model of all cases together."
    what = "worst regret" if each.aim == WORST else "mean cost"
    value = f"{number_text(each.value.best)} {money}{_proven(each, noise)}"
    if each.own:
        return (
            f"Of all investments, and not only those of some case's plan, none were found with a lesser {what} than "
            f"those for {each.own}: {value}."
        )
    than = "none of the cases' own plans can be operated in every case"
    if each.better_than < math.inf:
        than = f"the best of the cases' own plans has {number_text(each.better_than)}"
    return f"A model of all cases together finds investments with the {each.aim}: {value}; {than}."


def _proven(each: Chosen, noise: float) -> str:
    """Return what is proven of the least, in words; nothing where the value is just that."""
    low, best, high = each.value.low, each.value.best, each.value.high
    if low == -math.inf:
        return " (nothing is proven of the least)"
    if best - low <= noise:
        more = f"; at most {number_text(high)}" if high - best > noise else ""
        return f" (proven the least{more})"
    return f" (proven: the least is {span_text(low, best)})"


def told_of_chosen(found: Regret, written: Mapping[str, Mapping[str, Path]]) -> list[dict[str, object]]:
    """Return what was chosen as plain data."""
    return [
        {"aim": each.aim, "status": each.choice.status, "best": _finite(each.value.best),
         "at least": _finite(each.value.low), "at most": _finite(each.value.high),
         "own plans": _finite(each.better_than), "as good": each.own or None,
         "paths": list(written.get(each.aim, {}).values())}
        for each in found.chosen
    ]  # fmt: skip


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
