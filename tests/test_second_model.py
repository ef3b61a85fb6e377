"""Random networks, planned by the product and by a second, plainly written model that shares nothing with it.

Every material is told apart by the country of its origin whether or not a rule asks, every yes or no is a variable
of its own, and scipy solves it. Time is simple here; tests/test_enumeration.py is about time.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING

import pytest
from drawn_networks import COUNTRY, Row, draw
from programme import Programme, Terms
from samples import few
from workbooks import Sheets, plan

from planner.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

SITES = tuple(COUNTRY)
MATERIALS = ("ore", "metal", "slag")
MOST = 1000.0  # more than anything here can be


class Second(Programme):
    """The second model."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets = sheets
        self.names = [row["period"] for row in sheets["Periods"]]
        self.years = [float(row["years"]) for row in sheets["Periods"]]
        self.times = range(len(self.names))
        self.rate = next(row["value"] for row in sheets["Settings"] if row["setting"] == "discount rate")
        begins = [sum(self.years[:t]) for t in self.times]
        self.disc = [sum((1 + self.rate) ** -(begins[t] + n) for n in range(int(self.years[t]))) for t in self.times]
        self.origins = ["AA", "BB", "CC", "trader", "importer"]
        self.load: dict[tuple[str, str, int], Terms] = {
            (row["resource"], row["place"], t): [] for row in sheets["Resources"] for t in self.times}  # fmt: skip
        self.balance: dict[tuple[str, str, str, int], Terms] = {
            key: [] for key in itertools.product(MATERIALS, SITES, self.origins, self.times)}  # fmt: skip
        for part in (self.projects, self.plants, self.offers, self.lanes, self.demands, self.stocks, self.balances,
                     self.resources, self.rules, self.budgets):  # fmt: skip
            part()

    def projects(self) -> None:
        """Add starts, sizes, capital by annuity over the horizon (all serve at once), and who pays."""
        self.capital: dict[tuple[str, int], Terms] = {}
        self.size: dict[tuple[str, int], Terms] = {}
        horizon = sum(self.years)
        factor = self.rate / (1 - (1 + self.rate) ** -horizon) / (1 + self.rate) if self.rate else 1 / horizon
        for project in self.sheets["Projects"]:
            name, block = project["project"], project.get("block")
            most = project.get("starts") or 1
            for t in self.times:
                serves = sum(self.disc[t:])
                start = self.variable(("start", name, t), serves * (project.get("yearly cost") or 0),
                                      most=most if block else 1, whole=True)  # fmt: skip
                self.size[name, t] = [(float(block), start)] if block else self._size(project, t, serves)
                self.capital[name, t] = self._capital(project, t)
                self._paid(project, t, factor * serves)
            self.row([(1, ("start", name, t)) for t in self.times], most=most)
        for project in self.sheets["Projects"]:
            if project.get("requires"):
                for t in self.times:
                    had = [(-2.0, ("start", project["requires"], u)) for u in self.times if u <= t]
                    self.row([(1, ("start", project["project"], t)), *had], most=0)

    def _size(self, project: Row, t: int, serves: float) -> Terms:
        if not project.get("adds"):
            return []
        name = project["project"]
        size = self.variable(("size", name, t), serves * (project.get("fixed cost") or 0))
        start = ("start", name, t)
        if project.get("curve"):
            points = [(row["size"], row["capital"]) for row in self.sheets["Curves"]]
            weights = [self.variable(("weight", name, t, n)) for n in range(len(points))]
            parts = [self.variable(("part", name, t, n), whole=True, most=1) for n in range(len(points) - 1)]
            self.row([*((1.0, w) for w in weights), (-1.0, start)], 0, 0)
            self.row([*((1.0, p) for p in parts), (-1.0, start)], 0, 0)
            self.row([*((s, w) for (s, _), w in zip(points, weights, strict=True)), (-1.0, size)], 0, 0)
            for n, weight in enumerate(weights):
                self.row([(1.0, weight), *((-1.0, parts[p]) for p in (n - 1, n) if 0 <= p < len(parts))], most=0)
        else:
            self.row([(1.0, size), (-project["maximum"], start)], most=0)
            self.row([(1.0, size), (-(project.get("minimum") or 0), start)], least=0)
        return [(1.0, size)]

    def _capital(self, project: Row, t: int) -> Terms:
        name = project["project"]
        if project.get("curve"):
            return [(row["capital"], ("weight", name, t, n)) for n, row in enumerate(self.sheets["Curves"])]
        rate = project.get("capital rate") or 0
        return [(project.get("fixed capital") or 0, ("start", name, t)),
                *((rate * value, size) for value, size in self.size[name, t])]  # fmt: skip

    def _paid(self, project: Row, t: int, charge: float) -> None:
        """Split a start's capital: the state pays its share where the project's own row or AA names it."""
        name, minus = project["project"], [(-value, v) for value, v in self.capital[project["project"], t]]
        weight = {"state": 0.5, "firm": 1.0}
        payers = ["firm"]
        if "Budgets" in self.sheets and COUNTRY.get(project["place"], project["place"]) == "AA":
            payers.append("state")
        for funder in payers:
            self.variable(("pay", funder, name, t), charge * (weight[funder]))
        self.row([*((1.0, ("pay", funder, name, t)) for funder in payers), *minus], 0, 0)
        if "state" in payers:
            share = 0.8 if name == "smelter in a" else 0.5
            self.row([(1.0, ("pay", "state", name, t)), *((share * v, x) for v, x in minus)], most=0)

    def budgets(self) -> None:
        """Add what the state and the firm have for capital, and the state for stock and support too."""
        if "Budgets" not in self.sheets:
            return
        pays = [name for name in self.columns if isinstance(name, tuple) and name[0] == "pay"]
        beside = [self._beside_capital(u) for u in self.times]
        for u in self.times:
            state = [(1.0, name) for name in pays if name[1] == "state" and name[3] <= u]
            state += [term for v in range(u + 1) for term in beside[v]]
            self.row(state, most=self.sheets["Budgets"][0]["amount"] * (u + 1))
            self.row([(1.0, name) for name in pays if name[1] == "firm" and name[3] == u], most=60)
        covered = [(1.0, name) for name in pays if name[1] == "state" and name[2] != "smelter in a"]
        self.row(covered, most=self.sheets["Funding"][0]["maximum"] or math.inf)

    def _beside_capital(self, t: int) -> Terms:
        """Return what the state pays of a stock of metal, worth 10, and of what is bought."""
        found: Terms = [(offer["support"] * self.years[t], ("buy", offer["supplier"], t))
                        for offer in self.sheets["Suppliers"] if offer.get("support")]  # fmt: skip
        for pile in self.sheets["Stockpiles"]:
            if pile.get("funder"):
                keep = (1 - (pile.get("loss") or 0)) ** self.years[t]
                more = self.variable(("more", pile["site"], t))
                now: Terms = [(-1.0, ("held", pile["site"], o, t)) for o in self.origins]
                before: Terms = [(keep, ("held", pile["site"], o, t - 1)) for o in self.origins] if t else []
                self.row([(1.0, more), *now, *before], least=0 if t else -keep * pile["initial"])
                found.append((10.0, more))
        return found

    def _resource(self, name: str, site: str) -> str | None:
        places = [row["place"] for row in self.sheets["Resources"] if row["resource"] == name]
        return next((place for place in (site, COUNTRY[site]) if place in places), None)

    def plants(self) -> None:
        own = {row["site"]: row for row in self.sheets["Plants"]}
        adders = {row["place"] for row in self.sheets["Projects"] if row.get("adds") == "smelt"}
        for site, t in itertools.product(dict.fromkeys([*own, *sorted(adders)]), self.times):
            row = own.get(site, {"capacity": 0, "variable cost": 0})
            runs = self.variable(("runs", site, t), self.disc[t] * row["variable cost"])
            added = [(-v, x) for project in self.sheets["Projects"]
                     if project.get("adds") == "smelt" and project["place"] == site
                     for u in self.times if u <= t for v, x in self.size[project["project"], u]]  # fmt: skip
            self.row([(1.0, runs), *added], most=row["capacity"])
            least = row.get("minimum use") or 0
            self.row([(1.0, runs), *((least * v, x) for v, x in added)], least=least * row["capacity"])
            place = self._resource("power", site)
            assert place
            self.load["power", place, t].append((1.0, runs))
            self._smelt(site, t, runs)

    def _smelt(self, site: str, t: int, runs: Hashable) -> None:
        for recipe in self.sheets["Recipes"]:
            if recipe["role"] == "makes":
                self.balance[recipe["item"], site, COUNTRY[site], t].append((recipe["amount"], runs))
            elif recipe["role"] == "consumes":
                eaten = [self.variable(("eaten", site, o, t)) for o in self.origins]
                self.row([*((1.0, x) for x in eaten), (-recipe["amount"], runs)], 0, 0)
                for o, x in zip(self.origins, eaten, strict=True):
                    self.balance[recipe["item"], site, o, t].append((-1.0, x))

    def offers(self) -> None:
        for offer in self.sheets["Suppliers"]:
            name, bought = offer["supplier"], []
            for t in self.times:
                taken = self.variable(("buy", name, t), self.disc[t] * offer["price"])
                fixed = self.disc[t] * (offer.get("fixed cost") or 0)
                used = self.variable(("use", name, t), fixed, most=1, whole=True)
                self.row([(1.0, taken), (-offer["maximum"], used)], most=0)
                self.row([(1.0, taken), (-(offer.get("minimum") or 0), used)], least=0)
                bought.append((self.years[t], taken))
                origin = name if name in self.origins else COUNTRY[offer["site"]]
                self.balance[offer["material"], offer["site"], origin, t].append((1.0, taken))
            self.row(bought, most=offer.get("total") or math.inf)

    def lanes(self) -> None:
        modes = dict.fromkeys(row.get("mode") or "" for row in self.sheets["Lanes"])
        for mode, start, end in itertools.product(modes, SITES, SITES):
            if start == end:
                continue
            governed: dict[int, list[str]] = {}
            for material in MATERIALS:
                winner = self._winner(mode, start, end, material)
                if winner is not None:
                    governed.setdefault(winner, []).append(material)
            for number, carried in governed.items():
                for t in self.times:
                    self._lane(self.sheets["Lanes"][number], start, end, carried, t)

    def _winner(self, mode: str, start: str, end: str, material: str) -> int | None:
        def rank(place: str, site: str) -> int:
            return {site: 3, COUNTRY[site]: 2, "*": 0}.get(place, -1)

        ranked = []
        for number, row in enumerate(self.sheets["Lanes"]):
            named = row.get("material")
            ends = (rank(row["from"], start), rank(row["to"], end))
            if (row.get("mode") or "") == mode and min(ends) >= 0 and (not named or material in named.split("; ")):
                ranked.append((ends[0] + ends[1], bool(named), number))
        return max(ranked)[2] if ranked else None

    def _lane(self, row: Row, start: str, end: str, carried: list[str], t: int) -> None:
        key = (row.get("mode"), row["from"], row["to"], row.get("material"), start, end, t)
        used = self.variable(("lane", *key), self.disc[t] * (row.get("fixed cost") or 0), most=1, whole=True)
        flows: Terms = []
        for material, o in itertools.product(carried, self.origins):
            tariff = (row.get("tariff") or 0) * (10 if material == "metal" else 0)
            sent = self.variable(("sent", *key, material, o), self.disc[t] * (row["cost"] + tariff))
            flows.append((1.0, sent))
            self.balance[material, start, o, t].append((-1.0, sent))
            self.balance[material, end, o, t].append((1 - (row.get("loss") or 0), sent))
        self.row([*flows, (-(row.get("maximum") or MOST), used)], most=0)
        self.row([*flows, (-(row.get("minimum") or 0), used)], least=0)
        if row.get("needs"):
            self.row([(1.0, used), *((-1.0, ("start", row["needs"], u)) for u in self.times if u <= t)], most=0)
        if row.get("uses"):
            amount = float(row["uses"].split(":")[1])
            place = self._resource("port", start) or self._resource("port", end)
            assert place
            self.load["port", place, t] += [(amount, x) for _, x in flows]

    def demands(self) -> None:
        for demand in self.sheets["Demand"]:
            market, material = demand["market"], demand["material"]
            for t in self.times:
                amount = demand.get(self.names[t], demand.get("amount")) or 0
                price = self.disc[t] * (demand.get("price") or 0)
                got = [self.variable(("got", market, o, t), -price) for o in self.origins]
                short = self.variable(("short", market, t), self.disc[t] * (demand.get("shortage cost") or 0))
                self.row([*((1.0, x) for x in got), (1.0, short)], amount, amount)
                self.row([(1.0, x) for x in got], least=amount * (demand.get("required") or 0))
                for o, x in zip(self.origins, got, strict=True):
                    self.balance[material, market, o, t].append((-1.0, x))

    def stocks(self) -> None:
        for pile in self.sheets["Stockpiles"]:
            site, material = pile["site"], pile["material"]
            for t in self.times:
                keep = (1 - (pile.get("loss") or 0)) ** self.years[t]
                for o in self.origins:
                    held = self.variable(("held", site, o, t), self.disc[t] * pile["holding cost"])
                    terms = self.balance[material, site, o, t]
                    terms.append((-1 / self.years[t], held))
                    if t:
                        terms.append((keep / self.years[t], ("held", site, o, t - 1)))
                    elif o == COUNTRY[site]:
                        first = self.variable(("first", site), most=pile["initial"])
                        self.row([(1.0, first)], least=pile["initial"])
                        terms.append((keep / self.years[t], first))
                self._hold(pile, t)

    def _hold(self, pile: Row, t: int) -> None:
        held: Terms = [(1.0, ("held", pile["site"], o, t)) for o in self.origins]
        last = t == self.times[-1]
        least = max((pile.get("final") or 0) if last else 0, pile.get("reserve") or 0)
        self.row(held, least=least, most=pile.get("maximum") or math.inf)
        if pile.get("cover days"):
            covered = [site for site in ("c1", "c2") if site == pile["site"] or pile.get("cover of")]
            share = pile["cover days"] / 365
            self.row([*held, *((-share, ("got", site, o, t)) for site in covered for o in self.origins)], least=0)

    def balances(self) -> None:
        left = {"ore": 0.0, "metal": 0.0,
                "slag": {"free": 0.0}.get(self.sheets["Materials"][2]["surplus"], 0.5)}  # fmt: skip
        for (material, site, o, t), terms in self.balance.items():
            over = self.variable(("over", material, site, o, t), self.disc[t] * left[material])
            self.row([*terms, (-1.0, over)], 0, 0)

    def resources(self) -> None:
        for row in self.sheets["Resources"]:
            for t in self.times:
                load = self.load[row["resource"], row["place"], t]
                added = [(-v, x) for project in self.sheets["Projects"]
                         if (project.get("adds"), project["place"]) == (row["resource"], row["place"])
                         for u in self.times if u <= t for v, x in self.size[project["project"], u]]  # fmt: skip
                self.row([*load, *added], most=row["capacity"])
                for value, x in load:
                    self.charge(x, self.disc[t] * value * (row.get("variable cost") or 0))

    def rules(self) -> None:
        for rule, t in itertools.product(self.sheets.get("Rules", []), self.times):
            if rule["from"] and t < self.names.index(rule["from"]):
                continue
            inside = [s for s in SITES if rule.get("buyers") is None or rule["buyers"] in (s, COUNTRY[s])]
            count = self._use if rule["of"] == "use" else self._intake
            intake = {o: count(o, inside, t) for o in self.origins}
            total = [term for terms in intake.values() for term in terms]
            country = {"trader": "BB", "importer": "CC"}
            sets = {c: [o for o in self.origins if country.get(o, o) == c] for c in ("AA", "BB", "CC")}
            named = (rule.get("origins") or "").split("; ")
            chosen = [o for o in self.origins if o in named or country.get(o, o) in named
                      or ("foreign" in named and country.get(o, o) != "CC")]  # fmt: skip
            self._rule(rule, t, {c: [x for o in os for x in intake[o]] for c, os in sets.items()},
                       [x for o in chosen for x in intake[o]], total)  # fmt: skip

    def _use(self, origin: str, inside: list[str], t: int) -> Terms:
        """Return what markets are delivered of metal: no plant takes any."""
        markets = [row["market"] for row in self.sheets["Demand"] if row["material"] == "metal"]
        return [(1.0, ("got", site, origin, t)) for site in markets if site in inside]

    def _intake(self, origin: str, inside: list[str], t: int) -> Terms:
        found: Terms = []
        for name in self.columns:
            if isinstance(name, tuple) and name[0] == "sent" and name[-2:] == ("metal", origin) and name[7] == t:
                row = next(r for r in self.sheets["Lanes"]
                           if (r.get("mode"), r["from"], r["to"], r.get("material")) == name[1:5])  # fmt: skip
                if name[5] not in inside and name[6] in inside:
                    found.append((1 - (row.get("loss") or 0), name))
                elif name[5] in inside and name[6] not in inside:
                    found.append((-1.0, name))
        for offer in self.sheets["Suppliers"]:
            if offer["supplier"] == origin and offer["material"] == "metal" and offer["site"] in inside:
                found.append((1.0, ("buy", origin, t)))
        return found + [(1.0, ("runs", site, t)) for site in inside
                        if COUNTRY[site] == origin and ("runs", site, t) in self.columns]  # fmt: skip

    def _rule(self, rule: Row, t: int, each: dict[str, Terms], chosen: Terms, total: Terms) -> None:
        limit, measure = rule["limit"], rule["measure"]

        def over() -> Terms:
            if rule["penalty"] is None:
                return []
            name = ("over", rule["rule"], t, len(self.columns))
            return [(-1.0, self.variable(name, self.disc[t] * rule["penalty"]))]

        part = [(-limit * value, name) for value, name in total]
        if measure == "each share at most":
            for terms in each.values():
                self.row([*terms, *part, *over()], most=0)
        elif measure == "share at most":
            self.row([*chosen, *part, *over()], most=0)
        elif measure == "share at least":
            self.row([*chosen, *part, *((-v, x) for v, x in over())], least=0)
        elif measure == "amount at most":
            self.row([*chosen, *over()], most=limit)
        elif measure == "amount at least":
            self.row([*chosen, *((-v, x) for v, x in over())], least=limit)
        else:
            counts = {c: self.variable(("counts", rule["rule"], c, t), most=1, whole=True) for c in each}
            for c, terms in each.items():
                share = [(-rule["minimum share"] * value, name) for value, name in total]
                self.row([*terms, *share, (-MOST, counts[c])], least=-MOST)
            self.row([*((1.0, x) for x in counts.values()), *((-v, x) for v, x in over())], least=limit)


@pytest.mark.parametrize("seed", few(3, range(40)))
def test_a_second_model_finds_the_same_cost(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    least = Second(sheets).solve()
    if math.isinf(least):
        with pytest.raises(InfeasibleError):
            plan(tmp_path / "in.xlsx", sheets)
        return
    result = plan(tmp_path / "in.xlsx", sheets)
    assert result.run["objective"] == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert set(result.tables["Checks"]["pass"]) == {"yes"}
