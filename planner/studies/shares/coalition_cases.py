"""The coalitions of a workbook's partners as its cases, and what of all that is asked each of them can keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planner.errors import InfeasibleError
from planner.faults import Fault, Severity
from planner.statuses import Status
from planner.studies.cases.plans import CasePlan
from planner.studies.core.session import Session
from planner.studies.shares import game
from planner.studies.shares.coalition import CoalitionCases, name_of
from planner.workbook.book import Book
from planner.workbook.cases.added import AddedSetting, free_name, with_case
from planner.workbook.cases.applied import BASE
from planner.workbook.checks.run import checked
from planner.workbook.partners import Partners
from planner.workbook.reading.reader import Opened, opened, read_opened
from planner.workbook.schema.columns import fold

OTHER_COMMANDS: Final = ("Ranges", "Worlds")  # sheets that planning does not read
KEPT_BY_ALL: Final = "{} left out"  # their number: a plan of other cells is another case


@dataclass(frozen=True)
class CoalitionCase:
    """A coalition as a case of the workbook, before it is planned; without a book where it cannot be."""

    case: str
    name: str
    members: tuple[int, ...]
    changes: tuple[AddedSetting, ...]
    book: Book | None
    faults: tuple[Fault, ...]


def coalitions_of(
    path: Path, session: Session, partners: Partners, left_out: Sequence[AddedSetting] = ()
) -> list[CoalitionCase]:
    """Return every coalition as a case of the workbook, nobody first and all of them last.

    ``left_out`` are changes that leave out for all of them what some cannot keep.
    """
    found, origin, own = opened(path), session.book.case, session.book
    begins = "" if origin == BASE else f"{origin}; "
    if left_out:
        begins += f"{KEPT_BY_ALL.format(len(left_out))}; "
        name = free_name(found, begins.removesuffix("; "))
        own = read_opened(with_case(found, name, origin, left_out), name)[0]
    cases = CoalitionCases(own, partners)
    made: list[CoalitionCase] = []
    for coalition in game.coalitions(len(partners.each)):
        members = game.members(coalition, len(partners.each))
        name, changes = name_of(partners, members), tuple(cases.changes(members))
        if not changes:
            made.append(CoalitionCase(own.case, name, members, changes, own, ()))
            continue
        case = free_name(found, f"{begins}{name}")
        if fold(case) in {fold(each.case) for each in made}:  # a partner may be called like a coalition
            case = f"{case} ({coalition})"
        book, wrong = _case_of(found, case, origin, (*left_out, *changes))
        made.append(CoalitionCase(case, name, members, changes, book, wrong))
    return made


def _case_of(
    found: Opened, case: str, origin: str, changes: Sequence[AddedSetting]
) -> tuple[Book | None, tuple[Fault, ...]]:
    """Return the workbook with a case that begins with another, and what is wrong with it."""
    cells = with_case(found, case, origin, changes)
    book, faults = checked(cells, case)
    wrong = tuple(x for x in faults if x.severity is Severity.ERROR and x.sheet.strip() not in OTHER_COMMANDS)
    # what other commands would ask of these cells does not stop a plan
    return (read_opened(cells, case)[0] if book is None and not wrong else book), wrong


def without_book(each: CoalitionCase) -> CasePlan:
    """Return what came of a coalition whose case cannot be planned, though the workbook can: it lacks the others."""
    words = "; ".join(str(fault).partition(": ")[2] for fault in each.faults)
    return CasePlan(each.case, None, Status.INFEASIBLE, message=words, exit_code=InfeasibleError.exit_code)
