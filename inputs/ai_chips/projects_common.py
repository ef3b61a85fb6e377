"""What carries the rest: power, training, technology sharing, qualifications, store rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources as s
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

WINDOW = assumed("what starts after 2031 serves too little of the horizon to be judged by it", "by definition")


def fill(book: Workbook) -> None:
    """Add the projects that serve many others."""
    _power(book)
    _training(book)
    _technology(book)
    _qualifications(book)
    _stores(book)


def _power(book: Workbook) -> None:
    kw = assumed("2,200 USD/kW for gas turbines with their grid, 3,000 for fuel cells and batteries on site, 6,000 "
                 "for nuclear restarts and small reactors", "medium")  # fmt: skip
    once = assumed("a start connects its MW once, in the year in which they are ready; what it built stands 25 years", "by definition")
    slow = assumed("turbines are sold out for three years, reactors take six and more", "medium")
    most = assumed("MW that a country's makers and utilities can take on in a year")

    least = assumed("smaller programmes are not worth a decision", "by definition")

    def power(name: str, place: str, maximum: float, rate: float, lead: float, latest: int, lead_why: Source, **more: Any) -> None:
        book.add("Projects", name, kind="power", place=place, adds="power connections",
                 minimum=Figure(50, least), maximum=Figure(maximum, most),
                 capital_rate=rate, lead_time=Figure(lead, lead_why), life=Figure(1, once),
                 economic_life=Figure(25, once), latest=latest, starts=10, why=kw,
                 note="each MW is connected once", **more)  # fmt: skip

    power("US gas turbines and grid", "United States", 6000, 2.2, 3, 2031, slow)
    power("US fuel cells and batteries on site", "United States", 3000, 3.0, 1, 2031, s.GRID_WAIT,
          uses=Figure("on-site power deliveries: 1", once))  # fmt: skip
    power("US nuclear restarts and reactors", "United States", 1000, 6.0, 6, 2029, slow)
    power("Japan grid and restarts", "Japan", 300, 2.2, 2, 2031, s.GRID_WAIT)


def _training(book: Workbook) -> None:
    cost = assumed("100,000 USD an engineer over two years, 40,000 a skilled trade; 5% of it a year to keep them", "medium")
    school = Figure("0.5; 1", assumed("half of a class is useful in its first year", "medium"))

    def training(name: str, place: str, adds: str, maximum: float, rate: float, lead: float, ramp: Figure | None) -> None:
        book.add("Projects", name, kind="training", place=place, adds=adds, minimum=50, maximum=maximum, capital_rate=rate,
                 lead_time=lead, ramp=ramp, starts=10, fixed_cost=round(0.05 * rate, 4), why=cost,
                 note="people a year, as many as schools can take on")  # fmt: skip

    training("US fab engineers", "United States", "fab engineers", 2500, 0.1, 2, school)
    training("Japan fab engineers", "Japan", "fab engineers", 2000, 0.1, 2, school)
    training("US site crews", "United States", "site crews", 8000, 0.04, 1, None)
    training("Japan site crews", "Japan", "site crews", 1000, 0.04, 1, None)


def _technology(book: Workbook) -> None:
    fee = assumed("licence, seconded engineers and joint laboratories; no figures are public")

    def sharing(name: str, place: str, capital: float, lead: float, yearly: float) -> None:
        book.add("Projects", name, kind="technology sharing", place=place, fixed_capital=capital, lead_time=lead,
                 yearly_cost=yearly, latest=Figure(2030, WINDOW), why=fee, note="unlocks the projects that require it")  # fmt: skip

    sharing("Share 2 nm technology with Rapidus", "Japan", 800, 0.5, 100)
    sharing("License CoWoS to US plants", "United States", 500, 1, 60)
    sharing("Share HBM4 base dies and bonding", "United States", 400, 1, 50)
    sharing("Share heavy separation know-how", "Malaysia", 60, 1, 5)
    sharing("Share gallium recovery know-how", "Japan", 30, 0.5, 3)


def _qualifications(book: Workbook) -> None:
    test = assumed("test chips, audits and a year of samples; no figures are public")

    def qualify(name: str, place: str, capital: float, lead: float) -> None:
        book.add("Projects", name, kind="qualification", place=place, fixed_capital=capital, lead_time=lead,
                 latest=Figure(2030, WINDOW), why=test, note="opens the offers and lanes that need it")  # fmt: skip

    qualify("Qualify Samsung 2 nm", "South Korea", 250, 1)
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
