"""Checks that the floor of a disruption could be kept, with everything built: what is above all supply never can."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.checks.givers import Giver, GiverWay, Named, by_site, givers_of, left, together, ways_to
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.checks.risks import EACH, members
from planner.workbook.schema.describe import number

REMEDY: Final = "Ask for less, or add a supplier, a plant, a project, a lane or a stock that it leaves"


@dataclass(frozen=True)
class Area:
    """All sites, or the site of one market: what gives a material there and elsewhere, what brings it, what keeps it.

    Without ways all that is given is there.
    """

    market: str | None
    demands: tuple[Row, ...]
    givers: tuple[Giver, ...]
    others: tuple[Giver, ...] = ()
    ways: tuple[GiverWay, ...] = ()
    piles: tuple[Row, ...] = ()
    piles_elsewhere: tuple[Row, ...] = ()


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note floors above all that could be had while their disruption lasts, whatever is built.

    Of all sites together, and of each market by itself: what is there, and what lanes can bring of what is elsewhere.
    Inputs and recipes only make it less. Of sets of outages one thing is taken out: more is out in every set.
    """
    floored = [row for row in lookup.book.rows("Disruptions") if row["floor"]]
    areas: dict[str, list[Area]] = {}
    for row in floored:
        hits = [hit for hit in lookup.book.rows("Hits") if hit["disruption"] == row["disruption"]]
        for material in dict.fromkeys(demand["material"] for demand in lookup.book.rows("Demand")):
            if "*" in row["covers"] or material in row["covers"]:
                if material not in areas:
                    areas[material] = list(_areas(material, lookup))
                if any(_judge(row, hits, material, area, lookup, report) for area in areas[material]):
                    break


def _areas(material: str, lookup: CheckLookup) -> Iterator[Area]:
    """Yield all sites together, and each market by itself to which something is not carried without limit."""
    givers = tuple(givers_of(material, lookup))
    demands = tuple(row for row in lookup.book.rows("Demand") if row["material"] == material)
    piles = tuple(row for row in lookup.book.rows("Stockpiles") if row["material"] == material)
    yield Area(None, demands, givers, piles=piles)
    of_site = by_site(givers)
    for market in dict.fromkeys(row["market"] for row in demands):
        own = [row for row in demands if row["market"] == market]
        others = [giver for giver in givers if giver.site != market]
        yield Area(
            market, tuple(own), tuple(of_site.get(market, ())), tuple(others), tuple(ways_to(market, material, lookup)),
            tuple(x for x in piles if x["site"] == market), tuple(x for x in piles if x["site"] != market),
        )  # fmt: skip


def _judge(row: Row, hits: list[Row], material: str, area: Area, lookup: CheckLookup, report: CheckReport) -> bool:
    onsets = range(lookup.count) if "*" in row["onset"] else [lookup.periods[name] for name in row["onset"]]
    for out in _outs(hits, lookup):
        supply = _Supply(area, hits, out, lookup)
        for onset in () if supply.is_endless else onsets:
            short = _first_short(row, hits, area, onset, supply, lookup)
            if short is not None:
                t, need, most = short
                there = f" at {area.market!r}" if area.market else ""
                had = "left there or can be carried there" if area.market else "left"
                wrong = (
                    f"in {lookup.book.periods[t]} {number(need)} of {material!r} a year must be served at every moment"
                    f"{there}{f' without {out[1]}' if out else ''}, and all that is {had}, with every project and "
                    f"stock, can give {number(round(most, 6))}"
                )
                report.warning(row, "floor", wrong, REMEDY)  # the solve names all that conflicts
                return True
    return False


def _outs(hits: list[Row], lookup: CheckLookup) -> list[Named | None]:
    """Return what a hit with each takes out, one at a time; nothing where there is no such hit."""
    spread = next((hit for hit in hits if EACH.fullmatch(hit["name"])), None)
    return [None] if spread is None else [(spread["target"], name) for name in sorted(members(spread, lookup))]


class _Supply:
    """What could be had in an area while hits last."""

    def __init__(self, area: Area, hits: list[Row], out: Named | None, lookup: CheckLookup) -> None:
        self._area, self._hits, self._out = area, hits, out
        self._own = [(giver, left(giver.names, hits, out)) for giver in area.givers]
        self._others = [(giver, left(giver.names, hits, out)) for giver in area.others]
        self._ways = [(way, left(way.names, hits, out)) for way in area.ways]
        endless = any(share and all(map(math.isinf, giver.most)) for giver, share in self._own)
        is_brought = any(share and all(map(math.isinf, way.most)) for way, share in self._ways)
        self.is_endless = bool(area.market) and (endless or is_brought)  # then it is what all sites together lack

    def had(self, t: int, length: float) -> float:
        """Return the most that is given in the area in some years of a period."""
        return together(self._own, t, length, self._hits, self._out)

    def given_elsewhere(self, t: int, length: float) -> float:
        """Return the most that is given outside the area."""
        return together(self._others, t, length, self._hits, self._out)

    def carried(self, t: int, length: float) -> float:
        """Return the most that lanes bring."""
        return math.fsum(way.amount(t, length, share) for way, share in self._ways)


def _first_short(
    row: Row, hits: Sequence[Row], area: Area, onset: int, supply: _Supply, lookup: CheckLookup
) -> tuple[int, float, float] | None:
    """Return the first period of a window that must fall short, what it must have, and the most that it can, a year.

    Without stockpiles every period is by itself; with them what is left over can be kept.
    """
    demands = [x for x in area.demands if x["shortage cost"][onset] or x["required"][onset]]
    surge = min((x["remaining"] for x in hits if x["target"] == "demand" and x["remaining"] is not None), default=1.0)
    kept, elsewhere, at = _stock(onset, area.piles), _stock(onset, area.piles_elsewhere), 0.0
    for t in range(onset, lookup.count):
        length = min(lookup.years[t], row["duration"] - at)
        if length <= TYPED:
            return None
        asked = math.fsum(x["amount"][t] for x in demands if math.isfinite(x["amount"][t]))
        need = row["floor"] * min(surge, 1.0) * asked * length
        elsewhere += supply.given_elsewhere(t, length)
        most = kept + supply.had(t, length) + min(elsewhere, supply.carried(t, length))
        if need > most * (1 + TYPED) + TYPED * asked * length:
            return t, need / length, most / length
        kept, at = most - need if area.piles else 0.0, at + length
        elsewhere = elsewhere if area.piles or area.piles_elsewhere else 0.0
    return None


def _stock(onset: int, piles: Sequence[Row]) -> float:
    """Return the most that may be in stock when a period begins."""
    if onset == 0:
        return math.fsum(x["initial"] for x in piles)
    return math.fsum(x["maximum"][onset - 1] for x in piles)
