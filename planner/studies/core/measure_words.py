"""Measures in words: their values, differences and rates, as sentences and columns show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.disruptions import EXPECTED_SHORTAGE
from models.risk import TAIL, WORST_SERVICE
from planner.plans.tables import Field
from planner.studies.core.measure import BUDGET, COST, HHI, SHARE, Measure
from planner.wording.numbers import money_label, money_text, number_text, share_text

if TYPE_CHECKING:
    from planner.workbook.book import Book

DOCS: Final = {
    COST: "the whole discounted cost",
    BUDGET: "the capital that is paid, in the money of each period",
    EXPECTED_SHORTAGE: "what is short undisturbed, and beyond it in disruptions at their chance",
    TAIL: "the conditional value at risk of the whole cost: undisturbed, and the tail of the worst period of onset",
    WORST_SERVICE: "the least share that any demand is served, undisturbed and in every disruption",
    HHI: "the sum of the squared shares of the origins, in the worst period",
    SHARE: "the share of the supply, in the worst period",
}


def value_text(measure: Measure, value: float, book: Book) -> str:
    """Return a value of a measure in words, such as ``1,250 million USD`` or ``45%``."""
    if measure.unit == "money":
        return money_text(value, book.settings)
    return share_text(value) if measure.unit == "share" else number_text(value)


def change_text(measure: Measure, amount: float, book: Book) -> str:
    """Return by how much a measure changes in words: shares change by percentage points."""
    if measure.unit == "share":
        return f"{number_text(100 * amount)} percentage points"
    return value_text(measure, amount, book)


def unit_words(measure: Measure, book: Book) -> str:
    """Return what one more of a measure is called, of which a rate is told."""
    if measure.unit == "money":
        return f"{money_label(book.settings)} of {measure.name}"
    return f"percentage point of {measure.name}" if measure.unit == "share" else f"{_small(measure)} of {measure.name}"


def _small(measure: Measure) -> str:
    return "0.01" if measure.kind == HHI else "unit"


def units(measure: Measure, amount: float) -> float:
    """Return how many of the units of a rate an amount is."""
    return 100 * amount if measure.unit == "share" or measure.kind == HHI else amount


def field_of(measure: Measure) -> Field:
    """Return a column of a measure's values."""
    doc = DOCS[measure.kind]
    return Field(measure.name, measure.unit, f"{doc}; only in {measure.period}" if measure.period else doc)


def better_words(measure: Measure) -> str:
    """Return what the plan is called that is best by a measure."""
    return f"the best {measure.name}" if measure.kind == WORST_SERVICE else f"the least {measure.name}"
