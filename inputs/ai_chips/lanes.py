"""Who can ship fab supplies to whom, and what all lanes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import places
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook

HUBS: Final = ("US industry", "Japan industry")
MARKETS: Final = ("US data centres", "Japan data centres")
LOGIC: Final = ("Phoenix", "Chandler", "Taylor", "New Albany", "Chitose", "Kumamoto", "Tainan", "Pyeongtaek")
MEMORY: Final = ("Boise", "Hiroshima", "Taichung", "Icheon", "Pyeongtaek")
PACKERS: Final = ("Phoenix", "Peoria", "Rio Rancho", "Kitakyushu", "Chiayi", "Cheonan", "Penang", "Bac Ninh")
WAFERS: Final = ("Shirakawa", "Sherman", "Burghausen", "Tampines")

HOME: Final = {site[0]: country for country, sites in places.SITES.items() for site in sites}

FREIGHT: Final = assumed("sea or air freight and insurance, below 1% of the value; three tenths of it at home", "medium")
DUTY: Final = assumed("US duties of 25% on Chinese minerals, magnets and optics; rates move", "medium")
STRAITS: Final = {
    "Tainan": "Taiwan Strait", "Chiayi": "Taiwan Strait", "Taichung": "Taiwan Strait", "Taoyuan": "Taiwan Strait",
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Add the lanes of fab supplies."""
    _fab_supplies(book)


def add_lanes(
    book: Workbook, starts: tuple[str, ...], ends: tuple[str, ...], material: str, cost: float,
    needs: str | None = None, why: Source = FREIGHT, duty: bool = False,
) -> None:  # fmt: skip
    """Add a lane from each start to each end, but to itself; duty is on what enters the US from China."""
    for start in starts:
        for end in ends:
            tariff = Figure(0.25, DUTY) if duty and end.startswith("US") else None
            if start != end:
                near = HOME[start] == HOME[end]
                book.add("Lanes", start, end, material, cost=round(cost * (0.3 if near else 1), 6), tariff=tariff, needs=needs,
                         chokepoints=STRAITS.get(start) or STRAITS.get(end), why=why)  # fmt: skip


def _fab_supplies(book: Workbook) -> None:
    users = tuple(dict.fromkeys((*LOGIC, *MEMORY)))
    add_lanes(book, ("Isesaki",), users, "photoresist", 0.02)
    add_lanes(book, ("Veldhoven",), users, "EUV service", 0.1)
