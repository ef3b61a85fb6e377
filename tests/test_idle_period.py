"""A period in front in which nothing is asked, offered, held or allowed to start changes no plan and no cost.

All that ties periods together is in this workbook: stocks, totals, terms, projects that take time to build, that serve
for a time and are paid for over years, budgets that carry over. What reads a wrong period reads the idle one, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, checked, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

YEARS = {"idle": 1.0, "a": 1, "b": 2, "c": 1.5}
HELD = {
    "Sites": "site | country\nmine | Far\nhome | Near",
    "Materials": "material | value | surplus\ngoods | 4/9/6 | 0.1/0.4/0.2\nore | 1 | free",
    "Suppliers": """
        supplier | site | material | price | maximum | total | fixed cost | term | minimum
        cheap | mine | goods | 1/5/3 | 14/9/12 | 40 | 2/1/3 | 2 | 1/2/1.5
        spot | home | goods | 20/30/25 | 4/2/3 | | | |
        """,
    "Lanes": "from | to | cost | loss | maximum\nmine | home | 0.5/0.9/0.7 | 0.1/0.05/0.02 | 12/9/10",
    "Stockpiles": """
        site | material | initial | maximum | holding cost | loss | cover days | final
        home | goods | 3 | 9/9/7/8 | 0.3/0.5/0.4 | 0.02/0.05/0.03 | 30/60/40 | 2
        """,
    "Demand": "market | material | amount | shortage cost\nhome | goods | 8/15/11 | 60/90/70",
    "Disruptions": "disruption | probability | onset | duration\nstorm | 0.1 | a; b; c | 1\nlong | 0.02 | a | 2",
    "Hits": """
        disruption | target | name | remaining
        storm | lane | mine > home | 0.3
        long | supplier | cheap | 0.5
        long | demand | home | 1.2
        """,
}
BUILT = {
    "Sites": "site\nhere",
    "Materials": "material | surplus\ngoods | free\nore | free",
    "Recipes": """
        process | role | item | amount
        mill | consumes | ore | 1.2/1/1.1
        mill | makes | goods | 1/1.1/1.05
        mill | uses | power | 0.5/0.6/0.55
        """,
    "Plants": "site | process | capacity | fixed cost | variable cost | retires\n"
    "here | mill | 6/5/5.5 | 2/3/4 | 1/0.5/0.8 | c",
    "Resources": "resource | place | capacity | variable cost | fixed cost\n"
    "power | here | 4/5/4.5 | 0.2/0.3/0.1 | 1/2/1.5",
    "Suppliers": """
        supplier | site | material | price | maximum
        pit | here | ore | 1/2/1.5 | 20/25/22
        spot | here | goods | 15/12/18 | 5/9/7
        """,
    "Demand": "market | material | amount | shortage cost\nhere | goods | 9/16/14 | 60/90/70",
    "Curves": "curve | size | capital\nscale | 0 | 2\nscale | 4 | 10\nscale | 8 | 14",
    "Projects": """
        project | place | adds | removes | block | minimum | maximum | fixed capital | capital rate | curve | fixed cost | yearly cost | lead time | life | ramp | spending | earliest | starts | requires | group | cost of capital | uses
        line | here | mill | | | 2 | 8 | | | scale | 0.2/0.4/0.3 | 0.5/0.3/0.4 | 1 | 3 | | | a | 1 | | any | 0.05 | power: 0.1
        block | here | mill | | 3 | | | 4/5/6 | 1/1.5/1.2 | | 0.1/0.3/0.2 | 1/2/1.5 | 0 | 2 | 0.5; 1 | | a | 2 | grid | any | 0.04 |
        grid | here | power | | | 1 | 6 | 2/1/3 | 0.8/1.2/1 | | 0.1 | | 0 | 10 | | 0.4; 0.6 | a | 1 | | | |
        close | here | | mill | | 1 | 3 | 1/0.5/0.7 | | | | | | 10 | | | b | 1 | | | |
        """,  # noqa: E501
    "Groups": "group | at least | at most\nany | 1 | 2",
    "Budgets": "funder | amount | carry over | weight\nstate | 2/5/3 | yes | 0.5\nfirm | 50/40/45 | no | 1",
    "Funding": "funder | projects | share | maximum\nstate | line; block | 0.4 | 12\nfirm | * | 1 |",
}  # fmt: skip
CASES = {"held": HELD, "built": BUILT}


def book(sheets: dict[str, str], idle: bool) -> Sheets:
    """Return the workbook; what differs by period is nothing in the idle one, or the first of four numbers."""
    periods = [period for period in YEARS if idle or period != "idle"]
    series: list[dict[str, Any]] = []

    def cell(value: object) -> object:
        if not isinstance(value, str) or "/" not in value:
            return value
        given = [0.0, *map(float, value.split("/"))][-3 - idle :]
        series.append({"series": f"s{len(series)}"} | dict(zip(periods, given, strict=True)))
        return series[-1]["series"]

    found: Sheets = {
        name: [{key: cell(x) for key, x in row.items()} for row in rows(text)] for name, text in sheets.items()
    }
    found["Periods"] = [{"period": period, "years": YEARS[period]} for period in periods]
    found["Settings"] = settings(discount_rate=0, gap=0)
    return found | {"Series": series}


@pytest.mark.parametrize("name", CASES)
def test_an_idle_period_in_front_changes_nothing(tmp_path: Path, name: str) -> None:
    alone = checked(tmp_path / "alone.xlsx", book(CASES[name], idle=False))
    later = checked(tmp_path / "later.xlsx", book(CASES[name], idle=True))
    assert later.run["objective"] == pytest.approx(alone.run["objective"], rel=1e-6)
    assert alone.run["objective"] > 0
