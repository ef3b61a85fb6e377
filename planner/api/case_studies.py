"""Studies of cases: what else could be done, what is given up for what, what it would be worth to know."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.api.study_result import StudyResult
from planner.api.study_session import session_in_memory, solve_options
from planner.studies.core.options import StudyOptions

if TYPE_CHECKING:
    from planner.api.case import Case
    from planner.api.result import Result
    from planner.studies.playbook.planned import By


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
    from planner.studies.alternatives.found import INTERRUPTED
    from planner.studies.alternatives.study import studied

    with session_in_memory(case.book(), processes, solves) as session:
        found, study = studied(session, within, plans, only_kind=quick)
        if found.ended == INTERRUPTED:
            raise KeyboardInterrupt
        return StudyResult(study)


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
    from planner.studies.frontier.study import studied

    with session_in_memory(case.book(), processes, solves) as session:
        return StudyResult(studied(session, first, second, points, hold)[1])


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
    from planner.studies.information.study import studied

    with session_in_memory(case.book(), processes, solves) as session:
        return StudyResult(studied(session, samples, seed)[1])


def playbook(
    case: Case, *, quick: bool = False, by: By | None = None, processes: int = 1, **solves: object
) -> StudyResult:  # fmt: skip
    """Return what to start now, what waits for which world of the sheet Worlds, and what is never built.

    ``quick`` leaves out what waiting and what earlier signals are worth. ``by`` says whether all worlds are planned as
    one ``"programme"``, or each path at ``"prices"`` of what the worlds share; without it the first up to 8 ends.
    ``solves`` are gap, money_gap, time_limit, threads of each solve.

    Raises
    ------
    WorkbookError
        When the workbook has no worlds, or cannot be planned along a path.
    InfeasibleError, NoPlanError
        When some world has no plan, or no plan suits all of them.

    Examples
    --------
    >>> planner.playbook(case, quick=True).tables["Playbook"]  # doctest: +SKIP
    """
    from planner.studies.playbook.planned import planned
    from planner.studies.playbook.study import playbook_study

    with session_in_memory(case.book(), processes, solves) as session:
        return StudyResult(playbook_study(planned(session, quick=quick, by=by)))


def regret(case: Case, *, choose: bool = False, weights: str = "", processes: int = 1, **solves: object) -> StudyResult:
    """Return what the plan of each case of the workbook would cost beyond the best when another case comes true.

    The cases are those of the sheet Cases, and ``case`` itself where it was changed. With ``choose`` one model of all
    cases finds the investments of the least worst regret, and of the least mean cost; ``weights`` say what cases count
    in means, as in ``"base=2; embargo=1"``.

    Raises
    ------
    QuestionError
        When the workbook has no case, or a weight is none.
    WorkbookError
        When it cannot be planned as it stands.

    Examples
    --------
    >>> planner.regret(case, gap=0.01).tables["Regret"]  # doctest: +SKIP
    """
    from planner.studies.cases.study import all_cases, regret_study

    options = solve_options(solves)
    with tempfile.TemporaryDirectory() as folder:
        path = _written(case, Path(folder))
        asked = StudyOptions(target=Path(folder) / "regret" / "regret.xlsx", processes=processes, **options)
        asked.outputs.folder(Path(folder) / "regret")
        return StudyResult(regret_study(all_cases(path, asked, asked.threads, choose=choose, weights=weights)))


def shares(case: Case, *, keepable: bool = False, processes: int = 1, **solves: object) -> StudyResult:
    """Return who should pay: what each partner of the sheet Partners costs alone, and what it pays of all together.

    Every coalition is planned; ``solves`` are gap, money_gap, time_limit, threads of each of these solves. With
    ``keepable`` rules, least uses and stocks that some coalition cannot keep are left out for all alike.

    Raises
    ------
    QuestionError
        When the workbook names fewer than two partners, or more than five.
    WorkbookError
        When it cannot be planned.

    Examples
    --------
    >>> planner.shares(case, gap=0.01).tables["Shares"]  # doctest: +SKIP
    """
    from planner.studies.shares.solves import planned
    from planner.studies.shares.study import shares_study

    options = solve_options(solves)
    with tempfile.TemporaryDirectory() as folder:
        path = _written(case, Path(folder))
        asked = StudyOptions(
            target=Path(folder) / "shares" / "shares.xlsx", case=case.name, processes=processes, **options
        )
        asked.outputs.folder(Path(folder) / "shares")
        return StudyResult(shares_study(planned(path, asked, asked.threads, keepable=keepable)))


def sensitivity(
    case: Case, plan: Result | None = None, *, most: int = 40, wider: float = 0.0, widest: int = 20, steps: int = 6,
    samples: int = 100, anew: int = 20, indices: str = "", size: int = 16, seed: int = 0, processes: int = 1,
    **solves: object,
) -> StudyResult:  # fmt: skip
    """Return which numbers must be right: those of the sheet Ranges, or ranges that are proposed where it has none.

    Parameters
    ----------
    plan
        The plan whose starts are kept; without it, the best plan of the case.
    most
        How many numbers are looked at, of more those that a first estimate finds to move the most.
    wider
        Only numbers are looked at that may be off by more than this part of what they are.
    widest
        For how many of them, those that may be regretted the most, plans are made anew.
    steps
        How many values are tried on each side of a number beyond its end.
    samples, anew
        How often all numbers are drawn at once, and how many of the draws are planned anew too.
    indices, size
        Blank, ``"morris"`` or ``"sobol"`` (by SALib), and how many trajectories, or draws of each number.
    seed
        Of all draws. ``solves`` are gap, money_gap, time_limit, threads of each solve.

    Raises
    ------
    QuestionError
        When no number is named or could be proposed, or the plan cannot be operated in the case.
    WorkbookError, InfeasibleError, NoPlanError
        As `Case.solve`.

    Examples
    --------
    >>> planner.sensitivity(case, gap=0.01).tables["Numbers"]  # doctest: +SKIP
    """
    from planner.studies.core.query import decisions_of
    from planner.studies.sensitivity.asked import SensitivityAsked
    from planner.studies.sensitivity.ranged import ranged, wider_than
    from planner.studies.sensitivity.study import studied

    found = ranged(case.workbook, case.name, case.book())
    asked = SensitivityAsked(most, widest, steps, samples, anew, indices, size, seed)
    starts = None if plan is None else decisions_of(plan.plan.book, plan.plan.tables)
    with session_in_memory(case.book(), processes, solves) as session:
        numbers = wider_than(found.numbers, wider)
        return StudyResult(studied(session, found.work, numbers, asked, starts, {"ranges": found.words})[1])


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
    from planner.studies.diagnose.study import studied

    with session_in_memory(case.book(), 1, solves) as session:
        study = studied(session, weights)[1]
        return None if study is None else StudyResult(study)


def _written(case: Case, folder: Path) -> Path:
    """Return the workbook of a case; one with its changes, in a folder, where it has any."""
    return case.to_excel(folder / case.path.name) if case.changes else case.path
