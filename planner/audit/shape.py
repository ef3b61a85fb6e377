"""A branch's window as a linear programme for the audit, before anything is hit: what runs in each of its steps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from planner.audit.demand import is_sale
from planner.audit.network import AtOnset, AuditedLane
from planner.audit.rows import Paid, Placed, Rows, Term
from planner.audit.window import AuditedStep, Window, steps_of
from planner.workbook.book import Row


class AuditedShape:
    """A branch's window in which nothing is hit: built once for each onset, duration and recovery.

    Without a window it is one step of the onset's rates in amounts, in which stocks lose nothing and take no room.
    """

    def __init__(self, there: AtOnset, window: Window | None, lanes: tuple[AuditedLane, ...]) -> None:
        self.there, self.lookup, self._lanes = there, there.trunk.lookup, lanes
        self._in_amounts = window is None
        self.steps = [AuditedStep(there.onset, 1.0)] if window is None else steps_of(there, *window)
        # What is there once, whatever the window: columns of stocks, and rows of either kind.
        self.once_columns: list[int] = []
        self.once_most: list[int] = []
        self.once_equal: list[int] = []
        self.costs: list[float] = []
        self.upper: list[float] = []
        self.at_most, self.equal = Rows(), Rows()
        # Columns and rows of everything that can be hit, by the thing, and what it is paid by it.
        self.plants: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.offers: defaultdict[int, list[Placed]] = defaultdict(list)
        self.lanes: defaultdict[AuditedLane, list[Placed]] = defaultdict(list)
        self.links: list[tuple[Placed, list[AuditedLane]]] = []
        self.resources: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.sales: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.asked: defaultdict[tuple[str, str], list[Placed]] = defaultdict(list)
        self.delivered: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        self._bought: list[tuple[int, float, int]] = []
        self.shorts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.paid: defaultdict[tuple[str, Hashable], list[Paid]] = defaultdict(list)
        self._stocks: dict[tuple[str, str], int] = {}
        self._spoilt: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        for n in range(len(self.steps)):
            self._step(n)
        self._totals()
        self._losses()
        self._falls()
        self.matrices = (self.at_most.matrix(len(self.costs)), self.equal.matrix(len(self.costs)))

    def _column(self, money: float, most: float = math.inf) -> int:
        self.costs.append(money)
        self.upper.append(most)
        return len(self.costs) - 1

    def _step(self, n: int) -> None:
        t, length, _ = self.steps[n]
        self._n, self._t, self._weight = n, t, self.lookup.clock.mean(t) * length
        self._nodes: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        self._loads: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        self._plants()
        self._offers(n)
        self._lanes_of_step()
        self._demands(n)
        self._piles(length)
        for (material, _), terms in self._nodes.items():
            price = self.lookup.materials[material]["surplus"][t]
            if math.isfinite(price):
                terms.append((-1.0, self._column(self._weight * price)))
            self.equal.add(terms, 0.0)
        for (name, place), terms in self._loads.items():
            most = self.there.capacity(self.lookup.resources[name, place], name, place, t)
            self.resources[name, place].append(Placed(n, self.at_most.add(terms, most)))

    def _runs(self, money: float, most: float, uses: Iterable[tuple[str, Any]], *places: str) -> int:
        """Add a column of what runs at a cost a year, with all that it takes of resources."""
        column = self._column(self._weight * money, most)
        for name, amounts in uses:
            place = self.lookup.nearest(name, *places)
            if amounts[self._t] and place is not None:
                row = self.lookup.resources[name, place]
                rate = amounts[self._t] * row["variable cost"][self._t] if row else 0.0
                self._pay("resource", (name, place), column, rate)
                self._loads[name, place].append((amounts[self._t], column))
        return column

    def _pay(self, kind: str, thing: Hashable, column: int, rate: float) -> None:
        """Let a column cost so much a year by a thing that may become dearer."""
        if rate:
            self.costs[column] += self._weight * rate
            self.paid[kind, thing].append(Paid(self._n, column, self._weight * rate))

    def _plants(self) -> None:
        t, recipes = self._t, self.lookup.recipes
        for (process, site), row in self.lookup.plants.items():
            available = row["availability"][t] if row else 1.0
            most = available * self.there.capacity(row, process, site, t) if available else 0.0
            uses = recipes.get((process, "uses"), {})
            if most == 0 or not self.lookup.has_all(uses.items(), t, site):
                continue
            runs = self._runs(0.0, most, uses.items(), site)
            self._pay("plant", (process, site), runs, row["variable cost"][t] if row else 0.0)
            self.plants[process, site].append(Placed(self._n, runs))
            for sign, role in ((1.0, "makes"), (-1.0, "consumes")):
                for material, amount in recipes.get((process, role), {}).items():
                    self._nodes[material, site].append((sign * amount[t], runs))

    def _offers(self, n: int) -> None:
        for number, row in self.lookup.offers.items():
            most = self.there.most_bought(row, self._t)
            if most > 0:
                bought = self._runs(0.0, most, row["uses"], row["site"])
                self._pay("offer", number, bought, row["price"][self._t])
                self.offers[number].append(Placed(n, bought))
                self._nodes[row["material"], row["site"]].append((1.0, bought))
                self._bought.append((number, self.steps[n].years, bought))

    def _lanes_of_step(self) -> None:
        t = self._t
        links: defaultdict[tuple[int, str, str], list[tuple[AuditedLane, int]]] = defaultdict(list)
        for lane in self._lanes:
            most = self.there.most_sent(lane, t)
            if most == 0:
                continue
            row, value = lane.row, self.lookup.materials[lane.material]["value"][t]
            sent = self._runs(row["tariff"][t] * value, most, row["uses"], lane.start, lane.end)
            self._pay("lane", lane, sent, row["cost"][t])
            self.paid["value", lane].append(Paid(self._n, sent, self._weight * value))
            self.lanes[lane].append(Placed(self._n, sent))
            self._nodes[lane.material, lane.start].append((-1.0, sent))
            self._nodes[lane.material, lane.end].append((1.0 - row["loss"][t], sent))
            links[row.number, lane.start, lane.end].append((lane, sent))
        for members in links.values():
            most = members[0][0].row["maximum"][t]
            if math.isfinite(most):
                joint = self.at_most.add([(1.0, sent) for _, sent in members], most)
                self.links.append((Placed(self._n, joint), [lane for lane, _ in members]))

    def _demands(self, n: int) -> None:
        t = self._t
        for row in self.lookup.book.rows("Demand"):
            key, amount = (row["market"], row["material"]), row["amount"][t]
            got = self._column(0.0, amount if is_sale(row, t) else math.inf)
            self._pay("demand", key, got, -row["price"][t])
            self._nodes[row["material"], row["market"]].append((-1.0, got))
            self.delivered[key].append((t, n, got))
            if is_sale(row, t):
                self.sales[key].append(Placed(n, got))
            else:
                short = self._column(0.0)
                self._pay("demand", key, short, row["shortage cost"][t])
                self.shorts[key].append(short)
                self.asked[key].append(Placed(n, self.equal.add([(1.0, got), (1.0, short)], amount)))

    def _piles(self, length: float) -> None:
        t = self._t
        for (site, material), row in self.lookup.stockpiles.items():
            most = row["maximum"][t] if self.lookup.has_all(row["uses"], t, site) else 0.0
            uses = () if self._in_amounts else row["uses"]
            held = self._runs(row["holding cost"][t], most, uses, site)
            left = 1.0 if self._in_amounts else (1 - row["loss"][t]) ** length / length
            if (site, material) in self._stocks:
                before = self._stocks[site, material]
            else:
                first = self.there.trunk.stock(site, material, self.there.onset - 1)
                before = self._column(0.0, max(0.0, first))
                self.once_equal.append(self.equal.add([(1.0, before)], max(0.0, first)))
                self.once_columns += [before, held]
            self._nodes[material, site] += [(left, before), (-1.0 / length, held)]
            self._stocks[site, material] = held
            if self._may_spoil(row):
                spoilt = self._column(0.0)
                self._nodes[material, site].append((-1.0, spoilt))
                self._spoilt[site, material].append((length, spoilt))

    def _may_spoil(self, row: Row) -> bool:
        """Whether what is in stock may find no room in the window, and may not be left over."""
        periods = [step.t for step in self.steps]
        surplus = self.lookup.materials[row["material"]]["surplus"]
        has_limit = row["uses"] or any(math.isfinite(row["maximum"][t]) for t in periods)
        return bool(has_limit) and any(math.isinf(surplus[t]) for t in periods)

    def _losses(self) -> None:
        """Lose no more of a stock that finds no room than there was when the window began."""
        for (site, material), terms in self._spoilt.items():
            first = self.there.trunk.stock(site, material, self.there.onset - 1)
            self.once_most.append(self.at_most.add(terms, max(0.0, first)))

    def _totals(self) -> None:
        for number, row in self.lookup.offers.items():
            terms = [(length, column) for n, length, column in self._bought if n == number]
            if terms and math.isfinite(row["total"]):
                left = self.there.trunk.left_of_total(row, self.there.onset)
                self.once_most.append(self.at_most.add(terms, left))

    def _falls(self) -> None:
        """Add what the stocks of a material together fall below the trunk's, at the material's value."""
        t = self.steps[-1].t
        passed = sum(step.years for step in self.steps if step.t == t)
        if self._in_amounts:
            return
        for material, row in self.lookup.materials.items():
            held = {key: column for key, column in self._stocks.items() if key[1] == material}
            if held and row["value"][t]:
                trunk = sum(self.there.trunk.stock_within(*key, t, passed) for key in held)
                fall = self._column(self.lookup.clock.mean(t) * row["value"][t])
                self.at_most.add([(-1.0, fall), *((-1.0, column) for column in held.values())], -trunk)

    def same_cost(self) -> float:
        """Return what the trunk costs to run over the same stretches, pro rata."""
        clock, running = self.lookup.clock, self.there.trunk.running
        return sum(clock.mean(t) * length * running[t] for t, length, _ in self.steps)
