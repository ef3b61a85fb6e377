"""The audit of plants that consume a material which they make: what comes out again keeps its origin."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup, Numbers

Place = tuple[str, str, int]  # material, site, period
Lots = dict[Place, list[tuple[float, float]]]  # of each plant: the share that comes out again, what it takes in


def anew(lookup: AuditLookup, process: str, material: str) -> Numbers:
    """Return what a run makes of a material beyond what it takes in of it, by period."""
    made, taken = _amounts(lookup, process, material)
    return tuple(max(x - y, 0.0) for x, y in zip(made, taken, strict=True))


def produced(lookup: AuditLookup, claims: Claims) -> Iterator[tuple[str, str, int, float]]:
    """Yield what plants make that was not there before: material, site, period and amount a year."""
    for run in claims.rows("Production"):
        for material in lookup.recipes.get((run["process"], "makes"), {}):
            yield material, run["site"], run["t"], anew(lookup, run["process"], material)[run["t"]] * run["runs"]


def audit_repacked(
    lookup: AuditLookup, claims: Claims, made: Mapping[tuple[object, ...], float], ledger: Ledger
) -> set[Place]:
    """Check what comes out again by origin; return where that is so. ``made`` is what is made anew, by origin.

    How much of which origin went into which plant is not shown where several take a material in at one site. That the
    shares of what went in could be spread so is what is checked: of any origins together no more comes out again
    than where the plants that give most of it back took in just these.
    """
    lots = _lots(lookup, claims)
    given: dict[Place, dict[str, float]] = defaultdict(dict)
    taken: dict[Place, dict[str, float]] = defaultdict(dict)
    for row in claims.rows("Balances"):
        key = (row["material"], row["site"], row["t"])
        if key in lots:
            given[key][row["origin"]] = row["made"] - made.get((*key[:2], row["origin"], key[2]), 0.0)
            taken[key][row["origin"]] = row["consumed"]
    for key, plants in lots.items():
        _check_place(lookup, key, plants, given[key], taken[key], ledger)
    return set(lots)


def _check_place(
    lookup: AuditLookup,
    key: Place,
    plants: list[tuple[float, float]],
    given: dict[str, float],
    taken: dict[str, float],
    ledger: Ledger,
) -> None:
    where = (*key[:2], lookup.clock.names[key[2]])
    size = sum(amount for _, amount in plants)
    whole = sum(share * amount for share, amount in plants)
    ledger.equal("balances: passed on", sum(given.values()), whole, where, size)
    in_all = out_again = 0.0
    for origin in sorted(given, key=lambda name: _share(given[name], taken[name]), reverse=True):
        in_all, out_again = in_all + taken[origin], out_again + given[origin]
        ledger.at_least("balances: passed on", given[origin], 0.0, (*where, origin), size)
        ledger.at_most("balances: passed on", out_again, _most(plants, in_all), (*where, origin), size)


def _most(plants: Iterable[tuple[float, float]], amount: float) -> float:
    """Return the most of an amount that can come out again, where the plants that give most of it back take it."""
    found = 0.0
    for share, taken in sorted(plants, reverse=True):
        here = min(taken, amount)
        found, amount = found + share * here, amount - here
    return found


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.inf if part > 0 else 0.0


def _lots(lookup: AuditLookup, claims: Claims) -> Lots:
    """Return what every plant takes in of a material, where one of the site gives some of it back."""
    found: Lots = defaultdict(list)
    for run in claims.rows("Production"):
        for material in lookup.recipes.get((run["process"], "consumes"), {}):
            made, taken = (amounts[run["t"]] for amounts in _amounts(lookup, run["process"], material))
            if taken > 0:
                lot = (min(1.0, made / taken), taken * run["runs"])
                found[material, run["site"], run["t"]].append(lot)
    return {key: plants for key, plants in found.items() if any(share for share, _ in plants)}


def _amounts(lookup: AuditLookup, process: str, material: str) -> tuple[Numbers, Numbers]:
    nothing = (0.0,) * len(lookup.clock.names)
    made, taken = (lookup.recipes.get((process, role), {}).get(material, nothing) for role in ("makes", "consumes"))
    return made, taken
