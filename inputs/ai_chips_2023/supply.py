"""Offers, plants that stood, and stocks in January 2023: what the two countries could get, not the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips.rows import Figure, Source
from inputs.ai_chips_2023 import sources as s
from inputs.ai_chips_2023.network import METALS
from inputs.ai_chips_2023.sources import guess

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

CHINESE: Final = {
    "gallium": (66, s.JOGMEC_GA, "55 t to Japan, and 11 t to the US (assumed)"),
    "germanium": (30, s.CUSTOMS, "two thirds of 43.7 t (assumed)"),
    "antimony": (17000, s.USGS, "metal and oxide to both, a third of all exports (assumed)"),
    "tungsten": (9000, s.USGS, "powder, carbide and paratungstate to both (assumed)"),
    "DyTb oxide": (230, guess("nearly all that both use, also in magnets"), ""),
    "magnets": (11000, s.MAGNETS_US, "7,444 t to the US, 3,500 t to Japan (assumed)"),
    "graphite": (75000, guess("three quarters of what both use"), ""),
}


def fill(book: Workbook) -> None:
    """Add offers, plants and stocks."""
    _offers(book)
    _plants(book)
    _stocks(book)


def _offers(book: Workbook) -> None:
    for material, (amount, why, note) in CHINESE.items():
        price = METALS[material][1:3]
        book.add("Suppliers", f"China {material}", "China refineries", material, price=Figure(*price), maximum=amount,
                 why=why, note=note)  # fmt: skip

    def offer(who: str, site: str, material: str, amount: float, dearer: float, why: Source, note: str = "") -> None:
        price = METALS[material][1] if material in METALS else 0.01
        like = guess("a little dearer than China's, or what recycling costs")
        book.add(
            "Suppliers",
            who,
            site,
            material,
            price=Figure(round(price * dearer, 5), like),
            maximum=amount,
            why=why,
            note=note,
        )

    offer("Dowa and others, recycled gallium", "Akita", "gallium", 80, 1.0, s.JOGMEC_GA, "about half of Japanese use")
    offer(
        "European refiners, gallium",
        "Stade",
        "gallium",
        45,
        1.1,
        s.JOGMEC_GA,
        "42 t that Japan imports from others, and 3 for the US",
    )
    offer("Teck", "Trail", "germanium", 14, 1.05, s.USGS_GE, "part of 40 t outside China and Russia")
    offer("Umicore", "Olen", "germanium", 12, 1.1, s.USGS_GE, "part of 40 t")
    offer("Dowa, recycled germanium", "Akita", "germanium", 6, 1.1, s.USGS_GE, "part of 40 t")
    offer(
        "Tajik and other antimony",
        "Dushanbe",
        "antimony",
        9000,
        1.05,
        s.USGS,
        "China has about half of the world's mines",
    )
    offer("US recycled antimony", "US industry", "antimony", 4000, 1.0, s.USGS, "lead batteries")
    offer("Masan", "Nui Phao", "tungsten", 2700, 1.1, s.USGS, "four fifths of 3,400 t")
    offer("US tungsten scrap", "US industry", "tungsten", 4000, 1.0, s.USGS, "about two fifths of use")
    offer("Japan tungsten scrap", "Japan industry", "tungsten", 2200, 1.0, guess("three tenths of use"))
    offer("Syrah", "Balama", "graphite", 30000, 1.1, s.USGS, "of 75,000 t, as anode feed (assumed)")
    offer(
        "US air separation",
        "US industry",
        "neon",
        85,
        1.1,
        s.NEON,
        "half of the world's neon is not Ukrainian: part assumed",
    )
    offer("Japan air separation", "Japan industry", "neon", 60, 1.1, s.NEON, "as above")
    offer(
        "Iceblick and Cryoin",
        "Odesa",
        "neon",
        60,
        0.8,
        s.NEON,
        "a quarter of 250 t: what might come back in 2023 (assumed)",
    )
    offer("Qatar helium", "Ras Laffan", "helium", 25000, 1.0, s.HELIUM, "two fifths of 63 million m3 (assumed)")
    offer("US helium", "US industry", "helium", 60000, 1.05, s.USGS)
    offer("Spruce Pine quartz", "Spruce Pine", "quartz", 200, 1.0, s.USGS)


def _plants(book: Workbook) -> None:
    def plant(
        site: str, process: str, capacity: float | None, cost: float, why: Source, note: str = "", **by: float
    ) -> None:
        running = Figure(cost, guess("what a partner charges, or running cost at home", "medium"))
        book.add("Plants", site, process, capacity=capacity, variable_cost=running, why=why, note=note, **by)

    plant("Takefu", "magnet making", 15500, 0.055, s.MAGNETS_JP, "8% of about 190,000 t in the world (assumed)")
    plant("Tainan", "leading-edge logic", 650, 16, s.SIA_BCG, "69 parts in a hundred of what both can get (assumed)")
    plant("Pyeongtaek", "leading-edge logic", 295, 16, s.SIA_BCG, "31 parts in a hundred")
    plant("Pyeongtaek", "HBM stacking", 4500, 0.2, guess("two fifths of the stacks that Korea made in 2023"))
    packs = "28 H100 packages a wafer, 85% good, two fifths of them for both; 9,000 wafers a month at first (assumed)"
    plant("Longtan", "advanced packaging", 1030, 0.35, s.COWOS, packs)
    nothing = guess("nothing stands there", "good")
    for site, process, cost in (
        ("Phoenix", "leading-edge logic", 16.5), ("Taylor", "leading-edge logic", 16.5), ("Stade", "gallium recovery", 0.35),
        ("Akita", "gallium recovery", 0.35), ("Clarksville", "germanium recovery", 1.2), ("Olen", "germanium recovery", 1.3),
        ("US industry", "antimony smelting", 0.0145), ("Sangdong", "tungsten refining", 0.042),
        ("US industry", "tungsten refining", 0.045), ("Kuantan", "heavy separation", 0.40), ("Eneabba", "heavy separation", 0.40),
        ("Fort Worth", "heavy separation", 0.44), ("Fort Worth", "magnet making", 0.062), ("US industry", "anode material", 0.0055),
        ("US industry", "neon purification", 0.35), ("Japan industry", "neon purification", 0.35),
    ):  # fmt: skip
        plant(site, process, 0, cost, nothing)


def _stocks(book: Workbook) -> None:
    """Add sixty days in Japan, a month in the US, two months of neon, half a year of quartz."""
    room = guess("the room of what stands, and a year's use where stores are added")
    users = guess("a month's use at the users of a country without a stockpile")
    held = guess("rent, insurance: 2% of the value a year; interest is counted as such", "medium")
    for material, (_, price, _, us, japan, *_) in METALS.items():
        days = (("US industry", us, 60 if material == "neon" else 30, s.NEON_STOCK if material == "neon" else users),
                ("Japan industry", japan, 60, s.NEON_STOCK if material == "neon" else s.JP_STOCK))  # fmt: skip
        for site, use, cover, why in days:
            book.add("Stockpiles", site, material, initial=round(use * cover / 365, 3), maximum=Figure(use, room),
                     holding_cost=Figure(round(0.02 * price, 7), held), cover_days=cover, cover_of=site.split()[0].replace("US", "United States"),
                     why=why)  # fmt: skip
    half = guess("crucible makers are said to hold three months and more", "medium")
    book.add(
        "Stockpiles",
        "Japan industry",
        "quartz",
        initial=40,
        maximum=80,
        holding_cost=Figure(0.0002, held),
        cover_days=90,
        why=half,
    )
