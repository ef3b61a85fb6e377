"""Checks of whose supply rules count: origins from which nothing comes, and families that count a unit twice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from planner.workbook.book import Row
from planner.workbook.checks.contents import counted_of
from planner.workbook.checks.lookup import CheckLookup, CheckReport, listed

CAPS: Final = ("each share at most", "share at most", "HHI at most", "amount at most")


class MaterialSource(NamedTuple):
    """Where something is made, held at first or (from a supplier) bought."""

    site: str
    country: str
    supplier: str


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note rules whose origins are nobody's, and rules on families that add up what is not alike."""
    for row in lookup.book.rows("Rules"):
        materials = [x for x in lookup.book.rows("Materials") if row["material"] in (x["material"], x["family"])]
        names = {x["material"] for x in materials}
        sources = (
            set(_sources(*counted_of(row, lookup), lookup)) if row["content"] else set(_sources(names, names, lookup))
        )
        if sources and lookup.places.sites_of(row["buyers"]):
            _judge_origins(row, sources, lookup, report)
        if len(names) > 1:
            _judge_family(row, materials, lookup, report)


def _sources(materials: set[str], made: set[str], lookup: CheckLookup) -> Iterator[MaterialSource]:
    """Yield where some materials are sold or held at first, and where some are made."""
    country = lookup.places.country
    for sheet in ("Suppliers", "Stockpiles"):
        for row in lookup.book.rows(sheet):
            if row["material"] in materials and (sheet == "Suppliers" or row["initial"]):
                yield MaterialSource(row["site"], country[row["site"]], row["supplier"] if sheet == "Suppliers" else "")
    for process, site in {*lookup.plants, *lookup.adders}:
        if site in country and made & lookup.recipes.get(process, {}).get("makes", {}).keys():
            yield MaterialSource(site, country[site], "")


def _judge_origins(row: Row, sources: set[MaterialSource], lookup: CheckLookup, report: CheckReport) -> None:
    """Note origins from which nothing comes: a cap limits nothing then, and what is asked of them is missing.

    How many origins there can be is said elsewhere, at the limit.
    """
    places = lookup.places
    home = {places.country[places.sites[place]] for place in places.sites_of(row["buyers"])}

    def is_named(source: MaterialSource) -> bool:
        own = {source.site, source.country, source.supplier, places.bloc.get(source.country, "")} - {""}
        return bool(own & set(row["origins"])) or ("foreign" in row["origins"] and source.country not in home)

    if "*" in row["origins"] or row["measure"] == "origins at least" or any(map(is_named, sources)):
        return
    wrong = f"nothing of {'the content' if row['content'] else 'the material'} is made, sold or held there"
    if row["origins"] == ("foreign",):
        wrong = wrong.replace("there", "in a country that has no buyer")
    if row["measure"] in CAPS:
        report.warning(row, "origins", f"{wrong}, so the rule limits nothing", "Name others, or leave the rule out")
        return
    asked = [t for t in lookup.window(row, "from", "until") if (row["limit"][t] or 0.0) > 0]
    is_hard = any(math.isinf(row["penalty"][t]) for t in asked)
    stops = is_hard and row["measure"] == "amount at least"
    missed = "and the rule asks for some of it" if is_hard else "so the rule is missed in full and pays its penalty"
    if asked:
        report.either(stops, row, "origins", f"{wrong}, {missed}", "Name others, or leave the rule out")


def _judge_family(row: Row, materials: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Note a family whose materials have different units, or of which a plant makes one of another."""
    units = list(dict.fromkeys(x["unit"] for x in materials if x["unit"]))
    if len(units) > 1:
        wrong = f"the rule adds up the materials of a family that are counted in {listed(units)}"
        report.warning(row, "material", wrong, "Give each unit a family, and a rule, of its own")
    names = {x["material"] for x in materials}
    for process in sorted({name for name, _ in (*lookup.plants, *lookup.adders)} & lookup.recipes.keys()):
        roles = lookup.recipes[process]
        made, taken = (names & roles.get(role, {}).keys() for role in ("makes", "consumes"))
        turned = [(x, y) for x in sorted(taken) for y in sorted(made) if x != y]
        if turned:
            wrong = (
                f"{process!r} makes {turned[0][1]!r} of {turned[0][0]!r}, both of the family: buyers who take in one "
                "and make the other count it twice, and the second as made where the plant is"
            )
            report.warning(row, "material", wrong, "Rule one of the two by itself")
            return
