"""Why a solve ends without a plan, in the order in which it is asked: interrupted, out of time, impossible, endless.

What cannot be says nothing of what it would cost, so whether a plan is possible is asked first, without any costs and
with the guarantees' branches; only what is possible can earn without limit; and what is neither is the solver's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.errors import InfeasibleError, NoPlanError, SolverError, WorkbookError
from planner.solving.branches import GuaranteeCuts, engines
from planner.solving.outcome import Answer, Options, Status
from planner.solving.rays import earning_ray
from planner.solving.rounds import Rounds
from planner.solving.tangents import Tangents
from planner.workbook.faults import Fault

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.cuts import Floats
    from planner.workbook.book import Book

# by variable: what it is of, the sheet of that, and the column that would limit it
EARNERS = {
    "delivery": ("demands", "Demand", "amount", "sold"),
    "purchase": ("offers", "Suppliers", "maximum", "taken"),
    "activity": ("plants", "Plants", "capacity", "run"),
    "flow": ("lanes", "Lanes", "maximum", "carried"),
}


def why_not(book: Book, model: Any, program: LinearProgram, answer: Answer, options: Options) -> BaseException:
    """Return the failure that a solve without a plan amounts to; ``program`` has the rows that were added so far."""
    if answer.interrupted:
        return KeyboardInterrupt()
    if answer.status is Status.NO_SOLUTION:
        return NoPlanError(f"no plan was found within {options.time_limit:g} seconds; give more time or a wider gap")
    possible = _possible(model, program, options)
    if possible.interrupted:
        return KeyboardInterrupt()
    if possible.status is Status.INFEASIBLE:
        return _impossible(book, options)
    ray = earning_ray(program, options) if possible.values is not None else None
    if ray is not None:
        return WorkbookError(book.path, [_endless(book, model, program, ray)])
    if answer.status is Status.INFEASIBLE and possible.values is not None:
        return SolverError("the solver called this workbook infeasible, and without its presolve it is not")
    return SolverError(f"the solver failed: {answer.message}")


def _possible(model: Any, program: LinearProgram, options: Options) -> Answer:
    """Return whether there is any plan at all: without costs, with the guarantees, and without the solver's presolve.

    That has been seen to call feasible models infeasible.
    """
    free = replace(program, cost=np.zeros_like(program.cost), offset=0.0)
    asked = replace(options, presolve=False, gap=1.0)
    cutters = [cutter for cutter in (Tangents(model, program), GuaranteeCuts(model, program, asked)) if cutter]
    with engines(cutters):
        return Rounds(free, asked, cutters).run()[0]


def _impossible(book: Book, options: Options) -> BaseException:
    from planner.studies.diagnose import diagnose  # it builds models as solving does

    found = diagnose(book, options)
    if found.is_possible:
        return SolverError("the solver called this workbook infeasible, and its diagnosis found a plan")
    return InfeasibleError(found.text, found)


def _endless(book: Book, model: Any, program: LinearProgram, ray: Floats) -> Fault:
    """Return the fault of what earns the most in a direction in which nothing ends what is earned."""
    best = int(np.argmin(program.cost * ray))
    for name, first, keys in program.columns.named():
        if name in EARNERS and first <= best < first + len(keys):
            things, sheet, column, done = EARNERS[name]
            thing = getattr(model.index.problem, things)[keys[best - first][0]]
            number = (model.index.problem.links[thing.link] if name == "flow" else thing).row
            row = next((row for row in book.rows(sheet) if row.number == number), None)
            if row is not None:
                words = f"money could be earned without limit by what is {done} here"
                remedy = f"Give the {column} that there can be, here or on the way to it"
                return Fault(sheet, row.cell(column), words, remedy=remedy)
    words = "money could be earned without limit: an unlimited sale, or a cost below zero that nothing limits"
    return Fault("Demand", "", words, remedy="Limit what is sold or bought")
