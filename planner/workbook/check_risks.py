"""Checks of disruptions and of what they hit."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from planner.workbook.describe import number
from planner.workbook.facts import TINY

if TYPE_CHECKING:
    from planner.workbook.book import Row
    from planner.workbook.facts import Facts, Report

EACH: Final = re.compile(r"each(?:\s+but\s+(?P<but>.+))?", re.IGNORECASE)


def judge(facts: Facts, report: Report) -> None:
    """Note what is wrong with Disruptions and Hits, and with what they make of stocks."""
    hits: dict[str, list[Row]] = {row["disruption"]: [] for row in facts.book.rows("Disruptions")}
    for row in facts.book.rows("Hits"):
        hits[row["disruption"]].append(row)
        _judge_hit(row, facts, report)
    if _judge_chances(hits, facts, report):
        _judge_overlaps(hits, facts, report)
    for row in facts.book.rows("Disruptions"):
        if not hits[row["disruption"]]:
            report.warning(row, "disruption", "no row of Hits says what it hits", "Add one, or take it out")
        _judge_each(hits[row["disruption"]], report)
        _judge_guarantee(row, facts, report)
    if hits:
        _judge_values(facts, report)


def _judge_hit(row: Row, facts: Facts, report: Report) -> None:
    if row["remaining"] > 1 and row["target"] != "demand":
        wrong = f"more than all of a {row['target']} cannot remain; only demand may surge above 1"
        report.error(row, "remaining", wrong, "Give a share from 0 to 1")
    if row["target"] == "lane" and not EACH.fullmatch(row["name"]):
        _judge_lane(row, facts, report)
    if row["target"] == "plant" and "*" not in row["material"]:
        _judge_plant(row, facts, report)


def _judge_lane(row: Row, facts: Facts, report: Report) -> None:
    start, _, end = (part.strip() for part in row["name"].partition(">"))
    starts, ends = set(facts.places.sites_in(start)), set(facts.places.sites_in(end))
    for lane in facts.book.rows("Lanes"):
        from_there = not starts.isdisjoint(facts.places.sites_in(lane["from"]))
        if from_there and not ends.isdisjoint(facts.places.sites_in(lane["to"])):
            return
    report.error(row, "name", f"no lane goes from {start!r} to {end!r}", "Name the ends of a row of Lanes")


def _judge_plant(row: Row, facts: Facts, report: Report) -> None:
    process = row["name"].partition("@")[0].strip()
    made = facts.recipes.get(process, {}).get("makes", {})
    if "@" in row["name"] and made and not set(row["material"]) & set(made):
        wrong = f"it hits nothing: {process!r} makes none of these materials"
        report.warning(row, "material", wrong, "Leave it blank, or name what the plant makes")


def _judge_each(hits: list[Row], report: Report) -> None:
    each = [row for row in hits if EACH.fullmatch(row["name"])]
    if len(each) > 1:
        wrong = f"a disruption may have one row with each, and {each[0].cell('name')} has it already"
        report.error(each[1], "name", wrong, "Make it a disruption of its own")


def _judge_guarantee(row: Row, facts: Facts, report: Report) -> None:
    """Note a guarantee that covers no demand."""
    if not row["required"]:
        return
    covered = [
        demand for demand in facts.book.rows("Demand")
        if ("*" in row["covers"] or demand["material"] in row["covers"])
        and (any(demand["shortage cost"]) or any(demand["required"]))
    ]  # fmt: skip
    if not covered:
        wrong = "its guarantee covers nothing: no such demand has a shortage cost or a required share"
        report.warning(
            row, "required", wrong, "Name other materials in covers, or give the demand a shortage cost"
        )


def _judge_chances(hits: dict[str, list[Row]], facts: Facts, report: Report) -> bool:
    """Refuse chances that add up to more than 1 in one period, at the row that adds most; return whether none do."""
    rows = facts.book.rows("Disruptions")
    branches = {row["disruption"]: _branches(hits[row["disruption"]], facts) for row in rows}
    said: set[int] = set()
    for period, place in facts.periods.items():
        chances = {
            row.number: row["probability"] * facts.years[place] * branches[row["disruption"]]
            for row in rows
            if "*" in row["onset"] or period in row["onset"]
        }
        total = math.fsum(chances.values())
        if total <= 1 + TINY:
            continue
        most = next(row for row in rows if row.number == max(chances, key=lambda number: chances[number]))
        if most.number not in said:
            said.add(most.number)
            count = branches[most["disruption"]]
            times = f" (it makes {count} disruptions)" if count > 1 else ""
            wrong = (
                f"the chances of all disruptions in {period} add up to {number(round(total, 6))}, above 1, "
                f"its years counted; this row adds most{times}"
            )
            report.error(most, "probability", wrong, "Lower it, or let it begin in other periods")
    return not said


def _judge_overlaps(hits: dict[str, list[Row]], facts: Facts, report: Report) -> None:
    """Warn where disruptions that last into each other leave the undisturbed network less than no weight.

    Each branch's cost stands in place of the network's over its window, at its chance.
    """
    rows = facts.book.rows("Disruptions")
    shares = {row.number: _shares_under_way(row, _branches(hits[row["disruption"]], facts), facts) for row in rows}
    for place, period in enumerate(facts.book.periods):
        total = math.fsum(share[place] for share in shares.values())
        if total > 1 + TINY:
            most = max(rows, key=lambda row: shares[row.number][place])
            wrong = (
                f"in {period} the disruptions that may be under way have chances that add up to "
                f"{number(round(total, 6))}, above 1: what the undisturbed network costs then counts as a gain"
            )
            report.warning(most, "duration", wrong, "Lower probabilities or durations, or let fewer begin")
            return


def _shares_under_way(row: Row, branches: int, facts: Facts) -> list[float]:
    """Return by period the chance of a row's disruptions times the share of the period that they last in it."""
    found = [0.0] * facts.count
    for start, period in enumerate(facts.book.periods):
        if "*" in row["onset"] or period in row["onset"]:
            end = facts.begins[start] + row["duration"]
            for place in range(start, facts.count):
                inside = min(max(end - facts.begins[place], 0.0), facts.years[place]) / facts.years[place]
                found[place] += row["probability"] * facts.years[start] * branches * inside
    return found


def _branches(hits: list[Row], facts: Facts) -> int:
    """Return how many disruptions a row makes: one, or one for each thing of a kind."""
    for row in hits:
        each = EACH.fullmatch(row["name"])
        if each:
            left_out = {part.strip() for part in (each["but"] or "").split(";") if part.strip()}
            return len(things(row["target"], facts) - left_out)
    return 1


def things(target: str, facts: Facts) -> set[str]:
    """Return the names of all things of a kind, as hits name them."""
    book, places = facts.book, facts.places
    created = [pair for pair in facts.adders if pair[0] in facts.processes and pair[1] in places.number]
    added = [pair for pair in facts.adders if pair[0] not in facts.processes]
    found = {
        "country": places.countries,
        "bloc": places.blocs,
        "site": places.sites,
        "plant": [f"{process} @ {site}" for process, site in [*facts.plants, *created]],
        "supplier": [row["supplier"] for row in book.rows("Suppliers")],
        "lane": [f"{row['from']} > {row['to']}" for row in book.rows("Lanes")],
        "chokepoint": [name for row in book.rows("Lanes") for name in row["chokepoints"]],
        "resource": [f"{resource} @ {place}" for resource, place in [*facts.resources, *added]],
        "material": [row["material"] for row in book.rows("Materials")],
        "demand": [row["market"] for row in book.rows("Demand")],
    }
    return set(found[target])


def _judge_values(facts: Facts, report: Report) -> None:
    """Note stocks that a disruption could take for nothing."""
    materials = {row["material"]: row for row in facts.book.rows("Materials")}
    for name in dict.fromkeys(row["material"] for row in facts.book.rows("Stockpiles")):
        row = materials[name]
        if not all(row["value"]):
            wrong = (
                f"{name!r} is stocked and has no value, so a disruption could use up its stock for nothing"
            )
            report.warning(row, "value", wrong, "Give what buying a unit again costs")
