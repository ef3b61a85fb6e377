"""What a study found: sentences and tables, read-only, and where to write them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from planner.api.frames import read_only
from planner.outputs import REPORT, Outputs
from planner.reports.study_workbook.write import write_study
from planner.studies.report.report import write_report
from planner.wording.numbers import unit_of
from planner.wording.study import Study, StudySheet


class StudyResult:
    """The answer of a study. It never changes.

    Attributes
    ----------
    study
        The same as the planner's other modules take it.
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    @property
    def title(self) -> str:
        """What it is, in a line."""
        return self.study.title

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in a few sentences, made from the numbers."""
        return self.study.sentences

    @property
    def run(self) -> Mapping[str, Any]:
        """What was asked of what, how, and in how many seconds."""
        return MappingProxyType(dict(self.study.run))

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table by its name, read-only, with the unit of each column in ``attrs["units"]``."""
        return MappingProxyType(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {sheet.name: _frame(sheet, self.study.money) for sheet in self.study.sheets}

    def summary(self) -> str:
        """Return the answer in sentences, a line each."""
        return "\n".join(self.study.sentences)

    def to_excel(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the workbook that the command of the same name writes; return the path.

        Raises
        ------
        FileError
            When it cannot be written, or, without ``force``, is a file that is none of ours.
        """
        target = Outputs(force=force).file(Path(path), what="a study")
        write_study(self.study, target)
        return target

    def to_html(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write one page that opens without a network, ``.html``, or ``.pdf``; return the path.

        Raises
        ------
        FileError
            As `to_excel`; for a PDF also where nothing here can make one.
        """
        target = Outputs(force=force).file(Path(path), REPORT, "a report")
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / f"{target.stem}.xlsx"
            write_study(self.study, made)
            write_report([made], target)
        return target

    def __repr__(self) -> str:
        first = self.sentences[:3]
        return "\n".join([self.title, *(f"  {sentence}" for sentence in first), f"  tables: {', '.join(self.tables)}"])


def _frame(sheet: StudySheet, money: str) -> pd.DataFrame:
    """Return a table of a study; a column of numbers that has words too is of objects."""
    settings = {"money unit": money}
    frame = pd.DataFrame(list(sheet.rows), columns=list(sheet.columns), dtype=object)
    columns = [
        frame.iloc[:, n].astype(object if field.kind == "text" or _has_words(frame.iloc[:, n]) else float)
        for n, field in enumerate(sheet.fields)
    ]
    made = pd.concat(columns, axis=1) if columns else frame
    units = {x.name: x.kind if x.kind in ("share", "count") else unit_of(x, settings) for x in sheet.fields}
    return read_only(made, units, sheet.doc)


def _has_words(column: pd.Series[Any]) -> bool:
    return any(isinstance(value, str) for value in column)
