"""Who leads in each input of the chain, whether or not the real case plans it.

Facts in own words, most of them of the Emerging Technology Observatory, named ETO here. A row whose material the
workbook has is told as planned, the others as left out: ``inputs.write_left_out`` makes the page.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Input(NamedTuple):
    """An input of the chain, who leads in it, and who says so."""

    material: str
    words: str
    measure: str
    country: str
    share: str
    year: str
    source: str


INPUTS: Final = tuple(Input(*row) for row in (
    ("chip design", "chip design", "supply", "United States", "61", "2019-2022", "ETO"),
    ("logic wafers", "fabrication of all chips", "supply", "Taiwan", "47", "2019-2022", "ETO"),
    ("accelerators", "assembly, test and packaging of all chips", "supply", "Taiwan", "29", "2019-2022", "ETO"),
    ("crystal growing furnaces", "crystal growing furnaces", "supply", "Germany", "100", "2019-2022", "ETO"),
    ("crystal machining tools", "crystal machining tools", "supply", "Japan", "95", "2019-2022", "ETO"),
    ("wafer bonding and aligning tools", "wafer bonding and aligning tools", "supply", "Austria", "83", "2019-2022", "ETO"),
    ("wafer handlers", "wafer handlers", "supply", "Japan", "88", "2019-2022", "ETO"),
    ("photomask handlers", "photomask handlers", "supply", "United States", "81", "2019-2022", "ETO"),
    ("EUV service", "EUV scanners", "supply", "Netherlands", "100", "2019-2022", "ETO"),
    ("arf immersion scanners", "ArF immersion scanners", "supply", "Netherlands", "91", "2019-2022", "ETO"),
    ("arf scanners", "ArF scanners", "supply", "Netherlands", "57", "2019-2022", "ETO"),
    ("electron-beam lithography tools", "electron-beam lithography tools", "supply", "Japan", "91", "2019-2022", "ETO"),
    ("laser lithography tools", "laser lithography tools", "supply", "Sweden", "97", "2019-2022", "ETO"),
    ("resist processing tools", "resist processing tools", "supply", "Japan", "96", "2019-2022", "ETO"),
    ("plasma cvd tools", "plasma CVD tools", "supply", "United States", "91", "2019-2022", "ETO"),
    ("high-temperature cvd tools", "high-temperature CVD tools", "supply", "United States", "75", "2019-2022", "ETO"),
    ("low-pressure cvd tools", "low-pressure CVD tools", "supply", "United States", "59", "2019-2022", "ETO"),
    ("atomic layer deposition tools", "atomic layer deposition tools", "supply", "Japan", "38", "2019-2022", "ETO"),
    ("physical vapor deposition tools", "physical vapor deposition tools", "supply", "United States", "92", "2019-2022", "ETO"),
    ("rapid thermal processing tools", "rapid thermal processing tools", "supply", "United States", "90", "2019-2022", "ETO"),
    ("electrochemical coating tools", "electrochemical coating tools", "supply", "United States", "100", "2019-2022", "ETO"),
    ("tube-based diffusion and deposition tools", "tube-based diffusion and deposition tools", "supply", "Japan", "84", "2019-2022", "ETO"),
    ("conductor etching tools", "conductor etching tools", "supply", "United States", "84", "2019-2022", "ETO"),
    ("dielectric etching tools", "dielectric etching tools", "supply", "Japan", "60", "2019-2022", "ETO"),
    ("wet etching and cleaning tools", "wet etching and cleaning tools", "supply", "Japan", "72", "2019-2022", "ETO"),
    ("photomask inspection and repair tools", "photomask inspection and repair tools", "supply", "United States", "58", "2019-2022", "ETO"),
    ("wafer level packaging inspection tools", "wafer level packaging inspection tools", "supply", "United States", "56", "2019-2022", "ETO"),
    ("process monitoring equipment", "process monitoring equipment", "supply", "United States", "90", "2019-2022", "ETO"),
    ("assembly inspection tools", "assembly inspection tools", "supply", "United States", "39", "2019-2022", "ETO"),
    ("dicing tools", "dicing tools", "supply", "Japan", "85", "2019-2022", "ETO"),
    ("die attaching tools", "die attaching tools", "supply", "China", "35", "2019-2022", "ETO"),
    ("wire bonding tools", "wire bonding tools", "supply", "Singapore", "59", "2019-2022", "ETO"),
    ("advanced interconnect tools", "advanced interconnect tools", "supply", "South Korea", "45", "2019-2022", "ETO"),
    ("packaging tools", "packaging tools", "supply", "Japan", "38", "2019-2022", "ETO"),
    ("integrated assembly tools", "integrated assembly tools", "supply", "China", "98", "2019-2022", "ETO"),
    ("burn-in test equipment", "burn-in test equipment", "supply", "South Korea", "50", "2019-2022", "ETO"),
    ("handlers and probes", "handlers and probes", "supply", "Japan", "43", "2019-2022", "ETO"),
    ("linear and discrete testing tools", "linear and discrete testing tools", "supply", "United States", "36", "2019-2022", "ETO"),
    ("soc test equipment", "SoC test equipment", "supply", "Japan", "57", "2019-2022", "ETO"),
    ("design software", "design software", "supply", "United States", "96", "2019-2022", "ETO"),
    ("core intellectual property", "processor designs under licence", "supply", "United States", "52", "2019-2022", "ETO"),
    ("silicon wafers", "silicon wafers", "supply", "Japan", "56", "2019-2022", "ETO"),
    ("photomasks", "advanced photomasks", "supply", "Japan", "53", "2019-2022", "ETO"),
    ("gallium", "gallium, low-purity", "refining", "China", "99", "2024", "USGS via Tom's Hardware"),
    ("germanium", "germanium", "refining", "China", "60-68", "2023", "CRMA via Reuters; USGS via Fastmarkets"),
    ("tungsten", "tungsten", "mine", "China", "83", "2024", "USGS MCS 2025 via Reuters (67,000 of 81,000 t)"),
    ("NdPr oxide", "rare earths", "mine", "China", "69", "2024", "USGS MCS 2025 (270 of 390 kt)"),
    ("NdPr oxide", "rare earths", "refining", "China", "91", "2024", "IEA via particle.news"),
    ("DyTb oxide", "Dy/Tb separation", "refining", "China", "98-99", "2025", "9 t a quarter at Lynas (Argus) against about 3,000 t a year"),
    ("yttrium", "yttrium and scandium, for the coatings of etch chambers", "refining", "China", "95+", "2024", "memory"),
    ("magnets", "NdFeB magnets", "manufacturing", "China", "94", "2024", "IEA via morningoverview"),
    ("antimony", "antimony", "mine", "China", "48", "2023", "USGS via Reuters"),
    ("graphite", "natural graphite", "mine", "China", "79", "2024", "memory"),
    ("fluorspar", "fluorspar, for hydrogen fluoride", "mine", "China", "62", "2024", "memory"),
    ("indium", "indium", "refining", "China", "about 70", "2024", "memory"),
    ("tantalum", "tantalum", "mine", "DR Congo", "40", "2020", "USGS NMIC page (dynamic material flow of tantalum)"),
    ("cobalt", "cobalt", "mine", "DR Congo", "76", "2024", "memory"),
    ("helium", "helium", "production", "United States", "about 43", "2025", "memory"),
    ("helium", "helium", "production, second", "Qatar", "33", "2025", "USGS MCS 2026 via Reuters/Zawya"),
    ("bromine", "bromine, as Korea buys it", "share of Korean imports", "Israel", "90", "2025", "Nikkei via Tom's Hardware"),
    ("neon", "neon, chip grade", "purification", "Ukraine (before 2022); China now", "45-54", "2021", "Reuters/Techcet"),
    ("quartz", "high-purity quartz for crucibles", "mine", "United States", "70-90", "2024", "AP quoting Beiser; Project Blue"),
    ("WF6", "tungsten hexafluoride (the quarter that shut in July 2026)", "capacity", "Japan (until July 2026)", "25 closed", "2026", "Jinshi via Longbridge"),
    ("NF3", "nitrogen trifluoride, which cleans chambers", "capacity", "South Korea", "60", "2025", "ICgoodFind (SK 35, Hyosung 25)"),
    ("ABF film", "build-up film of substrates", "manufacturing", "Japan (Ajinomoto)", "about 95", "2024", "memory"),
    ("T-glass", "glass cloth of low expansion", "manufacturing", "Japan (Nittobo)", "about 90", "2025", "memory"),
    ("photoresist", "EUV photoresist", "manufacturing", "Japan", "about 90", "2024", "memory"),
    ("mask blanks", "blanks of EUV masks", "manufacturing", "Japan (Hoya, AGC)", "about 100", "2024", "memory"),
))  # fmt: skip
