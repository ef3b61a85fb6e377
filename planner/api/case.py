"""A case of a workbook: read, changed as the sheet Cases changes it, checked, solved, handed to other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from planner.api.arguments import cell_value, demand_options, words
from planner.errors import QuestionError, WorkbookError
from planner.faults import Fault, Severity
from planner.workbook.book import Book
from planner.workbook.cases.added import AddedSetting, free_name, with_case
from planner.workbook.cases.applied import BASE
from planner.workbook.checks.run import checked
from planner.workbook.reading.reader import Opened, opened, read_opened
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    import pandas as pd

    from planner.api.progress import SolveProgress
    from planner.api.result import Result

MOST_NAMED: Final = 3  # changes in the name that a case is given


def read(path: str | os.PathLike[str], case: str = BASE) -> Case:
    """Return a case of a workbook; ``base`` is the workbook as it stands.

    A workbook with errors is read too: ``faults`` says all of them, and solving raises them.

    Raises
    ------
    FileError
        When the file is missing, no workbook, a plan, or not safe to read.
    WorkbookError
        When the workbook has no case of that name, or that case cannot be applied.

    Examples
    --------
    >>> case = planner.read("mine.xlsx", case="small fund")  # doctest: +SKIP
    """
    return Case(opened(Path(path)), case).demanded()


class Case:
    """One case of a workbook. It never changes: what changes a number returns another case.

    Attributes
    ----------
    path, name
        The file, and the name of the case; ``base`` is the workbook as it stands.
    workbook
        What was read, with this case among its cases and none of them applied.
    """

    def __init__(
        self, read: Opened, name: str = BASE, origin: str = "", settings: tuple[AddedSetting, ...] = ()
    ) -> None:
        self.path, self.name = read.path, name
        self._as_read, self._origin, self._settings = read, origin or name, settings
        self.workbook = with_case(read, name, self._origin, settings) if settings else read

    def set(self, sheet: str, *, row: object, column: object, to: object, name: str = "") -> Case:
        """Return a case in which a cell, or several, hold something else: one more row of the sheet Cases.

        The change is in the plan that the case gives, and in the workbook that `to_excel` writes, so that it can be
        seen and changed in Excel.

        Parameters
        ----------
        sheet, row, column
            As the sheet Cases has them: the row is what its name columns hold, joined by `` / ``, ``*`` is all; the
            column is a header or a period.
        to
            A value, or ``"x1.2"``, ``"*1.2"``, ``"add 5"``, ``"less 5"``, ``"no limit"``.
        name
            Of the new case; without it, what has been changed.

        Raises
        ------
        WorkbookError
            When the change fits no cell, or the cell cannot hold that; it says what would do.

        Examples
        --------
        >>> dearer = case.set("Suppliers", row="Mine / Chile", column="price", to="x1.2")  # doctest: +SKIP
        """
        return self.set_all([(sheet, row, column, to)], name=name)

    def set_all(self, changes: Iterable[tuple[str, object, object, object]], *, name: str = "") -> Case:
        """Return a case with several changes that only go together, each as `set` takes it: sheet, row, column, to.

        Raises
        ------
        WorkbookError
            As `set`, of all of them.

        Examples
        --------
        >>> calm = case.set_all([(x, "storm", "active", "no") for x in ("Disruptions", "Hits")])  # doctest: +SKIP
        """
        more = [
            AddedSetting(words(sheet), words(row), words(column), cell_value(to)) for sheet, row, column, to in changes
        ]
        settings = (*self._settings, *more)
        return self._with(settings, name or self._name_of(settings)).demanded()

    def named(self, name: str) -> Case:
        """Return a case that has been changed under another name, for plans that are compared.

        Raises
        ------
        QuestionError
            When nothing has been changed: such a case has its name from the workbook.
        """
        if not self._settings:
            message = f"{self.name!r} is a case of the workbook and keeps its name; change something first"
            raise QuestionError(message)
        return self._with(self._settings, name)

    @property
    def changes(self) -> tuple[AddedSetting, ...]:
        """What has been changed since the workbook was read, in order: sheet, row, column, change."""
        return self._settings

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong with the workbook, errors before warnings before notes, each with its cell."""
        return self._checked[1]

    def check(self) -> tuple[Fault, ...]:
        """Return the warnings and notes of a workbook that can be planned.

        Raises
        ------
        WorkbookError
            When it cannot be planned; its ``faults`` are all of them.
        """
        self.book()
        return self.faults

    @property
    def sheets(self) -> Mapping[str, pd.DataFrame]:
        """A frame for each sheet of the workbook, by name, the case applied, as it stands in the cells.

        Rows have the number that they have in Excel; blanks are blank. The frames are read-only, with the unit of
        each column in ``attrs["units"]``.
        """
        return MappingProxyType(self._sheets)

    def solve(
        self,
        *,
        gap: float | None = None,
        money_gap: float | None = None,
        time_limit: float | None = None,
        threads: int | None = None,
        progress: Callable[[SolveProgress], object] | None = None,
    ) -> Result:
        """Return the plan that is safe for the least money, verified.

        What is given here goes before what Settings say.

        Parameters
        ----------
        gap, money_gap
            How far from the best the plan may be: as a share of its cost, and in the workbook's money. Either is
            enough.
        time_limit
            Seconds, for all of it.
        threads
            Of the solver.
        progress
            Called with a `SolveProgress` whenever the solver has news, perhaps in another thread, and once at the
            end. What it raises stops the solve and is raised here; a ``KeyboardInterrupt`` is a Ctrl-C, which leaves
            the best plan so far, with the status interrupted, where there is one.

        Raises
        ------
        WorkbookError
            When the workbook cannot be planned: ``faults`` are all that is wrong with it.
        QuestionError
            When a gap, a limit or a number of threads is none.
        InfeasibleError
            When no plan keeps everything that must hold: a `DiagnosedError`, whose ``diagnosis`` says what would have
            to give way.
        NoPlanError
            When the time was over before there was a plan.
        SolverError
            When the solver failed.

        Examples
        --------
        >>> plan = case.solve(gap=1e-4, time_limit=60, progress=print)  # doctest: +SKIP
        """
        from planner.api.result import solved

        demand_options(gap=gap, money_gap=money_gap, time_limit=time_limit, threads=threads)
        return solved(self.book, progress, gap=gap, money_gap=money_gap, time_limit=time_limit, threads=threads)

    def model(self) -> Any:
        """Return the whole model, a Pyomo ``ConcreteModel``: the undisturbed network and every disruption that counts.

        Its least cost, ``model.total_cost``, is the plan's: the planner itself takes the disruptions apart, and this
        is the same with all of them in (the extensive form). Variables and rows have the names of the formulation;
        their indices are positions in ``model.index.problem``; ``model.branch[b]`` holds what happens when
        ``model.branches[b]`` strikes. Limits on an HHI are there as so many tangents that an index is off by no more
        than 0.001% of its limit for each origin. Any solver of mixed-integer linear programmes can solve it.

        Raises
        ------
        WorkbookError
            When the workbook cannot be planned.

        Examples
        --------
        >>> pyo.SolverFactory("highs").solve(case.model())  # doctest: +SKIP
        """
        from planner.planning.whole import whole_model

        return whole_model(self.book())

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the model that `model` gives to a file for solvers, ``.mps`` or ``.lp``; return the path.

        Raises
        ------
        WorkbookError
            When the workbook cannot be planned.
        FileError
            When the name has another ending, or nothing can be written there.
        """
        from planner.api.files import write_model

        return write_model(self.model, Path(path))

    def to_excel(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write a workbook that has this case on its sheet Cases, with every change a row; return the path.

        The content is that of the workbook that was read, in the style of the template; columns that are not the
        planner's are left out.

        Raises
        ------
        FileError
            When it cannot be written, is the workbook that was read, or, without ``force``, somebody else's file.
        """
        from planner.api.files import write_case

        return write_case(self.workbook, Path(path), force=force)

    def book(self) -> Book:
        """Return the workbook as the planner's other modules take it, the case applied.

        Raises
        ------
        WorkbookError
            When it cannot be planned.
        """
        found, faults = self._checked
        if found is None:
            raise WorkbookError(self.path, faults)
        return found

    def demanded(self) -> Case:
        """Return the case where it can be applied; raise what is wrong with it otherwise."""
        faults = [x for x in self._read[1] if x.severity is Severity.ERROR and x.sheet in ("", "Cases")]
        if fold(self._read[0].case) != fold(self.name):
            raise WorkbookError(self.path, faults)
        return self

    def __repr__(self) -> str:
        count = len(self._settings)
        changed = f", {count} change{'s' * (count != 1)}" if count else ""
        errors = sum(fault.severity is Severity.ERROR for fault in self.faults)
        wrong = f"{errors} errors: it cannot be planned" if errors else "it can be planned"
        return f"Case {self.name!r} of {self.path.name}{changed}; {wrong}"

    @cached_property
    def _sheets(self) -> dict[str, pd.DataFrame]:
        from planner.api.sheets import frames_of

        return frames_of(self._read[0])

    @cached_property
    def _read(self) -> tuple[Book, tuple[Fault, ...]]:
        return read_opened(self.workbook, self.name)

    @cached_property
    def _checked(self) -> tuple[Book | None, tuple[Fault, ...]]:
        found, faults = checked(self.workbook, self.name)
        return found, tuple(faults)

    def _with(self, settings: tuple[AddedSetting, ...], name: str) -> Case:
        return Case(self._as_read, free_name(self._as_read, name), self._origin, settings)

    def _name_of(self, settings: tuple[AddedSetting, ...]) -> str:
        told = [f"{each.sheet} {each.row} {each.column} {each.change}" for each in settings[-MOST_NAMED:]]
        more = [f"{len(settings) - MOST_NAMED} more"] if len(settings) > MOST_NAMED else []
        first = [] if self._origin == BASE else [self._origin]
        return "; ".join([*first, *more, *told])
