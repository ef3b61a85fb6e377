"""What the first page says, once for all that show it: Summary, HTML and PDF, Word and slides.

What to approve, what that buys against doing nothing, what is left of the worst disruption, what it costs, and what of
it is settled and what a convention. Who has not heard of the model reads it in two minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.plans.tables import EXTRA_COSTS, OWNER
from planner.reports.chart_data import decision_chart
from planner.reports.plan_workbook.sentences import conventions
from planner.reports.styles import palette_of
from planner.tolerances import NOTICED
from planner.wording.aloud import day_of, money_aloud
from planner.wording.beside import (
    BesideLine,
    baseline_sentence,
    beside_lines,
    demand_words,
    settled_sentence,
    tone_of_service,
)
from planner.wording.key_figures import (
    dearest_disruption,
    is_proven,
    moves_of,
    status_words,
    worst_disruption,
    worst_served,
)
from planner.wording.numbers import money_label, part_words, share_text
from planner.wording.sums import cost_parts
from planner.wording.text import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.plans.plan import Plan
    from planner.reports.chart_data import DecisionChart

MOST_APPROVED: Final = 8
MOST_PAYERS: Final = 2
MOST_PARTS: Final = 3
MOST_NAMED: Final = 3
SIZED: Final = ("block", "maximum", "curve")  # the columns of Projects that give a start a size
SURE: Final = {"yes": "settled", "open": "open", "by the workbook": "decided already"}
NOW: Final = "now"
APPROVAL_HEADS: Final = ("project", "place", "start", "decide by", "capital", "who pays", "sure")


@dataclass(frozen=True)
class Lead:
    """One of the sentences that the page begins with, and whether what it says is good, bad or neither (blank)."""

    words: str
    tone: str = ""


@dataclass(frozen=True)
class Approval:
    """A project to approve.

    Attributes
    ----------
    start, decide_by
        The period of its first start, and the day on which that begins: later it cannot start so. The first period is
        the workbook's present, whenever it began: what starts in it is decided now.
    capital, payers
        What all its starts cost, and who pays most of it.
    sure
        settled, open, or decided already (by the workbook); blank where that was not looked at.
    """

    project: str
    place: str
    start: str
    decide_by: str
    amount: float
    capital: str
    payers: str
    sure: str

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands under ``APPROVAL_HEADS``."""
        return self.project, self.place, self.start, self.decide_by, self.capital, self.payers, self.sure


@dataclass(frozen=True)
class FirstPage:
    """All that the first page says.

    Attributes
    ----------
    lead
        What to approve, what it buys, what is left at the worst, what it costs.
    approvals, more
        The projects of most capital in the order of their days, and what is said of the others.
    chart
        The one chart above the fold; None where the plan has no figures for one.
    settled, conventions
        What is proven, and what could be otherwise at the same cost or is left out.
    """

    title: str
    subtitle: str
    status: str
    is_proven: bool
    lead: tuple[Lead, ...]
    approvals: tuple[Approval, ...]
    more: str
    beside: tuple[BesideLine, ...]
    chart: DecisionChart | None
    settled: tuple[str, ...]
    conventions: tuple[str, ...]

    @property
    def has_baseline(self) -> bool:
        """Whether doing nothing has a figure."""
        return any(line.nothing for line in self.beside)


def first_page(plan: Plan) -> FirstPage:
    """Return what the first page of a plan says."""
    free, decided = _approvals(plan)
    listed = _listed_first(free or decided)
    asked = " ".join(filter(None, (_ask(plan, free, decided), _of_no_size(plan))))
    lead = (Lead(asked), _buys(plan), _worst(plan), Lead(_costs(plan)))
    return FirstPage(
        str(plan.book.settings.get("title") or plan.book.path.stem), subtitle_of(plan), status_words(plan.run),
        is_proven(plan), tuple(each for each in lead if each.words), listed, _more(plan, free or decided, listed),
        tuple(beside_lines(plan)), decision_chart(plan, palette_of(plan)), _settled(plan), _conventions(plan),
    )  # fmt: skip


def subtitle_of(plan: Plan) -> str:
    """Return the line above or below the title: case, periods and money."""
    case = "" if plan.book.case == "base" else f"Case: {plan.book.case}  ·  "
    money = money_label(plan.book.settings)
    return f"{case}Supply diversification plan, {_horizon(plan)}  ·  all money in {money}"


def _horizon(plan: Plan) -> str:
    periods = plan.book.periods
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


# What to approve


def _approvals(plan: Plan) -> tuple[list[Approval], list[Approval]]:
    """Return the projects that are built: those that are free to choose, and those that the workbook decides."""
    table = plan.tables["Investments"]
    paid = plan.tables["Payments"].groupby(["project", "funder"], sort=False)["amount"].sum()
    free: list[Approval] = []
    decided: list[Approval] = []
    bare = started_at_no_size(plan)
    for name, starts in table[table["decision"] == "build"].groupby("project", sort=False):
        if name in bare:
            continue
        row = starts.iloc[0]
        periods = [period for period in plan.book.periods if period in set(starts["start"])]
        is_free = not any(starts["lock"])
        sure = SURE.get(str(row.get("settled", "")), "") if is_free else SURE["by the workbook"]
        amount = float(starts["capital"].sum())
        payers = _payers(paid.loc[name]) if name in paid.index.get_level_values(0) else ""
        start = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
        money = money_aloud(amount, plan.book.settings)
        made = Approval(str(name), str(row["place"]), start, _decide_by(plan, periods[0]), amount, money, payers, sure)
        (free if is_free else decided).append(made)
    return free, decided


def started_at_no_size(plan: Plan) -> list[str]:
    """Return the projects of some size that are started, at none and for nothing: there is nothing to approve."""
    could = {row["project"] for row in plan.book.rows("Projects") if any(row[head] is not None for head in SIZED)}
    table = plan.tables["Investments"]
    built = table[table["decision"] == "build"].groupby("project", sort=False)[["size", "capital"]].sum()
    return [str(name) for name, sums in built.iterrows() if name in could and not sums.any()]


def _of_no_size(plan: Plan) -> str:
    names = started_at_no_size(plan)
    if not names:
        return ""
    told = and_more(names, MOST_NAMED)
    return f"Started at no size and for nothing, since something asks for a start and not for a size: {told}."


def _decide_by(plan: Plan, period: str) -> str:
    """Return the latest day to decide what starts in a period: now for the first, which is the present."""
    return NOW if period == plan.book.periods[0] else day_of(plan.book, period)


def _payers(paid: pd.Series[float]) -> str:
    """Return who pays most of a project, and how many others pay."""
    paid = paid[paid > NOTICED].sort_values(ascending=False, kind="stable")
    names = ["its owner" if name == OWNER else str(name) for name in paid.index]
    more = len(names) - MOST_PAYERS
    return ", ".join(names[:MOST_PAYERS]) + (f" and {more} more" if more > 0 else "")


def _listed_first(approvals: Sequence[Approval]) -> tuple[Approval, ...]:
    """Return the projects of most capital, those first that are due first."""
    largest = sorted(approvals, key=lambda each: -each.amount)[:MOST_APPROVED]
    order = {period: place for place, period in enumerate(_days(approvals))}
    return tuple(sorted(largest, key=lambda each: (order[each.decide_by], -each.amount)))


def _days(approvals: Sequence[Approval]) -> list[str]:
    """Return the days on which there is something to decide, in the order of the periods that begin on them."""
    days = {each.start.split(" to ")[0]: each.decide_by for each in approvals}
    return [days[start] for start in sorted(days, key=_as_time)]


def _as_time(period: str) -> tuple[float, str]:
    try:
        return float(period), ""
    except ValueError:
        return float("inf"), period


def _more(plan: Plan, approvals: Sequence[Approval], listed: Sequence[Approval]) -> str:
    rest = [each for each in approvals if each not in listed]
    if not rest:
        return ""
    money = money_aloud(sum(each.amount for each in rest), plan.book.settings)
    return f"and {_counted(len(rest), 'smaller one')}, {money} together: sheet Investments has all"


def _ask(plan: Plan, free: Sequence[Approval], decided: Sequence[Approval]) -> str:
    """Return what to approve, how much of it first, and what is decided already."""
    settings = plan.book.settings
    spent = money_aloud(sum(each.amount for each in decided), settings)
    known = f"{_counted(len(decided), 'project')} that the workbook decides already ({spent})" if decided else ""
    if not free:
        if not plan.tables["Investments"]["project"].nunique():
            return "There is nothing to approve: the workbook offers no projects."
        return f"There is nothing to approve: {f'the plan builds {known}' if known else 'nothing is built'}."
    money = money_aloud(sum(each.amount for each in free), settings)
    words = f"Approve {_counted(len(free), 'project')} for {money} of capital{_paid_by(plan, free)}."
    days = _days(free)
    if len(days) > 1:
        first = [each for each in free if each.decide_by == days[0]]
        part = money_aloud(sum(each.amount for each in first), settings)
        words += f" {len(first)} of them, {part}, must be decided {_when(plan, days[0])}."
    elif days[0] == NOW:
        words += f" All of it must be decided {_when(plan, NOW)}."
    else:
        words += f" The latest day to decide is {days[0]}."
    return f"{words} Built besides: {known}." if known else words


def _when(plan: Plan, day: str) -> str:
    return f"now, to start in {plan.book.periods[0]}, the first period" if day == NOW else f"by {day}"


def _paid_by(plan: Plan, free: Sequence[Approval]) -> str:
    names = {each.project for each in free}
    payments = plan.tables["Payments"]
    sums = payments[payments["project"].isin(names)].groupby("funder")["amount"].sum()
    sums = sums[sums > NOTICED].sort_values(ascending=False, kind="stable")
    if sums.empty:
        return ""
    first = "their owners" if sums.index[0] == OWNER else str(sums.index[0])
    if len(sums) == 1:
        return f", all of it paid by {first}"
    return f", {share_text(float(sums.iloc[0] / sums.sum()))} of it paid by {first}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


# What it buys


def _buys(plan: Plan) -> Lead:
    """Return what the plan buys against doing nothing; where that was not found, how dependence falls, and why."""
    table = plan.tables["Baseline"]
    if table.empty:
        return Lead(" ".join(filter(None, (_falls(plan), baseline_sentence(plan)))))
    row = table[(table["subject"] == "cost") & (table["what"] == "in all")].iloc[0]
    saved = float(row["difference"])
    is_same = abs(saved) <= NOTICED * max(abs(float(row["baseline"])), 1.0)
    money = money_aloud(abs(saved), plan.book.settings)
    first = "it costs as much" if is_same else f"it saves {money}" if saved > 0 else f"it costs {money} more"
    gains = [words for words in (_kept(table), _held(table), _freed(table)) if words]
    told = f"Against doing nothing {first} over the horizon{', discounted' if not is_same else ''}"
    return Lead(f"{told}; {'; '.join(gains)}." if gains else f"{told}.", "good" if saved > 0 or gains else "")


def _kept(table: pd.DataFrame) -> str:
    count = int((table["subject"] == "requirement").sum())
    return f"it keeps {_counted(count, 'requirement')} that would be missed" if count else ""


def _held(table: pd.DataFrame) -> str:
    """Return what the plan serves more of, in the disruption (else without one) in which that is most."""
    for subject, when in (("disruption", "under {what} in {at} it serves"), ("service", "of {what} in {at} it serves")):
        rows = table[(table["subject"] == subject) & (table["plan"] - table["baseline"] > NOTICED)]
        if len(rows):
            row = rows.iloc[int((rows["plan"] - rows["baseline"]).to_numpy().argmax())]
            return f"{when.format(**row)} {share_text(row['plan'])} instead of {share_text(row['baseline'])}"
    return ""


def _freed(table: pd.DataFrame) -> str:
    rows = table[(table["subject"] == "dependence") & (table["difference"] > NOTICED)]
    if rows.empty:
        return ""
    row = rows.iloc[int(rows["difference"].to_numpy().argmax())]
    return f"{row['what']} falls from {share_text(row['baseline'])} to {share_text(row['plan'])}"


def _falls(plan: Plan) -> str:
    move = next((move for move in moves_of(plan) if move.last < move.first - NOTICED), None)
    if move is None:
        return ""
    periods = plan.book.periods
    first, last = f"{share_text(move.first)} in {periods[0]}", f"{share_text(move.last)} in {periods[-1]}"
    return f"Dependence on {move.origin} for {move.material} falls from {first} to {last}."


# What is left at the worst


def _worst(plan: Plan) -> Lead:
    """Return what is served at the worst disruption, what the dearest one costs, and whether guarantees hold."""
    table, worst = plan.tables["Resilience"], worst_disruption(plan)
    if worst is None:
        return _undisturbed(plan)
    broken = int((table["kept"] == "NO").sum())
    share = float(worst["service"])
    what = f"{worst['disruption']} in {worst['onset']}"
    if share >= 1 - NOTICED:
        words = "No disruption that was looked at leaves demand short"
    else:
        served = f"{share_text(share)} of {demand_words(worst['worst demand'])}"
        words = f"At the worst disruption, {what}, only {served} is served"
    words += f"; {_counted(broken, 'guarantee')} {'is' if broken == 1 else 'are'} broken." if broken else "."
    return Lead(f"{words}{_dearest(plan, worst)}", tone_of_service(share, broken > 0))


def _dearest(plan: Plan, worst: pd.Series[float]) -> str:
    row = dearest_disruption(plan)
    if row is None:
        return ""
    more = f"{money_aloud(float(row[EXTRA_COSTS[0]]), plan.book.settings)} more in that year"
    if float(worst[EXTRA_COSTS[0]]) >= float(row[EXTRA_COSTS[0]]) * (1 - NOTICED):
        return f" It costs {more}, the most of all."
    return f" The dearest, {row['disruption']} in {row['onset']}, costs {more}."


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


# What it costs


def _costs(plan: Plan) -> str:
    """Return the whole cost in words, and its largest parts."""
    parts, settings = cost_parts(plan), plan.book.settings
    cost = plan.run.get("objective", float(parts.sum()) if len(parts) else None)
    if cost is None:
        return ""
    largest = parts[parts > 0].sort_values(ascending=False, kind="stable")[:MOST_PARTS]
    named = [f"{part_words(str(part))} {money_aloud(float(amount), settings)}" for part, amount in largest.items()]
    words = f"In all the plan costs {money_aloud(float(cost), settings)} over {_horizon(plan)}, discounted"
    return f"{words}: most of it {', '.join(named)}." if named else f"{words}."


# What is settled, what is convention


def _settled(plan: Plan) -> tuple[str, ...]:
    """Return how good the plan is known to be, which decisions are settled, and whether its verification passed."""
    checks = plan.tables["Checks"]
    passed = int((checks["pass"] == "yes").sum())
    verified = f"{passed} of {len(checks)} checks of the independent verification pass." if len(checks) else ""
    found = (f"{status_words(plan.run)}.", settled_sentence(plan), verified, _due(plan))
    return tuple(words for words in found if words)


def _due(plan: Plan) -> str:
    """Say what a day to decide is."""
    if not (plan.tables["Investments"]["decision"] == "build").any():
        return ""
    first, later = (
        f"What starts in {plan.book.periods[0]} is to be decided now",
        "what starts later when its period begins",
    )
    return f"{first}, {later}; a later start is another plan."


def _conventions(plan: Plan) -> tuple[str, ...]:
    """Return what could be otherwise at the same cost, and what the plan leaves out."""
    left_out = plan.run.get("left out")
    return (*conventions(plan), *((f"Left out: {left_out}.",) if left_out else ()))
