"""Two small workbooks of some years, and what tests roll them forward by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks import small

from planner.planning.workbooks import read_checked
from planner.studies.replan.rolled.rolling import Rolled, rolled, write_rolled

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.workbook.book import Book

SETTINGS = "setting | value\n discount rate | 0\n gap | 0\n capital charging | overnight"
# A mill of 30 is begun in 2026, half of it paid a year, and serves in 2028; until then stock and 16 from abroad.
YEARS = small(
    Settings=SETTINGS,
    Periods="period\n 2026\n 2027\n 2028",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Plants="site | process | capacity | variable cost\n here | make | 0 | 1",
    Suppliers="supplier | site | material | price | maximum | total\n abroad | here | goods | 3 | 10 | 25",
    Demand="market | material | amount | shortage cost\n here | goods | 10 | 20",
    Stockpiles="site | material | initial | holding cost\n here | goods | 4 | 0.1",
    Budgets="funder | amount\n state | 20",
    Funding="funder | projects | maximum\n state | * | 40",
    Projects="project | place | adds | block | fixed capital | lead time\n mill | here | make | 10 | 30 | 2",
)
ABROAD = small(
    Settings=SETTINGS,
    Periods="period\n 2026\n 2027\n 2028\n 2029",
    Sites="site | country\n here | AA\n there | BB",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Plants="site | process | capacity | variable cost | minimum use\n here | make | 4 | 5 | 0",
    Suppliers="supplier | site | material | price | maximum | minimum\n abroad | there | goods | 1 | 10 | 5",
    Lanes="from | to\n there | here",
    Demand="market | material | amount | shortage cost | required\n here | goods | 10 | 20 | 0.9",
    Rules="rule | measure | material | limit\n open | amount at least | goods | 9",
    Disruptions="disruption | duration | recovery\n embargo | 1 | 1",
    Hits="disruption | target | name | remaining\n embargo | country | BB | 0.2",
)


def later(folder: Path, former: Plan, now: str, *under_way: str, book: Book | None = None) -> tuple[Rolled, Book]:
    """Return a workbook rolled forward after a plan."""
    found = rolled(book or former.book, former, now, under_way)
    write_rolled(found, folder / "later.xlsx")
    return found, read_checked(folder / "later.xlsx", "base")[0]


def planned(book: Book) -> Plan:
    from planner.infeasibility.planned import plan_book

    made = plan_book(book)
    failed = made.tables["Checks"].query("`pass` != 'yes'")
    assert failed.empty, failed.to_string()
    return made


def held(book: Book, sheet: str, number: int = 0) -> Any:
    return book.rows(sheet)[number]
