"""What opens the way for the rest: technology sharing, qualifications, store rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inputs.ai_chips.rows import Figure, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

WINDOW = assumed("what starts after 2031 serves too little of the horizon to be judged by it", "by definition")


def fill(book: Workbook) -> None:
    """Add the projects that serve many others."""
    _technology(book)
    _qualifications(book)
    _stores(book)


def _technology(book: Workbook) -> None:
    fee = assumed("licence, seconded engineers and joint laboratories; no figures are public")

    def sharing(name: str, place: str, capital: float, lead: float, yearly: float) -> None:
        book.add("Projects", name, kind="technology sharing", place=place, fixed_capital=capital, lead_time=lead,
                 yearly_cost=yearly, latest=Figure(2030, WINDOW), why=fee, note="unlocks the projects that require it")  # fmt: skip

    sharing("Share 2 nm technology with Rapidus", "Japan", 800, 1, 100)
    sharing("License CoWoS to US plants", "United States", 500, 1, 60)
    sharing("Share HBM4 base dies and bonding", "United States", 400, 1, 50)
    sharing("Share heavy separation know-how", "Malaysia", 60, 1, 5)
    sharing("Share gallium recovery know-how", "Japan", 30, 1, 3)


def _qualifications(book: Workbook) -> None:
    test = assumed("test chips, audits and a year of samples; no figures are public")

    def qualify(name: str, place: str, capital: float, lead: float) -> None:
        book.add("Projects", name, kind="qualification", place=place, fixed_capital=capital, lead_time=lead,
                 latest=Figure(2030, WINDOW), why=test, note="opens the offers and lanes that need it")  # fmt: skip

    qualify("Qualify Intel 14A", "United States", 400, 2)
    qualify("Qualify Penang packaging", "Malaysia", 80, 1)
    qualify("Qualify Vietnamese packaging", "Vietnam", 90, 1)
    qualify("Qualify Malaysian substrates", "Malaysia", 40, 1)
    qualify("Qualify Serra Verde feed", "Brazil", 15, 1)
    qualify("Qualify Kazakh gallium", "Kazakhstan", 8, 1)


def _stores(book: Workbook) -> None:
    room = assumed("bonded and guarded room, 0.024 million USD a tonne")
    for name, place in (("US metal store", "US industry"), ("Japan metal store", "Japan industry")):
        book.add("Projects", name, kind="store", place=place, adds="metal store", minimum=20, maximum=1500,
                 capital_rate=0.024, lead_time=1, starts=2, life=30, why=room)  # fmt: skip
