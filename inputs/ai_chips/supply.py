"""Plants that stand today, offers, and stockpiles.

Capacities of foreign plants and offers are what the two countries can get of them, never the whole: the rest
of the world's use is taken off beforehand, and each Sources row says how. Partners' plants cost what they
charge, capital and margin included; plants in the US and Japan cost what it takes to run them, since their
capital is sunk or in Projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed, straight

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

NOTHING_YET = assumed("nothing stands there today", "good")
AI_SHARE = "a share of 40% for data centres in the US and Japan"


def fill(book: Workbook) -> None:
    """Add plants, offers and stockpiles."""
    _mineral_plants(book)
    _chip_plants(book)
    _assembly_plants(book)
    _new_mineral_plants(book)
    _new_chip_plants(book)
    _alliance_offers(book)
    _partner_offers(book)
    _chinese_offers(book)
    _stockpiles(book)
    _working_stocks(book)


def _plant(
    book: Workbook, site: str, process: str, capacity: float | None, cost: float, why: Source, note: str = "",
    by: dict[int, float] | None = None, cost_why: Source | None = None, least: Figure | None = None,
) -> None:  # fmt: skip
    running = Figure(cost, cost_why or assumed("running cost without capital, from prices and margins", "medium"))
    book.add("Plants", site, process, capacity=capacity, variable_cost=running, minimum_use=least, by=by,
             why=why, note=note)  # fmt: skip


def _mineral_plants(book: Workbook) -> None:
    sep = assumed("separation costs 25 USD/kg of NdPr in Malaysia, 40 in the US; 150 to 250 of Dy and Tb", "medium")
    making = assumed("30 USD/kg of magnets in Japan, 38 in the US, 20 in Vietnam", "medium")
    _plant(book, "Mountain Pass", "light separation", 6000, 0.040, s.MP_NDPR, "ramp to the target from 1,294 t in 2024",
           {2026: 3500, 2027: 5000}, sep, Figure(0.5, s.MP, "the defence department's floor price and offtake (share assumed)"))  # fmt: skip
    _plant(book, "White Mesa", "light separation", 900, 0.045, s.ENERGY_FUELS, cost_why=sep)
    _plant(book, "Kuantan", "light separation", 8500, 0.025, s.LYNAS, "10,500 t, a fifth sold to others (assumed)", cost_why=sep)
    _plant(book, "Kuantan", "heavy separation", 90, 0.15, s.LYNAS, "1,500 t of feed, 6% of it Dy and Tb", cost_why=sep)
    _plant(book, "Takefu", "magnet making", 16000, 0.030, s.MAGNETS_JP, "8% of about 200,000 t in the world (assumed)", cost_why=making)
    _plant(book, "Fort Worth", "magnet making", 3000, 0.038, s.MP, "the first plant; ramp assumed", {2026: 1000, 2027: 2000}, making)
    _plant(book, "Bac Ninh", "magnet making", 1500, 0.020, assumed("Shin-Etsu's Vietnamese plant"), cost_why=making)
    _plant(book, "Akita", "gallium recycling", 80, 0.50, s.JOGMEC_GA, "half of Japanese use")


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


def _new_mineral_plants(book: Workbook) -> None:
    sep = assumed("150 to 250 USD/kg of Dy and Tb, 30 of NdPr in Australia", "medium")
    for site, cost in (("Mountain Pass", 0.24), ("Eneabba", 0.18), ("Lacq", 0.20)):
        _new(book, site, "heavy separation", cost, sep)
    _new(book, "Eneabba", "light separation", 0.030, sep)
    recycle = assumed("collecting apart, 12 USD/kg of scrap in the US and 9 in Japan")
    _new(book, "Fort Worth", "magnet recycling", 0.012, recycle)
    _new(book, "Takefu", "magnet recycling", 0.009, recycle)
    ga = assumed("300 to 450 USD/kg outside China, whose price was 280 before the controls")
    for site, cost in (("Wagerup", 0.33), ("Gramercy", 0.42), ("Vaudreuil", 0.38), ("Onsan", 0.36)):
        _new(book, site, "gallium recovery", cost, ga)
    ge = assumed("900 to 1,500 USD/kg from residues and scrap")
    _new(book, "Clarksville", "zinc residue refining", 1.1, ge, "gallium comes with it")
    for site, cost in (("Clarksville", 1.4), ("Onsan", 1.1), ("Trail", 1.0)):
        _new(book, site, "germanium recovery", cost, ge)
    w = assumed("40 to 45 USD/kg of W, near the price of 2024", "medium")
    for site, cost in (("Sangdong", 0.040), ("Pavlodar", 0.034), ("US industry", 0.045)):
        _new(book, site, "tungsten refining", cost, w)
    gas = assumed("air separation with purification, from contract prices", "medium")
    for site, cost in (("US industry", 0.16), ("Japan industry", 0.16), ("Odesa", 0.11)):
        _new(book, site, "neon purification", cost, gas)
    sand = assumed("two thirds of the price at Spruce Pine; synthetic silica costs three times as much")
    _new(book, "Spruce Pine", "quartz processing", 0.008, sand)
    _new(book, "Tokuyama", "quartz processing", 0.036, sand)


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


def _alliance_offers(book: Workbook) -> None:
    cost = assumed("cost of making with a usual margin, from trade prices", "medium")
    scrap = assumed("collected swarf, motors and tools, from national recycling rates")
    _offer(book, "MP mine", "Mountain Pass", "light concentrate", 0.020, 7000, cost, s.USGS_RE, "45,000 t REO with 15.7% Nd and Pr (assumed)")
    _offer(book, "MP SEG feed", "Mountain Pass", "heavy concentrate", 0.12, 60, cost, s.MP_HRE, "own SEG concentrate; content assumed")
    _offer(book, "White Mesa monazite", "White Mesa", "light concentrate", 0.022, 1000, cost, s.ENERGY_FUELS)
    _offer(book, "White Mesa monazite", "White Mesa", "heavy concentrate", 0.14, 30, cost, assumed("3% of its NdPr"))
    _offer(book, "US magnet scrap", "Fort Worth", "magnet scrap", 0.015, 800, cost, scrap, by=straight(600, 1500))
    _offer(book, "Japan magnet scrap", "Takefu", "magnet scrap", 0.015, 2000, cost, scrap, by=straight(1600, 2400))
    _offer(book, "US tungsten scrap", "US industry", "tungsten", 0.046, 4500, s.USGS_W_SMALL, scrap)
    _offer(book, "Japan tungsten scrap", "Japan industry", "tungsten", 0.046, 2300, s.USGS_W_SMALL, scrap)
    _offer(book, "US germanium recyclers", "US industry", "germanium", 1.8, 6, s.ARGUS_GE, s.USGS_GE, "part of 40 t outside China and Russia")
    _offer(book, "Dowa germanium", "Akita", "germanium", 1.8, 6, s.ARGUS_GE, s.USGS_GE, "recycled; part of 40 t")
    _offer(book, "Dowa gallium", "Akita", "gallium", 0.7, 4, s.USGS_GA, s.BLUE_GA, "part of 10 t of new metal outside China")
    gas = assumed("price of long contracts; spot rose tenfold in 2022", "medium")
    _offer(book, "US air separation", "US industry", "neon", 0.22, 60, gas, s.NEON, "most of the half that is not Ukrainian: part assumed")
    _offer(book, "Japan air separation", "Japan industry", "neon", 0.22, 45, gas, s.NEON, "steelworks; part assumed")
    _offer(book, "Spruce Pine quartz", "Spruce Pine", "quartz", 0.012, 210, cost, s.QUARTZ, "80% of what these wafers take in 2029")
    _offer(book, "Hemlock Semiconductor", "Hemlock", "polysilicon", 0.036, 1000, cost, assumed("the maker's part of about 40,000 t of electronic grade, a tenth of it for this chain"))
    _offer(book, "Tokuyama Corporation", "Tokuyama", "polysilicon", 0.036, 600, cost, assumed("the maker's part of about 40,000 t of electronic grade, a tenth of it for this chain"))
    _offer(book, "Japan photoresist", "Isesaki", "photoresist", 0.40, 1200, cost, s.RESIST, "90% of the world's; the amount is assumed to be enough")


def _partner_offers(book: Workbook) -> None:
    cost = assumed("cost of making with a usual margin, from trade prices", "medium")
    gas = assumed("price of long contracts; spot rose tenfold in 2022", "medium")
    _offer(book, "Mount Weld mine", "Mount Weld", "light concentrate", 0.018, 8500, cost, s.LYNAS, "feed for Kuantan's part")
    _offer(book, "Mount Weld mine", "Mount Weld", "heavy concentrate", 0.15, 300, cost, s.LYNAS_HRE, "5,000 t of feed with 6% Dy and Tb")
    _offer(book, "Eneabba stockpile", "Eneabba", "light concentrate", 0.012, 4000, cost, s.ILUKA, "17,500 t REO, 23% of it Nd and Pr (assumed)")
    _offer(book, "Eneabba stockpile", "Eneabba", "heavy concentrate", 0.12, 250, cost, s.ILUKA, "1.4% of REO (assumed)")
    _offer(book, "Serra Verde", "Minacu", "heavy concentrate", 0.16, 120, cost, assumed("half of an ionic clay mine of 5,000 t REO; the rest is sold to China"),
           needs="Qualify Serra Verde feed")  # fmt: skip
    _offer(book, "Korea Zinc gallium", "Onsan", "gallium", 0.7, 3, s.USGS_GA, s.BLUE_GA, "part of 10 t of new metal outside China")
    _offer(book, "ERG gallium", "Pavlodar", "gallium", 0.75, 15, s.USGS_GA, s.BLUE_GA, "part of 115 t of idle capacity",
           needs="Qualify Kazakh gallium")  # fmt: skip
    _offer(book, "Teck", "Trail", "germanium", 1.7, 12, s.ARGUS_GE, s.USGS_GE, "part of 40 t outside China and Russia")
    _offer(book, "Umicore", "Olen", "germanium", 1.9, 9, s.ARGUS_GE, s.USGS_GE, "part of 40 t outside China and Russia")
    _offer(book, "Masan", "Nui Phao", "tungsten", 0.050, 2700, s.USGS_W_SMALL, s.USGS_W_SMALL, "four fifths of 3,400 t")
    _offer(book, "Almonty", "Sangdong", "tungsten", 0.052, 1450, s.USGS_W_SMALL, s.ALMONTY, "2,300 t WO3 is 1,820 t W, four fifths of it", {2026: 900})
    _offer(book, "Cryoin", "Odesa", "neon", 0.15, 60, gas, s.NEON, "from 250 t before the war; one of two makers restarted", {2026: 40})
    _offer(book, "POSCO neon", "Gwangyang", "neon", 0.21, 25, gas, assumed("Korean fabs' own neon, part for this chain"))
    _offer(book, "Wacker", "Burghausen", "polysilicon", 0.034, 1000, cost, assumed("the maker's part of about 40,000 t of electronic grade, a tenth of it for this chain"))
    _offer(book, "ASML", "Veldhoven", "EUV service", 12, 180, cost, s.ASML, "more than 250 scanners stand; about two thirds serve this chain (assumed)")


def _chinese_offers(book: Workbook) -> None:
    licence = "what licences let through to the two countries, as before the controls (assumed)"
    ga = assumed("between 0.28 before the controls and 1.57 in January 2026: licences stay, the ban stays suspended", "low")
    ge = assumed("the level of mid 2024; spot went to 2.6 and above", "medium")
    _offer(book, "China NdPr", "Baotou", "NdPr oxide", 0.062, 4500, s.NDPR_CN, s.JNMA, licence)
    _offer(book, "China magnets", "Baotou", "magnets", 0.062, 16000, assumed("Chinese export price of magnets", "medium"),
           assumed("about a quarter of 58,000 t exported; US and Japan together", "medium"))  # fmt: skip
    _offer(book, "China DyTb", "Ganzhou", "DyTb oxide", 0.50, 260, s.ARGUS_RE, s.JNMA, licence)
    _offer(book, "China tungsten", "Ganzhou", "tungsten", 0.045, 7000, s.USGS_W_SMALL, s.USGS_W, "a tenth of Chinese output")
    _offer(book, "China germanium", "Kunming", "germanium", 1.6, 34, ge, s.CUSTOMS, "four fifths of 43.7 t")
    _offer(book, "China gallium", "Zhengzhou", "gallium", 0.60, 90, ga, s.CUSTOMS, "94 t in 2022, nearly all of it for the two and through third countries")
    _offer(book, "China neon", "Zhengzhou", "neon", 0.14, 70, assumed("below Western contracts", "medium"),
           assumed("exports that grew after 2022"))  # fmt: skip
    _offer(book, "China quartz", "Suzhou", "quartz", 0.010, 30, assumed("below Spruce Pine", "medium"), assumed("inner-layer grade is scarce"))
    _offer(book, "China optics", "Suzhou", "optics", 1.05, 5500, assumed("about 10% below Malaysia", "medium"),
           assumed("half of the sets asked for in 2028"))  # fmt: skip


def _stockpiles(book: Workbook) -> None:
    rent = assumed("2% of the value a year for room, insurance and handling", "medium")
    national = assumed("60 days of use in Japan, 15 in the US: what stands above that is kept for defence")
    sixty = Figure(60, s.JP_STOCK)
    most = assumed("room for about four months of use: a store for emergencies, not for trading", "by definition")
    for material, here, there, room, mine, yours in (
        ("gallium", 0.9, 27, 1, 15, 75), ("germanium", 1.4, 5, 1, 16, 12), ("DyTb oxide", 0.8, 36, 1, 30, 90),
        ("tungsten", 420, 1200, 1, 3000, 2400), ("neon", 3, 17, 2, 40, 40),
    ):  # fmt: skip
        why = s.NEON_STOCK if material == "neon" else national
        value = float(next(row["value"] for row in book.rows["Materials"] if row["material"] == material))  # type: ignore[arg-type]
        space = Figure(f"metal store: {room}", assumed("one tonne takes the room of one; gas cylinders twice that", "medium"))
        holding = Figure(round(0.02 * value, 5), rent)
        book.add("Stockpiles", "US industry", material, initial=here, maximum=Figure(mine, most), holding_cost=holding, cover_days="US stock days",
                 cover_of="United States", uses=space, why=why)  # fmt: skip
        book.add("Stockpiles", "Japan industry", material, initial=there, maximum=Figure(yours, most), holding_cost=holding, cover_days=sixty,
                 cover_of="Japan", uses=space, why=why)  # fmt: skip


def _working_stocks(book: Workbook) -> None:
    """Add what plants keep themselves, without which every short outage would stop the chain at once."""
    helene = assumed("the flood of 2024 hardly moved the price since crucible and wafer makers had months of sand in store", "medium")
    parts = assumed("fabs keep spare parts and go on for about half a year without the maker's engineers")
    boxes = assumed("fabs keep about two months of wafers", "medium")
    rent = assumed("2% of the value a year", "medium")
    for material, days, why, stocks in (
        ("quartz", 120, helene, {"Shirakawa": 30, "Burghausen": 12, "Tampines": 9, "Sherman": 0}),
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
