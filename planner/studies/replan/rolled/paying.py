"""Money a while later: budgets with what was carried on, and who goes on paying for what is under construction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.plans.tables import OWNER
from planner.studies.replan.rolled.cells import RolledCells
from planner.studies.replan.rolled.former import PastStart
from planner.tolerances import ROUNDING
from planner.workbook.assemble.problem import assemble

if TYPE_CHECKING:
    from planner.plans.plan import Plan


def carry_budgets(cells: RolledCells, plan: Plan) -> None:
    """Add what funders have carried on to the first amount that limits them."""
    last = cells.book.periods[cells.now - 1]
    table = plan.tables["Budgets"]
    left = {
        row["funder"]: float(row["carried out"])
        for row in table[table["period"] == last].to_dict("records") if row["carried out"] == row["carried out"]
    }  # fmt: skip
    for row in cells.there("Budgets"):
        amounts = list(row["amount"][cells.now :])
        first = next((t for t, amount in enumerate(amounts) if math.isfinite(amount)), None)
        carried = left.get(row["funder"], 0.0)
        if row["carry over"] and first is not None and carried:
            amounts[first] += max(0.0, carried)
            cells.vary(row, "amount", amounts)


def carry_payers(cells: RolledCells, called: Mapping[PastStart, str]) -> None:
    """Let everybody go on paying their part of what is under construction, and no more; rows with a maximum pay less.

    Where one funder alone may pay, and without a maximum, nothing has to be said.
    """
    problem = assemble(cells.book)
    position = {project.name: k for k, project in enumerate(problem.projects)}
    rows = {row.number: row for row in cells.there("Funding")}
    spent = dict.fromkeys(rows, 0.0)
    named: list[tuple[str, list[str], dict[str, float]]] = []
    for start, name in called.items():
        holding = {
            problem.funders[grant.funder].name: grant.row
            for grant in problem.grants if position[start.project.name] in grant.projects
        }  # fmt: skip
        _spend(holding, start, spent)
        if start.to_pay and holding and not _pays_alone(rows, holding):
            named.append((name, list(holding), start.to_pay))
    for number, row in rows.items():
        if math.isfinite(row["maximum"]) and spent[number]:
            cells.of(row)["maximum"] = max(0.0, row["maximum"] - spent[number])
    _take_out(cells, {name for name, *_ in named})
    for name, funders, to_pay in named:
        _name(cells, name, funders, to_pay)


def _spend(holding: Mapping[str, int], start: PastStart, spent: dict[int, float]) -> None:
    """Count what was paid for a start, and what will be, against the rows of Funding that hold for it."""
    for funder, number in holding.items():
        spent[number] += start.paid.get(funder, 0.0) + start.to_pay.get(funder, 0.0)


def _pays_alone(rows: Mapping[int, object], holding: Mapping[str, int]) -> bool:
    """Whether one funder alone may pay, without a maximum, and for all of it."""
    held = [rows[number] for number in holding.values()]
    return len(held) == 1 and math.isinf(held[0]["maximum"]) and min(held[0]["share"]) >= 1  # type: ignore[index]


def _take_out(cells: RolledCells, names: set[str]) -> None:
    """Take projects out of the rows of Funding that name them."""
    for row in list(cells.there("Funding")):
        others = [one for one in row["projects"] if one not in names]
        if not others:
            cells.drop(row)
        elif len(others) < len(row["projects"]):
            cells.of(row)["projects"] = "; ".join(others)


def _name(cells: RolledCells, name: str, funders: Sequence[str], to_pay: Mapping[str, float]) -> None:
    """Give each funder of a start a row of Funding of its own."""
    for funder in funders:
        most = to_pay.get(funder, 0.0) * (1 + ROUNDING)  # parts cover a capital, whatever their last digit
        cells.add("Funding", {"funder": funder, "projects": name, "share": 1, "maximum": most})
    if OWNER in to_pay:
        cells.remarks.append(f"Funding: {name} was paid by its owner, and funders may pay for it now")
