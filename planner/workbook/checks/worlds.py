"""Checks of the tree of worlds: what branches from what, when, and how likely."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from planner.faults import would_do
from planner.tolerances import TYPED
from planner.workbook.checks.lookup import listed
from planner.workbook.schema.describe import number

if TYPE_CHECKING:
    from planner.workbook.book import Row
    from planner.workbook.checks.lookup import CheckLookup, CheckReport


MOST_ENDS: Final = 8  # that one programme was made for


def judge(facts: CheckLookup, report: CheckReport) -> None:
    """Note worlds that branch in a circle, that are known too soon or apart, or whose chances do not add up to 1."""
    rows = {row["world"]: row for row in facts.book.rows("Worlds")}
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
        _judge_begin(row, rows, facts, report)
    for before, own in together.items():
        _judge_together(before, own, report)
    ends = [row for row in rows.values() if row["world"] not in together]
    if len(ends) > MOST_ENDS:
        wrong = (
            f"there are {len(ends)} ends: all of them are planned as one programme, which grows with each and may not "
            "be closed in the time"
        )
        report.warning(ends[MOST_ENDS], "world", wrong, "Leave out what would not change what is started now")


def _is_circle(row: Row, rows: dict[str, Row]) -> bool:
    seen = {row["world"]}
    while row["after"]:
        row = rows[row["after"]]
        if row["world"] in seen:
            return True
        seen.add(row["world"])
    return False


def _judge_begin(row: Row, rows: dict[str, Row], facts: CheckLookup, report: CheckReport) -> None:
    """Note a world that is known no later than the one before it, or when the plan begins."""
    begin, before = facts.periods[row["from"]], rows.get(row["after"] or "")
    if before is None and begin == 0:
        wrong = "it would be known when the plan begins: nothing is decided before it"
        later = facts.book.periods[1:]
        remedy = f"Choose a later period, such as {later[0]}" if later else "A plan of one period has no worlds"
        report.error(row, "from", wrong, remedy)
    elif before is not None and begin <= facts.periods[before["from"]]:
        wrong = f"it must be later than that of the world before it, {before['world']!r}: {before['from']}"
        report.error(row, "from", wrong, f"Choose a period after {before['from']}")


def _judge_together(before: str, rows: list[Row], report: CheckReport) -> None:
    """Note worlds that branch off together and are known apart, or whose chances do not add up to 1."""
    names = listed(row["world"] for row in rows)
    whence = f"branch from {before!r}" if before else "branch from the beginning"
    first = rows[0]["from"]
    for row in rows[1:]:
        if row["from"] != first:
            wrong = f"the worlds {names} {whence}, and must be told apart in the same period"
            report.error(row, "from", wrong, would_do(f"Write {first}, as {rows[0]['world']!r} has", first))
    total = math.fsum(row["probability"] for row in rows)
    if abs(total - 1) > TYPED:
        last, otherwise = rows[-1], "Make them add up to 1"
        wrong = f"the probabilities of {names}, which {whence}, add up to {number(round(total, 6))}, not 1"
        rest = round(1 - (total - last["probability"]), 10)
        told = would_do(f"Write {number(rest)}", rest, otherwise=otherwise) if 0 < rest <= 1 else otherwise
        report.error(last, "probability", wrong, told)
