"""Random workbooks in which recipes feed each other in circles, and a second model of them that leaves nothing out.

Amounts are 0 in some periods, offers, lanes and plants come and go, stocks carry over, lanes lose what they carry, pay
for it or ask for a minimum, and plants must run at a minimum wherever they could be fed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from programme import Programme, Terms
from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random
    from collections.abc import Hashable

SITES = ("a", "b", "c")
MATERIALS = ("ore", "steel", "scrap", "parts", "credit")
MOST = 1000.0  # more than anything here can be
Row = dict[str, Any]


class Draw:
    """A workbook in the making."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.periods = ["one", "two", "three"][: chance.choice([1, 2, 3])]
        self.series: list[Row] = []

    def varied(self, *values: float) -> Any:
        """Return a number, or the name of a series of some of these numbers."""
        if self.chance.random() < 0.6:
            return self.chance.choice(values)
        name = f"series {len(self.series)}"
        self.series.append({"series": name} | {period: self.chance.choice(values) for period in self.periods})
        return name

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.chance.random() < share else None

    def sheets(self) -> Sheets:
        chance = self.chance
        made = {
            "Settings": settings(discount_rate=chance.choice([0, 0.1]), gap=0),
            "Periods": [{"period": name, "years": chance.choice([1, 1, 2])} for name in self.periods],
            "Sites": [{"site": site, "country": site.upper() + site.upper()} for site in SITES],
            "Materials": [{"material": m, "surplus": self.surplus()} for m in MATERIALS],
            "Recipes": self.recipes(),
            "Plants": self.plants(),
            "Suppliers": self.offers(),
            "Lanes": self.lanes(),
            "Demand": self.demands(),
            "Stockpiles": self.stocks(),
            "Resources": [{"resource": "power", "place": "AA", "capacity": chance.choice([0, 40])}],
        }
        made |= self.projects(made)
        return made | {"Series": self.series} if self.series else made

    def projects(self, made: Sheets) -> Sheets:
        """Return a project that adds to a plant, at times much more than could be used, and one that opens an offer."""
        if self.chance.random() < 0.5:
            return {}
        plant, lead = self.chance.choice(made["Plants"]), self.maybe(0.4, 1 if len(self.periods) > 1 else None)
        made["Suppliers"][0]["needs"] = self.maybe(0.5, "treaty")
        most = self.chance.choice([15, 1e6])
        return {"Projects": [
            {"project": "more", "place": plant["site"], "adds": plant["process"], "maximum": most,
             "yearly cost": self.chance.choice([2, -1]), "fixed cost": 0.1, "lead time": lead},
            {"project": "treaty", "place": "a", "yearly cost": 3, "lead time": lead}]}  # fmt: skip

    def surplus(self) -> Any:
        return self.chance.choice([None, None, "none", 0.5])

    def recipes(self) -> list[Row]:
        found: list[Row] = []
        for name in ("melt", "stamp", "mint", "burn")[: self.chance.choice([2, 3, 4])]:
            eaten = self.chance.sample(MATERIALS, self.chance.choice([1, 1, 2]))
            made = self.chance.sample(MATERIALS, self.chance.choice([1, 2]))
            sides = [("consumes", m, (0.2, 1, 1, 0)) for m in eaten] + [("makes", m, (0.5, 1, 2)) for m in made]
            found += [{"process": name, "role": role, "item": m, "amount": self.varied(*amounts)}
                      for role, m, amounts in sides]  # fmt: skip
            if self.chance.random() < 0.25:
                found.append({"process": name, "role": "uses", "item": "power", "amount": self.varied(1, 0)})
        self.names = list(dict.fromkeys(row["process"] for row in found))
        return found

    def plants(self) -> list[Row]:
        return [
            {"site": site, "process": name, "capacity": self.varied(10, 20, 0),
             "variable cost": self.varied(0, 1, 1, -0.5), "minimum use": self.maybe(0.25, self.varied(0.3, 0)),
             "availability": self.maybe(0.2, self.varied(0.5, 0)), "retires": self.maybe(0.1, self.periods[-1])}
            for name in self.names for site in self.chance.sample(SITES, self.chance.choice([1, 1, 2]))
        ]  # fmt: skip

    def offers(self) -> list[Row]:
        return [
            {"supplier": f"maker {n}", "site": self.chance.choice(SITES), "material": self.chance.choice(MATERIALS),
             "price": self.varied(1, 3, -1), "maximum": self.varied(10, 30, 0), "total": self.maybe(0.2, 15),
             "from": self.maybe(0.2, self.periods[-1]), "uses": self.maybe(0.2, "power: 1")}
            for n in range(self.chance.choice([1, 1, 2]))
        ]  # fmt: skip

    def lanes(self) -> list[Row]:
        ends = [(start, end) for start in SITES for end in SITES if start != end]
        return [
            {"from": start, "to": end, "material": self.maybe(0.5, "; ".join(self.chance.sample(MATERIALS, 2))),
             "cost": self.varied(0, 1, -1), "maximum": self.varied(15, 40, 0),
             "minimum": self.maybe(0.2, self.varied(5, 0)),
             "fixed cost": self.maybe(0.2, self.varied(2, 0, -2)), "loss": self.maybe(0.3, self.varied(0.1, 1, 0)),
             "uses": self.maybe(0.1, "power: 1")}
            for start, end in self.chance.sample(ends, self.chance.choice([1, 2, 3]))
        ]  # fmt: skip

    def demands(self) -> list[Row]:
        places = [(site, m) for site in SITES for m in MATERIALS]
        return [
            {"market": site, "material": m, "amount": self.varied(10, 20, 0), "price": self.varied(0, 5, 10),
             "shortage cost": self.maybe(0.5, self.varied(20, 0))}
            for site, m in self.chance.sample(places, self.chance.choice([1, 2, 3]))
        ]  # fmt: skip

    def stocks(self) -> list[Row]:
        places = [(site, m) for site in SITES for m in MATERIALS]
        return [
            {"site": site, "material": m, "initial": self.chance.choice([0, 0, 5]),
             "maximum": self.maybe(0.5, self.varied(8, 0)),
             "holding cost": self.varied(0, 0.2), "loss": self.maybe(0.3, self.varied(0.1, 1, 0))}
            for site, m in self.chance.sample(places, self.chance.choice([0, 1, 2]))
        ]  # fmt: skip


def draw(chance: random.Random) -> Sheets:
    """Return a workbook in which plants may feed each other."""
    return Draw(chance).sheets()


class Whole(Programme):
    """The second model: every plant, lane and stock has its variables in every period, whatever could be there."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets = sheets
        self.names = [row["period"] for row in sheets["Periods"]]
        self.years = [float(row["years"]) for row in sheets["Periods"]]
        self.times = range(len(self.names))
        self.series = {row["series"]: row for row in sheets.get("Series", [])}
        rate = next(row["value"] for row in sheets["Settings"] if row["setting"] == "discount rate")
        begins = [sum(self.years[:t]) for t in self.times]
        self.disc = [sum((1 + rate) ** -(begins[t] + n) for n in range(int(self.years[t]))) for t in self.times]
        self.balance: dict[tuple[str, str, int], Terms] = {
            (m, site, t): [] for m in MATERIALS for site in SITES for t in self.times}  # fmt: skip
        self.power: dict[int, Terms] = {t: [] for t in self.times}
        self.more, self.treaty = self.sheets.get("Projects", [None, None])
        self.serves = {u: self.serving(u) for u in self.times} if self.more else {}
        self.fed = [self.could_run(t, there) for t, there in enumerate(self.everywhere())]
        for part in (self.projects, self.plants, self.offers, self.lanes, self.demands, self.stocks, self.balances):
            part()

    def at(self, row: Row, name: str, t: int, default: float = 0.0) -> float:
        """Return a number of a row in a period."""
        value = row.get(name)
        if value is None:
            return default
        return float(self.series[value][self.names[t]] if value in self.series else value)

    def amounts(self, process: str, role: str, t: int) -> dict[str, float]:
        rows = [row for row in self.sheets["Recipes"] if row["process"] == process and row["role"] == role]
        return {row["item"]: self.at(row, "amount", t) for row in rows if self.at(row, "amount", t)}

    # What could be there: asked only for who must run at a minimum

    def has_power(self, site: str) -> bool:
        return site == "a" and self.sheets["Resources"][0]["capacity"] > 0

    def everywhere(self) -> list[set[tuple[str, str]]]:
        """Return where anything could be in each period: everything is everywhere, until nothing brings it."""
        found, kept = [], {(s["material"], s["site"]) for s in self.sheets["Stockpiles"] if s["initial"]}
        for t in self.times:
            kept = {(s["material"], s["site"]) for s in self.sheets["Stockpiles"]
                    if (s["material"], s["site"]) in kept and self.at(s, "loss", t) < 1}  # fmt: skip
            ways = [(m, row["from"], row["to"]) for row in self.sheets["Lanes"] if self.at(row, "maximum", t)
                    and self.at(row, "loss", t) < 1 and (not row["uses"] or self.lane_power(row))
                    for m in self.carried(row)]  # fmt: skip
            there = {(m, site) for m in MATERIALS for site in SITES}
            while True:
                new = self.brought(t, there, ways) | kept
                for _ in SITES:
                    new |= {(m, end) for m, start, end in ways if (m, start) in new}
                if new == there:
                    break
                there = new
            found.append(there)
            kept = {(s["material"], s["site"]) for s in self.sheets["Stockpiles"]
                    if (s["material"], s["site"]) in there and self.at(s, "maximum", t, MOST) > 0}  # fmt: skip
        return found

    def brought(self, t: int, there: set[tuple[str, str]], ways: list[tuple[str, str, str]]) -> set[tuple[str, str]]:
        found = {(row["material"], row["site"]) for row in self.sheets["Suppliers"]
                 if self.sold(row, t) and self.could_serve(row, t)
                 and (not row["uses"] or self.has_power(row["site"]))}  # fmt: skip
        for row in self.sheets["Plants"]:
            powered = not self.amounts(row["process"], "uses", t) or self.has_power(row["site"])
            if self.could_run(t, there).get((row["process"], row["site"])) and self.could_have(row, t) and powered:
                found |= {(m, row["site"]) for m in self.amounts(row["process"], "makes", t)}
        for row in self.sheets["Lanes"]:  # lanes that are paid or filled could go round with what nobody makes
            open_round = [way for way in ways if not self.loss_of(way, t)]
            worth = self.at(row, "cost", t) < 0 or self.at(row, "fixed cost", t) < 0 or self.at(row, "minimum", t) > 0
            for m in self.carried(row) if worth and not self.at(row, "loss", t) else ():
                if (m, row["from"], row["to"]) in open_round and self.leads(m, row["to"], row["from"], open_round):
                    found.add((m, row["from"]))
        return found

    def loss_of(self, way: tuple[str, str, str], t: int) -> float:
        rows = [r for r in self.sheets["Lanes"] if (r["from"], r["to"]) == way[1:]]
        return self.at(rows[0], "loss", t)

    def leads(self, m: str, start: str, end: str, ways: list[tuple[str, str, str]]) -> bool:
        found = {start}
        for _ in SITES:
            found |= {to for name, at, to in ways if name == m and at in found}
        return end in found

    def could_run(self, t: int, there: set[tuple[str, str]]) -> dict[tuple[str, str], bool]:
        return {
            (row["process"], row["site"]): (row["site"] == "a" or not self.amounts(row["process"], "uses", t))
            and all((m, row["site"]) in there for m in self.amounts(row["process"], "consumes", t))
            for row in self.sheets["Plants"]}  # fmt: skip

    # The model

    def serving(self, start: int) -> list[int]:
        """Return the periods in which a start serves: from the first that begins at its lead time or later."""
        begins = [sum(self.years[:t]) for t in self.times]
        return [t for t in self.times if t >= start and begins[t] >= begins[start] + (self.more["lead time"] or 0)]

    def projects(self) -> None:
        for row in (self.more, self.treaty) if self.more else ():
            name = row["project"]
            for u, serving in self.serves.items():
                years = sum(self.disc[t] for t in serving)
                cost = years * row["yearly cost"]
                start = self.variable(("start", name, u), cost, most=float(bool(serving)), whole=True)
                size = self.variable(("size", name, u), years * row.get("fixed cost", 0))
                self.row([(1.0, size), (-row.get("maximum", 0), start)], most=0)
            self.row([(1.0, ("start", name, u)) for u in self.serves], most=1)

    def in_service(self, kind: str, name: str, t: int) -> Terms:
        return [(1.0, (kind, name, u)) for u, serving in self.serves.items() if t in serving]

    def adds(self, row: Row) -> bool:
        return bool(self.more) and (row["process"], row["site"]) == (self.more["adds"], self.more["place"])

    def could_have(self, row: Row, t: int) -> float:
        """Return more than nothing where a plant has capacity in a period, or could have it by the project."""
        added = self.adds(row) and bool(self.in_service("size", "more", t))
        return self.capacity(row, t) + added * self.at(row, "availability", t, 1.0)

    def capacity(self, row: Row, t: int) -> float:
        gone = row["retires"] is not None and t >= self.names.index(row["retires"])
        return 0.0 if gone else self.at(row, "capacity", t) * self.at(row, "availability", t, 1.0)

    def plants(self) -> None:
        for row in self.sheets["Plants"]:
            name, site = row["process"], row["site"]
            for t in self.times:
                most, uses = self.capacity(row, t), self.amounts(name, "uses", t)
                can = site == "a" or not uses
                runs = self.variable(("runs", name, site, t), self.disc[t] * self.at(row, "variable cost", t),
                                     most=math.inf if can else 0.0)  # fmt: skip
                available, asked = self.at(row, "availability", t, 1.0), self.at(row, "minimum use", t)
                added = self.in_service("size", "more", t) if self.adds(row) else []
                self.row([(1.0, runs), *((-available * v, x) for v, x in added)], most=most)
                if self.fed[t][name, site]:
                    self.row([(1.0, runs), *((-asked * available * v, x) for v, x in added)], least=asked * most)
                self.power[t] += [(amount, runs) for amount in uses.values()]
                for sign, role in ((1, "makes"), (-1, "consumes")):
                    for m, amount in self.amounts(name, role, t).items():
                        self.balance[m, site, t].append((sign * amount, runs))

    def sold(self, row: Row, t: int) -> float:
        early = row["from"] is not None and t < self.names.index(row["from"])
        there = row["site"] == "a" or not row["uses"]
        return 0.0 if early or not there else self.at(row, "maximum", t)

    def could_serve(self, row: Row, t: int) -> bool:
        return not row.get("needs") or bool(self.in_service("start", "treaty", t))

    def offers(self) -> None:
        for n, row in enumerate(self.sheets["Suppliers"]):
            bought = []
            for t in self.times:
                one = self.variable(("buy", n, t), self.disc[t] * self.at(row, "price", t), most=self.sold(row, t))
                self.balance[row["material"], row["site"], t].append((1.0, one))
                self.power[t] += [(1.0, one)] if row["uses"] else []
                if row.get("needs"):
                    open_now = self.in_service("start", "treaty", t)
                    self.row([(1.0, one), *((-MOST * v, x) for v, x in open_now)], most=0)
                bought.append((self.years[t], one))
            self.row(bought, most=row["total"] or math.inf)

    def carried(self, row: Row) -> list[str]:
        return row["material"].split("; ") if row["material"] else list(MATERIALS)

    def lane_power(self, row: Row) -> bool:
        """Return whether a lane that takes power finds some at its start, else at its end."""
        return "a" in (row["from"], row["to"]) and self.has_power("a")

    def lanes(self) -> None:
        for n, row in enumerate(self.sheets["Lanes"]):
            for t in self.times:
                there = not row["uses"] or "a" in (row["from"], row["to"])
                most = self.at(row, "maximum", t) if there else 0.0
                fixed = self.disc[t] * self.at(row, "fixed cost", t)
                used = self.variable(("use", n, t), fixed, most=float(most > 0), whole=True)
                flows: Terms = []
                for m in self.carried(row):
                    sent = self.variable(("sent", n, m, t), self.disc[t] * self.at(row, "cost", t))
                    flows.append((1.0, sent))
                    self.balance[m, row["from"], t].append((-1.0, sent))
                    self.balance[m, row["to"], t].append((1 - self.at(row, "loss", t), sent))
                self.row([*flows, (-most, used)], most=0)
                self.row([*flows, (-self.at(row, "minimum", t), used)], least=0)
                self.power[t] += flows if row["uses"] else []

    def demands(self) -> None:
        for n, row in enumerate(self.sheets["Demand"]):
            for t in self.times:
                amount = self.at(row, "amount", t)
                got = self.variable(("got", n, t), -self.disc[t] * self.at(row, "price", t))
                short = self.variable(("short", n, t), self.disc[t] * self.at(row, "shortage cost", t))
                self.row([(1.0, got), (1.0, short)], amount, amount)
                self.balance[row["material"], row["market"], t].append((-1.0, got))

    def stocks(self) -> None:
        for n, row in enumerate(self.sheets["Stockpiles"]):
            before: Hashable = self.variable(("first", n), least=row["initial"], most=row["initial"])
            for t in self.times:
                held = self.variable(("held", n, t), self.disc[t] * self.at(row, "holding cost", t),
                                     most=self.at(row, "maximum", t, math.inf))  # fmt: skip
                keep = (1 - self.at(row, "loss", t)) ** self.years[t]
                terms = [(-1 / self.years[t], held), (keep / self.years[t], before)]
                self.balance[row["material"], row["site"], t] += terms
                before = held

    def balances(self) -> None:
        left = {row["material"]: row["surplus"] for row in self.sheets["Materials"]}
        for (m, site, t), terms in self.balance.items():
            cost = {None: 0.0, "none": math.inf}.get(left[m], left[m])
            over = self.variable(("over", m, site, t), self.disc[t] * (0.0 if cost == math.inf else cost),
                                 most=0.0 if cost == math.inf else math.inf)  # fmt: skip
            self.row([*terms, (-1.0, over)], 0, 0)
        for t in self.times:
            self.row(self.power[t], most=self.sheets["Resources"][0]["capacity"])
