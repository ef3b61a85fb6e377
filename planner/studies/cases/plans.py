"""A plan for every case of a workbook: those that are there already are kept, the others solved side by side."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.errors import FileError, PlannerError, WorkbookError
from planner.files import kept_path
from planner.infeasibility.planned import plan_book, plan_to_file
from planner.interrupts import finishing
from planner.litter import temporary_folder
from planner.planning.pipeline import Stages, options_of, solve_book
from planner.planning.workbooks import named_like, read_checked
from planner.plans.plan import Plan
from planner.program import versions
from planner.reports.loading.plan import read_run
from planner.solving.outcome import is_proven
from planner.statuses import Status, Stop, status_of, status_of_error
from planner.studies.core.plain import kept, plain_of, value_of
from planner.studies.core.store import Store, key_of, stored_key
from planner.studies.core.tasks import Runner, Task
from planner.workbook.book import Book
from planner.workbook.cases.applied import BASE
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    SolveCase = Callable[[Book, Mapping[str, Any]], "SolvedCase"]


FACTS: Final = ("status", "stopped", "objective", "bound", "gap")


@dataclass(frozen=True)
class CasePlan:
    """What came of a case.

    Attributes
    ----------
    case, path, status
        Its name, its plan where there is one, and the plan's status, or why there is none.
    stopped
        Why the solve of the plan stopped.
    message
        Why there is no plan, in words.
    exit_code
        What ``planner solve --case`` would end with.
    is_kept
        Whether it was there before.
    """

    case: str
    path: Path | None
    status: Status
    stopped: Stop | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float = 0.0
    message: str = ""
    exit_code: int = 0
    is_kept: bool = False


def case_names(book: Book) -> list[str]:
    """Return the cases of a workbook, ``base`` first."""
    return list(dict.fromkeys([BASE, *(row["case"] for row in book.rows("Cases"))]))


def paths_of(cases: Sequence[str], folder: Path, stem: str, others: Iterable[Path] = ()) -> dict[str, Path]:
    """Return where the plan of each case goes: named like it, as far as a file can be, and not where others go."""
    found: dict[str, Path] = {}
    taken = {fold(path.name) for path in others}
    for case in cases:
        name = plain = named_like(case)
        number = 2
        while fold(f"{stem}-{name}.xlsx") in taken:
            name, number = f"{plain} ({number})", number + 1
        found[case] = folder / f"{stem}-{name}.xlsx"
        taken.add(fold(found[case].name))
    return found


def read_cases(path: Path, cases: Sequence[str]) -> tuple[dict[str, Book], list[CasePlan]]:
    """Return the workbook with each case applied, and the cases with which it cannot be planned."""
    books, wrong = {}, []
    for case in cases:
        try:
            books[case], _ = read_checked(path, case)
        except WorkbookError as error:
            wrong.append(CasePlan(case, None, Status.WORKBOOK_WRONG, message=str(error), exit_code=error.exit_code))
    return books, wrong


def solve_cases(
    books: Mapping[str, Book],
    targets: Mapping[str, Path],
    given: Mapping[str, object],
    runner: Runner[SolvedCase],
    store: Store,
    solve: SolveCase | None = None,
) -> Iterator[CasePlan]:
    """Yield what comes of each case, as it comes: plans are written at their targets.

    Parameters
    ----------
    given
        gap, time_limit and seed, over those of Settings; None as Settings say.
    runner
        Of no store: the plans themselves are what is kept.
    store
        Where it is kept that a case is infeasible.
    solve
        `solve_case`, or `solve_without_reasons`.
    """
    solve = solve or solve_case
    keys: dict[str, str] = {}
    for case, book in books.items():
        key = key_of(book.identity, sorted(given.items()))
        known = kept_plan(targets[case], book, given) or _kept_failure(store, stored_key(solve, key))
        if known is not None:
            yield known
            continue
        keys[case] = key
        runner.submit(Task(case, solve, (book, dict(given)), key, SolvedCase))
    for task, result in runner.done():
        if result.status is Status.INFEASIBLE:  # what solving again would find again
            store.save(stored_key(solve, keys[task.name]), plain_of(result))
        yield _written(task.name, targets[task.name], result)


def kept_plan(target: Path, book: Book, given: Mapping[str, object]) -> CasePlan | None:
    """Return the plan that is there already, where solving again could only find as good a one.

    It was made from the same input, case and program, and has the gap that is asked, or had as much time.
    """
    if not target.is_file():
        return None
    try:
        run = read_run(target)
    except FileError:
        return None
    options = options_of(book, **given)
    same = {"input sha256": book.sha256, "case": book.case} | versions()
    if any(run.get(name) != value for name, value in same.items()):
        return None
    cost, bound = (run.get(name) for name in ("objective", "bound"))
    status = status_of(run.get("status"))
    is_close = status is Status.PROVEN and cost is not None and is_proven(float(cost), bound, options)
    had_time = status is not Status.PROVEN and float(run.get("time limit") or 0.0) >= options.time_limit
    if status is Status.INTERRUPTED or not (is_close or had_time):
        return None
    return _plan_of(book.case, target, run, is_kept=True)


def _plan_of(case: str, target: Path, run: Mapping[str, Any], *, is_kept: bool) -> CasePlan:
    seconds = sum(float(value or 0.0) for name, value in run.items() if name.startswith("seconds: "))
    return CasePlan(
        case, target, status_of(run["status"]), Stop(run["stopped"]), run.get("objective"), run.get("bound"),
        run.get("gap"), seconds, is_kept=is_kept,
    )  # fmt: skip


def _kept_failure(store: Store, key: str) -> CasePlan | None:
    found = store.load(key)
    return None if found is None else _failed(value_of(SolvedCase, found), is_kept=True)


def _failed(found: SolvedCase, *, is_kept: bool = False) -> CasePlan:
    return CasePlan(found.case, None, found.status, message=found.message, exit_code=found.exit_code, is_kept=is_kept)


@kept
class SolvedCase:
    """What solving a case came to: the facts of its plan's run and its file in base 64, or why there is none."""

    case: str
    status: Status
    message: str = ""
    exit_code: int = 0
    run: Mapping[str, str | float | None] = field(default_factory=dict)
    file: str = ""


def solve_case(book: Book, given: Mapping[str, Any]) -> SolvedCase:
    """Solve one case; return its plan's file, in base 64, and the facts of its run, or why there is none.

    The file is not written here: this may be another machine.
    """
    return _solved(book, plan_book, given)


def solve_without_reasons(book: Book, given: Mapping[str, Any]) -> SolvedCase:
    """Solve one case likewise; where there is no plan, what could give way is not looked for: that takes minutes."""
    return _solved(book, solve_book, given)


def _solved(book: Book, planned: Callable[..., Plan], given: Mapping[str, Any]) -> SolvedCase:
    from rich.console import Console

    quiet = Console(file=io.StringIO())
    with temporary_folder() as folder:
        path = folder / "plan.xlsx"
        try:
            plan = plan_to_file(book, path, Stages(), console=quiet, planned=planned, **given)
        except PlannerError as error:
            message = str(error).split("\nThis is written to")[0]
            return SolvedCase(book.case, status_of_error(error), message, error.exit_code)
        if plan.status is Status.INTERRUPTED:
            raise KeyboardInterrupt
        facts = {name: value for name, value in plan.run.items() if name in FACTS}
        facts |= {name: value for name, value in plan.run.items() if name.startswith("seconds: ")}
        file = base64.b64encode(path.read_bytes()).decode()
        return SolvedCase(book.case, plan.status, run=facts, file=file)


def _written(case: str, target: Path, found: SolvedCase) -> CasePlan:
    """Return what came of a case that was solved, its plan written."""
    if not found.file:
        return _failed(found)
    with finishing(), kept_path(target) as temporary:
        temporary.write_bytes(base64.b64decode(found.file))
    return _plan_of(case, target, found.run, is_kept=False)
