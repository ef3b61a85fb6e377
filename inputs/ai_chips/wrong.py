"""What could go wrong: disruptions from the record, and what-if cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips.rows import Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

CRITICAL: Final = "gallium; germanium; DyTb oxide; magnets; tungsten; neon"
SECURED: Final = "2030; 2031; 2032; 2033; 2034"
GUARDED_AGAINST: Final = ("China",)
ONSETS: Final = "2028; 2031; 2034"


def fill(book: Workbook) -> None:
    """Add disruptions, what they hit, and cases."""
    _disruptions(book)
    _cases(book)


def _disruption(
    book: Workbook, name: str, probability: float, years: float, hits: tuple[tuple[str, str, str | None, float], ...],
    why: Source, note: str = "", onset: str = ONSETS,
) -> None:  # fmt: skip
    book.add("Disruptions", name, probability=probability, duration=years, onset=onset, why=why, note=note or None)
    for target, what, material, remaining in hits:
        book.add("Hits", name, target, what, material=material, remaining=remaining, why=why)


def _disruptions(book: Workbook) -> None:
    _disruption(book, "Loss of one country", 0, 0.5, (("country", "each but United States; Japan", None, 0),),
                assumed("not a forecast: shows what each country's loss would cost", "by definition"), onset="2032")  # fmt: skip


    by_definition = assumed("not a forecast: the case N-1 secure makes a promise of it", "by definition")
    for country in GUARDED_AGAINST:
        name = f"Loss of {country}"
        covers = CRITICAL + ("; AI compute; logic wafers" if country == "China" else "")
        book.add("Disruptions", name, probability=0, duration=1, onset=SECURED, covers=covers, why=by_definition)
        book.add("Hits", name, "country", country, remaining=0, why=by_definition)


def _cases(book: Workbook) -> None:
    by_plan = assumed("a question, not a fact", "by definition")

    def change(case: str, sheet: str, row: str, column: str, value: object, note: str) -> None:
        book.add("Cases", case, sheet=sheet, row=row, column=column, change=value, note=note, why=by_plan)

    for country in GUARDED_AGAINST:
        change("N-1 secure", "Disruptions", f"Loss of {country}", "required", 0.9, "90% of the critical materials, all the same")
