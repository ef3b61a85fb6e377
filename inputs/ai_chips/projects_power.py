"""Power for data centres, and the people who build and run: what can be added, how fast and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inputs.ai_chips import sources_chips as c
from inputs.ai_chips.rows import Figure, Source, assumed

if TYPE_CHECKING:
    from inputs.ai_chips.rows import Workbook

ONCE = assumed("a start connects its MW once, in the year in which they are ready; what it built stands 25 years", "by definition")
UTILITY = Figure(0.07, assumed("what regulators and lenders allow utilities", "medium"))


def fill(book: Workbook) -> None:
    """Add power and training."""
    _gas(book)
    _nuclear(book)
    _transformers(book)
    _training(book)


def _power(book: Workbook, name: str, place: str, rate: float, lead: float, why: Source, note: str, maximum: float | None = None,
           starts: int = 10, **more: Any) -> None:  # fmt: skip
    """Add a programme: any size up to a yearly maximum, or blocks."""
    size = {} if maximum is None else {
        "minimum": Figure(50, assumed("smaller programmes are not worth a decision", "by definition")),
        "maximum": maximum, "capital_rate": rate,
    }  # fmt: skip
    book.add("Projects", name, kind="power", place=place, adds="power connections", lead_time=lead, life=Figure(1, ONCE),
             economic_life=Figure(25, ONCE), starts=starts, why=why, note=f"{note}; each MW is connected once",
             **({"cost_of_capital": UTILITY} | size | more))  # fmt: skip


def _gas(book: Workbook) -> None:
    site = Figure("on-site power deliveries: 1", c.BLOOM)
    _power(book, "US gas turbines and grid", "United States", 2.8, 5, c.TURBINES, "sold out to 2030: what is ordered now comes in 2031", 8000, latest=2030)
    _power(book, "US turbine slots bought from others", "United States", 3.8, 3, c.TURBINES, "holders of slots wait two to four years and resell at a third more (assumed)", 2500, latest=2030)
    _power(book, "US engines and small turbines", "United States", 3.3, 1, c.BLOOM, "the fast and dear class: 1 to 1.5 years", 3000, uses=site, latest=2031)
    _power(book, "US fuel cells and batteries on site", "United States", 2.95, 1, c.BLOOM, "0.3 to 1 year", 3000, uses=site, latest=2031)
    _power(book, "Portsmouth gas campus", "United States", 0, 4, c.PORTSMOUTH, "of the Japan-US fund; 9.2 GW in four parts, 33.3 billion and 4.2 for lines",
           starts=4, block=2300, fixed_capital=9375, latest=2030)  # fmt: skip
    _power(book, "Japan gas and grid", "Japan", 2.8, 5, c.OCCTO, "gas plants take 7 to 10 years there, extensions less (assumed)", 400, latest=2030)


def _nuclear(book: Workbook) -> None:
    _power(book, "US nuclear restarts", "United States", 0, 1, c.RESTARTS, "Palisades, Crane and Duane Arnold, about 750 MW each; under way", starts=3, block=750, fixed_capital=1650,
           decision="2026: 1; 2027: 1; 2028: 1")  # fmt: skip
    _power(book, "US new reactors", "United States", 12.5, 8, c.REACTORS, "Clinch River in 2032 at the earliest", 1000, latest=2027)


def _transformers(book: Workbook) -> None:
    book.add("Projects", "US transformer plants", kind="power", place="United States", adds="transformers", block=4000, fixed_capital=900, lead_time=3,
             starts=3, economic_life=20, cost_of_capital=UTILITY, latest=2031,
             why=assumed("plants of Hitachi, Siemens and others at half a billion to a billion USD each; MW a year assumed"), note="large power transformers")  # fmt: skip


def _training(book: Workbook) -> None:
    cost = assumed("100,000 USD an engineer over two years, 40,000 a skilled trade; 5% of it a year to keep them", "medium")
    school = Figure("0.5; 1", assumed("half of a class is useful in its first year", "medium"))

    def training(name: str, place: str, adds: str, maximum: float, rate: float, lead: float, ramp: Figure | None) -> None:
        book.add("Projects", name, kind="training", place=place, adds=adds, minimum=50, maximum=maximum, capital_rate=rate,
                 lead_time=lead, ramp=ramp, starts=10, fixed_cost=round(0.05 * rate, 4), why=cost,
                 note="people a year, as many as schools can take on")  # fmt: skip

    training("US fab engineers", "United States", "fab engineers", 2500, 0.1, 2, school)
    training("Japan fab engineers", "Japan", "fab engineers", 2000, 0.1, 2, school)
    training("US site crews", "United States", "site crews", 10000, 0.04, 1, None)
    training("Japan site crews", "Japan", "site crews", 1000, 0.04, 1, None)
