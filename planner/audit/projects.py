"""The audit of investments: windows, starts, sizes, capital, service, requirements, groups and decisions."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.audit.claims import Claim, Claims
from planner.audit.ledger import Ledger, Where
from planner.audit.lookup import AuditLookup
from planner.workbook.book import Row

Changes = defaultdict[tuple[str, str], list[float]]
NUMBERS: Final = ("blocks", "size", "capital")  # of a start


@dataclass(frozen=True)
class Start:
    """What is started of one project in one period: once, or some blocks."""

    row: Row
    t: int
    blocks: float
    size: float
    capital: float
    serves: range

    @property
    def project(self) -> str:
        """The project's name."""
        return str(self.row["project"])

    @property
    def ready(self) -> int:
        """The first period in service."""
        return self.serves.start

    def building(self) -> range:
        """Return the periods in which it is built."""
        return range(self.t, self.ready)


def read_starts(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> tuple[Start, ...]:
    """Return the starts of the Investments table, noting those that cannot be."""
    found = []
    for claim in claims.rows("Investments"):
        row = lookup.projects[claim["project"]]
        ledger.holds(
            "projects: the row agrees with the workbook",
            claim["place"] == row["place"],
            (claim["project"], claim["place"]),
        )
        is_build = claim["decision"] == "build"
        ledger.holds(
            "projects: decision is build or no",
            claim["decision"] in ("build", "no"),
            (claim["project"], claim["decision"]),
        )
        ledger.holds(
            "projects: what is built has a start",
            is_build == bool(claim["start"]),
            (claim["project"], claim["decision"]),
        )
        if not is_build:
            is_bare = all(math.isnan(claim[column]) for column in NUMBERS)
            ledger.holds("projects: what is not built has no numbers", is_bare, (claim["project"],))
        if is_build and claim["start"]:
            start = _start(lookup, claim, row, ledger)
            found += [start] if start else []
    return tuple(found)


def _start(lookup: AuditLookup, claim: Claim, row: Row, ledger: Ledger) -> Start | None:
    where = (claim["project"], f"start {claim['start']}")
    t = lookup.clock.index.get(claim["start"])
    ledger.holds("plan: names are known", t is not None, ("Investments", *where))
    if t is None:
        return None
    numbers = {}
    for column in NUMBERS:
        is_given = not math.isnan(claim[column])
        ledger.holds("plan: numbers are numbers", is_given, ("Investments", column, *where))
        numbers[column] = claim[column] if is_given else 0.0
    serves = lookup.clock.serves(t, row["lead time"], row["life"])
    ledger.holds("projects: in service within the horizon", len(serves) > 0, where)
    if not serves:
        return None
    names = lookup.clock.names
    expected = (names[serves.start], names[serves.stop - 1])
    ledger.holds(
        "projects: serves from and until",
        (claim["serves from"], claim["serves until"]) == expected,
        (*where, *expected),
    )
    return Start(row, t, numbers["blocks"], numbers["size"], numbers["capital"], serves)


def audit_projects(lookup: AuditLookup, starts: Sequence[Start], ledger: Ledger) -> None:
    """Check every start by itself, and the starts of every project and group together."""
    for start in starts:
        where = (start.project, f"start {lookup.clock.names[start.t]}")
        window = lookup.clock.window(start.row["earliest"], start.row["latest"])
        ledger.holds("projects: between earliest and latest", start.t in window, where)
        _check_size(lookup, start, where, ledger)
        _check_capital(lookup, start, where, ledger)
        _check_requires(start, starts, where, ledger)
    for row in lookup.projects.values():
        _check_decision(lookup, row, [start for start in starts if start.row is row], ledger)
    _check_groups(lookup, {start.project for start in starts}, ledger)


def _check_size(lookup: AuditLookup, start: Start, where: Where, ledger: Ledger) -> None:
    row = start.row
    ledger.holds("projects: blocks are whole", start.blocks >= 1 and start.blocks == round(start.blocks), where)
    if row["block"] is not None:
        ledger.equal("projects: size", start.size, start.blocks * row["block"], where)
        return
    ledger.at_most("projects: one start a period", start.blocks, 1.0, where)
    ledger.at_least("projects: size", start.size, row["minimum"] or 0.0, where)
    if row["maximum"] is not None:
        ledger.at_most("projects: size", start.size, row["maximum"], where)
    if row["curve"] is not None:
        points = _points(lookup, row["curve"])
        ledger.at_least("projects: size", start.size, points[0][0], where)
        ledger.at_most("projects: size", start.size, points[-1][0], where)
    elif row["maximum"] is None:  # it only unlocks
        ledger.equal("projects: size", start.size, 0.0, where)


def _points(lookup: AuditLookup, curve: str) -> list[tuple[float, float]]:
    return [(row["size"], row["capital"]) for row in lookup.book.rows("Curves") if row["curve"] == curve]


def capital_of(lookup: AuditLookup, row: Row, t: int, blocks: float, size: float) -> float:
    """Return the whole capital of a start: on its curve, or fixed and by size, as of its period."""
    if row["curve"] is None:
        return float(row["fixed capital"][t] * blocks + row["capital rate"][t] * size)
    points = _points(lookup, row["curve"])
    for (low, cheap), (high, dear) in itertools.pairwise(points):
        if size <= high and high > low:
            return cheap + (dear - cheap) * (size - low) / (high - low)
    return points[-1][1]


def _check_capital(lookup: AuditLookup, start: Start, where: Where, ledger: Ledger) -> None:
    expected = capital_of(lookup, start.row, start.t, start.blocks, start.size)
    ledger.equal("projects: capital", start.capital, expected, where)


def _check_requires(start: Start, starts: Sequence[Start], where: Where, ledger: Ledger) -> None:
    for needed in start.row["requires"]:
        is_ready = any(other.project == needed and other.ready <= start.t for other in starts)
        ledger.holds("projects: required ones are in service", is_ready, (*where, f"requires {needed}"))


def _check_decision(lookup: AuditLookup, row: Row, starts: Sequence[Start], ledger: Ledger) -> None:
    name, decision = row["project"], row["decision"]
    ledger.at_most("projects: number of starts", sum(start.blocks for start in starts), row["starts"], (name,))
    if decision.kind == "must":
        ledger.holds("projects: must and never", bool(starts), (name, "must"))
    if decision.kind == "never":
        ledger.holds("projects: must and never", not starts, (name, "never"))
    for period, least in decision.commitments:
        started = [start for start in starts if start.t == lookup.clock.index[period]]
        amount = sum(start.size if row["block"] is None else start.blocks for start in started)
        ledger.holds("projects: commitments", bool(started), (name, period))
        ledger.at_least("projects: commitments", amount, least or 0.0, (name, period))


def _check_groups(lookup: AuditLookup, started: set[str], ledger: Ledger) -> None:
    for row in lookup.book.rows("Groups"):
        members = [name for name, project in lookup.projects.items() if row["group"] in project["group"]]
        count = float(sum(name in started for name in members))
        ledger.at_least("projects: groups", count, row["at least"], (row["group"],))
        ledger.at_most("projects: groups", count, row["at most"], (row["group"],))


def in_service(starts: Sequence[Start]) -> defaultdict[str, set[int]]:
    """Return the periods in which at least one start of each project is in service."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for start in starts:
        found[start.project] |= set(start.serves)
    return found


def added(lookup: AuditLookup, starts: Sequence[Start]) -> Changes:
    """Return what projects add to every (process or resource, place), by period, after ramp."""
    found: Changes = defaultdict(lambda: [0.0] * len(lookup.clock.names))
    for start in starts:
        if start.row["adds"]:
            for u in start.serves:
                share = lookup.clock.ramp_share(start.row["ramp"], start.ready, u)
                found[start.row["adds"], start.row["place"]][u] += start.size * share
    return found


def removed(lookup: AuditLookup, starts: Sequence[Start]) -> Changes:
    """Return what projects remove for good from every (process or resource, place), by period."""
    found: Changes = defaultdict(lambda: [0.0] * len(lookup.clock.names))
    for start in starts:
        if start.row["removes"]:
            for u in lookup.clock.all[start.ready :]:
                found[start.row["removes"], start.row["place"]][u] += start.size
    return found
