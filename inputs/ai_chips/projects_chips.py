"""What could be built for chips: fabs, memory, packaging, substrates, wafers, optics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

SLOW = assumed("leading-edge fabs reach full output in their third year", "medium")
PHASES = assumed("how often the plant may be added to, in phases", "by definition")
LATER = assumed("as for all chip projects, and a year later for fabs, which are the slowest to decide", "by definition")
WINDOW = assumed("what starts after 2031 serves too little of the horizon to be judged by it", "by definition")
DEPOSIT = "what buyers pay ahead, 30% of the plant (assumed); the rest is in the price"
QUICK = assumed("half output in the first year", "medium")


def fill(book: Workbook) -> None:
    """Add the projects of the chip chain."""
    _logic(book)
    _memory(book)
    _packaging(book)
    _supplies(book)


def _project(
    book: Workbook, name: str, kind: str, place: str, adds: str, block: float, capital: float, lead: float,
    why: Source, note: str = "", size_why: Source | None = None, lead_why: Source | None = None,
    ramp: Figure | None = None, life: int = 12, phases: int = 1, starts: int = 1, **more: Any,
) -> None:  # fmt: skip
    """Add a project; size and capital are of the whole, which is built in so many equal phases or more."""
    block, capital, starts = block / phases, round(capital / phases, 2), starts * phases
    note = "; ".join(words for words in (note, f"in {phases} phases of equal cost (assumed)" if phases > 1 else "") if words)
    book.add(
        "Projects", name, kind=kind, place=place, adds=adds,
        block=Figure(block, size_why) if size_why else block, fixed_capital=capital,
        lead_time=Figure(lead, lead_why or s.CSET), ramp=ramp or Figure("0.5; 1", QUICK),
        starts=Figure(starts, PHASES) if starts > 1 else None,
        economic_life=Figure(life, assumed("tools are written off in 5 to 7 years, buildings in 30", "medium")),
        why=why, note=note, **({"latest": Figure(2031, WINDOW)} | more),
    )  # fmt: skip


def _logic(book: Workbook) -> None:
    ramp = Figure("0.3; 0.7; 1", SLOW)
    size = assumed("a fab of 25,000 wafers a month", "medium")
    euv = Figure("EUV deliveries: 0.02", s.ASML, "18 scanners a fab of 300 thousand wafers, over three years")
    fab, kind = "leading-edge logic", "logic fab"

    def logic(name: str, place: str, block: float, capital: float, lead: float, why: Source, note: str, **more: Any) -> None:
        _project(book, name, kind, place, fab, block, capital, lead, why, note, size, **({"ramp": ramp, "uses": euv, "latest": Figure(2032, LATER)} | more))

    logic("TSMC Arizona fab 2", "Phoenix", 300, 12000, 2, s.TSMC_AZ, "3 nm; 20 billion, of which 12 still to be spent (assumed)",
          decision="2026: 1", earliest=2026)  # fmt: skip
    logic("TSMC Arizona fab 3", "Phoenix", 300, 25000, 3, s.TSMC_AZ, "2 nm; 65 billion less 40 for the first two", phases=3)
    logic("TSMC Arizona fabs 4 to 6", "Phoenix", 300, 27000, 3.2, s.TSMC_AZ2, "80 of the further 100 billion for three fabs (assumed)",
          starts=3, earliest=2028, lead_why=s.EXYTE, phases=3)  # fmt: skip
    logic("Samsung Taylor", "Taylor", 300, 22000, 2, s.SAMSUNG_US, "2 nm; 37 billion, of which 15 spent (assumed)", requires="Qualify Samsung 2 nm", phases=3)
    logic("Intel Ohio foundry", "New Albany", 240, 28000, 4, s.INTEL_US, "14A; first of two fabs", earliest=2027, requires="Qualify Intel 14A", phases=2)
    logic("Rapidus Chitose phase 1", "Chitose", 300, 22000, 2, s.RAPIDUS, "2 nm; 33 billion USD, of which 11 spent (assumed)",
          requires="Share 2 nm technology with Rapidus", phases=3)  # fmt: skip
    logic("Rapidus Chitose phase 2", "Chitose", 300, 28000, 2, s.RAPIDUS, "as the first, with half of the infrastructure (assumed)",
          earliest=2029, requires="Rapidus Chitose phase 1", phases=3)  # fmt: skip
    logic("JASM Kumamoto 2 at 4 nm", "Kumamoto", 240, 15000, 2, s.JASM2, "planned for 6 nm, 540 thousand wafers; less than half at 4 nm (assumed)", phases=3)
    logic("TSMC Taiwan expansion", "Tainan", 300, 5000, 1.6, s.EXYTE, "30% (assumed) of 16.5 billion, itself 20 in Arizona less half of its building: " + DEPOSIT,
          starts=2, earliest=2027, uses=None, phases=3)  # fmt: skip


def _memory(book: Workbook) -> None:
    wafers, stacks, kind = "HBM wafer fab", "HBM stacking", "memory"
    size = assumed("25,000 to 40,000 wafers a month; not published", "low")
    _project(book, "Micron Hiroshima HBM", kind, "Hiroshima", wafers, 480, 10000, 2, s.MICRON_JP, "1,500 billion JPY; 40,000 wafers a month unverified", phases=4)
    _project(book, "Micron Idaho ID1", kind, "Boise", wafers, 300, 15000, 2, s.MICRON_US, "25 billion, of which 10 spent; half of it HBM (assumed)", size,
             decision="2026")  # fmt: skip
    _project(book, "Micron Idaho ID2", kind, "Boise", wafers, 300, 20000, 3.2, s.MICRON_US, "25 billion less common works (assumed)", size,
             lead_why=s.EXYTE, requires="Micron Idaho ID1", phases=3)  # fmt: skip
    price = assumed("30% of 25 million USD a thousand wafers a year, between Hiroshima's 21 and Idaho's 50")
    _project(book, "SK hynix M15X", kind, "Icheon", wafers, 400, 3000, 1.7, price, DEPOSIT, size, phases=4)
    _project(book, "Samsung P5 HBM", kind, "Pyeongtaek", wafers, 400, 3200, 1.7, price, DEPOSIT, size, earliest=2027, phases=4)
    _project(book, "SK hynix West Lafayette", kind, "West Lafayette", stacks, 250, 3870, 2.5, s.HYNIX_US, "capacity assumed", size,
             requires="Share HBM4 base dies and bonding", phases=2)  # fmt: skip
    bond = assumed("10 million USD a thousand wafers a year, two thirds of Indiana's")
    _project(book, "Micron Hiroshima stacking", kind, "Hiroshima", stacks, 400, 3800, 2, bond, phases=4)
    _project(book, "Micron Singapore stacking", kind, "Tampines", stacks, 400, 1200, 1.9, bond, DEPOSIT,
             lead_why=s.EXYTE, phases=4)  # fmt: skip
    _project(book, "Micron Idaho stacking", kind, "Boise", stacks, 300, 4500, 3.2, bond, "half dearer in the US", lead_why=s.EXYTE,
             requires="Micron Idaho ID1; Share HBM4 base dies and bonding", phases=3)  # fmt: skip
    _project(book, "Korean stacking lines", kind, "Cheonan", stacks, 400, 1100, 1.7, bond, DEPOSIT, starts=2, phases=2)


def _packaging(book: Workbook) -> None:
    pack, kind = "advanced packaging", "packaging"
    size = assumed("12,000 wafers a month with 13.6 good packages each")
    curve = assumed("2 billion for the first plan, 7 for the enlarged one; the first half is the dearer (scale)", "medium")
    for units, capital in ((600, 2600), (1500, 4900), (2450, 7000)):
        source = s.AMKOR if units == 2450 else curve
        book.add("Curves", "Amkor campus", size=units, capital=capital, why=source, note="capacity assumed")
    book.add(
        "Projects", "Amkor Peoria", kind=kind, place="Peoria", adds=pack, curve="Amkor campus", lead_time=2,
        ramp=Figure("0.5; 1", QUICK), economic_life=Figure(12, assumed("as the other chip projects", "medium")),
        latest=Figure(2031, WINDOW), decision="2026: 600", why=s.AMKOR, note="under way: the first plan at least, production in 2028",
    )  # fmt: skip
    cost = assumed("3 million USD a thousand packages a year in Arizona, from Amkor's 7 billion; half of it in Asia")
    _project(book, "TSMC Arizona packaging", kind, "Phoenix", pack, 2000, 6500, 3, s.TSMC_AZ2, "two plants of the further 100 billion",
             size, starts=2, earliest=2027, requires="License CoWoS to US plants", phases=2)  # fmt: skip
    _project(book, "Kitakyushu packaging", kind, "Kitakyushu", pack, 800, 2000, 2, cost, size_why=size, phases=2)
    _project(book, "TSMC Chiayi AP7 expansion", kind, "Chiayi", pack, 2000, 1000, 1.6, cost, DEPOSIT, size, starts=2, lead_why=s.EXYTE, phases=2)
    _project(book, "Penang packaging", kind, "Penang", pack, 1000, 570, 1.9, cost, DEPOSIT, size, lead_why=s.EXYTE,
             requires="Qualify Penang packaging", phases=2)  # fmt: skip
    _project(book, "Amkor Bac Ninh", kind, "Bac Ninh", pack, 1000, 510, 1.9, cost, DEPOSIT, size, lead_why=s.EXYTE,
             requires="Qualify Vietnamese packaging", phases=2)  # fmt: skip


def _supplies(book: Workbook) -> None:
    boards = assumed("0.7 million USD a thousand large substrates a year, from Ibiden's Ono plant of about 250 billion JPY")
    _project(book, "Ibiden Ono expansion", "substrates", "Ogaki", "substrate making", 2500, 1750, 1.6, boards)
    _project(book, "Kulim substrates", "substrates", "Penang", "substrate making", 1500, 310, 1.9, boards, DEPOSIT, lead_why=s.EXYTE,
             requires="Qualify Malaysian substrates")  # fmt: skip
    _project(book, "GlobalWafers Texas phase 2", "wafers", "Sherman", "wafer making", 1200, 420, 2, s.GLOBALWAFERS,
             "0.35 million a thousand wafers a year: 4 billion over about a million wafers a month (unverified)", lead_why=s.CSET)  # fmt: skip
    _project(book, "Japanese wafer expansion", "wafers", "Shirakawa", "wafer making", 1000, 300, 1.6, s.GLOBALWAFERS,
             "a seventh below Texas (assumed)")  # fmt: skip
    line = assumed("0.4 million USD a thousand sets a year: epitaxy, assembly and test")
    short = assumed("assembly lines in existing halls", "medium")
    _project(book, "US optics lines", "optics", "Sherman", "optics making", 1500, 750, 1.5, line, lead_why=short)
    _project(book, "Japan optics lines", "optics", "Sagamihara", "optics making", 1000, 450, 1.5, line, lead_why=short)
    _project(book, "Ipoh optics expansion", "optics", "Ipoh", "optics making", 2000, 200, 1, line, DEPOSIT, lead_why=short, starts=2)
