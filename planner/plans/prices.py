"""What one more unit of what binds is worth, with the yes-or-no decisions of the plan as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planner.tolerances import PRICE_NOTHING
from planner.workbook.addresses import address, cell_of
from planner.workbook.book import Book, Row
from planner.workbook.schema.dimensions import BARE, Dimension, dimension
from planner.workbook.schema.sheets import BY_NAME
from planner_models.declared import PRICED
from planner_models.declared.parts import Entry

if TYPE_CHECKING:
    from planner.solving.solution import Solved

ELSEWHERE = ", in the cheapest operation of these decisions"  # where the plan is a safer one within the gap in money


PricedCell = tuple[str, int, str, int | None]  # sheet, row, column, period
NAMES: dict[str, tuple[str, ...]] = {
    "Plants": ("site", "process"),
    "Resources": ("resource", "place"),
    "Suppliers": ("supplier", "site", "material"),
    "Lanes": ("from", "to"),
    "Demand": ("market", "material"),
    "Stockpiles": ("site", "material"),
    "Budgets": ("funder",),
    "Funding": ("funder", "projects"),
    "Rules": ("rule",),
    "Disruptions": ("disruption",),
}


def prices(solved: Solved, book: Book) -> list[tuple[Any, ...]]:
    """Return what one more unit in each binding cell saves in the objective; negative: what it costs."""
    found: dict[PricedCell, float] = defaultdict(float)
    limits: dict[PricedCell, tuple[Entry, float]] = {}
    for name, family in PRICED.items():
        for key, price in solved.prices.get(name, {}).items():
            for limit in family.cells(solved, key):
                cell = (limit.entry.sheet, limit.row, limit.entry.column, limit.period)
                found[cell] -= price * limit.amount
                limits[cell] = limit.entry, limit.value
    rows = {(sheet, row.number): row for sheet in NAMES for row in book.rows(sheet)}
    worths = _worths(found, limits, rows)
    least = PRICE_NOTHING * max(worths.values(), default=0.0)
    ranked = sorted(found.items(), key=lambda item: (item[0][0], -abs(item[1]), item[0][1:3], item[0][3] or 0))
    return [
        _shown(rows[cell[0], cell[1]], cell, *limits[cell], saved, book, "" if solved.is_priced else ELSEWHERE)
        for cell, saved in ranked
        if worths[cell] > least and _is_of_cell(rows[cell[0], cell[1]], cell[2], cell[3], limits[cell][1])
    ]


def _worths(
    found: Mapping[PricedCell, float], limits: Mapping[PricedCell, tuple[Entry, float]], rows: Mapping[Any, Row]
) -> dict[PricedCell, float]:
    """Return prices in one money, whatever the units are: of the largest limit that is measured as their own is."""
    of = {cell: dimension(BY_NAME[cell[0]], BY_NAME[cell[0]].column(cell[2]), rows[cell[:2]].values) for cell in found}
    largest: dict[Dimension, float] = defaultdict(float)
    for cell, measured in of.items():
        largest[measured] = 1.0 if measured == BARE else max(largest[measured], abs(limits[cell][1]))
    return {cell: abs(saved) * (largest[of[cell]] or 1.0) for cell, saved in found.items()}


def _is_of_cell(row: Row, column: str, t: int | None, value: float) -> bool:
    """Whether a limit is the number in its cell: what is retired, or has no resource, is 0 whatever the cell says."""
    number = row[column] if t is None else row[column][t]
    return bool(number == value)


def _shown(
    row: Any, cell: PricedCell, entry: Entry, value: float, saved: float, book: Book, where: str
) -> tuple[Any, ...]:
    sheet, _, column, t = cell
    parts = [row[name] for name in NAMES[sheet]]
    name = " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts)
    period = "" if t is None else book.periods[t]
    told = _words(name, entry, period, saved, book) + where
    return sheet, name, column, period, value, saved, told, address(book, cell_of(book, row, column, t))


def _words(name: str, entry: Entry, period: str, saved: float, book: Book) -> str:
    """Return a price as a sentence; shares are told by the percentage point."""
    money = f"{abs(saved) * entry.step:,.4g} {book.settings['money unit']} {book.settings['currency']}"
    when = f" in {period}" if period else ""
    verb = "saves" if saved > 0 else "costs"
    return f"{entry.sheet}: {entry.unit} of {entry.column} of {name}{when} {verb} {money}"
