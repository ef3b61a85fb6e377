"""Checks of the tree of worlds: what branches from what, when, and how likely."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from planner.faults import would_do
from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, listed
from planner.workbook.schema.describe import number

ANY: Final = frozenset({"*"})  # no name of a world


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note worlds that branch in a circle, that are known too soon or apart, or whose chances do not add up to 1."""
    judge_sums(lookup.book.rows("Worlds"), (), report)
    rows = {row["world"]: row for row in lookup.book.rows("Worlds")}
    if not rows:
        return
    together: dict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        together[row["after"] or ""].append(row)
    for row in rows.values():
        if _is_circle(row, rows):
            report.error(row, "after", "the worlds branch from each other in a circle", "Let the first one's be blank")
            return
    for row in rows.values():
        _judge_begin(row, rows, lookup, report)
    for own in together.values():
        _judge_together(own, report)


def _is_circle(row: Row, rows: dict[str, Row]) -> bool:
    seen = {row["world"]}
    while row["after"]:
        row = rows[row["after"]]
        if row["world"] in seen:
            return True
        seen.add(row["world"])
    return False


def _judge_begin(row: Row, rows: dict[str, Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Note a world that is known no later than the one before it, or when the plan begins."""
    begin, before = lookup.periods[row["from"]], rows.get(row["after"] or "")
    if before is None and begin == 0:
        wrong = "it would be known when the plan begins: nothing is decided before it"
        later = lookup.book.periods[1:]
        remedy = f"Choose a later period, such as {later[0]}" if later else "A plan of one period has no worlds"
        report.error(row, "from", wrong, remedy)
    elif before is not None and begin <= lookup.periods[before["from"]]:
        wrong = f"it must be later than that of the world before it, {before['world']!r}: {before['from']}"
        report.error(row, "from", wrong, f"Choose a period after {before['from']}")


def _judge_together(rows: list[Row], report: CheckReport) -> None:
    """Note worlds that branch off together and are known apart."""
    names, first = listed(row["world"] for row in rows), rows[0]["from"]
    for row in rows[1:]:
        if row["from"] != first:
            wrong = f"the worlds {names} {_whence(row)}, and must be told apart in the same period"
            report.error(row, "from", wrong, would_do(f"Write {first}, as {rows[0]['world']!r} has", first))


def judge_sums(rows: Iterable[Row], wrong: Collection[str], report: CheckReport) -> None:
    """Note worlds whose chances do not add up to 1: of those that branch off together all of whose cells are right.

    ``wrong`` are the cells of Worlds that could not be read. Whose world before it is one of them, may be of any that
    have one.
    """
    together: dict[str, list[Row]] = defaultdict(list)
    unsure: set[str] = set()
    for row in rows:
        if row.cell("after") in wrong:
            unsure |= ANY
            continue
        together[row["after"] or ""].append(row)
        if {row.cell("world"), row.cell("probability")} & set(wrong):
            unsure.add(row["after"] or "")
    for before, own in together.items():
        if before not in unsure and (not before or not unsure >= ANY):
            _judge_sum(own, report)


def _judge_sum(rows: list[Row], report: CheckReport) -> None:
    total = math.fsum(row["probability"] for row in rows)
    if abs(total - 1) > TYPED:
        names, last, otherwise = listed(row["world"] for row in rows), rows[-1], "Make them add up to 1"
        wrong = f"the probabilities of {names}, which {_whence(last)}, add up to {number(round(total, 6))}, not 1"
        rest = round(1 - (total - last["probability"]), 10)
        told = would_do(f"Write {number(rest)}", rest, otherwise=otherwise) if 0 < rest <= 1 else otherwise
        report.error(last, "probability", wrong, told)


def _whence(row: Row) -> str:
    return f"branch from {row['after']!r}" if row["after"] else "branch from the beginning"
