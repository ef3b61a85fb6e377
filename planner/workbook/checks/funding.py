"""Checks of who pays for what, and of how many projects a group may have."""

from __future__ import annotations

import math

from planner.tolerances import MOMENT
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.checks.public_money import funders_beside_capital
from planner.workbook.schema.describe import number


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with Funding, Budgets and Groups."""
    said: set[tuple[int, int]] = set()
    paying: set[str] = set()
    for project in lookup.projects.values():
        holding = _holding_rows(project, lookup)
        for rows in holding.values():
            for row in rows[1:]:
                if (rows[0].number, row.number) not in said:
                    said.add((rows[0].number, row.number))
                    _complain(project, rows[0], row, report)
        _judge_shares(project, [rows[0] for rows in holding.values()], report)
        if holding:
            _judge_income(project, lookup, report)
        paying |= {funder for funder, rows in holding.items() if _may_pay(project, rows[0], lookup)}
    named = {row["funder"] for row in lookup.book.rows("Funding")}
    elsewhere = funders_beside_capital(lookup)
    for row in lookup.book.rows("Budgets"):
        if row["funder"] in elsewhere:
            continue
        if row["funder"] not in named:
            wrong = "no row of Funding lets it pay for anything, nor does it pay for a stock or the support of an offer"
            report.warning(row, "funder", wrong, "Add one, or take it out")
        elif row["funder"] not in paying:
            wrong = (
                "it can never pay for anything: what Funding names for it cannot start, has no capital, is held by a "
                "more specific row, or is at a share or maximum of 0"
            )
            report.warning(row, "funder", wrong, "Name in Funding a project that it may pay for, or take it out")
    for row in lookup.book.rows("Groups"):
        _judge_group(row, lookup, report)


def _holding_rows(project: Row, lookup: CheckLookup) -> dict[str, list[Row]]:
    """Return for each funder its most specific rows that name a project: one, unless two are as specific."""
    names = _from_most_specific(project, lookup)
    best: dict[str, tuple[int, list[Row]]] = {}
    for row in lookup.book.rows("Funding"):
        ranks = [rank for rank, name in enumerate(names) if name in row["projects"]]
        if not ranks:
            continue
        rank, rows = best.get(row["funder"], (len(names), []))
        if ranks[0] < rank:
            best[row["funder"]] = (ranks[0], [row])
        elif ranks[0] == rank:
            rows.append(row)
    return {funder: rows for funder, (_, rows) in best.items()}


def _from_most_specific(project: Row, lookup: CheckLookup) -> list[str]:
    kind = [project["kind"]] if project["kind"] else []
    return [project["project"], *kind, *lookup.places.chain(project["place"]), "*"]


def _complain(project: Row, first: Row, second: Row, report: CheckReport) -> None:
    at = first.cell("projects")
    wrong = f"for {project['project']!r} this row of {second['funder']!r} is as specific as that of {at}"
    report.error(second, "projects", wrong, "Take one out, or name the project itself in one of them")


def _may_pay(project: Row, row: Row, lookup: CheckLookup) -> bool:
    """Whether a funder could pay for a project by the row of Funding that holds for it."""
    starts = project["decision"].kind != "never" and bool(lookup.offered(project))
    has_capital = project["curve"] or any(any(project[column]) for column in ("fixed capital", "capital rate"))
    return starts and bool(has_capital) and max(row["share"]) > 0 and row["maximum"] > 0


def _judge_shares(project: Row, rows: list[Row], report: CheckReport) -> None:
    """Note a project whose funders together may not pay the whole of its capital."""
    shares = [math.fsum(row["share"][t] for row in rows) for t in range(len(rows[0]["share"]))] if rows else []
    costs = zip(project["fixed capital"], project["capital rate"], strict=True)
    capital = [bool(project["curve"] or any(cost)) for cost in costs]
    total = max(shares, default=1.0)
    may_start = any(share >= 1 - MOMENT or not has for share, has in zip(shares, capital, strict=False))
    if not rows or may_start or project["decision"].kind == "never":
        return
    funders = ", ".join(dict.fromkeys(row["funder"] for row in rows))
    wrong = f"it can never start: its funders ({funders}) may pay {number(100 * total)}% of it at most"
    report.warning(project, "project", wrong, "Raise a share in Funding, or add a funder without limit")


def _judge_income(project: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a project that Funding names and whose capital is below zero: funders pay, they do not receive."""
    if project["decision"].kind != "never" and any(_least_capital(project, lookup, t) < 0 for t in range(lookup.count)):
        column = "curve" if project["curve"] else "fixed capital"
        wrong = "its capital can be below zero, and as Funding names it nobody can receive that: it is not started so"
        remedy = "Give what comes in as a yearly cost below zero, or take it out of Funding"
        report.warning(project, column, wrong, remedy)


def _least_capital(project: Row, lookup: CheckLookup, t: int) -> float:
    """Return the least capital of a start, of any size that it may have."""
    if project["curve"]:
        return min(float(row["capital"]) for row in lookup.curves[project["curve"]])
    ends = [project["block"]] if project["block"] else [project["minimum"] or 0.0, project["maximum"] or 0.0]
    return min(float(project["fixed capital"][t] + project["capital rate"][t] * size) for size in ends)


def _judge_group(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    members = [project for project in lookup.projects.values() if row["group"] in project["group"]]
    able = sum(lookup.first_service(project["project"]) is not None for project in members)
    bound = sum(project["decision"].kind in ("must", "commit") for project in members)
    if row["at least"] > row["at most"]:
        report.error(row, "at least", f"it is above at most, {number(row['at most'])}", "Change one of the two")
    elif row["at least"] > able:
        wrong = f"at least {number(row['at least'])} of its projects must start, and {able} can"
        report.warning(row, "at least", wrong, "Lower it, or name the group at more projects")
    elif bound > row["at most"]:
        wrong = f"at most {number(row['at most'])} of its projects may start, and {bound} must"
        report.warning(row, "at most", wrong, "Raise it, or free a decision")
    elif not members:
        report.warning(row, "group", "no project names this group", "Name it in the column group of Projects")
