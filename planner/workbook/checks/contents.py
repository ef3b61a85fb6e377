"""Checks of rules that look inside: contents that cannot be there, what nobody said, and what a recipe hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from planner.workbook.book import Row
from planner.workbook.checks.circles import HALF
from planner.workbook.checks.lookup import CheckLookup, CheckReport, listed

COUNTING: Final = ("each share at most", "share at most", "amount at most")
CAPS: Final = (*COUNTING, "HHI at most")
Pairs = set[tuple[str, str]]


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note contents that no rule can count, in-between offers, and rules that one recipe would get round."""
    pairs = _pairs(lookup)
    rules = lookup.book.rows("Rules")
    inside = {name for row in rules if row["content"] for name in materials_of(row, lookup)}
    said: set[tuple[str, ...]] = set()
    for row in rules:
        if row["content"]:
            _judge_content(row, pairs, said, lookup, report)
        elif row["measure"] in CAPS and not inside & materials_of(row, lookup):
            _judge_hidden(row, lookup, report)


def materials_of(row: Row, lookup: CheckLookup) -> set[str]:
    """Return the material of a rule, or the materials of its family."""
    return {x["material"] for x in lookup.book.rows("Materials") if row["material"] in (x["material"], x["family"])}


def counted_of(row: Row, lookup: CheckLookup) -> tuple[set[str], set[str]]:
    """Return what a rule looks inside of, and its content: both nothing where it cannot count any."""
    carriers = _carriers(row, _pairs(lookup), lookup) if row["measure"] in COUNTING else set()
    return carriers, carriers & {row["content"]}


def _carriers(row: Row, pairs: Pairs, lookup: CheckLookup) -> set[str]:
    """Return the materials that can hold a rule's content and go into its material."""
    down = _spread({row["content"]}, pairs)
    return down & _spread(materials_of(row, lookup), {(made, taken) for taken, made in pairs})


def _pairs(lookup: CheckLookup) -> Pairs:
    """Return what plants consume and make of it, in any period."""
    found: Pairs = set()
    for process in {name for name, _ in (*lookup.plants, *lookup.adders)} & lookup.recipes.keys():
        roles = lookup.recipes[process]
        for taken in roles.get("consumes", {}):
            for made in roles.get("makes", {}):
                amounts = zip(
                    _amounts(roles, "consumes", taken, lookup), _amounts(roles, "makes", made, lookup), strict=True
                )
                if any(a and b for a, b in amounts):
                    found.add((taken, made))
    return found


def _amounts(
    roles: Mapping[str, Mapping[str, list[tuple[float, ...]]]], role: str, item: str, lookup: CheckLookup
) -> list[float]:
    rows = roles.get(role, {}).get(item, [])
    return [sum(amounts[t] for amounts in rows) for t in range(lookup.count)]


def _spread(first: set[str], pairs: Pairs) -> set[str]:
    found = set(first)
    while more := {made for taken, made in pairs if taken in found} - found:
        found |= more
    return found


def _judge_content(
    row: Row, pairs: Pairs, said: set[tuple[str, ...]], lookup: CheckLookup, report: CheckReport
) -> None:
    if row["measure"] not in COUNTING:
        wrong = "a unit can hold content of several origins, so only what is at most so much can be counted by content"
        remedy = (
            "Use each share at most, share at most or amount at most (at least half free of it is at most half with it)"
        )
        report.error(row, "content", wrong, f"{remedy}, or leave content blank")
        return
    carriers = _carriers(row, pairs, lookup)
    if not carriers:
        above = _spread(materials_of(row, lookup), {(made, taken) for taken, made in pairs}) - {row["content"]}
        further = sorted(above - materials_of(row, lookup))
        wrong = f"no plant could make {row['material']!r} of it, nor of what is made of it"
        names = (
            f"Name what is: {listed(further)}" if further else "Nothing that is followed is further up: leave it blank"
        )
        report.error(row, "content", wrong, f"{names}, or add the recipe that is missing" if further else names)
        return
    between = _between(row, carriers, lookup)
    if between and between not in said:  # of several rules once
        said.add(between)
        wrong = (
            f"nobody said what is inside {listed(between)}: it counts as with content where its place or supplier is "
            f"of the rule's origins, else as without"
        )
        remedy = (
            "Where that is not so, make it of what it is made of by a recipe, or name its supplier among the origins"
        )
        report.warning(row, "content", wrong, remedy)


def _between(row: Row, carriers: set[str], lookup: CheckLookup) -> tuple[str, ...]:
    """Return what is bought or held at first further down than the content."""
    offers = [f"{x['material']} of {x['supplier']}" for x in lookup.book.rows("Suppliers")
              if x["material"] in carriers and x["material"] != row["content"]]  # fmt: skip
    piles = [f"{x['material']} in stock at {x['site']}" for x in lookup.book.rows("Stockpiles")
             if x["initial"] and x["material"] in carriers and x["material"] != row["content"]]  # fmt: skip
    return tuple(dict.fromkeys([*offers, *piles]))


@dataclass(frozen=True)
class Thin:
    """A process that makes a material mostly of another one, of the same unit, and where it runs."""

    process: str
    taken: str
    made: str
    countries: frozenset[str]


def _judge_hidden(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a rule on where something was made that is made, elsewhere too, of nearly as much of what is had there."""
    ruled = materials_of(row, lookup)
    for thin in _thin(lookup):
        if thin.made in ruled and thin.taken not in ruled:
            origins = _origins_of(thin.taken, lookup)
            named = {country for country, own in origins.items() if _is_named(row, own, lookup)}
            hidden = sorted(country for country in named if thin.countries - {country})
            elsewhere = sorted(x for x in thin.countries if not hidden or x != hidden[0])
            outside = [x for x in elsewhere if _is_outside(row, x, lookup)]
            if hidden and outside:
                wrong = (
                    f"{thin.process!r} in {outside[0]!r} makes {thin.made!r} of nearly as much {thin.taken!r}, which "
                    f"can be had in {hidden[0]!r}: the rule counts that as made in {outside[0]!r}"
                )
                remedy = f"To count it whoever made it last, add a rule with the content {thin.taken!r}"
                report.warning(row, "material", wrong, remedy)
                return


def _is_outside(row: Row, country: str, lookup: CheckLookup) -> bool:
    """Return whether what is made in a country counts for others than the origins that a rule names together."""
    if row["measure"] in ("each share at most", "HHI at most"):
        return True
    return not _is_named(row, {country}, lookup)


def _is_named(row: Row, own: set[str], lookup: CheckLookup) -> bool:
    """Return whether a rule names an origin by any of its names: site, country, supplier; or by bloc."""
    places, names = lookup.places, set(row["origins"])
    if "*" in names:
        return row["measure"] in ("each share at most", "HHI at most")
    home = {places.country[places.sites[site]] for site in places.sites_of(row["buyers"])}
    countries = own & set(places.countries)
    blocs = {places.bloc.get(country, "") for country in countries} - {""}
    return bool((own | blocs) & names) or ("foreign" in names and bool(countries - home))


def _origins_of(material: str, lookup: CheckLookup) -> dict[str, set[str]]:
    """Return, by country where a material can be had, the names by which a rule could mean it."""
    found: dict[str, set[str]] = {}
    country = lookup.places.country

    def add(site: str, supplier: str = "") -> None:
        found.setdefault(country[site], {country[site]}).update({site, supplier} - {""})

    for sheet in ("Suppliers", "Stockpiles"):
        for x in lookup.book.rows(sheet):
            if x["material"] == material and (sheet == "Suppliers" or x["initial"]):
                add(x["site"], x["supplier"] if sheet == "Suppliers" else "")
    for process, site in (*lookup.plants, *lookup.adders):
        if site in country and any(_amounts(lookup.recipes.get(process, {}), "makes", material, lookup)):
            add(site)
    return found


def _thin(lookup: CheckLookup) -> Iterator[Thin]:
    """Yield recipes that make a material of mostly one other of the same unit, and add little to it."""
    country = lookup.places.country
    runs: dict[str, set[str]] = {}
    for process, site in (*lookup.plants, *lookup.adders):
        if site in country and process in lookup.recipes:
            runs.setdefault(process, set()).add(country[site])
    materials = {row["material"]: row for row in lookup.book.rows("Materials")}
    for process, countries in sorted(runs.items()):
        roles = lookup.recipes[process]
        consumed, made = ({item: max(_amounts(roles, role, item, lookup)) for item in roles.get(role, {})}
                          for role in ("consumes", "makes"))  # fmt: skip
        for taken, amount in consumed.items():
            for product, much in made.items() if taken not in made else ():
                one, other = materials[taken], materials[product]
                is_same = one["unit"] == other["unit"] and HALF * amount <= much <= amount / HALF
                if is_same and _adds_little(amount * max(one["value"]), much * max(other["value"]), len(consumed)):
                    yield Thin(process, taken, product, frozenset(countries))


def _adds_little(taken: float, made: float, inputs: int) -> bool:
    """Return whether most of what a product is worth goes in; where no values say so, whether nothing else does."""
    return taken >= HALF * made if taken and made else inputs == 1
