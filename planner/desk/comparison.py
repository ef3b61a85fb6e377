"""What the desk asks a helper process for when plans are compared: the page and the workbook of ``planner compare``."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path


def as_page(paths: Sequence[str]) -> str:
    """Return the report of several plans.

    Raises
    ------
    FileError
        When a file is no plan, or does not carry what was planned.
    """
    from planner.reports.html.page import as_html
    from planner.studies.report.report import report_of

    return as_html(report_of([Path(path) for path in paths]))


def as_workbook(paths: Sequence[str]) -> bytes:
    """Return the workbook that compares several plans.

    Raises
    ------
    FileError
        When a file is no plan.
    """
    from planner.reports.study_workbook.write import write_study
    from planner.studies.compare.comparison import compare

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "compared.xlsx"
        write_study(compare([Path(path) for path in paths]), target)
        return target.read_bytes()
