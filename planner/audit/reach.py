"""What could ever be had where, worked out once more for the audit: of a plant that cannot be fed nothing is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from planner.audit.capacity import own_capacity
from planner.audit.lookup import AuditLookup, Numbers
from planner.audit.network import AuditedLane, lanes_of
from planner.workbook.book import Row

Spot = tuple[str, str]  # a material at a site


class SupplyReach:
    """Where every material could be in each period, were nothing scarce; worked out when it is first asked for."""

    def __init__(self, lookup: AuditLookup) -> None:
        self.lookup = lookup

    def may_run(self, process: str, site: str, t: int) -> bool:
        """Return whether a plant has its resources and could be fed in a period."""
        has_uses = self.lookup.has_all(self.lookup.recipes.get((process, "uses"), {}).items(), t, site)
        return has_uses and self._is_fed(process, site, t, self.there[t])

    def _is_fed(self, process: str, site: str, t: int, there: set[Spot]) -> bool:
        fed = self.lookup.recipes.get((process, "consumes"), {})
        return all((material, site) in there for material, amount in fed.items() if amount[t])

    @cached_property
    def there(self) -> list[set[Spot]]:
        """The places to which something could come in each period, from stock of the one before too."""
        piles, found = self.lookup.stockpiles.items(), list[set[Spot]]()
        kept = {(material, site) for (site, material), row in piles if row["initial"] > 0}
        for t in self.lookup.clock.all:
            there = self._there(t, {spot for spot in kept if self._pile(spot)["loss"][t] < 1})
            found.append(there)
            kept = {(m, site) for (site, m), row in piles if (m, site) in there and self._may_hold(row, t)}
        return found

    def _pile(self, spot: Spot) -> Row:
        return self.lookup.stockpiles[spot[1], spot[0]]

    def _may_hold(self, row: Row, t: int) -> bool:
        return row["maximum"][t] > 0 and self.lookup.has_all(row["uses"], t, row["site"])

    def _there(self, t: int, kept: set[Spot]) -> set[Spot]:
        """Return where something could be: all plants run until one of them lacks an input."""
        lanes = [lane for lane in self._lanes if self._carries(lane, t)]
        first = kept | self._round(lanes, t)
        for row in self.lookup.offers.values():
            if self._sells(row, t):
                first.add((row["material"], row["site"]))
        running = {plant for plant in self.lookup.plants if self._works(*plant, t)}
        while True:
            made = {
                (material, site)
                for process, site in running
                for material, amount in self.lookup.recipes.get((process, "makes"), {}).items()
                if amount[t]
            }
            there = _carried(first | made, lanes)
            starved = {plant for plant in running if not self._is_fed(*plant, t, there)}
            if not starved:
                return there
            running -= starved

    @cached_property
    def _lanes(self) -> tuple[AuditedLane, ...]:
        return lanes_of(self.lookup)

    def _sells(self, row: Row, t: int) -> bool:
        in_window = t in self.lookup.clock.window(row["from"], row["until"])
        is_open = in_window and row["maximum"][t] > 0 and row["total"] > 0 and self._serve(row["needs"], t)
        return is_open and self._has_some(row["uses"], t, row["site"])

    def _carries(self, lane: AuditedLane, t: int) -> bool:
        row = lane.row
        is_open = row["maximum"][t] > 0 and row["loss"][t] < 1 and self._serve(row["needs"], t)
        return is_open and self._has_some(row["uses"], t, lane.start, lane.end)

    def _works(self, process: str, site: str, t: int) -> bool:
        row = self.lookup.plants[process, site]
        is_available = row is None or row["availability"][t] > 0
        uses = self.lookup.recipes.get((process, "uses"), {}).items()
        return is_available and self._capacity((process, site), row, t) and self._has_some(uses, t, site)

    def _has_some(self, uses: Iterable[tuple[str, Numbers]], t: int, *places: str) -> bool:
        """Return whether there could be any of all the resources that something takes."""
        found = [(resource, self.lookup.nearest(resource, *places)) for resource, amount in uses if amount[t]]
        return all(
            near is not None and self._capacity((resource, near), self.lookup.resources[resource, near], t)
            for resource, near in found
        )

    def _capacity(self, key: Spot, row: Row | None, t: int) -> bool:
        """Return whether a plant or resource could have capacity: its own, or a project's."""
        return own_capacity(self.lookup, row, t) > 0 or t in self._service[1][key]

    def _serve(self, needs: Iterable[str], t: int) -> bool:
        return all(t in self._service[0][name] for name in needs)

    @cached_property
    def _service(self) -> tuple[defaultdict[str, set[int]], defaultdict[Spot, set[int]]]:
        """The periods in which each project could serve, and in which one could add to a plant or resource."""
        clock, serves, adds = self.lookup.clock, defaultdict[str, set[int]](set), defaultdict[Spot, set[int]](set)
        for name, row in self.lookup.projects.items():
            for t in clock.window(row["earliest"], row["latest"]) if row["decision"].kind != "never" else ():
                span = clock.serves(t, row["lead time"], row["life"])
                building = {t, *range(t, span.start)} if span else ()
                if span and all(self.lookup.has_all(row["uses"], u, row["place"]) for u in building):
                    serves[name] |= set(span)
                    output = {u for u in span if clock.ramp_share(row["ramp"], span.start, u) > 0}
                    adds[row["adds"], row["place"]] |= output
        return serves, adds

    def _round(self, lanes: list[AuditedLane], t: int) -> set[Spot]:
        """Return where lanes could carry round and round what comes from nowhere, and one of them makes it worth it."""
        found = [lane for lane in lanes if not lane.row["loss"][t]]
        if not any(self._is_worth_it(lane, t) for lane in found):
            return set()
        count = -1
        while len(found) != count:
            count = len(found)
            ends, starts = {(x.material, x.end) for x in found}, {(x.material, x.start) for x in found}
            found = [x for x in found if (x.material, x.start) in ends and (x.material, x.end) in starts]
        return {(x.material, x.start) for x in found if self._is_worth_it(x, t)}

    def _is_worth_it(self, lane: AuditedLane, t: int) -> bool:
        row, lookup = lane.row, self.lookup
        costs = [row["cost"][t], row["fixed cost"][t], -row["minimum"][t]]
        for resource, amount in row["uses"]:
            near = lookup.nearest(resource, lane.start, lane.end)
            used = lookup.resources[resource, near] if near else None
            costs.append(used["variable cost"][t] * amount[t] if used else 0.0)
        return any(cost < 0 for cost in costs)


def _carried(first: set[Spot], lanes: list[AuditedLane]) -> set[Spot]:
    """Return where something comes when lanes carry on what is there."""
    leaving: dict[Spot, list[Any]] = defaultdict(list)
    for lane in lanes:
        leaving[lane.material, lane.start].append(lane.end)
    found, queue = set(first), list(first)
    while queue:
        material, site = queue.pop()
        new = {(material, end) for end in leaving[material, site]} - found
        found |= new
        queue += new
    return found
