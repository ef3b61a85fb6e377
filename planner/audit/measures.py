"""What a plan is measured by, recomputed from its tables: of a name, and of one period or all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planner.audit import resilience

if TYPE_CHECKING:
    from planner.workbook.book import Book

Tables = Mapping[str, pd.DataFrame]
Recomputed = Callable[["Book", Tables, str, str], float]
OF_CHANCE = ("expected extra cost", "risk")  # the parts of the cost that disruptions add


def cost(_book: Book, tables: Tables, _of: str, period: str) -> float:
    """Return the discounted cost."""
    return float(_of_period(tables["Costs"], period)["discounted"].sum())


def money_spent(_book: Book, tables: Tables, funder: str, period: str) -> float:
    """Return what a funder spends on capital, stock and support, or the capital that all pay."""
    if not funder:
        return float(_of_period(tables["Payments"], period)["amount"].sum())
    spent = _of_period(tables["Budgets"], period)
    return float(spent.loc[spent["funder"] == funder, "spent"].sum())


def conditional_value_at_risk(book: Book, tables: Tables, _of: str, period: str) -> float:
    """Return the whole cost undisturbed, and the tail of the extra cost of the worst period of onset."""
    costs, struck = tables["Costs"], tables["Resilience"]
    struck = struck[struck["chance"].fillna(0) > 0]
    struck = struck[struck["onset"] == period] if period else struck
    pairs = {
        onset: list(rows[["chance", "extra cost as counted"]].itertuples(index=False, name=None))
        for onset, rows in struck.groupby("onset")
    }
    tails = [resilience.conditional_value_at_risk(x, book.settings["risk level"]) for x in pairs.values()]
    return float(costs.loc[~costs["part"].isin(OF_CHANCE), "discounted"].sum()) + max(tails, default=0.0)


def capacity_ordered(book: Book, tables: Tables, kind: str, period: str) -> float:
    """Return the capacity that projects of a kind order; those that only take away order none."""
    adds = {row["project"] for row in book.rows("Projects") if row["kind"] == kind and row["adds"]}
    rows = tables["Investments"]
    ordered = rows[(rows["decision"] == "build") & rows["project"].isin(adds)]
    return float((ordered[ordered["start"] == period] if period else ordered)["size"].fillna(0).sum())


def _of_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    return rows[rows["period"] == period] if period else rows
