"""What could still be built for chips, beside what is under construction: add, hasten or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

SLOW = assumed("leading-edge fabs reach full output in their third year", "medium")
WINDOW = assumed("what starts after 2031 serves too little of the horizon to be judged by it", "by definition")
LATER = assumed("as for all chip projects, and a year later for fabs, which are the slowest to decide", "by definition")
DEPOSIT = "what buyers pay ahead, 30% of the plant (assumed); the rest is in the price"
QUICK = assumed("half output in the first year", "medium")
FAB62 = assumed("half of the two fabs' 32 billion less the shell; as large as two thirds of its neighbour; tools come in two years")
OHIO = assumed("Intel announced 28 billion for two fabs, from general knowledge; taken for the first with its works, which are the dearer")
OFTEN = assumed("how often the plant may be added to", "by definition")
SCANNERS: Final = {"leading-edge logic": 0.04, "HBM wafer fab": 0.013}


def scanners(process: str, lead: float) -> Figure:
    """Return what each thousand wafers of a fab takes of the year's scanners while it is built."""
    each = SCANNERS[process]
    return Figure(f"EUV deliveries: {each / lead:.4g}", c.EUV_RULE, f"{each} scanners a thousand wafers a year, over {lead:g} years")


def fill(book: Workbook) -> None:
    """Add the open projects of the chip chain."""
    _logic(book)
    _memory(book)
    _packaging(book)
    _supplies(book)


def chip_project(
    book: Workbook, name: str, kind: str, place: str, adds: str, block: float | None, capital: float | None, lead: float,
    why: Source, note: str = "", ramp: Figure | None = None, starts: int = 1, **more: Any,
) -> None:  # fmt: skip
    """Add a project of the chip chain, in blocks of one size."""
    slow = adds in SCANNERS
    book.add(
        "Projects", name, kind=kind, place=place, adds=adds, block=block, fixed_capital=capital, lead_time=lead,
        ramp=ramp or (Figure("0.3; 0.7; 1", SLOW) if slow else Figure("0.5; 1", QUICK)),
        starts=Figure(starts, OFTEN) if starts > 1 else None,
        economic_life=Figure(12, assumed("tools are written off in 5 to 7 years, buildings in 30", "medium")),
        why=why, note=note, **({"latest": Figure(2032, LATER) if slow else Figure(2031, WINDOW)} | more),
    )  # fmt: skip


def _logic(book: Workbook) -> None:
    fab = "leading-edge logic"

    def logic(name: str, place: str, block: float, capital: float, lead: float, why: Source, note: str, **more: Any) -> None:
        chip_project(book, name, "logic fab", place, fab, block, capital, lead, why, note, **({"uses": scanners(fab, lead)} | more))

    logic("TSMC Arizona fab 4", "Phoenix", 300, 27000, 4, c.AZ_LATER, "TSMC; 80 of the further 100 billion for three fabs (assumed); begun by the end of 2026 it has the credit")
    logic("TSMC Arizona fabs 5 and 6", "Phoenix", 300, 27000, 4, c.AZ_LATER, "TSMC; as fab 4", starts=2, earliest=2028, requires="TSMC Arizona fab 3")
    logic("Samsung Taylor second phase", "Taylor", 410, 22000, 2, c.TAYLOR, "Samsung; to 50,000 wafers a month; 37 to 50 billion in all", requires="Samsung Taylor first phase")
    logic("Intel Fab 62", "Chandler", 240, 14000, 2, FAB62, "Intel; the shell stands; 18A-P and 14A", earliest=2026, requires="Qualify Intel 14A")
    logic("Intel Ohio", "New Albany", 240, 28000, 4, OHIO, "Intel; 14A, first module in 2030 or 2031", requires="Qualify Intel 14A")
    logic("Rapidus Chitose phase 2", "Chitose", 240, 24000, 3, c.RAPIDUS2, "Rapidus; 1.4 nm; capital as of the first, less its infrastructure (assumed)", earliest=2027,
          requires="Rapidus Chitose phase 1")  # fmt: skip
    logic("TSMC Taiwan expansion", "Tainan", 600, 10000, 2, c.TAIWAN_N2, f"TSMC; A14 in Taichung: {DEPOSIT}", starts=2, earliest=2027, uses=None)


def _memory(book: Workbook) -> None:
    wafers, stacks, kind = "HBM wafer fab", "HBM stacking", "memory"
    price = assumed("30% of 25 million USD a thousand wafers a year, between Hiroshima's 21 and Idaho's 50")
    chip_project(book, "Korean HBM expansion", kind, "Icheon", wafers, 400, 3000, 2, price, f"SK hynix beyond Yongin's first rooms: {DEPOSIT}", starts=2)
    bond = assumed("10 million USD a thousand wafers a year, two thirds of Indiana's")
    chip_project(book, "Micron Hiroshima stacking", kind, "Hiroshima", stacks, 200, 1900, 2, bond, "Micron", starts=2)
    chip_project(book, "Micron Singapore stacking", kind, "Tampines", stacks, 300, 900, 2, bond, f"Micron: {DEPOSIT}", starts=2)
    chip_project(book, "Micron Idaho stacking", kind, "Boise", stacks, 300, 4500, 3, bond, "Micron; half dearer in the US; announced without a date", requires="Share HBM4 base dies and bonding")
    chip_project(book, "Second line in West Lafayette", kind, "West Lafayette", stacks, 250, 3400, 3, bond, "SK hynix; half dearer in the US", requires="SK hynix West Lafayette; Share HBM4 base dies and bonding")


def _packaging(book: Workbook) -> None:
    pack, kind = "advanced packaging", "packaging"
    cost = assumed("3 million USD a thousand packages a year in Arizona, from Amkor's 7 billion; half of it in Asia")
    chip_project(book, "TSMC Arizona packaging, further plants", kind, "Phoenix", pack, 1000, 3250, 3, c.AZ_LATER, "TSMC; the second plant and its extension", starts=2,
                 earliest=2027, requires="License CoWoS to US plants")  # fmt: skip
    chip_project(book, "EMIB at Rio Rancho", kind, "Rio Rancho", "EMIB packaging", 800, 2000, 2, c.EMIB, "Intel; size and capital assumed", starts=2)
    chip_project(book, "Kitakyushu packaging", kind, "Kitakyushu", pack, 800, 2000, 2, cost, "ASE; a provisional land deal of 2024, no more: low confidence")
    chip_project(book, "CoWoS expansion in Taiwan", kind, "Chiayi", pack, 1500, 750, 2, cost, f"TSMC and its partners: {DEPOSIT}", starts=2)
    chip_project(book, "Penang EMIB expansion", kind, "Penang", "EMIB packaging", 700, 500, 2, cost, f"Intel: {DEPOSIT}", requires="Qualify Penang packaging")
    chip_project(book, "Amkor Bac Ninh", kind, "Bac Ninh", pack, 800, 410, 2, cost, f"Amkor: {DEPOSIT}", requires="Qualify Vietnamese packaging")


def _supplies(book: Workbook) -> None:
    boards = assumed("0.7 million USD a thousand large substrates a year, from Ibiden's Ono plant of about 250 billion JPY")
    chip_project(book, "Kulim substrates", "substrates", "Penang", "substrate making", 1500, 310, 2, boards, f"AT&S: {DEPOSIT}", requires="Qualify Malaysian substrates")
    chip_project(book, "US substrates", "substrates", "Peoria", "substrate making", 1000, 1100, 3, boards, "half dearer in the US; nobody has announced it")
    chip_project(book, "GlobalWafers Texas phase 2", "wafers", "Sherman", "wafer making", 1200, 420, 2, c.SHERMAN,
                 "0.35 million a thousand wafers a year: 4 billion over about a million wafers a month (unverified)")  # fmt: skip
    chip_project(book, "Japanese wafer expansion", "wafers", "Shirakawa", "wafer making", 1500, 450, 2, s.GLOBALWAFERS, "a seventh below Texas (assumed)")
    line = assumed("0.4 million USD a thousand sets a year: epitaxy, assembly and test")
    chip_project(book, "US optics lines", "optics", "Sherman", "optics making", 1500, 750, 2, line, starts=2)
    chip_project(book, "Japan optics lines", "optics", "Sagamihara", "optics making", 1000, 450, 2, line, starts=2)
    chip_project(book, "Thai optics expansion", "optics", "Chonburi", "optics making", 1500, 180, 1, line, DEPOSIT)
    chip_project(book, "Ipoh optics expansion", "optics", "Ipoh", "optics making", 1500, 180, 1, line, DEPOSIT)
