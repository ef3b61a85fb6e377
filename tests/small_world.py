"""A small world for the tests of what the audit reads: its workbook, tables of a plan of it, what an audit says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
from workbooks import rows, settings, write

from planner.audit.audit import audit
from planner.plans.tables import TABLES
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book

WORLD = {
    "Settings": settings(discount_rate=0.0),
    "Periods": rows("""
        period | years
        2027   | 1
        2028   | 1
        2029   | 2
    """),
    "Countries": rows("""
        country | bloc
        Aland   | Union
        Bland   | Union
        Cland   |
    """),
    "Sites": rows("""
        site | country
        A1   | Aland
        A2   | Aland
        B1   | Bland
        C1   | Cland
        Isle |
    """),
    "Materials": rows("""
        material | family
        metal    | metals
        alloy    | metals
    """),
    "Recipes": rows("""
        process | role  | item  | amount
        smelt   | makes | metal | 1
        smelt   | uses  | power | 1
        roll    | makes | alloy | 1
    """),
    "Resources": rows("resource | place\npower | Isle"),
    "Demand": rows("""
        market | material | amount | shortage cost
        B1     | metal    | 10     | 1
    """),
}


def book_of(path: Path, **sheets: str) -> Book:
    """Return the small world with more sheets, each a table between bars."""
    found: dict[str, Any] = dict(WORLD)
    for name, text in sheets.items():
        found[name] = rows(text)
    return read(write(path / "parts.xlsx", found))


def tables_of(**plan: str) -> dict[str, pd.DataFrame]:
    """Return all tables of a plan, empty but for those given."""
    found = {}
    for table in TABLES:
        text = plan.get(table.name.replace(" ", "_"), "")
        frame = pd.DataFrame(rows(text) if text else [], columns=None if text else list(table.columns))
        for field in table.fields:
            if field.name not in frame:
                frame[field.name] = "" if field.kind == "text" else math.nan
            if field.kind == "text":
                frame[field.name] = [f"{x:g}" if isinstance(x, float) else x for x in frame[field.name].fillna("")]
        found[table.name] = frame
    return found


def verdict(book: Book, check: str, **plan: str) -> str:
    """Return what the audit says of one check: yes, NO, or nothing where there was nothing to check."""
    checks = audit(book, tables_of(**plan), {}).set_index("check")["pass"]
    return str(checks.get(check, ""))


INVESTMENTS = "project | place | decision | start | serves from | serves until | blocks | size | capital\n"

OUTAGES = """
    disruption | probability | onset | duration | required
    Strike     | 0.1         | 2029  | 3        |
    Loss       | 0.2         |       | 0.5      | 0.6
"""
HITS = """
    disruption | target  | name
    Strike     | site    | C1
    Loss       | country | each
"""
OUTCOMES = """
    disruption   | onset | chance | window | service | guarantee | kept | extra cost in the year's money | extra cost as counted | time to survive | time to recover | exposed
    Strike       | 2029  | 0.2    | 2      | 0.5     |           |      | 30                             | 30                    | 1               | 3               | yes
    Loss / Cland | 2027  | 0.2    | 0.5    | 0.7     | 0.6       | yes  | 10                             | 10                    |                 | 0.5             | no
    Loss / Cland | 2028  | 0.2    | 0.5    | 0.6     | 0.6       | yes  | -7                             | 0                     | 0.6             | 0.5             | no
    Loss / Cland | 2029  | 0.4    | 0.5    | 1       | 0.6       | yes  | 10                             | 10                    | 0.5             | 0.5             | no
"""  # noqa: E501
OUTAGE_COSTS = """
    part                | period | amount | discounted
    expected extra cost | 2027   | 1      | 1
    expected extra cost | 2029   | 5      | 5
    risk                | 2027   | 4      | 4
    risk                | 2029   | 18     | 18
"""


def outage_book(path: Path) -> Book:
    """Return a world with disruptions whose tail, the worst quarter, counts half."""
    sheets: dict[str, Any] = WORLD | {
        "Settings": settings(discount_rate=0.0, risk_level=0.75, risk_weight=0.5),
        "Disruptions": rows(OUTAGES),
        "Hits": rows(HITS),
    }
    return read(write(path / "outages.xlsx", sheets))
