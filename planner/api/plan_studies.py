"""Studies of plans: compared, struck by disruptions, explained, planned anew from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.api.arguments import words
from planner.api.result import Result
from planner.api.study_result import StudyResult
from planner.api.study_session import session_in_memory
from planner.errors import QuestionError
from planner.planning.workbooks import named_like
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.api.case import Case
    from planner.studies.replan.rolled.rolling import Rolled


def compare(*plans: Result, names: Sequence[str] = ()) -> StudyResult:
    """Return two plans or more, each beside the first: cost and why, investments, sourcing, risks, inputs.

    ``names`` are what they are called, where their cases do not tell them apart.

    Raises
    ------
    FileError
        When there are fewer than two.
    QuestionError
        When there are not as many names as plans.

    Examples
    --------
    >>> planner.compare(case.solve(), case.set("Budgets", row="*", column="amount", to="x2").solve())  # doctest: +SKIP
    """
    from planner.studies.compare.comparison import compare as compared

    if names and len(names) != len(plans):
        message = f"{len(plans)} plans have {len(names)} names; give one for each, or none"
        raise QuestionError(message)
    with ExitStack() as stack:
        called = [named_like(name) for name in names] or [f"plan {n}" for n in range(1, len(plans) + 1)]
        paths = [stack.enter_context(_filed(plan, name)) for plan, name in zip(plans, called, strict=True)]
        return StudyResult(compared(paths))


def stress(plan: Result, samples: int | None = None, *, seed: int = 0, processes: int = 1) -> Result:
    """Return a plan with its table ``resilience`` made anew: every disruption in every period, nothing planned anew.

    With ``samples``, so many courses over the horizon are drawn too: ``tables["Monte Carlo"]``. Service is a share,
    extra costs are in the workbook's money, times in years.

    Raises
    ------
    FileError
        When the tables of a plan that was read do not fit the workbook that it carries.

    Examples
    --------
    >>> planner.stress(plan, samples=1000).tables["Monte Carlo"]  # doctest: +SKIP
    """
    from planner.studies.stress.study import struck

    with _filed(plan) as path:
        made = struck(path, samples, seed, processes)
    return Result(replace(made, book=plan.plan.book))


def explain(plan: Result, only: Sequence[str] = (), *, processes: int = 1, **solves: object) -> StudyResult:
    """Return what it costs to do without a plan's projects or to build what it leaves out, and what limits are worth.

    ``only`` are projects, suppliers or lanes to look at; ``solves`` are gap, money_gap, time_limit, threads of each.
    All figures are in the workbook's money, discounted.

    Raises
    ------
    QuestionError
        When ``only`` names something that is not there.

    Examples
    --------
    >>> planner.explain(plan, only=["Fab Dresden"]).tables  # doctest: +SKIP
    """
    from planner.studies.explain.reasons import Explained
    from planner.studies.explain.study import studied

    with session_in_memory(plan.plan.book, processes, solves) as session:
        return StudyResult(studied(session, Explained(plan.plan.tables, plan.plan.run), list(only))[1])


def replan(
    case: Case,
    plan: Result,
    before: object = None,
    *,
    now: object = None,
    under_way: Sequence[str] = (),
    change_cost: float = 0.0,
    baseline: bool = False,
    **solves: object,
) -> Result:
    """Return the plan of a case that starts from a former plan.

    With ``now``, a period, those before it are over, and the plan was followed in them: what is planned is the
    workbook from then on, with what has been built and paid for, the stocks and what is left of budgets and reserves;
    ``under_way`` names disruptions that have struck (``"embargo since 2026"``).

    What the former plan starts before the period ``before`` stays; each other change of a start costs ``change_cost``
    in the workbook's money, which is not in the plan's own cost. With ``baseline`` the table Baseline tells what would
    be if nothing more were built than what stays.

    Raises
    ------
    QuestionError
        When the period is none, or something that has to stay is no longer offered.
    InfeasibleError
        When no plan keeps what has to stay.

    Examples
    --------
    >>> planner.replan(case, planner.read_plan("plan.xlsx"), before=2028)  # doctest: +SKIP
    """
    from planner.studies.replan.replanning import replan as replanned

    book, since = case.book(), None
    if now is not None:
        book, since = _later(book, plan, words(now), under_way)
    with session_in_memory(book, 1, solves) as session:
        period = None if before is None else words(before)
        former, solver = plan.plan, session.solver
        made = replanned(
            session.book, former, period, change_cost, solver, tells_nothing=baseline, since=since
        )  # fmt: skip
        return Result(made.plan)


def _later(book: Book, plan: Result, now: str, under_way: Sequence[str]) -> tuple[Book, Rolled]:
    """Return a workbook at the beginning of a period, and what was rolled forward."""
    from planner.planning.workbooks import read_checked
    from planner.studies.replan.rolled.rolling import rolled, write_rolled

    since = rolled(book, plan.plan, now, under_way)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{book.path.stem}-{now}.xlsx"
        write_rolled(since, path)
        return read_checked(path, "base")[0], since


@contextmanager
def _filed(plan: Result, name: str = "plan") -> Iterator[Path]:
    """Yield a plan's workbook, for what reads plans."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        write_plan(plan.plan, path)
        yield path
