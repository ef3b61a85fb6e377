"""The tables that a script makes on pages of the real case, and what their cells say."""

from __future__ import annotations

from functools import cache

from tools.pages.page import DOCS

Table = dict[str, dict[str, str]]
CASES, TAIWAN, FLAGSHIP = "ai-chips-cases", "ai-chips-taiwan", "flagship"
ARGUED, ORES = "ai-chips-argued", "ai-chips-argued-minerals"
YEARS = tuple(map(str, range(2026, 2036)))
NOTHING, MONEY, DISTRUST = "ai-chips-doing-nothing", "ai-chips-public-money", "ai-chips-distrust"
MINERALS = "ai-chips-minerals"


@cache
def text_of(page: str) -> str:
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


@cache
def tables(page: str) -> tuple[Table, ...]:
    """Return the tables of a page that a script made: by the first cell of a row, and by column."""
    found: list[Table] = []
    inside = is_open = False
    head: list[str] = []
    for line in text_of(page).splitlines():
        inside = line.startswith("<!-- figures ") or (inside and not line.startswith("<!-- end "))
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if inside and line.startswith("| ") and not is_open:
            head = cells
            found.append({})
        elif inside and line.startswith("| ") and not set(line) <= set("|- "):
            name, n = cells[0], 2
            while name in found[-1]:
                name, n = f"{cells[0]} ({n})", n + 1
            found[-1][name] = dict(zip(head, cells, strict=True))
        is_open = line.startswith("| ")
    return tuple(found)


def table(page: str, column: str) -> Table:
    """Return the first table of a page that has a column."""
    return next(one for one in tables(page) if column in next(iter(one.values())))


def number(cell: str) -> float:
    """Return what a cell says: a number, with its thousands apart or in percent."""
    return float(cell.replace(",", "").replace("%", "").replace("+", ""))


def ends(cell: str) -> tuple[float, float]:
    """Return at least and at most of a cell."""
    low, _, high = cell.replace("≤", "0–").replace(" to ", "–").partition("–")
    return number(low), number(high or low)


def whole(*figures: float) -> str:
    """Return figures in whole numbers, as they are said: `1 to 2`."""
    return " to ".join(f"{figure:,.0f}" for figure in figures)
