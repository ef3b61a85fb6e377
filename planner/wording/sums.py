"""What a plan's tables add up to: the parts of its cost, and what was asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plans.plan import Plan, of_each_plan
from planner.plans.tables import PARTS
from planner.tolerances import NOTICED, ROUNDING

if TYPE_CHECKING:
    import pandas as pd


@of_each_plan
def cost_parts(plan: Plan) -> pd.Series:
    """Return the parts of the objective that are not nothing, in their declared order."""
    sums = plan.tables["Costs"].groupby("part", sort=False)["discounted"].sum()
    order = [part for part in PARTS if part in sums.index] + [part for part in sums.index if part not in PARTS]
    sums = sums.reindex(order)
    return sums[sums.abs() > ROUNDING * (sums.abs().max() if len(sums) else 0.0)]


def least_told(plan: Plan) -> float:
    """Return the money of which less is told as nothing: a part of all that the plan spends and earns."""
    return NOTICED * float(cost_parts(plan).abs().sum())


def is_told(sums: pd.Series) -> pd.Series:
    """Return which sums of money are more than nothing beside all of them."""
    return sums.abs() > NOTICED * sums.abs().sum()


@of_each_plan
def asked_demand(plan: Plan) -> pd.DataFrame:
    """Return the rows of Shortages that ask for an amount and are no sales."""
    table = plan.tables["Shortages"]
    asks = table["asked"].notna() & (table["asked"] > ROUNDING)
    covered = (
        (table["short"].abs() > ROUNDING) | (table["required"] > 0) | (table["delivered"] >= table["asked"] - ROUNDING)
    )
    return table[asks & covered]
