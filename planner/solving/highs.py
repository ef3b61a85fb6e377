"""The one module that knows the solver: hands arrays over, checks that they arrived, and says why it stopped."""

from __future__ import annotations

import io
import math
import os
import sys
import time
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from planner.errors import SolverError
from planner.interrupts import is_stop_asked, is_watched, was_stop_asked
from planner.solving.outcome import Answer, Follower, Options
from planner.solving.scaling import PLAIN, Scale
from planner.solving.solver_log import logged
from planner.statuses import Status
from planner_models.tolerances import LEAST_COEFFICIENT, UNSEEN_COST

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Listener

BANNED = frozenset({"1.14.0"})  # calls wrong answers of small mixed-integer models optimal
FAILURES = frozenset(
    {"kNotset", "kSolveError", "kModelError", "kLoadError", "kPresolveError", "kPostsolveError", "kUnknown"}
)
LARGEST = 1e15  # in the solver's units
NEWS = 0.2  # seconds between two pieces of news, where somebody listens
LARGE = 50_000  # columns from which on an interior point method is several times faster than the simplex method
LONG = 2_000  # columns from which on a linear programme may take so long that a Ctrl-C cannot wait for its end
PLAIN_MISS = 100.0  # times its tolerance by which a row is missed for the solver to see it
SEEKING = ("mip_heuristic_run_rens", "mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
AGAIN = ("mip_allow_cut_separation_at_nodes", "mip_allow_restart")  # cuts beside those at the first root
_scheduler: list[int] = []  # the number of threads that the last solve of this process asked for


@cache
def solver_version() -> str:
    """Return the installed solver's version.

    Raises
    ------
    SolverError
        When that version is known to give wrong answers.
    """
    found = version("highspy")
    if found in BANNED:
        message = f"highspy {found} is known to call wrong answers optimal: install another version"
        raise SolverError(message)
    return found


def _set(solver: highspy.Highs, name: str, value: object) -> None:
    """Set an option; a solver that refuses one would otherwise go on with its default."""
    if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        message = f"the solver refused the option {name} = {value!r}"
        raise SolverError(message)


def _set_threads(solver: object, threads: int) -> None:
    """Set the threads just before a solve: a process has one scheduler, which refuses any number but its own."""
    if _scheduler[-1:] != [threads]:
        highspy.Highs.resetGlobalScheduler(True)
        _scheduler[:] = [threads]
    _set(solver, "threads", threads)


def _new_solver() -> highspy.Highs:
    """Return a solver; the first of a process greets on standard output, where ``--json`` must stand alone."""
    if sys.stdout is not None:
        sys.stdout.flush()
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            return highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def load(program: LinearProgram, scale: Scale) -> highspy.Highs:
    """Hand a programme over in the solver's units and make sure that all of it arrived.

    Raises
    ------
    SolverError
        When the solver rejects it or holds fewer rows, columns or coefficients than were sent.
    """
    solver_version()
    rows, columns = program.matrix.shape
    matrix = scale.scaled(program.matrix, scale.row)
    _refuse_large(matrix.data, "coefficient")
    _refuse_large(program.cost * scale.column * scale.cost, "cost")
    for lower, unit in ((program.lower, 1 / scale.column), (program.row_lower, scale.row)):
        upper = program.upper if lower is program.lower else program.row_upper
        _refuse_large(np.concatenate([lower * unit, upper * unit]), "limit", may_be_none=True)
    solver = _new_solver()
    _set(solver, "log_to_console", False)
    _set(solver, "small_matrix_value", LEAST_COEFFICIENT)
    status = solver.passModel(
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize),
        program.offset * scale.cost, program.cost * scale.column * scale.cost,
        program.lower / scale.column, program.upper / scale.column,
        program.row_lower * scale.row, program.row_upper * scale.row,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, program.integer.astype(np.int32),
    )  # fmt: skip
    if status != highspy.HighsStatus.kOk:
        message = "the solver rejected the model"
        raise SolverError(message)
    held = (solver.getNumRow(), solver.getNumCol(), solver.getNumNz())
    if held != (rows, columns, matrix.nnz):
        message = f"the solver holds another model: {held} of rows, columns and coefficients"
        raise SolverError(message)
    return solver


def _refuse_large(values: NDArray[np.float64], what: str, may_be_none: bool = False) -> None:
    """Refuse a number that the solver would misread: it drops a whole model for one coefficient of 1e16."""
    known = values[np.isfinite(values)] if may_be_none else values
    if known.size and not np.abs(known).max() < LARGEST:
        message = f"a {what} is {np.abs(known).max():.2g} times the others: more than arithmetic has digits for"
        raise SolverError(message)


class WarmProgram:
    """A linear programme that stays in the solver, for solving again after small changes from where it stood.

    ``scale`` are units to solve in, where not those that suit the programme.
    """

    def __init__(self, program: LinearProgram, options: Options, scale: Scale | None = None) -> None:
        self._program = replace(program, integer=np.zeros_like(program.integer))
        self._scale = scale or Scale.of(self._program)
        self._solver = load(self._program, self._scale)
        self._rows = self._scale.row
        self._every_row = np.arange(len(program.row_lower), dtype=np.int32)
        self._every_column = np.arange(len(program.cost), dtype=np.int32)
        self._threads, self._tolerance = options.threads, options.tolerance
        self._values: NDArray[np.float64] | None = None  # of the last answer
        self._is_cold = True
        if len(program.cost) >= LONG:
            _stop_when_asked(self._solver)
        _set(self._solver, "random_seed", options.seed)
        _set(self._solver, "primal_feasibility_tolerance", options.tolerance)
        _set(self._solver, "dual_feasibility_tolerance", options.tolerance)

    @property
    def units(self) -> NDArray[np.float64]:
        """The amount of each column that the solver counts as 1."""
        return self._scale.column

    @property
    def row_units(self) -> NDArray[np.float64]:
        """What each row, those that were added among them, is multiplied by for the solver."""
        return self._rows

    def set_row_limits(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the limits of all rows that were there at first."""
        row = self._rows[: len(lower)]
        _demand(self._solver.changeRowsBounds(len(lower), self._every_row, lower * row, upper * row), "row limits")

    def set_costs(self, cost: NDArray[np.float64]) -> None:
        """Set the costs of all columns."""
        self._scale = self._scale.for_costs(cost)
        cost = cost * self._scale.column * self._scale.cost
        _demand(self._solver.changeColsCost(len(cost), self._every_column, cost), "costs")
        _demand(self._solver.changeObjectiveOffset(self._program.offset * self._scale.cost), "offset")

    def set_column_limits(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the limits of all columns."""
        lower, upper = lower / self._scale.column, upper / self._scale.column
        _demand(self._solver.changeColsBounds(len(lower), self._every_column, lower, upper), "column limits")

    def add_rows(self, matrix: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Add rows on the same columns; those that the last answer breaks so that the solver sees it."""
        row = self._seen(matrix, lower, upper, self._scale.rows(matrix))
        new = self._scale.scaled(matrix, row)
        self._rows = np.concatenate([self._rows, row])
        starts, indices = new.indptr[:-1].astype(np.int32), new.indices.astype(np.int32)
        _demand(
            self._solver.addRows(len(row), lower * row, upper * row, int(new.nnz), starts, indices, new.data), "rows"
        )

    def _seen(
        self, matrix: csr_array, lower: NDArray[np.float64], upper: NDArray[np.float64], row: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what rows are multiplied by, more where the solver would take one that is broken for one that is kept.

        It would answer as before, and the same row be found for ever.
        """
        if self._values is None:
            return row
        amounts = matrix @ self._values
        missed = np.maximum(lower - amounts, amounts - upper)
        wanted = PLAIN_MISS * self._tolerance / np.where(missed > 0, missed, math.inf)
        return np.where(wanted > row, 2.0 ** np.ceil(np.log2(np.where(wanted > row, wanted, 1.0))), row)

    def run(self, time_limit: float) -> Answer:
        """Solve from where the last solve stood; anew, and without its presolve, where the solver fails so."""
        began = time.perf_counter()
        # only the simplex method goes on from where it stood
        answer = self._run("ipm" if self._is_cold and len(self._every_column) > LARGE else "choose", time_limit)
        if answer.status is Status.FAILED:
            _demand(self._solver.clearSolver(), "beginning")
            _set(self._solver, "presolve", "off")
            answer = self._run("simplex", time_limit - (time.perf_counter() - began))
            _set(self._solver, "presolve", "choose")
        return answer

    def _run(self, method: str, time_limit: float) -> Answer:
        began = time.perf_counter()
        # the solver's clock runs on from solve to solve
        _set(self._solver, "time_limit", self._solver.getRunTime() + max(time_limit, 0.0))
        _set_threads(self._solver, self._threads)
        _set(self._solver, "solver", method)
        run_status = self._solver.run()
        self._is_cold = False
        scale = replace(self._scale, row=self._rows)
        answer = _answer(self._solver, run_status, self._program, scale, time.perf_counter() - began)
        self._values = answer.values
        return answer


class WarmSearch(WarmProgram):
    """A small mixed-integer programme that stays in the solver, for solving again at other costs.

    Nobody hears of it, and no Ctrl-C stops it: it takes no longer than a call.
    """

    def __init__(self, program: LinearProgram, options: Options) -> None:
        super().__init__(program, options, Scale.of(program))
        self._program = program
        kinds = np.where(program.integer, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous))
        columns = len(self._every_column)
        _demand(
            self._solver.changeColsIntegrality(columns, self._every_column, kinds.astype(np.uint8)), "whole numbers"
        )
        _set(self._solver, "mip_rel_gap", options.gap)
        _set(self._solver, "mip_abs_gap", 0.0)
        _set(self._solver, "mip_feasibility_tolerance", options.whole)


def _demand(status: object, what: str) -> None:
    if status != highspy.HighsStatus.kOk:
        message = f"the solver refused new {what}"
        raise SolverError(message)


def solve(
    program: LinearProgram,
    options: Options,
    listener: Listener | None = None,
    start: NDArray[np.float64] | None = None,
    scale: Scale | None = None,
    enough: Callable[[float, float | None, float], bool] | None = None,
) -> Answer:
    """Solve a programme; an interrupt or a time limit keeps the best solution so far.

    No search for whole numbers begins after a Ctrl-C, whichever solve before it heard it.

    ``start`` is a solution, or part of one with NaN elsewhere, to begin from; ``scale`` are units to solve in, where
    not those that suit the programme; ``enough`` says of a bound, the best solution's objective and the seconds so far
    whether it may end.
    """
    if was_stop_asked() and program.integer.any():
        return Answer(Status.NO_PLAN, 0.0, interrupted=True)
    began = time.perf_counter()
    scale = scale or Scale.of(program)
    solver = load(program, scale)
    _set(solver, "mip_rel_gap", options.gap)
    _set(solver, "mip_abs_gap", options.money_gap * scale.cost)  # its own default is in its own units
    _set(solver, "mip_feasibility_tolerance", options.whole)
    _set(solver, "time_limit", max(options.time_limit, 0.0))
    _set(solver, "random_seed", options.seed)
    _set_threads(solver, options.threads)
    _set(solver, "presolve", "choose" if options.presolve else "off")
    _set(solver, "mip_lp_solver", "ipm" if len(program.cost) > LARGE else "choose")
    _set(solver, "primal_feasibility_tolerance", options.tolerance)
    if not options.seeks:
        _set(solver, "mip_heuristic_effort", 0.0)
        for name in (*SEEKING, *AGAIN):
            _set(solver, name, False)
    solver.HandleKeyboardInterrupt = True
    _stop_when_asked(solver)
    if start is not None and program.integer.any():
        known = np.flatnonzero(np.isfinite(start)).astype(np.int32)
        solver.setSolution(len(known), known, (start / scale.column)[known])
    calls = Calls()
    if listener is not None or enough is not None:
        calls.stop_when_raised(solver)
        _set(solver, "mip_min_logging_interval", NEWS)
    if listener is not None:
        _listen(solver, listener, scale, calls)
    if enough is not None:
        _end_when_enough(solver, enough, scale, calls)
    with logged(options.log if program.integer.any() else None) as log:
        _set(solver, "log_file", log)
        status = _run(solver)
        _set(solver, "log_file", "")
    solver.HandleKeyboardInterrupt = False  # it makes a circle, and the solver would stay until the collector came by
    calls.raise_again()
    answer = _answer(solver, status, program, scale, time.perf_counter() - began)
    if not calls.is_enough:
        return answer
    return replace(answer, interrupted=False, status=answer.status if answer.values is None else Status.PROVEN)


def _run(solver: highspy.Highs) -> highspy.HighsStatus:
    """Run a solver, which tells of every Ctrl-C on standard output and ends the process at the fifth."""
    try:
        with redirect_stdout(io.StringIO()):
            status: highspy.HighsStatus = solver.solve()
            return status
    except SystemExit as forced:
        raise KeyboardInterrupt from forced


class Calls:
    """What the solver calls while it works: what one of them raises stops the solve, and is raised again after it.

    A ``KeyboardInterrupt`` is a Ctrl-C here as well: it stops the solve, and what was found is kept. ``is_enough`` says
    that the solve was ended by who asked for it, since it had proven enough.
    """

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._is_stopped = False
        self.is_enough = False

    def end(self) -> None:
        """Have the solver stop: it has proven enough."""
        self._is_stopped = self.is_enough = True

    def stop_when_raised(self, solver: highspy.Highs) -> None:
        """Have a solver stop once a call has raised something: the solver itself would take it for a failure of its."""

        def asked(event: highspy.HighsCallbackEvent) -> None:
            if self._is_stopped:
                event.interrupt()

        for place in (solver.cbSimplexInterrupt, solver.cbIpmInterrupt, solver.cbMipInterrupt):
            place.subscribe(asked)

    def guarded(self, call: Callable[[object], None]) -> Callable[[Any], None]:
        """Return a call that keeps what it raises, and is not made again after that."""

        def made(event: object) -> None:
            if not self._is_stopped:
                try:
                    call(event)
                except KeyboardInterrupt:
                    self._is_stopped = True
                except BaseException as error:
                    self._error, self._is_stopped = error, True

        return made

    def raise_again(self) -> None:
        """Raise what a call has raised, if any has."""
        if self._error is not None:
            raise self._error


def _listen(solver: highspy.Highs, listener: Listener, scale: Scale, calls: Calls) -> None:
    def heard(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        incumbent, bound = (_known(money, scale) for money in (out.mip_primal_bound, out.mip_dual_bound))
        listener(out.running_time, incumbent, bound, out.mip_gap if math.isfinite(out.mip_gap) else None)

    solver.cbMipLogging.subscribe(calls.guarded(heard))
    if isinstance(listener, Follower):
        _follow(solver, listener, scale, calls)


def _end_when_enough(
    solver: highspy.Highs, enough: Callable[[float, float | None, float], bool], scale: Scale, calls: Calls
) -> None:
    def heard(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        incumbent, bound = (_known(money, scale) for money in (out.mip_primal_bound, out.mip_dual_bound))
        if bound is not None and enough(bound, incumbent, out.running_time):
            calls.end()

    solver.cbMipLogging.subscribe(calls.guarded(heard))


def _follow(solver: highspy.Highs, follower: Follower, scale: Scale, calls: Calls) -> None:
    def improved(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        cost = float(out.objective_function_value) / scale.cost
        follower.found(np.array(out.mip_solution) * scale.column, cost, is_exact=False)

    solver.cbMipImprovingSolution.subscribe(calls.guarded(improved))


def _stop_when_asked(solver: highspy.Highs) -> None:
    """Have a solver stop at a Ctrl-C that the main thread, being inside it, cannot hear."""

    def asked(event: highspy.HighsCallbackEvent) -> None:
        if is_stop_asked():
            event.interrupt()

    if is_watched():
        for place in (solver.cbSimplexInterrupt, solver.cbIpmInterrupt, solver.cbMipInterrupt):
            place.subscribe(asked)


def _known(value: float, scale: Scale) -> float | None:
    """Return an objective of the solver in the programme's money; None where it has none yet."""
    return float(value) / scale.cost if math.isfinite(value) and abs(value) < 1e30 else None


def _answer(solver: highspy.Highs, run_status: object, program: LinearProgram, scale: Scale, seconds: float) -> Answer:
    """Read the answer in the programme's units; values only where the solver vouches for them."""
    kinds, found = highspy.HighsModelStatus, solver.getModelStatus()
    name = str(found).split(".")[-1]
    info, solution = solver.getInfo(), solver.getSolution()
    has = bool(solution.value_valid) and info.primal_solution_status == 2
    has = has and math.isfinite(info.objective_function_value)
    words = solver.modelStatusToString(found)
    if run_status == highspy.HighsStatus.kError or name in FAILURES:
        return Answer(Status.FAILED, seconds, message=words)
    if found == kinds.kInfeasible:
        return Answer(Status.INFEASIBLE, seconds, message=words)
    if found in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
        return Answer(Status.UNBOUNDED, seconds, message=words)
    interrupted = found == kinds.kInterrupt
    if not has:
        status = Status.FAILED if found == kinds.kOptimal else Status.NO_PLAN
        bound = _known(info.mip_dual_bound, scale)
        return Answer(status, seconds, bound=bound, interrupted=interrupted, message=words)
    is_mip = bool(program.integer.any())
    proven = found in (kinds.kOptimal, kinds.kModelEmpty)
    objective = float(info.objective_function_value) / scale.cost
    bound = _known(info.mip_dual_bound, scale) if is_mip else (objective if proven else None)
    duals = bool(solution.dual_valid) and not is_mip
    return Answer(
        status=Status.PROVEN if proven else Status.NOT_PROVEN,
        seconds=seconds,
        objective=objective,
        bound=bound,
        values=np.array(solution.col_value) * scale.column,
        row_dual=np.array(solution.row_dual) * scale.row / scale.cost if duals else None,
        column_dual=np.array(solution.col_dual) / scale.column / scale.cost if duals else None,
        interrupted=interrupted,
        nodes=int(info.mip_node_count) if is_mip else 0,
        blur=_blur(program, scale, np.array(solution.col_value)) if is_mip else 0.0,
        message=words,
    )


def _blur(program: LinearProgram, scale: Scale, values: NDArray[np.float64]) -> float:
    """Return by how much a bound may be off for what the solver hardly sees of the costs of a solution."""
    seen = np.abs(program.cost * scale.column) * scale.cost
    return UNSEEN_COST * float(np.abs(values[(seen > 0) & (seen < PLAIN)]).sum()) / scale.cost
