"""The numbers that a workbook says are not sure, or that are proposed for one that says nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import QuestionError
from planner.studies.core.query import Decisions, decisions_of
from planner.studies.sensitivity.varied import VariedWorkbook
from planner.workbook.book import Book
from planner.workbook.cases.again import content_of
from planner.workbook.cases.applied import BASE, apply_case
from planner.workbook.ranges.number_range import Uncertain, grouped
from planner.workbook.ranges.proposed import proposed, with_ranges
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.reader import Opened, opened, raw_sheets


@dataclass(frozen=True)
class RangedWorkbook:
    """A workbook and its numbers that are not sure.

    Attributes
    ----------
    work, numbers
        The workbook whose numbers can be others, and what moves by itself.
    is_proposed
        Whether the ranges were proposed, since it has none.
    """

    work: VariedWorkbook
    numbers: tuple[Uncertain, ...]
    is_proposed: bool
    found: Opened

    @property
    def words(self) -> str:
        """Where the ranges come from."""
        rows = sum(len(each.spreads) for each in self.numbers)
        if not self.is_proposed:
            return f"{rows} rows of the sheet Ranges"
        return (
            f"{rows} ranges proposed on the sheet Ranges, by how sure Sources are of each figure (a fifth either way "
            "of what is called an assumption); look at them, change what you know better, and study that workbook"
        )

    def write(self, path: Path) -> None:
        """Write the workbook with its ranges, all its cases on it, none of them applied."""
        from planner.workbook.template.write import write_workbook

        write_workbook(path, content_of(raw_sheets(self.found), BASE).rows)


def ranged_workbook(path: Path, book: Book) -> RangedWorkbook:
    """Return the numbers of a workbook in a file, of the case that the book is of.

    Raises
    ------
    QuestionError
        When no number could be proposed.
    """
    return ranged(opened(path), book.case, book)


def ranged(found: Opened, case: str, book: Book) -> RangedWorkbook:
    """Return the numbers of a workbook that was opened; where it has no ranges, those that are proposed.

    Raises
    ------
    QuestionError
        When no number could be proposed.
    """
    work = VariedWorkbook(found, case, book)
    ranges = work.ranges()
    if ranges:
        return RangedWorkbook(work, tuple(grouped(ranges)), is_proposed=False, found=found)
    _, applied, _ = apply_case(found.tables, case, Complaints())
    found = with_ranges(found, proposed(found, applied))
    work = VariedWorkbook(found, case, book)
    numbers = tuple(grouped(work.ranges()))
    if not numbers:
        message = f"{found.path.name} has no number of which a range could be proposed: fill in its sheet Ranges"
        raise QuestionError(message)
    return RangedWorkbook(work, numbers, is_proposed=True, found=found)


def wider_than(numbers: Sequence[Uncertain], part: float) -> tuple[Uncertain, ...]:
    """Return the numbers that may be off by more than a part of what they are; of one that is 0, any."""
    return tuple(of for of in numbers if _reach(of) > part)


def _reach(of: Uncertain) -> float:
    first = of.spreads[0]
    far = max(abs(end - first.own) for end in (first.low, first.high))
    return far / abs(first.own) if first.own else math.inf


def starts_of(plan: Path) -> Decisions:
    """Return the starts of a plan that was verified."""
    from planner.reports.loading.trusted import trusted

    found = trusted(plan).plan
    return decisions_of(found.book, found.tables)
