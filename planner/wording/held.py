"""What of a disruption's extra cost is no more than how the holding of stock is counted."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from planner.plans.tables import EXTRA_COSTS
from planner.tolerances import MOMENT

if TYPE_CHECKING:
    from planner.plans.plan import Plan

MOST: Final = 0.5  # of an extra cost: so much of it is what it is for


def for_holding(plan: Plan, row: pd.Series[Any]) -> str:
    """Return that most of what a row of Resilience costs more would cost as much without being hit; else blank.

    Holding counts the stock at the end of each stretch, for its length: of the plan's own course a share of what it
    holds at the end of the period, of a window that ends amid the period what is there by then. Where the plan uses up
    its stock in the period that is more, whatever is hit.
    """
    lengths = [float(period["years"]) for period in plan.book.rows("Periods")]
    begins = [0.0, *accumulate(lengths)]
    end = begins[plan.book.periods.index(row["onset"])] + float(row["window"])
    t = next((t for t, begin in enumerate(begins[1:]) if end < begin - MOMENT), None)
    if t is None or end < begins[t] + MOMENT:
        return ""
    years, inside = lengths[t], (end - begins[t]) / lengths[t]
    table = plan.tables["Stockpiles"]
    held = {(one["site"], one["material"], one["period"]): float(one["stock"]) for one in table.to_dict("records")}
    more = 0.0
    for pile in plan.book.rows("Stockpiles"):
        own, keep = (pile["site"], pile["material"]), (1 - pile["loss"][t]) ** years
        before = held.get((*own, plan.book.periods[t - 1]), 0.0) if t else pile["initial"]
        after = held.get((*own, plan.book.periods[t]), 0.0)
        amid = (keep**inside - inside * keep) * before + inside * after
        more += pile["holding cost"][t] * inside * years * (amid - after)
    if more <= MOST * float(row[EXTRA_COSTS[0]]):
        return ""
    return f", most of it for stock that the plan too has used up only by the end of {plan.book.periods[t]}"
