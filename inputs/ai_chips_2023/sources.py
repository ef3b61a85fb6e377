"""What could be read in January 2023, and what the record is told from afterwards.

Pages of later years are cited where they print a figure of 2022 or before, or where they tell what came.
"""

from __future__ import annotations

from typing import Final

from inputs.ai_chips.rows import Source

_MEMORY: Final = "unverified: from general knowledge"


def guess(reason: str, confidence: str = "low") -> Source:
    """Return the source of a figure that nobody published by January 2023."""
    return Source(f"assumption: {reason}", "", "2023", confidence)


# What was known
CUSTOMS: Final = Source("Reuters factbox, Chinese customs: 94 t of gallium and 43.7 t of germanium exported in 2022", "https://fvbb.com/ns/factbox-some-facts-about-strategic-materials/72611", "2022", "verified")  # fmt: skip
JOGMEC_GA: Final = Source("JOGMEC via Japan News: Japan used 167 t of gallium in 2021, 97 t imported, 55 t of it from China", "https://www.daily8.com/en/article/264e2708dd6ab4bad7ea964ed0c81180", "2021", "verified")  # fmt: skip
US_GA: Final = Source("Benzinga via Webull: US gallium use of about 20 t, 18 to 19 in 2022", "https://www.webull.com/news/14149793949189120", "2022", "verified")  # fmt: skip
US_GE: Final = Source("Cybernews quoting USGS: US germanium use of 30 t", "https://cybernews.com/editorial/gallium-germanium-semiconductor-alternatives/", "2022", "verified")  # fmt: skip
USGS_GE: Final = Source(f"{_MEMORY}: USGS, Mineral Commodity Summaries 2022: 140 t of germanium, 95 in China, 40 in Canada, Belgium, Germany and the US", "", "2021", "unverified")  # fmt: skip
USGS: Final = Source(f"{_MEMORY}: USGS, Mineral Commodity Summaries 2022 and 2023", "", "2022", "unverified")
FASTMARKETS_GA: Final = Source("Fastmarkets: gallium 250-265 USD/kg in Rotterdam on 30 June 2023, before the licences", "https://www.fastmarkets.com/insights/a-make-or-break-year-for-non-chinese-gallium-market-2024-preview/", "2023", "verified")  # fmt: skip
ARGUS_GE: Final = Source("Argus: germanium 1,110-1,210 USD/kg in January 2023", "https://www.argusmedia.com/es/news-and-insights/latest-market-news/2613344-ge-buyers-seek-new-supply-alternatives-as-demand-rises", "2023", "verified")  # fmt: skip
ARGUS_SB: Final = Source("Argus via MarketScreener: antimony 13,250-13,450 USD/t in Rotterdam", "https://ca.marketscreener.com/news/latest/European-antimony-hits-9-year-high-on-tight-supply-37550881", "2022", "verified")  # fmt: skip
ARGUS_RE: Final = Source("Argus via GMTEight: Dy 250-310, Tb 930-1,000 USD/kg in Europe before the licences of April 2025", "https://gmteight.com/latest/detail/282683", "2025", "verified, later than January 2023")  # fmt: skip
ARGUS_W: Final = Source("Argus via IB News: ammonium paratungstate 325-330 USD/mtu in Europe before the licences of February 2025", "https://www.ibnews.com/2025/08/02/tungsten-and-gallium-rare-metal-prices-reach-14-year-highs", "2025", "verified, later than January 2023")  # fmt: skip
MAGNETS_JP: Final = Source("Argus (Dec 2022): Japan makes less than 9% of NdFeB magnets", "https://argusmedia.com/es/news-and-insights/latest-market-news/2405752-japan-aims-to-diversify-rare-earth-supply", "2022", "verified")  # fmt: skip
MAGNETS_US: Final = Source("Chinese customs via Reuters: 7,444 t of magnets to the US in 2024", "http://www.goldsea.com/public/index.php/article_details/china-rare-earth-exports-to-us-japan-fell-in-december", "2024", "verified, later than January 2023")  # fmt: skip
NEON: Final = Source("Techcet via Reuters: 540 t of neon for chips in 2021, 45-54% from Ukraine", "https://techcentral.co.za/neon-gas-crisis-threatens-worlds-chip-supplies/208716", "2021", "verified")  # fmt: skip
NEON_STOCK: Final = Source("Techcet's president via Reuters: large chipmakers hold two months and more of neon", "https://www.jhgases.com.tw/en/ukraine-war-and-neon-gas-supply-disruption-for-chip-manufacturing/", "2022", "verified")  # fmt: skip
HELIUM: Final = Source("gasworld on 2017: Qatar 25-32% of the world's helium, production back after 27 days", "https://gasworld.com/interview-with-phil-kornbluth/2015489.article", "2017", "verified")  # fmt: skip
HELIUM_NOW: Final = Source("Tom's Hardware on Korean customs: 64.7% of Korea's helium from Qatar", "https://www.tomshardware.com/tech-industry/qatar-helium-shutdown-puts-chip-supply-chain-on-a-two-week-clock", "2025", "verified, later than January 2023")  # fmt: skip
SIA_BCG: Final = Source("SIA/BCG via ThincB2B: below 10 nm 69% in Taiwan, 31% in South Korea, none in the US in 2022", "https://techsciresearch.com/news/19394-semiconductor-manufacturing-capacity-in-america-set-to-triple-by-2032-marking-the-highest-growth-rate-globally.html", "2022", "verified")  # fmt: skip
N5_PRICE: Final = Source("Information Network: an N5 wafer of TSMC 13,500-17,000 USD in 2020", "https://techsciresearch.com/news/19394-semiconductor-manufacturing-capacity-in-america-set-to-triple-by-2032-marking-the-highest-growth-rate-globally.html", "2020", "partly verified")  # fmt: skip
H100: Final = Source("redplanx.com and an OKX post: 28-29 H100 packages a CoWoS wafer, 55 good dies an N4 wafer", "https://www.redplanx.com/html/news/2687134.html", "2025", "verified, low-quality source")  # fmt: skip
COWOS: Final = Source("TrendForce, Semiwiki and MoneyDJ via SmBom: 15,000 CoWoS wafers a month at the end of 2023", "https://www.smbom.com/news/15629", "2023", "verified")  # fmt: skip
JP_STOCK: Final = Source("Japan Forward: Japan stocks rare metals for 60 days of use since 1986", "https://japan-forward.com/japan-to-stockpile-rare-metals-as-part-of-effort-to-reduce-dependence-on-china", "2020", "verified")  # fmt: skip
BLUE_GA: Final = Source("Project Blue (Oct 2025): 115 t a year of gallium capacity outside China, most of it idle for years", "https://projectblue.com/blue/news-analysis/1347/us-and-australian-governments-to-support-gallium-development-with-alcoa", "2025", "verified, later than January 2023")  # fmt: skip
NYRSTAR: Final = Source("Clarksville Now: Nyrstar Clarksville, 30 t Ge and 40 t Ga for 150 million USD", "https://beaver1003.com/local/nyrstar-zinc-in-clarksville-could-become-nations-top-source-of-2-key-minerals-after-china-cuts-off-supply", "2023", "verified")  # fmt: skip
LYNAS: Final = Source("Fastmarkets (June 2024): Lynas' first heavy circuit, 1,500 t of feed for 25 million USD", "https://fastmarkets.com/insights/lynas-to-produce-dysprosium-terbium-oxide-in-malaysia", "2024", "verified, later than January 2023")  # fmt: skip
ILUKA: Final = Source("Mining Magazine Australia: Eneabba, 17,500 t REO, decided in 2022, loans of Export Finance Australia", "https://miningmagazine.com.au/australian-government-delivers-1-65b-for-eneabba-rare-earths/", "2024", "verified, later than January 2023")  # fmt: skip
MP_HRE: Final = Source("defence-industry.eu: MP heavy separation, 150 million USD; 200 t a year unverified", "https://defence-industry.eu/mp-materials-and-u-s-department-of-defense-partner-to-build-rare-earth-magnet-supply-chain-for-america", "2025", "partly verified, later than January 2023")  # fmt: skip
ALMONTY: Final = Source("ad-hoc-news on Almonty: Sangdong, building since 2021, about 2,000 t W a year, ramping from the first quarter of 2026", "https://www.ad-hoc-news.de/boerse/ueberblick/almonty-industries-enters-critical-production-ramp-up-phase/68451104", "2026", "verified")  # fmt: skip
TSMC_AZ: Final = Source("Electronics For You: TSMC Arizona, 12 billion USD for the first fab, 20,000 wafers a month, building since 2021", "https://electronicsforyou.biz/industry-buzz/tsmc-becomes-2nd-firm-to-be-awarded-with-6-6bn-under-chips-and-science-act", "2024", "verified, later than January 2023")  # fmt: skip
TAYLOR: Final = Source(f"{_MEMORY}: Samsung (Nov 2021): Taylor, 17 billion USD, production planned for late 2024", "", "2021", "unverified")  # fmt: skip
INTEL: Final = Source(f"{_MEMORY}: Intel (2021): two fabs in Arizona, 20 billion USD, production planned for 2024", "", "2021", "unverified")  # fmt: skip

# What came
EVENTS: Final = Source("counts of stops over years: rare earths 2010; neon 2014 and 2022; helium 2017; earthquakes 1999, 2011, 2016", "https://newzino.com/story/us-critical-minerals-domestic-supply", "2010-2022", "derived from few events")  # fmt: skip
GA_2024: Final = Source("Chinese customs via rawmaterials.net: gallium exports 60.9 t in 2024 and 62.6 t in 2025 after 94 t in 2022; none in August and September 2023, 1.5 t in November", "https://rawmaterials.net/?p=9734", "2026", "verified")  # fmt: skip
GE_2024: Final = Source("Reuters via Amwal Al Ghad: germanium exports 55% down in January to May 2024; rawmaterials.net: 2025 60% below 2024", "https://en.amwalalghad.com/germanium-prices-soar-on-china-buying-speculations", "2024", "verified")  # fmt: skip
SB_2024: Final = Source("Reuters: antimony exports 190 t in October 2024 after 4,034 t a year before, 1,721 t in December, none to the US", "https://energynews.oedigital.com/mineral-resources/2025/01/20/chinas-dec-antimony-exports-recover-delivery-to-us-stalls", "2025", "verified")  # fmt: skip
BAN: Final = Source("Tom's Hardware: gallium, germanium and antimony banned to the US from 3 December 2024, suspended on 9 November 2025", "https://www.tomshardware.com/tech-industry/china-suspends-ban-on-rare-earth-exports-to-us-but-licensing-remains", "2025", "verified")  # fmt: skip
GRAPHITE: Final = Source(f"{_MEMORY}: Chinese customs: graphite exports down strongly from December 2023 to February 2024, then normal", "", "2024", "unverified")  # fmt: skip
W_2025: Final = Source("IB News: no ammonium paratungstate from China in March to May 2025; SemiAnalysis: tungsten exports about 50% down on the year to June 2026", "https://www.ibnews.com/2025/08/02/tungsten-and-gallium-rare-metal-prices-reach-14-year-highs", "2026", "verified")  # fmt: skip
MAGNETS_2025: Final = Source("Chinese customs via Reuters: magnets 6,357 t in January 2025, 1,238 in May, 3,188 in June, 6,146 in August; to the US 620 a month before, 46 in May", "http://www.goldsea.com/public/index.php/article_details/china-rare-earth-exports-to-us-japan-fell-in-december", "2026", "verified")  # fmt: skip
DY_2025: Final = Source("Argus via GMTEight: dysprosium and terbium exports near zero from April to June 2025", "https://gmteight.com/latest/detail/282683", "2025", "verified")  # fmt: skip
JAPAN_2026: Final = Source("exportflows.com: no heavy rare earths, tungsten powder and carbide to Japan in three months of 2026; WSJ, Project Blue on the ban of 6 January", "https://www.exportflows.com/news/Specialty_Chem/Ind_Catalysts/China_Halts_Heavy_Rare_Earth_Exports_to_Japan.html", "2026", "partly verified, low-quality source")  # fmt: skip
HUALIEN: Final = Source("TSMC via Taiwan News: all tools back in three days after 3 April 2024", "https://taiwannews.com.tw/news/5671691", "2024", "verified")  # fmt: skip
CHIAYI: Final = Source("TSMC via DCD: 30,000 to 60,000 wafers lost on 21 January 2025", "https://datacenterdynamics.com/en/news/tsmc-reports-162m-in-losses-after-recent-taiwanese-earthquake", "2025", "verified")  # fmt: skip
HELENE: Final = Source("Project Blue: Spruce Pine out for 14 days from 26 September 2024, no effect on wafer makers", "https://projectblue.com/blue/news-analysis/1044/sibelco-rushes-to-re-establish-hpq-production-", "2024", "verified")  # fmt: skip
RAS_LAFFAN: Final = Source("USGS and IndexBox via Reuters/Zawya: a third of the world's helium out from 2 March 2026, spot price doubled", "https://www.zawya.com/en/business/commodities/helium-prices-soar-as-qatar-lng-halt-exposes-fragile-supply-chain-p45jv5ph", "2026", "verified")  # fmt: skip
BOOM: Final = Source("redplanx.com: 140,000 CoWoS wafers of Nvidia in 2024, 16 to 29 packages each", "https://www.redplanx.com/html/news/2687134.html", "2025", "verified, low-quality source")  # fmt: skip
OPERATING: Final = Source(
    f"{_MEMORY}: company releases on what went into service, 2023 to 2026", "", "2026", "unverified"
)
