"""A workbook with other numbers in its cells: each is a row of Cases, so that a plan carries what was solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from planner.errors import WorkbookError
from planner.faults import Severity
from planner.workbook.book import Book
from planner.workbook.cases.added import AddedSetting, free_name, with_case
from planner.workbook.cases.applied import apply_case
from planner.workbook.checks.run import meaning
from planner.workbook.ranges.number_range import NumberRange
from planner.workbook.ranges.read import RANGES, ranges_of
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.reader import Opened, read_opened

Numbers = Sequence[tuple[NumberRange, float]]

OF_STUDY: Final = "a number of Ranges"


class VariedWorkbook:
    """A case of a workbook whose numbers can be others; its sheet Ranges is read once, and no part of what is solved.

    Attributes
    ----------
    book
        As it stands.
    case
        The case that it is of.
    """

    def __init__(self, found: Opened, case: str, book: Book) -> None:
        self.book, self.case = book, case
        self._ranges = found.tables.get(RANGES)
        tables = {name: table for name, table in found.tables.items() if name != RANGES}
        self.opened = replace(found, tables=tables)
        self._name = free_name(found, OF_STUDY)

    def ranges(self) -> tuple[NumberRange, ...]:
        """Return what its sheet Ranges says, of the case."""
        if self._ranges is None:
            return ()
        _, applied, _ = apply_case(self.opened.tables, self.case, Complaints())
        return ranges_of({**applied, RANGES: self._ranges}, Complaints())

    def with_numbers(self, numbers: Numbers, *, for_estimates: bool = False) -> Book:
        """Return the workbook with these numbers; the rest stays. For estimates only its cells are checked.

        Raises
        ------
        WorkbookError
            When it cannot be planned with them.
        """
        settings = self.settings(numbers)
        if not settings:
            return self.book
        book, faults = read_opened(with_case(self.opened, self._name, self.case, settings), self._name)
        meant = () if for_estimates else meaning(book)
        wrong = [x for x in (*faults, *meant) if x.severity is Severity.ERROR]
        if wrong:
            raise WorkbookError(book.path, wrong)
        told = tuple((each.sheet, 0, f"{each.row} | {each.column}", each.change) for each in settings)
        return replace(book, case=self.book.case, typed=(*self.book.typed, *told))

    def settings(self, numbers: Numbers) -> list[AddedSetting]:
        """Return the rows of Cases that make these numbers; none for what stays as it is."""
        return [
            AddedSetting(spread.sheet, spread.row, spread.column, spread.change(value))
            for spread, value in numbers
            if value != spread.own
        ]
