"""What programs hand in: made plain, and refused with what would do where it makes no sense."""

from __future__ import annotations

import datetime
import math

from planner.errors import QuestionError
from planner.workbook.schema.columns import spell


def words(value: object) -> str:
    """Return a name as a cell has it: a year may be given as a number."""
    return spell(value)


def cell_value(value: object) -> object:
    """Return what a cell would hold: numbers of numpy and pandas as plain ones.

    Raises
    ------
    QuestionError
        When it is nothing that a cell of Cases could hold.
    """
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, str) and plain.strip():
        return plain
    if isinstance(plain, int | float | datetime.date) and plain == plain and abs(_size(plain)) < math.inf:
        return plain
    message = f"{value!r} cannot be what a cell is set to: give a number, a word, or a change such as 'x1.2'"
    raise QuestionError(message)


def demand_options(
    *, gap: float | None, money_gap: float | None, time_limit: float | None, threads: int | None
) -> None:
    """Refuse options of a solve that are none.

    Raises
    ------
    QuestionError
        Which, and what would do.
    """
    if gap is not None and not 0 <= gap <= 1:
        _refuse(f"gap must be a share of the cost from 0 to 1, not {gap!r}")
    if money_gap is not None and not 0 <= money_gap < math.inf:
        _refuse(f"money_gap must be an amount of money of 0 or more, not {money_gap!r}")
    if time_limit is not None and not time_limit > 0:
        _refuse(f"time_limit must be more than 0 seconds, not {time_limit!r}")
    if threads is not None and (threads < 1 or threads != int(threads)):
        _refuse(f"threads must be a whole number from 1 on, not {threads!r}")


def _size(value: float | datetime.date) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _refuse(message: str) -> None:
    raise QuestionError(message)
