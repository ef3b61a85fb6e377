"""What is being built for chips in the two countries in November 2026: dated, with the capital still to spend and the lead time left.

Each row is a project that has been decided; its owner stands in the note. Typing one more is a row like these. What
foreign owners have under construction abroad is in Plants, year by year, since its capital is in the price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.projects_chips import chip_project, scanners
from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Source, Workbook


def fill(book: Workbook) -> None:
    """Add the commitments."""
    _logic(book)
    _memory(book)
    _packages(book)


def _under_way(book: Workbook, name: str, kind: str, place: str, adds: str, block: float, left: float, lead: float,
               why: Source, owner: str, **more: Any) -> None:  # fmt: skip
    """Add a commitment of one block, begun in 2026 for what is left of it."""
    chip_project(book, name, kind, place, adds, block, left, lead, why, owner, **({"decision": "2026: 1"} | more))


def _logic(book: Workbook) -> None:
    fab, kind = "leading-edge logic", "logic fab"
    _under_way(book, "TSMC Arizona fab 2", kind, "Phoenix", fab, 300, 12000, 2, c.AZ_FABS, "TSMC; 3 nm, 28 billion, of which 12 still to be spent (assumed)", uses=scanners(fab, 2))
    _under_way(book, "TSMC Arizona fab 3", kind, "Phoenix", fab, 300, 22000, 3, c.AZ_FAB3, "TSMC; 2 nm, 25 billion, building since April 2025; 22 still to be spent (assumed)", uses=scanners(fab, 3))
    _under_way(book, "Samsung Taylor first phase", kind, "Taylor", fab, 190, 6000, 1, c.TAYLOR, "Samsung; 2 nm, tools are in; 6 of 22 billion still to be spent (assumed)")
    _under_way(book, "Rapidus Chitose phase 1", kind, "Chitose", fab, 100, 7300, 2, c.RAPIDUS26,
               "Rapidus; 2 nm, 33 billion to first volume, of which 11 spent (assumed); three lines of 8,000 wafers a month, a year apart",
               decision="2026: 1; 2027: 1; 2028: 1", starts=3, uses=scanners(fab, 2))  # fmt: skip
    _under_way(book, "JASM Kumamoto 2", kind, "Kumamoto", fab, 240, 15500, 3, c.JASM3, "TSMC, Sony, Denso, Toyota; 3 nm, 17 billion less 1.5 spent; 20,000 wafers a month (assumed)", uses=scanners(fab, 3))


def _memory(book: Workbook) -> None:
    wafers, kind = "HBM wafer fab", "memory"
    _under_way(book, "Micron Idaho ID1", kind, "Boise", wafers, 300, 12000, 1, c.IDAHO, "Micron; 25 billion, of which 12 left; half of it HBM (assumed); tools are in")
    _under_way(book, "Micron Idaho ID2", kind, "Boise", wafers, 300, 20000, 3, c.IDAHO, "Micron; 25 billion less common works; half of it HBM (assumed)", uses=scanners(wafers, 3))
    _under_way(book, "Micron Hiroshima HBM", kind, "Hiroshima", wafers, 480, 10000, 2, c.HIROSHIMA, "Micron; 1,500 billion JPY, ground broken in July 2026; 40,000 wafers a month (assumed)", uses=scanners(wafers, 2))
    _under_way(book, "SK hynix West Lafayette", kind, "West Lafayette", "HBM stacking", 250, 3600, 2, s.HYNIX_US, "SK hynix; second half of 2028; capacity assumed")


def _packages(book: Workbook) -> None:
    _under_way(book, "TSMC Arizona packaging", "packaging", "Phoenix", "advanced packaging", 1000, 3600, 3, c.AZ_PACK, "TSMC; before 2029; capacity assumed")
    curve = assumed("2.6 billion for the first phase, 7 for both; the first is the dearer (scale)", "medium")
    for units, capital in ((600, 2600), (1500, 4900), (2450, 7000)):
        book.add("Curves", "Amkor campus", size=units, capital=capital, why=c.AMKOR26 if units == 2450 else curve, note="capacity assumed")
    chip_project(book, "Amkor Peoria", "packaging", "Peoria", "advanced packaging", None, None, 2, c.AMKOR26,
                 "Amkor; the first phase at least, production early in 2028", curve="Amkor campus", decision="2026: 600")  # fmt: skip
    half = Figure("0.8; 1", assumed("half of it runs already", "medium"))
    _under_way(book, "Ibiden Ono", "substrates", "Ogaki", "substrate making", 2500, 900, 1, c.IBIDEN, "Ibiden; 280 billion JPY, half of it spent (assumed)", ramp=half)
    _under_way(book, "Ibiden Gama", "substrates", "Ogaki", "substrate making", 2500, 1470, 2, c.IBIDEN, "Ibiden; 220 billion JPY, fiscal 2027; capacity from the notice's two and a half times (derived)")
