"""Stores of minerals: the two countries' own, who pays for filling them, and makers' working stocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook


def fill(book: Workbook) -> None:
    """Add stores and working stocks."""
    _national(book)
    _working(book)


def _value(book: Workbook, material: str) -> float:
    return float(next(str(row["value"]) for row in book.rows["Materials"] if row["material"] == material))


def _national(book: Workbook) -> None:
    rent = assumed("2% of the value a year for room, insurance and handling", "medium")
    national = assumed("60 days of use in Japan, 15 in the US: what stands above that is kept for defence")
    sixty = Figure(60, s.JP_STOCK)
    most = assumed("room for about four months of use: a store for emergencies, not for trading", "by definition")
    for material, here, there, room, mine, yours in (
        ("gallium", 0.9, 27, 1, 15, 75), ("germanium", 1.4, 5, 1, 16, 12), ("DyTb oxide", 0.8, 36, 1, 90, 120),
        ("tungsten", 420, 1200, 1, 3000, 2400), ("neon", 3, 17, 2, 40, 40),
    ):  # fmt: skip
        why = s.NEON_STOCK if material == "neon" else national
        space = Figure(f"metal store: {room}", assumed("one tonne takes the room of one; gas cylinders twice that", "medium"))
        holding = Figure(round(0.02 * _value(book, material), 5), rent)
        book.add("Stockpiles", "US industry", material, initial=here, maximum=Figure(mine, most), holding_cost=holding, cover_days="US stock days",
                 cover_of="United States", uses=space, funder="Project Vault", why=why)  # fmt: skip
        book.add("Stockpiles", "Japan industry", material, initial=there, maximum=Figure(yours, most), holding_cost=holding, cover_days=sixty,
                 cover_of="Japan", uses=space, funder="JOGMEC stockpile", why=why)  # fmt: skip


def _working(book: Workbook) -> None:
    helene = assumed("the flood of 2024 hardly moved the price since crucible and wafer makers had months of sand in store", "medium")
    makers = assumed("since 2010 Japanese magnet makers keep eight months of Dy and Tb and more: what bridges the stop of 2026")
    rent = assumed("2% of the value a year", "medium")
    days = Figure(120, helene)
    for site, initial in {"Shirakawa": 30, "Burghausen": 12, "Tampines": 9, "Sherman": 0}.items():
        book.add("Stockpiles", site, "quartz", initial=initial, cover_days=days,
                 holding_cost=Figure(round(0.02 * _value(book, "quartz"), 5), rent), why=helene)  # fmt: skip
    book.add("Stockpiles", "Takefu", "DyTb oxide", initial=120, maximum=150,
             holding_cost=Figure(round(0.02 * _value(book, "DyTb oxide"), 5), rent), why=makers)  # fmt: skip
