"""From a workbook to the arrays of its model, and to what they are cut by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from planner.errors import WorkbookError
from planner.planning.remedies import unbounded
from planner.solving.branches.cuts import BranchCuts
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.separation import Cutter
from planner.solving.tangents import Tangents
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.bounds import NoBoundError
from planner_models.build import trunk
from planner_models.paths import trunks, trunks_apart
from planner_models.problem import Problem
from planner_models.trunk import Trunk


def cutters_of(
    model: Trunk, program: LinearProgram, options: Options, shapes: Shapes | None = None
) -> tuple[list[Cutter], LinearProgram]:
    """Return what a model has to be cut by, and the model with the limits that the cuts begin from."""
    tangents = Tangents(model, program)
    branches = BranchCuts(model, program, shapes or Shapes(model, program), options)
    found: list[Cutter] = [cutter for cutter in (tangents, branches) if cutter]
    return found, branches.lowest(program)


def model_of(
    book: Book, problem: Problem, measured: frozenset[str] = frozenset(), worst_in: int | None = None
) -> Trunk:
    """Return the model of a workbook's problem, or of what a study made of it.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """
    with _told_at_its_cell(book):
        return trunk(problem, measured, worst_in)


def models_of_paths(book: Book, paths: Sequence[Book]) -> list[Trunk]:
    """Return the models of a workbook's paths, which share what comes before they part.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """
    with _told_at_its_cell(book):
        return trunks([assemble(path) for path in paths])


def models_of_cases(books: Sequence[Book]) -> list[Trunk]:
    """Return the models of several cases of a workbook, whose projects may be as large as is of use in any of them.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """
    with _told_at_its_cell(books[0]):
        return trunks_apart([assemble(book) for book in books])


@contextmanager
def _told_at_its_cell(book: Book) -> Iterator[None]:
    """Tell of a limit that is missing at the cell of the workbook that could give it."""
    try:
        yield
    except NoBoundError as error:
        raise WorkbookError(book.path, unbounded(book, error)) from error
