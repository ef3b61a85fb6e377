"""Who can ship minerals and gases to whom, and what China's licences let through to each of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import places
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook

HUBS: Final = ("US industry", "Japan industry")
FREIGHT: Final = assumed("sea or air freight and insurance, below 1% of the value; three tenths of it at home", "medium")
DUTY: Final = assumed("US duties of 25% on Chinese minerals, magnets and optics; rates move", "medium")
STRAITS: Final = {"Odesa": "Black Sea", "Pavlodar": "Caspian route", "Ras Laffan": "Strait of Hormuz"}
TAIWAN: Final = "Taiwan Strait"
MAKERS: Final = ("Fort Worth", "Northlake", "Benson", "Sumter", "Stillwater")
FABS_AT: Final = ("United States", "Japan", "Taiwan", "South Korea")


def fill(book: Workbook) -> None:
    """Add the lanes."""
    _rare_earths(book)
    _magnets(book)
    _metals(book)
    _gases(book)
    _licensed(book)


def _home(place: str) -> str:
    """Return the country of a site, or the country itself."""
    return next((country for country, sites in places.SITES.items() if any(site[0] == place for site in sites)), place)


def _lanes(
    book: Workbook, starts: tuple[str, ...], ends: tuple[str, ...], material: str, cost: float, why: Source = FREIGHT,
    **more: object,
) -> None:  # fmt: skip
    """Add a lane from each start to each end, but to itself; a home lane costs less."""
    for start in starts:
        for end in ends:
            if start != end:
                straits = STRAITS.get(start) or (TAIWAN if _home(end) == "Taiwan" else None)
                book.add("Lanes", start, end, material, cost=round(cost * (0.3 if _home(start) == _home(end) else 1), 6),
                         chokepoints=straits, why=why, **more)  # fmt: skip


def _rare_earths(book: Workbook) -> None:
    _lanes(book, ("Mount Weld",), ("Kuantan",), "light concentrate; heavy concentrate", 0.003)
    _lanes(book, ("Minacu",), ("Kuantan", "Lacq", "Mountain Pass"), "heavy concentrate", 0.005)
    _lanes(book, ("White Mesa", "Eneabba"), ("Mountain Pass",), "heavy concentrate", 0.004)
    _lanes(book, ("Eneabba",), ("Lacq",), "heavy concentrate", 0.005)
    _lanes(book, ("Kuantan", "Mountain Pass", "Eneabba"), HUBS, "NdPr oxide; DyTb oxide", 0.002)
    _lanes(book, ("White Mesa",), HUBS, "NdPr oxide", 0.002)
    _lanes(book, ("Lacq",), HUBS, "DyTb oxide", 0.002)
    _lanes(book, HUBS, HUBS, "NdPr oxide; DyTb oxide; magnets; tungsten; gallium; germanium", 0.002)


def _magnets(book: Workbook) -> None:
    _lanes(book, ("US industry",), MAKERS, "NdPr oxide; DyTb oxide", 0.0005)
    _lanes(book, ("Japan industry",), ("Takefu", "Bac Ninh"), "NdPr oxide; DyTb oxide", 0.0005)
    _lanes(book, ("Fort Worth", "Takefu", "Bac Ninh", "Kuantan"), HUBS, "magnets", 0.002)
    _lanes(book, ("Northlake", "Benson", "Sumter", "Stillwater"), ("US industry",), "magnets", 0.002)
    _lanes(book, ("Fort Worth",), ("US industry",), "NdPr oxide; DyTb oxide", 0.0005)
    _lanes(book, ("US industry",), ("US data centres", "US defence"), "magnets", 0.0005)
    _lanes(book, ("Japan industry",), ("Japan data centres",), "magnets", 0.0005)


def _metals(book: Workbook) -> None:
    _lanes(book, ("Nui Phao", "Sangdong", "Goslar"), HUBS, "tungsten", 0.002)
    _lanes(book, ("Gentung",), ("US industry",), "tungsten", 0.002)
    _lanes(book, ("US industry",), ("US defence", "Hometown"), "tungsten", 0.0005)
    _lanes(book, ("Japan industry",), ("Ube", "Shibukawa"), "tungsten", 0.0005)
    _lanes(book, ("Sangdong", "Nui Phao", "Ganzhou"), ("Yeongju",), "tungsten", 0.002)
    _lanes(book, ("Wagerup", "Vaudreuil", "Pavlodar", "Gramercy", "Agios Nikolaos"), HUBS, "gallium", 0.01)
    _lanes(book, ("Onsan", "Clarksville", "Akita"), HUBS, "gallium; germanium", 0.01)
    _lanes(book, ("Trail", "Olen"), HUBS, "germanium", 0.01)
    _lanes(book, ("US industry",), ("Sherman", "Ipoh", "Chonburi"), "gallium; germanium", 0.005)
    _lanes(book, ("Japan industry",), ("Sagamihara", "Ipoh", "Chonburi"), "gallium; germanium", 0.005)


def _gases(book: Workbook) -> None:
    _lanes(book, ("Odesa",), HUBS, "neon", 0.02)
    _lanes(book, ("Gwangyang",), ("South Korea", "Taiwan"), "neon", 0.005)
    _lanes(book, ("US industry",), ("United States",), "neon", 0.002)
    _lanes(book, ("Japan industry",), ("Japan", "Taiwan", "South Korea"), "neon", 0.002)
    _lanes(book, ("Yeongju", "Ube"), FABS_AT, "WF6", 0.01)
    _lanes(book, ("Shibukawa",), ("Japan", "Taiwan"), "WF6", 0.01)
    _lanes(book, ("Hometown",), ("United States", "Taiwan"), "WF6", 0.01)
    _lanes(book, ("Shute Creek", "Arzew"), FABS_AT, "helium", 0.003)
    _lanes(book, ("Ras Laffan",), ("Japan", "Taiwan", "South Korea"), "helium", 0.002)


def _licensed(book: Workbook) -> None:
    """Add what China sends, and how much of it its licences let through to each of the two in each year."""
    judged = "licences name the end user; size is judgement"
    for start, material, here, there, years, why in (
        ("Baotou", "magnets", 6000, 2900, {2026: 2000, 2027: 2000}, m.MAGNET_TRADE),
        ("Ganzhou", "DyTb oxide", 30, 30, {2026: 0, 2027: 0}, m.JAPAN_STOP),
        ("Ganzhou", "tungsten", 800, 1200, {2026: 0, 2027: 0}, m.JAPAN_STOP),
        ("Zhengzhou", "gallium", 2, 20, {2026: 5, 2027: 10}, m.GA_TRADE),
        ("Kunming", "germanium", 1, 2, {2026: 0.5, 2027: 1}, m.GE_TRADE),
    ):  # fmt: skip
        _lanes(book, (start,), ("US industry",), material, 0.004, maximum=Figure(here, why, judged), tariff=Figure(0.25, DUTY))
        _lanes(book, (start,), ("Japan industry",), material, 0.004, maximum=Figure(there, why, judged),
               by={year: Figure(most, m.BAN_JAPAN, judged) for year, most in years.items()})  # fmt: skip
    for start, material in (("Baotou", "NdPr oxide"), ("Zhengzhou", "neon")):
        _lanes(book, (start,), ("US industry",), material, 0.002, tariff=Figure(0.25, DUTY))
        _lanes(book, (start,), ("Japan industry",), material, 0.002)
