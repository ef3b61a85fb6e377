"""What a plan's tables add up to: the parts of its cost, and what was asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.plans.tables import PARTS

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

NOISE: Final = 1e-9


def cost_parts(plan: Plan) -> pd.Series:
    """Return the parts of the objective that are not nothing, in their declared order."""
    sums = plan.tables["Costs"].groupby("part", sort=False)["discounted"].sum()
    order = [part for part in PARTS if part in sums.index] + [part for part in sums.index if part not in PARTS]
    sums = sums.reindex(order)
    return sums[sums.abs() > NOISE * (sums.abs().max() if len(sums) else 0.0)]


def asked_demand(plan: Plan) -> pd.DataFrame:
    """Return the rows of Shortages that ask for an amount and are no sales."""
    table = plan.tables["Shortages"]
    asks = table["asked"].notna() & (table["asked"] > NOISE)
    covered = (table["short"].abs() > NOISE) | (table["required"] > 0) | (table["delivered"] >= table["asked"] - NOISE)
    return table[asks & covered]
