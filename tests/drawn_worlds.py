"""Workbooks with worlds, drawn at random, and the same programme a second time: plain arrays over the tree's nodes.

One market asks for goods, made of ore with some scrap that is melted into ore again. Ore is bought up to a yearly
maximum, 0 in some years, and up to a total; goods can be held, at a loss. Blocks and a mill of any size are built, with
lead times, out of a budget that is often used up to the last unit. Cases change all of that along the paths. Nothing is
discounted, so that capital costs its share of its economic life in the horizon. In some of them a storm takes a part of
what can be bought, for a year or two: what then has to be served, and what it is expected to cost more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from workbooks import Sheets

Number = float | list[float]
VALUE = 2.0
LEAD, LIFE = {"block": 1.0, "mill": 0.0}, 10.0


@dataclass
class DrawnTree:
    """Numbers of a workbook, and by world: what it comes after, from when on, how likely, and what it changes."""

    years: list[float]
    base: dict[str, Number]
    storm: dict[str, float] = field(default_factory=dict)  # lasts, leaves, is as likely, and asks for a share
    worlds: dict[str, tuple[str, int, float, dict[str, float]]] = field(default_factory=dict)

    @property
    def begins(self) -> list[float]:
        return [2026 + sum(self.years[:t]) for t in range(len(self.years))]

    def path(self, end: str) -> list[str]:
        return [] if not end else [*self.path(self.worlds[end][0]), end]

    @property
    def ends(self) -> list[str]:
        return [name for name in self.worlds if all(after != name for after, *_ in self.worlds.values())]

    def node(self, end: str, t: int) -> str:
        return next((name for name in reversed(self.path(end)) if self.worlds[name][1] <= t), "")

    def chance(self, end: str) -> float:
        return float(np.prod([self.worlds[name][2] for name in self.path(end)]))

    def at(self, end: str, name: str, t: int | None = None) -> float:
        """Return a number along a path: in a period, or, of what counts along all of it, in the end."""
        held = self.base[name]
        found = held if not isinstance(held, list) else held[t or 0]
        for world in self.path(end):
            _, begin, _, changes = self.worlds[world]
            if name in changes and (t is None or begin <= t):
                found = changes[name]
        return found


# name: sheet, row, column; what varies by period is a list
CELLS = {
    "asked": ("Demand", "home / goods", "amount"), "short": ("Demand", "home / goods", "shortage cost"),
    "price": ("Suppliers", "Digger", "price"), "most": ("Suppliers", "Digger", "maximum"),
    "total": ("Suppliers", "Digger", "total"), "final": ("Stockpiles", "home / goods", "final"),
    "room": ("Stockpiles", "home / goods", "maximum"), "budget": ("Budgets", "Treasury", "amount"),
    "block cost": ("Projects", "block", "fixed capital"), "mill rate": ("Projects", "mill", "capital rate"),
    "own": ("Plants", "home / make", "capacity"), "run": ("Plants", "home / make", "variable cost"),
}  # fmt: skip
VARYING = ("asked", "most", "price", "budget")


def drawn_tree(draw: Random, *, storms: bool = False) -> DrawnTree:
    """Draw a workbook and a tree of two to five worlds."""
    tree = _without_worlds(draw, draw.choice([2, 3, 3, 4]), storms)
    count, pick = len(tree.years), draw.choice
    begin, names = pick(range(1, count)), iter("abcdef")
    for share in pick([[0.5, 0.5], [0.2, 0.3, 0.5], [1.0], [0.75, 0.25]]):
        tree.worlds[next(names)] = ("", begin, share, _changes(draw))
    if begin + 1 < count and pick([True, False, True]):
        for share in [0.4, 0.6]:
            tree.worlds[next(names)] = ("a", pick([begin + 1]), share, _changes(draw))
    return tree


def wide_tree(draw: Random, last: int = 3, *, storms: bool = False) -> DrawnTree:
    """Draw a workbook of four periods and a tree of three dates: two worlds, two of each, and ``last`` of each."""
    tree = _without_worlds(draw, 4, storms)
    before = [""]
    for begin, shares in enumerate(([0.5, 0.5], [0.4, 0.6], [0.5, 0.3, 0.2] if last == 3 else [0.25] * last), start=1):
        found = []
        for after in before:
            for number, share in enumerate(shares):
                found.append(f"{after}{'abcdefgh'[number]}")
                tree.worlds[found[-1]] = (after, begin, share, _changes(draw))
        before = found
    return tree


def _without_worlds(draw: Random, count: int, storms: bool) -> DrawnTree:
    pick = draw.choice

    def some(*numbers: float) -> list[float]:
        return [pick(numbers) for _ in range(count)]

    base: dict[str, Number] = {
        "asked": some(4, 6, 8, 0), "short": pick([30, 100]), "price": some(1, 3, 9), "most": some(3, 10, 0, 20),
        "total": pick([8, 40]), "final": pick([0, 0, 1]), "room": pick([0, 3, 50]), "budget": some(0, 20, 30, 60),
        "block cost": pick([20, 30]), "mill rate": pick([4, 9]), "own": pick([0, 2]), "run": pick([0, 1]),
    }  # fmt: skip
    tree = DrawnTree([pick([1.0, 1.0, 2.0]) for _ in range(count)], base)
    if storms:
        tree.storm = {"lasts": pick([1.0, 2.0, 1.5]), "leaves": pick([0.0, 0.25]), "chance": pick([0.1, 0.05, 0.0]),
                      "asks": pick([0.0, 0.0, 0.25])}  # fmt: skip
    return tree


def _changes(draw: Random) -> dict[str, float]:
    of = {
        "asked": [0, 3, 12], "short": [20, 200], "price": [0, 2, 30], "most": [0, 2, 30], "total": [5, 60],
        "final": [0, 2], "room": [0, 4], "budget": [0, 25, 90], "block cost": [5, 60], "mill rate": [1, 20],
        "own": [0, 4], "run": [0, 3],
    }  # fmt: skip
    return {name: draw.choice(of[name]) for name in draw.sample(sorted(of), draw.choice([0, 1, 2, 4]))}


def sheets_of(tree: DrawnTree) -> Sheets:
    """Return the workbook."""
    names = [f"{begin:g}" for begin in tree.begins]
    base = tree.base

    def by_period(name: str) -> dict[str, Any]:
        held = base[name]
        return dict(zip(names, held, strict=True)) if isinstance(held, list) else {}

    cases = [
        {"case": f"case {world}", **dict(zip(("sheet", "row", "column"), CELLS[name], strict=True)), "change": to}
        for world, (*_, changes) in tree.worlds.items() for name, to in changes.items()
    ]  # fmt: skip
    return {
        "Settings": [{"setting": "discount rate", "value": 0}, {"setting": "gap", "value": 0}],
        "Periods": [{"period": name, "years": years} for name, years in zip(names, tree.years, strict=True)],
        "Sites": [{"site": "home"}],
        "Materials": [{"material": "goods", "value": VALUE}, {"material": "ore"}, {"material": "scrap"}],
        "Recipes": [
            {"process": "make", "role": "consumes", "item": "ore", "amount": 1},
            {"process": "make", "role": "makes", "item": "goods", "amount": 1},
            {"process": "make", "role": "makes", "item": "scrap", "amount": 0.5},
            {"process": "melt", "role": "consumes", "item": "scrap", "amount": 1},
            {"process": "melt", "role": "makes", "item": "ore", "amount": 0.5},
        ],
        "Plants": [
            {"site": "home", "process": "make", "capacity": base["own"], "variable cost": base["run"]},
            {"site": "home", "process": "melt"},
        ],
        "Series": [{"series": "price of ore", **by_period("price")}],
        "Suppliers": [{"supplier": "Digger", "site": "home", "material": "ore", "price": "price of ore",
                       "total": base["total"], **by_period("most")}],
        "Stockpiles": [{"site": "home", "material": "goods", "maximum": base["room"], "final": base["final"],
                        "holding cost": 0.25, "loss": 0.1, "initial": 1}],
        "Demand": [{"market": "home", "material": "goods", "shortage cost": base["short"], **by_period("asked")}],
        "Projects": [
            {"project": "block", "place": "home", "adds": "make", "block": 3, "fixed capital": base["block cost"],
             "lead time": LEAD["block"], "starts": 2, "economic life": LIFE, "yearly cost": 0.5},
            {"project": "mill", "place": "home", "adds": "make", "minimum": 1, "maximum": 6, "fixed capital": 10,
             "capital rate": base["mill rate"], "lead time": LEAD["mill"], "starts": 1, "economic life": LIFE},
        ],
        "Budgets": [{"funder": "Treasury", **by_period("budget")}],
        "Funding": [{"funder": "Treasury", "projects": "*"}],
        **_storm(tree),
        "Cases": cases,
        "Worlds": [
            {"world": name, "after": after or None, "from": names[begin], "probability": share,
             "case": f"case {name}" if changes else None}
            for name, (after, begin, share, changes) in tree.worlds.items()
        ],
    }  # fmt: skip


def _storm(tree: DrawnTree) -> dict[str, list[dict[str, Any]]]:
    if not tree.storm:
        return {}
    storm = {"disruption": "storm", "probability": tree.storm["chance"], "duration": tree.storm["lasts"],
             "required": tree.storm["asks"] or None}  # fmt: skip
    hit = {"disruption": "storm", "target": "supplier", "name": "Digger", "remaining": tree.storm["leaves"]}
    return {"Disruptions": [storm], "Hits": [hit]}


class _Tree:
    """Columns and rows of the tree, told apart by name and node."""

    def __init__(self) -> None:
        self.columns: dict[tuple[object, ...], int] = {}
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("mip_rel_gap", 0.0)

    def column(self, *key: object, cost: float = 0.0, most: float = highspy.kHighsInf, whole: bool = False) -> int:
        """Return a column, added when it is first named; its cost grows with each path that has it."""
        if key not in self.columns:
            self.columns[key] = self.solver.getNumCol()
            self.solver.addVar(0.0, most)
            if whole:
                self.solver.changeColIntegrality(self.columns[key], highspy.HighsVarType.kInteger)
        place = self.columns[key]
        held = self.solver.getCol(place)[1]
        self.solver.changeColCost(place, held + cost)
        return place

    def row(self, low: float, high: float, *terms: tuple[float, int]) -> None:
        places = [place for _, place in terms]
        assert len(set(places)) == len(places)
        factors = np.array([factor for factor, _ in terms], dtype=float)
        self.solver.addRow(low, high, len(terms), np.array(places, dtype=np.int32), factors)

    def best(self) -> float | None:
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self.solver.getInfo().objective_function_value)


def least_cost(tree: DrawnTree, ends: list[str] | None = None) -> float | None:
    """Return the least expected cost, of all ends or of some that are alone; None where there is no plan."""
    model, inf, times = _Tree(), highspy.kHighsInf, range(len(tree.years))
    for end in ends or tree.ends:
        chance = tree.chance(end) if ends is None else 1.0
        _add_path(model, tree, end, chance, inf, times)
    return model.best()


def _add_path(model: _Tree, tree: DrawnTree, end: str, chance: float, inf: float, times: range) -> None:
    years, begins = tree.years, tree.begins
    over = begins[-1] + years[-1]

    def at(name: str, t: int, what: str, cost: float = 0.0, **more: Any) -> int:
        return model.column(name, tree.node(end, t), t, what, cost=chance * cost, **more)

    def served_from(project: str, t: int) -> int | None:
        return next((u for u in times if begins[u] >= begins[t] + LEAD[project]), None)

    starts: dict[str, list[tuple[int, int, int, int]]] = {"block": [], "mill": []}
    spent: dict[int, list[tuple[float, int]]] = {t: [] for t in times}
    for t in times:
        for project in ("block", "mill"):
            first = served_from(project, t)
            if first is None:
                continue
            share = min(LIFE, over - begins[first]) / LIFE
            fixed = tree.at(end, "block cost", t) if project == "block" else 10.0
            served = sum(years[u] for u in times if u >= first)
            start = at("start", t, project, fixed * share + (0.5 * served if project == "block" else 0.0),
                       most=2 if project == "block" else 1, whole=True)  # fmt: skip
            size = -1
            if project == "mill":
                rate = tree.at(end, "mill rate", t)
                size = at("size", t, project, rate * share)
                model.row(0, inf, (1, size), (-1, start))
                model.row(-inf, 0, (1, size), (-6, start))
                spent[t].append((rate, size))
            if project == "mill":
                spent[t].append((fixed, start))
            else:  # its capital falls evenly over its year of building
                for u in times:
                    part = max(0.0, min(begins[t] + 1, begins[u] + years[u]) - max(begins[t], begins[u]))
                    if part:
                        spent[u].append((fixed * part, start))
            starts[project].append((t, first, start, size))
    model.row(-inf, 2, *((1, start) for _, _, start, _ in starts["block"]))
    model.row(-inf, 1, *((1, start) for _, _, start, _ in starts["mill"]))
    for t in times:  # what is not spent is carried on
        due: dict[int, float] = {}
        for u in times[: t + 1]:
            for amount, place in spent[u]:
                due[place] = due.get(place, 0.0) + amount
        if due:
            there = sum(tree.at(end, "budget", u) for u in times[: t + 1])
            model.row(-inf, there, *((amount, place) for place, amount in due.items()))
    trunk = _add_operations(model, tree, end, starts, at)
    for t in times if tree.storm else ():
        _add_branch(model, tree, end, chance, t, trunk, starts)


def _add_operations(
    model: _Tree, tree: DrawnTree, end: str, starts: dict[str, list[tuple[int, int, int, int]]], at: Callable[..., int]
) -> list[dict[str, int]]:
    """Add what is made, bought, served and held along a path; return its columns by period."""
    years, inf = tree.years, highspy.kHighsInf
    before: list[tuple[float, int]] = []
    bought = []
    trunk: list[dict[str, int]] = []
    for t in range(len(years)):
        make = at("make", t, "", years[t] * tree.at(end, "run", t))
        melt = at("melt", t, "")
        buy = at("buy", t, "", years[t] * tree.at(end, "price", t), most=tree.at(end, "most", t))
        serve, short = at("serve", t, ""), at("short", t, "", years[t] * tree.at(end, "short", t))
        stock = at("stock", t, "", years[t] * 0.25, most=tree.at(end, "room", t))
        model.row(0, inf, (1, buy), (0.5, melt), (-1, make))
        model.row(0, inf, (0.5, make), (-1, melt))
        kept = 0.9 ** years[t]
        first_stock = -kept if t == 0 else 0.0
        goods = [(years[t], make), (-years[t], serve), (-1.0, stock), *((kept * x, place) for x, place in before)]
        model.row(first_stock, inf, *goods)
        model.row(tree.at(end, "asked", t), tree.at(end, "asked", t), (1, serve), (1, short))
        capacity = [(-3.0, start) for _, first, start, _ in starts["block"] if first <= t]
        capacity += [(-1.0, size) for _, first, _, size in starts["mill"] if first <= t]
        model.row(-inf, tree.at(end, "own", t), (1, make), *capacity)
        before = [(1.0, stock)]
        trunk.append({"make": make, "buy": buy, "short": short, "stock": stock})
        bought.append((years[t], buy))
    model.row(-inf, tree.at(end, "total"), *bought)
    model.row(tree.at(end, "final"), inf, *before)
    return trunk


def _add_branch(
    model: _Tree, tree: DrawnTree, end: str, chance: float, onset: int, trunk: list[dict[str, int]],
    starts: dict[str, list[tuple[int, int, int, int]]],
) -> None:  # fmt: skip
    """Add what a storm of a period comes to: a branch of the node in which its window ends."""
    years, begins, storm, inf = tree.years, tree.begins, tree.storm, highspy.kHighsInf
    over = min(begins[onset] + storm["lasts"], begins[-1] + years[-1])
    steps = [
        (u, min(over, begins[u] + years[u]) - begins[u]) for u in range(onset, len(years)) if begins[u] < over - 1e-9
    ]
    last = steps[-1][0]
    # the total counts along a path: where it differs between ends, so does what a branch may buy
    of = ("branch", onset, tree.node(end, last), tree.at(end, "total"))
    is_new = (*of, "extra") not in model.columns
    counts = chance * storm["chance"] * years[onset]
    extra = model.column(*of, "extra", cost=counts)
    if not is_new:
        return
    costs: dict[int, float] = {extra: -1.0}
    held = [(1.0, trunk[onset - 1]["stock"])] if onset else []
    first = 1.0 if onset == 0 else 0.0
    served, asked, bought = [], 0.0, []
    for u, length in steps:
        make, melt, buy, serve, short, stock = (
            model.column(*of, u, name) for name in ("make", "melt", "buy", "serve", "short", "stock")
        )
        model.row(0, inf, (1, buy), (0.5, melt), (-1, make))
        model.row(0, inf, (0.5, make), (-1, melt))
        kept = 0.9**length
        goods = [(length, make), (-length, serve), (-1.0, stock), *((kept * x, place) for x, place in held)]
        model.row(-kept * first, inf, *goods)
        model.row(tree.at(end, "asked", u), tree.at(end, "asked", u), (1, serve), (1, short))
        model.row(-inf, storm["leaves"] * tree.at(end, "most", u), (1, buy))
        model.row(-inf, tree.at(end, "room", u), (1, stock))
        there = [(-3.0, x) for t, served_from, x, _ in starts["block"] if t <= onset and served_from <= u]
        there += [(-1.0, x) for t, served_from, _, x in starts["mill"] if t <= onset and served_from <= u]
        model.row(-inf, tree.at(end, "own", u), (1, make), *there)
        held, first = [(1.0, stock)], 0.0
        served.append((length, serve))
        asked += length * tree.at(end, "asked", u)
        bought.append((length, buy))
        prices = {"make": tree.at(end, "run", u), "buy": tree.at(end, "price", u), "short": tree.at(end, "short", u),
                  "stock": 0.25}  # fmt: skip
        own = {"make": make, "buy": buy, "short": short, "stock": stock}
        for name, price in prices.items():
            costs[own[name]] = length * price
            costs[trunk[u][name]] = costs.get(trunk[u][name], 0.0) - length * price
    fall = model.column(*of, "fall")
    passed, kept = steps[-1][1] / years[last], 0.9 ** years[last]
    left = kept**passed - passed * kept  # of the stock before, at the period's constant rate
    there_at_end = [(-passed, trunk[last]["stock"]), *([(-left, trunk[last - 1]["stock"])] if last and left else [])]
    model.row(0.0 if last else left, inf, (1, fall), *held, *there_at_end)
    costs[fall] = VALUE
    model.row(-inf, 0, *((cost, place) for place, cost in costs.items()))
    before = [(years[u], trunk[u]["buy"]) for u in range(onset)]
    model.row(-inf, tree.at(end, "total"), *bought, *before)
    if storm["asks"] and asked:
        model.row(storm["asks"] * asked, inf, *served)
