"""What is without content of a rule's origins, as rows of the plan's table Content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from planner.solving.solution import Solved

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Any, ...]
Place = tuple[str, str, str, str, str]  # what, where, sent to, carrier, by
Amounts = dict[tuple[Place, int], list[float]]  # by period: without content, and in all


def content(solved: Solved) -> Iterator[Row]:
    """Yield what moves along the chain of every rule with a content: what of it is without content, and all of it."""
    problem = solved.problem
    for w, overlay in enumerate(solved.index.overlays.all):
        found: Amounts = defaultdict(lambda: [0.0, 0.0])
        for add in (_add_trade, _add_plants, _add_lanes, _add_stocks):
            add(solved, w, found)
        for (place, t), (clean, whole) in found.items():
            if clean or whole:
                head = problem.rules[overlay.rule].name, overlay.origins.name
                yield *head, *place, problem.periods[t].name, clean, whole


def shown(table: pd.DataFrame, solved: Solved) -> None:
    """Add to the table Concentration the content that each rule counts."""
    problem = solved.problem
    names = {x.name: "" if x.content is None else problem.materials[x.content].name for x in problem.rules}
    table["content"] = [names[rule] for rule in table["rule"]]


def _add_trade(solved: Solved, w: int, found: Amounts) -> None:
    problem, carriers = solved.problem, solved.index.overlays.all[w].carriers
    for s, t in solved.index.purchase_st:
        offer = problem.offers[s]
        if offer.material in carriers:
            place = ("bought", _site(solved, offer.site), "", _material(solved, offer.material), offer.supplier)
            _add(found, place, t, solved.value("clean_purchase", w, s, t), solved.value("purchase", s, t))
    for d, o, t in solved.index.delivery_dot:
        demand = problem.demands[d]
        if demand.material in carriers:
            place = ("delivered", _site(solved, demand.site), "", _material(solved, demand.material), "")
            _add(found, place, t, 0.0, solved.value("delivery", d, o, t))
            found[place, t][0] = solved.value("clean_delivery", w, d, t)
    for (m, i, _, t), left in solved.values["surplus"].items():
        if m in carriers:
            place = ("left over", _site(solved, i), "", _material(solved, m), "")
            _add(found, place, t, 0.0, left)
            found[place, t][0] = solved.value("clean_surplus", w, m, i, t)


def _add_plants(solved: Solved, w: int, found: Amounts) -> None:
    problem, sets = solved.problem, solved.index.overlays
    for v, p, t in sets.activity_wpt:
        if v == w:
            plant = problem.plants[p]
            place = ("runs", _site(solved, plant.site), "", "", plant.process)
            _add(found, place, t, solved.value("clean_activity", w, p, t), solved.value("activity", p, t))
    for v, p, m, t in sets.consumption_wpmt:
        if v == w:
            plant = problem.plants[p]
            place = ("consumed", _site(solved, plant.site), "", _material(solved, m), plant.process)
            whole = dict(plant.consumes)[m][t] * solved.value("activity", p, t)
            _add(found, place, t, solved.value("clean_consumption", w, p, m, t), whole)


def _add_lanes(solved: Solved, w: int, found: Amounts) -> None:
    problem, carriers = solved.problem, solved.index.overlays.all[w].carriers

    def place(x: int) -> Place:
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        ends = _site(solved, link.start), _site(solved, link.end)
        return "sent", *ends, _material(solved, lane.material), link.mode

    for (x, _, t), sent in solved.values["flow"].items():
        if problem.lanes[x].material in carriers:
            _add(found, place(x), t, 0.0, sent)
    for (v, x, t), sent in solved.values["clean_flow"].items():
        if v == w:
            _add(found, place(x), t, sent, 0.0)


def _add_stocks(solved: Solved, w: int, found: Amounts) -> None:
    problem, carriers = solved.problem, solved.index.overlays.all[w].carriers
    for h, o, t in solved.index.stock_hot:
        pile = problem.stockpiles[h]
        if pile.material in carriers:
            place = ("held", _site(solved, pile.site), "", _material(solved, pile.material), "")
            _add(found, place, t, 0.0, solved.value("stock", h, o, t))
            found[place, t][0] = solved.value("clean_stock", w, h, t)


def _add(found: Amounts, place: Place, t: int, clean: float, whole: float) -> None:
    found[place, t][0] += clean
    found[place, t][1] += whole


def _site(solved: Solved, i: int) -> str:
    return solved.problem.sites[i].name


def _material(solved: Solved, m: int) -> str:
    return solved.problem.materials[m].name
