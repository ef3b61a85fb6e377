"""Workbooks with partners: the known answer of a joint refinery, and one with a bit of everything."""

from __future__ import annotations

import sys
from pathlib import Path

from workbooks import Sheets, rows, settings, write

PARTNERS = "partner | markets\nA | A town\nB | B town\nC | C town"


def refinery(**more: str) -> Sheets:
    """Return the known answer: metal at 5 in the market, or a refinery for 100 and 1 a unit; 60, 30, 10 are needed."""
    base: Sheets = {
        "Settings": settings(title="A joint refinery", discount_rate=0, gap=0),
        "Periods": [{"period": "now"}],
        "Sites": rows("site | country\nA town | A land\nB town | B land\nC town | C land\nHub | Hubland"),
        "Materials": [{"material": "metal"}],
        "Recipes": rows("process | role | item | amount\nrefining | makes | metal | 1"),
        "Plants": rows("site | process | capacity | variable cost\nHub | refining | 0 | 1"),
        "Suppliers": rows("supplier | site | material | price\nWorld market | Hub | metal | 5"),
        "Lanes": rows("from | to\nHub | A town\nHub | B town\nHub | C town"),
        "Demand": rows(
            "market | material | amount | shortage cost\n"
            "A town | metal | 60 | 100\nB town | metal | 30 | 100\nC town | metal | 10 | 100"
        ),
        "Projects": rows("project | place | adds | maximum | fixed capital\nRefinery | Hub | refining | 100 | 100"),
        "Partners": rows(PARTNERS),
    }
    return base | {name: rows(text) for name, text in more.items()}


EVERYTHING = {
    "Periods": "period | years\n2030 | 1\n2031 | 2",
    "Countries": "country | bloc\nWest | Union\nEast | Union\nMiddle | Union\nFar |",
    "Sites": "site | country\nWest town | West\nEast town | East\nPort | Middle\nFar mine | Far",
    "Materials": "material | value\nmetal | 1\nore | 1",
    "Recipes": "process | role | item | amount\nsmelting | makes | metal | 1\nsmelting | consumes | ore | 1\n"
    "smelting | uses | power | 1",
    "Plants": "site | process | capacity | variable cost | fixed cost\nWest town | smelting | 5 | 1 | 2\n"
    "East town | smelting | 30 | 0.5 | 3\nPort | smelting | 4 | 2 | 1",
    "Resources": "resource | place | capacity | variable cost | fixed cost\npower | West | 100 | 0.2 |\n"
    "power | East | 40 | 0.1 |\npower | Middle | 100 | 0.3 |",
    "Suppliers": "supplier | site | material | price | maximum\nWest pit | West town | ore | 3 | 8\n"
    "East pit | East town | ore | 1 | 60\nFar pit | Far mine | ore | 4 | 90\nFar smelter | Far mine | metal | 20 | 90",
    "Lanes": "from | to | cost\nUnion | Union | 0.1\nFar | Union | 0.5",
    "Stockpiles": "site | material | initial | maximum | holding cost\nWest town | metal | 3 | 20 | 0.1\n"
    "East town | metal | 6 | 20 | 0.1",
    "Projects": "project | place | adds | maximum | fixed capital | capital rate | group | requires | decision\n"
    "West works | West town | smelting | 20 | 10 | 1 | works | | free\n"
    "East works | East town | smelting | 20 | 2 | 0.5 | works | | free\n"
    "Shared works | Port | smelting | 30 | 4 | 0.5 | works | | free\n"
    "Behind it | Port | smelting | 10 | 1 | 0.1 | | Shared works | free",
    "Groups": "group | at least\nworks | 2",
    "Demand": "market | material | amount | shortage cost | 2031\nWest town | metal | 20 | 90 | 25\n"
    "East town | metal | 15 | 90 | 15\nPort | metal | 5 | 90 | 5",
    "Budgets": "funder | amount\nWest fund | 60\nEast fund | 20",
    "Funding": "funder | projects | share\nWest fund | West works | 1\nWest fund | Shared works | 0.5\n"
    "East fund | Shared works | 0.5\nEast fund | East works | 1",
    "Rules": "rule | measure | material | buyers | origins | limit\n"
    "not all from afar | share at most | metal | Union | Far | 0.5\n"
    "east only | share at most | metal | East | Far | 0.1",
}
# Whose a row is that only one partner has, by what stands in it: 0 is West, 1 is East.
OWNERS = {"West": 0, "West town": 0, "West fund": 0, "East": 1, "East town": 1, "East fund": 1}
AT = {"Plants": "site", "Resources": "place", "Suppliers": "site", "Stockpiles": "site"}


def everything(open_: str) -> Sheets:
    """Return a workbook in which two partners have something of each kind, and nobody has too."""
    partners = (
        f"partner | markets | funders | open\nWest | West | West fund | {open_}\nEast | East | East fund | {open_}"
    )
    base = {"Settings": settings(discount_rate=0.03, gap=0)}
    return base | {name: rows(text) for name, text in (EVERYTHING | {"Partners": partners}).items()}


def reduced(members: tuple[int, ...], open_: str) -> Sheets:
    """Return what a coalition plans for as one would write it down for it alone: rows are left out."""
    book = everything(open_)
    del book["Partners"]
    out = {0, 1} - set(members)
    for sheet, column in AT.items() if open_ == "no" else ():
        book[sheet] = [row for row in book[sheet] if OWNERS.get(row[column]) not in out]
    book["Budgets"] = [row for row in book["Budgets"] if OWNERS[row["funder"]] not in out]
    book["Funding"] = [row for row in book["Funding"] if OWNERS[row["funder"]] not in out]
    gone = {name for name, owner in (("West works", 0), ("East works", 1)) if owner in out}
    gone |= {"Shared works", "Behind it"} if out else set()
    for row in book["Projects"]:
        row["decision"] = "never" if row["project"] in gone else "free"
    book["Groups"][0]["at least"] = min(2, 3 - len(gone & {"West works", "East works", "Shared works"}))
    for row in book["Demand"]:
        if OWNERS.get(row["market"]) in out:
            row |= {"amount": 0, "2031": 0}
    left = [place for place, owner in (("West", 0), ("East", 1), ("Middle", None)) if owner not in out]
    book["Rules"][0]["buyers"] = "; ".join(left)
    book["Rules"] = book["Rules"][: 2 if 1 in members else 1]
    return {name: table for name, table in book.items() if table}


if __name__ == "__main__":
    write(Path(sys.argv[1]), refinery())
