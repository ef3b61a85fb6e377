"""A plan under every disruption, from its workbook alone: nothing is planned anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models.build import trunk
from planner.plans.plan import Plan
from planner.plans.tables import MONTE_CARLO
from planner.reports.copies import PREFIX
from planner.reports.figures import number_text, share_text
from planner.reports.load import read_plan
from planner.solving.compile import collector_paused, compile_model
from planner.solving.outcome import Options
from planner.studies.monte_carlo import sampled, strikes_of, table_of
from planner.studies.resilience import resilience
from planner.studies.trunk_values import trunk_values
from planner.workbook.assemble import assemble
from planner.workbook.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def stressed(path: Path) -> Plan:
    """Return the plan of a plan workbook with its table Resilience made anew.

    Raises
    ------
    FileError
        When the file is no plan, or its tables do not fit the workbook that it carries.
    WorkbookError
        When the workbook that it carries has errors.
    """
    tables, run = read_plan(path)
    book = read(path, str(run.get("case") or "base"), PREFIX)
    with collector_paused():
        model = trunk(assemble(book))
        program = compile_model(model)
        values = trunk_values(model, program, tables)
        named = replace(book, path=path.with_name(str(run["input"])), sha256=str(run["input sha256"]))
        return Plan(named, tables | {"Resilience": resilience(model, program, values, Options())}, run)


def sampled_plan(plan: Plan, samples: int, seed: int, processes: int) -> Plan:
    """Return a plan with the table Monte Carlo."""
    outcomes = sampled(strikes_of(plan), samples, seed, processes)
    facts = {"paths sampled": samples, "seed of the samples": seed}
    tables = {**plan.tables, MONTE_CARLO.name: table_of(outcomes, plan.book.settings)}
    return replace(plan, tables=tables, run={**plan.run, **facts})


def in_words(plan: Plan) -> Iterator[str]:
    """Yield what is told on the terminal: the worst branch, guarantees broken, and the samples."""
    rows = plan.tables["Resilience"]
    if rows.empty:
        yield "the workbook has no disruptions"
        return
    worst = rows.sort_values("service", kind="stable").iloc[0]
    if worst["service"] == worst["service"]:
        held = f", held back by the {worst['bottleneck']}" if worst["bottleneck"] else ""
        yield f"worst: {worst['disruption']} from {worst['onset']} leaves {share_text(worst['service'])} service{held}"
    broken = rows[rows["kept"] == "NO"]
    yield f"{len(rows)} branches; exposed: {(rows['exposed'] == 'yes').sum()}; guarantees broken: {len(broken)}"
    if MONTE_CARLO.name in plan.tables:
        for figure, *values in plan.tables[MONTE_CARLO.name].itertuples(index=False):
            cost, shortage, strikes = (number_text(value) for value in values)
            yield f"{figure}: extra cost {cost}, shortage {shortage}, strikes {strikes}"
