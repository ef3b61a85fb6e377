"""The studies of the command line as functions: what is asked of a case or of a plan, and the answer as tables."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.api.arguments import demand_options
from planner.api.result import Result
from planner.api.study_result import StudyResult
from planner.errors import QuestionError
from planner.planning.pipeline import options_of
from planner.planning.workbooks import named_like
from planner.reports.plan_workbook.write import write_plan
from planner.studies.core.options import StudyOptions
from planner.studies.core.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.api.case import Case
    from planner.workbook.book import Book

OF_SOLVES: Final = ("gap", "money_gap", "time_limit", "threads")


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

    With ``samples``, so many courses over the horizon are drawn too: ``tables["Monte Carlo"]``.

    Examples
    --------
    >>> planner.stress(plan, samples=1000).tables["Monte Carlo"]  # doctest: +SKIP
    """
    from planner.studies.stress.study import judged, sampled_plan, with_resilience

    with _filed(plan) as path:
        found = judged(path)
        made = with_resilience(found) if samples is None else sampled_plan(path, found, samples, seed, processes)
    return Result(replace(made, book=plan.plan.book))


def explain(plan: Result, only: Sequence[str] = (), *, processes: int = 1, **solves: Any) -> StudyResult:
    """Return what it costs to do without a plan's projects or to build what it leaves out, and what limits are worth.

    ``only`` are projects, suppliers or lanes to look at; ``solves`` are gap, money_gap, time_limit, threads of each.

    Examples
    --------
    >>> planner.explain(plan, only=["Fab Dresden"]).tables  # doctest: +SKIP
    """
    from planner.studies.explain.reasons import Explained
    from planner.studies.explain.reasons import explain as explained
    from planner.studies.explain.study import explain_study

    with _session(plan.plan.book, processes, solves) as session, session.progress("explain") as progress:
        found = explained(session, Explained(plan.plan.tables, plan.plan.run), list(only), progress)
        return StudyResult(explain_study(session.book, found, session.facts(only="; ".join(only) or "all")))


def alternatives(
    case: Case, within: float = 0.02, plans: int = 3, *, quick: bool = False, processes: int = 1, **solves: Any
) -> StudyResult:
    """Return what each investment may be over all plans that cost little more, and plans as unlike as possible.

    ``within`` is how much more a plan may cost, as a share; ``quick`` settles only whether a project must, may or
    never is built.

    Examples
    --------
    >>> planner.alternatives(case, within=0.05)  # doctest: +SKIP
    """
    from planner.studies.alternatives.search import alternatives as searched
    from planner.studies.alternatives.study import alternatives_study

    with _session(case.book(), processes, solves) as session, session.progress("alternatives") as progress:
        found = searched(session, within, plans, progress, only_kind=quick)
        facts = session.facts(**{"within": within, "solves": found.solves, "only kinds": "yes" if quick else "no"})
        return StudyResult(alternatives_study(session.book, found, facts))


def frontier(
    case: Case, first: str = "cost", second: str = "worst service", points: int = 9, *, hold: Sequence[str] = (),
    processes: int = 1, **solves: Any,
) -> StudyResult:  # fmt: skip
    """Return plans from the best of one measure to the best of another, none better in both.

    Measures are those of ``planner frontier --help``, such as ``"share of China in graphite for EU in 2031"``; what is
    in ``hold`` stays as the cheapest plan has it.

    Examples
    --------
    >>> planner.frontier(case, "cost", "expected shortage", points=5).tables["Points"]  # doctest: +SKIP
    """
    from planner.studies.core.measure import measure_of
    from planner.studies.frontier.search import frontier as searched
    from planner.studies.frontier.study import frontier_study

    with _session(case.book(), processes, solves) as session, session.progress("frontier") as progress:
        measures = measure_of(first, session.book), measure_of(second, session.book)
        found = searched(session, measures, points, progress, None, tuple(hold))
        facts = session.facts(**{"from": measures[0].name, "to": measures[1].name, "points asked": points})
        return StudyResult(frontier_study(session.book, found, facts))


def information(case: Case, samples: int = 100, *, seed: int = 0, processes: int = 1, **solves: Any) -> StudyResult:
    """Return what it would be worth to know which disruption strikes, and what reckoning with means alone costs.

    Examples
    --------
    >>> print(planner.information(case).summary())  # doctest: +SKIP
    """
    from planner.studies.information.study import study_of
    from planner.studies.information.values import information_of

    with _session(case.book(), processes, solves) as session, session.progress("value of information") as progress:
        with session.runner(progress) as runner:
            found = information_of(session.book, session.worker, runner, samples, seed)
        drawn = found.samples or "none: all are tried"
        facts = session.facts(**{"courses drawn": drawn, "seed of the courses": seed})
        return StudyResult(study_of(session.book, found, facts))


def regret(case: Case, *, processes: int = 1, **solves: Any) -> StudyResult:
    """Return what the plan of each case of the workbook would cost beyond the best when another case comes true.

    The cases are those of the sheet Cases, and ``case`` itself where it was changed.

    Raises
    ------
    QuestionError
        When the workbook has no case.
    """
    from planner.studies.cases.study import all_cases, regret_study

    demand_options(**_solves(solves))
    with tempfile.TemporaryDirectory() as folder:
        path = case.to_excel(Path(folder) / case.path.name) if case.changes else case.path
        asked = StudyOptions(target=Path(folder) / "regret" / "regret.xlsx", processes=processes, **solves)
        asked.outputs.folder(Path(folder) / "regret")
        return StudyResult(regret_study(all_cases(path, asked, asked.threads)))


def diagnose(case: Case, weights: str = "", **solves: Any) -> StudyResult | None:
    """Return what would have to give way for a workbook to have a plan; None where nothing has to.

    ``weights`` say what giving up the whole of a limit counts, by kind: ``"budgets=1,guarantees=5,locks=never"``.
    """
    from planner.infeasibility.diagnosis import diagnose as diagnosed
    from planner.infeasibility.relaxation import weights_of

    with _session(case.book(), 1, solves) as session:
        found = diagnosed(session.book, session.solver, weights_of(weights))
        return None if found.is_possible else StudyResult(found.study(session.facts(weights=weights or "all 1")))


def replan(case: Case, plan: Result, before: object = None, *, change_cost: float = 0.0, **solves: Any) -> Result:
    """Return the plan of a case that starts from a former plan.

    What the former plan starts before the period ``before`` stays; each other change of a start costs ``change_cost``
    in the workbook's money, which is not in the plan's own cost.

    Raises
    ------
    QuestionError
        When the period is none, or something that has to stay is no longer offered.
    InfeasibleError
        When no plan keeps what has to stay.
    """
    from planner.api.arguments import words
    from planner.studies.replan.replanning import replan as replanned

    with _session(case.book(), 1, solves) as session:
        period = None if before is None else words(before)
        return Result(replanned(session.book, plan.plan.tables, period, change_cost, session.solver).plan)


@contextmanager
def _session(book: Book, processes: int, solves: dict[str, Any]) -> Iterator[Session]:
    """Yield what a study works in; what it keeps on the way is thrown away."""
    options = _solves(solves)
    demand_options(**options)
    with tempfile.TemporaryDirectory() as folder:
        asked = StudyOptions(case=book.case, processes=processes, **options)
        yield Session(book, (), Path(folder) / "study.xlsx", options_of(book, **options), asked)


def _solves(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options of each solve; others are refused as Python refuses them."""
    unknown = set(given) - set(OF_SOLVES)
    if unknown:
        message = f"there is no option {min(unknown)!r} of a solve; there are {', '.join(OF_SOLVES)}"
        raise TypeError(message)
    return {name: given.get(name) for name in OF_SOLVES}


@contextmanager
def _filed(plan: Result, name: str = "plan") -> Iterator[Path]:
    """Yield a plan's workbook, for what reads plans."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        write_plan(plan.plan, path)
        yield path
