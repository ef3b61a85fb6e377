"""What is spent at places of nobody, passed on with the goods to the partners that they come to, at average cost.

A chain of shares: what a pool of a material at a site has cost goes on with what leaves it, in proportion to the
amounts, over the whole horizon; a plant passes on what it takes in, and its own cost, to what it makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.audit.charges import capital_charges
from planner.audit.costs import upkeep
from planner.audit.projects import Start
from planner.studies.shares.owned import CAPITAL, OwnedTables, only
from planner.tolerances import ROUNDING
from planner.workbook.book import Book

Node = tuple[str, str, str]  # pool or plant, the material or process, the site
Costs = dict[Node, dict[str, float]]

MOST_STEPS: Final = 1000  # of a chain of shares: a circle of recipes that hardly loses passes on a little each time
POOL, PLANT = "pool", "plant"


class PassedOn:
    """The chain of shares of one plan."""

    def __init__(self, owned: OwnedTables) -> None:
        self.owned, self.lookup = owned, owned.lookup
        self._disc = self.lookup.clock.disc
        self._out: defaultdict[Node, dict[Node | int, float]] = defaultdict(lambda: defaultdict(float))
        self._cost: Costs = defaultdict(lambda: defaultdict(float))
        self._flows()
        self._plants()
        self._bought()
        self._resources()

    def parts(self) -> tuple[Mapping[str, float], ...]:
        """Return what comes to each partner so, by part of the objective."""
        nodes = list(dict.fromkeys((*self._out, *self._cost, *self._reached())))
        place = {node: n for n, node in enumerate(nodes)}
        count = len(self.owned.partners.each)
        on, to = _shares(self._out, place, count)
        parts = sorted({part for each in self._cost.values() for part in each})
        left = np.zeros((len(parts), len(nodes)))
        for node, each in self._cost.items():
            for part, money in each.items():
                left[parts.index(part), place[node]] += money
        total, come = np.abs(left).sum(), np.zeros((len(parts), count))
        for _ in range(MOST_STEPS):
            come += left @ to
            left = left @ on
            if np.abs(left).sum() <= ROUNDING * total:
                break
        return tuple({part: float(come[n, i]) for n, part in enumerate(parts)} for i in range(count))

    def _reached(self) -> Iterator[Node]:
        for each in self._out.values():
            yield from (node for node in each if not isinstance(node, int))

    def _flows(self) -> None:
        """Note what leaves the pools of nobody's sites: down lanes, and to the markets there."""
        partners = self.owned.partners
        for flow in self.owned.flows:
            if partners.of_place(flow.start) is None:
                owner, node = partners.of_place(flow.end), (POOL, flow.material, flow.end)
                target: Node | int = node if owner is None else owner
                self._out[POOL, flow.material, flow.start][target] += self._disc[flow.t] * flow.sent
            if partners.of_place(flow.end) is None:
                worth = self.lookup.materials[flow.material]["value"][flow.t]
                at = self._cost[POOL, flow.material, flow.end]
                at["transport"] += self._disc[flow.t] * flow.row["cost"][flow.t] * flow.sent
                at["tariffs"] += self._disc[flow.t] * flow.row["tariff"][flow.t] * worth * flow.sent
        for claim in self.owned.whole.rows("Balances"):
            owner = partners.of_market(claim["site"])
            if partners.of_place(claim["site"]) is None and claim["delivered"]:
                node = (POOL, claim["material"], claim["site"])
                end = len(partners.each) if owner is None else owner
                self._out[node][end] += self._disc[claim["t"]] * claim["delivered"]

    def _plants(self) -> None:
        """Note what plants at nobody's sites take, make and cost."""
        for claim in self.owned.whole.rows("Production"):
            site, process, t = claim["site"], claim["process"], claim["t"]
            if self.owned.partners.of_place(site) is not None:
                continue
            node, runs = (PLANT, process, site), self._disc[t] * claim["runs"]
            for material, rate in self.lookup.recipes.get((process, "consumes"), {}).items():
                self._out[POOL, material, site][node] += rate[t] * runs
            made = self.lookup.recipes.get((process, "makes"), {})
            worth = {m: self.lookup.materials[m]["value"][t] for m in made}
            for material, rate in made.items():
                value = worth[material] if all(each > 0 for each in worth.values()) else 1.0
                self._out[node][POOL, material, site] += value * rate[t] * runs
            plant = self.lookup.plants.get((process, site))
            self._cost[node]["variable"] += (plant["variable cost"][t] if plant else 0.0) * runs
        for (process, site), row in self.lookup.plants.items():
            if self.owned.partners.of_place(site) is None:
                self._stand((PLANT, process, site), "Plants", process, site, row is not None)

    def _stand(self, node: Node, sheet: str, adds: str, place: str, has_row: bool) -> None:
        """Add what a plant or a resource costs used or not, with the projects that add to it."""
        starts = [x for x in self.owned.starts if x.row["adds"] == adds and x.row["place"] == place]
        book = only(self.lookup.book, sheet, adds, place) if has_row else only(self.lookup.book, "", "", "")
        for part, money in self._upkeep(book, starts):
            self._cost[node][part] += money
        self._cost[node][CAPITAL] += self._capital(starts)

    def _upkeep(self, book: Book, starts: list[Start]) -> Iterator[tuple[str, float]]:
        for part, t, money in upkeep(self.owned.looked_up(book), {}, starts, self.owned.removed):
            yield part, self._disc[t] * money

    def _capital(self, starts: list[Start]) -> float:
        """Return what nobody's funders, or nobody as an owner, pay for some starts."""
        charges = capital_charges(self.lookup, self.owned.claims(None), starts) if starts else []
        return float(sum(worth for _, worth in charges))

    def _bought(self) -> None:
        """Add what is bought, held and left over at nobody's sites."""
        for claim in self.owned.claims(None).rows("Purchases"):
            node = (POOL, claim["material"], claim["site"])
            row, t = self.lookup.offers[claim["row"]], claim["t"]
            self._cost[node]["purchases"] += self._disc[t] * row["price"][t] * claim["amount"]
        for claim in self.owned.claims(None).rows("Balances"):
            node, t = (POOL, claim["material"], claim["site"]), claim["t"]
            pile = self.lookup.stockpiles.get((claim["site"], claim["material"]))
            self._cost[node]["holding"] += self._disc[t] * (pile["holding cost"][t] if pile else 0.0) * claim["stock"]

    def _resources(self) -> None:
        """Add what resources at nobody's places cost to the plants there that use them, in proportion."""
        used: defaultdict[tuple[str, str], dict[Node, float]] = defaultdict(lambda: defaultdict(float))
        for claim in self.owned.whole.rows("Production"):
            for resource, rate in self.lookup.recipes.get((claim["process"], "uses"), {}).items():
                near = self.lookup.nearest(resource, claim["site"])
                if near is not None and self.owned.partners.of_place(near) is None:
                    node = (PLANT, claim["process"], claim["site"])
                    used[resource, near][node] += self._disc[claim["t"]] * rate[claim["t"]] * claim["runs"]
        for (resource, place), row in self.lookup.resources.items():
            users = {node: amount for node, amount in used[resource, place].items() if amount > 0}
            if not users:
                continue
            spent: Costs = defaultdict(lambda: defaultdict(float))
            whole, self._cost = self._cost, spent
            at = (PLANT, resource, place)
            self._stand(at, "Resources", resource, place, row is not None)
            self._cost = whole
            for t in self.lookup.clock.all:
                rate_of = row["variable cost"][t] if row else 0.0
                spent[at]["variable"] += self._disc[t] * rate_of * self.owned.production_use[resource, place, t]
            total = sum(users.values())
            for node, amount in users.items():
                for part, money in spent[at].items():
                    self._charge(node, part, money * amount / total)

    def _charge(self, node: Node, part: str, money: float) -> None:
        """Add a cost at a plant; at a partner's own plant it is that partner's at once."""
        self._cost[node][part] += money
        owner = self.owned.partners.of_place(node[2])
        if owner is not None:
            self._out[node][owner] = 1.0


def _shares(
    out: Mapping[Node, Mapping[Node | int, float]], place: Mapping[Node, int], count: int
) -> tuple[csr_array, csr_array]:
    """Return which share of what a node has cost goes on to which node, and to which partner.

    What is delivered to markets of nobody goes nowhere.
    """
    on: list[tuple[int, int, float]] = []
    to: list[tuple[int, int, float]] = []
    for node, each in out.items():
        total = sum(each.values())
        for end, amount in each.items() if total > 0 else ():
            if not isinstance(end, int):
                on.append((place[node], place[end], amount / total))
            elif end < count:
                to.append((place[node], end, amount / total))
    size = len(place)
    return _matrix(on, (size, size)), _matrix(to, (size, count))


def _matrix(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(values, dtype=float), (np.array(rows, int), np.array(columns, int))), shape=shape)
