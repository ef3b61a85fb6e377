"""What a document says of a plan, chapter by chapter; Word and slides put the same chapters on their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.reports.documents.tables import (
    DocumentTable,
    approvals_table,
    beside_table,
    costs_table,
    disruptions_table,
    facts_table,
    payers_table,
    prices_table,
    rules_table,
    shortages_table,
    supply_table,
    timeline_table,
)
from planner.reports.first_page.page import FirstPage, first_page
from planner.reports.plan_workbook.charts import Drawing, drawings_of
from planner.reports.plan_workbook.sentences import dependence_falls, sentences_by_subject
from planner.reports.styles import palette_of

if TYPE_CHECKING:
    from planner.plans.plan import Plan

CAPITAL, SUPPLY, COST, SERVED = (
    "Capital by period and funder",
    "Where supply comes from",
    "Cost by part",
    "Demand served",
)


@dataclass(frozen=True)
class Chapter:
    """One chapter of a document, and one slide.

    Attributes
    ----------
    sentences, tones
        What it says, and good, warn, bad or blank for each.
    on_slide, table_on_slide
        Whether it, and its table, have a slide; a document has all.
    """

    title: str
    sentences: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    drawing: Drawing | None = None
    table: DocumentTable | None = None
    on_slide: bool = True
    table_on_slide: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.sentences and self.drawing is None and self.table is None


@dataclass(frozen=True)
class DocumentContent:
    """A plan as a document: its first page, and its chapters in order."""

    page: FirstPage
    chapters: tuple[Chapter, ...]
    footer: str


def document_of(plan: Plan) -> DocumentContent:
    """Return what a document says of a plan."""
    page, told = first_page(plan), sentences_by_subject(plan)
    drawn = {drawing.table.title: drawing for drawing in drawings_of(plan, palette_of(plan))}
    decision = drawn.pop(page.chart.table.title) if page.chart is not None else None
    served = next((drawing for title, drawing in drawn.items() if title.startswith(SERVED)), None)

    def said(*subjects: str) -> tuple[str, ...]:
        return tuple(told[subject] for subject in subjects if told[subject])

    chapters = (
        Chapter("The decision", tuple(line.words for line in page.lead), tuple(line.tone for line in page.lead)),
        Chapter("What it buys", drawing=decision, table=beside_table(page)),
        Chapter("What to approve", _one(_others(page)), table=approvals_table(page)),
        Chapter("When it is built", table=timeline_table(plan)),
        Chapter("Who pays", said("funders", "capital"), drawing=drawn.get(CAPITAL), table=payers_table(plan)),
        Chapter(SUPPLY, _one(dependence_falls(plan)), drawing=drawn.get(SUPPLY), table=supply_table(plan)),
        Chapter("Limits on where supply comes from", said("rules"), table=rules_table(plan)),
        Chapter("What disruptions would do", said("disruptions"), table=disruptions_table(plan)),
        Chapter("Demand without any disruption", said("shortages"), drawing=served, table=shortages_table(plan),
                on_slide=False),
        Chapter("What it costs", drawing=drawn.get(COST), table=costs_table(plan)),
        Chapter("What one more unit would be worth", said("prices"), table=prices_table(plan), on_slide=False),
        Chapter("What is settled, what is convention", (*page.settled, *page.conventions), table=facts_table(plan),
                table_on_slide=False),
    )  # fmt: skip
    footer = f"Made by the supply diversification planner from {plan.book.path.name}"
    return DocumentContent(page, tuple(chapter for chapter in chapters if not chapter.is_empty), footer)


def _one(sentence: str) -> tuple[str, ...]:
    return (sentence,) if sentence else ()


def _others(page: FirstPage) -> str:
    return f"The {len(page.approvals)} of most capital, {page.more}." if page.more else ""
