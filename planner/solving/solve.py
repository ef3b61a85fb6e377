"""Solves a programme once, and hears of an interrupt and of who listens."""

from __future__ import annotations

import time
from dataclasses import replace

from planner.arrays import Floats
from planner.interrupts import is_stop_asked, is_watched, was_stop_asked
from planner.solving.calls import Calls, Enough
from planner.solving.compile import LinearProgram
from planner.solving.highs import Solver, first_method
from planner.solving.outcome import Answer, Listener, Options
from planner.solving.scaling import Scale
from planner.solving.solver_log import logged
from planner.statuses import Status

SEEKING = ("mip_heuristic_run_rens", "mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
AGAIN = ("mip_allow_cut_separation_at_nodes", "mip_allow_restart")  # cuts beside those at the first root


def solve(
    program: LinearProgram,
    options: Options,
    listener: Listener | None = None,
    start: Floats | None = None,
    scale: Scale | None = None,
    enough: Enough | None = None,
) -> Answer:
    """Solve a programme; an interrupt or a time limit keeps the best solution so far.

    No search for whole numbers begins after a Ctrl-C, whichever solve before it heard it.

    ``start`` is a solution, or part of one with NaN elsewhere, to begin from; ``scale`` are units to solve in, where
    not those that suit the programme; ``enough`` says of a bound, the best solution's objective and the seconds so far
    whether it may end.
    """
    is_mixed = bool(program.integer.any())
    if was_stop_asked() and is_mixed:
        return Answer(Status.NO_PLAN, 0.0, interrupted=True)
    began = time.perf_counter()
    scale = scale or Scale.of(program)
    solver, calls = Solver(scale.of_program(program)), Calls(scale)
    _set_options(solver, options, scale.cost, len(program.cost))
    stop_when_asked(solver)
    if start is not None and is_mixed:
        solver.start_at(start / scale.column)
    calls.begin(solver, listener, enough)
    with logged(options.log if is_mixed else None) as log:
        solver.set(log_file=log)
        solver.search(options.threads, options.time_limit)
        solver.set(log_file="")
    calls.raise_again()
    answer = scale.answer(solver.answer(time.perf_counter() - began), program)
    if not calls.is_enough:
        return answer
    return replace(answer, interrupted=False, status=answer.status if answer.values is None else Status.PROVEN)


def _set_options(solver: Solver, options: Options, money: float, columns: int) -> None:
    solver.set(
        mip_rel_gap=options.gap,
        mip_abs_gap=options.money_gap * money,  # its own default is in its own units
        mip_feasibility_tolerance=options.whole,
        random_seed=options.seed,
        presolve="choose" if options.presolve else "off",
        mip_lp_solver=first_method(columns),
        primal_feasibility_tolerance=options.tolerance,
    )
    if not options.seeks:
        solver.set(mip_heuristic_effort=0.0, **dict.fromkeys((*SEEKING, *AGAIN), False))


def stop_when_asked(solver: Solver) -> None:
    """Have a solver stop at a Ctrl-C that the main thread, being inside it, cannot hear."""
    if is_watched():
        solver.stop_when(is_stop_asked)
