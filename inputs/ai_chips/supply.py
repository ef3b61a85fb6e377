"""Offers of photoresist, service of the scanners, and Chinese optics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook


def fill(book: Workbook) -> None:
    """Add the offers."""
    _offers(book)


def _offer(
    book: Workbook, who: str, site: str, material: str, price: float, most: float, price_why: Source, most_why: Source,
    note: str = "", by: dict[int, float] | None = None, **more: object,
) -> None:  # fmt: skip
    book.add("Suppliers", who, site, material, price=Figure(price, price_why), maximum=Figure(most, most_why, note),
             by={year: Figure(value, most_why, note) for year, value in (by or {}).items()},
             why=most_why, note=note, **more)  # fmt: skip


def _offers(book: Workbook) -> None:
    cost = assumed("cost of making with a usual margin, from trade prices", "medium")
    _offer(book, "Japan photoresist", "Isesaki", "photoresist", 0.40, 2800, cost, s.RESIST, "90% of the world's; the amount is assumed to be enough")
    _offer(book, "ASML", "Veldhoven", "EUV service", 12, 320, cost, s.ASML, "more than 250 scanners stand; about two thirds serve this chain (assumed)")
    _offer(book, "China optics", "Suzhou", "optics", 1.05, 4500, assumed("about 10% below Malaysia", "medium"),
           assumed("half of the sets asked for in 2028"))  # fmt: skip
