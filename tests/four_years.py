"""Workbooks of four years with projects, and what a plan of one builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks import Sheets, checked, small

if TYPE_CHECKING:
    from pathlib import Path

YEARS = "period\n2026\n2027\n2028\n2029"
MAKE = "process | role | item | amount\nmake | makes | goods | 1\nrun | makes | goods | 1"
SOLD = "market | material | price\nhere | goods | 1"
SHORT = "market | material | amount | shortage cost\nhere | goods | 10 | 100"
ONE = "project | place"  # a project that only unlocks
WORKS = "project | place | adds"


def built(path: Path, sheets: Sheets) -> dict[str, float]:
    """Return the size that is started of every project, by name and period."""
    found = checked(path, sheets).tables["Investments"]
    found = found[found["decision"] == "build"]
    names = found["project"] + " " + found["start"]
    return dict(zip(names, found["size"], strict=True))


def projects(text: str, **sheets: str) -> Sheets:
    """Return a workbook of four years in which all goods are sold at 1, and these projects."""
    return small(**({"Periods": YEARS, "Recipes": MAKE, "Demand": SOLD, "Projects": text} | sheets))
