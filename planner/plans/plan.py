"""A solved plan: frozen tables, the facts of the run, and nothing of the solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from planner.statuses import Status, status_of
from planner.workbook.book import Book

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """What the planner gets.

    Attributes
    ----------
    book
        The workbook that was planned, with the case applied.
    tables
        A frame for each table of ``tables.TABLES``, its columns in the declared order; Timeline has a column
        for each period behind the declared ones. Texts are str, numbers float with NaN for a blank.
    run
        Facts in the order in which they are shown: status, why the solve stopped, objective, bound, gap, versions ...
    """

    book: Book
    tables: Mapping[str, pd.DataFrame]
    run: Mapping[str, Any]

    @property
    def status(self) -> Status:
        """How good it is known to be."""
        return status_of(self.run.get("status"))

    @property
    def is_verified(self) -> bool:
        """Whether every check of its audit passes."""
        return bool((self.tables["Checks"]["pass"] == "yes").all())

    def marked(self) -> Plan:
        """Return the plan with a status that calls nothing proven where its audit fails; why it stopped stays."""
        return self if self.is_verified else replace(self, run={**self.run, "status": Status.NOT_VERIFIED})


def of_each_plan(function: Callable[[Plan], T]) -> Callable[[Plan], T]:
    """Work out once for each plan what a function makes of it: a workbook asks up to eight times for the same sums.

    Who is told leaves it as it is. A plan with other tables is another plan.
    """

    @wraps(function)
    def told(plan: Plan) -> T:
        known = vars(plan).setdefault("known", {})
        name = f"{function.__module__}.{function.__qualname__}"
        if name not in known:
            known[name] = function(plan)
        found: T = known[name]
        return found

    return told
