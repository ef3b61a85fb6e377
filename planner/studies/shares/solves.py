"""Plans every coalition of the partners, and keeps each plan as a workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.errors import QuestionError
from planner.reports.loading.several import load_plans
from planner.statuses import Status
from planner.studies.cases.plans import CasePlan, paths_of, solve_cases, solve_without_reasons
from planner.studies.cases.study import places_of, runner_of, threads_of
from planner.studies.core.progress import StudyProgress
from planner.studies.core.session import Session, session_of
from planner.studies.shares.coalition_cases import CoalitionCase, coalitions_of, without_book
from planner.studies.shares.paid import PaidByPartners, paid_in
from planner.studies.shares.unkept import Asks, Unkept, said, setting_of, unkept_task
from planner.workbook.cases.added import AddedSetting
from planner.workbook.checks.partners import MOST
from planner.workbook.partners import Partners
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions

FEWEST: Final = 2
MOST_ROUNDS: Final = 4  # of leaving out what some coalition cannot keep: the last of them tells what is still missing


@dataclass(frozen=True)
class CoalitionPlan:
    """A coalition: who is in it, what it changes, its plan, and whether it misses something whatever is left out."""

    name: str
    members: tuple[int, ...]
    changes: tuple[AddedSetting, ...]
    plan: CasePlan
    misses_more: bool = False

    @property
    def cost(self) -> Bracket | None:
        """Its best cost, between bound and plan; None where it has no plan."""
        best, bound = self.plan.objective, self.plan.bound
        if best is None:
            return None
        return Bracket(-math.inf if bound is None else min(bound, best), best, best)


@dataclass(frozen=True)
class SharesFound:
    """What was found.

    Attributes
    ----------
    partners
        Their names, in the order of the sheet.
    coalitions
        By number: nobody first, all of them last (see `planner.studies.shares.game`).
    paid
        What falls on each in the plan of all; None where there is none.
    left_out
        What was left out for all coalitions, since some cannot keep it: by whom each of it cannot be kept.
    whole
        The plan of all of them with everything that is asked, where something was left out; None without.
    """

    session: Session
    partners: tuple[str, ...]
    coalitions: tuple[CoalitionPlan, ...]
    paid: PaidByPartners | None
    left_out: Mapping[Asks, tuple[str, ...]] = field(default_factory=dict)
    whole: CasePlan | None = None

    @property
    def count(self) -> int:
        """How many partners there are."""
        return len(self.partners)

    @property
    def missing(self) -> list[CoalitionPlan]:
        """The coalitions that have no plan."""
        return [each for each in self.coalitions if each.cost is None]

    @property
    def costs(self) -> list[Bracket]:
        """The best cost of every coalition, all of which must have a plan."""
        found = [each.cost for each in self.coalitions]
        return [each for each in found if each is not None]

    @property
    def exit_code(self) -> int:
        """The highest of the coalitions' exit codes."""
        return max(each.plan.exit_code for each in self.coalitions)


def planned(path: Path, options: StudyOptions, threads: int | None = None, *, keepable: bool = False) -> SharesFound:
    """Plan every coalition of the partners of a workbook, in the case that is asked for.

    Parameters
    ----------
    keepable
        Whether rules, least uses and stocks that some coalition cannot keep are left out for all of them.

    Raises
    ------
    QuestionError
        When the workbook names fewer than two partners, or more than five.
    WorkbookError
        When the workbook cannot be planned.
    FileError
        When a plan or the study could not be written, or something would be harmed.
    """
    target, folder, _ = places_of(path, options.target, options.outputs, "shares", options.case)
    stem = places_of(path, options.target, options.outputs)[2]  # cases of coalitions are called after that case
    session = session_of(path, replace(options, target=target), "shares")
    partners = Partners(session.book)
    _demand_partners(path, partners)
    given = {"gap": options.gap, "money_gap": options.money_gap, "time_limit": options.time_limit, "processes": 1}
    given["threads"] = threads or threads_of(options, 1 << len(partners.each))
    with session.progress("who should pay") as progress:
        work = _CoalitionsAtWork(path, session, partners, folder, stem, given, progress)
        return work.found(keepable=keepable)


@dataclass
class _CoalitionsAtWork:
    """Coalitions while they are planned."""

    path: Path
    session: Session
    partners: Partners
    folder: Path
    stem: str
    given: Mapping[str, object]
    progress: StudyProgress

    def found(self, *, keepable: bool) -> SharesFound:
        """Return what was found, after leaving out what some coalition cannot keep where that is asked."""
        left_out: dict[Asks, tuple[str, ...]] = {}
        made = coalitions_of(self.path, self.session, self.partners)
        if keepable:
            unkept = self._unkept([each for each in made if each.book is not None], whole=False)
            left_out = _added(left_out, made, unkept)
        for _ in range(MOST_ROUNDS):
            made = coalitions_of(self.path, self.session, self.partners, [setting_of(asks) for asks in left_out])
            plans = self._solved(made)
            failed = [each for each in made if each.book is not None and plans[each.case].status is Status.INFEASIBLE]
            unkept = self._unkept(failed, whole=True)
            more = _added(left_out, made, unkept)
            if not keepable or len(more) == len(left_out):
                break
            left_out = more
        told = tuple(_planned(each, plans[each.case], unkept.get(each.members)) for each in made)
        return SharesFound(
            self.session, tuple(each.name for each in self.partners.each), told, self._paid(told), left_out,
            self._whole() if left_out else None,
        )  # fmt: skip

    def _solved(self, made: Sequence[CoalitionCase]) -> dict[str, CasePlan]:
        """Return what comes of planning cases, by case."""
        outputs, names = self.session.options.outputs, [each.case for each in made]
        places = paths_of(names, self.folder, self.stem, [self.session.target])
        targets = {case: outputs.file(place) for case, place in places.items()}
        books = {each.case: each.book for each in made if each.book is not None}
        found = {each.case: without_book(each) for each in made if each.book is None}
        with runner_of(self.session, self.progress) as runner:
            solved = solve_cases(books, targets, self.given, runner, self.session.store, solve_without_reasons)
            return found | {each.case: each for each in solved}

    def _unkept(self, cases: Sequence[CoalitionCase], *, whole: bool) -> dict[tuple[int, ...], Unkept]:
        """Return what coalitions cannot keep, by their members."""
        if not cases:
            return {}
        self.progress.stage("what each coalition can keep")
        tasks = {
            each.members: unkept_task(f"what {each.name} can keep", each.book, self.session.worker, whole=whole)
            for each in cases
            if each.book is not None
        }
        with self.session.runner(self.progress) as runner:
            for task in tasks.values():
                runner.submit(task)
            told = {task.name: found for task, found in runner.done()}
        return {members: told[task.name] for members, task in tasks.items()}

    def _whole(self) -> CasePlan:
        """Return the plan of all with everything that is asked."""
        case = coalitions_of(self.path, self.session, self.partners)[-1]
        return self._solved([case])[case.case]

    def _paid(self, told: Sequence[CoalitionPlan]) -> PaidByPartners | None:
        """Return what falls on whom in the plan of all; None where that is not to be shared."""
        together = told[-1].plan.path
        if together is None or any(each.cost is None for each in told):
            return None
        self.progress.stage("what falls on whom in the plan of all")
        return paid_in(load_plans([together])[0].plan, self.partners)


def _added(
    known: Mapping[Asks, tuple[str, ...]], made: Sequence[CoalitionCase], unkept: Mapping[tuple[int, ...], Unkept]
) -> dict[Asks, tuple[str, ...]]:
    """Return what is left out, with what more coalitions cannot keep, each with the names of those that cannot."""
    found = dict(known)
    for each in made:
        for asks in unkept[each.members].asks if each.members in unkept else ():
            found[asks] = (*found.get(asks, ()), each.name)
    return found


def _planned(each: CoalitionCase, plan: CasePlan, why: Unkept | None) -> CoalitionPlan:
    if why is not None and (words := said(why)):
        plan = replace(plan, message=words)
    return CoalitionPlan(each.name, each.members, each.changes, plan, why is not None and bool(why.others))


def _demand_partners(path: Path, partners: Partners) -> None:
    count = len(partners.each)
    if count < FEWEST:
        message = f"{path.name}: its sheet Partners names {count or 'no'} partner{'s' * (count != 1)}; two share a cost"
        raise QuestionError(message)
    if count > MOST:
        message = (
            f"{path.name}: its sheet Partners names {count} partners, and coalitions of at most {MOST} are planned"
        )
        raise QuestionError(message)
