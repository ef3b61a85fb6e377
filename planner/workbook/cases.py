"""What-if cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.workbook.complaints import Complaints
    from planner.workbook.layout import Table


def apply_case(tables: dict[str, Table], case: str, complaints: Complaints) -> dict[str, Table]:
    """Return the tables with a case applied."""
    return tables
