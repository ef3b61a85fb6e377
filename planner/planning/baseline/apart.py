"""Doing nothing, looked for in a worker: the model is made anew there, which costs less than sending it."""

from __future__ import annotations

import time

from planner.arrays import Floats
from planner.planning.baseline.solve import BaselineSolve, Nothing
from planner.planning.modelled import cutters_of, model_of
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import collector_paused, compile_model
from planner.solving.outcome import Options
from planner.solving.separation import Cuts
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book


def nothing_apart(book: Book, added: Cuts, plan: Floats, options: Options, seconds: float) -> Nothing:
    """Return what would be with nothing built, as `BaselineSolve` finds it, from what can be sent to a worker."""
    began = time.perf_counter()
    with collector_paused():
        model = model_of(book, assemble(book))
        program = compile_model(model)
        shapes = Shapes(model, program)
    cutters, program = cutters_of(model, program, options, shapes)
    left = seconds - (time.perf_counter() - began)
    if len(added):
        program = program.with_rows(added.matrix, added.lower, added.upper, added.names)
    return BaselineSolve(book, model, program, cutters, plan, options, shapes, left).run()
