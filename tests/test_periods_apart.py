"""Periods that nothing ties together cost what each would cost alone, whatever differs between them.

In every number of these workbooks that may differ by period it does, most or least in the second, and limits bind:
one that were read from another period would change the cost or be seen by the audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from workbooks import Sheets, checked, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

YEARS = {"a": 1, "b": 2, "c": 1.5}
TRADE = {
    "Sites": "site | country\nmine | Far\nport | Near\nhome | Homeland",
    "Materials": "material | value | surplus\ngoods | 4/9/6 | 0.1/0.4/0.2\nparts | 1/3/2 | 0.3/0.1/0.2",
    "Suppliers": """
        supplier | site | material | price | minimum | maximum | fixed cost
        cheap | mine | goods | 1/2.5/1.5 | 1/3/2 | 6/12/8 | 3/9/5
        dear | port | goods | 7/5/8 | | 3/1/4 | 0.5/0.2/0.4
        third | mine | parts | 2/1/3 | 3/7/4 | 9/14/11 |
        forced | home | parts | 2/1/3 | 1/2.5/1.5 | 2/4/3 |
        """,
    "Lanes": """
        from | to | material | mode | cost | tariff | maximum | minimum | fixed cost | loss
        mine | home | * | ship | 0.5/0.9/0.7 | 0.1/0.3/0.2 | 8/15/10 | 4/8/5 | 2/6/3 | 0.1/0.3/0.2
        mine | home | goods | air | 3/2/4 | 0.2/0.1/0.3 | 2/5/3 | | | 0.01/0.05/0.02
        port | home | * | | 0.2/0.1/0.3 | 0.1/0.05/0.2 | | 0.5/0.2/0.4 | 1/0.6/1.5 | 0.02/0.01/0.04
        mine | port | parts | bounty | 0.1/0.3/0.2 | | 1/4/2 | 1/3/2 | -4/-9/-6 |
        """,
    "Demand": """
        market | material | amount | price | shortage cost | required
        home | goods | 9/20/13 | | 60/90/70 | 0.3/0.5/0.4
        home | parts | 5/9/7 | 6/11/8 | |
        """,
}
MAKING = {
    "Sites": "site\nhere",
    "Materials": "material | surplus\ngoods | 0\nore | 0\nslag | 0.5/0.9/0.7\nspare | free",
    "Recipes": """
        process | role | item | amount
        mill | consumes | ore | 2/3/2.5
        mill | makes | goods | 1/1.5/1.2
        mill | makes | slag | 0.4/0.9/0.6
        mill | uses | power | 1/2/1.4
        mill | uses | labour | 0.2/0.5/0.3
        second | makes | goods | 1/0.5/0.8
        second | uses | labour | 0.1/0.4/0.2
        """,
    "Plants": """
        site | process | capacity | variable cost | fixed cost | minimum use | availability
        here | mill | 5/9/7 | 1/0.4/0.8 | 3/8/5 | 0.5/0.8/0.6 | 0.8/0.95/0.9
        here | second | 4/10/6 | 6/9/7 | 1/4/2 | 0.1/0.3/0.2 | 0.9/0.6/0.8
        """,
    "Resources": """
        resource | place | capacity | variable cost | fixed cost
        power | here | 3.7/15/9.1 | 0.3/0.7/0.5 | 1/3/2
        labour | here | 1.2/5/2.5 | 0.2/0.6/0.4 | 0.5/0.9/0.7
        """,
    "Suppliers": """
        supplier | site | material | price | maximum | uses
        pit | here | ore | 1/2/1.6 | 20/40/30 | power: 0.01/0.03/0.02
        spot | here | goods | 30/50/40 | 1/3/2 |
        """,
    "Demand": "market | material | amount | shortage cost\nhere | goods | 8/16/12 | 200/300/250",
}
RULED = TRADE | {
    "Materials": "material | value | surplus\ngoods | 4 | free\nparts | 1 | free",
    "Rules": """
        rule | measure | material | buyers | origins | limit | penalty
        low | share at most | goods | home | mine | 0.8/0.95/0.9 | 40/90/60
        some | share at least | goods | home | Near | 0.05/0.2/0.1 | 50/80/70
        most | amount at most | parts | home | mine | 2/4/3 | 5/9/7
        least | amount at least | goods | home | Near | 1/3/2 | 100/150/120
        each | each share at most | parts | home | * | 0.5/0.55/0.52 | 30/60/40
        """,
}  # fmt: skip
STRUCK = {
    "Disruptions": """
        disruption | probability | duration | required | covers
        storm | 0.1 | 0.5 | |
        strike | 0.05 | 1 | 0.1 | goods
        surge | 0.02 | 0.75 | |
        """,
    "Hits": """
        disruption | target | name | material | remaining
        storm | lane | mine > home | parts | 0.3
        storm | supplier | cheap | | 0.4
        storm | country | Near | goods | 0.5
        strike | country | Far | | 0.2
        surge | demand | home | goods | 1.5
        surge | supplier | third | | 0.6
        """,
}
HALTED = {
    "Disruptions": "disruption | probability | duration\nhalt | 0.1 | 0.5\nbrownout | 0.2 | 1",
    "Hits": """
        disruption | target | name | material | remaining
        halt | plant | mill @ here | slag | 0.4
        halt | supplier | spot | | 0.5
        brownout | resource | power @ here | | 0.6
        brownout | material | ore | | 0.7
        """,
}
FULL = {
    "Demand": """
        market | material | amount | price | shortage cost | required
        home | goods | 40/90/60 | | 60/90/70 | 0.1/0.115/0.11
        home | parts | 30/50/40 | 6/11/8 | |
        """,
}
LEAN = {
    "Suppliers": """
        supplier | site | material | price | minimum | maximum | fixed cost
        cheap | mine | goods | 1/2.5/1.5 | 2/5/3 | 6/12/8 | 3/9/5
        third | mine | parts | 2/1/3 | 3/7/4 | 9/14/11 |
        forced | home | parts | 2/3/1 | 1/2.5/1.5 | 2/4/3 |
        """,
    "Demand": """
        market | material | amount | price | shortage cost | required
        home | goods | 1/3/2 | | 60/90/70 |
        home | parts | 2/4/3 | 3/5/4 | |
        """,
}
SLACK = {
    "Demand": "market | material | amount | shortage cost\nhere | goods | 1.5/3/2 | 200/300/250",
    "Suppliers": "supplier | site | material | price | maximum\npit | here | ore | 1/2/1.6 | 11/21/15",
}
CASES = {
    "trade": TRADE,
    "trade in full": TRADE | FULL,
    "trade of little": TRADE | LEAN,
    "making": MAKING,
    "making little": MAKING | SLACK,
    "rules": RULED,
    "trade struck": TRADE | STRUCK,
    "making halted": MAKING | HALTED,
}


def book(sheets: dict[str, str], periods: str) -> Sheets:
    """Return the workbook of some of the periods; a number for each period becomes a series, or that of the one."""
    series: list[dict[str, Any]] = []

    def cell(value: object) -> object:
        if not isinstance(value, str) or value.count("/") != 2:
            return value
        prefix, _, numbers = value.rpartition(": ")
        given = dict(zip(YEARS, map(float, numbers.split("/")), strict=True))
        if len(periods) == 1:
            return f"{prefix}: {given[periods]:g}" if prefix else given[periods]
        series.append({"series": f"s{len(series)}"} | given)
        return f"{prefix}: {series[-1]['series']}" if prefix else series[-1]["series"]

    found: Sheets = {
        name: [{key: cell(x) for key, x in row.items()} for row in rows(text)] for name, text in sheets.items()
    }
    found["Periods"] = [{"period": period, "years": YEARS[period]} for period in periods]
    found["Settings"] = settings(discount_rate=0, gap=0)
    return found | ({"Series": series} if series else {})


@pytest.mark.parametrize("name", few(4, CASES))
def test_periods_cost_what_each_costs_alone(tmp_path: Path, name: str) -> None:
    alone = [checked(tmp_path / f"{period}.xlsx", book(CASES[name], period)) for period in YEARS]
    together = checked(tmp_path / "all.xlsx", book(CASES[name], "abc"))
    assert together.run["objective"] == pytest.approx(sum(plan.run["objective"] for plan in alone), rel=1e-6)
