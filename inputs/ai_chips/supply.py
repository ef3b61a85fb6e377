"""Plants that stand today, offers, and stockpiles.

Capacities of foreign plants and offers are what the two countries can get of them, never the whole: the rest
of the world's use is taken off beforehand, and each Sources row says how. Partners' plants cost what they
charge, capital and margin included; plants in the US and Japan cost what it takes to run them, since their
capital is sunk or in Projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

NOTHING_YET = assumed("nothing stands there today", "good")
AI_SHARE = "a share of 40% for data centres in the US and Japan"


def fill(book: Workbook) -> None:
    """Add plants, offers and stockpiles."""
    _chip_plants(book)
    _assembly_plants(book)
    _new_chip_plants(book)
    _offers(book)
    _working_stocks(book)


def _plant(
    book: Workbook, site: str, process: str, capacity: float | None, cost: float, why: Source, note: str = "",
    by: dict[int, float] | None = None, cost_why: Source | None = None, least: Figure | None = None,
) -> None:  # fmt: skip
    running = Figure(cost, cost_why or assumed("running cost without capital, from prices and margins", "medium"))
    book.add("Plants", site, process, capacity=capacity, variable_cost=running, minimum_use=least, by=by,
             why=why, note=note)  # fmt: skip


def _wafer_plants(book: Workbook) -> None:
    shares = "supplier's share of about 8 million wafers a month, a sixteenth of it for this chain (assumed)"
    for site, capacity in (("Shirakawa", 3900), ("Sherman", 500), ("Burghausen", 800), ("Tampines", 900)):
        source = s.GLOBALWAFERS if site == "Sherman" else s.WAFER_SHARES
        cost = {"Shirakawa": 0.105, "Sherman": 0.120}.get(site, 0.115)
        _plant(book, site, "wafer making", capacity, cost, source, shares)


def _chip_plants(book: Workbook) -> None:
    _wafer_plants(book)
    _plant(book, "Tainan", "leading-edge logic", 1350, 17, s.TSMC_N3,
           "about 5 million N5, N3 and N2 wafers a year, a quarter of it for these users (assumed)",
           {2026: 1150, 2027: 1250}, s.PRICES_CHIPS)  # fmt: skip
    dear = Figure(15.5, s.BCG_TCO, "18 x 1.3 for the whole, less 8.2 of capital of Projects")
    book.add("Plants", "Phoenix", "leading-edge logic", capacity=220, by={2026: 140, 2027: 200}, variable_cost=dear,
             why=s.TSMC_AZ, note="fab 1, N4: ramp to 20,000 wafers a month, nine tenths for this chain (assumed)")  # fmt: skip
    _plant(book, "Pyeongtaek", "leading-edge logic", 150, 16, s.SIA_BCG, "Korea's part; what US buyers can get is assumed", {2026: 100})
    price = "27 stacks at 0.40, of which the DRAM wafer is about 7 and stacking 3"
    ramp = f"280,000 TSV wafers a month in Korea in 2025, growing a fifth; {AI_SHARE}"
    _plant(book, "Icheon", "HBM wafer fab", 1100, 7.0, s.HBM_4Q25, f"{ramp}; {price}", {2026: 900, 2027: 1000})
    _plant(book, "Pyeongtaek", "HBM wafer fab", 750, 7.2, s.HBM_TSV, f"{ramp}; {price}", {2026: 600, 2027: 680})
    _plant(book, "Hiroshima", "HBM wafer fab", 240, 5.1, s.MICRON_JP_NOW, "25,000 wafers a month, four fifths for this chain (assumed)")
    _plant(book, "Taichung", "HBM wafer fab", 160, 7.2, assumed("Micron's second HBM site, 13,000 wafers a month"), by={2026: 100})
    _plant(book, "Icheon", "HBM stacking", 1200, 3.0, s.HBM_4Q25, "keeps pace with its wafers", {2026: 950, 2027: 1100})
    _plant(book, "Cheonan", "HBM stacking", 800, 3.1, s.HBM_TSV, "keeps pace with Samsung's wafers", {2026: 650, 2027: 720})
    _plant(book, "Taichung", "HBM stacking", 450, 3.1, assumed("stacks all that Micron makes in Japan and Taiwan"), by={2026: 350})


def _assembly_plants(book: Workbook) -> None:
    board = assumed("Ibiden, Unimicron and AT&S share the large ABF substrates about 6 : 3 : 1")
    _plant(book, "Ogaki", "substrate making", 6000, 0.15, board, by={2026: 4200, 2027: 5200})
    _plant(book, "Taoyuan", "substrate making", 2600, 0.17, board, by={2026: 1900})
    _plant(book, "Penang", "substrate making", 900, 0.17, board, "Kulim; open once qualified")
    _plant(book, "Chiayi", "advanced packaging", 8200, 1.2, s.COWOS,
           f"135,000 wafers a month from 2027, 13.6 good packages each; {AI_SHARE}, less at first",
           {2026: 5200, 2027: 7200}, s.PRICES_CHIPS)  # fmt: skip
    _plant(book, "Cheonan", "advanced packaging", 300, 1.25, assumed("Samsung's I-Cube and X-Cube for outside customers"))
    light = assumed("China makes about half of the transceivers, Malaysia and Thailand a third, Japan and the US the rest")
    _plant(book, "Sherman", "optics making", 700, 1.25, light)
    _plant(book, "Sagamihara", "optics making", 800, 1.2, light)
    _plant(book, "Ipoh", "optics making", 2400, 1.10, light, by={2026: 2000})
    build = assumed("buildings, network and power are outside this case: they cost the same whoever supplies", "by definition")
    for site in ("US data centres", "Japan data centres"):
        book.add("Plants", site, "data-centre build", variable_cost=0, why=build)


def _new(book: Workbook, site: str, process: str, cost: float, why: Source, note: str = "") -> None:
    """Add a plant that only Projects can build, for its running cost."""
    book.add("Plants", site, process, capacity=Figure(0, NOTHING_YET), variable_cost=cost, why=why, note=note)


def _new_chip_plants(book: Workbook) -> None:
    logic = "Taiwan's 17 times 1.3 in the US and 1.2 in Japan, less the capital of Projects a wafer (assumed split)"
    for site, cost in (("Taylor", 14.0), ("New Albany", 14.0), ("Chitose", 13.0), ("Kumamoto", 12.5)):
        _new(book, site, "leading-edge logic", cost, s.BCG_TCO, logic)
    memory = "Korea's 7 and 3 times 1.3 in the US and 1.1 in Japan, less the capital of Projects (assumed split)"
    _new(book, "Boise", "HBM wafer fab", 4.5, s.BCG_TCO, memory)
    for site, cost in (("West Lafayette", 2.1), ("Boise", 2.1), ("Hiroshima", 2.1), ("Tampines", 3.1)):
        _new(book, site, "HBM stacking", cost, s.BCG_TCO, memory)
    pack = "Taiwan's 1.2 times 1.3 in the US and 1.1 in Japan less capital; Malaysia and Vietnam charge Taiwan's price"
    for site, cost in (("Phoenix", 1.2), ("Peoria", 1.2), ("Kitakyushu", 1.05), ("Penang", 1.2), ("Bac Ninh", 1.2)):
        _new(book, site, "advanced packaging", cost, s.BCG_TCO, pack)


def _offer(
    book: Workbook, who: str, site: str, material: str, price: float, most: float, price_why: Source, most_why: Source,
    note: str = "", by: dict[int, float] | None = None, **more: object,
) -> None:  # fmt: skip
    book.add("Suppliers", who, site, material, price=Figure(price, price_why), maximum=Figure(most, most_why, note),
             by={year: Figure(value, most_why, note) for year, value in (by or {}).items()},
             why=most_why, note=note, **more)  # fmt: skip


def _offers(book: Workbook) -> None:
    cost = assumed("cost of making with a usual margin, from trade prices", "medium")
    _offer(book, "Japan photoresist", "Isesaki", "photoresist", 0.40, 1200, cost, s.RESIST, "90% of the world's; the amount is assumed to be enough")
    _offer(book, "ASML", "Veldhoven", "EUV service", 12, 180, cost, s.ASML, "more than 250 scanners stand; about two thirds serve this chain (assumed)")
    _offer(book, "China optics", "Suzhou", "optics", 1.05, 5500, assumed("about 10% below Malaysia", "medium"),
           assumed("half of the sets asked for in 2028"))  # fmt: skip


def _working_stocks(book: Workbook) -> None:
    """Add what plants keep themselves, without which every short outage would stop the chain at once."""
    parts = assumed("fabs keep spare parts and go on for about half a year without the maker's engineers")
    boxes = assumed("fabs keep about two months of wafers", "medium")
    rent = assumed("2% of the value a year", "medium")
    for material, days, why, stocks in (
        ("EUV service", 180, parts, {
            "Tainan": 34, "Phoenix": 4, "Pyeongtaek": 4, "Icheon": 3.6, "Hiroshima": 1, "Taichung": 0.4, "Boise": 0,
            "Kumamoto": 0, "Chitose": 0, "Taylor": 0, "New Albany": 0,
        }),
        ("silicon wafers", 60, boxes, {
            "Tainan": 217, "Phoenix": 26, "Pyeongtaek": 105, "Icheon": 163, "Hiroshima": 43, "Taichung": 12, "Boise": 0,
            "Kumamoto": 0, "Chitose": 0, "Taylor": 0, "New Albany": 0,
        }),
    ):  # fmt: skip
        value = float(next(row["value"] for row in book.rows["Materials"] if row["material"] == material))  # type: ignore[arg-type]
        for site, initial in stocks.items():
            book.add("Stockpiles", site, material, initial=initial, cover_days=days,
                     holding_cost=Figure(round(0.02 * value, 5), rent), why=why)  # fmt: skip
