"""Lanes from several places to several, cheaper at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook


def lanes(
    book: Workbook, starts: tuple[str, ...], ends: tuple[str, ...], material: str, cost: float, why: Source,
    needs: str | None = None,
) -> None:  # fmt: skip
    """Add a lane from each start to each end, but to itself, at three tenths of the cost within a country."""
    home = {str(row["site"]): row.get("country") for row in book.rows["Sites"]}
    for start in starts:
        for end in ends:
            if start != end:
                near = home[start] == home[end]
                strait = "Taiwan Strait" if "Taiwan" in (home[start], home[end]) else None
                book.add("Lanes", start, end, material, cost=round(cost * (0.3 if near else 1), 6), needs=needs,
                         chokepoints=strait, why=why)  # fmt: skip
