"""What must hold: demand, money, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import places
from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed, growing

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

YEARS: Final = places.YEARS
CHIP_KINDS: Final = ("logic fab", "memory", "packaging", "substrates", "wafers", "optics")
MINERAL_KINDS: Final = ("minerals", "magnets", "recycling", "gas")


def fill(book: Workbook) -> None:
    """Add demand, budgets, who may pay for what, and rules."""
    _compute(book)
    _industry(book)
    _budgets(book)
    _funding(book)
    _chip_rules(book)


def _demand(
    book: Workbook, market: str, material: str, by: dict[int, float], short: float, short_why: Source,
    why: Source, note: str = "", required: str | None = None,
) -> None:  # fmt: skip
    book.add("Demand", market, material, by=by, amount=by[2026], shortage_cost=Figure(short, short_why),
             required=required, why=why, note=note)  # fmt: skip


def _compute(book: Workbook) -> None:
    lost = assumed("a MW not built loses the chip designers' margin, about 10 million USD, and the operators' surplus, "
                   "about as much again; the rest of 35 to 60 million is not spent either", "low")  # fmt: skip
    us = (9000, 10500, 12000, 13000, 14000, 15000, 16000, 17000, 17500, 18000)
    japan = (400, 450, 500, 550, 600, 650, 700, 750, 800, 850)
    _demand(book, "US data centres", "AI compute", dict(zip(YEARS, us, strict=True)), 20, lost, s.LBNL,
            "AI alone, replacements included; gives about 590 TWh of all US data centres in 2035, above the IEA's base "
            "case and within the laboratory's range", "compute floor")  # fmt: skip
    _demand(book, "Japan data centres", "AI compute", dict(zip(YEARS, japan, strict=True)), 20, lost, s.IEA_JP,
            "15 TWh more by 2030 is 0.4 to 0.5 GW a year", "compute floor")  # fmt: skip


def _industry(book: Workbook) -> None:
    def short(cost: float) -> tuple[float, Source]:
        reason = assumed("several times the highest price seen: what users lose when a part of small value is missing")
        return cost, reason

    floor = "minerals floor"
    logic = assumed("phones, PCs and servers of US and Japanese users: a quarter of about 4.4 million leading-edge wafers, 4% more a year")
    value = (60.0, assumed("three times the price of a wafer: the value of what it goes into"))
    _demand(book, "US industry", "logic wafers", growing(900, 0.04), *value, logic, "", floor)
    _demand(book, "Japan industry", "logic wafers", growing(200, 0.04), *value, logic, "", floor)


def _budgets(book: Workbook) -> None:
    def budget(funder: str, amount: float | None, by: dict[int, float], why: Source, note: str) -> None:
        weight = None if funder == "Private owners" else Figure(1.1, burden)
        book.add("Budgets", funder, amount=amount, by=by, weight=weight, why=why, note=note)

    burden = assumed("taxes cost an economy more than they raise, so private money comes first; 1.1 is a low estimate", "medium")

    budget("US chip grants", 1500, {2026: 4000, 2027: 3500, 2028: 2500}, s.CHIPS,
           "of 39 billion about 33 are awarded: what these plants may still draw, then a smaller programme (assumed)")  # fmt: skip
    budget("US tax credit", None, {}, s.CHIPS, "no limit; that it goes on for starts after 2026 is assumed")
    budget("US minerals money", 1000, dict.fromkeys(range(2026, 2031), 3000), s.VAULT,
           "defence production, loans of the defence department, CHIPS and EXIM for these metals: 3 billion a year (assumed)")  # fmt: skip
    budget("Project Vault", 100, dict.fromkeys(range(2026, 2031), 350), s.VAULT,
           "of 11.67 billion for sixty minerals, 15% for these five over five years (assumed)")  # fmt: skip
    budget("Japan chip support", 2500, dict.fromkeys(range(2026, 2031), 5500), s.JP_CHIPS,
           "of 67 billion USD to fiscal 2030 about 40 are grants, two thirds of them for fabs (assumed)")  # fmt: skip
    budget("Japan minerals money", 300, {2026: 700, 2027: 700, 2028: 500}, s.JP_RE,
           "JOGMEC equity, above the pace after 2010 since the dispute of 2026 (assumed)")  # fmt: skip
    budget("JOGMEC stockpile", 60, dict.fromkeys(range(2026, 2031), 150), s.JP_STOCK, "60 days of rare metals, up to 180 for the most critical: sum assumed")
    budget("Japan-US investment fund", 0, dict.fromkeys(range(2026, 2030), 12000), s.JP_US,
           "of 332 billion for energy, a seventh for data-centre power (assumed)")  # fmt: skip
    budget("Partner governments", 900, {}, s.ILUKA, "Australia, Canada, Korea, France, Malaysia: loans counted in full (assumed)")
    budget("Private owners", None, {}, assumed("capital markets pay for what earns the cost of capital", "by definition"), "")


def _names(book: Workbook, kinds: tuple[str, ...], countries: tuple[str, ...]) -> str:
    """Return the projects of these kinds in these countries, as one cell."""
    home = {site[0]: country for country, sites in places.SITES.items() for site in sites}
    found = [
        str(row["project"]) for row in book.rows["Projects"]
        if row["kind"] in kinds and home.get(str(row["place"]), row["place"]) in countries
    ]  # fmt: skip
    return "; ".join(found)


def _funding(book: Workbook) -> None:
    def fund(funder: str, projects: str, share: float, why: Source, note: str = "", maximum: float | None = None) -> None:
        book.add("Funding", funder, projects, share=share, maximum=maximum, why=why, note=note)

    abroad = tuple(country for country in places.SITES if country not in ("United States", "Japan", "China"))
    alone = assumed("what earns its cost of capital without help is paid in full by its owner", "medium")
    gap = assumed("owners pay what still earns the cost of capital at costs of 1.3 times Taiwan's; the rest must be public", "medium")
    risk = assumed("ten-year floors and half of the equity were public in MP, Gramercy and Lynas; banks lend on no less", "medium")

    fund("Private owners", _names(book, CHIP_KINDS, abroad), 1, alone)
    fund("Private owners", _names(book, CHIP_KINDS, ("United States",)), 0.70, gap)
    fund("Private owners", _names(book, CHIP_KINDS, ("Japan",)), 0.65, gap)
    fund("Private owners", "power", 0.9, assumed("utilities and operators pay nearly all"))
    fund("Private owners", "minerals; magnets; recycling; gas", 0.6, risk)
    fund("Private owners", "training; technology sharing", 0.3, assumed("firms pay for some of what others may use too"))
    fund("Private owners", "qualification", 1, alone)

    us_chips = _names(book, CHIP_KINDS, ("United States",))
    fund("US tax credit", us_chips, 0.25, s.CHIPS, "25%; 35% for starts from 2026 is unverified")
    fund("US chip grants", us_chips, 0.15, s.CHIPS, "awards of 5 to 15% of capital; Amkor 20%")
    fund("US chip grants", _names(book, ("training", "technology sharing"), ("United States",)), 0.8, s.CHIPS, "workforce part of the awards")
    fund("Japan chip support", _names(book, CHIP_KINDS, ("Japan",)), 0.45, s.MICRON_JP, "536 of 1,500 billion JPY; 476 of 1,290 for JASM; Rapidus more")
    fund("Japan chip support", _names(book, ("training", "technology sharing"), ("Japan",)), 0.8, s.JP_CHIPS, "share assumed")
    fund("US minerals money", _names(book, MINERAL_KINDS, ("United States", "Australia", "Canada", "South Korea", "Kazakhstan")), 0.5,
         s.MP, "half of the capital, as in MP and Gramercy")  # fmt: skip
    fund("Project Vault", "US metal store", 1, s.VAULT)
    fund("Japan minerals money", _names(book, MINERAL_KINDS, ("Japan", "Australia", "Malaysia", "France", "Vietnam", "Canada", "Ukraine", "South Korea")),
         0.5, s.JP_RE, "JOGMEC takes up to half of the equity")  # fmt: skip
    fund("Japan minerals money", "Share heavy separation know-how; Share gallium recovery know-how", 1, s.JP_STOCK)
    fund("JOGMEC stockpile", "Japan metal store", 1, s.JP_STOCK)
    fund("Japan-US investment fund", _names(book, ("power",), ("United States",)), 0.5, s.JP_US, "share assumed", 48000)
    fund("Japan chip support", _names(book, ("power",), ("Japan",)), 0.2, s.JP_CHIPS, "share assumed")
    fund("Partner governments", _names(book, MINERAL_KINDS, abroad), 0.4, s.ILUKA, "loans of export credit agencies; Eneabba had 90%")


def _chip_rules(book: Workbook) -> None:
    def rule(name: str, measure: str, material: str, origins: str, path: tuple[float, ...], why: Source,
             note: str = "", buyers: str | None = None) -> None:  # fmt: skip
        """Add a rule whose limit goes along a path from 2030, the last figure holding on."""
        by = dict(zip(range(2030, 2036), path, strict=True))
        book.add("Rules", name, measure=measure, material=material, buyers=buyers, origins=origins, limit=path[-1],
                 by=by, from_=2030, why=why, note=note)  # fmt: skip

    least, most = "share at least", "share at most"
    choice = assumed("a choice of the planner: a step at a time from today's share", "by definition")
    forecast = "33% of capacity is forecast for the US and Japan in 2032, 47% for Taiwan; the path before and after is assumed"
    rule("Leading-edge logic at home", least, "logic wafers", "United States; Japan", (0.20, 0.27, 0.33, 0.36, 0.38, 0.40),
         s.SIA_BCG, forecast)  # fmt: skip
    rule("Leading-edge logic not from one place", most, "logic wafers", "Taiwan", (0.75, 0.72, 0.68, 0.65, 0.62, 0.60),
         s.SIA_BCG, forecast)  # fmt: skip
    rule("Leading-edge logic in Japan", least, "logic wafers", "Japan", (0, 0.02, 0.04, 0.05, 0.07, 0.09), s.SIA_BCG,
         "5% of capacity is forecast for 2032; more for the users of this case (assumed)")  # fmt: skip
    rule("Packaging not from one place", "each share at most", "accelerators", "foreign", (0.80, 0.75, 0.70, 0.65, 0.60, 0.60),
         choice, buyers="Alliance")  # fmt: skip
    rule("Packaging at home", least, "accelerators", "United States; Japan", (0.10, 0.15, 0.20, 0.25, 0.30, 0.30),
         choice, buyers="Alliance")  # fmt: skip
    rule("HBM not from one place", most, "HBM stacks", "South Korea", (0.85, 0.80, 0.75, 0.70, 0.65, 0.60), choice)
