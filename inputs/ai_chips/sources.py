"""The publications that the case cites; what nobody published is ``assumed`` where it stands."""

from __future__ import annotations

from typing import Final

from inputs.ai_chips.rows import Source

_OKX: Final = "https://web3.okx.com/de/discover/post/64639582664800"
_TECHSCI: Final = "https://techsciresearch.com/news/19394-semiconductor-manufacturing-capacity-in-america-set-to-triple-by-2032-marking-the-highest-growth-rate-globally.html"
_ARGUS_JP: Final = "https://argusmedia.com/zh/news-and-insights/latest-market-news/2628057-japan-to-offer-65bn-fund-for-ai-semi-conductors"
_BLUE: Final = "https://projectblue.com/blue/news-analysis/"
_MEMORY: Final = "unverified: from general knowledge"

# Chips
SIA_BCG = Source("SIA/BCG, Emerging Resilience in the Semiconductor Supply Chain (May 2024), via TechSci Research", _TECHSCI, "2024", "verified")  # fmt: skip
TSMC_AZ = Source("Electronics For You on the CHIPS award to TSMC Arizona (65 billion USD for three fabs; 6,000 jobs)", "https://electronicsforyou.biz/industry-buzz/tsmc-becomes-2nd-firm-to-be-awarded-with-6-6bn-under-chips-and-science-act", "2024", "verified")  # fmt: skip
COWOS = Source("TrendForce, Semiwiki and MoneyDJ reports on CoWoS capacity, via SmBom", "https://www.smbom.com/news/15629", "2025", "verified")  # fmt: skip
MICRON_JP_NOW = Source("Commercial Times via TrendForce: 25,000 HBM wafers a month in Hiroshima, Q4 2024", "https://trendforce.com/news/category/semiconductors/dram/page/21", "2024", "verified")  # fmt: skip
HYNIX_US = Source("Plant Services (Apr 2024): SK hynix West Lafayette, 3.87 billion USD, mass production in the second half of 2028", "https://plantservices.com/industry-news/news/55022204/sk-hynix-spends-387-billion-to-produce-high-bandwidth-memory-chips-in-indiana", "2024", "verified")  # fmt: skip
AMKOR = Source("TelecomLead (Dec 2024) and later reports: Amkor Peoria, 2, then 7 billion USD, production in 2028", "https://telecomlead.com/semiconductor/samsung-texas-instruments-and-amkor-to-boost-semiconductor-facilities-119445", "2025", "verified")  # fmt: skip
GLOBALWAFERS = Source("CHIPS award list: GlobalWafers Texas and Missouri, 4 billion USD", "https://texxr.com/entity/chips-act-funding", "2024", "verified")  # fmt: skip
RESIST = Source("Asianometry summary (Jan 2025): Japan makes 90% of photoresist", "https://share.snipd.com/episode/e12ea3d2-3dd1-49c5-923e-08db41d167ff", "2025", "verified")  # fmt: skip
WAFER_SHARES = Source("SEMI via smalltechnews: Shin-Etsu 27-29% of silicon wafers; SUMCO 22% (unverified)", "https://www.smalltechnews.com/archives/186582", "2019", "partly verified")  # fmt: skip
ASML = Source(f"{_MEMORY}: ASML annual report, about 44 EUV scanners in 2024, the only maker", "", "2025", "unverified")
PRICES_CHIPS = Source("OKX post (analyst arithmetic): N4 wafer 18,000-20,000 USD, CoWoS wafer 12,000 USD, HBM3E 15 USD/GB and 10-12 forecast for 2026", _OKX, "2026", "verified, low-quality source")  # fmt: skip
DIES = Source("OKX post: 55 good H100-size dies a N4 wafer, so 0.036 wafer a two-die accelerator", _OKX, "2026", "verified, low-quality source")  # fmt: skip
STACKS = Source("SmBom on B200: 8 HBM3E stacks a package", "https://www.smbom.com/news/13960?srsltid=AfmBOorlJlEAi0mIaWsw0jjJ7f53tUfE3AwTlFkvfk9U3ed0ZZebcGmN", "2025", "verified")  # fmt: skip

# Data centres
GPU_MW = Source("datacentres.com guide: 700-800 NVL72 racks per 100 MW, so 504-576 accelerators a MW", "https://www.datacentres.com/guides/ai-infrastructure-requirements", "2025", "verified")  # fmt: skip
BERNSTEIN = Source("Bernstein via Investing.com (Oct 2025): 35 billion USD a GW, accelerators 39%", "https://ng.investing.com/news/stock-market-news/how-much-does-a-gw-of-data-center-capacity-actually-cost-2169144", "2025", "verified")  # fmt: skip

# Minerals
CUSTOMS = Source("Reuters factbox, Chinese customs: 94 t of gallium and 43.7 t of germanium exported in 2022", "https://fvbb.com/ns/factbox-some-facts-about-strategic-materials/72611", "2022", "verified")  # fmt: skip
BLUE_GA = Source("Project Blue (Oct 2025): about 10 t of gallium a year outside China, 115 t of idle capacity; Alcoa-JAGA Wagerup 100 t", _BLUE + "1347/us-and-australian-governments-to-support-gallium-development-with-alcoa", "2025", "verified")  # fmt: skip
BLUE_GA26 = Source("Project Blue (Jan 2026): ATALCO Gramercy, 150 million USD of equity; Korea Zinc Onsan 15 t Ga and 11 t Ge", _BLUE + "1401/from-dependence-to-optionality:-the-usa-makes-another-investment-in-gallium-and-germanium-", "2026", "partly verified")  # fmt: skip
US_GA = Source("Benzinga via Webull: US gallium use of about 20 t", "https://www.webull.com/news/14149793949189120", "2025", "verified")  # fmt: skip
JOGMEC_GA = Source(f"{_MEMORY}: JOGMEC material flow, Japan 160 t of gallium, about half recycled", "", "2022", "unverified, low")  # fmt: skip
NYRSTAR = Source("Clarksville Now: Nyrstar Clarksville, 30 t Ge and 40 t Ga for 150 million USD", "https://beaver1003.com/local/nyrstar-zinc-in-clarksville-could-become-nations-top-source-of-2-key-minerals-after-china-cuts-off-supply", "2023", "verified")  # fmt: skip
RIO_GA = Source(f"{_MEMORY}: Rio Tinto (Dec 2024): Vaudreuil, 3.5 t demonstration, 40 t commercial", "", "2024", "unverified")  # fmt: skip
ARGUS_GE = Source("Argus (30 Sep 2024): germanium 1,110-1,210 USD/kg in January 2023, 2,580-2,680 in September 2024; US imports 38 t", "https://www.argusmedia.com/es/news-and-insights/latest-market-news/2613344-ge-buyers-seek-new-supply-alternatives-as-demand-rises", "2024", "verified")  # fmt: skip
US_GE = Source("Cybernews quoting USGS: US germanium use of 30 t", "https://cybernews.com/editorial/gallium-germanium-semiconductor-alternatives/", "2022", "verified")  # fmt: skip
USGS_GE = Source(f"{_MEMORY}: USGS, Mineral Commodity Summaries 2022: 140 t of germanium, 95 in China, 40 in Canada, Belgium, Germany and the US", "", "2021", "unverified")  # fmt: skip
USGS_RE = Source("nai500.com quoting USGS, Mineral Commodity Summaries 2025: China 270,000 t REO, US 45,000 t", "https://nai500.com/blog/2025/03/usgs-latest-data-top-10-rare-earth-producers-in-2024/", "2024", "verified")  # fmt: skip
LYNAS = Source("Fastmarkets (June 2024): Lynas, 10,500 t of NdPr capacity, 6,142 t made; heavy circuit 1,500 t SEGH for 25 million USD", "https://fastmarkets.com/insights/lynas-to-produce-dysprosium-terbium-oxide-in-malaysia", "2024", "verified")  # fmt: skip
LYNAS_HRE = Source("rawmaterials.net: Lynas heavy rare earth plant, 5,000 t of feed with 5% Dy and 1% Tb, 180 million AUD", "https://rawmaterials.net/lynas-expands-heavy-rare-earth-production-in-malaysia", "2025", "verified")  # fmt: skip
ILUKA = Source("Mining Magazine Australia: Eneabba, 17,500 t REO, 1,700-1,800 million AUD, loans of 1,650 million AUD", "https://miningmagazine.com.au/australian-government-delivers-1-65b-for-eneabba-rare-earths/", "2024", "verified")  # fmt: skip
MP = Source("Project Blue (July 2025): MP Materials, 10,000 t of magnets, 400 million USD of equity, 110 USD/kg floor", "https://www.projectblue.com/blue/news-analysis/1257/mp-materials-and-the-us-department-of-defence-partner-to-expand-the-us-rare-earth-and-magnet-industry", "2025", "verified")  # fmt: skip
MP_HRE = Source("defence-industry.eu: MP heavy separation, loan of 150 million USD; 200 t a year unverified", "https://defence-industry.eu/mp-materials-and-u-s-department-of-defense-partner-to-build-rare-earth-magnet-supply-chain-for-america", "2025", "partly verified")  # fmt: skip
ENERGY_FUELS = Source(f"{_MEMORY}: Energy Fuels White Mesa, 850-1,000 t NdPr", "", "2024", "unverified")
MAGNETS_JP = Source("Argus (Dec 2022): Japan makes less than 9% of NdFeB magnets", "https://argusmedia.com/es/news-and-insights/latest-market-news/2405752-japan-aims-to-diversify-rare-earth-supply", "2022", "verified")  # fmt: skip
JNMA = Source("Japan New Metal Association via eternal-element.com: 18,835 t REO asked for in 2024; 50-60% from China", "https://eternal-element.com/show.asp?id=626", "2024", "verified")  # fmt: skip
ARGUS_RE = Source("Argus via GMTEight (9 May 2025): Dy 250-310 then 700-1,000 USD/kg, Tb 930-1,000 then 2,000-4,000 in Europe", "https://gmteight.com/latest/detail/282683", "2025", "verified")  # fmt: skip
MAGNET_MIX = Source("Fastmarkets: NdPr is about a third of a magnet by weight", "https://fastmarkets.com/insights/lynas-to-produce-dysprosium-terbium-oxide-in-malaysia", "2024", "verified")  # fmt: skip
USGS_W_SMALL = Source(f"{_MEMORY}: USGS, Mineral Commodity Summaries 2025: Vietnam 3,400 t; US import reliance above 50%; APT 320-345 USD/mtu", "", "2024", "unverified")  # fmt: skip
ALMONTY = Source(f"{_MEMORY}: Almonty Sangdong phase 1, 2,300 t WO3, 125 million USD", "", "2024", "unverified")
NEON = Source("Techcet via Reuters: 540 t of neon for chips in 2021, 45-54% from Ukraine", "https://techcentral.co.za/neon-gas-crisis-threatens-worlds-chip-supplies/208716", "2021", "verified")  # fmt: skip
NEON_STOCK = Source("Techcet president via Reuters: large chipmakers hold two months and more of neon", "https://www.jhgases.com.tw/en/ukraine-war-and-neon-gas-supply-disruption-for-chip-manufacturing/", "2022", "verified")  # fmt: skip
QUARTZ = Source("AP (Oct 2024): Spruce Pine, 70-90% of the world's crucible quartz", "http://linkcap.fastseoul.com/news/97a1399889.html", "2024", "verified")  # fmt: skip
SIBELCO = Source("AP (Oct 2024) and Project Blue: Sibelco doubles Spruce Pine for 200 million USD", "https://originway.krnewsserving.com/html/54f5899887.html", "2024", "verified")  # fmt: skip
JP_STOCK = Source("Japan Forward: Japan stocks rare metals for 60 days of use, up to 180 for the most critical", "https://japan-forward.com/japan-to-stockpile-rare-metals-as-part-of-effort-to-reduce-dependence-on-china", "2020", "verified")  # fmt: skip
VAULT = Source("principlecivics.com: Project Vault, 11.67 billion USD for 60 days of supply", "https://www.principlecivics.com/topics/trump-project-vault-feb-2026", "2026", "verified")  # fmt: skip

# Budgets and events
CHIPS = Source("TelecomLead and award summaries: CHIPS Act, 39 billion USD of incentives and a 25% tax credit", "https://telecomlead.com/semiconductor/samsung-texas-instruments-and-amkor-to-boost-semiconductor-facilities-119445", "2024", "partly verified")  # fmt: skip
JP_CHIPS = Source("Argus (Nov 2024): 10,000 billion JPY for AI and semiconductors to fiscal year 2030", _ARGUS_JP, "2024", "verified")  # fmt: skip
JP_RE = Source("questmetals.com: Japan's 100 billion JPY rare earth programme after 2010, 250 million USD to Lynas", "https://www.questmetals.com/blog/how-japan-prepared-for-rare-earth-mineral-squeeze", "2010", "verified")  # fmt: skip
EVENTS = Source("counts of past events over years: 2010 rare earths, 2023 Ga and Ge licences, 2024 ban, 2025 controls, earthquakes of 1999 to 2025, Naka 2021, Helene 2024, Ukraine 2022", "https://www.tomshardware.com/tech-industry/china-suspends-ban-on-rare-earth-exports-to-us-but-licensing-remains", "2010-2025", "derived from few events, low")  # fmt: skip
MAP = Source("public maps, rounded to a tenth of a degree; for the map only", "", "2025", "good")
