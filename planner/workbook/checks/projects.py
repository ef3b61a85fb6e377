"""Checks of projects: place, size, time, decision, and the curves of their capital."""

from __future__ import annotations

import math
from itertools import pairwise

from planner.faults import would_do
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, never
from planner.workbook.places import COUNTRY
from planner.workbook.schema.describe import number

LATER = "Shorten the lead time, let it start earlier, add periods, or set decision to never"


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with Projects and Curves."""
    _judge_curves(lookup, report)
    for circle in lookup.circles:
        row = lookup.projects[circle[0]]
        way = ", ".join([*circle, circle[0]])
        report.error(row, "requires", f"requires goes in a circle: {way}", "Take one of them out")
    used = _used_resources(lookup)
    for row in lookup.projects.values():
        _judge_target(row, "adds", lookup, report)
        _judge_target(row, "removes", lookup, report)
        _judge_size(row, lookup, report)
        _judge_without_size(row, lookup, report)
        _judge_time(row, lookup, report)
        _judge_commitments(row, lookup, report)
        _judge_requires(row, lookup, report)
        _judge_uses(row, lookup, report)
        if row["adds"] and row["adds"] not in lookup.processes | used:
            report.warning(row, "adds", f"it adds {row['adds']!r}, which nothing uses")


def _judge_curves(lookup: CheckLookup, report: CheckReport) -> None:
    for points in lookup.curves.values():
        if len(points) == 1:
            wrong = "a curve needs at least two points"
            report.error(points[0], "curve", wrong, "Add a row for its largest size")
        for before, after in pairwise(points):
            if after["size"] <= before["size"]:
                last = f"{number(before['size'])} in {before.cell('size')}"
                wrong = f"the sizes of a curve must increase, and this one comes after {last}"
                report.error(after, "size", wrong, "Put its rows in order of size")


def _judge_target(row: Row, column: str, lookup: CheckLookup, report: CheckReport) -> None:
    name, place = row[column], row["place"]
    if name is None:
        return
    if name in lookup.processes and place not in lookup.places.number:
        kind = "country" if lookup.places.specificity(place) == COUNTRY else "bloc"
        wrong = f"{name!r} is a process, which only a site can have, and {place!r} is a {kind}"
        report.error(row, "place", wrong, "Name a site")
        return
    at = lookup.plants.get((name, place)) if name in lookup.processes else lookup.resources.get((name, place))
    if at is None and column == "removes":
        wrong = f"there is no {name!r} at {place!r} to remove"
        sheet = "Plants" if name in lookup.processes else "Resources"
        report.error(row, column, wrong, f"Name what has a row in {sheet} at that place")
    elif at is not None and any(map(math.isinf, at["capacity"])):
        verb = "added to" if column == "adds" else "removed from"
        limit = f"it has no limit in Plants!{at.cell('capacity')}"
        wrong = f"nothing can be {verb} {name!r} at {place!r}: {limit}"
        report.error(row, column, wrong, "Give that plant a capacity")


def _judge_size(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    if row["block"]:
        for column in ("minimum", "maximum"):
            if row[column] is not None:
                wrong = f"{column} is not for blocks"
                report.error(row, column, wrong, "Take out one of the two; starts limits the blocks")
        if row["curve"]:
            report.error(row, "curve", "a curve does not go with blocks", "Take out one of the two")
    elif row["curve"]:
        for column in ("fixed capital", "capital rate"):
            if any(row[column]):
                wrong = f"{column} does not go with a curve, which gives the whole capital"
                report.error(row, column, wrong, "Take out one of the two")
    elif row["maximum"] is None and (row["adds"] or row["removes"]):
        wrong = "a project that adds or removes capacity needs a block, a curve or a maximum"
        report.error(row, "maximum", wrong, "Give the most of one start, or the capacity of one block")
    if row["minimum"] is not None and row["maximum"] is not None and row["minimum"] > row["maximum"]:
        wrong = f"the minimum is above the maximum of {number(row['maximum'])}"
        report.error(row, "minimum", wrong, "Change one of the two")


def _judge_without_size(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    if lookup.has_size(row) or row["adds"] or row["removes"]:
        return
    for column in ("capital rate", "fixed cost"):
        if any(row[column]):
            wrong = f"{column} is per unit of capacity, but the project has no size"
            remedy = "Give it a block or a maximum, or use fixed capital and yearly cost"
            report.warning(row, column, wrong, remedy)
    if row["uses"]:
        wrong = "uses are per unit of capacity, but the project has no size"
        report.warning(row, "uses", wrong, "Give it a block or a maximum")


def _judge_time(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    window = lookup.window(row, "earliest", "latest")
    if not window:
        wrong = f"earliest is after latest, {row['latest']!r}"
        report.error(row, "earliest", wrong, "Change one of the two")
    elif not lookup.offered(row) and row["decision"].kind != "never":
        ready = lookup.begins[window[0]] + row["lead time"]
        name, last = lookup.book.periods[window[0]], lookup.begins[-1]
        wrong = (
            f"the project can only finish after the horizon: started in {name} it is ready at "
            f"{number(ready)}, and the last period begins at {number(last)}"
        )
        report.error(row, "lead time", wrong, LATER)


def _judge_commitments(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    commitments = row["decision"].commitments
    offered = set(lookup.offered(row))
    if not offered:
        return
    for period, _ in commitments:
        start = lookup.periods[period]
        if start in lookup.window(row, "earliest", "latest") and start not in offered:
            ready = number(lookup.begins[start] + row["lead time"])
            wrong = f"a start in {period} would be in service only after the horizon: it is ready at {ready}"
            report.error(row, "decision", wrong, "Commit an earlier period, or shorten the lead time")
    if row["block"]:
        _judge_blocks(row, commitments, report)
    else:
        _judge_starts(row, commitments, lookup, report)


def _judge_blocks(row: Row, commitments: tuple[tuple[str, float | None], ...], report: CheckReport) -> None:
    for period, least in commitments:
        if least is not None and not float(least).is_integer():
            wrong = f"blocks are whole, and {number(least)} are committed in {period}"
            report.error(row, "decision", wrong, "Commit a number of blocks, not a capacity")
    total = sum(1 if least is None else least for _, least in commitments)
    if total > row["starts"]:
        wrong = f"{number(total)} blocks are committed, and starts allows {number(row['starts'])}"
        report.error(row, "decision", wrong, "Raise starts, or commit fewer")


def _judge_starts(
    row: Row, commitments: tuple[tuple[str, float | None], ...], lookup: CheckLookup, report: CheckReport
) -> None:  # fmt: skip
    if len(commitments) > row["starts"]:
        wrong = f"{len(commitments)} starts are committed, and starts allows {number(row['starts'])}"
        report.error(row, "decision", wrong, "Raise starts, or commit fewer")
    most = lookup.largest(row) / row["starts"]
    for period, least in commitments:
        if least is None:
            continue
        if not lookup.has_size(row):
            wrong = f"{number(least)} is committed in {period}, but the project has no size"
            alone = "; ".join(_written(name, None if name == period else size) for name, size in commitments)
            remedy = would_do(f"Write {period} alone, or give it a maximum", alone, otherwise="Give it a maximum")
            report.error(row, "decision", wrong, remedy)
        elif least > most:
            wrong = f"{number(least)} is committed in {period}, and one start is at most {number(most)}"
            report.error(row, "decision", wrong, "Raise the maximum, or commit less")


def _written(period: str, size: float | None) -> str:
    return period if size is None else f"{period}: {number(size)}"


def _judge_requires(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    if any(row["project"] in circle for circle in lookup.circles):
        return
    late = [name for name in row["requires"] if lookup.first_service(name) is None]
    stops = row["decision"].kind in ("must", "commit")
    if late and row["decision"].kind != "never":
        wrong = f"it can never start: it requires {late[0]!r}, which can never be in service"
        report.either(stops, row, "requires", wrong, f"Take {late[0]!r} out, or let it be built")
    elif stops and lookup.offered(row) and lookup.first_service(row["project"]) is None:
        wrong = "what it requires is in service too late for it to serve within the horizon"
        report.error(row, "requires", wrong, LATER)
    else:
        _judge_ready(row, lookup, report)


def _judge_ready(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a start that is committed before what it requires can be in service: told with what it waits for."""
    ready = {name: place for name in row["requires"] if (place := lookup.first_service(name)) is not None}
    commitments = row["decision"].commitments
    last = max(ready, key=ready.__getitem__, default="")
    for period, least in commitments:
        if last and ready[last] > lookup.periods[period]:
            first = lookup.book.periods[ready[last]]
            serves = f"which serves from {first} at the earliest"
            wrong = f"a start in {period} is committed, and it requires {last!r}, {serves}"
            alone = [_written(first, least)] if len(commitments) == 1 else []
            otherwise = f"Commit it from {first} on, or have {last!r} sooner"
            told = [would_do(f"Write {one}, or have {last!r} sooner", one, otherwise=otherwise) for one in alone]
            report.error(row, "decision", wrong, told[0] if told else otherwise)


def _judge_uses(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    for resource, amounts in row["uses"]:
        if any(amounts) and lookup.nearest(resource, row["place"]) is None:
            wrong = f"it {never('built', amounts, lookup)}: no row of Resources gives {resource!r} to {row['place']!r}"
            report.warning(row, "uses", wrong, f"Add {resource!r} at {row['place']!r} to Resources")
    if row["spending"] and not row["lead time"]:
        report.warning(row, "spending", "spending has no effect without a lead time")


def _used_resources(lookup: CheckLookup) -> set[str]:
    found = {row["item"] for row in lookup.book.rows("Recipes") if row["role"] == "uses"}
    for sheet in ("Suppliers", "Lanes", "Stockpiles", "Projects"):
        for row in lookup.book.rows(sheet):
            found.update(resource for resource, _ in row["uses"])
    return found
