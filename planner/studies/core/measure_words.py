"""Measures in words: their values, differences and rates, as sentences and columns show them."""

from __future__ import annotations

from planner.plans.fields import Field
from planner.studies.core.measure import Measure
from planner.workbook.book import Book


def value_text(measure: Measure, value: float, book: Book) -> str:
    """Return a value of a measure in words, such as ``1,250 million USD`` or ``45%``."""
    return measure.unit.text(value, book.settings)


def change_text(measure: Measure, amount: float, book: Book) -> str:
    """Return by how much a measure changes in words: shares change by percentage points."""
    return measure.unit.change(amount, book.settings)


def unit_words(measure: Measure, book: Book) -> str:
    """Return what one more of a measure is called, of which a rate is told."""
    return f"{measure.unit.one_more(book.settings)} of {measure.name}"


def units(measure: Measure, amount: float) -> float:
    """Return how many of the units of a rate an amount is."""
    return amount / measure.unit.step


def field_of(measure: Measure) -> Field:
    """Return a column of a measure's values."""
    doc = measure.declared.meaning
    return Field(measure.name, measure.unit.kind, f"{doc}; only in {measure.period}" if measure.period else doc)


def better_words(measure: Measure) -> str:
    """Return what the plan is called that is best by a measure."""
    return f"the {measure.declared.best} {measure.name}"
