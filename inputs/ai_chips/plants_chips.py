"""Chip plants that stand today or that only Projects can build, and what they keep in store.

One convention for all of them: a plant costs what its buyers pay, capital and margin included, less the capital
that Projects carry for it, so that nothing counts twice. Foreign capacity is what the two countries can get of it, never the whole.
What foreign owners have under construction is in it, year by year: it is paid for in the price, and not the two countries' to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

NOTHING_YET = assumed("nothing stands there today", "good")
CONTRACTS = assumed("customers are bound to most of what they have booked: nobody falls below it to save a few percent", "medium")


def fill(book: Workbook) -> None:
    """Add chip plants and their working stocks."""
    _wafers(book)
    _logic(book)
    _memory(book)
    _boards_and_packages(book)
    _optics(book)
    _to_be_built(book)
    _working_stocks(book)


def _plant(
    book: Workbook, site: str, process: str, capacity: float, cost: float | str, why: Source, note: str = "",
    by: dict[int, float] | None = None, cost_why: Source | None = None, least: float | None = 0.5,
) -> None:  # fmt: skip
    """Add a plant that stands; what it costs is a figure or a series, what it makes at least a share of its capacity."""
    running = Figure(cost, cost_why or assumed("what its buyers pay, from prices and margins", "medium"))
    book.add("Plants", site, process, capacity=capacity, variable_cost=running, by=by,
             minimum_use=None if least is None else Figure(least, CONTRACTS), why=why, note=note)  # fmt: skip


def _wafers(book: Workbook) -> None:
    part = "supplier's share of about 8 million wafers a month, a twelfth of it for this chain (assumed)"
    for site, capacity, cost in (("Shirakawa", 6600, 0.105), ("Sherman", 800, 0.120), ("Burghausen", 1400, 0.115), ("Tampines", 1500, 0.115)):
        _plant(book, site, "wafer making", capacity, cost, c.SHERMAN if site == "Sherman" else s.WAFER_SHARES, part, least=0.5)


def _logic(book: Workbook) -> None:
    fab = "leading-edge logic"
    _plant(book, "Tainan", fab, 3600, "wafer price of Taiwan", c.TAIWAN_N2,
           "about 4.6 million N5, N3 and N2 wafers in 2026, three fifths of it for users of the two countries (assumed); "
           "N2 in Baoshan and Kaohsiung comes to it until 2028", {2026: 2950, 2027: 3150, 2028: 3400}, c.N3_PRICE, 0.65)  # fmt: skip
    _plant(book, "Phoenix", fab, 300, "wafer price of Arizona", c.AZ_PHOENIX, "fab 1, N4", {2026: 240}, c.N3_PRICE)
    _plant(book, "Chandler", fab, 360, 20, c.FAB52, "Intel Fab 52, 18A, ramping: 15,000 wafers a month at the end of 2026, "
           "30,000 from 2030; its own products take most, and count as other users'", {2026: 60, 2027: 180, 2028: 240, 2029: 300},
           assumed("what a Taiwanese wafer costs less the low yield of the first years"))  # fmt: skip
    _plant(book, "Pyeongtaek", fab, 200, 20, s.SIA_BCG, "Samsung's 4, 3 and 2 nm in Korea; what US buyers can get is assumed", {2026: 150},
           assumed("a fifth below TSMC's price, as press reports say", "medium"), None)  # fmt: skip


def _memory(book: Workbook) -> None:
    wafers, stacks = "HBM wafer fab", "HBM stacking"
    price, part = "HBM wafer price", "three fifths of it for the two countries, from where AI computing stands"
    _plant(book, "Icheon", wafers, 1800, price, c.HBM_KOREA, f"SK hynix, 165,000 wafers a month, {part}; M15X in Cheongju ramps in 2026 and 2027, "
           "Yongin from 2028: 200,000 wafers a month by 2030, a third of it HBM (assumed)",
           {2026: 1150, 2027: 1350, 2028: 1500, 2029: 1650}, c.HBM4_PRICE, 0.4)  # fmt: skip
    _plant(book, "Pyeongtaek", wafers, 1150, price, c.P5, f"Samsung; what passes its buyers' tests, {part}; P4 fills in 2027, P5 from 2029",
           {2026: 800, 2027: 900, 2028: 1000, 2029: 1100}, c.HBM4_PRICE, 0.5)  # fmt: skip
    _plant(book, "Hiroshima", wafers, 240, price, s.MICRON_JP_NOW, "25,000 wafers a month, four fifths for this chain (assumed)", cost_why=c.HBM4_PRICE, least=0.4)
    _plant(book, "Taichung", wafers, 260, price, assumed("Micron's second HBM site, and Tongluo from 2028"), "", {2026: 120, 2027: 160}, c.HBM4_PRICE, 0.4)
    bond = "HBM stacking price"
    _plant(book, "Icheon", stacks, 2000, bond, c.M15X, "keeps pace with its wafers; the plant in Cheongju, 13 billion USD, from the end of 2027",
           {2026: 1200, 2027: 1400, 2028: 1700, 2029: 1850}, c.HBM4_PRICE, 0.4)  # fmt: skip
    _plant(book, "Cheonan", stacks, 1200, bond, c.HBM_KOREA, "keeps pace with Samsung's wafers", {2026: 850, 2027: 950, 2028: 1050, 2029: 1150}, c.HBM4_PRICE, 0.4)
    _plant(book, "Taichung", stacks, 500, bond, assumed("stacks all that Micron makes in Japan and Taiwan"), "", {2026: 380}, c.HBM4_PRICE, 0.3)
    _plant(book, "Tampines", stacks, 500, bond, c.SINGAPORE, "Micron's HBM packaging, opening in 2026; 7 billion USD over the decade",
           {2026: 60, 2027: 200, 2028: 350}, c.HBM4_PRICE, 0.3)  # fmt: skip


def _boards_and_packages(book: Workbook) -> None:
    board = assumed("Ibiden, Unimicron and AT&S share the large ABF substrates about 6 : 3 : 1")
    _plant(book, "Ogaki", "substrate making", 6000, 0.15, board, "", {2026: 4600, 2027: 5400})
    _plant(book, "Taoyuan", "substrate making", 3000, 0.17, board, "", {2026: 2000, 2027: 2500}, least=0.5)
    _plant(book, "Penang", "substrate making", 1100, 0.17, board, "AT&S Kulim; open once qualified", least=None)
    pack = "advanced packaging"
    _plant(book, "Chiayi", pack, 5700, 1.5, c.COWOS26,
           "75,000 wafers a month in the mean of 2026, 110,000 in 2027, 120,000 in 2028, 135,000 from 2029, AP7 and AP8; three fifths for the two countries; "
           "packages a wafer as in Series, so fewer and larger ones from 2029", {2026: 5700, 2027: 6000, 2028: 6400, 2029: 5700},
           assumed("12,000 to 15,000 USD a wafer", "medium"), 0.5)  # fmt: skip
    _plant(book, "Cheonan", pack, 300, 1.5, assumed("Samsung's I-Cube and X-Cube for outside customers"), least=0.3)
    _plant(book, "Rio Rancho", "EMIB packaging", 600, 1.6, c.EMIB, "Intel, New Mexico; the number of packages is assumed", {2026: 200, 2027: 400}, least=0.3)
    _plant(book, "Penang", "EMIB packaging", 700, 1.5, c.EMIB, "Intel Pelican; the number of packages is assumed", {2026: 100, 2027: 300, 2028: 500}, least=None)


def _optics(book: Workbook) -> None:
    light = assumed("China makes about half of the transceivers, Malaysia and Thailand a third, Japan and the US the rest")
    _plant(book, "Sherman", "optics making", 1400, 1.25, light, "Coherent in Texas, growing", {2026: 800, 2027: 1100}, least=None)
    _plant(book, "Sagamihara", "optics making", 1000, 1.2, light, "", {2026: 800, 2027: 900}, least=None)
    _plant(book, "Ipoh", "optics making", 2400, 1.10, light, "", {2026: 2000}, least=None)
    build = assumed("buildings, network and power are outside this case: they cost the same whoever supplies", "by definition")
    for site in ("US data centres", "Japan data centres"):
        book.add("Plants", site, "data-centre build", variable_cost=0, why=build)


def _new(book: Workbook, site: str, process: str, cost: float, note: str, least: float | None = None) -> None:
    """Add a plant that only Projects can build, for its price less the capital of Projects."""
    book.add("Plants", site, process, capacity=Figure(0, NOTHING_YET), variable_cost=cost, why=PRICE_LESS_CAPITAL, note=note,
             minimum_use=None if least is None else Figure(least, CONTRACTS))


PRICE_LESS_CAPITAL = assumed("the price less what Projects charge for the plant a wafer, a package or a stack", "medium")


def _to_be_built(book: Workbook) -> None:
    for site, cost, note in (
        ("Taylor", 16, "Samsung's 20 to 24 less 6 to 8"), ("New Albany", 17, "Intel's 30 less 13 to 19"),
        ("Chitose", 19, "31 less 12 to 15"), ("Kumamoto", 21, "30 less 9"),
    ):  # fmt: skip
        _new(book, site, "leading-edge logic", cost, note)
    _new(book, "Boise", "HBM wafer fab", 6, "a sixth above Korea's 12 less 8")
    for site, cost in (("West Lafayette", 2.5), ("Boise", 2.5), ("Hiroshima", 2.5)):
        _new(book, site, "HBM stacking", cost, "a sixth above Korea's 4 less 1.5 to 2")
    for site, cost, note in (("Phoenix", 1.5, "a third above Taiwan's less capital"), ("Peoria", 1.5, "as Phoenix"),
                             ("Kitakyushu", 1.4, "a tenth above Taiwan's less capital"), ("Bac Ninh", 1.5, "Taiwan's")):  # fmt: skip
        _new(book, site, "advanced packaging", cost, note, 0.3 if site in ("Phoenix", "Peoria") else None)


# Parts for somewhat more than half a year of all that a site may come to; engineers in the field cannot be stored.
PARTS: Final = {
    "Tainan": 100, "Phoenix": 40, "Chandler": 14, "Taylor": 14, "Chitose": 13, "Kumamoto": 6, "New Albany": 6, "Boise": 5, "Hiroshima": 6,
    "Icheon": 20, "Pyeongtaek": 14, "Taichung": 3,
}  # fmt: skip


def _working_stocks(book: Workbook) -> None:
    """Add what plants keep themselves, without which every short outage would stop the chain at once."""
    parts = assumed("fabs keep spare parts and go on for about half a year without the maker's engineers")
    boxes = assumed("fabs keep about two months of wafers", "medium")
    rent = assumed("2% of the value a year", "medium")
    new = {"Boise": 0, "Kumamoto": 0, "Chitose": 0, "Taylor": 0, "New Albany": 0}
    for material, days, why, stocks in (
        ("EUV service", 180, parts, {"Tainan": 55, "Phoenix": 4.8, "Chandler": 1.2, "Pyeongtaek": 8, "Icheon": 7.4, "Hiroshima": 1.6, "Taichung": 0.8} | new),
        ("silicon wafers", 60, boxes, {"Tainan": 530, "Phoenix": 46, "Chandler": 12, "Pyeongtaek": 175, "Icheon": 208, "Hiroshima": 43, "Taichung": 22} | new),
    ):  # fmt: skip
        value = float(next(row["value"] for row in book.rows["Materials"] if row["material"] == material))  # type: ignore[arg-type]
        for site, initial in stocks.items():
            book.add("Stockpiles", site, material, initial=initial, cover_days=days, maximum=PARTS.get(site) if material == "EUV service" else None,
                     holding_cost=Figure(round(0.02 * value, 5), rent), why=why)  # fmt: skip
