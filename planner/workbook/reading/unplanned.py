"""Says what a workbook has that this version does not plan yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.faults import Severity

if TYPE_CHECKING:
    from planner.workbook.reading.cells import Grid
    from planner.workbook.reading.complaints import Complaints


def judge_sheet(grid: Grid, complaints: Complaints) -> None:
    """Warn of a sheet that has rows and is not planned yet."""
    if len(grid.rows) > 1:
        wrong = f"this version does not plan {grid.title} yet: the workbook is planned as it stands, without them"
        complaints.add(grid.title, "", wrong, severity=Severity.WARNING)
