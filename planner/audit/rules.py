"""The audit of sourcing rules: what enters the buyers' sites or is used there, by origin, against every limit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planner.audit.claims import Claim, Claims, grouped
from planner.audit.content import AuditedContent, CleanPart, arriving
from planner.audit.ledger import Ledger, Where, passed
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.offers import Bought
from planner.audit.origins import AuditedOrigins, AuditedSource, materials_of
from planner.audit.repacked import produced
from planner.audit.tolerances import HHI_ACCURACY, ROUNDING
from planner.audit.used import AuditedUse
from planner.workbook.book import Row

Entry = tuple[AuditedSource, float]


class RuledSupply:
    """What enters places from each origin, by material and period; ``uses`` is what is used there."""

    def __init__(self, lookup: AuditLookup, claims: Claims, bought: Bought, origins: AuditedOrigins) -> None:
        self._lookup, self._origins = lookup, origins
        self._flows = grouped(claims.rows("Flows"), lambda row: (row["material"], row["t"]))
        self._made: dict[tuple[str, int], list[tuple[str, float]]] = defaultdict(list)
        for material, site, t, amount in produced(lookup, claims):
            self._made[material, t].append((site, amount))
        self.arriving = arriving(claims)
        self._bought = grouped(bought.values(), lambda row: (row["material"], row["t"]))
        self.uses = AuditedUse(lookup, claims, origins)

    def begun(self, material: str, t: int, sites: Container[str]) -> Iterable[Entry]:
        """Return what sites make of a material that was not there before, and what they buy."""
        for site, amount in self._made.get((material, t), []):
            if site in sites:
                yield self._origins.source(material, site), amount
        for claim in self._bought.get((material, t), []):
            if claim["site"] in sites:
                yield self._origins.source(material, claim["site"], claim["supplier"]), claim["amount"]

    def entering(self, material: str, t: int, sites: set[str]) -> Iterable[Entry]:
        """Return what enters sites from outside or is made or bought there, less what they send to others."""
        sources = self._origins.sources[material]
        yield from self.begun(material, t, sites)
        for row in self._flows.get((material, t), []):
            comes, goes = row["to"] in sites, row["from"] in sites
            if comes != goes and row["origin"] in sources:
                yield sources[row["origin"]], row["arrived"] if comes else -row["sent"]

    def counted(self, row: Row, of: str, t: int, materials: Iterable[str] | None = None) -> list[Entry]:
        """Return what a rule counts in a period if it is of intake, or of use; of all its materials, or of some."""
        lookup, everywhere = self._lookup, ALL in row["buyers"]
        found: list[Entry] = []
        buyers = set(lookup.country) if everywhere else buyers_of(lookup, row)
        for material in materials_of(lookup, row) if materials is None else materials:
            if of == "use":
                found += self.uses.used(material, t, buyers)
            else:
                found += self.begun(material, t, buyers) if everywhere else self.entering(material, t, buyers)
        return found


def buyers_of(lookup: AuditLookup, row: Row) -> set[str]:
    """Return the sites of a rule's buyers."""
    return {site for place in row["buyers"] for site in lookup.sites(place)}


@dataclass(frozen=True)
class Measured:
    """What a rule measures in a period.

    Attributes
    ----------
    value
        In the units of its limit; None where there is no supply of which to have a share.
    excess
        By how much the limit is passed, in the penalty's unit: of the material, of the norm, or of origins.
    total, hhi
        Supply of all origins a year, and the sum of the squared shares of countries.
    largest
        The origins that come nearest to the limit, of those that the rule counts by themselves.
    beside, beside_excess
        What the value and the excess are compared beside: of what only passes through rounding is left.
    """

    value: float | None
    excess: float
    total: float
    hhi: float | None
    largest: frozenset[str]
    beside: float
    beside_excess: float


def audit_rules(lookup: AuditLookup, claims: Claims, bought: Bought, origins: AuditedOrigins, ledger: Ledger) -> None:
    """Check every rule in every period in which it holds, and what the Concentration table shows of it."""
    supply = RuledSupply(lookup, claims, bought, origins)
    contents = AuditedContent(lookup, claims, bought, ledger)
    shown = {(row["rule"], row["t"]): row for row in claims.rows("Concentration")}
    for row in lookup.book.rows("Rules"):
        for t in lookup.clock.window(row["from"], row["until"]):
            where = (row["rule"], lookup.clock.names[t])
            both = {of: measure(lookup, supply, row, t, of) for of in ("intake", "use")}
            measured = measure(lookup, supply, row, t, row["of"], contents) if row["content"] else both[row["of"]]
            if math.isinf(row["penalty"][t]):
                _check_hard(row, t, measured, where, ledger)
            claim = shown.pop((row["rule"], t), None)
            ledger.holds("rules: shown", claim is not None, where)
            if claim:
                _check_shown(row, t, measured, claim, where, ledger)
                _check_both(both, claim, where, ledger)
    contents.check_all_read()
    for rule, t in shown:
        ledger.fail("rules: shown", rule, lookup.clock.names[t], "the rule does not hold then")


def measure(
    lookup: AuditLookup, supply: RuledSupply, row: Row, t: int, of: str, contents: AuditedContent | None = None
) -> Measured:
    """Return what a rule measures in a period, or would of intake or of use; by content where that is given."""
    buyers, entries = buyers_of(lookup, row), supply.counted(row, of, t)
    size = sum(abs(amount) for _, amount in entries)
    total = sum(amount for _, amount in entries)
    total = 0.0 if abs(total) <= ROUNDING * size else total  # what only passes through leaves rounding
    by_country = [_sum(entries, _named(lookup, (name,), buyers)) for name in lookup.countries]
    coming = sum(max(0.0, amount) for amount in by_country)
    hhi = _squares(by_country) / coming**2 if total > 0 else None
    tests, all_named = _apart(lookup, row, buyers), _named(lookup, row["origins"], buyers)
    if contents is None:
        apart = {name: _sum(entries, test) for name, test in tests.items()}
        together = _sum(entries, all_named)
    else:
        is_each = row["measure"] == "each share at most"
        parts = tests if is_each else {"; ".join(row["origins"]): all_named}
        apart = {name: with_content(supply, contents.part(row, name, test), of, t) for name, test in parts.items()}
        together = sum(apart.values())
    each = list(apart.values())
    value, excess = _MEASURES[row["measure"]](each, together, total, row, t)
    return Measured(value, max(0.0, excess), total, hhi, _looked_at(row, apart, size), *_beside(row, t, total, size))


def _beside(row: Row, t: int, total: float, size: float) -> tuple[float, float]:
    """Return what a rule's value, and its excess, are compared beside, where so much enters and leaves."""
    passes = passed(size)
    if row["measure"] == "origins at least":  # whole numbers, however much there is of each
        return 0.0, 0.0
    if row["measure"].startswith("amount"):
        return passes, max(row["limit"][t], passes)  # little may be allowed of much
    return passes / total if total > 0 else 0.0, max(abs(total), passes)


def with_content(supply: RuledSupply, part: CleanPart | None, of: str, t: int) -> float:
    """Return what counts with content of some origins: of all that can hold it, what is not without."""
    if part is None:
        return 0.0
    row, lookup = part.row, part.lookup
    sites = set(lookup.country) if ALL in row["buyers"] else buyers_of(lookup, row)
    materials = part.carriers.intersection(materials_of(lookup, row))
    whole = sum(amount for _, amount in supply.counted(row, of, t, materials))
    if of == "use":
        return whole - sum(amount for material in materials for amount in part.used(material, t, sites))
    return whole - sum(amount for one in materials for amount in part.entering(one, t, sites, supply.arriving))


def _looked_at(row: Row, apart: Mapping[str, float], size: float) -> frozenset[str]:
    """Return the names under which a rule may be shown: of its largest origin, or of all that it names together."""
    if row["measure"] not in ("each share at most", "HHI at most", "origins at least"):
        return frozenset({"; ".join(row["origins"])})
    if row["measure"] == "origins at least" or not apart:
        return frozenset({""})
    most = max(apart.values()) - HHI_ACCURACY * size
    return frozenset(name for name, amount in apart.items() if amount >= most)


def _sum(entries: Sequence[Entry], test: Callable[[AuditedSource], bool]) -> float:
    return sum(amount for source, amount in entries if test(source))


def _squares(amounts: Iterable[float]) -> float:
    return sum(max(0.0, amount) ** 2 for amount in amounts)


def _named(lookup: AuditLookup, names: Iterable[str], buyers: set[str]) -> Callable[[AuditedSource], bool]:
    """Return the test whether something comes from any of the named origins."""
    home = {lookup.country[site] for site in buyers}
    wanted = set(names)

    def test(source: AuditedSource) -> bool:
        own = {source.supplier, source.site, source.country, lookup.bloc.get(source.country, "")} - {""}
        return ALL in wanted or bool(own & wanted) or ("foreign" in wanted and source.country not in home)

    return test


def _apart(lookup: AuditLookup, row: Row, buyers: set[str]) -> dict[str, Callable[[AuditedSource], bool]]:
    """Return a test for each origin that a rule counts by itself: countries, or what it names."""
    home = {lookup.country[site] for site in buyers}
    found: dict[str, None] = {}
    for name in row["origins"]:
        if name == ALL:
            found |= dict.fromkeys(lookup.countries)
        elif name == "foreign":
            found |= dict.fromkeys(country for country in lookup.countries if country not in home)
        elif name in lookup.bloc.values():
            found |= dict.fromkeys(country for country in lookup.countries if lookup.bloc.get(country) == name)
        else:
            found[name] = None
    return {name: _named(lookup, (name,), buyers) for name in found}


def _each_share(each: list[float], _: float, total: float, row: Row, t: int) -> tuple[float | None, float]:
    excess = sum(max(0.0, amount - row["limit"][t] * total) for amount in each)
    return _share(max(each, default=0.0), total), excess


def _share_at_most(_: list[float], together: float, total: float, row: Row, t: int) -> tuple[float | None, float]:
    return _share(together, total), together - row["limit"][t] * total


def _share_at_least(_: list[float], together: float, total: float, row: Row, t: int) -> tuple[float | None, float]:
    return _share(together, total), row["limit"][t] * total - together


def _hhi(each: list[float], _: float, total: float, row: Row, t: int) -> tuple[float | None, float]:
    squares = _squares(each)
    value = squares / total**2 if total > 0 else None
    return value, math.sqrt(squares) - math.sqrt(row["limit"][t]) * total


def _count(each: list[float], _: float, total: float, row: Row, t: int) -> tuple[float | None, float]:
    least = row["minimum share"][t] * total
    slip = HHI_ACCURACY * abs(total)
    value = float(sum(amount >= least - slip for amount in each))
    return value, row["limit"][t] - value


def _amount_at_most(_: list[float], together: float, __: float, row: Row, t: int) -> tuple[float | None, float]:
    return together, together - row["limit"][t]


def _amount_at_least(_: list[float], together: float, __: float, row: Row, t: int) -> tuple[float | None, float]:
    return together, row["limit"][t] - together


def _share(amount: float, total: float) -> float | None:
    return amount / total if total > 0 else None


_MEASURES: Final = {
    "each share at most": _each_share, "share at most": _share_at_most, "share at least": _share_at_least,
    "HHI at most": _hhi, "origins at least": _count, "amount at most": _amount_at_most,
    "amount at least": _amount_at_least,
}  # fmt: skip


def _check_hard(row: Row, t: int, measured: Measured, where: Where, ledger: Ledger) -> None:
    check = f"rules: {row['measure']}"
    if row["measure"] == "HHI at most":
        if measured.value is not None:
            ledger.at_most(check, measured.value, row["limit"][t], where)
        return
    ledger.at_most(check, measured.excess, 0.0, (*where, "beyond the limit"), measured.beside_excess)


def _check_both(both: Mapping[str, Measured], claim: Claim, where: Where, ledger: Ledger) -> None:
    """Check what the plan shows of intake and of use, whichever of them the rule counts."""
    for of, measured in both.items():
        shown = claim[f"value of {of}"], claim[f"HHI of {of}"]
        if measured.hhi is None:
            ledger.holds("rules: nothing to count", all(map(math.isnan, shown)), (*where, of))
            continue
        for number, expected in zip(shown, (measured.value, measured.hhi), strict=True):
            assert expected is not None
            ledger.equal("rules: both shown", number, expected, (*where, of), measured.beside)


def _check_shown(row: Row, t: int, measured: Measured, claim: Claim, where: Where, ledger: Ledger) -> None:
    ledger.holds("rules: shown", claim["measure"] == row["measure"], (*where, claim["measure"]))
    ledger.holds("rules: shown", claim["of"] == row["of"], (*where, claim["of"]))
    told = claim["others"].get("content")
    ledger.holds("rules: content shown", (told if isinstance(told, str) else "") == (row["content"] or ""), where)
    limit = row["limit"][t]
    ledger.equal("rules: limit shown", claim["limit"], limit, where)
    ledger.holds("rules: origin shown", claim["origin"] in measured.largest, (*where, claim["origin"]))
    ledger.equal("rules: total shown", claim["total"], measured.total, where)
    if measured.hhi is not None:
        ledger.equal("rules: HHI shown", claim["HHI"], measured.hhi, where)
    if measured.value is not None:
        ledger.equal("rules: value shown", claim["value"], measured.value, where, measured.beside)
        slack = limit - measured.value if row["measure"].endswith("at most") else measured.value - limit
        ledger.equal("rules: slack shown", claim["slack"], slack, where, max(limit, measured.beside))
    is_soft = math.isfinite(row["penalty"][t])
    ledger.holds("rules: only a soft rule pays", is_soft or math.isnan(claim["excess"]), where)
    if is_soft:
        excess = 0.0 if math.isnan(claim["excess"]) else claim["excess"]
        ledger.equal("rules: excess shown", excess, measured.excess, where, measured.beside_excess)
