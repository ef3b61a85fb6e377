"""Checks of times that no period begins or ends with: lead times that count as longer, windows that are cut."""

from __future__ import annotations

from typing import Final

from planner.faults import would_do
from planner.tolerances import MOMENT
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, listed
from planner.workbook.schema.describe import number

MOST_CELLS: Final = 3  # that are named beside the first


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note lead times that end within a period whenever the project starts, and windows beyond the horizon."""
    waiting: dict[float, list[Row]] = {}
    for row in lookup.book.rows("Projects"):
        if row["decision"].kind != "never" and lookup.offered(row) and _always_waits(row, lookup):
            waiting.setdefault(row["lead time"], []).append(row)
    for rows in waiting.values():
        _tell_lead_time(rows, lookup, report)
    hit = {row["disruption"] for row in lookup.book.rows("Hits")}
    for row in lookup.book.rows("Disruptions"):
        if row["disruption"] in hit:
            _judge_window(row, lookup, report)


def _always_waits(row: Row, lookup: CheckLookup) -> bool:
    """Return whether no period begins just when a project is ready, whenever it starts."""
    ends = [(lookup.begins[start] + row["lead time"], lookup.serves(row, start)) for start in lookup.offered(row)]
    return all(service is not None and lookup.begins[service] > ready + MOMENT for ready, service in ends)


def _tell_lead_time(rows: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Warn of a lead time after which every start waits for the next period: once for all projects that have it."""
    row, names = rows[0], lookup.book.periods
    start = lookup.offered(row)[0]
    service, ready = lookup.serves(row, start), lookup.begins[start] + row["lead time"]
    assert service is not None
    longer, shorter = (number(lookup.begins[t] - lookup.begins[start]) for t in (service, service - 1))
    count = "1 period" if service - start == 1 else f"{service - start} periods"
    others = [other.cell("lead time") for other in rows[1:]]
    more = f" and {len(others) - MOST_CELLS} more" if len(others) > MOST_CELLS else ""
    alike = f" (so are {', '.join(others[:MOST_CELLS])}{more})" if others else ""
    wrong = (
        f"started in {names[start]} it is ready at {number(ready)} and serves from {names[service]} on: no period "
        f"begins in between, and the lead time counts as {count}{alike}"
    )
    words = f"Write {longer}, or {shorter} to serve a period earlier"
    otherwise = f"Write how long it takes so that it ends where a period begins, such as {longer}"
    report.warning(row, "lead time", wrong, would_do(words, float(longer), float(shorter), otherwise=otherwise))


def _judge_window(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Tell of the onsets from which a disruption would last beyond the end of the horizon."""
    onsets = lookup.book.periods if "*" in row["onset"] else row["onset"]
    window = row["duration"] + row["recovery"]
    cut = [name for name in onsets if lookup.begins[lookup.periods[name]] + window > lookup.end + MOMENT]
    if cut:
        left = round(lookup.end - lookup.begins[lookup.periods[cut[-1]]], 9)
        mended = ", its recovery counted," if row["recovery"] else ""
        wrong = (
            f"struck in {listed(cut)} it would last{mended} beyond the end of the horizon and is cut there, "
            f"to {number(left)} {'year' if left == 1 else 'years'} in {cut[-1]}"
        )
        report.note(row, "duration", wrong, "Add periods to see all of it")
