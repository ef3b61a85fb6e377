"""Offers of photoresist, service of the scanners, and Chinese optics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips.minerals_offers import offer
from inputs.ai_chips.rows import assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook


def fill(book: Workbook) -> None:
    """Add the offers."""
    _offers(book)


def _offers(book: Workbook) -> None:
    cost = assumed("cost of making with a usual margin, from trade prices", "medium")
    offer(book, "Japan photoresist", "Isesaki", "photoresist", 0.40, 2800, cost, s.RESIST, "90% of the world's; the amount is assumed to be enough")
    offer(book, "ASML", "Veldhoven", "EUV service", 12, 320, cost, s.ASML, "more than 250 scanners stand; about two thirds serve this chain (assumed)")
    offer(book, "China optics", "Suzhou", "optics", 1.05, 4500, assumed("about 10% below Malaysia", "medium"),
           assumed("half of the sets asked for in 2028"))  # fmt: skip
