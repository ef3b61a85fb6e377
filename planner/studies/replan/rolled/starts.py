"""Starts of the past as rows of Projects: with the time that is left while they are under construction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from planner.studies.replan.rolled.cells import Held, RolledCells
from planner.studies.replan.rolled.former import PastStart
from planner.studies.replan.rolled.past import open_decision
from planner.workbook.book import Row
from planner_models.problem import Problem
from planner_models.timeline import mean_output
from planner_models.tolerances import MOMENT

MOST_PARTS: Final = 120  # of a spending profile
DIGITS: Final = 9  # of years


def carry_starts(cells: RolledCells, starts: Sequence[PastStart], problem: Problem) -> dict[PastStart, str]:
    """Give every start of the past its row of Projects; return the name of each.

    A project that has no start left becomes the row of its first one, under its own name; any other start has a row
    behind, named after its period.
    """
    horizon = problem.periods[-1].end - problem.periods[0].begin
    rows = {row["project"]: row for row in cells.there("Projects")}
    for row in rows.values():
        _keep_economic_life(cells, row, horizon)
        _close_the_past(cells, row, problem)
    called: dict[PastStart, str] = {}
    for name in dict.fromkeys(start.project.name for start in starts):
        if name in rows:
            own = [start for start in starts if start.project.name == name]
            called |= _carry(cells, rows[name], own, problem)
        else:
            cells.remarks.append(
                f"{name}: started, and the workbook has no such project: what it adds is not carried on"
            )
    over = {start.project.name for start in starts} - {start.project.name for start in called}
    _count_groups(cells, over)
    _refer_to(cells, called, over)
    return called


def _keep_economic_life(cells: RolledCells, row: Row, horizon: float) -> None:
    """Say over how many years capital is charged where that was the horizon, which is shorter now."""
    if row["economic life"] is None and math.isinf(row["life"]):
        cells.of(row)["economic life"] = horizon


def _close_the_past(cells: RolledCells, row: Row, problem: Problem) -> None:
    """Take what is over out of a project's window and decision."""
    held = cells.of(row)
    if row["earliest"] in cells.past:
        held["earliest"] = None
    held["decision"] = "must" if row["decision"].kind == "must" else open_decision(row["decision"], cells.past)
    if row["latest"] in cells.past:
        held.update({"latest": None, "decision": "never"})
    first = max(cells.now, cells.book.periods.index(row["earliest"])) if row["earliest"] else cells.now
    if problem.periods[first].begin + row["lead time"] > problem.periods[-1].begin + MOMENT:
        held["decision"] = "never"  # it would serve only after the horizon


def _count_groups(cells: RolledCells, over: set[str]) -> None:
    """Count the projects that have served and are no more in their groups: so many fewer are asked for, or may be."""
    for row in cells.there("Groups"):
        done = sum(
            row["group"] in project["group"] for project in cells.there("Projects") if project["project"] in over
        )
        for column in ("at least", "at most") if done else ():
            if math.isfinite(row[column]):
                cells.of(row)[column] = max(0.0, row[column] - done)


def _carry(cells: RolledCells, row: Row, own: list[PastStart], problem: Problem) -> dict[PastStart, str]:
    """Carry the starts of one project."""
    held, name = cells.of(row), str(row["project"])
    left = int(row["starts"]) - sum(round(start.number) for start in own)
    alive = [start for start in own if not start.is_over]
    template = dict(held)
    called: dict[PastStart, str] = {}
    if held.get("decision") == "must":
        held["decision"] = None
    if left > 0:
        held["starts"] = left
        held["group"] = None
    elif not alive:
        held.update({"decision": "never", "group": None, "starts": 1})
    for n, start in enumerate(alive):
        in_place = left <= 0 and n == 0
        called[start] = name if in_place else f"{name} ({problem.periods[start.period].name})"
        target = held if in_place else dict(template)
        _as_carried(cells, row, target, start, called[start], problem)
        if not in_place:
            if n:
                target["group"] = None
            cells.add("Projects", target)
    for start in own if row["removes"] else ():
        if start.is_over:  # what it added is gone, and what it removed is gone for good
            target = dict(template)
            _as_carried(cells, row, target, start, f"{name} ({problem.periods[start.period].name})", problem)
            target.update(dict.fromkeys(("adds", "life", "fixed cost", "yearly cost", "group")))
            cells.add("Projects", target)
    return called


def _as_carried(cells: RolledCells, row: Row, held: Held, start: PastStart, name: str, problem: Problem) -> None:
    """Make a row say what is left of a start: committed now, with the time, the life and the capital that are left."""
    project = start.project
    began = problem.periods[start.period].begin + project.lead_time
    lead = 0.0 if start.served else round(began - problem.periods[cells.now].begin, DIGITS)
    blank = (
        "minimum", "maximum", "curve", "capital rate", "earliest", "latest", "requires", "starts", "block", "spending",
    )  # fmt: skip
    held.update(dict.fromkeys(blank))
    held["project"] = name
    if start.size is None:
        held["adds"] = held["removes"] = None  # also where nothing was ordered, so that another may be started
    elif project.adds is None and project.removes is None:
        held.update({"minimum": start.size, "maximum": start.size})
    else:
        held["block"] = start.size
    held["decision"] = f"{cells.periods[0]}: 1" if held.get("block") else cells.periods[0]
    held["lead time"] = lead
    held["fixed capital"] = math.fsum(start.to_pay.values()) or None
    if start.to_pay:
        held["cost of capital"] = project.cost_of_capital[start.period]
    if start.number > 1 and any(row["yearly cost"]):
        values = [one * start.number for one in row["yearly cost"][cells.now :]]
        cells.vary_in(held, "Projects", "yearly cost", values, name)
    if math.isfinite(project.life):
        held["economic life"] = held.get("economic life") or row["life"]
        held["life"] = round(project.life - max(0.0, start.age), DIGITS)
    if start.served:
        held["ramp"] = _listed(_ramp_left(project.ramp, start.age))
        if held["ramp"] and abs(start.age - round(start.age)) > MOMENT:
            cells.remarks.append(f"Projects: the ramp of {name} goes on by years, each the mean of two that it had")
    if not start.served and project.spending:
        held["spending"] = _listed(_spending_left(project.spending, project.lead_time, lead))


def _listed(shares: Sequence[float]) -> str | None:
    """Return shares as a cell has them."""
    return "; ".join(f"{share:.12g}" for share in shares) or None


def _ramp_left(ramp: Sequence[float], age: float) -> list[float]:
    """Return the shares of full output in the years from an age on: of a year that two shares fall into, their mean."""
    years = math.ceil(len(ramp) - age - MOMENT)
    return [mean_output(ramp, age + year, age + year + 1) for year in range(max(0, years))]


def _spending_left(shares: Sequence[float], lead: float, left: float) -> list[float]:
    """Return the shares of what is still to pay over equal parts of the time that is left."""
    part, done = Fraction(lead).limit_denominator(1000) / len(shares), Fraction(lead - left).limit_denominator(1000)
    rest = part * len(shares) - done
    ends = [part * n - done for n in range(1, len(shares) + 1)]
    count = math.lcm(*((end / rest).denominator for end in ends if end > 0))
    count = min(count, MOST_PARTS)
    found = []
    for n in range(count):
        low, high = rest * n / count, rest * (n + 1) / count
        found.append(sum(
            share * float(max(Fraction(0), min(high, end) - max(low, end - part)) / part)
            for share, end in zip(shares, ends, strict=True)
        ))  # fmt: skip
    total = math.fsum(found)
    return [one / total for one in found] if total > 0 else []


def _refer_to(cells: RolledCells, called: dict[PastStart, str], over: set[str]) -> None:
    """Let what requires or needs a project that has been started lean on the start that serves first, and longest.

    ``over`` are projects that have served and are no more: nothing has to wait for them.
    """
    first: dict[str, tuple[float, float, str]] = {}
    for start, name in called.items():
        rank = (min(start.age, 0.0), start.project.life - start.age, name)
        first[start.project.name] = max(first.get(start.project.name, rank), rank)
    for sheet, column in (("Projects", "requires"), ("Suppliers", "needs"), ("Lanes", "needs")):
        for row in cells.there(sheet):
            held = cells.of(row)
            if row[column] and held.get(column):
                names = [first[name][2] if name in first else name for name in row[column]]
                served = over if column == "requires" else set()
                held[column] = "; ".join(name for name in names if name not in served) or None
