"""Offers of minerals and gases: at home, of partners, and what China's licences let through.

Two markets: outside China gallium, germanium, Dy and Tb and tungsten cost what Argus and Fastmarkets print; China's
own price is lower, and what a licence lets out is small. Gallium and germanium leave China near the foreign price
(home price and licence rent), Dy and Tb near the home price, since volumes are on contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Figure, Source, assumed, straight

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

# Prices outside China, million USD a tonne: the central figures of autumn 2026.
TUNGSTEN, GALLIUM, GERMANIUM, NDPR, DYTB = 0.130, 1.57, 3.6, 0.100, 0.96


def fill(book: Workbook) -> None:
    """Add the offers."""
    _us_offers(book)
    _japan_offers(book)
    _partner_feeds(book)
    _partner_metals(book)
    _gases(book)
    _chinese_offers(book)


def offer(
    book: Workbook, who: str, site: str, material: str, price: float | Figure, most: float, price_why: Source, most_why: Source,
    note: str = "", by: dict[int, float] | None = None, **more: object,
) -> None:  # fmt: skip
    """Add an offer: what it costs and the most of it have sources of their own."""
    price = price if isinstance(price, Figure) else Figure(price, price_why)
    book.add("Suppliers", who, site, material, price=price, maximum=Figure(most, most_why, note),
             by={year: Figure(value, most_why, note) for year, value in (by or {}).items()},
             why=most_why, note=note, **more)  # fmt: skip


COST = assumed("cost of making with a usual margin, from trade prices", "medium")
SCRAP = assumed("collected swarf, motors and tools, from national recycling rates")
SILICON = assumed("the maker's part of about 40,000 t of electronic grade, a tenth of it for this chain; half of it on contracts for years")


def _us_offers(book: Workbook) -> None:
    floor = Figure(0.064, s.MP, "110 USD/kg of NdPr less 40 of separation, over 1.087 of recovery: the floor price, not a cost")
    top = Figure(0.009, s.MP, "what the floor of 110 adds to a market of 100, a tonne of concentrate: paid by the defence department")
    offer(book, "MP mine", "Mountain Pass", "light concentrate", floor, 7000, COST, s.USGS_RE, "45,000 t REO with 15.7% Nd and Pr (assumed)",
           support=top, funder="US minerals money")  # fmt: skip
    offer(book, "MP SEG feed", "Mountain Pass", "heavy concentrate", 0.12, 90, COST, m.MP_HEAVY, "own SEG concentrate and stock; content assumed")
    offer(book, "White Mesa monazite", "White Mesa", "light concentrate", 0.042, 1000, COST, s.ENERGY_FUELS)
    offer(book, "White Mesa monazite", "White Mesa", "heavy concentrate", 0.14, 30, COST, assumed("3% of its NdPr"))
    offer(book, "US magnet scrap", "Fort Worth", "magnet scrap", 0.015, 800, COST, SCRAP, by=straight(600, 1500))
    offer(book, "US tungsten scrap", "US industry", "tungsten", TUNGSTEN, 4500, m.W_PRICE, SCRAP, "scrap in Europe cost 82 USD/kg of 90% W: no discount left")
    offer(book, "US germanium recyclers", "US industry", "germanium", GERMANIUM, 6, m.GE_PRICE, s.USGS_GE, "part of 40 t outside China and Russia")
    gas = assumed("price of long contracts; spot rose tenfold in 2022", "medium")
    offer(book, "US air separation", "US industry", "neon", 0.19, 70, gas, s.NEON, "most of the half that is not Ukrainian: part assumed")
    offer(book, "Spruce Pine quartz", "Spruce Pine", "quartz", 0.012, 380, COST, s.QUARTZ, "chip makers buy before solar: what these wafers can get (assumed)")
    offer(book, "Hemlock contracts", "Hemlock", "polysilicon", 0.030, 700, COST, SILICON)
    offer(book, "Hemlock spot", "Hemlock", "polysilicon", 0.038, 700, COST, SILICON)


def _japan_offers(book: Workbook) -> None:
    gas = assumed("price of long contracts; spot rose tenfold in 2022", "medium")
    offer(book, "Japan magnet scrap", "Takefu", "magnet scrap", 0.015, 2000, COST, SCRAP, by=straight(1600, 2400))
    offer(book, "Japan tungsten scrap", "Japan industry", "tungsten", TUNGSTEN, 2300, m.W_PRICE, SCRAP)
    offer(book, "Dowa germanium", "Akita", "germanium", GERMANIUM, 6, m.GE_PRICE, s.USGS_GE, "recycled; part of 40 t")
    offer(book, "Dowa gallium", "Akita", "gallium", GALLIUM, 4, m.GA_PRICE, s.BLUE_GA, "part of 10 t of new metal outside China")
    offer(book, "Japan air separation", "Japan industry", "neon", 0.19, 55, gas, s.NEON, "steelworks; part assumed")
    offer(book, "Tokuyama contracts", "Tokuyama", "polysilicon", 0.030, 450, COST, SILICON)
    offer(book, "Tokuyama spot", "Tokuyama", "polysilicon", 0.038, 450, COST, SILICON)


def _partner_feeds(book: Workbook) -> None:
    offer(book, "Mount Weld mine", "Mount Weld", "light concentrate", 0.055, 8500, m.NDPR_PRICE, s.LYNAS, "NdPr at 85 USD/kg less separation: what Lynas realises, near the market")
    offer(book, "Mount Weld mine", "Mount Weld", "heavy concentrate", 0.15, 300, COST, s.LYNAS_HRE, "5,000 t of feed with 6% Dy and Tb")
    offer(book, "Eneabba stockpile", "Eneabba", "light concentrate", 0.050, 4000, m.NDPR_PRICE, s.ILUKA, "17,500 t REO, 23% of it Nd and Pr (assumed)")
    offer(book, "Eneabba stockpile", "Eneabba", "heavy concentrate", 0.12, 250, COST, s.ILUKA, "1.4% of REO (assumed)")
    offer(book, "Serra Verde", "Minacu", "heavy concentrate", 0.16, 120, COST, assumed("half of an ionic clay mine of 5,000 t REO; the rest is sold to China"),
           needs="Qualify Serra Verde feed")  # fmt: skip
    offer(book, "Wacker contracts", "Burghausen", "polysilicon", 0.030, 700, COST, SILICON)
    offer(book, "Wacker spot", "Burghausen", "polysilicon", 0.036, 700, COST, SILICON)


def _partner_metals(book: Workbook) -> None:
    offer(book, "Korea Zinc gallium", "Onsan", "gallium", GALLIUM, 3, m.GA_PRICE, s.BLUE_GA, "part of 10 t of new metal outside China")
    offer(book, "ERG gallium", "Pavlodar", "gallium", GALLIUM, 15, m.GA_PRICE, s.BLUE_GA, "part of 115 t of idle capacity", needs="Qualify Kazakh gallium")
    offer(book, "Metlen gallium", "Agios Nikolaos", "gallium", 0.9, 15, assumed("on long contracts below the spot of 2026"), m.METLEN,
           "50 t from 2028; a third of it outside Europe (assumed)", {2026: 0, 2027: 4})  # fmt: skip
    offer(book, "Teck", "Trail", "germanium", GERMANIUM, 12, m.GE_PRICE, s.USGS_GE, "part of 40 t outside China and Russia")
    offer(book, "Umicore", "Olen", "germanium", GERMANIUM, 20, m.GE_PRICE, m.UMICORE_STL, "9 t before, and a good third of the 30 t that STL aims at (assumed)", {2026: 12, 2027: 15})
    offer(book, "Masan", "Nui Phao", "tungsten", TUNGSTEN, 2700, m.W_PRICE, s.USGS_W_SMALL, "four fifths of 3,400 t")
    offer(book, "Almonty", "Sangdong", "tungsten", TUNGSTEN, 1600, m.W_PRICE, m.DFARS, "2,000 t of W (derived from ore and grade), four fifths of it; ramping in 2026", {2026: 900})
    others = assumed("W of Austria, Portugal, Bolivia and Rwanda through H.C. Starck of Mitsubishi Materials: a fifth of some 9,000 t outside China and Vietnam")
    offer(book, "H.C. Starck", "Goslar", "tungsten", TUNGSTEN, 2500, m.W_PRICE, others)


def _gases(book: Workbook) -> None:
    gas = assumed("price of long contracts; spot rose tenfold in 2022", "medium")
    offer(book, "Cryoin", "Odesa", "neon", 0.18, 60, gas, s.NEON, "from 250 t before the war; one of two makers restarted", {2026: 40})
    offer(book, "POSCO neon", "Gwangyang", "neon", 0.19, 40, gas, assumed("Korean fabs' own neon, part for this chain"))
    part = "7% of the country's output: what these fabs use and may outbid others for (assumed)"
    offer(book, "US helium", "Shute Creek", "helium", 0.018, 6000, m.HELIUM_PRICE, assumed("81 million m3 a year, from memory", "low"), part)
    offer(book, "Algeria and others", "Arzew", "helium", 0.018, 1500, m.HELIUM_PRICE, m.HELIUM, part)
    offer(book, "QatarEnergy", "Ras Laffan", "helium", 0.016, 4000, m.HELIUM_PRICE, m.HELIUM,
           part + "; struck on 2 March 2026: a fifth of 2026, two thirds of 2027, and 14% lost for years (from memory)",
           {2026: 800, 2027: 2700})  # fmt: skip


def _chinese_offers(book: Workbook) -> None:
    rent = "home price of 240 USD/kg and the rent of a licence: a licensed export is paid near the foreign price"
    offer(book, "China NdPr", "Baotou", "NdPr oxide", 0.095, 4500, m.NDPR_PRICE, s.JNMA, "light rare earths have one price; not controlled")
    offer(book, "China magnets", "Baotou", "magnets", 0.075, 8900, assumed("Chinese export price of magnets with NdPr at 95 USD/kg", "medium"),
           m.MAGNET_TRADE, "5,933 t to the US in 2025 and some 3,000 t to Japan")  # fmt: skip
    offer(book, "China DyTb", "Ganzhou", "DyTb oxide", 0.345, 60, m.DYTB_CHINA, m.JAPAN_STOP, "four parts Dy at 205 and one part Tb at 900; size is judgement")
    offer(book, "China tungsten", "Ganzhou", "tungsten", 0.099, 2000, m.W_CHINA, m.W_TRADE, "size is judgement: half of the old exports, none to Japan in 2026 and 2027")
    offer(book, "China germanium", "Kunming", "germanium", 2.6, 2, m.GE_CHINA, m.GE_TRADE)
    offer(book, "China gallium", "Zhengzhou", "gallium", Figure(1.50, m.GA_CHINA, rent), 20, m.GA_CHINA, m.GA_TRADE, "both countries, directly and through third countries")
    offer(book, "China neon", "Zhengzhou", "neon", 0.17, 30, assumed("a little below Western contracts", "medium"),
           assumed("exports that grew after 2022; buyers hold a sixth of their use at most there, since it may be controlled next"))  # fmt: skip
    offer(book, "China quartz", "Suzhou", "quartz", 0.011, 8, assumed("a little below Spruce Pine", "medium"),
           assumed("inner-layer grade is scarce, and crucible makers for chips test it still"))  # fmt: skip
