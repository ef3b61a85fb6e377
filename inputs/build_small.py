"""Write inputs/small.xlsx, the case whose best plan docs/small.md derives by hand.

Run from the project's folder: ``python -m inputs.build_small``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from planner.workbook.template.write import write_workbook

PATH: Final = Path(__file__).with_name("small.xlsx")
BY_HAND: Final = "made up, so that the arithmetic stays short"

ROWS: Final[dict[str, list[dict[str, object]]]] = {
    "Settings": [
        {"setting": "title", "value": "A small case: gallium for one factory"},
        {"setting": "money unit", "value": "million"},
        {"setting": "discount rate", "value": 0.25},
    ],
    "Periods": [{"period": 2026, "years": 1}, {"period": 2027, "years": 2}],
    "Sites": [
        {"site": "Port", "country": "Farland", "kind": "supplier", "latitude": 10, "longitude": 110},
        {"site": "Refinery", "country": "Nearland", "kind": "plant", "latitude": -30, "longitude": 130},
        {"site": "Factory", "country": "Home", "kind": "market", "latitude": 35, "longitude": 140},
    ],
    "Materials": [{"material": "gallium", "unit": "t", "surplus": "none"}],
    "Processes": [{"process": "refining", "unit": "t"}],
    "Recipes": [{"process": "refining", "role": "makes", "item": "gallium", "amount": 1}],
    "Plants": [{"site": "Refinery", "process": "refining", "capacity": 20, "variable cost": 2}],
    "Suppliers": [{"supplier": "Far Metals", "site": "Port", "material": "gallium", "price": 1, "maximum": 150}],
    "Lanes": [
        {"from": "Port", "to": "Factory", "material": "gallium", "cost": 0.5},
        {"from": "Refinery", "to": "Factory", "material": "gallium", "cost": 0.5},
    ],
    "Stockpiles": [{"site": "Factory", "material": "gallium", "initial": 0, "maximum": 20, "holding cost": 1}],
    "Projects": [
        {"project": "Larger refinery", "kind": "refinery", "place": "Refinery", "adds": "refining", "minimum": 5,
         "maximum": 50, "capital rate": 3.6, "lead time": 1, "economic life": 2},
    ],
    "Demand": [{"market": "Factory", "material": "gallium", "amount": 100, "shortage cost": 10}],
    "Budgets": [{"funder": "Ministry", "amount": 54, "2027": 0}],
    "Funding": [{"funder": "Ministry", "projects": "Larger refinery"}],
    "Rules": [
        {"rule": "Not too much from one country", "measure": "each share at most", "material": "gallium",
         "buyers": "Home", "origins": "foreign", "limit": 0.6, "from": 2027},
    ],
    "Cases": [
        {"case": "Larger budget", "sheet": "Budgets", "row": "Ministry", "column": "2026", "change": 72},
        {"case": "No rule", "sheet": "Rules", "row": "Not too much from one country", "column": "limit", "change": 1},
    ],
    "Sources": [{"figure": "all figures of this workbook", "source": BY_HAND, "year": "2026"}],
}  # fmt: skip


def main(path: Path = PATH) -> None:
    """Write the workbook."""
    write_workbook(path, ROWS)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
