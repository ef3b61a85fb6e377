"""Checks of rules of use: buyers who use nothing, and plants that could run for nothing so that shares look right."""

from __future__ import annotations

import math
from collections.abc import Iterator

from planner.tolerances import MOMENT
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.checks.rules import AMOUNTS


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note rules of use that count nothing, and products that may be thrown away where a rule counts their inputs."""
    said: set[str] = set()
    for row in lookup.book.rows("Rules"):
        sites = lookup.places.sites_of(row["buyers"])
        if row["of"] != "use" or not sites:
            continue
        inside = {name for name, number in lookup.places.number.items() if number in sites}
        materials = [
            x["material"] for x in lookup.book.rows("Materials") if row["material"] in (x["material"], x["family"])
        ]
        processes = list(dict.fromkeys(_users(materials, inside, lookup)))
        markets = [x for x in lookup.book.rows("Demand") if x["material"] in materials and x["market"] in inside]
        if not processes and not markets:
            _say_unused(row, lookup, report)
        elif row["measure"] not in AMOUNTS:
            _judge_waste(row, processes, said, lookup, report)


def _users(materials: list[str], sites: set[str], lookup: CheckLookup) -> Iterator[str]:
    """Yield the processes at some sites that consume a material and do not give all of it back."""
    for process, site in [*lookup.plants, *lookup.adders]:
        roles = lookup.recipes.get(process, {})
        for item, rows in roles.get("consumes", {}).items() if site in sites else ():
            taken = [sum(amounts) for amounts in zip(*rows, strict=True)]
            given = [sum(amounts) for amounts in zip(*roles.get("makes", {}).get(item, []), strict=True)]
            given = given or [0.0] * len(taken)
            if item in materials and any(x > y + MOMENT * x for x, y in zip(taken, given, strict=True)):
                yield process


def _say_unused(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    asked = [t for t in lookup.window(row, "from", "until") if (row["limit"][t] or 0.0) > 0]
    stops = row["measure"] == "amount at least" and any(math.isinf(row["penalty"][t]) for t in asked)
    wrong = "no plant of the buyers consumes the material and no market of theirs asks for it"
    told = "and the rule asks for some of it to be used" if stops else "so the rule has nothing to limit"
    report.either(stops, row, "buyers", f"{wrong}, {told}", "Name the places that use it, or set of to intake")


def _judge_waste(row: Row, processes: list[str], said: set[str], lookup: CheckLookup, report: CheckReport) -> None:
    free = {x["material"]: x for x in lookup.book.rows("Materials") if not all(x["surplus"])}
    for process in processes:
        made = [item for item in lookup.recipes[process].get("makes", {}) if item in free]
        if made and len(made) == len(lookup.recipes[process]["makes"]) and process not in said:
            said.add(process)
            wrong = (
                f"what is left over costs nothing, so a plan could run {process!r} and throw {made[0]!r} away "
                f"to keep the shares of use of the rule {row['rule']!r}"
            )
            remedy = "Set surplus to none, or to what getting rid of a unit costs"
            report.warning(free[made[0]], "surplus", wrong, remedy)
