"""What every study does around its work: reads the workbook, knows how to solve, keeps what is finished, says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.faults import Fault
from planner.planning.pipeline import options_of
from planner.solving.outcome import Options
from planner.studies.core.news import TaskNews
from planner.studies.core.progress import StudyProgress
from planner.studies.core.store import Store
from planner.studies.core.tasks import Runner
from planner.wording.numbers import money_label
from planner.workbook.book import Book
from planner.workbook.cases.applied import BASE
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions
    from planner.wording.study import Study


@dataclass(frozen=True)
class Session:
    """A study at work.

    Attributes
    ----------
    book, faults
        The workbook, its case applied, and its warnings and notes.
    target
        Where the study is written.
    solver
        How this process solves; `worker` is how each of several workers does.
    options
        What was asked for: on the command line, or of the library.
    """

    book: Book
    faults: tuple[Fault, ...]
    target: Path
    solver: Options
    options: StudyOptions
    began: float = field(default_factory=time.perf_counter)

    @property
    def worker(self) -> Options:
        """How a worker solves: by itself on one thread, since there are as many workers as processors."""
        return replace(self.solver, threads=self.options.threads or 1, processes=1)

    @property
    def store(self) -> Store:
        """Where finished solves are kept."""
        return Store.beside(self.target)

    @property
    def seconds(self) -> float:
        """How long it has been at work."""
        return round(time.perf_counter() - self.began, 3)

    @property
    def no_plan(self) -> str:
        """What is said where there is no plan, with the command that says why of the case that is studied."""
        case = "" if self.book.case == BASE else f' --case "{self.book.case}"'
        return f"there is no plan at all: run planner solve{case}, which says what stands in the way"

    def runner(
        self, progress: StudyProgress, watch: Callable[[Sequence[TaskNews]], None] | None = None, left: str = ""
    ) -> Runner[Any]:
        """Return what runs tasks on the workers that the planner asked for; ``watch`` is told of those at work.

        ``left`` is what a Ctrl-C leaves, where it is more than the solves that are kept.
        """
        return Runner(
            self.store, engine=self.options.engine, workers=self.options.processes, scheduler=self.options.scheduler,
            tell=progress.update, watch=watch or progress.watch, left=(left, left),
        )  # fmt: skip

    def progress(self, title: str) -> StudyProgress:
        """Return the line on the terminal that says what is done of how many."""
        return StudyProgress(title, money_label(self.book.settings))

    def facts(self, **more: object) -> dict[str, Any]:
        """Return the facts of the sheet Run: what was asked of what, how, in how many seconds; then ``more``."""
        told: dict[str, object] = {
            "input": self.book.path.name,
            "input sha256": self.book.sha256,
            "case": self.book.case,
            "gap of each solve": self.solver.gap,
            "gap in money of each solve": self.solver.money_gap or None,
            "seconds of each solve, at most": self.solver.time_limit,
            "processes": self.options.processes or "one a processor",
            "engine": self.options.engine,
        }
        return told | more | {"seconds": self.seconds} | _versions(("supply-diversification-planner", "highspy"))

    def write(self, study: Study) -> None:
        """Write the study to its place."""
        from planner.interrupts import finishing
        from planner.reports.study_workbook.write import write_study

        with finishing():
            write_study(study, self.target)


def session_of(path: Path, options: StudyOptions, name: str, prefix: str = "") -> Session:
    """Return a session that studies a workbook, or, with the prefix ``in ``, the one that a plan carries.

    Raises
    ------
    WorkbookError
        When the workbook cannot be planned.
    FileError
        When the study could not be written.
    """
    from planner.planning.workbooks import read_checked

    target = target_of(path, options, name)
    book, faults = (read(path, options.case, prefix), []) if prefix else read_checked(path, options.case)
    solver = options_of(
        book, gap=options.gap, money_gap=options.money_gap, time_limit=options.time_limit, threads=options.threads,
        log=options.log,
    )  # fmt: skip
    return Session(book, tuple(faults), target, solver, options)


def target_of(path: Path, options: StudyOptions, name: str) -> Path:
    """Return where a study goes: where the planner says, or in ``outputs/``, named after input, case and itself.

    Raises
    ------
    FileError
        When the study could not be written there, or something would be harmed.
    """
    if options.target is not None:
        return options.outputs.file(options.target, what="a study")
    from planner.planning.workbooks import named_like

    middle = "" if options.case == "base" else f"-{named_like(options.case)}"
    return options.outputs.default(f"{path.name.removesuffix('.xlsx').removesuffix('.plan')}{middle}-{name}.xlsx")


def _versions(names: Sequence[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[f"version of {name}"] = version(name)
        except PackageNotFoundError:
            found[f"version of {name}"] = "not installed"
    return found
