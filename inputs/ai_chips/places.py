"""Settings, periods, countries with their blocs, and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

YEARS: Final = range(2026, 2036)

BLOCS: Final = {
    "Alliance": ("United States", "Japan"),
    "Asian partners": ("Taiwan", "South Korea", "Malaysia", "Vietnam", "Singapore"),
    "European partners": ("Netherlands", "Germany", "France", "Belgium", "Ukraine", "Greece"),
    "Resource partners": ("Australia", "Canada", "Kazakhstan", "Brazil", "Qatar", "Algeria"),
    None: ("China",),
}

# site, kind, latitude, longitude, what it is
SITES: Final = {
    "United States": (
        ("Mountain Pass", "mine and refinery", 35.5, -115.5, "MP Materials, California"),
        ("White Mesa", "refinery", 37.5, -109.5, "Energy Fuels, Utah"),
        ("Fort Worth", "magnets", 32.8, -97.3, "MP Materials Independence, Texas"),
        ("Clarksville", "refinery", 36.5, -87.4, "zinc smelter of Korea Zinc, of Nyrstar until 2025, Tennessee"),
        ("Gramercy", "refinery", 30.1, -90.7, "ATALCO alumina refinery, Louisiana"),
        ("Spruce Pine", "mine", 35.9, -82.1, "Sibelco and The Quartz Corp, North Carolina"),
        ("Hemlock", "polysilicon", 43.4, -84.2, "Hemlock Semiconductor, Michigan"),
        ("Sherman", "wafers and optics", 33.6, -96.6, "GlobalWafers and Coherent, Texas"),
        ("Phoenix", "fab", 33.8, -112.2, "TSMC Arizona"),
        ("Chandler", "fab", 33.2, -111.9, "Intel Fabs 52 and 62, Arizona"),
        ("Rio Rancho", "packaging", 35.2, -106.7, "Intel, New Mexico"),
        ("Peoria", "packaging", 33.6, -112.3, "Amkor, Arizona"),
        ("Taylor", "fab", 30.5, -97.4, "Samsung, Texas"),
        ("New Albany", "fab", 40.1, -82.7, "Intel, Ohio"),
        ("Boise", "memory", 43.5, -116.1, "Micron, Idaho"),
        ("West Lafayette", "memory", 40.5, -86.9, "SK hynix, Indiana"),
        ("Northlake", "magnets", 33.1, -97.3, "MP Materials 10X, Texas"),
        ("Benson", "magnets", 35.4, -78.5, "Vulcan Elements, North Carolina"),
        ("Sumter", "magnets", 33.9, -80.3, "eVAC, South Carolina, standing for Noveon of San Marcos too"),
        ("Stillwater", "magnets", 36.1, -97.1, "USA Rare Earth, Oklahoma"),
        ("Gentung", "mine", 45.6, -112.7, "Almonty tungsten, Montana"),
        ("Hometown", "gas", 40.8, -76.0, "Merck WF6, Pennsylvania"),
        ("Shute Creek", "gas", 41.9, -110.1, "ExxonMobil helium, Wyoming, standing for all US helium"),
        ("US defence", "hub", 38.9, -77.1, "what goes into US arms"),
        ("US industry", "hub", 39.8, -89.6, "all other US users, and the national stockpile"),
        ("US data centres", "market", 39.0, -77.5, "all US data centres for AI"),
    ),
    "Japan": (
        ("Chitose", "fab", 42.8, 141.7, "Rapidus, Hokkaido"),
        ("Kumamoto", "fab", 32.9, 130.8, "JASM"),
        ("Hiroshima", "memory", 34.4, 132.7, "Micron"),
        ("Ogaki", "substrates", 35.4, 136.6, "Ibiden, Gifu"),
        ("Shirakawa", "wafers", 37.1, 140.2, "Shin-Etsu, standing for SUMCO too"),
        ("Tokuyama", "polysilicon", 34.1, 131.8, "Tokuyama, Yamaguchi"),
        ("Isesaki", "photoresist", 36.3, 139.2, "Shin-Etsu, standing for JSR, TOK and Fujifilm"),
        ("Takefu", "magnets", 35.9, 136.2, "Shin-Etsu, standing for Proterial and TDK"),
        ("Akita", "refinery", 39.7, 140.1, "Dowa: gallium and germanium, mostly recycled"),
        ("Sagamihara", "optics", 35.6, 139.4, "Lumentum Japan, standing for Mitsubishi and Sumitomo"),
        ("Kitakyushu", "packaging", 33.9, 130.9, "ASE's land, standing for Japanese packaging"),
        ("Shibukawa", "gas", 36.5, 139.0, "Kanto Denka WF6, shut in July 2026"),
        ("Ube", "gas", 33.9, 131.2, "Central Glass WF6"),
        ("Japan industry", "hub", 35.7, 139.7, "all other Japanese users, and the JOGMEC stockpile"),
        ("Japan data centres", "market", 35.8, 140.1, "all Japanese data centres for AI, Inzai and others"),
    ),
    "Taiwan": (
        ("Tainan", "fab", 23.1, 120.3, "TSMC Fab 18, standing for all its leading-edge fabs"),
        ("Chiayi", "packaging", 23.5, 120.3, "TSMC AP7, standing for all CoWoS plants"),
        ("Taichung", "memory", 24.2, 120.6, "Micron"),
        ("Taoyuan", "substrates", 25.0, 121.3, "Unimicron, standing for Nan Ya and Kinsus"),
    ),
    "South Korea": (
        ("Pyeongtaek", "fab and memory", 37.0, 127.1, "Samsung"),
        ("Icheon", "memory", 37.3, 127.5, "SK hynix, with M15X in Cheongju"),
        ("Cheonan", "packaging", 36.8, 127.1, "Samsung packaging"),
        ("Onsan", "refinery", 35.4, 129.3, "Korea Zinc"),
        ("Sangdong", "mine", 37.1, 128.8, "Almonty tungsten"),
        ("Gwangyang", "gas", 34.9, 127.7, "POSCO neon"),
        ("Yeongju", "gas", 36.8, 128.6, "SK Specialty WF6, standing for Korea's makers"),
    ),
    "Malaysia": (
        ("Kuantan", "refinery", 4.0, 103.4, "Lynas"),
        ("Penang", "packaging and substrates", 5.3, 100.4, "ASE, Intel, AT&S Kulim"),
        ("Ipoh", "optics", 4.6, 101.1, "Coherent"),
    ),
    "Vietnam": (
        ("Nui Phao", "mine and refinery", 21.6, 105.6, "Masan tungsten"),
        ("Bac Ninh", "packaging and magnets", 21.2, 106.1, "Amkor packaging; Shin-Etsu magnets"),
    ),
    "Singapore": (("Tampines", "wafers and memory", 1.4, 103.9, "Siltronic wafers; Micron stacking"),),
    "Netherlands": (("Veldhoven", "equipment", 51.4, 5.4, "ASML"),),
    "Germany": (("Burghausen", "polysilicon and wafers", 48.2, 12.8, "Wacker and Siltronic"), ("Goslar", "refinery", 51.9, 10.4, "H.C. Starck, of Mitsubishi Materials, tungsten")),
    "France": (("Lacq", "refinery", 43.4, -0.6, "Caremag"),),
    "Belgium": (("Olen", "refinery", 51.2, 4.9, "Umicore germanium"),),
    "Greece": (("Agios Nikolaos", "refinery", 38.4, 22.7, "Metlen alumina refinery"),),
    "Qatar": (("Ras Laffan", "gas", 25.9, 51.5, "QatarEnergy helium"),),
    "Algeria": (("Arzew", "gas", 35.8, -0.3, "Sonatrach helium, standing for all others"),),
    "Ukraine": (("Odesa", "gas", 46.5, 30.7, "Cryoin neon"),),
    "Australia": (
        ("Mount Weld", "mine", -28.9, 122.1, "Lynas"),
        ("Eneabba", "refinery", -29.8, 115.3, "Iluka"),
        ("Wagerup", "refinery", -32.9, 115.9, "Alcoa alumina refinery"),
    ),
    "Canada": (
        ("Trail", "refinery", 49.1, -117.7, "Teck germanium"),
        ("Vaudreuil", "refinery", 48.4, -71.2, "Rio Tinto alumina refinery"),
    ),
    "Kazakhstan": (("Pavlodar", "mine and refinery", 52.3, 77.0, "ERG gallium; tungsten of Karaganda"),),
    "Brazil": (("Minacu", "mine", -13.5, -48.2, "Serra Verde ionic clay"),),
    "China": (
        ("Baotou", "refinery and magnets", 40.7, 109.8, "light rare earths"),
        ("Ganzhou", "refinery", 25.8, 114.9, "heavy rare earths and tungsten"),
        ("Kunming", "refinery", 25.0, 102.7, "germanium"),
        ("Zhengzhou", "refinery", 34.8, 113.6, "gallium from alumina, neon"),
        ("Suzhou", "optics", 31.3, 120.6, "Innolight, standing for Eoptolink and others"),
    ),
}  # fmt: skip


def fill(book: Workbook) -> None:
    """Add settings, periods, countries and sites."""
    _settings(book)
    for year in YEARS:
        book.add("Periods", year, years=1, why=assumed("the horizon asked for, in years", "by definition"))
    for bloc, countries in BLOCS.items():
        for country in countries:
            book.add("Countries", country, bloc=bloc)
    for country, sites in SITES.items():
        for site, kind, latitude, longitude, note in sites:
            book.add("Sites", site, country=country, kind=kind, latitude=latitude, longitude=longitude,
                     note=note, why=s.MAP)  # fmt: skip


def _settings(book: Workbook) -> None:
    public = assumed("a usual rate for public investment, in real terms", "medium")
    private = assumed("a usual real cost of capital of chip makers and miners", "medium")
    choice = assumed("a choice of the planner, not a fact", "by definition")
    book.add("Settings", "title", value="AI accelerators for the United States and Japan, 2026 to 2035")
    book.add("Settings", "currency", value="USD of 2026")
    book.add("Settings", "money unit", value="million")
    book.add("Settings", "base year", value=2026, why=choice)
    book.add("Settings", "discount rate", value=0.05, why=public)
    book.add("Settings", "cost of capital", value=0.08, why=private)
    book.add("Settings", "capital charging", value="annuity")
    book.add("Settings", "gap", value=0.000001, why=choice)  # less than the money gap, which is what counts
    book.add("Settings", "money gap", value=10, why=choice)
    book.add("Settings", "time limit", value=1200, why=choice)
