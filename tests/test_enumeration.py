"""Random small workbooks, planned by the product and by trying every decision one after the other.

The second way shares nothing with the product: time is a grid of quarters of a year, and once the starts and the
contracts are fixed a period's cheapest supply is found by filling demand in the order of cost.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from workbooks import Sheets, plan, settings

from planner.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEP = 0.25  # years; every time in these workbooks is a multiple of it
Row = dict[str, Any]


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of one site: plants, offers in steps, projects in blocks, a funder, a demand."""
    names = [f"p{number}" for number in range(chance.choice([2, 3, 3]))]
    periods = [{"period": name, "years": chance.choice([0.5, 1, 1, 2])} for name in names]
    processes = ["old", "new", "other"]
    projects = [_project(chance, number, processes, names) for number in range(chance.choice([1, 2, 2, 3]))]
    if len(projects) > 1 and chance.random() < 0.5:
        projects[1]["requires"] = "project 0"
    _decide(chance, projects, names)
    sheets: Sheets = {
        "Settings": settings(
            discount_rate=chance.choice([0, 0.05, 0.1]), cost_of_capital=chance.choice([None, 0, 0.08]), gap=0,
            capital_charging=chance.choice(["annuity", "annuity", "overnight"]),
            annuity_paid=chance.choice(["start", "end"])),
        "Periods": periods,
        "Sites": [{"site": "works"}],
        "Materials": [{"material": "goods"}],
        "Recipes": [{"process": name, "role": "makes", "item": "goods", "amount": 1} for name in processes],
        "Plants": [
            {"site": "works", "process": "old", "capacity": chance.choice([0, 20, 40]), "variable cost": 2,
             "fixed cost": chance.choice([0, 30]), "retires": chance.choice([None, None, names[-1]]),
             "availability": chance.choice([None, 0.9]), "minimum use": chance.choice([None, 0.5])},
            {"site": "works", "process": "new", "capacity": 0, "variable cost": chance.choice([0, 1, 3])}],
        "Suppliers": _offers(chance, names),
        "Projects": projects,
        "Demand": [{"market": "works", "material": "goods", "shortage cost": chance.choice([8, 12, 20])}
                   | {name: chance.choice([30, 50, 70]) for name in names}],
    }  # fmt: skip
    if chance.random() < 0.6:
        sheets["Budgets"] = [{"funder": "state", "carry over": chance.choice(["yes", "no"]),
                              "weight": chance.choice([1, 1, 0.5])}
                             | {name: chance.choice([0, 60, 100, 150]) for name in names}]  # fmt: skip
        sheets["Funding"] = [{"funder": "state", "projects": "*"}]
    if chance.random() < 0.5:
        for project in projects:
            project["group"] = "choice"
        at_least = chance.choice([None, None, 1]) if "Budgets" not in sheets else None
        sheets["Groups"] = [{"group": "choice", "at least": at_least, "at most": chance.choice([1, 2])}]
    return sheets


def _project(chance: random.Random, number: int, processes: list[str], names: list[str]) -> Row:
    removes = chance.choice([None, None, None, "old"])
    adds = chance.choice(["old", "new", "other"]) if removes is None else chance.choice([None, "new"])
    return {
        "project": f"project {number}", "place": "works", "adds": adds, "removes": removes,
        "block": chance.choice([10, 20, 25]), "starts": chance.choice([1, 1, 2]),
        "fixed capital": chance.choice([0, 30, 60, 90]), "capital rate": chance.choice([None, 2]),
        "fixed cost": chance.choice([None, 0.5]), "yearly cost": chance.choice([None, 4]),
        "lead time": chance.choice([None, 0.5, 1, 1.5]), "life": chance.choice([None, None, 1, 2]),
        "economic life": chance.choice([None, 1, 3]), "ramp": chance.choice([None, None, "0.5", "0.25; 0.5"]),
        "spending": chance.choice([None, None, "0.7; 0.3"]), "latest": chance.choice([None, None, names[0]]),
    }  # fmt: skip


def _decide(chance: random.Random, projects: list[Row], names: list[str]) -> None:
    """Fix some decisions, in ways that leave the workbook without errors."""
    for project in projects:
        if not project["lead time"] and not project["latest"] and chance.random() < 0.4:
            most = f"{names[1]}: {project['starts']}"
            project["decision"] = chance.choice(["must", "never", names[0], most, "free"])


def _offers(chance: random.Random, names: list[str]) -> list[Row]:
    found: list[Row] = []
    if chance.random() < 0.5:
        found.append(
            {"supplier": "treaty", "site": "works", "material": "goods", "price": chance.choice([1, 4]),
             "maximum": 25, "minimum": chance.choice([None, 10, 20]), "fixed cost": chance.choice([None, 20]),
             "term": chance.choice([1, 1.5, 2, 3]), "needs": chance.choice([None, "project 0"]),
             "from": chance.choice([None, names[1]]), "until": chance.choice([None, names[1]])})  # fmt: skip
    for supplier in ("near", "far")[: chance.choice([1, 2, 2])]:
        for _ in range(chance.choice([1, 2, 3])):
            found.append(
                {"supplier": supplier, "site": "works", "material": "goods", "price": chance.choice([3, 5, 6, 9]),
                 "maximum": chance.choice([10, 20, 30]), "minimum": chance.choice([None, None, 8]),
                 "fixed cost": chance.choice([None, None, 15, 40])})  # fmt: skip
    return found


@dataclass
class Clock:
    """Time as a grid: the cells of every period, and what a year's unit of money is worth in a cell."""

    sheets: Sheets

    def __post_init__(self) -> None:
        wanted = {row["setting"]: row["value"] for row in self.sheets["Settings"]}
        self.rate = wanted["discount rate"]
        self.capital_rate = self.rate if wanted["cost of capital"] is None else wanted["cost of capital"]
        self.overnight = wanted["capital charging"] == "overnight"
        self.at_start = wanted["annuity paid"] == "start"
        self.begins, at = [], 0.0
        for row in self.sheets["Periods"]:
            self.begins.append(at)
            at += row["years"]
        self.end = at
        self.times = range(len(self.begins))

    def cells(self, since: float, until: float) -> Iterator[float]:
        """Yield the beginnings of the cells between two times, none of them after the horizon."""
        first, last = round(since / STEP), round(min(until, self.end) / STEP)
        return (number * STEP for number in range(first, last))

    def ends(self, t: int) -> float:
        return self.begins[t + 1] if t + 1 < len(self.begins) else self.end

    def period_of(self, cell: float) -> int:
        return max(t for t in self.times if self.begins[t] <= cell)

    def worth(self, since: float, until: float) -> float:
        """Return what one unit of money a year between two times is worth today."""
        return float(sum(STEP * (1 + self.rate) ** -math.floor(cell) for cell in self.cells(since, until)))

    def mean(self, t: int) -> float:
        return self.worth(self.begins[t], self.ends(t)) / (self.ends(t) - self.begins[t])


@dataclass
class Start:
    """What a block started in a period brings: output by period, cash by period, and its discounted cost."""

    project: Row
    clock: Clock
    period: int
    weight: float

    def __post_init__(self) -> None:
        clock, project = self.clock, self.project
        self.lead = project["lead time"] or 0.0
        ready = clock.begins[self.period] + self.lead
        later = [t for t in clock.times if clock.begins[t] >= ready]
        self.offered = bool(later) and (project["latest"] is None or self.period == 0)
        if not self.offered:
            return
        self.first = later[0]
        self.began = clock.begins[self.first]
        life = project["life"] or math.inf
        self.serves = [t >= self.first and clock.begins[t] < self.began + life for t in clock.times]
        self.output = [self._output(t) if self.serves[t] else 0.0 for t in clock.times]
        self.gone = [t >= self.first and project["removes"] is not None for t in clock.times]
        self.cash, self.cost = [0.0 for _ in clock.times], 0.0
        self._pay()
        yearly = (project["yearly cost"] or 0) + project["block"] * (project["fixed cost"] or 0)
        self.cost += sum(yearly * clock.worth(clock.begins[t], clock.ends(t)) for t in clock.times if self.serves[t])

    def _output(self, t: int) -> float:
        shares = [float(part) for part in (self.project["ramp"] or "").split(";") if part]
        cells = list(self.clock.cells(self.clock.begins[t], self.clock.ends(t)))
        ages = [math.floor(cell - self.began) for cell in cells]
        return sum(shares[age] if age < len(shares) else 1.0 for age in ages) / len(cells)

    def _pay(self) -> None:
        """Spread the capital over the lead time and charge every part of it."""
        project, clock = self.project, self.clock
        capital = project["fixed capital"] + project["block"] * (project["capital rate"] or 0)
        shares = [float(part) for part in (project["spending"] or "1").split(";")]
        begin = clock.begins[self.period]
        if not self.lead:
            self._charge(begin, capital)
            return
        part = self.lead / len(shares)
        for number, share in enumerate(shares):
            cells = [begin + number * part + n * STEP / 4 for n in range(round(part / STEP * 4))]
            for cell in cells:
                self._charge(cell, capital * share / len(cells))

    def _charge(self, when: float, money: float) -> None:
        clock = self.clock
        period = clock.period_of(when)
        self.cash[period] += money
        n = self.project["economic life"] or self.project["life"] or clock.end
        if clock.overnight:
            left = max(0.0, 1 - (clock.end - self.began) / n) * (1 + clock.rate) ** -math.floor(clock.end)
            self.cost += self.weight * money * (clock.mean(period) - left)
            return
        r = clock.capital_rate
        yearly = r / (1 - (1 + r) ** -n) if r else 1 / n
        yearly /= 1 + r if clock.at_start else 1
        grown = money * (1 + r) ** (math.floor(self.began) - math.floor(when))
        self.cost += self.weight * grown * yearly * clock.worth(self.began, self.began + n)


class Enumeration:
    """The least cost of a workbook, by trying all starts and, in every period, all ways to use the offers."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets, self.clock = sheets, Clock(sheets)
        self.names = [row["period"] for row in sheets["Periods"]]
        self.budget = sheets["Budgets"][0] if "Budgets" in sheets else None
        weight = self.budget["weight"] if self.budget else 1.0
        self.starts = [[Start(row, self.clock, t, weight) for t in self.clock.times] for row in sheets["Projects"]]
        self.treaty = next((row for row in sheets["Suppliers"] if row["supplier"] == "treaty"), None)
        self.modes = list(itertools.product(*self._supplier_modes()))

    def least(self) -> float:
        """Return the least cost, infinite where nothing is allowed."""
        choices = [self._choices(number) for number in range(len(self.starts))]
        return min((self._cost(numbers) for numbers in itertools.product(*choices)), default=math.inf)

    def _choices(self, number: int) -> list[tuple[int, ...]]:
        most = self.sheets["Projects"][number]["starts"]
        each = [range(most + 1) if start.offered else range(1) for start in self.starts[number]]
        return [numbers for numbers in itertools.product(*each) if sum(numbers) <= most]

    def _cost(self, numbers: tuple[tuple[int, ...], ...]) -> float:
        if not self._is_allowed(numbers):
            return math.inf
        total = sum(n * start.cost for n, start in self._started(numbers))
        worth = [self.clock.worth(self.clock.begins[t], self.clock.ends(t)) for t in self.clock.times]
        yearly = [[self._yearly(numbers, t, taken) for taken in (False, True)] for t in self.clock.times]
        return total + min(
            sum(year * costs[taken] for year, costs, taken in zip(worth, yearly, pattern, strict=True))
            for pattern in self._treaties(numbers)
        )

    def _treaties(self, numbers: tuple[tuple[int, ...], ...]) -> list[tuple[bool, ...]]:
        """Return the ways to take the treaty: within its window, for its term, while its project serves."""
        if self.treaty is None:
            return [(False,) * len(self.names)]
        first = self.names.index(self.treaty["from"]) if self.treaty["from"] else 0
        last = self.names.index(self.treaty["until"]) if self.treaty["until"] else len(self.names)
        serving = [start.serves for n, start in zip(numbers[0], self.starts[0], strict=True) if n]
        is_open = [
            first <= t <= last and (not self.treaty["needs"] or any(serves[t] for serves in serving))
            for t in self.clock.times]  # fmt: skip
        patterns = itertools.product((False, True), repeat=len(self.names))
        return [pattern for pattern in patterns if self._holds(pattern, is_open, last)]

    def _holds(self, pattern: tuple[bool, ...], is_open: list[bool], last: int) -> bool:
        assert self.treaty is not None
        if any(taken and not there for taken, there in zip(pattern, is_open, strict=True)):
            return False
        for t in self.clock.times:
            if pattern[t] and not (t and pattern[t - 1]):
                ends = self.clock.begins[t] + self.treaty["term"]
                bound = [u for u in self.clock.times if u > t and self.clock.begins[u] < ends and u <= last]
                if not all(pattern[u] for u in bound):
                    return False
        return True

    def _started(self, numbers: tuple[tuple[int, ...], ...]) -> list[tuple[int, Start]]:
        return [
            (n, start) for row, starts in zip(numbers, self.starts, strict=True)
            for n, start in zip(row, starts, strict=True) if n]  # fmt: skip

    def _is_allowed(self, numbers: tuple[tuple[int, ...], ...]) -> bool:
        if self.sheets.get("Groups"):
            group, chosen = self.sheets["Groups"][0], sum(any(row) for row in numbers)
            if not (group["at least"] or 0) <= chosen <= group["at most"]:
                return False
        for k, project in enumerate(self.sheets["Projects"]):
            if not self._is_as_decided(project.get("decision") or "free", numbers[k]):
                return False
            if project.get("requires"):
                had = [start.first for n, start in zip(numbers[0], self.starts[0], strict=True) if n]
                if any(n and not any(first <= t for first in had) for t, n in enumerate(numbers[k])):
                    return False
        return self._is_paid(numbers)

    def _is_as_decided(self, decision: str, started: tuple[int, ...]) -> bool:
        period, _, blocks = decision.partition(": ")
        if period in self.names:
            return started[self.names.index(period)] >= int(blocks or 1)
        return {"must": any(started), "never": not any(started), "free": True}[decision]

    def _is_paid(self, numbers: tuple[tuple[int, ...], ...]) -> bool:
        if self.budget is None:
            return True
        left = 0.0
        for t, name in enumerate(self.names):
            left = self.budget[name] + (left if self.budget["carry over"] == "yes" else 0.0)
            left -= sum(n * start.cash[t] for n, start in self._started(numbers))
            if left < -1e-9:
                return False
        return True

    def _yearly(self, numbers: tuple[tuple[int, ...], ...], t: int, has_treaty: bool) -> float:
        """Return the cheapest supply of a period, a year, with the treaty or without."""
        capacity = {"old": self._own(t), "new": 0.0, "other": 0.0}
        added = dict.fromkeys(capacity, 0.0)
        removed = 0.0
        for n, start in self._started(numbers):
            if start.project["adds"]:
                added[start.project["adds"]] += n * start.project["block"] * start.output[t]
            removed += n * start.project["block"] * start.gone[t]
        old, new = self.sheets["Plants"]
        lasts = self.names[t] != old["retires"]
        removed = removed if lasts else 0.0
        if removed > capacity["old"] + added["old"] + 1e-9:
            return math.inf
        available = old["availability"] or 1.0
        top = available * (capacity["old"] + added["old"] - removed)
        plants = [(top * (old["minimum use"] or 0), top, 2.0), (0.0, added["new"], float(new["variable cost"])),
                  (0.0, added["other"], 0.0)]  # fmt: skip
        fixed = float(old["fixed cost"]) if lasts else 0.0
        if capacity["old"] > 0:
            fixed *= 1 - min(removed, capacity["old"]) / capacity["old"]
        if has_treaty and self.treaty is not None:
            plants.append((self.treaty["minimum"] or 0, self.treaty["maximum"], self.treaty["price"]))
        fixed += (self.treaty["fixed cost"] or 0) if has_treaty and self.treaty is not None else 0
        return fixed + min(self._dispatch([*plants, *ranges], t) + cost for ranges, cost in self._bought())

    def _own(self, t: int) -> float:
        old = self.sheets["Plants"][0]
        return 0.0 if self.names[t] == old["retires"] else float(old["capacity"])

    def _dispatch(self, sources: list[tuple[float, float, float]], t: int) -> float:
        """Fill the demand from (least, most, cost) sources in the order of cost, and pay for what is short."""
        demand = self.sheets["Demand"][0]
        cost = sum(least * price for least, _, price in sources)
        missing = max(0.0, demand[self.names[t]] - sum(least for least, _, _ in sources))
        for least, most, price in sorted(sources, key=lambda source: source[2]):
            if price < demand["shortage cost"]:
                taken = min(missing, most - least)
                cost, missing = cost + taken * price, missing - taken
        return float(cost + missing * demand["shortage cost"])

    def _bought(self) -> Iterator[tuple[list[tuple[float, float, float]], float]]:
        for modes in self.modes:
            yield [part for ranges, _ in modes for part in ranges], sum(cost for _, cost in modes)

    def _supplier_modes(self) -> Iterator[list[tuple[list[tuple[float, float, float]], float]]]:
        """Yield the ways to use each supplier: nothing, or all steps before one full and that one in part."""
        names = dict.fromkeys(row["supplier"] for row in self.sheets["Suppliers"])
        for supplier in (name for name in names if name != "treaty"):
            steps = [row for row in self.sheets["Suppliers"] if row["supplier"] == supplier]
            modes: list[tuple[list[tuple[float, float, float]], float]] = [([], 0.0)]
            for number, last in enumerate(steps):
                full = [(step["maximum"], step["maximum"], step["price"]) for step in steps[:number]]
                part = (last["minimum"] or 0, last["maximum"], last["price"])
                modes.append(([*full, part], sum(step["fixed cost"] or 0 for step in steps[: number + 1])))
            yield modes


@pytest.mark.parametrize("seed", few(15, range(60)))
def test_the_product_finds_what_enumeration_finds(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    least = Enumeration(sheets).least()
    if math.isinf(least):
        with pytest.raises(InfeasibleError):
            plan(tmp_path / "in.xlsx", sheets)
        return
    result = plan(tmp_path / "in.xlsx", sheets)
    assert result.run["objective"] == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert set(result.tables["Checks"]["pass"]) == {"yes"}
