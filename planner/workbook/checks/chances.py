"""Checks of chances: what they add up to, how much of the time is disrupted, and whether the risk weight is sound."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planner.faults import would_do
from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.checks.risks import branches_of
from planner.workbook.schema.describe import number
from planner_models.given.disruptions import Risk

CREDITED: Final = 0.95  # the most of what waste in the undisturbed plan costs that it may be credited for


@dataclass(frozen=True)
class CheckedStrike:
    """A row's disruptions that strike in a period: how many, the chance of each, the share of every period it lasts."""

    row: Row
    count: int
    chance: float
    shares: tuple[float, ...]


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note chances that are too large, and a risk weight under which waste would pay."""
    counts = _counts(lookup)
    onsets = [list(_strikes(lookup, counts, t)) for t in range(lookup.count)]
    if _judge_chances(lookup, report, onsets) and _judge_time(lookup, report, onsets):
        _judge_weight(lookup, report, onsets)


def _counts(lookup: CheckLookup) -> dict[int, int]:
    """Return how many disruptions each row with a probability makes, by its number."""
    hits: dict[str, list[Row]] = {row["disruption"]: [] for row in lookup.book.rows("Disruptions")}
    for row in lookup.book.rows("Hits"):
        hits[row["disruption"]].append(row)
    rows = lookup.book.rows("Disruptions")
    chancy = [row for row in rows if row["probability"] > 0]
    return {row.number: branches_of(hits[row["disruption"]], lookup, int(row["together"])) for row in chancy}


def _strikes(lookup: CheckLookup, counts: Mapping[int, int], t: int) -> Iterator[CheckedStrike]:
    """Yield what may strike in a period, where it has a chance."""
    for row in lookup.book.rows("Disruptions") if counts else ():
        if row.number in counts and ("*" in row["onset"] or lookup.book.periods[t] in row["onset"]):
            shares = _shares(lookup, t, row["duration"] + row["recovery"])
            yield CheckedStrike(row, counts[row.number], row["probability"] * lookup.years[t], shares)


def _shares(lookup: CheckLookup, t: int, window: float) -> tuple[float, ...]:
    """Return the share of every period that a window from the beginning of one covers."""
    end = lookup.begins[t] + window
    lasting = (min(max(end - begin, 0.0), years) for begin, years in zip(lookup.begins, lookup.years, strict=True))
    return tuple(
        length / years if place >= t else 0.0
        for place, (length, years) in enumerate(zip(lasting, lookup.years, strict=True))
    )


def _judge_chances(lookup: CheckLookup, report: CheckReport, onsets: Sequence[Sequence[CheckedStrike]]) -> bool:
    """Refuse chances that add up to more than 1 in a period, at the row that adds most; return whether none do."""
    said: set[int] = set()
    for period, strikes in zip(lookup.book.periods, onsets, strict=True):
        total = math.fsum(x.count * x.chance for x in strikes)
        most = max(strikes, key=lambda x: x.count * x.chance, default=None)
        if most is None or total <= 1 + TYPED or most.row.number in said:
            continue
        said.add(most.row.number)
        times = f" (it makes {most.count} disruptions)" if most.count > 1 else ""
        wrong = (
            f"the chances of all disruptions in {period} add up to {number(round(total, 6))}, above 1, "
            f"its years counted; this row adds most{times}"
        )
        report.error(most.row, "probability", wrong, "Lower it, or let it begin in other periods")
    return not said


def _judge_time(lookup: CheckLookup, report: CheckReport, onsets: Sequence[Sequence[CheckedStrike]]) -> bool:
    """Refuse more than all of a period's time as disrupted, at the row that adds most; return whether it is not.

    What a branch costs stands in place of the undisturbed network's cost over its window, at its chance.
    """
    strikes = [x for own in onsets for x in own]
    totals = [math.fsum(x.count * x.chance * x.shares[s] for x in strikes) for s in range(lookup.count)]
    worst = max(range(lookup.count), key=lambda s: totals[s])
    if totals[worst] <= 1 + TYPED:
        return True
    most = max(strikes, key=lambda x: x.count * x.chance * x.shares[worst])
    wrong = (
        f"in {lookup.book.periods[worst]} the disruptions that may be under way take "
        f"{number(round(totals[worst], 6))} of the time (chances times windows), above 1: "
        "what the undisturbed network costs would then count as a gain"
    )
    report.error(most.row, "duration", wrong, "Lower probabilities or durations, or let fewer begin")
    return False


def _judge_weight(lookup: CheckLookup, report: CheckReport, onsets: Sequence[Sequence[CheckedStrike]]) -> None:
    """Refuse a risk weight under which waste in the undisturbed plan is credited for nearly all that it costs.

    A unit wasted in a period lowers what a branch costs more by no more than the share of the period that its window
    covers, and so what disruptions count by no more than the mean and the tail of these shares, at their weights.
    """
    weight = lookup.book.settings["risk weight"]
    risk = Risk(weight, lookup.book.settings["risk level"])
    largest, where = math.inf, 0
    for s in range(lookup.count) if weight else ():
        shares = [[(x.count * x.chance, x.shares[s]) for x in own] for own in onsets]
        mean = math.fsum(chance * share for own in shares for chance, share in own)
        tail = math.fsum(risk.tail(own) for own in shares)
        sound = math.inf if tail <= CREDITED else (CREDITED - mean) / (tail - mean) if mean < CREDITED else 0.0
        if sound < largest:
            largest, where = sound, s
    if weight <= largest + TYPED:
        return
    row = next(row for row in lookup.book.rows("Settings") if row["setting"] == "risk weight")
    wrong = (
        f"disruptions are so likely or so long in {lookup.book.periods[where]} that with this weight a plan could save "
        f"by wasting, or by serving nobody, while nothing is disrupted: more than {CREDITED:.0%} of what that costs "
        "would come back as smaller extra costs of disruptions"
    )
    sound = round(largest, 6) if largest > TYPED else 0.0
    told = f"The largest sound weight is {number(sound)}" if sound else "Only 0 is sound"
    otherwise = "Lower probabilities or durations"
    report.error(row, "value", wrong, would_do(f"{told}; or l{otherwise[1:]}", sound, otherwise=otherwise))
