"""What could go wrong with minerals and gases, from what did, and cases of them.

A chance is a year's, with its range and how it was derived in the note. No event stops all minerals of China at
once: that has been threatened once and withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inputs.ai_chips import sources as s
from inputs.ai_chips import sources_minerals as m
from inputs.ai_chips.rows import Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

CHIPS: Final = "AI compute; logic wafers"
METALS: Final = "gallium; germanium; DyTb oxide; magnets; tungsten"

Hit = tuple[str, str, str | None, float, float | None]


def fill(book: Workbook) -> None:
    """Add disruptions and cases."""
    _licences(book)
    _places(book)
    _truce(book)
    _policies(book)


def _disruption(
    book: Workbook, name: str, chance: float, years: float, recovery: float, hits: tuple[Hit, ...], why: Source, note: str,
    covers: str,
) -> None:  # fmt: skip
    book.add("Disruptions", name, probability=chance, duration=years, recovery=recovery or None, onset="*", covers=covers, why=why, note=note)
    for target, what, material, remaining, price in hits:
        book.add("Hits", name, target, what, material=material, remaining=remaining, price=price, why=why)


def _licences(book: Workbook) -> None:
    """Add China's stops: one group to one of the two, one mineral to all, and the rare stop of all."""
    count = assumed("a count of dated events over years, see the note; few events, to be varied", "low")
    aimed = ("stops aimed at one of the two: Japan 2010, the US 2024, Japan 2026, so 3 in 17 years (0.21) and 2 since mid-2023 (0.74): "
             "0.3 for either, 0.15 for Japan and 0.1 for the US, which got no gallium and germanium anyway; low 0.08, high 0.30; 10 months, and 0.4 to "
             "0.8 of the old volume in the year after")  # fmt: skip
    _disruption(book, "China stops gallium and germanium to the US", 0.10, 0.83, 0.5,
                (("lane", "Zhengzhou > US industry", "gallium", 0, None), ("lane", "Kunming > US industry", "germanium", 0, None)), count, aimed, f"gallium; germanium; {CHIPS}")  # fmt: skip
    _disruption(book, "China stops heavy rare earths and tungsten to Japan", 0.15, 0.83, 0.5,
                (("lane", "Ganzhou > Japan industry", "DyTb oxide; tungsten", 0, None), ("lane", "Baotou > Japan industry", "magnets", 0.5, None)), count, aimed, f"DyTb oxide; tungsten; magnets; {CHIPS}")  # fmt: skip
    _disruption(book, "China squeezes licences of magnets, to all", 0.10, 0.25, 0.5, (("country", "China", "DyTb oxide; magnets", 0.1, 1.2),), count,
                "six new controls in 3.4 years and six in 17, each of one mineral: 0.5 a year for any (0.3 to 0.9), 0.1 to 0.15 for one (low 0.06, high 0.18); "
                "a tenth is let through for 3 months, then it comes back; of the other minerals little is let through as it is", f"DyTb oxide; magnets; {CHIPS}")  # fmt: skip
    _disruption(book, "China stops all controlled minerals", 0.05, 0.8, 0, (("country", "China", METALS, 0, None),),
                assumed("never happened: an expert's guess, to be varied"),
                "threatened in October 2025 and withdrawn in 32 days: one near miss in 3.4 years; low 0.02, high 0.12; 3 to 36 months", f"{METALS}; {CHIPS}")  # fmt: skip


def _places(book: Workbook) -> None:
    """Add straits, mines and plants that stopped or may stop."""
    _disruption(book, "Hormuz closed or Qatar's helium out", 0.08, 0.25, 0, (
        ("chokepoint", "Strait of Hormuz", None, 0, None), ("supplier", "US helium", None, 1, 1.5), ("supplier", "Algeria and others", None, 1, 1.5)),
        m.HELIUM_KOREA, "2017 (27 days) and 2026 (40 days or more) in 21 years: 0.095; low 0.04, high 0.15; contracts rose by half, spot twofold", CHIPS)  # fmt: skip
    _disruption(book, "Spruce Pine out", 0.07, 0.12, 0, (("site", "Spruce Pine", None, 0.53, None),), m.HELENE,
                "Helene in 2024 and a fire in 2008 in 25 years; low 0.03, high 0.12; 0.2 for half a month and 0.7 for a month, so 0.53 of six weeks", CHIPS)  # fmt: skip
    _disruption(book, "Ukraine's neon lost again", 0.05, 1, 0, (("chokepoint", "Black Sea", None, 0, None),), s.EVENTS,
                "2014 and 2022 in 13 years: 0.15, a third of it since supply moved away; low 0.05, high 0.2; small now", f"neon; {CHIPS}")  # fmt: skip


def _change(book: Workbook, case: str, sheet: str, row: str, column: str, value: object, note: str) -> None:
    book.add("Cases", case, sheet=sheet, row=row, column=column, change=value, note=note, why=assumed("a question, not a fact", "by definition"))


def _truce(book: Workbook) -> None:
    """Add the case in which the truce of November 2025 holds and licences flow, and the one in which nothing does."""
    for supplier, site, material, amount, price in (
        ("China gallium", "Zhengzhou", "gallium", 35, 0.83), ("China germanium", "Kunming", "germanium", 5, 1.6),
        ("China DyTb", "Ganzhou", "DyTb oxide", 200, None), ("China tungsten", "Ganzhou", "tungsten", 3500, None),
        ("China magnets", "Baotou", "magnets", 10400, None),
    ):  # fmt: skip
        label = f"{supplier} / {site} / {material}"
        _change(book, "Truce holds", "Suppliers", label, "maximum", amount, "the high end of what licences may let through")
        if price:
            _change(book, "Truce holds", "Suppliers", label, "price", price, "the licence's rent falls")
        for end in ("US industry", "Japan industry"):
            _change(book, "Truce holds", "Lanes", f"{site} / {end} / {material}", "maximum", amount, "to either, from 2026")
        _change(book, "China embargo", "Suppliers", label, "until", 2027, "none from China from 2028")


def _policies(book: Workbook) -> None:
    """Add cases of policies on minerals."""
    _change(book, "No floor price", "Suppliers", "MP mine / Mountain Pass / light concentrate", "price", 0.05, "MP sells at 95 USD/kg, without a floor")
    _change(book, "No floor price", "Suppliers", "MP mine / Mountain Pass / light concentrate", "support", 0, "nothing is paid on top")
    _change(book, "No floor price", "Plants", "Mountain Pass / light separation", "minimum use", 0, "and no offtake binds it")
    for row in book.rows["Stockpiles"]:
        if row.get("cover of") in ("United States", "Japan"):
            label = f"{row['site']} / {row['material']}"
            _change(book, "Joint stockpile of ninety days", "Stockpiles", label, "cover days", 90, "both keep ninety days, from the first year")
            _change(book, "Joint stockpile of ninety days", "Stockpiles", label, "maximum", "x2", "and have the room")
