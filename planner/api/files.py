"""What the library writes: models for solvers, workbooks, plans, reports; nothing that a user has is harmed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.errors import FileError
from planner.files import kept_path
from planner.outputs import REPORT, Outputs

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan
    from planner.workbook.reading.reader import Opened

MODELS: Final = (".mps", ".lp")


def write_model(model_of: Callable[[], Any], target: Path) -> Path:
    """Write a model that is made once its place is known to do."""
    if target.suffix.lower() not in MODELS:
        message = f"{target}: the name of a model ends in .mps or .lp; {target.with_suffix('.mps').name} would do"
        raise FileError(message)
    model = model_of()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"model{target.suffix.lower()}"
        model.write(str(made), io_options={"symbolic_solver_labels": True})
        with kept_path(target) as temporary:
            temporary.write_bytes(made.read_bytes())
    return target


def write_case(workbook: Opened, target: Path, *, force: bool) -> Path:
    """Write a workbook with all its cases, none of them applied."""
    from planner.workbook.cases.again import content_of
    from planner.workbook.cases.applied import BASE
    from planner.workbook.reading.reader import raw_sheets
    from planner.workbook.template.write import write_workbook

    Outputs([workbook.path], force=force).file(target)
    write_workbook(target, content_of(raw_sheets(workbook), BASE).rows)
    return target


def write_result(plan: Plan, target: Path, *, force: bool) -> Path:
    """Write a plan as a workbook."""
    from planner.reports.plan_workbook.write import write_plan

    Outputs([plan.book.path], force=force).file(target, what="a plan")
    write_plan(plan, target)
    return target


def write_report_of(plan: Plan, target: Path, *, force: bool) -> Path:
    """Write a plan as a page, HTML or PDF."""
    from planner.reports.plan_workbook.write import write_plan
    from planner.studies.report.report import write_report

    Outputs([plan.book.path], force=force).file(target, REPORT, "a report")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"{target.stem}.xlsx"
        write_plan(plan, made)
        write_report([made], target)
    return target


def write_frames(frames: dict[str, pd.DataFrame], folder: Path) -> Path:
    """Write each frame as a file of columns, with its units."""
    Outputs().folder(folder)
    for name, frame in frames.items():
        with kept_path(folder / f"{name}.parquet") as temporary:
            try:
                frame.to_parquet(temporary)
            except ImportError as error:
                message = f"{folder}: parquet needs pyarrow: pip install pyarrow"
                raise FileError(message) from error
    return folder
