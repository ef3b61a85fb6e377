"""Content on drawn chains, held against two other models: one of two colours, and one of whole ways from the source.

Neither knows the planner's model. In the first all that moves is either with content or without, as two flows of their
own; in the second a unit goes one way from where it is bought to where it ends, and keeps its colour.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING, Any

import pytest
from drawn_chains import COUNTRY, draw, inside
from programme import Programme, Terms
from samples import few
from workbooks import Sheets, rows, settings, write

from planner.errors import InfeasibleError
from planner.infeasibility.planned import plan_book
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Row = dict[str, Any]


class TwoColours(Programme):
    """All that moves in all; and for each rule and origin what of it is without, and what is with."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets = sheets
        self.years = [row["years"] for row in sheets["Periods"]]
        self.times = range(len(self.years))
        self.sites = [row["site"] for row in sheets["Sites"]]
        self.materials = {row["material"]: row for row in sheets["Materials"]}
        self.recipes: dict[str, dict[str, dict[str, float]]] = {}
        for row in sheets["Recipes"]:
            roles = self.recipes.setdefault(row["process"], {"makes": {}, "consumes": {}})
            roles[row["role"]][row["item"]] = row["amount"]
        self.moves = list(self._moves())
        self.all_of("all", None)
        for number, rule in enumerate(sheets["Rules"]):
            self._rule(number, rule)

    def _moves(self) -> Iterator[tuple[Any, ...]]:
        """Yield what moves: its kind and what names it, its cost a year, and the most there may be of it."""
        for n, row in enumerate(self.sheets["Suppliers"]):
            yield ("buy", n), row["price"], _most(row["maximum"])
        for n, row in enumerate(self.sheets["Plants"]):
            yield ("run", n), row["variable cost"], _most(row["capacity"])
            for m in self.recipes[row["process"]]["consumes"]:
                yield ("take", n, m), 0.0, math.inf
        for n, row in enumerate(self.sheets["Lanes"]):
            for m in self.materials:
                yield ("send", n, m), row["cost"], math.inf
        for n, row in enumerate(self.sheets["Stockpiles"]):
            yield ("hold", n), row["holding cost"], math.inf
        for n, _ in enumerate(self.sheets["Demand"]):
            yield ("serve", n), 0.0, math.inf
        for m, site in itertools.product(self.materials, self.sites):
            cost = {"none": None, "free": 0.0}.get(self.materials[m]["surplus"], self.materials[m]["surplus"])
            if cost is not None:
                yield ("leave", m, site), cost, math.inf

    def all_of(self, colour: object, is_source: Any, carriers: Iterable[str] = (), content: str = "") -> None:
        """Add what moves in all, or of one colour: at no cost, of carriers alone."""
        for move, cost, most in self.moves:
            for t in self.times:
                if colour == "all":
                    self.variable((colour, *move, t), cost * self.years[t], most=most)
                elif move[0] == "run" or self._material(move) in carriers:
                    self.variable((colour, *move, t))
        if colour == "all":
            self._close_all()
        else:
            self._close_colour(colour, is_source, set(carriers), content)

    def _material(self, move: tuple[Any, ...]) -> str:
        kind = move[0]
        if kind in ("take", "send"):
            return str(move[2])
        sheet = {"buy": "Suppliers", "hold": "Stockpiles", "serve": "Demand"}.get(kind)
        return str(self.sheets[sheet][move[1]]["material"]) if sheet else str(move[1])

    def flows(self, colour: object, m: str, site: str, t: int, made: Any) -> Terms:
        """Return what comes of a material to a site, less what goes; ``made`` is what of it a run makes."""
        found: Terms = []
        for n, row in enumerate(self.sheets["Suppliers"]):
            found += [(1.0, (colour, "buy", n, t))] if (row["material"], row["site"]) == (m, site) else []
        for n, row in enumerate(self.sheets["Plants"]):
            if row["site"] == site:
                found.append((made(n, m), (colour, "run", n, t)))
                found += [(-1.0, (colour, "take", n, m, t))] if m in self.recipes[row["process"]]["consumes"] else []
        for n, row in enumerate(self.sheets["Lanes"]):
            found += [(-1.0, (colour, "send", n, m, t))] if row["from"] == site else []
            found += [(1.0 - row["loss"], (colour, "send", n, m, t))] if row["to"] == site else []
        for n, row in enumerate(self.sheets["Stockpiles"]):
            if (row["material"], row["site"]) == (m, site):
                keep = (1 - row["loss"]) ** self.years[t]
                found.append((-1.0 / self.years[t], (colour, "hold", n, t)))
                found += [(keep / self.years[t], (colour, "hold", n, t - 1))] if t else []
        for n, row in enumerate(self.sheets["Demand"]):
            found += [(-1.0, (colour, "serve", n, t))] if (row["material"], row["market"]) == (m, site) else []
        found += [(-1.0, (colour, "leave", m, site, t))] if (colour, "leave", m, site, t) in self.columns else []
        return found

    def _first(self, m: str, site: str, t: int) -> float:
        """Return what the stock from before the first period gives, a year of it."""
        piles = [x for x in self.sheets["Stockpiles"] if (x["material"], x["site"]) == (m, site) and t == 0]
        return sum(x["initial"] * (1 - x["loss"]) ** self.years[0] / self.years[0] for x in piles)

    def makes(self, n: int, m: str) -> float:
        return self.recipes[self.sheets["Plants"][n]["process"]]["makes"].get(m, 0.0)

    def takes(self, n: int, m: str) -> float:
        return self.recipes[self.sheets["Plants"][n]["process"]]["consumes"].get(m, 0.0)

    def _close_all(self) -> None:
        for t in self.times:
            for m, site in itertools.product(self.materials, self.sites):
                first = -self._first(m, site, t)
                self.row([*self.flows("all", m, site, t, self.makes), (0.0, ("all", "run", 0, t))], first, first)
            for n, row in enumerate(self.sheets["Plants"]):
                for m in self.recipes[row["process"]]["consumes"]:
                    self.row([(1.0, ("all", "take", n, m, t)), (-self.takes(n, m), ("all", "run", n, t))], 0.0, 0.0)
            for n, row in enumerate(self.sheets["Lanes"]):
                if row["maximum"] is not None:
                    self.row([(1.0, ("all", "send", n, m, t)) for m in self.materials], most=row["maximum"])
            for n, row in enumerate(self.sheets["Demand"]):
                short = self.variable(("short", n, t), row["shortage cost"] * self.years[t])
                self.row([(1.0, ("all", "serve", n, t)), (1.0, short)], row["amount"], row["amount"])

    def _close_colour(self, colour: Any, is_source: Any, carriers: set[str], content: str) -> None:
        """Add the rows of one colour: ``without``, or ``with``, which is the rest."""
        key, is_clean = colour[:-1], colour[-1] == "without"
        other = (*key, "without")
        for t in self.times:
            for n, row in enumerate(self.sheets["Suppliers"]):
                if row["material"] in carriers and is_clean and is_source(row["site"], row["supplier"]):
                    self.row([(1.0, (colour, "buy", n, t))], 0.0, 0.0)
            for n, row in enumerate(self.sheets["Plants"]):
                for m in carriers & self.recipes[row["process"]]["consumes"].keys() if is_clean else ():
                    self.row([(1.0, (colour, "take", n, m, t)), (-self.takes(n, m), (colour, "run", n, t))], least=0.0)
            for m, site in itertools.product(carriers, self.sites):
                first = -self._first(m, site, t) if is_source(site, "") != is_clean else 0.0
                terms = self.flows(colour, m, site, t, self._made_of(site, is_source, content, is_clean))
                if not is_clean:  # what a run without content makes that is with it all the same, in the place itself
                    whole, part = self.makes, self._made_of(site, is_source, content, True)
                    terms += [(whole(n, m) - part(n, m), (other, "run", n, t))
                              for n, row in enumerate(self.sheets["Plants"]) if row["site"] == site]  # fmt: skip
                self.row([*terms, (0.0, ("all", "run", 0, t))], first, first)
            for move, _, _ in self.moves if not is_clean else ():
                if (colour, *move, t) in self.columns:
                    both = [(1.0, (colour, *move, t)), (1.0, (other, *move, t)), (-1.0, ("all", *move, t))]
                    self.row(both, 0.0, 0.0)

    def _made_of(self, site: str, is_source: Any, content: str, is_clean: bool) -> Any:
        def made(n: int, m: str) -> float:
            if is_clean and m == content and is_source(site, ""):
                return min(self.makes(n, m), self.takes(n, m))
            return self.makes(n, m)

        return made

    def _rule(self, number: int, rule: Row) -> None:
        wanted = [m for m in self.materials if rule["material"] in (m, self.materials[m]["family"])]
        downstream = inside(self.sheets["Recipes"], rule["content"])
        carriers = {m for m in downstream if inside(self.sheets["Recipes"], m) & set(wanted)}
        begin, end = (rule[name] and [x["period"] for x in self.sheets["Periods"]].index(rule[name])
                      for name in ("from", "until"))  # fmt: skip
        holds = [t for t in self.times if (begin or 0) <= t <= (len(self.times) if end is None else end)]
        buyers = {s for s in self.sites if rule["buyers"] in ("*", s, COUNTRY[s])}
        for g, origins in enumerate(self._sets(rule, buyers)):

            def is_source(site: str, supplier: str, own: Any = origins) -> bool:
                return bool({site, COUNTRY[site], supplier} & own)

            key = (number, g)
            for side in ("without", "with"):
                self.all_of((*key, side), is_source, carriers, rule["content"])
            for t in holds:
                total = [x for m in wanted for x in self._counted("all", m, t, rule, buyers, self.makes)]
                content = [
                    x for m in wanted if m in carriers for x in self._counted("all", m, t, rule, buyers, self.makes)
                ]
                content += [(-v, x) for m in wanted if m in carriers
                            for x_ in [self._counted_clean((*key, "without"), m, t, rule, buyers, is_source)]
                            for v, x in x_]  # fmt: skip
                self._limit(rule, (number, g, t), content, total, t)

    def _limit(self, rule: Row, key: Any, content: Terms, total: Terms, t: int) -> None:
        over: Terms = []
        if rule["penalty"] is not None:
            over = [(-1.0, self.variable(("over", key), rule["penalty"] * self.years[t]))]
        if rule["measure"] == "amount at most":
            self.row([*content, *over], most=rule["limit"])
        else:
            self.row(
                [*content, *((-rule["limit"] * v, x) for v, x in total), *over, (0.0, ("all", "run", 0, t))], most=0.0
            )

    def _sets(self, rule: Row, buyers: set[str]) -> list[set[str]]:
        countries = list(dict.fromkeys(COUNTRY[site] for site in self.sites))
        home = {COUNTRY[site] for site in buyers}
        found: list[str] = []
        for name in rule["origins"].split("; "):
            found += {"*": countries, "foreign": [x for x in countries if x not in home]}.get(name, [name])
        return [{name} for name in dict.fromkeys(found)] if rule["measure"] == "each share at most" else [set(found)]

    def _counted(self, colour: Any, m: str, t: int, rule: Row, buyers: set[str], makes: Any) -> Terms:
        """Return what a rule counts of a material in all."""
        found: Terms = []
        for n, row in enumerate(self.sheets["Plants"]):
            made, taken = makes(n, m), self.takes(n, m)
            if row["site"] in buyers:
                much = max(0.0, taken - made) if rule["of"] == "use" else max(0.0, made - taken)
                found.append((much, (colour, "run", n, t)))
        return found + self._counted_moves(colour, m, t, rule, buyers)

    def _counted_clean(self, colour: Any, m: str, t: int, rule: Row, buyers: set[str], is_source: Any) -> Terms:
        """Return what a rule counts of a material that is without."""
        found: Terms = []
        for n, row in enumerate(self.sheets["Plants"]):
            if row["site"] in buyers:
                made, taken = self.makes(n, m), self.takes(n, m)
                back = min(1.0, made / taken) if taken else 0.0
                of_run = self._made_of(row["site"], is_source, rule["content"], True)(n, m)
                if rule["of"] == "use":
                    found += [(1.0 - back, (colour, "take", n, m, t))] if taken else []
                else:
                    found.append((of_run, (colour, "run", n, t)))
                    found += [(-back, (colour, "take", n, m, t))] if taken else []
        return found + self._counted_moves(colour, m, t, rule, buyers)

    def _counted_moves(self, colour: Any, m: str, t: int, rule: Row, buyers: set[str]) -> Terms:
        found: Terms = []
        if rule["of"] == "use":
            return [(1.0, (colour, "serve", n, t)) for n, row in enumerate(self.sheets["Demand"])
                    if row["material"] == m and row["market"] in buyers]  # fmt: skip
        for n, row in enumerate(self.sheets["Suppliers"]):
            found += [(1.0, (colour, "buy", n, t))] if row["material"] == m and row["site"] in buyers else []
        for n, row in enumerate(self.sheets["Lanes"]):
            enters, leaves = row["to"] in buyers, row["from"] in buyers
            if enters != leaves:
                found.append((1.0 - row["loss"] if enters else -1.0, (colour, "send", n, m, t)))
        return found


def _most(value: float | None) -> float:
    return math.inf if value is None else value


def planned(path: Path, sheets: Sheets) -> float:
    """Return the cost of a workbook's plan, whose audit must pass; infinite where there is none."""
    try:
        plan = plan_book(read(write(path, sheets)))
    except InfeasibleError:
        return math.inf
    checks = plan.tables["Checks"]
    failed = checks[checks["pass"] != "yes"]
    assert failed.empty, failed.to_string()
    return float(plan.run["objective"])


@pytest.mark.parametrize("seed", [*few(4, range(12)), 129])
def test_two_colours_of_all_that_moves_cost_the_same(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    assert planned(tmp_path / "in.xlsx", sheets) == pytest.approx(TwoColours(sheets).solve(), rel=1e-6, abs=1e-6)


def chain(rng: random.Random) -> Sheets:
    """Return a workbook of one period in which gallium becomes chips, or a salt and then chips; none is left over."""
    sites = ["A", "X", "T", "V", "B", "B2", "M"]
    pairs = [(a, b) for a in sites for b in sites if a != b]
    chosen = {("A", "T"), ("X", "T"), ("T", "B"), *rng.sample(pairs, 9)}
    made = [("make", "T"), ("solve", rng.choice(sites)), ("brew", rng.choice(sites)), ("make", rng.choice(["B", "M"]))]
    between = rng.choice(["ga", "salt", "chips"])
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "now"}],
        "Materials": rows("material | surplus\nga | none\nsalt | none\nchips | none"),
        "Sites": [{"site": site, "country": COUNTRY[site]} for site in sites],
        "Recipes": rows("""
            process | role | item | amount
            make | consumes | ga | 1
            make | makes | chips | 1
            solve | consumes | ga | 1
            solve | makes | salt | 2
            brew | consumes | salt | 1
            brew | makes | chips | 0.5
            """),
        "Plants": [{"site": site, "process": process, "capacity": rng.choice([None, 25]),
                    "variable cost": rng.choice([0, 0.5])} for process, site in made],
        "Suppliers": [
            {"supplier": "sa", "site": "A", "material": "ga", "price": 1, "maximum": None},
            {"supplier": "sx", "site": "X", "material": "ga", "price": rng.choice([2, 3]),
             "maximum": rng.choice([None, 40])},
            {"supplier": "sb", "site": rng.choice(sites), "material": between, "price": 9, "maximum": 15},
        ],
        "Lanes": [{"from": a, "to": b, "cost": rng.choice([0.125, 0.5]), "loss": rng.choice([0, 0, 0.125]),
                   "maximum": rng.choice([None, 30])} for a, b in sorted(chosen)],
        "Demand": [{"market": market, "material": "chips", "amount": amount, "shortage cost": 60}
                   for market, amount in (("B", 40), ("M", 20))],
        "Rules": [{"rule": "inside", "measure": "share at most", "material": "chips", "content": "ga", "buyers": "US",
                   "origins": rng.choice(["China", "China; Taiwan", "sx"]), "limit": rng.choice([0, 0.25, 0.5, 0.75])}],
    }  # fmt: skip


class Ways(Programme):
    """A variable for each way of a unit from where it is bought to where it ends."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__()
        self.sheets = sheets
        self.used: dict[Any, Terms] = {}  # of each limit: what a unit bought takes of it, by way
        self.counted: dict[bool, Terms] = {True: [], False: []}
        for n, offer in enumerate(sheets["Suppliers"]):
            self._go((offer["material"], offer["site"]), (n,), 1.0, offer["price"], [(("buy", n), 1.0)], 0.0)
        for n, row in enumerate(sheets["Demand"]):
            short = self.variable(("short", n), row["shortage cost"])
            served = self.used.pop(("serve", row["market"]), [])
            self.row([*served, (1.0, short)], row["amount"], row["amount"])
        for (sheet, n), terms in self.used.items():
            name, column = {
                "buy": ("Suppliers", "maximum"),
                "run": ("Plants", "capacity"),
                "send": ("Lanes", "maximum"),
            }[sheet]
            if sheets[name][n][column] is not None:
                self.row(terms, most=sheets[name][n][column])
        rule = sheets["Rules"][0]
        with_it = self.counted[True]
        self.row([*with_it, *((-rule["limit"] * v, x) for side in self.counted.values() for v, x in side)], most=0.0)

    def _go(
        self, at: tuple[str, str], way: tuple[Any, ...], left: float, cost: float, uses: Any, counted: float
    ) -> None:
        """Follow a unit on from a material at a site: to a market, through a plant, down a lane, nowhere twice."""
        m, site = at
        if len(way) == 1 and m == "chips" and COUNTRY[site] == "US":
            counted += 1.0  # bought at the buyers'
        if m == "chips" and any(row["market"] == site for row in self.sheets["Demand"]):
            self._end(way, cost, [*uses, (("serve", site), left)], counted)
        for n, row in enumerate(self.sheets["Plants"]):
            taken, made, gain = {
                "make": ("ga", "chips", 1.0),
                "solve": ("ga", "salt", 2.0),
                "brew": ("salt", "chips", 0.5),
            }[row["process"]]
            if (row["site"], taken) == (site, m) and (made, site) not in way:
                more = left * gain if made == "chips" and COUNTRY[site] == "US" else 0.0
                self._go((made, site), (*way, at, ("run", n)), left * gain, cost + left * row["variable cost"],
                         [*uses, (("run", n), left)], counted + more)  # fmt: skip
        for n, row in enumerate(self.sheets["Lanes"]):
            if row["from"] == site and (m, row["to"]) not in way:
                ends = [COUNTRY[row[end]] == "US" for end in ("from", "to")]
                arrives = left * (1 - row["loss"])
                more = 0.0 if m != "chips" or ends[0] == ends[1] else arrives if ends[1] else -left
                self._go((m, row["to"]), (*way, at, ("send", n)), arrives, cost + left * row["cost"],
                         [*uses, (("send", n), left)], counted + more)  # fmt: skip

    def _end(self, way: tuple[Any, ...], cost: float, uses: Any, counted: float) -> None:
        name = self.variable((*way, uses[-1]), cost)
        for limit, amount in uses:
            self.used.setdefault(limit, []).append((amount, name))
        offer, origins = self.sheets["Suppliers"][way[0]], self.sheets["Rules"][0]["origins"].split("; ")
        has_it = bool({COUNTRY[offer["site"]], offer["supplier"]} & set(origins))
        self.counted[has_it].append((counted, name))


@pytest.mark.parametrize("seed", few(4, range(8)))
def test_ways_from_the_source_cost_the_same(tmp_path: Path, seed: int) -> None:
    sheets = chain(random.Random(seed))
    assert planned(tmp_path / "in.xlsx", sheets) == pytest.approx(Ways(sheets).solve(), rel=1e-6)
