"""A plan that was worked out with a pencil, and its workbook.

Two periods, 2027 of one year and 2028 of two, discounted at 1 and 1.5. Alpha (Aland) smelts ore to metal and
sends it to Beta (Bland), which also buys a little from a trader. In 2027 an expansion of 5 runs is started.

2027: 10 runs take 20 ore (18 at 1, 2 at 2) and 30 power; 10 metal are sent, 9 arrive, 3 are bought: 12 asked.
2028: 15 runs take 30 ore (18 at 1, 12 at 2) and 45 power; 15 are sent, 13.5 arrive, 2 are bought, 1 a year is
drawn from a stock of 2: 16.5 of the 18 asked, 1.5 short.

Capital 10 + 2 * 5 = 20: the fund pays 8, the firm 12 at weight 0.5, so 14 over 4 years: 3.5 a year in 2028.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from workbooks import rows, settings

from planner.plans.tables import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping


Tables = dict[str, pd.DataFrame]

SHEETS = {
    "Settings": settings(cost_of_capital=0.0),
    "Periods": rows("""
        period | years | discount
        2027   | 1     | 1
        2028   | 2     | 1.5
    """),
    "Sites": rows("""
        site  | country
        Alpha | Aland
        Beta  | Bland
    """),
    "Materials": rows("""
        material | value | surplus
        ore      | 2     | none
        metal    | 10    |
    """),
    "Recipes": rows("""
        process | role     | item  | amount
        smelt   | makes    | metal | 1
        smelt   | consumes | ore   | 2
        smelt   | uses     | power | 3
    """),
    "Plants": rows("""
        site  | process | capacity | variable cost | fixed cost | minimum use
        Alpha | smelt   | 10       | 1             | 5          | 0.5
    """),
    "Resources": rows("""
        resource | place | capacity | variable cost
        power    | Aland | 50       | 0.1
    """),
    "Suppliers": rows("""
        supplier | site  | material | price | maximum | minimum | fixed cost | term | total
        Mine     | Alpha | ore      | 1     | 18      |         |            |      | 60
        Mine     | Alpha | ore      | 2     |         |         |            |      |
        Trader   | Beta  | metal    | 9     |         | 1       | 4          | 2    |
    """),
    "Lanes": rows("""
        from  | to    | material | mode | cost | tariff | loss | maximum
        Aland | Bland | metal    | rail | 0.5  | 0.1    | 0.1  | 16
    """),
    "Demand": rows("""
        market | material | amount | 2028 | price | shortage cost | required
        Beta   | metal    | 12     | 18   |       | 50            | 0.9
        Alpha  | metal    | 2      |      | 3     |               |
    """),
    "Stockpiles": rows("""
        site | material | initial | maximum | holding cost | cover days | cover of
        Beta | metal    | 2       | 5       | 0.5          |            | Bland
    """),
    "Projects": rows("""
        project   | kind    | place | adds  | maximum | fixed capital | capital rate | fixed cost | yearly cost | lead time | life
        Expansion | smelter | Alpha | smelt | 6       | 10            | 2            | 0.1        | 1           | 1         | 4
    """),  # noqa: E501
    "Budgets": rows("""
        funder | amount | 2028 | weight
        Fund   | 20     | 10   | 1
        Firm   |        |      | 0.5
    """),
    "Funding": rows("""
        funder | projects | share | maximum
        Fund   | smelter  | 0.5   | 9
        Firm   | *        | 1     |
    """),
    "Rules": rows("""
        rule | measure            | material | buyers | limit
        Mix  | each share at most | metal    | Beta   | 0.9
    """),
}

PLAN = {
    "Investments": """
        project   | kind    | place | decision | start | serves from | serves until | blocks | size | capital
        Expansion | smelter | Alpha | build    | 2027  | 2028        | 2028         | 1      | 5    | 20
    """,
    "Timeline": """
        project   | place | adds  | 2027  | 2028
        Expansion | Alpha | smelt | build | 5
    """,
    "Sourcing": """
        material | buyer | origin | period | amount | share          | used | share of use   | traced
        metal    | Aland | Aland  | 2027   | 0      |                | 0    |                | yes
        metal    | Bland | Aland  | 2027   | 9      | 0.75           | 9    | 0.75           | yes
        metal    | Bland | Bland  | 2027   | 3      | 0.25           | 3    | 0.25           | yes
        metal    | Bland | Aland  | 2028   | 13.5   | 0.870967741935 | 13.5 | 0.818181818182 | yes
        metal    | Bland | Bland  | 2028   | 2      | 0.129032258065 | 3    | 0.181818181818 | yes
        ore      | Aland | Aland  | 2027   | 20     | 1              |      |                | no
        ore      | Aland | Aland  | 2028   | 30     | 1              |      |                | no
    """,
    "Purchases": """
        row | supplier | site  | material | period | amount | maximum | in use | cost
        2   | Mine     | Alpha | ore      | 2027   | 18     | 18      |        | 18
        3   | Mine     | Alpha | ore      | 2027   | 2      |         |        | 4
        4   | Trader   | Beta  | metal    | 2027   | 3      |         | 1      | 31
        2   | Mine     | Alpha | ore      | 2028   | 18     | 18      |        | 18
        3   | Mine     | Alpha | ore      | 2028   | 12     |         |        | 24
        4   | Trader   | Beta  | metal    | 2028   | 2      |         | 1      | 22
    """,
    "Production": """
        process | site  | period | runs | own | added | removed | capacity | use
        smelt   | Alpha | 2027   | 10   | 10  | 0     | 0       | 10       | 1
        smelt   | Alpha | 2028   | 15   | 10  | 5     | 0       | 15       | 1
    """,
    "Resource use": """
        resource | place | period | used | own | added | removed | capacity | use
        power    | Aland | 2027   | 30   | 50  | 0     | 0       | 50       | 0.6
        power    | Aland | 2028   | 45   | 50  | 0     | 0       | 50       | 0.9
    """,
    "Flows": """
        from  | to   | material | mode | origin | period | sent | arrived | transport | tariff
        Alpha | Beta | metal    | rail | Aland  | 2027   | 10   | 9       | 5         | 10
        Alpha | Beta | metal    | rail | Aland  | 2028   | 15   | 13.5    | 7.5       | 15
    """,
    "Stockpiles": """
        site | material | period | stock | maximum | put in | cover days asked | cover days held | holding cost
        Beta | metal    | 2027   | 2     | 5       | 0      | 0                | 60.8333333333   | 1
        Beta | metal    | 2028   | 0     | 5       | -1     | 0                | 0               | 0
    """,
    "Balances": """
        material | site  | origin | period | made | bought | arrived | drawn | consumed | sent | delivered | stored | surplus | stock
        ore      | Alpha |        | 2027   | 0    | 20     | 0       | 0     | 20       | 0    | 0         | 0      | 0       | 0
        metal    | Alpha | Aland  | 2027   | 10   | 0      | 0       | 0     | 0        | 10   | 0         | 0      | 0       | 0
        metal    | Beta  | Aland  | 2027   | 0    | 0      | 9       | 0     | 0        | 0    | 9         | 0      | 0       | 0
        metal    | Beta  | Bland  | 2027   | 0    | 3      | 0       | 0     | 0        | 0    | 3         | 0      | 0       | 2
        ore      | Alpha |        | 2028   | 0    | 30     | 0       | 0     | 30       | 0    | 0         | 0      | 0       | 0
        metal    | Alpha | Aland  | 2028   | 15   | 0      | 0       | 0     | 0        | 15   | 0         | 0      | 0       | 0
        metal    | Beta  | Aland  | 2028   | 0    | 0      | 13.5    | 0     | 0        | 0    | 13.5      | 0      | 0       | 0
        metal    | Beta  | Bland  | 2028   | 0    | 2      | 0       | 1     | 0        | 0    | 3         | 0      | 0       | 0
    """,  # noqa: E501
    "Shortages": """
        market | material | period | asked | delivered | short | served | required | shortage cost | revenue
        Beta   | metal    | 2027   | 12    | 12        | 0     | 1      | 10.8     | 0             | 0
        Beta   | metal    | 2028   | 18    | 16.5      | 1.5   | 0.916666666667 | 16.2 | 75      | 0
        Alpha  | metal    | 2027   | 2     | 0         | 0     | 0      | 0        | 0             | 0
        Alpha  | metal    | 2028   | 2     | 0         | 0     | 0      | 0        | 0             | 0
    """,
    "Concentration": """
        rule | measure            | of     | material | buyers | period | origin | value | limit | slack | excess | total | HHI   | value of intake | value of use | HHI of intake | HHI of use
        Mix  | each share at most | intake | metal    | Beta   | 2027   | Aland  | 0.75  | 0.9   | 0.15  |        | 12    | 0.625 | 0.75            | 0.75         | 0.625         | 0.625
        Mix  | each share at most | intake | metal    | Beta   | 2028   | Aland  | 0.870967741935 | 0.9 | 0.029032258065 | | 15.5 | 0.775234131114 | 0.870967741935 | 0.818181818182 | 0.775234131114 | 0.702479338843
    """,  # noqa: E501
    "Budgets": """
        funder | period | budget | carried in | spent | capital | stock | support | spent on     | carried out
        Fund   | 2027   | 20     | 0          | 8     | 8       | 0     | 0       | Expansion 8  | 12
        Fund   | 2028   | 10     | 12         | 0     | 0       | 0     | 0       |              | 22
        Firm   | 2027   |        | 0          | 12    | 12      | 0     | 0       | Expansion 12 | 0
        Firm   | 2028   |        | 0          | 0     | 0       | 0     | 0       |              | 0
    """,
    "Payments": """
        funder | project   | start | period | amount
        Fund   | Expansion | 2027  | 2027   | 8
        Firm   | Expansion | 2027  | 2027   | 12
    """,
    "Costs": """
        part             | period | amount | discounted
        capital          | 2028   | 7      | 5.25
        fixed and yearly | 2027   | 9      | 9
        fixed and yearly | 2028   | 21     | 15.75
        variable         | 2027   | 13     | 13
        variable         | 2028   | 39     | 29.25
        purchases        | 2027   | 49     | 49
        purchases        | 2028   | 120    | 90
        transport        | 2027   | 5      | 5
        transport        | 2028   | 15     | 11.25
        tariffs          | 2027   | 10     | 10
        tariffs          | 2028   | 30     | 22.5
        holding          | 2027   | 1      | 1
        shortage         | 2028   | 150    | 112.5
    """,
}  # fmt: skip
RUN = {"objective": 373.5, "bound": 373.5, "gap": 0.0, "gap asked": 0.0, "status": "proven", "stopped": "gap closed"}


def tables_of(plan: Mapping[str, str]) -> Tables:
    """Return the tables of a plan written as text: texts as str, numbers as float, NaN for a blank."""
    found: Tables = {}
    for name, text in plan.items():
        frame = pd.DataFrame(rows(text))
        texts = [field.name for field in BY_NAME[name].fields if field.kind == "text"]
        for column in BY_NAME[name].columns:
            if column not in frame:
                frame[column] = "" if column in texts else math.nan
        for column in texts:
            frame[column] = [_text(value) for value in frame[column]]
        found[name] = frame.astype(object)
    for name in ("Resilience", "Prices", "Baseline"):
        found[name] = pd.DataFrame(columns=list(BY_NAME[name].columns))
    return found


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value)
