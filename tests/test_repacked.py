"""Plants that consume a material which they make: what comes out again keeps its origin, and counts once.

Held against answers by pencil, and on drawn networks against a second model that is written straight from the page.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest
from programme import Programme, Terms
from samples import few
from workbooks import Sheets, checked, cost, rows, settings

from planner.audit.audit import audit

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
COUNTRY = {"A": "China", "X": "Canada", "V": "Vietnam", "B": "US", "B2": "US"}


def base(recipes: str, plants: str, **more: str) -> Sheets:
    """Return a workbook in which the US wants 100 of gallium: from China at 1 or from Canada at 3."""
    found: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": 2026}],
        "Materials": rows("material | surplus\nga | none\nsalt | none"),
        "Sites": [{"site": site, "country": country} for site, country in COUNTRY.items()],
        "Lanes": rows("from | to\nA | B\nA | V\nV | B\nX | B\nB | B2\nB2 | B"),
        "Suppliers": rows("supplier | site | material | price\nsc | A | ga | 1\nsx | X | ga | 3"),
        "Demand": rows("market | material | amount | shortage cost\nB | ga | 100 | 50"),
        "Rules": rows("""
            rule | measure | material | buyers | origins | limit
            r | share at most | ga | US | China | 0.25
            """),
        "Recipes": rows(recipes),
        "Plants": rows(plants),
    }  # fmt: skip
    return found | {name: rows(text) for name, text in more.items()}


def repack(consumes: object, makes: object) -> str:
    """Return the recipe of a process that takes a material and makes it."""
    return f"process | role | item | amount\nrepack | consumes | ga | {consumes}\nrepack | makes | ga | {makes}"


@pytest.mark.parametrize(
    ("recipe", "least"),
    [
        # a quarter Chinese at most: 25 x 1 + 75 x 3
        (repack(1, 1), 250),
        # nothing is swelled by taking more or less of it at once
        (repack(7, 7), 250),
        # what is lost on the way is bought and never more: 250
        (repack(1, 0.5), 250),
        # what takes 1 and makes 2 grows out of its own product: nothing is bought, and all is American
        (repack(1, 2), 0),
    ],
    ids=["as it was", "seven", "half lost", "grown"],
)
def test_a_process_that_takes_and_makes_the_material_swells_no_total(tmp_path: Path, recipe: str, least: float) -> None:
    assert cost(tmp_path / "in.xlsx", base(recipe, "site | process\nB | repack")) == pytest.approx(least)


def test_growth_is_home_made_only_beyond_what_went_in(tmp_path: Path) -> None:
    """Room for 20 runs that take 1 and make 2: 20 are American, at most 25 of 100 Chinese: 25 + 55 x 3 = 190."""
    sheets = base(repack(1, 2), "site | process | capacity\nB | repack | 20")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(190)


def test_repacking_abroad_washes_no_origin(tmp_path: Path) -> None:
    """None may be Chinese: gallium that is repacked in Vietnam at 0.1 still is, so all is Canadian: 300."""
    sheets = base(repack(1, 1), "site | process | variable cost\nV | repack | 0.1")
    sheets["Rules"][0]["limit"] = 0
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(300)


def test_every_period_is_counted_by_its_own_recipe(tmp_path: Path) -> None:
    """In the second year the process takes nothing: then all that it makes, 10, is American, 25 + 65 x 3 = 220."""
    sheets = base(repack("taken", 1), "site | process | capacity\nB | repack | 10")
    sheets["Periods"].append({"period": 2027})
    sheets["Series"] = [{"series": "taken", "2026": 1, "2027": 0}]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(250 + 220)


def test_a_plan_that_moves_what_came_out_to_another_origin_fails_its_check(tmp_path: Path) -> None:
    """Chinese gallium that came out of the plant is called Canadian, and delivered so: the balances still add up."""
    sheets = base(repack(1, 1), "site | process | minimum use | capacity\nB | repack | 1 | 40")
    plan = checked(tmp_path / "in.xlsx", sheets)
    balances = plan.tables["Balances"].set_index(["site", "origin"])
    for origin, more in (("China", -10.0), ("Canada", 10.0)):
        balances.loc[("B", origin), ["made", "delivered"]] += more
    tables = plan.tables | {"Balances": balances.reset_index()[plan.tables["Balances"].columns]}
    checks = audit(plan.book, tables, plan.run).set_index("check")
    assert checks.loc["balances: passed on", "pass"] == "NO"
    assert checks.loc["balances: add up", "pass"] == "yes"


class Second(Programme):
    """The second model: every flow, stock and use by country of origin, in every period."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets, self.times = sheets, range(len(sheets["Periods"]))
        self.series = {row["series"]: [row["2026"], row["2027"]] for row in sheets["Series"]}
        self.origins = sorted(set(COUNTRY.values()))
        keys = itertools.product(("ga", "salt"), COUNTRY, self.origins, self.times)
        self.balance: dict[Any, Terms] = {key: [] for key in keys}
        self.begun: dict[Any, Terms] = {key: [] for key in self.balance}  # made or bought, never there before
        self.used: dict[Any, Terms] = {key: [] for key in self.balance}  # consumed and not given back, or delivered
        for part in (self.trade, self.plants, self.markets, self.close, self.rules):
            part()

    def trade(self) -> None:
        """Add offers and lanes."""
        for offer, t in itertools.product(self.sheets["Suppliers"], self.times):
            name = self.variable(("buy", offer["supplier"], t), offer["price"], most=offer["maximum"])
            key = ("ga", offer["site"], COUNTRY[offer["site"]], t)
            self.balance[key].append((1.0, name))
            self.begun[key].append((1.0, name))
        for lane, o, t in itertools.product(self.sheets["Lanes"], self.origins, self.times):
            for m in ("ga", "salt"):
                sent = self.variable(("sent", lane["from"], lane["to"], m, o, t), lane["cost"])
                self.balance[m, lane["from"], o, t].append((-1.0, sent))
                self.balance[m, lane["to"], o, t].append((1 - lane["loss"], sent))

    def _amounts(self, process: str, role: str, m: str) -> list[float]:
        found = [0.0 for _ in self.times]
        for row in self.sheets["Recipes"]:
            if (row["process"], row["role"], row["item"]) == (process, role, m):
                amount = row["amount"]
                found = [x + (self.series[amount][t] if isinstance(amount, str) else amount)
                         for t, x in enumerate(found)]  # fmt: skip
        return found

    def plants(self) -> None:
        """Add runs; what is consumed by origin; what comes out again, and what is made anew."""
        for plant, t in itertools.product(self.sheets["Plants"], self.times):
            site, process = plant["site"], plant["process"]
            runs = self.variable(("runs", site, process, t), plant["variable cost"], most=plant["capacity"])
            for m in ("ga", "salt"):
                make, consume = (self._amounts(process, role, m)[t] for role in ("makes", "consumes"))
                eaten = [self.variable(("eaten", site, process, m, o, t)) for o in self.origins]
                self.row([*((1.0, x) for x in eaten), (-consume, runs)], 0, 0)
                share = min(1.0, make / consume) if consume else 0.0
                for o, x in zip(self.origins, eaten, strict=True):
                    self.balance[m, site, o, t] += [(-1.0, x), (share, x)]
                    self.used[m, site, o, t].append((1.0 - share, x))
                own = (m, site, COUNTRY[site], t)
                self.balance[own].append((max(0.0, make - consume), runs))
                self.begun[own].append((max(0.0, make - consume), runs))

    def markets(self) -> None:
        """Add demand and the stock at B."""
        for demand, t in itertools.product(self.sheets["Demand"], self.times):
            got = [self.variable(("got", demand["market"], o, t)) for o in self.origins]
            short = self.variable(("short", demand["market"], t), demand["shortage cost"])
            self.row([*((1.0, x) for x in got), (1.0, short)], demand["amount"], demand["amount"])
            for o, x in zip(self.origins, got, strict=True):
                self.balance["ga", demand["market"], o, t].append((-1.0, x))
                self.used["ga", demand["market"], o, t].append((1.0, x))
        for pile, o, t in itertools.product(self.sheets["Stockpiles"], self.origins, self.times):
            held = self.variable(("held", o, t), pile["holding cost"])
            self.balance["ga", pile["site"], o, t].append((-1.0, held))
            if t:
                self.balance["ga", pile["site"], o, t].append((1.0, ("held", o, t - 1)))
            elif o == COUNTRY[pile["site"]]:
                first = self.variable("first", least=pile["initial"], most=pile["initial"])
                self.balance["ga", pile["site"], o, t].append((1.0, first))

    def close(self) -> None:
        """Close the balances: nothing is left over but where it is free."""
        free = {row["material"] for row in self.sheets["Materials"] if row["surplus"] == "free"}
        for key, terms in self.balance.items():
            left = self.variable(("left", *key), most=1e9 if key[0] in free else 0.0)
            self.row([*terms, (-1.0, left)], 0, 0)

    def rules(self) -> None:
        """Add the rules, on what enters the buyers' sites or is used there."""
        for rule, t in itertools.product(self.sheets["Rules"], self.times):
            inside = [s for s in COUNTRY if rule["buyers"] in ("*", COUNTRY[s])]
            count = self._use if rule.get("of") == "use" else self._intake
            intake = {o: count(o, inside, t) for o in self.origins}
            total = [(-rule["limit"] * v, x) for terms in intake.values() for v, x in terms]
            named = intake[rule["origins"]] if rule["origins"] != "*" else []
            if rule["measure"] == "each share at most":
                for terms in intake.values():
                    self.row([*terms, *total], most=0)
            elif rule["measure"] == "share at most":
                self.row([*named, *total], most=0)
            elif rule["measure"] == "share at least":
                self.row([*named, *total], least=0)
            else:
                self.row(named, most=rule["limit"])

    def _use(self, origin: str, inside: list[str], t: int) -> Terms:
        return [term for site in inside for term in self.used["ga", site, origin, t]]

    def _intake(self, origin: str, inside: list[str], t: int) -> Terms:
        found = [term for site in inside for term in self.begun["ga", site, origin, t]]
        for lane in self.sheets["Lanes"]:
            sent = ("sent", lane["from"], lane["to"], "ga", origin, t)
            if lane["to"] in inside and lane["from"] not in inside:
                found.append((1 - lane["loss"], sent))
            elif lane["from"] in inside and lane["to"] not in inside:
                found.append((-1.0, sent))
        return found


def drawn(chance: random.Random) -> Sheets:
    """Return a network in which several processes take and make gallium, some of it as a salt."""
    amounts: list[object] = [0.5, 1.0, 1.0, 2.0, "now and then", "now or then"]
    ends = itertools.permutations(COUNTRY, 2)
    lanes = [{"from": x, "to": y, "cost": chance.choice([0, 0, 0.1]), "loss": chance.choice([0, 0, 0.1])}
             for x, y in ends if chance.random() < 0.6]  # fmt: skip
    recipes = [
        {"process": process, "role": role, "item": "ga", "amount": chance.choice(amounts)}
        for process in ("repack", "wash") for role in ("consumes", "makes")
    ]  # fmt: skip
    recipes += rows("process | role | item | amount\nback | consumes | salt | 1\nback | makes | ga | 0.75")
    recipes += rows("process | role | item | amount\nwash | makes | salt | 0.25")
    pairs = list(itertools.product(COUNTRY, ("repack", "wash", "back")))
    plants = [{"site": site, "process": process, "capacity": chance.choice([5, 20, 60]),
               "variable cost": chance.choice([0, 0, 0.1, -0.05])}
              for site, process in chance.sample(pairs, chance.randint(2, 7))]  # fmt: skip
    kinds = [("share at most", "China", [0, 0.25, 0.5]), ("each share at most", "*", [0.4, 0.6]),
             ("share at least", "US", [0.05, 0.2]), ("amount at most", "China", [0, 10, 40])]  # fmt: skip
    chosen = [(*kind, chance.choice(["US", "US", "*", "Vietnam"])) for kind in chance.sample(kinds, 2)]
    sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": 2026}, {"period": 2027}],
        "Materials": [{"material": "ga", "surplus": chance.choice(["none", "free"])},
                      {"material": "salt", "surplus": chance.choice(["none", "free", "free"])}],
        "Sites": [{"site": site, "country": country} for site, country in COUNTRY.items()],
        "Lanes": lanes,
        "Suppliers": rows("supplier | site | material | price | maximum\nsc | A | ga | 1 | 500\n"
                          "sx | X | ga | 3 | 500\nsv | V | ga | 2 | 30"),
        "Demand": rows("market | material | amount | shortage cost\nB | ga | 100 | 50\nB2 | ga | 20 | 40\n"
                       "V | ga | 10 | 30"),
        "Stockpiles": rows("site | material | initial | holding cost\nB | ga | 20 | 0.1"),
        "Recipes": recipes, "Plants": plants,
        "Series": [{"series": "now and then", "2026": 1, "2027": 0}, {"series": "now or then", "2026": 0, "2027": 1.5}],
        "Rules": [{"rule": f"r{n}", "measure": measure, "material": "ga", "buyers": buyers, "origins": origins,
                   "limit": chance.choice(limits)} for n, (measure, origins, limits, buyers) in enumerate(chosen)],
    }  # fmt: skip
    for rule in sheets["Rules"]:
        rule["of"] = chance.choice(["intake", "use"])
    return sheets


def test_what_may_not_be_left_over_may_be_lost_on_the_way(tmp_path: Path) -> None:
    """A by-product that nobody wants goes to and fro on a lane that loses half, so that the plant can run: 1 x 100."""
    sheets = base(
        "process | role | item | amount\ncatch | makes | ga | 1\ncatch | makes | salt | 1",
        "site | process | variable cost\nB | catch | 1",
    )
    sheets["Lanes"] = rows("from | to | loss\nB | B2 | 0.5\nB2 | B | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(100)


@pytest.mark.parametrize("seed", few(3, range(20)))
def test_a_second_model_finds_the_same_cost(tmp_path: Path, seed: int) -> None:
    sheets = drawn(random.Random(seed))
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(Second(sheets).solve(), rel=1e-6, abs=1e-6)
