"""The audit of rules with a content: what a plan says is without content of the origins, followed along the chain.

The plan shows, of all that moves of the materials that can hold the content, what is without. That it may be so is
checked row by row; then what a rule measures is all that counts but what is without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from planner.audit.claims import Claim, Claims
from planner.audit.ledger import Ledger, Where
from planner.audit.lookup import AuditLookup
from planner.audit.offers import Bought
from planner.audit.origins import AuditedSource, materials_of
from planner.workbook.book import Row

Test = Callable[[AuditedSource], bool]

Sums = defaultdict[tuple[Any, ...], float]
KINDS: Final = ("bought", "runs", "consumed", "sent", "held", "delivered", "left over")
AT_A_PLACE: Final = ("consumed", "delivered", "left over")  # where a material goes, of a site


def carriers_of(lookup: AuditLookup, row: Row) -> frozenset[str]:
    """Return the materials that can hold a rule's content and go into the rule's material."""
    pairs = set()
    for process in {process for process, _ in lookup.plants}:
        for taken, used in lookup.recipes.get((process, "consumes"), {}).items():
            for product, made in lookup.recipes.get((process, "makes"), {}).items():
                if any(x > 0 and y > 0 for x, y in zip(used, made, strict=True)):
                    pairs.add((taken, product))
    down = _spread({row["content"]}, pairs)
    up = _spread(set(materials_of(lookup, row)), {(product, taken) for taken, product in pairs})
    return frozenset(down & up)


def _spread(first: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    found = set(first)
    while more := {end for start, end in pairs if start in found} - found:
        found |= more
    return found


@dataclass
class CleanPart:
    """What a plan shows as without content of some origins, by what it does, and where."""

    lookup: AuditLookup
    row: Row
    origin: str
    test: Test
    carriers: frozenset[str]
    clean: dict[str, Sums] = field(default_factory=lambda: {kind: defaultdict(float) for kind in KINDS})

    def is_source(self, site: str, supplier: str = "") -> bool:
        """Return whether what begins there is of these origins."""
        return self.test(AuditedSource(self.lookup.country[site], site, supplier))

    def made(self, process: str, site: str, material: str, t: int) -> float:
        """Return what a run makes without content where all that it takes in is without."""
        makes = self._recipe(process, "makes", material, t)
        if material == self.row["content"] and self.is_source(site):
            return min(makes, self._recipe(process, "consumes", material, t))
        return makes

    def back(self, process: str, material: str, t: int) -> float:
        """Return the share of what a process takes in of a material that it gives back."""
        makes, takes = (self._recipe(process, role, material, t) for role in ("makes", "consumes"))
        return min(1.0, makes / takes) if takes > 0 else 0.0

    def _recipe(self, process: str, role: str, material: str, t: int) -> float:
        amounts = self.lookup.recipes.get((process, role), {}).get(material)
        return amounts[t] if amounts else 0.0

    def entering(self, material: str, t: int, sites: Container[str], kept: Sums) -> Iterator[float]:
        """Yield what enters sites without content: bought, made anew, and over their border, less what leaves.

        ``kept`` is the share of what a lane carries that arrives.
        """
        for (where, carrier, _, u), amount in self.clean["bought"].items():
            if (carrier, u) == (material, t) and where in sites:
                yield amount
        for (where, process, u), runs in self.clean["runs"].items():
            if u == t and where in sites:
                yield self.made(process, where, material, t) * runs
        for (where, carrier, process, u), amount in self.clean["consumed"].items():
            if (carrier, u) == (material, t) and where in sites:
                yield -self.back(process, material, t) * amount
        for (start, end, carrier, mode, u), sent in self.clean["sent"].items():
            if (carrier, u) == (material, t) and (start in sites) != (end in sites):
                yield sent * kept[start, end, carrier, mode, u] if end in sites else -sent

    def used(self, material: str, t: int, sites: Container[str]) -> Iterator[float]:
        """Yield what is used at sites without content: consumed and not given back, and delivered."""
        for (where, carrier, process, u), amount in self.clean["consumed"].items():
            if (carrier, u) == (material, t) and where in sites:
                yield (1.0 - self.back(process, material, t)) * amount
        for (where, carrier, u), amount in self.clean["delivered"].items():
            if (carrier, u) == (material, t) and where in sites:
                yield amount


class AuditedContent:
    """The clean part of every rule with a content and of each of its origins, checked as it is read."""

    def __init__(self, lookup: AuditLookup, claims: Claims, bought: Bought, ledger: Ledger) -> None:
        self._lookup, self._ledger = lookup, ledger
        self._whole = _whole(lookup, claims, bought)
        self._arriving = arriving(claims)
        self._rows: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims.rows("Content"):
            self._rows[claim["rule"], claim["origin"]].append(claim)
        self._parts: dict[tuple[str, str], CleanPart | None] = {}

    def part(self, row: Row, origin: str, test: Test) -> CleanPart | None:
        """Return what is without content of some origins; None where nothing could have any."""
        key = (row["rule"], origin)
        if key not in self._parts:
            part = CleanPart(self._lookup, row, origin, test, carriers_of(self._lookup, row))
            self._parts[key] = part if _can_have(self._lookup, part) else None
            for claim in self._rows.pop(key, ()):
                self._read(part, claim)
            if self._parts[key] is not None:
                self._check(part)
        return self._parts[key]

    def check_all_read(self) -> None:
        """Check that the plan shows no more than what rules ask about."""
        for (rule, origin), claims in self._rows.items():
            self._ledger.holds("content: of a rule", not claims, (rule, origin))

    def _read(self, part: CleanPart, claim: Claim) -> None:
        where = (*_named(claim), claim["period"])
        is_known = claim["what"] in KINDS and claim["where"] in self._lookup.country
        is_known = is_known and (claim["what"] == "runs" or claim["carrier"] in part.carriers)
        self._ledger.holds("content: names are known", is_known, where)
        if is_known:
            part.clean[claim["what"]][_key(claim)] += claim["without"]
            whole = self._whole[claim["what"]][_key(claim)]
            self._ledger.equal("content: in all shown", claim["in all"], whole, where)

    def _check(self, part: CleanPart) -> None:
        for kind, amounts in part.clean.items():
            for key, amount in amounts.items():
                where = (part.row["rule"], part.origin, kind, *key[:-1], self._lookup.clock.names[key[-1]])
                whole = self._whole[kind][key]
                self._ledger.at_least("content: no more than there is", amount, 0.0, where, whole)
                self._ledger.at_most("content: no more than there is", amount, whole, where)
        self._check_sources(part)
        self._check_inputs(part)
        self._check_balances(part)

    def _check_sources(self, part: CleanPart) -> None:
        """Check that nothing which is bought of the origins counts as without."""
        for (site, carrier, supplier, t), amount in part.clean["bought"].items():
            if part.is_source(site, supplier):
                where = (part.row["rule"], part.origin, carrier, site, supplier, self._lookup.clock.names[t])
                self._ledger.at_most("content: what is bought of the origins is with", amount, 0.0, where)

    def _check_inputs(self, part: CleanPart) -> None:
        """Check that runs without content take in all that could carry it without content."""
        for (site, process, t), runs in part.clean["runs"].items():
            for carrier, amounts in self._lookup.recipes.get((process, "consumes"), {}).items():
                if carrier in part.carriers:
                    taken = part.clean["consumed"][site, carrier, process, t]
                    where = (part.row["rule"], part.origin, process, site, carrier, self._lookup.clock.names[t])
                    self._ledger.at_most("content: inputs are clean", amounts[t] * runs, taken, where)

    def _check_balances(self, part: CleanPart) -> None:
        """Check that all that is without content and comes to a site goes somewhere, so that it stays so until used."""
        comes, goes = _comes(part, self._arriving), _goes(part)
        for (site, material), pile in self._lookup.stockpiles.items():
            if material in part.carriers:
                before = 0.0 if part.is_source(site) else pile["initial"]
                for t in self._lookup.clock.all:
                    years = self._lookup.clock.years[t]
                    held = part.clean["held"][site, material, t]
                    comes[site, material, t] += (1 - pile["loss"][t]) ** years * before / years
                    goes[site, material, t] += held / years
                    before = held
        for key in dict.fromkeys((*comes, *goes)):
            where = (part.row["rule"], part.origin, *key[:-1], self._lookup.clock.names[key[-1]])
            self._ledger.equal("content: balances", comes[key], goes[key], where)


def _comes(part: CleanPart, kept: Sums) -> Sums:
    """Return what is bought, made and arrives without content: site, material, period."""
    found: Sums = defaultdict(float)
    for (site, carrier, _, t), amount in part.clean["bought"].items():
        found[site, carrier, t] += amount
    for (site, process, t), runs in part.clean["runs"].items():
        for carrier in part.carriers:
            found[site, carrier, t] += part.made(process, site, carrier, t) * runs
    for key, sent in part.clean["sent"].items():
        found[key[1], key[2], key[4]] += kept[key] * sent
    return found


def _goes(part: CleanPart) -> Sums:
    """Return what is sent, consumed, delivered and left over without content: site, material, period."""
    found: Sums = defaultdict(float)
    for (start, _, carrier, _, t), sent in part.clean["sent"].items():
        found[start, carrier, t] += sent
    for kind in AT_A_PLACE:
        for key, amount in part.clean[kind].items():
            found[key[0], key[1], key[-1]] += amount
    return found


def _can_have(lookup: AuditLookup, part: CleanPart) -> bool:
    """Return whether any content of the origins could begin anywhere."""
    content = part.row["content"]
    if content not in part.carriers:
        return False
    makers = ((site, lookup.recipes.get((process, "makes"), {}).get(content, ())) for process, site in lookup.plants)
    return (
        any(x["material"] in part.carriers and part.is_source(x["site"], x["supplier"]) for x in lookup.offers.values())
        or any(
            m in part.carriers and x["initial"] and part.is_source(site) for (site, m), x in lookup.stockpiles.items()
        )
        or any(any(made) and part.is_source(site) for site, made in makers)
    )


def _key(claim: Claim) -> tuple[Any, ...]:
    """Return what one row of the table is of."""
    what, t = claim["what"], claim["t"]
    if what == "runs":
        return claim["where"], claim["by"], t
    if what == "sent":
        return claim["where"], claim["sent to"], claim["carrier"], claim["by"], t
    if what in ("bought", "consumed"):
        return claim["where"], claim["carrier"], claim["by"], t
    return claim["where"], claim["carrier"], t


def _named(claim: Claim) -> Where:
    return tuple(claim[name] for name in ("rule", "origin", "what", "where", "sent to", "carrier", "by"))


def _whole(lookup: AuditLookup, claims: Claims, bought: Bought) -> dict[str, Sums]:
    """Return all that moves, with content and without, from the plan's other tables."""
    found: dict[str, Sums] = {kind: defaultdict(float) for kind in KINDS}
    for row in bought.values():
        found["bought"][row["site"], row["material"], row["supplier"], row["t"]] += row["amount"]
    for run in claims.rows("Production"):
        found["runs"][run["site"], run["process"], run["t"]] += run["runs"]
        for material, amounts in lookup.recipes.get((run["process"], "consumes"), {}).items():
            found["consumed"][run["site"], material, run["process"], run["t"]] += amounts[run["t"]] * run["runs"]
    for row in claims.rows("Flows"):
        found["sent"][row["from"], row["to"], row["material"], row["mode"], row["t"]] += row["sent"]
    for row in claims.rows("Balances"):
        key = row["site"], row["material"], row["t"]
        found["held"][key] += row["stock"]
        found["delivered"][key] += row["delivered"]
        found["left over"][key] += row["surplus"]
    return found


def arriving(claims: Claims) -> Sums:
    """Return the share of what a lane carries that arrives."""
    by_lane = ("from", "to", "material", "mode", "t")
    sent, arrived = (claims.sums("Flows", column, *by_lane) for column in ("sent", "arrived"))
    return defaultdict(float, {key: arrived[key] / amount for key, amount in sent.items() if amount > 0})
