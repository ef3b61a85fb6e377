"""Random workbooks of price steps, and a second model of them that says yes or no of every step, branches whole.

Steps have totals that are used up exactly, or never; are dearer or cheaper than the ones before; cost something in some
periods only; take of a crane that may be nowhere; and wait for a mine.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from programme import Programme, Terms
from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random
    from collections.abc import Hashable

MOST = 500.0  # more than anything here can be
VALUE = 2.0  # of a unit of goods
Row = dict[str, Any]


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of one market, a maker there with price steps, and a rival abroad that may be lost."""
    periods = ["one", "two", "three"][: chance.choice([1, 2, 3])]
    series: list[Row] = []

    def varied(*values: float) -> Any:
        if chance.random() < 0.6:
            return chance.choice(values)
        series.append({"series": f"series {len(series)}"} | {period: chance.choice(values) for period in periods})
        return series[-1]["series"]

    def maybe(share: float, value: Any) -> Any:
        return value if chance.random() < share else None

    steps = [
        {"supplier": "home", "site": "here", "material": "goods", "price": varied(1, 2, 3, 3, 5),
         "maximum": maybe(0.7, varied(5, 10, 20, 0)), "total": maybe(0.4, chance.choice([5, 10, 15, 100000])),
         "minimum": maybe(0.15, varied(4, 0)), "fixed cost": maybe(0.2, varied(6, 0)), "term": maybe(0.1, 2),
         "needs": maybe(0.15, "mine"), "uses": maybe(0.25, chance.choice(["crane: 1", "crane: 1", "derrick: 1"])),
         "from": maybe(0.1, periods[-1])}
        for _ in range(chance.choice([2, 3]))
    ]  # fmt: skip
    for step in steps:
        step["needs"] = None if step["term"] else step["needs"]  # what of a term lapses with a mine is told elsewhere
    for step in steps[:-1]:  # after a step without maximum and total no step follows
        if step["maximum"] is None and step["total"] is None:
            step["total"] = 12
    found: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": name, "years": chance.choice([1, 1, 2])} for name in periods],
        "Sites": [{"site": "here", "country": "AA"}, {"site": "far", "country": "BB"}],
        "Materials": [{"material": "goods", "value": VALUE}],
        "Suppliers": [*steps, {"supplier": "rival", "site": "far", "material": "goods", "price": varied(0.5, 2.5, 6),
                               "maximum": maybe(0.5, 15)}],
        "Lanes": [{"from": "far", "to": "here", "cost": 0.25}],
        "Resources": [{"resource": "crane", "place": "here", "capacity": chance.choice([6, 12]), "variable cost": 0.5},
                      {"resource": "derrick", "place": "far", "capacity": 9}],
        "Demand": [{"market": "here", "material": "goods", "amount": varied(10, 20, 0), "shortage cost": 30}],
        "Projects": [{"project": "mine", "place": "here", "yearly cost": 3,
                      "lead time": maybe(0.4, 1 if len(periods) > 1 else None)}],
    }  # fmt: skip
    if chance.random() < 0.4:
        found["Stockpiles"] = [{"site": "here", "material": "goods", "initial": chance.choice([0, 3]),
                                "maximum": chance.choice([None, 8]), "holding cost": 0.1}]  # fmt: skip
    if chance.random() < 0.7:
        found["Disruptions"] = [
            {"disruption": "lost", "probability": chance.choice([0, 0.1, 0.25]), "duration": chance.choice([0.5, 1, 2]),
             "onset": maybe(0.5, periods[-1]), "required": maybe(0.6, chance.choice([0.5, 1]))}]  # fmt: skip
        found["Hits"] = [{"disruption": "lost", "target": "country", "name": "BB",
                          "remaining": chance.choice([0, 0.4])}]  # fmt: skip
        if found["Disruptions"][0]["onset"]:  # one onset alone, so that any of these weights is sound
            found["Settings"] += settings(risk_weight=chance.choice([0, 0.5]))
    return found | ({"Series": series} if series else {})


class Whole(Programme):
    """The second model: the trunk with every step open or not, and every branch."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets = sheets
        self.names = [row["period"] for row in sheets["Periods"]]
        self.years = [float(row["years"]) for row in sheets["Periods"]]
        self.times = range(len(self.names))
        self.begins = [sum(self.years[:t]) for t in self.times]
        self.series = {row["series"]: row for row in sheets.get("Series", [])}
        self.offers = list(enumerate(sheets["Suppliers"]))
        self.costs: dict[Hashable, Terms] = {}
        self.projects()
        before: Hashable = None
        for t in self.times:
            before = self.operate(("trunk", t), t, self.years[t], None, before)
            for value, name in self.costs["trunk", t]:
                self.charge(name, value)
        self.trunk_rules()
        for row in sheets.get("Disruptions", []):
            for onset in self.times:
                if row["onset"] in (None, self.names[onset]):
                    self.branch(row, onset)

    def at(self, row: Row, name: str, t: int, default: float = 0.0) -> float:
        value = row.get(name)
        if value is None:
            return default
        return float(self.series[value][self.names[t]] if value in self.series else value)

    # The maker's steps

    def could_open(self, row: Row, t: int) -> bool:
        late = row.get("from") is None or t >= self.names.index(row["from"])
        return late and row.get("uses") != "derrick: 1" and self.at(row, "maximum", t, MOST) > 0

    def decided(self, s: int, t: int) -> bool:
        row = self.offers[s][1]
        own = self.at(row, "fixed cost", t) or self.at(row, "minimum", t) or row.get("term")
        dearer = [j for j in self.before(s) if self.could_open(self.offers[j][1], t)
                  and self.at(self.offers[j][1], "price", t) > self.at(row, "price", t)]  # fmt: skip
        return bool(own or dearer)

    def before(self, s: int) -> range:
        return range(s) if self.offers[s][1]["supplier"] == "home" else range(0)

    def projects(self) -> None:
        project = self.sheets["Projects"][0]
        self.serves = {}
        for t in self.times:
            ready = self.begins[t] + (project["lead time"] or 0)
            serving = [u for u in self.times if u >= t and self.begins[u] >= ready]
            self.serves[t] = serving
            self.variable(("mine", t), 3 * sum(self.years[u] for u in serving), most=float(bool(serving)), whole=True)
        self.row([(1.0, ("mine", t)) for t in self.times], most=1)

    def mine(self, t: int, onset: int) -> Terms:
        return [(1.0, ("mine", u)) for u in self.times if u <= onset and t in self.serves[u]]

    def trunk_rules(self) -> None:
        """Add contracts, terms, totals and the order of steps."""
        for s, row in self.offers:
            bought = [(self.years[t], (("trunk", t), "buy", s)) for t in self.times]
            self.row(bought, most=row.get("total") or math.inf)
            for t in self.times if row.get("term") else ():
                for u in range(t + 1, len(self.names)):
                    if self.begins[u] < self.begins[t] + row["term"] and self.could_open(row, u):
                        if not self.could_open(row, t):
                            continue
                        earlier = [(1.0, ("taken", s, t - 1))] if t and self.could_open(row, t - 1) else []
                        self.row([(1.0, ("taken", s, u)), (-1.0, ("taken", s, t)), *earlier],
                                 least=0)  # fmt: skip
            for t in self.times:
                self.order(s, t)

    def order(self, s: int, t: int) -> None:
        """Let a step be taken only when every one before it that is open is full, or its total used up."""
        for j in self.before(s):
            step = self.offers[j][1]
            if not self.could_open(step, t):
                continue
            full = self.variable(("full", s, j, t), most=1, whole=True)
            spent = self.variable(("spent", s, j, t), most=1 if step.get("total") else 0, whole=True)
            away = self.variable(("away", s, j, t), most=1 if step.get("needs") else 0, whole=True)
            self.row([(1.0, ("taken", s, t)), (-1.0, full), (-1.0, spent), (-1.0, away)], most=0)
            most = self.at(step, "maximum", t, MOST)
            self.row([(1.0, (("trunk", t), "buy", j)), (-most, full)], least=0)
            so_far = [(self.years[u], (("trunk", u), "buy", j)) for u in self.times if u <= t]
            self.row([*so_far, (-(step.get("total") or 0), spent)], least=0)
            self.row([(1.0, away), *self.mine(t, t)], most=1)

    # A stretch of time, of the trunk or a branch

    def operate(
        self, at: Hashable, t: int, length: float, onset: int | None, before: Hashable, left: float = 1.0
    ) -> Hashable:
        """Add what is bought, served and held; return what is held at the end."""
        is_trunk = onset is None
        crane: Terms = []
        costs: Terms = []

        def new(name: tuple[Any, ...], rate: float, most: float = math.inf) -> Hashable:
            variable = self.variable((at, *name), most=most)
            costs.append((rate * length, variable))
            return variable

        here: Terms = []
        for s, row in self.offers:
            home = row["supplier"] == "home"
            most = self.at(row, "maximum", t, MOST) if self.could_open(row, t) else 0.0
            price = self.at(row, "price", t) + (0.5 if row.get("uses") == "crane: 1" else 0.0)
            share = left if not home and row["maximum"] else 1.0
            bought = new(("buy", s), price + (0 if home else 0.25), most * share)
            if not home and not row["maximum"] and left == 0:
                self.row([(1.0, bought)], most=0)
            here.append((1.0, bought))
            if row.get("uses") == "crane: 1":
                crane.append((1.0, bought))
            if is_trunk and home:
                fixed = self.at(row, "fixed cost", t) * length
                self.variable(("taken", s, t), fixed, most=float(self.could_open(row, t)), whole=True)
                self.row([(1.0, bought), (-self.at(row, "minimum", t), ("taken", s, t))], least=0)
            if home and (is_trunk or self.decided(s, t)):
                self.row([(1.0, bought), (-MOST, ("taken", s, t))], most=0)
            if row.get("needs"):
                mine = self.mine(t, t if onset is None else onset)
                self.row([(1.0, bought), *((-MOST, name) for _, name in mine)], most=0)
                if is_trunk:
                    self.row([(1.0, ("taken", s, t)), *((-1.0, name) for _, name in mine)], most=0)
        self.row(crane, most=self.sheets["Resources"][0]["capacity"])
        demand = self.sheets["Demand"][0]
        got, short = new(("got",), 0.0), new(("short",), 30.0)
        self.row([(1.0, got), (1.0, short)], self.at(demand, "amount", t), self.at(demand, "amount", t))
        here.append((-1.0, got))
        held = None
        if "Stockpiles" in self.sheets:
            pile = self.sheets["Stockpiles"][0]
            held = new(("held",), 0.1, pile["maximum"] or math.inf)
            if before is None:
                before = self.variable((at, "first"), least=pile["initial"], most=pile["initial"])
            here += [(-1 / length, held), (1 / length, before)]
        self.row(here, least=0)
        self.costs[at] = costs
        return held

    def branch(self, row: Row, onset: int) -> None:
        end = min(self.begins[onset] + row["duration"], self.begins[-1] + self.years[-1])
        steps = [(t, min(end, self.begins[t] + self.years[t]) - self.begins[t]) for t in self.times
                 if t >= onset and self.begins[t] < end - 1e-9]  # fmt: skip
        before: Hashable = (("trunk", onset - 1), "held") if onset and "Stockpiles" in self.sheets else None
        extra: Terms = []
        for t, length in steps:
            at = ("branch", onset, t)
            before = self.operate(at, t, length, onset, before, self.sheets["Hits"][0]["remaining"])
            extra += self.costs[at]
            extra += [(-length / self.years[t] * value, name) for value, name in self.costs["trunk", t]]
        for s, offer in self.offers:
            if offer.get("total"):
                now = [(length, (("branch", onset, t), "buy", s)) for t, length in steps]
                earlier = [(self.years[t], (("trunk", t), "buy", s)) for t in self.times if t < onset]
                self.row([*now, *earlier], most=offer["total"])
        if before is not None:
            extra += self.fall(onset, *steps[-1], before)
        if row["required"]:
            asked = sum(length * self.at(self.sheets["Demand"][0], "amount", t) for t, length in steps)
            served = [(length, (("branch", onset, t), "got")) for t, length in steps]
            self.row(served, least=row["required"] * asked)
        if row["probability"]:
            likely = row["probability"] * self.years[onset]
            weight = next((x["value"] for x in self.sheets["Settings"] if x["setting"] == "risk weight"), 0)
            # the tail of one outcome: its share of the worst tenth
            counted = self.variable(("extra", onset), (1 - weight) * likely + weight * min(1.0, likely / 0.1))
            self.row([(1.0, counted), *((-value, name) for value, name in extra)], least=0)

    def fall(self, onset: int, last: int, length: float, held: Hashable) -> Terms:
        """Return what must be bought again, at its value: by what the stock is below the trunk's at the end."""
        fall, part = self.variable(("fall", onset)), length / self.years[last]
        first: Hashable = (("trunk", last - 1), "held") if last else (("trunk", 0), "first")
        trunk = [(part, (("trunk", last), "held")), (1 - part, first)]
        self.row([(1.0, fall), (1.0, held), *((-value, name) for value, name in trunk)], least=0)
        return [(VALUE, fall)]
