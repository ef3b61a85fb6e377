"""The publications of 2025 and 2026 that the chip side, power and money of the second edition cite."""

from __future__ import annotations

from typing import Final

from inputs.ai_chips.rows import Source

_TREND: Final = "https://www.trendforce.com/news/"

# Logic
N3_PRICE = Source("TrendForce and Investor.com: N3 wafer 20,000 to 27,000 USD, N2 about 30,000, 3 to 10% more a year; Arizona 5 to 20% above Taiwan (tier A)", _TREND + "?p=46558", "2026", "verified")  # fmt: skip
AZ_FABS = Source("TrendForce (18 Dec 2025): Arizona fab 2 takes tools in the third quarter of 2026, volume in the second half of 2027 (tier A)", _TREND + "2025/12/18/news-tsmc-reportedly-accelerates-arizona-2nd-fab-eyes-3q26-tool-install-2027-3nm-production", "2025", "verified")  # fmt: skip
AZ_FAB3 = Source("TrendForce (30 Sep 2025): Arizona fab 3 building since April 2025, production in 2028 or 2029 (tier A)", _TREND + "?p=46111", "2025", "verified")  # fmt: skip
AZ_LATER = Source("Reportify on TSMC's call of January 2026: fab 4 begun in 2026, 100 billion USD for fabs 4 to 6 and packaging (tier B)", "https://reportify.ai/news/1209581902076448768", "2026", "partly verified")  # fmt: skip
AZ_PHOENIX = Source("Taiwan News 4743181: fabs 1 and 2 in Arizona 600,000 wafers a year, 4,500 jobs (tier B)", "https://www.taiwannews.com.tw/news/4743181", "2025", "verified")  # fmt: skip
TAYLOR = Source("TrendForce (20 Jan 2026): Samsung Taylor tries its scanners in March 2026, 16,000 wafers a month at the end of the year (tier A)", _TREND + "2026/01/20/news-samsung-reportedly-sets-march-euv-trials-at-taylor-fab-ahead-of-tesla-chip-production", "2026", "verified")  # fmt: skip
FAB52 = Source("Commercial Times by way of C114: Intel Fab 52, 15,000 wafers a month at the end of 2026, 40,000 by design (tier C)", "https://www.c114pro.com/chipnews/135354.html", "2026", "partly verified")  # fmt: skip
EMIB = Source("Wired (Apr 2026) by way of copies: Intel packages for others by EMIB in New Mexico and Penang (tier C)", "https://www.wired.com", "2026", "partly verified")  # fmt: skip
RAPIDUS26 = Source("TrendForce (24 Nov 2025): Rapidus 7 trillion JPY to fiscal 2031, 5 of it to first volume, about 2.9 public (tier A)", _TREND + "2025/11/24/", "2025", "verified")  # fmt: skip
RAPIDUS2 = Source("Nikkei Asia (Nov 2025): second Rapidus fab, building from fiscal 2027, production in 2029 at the earliest (tier A)", "https://asia.nikkei.com/business/tech/semiconductors/japan-s-rapidus-to-build-cutting-edge-1.4-nm-chip-plant-in-race-with-tsmc", "2025", "verified")  # fmt: skip
JASM3 = Source("Reuters by way of CNA (5 Feb 2026): TSMC Kumamoto 2 at 3 nm, 17 billion USD (tier A)", "https://www.channelnewsasia.com/business/tsmc-plans-17-billion-investment-in-3-nanometre-chip-production-in-japan-yomiuri-reports-5908461", "2026", "verified")  # fmt: skip
EUV26 = Source("The Daily Scout on ASML (15 Apr 2026): 48 scanners in 2025, 60 in 2026, 80 possible in 2027 (tier B)", "https://thedailyscout.com/s/QLzxFYfA8Bk", "2026", "verified")  # fmt: skip
EUV_RULE = Source("Semiwiki 12927: a scanner for each layer and 45,000 wafers a month; 30 of them for 60,000 wafers of N5 (tier B)", "https://semiwiki.com/forum/threads/12927", "2020", "verified")  # fmt: skip
TAIWAN_N2 = Source("TrendForce: N2 in Taiwan 100,000 to 140,000 wafers a month at the end of 2026, 200,000 in 2028 (tier A)", _TREND + "?p=46558", "2026", "verified")  # fmt: skip

# Memory and packages
HBM_KOREA = Source("ETNews by way of TrendForce: SK hynix 160,000 to 170,000, Samsung 170,000 to 250,000 HBM wafers a month (tier A)", _TREND + "?p=50910", "2025", "verified")  # fmt: skip
M15X = Source("Korea JoongAng Daily (13 Jan 2026): M15X takes wafers in, a packaging plant of 13 billion USD in Cheongju for the end of 2027 (tier A)", "https://koreajoongangdaily.joins.com/news/2026-01-13/business/industry/SK-hynix-to-spend-13-billion-on-new-chip-packaging-facility-in-Cheongju/2498978", "2026", "verified")  # fmt: skip
P5 = Source("Seoul Economic Daily (23 Apr 2026): Samsung's P5 committed, first rooms in 2028 (tier A)", "https://en.sedaily.com/finance/2026/04/23/", "2026", "verified")  # fmt: skip
YONGIN = Source("Korea Herald 10682456 (25 Feb 2026): Yongin fab 1, first room in 2027, 200,000 wafers a month by 2030 (tier A)", "https://www.koreaherald.com/article/10682456", "2026", "verified")  # fmt: skip
HBM4_PRICE = Source("Futunn 64425578: HBM4 550 to 560 USD a stack; contracts for 2027 two times and more (Bernstein by way of stockwirex, tier C)", "https://news.futunn.com/en/post/64425578/sk-hynix-takes-the-lead-with-hbm4-agreement-reached-with", "2026", "partly verified")  # fmt: skip
HIROSHIMA = Source("Bloomberg (4 Jul 2026): Micron breaks ground in Hiroshima, HBM from the summer of 2028 (tier B)", "https://www.bloomberg.com/news/articles/2026-07-04/micron-breaks-ground-on-9-billion-western-japan-plant-expansion", "2026", "verified")  # fmt: skip
IDAHO = Source("Construction Owners and company results (2026): Micron Idaho 1 in 2027, Idaho 2 at the end of 2028 (tier B)", "https://www.constructionowners.com/news/micron-keeps-ny-fab-on-track-accelerates-idaho-expansion", "2026", "verified")  # fmt: skip
SINGAPORE = Source("Micron by way of GlobeNewswire: HBM packaging in Singapore from 2026, counting in 2027 (tier A)", "https://www.globenewswire.com/news-release/2026/01/27/3226056", "2025", "verified")  # fmt: skip
COWOS26 = Source("TrendForce by way of Troy Technical (20 Jun 2026): CoWoS 120,000 to 140,000 wafers a month at the end of 2026 (tier B)", "https://www.troy-technical.com/?p=4976", "2026", "verified")  # fmt: skip
PER_WAFER = Source("JP Morgan (Sep 2025): 7 to 12 Rubin packages an interposer wafer (tier B)", "https://www.itiger.com/news/1159152887", "2025", "verified")  # fmt: skip
SHARE_US = Source("Epoch AI: three quarters of AI computing stands in the US, Japan below 4% (tier B)", "https://epoch.ai/data-insights/ai-supercomputers-performance-share-by-country", "2025", "verified")  # fmt: skip
AZ_PACK = Source("Reuters (22 Apr 2026) by way of ainewsleader: TSMC's packaging in Arizona before 2029, building begun (tier B)", "https://www.ainewsleader.com/articles/50294/tsmc-svp-kevin-zhang-says-the-company-plans-to-open-an-advan", "2026", "verified")  # fmt: skip
AMKOR26 = Source("Construction Dive 802468 and Evertiq (Oct 2025): Amkor Peoria, 7 billion USD in two phases, production early in 2028 (tier A)", "https://www.constructiondive.com/news/802468", "2025", "verified")  # fmt: skip
IBIDEN = Source("Ibiden's notice (Feb 2026): Ono 280 and Gama 220 billion JPY, group capacity two and a half times by fiscal 2028 (tier A)", "https://www.ibiden.com/company/2026/02/notice-regarding-capital-investment-plan-for-high-performance-ic-package-substrates.html", "2026", "verified")  # fmt: skip
RACKS = Source("datacentres.com: 72 packages in racks of 120 to 140 kW (2026); press on Rubin, 190 to 230 kW (2027, tier C); C114 175293 on Rubin Ultra (2028, tier C)", "https://www.datacentres.com/guides/ai-infrastructure-requirements", "2026", "partly verified")  # fmt: skip
SHERMAN = Source("CNA 5873231 (Jan 2026): GlobalWafers Texas, first phase open since May 2025, second planned (tier A)", "https://www.channelnewsasia.com/business/5873231", "2026", "verified")  # fmt: skip

# Power and people
TURBINES = Source("Boursel (27 Jun 2026) citing Utility Dive: GE Vernova's turbines are sold out to 2030; holders of slots wait two to four years (tier B)", "https://boursel.com/article/ge-vernovas-gas-turbines-are-sold-out-and-ai-data-centers-are-why", "2026", "verified")  # fmt: skip
PORTSMOUTH = Source("Yomiuri (20 Feb 2026): Portsmouth, 9.2 GW of gas for 33.3 billion USD from the Japan-US fund, lines 4.2 more (tier A)", "https://japannews.yomiuri.co.jp/business/economy/20260220-312340", "2026", "verified")  # fmt: skip
RESTARTS = Source("ANS (20 Nov 2025) and E&E News: Crane 835 MW for 1.6 billion USD in 2027, Palisades 800 MW, Duane Arnold 615 MW (tier A)", "https://www.ans.org/news/2025-11-20/article-7570", "2025", "verified")  # fmt: skip
REACTORS = Source("Energy Intelligence by way of a copy: Darlington's small reactors 20.9 billion CAD for 1.2 GW (tier C)", "https://davidakemusic.com", "2025", "partly verified")  # fmt: skip
BLOOM = Source("Reuters (8 Jan 2026): AEP and Bloom, 900 MW of fuel cells for 2.65 billion USD (tier B)", "https://longbridge.com/news/271935931", "2026", "verified")  # fmt: skip
ADDITIONS = Source("S&P 451 (Oct 2025), BNEF, Aterio: 6.6 to 21 GW of US data centres a year, 13.7 on time, of which two thirds for AI (tier A)", "https://www.spglobal.com/commodity-insights/en/news-research/latest-news/electric-power/101425-data-center-grid-power-demand-to-rise-22-in-2025-nearly-triple-by-2030", "2025", "verified")  # fmt: skip
OCCTO = Source("OCCTO (Jan 2025): Japanese data centres and chip plants from 0.56 GW in fiscal 2025 to 5.4 in 2030 (tier B)", "https://japanenergyhub.com/news/occto-fy2025-ten-year-power-demand-forecast/", "2025", "verified")  # fmt: skip
TRANSFORMERS = Source("Wood Mackenzie by way of a reference page: transformers take 128 to 144 weeks, prices 77% up since 2019 (tier B)", "https://wiki.hearn.me/entities/Wood-Mackenzie", "2025", "verified")  # fmt: skip
CREWS = Source("McKinsey (Nov 2025) by way of telborg: 5,800 people a day and 6,400 at the peak on campuses of 1.2 GW (tier C)", "https://telborg.com/datacentres/news/the-ai-infrastructure-of-the-future-45232603", "2025", "partly verified")  # fmt: skip

# Money
CREDIT = Source("26 USC 48D as amended by P.L. 119-21: 35% where building is begun by 31 December 2026, nothing after (tier B)", "https://cfoserv.com/section-48d-advanced-manufacturing-investment-credit-enhanced", "2025", "verified")  # fmt: skip
GRANTS = Source("Bisnow 128749: 90% of the 39 billion USD of grants committed by March 2025 (tier B)", "https://www.bisnow.com/128749", "2025", "verified")  # fmt: skip
JAPAN26 = Source("Nippon.com and Jiji (22 Dec 2025): 1,239 billion JPY for chips and AI in fiscal 2026 (tier A)", "https://www.nippon.com/en/news/yjj2025122200862/", "2025", "verified")  # fmt: skip
FUND26 = Source("Yomiuri (20 Feb and 8 Mar 2026): Japan-US fund, 36 and 40 billion USD committed, mostly loans (tier A)", "https://japannews.yomiuri.co.jp/business/economy/20260220-312340", "2026", "verified")  # fmt: skip
OWNERS_JP = Source("TrendForce (2 Dec 2025): 500 of 1,500 billion JPY public for Micron, 1.2 of 2.96 trillion for JASM (tier A)", _TREND + "2025/12/02/news-micron-to-build-a-new-memory-chip-plant-in-japan-with-usd-9-6b", "2025", "verified")  # fmt: skip
