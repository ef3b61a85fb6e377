"""Which decisions are settled: those that every plan has that costs no more than the best and the gap in money.

A decision (a project is started at all, or never) is settled where every plan that decides it otherwise is proven to
cost more than the plan that was found by more than the gap. The bound is that of the linear relaxation with all rows
that the solve has found; where that does not do and time is given, of a solve by itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.branches.cuts import engines
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import Members
from planner.solving.outcome import Options
from planner.solving.safe_bound import safe_bound
from planner.solving.separation import CutRow, Cutter
from planner.solving.warm_program import WarmProgram
from planner.solving.workers.pools import Pool, WorkerLostError, answered
from planner.statuses import Status
from planner_models.tolerances import GAP_CLOSED
from planner_models.trunk import Trunk

# of a project that is decided otherwise: its starts, and where it is not built the row that asks for one
Otherwise = tuple[list[int], int | None]

LOCKED: Final = "by the workbook"
SETTLED: Final = "yes"
OPEN: Final = "open"
STARTED: Final = 0.5
FINER: Final = 0.1  # of the gap: a bound is to tell costs apart that differ by one


@dataclass
class Settling:
    """A plan that was found, and what is asked of each of its decisions.

    Attributes
    ----------
    program
        The model with the rows that the solve has found: they hold for every plan.
    cost, plan
        Of the plan, and its values.
    apart
        By how much more than the plan found those plans may cost at the most that count.
    """

    model: Trunk
    program: LinearProgram
    cutters: list[Cutter]
    cost: float
    plan: Floats
    options: Options
    apart: float = field(init=False)

    def __post_init__(self) -> None:
        self.apart = self.options.money_gap or self.options.gap * abs(self.cost)
        self._starts: dict[int, list[int]] = {}
        for (k, _), start in self.model.start.items():
            self._starts.setdefault(k, []).append(self.program.columns.place(start))

    @property
    def limit(self) -> float:
        """What a plan that decides otherwise has to cost more than."""
        return self.cost + self.apart + GAP_CLOSED * max(abs(self.cost), self.apart)

    def by_bounds(self, seconds: float) -> dict[str, str]:
        """Return for each project whether it is settled by the linear relaxation's bounds; all of them open after that.

        What the workbook decides is settled by it.
        """
        return self.told(dearer(*self.asked(), seconds))

    def by_bounds_in(self, workers: Pool, seconds: float, until: float) -> Callable[[], dict[str, str]]:
        """Ask it in a worker; what is returned waits for the answer. Where the worker is lost, all of them are open.

        It may take so many seconds, and no longer than until a time (of ``time.time``): the worker may be busy first.
        """
        answer = workers.submit(dearer, *self.asked(), seconds, until)

        def told() -> dict[str, str]:
            try:
                return self.told(answered(answer, workers))
            except WorkerLostError:
                return self.told(frozenset())

        return told

    def asked(self) -> tuple[LinearProgram, dict[int, Otherwise], float, Options]:
        """Return what is asked of the relaxation, without names: for each project that is free how it is otherwise."""
        free = [k for k in self._free() if k in self._starts]
        program = self._with_rows([k for k in free if not self._is_started(k)])
        bare = replace(program, columns=Members(), rows=Members(), integer=np.zeros_like(program.integer))
        return bare, {k: (self._starts[k], self._row.get(k)) for k in free}, self.limit, self.options

    def told(self, settled: frozenset[int]) -> dict[str, str]:
        """Return what is said of each project, where so many are settled by bounds."""
        free, found = self._free(), {}
        for k, project in enumerate(self.model.index.problem.projects):
            if k not in free:
                found[project.name] = LOCKED
            else:  # some cannot serve before the horizon ends, whatever is planned
                found[project.name] = SETTLED if k in settled or k not in self._starts else OPEN
        return found

    def _free(self) -> list[int]:
        return [k for k, x in enumerate(self.model.index.problem.projects) if not (x.never or x.at_least or x.least)]

    def _is_started(self, k: int) -> bool:
        return bool(self.plan[self._starts[k]].sum() > STARTED)

    def _with_rows(self, unbuilt: list[int]) -> LinearProgram:
        """Return the programme with a row for the starts of each project that is not built, which limits nothing."""
        self._row = {k: len(self.program.row_lower) + n for n, k in enumerate(unbuilt)}
        if not unbuilt:
            return self.program
        matrix = np.zeros((len(unbuilt), len(self.program.cost)))
        for n, k in enumerate(unbuilt):
            matrix[n, self._starts[k]] = 1.0
        free, names = np.zeros(len(unbuilt)), tuple(CutRow("starts", (k,)) for k in unbuilt)
        return self.program.with_rows(csr_array(matrix), free, np.full(len(unbuilt), math.inf), names)

    def by_solves(self, known: dict[str, str], seconds: float) -> dict[str, str]:
        """Return the same, where what is open is asked by a solve of its own as long as time is left."""
        ends, found = time.perf_counter() + seconds, dict(known)
        program = self._with_rows([k for k in self._starts if not self._is_started(k)])
        names = [x.name for x in self.model.index.problem.projects]
        for k in self._starts:
            left = ends - time.perf_counter()
            if found[names[k]] == OPEN and left > 0 and self._is_proven_dearer(program, k, left):
                found[names[k]] = SETTLED
        return found

    def _is_proven_dearer(self, program: LinearProgram, k: int, seconds: float) -> bool:
        """Whether a solve proves that deciding a project otherwise costs more than the limit."""
        gap, money_gap = FINER * self.options.gap, FINER * self.options.money_gap
        asked = replace(self.options, time_limit=seconds, gap=gap, money_gap=money_gap)
        other = otherwise(program, (self._starts[k], self._row.get(k)))
        planes = CuttingPlanes(other, asked, self.cutters, keeps=False)
        with engines(self.cutters):
            answer, _ = planes.run()
        if answer.status is Status.INFEASIBLE:
            return True
        return answer.bound is not None and answer.bound > self.limit


def otherwise(program: LinearProgram, decided: Otherwise) -> LinearProgram:
    """Return a programme in which a project is decided the other way."""
    starts, row = decided
    if row is None:
        upper = program.upper.copy()
        upper[starts] = 0.0
        return replace(program, upper=upper)
    lower = program.row_lower.copy()
    lower[row] = 1.0
    return replace(program, row_lower=lower)


def dearer(
    program: LinearProgram, asked: Mapping[int, Otherwise], limit: float, options: Options, seconds: float,
    until: float = math.inf,
) -> frozenset[int]:  # fmt: skip
    """Return the projects of which the relaxation proves that deciding them otherwise costs more than a limit."""
    if not asked:
        return frozenset()
    ends, warm = time.perf_counter() + seconds, WarmProgram(program, options)

    def is_dearer(decided: Otherwise) -> bool:
        left = min(ends - time.perf_counter(), until - time.time())
        if left <= 0:
            return False
        other = otherwise(program, decided)
        warm.set_column_limits(other.lower, other.upper)
        warm.set_row_limits(other.row_lower, other.row_upper)
        answer = warm.run(left)
        if answer.status is Status.INFEASIBLE:
            return True  # no plan at all decides it so
        if answer.row_dual is None or answer.status is not Status.PROVEN:
            return False
        return safe_bound(other, answer.row_dual, warm.units) > limit

    return frozenset(k for k, decided in asked.items() if is_dearer(decided))
