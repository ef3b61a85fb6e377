"""What a plan's charts show, as small tables; the drawing is in ``charts.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.plans.tables import PARTS
from planner.reports.cells import middle_cut
from planner.reports.places import countries_of, materials_of
from planner.reports.styles import OTHERS, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.plans.plan import Plan
    from planner.reports.styles import Palette

MOST_MATERIALS: Final = 6
MOST_LINES: Final = 6
LONGEST_LABEL: Final = 30
NOISE: Final = 1e-9


@dataclass(frozen=True)
class ChartTable:
    """The figures of one chart: a row for each label, a column for each series."""

    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Supply:
    """One material of a rule, and whose supply of it the rule is about."""

    material: str
    buyers: str
    label: str
    shares: pd.DataFrame  # periods by origins


def capital_table(plan: Plan, palette: Palette) -> ChartTable | None:
    """Return capital by period and funder; None where nothing is paid."""
    payments = plan.tables["Payments"]
    payments = payments[payments["amount"].abs() > NOISE]
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


def cost_parts(plan: Plan) -> pd.Series:
    """Return the parts of the objective that are not nothing, in their declared order."""
    sums = plan.tables["Costs"].groupby("part", sort=False)["discounted"].sum()
    order = [part for part in PARTS if part in sums.index] + [
        part for part in sums.index if part not in PARTS
    ]
    sums = sums.reindex(order)
    return sums[sums.abs() > NOISE * max(1.0, sums.abs().max() if len(sums) else 1.0)]


def sourcing_table(plan: Plan, palette: Palette) -> ChartTable | None:
    """Return the origins of each ruled material in the first and the last period; None without rules."""
    rows = []
    for supply in ruled_supplies(plan)[:MOST_MATERIALS]:
        for period in dict.fromkeys((supply.shares.index[0], supply.shares.index[-1])):
            shares = supply.shares.loc[period]
            summed = shares.groupby(together(shares.index, palette)).sum()
            rows.append(summed.rename(f"{middle_cut(supply.label, LONGEST_LABEL)}, {period}"))
    if not rows:
        return None
    wide = _frame(rows)
    return _table("Where supply comes from", wide, _in_order(wide, palette))


def ruled_supplies(plan: Plan) -> list[Supply]:
    """Return the supply of each material and group of buyers that a rule is about, where there is any."""
    rules = plan.tables["Concentration"][["material", "buyers"]].drop_duplicates()
    several = rules["material"].duplicated(keep=False)
    supplies = []
    for (material, buyers), repeated in zip(rules.itertuples(index=False), several, strict=True):
        shares = _shares(plan, str(material), str(buyers))
        if len(shares):
            label = f"{material} for {'all' if buyers == '*' else buyers}" if repeated else str(material)
            supplies.append(Supply(str(material), str(buyers), label, shares))
    return supplies


def _shares(plan: Plan, material: str, buyers: str) -> pd.DataFrame:
    """Return each origin's share of what the buyers take in, periods by origins; no idle periods."""
    table = plan.tables["Sourcing"]
    table = table[table["material"].isin(materials_of(plan.book, material))]
    wanted = countries_of(plan.book, buyers)
    if wanted is not None:
        table = table[table["buyer"].isin(wanted)]
    amounts = table.groupby(["period", "origin"])["amount"].sum().unstack(fill_value=0)
    amounts = amounts.reindex([period for period in plan.book.periods if period in amounts.index])
    totals = amounts.sum(axis=1)
    return amounts[totals > NOISE].div(totals[totals > NOISE], axis=0)


def served_table(plan: Plan) -> ChartTable | None:
    """Return the share of demand served by period, of the materials served worst; None without demand."""
    demand = asked_demand(plan)
    if demand.empty:
        return None
    sums = demand.groupby(["period", "material"])[["asked", "short"]].sum()
    served = (1 - sums["short"] / sums["asked"]).unstack()
    served = served.reindex([period for period in plan.book.periods if period in served.index])
    worst = served.min().sort_values(kind="stable").index[:MOST_LINES]
    return _table("Demand served", served.fillna(1.0), list(worst))


def asked_demand(plan: Plan) -> pd.DataFrame:
    """Return the rows of Shortages that ask for an amount and are no sales."""
    table = plan.tables["Shortages"]
    asks = table["asked"].notna() & (table["asked"] > NOISE)
    covered = (
        (table["short"].abs() > NOISE)
        | (table["required"] > 0)
        | (table["delivered"] >= table["asked"] - NOISE)
    )
    return table[asks & covered]


def _frame(rows: Sequence[pd.Series]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows).fillna(0.0)


def _table(title: str, wide: pd.DataFrame, order: Sequence[str]) -> ChartTable:
    values = wide[list(order)].to_numpy(float)
    labels = tuple(str(label) for label in wide.index)
    return ChartTable(title, labels, tuple(str(name) for name in order), tuple(map(tuple, values.tolist())))


def _in_order(wide: pd.DataFrame, palette: Palette) -> list[str]:
    """Return the series that a table has, in the order of the colours, the others last."""
    return [name for name in (*palette.places, *palette.funders, OTHERS) if name in wide.columns]
