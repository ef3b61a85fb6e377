"""Doing nothing, looked for in a worker: the model is made anew there, which costs less than sending it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.planning.baseline.solve import BaselineSolve, Nothing
from planner.planning.modelled import cutters_of, model_of
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book


@dataclass(frozen=True)
class AddedRows:
    """The rows of a programme that a solve has added to those of its model, on the same columns."""

    matrix: csr_array
    lower: Floats
    upper: Floats
    names: tuple[object, ...]

    @classmethod
    def of(cls, program: LinearProgram, count: int) -> AddedRows:
        """Return the last rows of a programme, so many."""
        first = len(program.row_lower) - count
        return cls(
            program.matrix[first:], program.row_lower[first:], program.row_upper[first:], program.rows[first:]
        )  # fmt: skip

    def on(self, program: LinearProgram) -> LinearProgram:
        """Return the programme of the model with them."""
        return program.with_rows(self.matrix, self.lower, self.upper, self.names) if self.names else program


def nothing_apart(book: Book, added: AddedRows, plan: Floats, options: Options, seconds: float) -> Nothing:
    """Return what would be with nothing built, as `BaselineSolve` finds it, from what can be sent to a worker."""
    began = time.perf_counter()
    with collector_paused():
        model = model_of(book, assemble(book))
        program = compile_model(model)
        shapes = Shapes(model, program)
    cutters, program = cutters_of(model, program, options, shapes)
    left = seconds - (time.perf_counter() - began)
    return BaselineSolve(book, model, added.on(program), cutters, plan, options, shapes, left).run()
