"""What came of a solve: a plan that was verified, how good it is known to be, its tables, and where to write it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from planner.api.files import write_frames, write_report_of, write_result
from planner.api.frames import read_only
from planner.api.progress import Heard, SolveProgress
from planner.infeasibility.planned import plan_book
from planner.planning.pipeline import Stages
from planner.plans.fields import Field
from planner.plans.plan import Plan
from planner.plans.tables import BY_NAME, MONTE_CARLO
from planner.reports.plan_workbook.sentences import sentences_of
from planner.statuses import Status
from planner.wording.key_figures import status_words, tiles_of
from planner.wording.numbers import money_label, unit_of
from planner.workbook.book import Book

TABLES = BY_NAME | {MONTE_CARLO.name: MONTE_CARLO}
ITS_UNIT = "the unit of the material, the resource or the run"


def solved(
    book_of: Callable[[], Book], progress: Callable[[SolveProgress], object] | None, **options: object
) -> Result:
    """Return the plan of a case; failures are those of `Case.solve`."""
    stages = Stages()
    with stages.stage("read and check"):
        book = book_of()
    heard = None if progress is None else Heard(progress)
    found = Result(plan_book(book, listener=heard, stages=stages, told_beside=True, **options))
    if heard is not None:
        heard.raise_again()
        heard(stages.seconds["solve"], found.cost, found.bound, found.gap)
    return found


def read_plan(path: str | os.PathLike[str]) -> Result:
    """Return the plan of a plan workbook, verified again against the workbook that it carries.

    Raises
    ------
    FileError
        When the file is no plan.
    """
    from planner.reports.loading.trusted import trusted

    found = trusted(Path(path))
    return Result(replace(found.plan, tables={**found.plan.tables, "Checks": found.checks}))


class TableOf:
    """A table of a plan as an attribute of it."""

    def __init__(self, name: str) -> None:
        self.name, self.__doc__ = name, TABLES[name].doc

    def __get__(self, result: Result, _: type[Result]) -> pd.DataFrame:
        return result.tables[self.name]


class Result:
    """A plan: what to build, buy, hold and send, and what it costs. It never changes.

    Every frame is read-only, with the unit of each column in ``attrs["units"]``; money is in the workbook's, amounts
    are a year unless the column says otherwise.

    Attributes
    ----------
    path, case
        The workbook that was planned, and the name of its case.
    plan
        The same as the planner's other modules take it.
    """

    investments, timeline, sourcing = TableOf("Investments"), TableOf("Timeline"), TableOf("Sourcing")
    purchases, production, resource_use = TableOf("Purchases"), TableOf("Production"), TableOf("Resource use")
    flows, stockpiles, balances = TableOf("Flows"), TableOf("Stockpiles"), TableOf("Balances")
    shortages, concentration, resilience = TableOf("Shortages"), TableOf("Concentration"), TableOf("Resilience")
    budgets, payments, baseline = TableOf("Budgets"), TableOf("Payments"), TableOf("Baseline")
    costs, prices, checks = TableOf("Costs"), TableOf("Prices"), TableOf("Checks")

    def __init__(self, plan: Plan) -> None:
        self.plan, self.path, self.case = plan, plan.book.path, plan.book.case

    @property
    def status(self) -> Status:
        """How good the plan is known to be: proven, not proven, not verified, or interrupted; as ``--json`` says it."""
        return self.plan.status

    @property
    def why_stopped(self) -> str:
        """Why the solve stopped: gap closed, time limit, interrupted, tolerances, most rounds, failed or charged."""
        return str(self.plan.run["stopped"])

    @property
    def cost(self) -> float:
        """What the plan costs in all, discounted to the base year, in the workbook's money."""
        return float(self.plan.run["objective"])

    @property
    def bound(self) -> float | None:
        """What no plan costs less than, proven; None where nothing is proven."""
        return _number(self.plan.run["bound"])

    @property
    def gap(self) -> float | None:
        """How far the plan may be from the best, as a share of its cost; None where nothing is proven."""
        return _number(self.plan.run["gap"])

    @property
    def is_verified(self) -> bool:
        """Whether the plan passes every check of the verification, which knows nothing of the model."""
        return self.plan.is_verified

    @property
    def money(self) -> str:
        """The unit of all money, such as ``million USD``."""
        return money_label(self.plan.book.settings)

    @property
    def run(self) -> Mapping[str, Any]:
        """The facts of the run, as on the sheet Run: options, sizes, seconds, versions."""
        return MappingProxyType(dict(self.plan.run))

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table by the name of its sheet; each is an attribute too, such as ``plan.investments``."""
        return MappingProxyType(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        settings = self.plan.book.settings
        frames = {}
        for name, frame in self.plan.tables.items():
            fields = TABLES[name].fields_of(frame.columns)
            frames[name] = read_only(frame, {x.name: _unit(x, settings) for x in fields}, TABLES[name].doc)
        return frames

    def summary(self) -> str:
        """Return the plan in short: how good it is known to be, its figures, and a sentence for each thing to say."""
        figures = [f"{tile.label}: {tile.figure}, {tile.words}" for tile in tiles_of(self.plan)]
        return "\n".join([f"{status_words(self.plan.run)}.", *figures, *sentences_of(self.plan)])

    def to_excel(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the plan workbook that ``planner solve`` writes, the input in it; return the path.

        What was there and is a plan or study is kept beside it under a number.

        Raises
        ------
        FileError
            When it cannot be written, is the workbook that was planned, or, without ``force``, somebody else's file.
        """
        return write_result(self.plan, Path(path), force=force)

    def to_html(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write one page that opens without a network, ``.html``, ``.pdf``, ``.docx`` or ``.pptx``; return the path.

        Raises
        ------
        FileError
            As `to_excel`; for a PDF also where nothing here can make one.
        """
        return write_report_of(self.plan, Path(path), force=force)

    def to_parquet(self, folder: str | os.PathLike[str]) -> Path:
        """Write every table as ``NAME.parquet`` into a folder, which is made; return the folder.

        Raises
        ------
        FileError
            When nothing can be written there, or pyarrow is not installed.
        """
        return write_frames(dict(self.tables), Path(folder))

    def __repr__(self) -> str:
        bound = "nothing is proven" if self.bound is None else f"no plan below {self.bound:,.6g}, gap {self.gap:.2g}"
        passed = int((self.plan.tables["Checks"]["pass"] == "yes").sum())
        built = tiles_of(self.plan)[2]
        lines = (
            f"Plan of {self.path.name}, case {self.case}",
            f"  {self.status}; the solve stopped: {self.why_stopped}",
            f"  cost {self.cost:,.6g} {self.money}; {bound}",
            f"  built {built.figure} projects, {built.words}",
            f"  {passed} of {len(self.plan.tables['Checks'])} checks pass",
        )
        return "\n".join(lines)


def _unit(field: Field, settings: Mapping[str, object]) -> str:
    """Return the unit of a column; of amounts it differs by row."""
    if field.kind == "amount":
        return f"{ITS_UNIT}, a year" if "a year" in field.doc else ITS_UNIT
    return field.kind if field.kind in ("share", "count") else unit_of(field, settings)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
