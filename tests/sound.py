"""A workbook of which nothing is to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks import rows

if TYPE_CHECKING:
    from workbooks import Sheets


SOUND: Sheets = {
    "Settings": rows("""
        setting | value
        discount rate | 0.05
        title | Ore
        """),
    "Periods": rows("""
        period | years
        2026 | 1
        2027 | 1
        2028 | 1
        """),
    "Countries": rows("""
        country | bloc
        China | East
        Chile | West
        Canada | West
        """),
    "Sites": rows("""
        site | country
        Mine | China
        Pit | Chile
        Works | Canada
        """),
    "Materials": rows("""
        material | unit | family | value | surplus
        ore | t | raw | 1 | none
        metal | t | | 50 | none
        """),
    "Processes": rows("""
        process | unit
        smelting | t
        """),
    "Recipes": rows("""
        process | role | item | amount
        smelting | makes | metal | 1
        smelting | consumes | ore | 2
        """),
    "Plants": rows("""
        site | process | capacity | 2027 | 2028
        Works | smelting | 90 | 90 | 90
        """),
    "Suppliers": rows("""
        supplier | site | material | price | maximum
        Digger | Mine | ore | 1 | 500
        Miner | Pit | ore | 2 | 500
        Other | Pit | ore | 3 | 500
        """),
    "Lanes": rows("""
        from | to | cost | tariff
        Mine | Works | 0.1 | 0.02
        Pit | Works | 0.1 | 0
        """),
    "Stockpiles": rows("""
        site | material | initial | final
        Works | ore | 10 | 10
        """),
    "Projects": rows("""
        project | place | adds | maximum | fixed capital | lead time | cost of capital
        Line | Works | smelting | 50 | 40 | 1 | 0.08
        """),
    "Demand": rows("""
        market | material | amount | 2027 | 2028 | price | shortage cost
        Works | metal | 40 | 50 | 60 | | 500
        Pit | ore | 5 | 6 | 7 | 9 |
        """),
    "Budgets": rows("""
        funder | amount | 2027 | 2028
        State | 100 | 100 | 100
        """),
    "Funding": rows("""
        funder | projects | share
        State | * | 1
        """),
    "Disruptions": rows("""
        disruption | probability | required
        Storm | 0.05 |
        """),
    "Series": rows("""
        series | 2026 | 2027 | 2028
        need | 40 | 45 | 50
        """),
    "Hits": rows("""
        disruption | target | name | remaining
        Storm | site | Mine | 0
        """),
    "Cases": rows("""
        case | sheet | row | column | change
        Boom | Demand | Works | amount | x1.5
        """),
}
