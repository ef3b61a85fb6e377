"""What is said of what to approve: how much, what of it first, who pays, what is listed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from planner.plans.tables import OWNER
from planner.reports.first_page.approvals import NOW, Approval, decide_by, started_at_no_size
from planner.reports.first_page.decided import parts_of
from planner.wording.aloud import money_aloud
from planner.wording.numbers import share_text
from planner.wording.sums import is_told
from planner.wording.text import and_more, counted

if TYPE_CHECKING:
    from planner.plans.plan import Plan

MOST_NAMED: Final = 3


def larger_than_committed(plan: Plan) -> str:
    """Return what is said of the starts that are larger than the workbook commits: their size is to approve."""
    names = [f"{name} in {', '.join(parts.larger)}" for name, parts in parts_of(plan).items() if parts.larger]
    return f"Larger than committed, so that the size is to be approved: {and_more(names, MOST_NAMED)}." if names else ""


def of_no_size(plan: Plan) -> str:
    """Return what is said of the projects that are started at no size."""
    names = started_at_no_size(plan)
    if not names:
        return ""
    told = and_more(names, MOST_NAMED)
    return f"Started at no size and for nothing, since something asks for a start and not for a size: {told}."


def others_told(plan: Plan, approvals: Sequence[Approval], listed: Sequence[Approval]) -> str:
    """Return what is said of the projects that are not listed."""
    rest = [each for each in approvals if each not in listed]
    if not rest:
        return ""
    money = money_aloud(sum(each.amount for each in rest), plan.book.settings)
    return f"and {counted(len(rest), 'smaller one')}, {money} together: sheet Investments has all"


def asked_for(plan: Plan, free: Sequence[Approval], decided: Sequence[Approval]) -> str:
    """Return what to approve, how much of it first, and what is decided already."""
    settings = plan.book.settings
    spent = money_aloud(sum(each.amount for each in decided), settings)
    known = f"{counted(len(decided), 'project')} that the workbook decides already ({spent})" if decided else ""
    if not free:
        if not plan.tables["Investments"]["project"].nunique():
            return "There is nothing to approve: the workbook offers no projects."
        return f"There is nothing to approve: {f'the plan builds {known}' if known else 'nothing is built'}."
    money = money_aloud(sum(each.amount for each in free), settings)
    words = f"Approve {counted(len(free), 'project')} for {money} of capital{_paid_by(plan, free)}."
    words += _first_due(plan, free)
    return f"{words} Built besides: {known}." if known else words


def _first_due(plan: Plan, free: Sequence[Approval]) -> str:
    """Return how much of what is free must be decided first, and by when."""
    starts = {period for each in free for period, _ in each.by_start}
    period = next(one for one in plan.book.periods if one in starts)
    day = decide_by(plan, period)
    if len(starts) == 1:
        return (
            f" All of it must be decided {_when(plan, NOW)}." if day == NOW else f" The latest day to decide is {day}."
        )
    first = [amount for each in free for start, amount in each.by_start if start == period]
    part = money_aloud(sum(first), plan.book.settings)
    which = f"{len(first)} of them, {part}," if len(first) < len(free) else f"{part} of it"
    return f" {which} must be decided {_when(plan, day)}."


def _when(plan: Plan, day: str) -> str:
    return f"now, to start in {plan.book.periods[0]}, the first period" if day == NOW else f"by {day}"


def _paid_by(plan: Plan, free: Sequence[Approval]) -> str:
    names = {each.project for each in free}
    payments = plan.tables["Payments"]
    sums = payments[payments["project"].isin(names)].groupby("funder")["amount"].sum()
    sums = sums[is_told(sums)].sort_values(ascending=False, kind="stable")
    if sums.empty:
        return ""
    first = "their owners" if sums.index[0] == OWNER else str(sums.index[0])
    if len(sums) == 1:
        return f", all of it paid by {first}"
    return f", {share_text(float(sums.iloc[0] / sums.sum()))} of it paid by {first}"
