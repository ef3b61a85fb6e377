"""Prices of limits that bind in the branches of disruptions, against what the objective does when a cell is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_contract_prices import STEP, limits, moved, price
from workbooks import Sheets, checked, cost, plan, small

from planner.solving import engines

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# Three years of which the second is long: windows reach into the next period, and begin before projects are there.
NETWORK = {
    "Settings": "setting | value\n discount rate | 0.1\n gap | 0\n risk weight | 0.3\n risk level | 0.8",
    "Periods": "period | years\n first | 1\n second | 2\n third | 1",
    "Countries": "country | bloc\n A | East\n B | East",
    "Sites": "site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
    "Materials": "material | surplus | value\n goods | none | 3\n ore | none | 2\n scrap | none | 1",
    "Recipes": """
        process | role | item | amount
        press | makes | goods | 1
        press | consumes | ore | 1.1
        press | uses | power | 0.5
        melt | makes | goods | 1
        melt | consumes | scrap | 1.3
        """,
    "Plants": """
        site | process | capacity | variable cost | availability | second
        home | press | 60 | 3 | 0.9 |
        home | melt | 12 | 9 | 0.8 | 13
        """,
    "Resources": "resource | place | capacity | second\n power | H | 25.3 | 27",
    "Suppliers": """
        supplier | site | material | price | maximum | total | fixed cost | needs | second
        mine A | pit A | ore | 1 | | 131 | | |
        mine B | pit B | ore | 2 | 17 | | 5 | | 19
        mine C | pit C | ore | 4 | 23 | | | |
        yard | home | scrap | 1 | 22 | | | |
        trade | home | goods | 40 | 11 | | | |
        trade | home | goods | 50 | 7 | | | licence |
        """,
    "Lanes": "from | to | cost | maximum | fixed cost\n A | home | 0.5 | 37 |\n B | home | 0.4 | 18 | 2\n C | home | 0.1 | 21 |",
    "Projects": "project | place | fixed capital | capital rate | adds | maximum | must\n licence | H | 1 | | | | yes\n mill | home | 8 | 30 | melt | 40 | yes",
    "Demand": """
        market | material | amount | shortage cost | price | second
        home | goods | 70 | 90 | | 77
        home | scrap | 3.7 | | 8 |
        """,
    "Stockpiles": "site | material | maximum | holding cost | initial | final\n home | goods | 6 | 0.7 | 2 | 1\n home | ore | 9 | 0.3 | 4 |",
}  # fmt: skip
HITS = """
    disruption | target | name | material | remaining
    east | bloc | East | | 0.35
    fire | plant | press @ home | | 0.4
    fire | resource | power | | 0.7
    rush | demand | home | goods | 1.3
    rush | lane | C > home | ore | 0.6
    ban | supplier | mine A | |
    """
DISRUPTIONS = {
    "CHANCE": """
        disruption | probability | onset | duration | required
        east | 0.11 | * | 1.5 |
        fire | 0.07 | first; second | 0.75 |
        rush | 0.13 | second | 1.25 |
        ban | 0.05 | third | 1 |
        """,
    "GUARANTEE": """
        disruption | onset | duration | required
        east | second | 1.5 | 0.97
        fire | first | 0.75 | 0.8
        rush | second | 1.25 | 0.89
        ban | third | 1 | 0.99
        """,
    "BOTH": """
        disruption | probability | onset | duration | required
        east | 0.11 | second | 1.5 | 0.96
        fire | 0.07 | first; second | 0.75 | 0.8
        rush | 0.13 | second | 1.25 |
        ban | 0 | third | 1 | 0.99
        """,
}


def network(name: str) -> Sheets:
    return small(**(NETWORK | {"Disruptions": DISRUPTIONS[name], "Hits": HITS}))
