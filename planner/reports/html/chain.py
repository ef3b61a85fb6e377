"""Finds what flows between countries, step by step through the chain, from a plan's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from planner.reports.html.flows import Diagram, Link, folded
from planner.tolerances import ROUNDING
from planner.wording.text import and_more
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.plans.plan import Plan

DEMAND: Final = ""  # stands for the markets among what uses a material
MOST_LISTED: Final = 6


def materials_of(plan: Plan) -> dict[str, Diagram]:
    """Return the flows of each material from its origins to its buyers, as shares of all that is taken in."""
    places = {period: place for place, period in enumerate(plan.book.periods)}
    amounts: dict[str, list[dict[Link, float]]] = {}
    followed: dict[str, bool] = defaultdict(bool)
    for row in plan.tables["Sourcing"].to_dict("records"):
        if row["amount"] > ROUNDING and row["period"] in places:
            material = row["material"]
            links = amounts.setdefault(material, [defaultdict(float) for _ in places])
            links[places[row["period"]]][(0, row["origin"]), (1, row["buyer"])] += row["amount"]
            followed[material] |= row["traced"] == "yes"
    return {material: _shares(links, followed[material]) for material, links in amounts.items()}


def _shares(amounts: list[dict[Link, float]], followed: bool) -> Diagram:
    shares = [{link: size / sum(sizes.values()) for link, size in sizes.items()} for sizes in amounts]
    words = {link: f"{link[0][1]} → {link[1][1]}" for sizes in shares for link in sizes}
    ends = (("made or bought in" if followed else "last shipped from", ""), ("taken in by", ""))
    return folded(Diagram(ends, tuple(shares), words))


def chain_of(plan: Plan) -> Diagram | None:
    """Return the flows of all materials through the steps of the chain; None where there is but one step.

    Every material of a step counts the same. A country's take-in is split over what it is used for there: the
    processes that consume it, by runs times recipe, and what markets are served with.
    """
    steps = steps_of(plan.book)
    if max(steps.values(), default=0) == 0:
        return None
    last = max(steps.values()) + 1
    uses = _uses(plan)
    table = plan.tables["Sourcing"]
    totals = table.groupby(["material", "period"])["amount"].sum().to_dict()
    count: dict[int, int] = defaultdict(int)
    for material in set(table["material"]):
        count[steps.get(material, 0)] += 1
    links: list[dict[Link, float]] = [defaultdict(float) for _ in plan.book.periods]
    about: dict[Link, dict[str, None]] = defaultdict(dict)
    places = {period: place for place, period in enumerate(plan.book.periods)}
    for row in table[table["amount"] > ROUNDING].to_dict("records"):
        material, buyer, period = row["material"], row["buyer"], row["period"]
        step = steps.get(material, 0)
        share = row["amount"] / totals[material, period] / count[step]
        for used_for, part in uses.get((material, buyer, period), {}).items():
            link = ((step, row["origin"]), (last if used_for == DEMAND else steps[used_for], buyer))
            links[places[period]][link] += share * part
            about[link][material] = None
    words = {
        link: f"{link[0][1]} → {link[1][1]}: {and_more(list(materials), MOST_LISTED)}"
        for link, materials in about.items()
    }
    return folded(Diagram(_headings(steps, set(table["material"]), last), tuple(links), words))


def steps_of(book: Book) -> dict[str, int]:
    """Return how far each material is from the start of the chain: one step before what is made of it."""
    makes: dict[str, list[str]] = defaultdict(list)
    takes: dict[str, list[str]] = defaultdict(list)
    for row in book.rows("Recipes"):
        if row["role"] == "makes":
            makes[row["process"]].append(row["item"])
        elif row["role"] == "consumes":
            takes[row["item"]].append(row["process"])
    made_of = {item: sorted({product for process in processes for product in makes[process]} - {item})
               for item, processes in takes.items()}  # fmt: skip
    height: dict[str, int] = {}

    def climb(item: str, path: tuple[str, ...]) -> int:
        if item not in height:
            # what is recycled comes round again: a circle is cut where it closes
            above = [climb(product, (*path, item)) for product in made_of.get(item, []) if product not in (*path, item)]
            height[item] = 1 + max(above) if above else 0
        return height[item]

    names = [row["material"] for row in book.rows("Materials")]
    for name in names:
        climb(name, ())
    top = max(height.values(), default=0)
    return {name: top - height[name] for name in names}


def _uses(plan: Plan) -> dict[tuple[str, str, str], dict[str, float]]:
    """Return for material, country and period what part is used for each product, or for demand."""
    steps, book = steps_of(plan.book), plan.book
    countries = {row["site"]: row["country"] or row["site"] for row in book.rows("Sites")}
    product: dict[str, str] = {}
    consumed: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in book.rows("Recipes"):
        if row["role"] == "makes" and steps.get(row["item"], 0) >= steps.get(product.get(row["process"], ""), -1):
            product[row["process"]] = row["item"]
        elif row["role"] == "consumes":
            consumed[row["process"]][row["item"]] += _number(row["amount"])
    found: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for run in plan.tables["Production"].to_dict("records"):
        process, country = run["process"], countries.get(run["site"], run["site"])
        for item, amount in consumed.get(process, {}).items():
            if process in product and run["runs"] > ROUNDING:
                found[item, country, run["period"]][product[process]] += amount * run["runs"]
    demand = plan.tables["Shortages"]
    for asked in demand[demand["delivered"] > ROUNDING].to_dict("records"):
        country = countries.get(asked["market"], asked["market"])
        found[asked["material"], country, asked["period"]][DEMAND] += asked["delivered"]
    return {key: {name: amount / sum(parts.values()) for name, amount in parts.items()} for key, parts in found.items()}


def _number(value: object) -> float:
    """Return a recipe's amount; of one that varies by period the mean."""
    if isinstance(value, tuple):
        return float(sum(value) / len(value))
    return float(value)  # type: ignore[arg-type]


def _headings(steps: Mapping[str, int], shown: set[str], last: int) -> tuple[tuple[str, str], ...]:
    found = []
    for step in range(last):
        materials = [name for name, place in steps.items() if place == step and name in shown]
        found.append((f"Step {step + 1}", ", ".join(materials)))
    return (*found, ("Markets", "demand served"))
