"""Doing nothing beside the plan, and which decisions are settled, in words: for the first pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.plans.tables import EXTRA_COSTS
from planner.statuses import Status
from planner.tolerances import NOTICED
from planner.wording.aloud import money_aloud
from planner.wording.key_figures import (
    BAD_SERVICE,
    dearest_disruption,
    is_all_covered,
    moves_of,
    worst_disruption,
    worst_served,
)
from planner.wording.numbers import money_text, share_text
from planner.wording.places import buyers_of, materials_of
from planner.wording.supplies import ruled_supplies
from planner.wording.text import and_more

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

MOST_NAMED: Final = 3
NOT_TOLD: Final = (
    "What would be with nothing built, and which decisions are settled, is told of plans that `solve` makes (the first "
    "by `replan --baseline` too); this one was planned anew or by a study, from questions of its own."
)
CLOSE: Final = 1e-3  # of a cost: what is proven by less is not told apart


@dataclass(frozen=True)
class BesideLine:
    """One figure of the plan and of doing nothing.

    Attributes
    ----------
    label, plan, nothing
        What it is, and both in words; ``nothing`` is blank where doing nothing was not found, or has no such figure.
    is_worse
        Whether doing nothing is worse.
    tone
        good, warn or bad, where the plan's figure is; blank where it is neither.
    """

    label: str
    plan: str
    nothing: str = ""
    is_worse: bool = False
    tone: str = ""


def beside_lines(plan: Plan) -> list[BesideLine]:
    """Return the figures of the plan beside those of doing nothing; its own alone where these were not found."""
    table = plan.tables["Baseline"]
    lines = [_cost(plan, table), _served(plan, table), _struck(plan, table), _dearest(plan), _origin(plan)]
    lines.append(None if table.empty else _kept(table))
    return [line for line in lines if line is not None]


def tone_of_service(share: float, is_broken: bool = False) -> str:
    """Return how a share that is served looks: good is all of it, bad less than half, or less than was promised."""
    if is_broken or share < BAD_SERVICE:
        return "bad"
    return "good" if share >= 1 - NOTICED else "warn"


def _rows(table: pd.DataFrame, subject: str) -> pd.DataFrame:
    return table[table["subject"] == subject]


def _in_all(table: pd.DataFrame) -> Any:
    return table[(table["subject"] == "cost") & (table["what"] == "in all")].iloc[0]


def _cost(plan: Plan, table: pd.DataFrame) -> BesideLine | None:
    label, settings = "Cost over the horizon, discounted", plan.book.settings
    if not _rows(table, "cost").empty:
        row = _in_all(table)
        mine, without = (money_aloud(float(row[column]), settings) for column in ("plan", "baseline"))
        return BesideLine(label, mine, without, bool(row["difference"] > 0))
    cost = plan.run.get("objective")
    return None if cost is None else BesideLine(label, money_aloud(float(cost), settings))


def _worst(rows: pd.DataFrame) -> tuple[float, str]:
    row = rows.iloc[int(rows["baseline"].to_numpy().argmin())]
    return float(row["baseline"]), f"{row['what']}, {row['at']}"


def _served(plan: Plan, table: pd.DataFrame) -> BesideLine | None:
    rows, worst = _rows(table, "service"), worst_served(plan)
    if worst is None:
        return None
    mine = 1 - float(worst["short"]) / float(worst["asked"])
    own = f"{worst['material']} at {worst['market']}, {worst['period']}"
    return _beside("Served at worst, undisturbed", mine, own, rows, tone_of_service(mine))


def _struck(plan: Plan, table: pd.DataFrame) -> BesideLine | None:
    rows, worst = _rows(table, "disruption"), worst_disruption(plan)
    if worst is None:
        return None
    mine, is_broken = float(worst["service"]), bool((plan.tables["Resilience"]["kept"] == "NO").any())
    own = f"{demand_words(worst['worst demand'])}: {worst['disruption']}, {worst['onset']}"
    label = f"Served at the worst disruption{'' if is_all_covered(plan) else ', of what is covered'}"
    return _beside(label, mine, own, rows, tone_of_service(mine, is_broken))


def _beside(label: str, mine: float, own: str, rows: pd.DataFrame, tone: str) -> BesideLine:
    if rows.empty:
        return BesideLine(label, _placed(mine, own), tone=tone)
    least, where = _worst(rows)
    return BesideLine(label, _placed(mine, own), _placed(least, where), least < mine - NOTICED, tone)


def _dearest(plan: Plan) -> BesideLine | None:
    """Return what the disruption costs that costs most; what it would cost with nothing built is not found."""
    worst = dearest_disruption(plan)
    if worst is None:
        return None
    more = money_aloud(float(worst[EXTRA_COSTS[0]]), plan.book.settings)
    return BesideLine(
        "The dearest disruption, in its year's money", f"{more} ({worst['disruption']}, {worst['onset']})"
    )


def demand_words(demand: object) -> str:
    """Return a demand as a sentence names it: its material at its market."""
    return str(demand).replace(" @ ", " at ")


def _placed(share: float, where: str) -> str:
    """Return a share with where it is; one of all needs no place."""
    return share_text(share) if share >= 1 - NOTICED else f"{share_text(share)} ({where})"


def dependences(plan: Plan) -> pd.DataFrame:
    """Return the rows of Baseline on an origin from abroad of which rules want less, of a buyer that they are about.

    Those of which doing nothing has most come first, and of these those of which the plan has least.
    """
    everyone = {row["country"] or row["site"] for row in plan.book.rows("Sites")}
    about = {
        f"{material} of {buyer} from {origin}"
        for supply in ruled_supplies(plan)
        for material in materials_of(plan.book, supply.material)
        for buyer in buyers_of(plan.book, supply.buyers) or everyone
        for origin in (everyone if supply.watched is None else supply.watched) - {buyer}
    }
    rows = _rows(plan.tables["Baseline"], "dependence")
    return rows[rows["what"].isin(about)].sort_values(["baseline", "plan"], ascending=[False, True], kind="stable")


def _origin(plan: Plan) -> BesideLine | None:
    rows = dependences(plan)
    if not rows.empty:
        row = rows.iloc[0]
        label = f"Largest foreign origin: {row['what']}, {row['at']}"
        return BesideLine(
            label, share_text(row["plan"]), share_text(row["baseline"]), bool(row["difference"] > NOTICED)
        )
    move = next(iter(moves_of(plan)), None)
    if move is None:
        return None
    periods = f"{plan.book.periods[0]} to {plan.book.periods[-1]}"
    return BesideLine(
        f"Largest origin: {move.material} from {move.origin}, {periods}",
        f"{share_text(move.first)} → {share_text(move.last)}",
    )


def _kept(table: pd.DataFrame) -> BesideLine:
    count = len(_rows(table, "requirement"))
    return BesideLine("What is asked and not kept", "nothing", str(count) if count else "nothing", count > 0)


def baseline_sentence(plan: Plan) -> str:
    """Return what doing nothing would come to; why that was not found, where it was looked for."""
    table, settings = plan.tables["Baseline"], plan.book.settings
    if table.empty:
        why = plan.run.get("baseline")  # what is said of a baseline that is there stands on the sheet Run
        if why is None and not plan.tables["Investments"].empty and "verified" not in plan.run:
            return NOT_TOLD
        return f"What would be {_nothing_built(plan)}: {why}." if why else ""
    row = _in_all(table)
    more, cost = float(row["difference"]), float(row["baseline"])
    is_same = abs(more) <= NOTICED * abs(cost)
    apart = "as much" if is_same else f"{money_text(abs(more), settings)} {'more' if more > 0 else 'less'}"
    begins = _nothing_built(plan)
    begins = f"{begins[:1].upper()}{begins[1:]}{'' if _kept_decisions(plan) else ' that is free to choose'}"
    told = f"{begins} it would cost {apart}{_proven(plan, cost)}{_missed(table)}."
    failed = str(plan.run.get("baseline") or "")
    return f"{told} {failed[:1].upper()}{failed[1:]}." if failed.startswith("its own") else told


def _kept_decisions(plan: Plan) -> int:
    """Return how many decisions of a former plan had to stay."""
    return int(plan.run.get("replan: decisions kept") or 0)


def _nothing_built(plan: Plan) -> str:
    count = _kept_decisions(plan)
    stays = "the decision of the former plan that stays" if count == 1 else f"the {count} decisions that stay"
    return f"with nothing built beyond {stays}" if count else "with nothing built"


def _proven(plan: Plan, cost: float) -> str:
    """Say from what on the cost of doing nothing is proven, where that is not all of it."""
    bound = plan.run.get("baseline bound")
    if not isinstance(bound, int | float) or not math.isfinite(bound):
        return f" ({Status.NOT_PROVEN})"
    if cost - float(bound) <= CLOSE * abs(cost):
        return ""
    return f" (at least {money_text(float(bound), plan.book.settings)} in all is proven)"


def _missed(table: pd.DataFrame) -> str:
    rows = _rows(table, "requirement").sort_values("missed", ascending=False, kind="stable")
    if rows.empty:
        return ", and all that is asked is kept"
    named = [
        f"{row['what']}{', ' if row['at'] else ''}{row['at']} ({share_text(row['missed'])} missed)"
        for row in rows.to_dict("records")
    ]
    return f", and what is asked is not kept: {and_more(named, MOST_NAMED, '; ')}"


def settled_sentence(plan: Plan) -> str:
    """Return how many decisions are settled; nothing where that was not looked at, or there is nothing to choose."""
    table = plan.tables["Investments"]
    if "settled" not in table:
        return ""
    decided = table.drop_duplicates("project").set_index("project")["settled"]
    free = decided[decided.isin(["yes", "open"])]
    if free.empty:
        return ""
    left = [str(name) for name in free.index[free == "open"]]
    within = money_text(float(plan.run.get("settled within") or 0.0), plan.book.settings)
    many = f"{len(free) - len(left)} of {len(free)} free decisions are" if len(free) > 1 else "The one free decision is"
    many += " not" if len(free) == 1 and left else ""
    named = f"; open: {and_more(left, MOST_NAMED)}" if left else ""
    return f"{many} proven to be the same in every plan that costs at most {within} more{named}."
