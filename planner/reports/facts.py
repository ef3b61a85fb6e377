"""What a plan comes to, in few figures and plain sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.reports.chart_data import asked_demand, cost_parts, ruled_supplies
from planner.reports.figures import money_label, number_text, share_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.plans.plan import Plan

NOISE: Final = 1e-6
PROVEN: Final = ("optimal", "proven")


@dataclass(frozen=True)
class Tile:
    """One figure of the first page: what it is, the figure, and a word on it; good is None where neither."""

    label: str
    figure: str
    words: str
    good: bool | None = None


def is_proven(plan: Plan) -> bool:
    """Whether the solver proved the plan to the gap that was asked."""
    return str(plan.run.get("status", "")).casefold() in PROVEN


def status_words(run: Mapping[str, Any]) -> str:
    """Return how good the plan is known to be, as a sentence; a time limit is never called best possible."""
    status, gap = str(run.get("status", "")).casefold(), run.get("gap")
    known = isinstance(gap, int | float) and math.isfinite(gap)
    distance = _gap_text(float(gap)) if known else ""  # type: ignore[arg-type]
    if status in PROVEN:
        return f"Proven within {distance} of the best possible" if known else "Proven best possible"
    stopped = "interrupt" in status or run.get("interrupted") is True
    found = "before it was interrupted" if stopped else "within the time limit"
    if not known:
        return f"Best plan found {found}; how far it is from the best possible is not known"
    return f"Best plan found {found}; it is at most {distance} from the best possible"


def _gap_text(gap: float) -> str:
    """Return a gap in per cent, rounded up so that it never promises too much."""
    if gap <= 1e-6:
        return "0.0001%"
    step = 10.0 ** (math.floor(math.log10(gap)) - 1)
    return f"{100 * math.ceil(gap / step - 1e-9) * step:.6f}".rstrip("0").rstrip(".") + "%"


def tiles_of(plan: Plan) -> list[Tile]:
    """Return the six figures of the first page."""
    return [
        _cost_tile(plan),
        _capital_tile(plan),
        _built_tile(plan),
        _served_tile(plan),
        _origin_tile(plan),
        _checks_tile(plan),
    ]


def _cost_tile(plan: Plan) -> Tile:
    settings = plan.book.settings
    cost = float(plan.run.get("objective", cost_parts(plan).sum()))
    return Tile("Cost of the plan", number_text(cost), f"{money_label(settings)}, discounted")


def _capital_tile(plan: Plan) -> Tile:
    spent = float(plan.tables["Investments"]["capital"].sum())
    return Tile("Capital of what is built", number_text(spent), money_label(plan.book.settings))


def _built_tile(plan: Plan) -> Tile:
    periods = plan.book.periods
    horizon = f"from {periods[0]} to {periods[-1]}" if len(periods) > 1 else f"in {periods[0]}"
    built, offered = len(built_projects(plan)), plan.tables["Investments"]["project"].nunique()
    return Tile("Projects built", f"{built} of {offered}", horizon)


def _served_tile(plan: Plan) -> Tile:
    worst = worst_served(plan)
    if worst is None:
        return Tile("Demand served", "–", "no demand with an amount")
    if worst["short"] <= NOISE * worst["asked"]:
        return Tile("Demand served", "100%", "all of it, in every period", True)
    where = f"at worst: {worst['material']}, {worst['market']}, {worst['period']}"
    return Tile("Demand served", share_text(1 - worst["short"] / worst["asked"]), where, False)


def _origin_tile(plan: Plan) -> Tile:
    worst = worst_origin(plan)
    if worst is None:
        return Tile("Largest origin", "–", "no rule follows a material")
    first, last = f"{worst.first:.0%}", f"{worst.last:.0%}"
    figure = first if len(plan.book.periods) == 1 else f"{first} → {last}"
    return Tile("Largest origin", figure, f"{worst.material} from {worst.origin}, {worst.when}")


def _checks_tile(plan: Plan) -> Tile:
    checks = plan.tables["Checks"]
    passed = int((checks["pass"] == "yes").sum())
    if checks.empty:
        return Tile("Checks passed", "–", "not verified", False)
    return Tile(
        "Checks passed", f"{passed} of {len(checks)}", "independent verification", passed == len(checks)
    )


def built_projects(plan: Plan) -> list[str]:
    """Return the projects that are started, in the order of the table."""
    table = plan.tables["Investments"]
    return [str(name) for name in table.loc[table["decision"] == "build", "project"].unique()]


def worst_served(plan: Plan) -> pd.Series | None:
    """Return the row of Shortages of which the least is served; None without demand."""
    demand = asked_demand(plan)
    return None if demand.empty else row_of_most(demand, demand["short"] / demand["asked"])


@dataclass(frozen=True)
class Origin:
    """The largest origin of a material, its share in the first and the last period of supply."""

    material: str
    origin: str
    first: float
    last: float
    when: str


def worst_origin(plan: Plan) -> Origin | None:
    """Return the origin with the largest share of a ruled material in any period; None without rules."""
    origins = [largest_origin(supply.label, supply.shares) for supply in ruled_supplies(plan)]
    return max(origins, key=lambda each: each[0], default=(0.0, None))[1]


def largest_origin(material: str, shares: pd.DataFrame) -> tuple[float, Origin]:
    """Return the largest share of one origin in any period, and how that origin moves."""
    largest = shares.max()
    origin = largest.idxmax()
    ends = (shares.index[0], shares.index[-1])
    when = f"{ends[0]} → {ends[1]}" if ends[0] != ends[1] else str(ends[0])
    found = Origin(material, str(origin), float(shares[origin].iloc[0]), float(shares[origin].iloc[-1]), when)
    return float(largest.max()), found


def capital_by_funder(plan: Plan) -> pd.Series[float]:
    """Return what each funder pays in all, the largest first."""
    sums = plan.tables["Payments"].groupby("funder")["amount"].sum()
    return sums[sums > NOISE].sort_values(ascending=False, kind="stable")


def row_of_most(table: pd.DataFrame, sizes: pd.Series[float]) -> pd.Series[Any]:
    """Return the row of a table at which the sizes are largest; a blank size counts as nothing."""
    return table.iloc[int(sizes.fillna(0.0).to_numpy().argmax())]
