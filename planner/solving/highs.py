"""The one module that knows the solver: hands arrays over, checks that they arrived, and says why it stopped."""

from __future__ import annotations

import io
import math
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import highspy
import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.errors import SolverError
from planner.interrupts import after_all
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer, Listener
from planner.statuses import Status
from planner_models.tolerances import LEAST_COEFFICIENT

BANNED = frozenset({"1.14.0"})  # calls wrong answers of small mixed-integer models optimal
FAILURES = frozenset(
    {"kNotset", "kSolveError", "kModelError", "kLoadError", "kPresolveError", "kPostsolveError", "kUnknown"}
)
LARGEST = 1e15  # in the solver's units
LARGE = 50_000  # columns from which on an interior point method is several times faster than the simplex method
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


class Solver:
    """The solver with a programme in it, in the units that it solves in.

    Raises
    ------
    SolverError
        When the solver rejects the programme or holds fewer rows, columns or coefficients than were sent.
    """

    def __init__(self, program: LinearProgram) -> None:
        solver_version()
        _refuse_large(program)
        self._is_mixed = bool(program.integer.any())
        self._rows, self._columns = (np.arange(n, dtype=np.int32) for n in program.matrix.shape)
        self._highs, self._ran = _new_solver(), highspy.HighsStatus.kOk
        self._stops: list[Callable[[], bool]] = []  # what may ask it to stop
        self.set(log_to_console=False, small_matrix_value=LEAST_COEFFICIENT)
        self._hand_over(program)

    def _hand_over(self, program: LinearProgram) -> None:
        matrix, (rows, columns) = program.matrix, program.matrix.shape
        status = self._highs.passModel(
            columns, rows, matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize),
            program.offset, program.cost, program.lower, program.upper, program.row_lower, program.row_upper,
            matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
            program.integer.astype(np.int32),
        )  # fmt: skip
        _demand(status, "the model")
        held = (self._highs.getNumRow(), self._highs.getNumCol(), self._highs.getNumNz())
        if held != (rows, columns, matrix.nnz):
            message = f"the solver holds another model: {held} of rows, columns and coefficients"
            raise SolverError(message)

    def set(self, **options: object) -> None:
        """Set options; a solver that refuses one would otherwise go on with its default."""
        for name, value in options.items():
            _demand(self._highs.setOptionValue(name, value), f"the option {name} = {value!r}")

    def set_row_limits(self, lower: Floats, upper: Floats) -> None:
        """Set the limits of all rows that were there at first."""
        _demand(self._highs.changeRowsBounds(len(lower), self._rows, lower, upper), "new row limits")

    def set_column_limits(self, lower: Floats, upper: Floats) -> None:
        """Set the limits of all columns."""
        _demand(self._highs.changeColsBounds(len(lower), self._columns, lower, upper), "new column limits")

    def set_costs(self, cost: Floats, offset: float) -> None:
        """Set the costs of all columns, and what is paid anyway."""
        _demand(self._highs.changeColsCost(len(cost), self._columns, cost), "new costs")
        _demand(self._highs.changeObjectiveOffset(offset), "a new offset")

    def add_rows(self, matrix: csr_array, lower: Floats, upper: Floats) -> None:
        """Add rows on the same columns."""
        starts, indices = matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32)
        added = self._highs.addRows(len(lower), lower, upper, int(matrix.nnz), starts, indices, matrix.data)
        _demand(added, "new rows")

    def start_at(self, values: Floats) -> None:
        """Begin from a solution, or part of one with NaN elsewhere."""
        known = np.flatnonzero(np.isfinite(values)).astype(np.int32)
        self._highs.setSolution(len(known), known, values[known])

    def forget(self) -> None:
        """Forget where the last solve stood."""
        _demand(self._highs.clearSolver(), "a new beginning")

    def stop_when(self, asked: Callable[[], bool]) -> None:
        """Have the solver stop while a call says so, or another that was given before."""
        self._stops = stops = [*self._stops, asked]

        def heard(event: highspy.HighsCallbackEvent) -> None:
            event.interrupt(any(stop() for stop in stops))  # what is not taken back stops the next solve as well

        for place in (self._highs.cbSimplexInterrupt, self._highs.cbIpmInterrupt, self._highs.cbMipInterrupt):
            place.subscribe(heard)

    def tell(self, told: Listener) -> None:
        """Have the solver tell of a search: seconds, incumbent, bound and gap, None where it has none yet."""

        def heard(event: highspy.HighsCallbackEvent) -> None:
            out = event.data_out
            gap = out.mip_gap if math.isfinite(out.mip_gap) else None
            told(out.running_time, _known(out.mip_primal_bound), _known(out.mip_dual_bound), gap)

        self._highs.cbMipLogging.subscribe(heard)

    def tell_better(self, told: Callable[[Floats, float], None]) -> None:
        """Have the solver tell of every better solution, and what it costs."""

        def heard(event: highspy.HighsCallbackEvent) -> None:
            told(np.array(event.data_out.mip_solution), float(event.data_out.objective_function_value))

        self._highs.cbMipImprovingSolution.subscribe(heard)

    def run(self, threads: int | None, seconds: float) -> None:
        """Solve from where the last solve stood; threads of None are those of the last solve of this process."""
        self.set(time_limit=self._highs.getRunTime() + max(seconds, 0.0))  # the solver's clock runs on
        self._set_threads((_scheduler or [1])[-1] if threads is None else threads)
        with after_all():
            self._ran = self._highs.run()

    def search(self, threads: int, seconds: float) -> None:
        """Solve; the solver tells of every Ctrl-C on standard output and ends the process at the fifth."""
        self.set(time_limit=max(seconds, 0.0))
        self._set_threads(threads)
        self._highs.HandleKeyboardInterrupt = True
        try:
            with redirect_stdout(io.StringIO()):
                self._ran = self._highs.solve()
        except SystemExit as forced:
            raise KeyboardInterrupt from forced
        finally:  # it makes a circle, and the solver would stay until the collector came by
            self._highs.HandleKeyboardInterrupt = False

    def _set_threads(self, threads: int) -> None:
        """Set the threads just before a solve: a process has one scheduler, which refuses any number but its own."""
        if _scheduler[-1:] != [threads]:
            highspy.Highs.resetGlobalScheduler(True)
            _scheduler[:] = [threads]
        self.set(threads=threads)

    def answer(self, seconds: float) -> Answer:
        """Return the answer of the last solve; values only where the solver vouches for them."""
        kinds, found = highspy.HighsModelStatus, self._highs.getModelStatus()
        words, is_optimal = self._highs.modelStatusToString(found), found == kinds.kOptimal
        if self._ran == highspy.HighsStatus.kError or str(found).split(".")[-1] in FAILURES:
            return Answer(Status.FAILED, seconds, message=words)
        if found == kinds.kInfeasible:
            return Answer(Status.INFEASIBLE, seconds, message=words)
        if found in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
            return Answer(Status.UNBOUNDED, seconds, message=words)
        info, solution = self._highs.getInfo(), self._highs.getSolution()
        objective, bound = float(info.objective_function_value), _known(info.mip_dual_bound)
        status = Status.FAILED if is_optimal else Status.NO_PLAN
        end = Answer(status, seconds, bound=bound, interrupted=found == kinds.kInterrupt, message=words)
        if not solution.value_valid or info.primal_solution_status != 2 or not math.isfinite(objective):
            return end
        is_proven = is_optimal or found == kinds.kModelEmpty
        has_prices = solution.dual_valid and not self._is_mixed
        return replace(
            end,
            status=Status.PROVEN if is_proven else Status.NOT_PROVEN,
            objective=objective,
            bound=bound if self._is_mixed else objective if is_proven else None,
            values=np.array(solution.col_value),
            row_dual=np.array(solution.row_dual) if has_prices else None,
            column_dual=np.array(solution.col_dual) if has_prices else None,
            nodes=int(info.mip_node_count) if self._is_mixed else 0,
        )


def first_method(columns: int) -> str:
    """Return how a linear programme of so many columns is solved that is not solved from where it stood."""
    return "ipm" if columns > LARGE else "choose"


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


def _refuse_large(program: LinearProgram) -> None:
    """Refuse a number that the solver would misread: it drops a whole model for one coefficient of 1e16."""
    limits = np.concatenate([program.lower, program.upper, program.row_lower, program.row_upper])
    sorts = {"coefficient": program.matrix.data, "cost": program.cost, "limit": limits[np.isfinite(limits)]}
    for what, values in sorts.items():
        if values.size and not np.abs(values).max() < LARGEST:
            message = f"a {what} is {np.abs(values).max():.2g} times the others: more than arithmetic has digits for"
            raise SolverError(message)


def _demand(status: object, what: str) -> None:
    if status != highspy.HighsStatus.kOk:
        message = f"the solver refused {what}"
        raise SolverError(message)


def _known(value: float) -> float | None:
    """Return an objective; None where the solver has none yet."""
    return float(value) if math.isfinite(value) and abs(value) < 1e30 else None
