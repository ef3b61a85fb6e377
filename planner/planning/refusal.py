"""Why a solve ends without a plan, in the order in which it is asked: interrupted, out of time, impossible, endless.

What cannot be says nothing of what it would cost, so whether a plan is possible is asked first, without any costs and
with the guarantees' branches; only what is possible can earn without limit; and what is neither is the solver's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from planner.errors import MORE_TIME, InfeasibleError, NoPlanError, SolverError, WorkbookError
from planner.planning.remedies import endless
from planner.solving.branches.cuts import GuaranteeCuts, engines
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.rays import earning_ray
from planner.solving.tangents import Tangents
from planner.statuses import Status
from planner.workbook.book import Book
from planner_models.trunk import Trunk

IMPOSSIBLE: Final = "the hard requirements of the workbook cannot hold together."


def why_not(
    book: Book, model: Trunk, program: LinearProgram, answer: Answer, options: Options,
    built: Callable[[Book], tuple[Trunk, LinearProgram]],
) -> BaseException:  # fmt: skip
    """Return the failure that a solve without a plan amounts to.

    Parameters
    ----------
    program
        The model with the rows that were added so far.
    built
        Makes the model and the programme of another workbook.
    """
    if answer.interrupted:
        return KeyboardInterrupt()
    if answer.status is Status.NO_PLAN:
        return NoPlanError(f"no plan was found within {options.time_limit:g} seconds; {MORE_TIME}")
    possible = _possible(model, program, options)
    if possible.interrupted:
        return KeyboardInterrupt()
    if possible.status is Status.INFEASIBLE:
        return InfeasibleError(IMPOSSIBLE)
    ray = earning_ray(program, options) if possible.values is not None else None
    if ray is not None:
        return WorkbookError(book.path, endless(book, model, program, ray, options, built))
    if answer.status is Status.INFEASIBLE and possible.values is not None:
        return SolverError("the solver called this workbook infeasible, and without its presolve it is not")
    return SolverError(f"the solver failed: {answer.message}")


def _possible(model: Trunk, program: LinearProgram, options: Options) -> Answer:
    """Return whether there is any plan at all: without costs, with the guarantees, and without the solver's presolve.

    That has been seen to call feasible models infeasible.
    """
    free = replace(program, cost=np.zeros_like(program.cost), offset=0.0)
    asked = replace(options, presolve=False, gap=1.0)
    cutters = [cutter for cutter in (Tangents(model, program), GuaranteeCuts(model, program, asked)) if cutter]
    with engines(cutters):
        return CuttingPlanes(free, asked, cutters).run()[0]
