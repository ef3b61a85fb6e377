"""What is bought, made, carried, held and served, as rows of the plan's tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from planner.plans.frames import rest, share
from planner.solving.solution import Solved
from planner.workbook.book import Book
from planner_models.index import Target

Row = tuple[Any, ...]


def size(solved: Solved, k: int, t: int) -> float:
    """Return the capacity that a project's start in a period orders."""
    project = solved.problem.projects[k]
    if project.block is not None:
        return project.block * solved.value("start", k, t)
    return solved.value("size", k, t)


def added(solved: Solved, target: Target, t: int) -> float:
    """Return the capacity of projects in service, after ramp."""
    options = solved.index.adders.get(target, ())
    return sum(option.output[t] * size(solved, k, option.period) for k, option in options)


def removed(solved: Solved, target: Target, t: int) -> float:
    """Return the capacity that projects have removed from the workbook's row, while the row lasts."""
    if not solved.index.capacity(target).lasts[t]:
        return 0.0
    options = solved.index.removers.get(target, ())
    return sum(size(solved, k, option.period) for k, option in options if option.removes[t])


def purchases(solved: Solved) -> Iterator[Row]:
    """Yield what is bought of every offer that is used."""
    problem = solved.problem
    for s, t in solved.index.purchase_st:
        offer, bought = problem.offers[s], solved.value("purchase", s, t)
        contract = solved.values["contract"].get((s, t), math.nan)
        if bought > 0 or contract == 1.0:
            fixed = offer.fixed_cost[t] if contract == 1.0 else 0.0
            cost = offer.price[t] * bought + fixed
            place = (problem.sites[offer.site].name, problem.materials[offer.material].name, problem.periods[t].name)
            yield offer.row, offer.supplier, *place, bought, offer.maximum[t], contract, cost


def production(solved: Solved) -> Iterator[Row]:
    """Yield runs and capacity of every plant that can have capacity."""
    problem = solved.problem
    for p, t in solved.index.activity_pt:
        plant, runs = problem.plants[p], solved.value("activity", p, t)
        more, less = added(solved, ("plant", p), t), removed(solved, ("plant", p), t)
        own = plant.capacity.own[t]
        available = plant.availability[t]
        capacity = available * rest(own, more, -less) if available else 0.0
        where = (plant.process, problem.sites[plant.site].name, problem.periods[t].name)
        yield *where, runs, own, more, less, capacity, share(runs, capacity)


def resource_loads(solved: Solved) -> dict[tuple[int, int], float]:
    """Return what is taken of each resource in each period, a year."""
    problem = solved.problem
    found: dict[tuple[int, int], float] = defaultdict(float)
    for p, t in solved.index.activity_pt:
        for r, amounts in problem.plants[p].uses:
            found[r, t] += amounts[t] * solved.value("activity", p, t)
    for s, t in solved.index.purchase_st:
        for r, amounts in problem.offers[s].uses:
            found[r, t] += amounts[t] * solved.value("purchase", s, t)
    for (x, _, t), sent in solved.values["flow"].items():
        for r, amounts in problem.links[problem.lanes[x].link].uses:
            found[r, t] += amounts[t] * sent
    for h, o, t in solved.index.stock_hot:
        for r, amounts in problem.stockpiles[h].uses:
            found[r, t] += amounts[t] * solved.value("stock", h, o, t)
    for (k, start), option in solved.index.options.items():
        for r, amounts in problem.projects[k].uses:
            for t in problem.times:
                if option.builds[t]:
                    found[r, t] += amounts[t] * size(solved, k, start)
    return found


def resource_use(solved: Solved) -> Iterator[Row]:
    """Yield what is used of every resource that is or could be there."""
    loads = resource_loads(solved)
    for r, resource in enumerate(solved.problem.resources):
        for t in solved.problem.times:
            more, less = added(solved, ("resource", r), t), removed(solved, ("resource", r), t)
            own = resource.capacity.own[t]
            capacity, used = rest(own, more, -less), loads.get((r, t), 0.0)
            if capacity > 0 or used > 0:
                period = solved.problem.periods[t].name
                yield resource.name, resource.place, period, used, own, more, less, capacity, share(used, capacity)


def flows(solved: Solved) -> Iterator[Row]:
    """Yield what is sent down every lane that is used, by origin."""
    problem = solved.problem
    # a lane in use is shown where it carries nothing too
    for x, o, t in solved.index.flow_lot if solved.values["use"] else solved.values["flow"]:
        sent = solved.value("flow", x, o, t)
        use = solved.values["use"].get((problem.lanes[x].link, t), math.nan)
        if sent > 0 or use == 1.0:
            lane = problem.lanes[x]
            link, material = problem.links[lane.link], problem.materials[lane.material]
            where = (problem.sites[link.start].name, problem.sites[link.end].name, material.name, link.mode)
            money = (link.cost[t] * sent, link.tariff[t] * material.value[t] * sent)
            arrived = (1 - link.loss[t]) * sent
            yield *where, solved.index.origins.all[o].name, problem.periods[t].name, sent, arrived, *money, use


def stock_of(solved: Solved, h: int, t: int) -> float:
    """Return what a stockpile holds at the end of a period; before the first what is there initially."""
    pile = solved.problem.stockpiles[h]
    if t < 0:
        return pile.initial
    origins = solved.index.reach.get((pile.material, pile.site), ())
    return sum(solved.value("stock", h, o, t) for o in origins)


def _taken(solved: Solved) -> dict[tuple[int, int, int], float]:
    """Return what plants and markets take of each material at each site a year."""
    problem = solved.problem
    found: dict[tuple[int, int, int], float] = defaultdict(float)
    for p, t in solved.index.activity_pt:
        plant = problem.plants[p]
        for m, amounts in plant.consumes:
            found[m, plant.site, t] += amounts[t] * solved.value("activity", p, t)
    for d, o, t in solved.index.delivery_dot:
        demand = problem.demands[d]
        found[demand.material, demand.site, t] += solved.value("delivery", d, o, t)
    return found


def stockpiles(solved: Solved, book: Book) -> Iterator[Row]:
    """Yield every stockpile's stock, with the days of use that all stocks which cover its place hold."""
    problem, taken = solved.problem, _taken(solved)
    asked = {row.number: row["cover days"] for row in book.rows("Stockpiles")}
    covers = {(h, t): cover for cover in problem.covers for t in problem.times for h in cover.stockpiles[t]}
    for h, pile in enumerate(problem.stockpiles):
        for t in problem.times:
            cover = covers.get((h, t))
            sites = cover.sites if cover else {pile.site}
            held = sum(stock_of(solved, n, t) for n in (cover.stockpiles[t] if cover else (h,)))
            use = sum(taken.get((pile.material, i, t), 0.0) for i in sites)
            stock = stock_of(solved, h, t)
            put = (stock - pile.keep[t] * stock_of(solved, h, t - 1)) / problem.periods[t].years
            where = (problem.sites[pile.site].name, problem.materials[pile.material].name, problem.periods[t].name)
            days = 365 * share(held, use)
            yield *where, stock, pile.maximum[t], put, asked[pile.row][t], days, pile.holding_cost[t] * stock


def shortages(solved: Solved) -> Iterator[Row]:
    """Yield what every demand asks, is delivered and is short of."""
    problem = solved.problem
    for d, demand in enumerate(problem.demands):
        for t in problem.times:
            origins = solved.index.reach.get((demand.material, demand.site), ())
            delivered = sum(solved.value("delivery", d, o, t) for o in origins)
            short = solved.value("shortage", d, t)
            where = (problem.sites[demand.site].name, problem.materials[demand.material].name, problem.periods[t].name)
            least = demand.required[t] * demand.amount[t] if demand.required[t] else 0.0
            money = (demand.shortage_cost[t] * short, demand.price[t] * delivered)
            yield *where, demand.amount[t], delivered, short, share(delivered, demand.amount[t]), least, *money


def balances(solved: Solved) -> Iterator[Row]:
    """Yield where every material came from and went, at every site, by origin."""
    problem, sides = solved.problem, balance_sides(solved)
    for (m, i, o, t), side in sorted(sides.items()):
        if any(side.values()):
            where = (problem.materials[m].name, problem.sites[i].name, solved.index.origins.all[o].name)
            yield *where, problem.periods[t].name, *(side.get(name, 0.0) for name in SIDES)


SIDES = ("made", "bought", "arrived", "drawn", "consumed", "sent", "delivered", "stored", "surplus", "stock")


def balance_sides(solved: Solved) -> dict[tuple[int, int, int, int], dict[str, float]]:
    """Return, by (material, site, origin, period), the amounts of each side of the balance."""
    found: dict[tuple[int, int, int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    _plant_sides(solved, found)
    _trade_sides(solved, found)
    _stock_sides(solved, found)
    return found


def _plant_sides(solved: Solved, found: dict[tuple[int, int, int, int], dict[str, float]]) -> None:
    problem, index = solved.problem, solved.index
    for p, t in index.activity_pt:
        plant, runs = problem.plants[p], solved.value("activity", p, t)
        for m, amounts in plant.makes:
            anew = index.made_anew.get((p, m), amounts)[t]
            found[m, plant.site, index.plant_origin[p, m], t]["made"] += anew * runs
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if len(origins) == 1:
                _consume(solved, found[m, plant.site, origins[0], t], p, m, t, amounts[t] * runs)
    for p, m, o, t in index.consumption_pmot:
        consumed = solved.value("consumption", p, m, o, t)
        _consume(solved, found[m, problem.plants[p].site, o, t], p, m, t, consumed)


def _consume(solved: Solved, side: dict[str, float], p: int, m: int, t: int, amount: float) -> None:
    """Add what a plant consumes of an origin, and what of it comes out again as the same material."""
    side["consumed"] += amount
    if passed := solved.index.passed_on.get((p, m)):
        side["made"] += passed[t] * amount


def _trade_sides(solved: Solved, found: dict[tuple[int, int, int, int], dict[str, float]]) -> None:
    problem, index = solved.problem, solved.index
    for s, t in index.purchase_st:
        offer = problem.offers[s]
        found[offer.material, offer.site, index.offer_origin[s], t]["bought"] += solved.value("purchase", s, t)
    for (x, o, t), sent in solved.values["flow"].items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        found[lane.material, link.start, o, t]["sent"] += sent
        found[lane.material, link.end, o, t]["arrived"] += (1 - link.loss[t]) * sent
    for d, o, t in index.delivery_dot:
        demand = problem.demands[d]
        found[demand.material, demand.site, o, t]["delivered"] += solved.value("delivery", d, o, t)
    for place, left in solved.values["surplus"].items():
        found[place]["surplus"] += left


def _stock_sides(solved: Solved, found: dict[tuple[int, int, int, int], dict[str, float]]) -> None:
    problem, index = solved.problem, solved.index
    for h, o, t in index.stock_hot:
        pile, stock = problem.stockpiles[h], solved.value("stock", h, o, t)
        initial = pile.initial if o == index.stock_origin[h] else 0.0
        before = solved.value("stock", h, o, t - 1) if t else initial
        net = (stock - pile.keep[t] * before) / problem.periods[t].years
        side = found[pile.material, pile.site, o, t]
        side["stored"] += max(net, 0.0)
        side["drawn"] += max(-net, 0.0)
        side["stock"] += stock
