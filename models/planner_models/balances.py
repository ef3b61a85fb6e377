"""Section 1 of the formulation, the balances: what comes in and goes out of every place, put into arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner_models.components import Relation
from planner_models.numbered import Entries, Floats, Many
from planner_models.terms import linear

if TYPE_CHECKING:
    from planner_models.trunk import Trunk


def balance_entries(model: Trunk) -> Entries:
    """Return what comes in less what goes out a year, of every balance."""
    found = Entries(len(model.index.balance_miot))
    for add in (_add_plants, _add_trade, _add_flows, _add_stocks, _add_surplus):
        add(model, found)
    found.fill(model.nothing)
    return found


def _add_plants(model: Trunk, found: Entries) -> None:
    index, count = model.index, len(model.index.problem.times)
    for (p, t), runs in model.activity.items():
        plant = index.problem.plants[p]
        for m, amounts in plant.makes:
            place = index.place_mio.get((m, plant.site, index.plant_origin[p, m]))
            if place is not None:  # of a product that it never makes there may be none anywhere
                found.add(place * count + t, index.made_anew.get((p, m), amounts)[t], runs)
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if amounts[t] and len(origins) == 1:
                place = index.place_mio[m, plant.site, origins[0]]
                found.add(place * count + t, -amounts[t] * index.used_up(p, m, t), runs)
    for (p, m, o, t), consumed in model.consumption.items():
        place = index.place_mio[m, index.problem.plants[p].site, o]
        found.add(place * count + t, -index.used_up(p, m, t), consumed)


def _add_trade(model: Trunk, found: Entries) -> None:
    index, problem, count = model.index, model.index.problem, len(model.index.problem.times)
    for (s, t), bought in model.purchase.items():
        offer = problem.offers[s]
        found.add(index.place_mio[offer.material, offer.site, index.offer_origin[s]] * count + t, 1.0, bought)
    for (d, o, t), delivered in model.delivery.items():
        demand = problem.demands[d]
        found.add(index.place_mio[demand.material, demand.site, o] * count + t, -1.0, delivered)


def _add_flows(model: Trunk, found: Entries) -> None:
    """Add what is sent to both its ends, less what is lost on the way."""
    links = model.index.problem.links
    x, o, t = model.index.flow_lot.table.T
    starts, ends = np.array([(link.start, link.end) for link in links], dtype=np.int32).reshape(-1, 2).T
    loss = np.array([link.loss for link in links]).reshape(-1, len(model.index.problem.times))
    begins = np.append(True, (x[1:] != x[:-1]) | (o[1:] != o[:-1])) if len(x) else np.zeros(0, dtype=bool)
    first, which = np.flatnonzero(begins), np.cumsum(begins) - 1  # the periods of a lane and origin follow each other
    link, material = model.index.link_of[x[first]], model.index.material_of[x[first]]
    numbers = np.arange(len(x), dtype=np.int32)
    places = model.index.balance_miot.numbers
    leaves, arrives = (
        places(np.column_stack([material, sites[link], o[first], t[first]]))[which] + t - t[first][which]
        for sites in (starts, ends)
    )
    found.add_many(leaves, Many(model.flow, numbers, np.full(len(x), -1.0)))
    found.add_many(arrives, Many(model.flow, numbers, (1.0 - loss[link])[which, t]))


def _add_stocks(model: Trunk, found: Entries) -> None:
    problem, count = model.index.problem, len(model.index.problem.times)
    for (h, o, t), stock in model.stock.items():
        pile = problem.stockpiles[h]
        row = model.index.place_mio[pile.material, pile.site, o] * count + t
        found.add(row, -1.0 / problem.periods[t].years, stock)
        if t < count - 1:
            found.add(row + 1, pile.keep[t + 1] / problem.periods[t + 1].years, stock)


def _add_surplus(model: Trunk, found: Entries) -> None:
    left = model.index.surplus_miot
    numbers = np.arange(len(left), dtype=np.int32)
    found.add_many(model.index.balance_miot.numbers(left.table), Many(model.surplus, numbers, np.full(len(left), -1.0)))


def balance_sums(model: Trunk) -> Floats:
    """Return what the balances add up to: less than nothing where the stock from before the first period gives."""
    index, found = model.index, np.zeros(len(model.index.balance_miot))
    for h, pile in enumerate(index.problem.stockpiles):
        place = index.place_mio.get((pile.material, pile.site, index.stock_origin[h]))
        if place is not None:  # else there is no stock, nor does any come
            found[place * len(index.problem.times)] = -pile.initial * pile.keep[0] / index.problem.periods[0].years
    return found


def balance(model: Trunk, m: int, i: int, o: int, t: int) -> Relation:
    r"""(N1) What is made, bought, arrives and is drawn equals what is consumed, sent, delivered, stored and left.

    .. math:: \sum_p (anew\,activity + pass\,consumption) + \sum_s purchase + \sum_l (1-loss)\,flow
        - \frac{stock_t - keep_t\,stock_{t-1}}{years_t}
        = \sum_p consumption + \sum_l flow + delivery + surplus

    A plant that consumes a material which it makes gives back what it takes, origin by origin, as far as it makes it:
    :math:`pass = \min(1, make/consume)`. Only what it makes beyond that, :math:`anew = \max(0, make - consume)`, has
    the plant's own origin.
    """
    row = model.balance.numbered.index((m, i, o, t))
    return linear(model, model.balance.entries.of(row)) == float(model.balance.upper[row])
