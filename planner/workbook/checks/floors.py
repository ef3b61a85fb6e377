"""Checks that the floor of a disruption could be kept, with everything built: what is above all supply never can."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.tolerances import TYPED
from planner.workbook.checks.reach import capacity_there
from planner.workbook.checks.risks import EACH, members
from planner.workbook.schema.describe import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.workbook.book import Row
    from planner.workbook.checks.lookup import CheckLookup, CheckReport

REMEDY: Final = "Ask for less, or add a supplier, a plant, a project or a stock that it leaves"


@dataclass(frozen=True)
class Giver:
    """What gives a material: the names that hits know it by, by kind of target, and the most a year, by period."""

    names: frozenset[tuple[str, str]]
    most: tuple[float, ...]
    total: float = math.inf

    def amount(self, t: int, length: float, share: float) -> float:
        """Return the most that it gives in some years of a period, where a share of it remains."""
        return min(self.most[t] * length * share, self.total) if share and self.most[t] else 0.0


def judge(facts: CheckLookup, report: CheckReport) -> None:
    """Note floors above all that could be had while their disruption lasts, whatever is built.

    Lanes, inputs and recipes only make it less. Of sets of outages one thing is taken out: more is out in every set.
    """
    floored = [row for row in facts.book.rows("Disruptions") if row["floor"]]
    givers: dict[str, list[Giver]] = {}
    for row in floored:
        hits = [hit for hit in facts.book.rows("Hits") if hit["disruption"] == row["disruption"]]
        for material in dict.fromkeys(demand["material"] for demand in facts.book.rows("Demand")):
            if "*" in row["covers"] or material in row["covers"]:
                if material not in givers:
                    givers[material] = list(_givers(material, facts))
                if _judge(row, hits, material, givers[material], facts, report):
                    break


def _judge(
    row: Row, hits: list[Row], material: str, givers: list[Giver], facts: CheckLookup, report: CheckReport
) -> bool:
    onsets = range(facts.count) if "*" in row["onset"] else [facts.periods[name] for name in row["onset"]]
    for out in _outs(hits, facts):
        shares = [_left(giver, hits, out) for giver in givers]
        for onset in onsets:
            short = _first_short(row, hits, material, onset, list(zip(givers, shares, strict=True)), facts)
            if short is not None:
                t, need, most = short
                wrong = (
                    f"in {facts.book.periods[t]} {number(need)} of {material!r} a year must be served at every moment"
                    f"{f' without {out[1]}' if out else ''}, and all that is left, with every project and stock, can "
                    f"give {number(round(most, 6))}"
                )
                report.warning(row, "floor", wrong, REMEDY)  # the solve names all that conflicts
                return True
    return False


def _outs(hits: list[Row], facts: CheckLookup) -> list[tuple[str, str] | None]:
    """Return what a hit with each takes out, one at a time; nothing where there is no such hit."""
    spread = next((hit for hit in hits if EACH.fullmatch(hit["name"])), None)
    return [None] if spread is None else [(spread["target"], name) for name in sorted(members(spread, facts))]


def _left(giver: Giver, hits: list[Row], out: tuple[str, str] | None) -> float:
    """Return the share of what gives a material that hits leave of it."""
    left = 1.0
    for hit in hits:
        struck = out if EACH.fullmatch(hit["name"]) else (hit["target"], hit["name"])
        if struck in giver.names and "*" in hit["material"] and hit["remaining"] is not None:
            left = min(left, hit["remaining"])
    return left


def _first_short(
    row: Row, hits: list[Row], material: str, onset: int, given: list[tuple[Giver, float]], facts: CheckLookup
) -> tuple[int, float, float] | None:
    """Return the first period of a window that must fall short, what it must have, and the most that it can, a year.

    Without stockpiles every period is by itself; with them what is left over can be kept.
    """
    demands = [x for x in facts.book.rows("Demand") if x["material"] == material
               and (x["shortage cost"][onset] or x["required"][onset])]  # fmt: skip
    surge = min((x["remaining"] for x in hits if x["target"] == "demand" and x["remaining"] is not None), default=1.0)
    piles = [x for x in facts.book.rows("Stockpiles") if x["material"] == material]
    kept, at = _stock(onset, piles), 0.0
    for t in range(onset, facts.count):
        length = min(facts.years[t], row["duration"] - at)
        if length <= TYPED:
            return None
        asked = math.fsum(x["amount"][t] for x in demands if math.isfinite(x["amount"][t]))
        need = row["floor"] * min(surge, 1.0) * asked * length
        most = kept + sum(giver.amount(t, length, share) for giver, share in given)
        if need > most * (1 + TYPED) + TYPED * asked * length:
            return t, need / length, most / length
        kept, at = most - need if piles else 0.0, at + length
    return None


def _stock(onset: int, piles: list[Row]) -> float:
    """Return the most that may be in stock when a period begins."""
    if onset == 0:
        return math.fsum(x["initial"] for x in piles)
    return math.fsum(x["maximum"][onset - 1] for x in piles)


def _givers(material: str, facts: CheckLookup) -> Iterator[Giver]:
    """Yield the offers and plants that give a material, as much as could ever be built of them."""
    for row in facts.book.rows("Suppliers"):
        if row["material"] == material:
            window = facts.window(row, "from", "until")
            most = tuple(x if t in window else 0.0 for t, x in enumerate(row["maximum"]))
            yield Giver(
                _names(row["site"], facts) | {("supplier", row["supplier"]), ("material", material)}, most, row["total"]
            )
    for process, roles in facts.recipes.items():
        amounts = roles["makes"].get(material, ()) if "makes" in roles else ()
        for site in facts.places.sites if amounts else ():
            if (process, site) in facts.plants or (process, site) in facts.adders:
                made = [math.fsum(amount[t] for amount in amounts) for t in range(facts.count)]
                runs = capacity_there(process, site, facts)
                most = tuple(x * y if y else 0.0 for x, y in zip(runs, made, strict=True))
                names = {("plant", f"{process} @ {site}"), ("material", material)}
                yield Giver(_names(site, facts) | names, most)


def _names(site: str, facts: CheckLookup) -> frozenset[tuple[str, str]]:
    places = facts.places
    country = places.country.get(site, site)
    found = {("site", site), ("country", country), ("bloc", places.bloc.get(country) or "")}
    return frozenset(found)
