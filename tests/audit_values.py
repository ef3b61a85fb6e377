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
    facts = AuditLookup.of(book)
    of_plan = (_trunk(facts, tables), _measures(book, tables)) if tables else ()
    for part in (_clock(facts), _places(facts), _reach(facts), _hits(facts), *of_plan):
        for name, *parts in part:
            found[name].append(" ".join(map(shown, parts)))
    return dict(found)


def _clock(facts: AuditLookup) -> Iterator[tuple[Any, ...]]:
    clock = facts.clock
    yield "clock", clock.begins, clock.disc, clock.horizon, clock.worth_at_horizon()
    for t in clock.all:
        yield "period", t, clock.end(t), clock.mean(t), clock.worth(t, clock.begins[t], clock.end(t) - 0.25)
        yield "pieces", t, list(clock.pieces(clock.begins[t] - 0.3, clock.end(t) + 1.2))
        for lead, life in ((0.0, 1.0), (0.7, 2.5), (1.0, 40.0)):
            span = clock.serves(t, lead, life)
            yield "serves", t, lead, life, span
            yield "cash", t, lead, clock.cash(t, lead, (0.5, 0.3, 0.2)), clock.cash(t, lead, ())
            yield "ramp", t, lead, [clock.ramp_share((0.2, 0.6), span.start, u) for u in span] if span else ()
    for row in facts.book.rows("Projects"):
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


def _places(facts: AuditLookup) -> Iterator[tuple[Any, ...]]:
    yield "usual", facts.usual_amount, facts.usual_money
    places = [*facts.country, *facts.countries, *set(facts.bloc.values())]
    for place in sorted(set(places)):
        yield "place", place, facts.chain(place), facts.sites(place), facts.rank(place)
        for resource in sorted({name for name, _ in facts.resources}):
            yield "nearest", resource, place, facts.nearest(resource, place)
    yield "words", facts.vocabulary()
    yield "steps", {key: [row.number for row in rows] for key, rows in facts.steps.items()}, facts.place_of_step
    origins = AuditedOrigins(facts)
    for material in facts.materials:
        yield "followed", material, origins.is_followed(material)
        for site in facts.country:
            yield "origin", material, site, origins.label(material, site), origins.source(material, site)
        for row in facts.offers.values():
            yield "origin of an offer", material, origins.label(material, row["site"], row["supplier"])
    for row in facts.book.rows("Rules"):
        yield "materials of a rule", row["rule"], materials_of(facts, row)
        if row["content"]:
            yield "carriers", row["rule"], carriers_of(facts, row)


def _reach(facts: AuditLookup) -> Iterator[tuple[Any, ...]]:
    reach = SupplyReach(facts)
    for t in facts.clock.all:
        yield "there", t, reach.there[t]
        for process, site in facts.plants:
            yield "may run", process, site, t, reach.may_run(process, site, t), reach._works(process, site, t)
        for row in facts.offers.values():
            yield "sells", row, t, reach._sells(row, t)
        for lane in lanes_of(facts):
            yield (
                "carries",
                lane.start,
                lane.end,
                lane.material,
                t,
                reach._carries(lane, t),
                reach._is_worth_it(lane, t),
            )
        for row in facts.stockpiles.values():
            yield "may hold", row, t, reach._may_hold(row, t)
    yield "service", dict(reach._service[0]), dict(reach._service[1])


def _hits(facts: AuditLookup) -> Iterator[tuple[Any, ...]]:
    lanes = lanes_of(facts)
    for lane in lanes:
        yield "lane", lane.row, lane.material, lane.start, lane.end
    for strike in strikes(facts, lanes):
        remains = Remains(facts, strike)
        yield "strike", strike.name, strike.is_one_of_many, [strike.covers(material) for material in facts.materials]
        for process, site in facts.plants:
            yield "left of a plant", strike.name, process, site, remains.plant(process, site)
        for row in facts.offers.values():
            yield "left of an offer", strike.name, row, remains.offer(row)
        for lane in lanes:
            yield "left of a lane", strike.name, lane.start, lane.end, lane.material, remains.lane(lane)
        for name, place in facts.resources:
            yield "left of a resource", strike.name, name, place, remains.resource(name, place)
        for row in facts.book.rows("Demand"):
            yield "left of a demand", strike.name, row, remains.demand(row["market"], row["material"])


def _trunk(facts: AuditLookup, tables: dict[str, pd.DataFrame]) -> Iterator[tuple[Any, ...]]:
    """Yield what stands when a disruption begins."""
    ledger = Ledger()
    claims = Claims(tables, facts, ledger)
    starts = read_starts(facts, claims, ledger)
    flows = read_flows(facts, claims, in_service(starts), ledger)
    trunk = AuditedTrunk(facts, claims, starts, read_purchases(facts, claims, ledger), flows)
    yield "running", trunk.running
    yield "lane use", trunk.lane_use
    for t in facts.clock.all:
        there = AtOnset(trunk, t)
        for u in facts.clock.all[t:]:
            for (process, site), row in facts.plants.items():
                yield "capacity at onset", process, site, t, u, there.capacity(row, process, site, u)
            for row in facts.offers.values():
                yield "most bought", row, t, u, there.most_bought(row, u), trunk.is_taken(row, u)
            for lane in lanes_of(facts):
                yield "most sent", lane.start, lane.end, lane.material, t, u, there.most_sent(lane, u)
        for row in facts.offers.values():
            yield "left of a total", row, t, trunk.left_of_total(row, t)
        for site, material in facts.stockpiles:
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
