"""Checks of suppliers, lanes, plants, resources, stockpiles and demand: each row, and rows that clash."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Final

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, never
from planner.workbook.places import ALL
from planner.workbook.schema.columns import fold
from planner.workbook.schema.describe import number

EITHER: Final = "Change one of the two"


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with Suppliers, Lanes, Plants, Stockpiles and Demand."""
    _judge_steps(lookup, report)
    for row in lookup.book.rows("Suppliers"):
        _judge_window(row, report, lookup)
        _judge_limits(row, lookup, report)
        _judge_needs(row, lookup, report)
        _judge_uses(row, (row["site"],), lookup, report)
    _judge_lanes(lookup, report)
    for row in lookup.book.rows("Plants"):
        if row["process"] not in lookup.recipes:
            wrong = f"the process {row['process']!r} has no row in Recipes, so it does nothing"
            report.warning(row, "process", wrong)
    for row in lookup.book.rows("Stockpiles"):
        _judge_stockpile(row, lookup, report)
    _judge_demands(lookup, report)


def _judge_window(row: Row, report: CheckReport, lookup: CheckLookup) -> None:
    if not lookup.window(row, "from", "until"):
        report.error(row, "from", f"from is after until, {row['until']!r}", EITHER)


def _judge_steps(lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse a price step that can never open, because one before it has no maximum, and no total to use up."""
    steps: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in lookup.book.rows("Suppliers"):
        before = steps[row["supplier"], row["site"], row["material"]]
        window = lookup.window(row, "from", "until")
        endless = next((other for other in before if _shuts(other, window, lookup)), None)
        if endless is not None:
            at = endless.cell("maximum") if "maximum" in endless.columns else endless.cell()
            wrong = f"this price step never opens: the one before it has no maximum and no total (Suppliers!{at})"
            remedy = "Give the earlier row a maximum or a total, or take one of the two out"
            report.error(row, "supplier", wrong, remedy)
        before.append(row)


def _shuts(row: Row, window: range, lookup: CheckLookup) -> bool:
    """Return whether a step is open without limit in all of a window's periods."""
    own = lookup.window(row, "from", "until")
    is_endless = not row["needs"] and math.isinf(row["total"])
    return is_endless and all(t in own and math.isinf(row["maximum"][t]) for t in window)


def _judge_limits(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    for place, (least, most) in enumerate(zip(row["minimum"], row["maximum"], strict=True)):
        if 0 < most < least:
            wrong = f"the minimum of {number(least)} is above the maximum of {number(most)}"
            period = lookup.book.periods[place]
            report.error(row, "minimum", f"{wrong} in {period}", EITHER, place)
            return


def _judge_needs(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    for name in row["needs"]:
        if lookup.first_service(name) is None:
            wrong = f"it never opens: it needs {name!r}, which can never be in service"
            report.warning(row, "needs", wrong, f"Take {name!r} out, or let it be built")


def _judge_uses(row: Row, places: tuple[str, ...], lookup: CheckLookup, report: CheckReport) -> None:
    for resource, amounts in row["uses"]:
        if any(amounts) and lookup.nearest(resource, *places) is None:
            where = " or ".join(repr(place) for place in places)
            wrong = f"it {never('used', amounts, lookup)}: no row of Resources gives {resource!r} to {where}"
            report.warning(row, "uses", wrong, f"Add {resource!r} to Resources, there or around it")


# Lanes


def _judge_lanes(lookup: CheckLookup, report: CheckReport) -> None:
    rows = lookup.book.rows("Lanes")
    valued = {row["material"] for row in lookup.book.rows("Materials") if any(row["value"])}
    for row in rows:
        _judge_lane(row, valued, lookup, report)
    _judge_same_ends(rows, report)
    _judge_crossing(rows, lookup, report)


def _judge_lane(row: Row, valued: set[str], lookup: CheckLookup, report: CheckReport) -> None:
    starts, ends = lookup.places.sites_in(row["from"]), lookup.places.sites_in(row["to"])
    if not starts or not ends or (len(starts) == 1 and starts == ends):
        wrong = f"it makes no lane: no two sites lie in {row['from']!r} and {row['to']!r}"
        report.warning(row, "from", wrong, "Name places that have sites")
        return
    _judge_limits(row, lookup, report)
    _judge_needs(row, lookup, report)
    if row["uses"]:
        ends_named = (lookup.places.sites[starts[0]], lookup.places.sites[ends[0]])
        _judge_uses(row, ends_named, lookup, report)
    if any(row["tariff"]) and not (valued if "*" in row["material"] else valued.intersection(row["material"])):
        wrong = "its tariff costs nothing: no material that it carries has a value"
        report.warning(row, "tariff", wrong, "Give the material a value in Materials")


def _overlaps(row: Row, other: Row) -> bool:
    mine, theirs = set(row["material"]), set(other["material"])
    return "*" in mine or "*" in theirs or not mine.isdisjoint(theirs)


def _judge_same_ends(rows: tuple[Row, ...], report: CheckReport) -> None:
    """Refuse two rows of the same ends and mode that both name a material, or both name none."""
    by_ends: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_ends[row["from"], row["to"], fold(row["mode"] or "")].append(row)
    for alike in by_ends.values():
        first: dict[str, Row] = {}
        for row in alike if len(alike) > 1 else ():
            others = [other for name in row["material"] if (other := first.setdefault(name, row)) is not row]
            if others:
                wrong = f"the same lane stands also in {others[0].cell('from')}"
                report.error(row, "from", wrong, "Take one row out, or give it another mode")


def _judge_crossing(rows: tuple[Row, ...], lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse two rows of the same lane where each is the more specific at one end.

    They may stand where a third row, as specific as each at its better end, decides between them.
    """
    exact: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    wider: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        mode = fold(row["mode"] or "")
        exact[row["from"], row["to"], mode].append(row)
        for place in _around(row["to"], lookup):
            wider[row["from"], place, mode].append(row)
    for row in rows:
        mode = fold(row["mode"] or "")
        for place in _around(row["from"], lookup):
            for other in wider.get((place, row["to"], mode), ()):
                if _clash(row, other, exact[row["from"], other["to"], mode], lookup):
                    _complain_of_crossing(row, other, report)


def _clash(row: Row, other: Row, between: list[Row], lookup: CheckLookup) -> bool:
    """Return whether two crossing rows share a lane that no row between them decides."""
    starts, ends = lookup.places.sites_in(row["from"]), lookup.places.sites_in(other["to"])
    is_none = not starts or not ends or (len(starts) == 1 and starts == ends)
    return not is_none and _overlaps(row, other) and not any(_decides(third, row, other) for third in between)


def _decides(third: Row, row: Row, other: Row) -> bool:
    shared = set(row["material"]) if "*" in other["material"] else set(other["material"])
    return "*" in third["material"] or shared <= set(third["material"])


def _complain_of_crossing(row: Row, other: Row, report: CheckReport) -> None:
    wrong = (
        f"from {row['from']!r} to {other['to']!r} both this row and {other.cell('from')} hold: "
        "each is the more specific at one end"
    )
    remedy = f"Add a row from {row['from']!r} to {other['to']!r}, or change one of the two"
    report.error(row, "from", wrong, remedy)


def _around(place: str, lookup: CheckLookup) -> tuple[str, ...]:
    """Return the larger places that a place is inside."""
    if lookup.places.specificity(place) == ALL:
        return ()
    return (*lookup.places.chain(place)[1:], "*")


# Stockpiles and demand


def _judge_stockpile(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    _judge_uses(row, (row["site"],), lookup, report)
    most = row["maximum"][-1]
    if row["final"] > most:
        wrong = f"the final stock is above the maximum of {number(most)}"
        report.error(row, "final", wrong, EITHER)
    held = next((t for t in range(lookup.count) if row["reserve"][t] > row["maximum"][t]), None)
    if held is not None:
        wrong = f"the reserve is above the maximum of {number(row['maximum'][held])} in {lookup.book.periods[held]}"
        report.error(row, "reserve", wrong, EITHER)
    if row["initial"] > row["maximum"][0]:
        wrong = f"the initial stock is above the maximum of {number(row['maximum'][0])} in the first period"
        report.warning(row, "initial", wrong, EITHER)


def _judge_demands(lookup: CheckLookup, report: CheckReport) -> None:
    likely = [row["disruption"] for row in lookup.book.rows("Disruptions") if row["probability"] > 0]
    cheapest = _lowest_prices(lookup)
    for row in lookup.book.rows("Demand"):
        if likely:
            _judge_required(row, likely[0], lookup, report)
        is_sale = not any(row["required"]) and not any(row["shortage cost"])
        lowest = cheapest.get(row["material"], -math.inf)
        if is_sale and max(row["price"]) < lowest:
            wrong = f"it pays less than the lowest price of {number(lowest)}: at most it gets what is bought anyway"
            remedy = "Raise the price, or give it a shortage cost or a required share"
            report.warning(row, "price", wrong, remedy)


def _judge_required(row: Row, disruption: str, lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse a required service that failing is free of, once a disruption can come by chance."""
    for place, period in enumerate(lookup.book.periods):
        if row["required"][place] > 0 and not row["shortage cost"][place] > 0:
            wrong = (
                f"a demand with a required share needs a shortage cost in {period}: under the disruption "
                f"{disruption!r}, which has a probability, failing it would be free"
            )
            report.error(row, "shortage cost", wrong, "Give what a unit short costs")
            return


def _lowest_prices(lookup: CheckLookup) -> dict[str, float]:
    """Return the lowest price of each material that can only be bought."""
    found: dict[str, float] = {}
    for row in lookup.book.rows("Suppliers"):
        found[row["material"]] = min(found.get(row["material"], math.inf), *row["price"])
    made = {item for roles in lookup.recipes.values() for item in roles["makes"]}
    stocked = {row["material"] for row in lookup.book.rows("Stockpiles") if row["initial"]}
    return {material: price for material, price in found.items() if material not in made | stocked}
