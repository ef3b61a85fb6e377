"""The whole model of a case as arrays, every disruption that counts in it: what a page solves again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.errors import QuestionError
from planner.planning.modelled import model_of
from planner.planning.whole import touch_squares
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.whole import extensive, is_asked
from planner.solving.compile import LinearProgram, compile_model
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.trunk import Trunk

Places = NDArray[np.intp]

MOST_COLUMNS: Final = 100_000  # that a browser's memory holds with room to spare
PARTS: Final = ("cost", "lower", "upper", "row_lower", "row_upper", "matrix")


@dataclass(frozen=True)
class Programme:
    """The model of one case.

    Attributes
    ----------
    model, program
        The trunk, and the arrays of trunk and branches.
    """

    model: Trunk
    program: LinearProgram

    @property
    def numbers(self) -> dict[str, Floats]:
        """All its numbers, by the names of `PARTS`; of the matrix, in the order of its entries."""
        told = {name: getattr(self.program, name) for name in PARTS[:-1]}
        return {**told, "matrix": self.program.matrix.data}

    def with_numbers(self, numbers: dict[str, Floats]) -> Programme:
        """Return the model with other numbers in its arrays."""
        matrix = self.program.matrix.copy()
        matrix.data = numbers["matrix"]
        program = replace(
            self.program, matrix=matrix, cost=numbers["cost"], lower=numbers["lower"], upper=numbers["upper"],
            row_lower=numbers["row_lower"], row_upper=numbers["row_upper"],
        )  # fmt: skip
        return replace(self, program=program)

    def has_shape_of(self, other: Programme) -> bool:
        """Return whether two models have the same columns, rows and entries, and differ in numbers alone."""
        mine, its = self.program, other.program
        return (
            mine.matrix.shape == its.matrix.shape
            and np.array_equal(mine.matrix.indptr, its.matrix.indptr)
            and np.array_equal(mine.matrix.indices, its.matrix.indices)
            and np.array_equal(mine.integer, its.integer)
        )


def programme(book: Book) -> Programme:
    """Return the model of a case, every disruption that counts in it.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    QuestionError
        When it is too large for a page.
    """
    model = model_of(book, assemble(book))
    touch_squares(model)
    program = compile_model(model)
    shapes = Shapes(model, program)
    count, columns = 0, len(program.cost)
    for b, branch in enumerate(model.branches):
        if is_asked(model, b):
            count, columns = count + 1, columns + len(shapes.stamped(branch).cost)
    if columns > MOST_COLUMNS:
        message = (
            f"a page cannot hold this model: {columns:,} columns with the {count} disruptions that count; "
            f"at most {MOST_COLUMNS:,}. Plan a case in which fewer disruptions count, and make its page"
        )
        raise QuestionError(message)
    return Programme(model, extensive(model, program, shapes))
