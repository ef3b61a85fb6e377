"""The cell of a limit that binds: what a price belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.solving.solution import Solved


@dataclass(frozen=True, slots=True)
class Limit:
    """The cell of a limit that a constraint came from.

    ``per_unit`` is what one more unit in the cell adds to the constraint's limit.
    """

    sheet: str
    row: int
    column: str
    period: int | None
    value: float
    per_unit: float = 1.0


Locate = Callable[["Solved", Any], Iterator[Limit]]
