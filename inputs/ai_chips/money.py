"""Who pays: owners, treasuries, the Japan-US fund, and what each may pay for.

Owners ask for the return that stands at each project, and pay no more of a plant than it leaves them at their buyers' prices; the rest must be public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import places
from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

CHIP_KINDS: Final = ("logic fab", "memory", "packaging", "substrates", "wafers", "optics")
MINERAL_KINDS: Final = ("minerals", "magnets", "recycling", "gas")
RAPIDUS: Final = ("Rapidus Chitose phase 1", "Rapidus Chitose phase 2", "Rapidus Chitose phase 2 with partners")
PORTSMOUTH: Final = "Portsmouth gas campus"


def fill(book: Workbook) -> None:
    """Add budgets and who may pay for what; after all projects."""
    _budgets(book)
    _owners(book)
    _american(book)
    _japanese(book)
    _partners(book)
    _who_shares(book)


def _budgets(book: Workbook) -> None:
    burden = assumed("taxes cost an economy more than they raise, so private money comes first; 1.1 is a low estimate", "medium")

    def budget(funder: str, amount: float | None, by: dict[int, float], why: Source, note: str, weight: float | None = 1.1) -> None:
        book.add("Budgets", funder, amount=amount, by=by, weight=None if weight is None else Figure(weight, burden), why=why, note=note)

    budget("US chip grants", 2000, {}, c.GRANTS, "nearly all of 39 billion is awarded: 1 to 3.5 a year may still be drawn (assumed)")
    budget("US tax credit", None, {}, c.CREDIT, "no limit; the share is in Series: nothing for what is begun after 2026")
    budget("US minerals money", 1000, dict.fromkeys(range(2026, 2031), 3000), s.VAULT,
           "defence production, loans of the defence department, CHIPS and EXIM for these metals: 3 billion a year (assumed)")  # fmt: skip
    budget("Project Vault", 100, dict.fromkeys(range(2026, 2031), 350), s.VAULT,
           "of 11.67 billion for sixty minerals, 15% for these five over five years (assumed)")  # fmt: skip
    budget("Japan chip support", 5000, {2026: 8300, 2027: 9000, 2028: 8300, 2029: 7000, 2030: 6000}, c.JAPAN26,
           "1,239 billion JPY in fiscal 2026; later years fall to the pace of the plan to 2030 (assumed)")  # fmt: skip
    budget("Japan minerals money", 300, {2026: 700, 2027: 700, 2028: 500}, s.JP_RE,
           "JOGMEC equity, above the pace after 2010 since the dispute of 2026 (assumed)")  # fmt: skip
    budget("JOGMEC stockpile", 60, dict.fromkeys(range(2026, 2031), 150), s.JP_STOCK, "60 days of rare metals, up to 180 for the most critical: sum assumed")
    budget("Japan-US investment fund", 8000, {2026: 12000, **dict.fromkeys(range(2027, 2031), 16000)}, c.FUND26,
           "76 billion committed in 2026, spent over four to eight years, mostly loans (pace assumed)", 1.0)  # fmt: skip
    budget("Partner governments", 900, {}, s.ILUKA, "Australia, Canada, Korea, France, Malaysia: loans counted in full (assumed)")
    budget("Private owners", None, {}, assumed("capital markets pay for what earns the owner's return", "by definition"), "", None)


def _who_shares(book: Workbook) -> None:
    """Add the partners whose coalitions `planner shares` plans: what stands today is open to all.

    The fund of the Japan-US agreement is Japanese money, though most of what it may pay for stands in the US. The
    partners have the separation and recovery of metals that their governments help to pay, and ask for nothing.
    """
    own = "Kuantan; Eneabba; Wagerup; Lacq; Sangdong; Onsan; Vaudreuil; Trail; Yeongju; Odesa"
    for partner, markets, funders in (
        ("United States", "United States", "US chip grants; US tax credit; US minerals money; Project Vault"),
        ("Japan", "Japan", "Japan chip support; Japan minerals money; JOGMEC stockpile; Japan-US investment fund"),
        ("Partners", own, "Partner governments"),
    ):
        book.add("Partners", partner, markets=markets, funders=funders, places=own if markets == own else None, open="yes")


def _names(book: Workbook, kinds: tuple[str, ...], countries: tuple[str, ...], but: tuple[str, ...] = ()) -> str:
    """Return the projects of these kinds in these countries, as one cell."""
    home = {site[0]: country for country, sites in places.SITES.items() for site in sites}
    found = [
        str(row["project"]) for row in book.rows["Projects"]
        if row["kind"] in kinds and home.get(str(row["place"]), row["place"]) in countries and row["project"] not in but
    ]  # fmt: skip
    return "; ".join(found)


def _fund(book: Workbook, funder: str, projects: str, share: float | str, why: Source, note: str = "", maximum: float | None = None) -> None:
    book.add("Funding", funder, projects, share=share, maximum=maximum, why=why, note=note)


def _abroad() -> tuple[str, ...]:
    return tuple(country for country in places.SITES if country not in ("United States", "Japan", "China"))


def _owners(book: Workbook) -> None:
    alone = assumed("what earns its cost of capital without help is paid in full by its owner", "medium")
    risk = assumed("ten-year floors and half of the equity were public in MP, Gramercy and Lynas; banks lend on no less", "medium")
    for kinds, countries, share, why in (
        (CHIP_KINDS, _abroad(), 1, alone),
        (CHIP_KINDS, ("United States",), "owners' part in the US", c.CREDIT),
        (CHIP_KINDS, ("Japan",), 0.67, c.OWNERS_JP),
    ):  # fmt: skip
        _fund(book, "Private owners", _names(book, kinds, countries, RAPIDUS), share, why)
    _fund(book, "Private owners", "; ".join(RAPIDUS), 0.14, c.RAPIDUS26, "with the trillion JPY of private equity hoped for; guaranteed loans count as public")
    _fund(book, "Private owners", "power", 1, assumed("utilities and operators pay for what they use"))
    _fund(book, "Private owners", "minerals; magnets; recycling; gas", 0.6, risk)
    _fund(book, "Private owners", "training; technology sharing", 0.3, assumed("firms pay for some of what others may use too"))
    _fund(book, "Private owners", "qualification", 1, alone)


def _american(book: Workbook) -> None:
    chips = _names(book, CHIP_KINDS, ("United States",))
    _fund(book, "US tax credit", chips, "tax credit of the year", c.CREDIT)
    _fund(book, "US chip grants", chips, "grants' part in the US", s.CHIPS, "awards of 5 to 15% of capital")
    _fund(book, "US chip grants", _names(book, ("training", "technology sharing"), ("United States",)), 0.8, s.CHIPS, "workforce part of the awards")
    _fund(book, "US minerals money", _names(book, MINERAL_KINDS, ("United States", "Australia", "Canada", "South Korea", "Kazakhstan")), 0.5,
          s.MP, "half of the capital, as in MP and Gramercy")  # fmt: skip
    _fund(book, "Project Vault", "US metal store", 1, s.VAULT)
    _fund(book, "Japan-US investment fund", PORTSMOUTH, 1, c.PORTSMOUTH)
    others = _names(book, ("power",), ("United States",), (PORTSMOUTH,))
    _fund(book, "Japan-US investment fund", others, 0.5, c.FUND26, "share assumed", 60000)
    _fund(book, "Japan-US investment fund", chips, "fund's part in US chips", c.FUND26, "chips and minerals stand on the list of the agreement; share assumed", 20000)
    _fund(book, "Japan-US investment fund", _names(book, MINERAL_KINDS, ("United States",)), 0.4, c.FUND26, "share assumed", 5000)


def _japanese(book: Workbook) -> None:
    chips = _names(book, CHIP_KINDS, ("Japan",), RAPIDUS)
    _fund(book, "Japan chip support", chips, 0.45, c.OWNERS_JP, "33 to 41% of Micron's and JASM's; a tenth more is possible (assumed)")
    _fund(book, "Japan chip support", "; ".join(RAPIDUS), 0.9, c.RAPIDUS26, "subsidies, state equity and guaranteed loans")
    _fund(book, "Japan chip support", _names(book, ("training", "technology sharing"), ("Japan",)), 0.8, s.JP_CHIPS, "share assumed")
    _fund(book, "Japan minerals money", _names(book, MINERAL_KINDS, ("Japan", "Australia", "Malaysia", "France", "Vietnam", "Canada", "Ukraine", "South Korea")),
          0.5, s.JP_RE, "JOGMEC takes up to half of the equity")  # fmt: skip
    _fund(book, "Japan minerals money", "Share heavy separation know-how; Share gallium recovery know-how", 1, s.JP_STOCK)
    _fund(book, "JOGMEC stockpile", "Japan metal store", 1, s.JP_STOCK)
    _fund(book, "Japan chip support", _names(book, ("power",), ("Japan",)), 0.2, s.JP_CHIPS, "share assumed")


def _partners(book: Workbook) -> None:
    _fund(book, "Partner governments", _names(book, MINERAL_KINDS, _abroad()), 0.4, s.ILUKA, "loans of export credit agencies; Eneabba had 90%")
