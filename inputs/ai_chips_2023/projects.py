"""What could be decided in January 2023, what was decided already, and in a case what came of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inputs.ai_chips.rows import Figure, Source
from inputs.ai_chips_2023 import sources as s
from inputs.ai_chips_2023.network import METALS
from inputs.ai_chips_2023.sources import guess

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

BUILT: Final = "As it was built"
LIKE: Final = guess("no figures known; capital and time of like projects")


@dataclass(frozen=True)
class Option:
    """A project: what was thought of it in January 2023, and what became of it until the end of 2026.

    ``decided`` is a commitment of before 2023. ``came`` is the quarter in which it was really started (of what was
    decided before, the first), ``took`` the years until it really served where they were others than planned.
    """

    name: str
    kind: str
    place: str
    adds: str
    block: float
    capital: float
    lead: float
    why: Source
    note: str = ""
    decided: bool = False
    came: str = ""
    took: float | None = None
    starts: int = 1


OPTIONS: Final = (
    Option("Restart idle gallium capacity", "minerals", "Stade", "gallium recovery", 40, 40, 1, s.BLUE_GA,
           "of 115 t that stood idle in Germany, Hungary, Kazakhstan and Ukraine; capital and time assumed"),
    Option("More gallium recycling in Japan", "recycling", "Akita", "gallium recovery", 40, 60, 1.5, LIKE),
    Option("Nyrstar Clarksville circuit", "minerals", "Clarksville", "germanium recovery", 30, 150, 2.5, s.NYRSTAR,
           "its 40 t of gallium are left out; never funded, sold in December 2025"),
    Option("Umicore and STL", "minerals", "Olen", "germanium recovery", 15, 60, 1, LIKE,
           "half of 30 t aimed at, for both; first concentrate late in 2024, volumes unpublished",
           came="2023 Q4", took=1.25),
    Option("US antimony smelting", "minerals", "US industry", "antimony smelting", 5000, 60, 1.5, LIKE),
    Option("Almonty Sangdong", "minerals", "Sangdong", "tungsten refining", 2000, 125, 2, s.ALMONTY,
           "four fifths of it for both, counted whole; planned for 2025, first ore in 2026", decided=True, came="2023 Q1",
           took=3.0),
    Option("US tungsten recycling", "recycling", "US industry", "tungsten refining", 1200, 70, 1.5, LIKE),
    Option("Lynas' first heavy circuit", "minerals", "Kuantan", "heavy separation", 90, 25, 1, s.LYNAS,
           "6% of 1,500 t of feed; 9 t in its first full quarter", came="2024 Q2", took=1.0),
    Option("Eneabba refinery", "minerals", "Eneabba", "heavy separation", 230, 220, 2.5, s.ILUKA,
           "its heavy part alone; planned for 2025, now 2027", decided=True, came="2023 Q1", took=4.0),
    Option("MP heavy separation", "minerals", "Fort Worth", "heavy separation", 200, 150, 2, s.MP_HRE,
           "commissioning planned for mid 2026, start not seen", came="2025 Q1", took=2.0),
    Option("MP Independence", "magnets", "Fort Worth", "magnet making", 1000, 200, 2.5, s.OPERATING,
           "announced in 2021 for GM, first magnets late in 2025", decided=True, came="2023 Q1", took=3.0),
    Option("Further US magnets", "magnets", "Fort Worth", "magnet making", 2000, 500, 2.5, s.OPERATING,
           "as Noveon and eVAC, each 2,000 t", came="2023 Q1", took=2.5, starts=3),
    Option("Japanese magnet expansion", "magnets", "Takefu", "magnet making", 3000, 300, 1.5, LIKE),
    Option("Anode material at Vidalia", "minerals", "US industry", "anode material", 11250, 180, 1.25, s.OPERATING,
           "decided in February 2022", decided=True, came="2023 Q1", took=1.25),
    Option("US neon recovery", "gas", "US industry", "neon purification", 40, 70, 1.5, LIKE),
    Option("Japan neon recovery", "gas", "Japan industry", "neon purification", 40, 65, 1.5, LIKE),
    Option("TSMC Arizona fab 1", "logic fab", "Phoenix", "leading-edge logic", 240, 12000, 1.5, s.TSMC_AZ,
           "planned for 2024, volume from the last weeks of it", decided=True, came="2023 Q1", took=2.0),
    Option("Samsung Taylor", "logic fab", "Taylor", "leading-edge logic", 240, 17000, 2, s.TAYLOR,
           "planned for late 2024, tools in 2026, volume in 2027", decided=True, came="2023 Q1", took=4.0),
    Option("Intel Arizona", "logic fab", "Phoenix", "leading-edge logic", 180, 10000, 2, s.INTEL,
           "one of two fabs; planned for 2024, volume late in 2025", decided=True, came="2023 Q1", took=2.75),
    Option("More CoWoS in Taiwan", "packaging", "Longtan", "advanced packaging", 570, 400, 1, s.COWOS,
           "5,000 wafers a month, two fifths for both; capital assumed", came="2023 Q2: 1; 2023 Q4: 2; 2024 Q4", took=1.0,
           starts=6),
    Option("More HBM in South Korea", "memory", "Pyeongtaek", "HBM stacking", 3000, 2500, 1.25, LIKE,
           "history: capacity about tripled by the end of 2025", came="2023 Q2: 1; 2023 Q4: 2; 2024 Q4", took=1.25, starts=6),
)  # fmt: skip


def fill(book: Workbook) -> None:
    """Add the projects, and the case in which they are decided as they were."""
    life = guess("15 years for plants, 20 for mines and smelters, taken as 15", "medium")
    window = guess("what starts after 2026 is no part of this comparison", "by definition")
    for one in OPTIONS:
        book.add("Projects", one.name, kind=one.kind, place=one.place, adds=one.adds, block=one.block,
                 fixed_capital=one.capital, lead_time=one.lead, economic_life=Figure(15, life), latest=Figure("2026 Q4", window),
                 starts=one.starts, decision=f"{COMMITTED}: 1" if one.decided else None, why=one.why, note=one.note)  # fmt: skip
        _history(book, one)
    _as_stocked(book)


COMMITTED: Final = "2023 Q1"


def _history(book: Workbook, one: Option) -> None:
    """Add what became of a project to the case of what was built."""

    def change(column: str, to: object) -> None:
        book.add(
            "Cases",
            BUILT,
            sheet="Projects",
            row=one.name,
            column=column,
            change=to,
            why=one.why if one.came else s.OPERATING,
            note=one.note,
        )

    if not one.came:
        change("decision", "never")
    else:
        told = one.came.split("; ")
        change("decision", "; ".join(each if ":" in each else f"{each}: 1" for each in told))
    if one.took is not None and one.took != one.lead:
        change("lead time", one.took)


def _as_stocked(book: Workbook) -> None:
    """Keep stores as they stood: no more was put in than Japan's sixty days and what users hold."""
    for material, (_, _, _, us, japan, *_) in METALS.items():
        for site, use, days in (("US industry", us, 60 if material == "neon" else 30), ("Japan industry", japan, 60)):
            book.add(
                "Cases",
                BUILT,
                sheet="Stockpiles",
                row=f"{site} / {material}",
                column="maximum",
                change=round(use * days / 365 + 0.001, 3),
                why=s.JP_STOCK,
            )
