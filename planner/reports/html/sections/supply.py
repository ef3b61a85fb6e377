"""Where supply comes from, before and after: flows by country through the chain, and shares of origins."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from planner.plans.plan import Plan
from planner.reports.html.bars import Stack, across
from planner.reports.html.chain import chain_of, materials_of
from planner.reports.html.flows import Diagram, Layout, draw, frames_of
from planner.reports.html.parts import HtmlChart, Part, Section, Slides, View, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, small_table
from planner.tolerances import ROUNDING
from planner.wording.supplies import ruled_supplies

TITLE: Final = "Where supply comes from, before and after"
MOST_VIEWS: Final = 40
MOST_BARS: Final = 18  # of one picture
LEAST_SHARE: Final = 0.02
TALL, LOW = 520.0, 380.0


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan = source.plan
    if not (plan.tables["Sourcing"]["amount"] > ROUNDING).any():
        return Section("supply", TITLE, absent="Nothing is taken in by any country.")
    chain = chain_of(plan)
    parts: list[Part] = [_slides(source, chain), *_steps(chain)]
    bars = _before_and_after(source)
    if bars is not None:
        parts.append(bars)
    return Section("supply", TITLE, tuple(parts))


def _slides(source: PlanSource, chain: Diagram | None) -> Slides:
    plan, colour_of = source.plan, source.palette.colour_of
    periods, sourcing = list(plan.book.periods), plan.tables["Sourcing"]
    diagrams = materials_of(plan)
    names = _materials(plan)
    views = [] if chain is None else [_view("chain", "the whole chain", chain, TALL, source, is_first=True)]
    views += [
        _view(f"material-{number}", name, diagrams[name], LOW, source, is_first=chain is None and number == 0)
        for number, name in enumerate(names[:MOST_VIEWS])
    ]
    still = _still(chain or diagrams[names[0]], views[0].name, periods, source)
    table = plan_table(plan, "Sourcing", sourcing, "flows-table", "Where each country's supply was made or bought")
    note = (
        "From left to right: the country in which a material is made or bought, and the country that takes it in. "
        "In the whole chain each material counts the same, and a ribbon's width is its share of a step's supply; "
        "of one material it is the share of its amount. Colours are those of the origin."
    )
    if any(row["of"] == "use" for row in plan.book.rows("Rules")):
        note += (
            " What is drawn is what is taken in. Rules of use count what is used, from stock too: the bars of origins "
            "and the figures below tell both."
        )
    legend = tuple(source.palette.places.items())
    others = (("other countries", colour_of("")),)
    return Slides("flows", "Flows by country", tuple(periods), tuple(views), still, table, note, legend + others)


def _steps(chain: Diagram | None) -> tuple[Words, ...]:
    """Return what the steps of the chain are, in words."""
    if chain is None:
        return ()
    return (Words(tuple(f"{step}: {materials}." for step, materials in chain.columns), "steps"),)


def _still(diagram: Diagram, name: str, periods: list[str], source: PlanSource) -> tuple[tuple[str, Markup], ...]:
    """Return a drawing in the first and the last period, for paper."""
    layout = Layout(diagram, TALL if len(diagram.columns) > 2 else LOW)
    heads = {end: f"{name[:1].upper()}{name[1:]} in {periods[end]}" for end in (0, len(periods) - 1)}
    return tuple(
        (head, draw(layout, end, f"Flows by country: {head}.", source.palette.colour_of)) for end, head in heads.items()
    )


def _view(id_: str, name: str, diagram: Diagram, height: float, source: PlanSource, *, is_first: bool) -> View:
    layout = Layout(diagram, height)
    words = f"Flows by country of {name}; the slider chooses the period, and the table below has the figures."
    drawn = draw(layout, 0, words, source.palette.colour_of, is_moved=not is_first)
    return View(id_, name, drawn, frames_of(layout))


def _materials(plan: Plan) -> list[str]:
    """Return the materials that are taken in: those of rules first, then those with the most origins."""
    sourcing = plan.tables["Sourcing"]
    ruled = set(plan.tables["Concentration"]["material"])
    origins = sourcing[sourcing["amount"] > ROUNDING].groupby("material")["origin"].nunique()
    return sorted(
        (str(name) for name in origins.index), key=lambda name: (name not in ruled, -int(origins[name]), name)
    )


def _before_and_after(source: PlanSource) -> HtmlChart | None:
    """Return the origins of each supply that a rule is about, in the first and the last period."""
    stacks: list[Stack] = []
    groups: dict[int, str] = {}
    rows = []
    for supply in ruled_supplies(source.plan):
        groups[len(stacks)] = supply.label
        first, last = str(supply.shares.index[0]), str(supply.shares.index[-1])
        for period in (first, last) if first != last else (first,):
            shares = shares_in(supply.shares, period)
            rows += [(supply.label, period, origin, share) for origin, share in shares.items()]
            stacks.append(Stack(period, parted(shares, source)))
    if not stacks:
        return None
    words = f"Bars of the origins of {len(groups)} supplies that rules are about, in their first and last period."
    table = small_table("origins-table", "Origins in the first and the last period",
                        {"supply": "text", "period": "text", "origin": "text", "share": "share"}, rows)  # fmt: skip
    pages = pages_of(stacks, groups)
    pictures = tuple(across(part, source.palette.colour_of, words, heads) for part, heads in pages)
    return HtmlChart("origins", "Origins of what rules are about, first and last period", pictures, table)


def shares_in(table: pd.DataFrame, period: str) -> dict[str, float]:
    """Return the shares of the origins in a period, the largest first."""
    shares = zip(table.columns, table.loc[[period]].to_numpy(float)[0].tolist(), strict=True)
    return {str(name): share for name, share in sorted(shares, key=lambda pair: -pair[1]) if share > ROUNDING}


def parted(shares: dict[str, float], source: PlanSource) -> dict[str, float]:
    """Return the shares in the order of the colours, the small ones together."""
    order = {name: place for place, name in enumerate(source.palette.places)}
    large = [name for name, share in shares.items() if share >= LEAST_SHARE or source.palette.has(name)]
    large.sort(key=lambda name: order.get(name, len(order)))
    rest = sum(share for name, share in shares.items() if name not in large)
    return {name: shares[name] for name in large} | ({"others": rest} if rest > 0 else {})


def pages_of(stacks: list[Stack], groups: dict[int, str]) -> list[tuple[list[Stack], dict[int, str]]]:
    """Return the bars in parts of so many that each fits on a page, no group over two of them."""
    cuts = [0]
    for start, end in zip(groups, [*list(groups)[1:], len(stacks)], strict=True):
        if end - cuts[-1] > MOST_BARS and start > cuts[-1]:
            cuts.append(start)
    return [
        (stacks[cut:end], {place - cut: name for place, name in groups.items() if cut <= place < end})
        for cut, end in zip(cuts, [*cuts[1:], len(stacks)], strict=True)
    ]
