"""The page as a whole: title, lead, approvals, chart, and what of it is settled or a convention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.reports.chart_data import DecisionChart, decision_chart
from planner.reports.first_page.approvals import Approval, approvals_of, listed_first
from planner.reports.first_page.asked import asked_for, larger_than_committed, of_no_size, others_told
from planner.reports.first_page.lead import Lead, bought, cost_told, left_at_worst
from planner.reports.plan_workbook.sentences import conventions
from planner.reports.styles import palette_of
from planner.wording.beside import BesideLine, beside_lines, settled_sentence
from planner.wording.key_figures import is_proven, status_words
from planner.wording.numbers import money_label
from planner.wording.text import from_first_to_last

if TYPE_CHECKING:
    from planner.plans.plan import Plan


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
    free, decided = approvals_of(plan)
    listed = listed_first(plan, free or decided)
    asked = " ".join(filter(None, (asked_for(plan, free, decided), larger_than_committed(plan), of_no_size(plan))))
    lead = (Lead(asked), bought(plan), left_at_worst(plan), Lead(cost_told(plan)))
    return FirstPage(
        str(plan.book.settings.get("title") or plan.book.path.stem), subtitle_of(plan), status_words(plan.run),
        is_proven(plan), tuple(each for each in lead if each.words), listed, others_told(plan, free or decided, listed),
        tuple(beside_lines(plan)), decision_chart(plan, palette_of(plan)), _settled(plan), _conventions(plan),
    )  # fmt: skip


def subtitle_of(plan: Plan) -> str:
    """Return the line above or below the title: case, periods and money."""
    case = "" if plan.book.case == "base" else f"Case: {plan.book.case}  ·  "
    money = money_label(plan.book.settings)
    return f"{case}Supply diversification plan, {from_first_to_last(plan.book.periods)}  ·  all money in {money}"


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
    first = f"What starts in {plan.book.periods[0]} is to be decided now"
    return f"{first}, what starts later when its period begins; a later start is another plan."


def _conventions(plan: Plan) -> tuple[str, ...]:
    """Return what could be otherwise at the same cost, whether a safer plan was looked for, and what is left out."""
    told = ((fact.capitalize(), plan.run.get(fact)) for fact in ("safest among equals", "left out"))
    return (*conventions(plan), *(f"{fact}: {words}." for fact, words in told if words))
