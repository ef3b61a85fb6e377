"""Studies of cases: what else could be done, what is given up for what, what it would be worth to know."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from planner.api.study_result import StudyResult
from planner.api.study_session import session_in_memory, solve_options
from planner.studies.core.options import StudyOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.api.case import Case


def alternatives(
    case: Case, within: float = 0.02, plans: int = 3, *, quick: bool = False, processes: int = 1, **solves: object
) -> StudyResult:
    """Return what each investment may be over all plans that cost little more, and plans as unlike as possible.

    ``within`` is how much more a plan may cost, as a share; ``quick`` settles only whether a project must, may or
    never is built. ``solves`` are gap, money_gap, time_limit, threads of each solve.

    Raises
    ------
    WorkbookError, InfeasibleError, NoPlanError
        As `Case.solve`.

    Examples
    --------
    >>> planner.alternatives(case, within=0.05)  # doctest: +SKIP
    """
    from planner.studies.alternatives.search import alternatives as searched
    from planner.studies.alternatives.study import alternatives_study

    with session_in_memory(case.book(), processes, solves) as session, session.progress("alternatives") as progress:
        found = searched(session, within, plans, progress, only_kind=quick)
        facts = session.facts(**{"within": within, "solves": found.solves, "only kinds": "yes" if quick else "no"})
        return StudyResult(alternatives_study(session.book, found, facts))


def frontier(
    case: Case, first: str = "cost", second: str = "worst service", points: int = 9, *, hold: Sequence[str] = (),
    processes: int = 1, **solves: object,
) -> StudyResult:  # fmt: skip
    """Return plans from the best of one measure to the best of another, none better in both.

    Measures are those of ``planner frontier --help``, such as ``"share of China in graphite for EU in 2031"``; what is
    in ``hold`` stays as the cheapest plan has it. ``solves`` are gap, money_gap, time_limit, threads of each solve.

    Raises
    ------
    QuestionError
        When there is no such measure, or both are one.
    WorkbookError, InfeasibleError, NoPlanError
        As `Case.solve`.

    Examples
    --------
    >>> planner.frontier(case, "cost", "expected shortage", points=5).tables["Points"]  # doctest: +SKIP
    """
    from planner.studies.core.measure import measure_of
    from planner.studies.frontier.search import frontier as searched
    from planner.studies.frontier.study import frontier_study

    with session_in_memory(case.book(), processes, solves) as session, session.progress("frontier") as progress:
        measures = measure_of(first, session.book), measure_of(second, session.book)
        found = searched(session, measures, points, progress, None, tuple(hold))
        facts = session.facts(**{"from": measures[0].name, "to": measures[1].name, "points asked": points})
        return StudyResult(frontier_study(session.book, found, facts))


def information(case: Case, samples: int = 100, *, seed: int = 0, processes: int = 1, **solves: object) -> StudyResult:
    """Return what it would be worth to know which disruption strikes, and what reckoning with means alone costs.

    Where the chances add up to more than 1, so many courses of events are drawn as ``samples`` says. Values are in the
    workbook's money, discounted. ``solves`` are gap, money_gap, time_limit, threads of each solve.

    Raises
    ------
    WorkbookError, InfeasibleError, NoPlanError
        As `Case.solve`.

    Examples
    --------
    >>> print(planner.information(case).summary())  # doctest: +SKIP
    """
    from planner.studies.information.study import study_of
    from planner.studies.information.values import information_of

    with session_in_memory(case.book(), processes, solves) as session:
        with session.progress("value of information") as progress, session.runner(progress) as runner:
            found = information_of(session.book, session.worker, runner, samples, seed)
        drawn = found.samples or "none: all are tried"
        facts = session.facts(**{"courses drawn": drawn, "seed of the courses": seed})
        return StudyResult(study_of(session.book, found, facts))


def regret(case: Case, *, processes: int = 1, **solves: object) -> StudyResult:
    """Return what the plan of each case of the workbook would cost beyond the best when another case comes true.

    The cases are those of the sheet Cases, and ``case`` itself where it was changed.

    Raises
    ------
    QuestionError
        When the workbook has no case.
    WorkbookError
        When it cannot be planned as it stands.

    Examples
    --------
    >>> planner.regret(case, gap=0.01).tables["Regret"]  # doctest: +SKIP
    """
    from planner.studies.cases.study import all_cases, regret_study

    options = solve_options(solves)
    with tempfile.TemporaryDirectory() as folder:
        path = case.to_excel(Path(folder) / case.path.name) if case.changes else case.path
        asked = StudyOptions(target=Path(folder) / "regret" / "regret.xlsx", processes=processes, **options)
        asked.outputs.folder(Path(folder) / "regret")
        return StudyResult(regret_study(all_cases(path, asked, asked.threads)))


def diagnose(case: Case, weights: str = "", **solves: object) -> StudyResult | None:
    """Return what would have to give way for a workbook to have a plan; None where nothing has to.

    ``weights`` say what giving up the whole of a limit counts, by kind: ``"budgets=1,guarantees=5,locks=never"``.

    Raises
    ------
    WorkbookError
        When the workbook cannot be planned for what is in its cells.
    QuestionError
        When there is no such kind.

    Examples
    --------
    >>> planner.diagnose(case, "guarantees=5").tables["Gives way"]  # doctest: +SKIP
    """
    from planner.infeasibility.diagnosis import diagnose as diagnosed
    from planner.infeasibility.relaxation import weights_of

    with session_in_memory(case.book(), 1, solves) as session:
        found = diagnosed(session.book, session.solver, weights_of(weights))
        return None if found.is_possible else StudyResult(found.study(session.facts(weights=weights or "all 1")))
