"""What data centres and other users of leading-edge chips ask for, and where it may come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.places import YEARS
from inputs.ai_chips.rows import Figure, Source, assumed, growing

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook


def fill(book: Workbook) -> None:
    """Add the demand for compute and logic, and the rules of the chip chain."""
    _compute(book)
    _other_logic(book)
    _rules(book)


def _demand(
    book: Workbook, market: str, material: str, by: dict[int, float], short: float, short_why: Source,
    why: Source, note: str = "", required: str | None = None,
) -> None:  # fmt: skip
    book.add("Demand", market, material, by=by, amount=by[2026], shortage_cost=Figure(short, short_why),
             required=required, why=why, note=note)  # fmt: skip


def _compute(book: Workbook) -> None:
    lost = assumed("a MW not built loses the chip designers' margin, about 10 million USD, and the operators' surplus, "
                   "about as much again; the rest of 35 to 60 million is not spent either", "low")  # fmt: skip
    us = (9500, 12500, 15000, 16500, 18000, 19000, 20000, 20500, 21000, 21500)
    japan = (400, 450, 500, 550, 600, 650, 700, 750, 800, 850)
    _demand(book, "US data centres", "AI compute", dict(zip(YEARS, us, strict=True)), 20, lost, c.ADDITIONS,
            "13.7 to 14 GW of grid power in 2026, two thirds for AI, 1.2 a MW of IT, and growth between BNEF's and SemiAnalysis' (assumed); "
            "replacements included", "compute floor")  # fmt: skip
    _demand(book, "Japan data centres", "AI compute", dict(zip(YEARS, japan, strict=True)), 20, lost, c.OCCTO,
            "what OCCTO foresees without chip plants", "compute floor")  # fmt: skip


def _other_logic(book: Workbook) -> None:
    logic = assumed("what chip firms of the two countries buy beside accelerators: three quarters of TSMC's sales go to North America, "
                    "five in hundred to Japan; Intel's own wafers count too; 7% more a year")  # fmt: skip
    value = (60.0, assumed("twice the price of a wafer: the value of what it goes into"))
    _demand(book, "US industry", "logic wafers", growing(2700, 0.07), *value, logic, "", "minerals floor")
    _demand(book, "Japan industry", "logic wafers", growing(300, 0.07), *value, logic, "", "minerals floor")


def _rules(book: Workbook) -> None:
    def rule(name: str, measure: str, material: str, origins: str, path: tuple[float, ...], why: Source,
             note: str = "", buyers: str | None = None) -> None:  # fmt: skip
        """Add a rule whose limit goes along a path from 2030, the last figure holding on."""
        by = dict(zip(range(2030, 2036), path, strict=True))
        book.add("Rules", name, measure=measure, material=material, buyers=buyers, origins=origins, limit=path[-1],
                 by=by, from_=2030, why=why, note=note)  # fmt: skip

    least, most = "share at least", "share at most"
    choice = assumed("a choice of the planner: a step at a time from today's share", "by definition")
    forecast = "SIA and BCG of 2024 forecast 33% of capacity for the US and Japan in 2032, 47% for Taiwan; the path is assumed"
    rule("Leading-edge logic at home", least, "logic wafers", "United States; Japan", (0.28, 0.31, 0.34, 0.37, 0.39, 0.40), s.SIA_BCG, forecast)
    rule("Leading-edge logic not from one place", most, "logic wafers", "Taiwan", (0.72, 0.69, 0.66, 0.63, 0.61, 0.60), s.SIA_BCG, forecast)
    rule("Leading-edge logic in Japan", least, "logic wafers", "Japan", (0.02, 0.03, 0.05, 0.06, 0.07, 0.08), s.SIA_BCG,
         "5% of capacity is forecast for 2032; more for the users of this case (assumed)")  # fmt: skip
    rule("Packaging not from one place", "each share at most", "accelerators", "foreign", (0.80, 0.75, 0.70, 0.65, 0.60, 0.60), choice, buyers="Alliance")
    rule("Packaging at home", least, "accelerators", "United States; Japan", (0.10, 0.15, 0.20, 0.25, 0.30, 0.30), choice, buyers="Alliance")
    rule("HBM not from one place", most, "HBM stacks", "South Korea", (0.85, 0.80, 0.76, 0.73, 0.71, 0.70), choice)
