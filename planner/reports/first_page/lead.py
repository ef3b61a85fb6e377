"""The sentences that the page leads with: what the plan buys, what is left at the worst, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.plans.tables import EXTRA_COSTS
from planner.tolerances import NOTICED
from planner.wording.aloud import money_aloud
from planner.wording.beside import baseline_sentence, demand_words, dependences, tone_of_service
from planner.wording.held import for_holding
from planner.wording.key_figures import dearest_disruption, moves_of, none_leaves_short, worst_disruption, worst_served
from planner.wording.numbers import part_words, share_text
from planner.wording.sums import cost_parts
from planner.wording.text import counted, from_first_to_last

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

MOST_PARTS: Final = 3


@dataclass(frozen=True)
class Lead:
    """One of the sentences that the page begins with, and whether what it says is good, bad or neither (blank)."""

    words: str
    tone: str = ""


def bought(plan: Plan) -> Lead:
    """Return what the plan buys against doing nothing; where that was not found, how dependence falls, and why."""
    table = plan.tables["Baseline"]
    if table.empty:
        return Lead(" ".join(filter(None, (_falls(plan), baseline_sentence(plan)))))
    row = table[(table["subject"] == "cost") & (table["what"] == "in all")].iloc[0]
    saved = float(row["difference"])
    is_same = abs(saved) <= NOTICED * max(abs(float(row["baseline"])), float(cost_parts(plan).abs().sum()))
    money = money_aloud(abs(saved), plan.book.settings)
    first = "it costs as much" if is_same else f"it saves {money}" if saved > 0 else f"it costs {money} more"
    gains = [words for words in (_kept(table), _held(table), _freed(plan)) if words]
    told = f"Against doing nothing {first} over the horizon{', discounted' if not is_same else ''}"
    return Lead(f"{told}; {'; '.join(gains)}." if gains else f"{told}.", "good" if saved > 0 or gains else "")


def _kept(table: pd.DataFrame) -> str:
    count = int((table["subject"] == "requirement").sum())
    return f"it keeps {counted(count, 'requirement')} that would be missed" if count else ""


def _held(table: pd.DataFrame) -> str:
    """Return what the plan serves more of, in the disruption (else without one) in which that is most."""
    for subject, when in (("disruption", "under {what} in {at} it serves"), ("service", "of {what} in {at} it serves")):
        rows = table[(table["subject"] == subject) & (table["plan"] - table["baseline"] > NOTICED)]
        if len(rows):
            row = rows.iloc[int((rows["plan"] - rows["baseline"]).to_numpy().argmax())]
            return f"{when.format(**row)} {share_text(row['plan'])} instead of {share_text(row['baseline'])}"
    return ""


def _freed(plan: Plan) -> str:
    rows = dependences(plan)
    rows = rows[rows["difference"] > NOTICED]
    if rows.empty:
        return ""
    row = rows.iloc[int(rows["difference"].to_numpy().argmax())]
    return f"{row['what']} falls from {share_text(row['baseline'])} to {share_text(row['plan'])} in {row['at']}"


def _falls(plan: Plan) -> str:
    move = next((move for move in moves_of(plan) if move.last < move.first - NOTICED), None)
    if move is None:
        return ""
    begin, end = move.periods
    first, last = f"{share_text(move.first)} in {begin}", f"{share_text(move.last)} in {end}"
    return f"Dependence on {move.origin} for {move.material} falls from {first} to {last}."


def left_at_worst(plan: Plan) -> Lead:
    """Return what is served at the worst disruption, what the dearest one costs, and whether guarantees hold."""
    table, worst = plan.tables["Resilience"], worst_disruption(plan)
    if worst is None:
        return _undisturbed(plan)
    broken = int((table["kept"] == "NO").sum())
    share = float(worst["service"])
    what = f"{worst['disruption']} in {worst['onset']}"
    if share >= 1 - NOTICED:
        words = none_leaves_short(plan)
    else:
        served = f"{share_text(share)} of {demand_words(worst['worst demand'])}"
        words = f"At the worst disruption, {what}, only {served} is served"
    words += f"; {counted(broken, 'guarantee')} {'is' if broken == 1 else 'are'} broken." if broken else "."
    return Lead(f"{words}{_dearest(plan, worst if share < 1 - NOTICED else None)}", tone_of_service(share, broken > 0))


def _dearest(plan: Plan, named: pd.Series[float] | None) -> str:
    """Return what the dearest disruption costs; the one that was named before is not named again."""
    row = dearest_disruption(plan)
    if row is None:
        return ""
    more = f"{money_aloud(float(row[EXTRA_COSTS[0]]), plan.book.settings)} more in that year"
    if named is not None and float(named[EXTRA_COSTS[0]]) >= float(row[EXTRA_COSTS[0]]) * (1 - NOTICED):
        return f" It costs {more}, the most of all."
    return f" The dearest, {row['disruption']} in {row['onset']}, costs {more}{for_holding(plan, row)}."


def _undisturbed(plan: Plan) -> Lead:
    worst = worst_served(plan)
    told = "The workbook strikes the plan with no disruption"
    if worst is None:
        return Lead(f"{told}.")
    share = 1 - float(worst["short"]) / float(worst["asked"])
    if share >= 1 - NOTICED:
        return Lead(f"{told}; undisturbed, all demand is served in every period.")
    where = f"{worst['material']} at {worst['market']} in {worst['period']}"
    return Lead(f"{told}; undisturbed, {share_text(share)} of {where} is served.", tone_of_service(share))


def cost_told(plan: Plan) -> str:
    """Return the whole cost in words, and its largest parts."""
    parts, settings = cost_parts(plan), plan.book.settings
    cost = plan.run.get("objective", float(parts.sum()) if len(parts) else None)
    if cost is None:
        return ""
    spent, earned = _largest(parts, settings), _largest(-parts, settings)
    periods = from_first_to_last(plan.book.periods)
    words = f"In all the plan costs {money_aloud(float(cost), settings)} over {periods}, discounted"
    if earned:  # of a difference no part is most
        return f"{words}: above all {', '.join(spent) or 'nothing'}, less {', '.join(earned)}."
    return f"{words}: most of it {', '.join(spent)}." if spent else f"{words}."


def _largest(parts: pd.Series[float], settings: Mapping[str, Any]) -> list[str]:
    """Return the largest parts above nothing, each with what it comes to."""
    largest = parts[parts > 0].sort_values(ascending=False, kind="stable")[:MOST_PARTS]
    return [f"{part_words(str(part))} {money_aloud(float(amount), settings)}" for part, amount in largest.items()]
