"""A plan under every disruption, from its workbook alone: nothing is planned anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from planner.arrays import Floats
from planner.plans.plan import Plan
from planner.plans.resilience import resilience
from planner.plans.tables import MONTE_CARLO, SETS
from planner.plans.trunk_values import trunk_values
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.copies import PREFIX
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.outcome import Options
from planner.studies.stress.monte_carlo import LEAST, MOST, sampled, table_of
from planner.studies.stress.operated import Operator
from planner.wording.key_figures import extra_cost_text
from planner.wording.numbers import number_text, share_text
from planner.wording.outage_sets import sets_in_words
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk
from planner_models.trunk import Trunk


@dataclass(frozen=True)
class PlanInModel:
    """A plan that was read back: the model of the workbook that it carries, and the plan's values in it."""

    plan: Plan
    model: Trunk
    program: LinearProgram
    values: Floats


def plan_in_model(path: Path) -> PlanInModel:
    """Return a plan workbook's plan in its model.

    Raises
    ------
    FileError
        When the file is no plan, or its tables do not fit the workbook that it carries.
    WorkbookError
        When the workbook that it carries has errors.
    """
    known = trusted(path).plan
    tables, run = known.tables, known.run
    book = read(path, str(run.get("case") or "base"), PREFIX)
    with collector_paused():
        model = trunk(assemble(book))
        program = compile_model(model)
    values = trunk_values(model, program, tables)
    named = replace(book, path=path.with_name(str(run["input"])), sha256=str(run["input sha256"]))
    return PlanInModel(Plan(named, tables, run), model, program, values)


def with_resilience(found: PlanInModel) -> Plan:
    """Return a plan with its table Resilience made anew."""
    tables = resilience(found.model, found.program, found.values, Options(), book=found.plan.book)
    return replace(found.plan, tables={**found.plan.tables, **tables})


def operator_of(path: Path) -> Operator:
    """Return what operates a plan workbook's plan in courses; failures are those of `plan_in_model`."""
    found = plan_in_model(path)
    return Operator(found.model, found.program, found.values)


def sampled_plan(path: Path, found: PlanInModel, samples: int, seed: int, processes: int) -> Plan:
    """Return a plan with its table Resilience made anew, and the table Monte Carlo."""
    operator = Operator(found.model, found.program, found.values)
    outcomes = sampled(partial(operator_of, path), samples, seed, processes, operator)
    plan = with_resilience(found)
    facts = {"courses sampled": samples, "seed of the samples": seed}
    tables = {**plan.tables, MONTE_CARLO.name: table_of(outcomes, plan.book.settings, seed)}
    return replace(plan, tables=tables, run={**plan.run, **facts})


def struck(path: Path, samples: int | None, seed: int, processes: int) -> Plan:
    """Return a plan with its Resilience made anew, and with courses over the horizon where so many are asked for."""
    found = plan_in_model(path)
    return sampled_plan(path, found, samples, seed, processes) if samples else with_resilience(found)


def in_words(plan: Plan) -> Iterator[str]:
    """Yield what is told on the terminal: the worst branch, guarantees broken, and the samples."""
    rows = plan.tables["Resilience"]
    if rows.empty:
        yield "the workbook has no disruptions"
        return
    worst = rows.sort_values("service", kind="stable").iloc[0]
    if worst["service"] == worst["service"]:
        costs = extra_cost_text(worst, plan)
        held = f", held back by the {worst['bottleneck']}" if worst["bottleneck"] else ""
        held += f", and {costs}" if costs else ""
        yield f"worst: {worst['disruption']} from {worst['onset']} leaves {share_text(worst['service'])} service{held}"
    broken = rows[rows["kept"] == "NO"]
    yield f"{len(rows)} branches; exposed: {(rows['exposed'] == 'yes').sum()}; guarantees broken: {len(broken)}"
    if SETS.name in plan.tables:
        yield from sets_in_words(plan.tables[SETS.name])
    if MONTE_CARLO.name in plan.tables:
        yield from _sampled_words(plan.tables[MONTE_CARLO.name])


def _sampled_words(table: pd.DataFrame) -> Iterator[str]:
    """Yield a line a figure, with what it lies between with 95% confidence in brackets."""
    rows = {name: values for name, *values in table.itertuples(index=False)}
    of_others = {f"{name}, {end}" for name in rows for end in (LEAST, MOST)}
    for name, values in rows.items():
        if name not in of_others:
            ends = rows.get(f"{name}, {LEAST}"), rows.get(f"{name}, {MOST}")
            told = [
                f"{what} {number_text(value)}{_between(ends, n)}"
                for n, (what, value) in enumerate(zip(table.columns[1:], values, strict=True))
            ]
            yield f"{name}: {', '.join(told)}"


def _between(ends: tuple[list[float] | None, list[float] | None], n: int) -> str:
    low, high = ends
    return "" if low is None or high is None else f" ({number_text(low[n])} to {number_text(high[n])})"
