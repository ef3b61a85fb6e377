"""What is over is taken out of a workbook: periods, windows that have closed, what has retired, chances that passed."""

from __future__ import annotations

from planner.studies.replan.rolled.cells import RolledCells
from planner.workbook.assemble.problem import assemble
from planner.workbook.schema.columns import Decision, fold, header_key, spell
from planner_models.tolerances import MOMENT


def take_out_the_past(cells: RolledCells) -> None:
    """Take out what is over; what is left begins with the first period that is kept."""
    _keep_the_money_of(cells)
    for name in ("Plants", "Resources"):
        for row in cells.there(name):
            if row["retires"] in cells.past:
                cells.vary(row, "capacity", [0.0] * len(cells.periods))
                cells.of(row).update({"fixed cost": None, "retires": None})
    for row in [*cells.there("Suppliers"), *cells.there("Rules")]:
        if row["until"] in cells.past:
            cells.drop(row)
        elif row["from"] in cells.past:
            cells.of(row)["from"] = None
    left = {row["supplier"] for row in cells.there("Suppliers")}
    for row in cells.dropped:
        if row.sheet == "Suppliers" and row["supplier"] not in left:  # hits and rules may name it
            named = {column: row[column] for column in ("supplier", "site", "material")}
            cells.add("Suppliers", {**named, "price": 0, "maximum": 0})
    _keep_chances(cells)
    _leave_cases(cells)
    for rows in cells.rows.values():
        for held in rows.values():
            for period in cells.past:
                held.pop(period, None)
    for row in list(cells.there("Periods"))[: cells.now]:
        cells.drop(row)


def _keep_the_money_of(cells: RolledCells) -> None:
    """Count money as before: that of the same base year, with the same discounting."""
    problem = assemble(cells.book)
    first = problem.periods[cells.now]
    base = cells.book.settings["base year"]
    if first.name != spell(first.begin):  # its name does not say when it begins
        for row, period in zip(cells.there("Periods"), problem.periods, strict=True):
            cells.of(row)["discount"] = period.disc
        past, interest = first.begin - base, [rate for each in problem.projects for rate in each.cost_of_capital]
        if abs(past - round(past)) > MOMENT and any([problem.charging.discount_rate, *interest]):
            cells.remarks.append(
                f"Periods: years of interest begin at {first.name} now: capital costs a little more or less"
            )
        base = first.begin
        if cells.book.settings["capital charging"] == "overnight" and cells.book.settings["discount rate"]:
            cells.remarks.append(
                "Periods: their names are no years, so their discounts are typed; the value that is left of capital at "
                "the horizon is then discounted as the last period is, not by whole years to its end"
            )
    settings = cells.rows.setdefault("Settings", {})
    for number, held in list(settings.items()):
        if header_key(held.get("setting") or "") == header_key("base year"):
            del settings[number]
    cells.add("Settings", {"setting": "base year", "value": base})


def _keep_chances(cells: RolledCells) -> None:
    """Leave a disruption the periods that are kept, and take it out where it could only strike before."""
    for row in list(cells.there("Disruptions")):
        if row["onset"] == ("*",):
            continue
        kept = [period for period in row["onset"] if period not in cells.past]
        cells.of(row)["onset"] = "; ".join(kept)
        if not kept:
            cells.drop(row)
            for hit in [hit for hit in cells.there("Hits") if hit["disruption"] == row["disruption"]]:
                cells.drop(hit)


def _leave_cases(cells: RolledCells) -> None:
    """Take out what cases and ranges say of periods that are over, and worlds that have come or have not."""
    over = {fold(period) for period in cells.past}
    for sheet in ("Cases", "Ranges"):
        for number, held in list(cells.rows.get(sheet, {}).items()):
            if fold(spell(held.get("column") or "")) in over:
                del cells.rows[sheet][number]
    worlds = cells.rows.get("Worlds", {})
    over.add(fold(cells.periods[0]))
    known = [number for number, held in worlds.items() if fold(spell(held.get("from") or "")) in over]
    if known:
        told = ", ".join(spell(worlds[number].get("world")) for number in known)
        cells.remarks.append(
            f"Worlds: which of {told} has come is known now, and is not in the workbook: the sheet is left empty; "
            "enter what the world that came changes, and the worlds that may still follow"
        )
        worlds.clear()


def open_decision(decision: Decision, past: frozenset[str]) -> str | None:
    """Return what a cell of decision holds once some periods are over; None: free."""
    if decision.kind != "commit":
        return decision.kind if decision.kind == "never" else None
    parts = [period if amount is None else f"{period}: {amount:g}"
             for period, amount in decision.commitments if period not in past]  # fmt: skip
    return "; ".join(parts) or None
