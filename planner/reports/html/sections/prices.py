"""What one more unit of what binds would be worth, and what that holds for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd

from planner.reports.html.bars import sideways
from planner.reports.html.parts import HtmlChart, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, small_table
from planner.reports.styles import DARK
from planner.wording.numbers import money_label, number_text

ID, TITLE = "worth", "What one more unit would be worth"
MOST_ROWS, MOST_BARS, MOST_COMPARED = 200, 15, 40
CELL: Final = ["sheet", "row", "column", "period", "cell"]
COSTLY: Final = "#8C6D1F"
CONDITIONS = (
    "A price is what the whole discounted cost falls by, disruptions counted, when a number of the workbook is one "
    "unit more and every yes-or-no decision stays as it is: what is built, which contracts and lanes are in use. Of a "
    "share it is a hundred times that of a percentage point.",
    "It holds for a little more, not for any amount, and it leaves out what would be built or signed only then: so a "
    "limit without a price may still be worth raising. Change the cell and solve again before you rely on one.",
)
BLANK = "Blank: it has no price in that plan; it does not bind there, or is not in its workbook."
CHEAPEST = (
    "This plan is a safer one that costs a little more than the least; its prices are those of the cheapest operation "
    "of the same decisions."
)


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, prices = source.plan, source.plan.tables["Prices"]
    if prices.empty:
        return Section(ID, TITLE, absent="No number of the workbook has a price in this plan.")
    prices = prices.loc[_worth(prices).abs().fillna(0.0).sort_values(ascending=False, kind="stable").index]
    is_cheapest = prices["in words"].str.contains("cheapest operation", na=False).any()
    told = Words((*CONDITIONS, CHEAPEST) if is_cheapest else CONDITIONS, "list")
    table = plan_table(plan, "Prices", prices, "prices", "What binds: what one more unit is worth", most=MOST_ROWS)
    money, worth = money_label(plan.book.settings), _worth(prices).set_axis(_labels(prices))
    values = {str(name): float(value) for name, value in worth[worth.abs() > 0].iloc[:MOST_BARS].items()}
    if not values:
        return Section(ID, TITLE, (told, table))
    title = f"What one per cent more of each would save at its price, {money}"
    first = next(iter(values))
    verb = "save" if values[first] > 0 else "cost"
    words = f"{title}; the most that counts is {first}, which would {verb} {number_text(abs(values[first]))}."
    note = "Blue saves, brown costs; those of which one per cent counts most. The table below has all."
    figures = small_table("prices-chart-table", title, {"what": "text", f"saved ({money})": "money"}, values.items())
    bars = sideways(values, lambda name: DARK if values[name] > 0 else COSTLY, words)
    return Section(ID, TITLE, (told, HtmlChart("prices-chart", title, (bars,), figures, note), table))


def several(sources: Sequence[PlanSource]) -> Section:
    """Return the prices of several plans side by side, those first of which one per cent counts most in any of them."""
    title = f"{TITLE}, plan by plan"
    frames = _by_name([source.plan.tables["Prices"] for source in sources])
    cells = list(dict.fromkeys(cell for frame in frames for cell in frame.index))
    if not cells:
        return Section(ID, title, absent="No number of the workbooks has a price in any of these plans.")
    most = pd.concat([_worth(frame).abs() for frame in frames]).groupby(level=CELL, sort=False).max().fillna(0.0)
    labels = dict(zip(cells, _labels(pd.DataFrame(cells, columns=CELL)), strict=True))
    heads = {"what": "text"}
    heads |= {f"{x.name} ({money_label(x.plan.book.settings)} per unit)": "price" for x in sources}
    order = sorted(cells, key=lambda cell: -float(most[cell]))
    rows = [(labels[cell], *(frame["price"].get(cell, math.nan) for frame in frames)) for cell in order]
    table = small_table("prices", title, heads, rows, is_open=True, most=MOST_COMPARED)
    return Section(ID, title, (Words((*CONDITIONS, BLANK), "list"), table))


def _by_name(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return prices by their names, with the cell only where one plan has two of a name: a case may move a number."""
    frames = [prices.fillna(dict.fromkeys(CELL, "")) for prices in tables]
    twice = {name for x in frames for name in _names(x[x.duplicated(CELL[:-1], keep=False)])}
    for x in frames:
        x["cell"] = [cell if name in twice else "" for name, cell in zip(_names(x), x["cell"], strict=True)]
    return [x.set_index(CELL) for x in frames]


def _names(prices: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(prices[CELL[:-1]].itertuples(index=False, name=None))


def _worth(prices: pd.DataFrame) -> pd.Series:
    """Return what one per cent more of each number saves."""
    return prices["price"] * prices["limit"].abs() / 100


def _labels(prices: pd.DataFrame) -> pd.Series:
    """Return what each number is called; its column and cell are named only where others are called the same."""
    texts = prices[CELL].fillna("").astype(str)
    labels = texts["sheet"] + ": " + texts["row"] + texts["period"].map(lambda period: period and f", {period}")
    for more in ("column", "cell"):
        labels = labels.where(~labels.duplicated(keep=False), labels + " (" + texts[more] + ")")
    return labels
