"""A second model of a workbook with disruptions, which holds every branch whole."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from drawn_risks import MOST, VALUE
from programme import Programme, Terms

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from drawn_networks import Row
    from workbooks import Sheets


@dataclass
class Trouble:
    """One branch: what remains of everything and what it costs, by the kind of thing and its name."""

    chance: float
    onset: int
    duration: float
    required: float | None
    recovery: float = 0.0
    floor: float | None = None
    left: dict[tuple[str, str], float] = field(default_factory=dict)
    prices: dict[tuple[str, str], float] = field(default_factory=dict)
    tariffs: dict[str, float] = field(default_factory=dict)

    def hit(self, kind: str, names: Iterable[str], row: Row) -> None:
        remaining, price, tariff = row.get("remaining"), row.get("price"), row.get("tariff")
        if remaining is None and price is None and tariff is None:
            remaining = 0.0
        for name in names:
            if remaining is not None:
                self.left[kind, name] = min(self.left.get((kind, name), remaining), remaining)
            if price is not None:
                self.prices[kind, name] = max(self.prices.get((kind, name), price), price)
            if tariff is not None and kind == "lane":
                self.tariffs[name] = max(self.tariffs.get(name, tariff), tariff)

    def after(self, back: float) -> Trouble:
        """Return what is left once a share of what was lost is back."""
        left, prices = ({key: x + (1 - x) * back for key, x in each.items()} for each in (self.left, self.prices))
        return replace(self, left=left, prices=prices, tariffs={x: y * (1 - back) for x, y in self.tariffs.items()})

    def share(self, kind: str, name: str) -> float:
        return self.left.get((kind, name), 1.0)

    def times(self, kind: str, name: str) -> float:
        return self.prices.get((kind, name), 1.0)


class Second(Programme):
    """The trunk and all its branches in one mixed-integer programme: its least cost, or least value at risk of it."""

    def __init__(self, sheets: Sheets, at_risk: bool = False) -> None:
        super().__init__()
        self.at_risk = at_risk
        self.sheets = sheets
        self.setting = {row["setting"]: row["value"] for row in sheets["Settings"]}
        self.names = [row["period"] for row in sheets["Periods"]]
        self.years = [float(row["years"]) for row in sheets["Periods"]]
        self.times = range(len(self.names))
        self.begins = [sum(self.years[:t]) for t in self.times]
        self.mean = [
            sum((1 + self.setting["discount rate"]) ** -(self.begins[t] + n) for n in range(int(self.years[t])))
            / self.years[t] for t in self.times]  # fmt: skip
        self.running: dict[Hashable, Terms] = {}
        self.projects()
        for t in self.times:
            self.step(("trunk", t), t, self.years[t], Trouble(0, len(self.names), 0, None), None, self.mean[t])
        self.trunk_rules()
        tails: dict[int, list[tuple[float, Terms]]] = {}
        for number, trouble in enumerate(self.troubles()):
            beyond = self.branch(number, trouble)
            if trouble.chance:
                mean = 0.0 if at_risk else (1 - self.setting["risk weight"]) * trouble.chance
                gains = self.setting.get("disruption gains") == "count"
                extra = self.variable(("extra", number), mean, least=-math.inf if gains else 0)
                self.row([(1, extra), *((-value, name) for value, name in beyond)], least=0)
                tails.setdefault(trouble.onset, []).append((trouble.chance, [(1.0, extra)]))
        if at_risk:
            self.variable("worst", 1, least=-math.inf)
        if at_risk or self.setting["risk weight"]:
            for onset, outcomes in tails.items():
                self.tail(onset, outcomes)

    def projects(self) -> None:
        """Add starts; each costs by the year while it serves, and nothing else."""
        more, hire, pact = self.sheets["Projects"]
        horizon = self.begins[-1] + self.years[-1]
        self.serving: dict[tuple[str, int], list[float]] = {}
        for project in (more, hire, pact):
            name = project["project"]
            for t in self.times:
                ready = self.begins[t] + (project.get("lead time") or 0)
                first = min((b for b in self.begins if b >= ready), default=horizon)
                until = first + (project.get("life") or math.inf)
                output = [1.0 if first <= b < until else 0.0 for b in self.begins]
                years = sum(self.mean[u] * self.years[u] * output[u] for u in self.times)
                most = 0 if first == horizon else 2 if name == "more" else 1
                self.variable(("start", name, t), years * (project.get("yearly cost") or 0), most=most, whole=True)
                if name == "hire":
                    self.variable(("size", name, t), years * project["fixed cost"])
                    self.row([(1, ("size", name, t)), (-8, ("start", name, t))], most=0)
                if project.get("ramp"):
                    output = [
                        share * (1 - 0.5 / self.years[u] if begin == first else 1.0)
                        for u, (share, begin) in enumerate(zip(output, self.begins, strict=True))]  # fmt: skip
                self.serving[name, t] = output
            self.row([(1, ("start", name, t)) for t in self.times], most=project.get("starts") or 1)

    def added(self, name: str, t: int, onset: int) -> Terms:
        """Return the starts of a project up to the onset with their output in a period."""
        output = [(self.serving[name, u][t], ("start", name, u)) for u in self.times if u <= onset]
        return [(share, start) for share, start in output if share]

    def trunk_rules(self) -> None:
        """Add what holds in the trunk alone: contracts, minima, required service, cover."""
        plant = self.sheets["Plants"][0]
        demand, cover = self.sheets["Demand"][0], self.sheets["Stockpiles"][1]
        for t in self.times:
            at = ("trunk", t)
            least = (plant["minimum use"] or 0) * (plant["availability"] or 1)
            self.row([(1, (at, "runs")), *((-least * 8 * v, x) for v, x in self.added("more", t, t))],
                     least=least * plant["capacity"])  # fmt: skip
            beta = self.sheets["Suppliers"][1]
            self.row([(1, (at, "buy beta")), (-(beta["minimum"] or 0), ("beta", t))], least=0)
            asked = demand[self.names[t]]
            self.row([(1, (at, "got good"))], least=(demand["required"] or 0) * asked)
            if cover["cover days"]:
                self.row([(1, (at, "stock good")), (-cover["cover days"] / 365, (at, "got good"))], least=0)
        alpha = self.sheets["Suppliers"][0]["total"] or math.inf
        self.row([(self.years[t], (("trunk", t), "buy alpha")) for t in self.times], most=alpha)

    def step(self, at: Hashable, t: int, length: float, trouble: Trouble, before: Hashable, mean: float) -> None:
        """Add what runs in a stretch of a period: the trunk's whole period, or a branch's step."""
        is_trunk = trouble.onset == len(self.names)
        costs: Terms = []

        def new(name: str, rate: float, most: float = math.inf) -> Hashable:
            variable = self.variable((at, name), most=most)
            costs.append((rate * mean * length, variable))
            return variable

        runs = new("runs", trouble.times("plant", "make") + 0.05 * trouble.times("resource", "engineers"))
        onset = t if is_trunk else trouble.onset
        plant, engineers = self.sheets["Plants"][0], self.sheets["Resources"][0]
        ready = (plant["availability"] or 1) * trouble.share("plant", "make")
        self.row([(1, runs), *((-8 * ready * v, x) for v, x in self.added("more", t, onset))],
                 most=ready * plant["capacity"])  # fmt: skip
        hired = [(-trouble.share("resource", "engineers"), ("size", "hire", u))
                 for u in self.times if u <= onset and self.serving["hire", u][t]]  # fmt: skip
        self.row([(0.5, runs), *hired], most=engineers["capacity"] * trouble.share("resource", "engineers"))
        self._offers(new, t, onset, trouble, is_trunk, mean * length)
        balance: dict[tuple[str, str], Terms] = {
            ("part", "a1"): [(1, (at, "buy alpha"))], ("part", "b1"): [(1, (at, "buy beta"))],
            ("part", "c1"): [(1, (at, "buy gamma")), (-1, runs)], ("good", "b1"): [(1, (at, "buy delta"))],
            ("good", "c1"): [(1, runs)]}  # fmt: skip
        self._lanes(new, t, trouble, is_trunk, balance, mean * length)
        self._markets(new, t, trouble, balance)
        self._stocks(new, at, t, length, before, balance)
        for terms in balance.values():
            self.row(terms, least=0)
        self.running[at] = costs
        if is_trunk:
            for value, name in costs:
                self.charge(name, value)

    def _offers(self, new: Any, t: int, onset: int, trouble: Trouble, is_trunk: bool, weight: float) -> None:
        for offer in self.sheets["Suppliers"]:
            name = offer["supplier"]
            most = offer["maximum"]
            share = trouble.share("offer", name)
            price = offer["price"] * trouble.times("offer", name)
            bought = new(f"buy {name}", price, math.inf if most is None else share * most)
            if most is None and share == 0:
                self.row([(1, bought)], most=0)
            if name == "beta" and (offer["fixed cost"] or offer["minimum"]):
                if is_trunk:
                    self.variable(("beta", t), weight * (offer["fixed cost"] or 0), most=1, whole=True)
                self.row([(1, bought), (-MOST if most is None else -most, ("beta", t))], most=0)
            elif name == "beta" and is_trunk:
                self.variable(("beta", t), most=1)
            if offer.get("needs"):
                self.row([(1, bought), *((-8 * v, x) for v, x in self.added("pact", t, onset))], most=0)

    def _lanes(self, new: Any, t: int, trouble: Trouble, is_trunk: bool, balance: dict[tuple[str, str], Terms],
               weight: float) -> None:  # fmt: skip
        for lane in self.sheets["Lanes"]:
            start, mode = lane["from"], lane["mode"]
            carried = [m for m in VALUE if (m, start) in balance and lane.get("material") in (None, m)]
            flows = []
            for material in carried:
                name = f"{start} {mode} {material}"
                share, tariff = trouble.share("lane", name), (lane.get("tariff") or 0) + trouble.tariffs.get(name, 0.0)
                cost = lane["cost"] * trouble.times("lane", name) + tariff * VALUE[material]
                most = MOST if lane["maximum"] is None else lane["maximum"] * share
                sent = new(f"{start} {mode} {material}", cost, 0.0 if share == 0 else most)
                balance[material, start].append((-1, sent))
                balance[material, "c1"].append((1 - (lane.get("loss") or 0), sent))
                flows.append((1.0, sent))
            most = MOST if lane["maximum"] is None else lane["maximum"]
            best = max(trouble.share("lane", f"{start} {mode} {material}") for material in VALUE)
            terms = [*flows]
            if lane.get("fixed cost"):
                if is_trunk:
                    self.variable(("air", t), weight * lane["fixed cost"], most=1, whole=True)
                terms.append((-most * (best if lane["maximum"] is not None else 1), ("air", t)))
                self.row(terms, most=0)
            else:
                self.row(terms, most=most * (best if lane["maximum"] is not None else 1))

    def _markets(self, new: Any, t: int, trouble: Trouble, balance: dict[tuple[str, str], Terms]) -> None:
        good, part = self.sheets["Demand"]
        asked = good[self.names[t]] * trouble.share("demand", "good")
        got, short = new("got good", 0), new("short", 40 * trouble.times("demand", "good"))
        self.row([(1, got), (1, short)], asked, asked)
        balance["good", "c1"].append((-1, got))
        balance["part", "b1"].append((-1, new("got part", -4, part["amount"])))

    def _stocks(self, new: Any, at: Hashable, t: int, length: float, before: Hashable,
                balance: dict[tuple[str, str], Terms]) -> None:  # fmt: skip
        for pile in self.sheets["Stockpiles"]:
            material = pile["material"]
            held = new(f"stock {material}", pile["holding cost"], pile["maximum"] or math.inf)
            if at == ("trunk", t):
                self.row([(1, held)], least=pile.get("reserve") or 0)
            keep = (1 - (pile.get("loss") or 0)) ** length
            earlier = before if before is not None else ("trunk", t - 1) if t else None
            balance[material, "c1"].append((-1 / length, held))
            if earlier is None:
                first = self.variable((at, "first", material), least=pile["initial"], most=pile["initial"])
                balance[material, "c1"].append((keep / length, first))
            else:
                balance[material, "c1"].append((keep / length, (earlier, f"stock {material}")))

    def troubles(self) -> list[Trouble]:
        """Return every branch, with `each` spread out."""
        found = []
        for row in self.sheets["Disruptions"]:
            hits = [hit for hit in self.sheets["Hits"] if hit["disruption"] == row["disruption"]]
            spread = {"each but CC": ["AA", "BB"], "each": ["alpha", "beta", "gamma", "delta"]}
            names = spread.get(hits[0]["name"], [hits[0]["name"]])
            listed = self.names if row["onset"] in (None, "*") else row["onset"].split("; ")
            onsets = [self.names.index(period) for period in listed]
            for name in names:
                for onset in onsets:
                    trouble = Trouble(row["probability"] * self.years[onset], onset, row["duration"] or 1.0,
                                      row["required"], row.get("recovery") or 0.0, row.get("floor"))  # fmt: skip
                    for hit in [hits[0] | {"name": name}, *hits[1:]]:
                        self._hit(trouble, hit["target"], hit["name"], hit)
                    found.append(trouble)
        return found

    def _hit(self, trouble: Trouble, target: str, name: str, row: Row) -> None:
        site = {"AA": "a1", "BB": "b1"}.get(name, name)
        lanes = [f"{x['from']} {x['mode']} {m}" for x in self.sheets["Lanes"] for m in VALUE]
        offers = {x["supplier"]: x for x in self.sheets["Suppliers"]}
        if target in ("country", "site"):
            trouble.hit("offer", [s for s, offer in offers.items() if offer["site"] == site], row)
            trouble.hit("lane", [lane for lane in lanes if lane.startswith(site)], row)
        elif target == "supplier":
            trouble.hit("offer", [name], row)
        elif target == "chokepoint":
            trouble.hit("lane", [lane for lane in lanes if " sea " in lane], row)
        elif target == "lane":
            trouble.hit("lane", [lane for lane in lanes if lane.startswith("a1") and lane.endswith("part")], row)
        elif target in ("plant", "resource"):
            trouble.hit(target, [{"plant": "make", "resource": "engineers"}[target]], row)
        elif target == "material":
            trouble.hit("offer", [s for s, offer in offers.items() if offer["material"] == name], row)
        else:
            trouble.hit("demand", ["good"], row)

    def branch(self, number: int, trouble: Trouble) -> Terms:
        """Add a branch; return its extra cost."""
        steps = self.steps(trouble)
        extra: Terms = []
        before: Hashable = ("trunk", trouble.onset - 1) if trouble.onset else None
        for n, (t, length, back) in enumerate(steps):
            at = ("branch", number, n)
            self.step(at, t, length, trouble.after(back), before, self.mean[t])
            extra += self.running[at]
            extra += [(-length / self.years[t] * value, name) for value, name in self.running["trunk", t]]
            before = at
        extra += self._falls(number, steps)
        self._promises(number, trouble, steps)
        return extra

    def steps(self, trouble: Trouble) -> list[tuple[int, float, float]]:
        """Return the steps of a window: period, length, and the mean share of what is back."""
        mends = self.begins[trouble.onset] + trouble.duration
        end = min(mends + trouble.recovery, self.begins[-1] + self.years[-1])
        cuts = {*self.begins, *(mends + n for n in range(int(trouble.recovery) + 1)), end}
        inside = sorted(cut for cut in cuts if self.begins[trouble.onset] <= cut <= end)
        found = []
        for begin, until in itertools.pairwise(inside):
            t = max(t for t in self.times if self.begins[t] <= begin)
            back = (begin + until - 2 * mends) / (2 * trouble.recovery) if begin >= mends else 0.0
            found.append((t, until - begin, back))
        return found

    def _falls(self, number: int, steps: list[tuple[int, float, float]]) -> Terms:
        found: Terms = []
        last, n = steps[-1][0], len(steps) - 1
        length = sum(years for t, years, _ in steps if t == last)
        for pile in self.sheets["Stockpiles"]:
            material = pile["material"]
            fall = self.variable(("fall", number, material))
            part, keep = length / self.years[last], 1 - (pile.get("loss") or 0)
            whole = keep ** self.years[last]
            terms: Terms = [(part, (("trunk", last), f"stock {material}"))]
            earlier = (("trunk", last - 1), f"stock {material}") if last else (("trunk", 0), "first", material)
            terms.append((keep**length - part * whole, earlier))
            self.row([(1, fall), (1, (("branch", number, n), f"stock {material}")), *((-v, x) for v, x in terms)],
                     least=0)  # fmt: skip
            found.append((self.mean[last] * VALUE[material], fall))
        return found

    def _promises(self, number: int, trouble: Trouble, steps: list[tuple[int, float, float]]) -> None:
        alpha = self.sheets["Suppliers"][0]["total"]
        if alpha:
            bought = [(length, (("branch", number, n), "buy alpha")) for n, (_, length, _) in enumerate(steps)]
            earlier = [(self.years[t], (("trunk", t), "buy alpha")) for t in self.times if t < trouble.onset]
            self.row([*bought, *earlier], most=alpha)
        demand = self.sheets["Demand"][0]
        for n, (t, _, back) in enumerate(steps):
            asked = demand[self.names[t]] * trouble.after(back).share("demand", "good")
            self.row([(1, (("branch", number, n), "got good"))], least=(trouble.floor or 0.0) * asked)
        if trouble.required:
            asked = sum(
                length * demand[self.names[t]] * trouble.after(back).share("demand", "good")
                for t, length, back in steps
            )
            self.row([(length, (("branch", number, n), "got good")) for n, (_, length, _) in enumerate(steps)],
                     least=trouble.required * asked)  # fmt: skip

    def tail(self, onset: int, outcomes: list[tuple[float, Terms]]) -> None:
        """Add the conditional value at risk of an onset's outcomes, nothing happening among them."""
        weight = 0.0 if self.at_risk else self.setting["risk weight"]
        beyond = 1 / (1 - self.setting["risk level"])
        eta = self.variable(("eta", onset), weight, least=-math.inf)
        calm = 1 - sum(chance for chance, _ in outcomes)
        tail: Terms = [(1, eta)]
        for n, (chance, extra) in enumerate([*outcomes, (calm, [])]):
            over = self.variable(("over", onset, n), weight * beyond * chance)
            self.row([(1, over), (1, eta), *((-value, name) for value, name in extra)], least=0)
            tail.append((beyond * chance, over))
        if self.at_risk:
            self.row([(1, "worst"), *((-value, name) for value, name in tail)], least=0)
