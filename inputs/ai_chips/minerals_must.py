"""What industry asks of minerals and gases, and the rules on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Figure, Source, assumed, growing

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

YEARS: Final = range(2026, 2036)


def fill(book: Workbook) -> None:
    """Add demand and rules."""
    _industry(book)
    _tungsten_and_neon(book)
    _rules(book)
    _defence_rules(book)
    _content_rules(book)


def _demand(
    book: Workbook, market: str, material: str, by: dict[int, float], short: float, why: Source, note: str = "",
    required: str | float | None = "industry floor",
) -> None:  # fmt: skip
    reason = assumed("two to five times the highest price seen: what users lose when a part of small value is missing")
    book.add("Demand", market, material, by=by, amount=by[YEARS[0]], shortage_cost=Figure(short, reason), required=required,
             why=why, note=note)  # fmt: skip


def _industry(book: Workbook) -> None:
    _demand(book, "US industry", "gallium", growing(21, 0.05, digits=1), 8, s.US_GA, "5% more a year (assumed)")
    _demand(book, "Japan industry", "gallium", growing(130, 0.03, digits=1), 8, s.JOGMEC_GA, "167 t in 2021, a fifth less since the price rose sixfold; 3% more a year (assumed)")
    _demand(book, "US industry", "germanium", growing(33, 0.03, digits=1), 12, s.US_GE, "3% more a year (assumed)")
    ge_jp = assumed("Japanese use a little below the US's, for fibre and infrared")
    _demand(book, "Japan industry", "germanium", growing(26, 0.02, digits=1), 12, ge_jp)
    magnets = assumed("direct use without magnets inside imported goods; 5% a year in the US, 2% in Japan")
    _demand(book, "US industry", "magnets", growing(10000, 0.05), 0.6, magnets)
    _demand(book, "Japan industry", "magnets", growing(16500, 0.02), 0.6, magnets)
    other = assumed("lasers, alloys, ceramics and displays beside magnets")
    _demand(book, "US industry", "DyTb oxide", growing(20, 0.03, digits=1), 6, other)
    _demand(book, "Japan industry", "DyTb oxide", growing(45, 0.02, digits=1), 6, other)


def _tungsten_and_neon(book: Workbook) -> None:
    tools = assumed("USGS apparent consumption of about 10,000 t in the US and trade figures of about 7,000 t in Japan, from memory; "
                    "an eighth less at the prices of 2026")  # fmt: skip
    _demand(book, "US industry", "tungsten", growing(7800, 0.015), 0.5, tools)
    _demand(book, "Japan industry", "tungsten", growing(6100, 0.01), 0.5, tools)
    arms = assumed("an eighth of US tungsten and 5% of US magnets go into arms: nobody publishes it")
    _demand(book, "US defence", "tungsten", growing(1000, 0.03), 2, arms, required=None)
    _demand(book, "US defence", "magnets", growing(500, 0.05), 3, arms, required=None)
    gas = "540 t times the country's part of the world's wafers (10 and 17%), and growth to 2026 and after (assumed)"
    _demand(book, "US industry", "neon", growing(70, 0.06, digits=1), 12, s.NEON, gas)
    _demand(book, "Japan industry", "neon", growing(95, 0.02, digits=1), 12, s.NEON, gas)


def _rules(book: Workbook) -> None:
    cap = assumed("the 65% benchmark of the EU's Critical Raw Materials Act for 2030, taken over as a policy", "by definition")

    def capped(name: str, material: str, buyers: str, limit: float = 0.65, start: int = 2030) -> None:
        third = "foreign" if buyers == "Alliance" else "China; Asian partners; European partners; Resource partners"
        book.add("Rules", name, measure="each share at most", material=material, buyers=buyers, origins=third,
                 limit=limit, from_=start, why=cap)  # fmt: skip

    capped("Gallium of the US", "gallium", "United States")
    capped("Gallium of Japan", "gallium", "Japan", 0.5)
    capped("Germanium of the alliance", "germanium", "Alliance")
    capped("NdPr of Japan", "NdPr oxide", "Japan")
    capped("Heavy rare earths of the alliance", "DyTb oxide", "Alliance", 0.5)
    capped("Magnets of the US", "magnets", "United States")
    capped("Magnets of the alliance", "magnets", "Alliance", 0.35)
    capped("Tungsten of the alliance", "tungsten", "Alliance", 0.4)
    choice = assumed("a choice of the planner", "by definition")
    book.add("Rules", "Three heavy rare earth origins", measure="origins at least", material="DyTb oxide", buyers="Alliance",
             limit=3, minimum_share=0.1, from_=2031, why=choice)  # fmt: skip


def _defence_rules(book: Workbook) -> None:
    """Add what US arms may not be made of from 2027."""
    for material in ("tungsten", "magnets"):
        book.add("Rules", f"No Chinese {material} in US arms", measure="share at most", material=material, buyers="US defence",
                 origins="China", limit=0, from_=2027, why=m.DFARS)  # fmt: skip


def _content_rules(book: Workbook) -> None:
    """Add what may be made with Chinese minerals upstream, whoever made it since: soft, so that the price of each is seen."""
    choice = assumed("a choice of the planner: from what 2026 leaves possible to what the projects under way allow", "by definition")
    fine = assumed("about half of the price, so that a rule which cannot be kept is paid for and not the end of the plan", "by definition")
    for name, material, content, buyers, penalty, path in (
        ("Chinese heavy rare earths in US magnets", "magnets", "DyTb oxide", "United States", 0.05, (0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.2)),
        ("Chinese heavy rare earths in Japanese magnets", "magnets", "DyTb oxide", "Japan", 0.05, (0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.2)),
        ("Chinese gallium in optics", "optics", "gallium", "US data centres", 0.3, (0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5)),
        ("Chinese tungsten in logic", "logic wafers", "tungsten", "Alliance", 1, (0.5, 0.4, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2)),
    ):  # fmt: skip
        by = dict(zip(range(2028, 2036), path, strict=True))
        book.add("Rules", name, measure="share at most", material=material, content=content, buyers=buyers, origins="China", limit=path[-1],
                 by=by, from_=2028, penalty=Figure(penalty, fine), why=choice)  # fmt: skip
