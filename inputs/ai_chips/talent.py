"""People from abroad: engineers whom visas bring at once, at a price, beside those whom schools train in years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources_risk as s
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook


def fill(book: Workbook) -> None:
    """Add who may come: as many a year as rules and makers abroad let go."""
    fee = assumed("the fee of 100,000 USD for a new H-1B visa, and 100,000 for moving and two years of higher pay", "medium")
    moving = assumed("moving, housing and higher pay of two years; no fee in Japan", "medium")
    soon = assumed("papers and moving take some months, and they know the trade when they come", "medium")
    few = assumed("some 500 came with TSMC to Arizona in its first years, about 400 to Kumamoto; more each year is assumed")
    last = assumed("as the other projects", "by definition")
    for name, place, most, rate, why in (
        ("Engineers from abroad for US fabs", "United States", 800, 0.20, fee),
        ("Engineers from abroad for Japanese fabs", "Japan", 500, 0.08, moving),
    ):
        book.add("Projects", name, kind="immigration", place=place, adds="fab engineers", minimum=Figure(50, last), maximum=Figure(most, few),
                 capital_rate=rate, lead_time=Figure(0, soon), fixed_cost=round(0.05 * rate, 4), starts=Figure(8, last),
                 latest=Figure(2033, last), life=Figure(6, s.VISA), economic_life=Figure(6, s.VISA), why=why,
                 note="people a year; they leave after six years unless replaced")  # fmt: skip
