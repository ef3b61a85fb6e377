"""What can be moved on a page that plans again: numbers of the workbook, each by a factor or to a share, and projects.

Every move is what a row of the sheet Cases would say, so that what the page plans can be planned by the workbook.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.workbook.book import Book, Row

LEAST, MOST = 0.5, 1.5  # of what the workbook holds; beyond it a model may have other rows


@dataclass(frozen=True)
class Control:
    """A number that can be moved.

    Attributes
    ----------
    kind, label
        What it is, and its name for people.
    sheet, row, column
        As the sheet Cases has them.
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
    column: str
    low: float
    high: float
    now: float
    anchor: float
    is_factor: bool

    def change(self, value: float) -> tuple[str, str, str, object]:
        """Return the row of the sheet Cases that gives it a value."""
        return self.sheet, self.row, self.column, f"x{value:.12g}" if self.is_factor else value


BUDGET: Final = "Budgets, as a factor"
RULE: Final = "Limits of rules, as a factor"
SERVICE: Final = "Required service"
DEMAND: Final = "Demand, as a factor"
HALF: Final = 0.5


def controls_of(book: Book) -> Iterator[Control]:
    """Yield all numbers of a workbook that a page may offer; which it can move is tried (`moves`)."""
    for row in book.rows("Budgets"):
        yield from _factor(BUDGET, row, "funder", "amount")
    for row in book.rows("Rules"):
        if row["measure"] != "origins at least":
            yield from _factor(RULE, row, "rule", "limit", most=1.0 if "share" in row["measure"] else math.inf)
    for row in book.rows("Demand"):
        yield from _service(row)
        yield from _factor(DEMAND, row, "market / material", "amount")


def _service(row: Row) -> Iterator[Control]:
    shares = set(_numbers(row, "required"))
    if len(shares) > 1:
        yield from _factor(SERVICE, row, "market / material", "required", most=1.0)
    elif shares:
        now, name = shares.pop(), _name(row, "market / material")
        yield Control(SERVICE, name, "Demand", name, "required", 0.0, 1.0, now, now or HALF, is_factor=False)


def _factor(kind: str, row: Row, named: str, column: str, most: float = math.inf) -> Iterator[Control]:
    """Yield a control that multiplies what a column holds, unless that is nothing; ``most`` is what it may come to."""
    largest = max(_numbers(row, column), default=0.0)
    if largest > 0:
        name, high = _name(row, named), min(MOST, math.floor(100 * most / largest) / 100 if most < math.inf else MOST)
        yield Control(kind, name, row.sheet, name, column, LEAST, high, 1.0, 1.0, is_factor=True)


def _name(row: Row, named: str) -> str:
    return " / ".join(str(row[column]) for column in named.split(" / "))


def _numbers(row: Row, column: str) -> list[float]:
    """Return the finite numbers of a column of a row, one a period; a blank limit is none."""
    held = row[column]
    numbers = held if isinstance(held, tuple | list) else [held]
    return [float(number) for number in numbers if number is not None and math.isfinite(number)]
