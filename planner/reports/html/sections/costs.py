"""What the plan costs: by part and by period."""

from __future__ import annotations

from planner.plans.plan import Plan
from planner.reports.html.bars import Stack, sideways, upright
from planner.reports.html.parts import HtmlChart, HtmlTable, Section
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import small_table
from planner.reports.styles import DARK
from planner.wording.numbers import money_label, number_text, part_words
from planner.wording.sums import cost_parts

OTHER = "other parts"
EARNING = "#8C6D1F"
# from dark to light, so that they are told apart in print too
COLOURS = ("#1F3A5F", "#5B8DB8", "#A9C4D9", "#8A5A00", "#E9B44C")
OTHERS = "#D3D8DE"


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan = source.plan
    parts, money = cost_parts(plan), money_label(plan.book.settings)
    if parts.empty:
        return Section("costs", "What it costs", absent="The plan costs nothing.")
    values = {part_words(str(part)): float(amount) for part, amount in parts.items()}
    largest = max(values, key=lambda part: abs(values[part]))
    words = f"Discounted cost by part, {money}; the largest part is {largest}, {number_text(values[largest])}."
    bars = sideways(values, lambda part: DARK if values[part] >= 0 else EARNING, words)
    title = f"Cost by part, discounted, {money}"
    of_parts = HtmlChart("cost-parts", title, (bars,), _parts_table(values, money))
    return Section("costs", "What it costs", (of_parts, _by_period(plan, money)))


def _parts_table(values: dict[str, float], money: str) -> HtmlTable:
    rows = [*values.items(), ("in all", sum(values.values()))]
    return small_table("cost-parts-table", "Cost by part", {"part": "text", f"discounted ({money})": "money"}, rows)


def _by_period(plan: Plan, money: str) -> HtmlChart:
    """Return the money of each period by its largest parts, as it falls due."""
    wide = plan.tables["Costs"].groupby(["period", "part"], sort=False)["amount"].sum().unstack(fill_value=0)
    wide = wide.reindex([period for period in plan.book.periods if period in wide.index])
    order = wide.abs().sum().sort_values(ascending=False, kind="stable")
    top = [str(part) for part in order[order > 0].index[: len(COLOURS)]]
    names = [*top, OTHER] if len(order[order > 0]) > len(top) else top
    colours = dict(zip(top, COLOURS, strict=False)) | {OTHER: OTHERS}
    stacks = [
        Stack(str(period), {name: float(row[name]) if name != OTHER else float(row.drop(top).sum()) for name in names})
        for period, row in wide.iterrows()
    ]
    words = f"Stacked bars of cost by part and period, in the money of the period, {money}."
    heads = {"period": "text", **{f"{part} ({money})": "money" for part in order[order > 0].index}}
    rows = [(period, *(float(row[part]) for part in order[order > 0].index)) for period, row in wide.iterrows()]
    table = small_table("cost-periods-table", "Cost by part and period", heads, rows)
    picture = upright(stacks, colours.__getitem__, words, money)
    return HtmlChart("cost-periods", f"Cost by period as it falls due, not discounted, {money}", (picture,), table,
                 legend=tuple((name, colours[name]) for name in names))  # fmt: skip
