"""Plans made by hand to be compared, and what is changed in them."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from made_plans import frame, made_plan

from planner.reports.loading.several import Compared
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan
    from planner.wording.study import StudySheet
PERIODS = ("2027", "2028", "2029")
COUNTRIES = ("Taiwan", "Japan", "Germany")
SUPPLIERS = ("supplier", "site", "material", "price (money per unit)", "maximum", "note")
BUDGETS = ("funder", "amount (money)", "2028")


def base_plan(**run: Any) -> Plan:
    """Return a plan made by hand whose objective is the sum of its costs."""
    made = _base_plan()
    return replace(made, run={**made.run, **run})


@functools.cache
def _base_plan() -> Plan:
    made = made_plan(PERIODS, COUNTRIES)
    raw = (
        *made.book.raw,
        RawSheet("Suppliers", SUPPLIERS, (
            ("Far Metals", "Port", "gallium", 1.0, 100, None),
            ("Far Metals", "Port", "gallium", 2.0, None, None),
            ("Near Metals", "Port", "gallium", 3, 50, "as quoted"),
        )),
        RawSheet("Budgets", BUDGETS, (("Chips Fund", 1500, None), ("Ministry of Economy", 900, 100))),
        RawSheet("Materials", ("material",), (("leading-edge chips",), ("gallium",))),
        RawSheet("Rules", ("rule", "measure", "material", "limit"), (
            ("no country above 45% of leading-edge chips", "each share at most", "leading-edge chips", 0.45),
        )),
        RawSheet("Cases", ("case", "sheet", "row", "column", "change"), (("dear", "Suppliers", "*", "price", "x2"),)),
    )  # fmt: skip
    cost = float(made.tables["Costs"]["discounted"].sum())
    facts = {"title": "Chips", "money": "million USD", "input": "chips.xlsx", "input sha256": "0" * 64}
    facts |= {"objective": cost, "bound": cost - 10.0, "gap": 10.0 / cost, "case": "base"}
    return replace(made, book=replace(made.book, raw=raw), run={**made.run, **facts})


def changed(made: Plan, **tables: pd.DataFrame) -> Plan:
    return replace(made, tables={**made.tables, **tables})


def with_raw(made: Plan, *raws: RawSheet) -> Plan:
    """Return a plan whose input has these sheets instead of those of the same names."""
    others = [raw for raw in made.book.raw if raw.name not in {each.name for each in raws}]
    return replace(made, book=replace(made.book, raw=(*others, *raws)))


def written(folder: Path, **plans: Plan) -> list[Path]:
    paths = []
    for name, each in plans.items():
        paths.append(folder / f"{name}.xlsx")
        write_plan(each, paths[-1])
    return paths


def loaded(folder: Path, **plans: Plan) -> list[Compared]:
    """Return plans as they are compared, though nothing is written, read or verified: a second of work for two."""
    found = []
    for name, each in plans.items():
        path = folder / f"{name}.xlsx"
        path.write_text(f"in the place of {name}")
        found.append(Compared(name, path, each, {}))
    return found


def dearer(made: Plan, part: str, by: float, **run: Any) -> Plan:
    """Return a plan whose cost of a part is so much more in its first period."""
    costs = made.tables["Costs"].copy()
    costs.loc[costs.index[costs["part"] == part][0], "discounted"] += by
    objective = float(made.run["objective"]) + by
    facts = {"objective": objective, "bound": objective - 10.0}
    return replace(changed(made, Costs=costs), run={**made.run, **facts, **run})


def rebuilt(made: Plan) -> Plan:
    """Return a plan that drops the first project, moves the second, resizes the third and adds the last."""
    table = made.tables["Investments"].copy()
    table.loc[0, ["decision", "start"]] = ["no", ""]
    table.loc[0, ["blocks", "size", "capital"]] = math.nan
    table.loc[1, "start"] = "2029"
    table.loc[2, "size"] *= 2
    last = len(table) - 1
    table.loc[last, ["decision", "start"]] = ["build", "2028"]
    table.loc[last, ["blocks", "size", "capital"]] = [1.0, 7.0, 70.0]
    return changed(made, Investments=table)


def cells(sheet: StudySheet, name: str, column: str) -> Any:
    """Return the cell of a row by its first cell."""
    return sheet.column(column)[sheet.column(sheet.columns[0]).index(name)]


def compared_plan(costs: dict[str, float], objective: float, bound: float | None = None) -> Compared:
    made = base_plan(objective=objective, bound=objective if bound is None else bound)
    table = frame("Costs", [(part, "2027", cost, cost) for part, cost in costs.items()])
    return Compared("plan", Path("plan.xlsx"), changed(made, Costs=table), {})
