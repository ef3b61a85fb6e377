"""A solved plan: frozen tables, the facts of the run, and nothing of the solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.statuses import Status, status_of
from planner.workbook.book import Book

if TYPE_CHECKING:
    import pandas as pd


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
