"""The publications of 2025 and 2026 on minerals, gases and trade that the case cites, with the tier of the page seen.

Tier A is a primary body, a price agency or the specialist press, B a trade site that names its source, C a reprint
or a forum.
"""

from __future__ import annotations

from typing import Final

from inputs.ai_chips.rows import Source

_SMM: Final = "https://news.metal.com/newscontent/"
_BLUE: Final = "https://projectblue.com/blue/news-analysis/"
_A, _B, _C = "verified, tier A", "verified, tier B", "verified, tier C"
_PARTLY: Final = "partly verified, tier B"

# Prices
W_PRICE = Source("SMM (16 Jan 2026) and Argus (20 Jan 2026): APT at 1,000 to 1,050 USD/mtu in Europe, 130 USD/kg of W", _SMM + "103729660/smm-analysis-china-supply-crisis-sends-global-tungsten-prices-soaring-while-european-market-stalls-", "2026", _A)  # fmt: skip
W_CHINA = Source("SMM (12 Dec 2025): APT in China at 555,000 CNY/t, 99 USD/kg of W without VAT", _SMM + "103669348/European-Tungsten-Prices-Racing-Higher-on-Chinese-Gains,-Pre-Holiday-Production-Void-Threatens-Further-Spike", "2025", _A)  # fmt: skip
GA_PRICE = Source("Nikkei and Argus via SunSirs (Feb 2026): gallium at 1,570 to 1,600 USD/kg outside China", "https://www.sunsirs.com/commodity-news/petail-30459.html", "2026", _B)  # fmt: skip
GA_CHINA = Source("SMM (June 2025), auction of Sanmenxia: gallium at 1,700 CNY/kg, 210 to 240 USD/kg in China", _SMM + "103397201/Sanmenxia-Aluminums-gallium-metal-auction-reportedly-concluded-smoothly-[SMM-Gallium-Report]", "2025", _A)  # fmt: skip
GE_PRICE = Source("ChemAnalyst (2,650 USD/kg on contract) and Fastmarkets via FT (near 5,000 on spot), Sept 2025: their geometric mean", "https://canada.news-pravda.com/world/2025/09/18/26903.html", "2025", _C)  # fmt: skip
GE_CHINA = Source("Argus (30 Sep 2024): germanium at 2,580 to 2,680 USD/kg fob China", "https://www.argusmedia.com/es/news-and-insights/latest-market-news/2613344-ge-buyers-seek-new-supply-alternatives-as-demand-rises", "2024", _A)  # fmt: skip
NDPR_PRICE = Source("SMM (July 2025), SunSirs and Reuters (Feb 2026): NdPr oxide at 56 to 109 USD/kg without VAT", "https://www.tradingstocksnow.com/?p=20543", "2026", _C)  # fmt: skip
DYTB_CHINA = Source("SMM (July 2025): Dy 205 and Tb 887 USD/kg in China without VAT", _SMM + "103417026/[SMM-Rare-Earth-Morning-Meeting-Summary]-Rare-earth-prices-continue-to-rise-with-overall-strong-and-stable-operation", "2025", _A)  # fmt: skip
DYTB_ABROAD = Source("Argus (May 2025, Feb 2026) and Adamas: Dy 700 to 960, Tb 2,000 to 4,000 USD/kg in Europe, under 1% of volumes at such prices", "https://www.adamasintel.com/the-fallacy-of-european-rare-earth-prices-and-the-pras-that-promote-them", "2026", _A)  # fmt: skip
HELIUM_PRICE = Source("ChemAnalyst: bulk helium 96,440 USD/t in Houston, fourth quarter of 2025, about 16 USD/m3", "https://chemanalyst.com/Pricing-data/bulk-helium-1100", "2025", _B)  # fmt: skip

# What China lets out
W_TRADE = Source("SemiAnalysis (June 2026): Chinese tungsten exports down by half; none to Japan (exportflows)", "https://theinformationmachine.fyi/items/36138/", "2026", _B)  # fmt: skip
GA_TRADE = Source("Chinese customs via rawmaterials.net (Jan 2026): 62.6 t of gallium in 2025, 9 t to Japan in three months, none to the US", "https://rawmaterials.net/?p=9734", "2026", _B)  # fmt: skip
GE_TRADE = Source("Chinese customs via rawmaterials.net: germanium in 2025 60% below 2024; Japan 0.35 t in July, the US none since August 2023", "https://rawmaterials.net/china-gallium-germanium-exports-jump-in-july-but-destinations-narrow", "2025", _B)  # fmt: skip
MAGNET_TRADE = Source("Chinese customs via Reuters (Jan 2026): magnets to the US 5,933 t in 2025, to Japan 228 to 305 t a month", "http://www.goldsea.com/public/index.php/article_details/china-rare-earth-exports-to-us-japan-fell-in-december", "2026", _C)  # fmt: skip
JAPAN_STOP = Source("exportflows on Chinese customs: no heavy rare earths and no tungsten powder to Japan for three months of 2026; WSJ and Kyodo agree", "https://www.exportflows.com/news/Specialty_Chem/Ind_Catalysts/China_Halts_Heavy_Rare_Earth_Exports_to_Japan.html", "2026", _C)  # fmt: skip
BAN_JAPAN = Source("Project Blue (Jan 2026): China bans dual-use exports to Japanese consumers (MOFCOM no. 1 of 2026)", _BLUE + "1395/china-moves-to-ban-exports-of-key-critical-materials-to-japanese-consumers-under-tighter-dual-use-restrictions-", "2026", _A)  # fmt: skip
DFARS = Source("ad-hoc-news (Jan and Feb 2026) on the US defence rules: no Chinese tungsten and magnets from 2027; Sangdong phases 1 and 2", "https://www.ad-hoc-news.de/boerse/ueberblick/almonty-industries-enters-critical-production-ramp-up-phase/68451104", "2026", _B)  # fmt: skip

# Plants and projects
MP_2025 = Source("MP Materials, results of 2025, via Nasdaq/Zacks: 2,599 t of NdPr, near 4,000 a year in December; 10X at Northlake", "https://www.nasdaq.com/articles/mp-sets-production-records-2025-can-2026-go-even-higher", "2026", _B)  # fmt: skip
MP_HEAVY = Source("MP Materials, third quarter of 2025, via Reportify: 200 t of Dy and Tb from about 3,000 t of feed, commissioning in mid 2026", "https://reportify.ai/news/1184368116092899328", "2025", _B)  # fmt: skip
LYNAS_2025 = Source("Argus (30 Oct 2025): Lynas 2,003 t of NdPr and 9 t of Dy and Tb in the third quarter of 2025", "https://www.argusmedia.com/en/news-and-insights/latest-market-news/2748095-lynas-rare-earth-output-rises-in-3q", "2025", _A)  # fmt: skip
LYNAS_HEAVY = Source("SMM and Argus (Oct 2025): Lynas heavy plant, 119 million USD, Dy and Tb within two years", _SMM + "103594317/Lynas-to-Build-Heavy-Rare-Earth-Plant-in-Malaysia-with-119M-Investment", "2025", _A)  # fmt: skip
LYNAS_JARE = Source("Green Car Congress (Mar 2023) on Lynas and JARE: up to 65% of the Dy and Tb from Mount Weld go to Japan", "https://www.greencarcongress.com/2023/03/20230309-lynas.html", "2023", _A)  # fmt: skip
CAREMAG_2025 = Source("energynews.pro (Mar 2025): Caremag Lacq, 216 million EUR, 600 t of Dy and Tb, building since March 2025, offtake from 2027", "https://energynews.pro/en/france-carester-launches-rare-earth-recycling-plant-in-lacq-with-e216-mn-funding", "2025", _B)  # fmt: skip
ENEABBA = Source("NS Energy on Eneabba: commissioning slipped from 2026 to 2027", "https://nsenergybusiness.com/news/australia-commits-additional-257m-to-ilukas-eneabba-rare-earths-refinery", "2025", _B)  # fmt: skip
VULCAN = Source("Vulcan Elements via PR Newswire (Nov 2025): Benson, 1,000 million USD for 10,000 t; the company aims at 2027", "https://www.prnewswire.com/news-releases/vulcan-elements-selects-benson-north-carolina-for-1-billion-magnet-facility-302619130.html", "2025", _A)  # fmt: skip
USA_RE = Source("US Commerce via EIN (Jan 2026): USA Rare Earth, 10,000 t of magnets at Stillwater, letter of intent, not binding", "https://www.einpresswire.com/article/886608115/the-department-of-commerce-s-chips-program-announces-a-letter-of-intent-with-usa-rare-earth-to-accelerate-its-domestic-and-vertically-integrated", "2026", _A)  # fmt: skip
EVAC = Source("unverified: from general knowledge: eVAC Sumter and Noveon San Marcos, 2,000 t of magnets each", "", "2025", "unverified")  # fmt: skip
JS_LINK = Source("NRInvesting: Lynas and JS Link, an understanding on 3,000 t of magnets at Kuantan from 2028 (capacity from memory)", "https://nrinvesting.com/?p=447477", "2025", _PARTLY)  # fmt: skip
WAGERUP = Source("Alcoa (Oct 2025) and Yomiuri: Wagerup, 100 t of gallium, 55 t in 2028; final decision not seen", "https://www.daily8.com/en/article/264e2708dd6ab4bad7ea964ed0c81180", "2025", _B)  # fmt: skip
GRAMERCY = Source("Reuters via Mining.com (Jan 2026): ATALCO Gramercy, 450 million USD with the alumina works, up to 50 t of gallium", "https://www.mining.com/web/atalco-secures-investment-from-us-pinnacle-affiliate-to-boost-alumina-gallium-output", "2026", _A)  # fmt: skip
METLEN = Source("MMTA and Fastmarkets (2025): Metlen Agios Nikolaos, 50 t of gallium, 2027, whole in 2028", "https://mmta.co.uk/gallium-production-is-coming-back-to-europe-after-chinas-export-controls/", "2025", _A)  # fmt: skip
KZ_TENNESSEE = Source("CRU (Jan 2026): Korea Zinc Clarksville, 7,400 million USD for 13 metals, phased from 2029; tonnes of Ga and Ge unpublished", "https://www.bcinsight.crugroup.com/2026/01/28/mixed-smelter-for-tennessee", "2026", _A)  # fmt: skip
UMICORE_STL = Source("Project Blue (Oct 2024): STL Big Hill aims at 30 t of germanium a year, refined by Umicore", "https://projectblue.com/blue/opinion-pieces/1049/", "2024", _A)  # fmt: skip
GENTUNG = Source("ad-hoc-news (Feb 2026): Almonty Gentung-Browns Lake; 1,100 t of W from memory", "https://www.ad-hoc-news.de/boerse/ueberblick/almonty-industries-nears-key-production-milestones-across-two-continents/68596906", "2026", _PARTLY)  # fmt: skip

# Gases
WF6 = Source("Jinshi via Longbridge (12 June 2026): a quarter of the world's WF6 shuts for good in Japan on 1 July 2026", "https://longbridge.com/en/news/289531925.md", "2026", _B)  # fmt: skip
HELIUM = Source("USGS, Mineral Commodity Summaries 2026, via Reuters/Zawya: helium 190 million m3, Qatar 63", "https://www.zawya.com/en/business/commodities/helium-prices-soar-as-qatar-lng-halt-exposes-fragile-supply-chain-p45jv5ph", "2026", _A)  # fmt: skip
HELIUM_KOREA = Source("KITA via Tom's Hardware (Mar 2026): South Korea takes 64.7% of its helium from Qatar; no fab was seen to stop", "https://www.tomshardware.com/tech-industry/qatar-helium-shutdown-puts-chip-supply-chain-on-a-two-week-clock", "2026", _A)  # fmt: skip
HELENE = Source("Project Blue: Sibelco stopped for 14 days after Helene; makers' stocks covered it", _BLUE + "1044/sibelco-rushes-to-re-establish-hpq-production-", "2024", _A)  # fmt: skip
