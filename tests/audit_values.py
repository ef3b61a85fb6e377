"""What the audit reckons before it compares: clock and places, reach, what disruptions leave, measures of a plan."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from model_values import told

from planner.audit import measures
from planner.audit.claims import Claims
from planner.audit.content import carriers_of
from planner.audit.hits import Remains, strikes
from planner.audit.lanes import read_flows
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.network import AtOnset, AuditedTrunk, lanes_of
from planner.audit.offers import read_purchases
from planner.audit.origins import AuditedOrigins, materials_of
from planner.audit.projects import in_service, read_starts
from planner.audit.reach import SupplyReach
from planner.workbook.book import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planner.workbook.book import Book


def shown(value: Any) -> str:
    """Return any value of the audit as text; of a row of the workbook where it stands."""
    if isinstance(value, Row):
        return f"{value.sheet} {value.number}"
    if isinstance(value, range):
        return str(value)
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(map(shown, value)) + ")"
    return told(value)


def values(book: Book, tables: dict[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return what is reckoned, by what it is."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    lookup = AuditLookup.of(book)
    of_plan = (_trunk(lookup, tables), _measures(book, tables)) if tables else ()
    for part in (_clock(lookup), _places(lookup), _reach(lookup), _hits(lookup), *of_plan):
        for name, *parts in part:
            found[name].append(" ".join(map(shown, parts)))
    return dict(found)


def _clock(lookup: AuditLookup) -> Iterator[tuple[Any, ...]]:
    clock = lookup.clock
    yield "clock", clock.begins, clock.disc, clock.horizon, clock.worth_at_horizon()
    for t in clock.all:
        yield "period", t, clock.end(t), clock.mean(t), clock.worth(t, clock.begins[t], clock.end(t) - 0.25)
        yield "pieces", t, list(clock.pieces(clock.begins[t] - 0.3, clock.end(t) + 1.2))
        for lead, life in ((0.0, 1.0), (0.7, 2.5), (1.0, 40.0)):
            span = clock.serves(t, lead, life)
            yield "serves", t, lead, life, span
            yield "cash", t, lead, clock.cash(t, lead, (0.5, 0.3, 0.2)), clock.cash(t, lead, ())
            yield "ramp", t, lead, [clock.ramp_share((0.2, 0.6), span.start, u) for u in span] if span else ()
    for row in lookup.book.rows("Projects"):
        for t in clock.all:
            span = clock.serves(t, row["lead time"], row["life"])
            yield "project serves", row["project"], t, span, clock.window(row["earliest"], row["latest"])
            yield "project cash", row["project"], t, clock.cash(t, row["lead time"], row["spending"])
            yield (
                "project ramp",
                row["project"],
                [clock.ramp_share(row["ramp"], span.start, u) for u in span] if span else (),
            )
    yield "interest", clock.interest(0.08, 0.0, 0.5, 1.25), clock.interest(0.0, 0.0, 0.5, 1.25)


def _places(lookup: AuditLookup) -> Iterator[tuple[Any, ...]]:
    yield "usual", lookup.usual_amount, lookup.usual_money
    places = [*lookup.country, *lookup.countries, *set(lookup.bloc.values())]
    for place in sorted(set(places)):
        yield "place", place, lookup.chain(place), lookup.sites(place), lookup.rank(place)
        for resource in sorted({name for name, _ in lookup.resources}):
            yield "nearest", resource, place, lookup.nearest(resource, place)
    yield "words", lookup.vocabulary()
    yield "steps", {key: [row.number for row in rows] for key, rows in lookup.steps.items()}, lookup.place_of_step
    origins = AuditedOrigins(lookup)
    for material in lookup.materials:
        yield "followed", material, origins.is_followed(material)
        for site in lookup.country:
            yield "origin", material, site, origins.label(material, site), origins.source(material, site)
        for row in lookup.offers.values():
            yield "origin of an offer", material, origins.label(material, row["site"], row["supplier"])
    for row in lookup.book.rows("Rules"):
        yield "materials of a rule", row["rule"], materials_of(lookup, row)
        if row["content"]:
            yield "carriers", row["rule"], carriers_of(lookup, row)


def _reach(lookup: AuditLookup) -> Iterator[tuple[Any, ...]]:
    reach = SupplyReach(lookup)
    for t in lookup.clock.all:
        yield "there", t, reach.there[t]
        for process, site in lookup.plants:
            yield "may run", process, site, t, reach.may_run(process, site, t), reach._works(process, site, t)
        for row in lookup.offers.values():
            yield "sells", row, t, reach._sells(row, t)
        for lane in lanes_of(lookup):
            yield (
                "carries",
                lane.start,
                lane.end,
                lane.material,
                t,
                reach._carries(lane, t),
                reach._is_worth_it(lane, t),
            )
        for row in lookup.stockpiles.values():
            yield "may hold", row, t, reach._may_hold(row, t)
    yield "service", dict(reach._service[0]), dict(reach._service[1])


def _hits(lookup: AuditLookup) -> Iterator[tuple[Any, ...]]:
    lanes = lanes_of(lookup)
    for lane in lanes:
        yield "lane", lane.row, lane.material, lane.start, lane.end
    for strike in strikes(lookup, lanes):
        remains = Remains(lookup, strike)
        yield "strike", strike.name, strike.is_one_of_many, [strike.covers(material) for material in lookup.materials]
        for process, site in lookup.plants:
            yield "left of a plant", strike.name, process, site, remains.plant(process, site)
        for row in lookup.offers.values():
            yield "left of an offer", strike.name, row, remains.offer(row)
        for lane in lanes:
            yield "left of a lane", strike.name, lane.start, lane.end, lane.material, remains.lane(lane)
        for name, place in lookup.resources:
            yield "left of a resource", strike.name, name, place, remains.resource(name, place)
        for row in lookup.book.rows("Demand"):
            yield "left of a demand", strike.name, row, remains.demand(row["market"], row["material"])


def _trunk(lookup: AuditLookup, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[Any, ...]]:
    """Yield what stands when a disruption begins."""
    ledger = Ledger()
    claims = Claims(tables, lookup, ledger)
    starts = read_starts(lookup, claims, ledger)
    flows = read_flows(lookup, claims, in_service(starts), ledger)
    trunk = AuditedTrunk(lookup, claims, starts, read_purchases(lookup, claims, ledger), flows)
    yield "running", trunk.running
    yield "lane use", trunk.lane_use
    for t in lookup.clock.all:
        there = AtOnset(trunk, t)
        for u in lookup.clock.all[t:]:
            for (process, site), row in lookup.plants.items():
                yield "capacity at onset", process, site, t, u, there.capacity(row, process, site, u)
            for row in lookup.offers.values():
                yield "most bought", row, t, u, there.most_bought(row, u), trunk.is_taken(row, u)
            for lane in lanes_of(lookup):
                yield "most sent", lane.start, lane.end, lane.material, t, u, there.most_sent(lane, u)
        for row in lookup.offers.values():
            yield "left of a total", row, t, trunk.left_of_total(row, t)
        for site, material in lookup.stockpiles:
            yield "stock", site, material, t, trunk.stock(site, material, t), trunk.stock_within(site, material, t, 0.3)


def _measures(book: Book, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[Any, ...]]:
    kinds = sorted({row["kind"] or "" for row in book.rows("Projects")})
    funders = sorted({row["funder"] for row in book.rows("Budgets")})
    for period in ("", *(str(row["period"]) for row in book.rows("Periods"))):
        yield "cost", period, measures.cost(book, tables, "", period)
        yield "tail", period, measures.conditional_value_at_risk(book, tables, "", period)
        for funder in ("", *funders):
            yield "money spent", funder, period, measures.money_spent(book, tables, funder, period)
        for kind in kinds:
            yield "ordered", kind, period, measures.capacity_ordered(book, tables, kind, period)
