"""Who can ship what to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import places
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook

HUBS: Final = ("US industry", "Japan industry")
MARKETS: Final = ("US data centres", "Japan data centres")
LOGIC: Final = ("Phoenix", "Taylor", "New Albany", "Chitose", "Kumamoto", "Tainan", "Pyeongtaek")
MEMORY: Final = ("Boise", "Hiroshima", "Taichung", "Icheon", "Pyeongtaek")
PACKERS: Final = ("Phoenix", "Peoria", "Kitakyushu", "Chiayi", "Cheonan", "Penang", "Bac Ninh")
WAFERS: Final = ("Shirakawa", "Sherman", "Burghausen", "Tampines")

HOME: Final = {site[0]: country for country, sites in places.SITES.items() for site in sites}

FREIGHT: Final = assumed("sea or air freight and insurance, below 1% of the value; three tenths of it at home", "medium")
DUTY: Final = assumed("US duties of 25% on Chinese minerals, magnets and optics; rates move", "medium")
STRAITS: Final = {
    "Tainan": "Taiwan Strait", "Chiayi": "Taiwan Strait", "Taichung": "Taiwan Strait", "Taoyuan": "Taiwan Strait",
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Add every lane, chain by chain."""
    _fab_supplies(book)
    _silicon(book)
    _chips(book)
    _to_markets(book)


def _lanes(
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
    _lanes(book, ("Isesaki",), users, "photoresist", 0.02)
    _lanes(book, ("Veldhoven",), users, "EUV service", 0.1)


def _silicon(book: Workbook) -> None:
    _lanes(book, ("Spruce Pine",), WAFERS, "quartz", 0.0003)
    _lanes(book, ("Suzhou",), ("Shirakawa", "Tampines"), "quartz", 0.0003)
    _lanes(book, ("Tokuyama",), ("Shirakawa",), "quartz", 0.0003)
    _lanes(book, ("Hemlock", "Tokuyama", "Burghausen"), WAFERS, "polysilicon", 0.001)
    users = tuple(dict.fromkeys((*LOGIC, *MEMORY, *PACKERS)))
    _lanes(book, ("Shirakawa",), users, "silicon wafers", 0.002)
    _lanes(book, ("Sherman",), ("Phoenix", "Taylor", "New Albany", "Boise", "Peoria"), "silicon wafers", 0.001)
    _lanes(book, ("Burghausen", "Tampines"), ("Phoenix", "Boise", "Tainan", "Chiayi", "Icheon", "Pyeongtaek", "Taichung"),
           "silicon wafers", 0.002)  # fmt: skip
    _lanes(book, ("Tampines",), ("Penang", "Bac Ninh"), "silicon wafers", 0.002)


def _chips(book: Workbook) -> None:
    crate = assumed("air freight in crates, below 0.2% of the value; three tenths of it at home", "medium")
    _lanes(book, ("Tainan", "Phoenix", "Kumamoto"), (*HUBS, *PACKERS), "logic wafers", 0.02, why=crate)
    _lanes(book, ("Taylor", "New Albany", "Chitose"), (*HUBS, "Phoenix", "Peoria", "Kitakyushu", "Penang"),
           "logic wafers", 0.02, why=crate)  # fmt: skip
    _lanes(book, ("Pyeongtaek",), (*HUBS, "Peoria", "Cheonan"), "logic wafers", 0.02, needs="Qualify Samsung 2 nm", why=crate)
    _lanes(book, ("Icheon",), ("West Lafayette",), "HBM wafers", 0.02, why=crate)
    _lanes(book, ("Pyeongtaek",), ("Cheonan",), "HBM wafers", 0.01, why=crate)
    _lanes(book, ("Hiroshima", "Taichung"), ("Taichung", "Tampines"), "HBM wafers", 0.02, why=crate)
    _lanes(book, ("Boise",), ("Taichung", "Tampines"), "HBM wafers", 0.02, why=crate)
    _lanes(book, ("Icheon", "Cheonan", "Taichung", "Tampines", "Hiroshima", "West Lafayette", "Boise"), PACKERS,
           "HBM stacks", 0.001, why=crate)  # fmt: skip
    _lanes(book, ("Ogaki", "Taoyuan"), PACKERS, "substrates", 0.001, why=crate)
    _lanes(book, ("Penang",), ("Chiayi", "Peoria", "Phoenix", "Bac Ninh"), "substrates", 0.001,
           needs="Qualify Malaysian substrates", why=crate)  # fmt: skip


def _to_markets(book: Workbook) -> None:
    box = assumed("air freight of servers, about 10 USD an accelerator; three tenths of it at home", "medium")
    own = ("Phoenix", "Peoria", "Kitakyushu", "Chiayi", "Cheonan")
    _lanes(book, own, MARKETS, "accelerators", 0.01, why=box)
    _lanes(book, ("Penang",), MARKETS, "accelerators", 0.01, needs="Qualify Penang packaging", why=box)
    _lanes(book, ("Bac Ninh",), MARKETS, "accelerators", 0.01, needs="Qualify Vietnamese packaging", why=box)
    _lanes(book, ("Sherman", "Sagamihara", "Ipoh"), MARKETS, "optics", 0.005, why=box)
    _lanes(book, ("Suzhou",), MARKETS, "optics", 0.005, why=box, duty=True)
