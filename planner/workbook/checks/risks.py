"""Checks of disruptions and of what they hit."""

from __future__ import annotations

import re
from math import comb
from typing import Final

from planner.faults import would_do
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.schema.describe import number

MOST_SETS: Final = 20_000  # sets of one row: each is judged in every onset
EACH: Final = re.compile(r"each(?:\s+but\s+(?P<but>.+))?", re.IGNORECASE)


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with Disruptions and Hits, and with what they make of stocks."""
    hits: dict[str, list[Row]] = {row["disruption"]: [] for row in lookup.book.rows("Disruptions")}
    for row in lookup.book.rows("Hits"):
        hits[row["disruption"]].append(row)
        _judge_hit(row, lookup, report)
    for row in lookup.book.rows("Disruptions"):
        if not hits[row["disruption"]]:
            report.warning(row, "disruption", "no row of Hits says what it hits", "Add one, or take it out")
        _judge_each(hits[row["disruption"]], lookup, report)
        _judge_together(row, hits[row["disruption"]], lookup, report)
        _judge_guarantee(row, lookup, report)
    if hits:
        _judge_values(lookup, report)


def _judge_hit(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    if row["remaining"] is not None and row["remaining"] > 1 and row["target"] != "demand":
        wrong = f"more than all of a {row['target']} cannot remain; only demand may surge above 1"
        report.error(row, "remaining", wrong, "Give a share from 0 to 1")
    if row["target"] == "lane" and not EACH.fullmatch(row["name"]):
        _judge_lane(row, lookup, report)
    if row["target"] == "plant" and "*" not in row["material"]:
        _judge_plant(row, lookup, report)


def _judge_lane(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    start, end = lookup.places.ends(row["name"])
    starts, ends = set(lookup.places.sites_in(start)), set(lookup.places.sites_in(end))
    for lane in lookup.book.rows("Lanes"):
        from_there = not starts.isdisjoint(lookup.places.sites_in(lane["from"]))
        if from_there and not ends.isdisjoint(lookup.places.sites_in(lane["to"])):
            return
    report.error(row, "name", f"no lane goes from {start!r} to {end!r}", "Name the ends of a row of Lanes")


def _judge_plant(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    process, place = lookup.places.at(row["name"], lookup.recipes)
    made = lookup.recipes.get(process, {}).get("makes", {})
    if place and made and not set(row["material"]) & set(made):
        wrong = f"it hits nothing: {process!r} makes none of these materials"
        report.warning(row, "material", wrong, "Leave it blank, or name what the plant makes")


def _judge_each(hits: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    each = [row for row in hits if EACH.fullmatch(row["name"])]
    if len(each) > 1:
        wrong = f"a disruption may have one row with each, and {each[0].cell('name')} has it already"
        report.error(each[1], "name", wrong, "Make it a disruption of its own")
    elif each and not members(each[0], lookup):
        wrong = f"it hits nothing: there is no {each[0]['target']} that it goes over"
        report.warning(each[0], "name", wrong, "Name what is to be hit")


def _judge_together(row: Row, hits: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Note sets that there are none of, or more of than can be judged."""
    count = row["together"]
    if count == 1:
        return
    spread = next((hit for hit in hits if EACH.fullmatch(hit["name"])), None)
    if spread is None:
        wrong = "together is of the things that a hit with each goes over, and none of its hits has each"
        report.error(row, "together", wrong, would_do("Leave it blank, or name each in one of its rows of Hits", 1))
        return
    there = len(members(spread, lookup))
    if count > there:
        wrong = f"{number(count)} cannot be out together: Hits!{spread.cell('name')} goes over {there} of them"
        report.error(row, "together", wrong, would_do(f"Give at most {there}", max(there, 1)))
    elif comb(there, int(count)) > MOST_SETS:
        most = max(k for k in range(1, int(count)) if comb(there, k) <= MOST_SETS)
        wrong = f"that makes {comb(there, int(count)):,} sets of {there}, and more than {MOST_SETS:,} are not judged"
        report.error(row, "together", wrong, would_do(f"Give {most} or less, or leave some out with each but", most))


def _judge_guarantee(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a guarantee or floor that covers no demand, and a guarantee that asks for no more than the floor."""
    covered = [
        demand for demand in lookup.book.rows("Demand")
        if ("*" in row["covers"] or demand["material"] in row["covers"])
        and (any(demand["shortage cost"]) or any(demand["required"]))
    ]  # fmt: skip
    for column, what in (("required", "guarantee"), ("floor", "floor")):
        if row[column] and not covered:
            wrong = f"its {what} covers nothing: no such demand has a shortage cost or a required share"
            report.warning(row, column, wrong, "Name other materials in covers, or give the demand a shortage cost")
    if covered and row["required"] and row["floor"] and row["required"] <= row["floor"]:
        wrong = f"over the whole window it asks for no more than its floor of {number(row['floor'])} at every moment"
        report.note(row, "required", wrong, "Take it out, or ask for more than the floor")


def branches_of(hits: list[Row], lookup: CheckLookup, together: int) -> int:
    """Return how many disruptions a row makes: one, or one for each thing of a kind, or for each set of so many."""
    for row in hits:
        each = EACH.fullmatch(row["name"])
        if each:
            return comb(len(members(row, lookup)), together)
    return 1


def members(hit: Row, lookup: CheckLookup) -> set[str]:
    """Return what a hit with each goes over."""
    each = EACH.fullmatch(hit["name"])
    assert each is not None
    left_out = {part.strip() for part in (each["but"] or "").split(";") if part.strip()}
    return {name for name in things(hit["target"], lookup) - left_out if _is_meant(name, hit, lookup)}


def _is_meant(name: str, hit: Row, lookup: CheckLookup) -> bool:
    """Whether a plant makes one of the materials of a hit that names some."""
    if hit["target"] != "plant" or "*" in hit["material"]:
        return True
    made = lookup.recipes.get(lookup.places.at(name, lookup.recipes)[0], {}).get("makes", {})
    return not set(hit["material"]).isdisjoint(made)


def things(target: str, lookup: CheckLookup) -> set[str]:
    """Return the names of all things of a kind, as hits name them."""
    book, places = lookup.book, lookup.places
    created = [pair for pair in lookup.adders if pair[0] in lookup.processes and pair[1] in places.number]
    added = [pair for pair in lookup.adders if pair[0] not in lookup.processes]
    found = {
        "country": places.countries,
        "bloc": places.blocs,
        "site": places.sites,
        "plant": [f"{process} @ {site}" for process, site in [*lookup.plants, *created]],
        "supplier": [row["supplier"] for row in book.rows("Suppliers")],
        "lane": [f"{start} > {end}" for start, end in _ends(lookup)],
        "chokepoint": [name for row in book.rows("Lanes") for name in row["chokepoints"]],
        "resource": [f"{resource} @ {place}" for resource, place in [*lookup.resources, *added]],
        "material": [row["material"] for row in book.rows("Materials")],
        "demand": [row["market"] for row in book.rows("Demand")],
    }
    return set(found[target])


def _ends(lookup: CheckLookup) -> set[tuple[str, str]]:
    """Return the pairs of sites that a row of Lanes joins."""
    places = lookup.places
    return {
        (places.sites[start], places.sites[end])
        for row in lookup.book.rows("Lanes")
        for start in places.sites_in(row["from"])
        for end in places.sites_in(row["to"])
        if start != end
    }


def _judge_values(lookup: CheckLookup, report: CheckReport) -> None:
    """Note stocks that a disruption could take for nothing: where gains count, what fills them costs nothing then."""
    materials = {row["material"]: row for row in lookup.book.rows("Materials")}
    chancy = any(row["probability"] for row in lookup.book.rows("Disruptions"))
    stops = chancy and lookup.book.settings["disruption gains"] == "count"
    for name in dict.fromkeys(row["material"] for row in lookup.book.rows("Stockpiles")):
        row = materials[name]
        if not all(row["value"]):
            wrong = f"{name!r} is stocked and has no value, so a disruption could use up its stock for nothing"
            if stops:
                wrong += "; with disruption gains counted, what the plan puts into stock would then cost nothing"
            report.either(stops, row, "value", wrong, "Give what buying a unit again costs")
