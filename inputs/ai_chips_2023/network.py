"""Settings, quarters, places, materials, recipes, lanes and demand as they were seen in January 2023."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips.rows import Figure, Source
from inputs.ai_chips_2023 import sources as s
from inputs.ai_chips_2023.sources import guess

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

QUARTERS: Final = tuple(f"{year} Q{quarter}" for year in range(2023, 2027) for quarter in range(1, 5))
YEARS: Final = {"2027": 1, "2028": 3}
HOMES: Final = {"United States": "US", "Japan": "Japan"}
# What users give up where a material becomes that many times as dear: share of demand, multiple of the price.
STEPS: Final = {"users at twice": (0.15, 2.0), "users at four times": (0.25, 4.0), "industry": (0.60, 20.0)}
SITES: Final = {
    "United States": ("US industry", "US users at twice", "US users at four times", "Phoenix", "Taylor", "Clarksville",
                      "Fort Worth", "Spruce Pine", "US data centres"),
    "Japan": ("Japan industry", "Japan users at twice", "Japan users at four times", "Akita", "Takefu", "Shibukawa",
              "Japan data centres"),
    "Taiwan": ("Tainan", "Longtan"),
    "South Korea": ("Pyeongtaek", "Sangdong"),
    "Germany": ("Stade",),
    "Belgium": ("Olen",),
    "Canada": ("Trail",),
    "Malaysia": ("Kuantan",),
    "Australia": ("Eneabba",),
    "Vietnam": ("Nui Phao",),
    "Tajikistan": ("Dushanbe",),
    "Mozambique": ("Balama",),
    "Ukraine": ("Odesa",),
    "Qatar": ("Ras Laffan",),
    "China": ("China refineries",),
}  # fmt: skip
# unit, price in million USD a unit, its source, what the US and Japan use a year, the sources of that
METALS: Final[dict[str, tuple[str, float, Source, float, float, Source, Source]]] = {
    "gallium": ("t", 0.2575, s.FASTMARKETS_GA, 19, 167, s.US_GA, s.JOGMEC_GA),
    "germanium": ("t", 1.16, s.ARGUS_GE, 30, 26, s.US_GE, guess("Japan uses about as much as the US, for fibre and infrared")),
    "antimony": ("t", 0.01335, s.ARGUS_SB, 22000, 7000, s.USGS, guess("Japanese imports of metal and oxide of the years before")),
    "tungsten": ("t of W", 0.0415, s.ARGUS_W, 10000, 7000, s.USGS, guess("trade figures of about 7,000 t, from memory")),
    "DyTb oxide": ("t", 0.417, s.ARGUS_RE, 20, 45, guess("lasers, alloys, ceramics"), guess("as in the US, beside magnets")),
    "magnets": ("t", 0.06, guess("55 to 65 USD/kg of sintered magnets", "medium"), 9000, 17000, s.MAGNETS_US, s.MAGNETS_JP),
    "graphite": ("t", 0.004, guess("4,000 USD/t of spherical and anode material"), 40000, 60000,
                 guess("imports for batteries in 2022"), guess("anode makers' intake of natural graphite in 2022")),
    "neon": ("t", 0.4, guess("contracts of 2022, twice those before the war"), 54, 92, s.NEON, s.NEON),
    "helium": ("thousand m3", 0.014, guess("contract prices of 2022"), 45000, 8000, s.USGS, guess("Japanese imports")),
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Add settings, places, materials, recipes, lanes and demand."""
    _settings(book)
    for country, sites in SITES.items():
        book.add("Countries", country, bloc="Alliance" if country in HOMES else None)
        for site in sites:
            book.add("Sites", site, country=country)
    _materials(book)
    _recipes(book)
    _lanes(book)
    _demand(book)


def _settings(book: Workbook) -> None:
    choice = guess("a choice of the planner, not a fact", "by definition")
    book.add("Settings", "title", value="AI accelerators and their minerals, seen in January 2023")
    book.add("Settings", "currency", value="USD of 2023")
    book.add("Settings", "base year", value=2023, why=choice)
    book.add("Settings", "discount rate", value=0.05, why=choice)
    book.add("Settings", "cost of capital", value=0.08, why=choice)
    book.add("Settings", "gap", value=0.0005, why=choice)
    book.add("Settings", "time limit", value=120, why=choice)
    for quarter in QUARTERS:
        book.add(
            "Periods",
            quarter,
            years=Figure(0.25, choice, "quarters, so that what came can strike within five weeks of its day"),
        )
    for year, years in YEARS.items():
        book.add("Periods", year, years=Figure(years, choice))


def _materials(book: Workbook) -> None:
    for name, (unit, price, why, *_) in METALS.items():
        book.add("Materials", name, unit=unit, family="minerals", value=price, why=why)
    cost = guess("contract prices of 2022", "medium")
    book.add("Materials", "quartz", unit="t", family="minerals", value=0.01, why=cost, note="crucible grade")
    book.add(
        "Materials", "logic wafers", unit="thousand", family="chips", value=16, why=s.N5_PRICE, note="N5 and below"
    )
    book.add("Materials", "HBM stacks", unit="thousand", family="chips", value=0.2, why=cost, note="HBM2E and HBM3")
    book.add(
        "Materials", "accelerators", unit="thousand", family="chips", value=2.0, why=cost, note="packages like H100"
    )


def _recipes(book: Workbook) -> None:
    run = guess("one run makes one unit", "by definition")
    for process, makes in (("gallium recovery", "gallium"), ("germanium recovery", "germanium"),
                           ("antimony smelting", "antimony"), ("tungsten refining", "tungsten"),
                           ("heavy separation", "DyTb oxide"), ("magnet making", "magnets"),
                           ("anode material", "graphite"), ("neon purification", "neon"),
                           ("leading-edge logic", "logic wafers"), ("HBM stacking", "HBM stacks"),
                           ("advanced packaging", "accelerators")):  # fmt: skip
        book.add("Recipes", process, "makes", makes, amount=1, why=run)

    def consumes(process: str, item: str, amount: float, why: Source, note: str = "") -> None:
        book.add("Recipes", process, "consumes", item, amount=amount, why=why, note=note)

    consumes(
        "magnet making", "DyTb oxide", 0.011, guess("about 1% on average of all grades, 3 to 5% in hot motors only")
    )
    consumes("leading-edge logic", "neon", 0.0042, s.NEON, "540 t over about 130 million wafers")
    gas = guess("0.4 m3 of helium a wafer: a fifth of the world's helium over its wafers")
    consumes("leading-edge logic", "helium", 0.4, gas)
    consumes("HBM stacking", "helium", 0.009, gas, "45 stacks a wafer")
    consumes("advanced packaging", "logic wafers", 0.018, s.H100, "55 good dies a wafer")
    consumes("advanced packaging", "HBM stacks", 5, guess("five stacks an H100", "good"))


def _lanes(book: Workbook) -> None:
    """Add lanes from every source to the two hubs, and from the hubs to their users."""
    free = guess("freight is below 1% of the value and left out", "medium")
    hubs = ("US industry", "Japan industry")
    for start, what in SOURCES.items():
        for hub in hubs:
            if start != hub:
                book.add("Lanes", start, hub, what, cost=0, why=free)
    metals = "; ".join(METALS)
    for hub, short in zip(hubs, HOMES.values(), strict=True):
        for users in ("users at twice", "users at four times"):
            book.add("Lanes", hub, f"{short} {users}", metals, cost=0, why=free)
    for start, end, what in LINKS:
        book.add("Lanes", start, end, what, cost=0, why=free)
    far = guess("a detour through a trader in a third country: 2% of gallium's price")
    book.add("Lanes", "China refineries", "Stade", "gallium; germanium; antimony", cost=Figure(0.002, far))


SOURCES: Final = {
    "China refineries": "gallium; germanium; antimony; tungsten; DyTb oxide; magnets; graphite",
    "Stade": "gallium; germanium; antimony", "Akita": "gallium; germanium", "Trail": "germanium", "Olen": "germanium",
    "Clarksville": "germanium", "Dushanbe": "antimony", "Nui Phao": "tungsten", "Sangdong": "tungsten",
    "Kuantan": "DyTb oxide", "Eneabba": "DyTb oxide", "Fort Worth": "DyTb oxide; magnets", "Takefu": "magnets",
    "Balama": "graphite", "Odesa": "neon", "Ras Laffan": "helium", "Spruce Pine": "quartz",
    "US industry": "gallium; germanium; antimony; tungsten; graphite; neon; helium", "Japan industry": "neon; tungsten",
    "Tainan": "logic wafers", "Pyeongtaek": "logic wafers", "Phoenix": "logic wafers", "Taylor": "logic wafers",
}  # fmt: skip
LINKS: Final = (
    ("Japan industry", "Takefu", "DyTb oxide"), ("US industry", "Fort Worth", "DyTb oxide"),
    ("Japan industry", "Shibukawa", "tungsten"), ("US industry", "Phoenix", "neon; helium"),
    ("US industry", "Taylor", "neon; helium"), ("US industry", "Tainan", "neon; helium"),
    ("US industry", "Pyeongtaek", "neon; helium"), ("Japan industry", "Tainan", "neon"),
    ("Japan industry", "Pyeongtaek", "neon"), ("Odesa", "Tainan", "neon"), ("Odesa", "Pyeongtaek", "neon"),
    ("Ras Laffan", "Tainan", "helium"), ("Ras Laffan", "Pyeongtaek", "helium"), ("Tainan", "Longtan", "logic wafers"),
    ("Phoenix", "Longtan", "logic wafers"), ("Taylor", "Longtan", "logic wafers"),
    ("Pyeongtaek", "Longtan", "logic wafers; HBM stacks"), ("Longtan", "US data centres", "accelerators"),
    ("Longtan", "Japan data centres", "accelerators"),
)  # fmt: skip


def _demand(book: Workbook) -> None:
    steps = guess("a price elasticity of -0.25 to -0.35: 15% of the use is given up at twice the price, 25% more at four "
                  "times, the rest at twenty")  # fmt: skip
    for material, (_, price, _, us, japan, us_why, japan_why) in METALS.items():
        for short, amount, why in (("US", us, us_why), ("Japan", japan, japan_why)):
            for users, (share, times) in STEPS.items():
                book.add("Demand", f"{short} {users}", material, amount=round(amount * share, 4), why=why,
                         shortage_cost=Figure(round(price * times, 6), steps), note="its step of the use")  # fmt: skip
    book.add(
        "Demand",
        "Japan industry",
        "quartz",
        amount=160,
        shortage_cost=0.2,
        why=guess("a fifth of a tonne a tonne of polysilicon"),
    )
    book.add("Demand", "Shibukawa", "tungsten", amount=180, shortage_cost=5, why=guess(
        "720 t of WF6 a year, three fifths tungsten, of which two fifths is bought new: the gas maker, who can pay most"))  # fmt: skip
    chips = guess(
        "a quarter of the world's leading-edge wafers of 2022 for phones, PCs and servers of US and Japanese users"
    )
    for market, first in (("US industry", 700.0), ("Japan industry", 150.0)):
        book.add("Demand", market, "logic wafers", amount=first, shortage_cost=48, why=chips)
    growth = guess(
        "half a million data-centre accelerators a year and 20% more each year, as was thought before ChatGPT's first year"
    )
    for market, first in (("US data centres", 600.0), ("Japan data centres", 20.0)):
        by = {name.replace(" ", "_"): round(first * 1.2**year) for name, year in _ages()}
        book.add("Demand", market, "accelerators", amount=first, shortage_cost=30, why=growth, **by)


def _ages() -> list[tuple[str, int]]:
    """Return every period with the years since 2023."""
    return [(name, int(name[:4]) - 2023) for name in (*QUARTERS, *YEARS)]
