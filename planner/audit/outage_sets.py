"""The audit of any so many out at once: that a plan keeps its guarantee in every set, and what is told of the sets.

The guarantee is shown by an argument of its own: what can be served without some things can be served without fewer,
since nothing that is out helps, so sets are halved into those with a thing and those without it until what all the
things of a part together leave is enough for all its sets. Where the things are demands, each set is solved.
What is told of sets is solved anew for each of the worst of them. That no other is worse, beyond its guarantee, is not
looked for here: that is the planner's word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from planner.audit.claims import Claim, Claims
from planner.audit.hits import AuditedStrike, OverEach, spread_of
from planner.audit.ledger import Ledger
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.network import AuditedLane
from planner.plans.tables import EXTRA_COSTS, SETS

Survives = Callable[[AuditedStrike, int], bool]

MOST_SOLVED: Final = 200  # rows of the table of sets whose figures are solved anew, the worst first


@dataclass
class SetsToProve:
    """The sets of a row at one onset, and what says whether a plan keeps the guarantee without some things.

    ``first`` are the things that are split by before others: those of the sets that are told to be worst.
    """

    spread: OverEach
    count: int
    survives: Callable[[tuple[str, ...]], bool]
    first: tuple[str, ...] = ()

    def broken(self) -> tuple[str, ...] | None:
        """Return a set in which the guarantee breaks; None where there is none."""
        names = self.spread.names
        if self.spread.hit["target"] == "demand":
            return next((x for x in combinations(names, self.count) if not self.survives(x)), None)
        ordered = [*(name for name in self.first if name in names), *(name for name in names if name not in self.first)]
        return self._broken((), tuple(ordered))

    def _broken(self, out: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return a set that holds what is out, and of the others as many as are lacking, in which it breaks."""
        if len(out) + len(others) < self.count:
            return None
        every = (*out, *others) if len(out) < self.count else out
        if self.survives(every):
            return None
        if len(every) == self.count:
            return every
        name, *rest = others
        return self._broken((*out, name), tuple(rest)) or self._broken(out, tuple(rest))


def sets_to_prove(
    lookup: AuditLookup, lanes: tuple[AuditedLane, ...], claims: Claims, survives: Survives
) -> Iterator[tuple[SetsToProve, str]]:
    """Yield the sets of each row with a guarantee and no chance, onset by onset."""
    for row in lookup.book.rows("Disruptions"):
        if row["together"] == 1 or row["probability"] > 0 or not (row["required"] or row["floor"]):
            continue
        spread = spread_of(lookup, lanes, row)
        if spread is None:
            continue
        told = [name for claim in claims.rows("Resilience") for name in _parts(claim, row["disruption"])]
        for onset in lookup.clock.names if ALL in row["onset"] else dict.fromkeys(row["onset"]):
            t = lookup.clock.index[onset]

            def keeps(names: tuple[str, ...], t: int = t, spread: OverEach = spread) -> bool:
                return survives(spread.strike(names), t)

            yield SetsToProve(spread, int(row["together"]), keeps, tuple(dict.fromkeys(told))), onset


def _parts(claim: Claim, disruption: str) -> list[str]:
    name = str(claim["disruption"])
    return name.removeprefix(f"{disruption} / ").split(" + ") if name.startswith(f"{disruption} / ") else []


def audit_sets(lookup: AuditLookup, lanes: tuple[AuditedLane, ...], claims: Claims, ledger: Ledger) -> None:
    """Check that the table of sets has each of them once, with all onsets, and says what Resilience says."""
    wanted: dict[tuple[str, str], int] = {}
    for row in lookup.book.rows("Disruptions"):
        spread = spread_of(lookup, lanes, row) if row["together"] > 1 else None
        if spread is not None:
            onsets = len(lookup.clock.names if ALL in row["onset"] else set(row["onset"]))
            sets = combinations(spread.names, int(row["together"]))
            wanted |= {(row["disruption"], " + ".join(names)): onsets for names in sets}
    shown = {(claim["disruption"], claim["set"]): claim for claim in claims.rows(SETS.name)}
    for key in dict.fromkeys((*wanted, *shown)):  # in order: the worst of several alike is always the same
        ledger.holds("sets: each is told", key in wanted and key in shown, key)
        if key in wanted and key in shown:
            claim = shown[key]
            judged = claim["judged"] + claim["not judged"]
            ledger.equal("sets: onsets", judged, float(wanted[key]), key)
            ledger.at_most("sets: as a part", claim["as a part"], claim["judged"], key)
    _check_listed(claims, shown, ledger)


def _check_listed(claims: Claims, shown: dict[tuple[str, str], Claim], ledger: Ledger) -> None:
    """Check that no row of Resilience is worse than its set is told to be, and the same at the same onset."""
    by_name = {f"{disruption} / {name}": claim for (disruption, name), claim in shown.items()}
    for listed in claims.rows("Resilience"):
        claim = by_name.get(listed["disruption"])
        if claim is None or math.isnan(claim["service"]) or math.isnan(listed["service"]):
            continue
        where = (listed["disruption"], listed["onset"])
        ledger.at_most("sets: the worst onset", claim["service"], listed["service"], where)
        if listed["onset"] == claim["onset"]:
            for told in ("service", "shortage", EXTRA_COSTS[0]):
                if not math.isnan(claim[told]) or not math.isnan(listed[told]):
                    ledger.equal("sets: as on Resilience", claim[told], listed[told], where)


def rows_to_solve(claims: Claims, listed: set[tuple[str, str]]) -> dict[tuple[str, str], Claim]:
    """Return the rows of the table of sets that are solved anew, by name and onset: not those that are listed too."""
    rows = [claim for claim in claims.rows(SETS.name) if claim["onset"]]
    worst: Sequence[Claim] = sorted(rows, key=lambda claim: 1.0 if math.isnan(claim["service"]) else claim["service"])
    named = {(f"{claim['disruption']} / {claim['set']}", str(claim["onset"])): claim for claim in worst[:MOST_SOLVED]}
    return {key: claim for key, claim in named.items() if key not in listed}
