"""What can be moved on a page that plans again: numbers of the workbook, each by a factor or to a share, and projects.

Every move is what a row of the sheet Cases would say, so that what the page plans can be planned by the workbook.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from planner.workbook.book import Book, Row
from planner.workbook.schema.columns import spell

LEAST, MOST = 0.5, 1.5  # of what the workbook holds; beyond it a model may have other rows


@dataclass(frozen=True)
class Control:
    """A number that can be moved.

    Attributes
    ----------
    kind, label
        What it is, and its name for people.
    sheet, row, columns
        As the sheet Cases has them; a series has a column a period.
    low, high, now
        Its range and where it stands: of a factor 1, of a share what the workbook holds.
    anchor
        A value at which the model has all rows that any value of the range gives it.
    is_factor
        Whether it multiplies what the cells hold, in every period, or takes their place.
    """

    kind: str
    label: str
    sheet: str
    row: str
    columns: tuple[str, ...]
    low: float
    high: float
    now: float
    anchor: float
    is_factor: bool

    def changes(self, value: float) -> list[tuple[str, str, str, object]]:
        """Return the rows of the sheet Cases that give it a value."""
        held: object = f"x{value:.12g}" if self.is_factor else value
        return [(self.sheet, self.row, column, held) for column in self.columns]


BUDGET: Final = "Budgets, as a factor"
RULE: Final = "Limits of rules, as a factor"
SERVICE: Final = "Required service"
DEMAND: Final = "Demand, as a factor"
HALF: Final = 0.5


def controls_of(book: Book) -> Iterator[Control]:
    """Yield all numbers of a workbook that a page may offer, each once; which it can move is tried (`moves`)."""
    found = {(control.sheet, control.row, control.columns): control for control in _all(book)}
    yield from found.values()


def _all(book: Book) -> Iterator[Control]:
    for row in book.rows("Budgets"):
        yield from _factor(book, BUDGET, row, "funder", "amount")
    for row in book.rows("Rules"):
        if row["measure"] != "origins at least":
            yield from _factor(book, RULE, row, "rule", "limit", most=1.0 if "share" in row["measure"] else math.inf)
    for row in book.rows("Demand"):
        yield from _service(book, row)
        yield from _factor(book, DEMAND, row, "market / material", "amount")


def _service(book: Book, row: Row) -> Iterator[Control]:
    shares = set(_numbers(row, "required"))
    if len(shares) > 1 or isinstance(row.holds("required"), str):
        yield from _factor(book, SERVICE, row, "market / material", "required", most=1.0)
    elif shares:
        now, name = shares.pop(), _name(row, "market / material")
        yield Control(SERVICE, name, "Demand", name, ("required",), 0.0, 1.0, now, now or HALF, is_factor=False)


def _factor(book: Book, kind: str, row: Row, named: str, column: str, most: float = math.inf) -> Iterator[Control]:
    """Yield a control that multiplies what a column holds, unless that is nothing; ``most`` is what it may come to.

    Where the cell names a series it is the series that is multiplied, wherever it is named.
    """
    largest = max(_numbers(row, column), default=0.0)
    if largest <= 0:
        return
    high = min(MOST, math.floor(100 * most / largest) / 100) if most < math.inf else MOST
    sheet, name, held = row.sheet, _name(row, named), row.holds(column)
    columns: tuple[str, ...] = (column,)
    if isinstance(held, str):
        sheet, name, columns = "Series", spell(held), book.periods
    yield Control(kind, f"series {name}" if sheet == "Series" else name, sheet, name, columns, LEAST, high, 1.0, 1.0,
                  is_factor=True)  # fmt: skip


def _name(row: Row, named: str) -> str:
    return " / ".join(str(row[column]) for column in named.split(" / "))


def _numbers(row: Row, column: str) -> list[float]:
    """Return the finite numbers of a column of a row, one a period; a blank limit is none."""
    held = row[column]
    numbers = held if isinstance(held, tuple | list) else [held]
    return [float(number) for number in numbers if number is not None and math.isfinite(number)]
