"""docs/ai-chips-taiwan.md: what it costs to be served when nothing comes from Taiwan for a year."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

import planner
from planner.plans.resilience import resilience
from planner.plans.trunk_values import trunk_values
from planner.reports.loading.study import read_study
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner_models.build import trunk
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, billions
from tools.pages.solves import KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from planner import Case, Result
    from tools.pages.solves import Change

PAGE: Final = DOCS / "ai-chips-taiwan.md"
LOSS: Final = "Loss of Taiwan"
MEASURE: Final = "worst service in 2033"
ASKED: Final = "2033"
STUDY: Final = "taiwan.xlsx"
ALONE: Final = "Taiwan alone"  # what the case changes is a row of Cases in its copy, so that the command names it
COMMAND: Final = (
    "--case", ALONE, "--to", MEASURE, "--points", "5", "--gap", "0.003", "--time-limit", "1200", "--plans",
)  # fmt: skip


def alone() -> Case:
    """Return the case in which nothing strikes but the loss of Taiwan, for a year from 2033."""
    case = planner.read(WORKBOOK)
    others = [str(name) for name in case.sheets["Disruptions"]["disruption"].dropna() if name != LOSS]
    down: list[Change] = [(sheet, name, "active", "no") for name in others for sheet in ("Disruptions", "Hits")]
    return case.set_all([*down, ("Disruptions", LOSS, "onset", ASKED)], name=ALONE)


def lost_every_year(case: Case, plan: Result) -> pd.DataFrame:
    """Return what is left of a plan when Taiwan is lost for a year, whichever year it is; nothing is planned anew."""
    struck = case.set_all([("Disruptions", LOSS, "onset", "*")], name="lost in any year")
    model = trunk(assemble(struck.book()))
    program = compile_model(model)
    values = trunk_values(model, program, plan.plan.tables)
    found = resilience(model, program, values, Options())["Resilience"]
    return found[found["disruption"] == LOSS].set_index("onset")


def study(threads: int) -> Path:
    """Return the frontier's workbook, with the plan of every point beside it; solved where it is not kept."""
    path, copy = KEPT / STUDY, KEPT / "taiwan-alone.xlsx"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        alone().to_excel(copy)
        asked = [sys.executable, "-m", "planner", "frontier", str(copy), *COMMAND, "--threads", str(threads)]
        subprocess.run([*asked, "-o", str(path)], check=True)
    return path


def make(threads: int = 2) -> None:
    """Write the page's tables: the points of the frontier, and what each leaves in any year."""
    path = study(threads)
    points = rows_of(path, "Points")
    plans = {row["point"]: planner.read_plan(KEPT / "taiwan-plans" / f"point-0{row['point']}.xlsx") for row in points}
    case = alone()
    left = {row["point"]: lost_every_year(case, plans[row["point"]]) for row in points}
    put(PAGE, "taiwan", WORKBOOK, "\n\n".join((
        points_table(points, left),
        "What is left of the worst served, of AI compute and of logic wafers, by the year in which the loss begins:",
        by_year_table(points, left), floor_line(left),
    )))  # fmt: skip


def rows_of(path: Path, name: str) -> list[dict[str, object]]:
    """Return the rows of a sheet of a study by the heads of its columns, without their units."""
    sheet = next(sheet for sheet in read_study(path).sheets if sheet.name == name)
    heads = [field.name for field in sheet.fields]
    return [dict(zip(heads, row, strict=True)) for row in sheet.rows]


def points_table(points: Sequence[Mapping[str, object]], left: Mapping[object, pd.DataFrame]) -> str:
    """Return the points: what is served, what it costs, what it builds beyond the one before."""
    first = points[0]
    rows = []
    for point in points:
        loss = left[point["point"]].loc[ASKED]
        low = _number(point["no better cost than"]) - _number(first["cost"])
        high = _number(point["cost"]) - _number(first["no better cost than"])
        beyond = "" if point is first else f"{billions(max(low, 0.0))} to {billions(high)}"
        builds = f"more: {point['enter']}" if point["enter"] else ""
        gone = f"less: {point['leave']}" if point["leave"] else ""
        rows.append((
            f"{_number(point[MEASURE]):.1%}", billions(_number(point["cost"])), beyond,
            billions(_number(point["capital"])), billions(loss["extra cost in the year's money"]),
            "; ".join(filter(None, (builds, gone))),
        ))  # fmt: skip
    head = (
        f"served at the loss of {ASKED}", "costs, billion USD", "beyond the first", "capital, as paid",
        f"the loss of {ASKED} costs, in its money", "what is built beyond the row above",
    )  # fmt: skip
    return table(head, rows)


def by_year_table(points: Sequence[Mapping[str, object]], left: Mapping[object, pd.DataFrame]) -> str:
    """Return what each point's plan leaves when the loss begins in another year."""
    years = list(next(iter(left.values())).index)
    rows = [
        (f"{_number(point[MEASURE]):.1%} in {ASKED}", *(f"{_served(left[point['point']], year):.0%}" for year in years))
        for point in points
    ]
    return table(("plan for", *map(str, years)), rows)


def floor_line(left: Mapping[object, pd.DataFrame]) -> str:
    """Return in a sentence what even the safest plan leaves in the first years."""
    safest = list(left.values())[-1]
    told = "; ".join(
        f"{year}: {_served(safest, year):.0%}, {safest.loc[year, 'worst demand']}" for year in list(safest.index)[:5]
    )
    return f"Under the last of these plans the worst served are, by year of the loss: {told}."


def _served(found: pd.DataFrame, year: object) -> float:
    return float(found.loc[year, "service"])


def _number(value: object) -> float:
    return float(str(value))
