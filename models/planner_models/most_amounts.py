"""What all demands, stocks and recipes could take of a material, and what could be had of it, where, in a year."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from planner_models.index import Index
from planner_models.tolerances import ASKED_SETTLED

Asked = dict[tuple[int, int], float]  # by period and group of rules
ROUNDS = 100  # that what rules ask for is followed at most where it comes back to itself
MOST_ASKED = 1000.0  # times what it first came to: a plan that throws away more to keep a rule is not looked for


class MostAmounts:
    """Yearly amounts that no best plan exceeds: what is made, used and wanted, and what there is.

    What rules on shares may ask for besides is reckoned from the amounts without it, and again until it grows no more,
    since what is asked of a product is asked of its inputs, of the inputs of these, and of what is kept for later.
    """

    def __init__(self, index: Index, useful: Mapping[int, float] | None = None, asked: Asked | None = None) -> None:
        self._index = index
        self._ways = index.ways
        self._useful = useful or {}  # by project, where it is known: the largest start that is of use
        self._problem = index.problem
        self._asked = self._all_asked() if asked is None else asked
        self._runs: dict[tuple[int, int], float] = {}
        self._wanted_runs: dict[tuple[int, int], float] = {}
        self._useful_sinks: dict[tuple[int, int, int], float] = {}
        self._takes: dict[tuple[int, int, int], float] = {}
        self._unasked: dict[tuple[int, int], float] = {}
        self._matched: dict[tuple[int, int], float] = {}
        self._given: dict[tuple[int, int, int], float] = {}
        self._comes: dict[tuple[int, frozenset[int], int], float] = {}

    def capacity(self, kind: str, position: int, t: int) -> float:
        """Return the most capacity that a plant or resource can have in a period."""
        own = self._index.capacity((kind, position)).own[t]
        best: dict[int, float] = defaultdict(float)
        for k, option in self._index.adders.get((kind, position), ()):
            best[k] = max(best[k], self.most(k) * option.output[t])
        return own + sum(best.values())

    def most(self, k: int) -> float:
        """Return the most that all starts of a project together order."""
        project = self._problem.projects[k]
        return (project.block or self.size(k)) * project.starts

    def size(self, k: int) -> float:
        """Return the most that one start of a project that is sized freely can order."""
        project = self._problem.projects[k]
        most = project.curve[-1][0] if project.maximum is None else project.maximum
        return min(most, self._useful.get(k, math.inf))

    def runs(self, p: int, t: int) -> float:
        """Return the most runs of a plant: by its capacity, its resources, or what its products could be taken for."""
        if (p, t) in self._runs:
            return self._runs[p, t]
        self._runs[p, t] = math.inf  # while inside a cycle of recipes nothing is known
        most = self._most_runs(p, t)
        if math.isinf(most) and self._may_waste(p, t):
            plant = self._problem.plants[p]
            eaten = {m: self._eaten(p, m, t) for m, _ in plant.consumes}
            most = min(self.sources(m, plant.site, t) / amount for m, amount in eaten.items() if amount)
        elif math.isinf(most) and not self._runs_pay(p, t):
            most = self._for_products(p, t) + self._to_be_rid(p, t)
        self._runs[p, t] = most
        return most

    def _most_runs(self, p: int, t: int) -> float:
        """Return the most runs of a plant by its capacity and its resources."""
        plant = self._problem.plants[p]
        available = plant.availability[t]
        most = available * self.capacity("plant", p, t) if available else 0.0  # of no limit too
        for r, amounts in plant.uses:
            if amounts[t] > 0:
                most = min(most, self.capacity("resource", r, t) / amounts[t])
        return most

    def _runs_pay(self, p: int, t: int) -> bool:
        """Return whether runs of a plant may pay whatever becomes of what it makes and takes."""
        plant = self._problem.plants[p]
        return self._ways.earns(plant.variable_cost[t], plant.uses, t)

    def _for_products(self, p: int, t: int) -> float:
        """Return the runs of a plant that its products could be taken for: for the one that is wanted most."""
        if (p, t) not in self._wanted_runs:
            self._wanted_runs[p, t] = math.inf
            site, made = self._problem.plants[p].site, self.made(p, t)
            most = max((self.useful(m, site, t) / amount for m, amount in made.items()), default=0.0)
            self._wanted_runs[p, t] = most
        return self._wanted_runs[p, t]

    def _disposes(self, p: int, t: int) -> list[int]:
        """Return what a plant could be run to get rid of: what costs something to be left over."""
        materials, plant = self._problem.materials, self._problem.plants[p]
        return [m for m, _ in plant.consumes if materials[m].surplus[t] > 0 and self._eaten(p, m, t)]

    def _to_be_rid(self, p: int, t: int, but: int | None = None) -> float:
        """Return the runs of a plant that could get rid of what it takes, but for one material."""
        rids = (m for m in self._disposes(p, t) if m != but)
        return max((self._unwanted(m, t) / self._eaten(p, m, t) for m in rids), default=0.0)

    def _unwanted(self, m: int, t: int) -> float:
        """Return what there may be a year of a material that no use asked for, kept from earlier periods too.

        What is bought or made for a use is not to be got rid of.
        """
        years, first = [period.years for period in self._problem.periods], t
        stocks = [h.initial for h in self._problem.stockpiles if h.material == m]
        if stocks:
            first = 0
        came = ((self._forced(m, u) + self.matched(m, u) + self._ruled(m, u)) * years[u] for u in range(first, t + 1))
        return (sum(stocks) + sum(came)) / years[t]

    def _runs_wanting(self, p: int, m: int, t: int) -> float:
        """Return the runs of a plant for which it wants a material: not those that only get rid of it."""
        if m not in self._disposes(p, t) or self._runs_pay(p, t) or self._may_waste(p, t):
            return self.runs(p, t)
        return min(self._most_runs(p, t), self._for_products(p, t) + self._to_be_rid(p, t, but=m))

    def _may_waste(self, p: int, t: int) -> bool:
        """Return whether a plant may run just so that a rule counts what it consumes, its product left over."""
        plant, materials = self._problem.plants[p], self._problem.materials
        eaten = {m for m, _ in plant.consumes if self._eaten(p, m, t)}
        rules = (
            q for q in self._problem.rules if q.of_use and plant.site in q.buyers and eaten.intersection(q.materials)
        )
        is_counted = any(q.measure != "amount at most" and not math.isnan(q.limit[t]) for q in rules)
        made = self.made(p, t)
        return is_counted and (not made or any(math.isfinite(materials[m].surplus[t]) for m in made))

    def made(self, p: int, t: int) -> dict[int, float]:
        """Return what a run of a plant makes beyond what it consumes: of a catalyst that it gives back, nothing."""
        amounts = {m: self._index.made_anew.get((p, m), made)[t] for m, made in self._problem.plants[p].makes}
        return {m: amount for m, amount in amounts.items() if amount > 0}

    def _eaten(self, p: int, m: int, t: int) -> float:
        """Return what a run of a plant consumes of a material and does not give back."""
        return self._consumed(p, m, t) * self._index.used_up(p, m, t)

    def _consumed(self, p: int, m: int, t: int) -> float:
        return dict(self._problem.plants[p].consumes)[m][t]

    def takes(self, m: int, i: int, t: int) -> float:
        """Return what a site itself could want of a material a year: its market, and its plants for good."""
        key = (m, i, t)
        if key not in self._takes:
            self._takes[key] = math.inf
            self._takes[key] = self._used(m, i, t, lambda p: self._runs_wanting(p, m, t))
        return self._takes[key]

    def _used(
        self, m: int, i: int, t: int, runs: Callable[[int], float], *, is_consumed: bool = False
    ) -> float:  # fmt: skip
        """Return what a site uses of a material by some runs of its plants, or consumes: of a catalyst too."""
        demand = self._ways.demands.get((m, i))
        used = demand.amount[t] if demand else 0.0
        for p in self._ways.users[m, i]:
            amount = self._consumed(p, m, t) if is_consumed else self._eaten(p, m, t)
            used += amount * runs(p) if amount else 0.0
        return used

    def _used_up(self, m: int, i: int, t: int, *, is_consumed: bool = False) -> float:
        """Return the most that a site could use of a material, be it to get rid of it."""
        return self._used(m, i, t, lambda p: self.runs(p, t), is_consumed=is_consumed)

    def sinks(self, m: int, i: int, t: int) -> float:
        """Return what could be taken of a material from a site a year, or carried on because it came unasked."""
        unasked = self._forced(m, t)
        return self.useful(m, i, t) + (unasked * self._ways.gross(m, i) if unasked else 0.0)

    def useful(self, m: int, i: int, t: int) -> float:
        """Return what could be taken of a material from a site a year, wherever it can be shipped from there."""
        if (m, i, t) not in self._useful_sinks:
            now = self._received(m, self._ways.reachable(m, i), t)
            grossed = now if math.isinf(now) or not now else now * self._ways.gross(m, i)
            self._useful_sinks[m, i, t] = grossed + self.matched(m, t)
        return self._useful_sinks[m, i, t]

    def _received(self, m: int, sites: frozenset[int], t: int) -> float:
        """Return what could be taken of a material at some sites a year, or put there for later."""
        now = self._wanted(m, sites, t)
        piles = [self._ways.piles[m, j] for j in sites if (m, j) in self._ways.piles]
        if piles:
            now = min(now + sum(h.maximum[t] for h in piles) / self._problem.periods[t].years, self._later(m, sites, t))
        return now

    def _wanted(self, m: int, sites: frozenset[int], t: int) -> float:
        """Return what may be wanted of a material at some sites a year: uses, minima of lanes, what rules ask."""
        taken = sum(self.takes(m, j, t) for j in sites)
        links = (self._problem.links[n] for n in self._ways.minima[m])
        carried = sum(link.minimum[t] for link in links if link.start in sites)
        return taken + carried + self._paid_for(m, sites, t) + self._ruled(m, t)

    def matched(self, m: int, t: int) -> float:
        """Return how much more of a material rules on shares may ask for, where it is made or bought, a year.

        They count their materials together: of any of them as much may come as makes the shares of all right.
        """
        if (m, t) not in self._matched:
            groups = enumerate(self._ways.matchings[t])
            asked = ((x.factor - 1) * self._asked[t, g] for g, x in groups if m in x.materials)
            self._matched[m, t] = sum(asked)
        return self._matched[m, t]

    def _all_asked(self) -> Asked:
        """Return what comes to the places of each group of rules, followed from nothing until it grows no more.

        Where it comes back to itself, by recipes or stocks, and grows on: to so many times what it first came to.
        """
        groups = {(t, g): x.counted for t, near in enumerate(self._ways.matchings) for g, x in enumerate(near)}
        asked, first, most = dict.fromkeys(groups, 0.0), dict.fromkeys(groups, 0.0), dict.fromkeys(groups, math.inf)
        for n in range(len(groups) + ROUNDS):
            amounts, before = MostAmounts(self._index, self._useful, asked), asked
            asked = {key: min(amounts._counted(x, key[0]), most[key]) for key, x in groups.items()}
            if all(math.isclose(asked[key], before[key], rel_tol=ASKED_SETTLED) for key in groups):
                return asked
            first = {key: first[key] or asked[key] for key in groups}
            if n == len(groups):  # by now it is settled where nothing comes back
                most = {key: max(asked[key], MOST_ASKED * first[key]) for key in groups}
        return most

    def _counted(self, counted: frozenset[tuple[int, int]], t: int) -> float:
        """Return what comes to some places in a year, as it leaves its sources, but for what these rules ask for."""
        sites: dict[int, set[int]] = defaultdict(set)
        for m, i in counted:
            sites[m].add(i)
        return sum(self.comes(m, frozenset(where), t) for m, where in sites.items())

    def comes(self, m: int, sites: frozenset[int], t: int) -> float:
        """Return what comes of a material to some sites in a year, as it leaves its sources: no more than there is."""
        if (m, sites, t) not in self._comes:
            everywhere = range(len(self._problem.sites))
            lost = max(self._ways.gross(m, i) for i in everywhere)
            received = self._received(m, sites, t) + self._forced(m, t)
            self._comes[m, sites, t] = min(received * lost if received else 0.0, self._had(m, everywhere, t))
        return self._comes[m, sites, t]

    def _paid_for(self, m: int, sites: frozenset[int], t: int) -> float:
        """Return what lanes would pay to carry, or being left over would pay, without any use."""
        if self._problem.materials[m].surplus[t] < 0:
            return math.inf
        links = (self._problem.links[n] for n in self._ways.paying[m])
        return sum(x.maximum[t] for x in links if x.start in sites and self._ways.earns(x.cost[t], x.uses, t))

    def _forced(self, m: int, t: int) -> float:
        """Return what may come of a material whether it is of use or not: bought for money, by-products, least runs."""
        if (m, t) not in self._unasked:
            own = [s for (material, _), sellers in self._ways.sellers.items() if material == m for s in sellers]
            bought = sum(self._bought_unasked(s, t) for s in own)
            self._unasked[m, t] = bought + sum(self._made_unasked(p, m, t) for p in self._index.plants)
        return self._unasked[m, t]

    def _made_unasked(self, p: int, m: int, t: int) -> float:
        plant, of_run = self._problem.plants[p], self.made(p, t)
        is_sought = plant.minimum_use[t] > 0 or self._runs_pay(p, t) or bool(self._disposes(p, t))
        is_unasked = m in of_run and (len(of_run) > 1 or is_sought)
        return of_run[m] * self.runs(p, t) if is_unasked else 0.0

    def _ruled(self, m: int, t: int) -> float:
        """Return what rules on amounts could ask for beyond any use."""
        rules = (q for q in self._problem.rules if m in q.materials and q.measure == "amount at least")
        return sum(q.limit[t] for q in rules if not math.isnan(q.limit[t]))

    def _later(self, m: int, sites: frozenset[int], t: int) -> float:
        """Return a rate that would fill, within period t, every use of that period and of the later ones.

        To it come cover and reserves in each of them, and final stock, all held through the worst losses from t on.
        """
        periods, last = self._problem.periods, len(self._problem.periods) - 1
        total, kept = 0.0, 1.0
        held = [h for h, pile in enumerate(self._problem.stockpiles) if pile.material == m and pile.site in sites]
        piles = [self._problem.stockpiles[h] for h in held]
        for u in range(t, last + 1):
            kept *= min((h.keep[u] for h in piles if h.keep[u] > 0), default=0.0) if u > t else 1.0
            if not kept:
                break  # nothing lasts until then
            stock = self._covered(m, held, u) + sum(max(h.reserve[u], h.final if u == last else 0.0) for h in piles)
            wanted = self._wanted(m, sites, u) + (self.matched(m, u) if u > t else 0.0)
            total += (wanted * periods[u].years + stock) / kept
        return total / periods[t].years

    def _covered(self, m: int, held: list[int], t: int) -> float:
        """Return what stockpiles may hold for the cover of places in a period, these far away or not."""
        covers = (c for c in self._problem.covers if c.material == m and not set(held).isdisjoint(c.stockpiles[t]))
        uses = (sum(self._used_up(m, j, t, is_consumed=True) for j in c.sites) * c.days[t] for c in covers if c.days[t])
        return sum(uses) / 365  # a day's use of a catalyst too

    def sources(self, m: int, i: int, t: int) -> float:
        """Return what could be had of a material at a site a year, from every site that can ship there.

        Where one of them can hold stock, with all that could have been had in the periods before.
        """
        return self._had(m, [j for j in range(len(self._problem.sites)) if i in self._ways.reachable(m, j)], t)

    def _had(self, m: int, sites: Iterable[int], t: int) -> float:
        piles = [self._ways.piles[m, j] for j in sites if (m, j) in self._ways.piles]
        if not piles:
            return sum(self._gives(m, j, t) for j in sites)
        years = [period.years for period in self._problem.periods]
        gathered = sum(years[u] * self._gives(m, j, u) for u in range(t + 1) for j in sites)
        return (sum(pile.initial for pile in piles) + gathered) / years[t]

    def _gives(self, m: int, i: int, t: int) -> float:
        if (m, i, t) not in self._given:
            offers = (self._problem.offers[s] for s in self._ways.sellers[m, i])
            given = sum(offer.maximum[t] for offer in offers if offer.open[t])
            for p in self._ways.makers[m, i]:
                amount = self.made(p, t).get(m)
                given += amount * self.runs(p, t) if amount else 0.0
            self._given[m, i, t] = given
        return self._given[m, i, t]

    def _bought_unasked(self, s: int, t: int) -> float:
        """Return what may be bought of an offer beyond all use: its minimum, or all where that pays.

        It pays by its price, or because a later price step that opens then is cheaper.
        """
        offer, offers = self._problem.offers[s], self._problem.offers
        pays = offer.price[t] < 0 or any(offers[later].price[t] < offer.price[t] for later in self._ways.later_steps[s])
        most = min(offer.maximum[t], offer.total / self._problem.periods[t].years)
        return most if pays and math.isfinite(most) else offer.minimum[t]
