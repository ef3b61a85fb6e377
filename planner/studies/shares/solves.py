"""Plans every coalition of the partners, and keeps each plan as a workbook."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from planner.errors import InfeasibleError, QuestionError
from planner.faults import Severity
from planner.reports.loading.several import load_plans
from planner.statuses import Status
from planner.studies.cases.plans import CasePlan, paths_of, solve_cases
from planner.studies.cases.study import places_of, runner_of, threads_of
from planner.studies.core.session import session_of
from planner.studies.shares import game
from planner.studies.shares.coalition import CoalitionCases, name_of
from planner.studies.shares.paid import paid_in
from planner.workbook.cases.added import free_name, with_case
from planner.workbook.cases.applied import BASE
from planner.workbook.checks.partners import MOST
from planner.workbook.checks.run import checked
from planner.workbook.partners import Partners
from planner.workbook.reading.reader import opened, read_opened
from planner.workbook.schema.columns import fold
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from pathlib import Path

    from planner.faults import Fault
    from planner.studies.core.options import StudyOptions
    from planner.studies.core.session import Session
    from planner.studies.shares.paid import PaidByPartners
    from planner.workbook.book import Book
    from planner.workbook.cases.added import AddedSetting

FEWEST: Final = 2
OTHER_COMMANDS: Final = ("Ranges", "Worlds")  # sheets that planning does not read


@dataclass(frozen=True)
class CoalitionPlan:
    """A coalition: who is in it, what of the workbook it changes, and what came of planning it."""

    name: str
    members: tuple[int, ...]
    changes: tuple[AddedSetting, ...]
    plan: CasePlan

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
    """

    session: Session
    partners: tuple[str, ...]
    coalitions: tuple[CoalitionPlan, ...]
    paid: PaidByPartners | None

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


def planned(path: Path, options: StudyOptions, threads: int | None = None) -> SharesFound:
    """Plan every coalition of the partners of a workbook, in the case that is asked for.

    Raises
    ------
    QuestionError
        When the workbook names fewer than two partners, or more than five.
    WorkbookError
        When the workbook cannot be planned.
    FileError
        When a plan or the study could not be written, or something would be harmed.
    """
    target, folder, stem = places_of(path, options.target, options.outputs, "shares")
    session = session_of(path, replace(options, target=target), "shares")
    partners = Partners(session.book)
    _demand_partners(path, partners)
    made = coalitions_of(path, session, partners)
    given = {"gap": options.gap, "money_gap": options.money_gap, "time_limit": options.time_limit, "processes": 1}
    given["threads"] = threads or threads_of(options, len(made))
    names = [each.case for each in made]
    targets = {case: options.outputs.file(place) for case, place in paths_of(names, folder, stem).items()}
    books = {each.case: each.book for each in made if each.book is not None}
    with session.progress("who should pay") as progress:
        with runner_of(session, progress) as runner:
            found = {each.case: each for each in solve_cases(books, targets, given, runner, session.store)}
        progress.stage("what falls on whom in the plan of all")
        coalitions = tuple(
            CoalitionPlan(each.name, each.members, each.changes, found.get(each.case) or without_book(each))
            for each in made
        )
        together = coalitions[-1].plan.path
        paid = None if together is None else paid_in(load_plans([together])[0].plan, partners)
    return SharesFound(session, tuple(each.name for each in partners.each), coalitions, paid)


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


@dataclass(frozen=True)
class CoalitionCase:
    """A coalition as a case of the workbook, before it is planned; without a book where it cannot be."""

    case: str
    name: str
    members: tuple[int, ...]
    changes: tuple[AddedSetting, ...]
    book: Book | None
    faults: tuple[Fault, ...]


def coalitions_of(path: Path, session: Session, partners: Partners) -> list[CoalitionCase]:
    """Return every coalition as a case of the workbook, nobody first and all of them last."""
    found, origin = opened(path), session.book.case
    cases = CoalitionCases(session.book, partners)
    made: list[CoalitionCase] = []
    for coalition in game.coalitions(len(partners.each)):
        members = game.members(coalition, len(partners.each))
        name, changes = name_of(partners, members), tuple(cases.changes(members))
        if not changes:
            made.append(CoalitionCase(origin, name, members, changes, session.book, ()))
            continue
        case = free_name(found, name if origin == BASE else f"{origin}; {name}")
        if fold(case) in {fold(each.case) for each in made}:  # a partner may be called like a coalition
            case = f"{case} ({coalition})"
        cells = with_case(found, case, origin, changes)
        book, faults = checked(cells, case)
        wrong = tuple(x for x in faults if x.severity is Severity.ERROR and x.sheet.strip() not in OTHER_COMMANDS)
        # what other commands would ask of these cells does not stop a plan
        book = read_opened(cells, case)[0] if book is None and not wrong else book
        made.append(CoalitionCase(case, name, members, changes, book, wrong))
    return made


def without_book(each: CoalitionCase) -> CasePlan:
    """Return what came of a coalition whose case cannot be planned, though the workbook can: it lacks the others."""
    words = "; ".join(str(fault).partition(": ")[2] for fault in each.faults)
    return CasePlan(each.case, None, Status.INFEASIBLE, message=words, exit_code=InfeasibleError.exit_code)
