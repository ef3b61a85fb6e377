"""A disruption under way: what it still leaves, period by period, stands in the cells of what it hits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from planner.errors import QuestionError
from planner.studies.replan.rolled.cells import RolledCells
from planner.studies.replan.rolled.former import PastStart
from planner.studies.replan.rolled.lanes_hit import hit_lanes
from planner.studies.replan.rolled.resources_hit import hit_resource
from planner.studies.replan.rolled.under_way import OngoingDisruption
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Row
from planner_models.given.disruptions import Disruption
from planner_models.given.periods import Period, Varying
from planner_models.hits import KINDS
from planner_models.problem import Problem
from planner_models.tolerances import MOMENT


def strike(cells: RolledCells, asked: Sequence[str], called: Mapping[PastStart, str]) -> list[str]:
    """Let disruptions go on; ``asked`` holds their names, each with ``since`` and a period where it struck before.

    ``called`` are the rows of Projects of what was started before.

    Return what was said of each. The workbook's rows are those that are kept: the past has been taken out.

    Raises
    ------
    QuestionError
        When the workbook has no such disruption or period, or two of them hit the same.
    """
    problem = assemble(cells.book)
    told, touched = [], set[tuple[str, int]]()
    for words in asked:
        way = _under_way(cells, problem, words)
        if not any(way.lost):
            told.append(f"{way.hit.name} is over")
            continue
        again = touched & (new := _things(way.hit))
        if again:
            message = (
                f"{words}: it hits what another disruption under way hits; enter what both leave in the cells yourself"
            )
            raise QuestionError(message)
        touched |= new
        _hit(cells, problem, way, called)
        _let_lapse(cells, way)
        over = next((p for p, lost in zip(cells.periods, way.lost, strict=True) if not lost), None)
        told.append(f"{way.hit.name} is under way, " + (f"over before {over}" if over else "also in the last period"))
    return told


def _things(hit: Disruption) -> set[tuple[str, int]]:
    found = {(kind, n) for each in (hit, hit.costs) for kind in KINDS for n in getattr(each, kind)}
    return found | {("lanes", n) for n in hit.costs.tariffs}


def _under_way(cells: RolledCells, problem: Problem, words: str) -> OngoingDisruption:
    """Return the disruption that is meant, from the beginning of the period in which it struck."""
    now = cells.now
    name, since = words.strip(), problem.periods[now]
    names = {x.name.casefold(): x for x in problem.disruptions}
    match = re.fullmatch(r"(.+?)\s+since\s+(.+)", name, re.IGNORECASE)
    if match and name.casefold() not in names:
        name = match[1]
        since = _period(problem, match[2])
    if name.casefold() not in names:
        message = (
            f"no disruption is called {name!r}; there are: {', '.join(x.name for x in problem.disruptions) or 'none'}"
        )
        raise QuestionError(message)
    if since.begin > problem.periods[now].begin + MOMENT:
        message = f"{words}: {since.name} is yet to come"
        raise QuestionError(message)
    hit = names[name.casefold()]
    kept = problem.periods[now:]
    if since.begin < kept[0].begin - MOMENT:
        cells.remarks.append(
            f"Stockpiles: {hit.name} struck in {since.name}, and stocks, totals and budgets are those of the plan, "
            "which was made before it: enter what is left"
        )
    lost, ends = tuple(_lost(hit, since.begin, period) for period in kept), since.begin + hit.duration
    _warn_of_what_opens(cells, problem, hit, ends)
    whole = tuple(period.end <= ends + MOMENT for period in kept)
    return OngoingDisruption(hit, lost, whole)


def _warn_of_what_opens(cells: RolledCells, problem: Problem, hit: Disruption, ends: float) -> None:
    """Say where what has no limit is closed for a part of a period, which no cell can say."""
    closed = [
        *(problem.plants[p].capacity.own for p, share in hit.plants.items() if not share),
        *(problem.offers[s].maximum for s, share in hit.offers.items() if not share),
        *(problem.links[problem.lanes[x].link].maximum for x, share in hit.lanes.items() if not share),
        *(problem.demands[d].amount for d, share in hit.demands.items() if not share),
    ]
    for t, period in enumerate(problem.periods[cells.now :], cells.now):
        if period.begin + MOMENT < ends < period.end - MOMENT and any(most[t] == math.inf for most in closed):
            cells.remarks.append(
                f"{period.name}: {hit.name} ends in the midst of it, and what it closes and has no limit is left open "
                "all the while: enter what there is of it on the mean"
            )


def _period(problem: Problem, name: str) -> Period:
    for period in problem.periods:
        if period.name == name:
            return period
    message = f"the workbook has no period {name!r}; its periods are: {', '.join(p.name for p in problem.periods)}"
    raise QuestionError(message)


def _lost(hit: Disruption, struck: float, period: Period) -> float:
    r"""Return the mean share over a period that is lost of what was lost at first: all of it, then ever less of it."""
    begin, end = period.begin - struck, period.end - struck
    total = max(0.0, min(end, hit.duration) - begin)
    low, high = max(begin, hit.duration), min(end, hit.until_back)
    if high > low and hit.recovery:
        total += (high - low) * (hit.until_back - (low + high) / 2) / hit.recovery
    share = total / period.years
    return 0.0 if share < MOMENT else min(1.0, share)


def _hit(cells: RolledCells, problem: Problem, way: OngoingDisruption, called: Mapping[PastStart, str]) -> None:
    """Leave of everything what the disruption leaves, at what it costs meanwhile."""
    hit, costs, now = way.hit, way.hit.costs, cells.now
    every = range(len(cells.periods))
    rows = {(row["process"], row["site"]): row for row in cells.there("Plants")}
    for p in {*hit.plants, *costs.plants}:
        plant = problem.plants[p]
        row = rows.get((plant.process, problem.sites[plant.site].name))
        _hit_plant(cells, problem, way, p, row)
    by_number = {
        (sheet, row.number): row for sheet in ("Suppliers", "Resources", "Demand") for row in cells.there(sheet)
    }
    for s in {*hit.offers, *costs.offers}:
        offer = problem.offers[s]
        row = by_number.get(("Suppliers", offer.row))
        if row is not None:
            share = hit.offers.get(s, 1.0)
            cells.vary(row, "maximum", [way.limited(share, offer.maximum[now + t], t) for t in every])
            _dearer(cells, row, "price", offer.price, costs.offers.get(s), way)
    for r in {*hit.resources, *costs.resources}:
        hit_resource(cells, problem, way, r, called)
        resource = problem.resources[r]
        row = by_number.get(("Resources", resource.row))
        if row is not None:
            _dearer(cells, row, "variable cost", resource.variable_cost, costs.resources.get(r), way)
    for d in {*hit.demands, *costs.demands}:
        demand = problem.demands[d]
        row = by_number["Demand", demand.row]
        share = hit.demands.get(d, 1.0)
        cells.vary(row, "amount", [way.limited(share, demand.amount[now + t], t) for t in every])
        for column in ("price", "shortage cost"):
            _dearer(cells, row, column, row[column], costs.demands.get(d), way)
    hit_lanes(cells, problem, way)


def _dearer(
    cells: RolledCells, row: Row, column: str, numbers: Varying, factor: Varying | None, way: OngoingDisruption
) -> None:
    """Raise what something costs meanwhile."""
    if factor is not None:
        now = cells.now
        dearer = [numbers[now + t] * way.price(factor[now + t], t) for t in range(len(cells.periods))]
        cells.vary(row, column, dearer)


def _hit_plant(cells: RolledCells, problem: Problem, way: OngoingDisruption, p: int, row: Row | None) -> None:
    """Leave of a plant, with what projects add to it, what the disruption leaves: by its availability."""
    plant, now, share = problem.plants[p], cells.now, way.hit.plants.get(p, 1.0)
    every = range(len(cells.periods))
    site = problem.sites[plant.site].name
    if row is None:
        held = {"site": site, "process": plant.process, "capacity": 0}
        left = [way.left(share, t) for t in every]
        cells.vary_in(held, "Plants", "availability", left, f"{plant.process} at {site}")
        cells.add("Plants", held)
        return
    if any(own == math.inf for own in plant.capacity.own[now:]):
        cells.vary(row, "capacity", [way.limited(share, plant.capacity.own[now + t], t) for t in every])
    else:
        cells.vary(row, "availability", [plant.availability[now + t] * way.left(share, t) for t in every])
    _dearer(cells, row, "variable cost", plant.variable_cost, way.hit.costs.plants.get(p), way)


def _let_lapse(cells: RolledCells, way: OngoingDisruption) -> None:
    """Let lapse what lapses in a disruption, in the periods in which something is lost yet."""
    lost = way.lost
    for sheet, columns in (
        ("Plants", ("minimum use",)), ("Suppliers", ("minimum",)), ("Lanes", ("minimum",)),
        ("Demand", ("required",)), ("Stockpiles", ("cover days", "reserve")),
    ):  # fmt: skip
        for row in cells.there(sheet):
            for column in columns:
                numbers = row[column][cells.now :]
                if any(one and gone for one, gone in zip(numbers, lost, strict=True)):
                    cells.vary(row, column, [0.0 if gone else one for one, gone in zip(numbers, lost, strict=True)])
    at = {period: t for t, period in enumerate(cells.periods)}
    after = next((t for t, gone in enumerate(lost) if not gone), len(lost))
    for row in list(cells.there("Rules")):
        if at.get(row["until"], len(lost) - 1) < after:
            cells.drop(row)
        elif at.get(row["from"], -1) < after:  # also where it holds since a period that is over
            cells.of(row)["from"] = cells.periods[after]
