"""What a plan's charts show, as small tables; the drawing is in ``charts.py``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.reports.styles import DARK, OTHERS, Palette, together
from planner.tolerances import ROUNDING
from planner.wording.numbers import share_text
from planner.wording.sums import asked_demand, cost_parts, is_told
from planner.wording.supplies import most_changed, ruled_supplies
from planner.wording.text import middle_cut

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

MOST_SUPPLIES: Final = 5
MOST_LINES: Final = 6
LONGEST_LABEL: Final = 24
MOST_DISRUPTIONS: Final = 7
LONGEST_DISRUPTION: Final = 34
NOTHING_COLOUR: Final = "#A9C4D9"
THE_PLAN: Final = ("the plan", "doing nothing")


@dataclass(frozen=True)
class ChartTable:
    """The figures of one chart: a row for each label, a column for each series."""

    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class DecisionChart:
    """The one chart of a first page: its figures, what kind of bars they are, what it says, and its colours.

    Attributes
    ----------
    kind
        beside (shares of service, the plan's beside doing nothing's), origins (shares that add up) or money.
    """

    table: ChartTable
    kind: str
    words: str
    colours: tuple[str, ...]


def decision_chart(plan: Plan, palette: Palette) -> DecisionChart | None:
    """Return what disruptions leave of service, plan beside doing nothing; else origins of supply; else capital."""
    struck = struck_table(plan)
    if struck is not None:
        label, values = struck.labels[0], struck.values[0]
        least = f"{share_text(values[0])}, {label}"
        words = f"Bars: the service that each disruption leaves at its worst; the least is {least}."
        return DecisionChart(struck, "beside", words, (DARK, NOTHING_COLOUR)[: len(struck.series)])
    table = sourcing_table(plan, palette)
    kind, words = "origins", "Stacked bars: where supply comes from, in the first period and in the last."
    if table is None:
        table, kind = capital_table(plan, palette), "money"
        words = "Stacked columns: capital by period and funder."
    if table is None:
        return None
    return DecisionChart(table, kind, words, tuple(palette.colour_of(name) for name in table.series))


def struck_table(plan: Plan) -> ChartTable | None:
    """Return the least service that disruptions leave, those first that leave least; None where none was looked at."""
    table = plan.tables["Resilience"]
    least = table[table["service"].notna()].groupby("disruption", sort=False)["service"].min()
    if least.empty:
        return None
    least = least.sort_values(kind="stable")[:MOST_DISRUPTIONS]
    baseline = plan.tables["Baseline"]
    nothing = baseline[baseline["subject"] == "disruption"].set_index("what")["baseline"]
    both = any(name in nothing.index for name in least.index)
    labels = tuple(middle_cut(str(name), LONGEST_DISRUPTION) for name in least.index)
    rows = tuple(
        (float(value), float(nothing.get(name, math.nan))) if both else (float(value),) for name, value in least.items()
    )
    return ChartTable("What the worst disruptions leave", labels, THE_PLAN if both else THE_PLAN[:1], rows)


def capital_table(plan: Plan, palette: Palette) -> ChartTable | None:
    """Return capital by period and funder; None where nothing is paid."""
    payments = plan.tables["Payments"]
    payments = payments[is_told(payments["amount"])]
    if payments.empty:
        return None
    names = together(payments["funder"], palette)
    sums = payments.assign(funder=payments["funder"].map(names)).groupby(["period", "funder"])["amount"].sum()
    wide = sums.unstack(fill_value=0).reindex(list(plan.book.periods), fill_value=0.0)
    return _table("Capital by period and funder", wide, _in_order(wide, palette))


def cost_table(plan: Plan) -> ChartTable | None:
    """Return the discounted cost of each part of the objective; None where there is no cost."""
    parts = cost_parts(plan)
    if parts.empty:
        return None
    return _table("Cost by part", parts.to_frame("discounted"), ["discounted"])


def sourcing_table(plan: Plan, palette: Palette) -> ChartTable | None:
    """Return the origins of the supply that changes most, in the first and the last period; None without rules."""
    rows: list[pd.Series[float]] = []
    for supply in most_changed(ruled_supplies(plan), MOST_SUPPLIES):
        first, last = supply.shares.index[0], supply.shares.index[-1]
        names = [(first, f"{middle_cut(supply.label, LONGEST_LABEL)}, {first}")]
        names += [(last, str(last))] if last != first else []
        for period, name in names:
            shares = supply.shares.loc[period].rename(together(supply.shares.columns, palette))
            summed = shares.groupby(level=0).sum()
            summed.name = name
            rows.append(summed)
    if not rows:
        return None
    wide = _frame(rows)
    return _table("Where supply comes from", wide, _in_order(wide, palette))


def served_table(plan: Plan) -> ChartTable | None:
    """Return the share of demand served by period of what goes short most, else of all; None without demand."""
    demand = asked_demand(plan)
    if demand.empty:
        return None
    sums = demand.groupby(["period", "material"])[["asked", "short"]].sum()
    served = (1 - sums["short"] / sums["asked"]).unstack()
    served = served.reindex([period for period in plan.book.periods if period in served.index]).fillna(1.0)
    least = served.min().sort_values(kind="stable")
    short = list(least[least < 1 - ROUNDING].index[:MOST_LINES])
    if not short:
        return _table("Demand served", served.min(axis=1).to_frame("all materials"), ["all materials"])
    complete = len(short) == served.shape[1]
    return _table("Demand served" if complete else "Demand served, of what goes short", served, short)


def _frame(rows: Sequence[pd.Series[float]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows).fillna(0.0)


def _table(title: str, wide: pd.DataFrame, order: Sequence[str]) -> ChartTable:
    values = wide[list(order)].to_numpy(float)
    labels = tuple(str(label) for label in wide.index)
    return ChartTable(title, labels, tuple(str(name) for name in order), tuple(map(tuple, values.tolist())))


def _in_order(wide: pd.DataFrame, palette: Palette) -> list[str]:
    """Return the series that a table has, in the order of the colours, the others last."""
    return [name for name in (*palette.places, *palette.funders, OTHERS) if name in wide.columns]
