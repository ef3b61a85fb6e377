"""What to approve: the projects that are built, when each must be decided, what it costs and who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.plans.plan import Plan, of_each_plan
from planner.plans.tables import OWNER
from planner.reports.first_page.decided import parts_of
from planner.wording.aloud import day_of, money_aloud
from planner.wording.sums import is_told
from planner.wording.text import and_more, from_first_to_last

if TYPE_CHECKING:
    import pandas as pd

MOST_APPROVED: Final = 8
MOST_PAYERS: Final = 2
SIZED: Final = ("block", "maximum", "curve")  # the columns of Projects that give a start a size
SURE: Final = {"yes": "settled", "open": "open", "by the workbook": "decided already"}
NOW: Final = "now"
APPROVAL_HEADS: Final = ("project", "place", "start", "decide by", "capital", "who pays", "sure")


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
    by_start
        The capital of its starts by their period, in order.
    """

    project: str
    place: str
    start: str
    decide_by: str
    amount: float
    capital: str
    payers: str
    sure: str
    by_start: tuple[tuple[str, float], ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands under ``APPROVAL_HEADS``."""
        return self.project, self.place, self.start, self.decide_by, self.capital, self.payers, self.sure


def approvals_of(plan: Plan) -> tuple[list[Approval], list[Approval]]:
    """Return what is built: what is free to choose, and what the workbook decides; a project may be in both."""
    table = plan.tables["Investments"]
    paid = plan.tables["Payments"].groupby(["project", "funder"], sort=False)["amount"].sum()
    first = table.drop_duplicates("project").set_index("project")
    free: list[Approval] = []
    decided: list[Approval] = []
    bare = started_at_no_size(plan)
    for name, parts in parts_of(plan).items():
        if name in bare:
            continue
        place, settled = str(first.loc[name, "place"]), str(first.loc[name].get("settled", ""))
        payers = _payers(paid.loc[name]) if name in paid.index.get_level_values(0) else ""
        if parts.free:  # what the plan adds to a commitment was not looked at by itself
            sure = "" if parts.decided else SURE.get(settled, "")
            free.append(_approval(plan, (name, place), parts.free, payers, sure))
        if parts.decided:
            decided.append(_approval(plan, (name, place), parts.decided, payers, SURE["by the workbook"]))
    return free, decided


def _approval(plan: Plan, head: tuple[str, str], by_start: Mapping[str, float], payers: str, sure: str) -> Approval:
    """Return what is to approve of a project, from the capital of its starts."""
    periods = [period for period in plan.book.periods if period in by_start]
    amount = sum(by_start.values())
    start, money = from_first_to_last(periods), money_aloud(amount, plan.book.settings)
    by = decide_by(plan, periods[0])
    return Approval(*head, start, by, amount, money, payers, sure, tuple((each, by_start[each]) for each in periods))


@of_each_plan
def started_at_no_size(plan: Plan) -> list[str]:
    """Return the projects of some size that are started, at none and for nothing: there is nothing to approve."""
    could = {row["project"] for row in plan.book.rows("Projects") if any(row[head] is not None for head in SIZED)}
    table = plan.tables["Investments"]
    built = table[table["decision"] == "build"].groupby("project", sort=False)[["size", "capital"]].sum()
    return [str(name) for name, sums in built.iterrows() if name in could and not sums.any()]


def decide_by(plan: Plan, period: str) -> str:
    """Return the latest day to decide what starts in a period: now for the first, which is the present."""
    return NOW if period == plan.book.periods[0] else day_of(plan.book, period)


def _payers(paid: pd.Series[float]) -> str:
    """Return who pays most of a project, and how many others pay."""
    paid = paid[is_told(paid)].sort_values(ascending=False, kind="stable")
    names = ["its owner" if name == OWNER else str(name) for name in paid.index]
    return and_more(names, MOST_PAYERS)


def listed_first(plan: Plan, approvals: Sequence[Approval]) -> tuple[Approval, ...]:
    """Return the projects of most capital, those first that are due first."""
    largest = sorted(approvals, key=lambda each: -each.amount)[:MOST_APPROVED]
    return tuple(sorted(largest, key=lambda each: (plan.book.periods.index(each.by_start[0][0]), -each.amount)))
