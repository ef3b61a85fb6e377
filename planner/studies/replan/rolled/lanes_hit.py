"""Lanes under a disruption: a row that is hit in all it governs is changed; else what is hit gets rows of its own."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from planner.studies.replan.rolled.cells import Held, RolledCells
from planner.studies.replan.rolled.under_way import OngoingDisruption
from planner.workbook.book import Row
from planner_models.given.periods import Varying
from planner_models.problem import Problem

# share that is left, factor on the cost, what is added to the tariff
Harm = tuple[float, "Varying | None", "Varying | None"]
WHOLE: Harm = (1.0, None, None)


def hit_lanes(cells: RolledCells, problem: Problem, way: OngoingDisruption) -> None:
    """Leave of lanes what the disruption leaves."""
    rows = {row.number: row for row in cells.there("Lanes")}
    governed: dict[int, dict[Harm, dict[int, list[int]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for x, lane in enumerate(problem.lanes):
        link = problem.links[lane.link]
        governed[link.row][_harm(way, x)][lane.link].append(lane.material)
    for number, harms in governed.items():
        if set(harms) == {WHOLE}:
            continue
        row = rows[number]
        if len(harms) == 1:
            (harm,) = harms
            _harmed(cells, row, cells.of(row), harm, way, " ".join(cells.names_of(row)))
            continue
        for harm, links in harms.items():
            for n, materials in links.items() if harm != WHOLE else ():
                _alone(cells, problem, row, n, materials, harm, way)
        _leave_the_rest(cells, problem, row, harms)


def _harm(way: OngoingDisruption, x: int) -> Harm:
    """Return what is done to a lane."""
    costs = way.hit.costs
    return way.hit.lanes.get(x, 1.0), costs.lanes.get(x), costs.tariffs.get(x)


def _alone(
    cells: RolledCells, problem: Problem, row: Row, n: int, materials: list[int], harm: Harm, way: OngoingDisruption
) -> None:  # fmt: skip
    """Give what is hit between two sites a row of its own, nearer than the one that governed it."""
    link = problem.links[n]
    start, end = problem.sites[link.start].name, problem.sites[link.end].name
    names = [problem.materials[m].name for m in materials]
    every = sum(lane.link == n for lane in problem.lanes) == len(materials)
    held: Held = dict(cells.of(row))
    if not every and any(limit != math.inf for limit in link.maximum[cells.now :]):
        cells.remarks.append(f"Lanes: the maximum of {start} > {end} holds for what is hit and for the rest by itself")
    held.update({"from": start, "to": end, "material": "; ".join(names)})
    _harmed(cells, row, held, harm, way, f"{start} > {end}, {', '.join(names)}")
    cells.add("Lanes", held)


def _leave_the_rest(
    cells: RolledCells, problem: Problem, row: Row, harms: Mapping[Harm, Mapping[int, Sequence[int]]]
) -> None:  # fmt: skip
    """Leave a row that names two sites and its materials what is not hit: no row beside it would be nearer."""
    links = {n: problem.links[n] for harm in harms for n in harms[harm]}
    places = {(problem.sites[x.start].name, problem.sites[x.end].name) for x in links.values()}
    if places != {(row["from"], row["to"])} or row["material"] == ("*",):
        return
    hit = {problem.materials[m].name for harm in harms if harm != WHOLE for ms in harms[harm].values() for m in ms}
    if left := [name for name in row["material"] if name not in hit]:
        cells.of(row)["material"] = "; ".join(left)
    else:
        cells.drop(row)


def _harmed(
    cells: RolledCells, row: Row, held: dict[str, Any], harm: Harm, way: OngoingDisruption, called: str
) -> None:
    """Type what is left of a lane into a row, and what it costs."""
    share, price, tariff = harm
    now, every = cells.now, range(len(cells.periods))
    if share != 1:
        cells.vary_in(held, "Lanes", "maximum", [way.limited(share, row["maximum"][now + t], t) for t in every], called)
    if price is not None:
        dearer = [row["cost"][now + t] * way.price(price[now + t], t) for t in every]
        cells.vary_in(held, "Lanes", "cost", dearer, called)
    if tariff is not None:
        more = [row["tariff"][now + t] + tariff[now + t] * way.lost[t] for t in every]
        cells.vary_in(held, "Lanes", "tariff", more, called)
