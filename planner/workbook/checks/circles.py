"""Checks of recipes that bring a ruled material back: then it counts anew each time round, at a new origin.

A single process that takes a material and makes it is no fault: what it gives back keeps its origin and counts once.
Two or more in a row, over another material, are not seen through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from planner.tolerances import MOMENT
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, listed

HALF: Final = 0.5  # of what a run takes in one unit: what is less of it is an addition


@dataclass(frozen=True)
class CircleStep:
    """A process that makes one material of another, and how much of it from one unit."""

    process: str
    taken: str
    made: str
    gain: float


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Warn of each ruled material that comes back without loss, where the recipe brings it."""
    units = {row["material"]: row["unit"] for row in lookup.book.rows("Materials")}
    rules = {
        material: row["rule"] for row in reversed(lookup.book.rows("Rules")) for material in _materials(row, lookup)
    }
    if not rules:
        return
    periods = [list(_steps(lookup, units, t)) for t in range(lookup.count)]
    distinct = [steps for t, steps in enumerate(periods) if steps not in periods[:t]]
    for material, rule in rules.items():
        circle = next((found for steps in distinct if (found := _circle(material, steps, len(units)))), None)
        if circle:
            names, over = [step.process for step in circle], listed(step.made for step in circle[:-1])
            wrong = (
                f"{listed(names)} bring {material!r} back without loss, by {over}; "
                f"the rule {rule!r} counts it anew each time round, made where they run"
            )
            remedy = "Where nothing new is made on the way, write them as one process that takes and makes it"
            report.warning(_recipe(names[-1], material, lookup), "amount", wrong, remedy)


def _materials(rule: Row, lookup: CheckLookup) -> Iterator[str]:
    for row in lookup.book.rows("Materials"):
        if rule["material"] in (row["material"], row["family"]):
            yield row["material"]


def _recipe(process: str, material: str, lookup: CheckLookup) -> Row:
    key = (process, "makes", material)
    return next(x for x in lookup.book.rows("Recipes") if (x["process"], x["role"], x["item"]) == key)


def _steps(lookup: CheckLookup, units: dict[str, str], t: int) -> Iterator[CircleStep]:
    """Yield what processes make of what in a period, of each by what it takes and makes beyond the other."""
    for process in sorted({name for name, _ in (*lookup.plants, *lookup.adders)} & lookup.recipes.keys()):
        net: dict[str, float] = {}
        for sign, role in ((1, "makes"), (-1, "consumes")):
            for item, rows in lookup.recipes[process].get(role, {}).items():
                net[item] = net.get(item, 0.0) + sign * sum(amounts[t] for amounts in rows)
        made = [(item, amount) for item, amount in net.items() if amount > 0]
        for item, amount in net.items():
            alike = sum(-other for name, other in net.items() if other < 0 and units[name] == units[item])
            if amount < 0 and -amount >= HALF * alike:
                yield from (CircleStep(process, item, product, much / -amount) for product, much in made)


def _circle(material: str, steps: Iterable[CircleStep], most: int) -> list[CircleStep]:
    """Return the steps by which a unit of a material brings back at least one; nothing where none do."""
    best: dict[str, tuple[float, list[CircleStep]]] = {material: (1.0, [])}
    for _ in range(most):
        before = dict(best)
        for step in steps:
            if step.taken not in before:
                continue
            gain, way = before[step.taken]
            gain *= step.gain
            if step.made == material and gain >= 1 - MOMENT:
                return [*way, step]
            if step.made != material and gain > best.get(step.made, (0.0,))[0] * (1 + MOMENT) and step not in way:
                best[step.made] = (gain, [*way, step])
        if before == best:
            break
    return []
