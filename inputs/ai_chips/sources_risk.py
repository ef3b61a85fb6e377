"""Publications of 2025 and 2026 on chip supplies, risk, tariffs and people; ``sources`` holds the rest."""

from __future__ import annotations

from typing import Final

from inputs.ai_chips.rows import Source

_MEMORY: Final = "unverified: from general knowledge"

ABF = Source(f"{_MEMORY}: Ajinomoto makes about 95% of build-up film", "", "2024", "unverified")
TGLASS = Source("unverified, the address of the reprint was not kept: TPCA and Yole on Nittobo, about 85% of low-expansion cloth, capacity three times in 2027-28", "", "2026", "partly verified")  # fmt: skip
RESIST_KOREA = Source("TrendForce quoting Nikkei (Nov 2025): TOK Pyeongtaek in 2030, JSR's metal oxide resist in Korea at the end of 2026; Japanese firms hold 91%", "https://www.trendforce.com/news/?p=47920", "2025", "verified")  # fmt: skip
OPTICS_MAKERS = Source(f"{_MEMORY}: Fabrinet in Chonburi assembles a good part of the fast transceivers", "", "2025", "unverified")
VISA = Source(f"{_MEMORY}: an H-1B visa lasts three years and is renewed once", "", "2025", "unverified")

TSMC_QUAKES = Source("DCD and Taiwan News on TSMC's statements: quakes of April 2024 and January 2025 cost 92 and 162 million USD, 0.2 to 0.4% of a year's wafers", "https://datacenterdynamics.com/en/news/tsmc-reports-162m-in-losses-after-recent-taiwanese-earthquake", "2025", "verified")  # fmt: skip
BLOCKADE = Source("Good Judgment's superforecasters (2024) on a blockade of Taiwan: 2% in a year; Bloomberg Economics on its cost", "https://tellingthefuture.substack.com/p/the-next-taiwan-strait-crisis", "2024", "verified")  # fmt: skip
WAR = Source("markets on an invasion of Taiwan, 8 to 10% a year, known to be too high, against forecasters near zero", "https://signalnews.ai/articles/china-taiwan-invasion-odds", "2026", "verified, low-quality source")  # fmt: skip
NAKA = Source("Evertiq on Renesas: the fire in Naka stopped a line for 29 days, and it was whole again after 97", "https://evertiq.com/design/50234", "2021", "verified")  # fmt: skip
TRANSFORMERS = Source("Wood Mackenzie (2025): transformers take 128 to 144 weeks", "https://wiki.hearn.me/entities/Wood-Mackenzie", "2025", "verified, second hand")  # fmt: skip
KPMG_232 = Source("KPMG (Jan 2026): Section 232 charge of 25% on advanced chips from 14 January 2026, imports for US data centres exempt; review of 1 July 2026", "https://kpmg.com/us/en/taxnewsflash/news/2026/01/united-states-imposes-tariff-advanced-computing-chips.html", "2026", "verified")  # fmt: skip
TAIWAN_DEAL = Source("Thompson Hine (Jan 2026): US-Taiwan agreement, free of duty up to 2.5 times the capacity being built in the US, 1.5 times once built", "https://thompsonhinesmartrade.com/?p=8804", "2026", "verified")  # fmt: skip
FUND_2026 = Source("Yomiuri (Feb and March 2026): first projects of the Japan-US fund, 36 billion USD, Portsmouth 33 of them; second 40", "https://japannews.yomiuri.co.jp/business/economy/20260220-312340", "2026", "verified")  # fmt: skip
BERNSTEIN_HBM = Source("Bernstein via stockwirex (2026): HBM contracts at 2 to 2.5 times", "https://stockwirex.com/analysis/hbm-price-surge-ai-supply-chains/", "2026", "verified, low-quality source")  # fmt: skip
