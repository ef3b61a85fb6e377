"""A generated case with branches for mpi-sppy: a scenario a branch, the trunk's columns as its first stage.

``python benchmarks/mpisppy_peer.py CASE.xlsx --limit 600`` solves one by ``LShapedMethod`` to a gap of 1%, or until
it has used so many seconds of the processor, and tells seconds, objective and bound after each round. The scenarios
are made from the same arrays that the planner's own decomposition solves.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pyomo.environ as pyo
from own_process import Found, peak_megabytes, processor_seconds, tell
from pyomo.core.expr import LinearExpression
from raw_arrays import hand_over

from planner.solving.compile import LinearProgram
from planner.solving.labels import Members

if TYPE_CHECKING:
    from planner.solving.branches.branch_program import BranchProgram

GAP = 0.01


class Scenarios:
    """The branches of a model as mpi-sppy's scenarios, all equally likely: each branch's weight is in its costs.

    What a branch costs, and what it counts beyond the trunk, are columns of the planner's model and of the second
    stage here: what it counts is at least what it costs less the trunk's running cost over the same window.
    """

    def __init__(
        self,
        program: LinearProgram,
        recourse: dict[int, int],
        extra: dict[int, int],
        branches: dict[int, BranchProgram],
    ) -> None:
        self.names = [f"branch{b}" for b in sorted(recourse)]
        self._program, self._extra, self._branches = program, extra, branches
        self._trunk = np.setdiff1d(np.arange(len(program.cost)), [*recourse.values(), *extra.values()])
        self._solvers: dict[int, Any] = {}
        self._same, tying = {}, []
        for b in recourse:
            held = set(program.matrix[:, [recourse[b], extra[b]]].tocoo().row.tolist())
            if len(held) != 1:
                message = "a row besides its own holds the cost of a branch: not a case for this comparison"
                raise ValueError(message)
            tying += held
            row = program.matrix[[*held]].toarray()[0]
            self._same[b] = row[self._trunk] / row[extra[b]]
        self._rows = np.setdiff1d(np.arange(len(program.row_lower)), tying)

    def cost(self, first_stage: Any) -> float:
        """Return what a first stage costs with every branch at its best."""
        trunk = np.zeros(len(self._program.cost))
        trunk[self._trunk] = first_stage
        total = float(self._program.cost @ trunk)
        for b, branch in self._branches.items():
            lower, upper = branch.limits(trunk)
            if b not in self._solvers:
                self._solvers[b] = hand_over(_alone(branch))
            solver = self._solvers[b]
            solver.changeRowsBounds(len(lower), np.arange(len(lower), dtype=np.int32), lower, upper)
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return float("inf")
            beyond = solver.getInfo().objective_function_value - self._same[b] @ first_stage
            extra = self._extra[b]
            total += self._program.cost[extra] * max(beyond, self._program.lower[extra])
        return total

    def model(self, name: str) -> Any:
        """Return the model of a scenario."""
        from mpisppy.utils.sputils import attach_root_node

        b = int(name.removeprefix("branch"))
        program, branch, trunk = self._program, self._branches[b], self._trunk
        model = pyo.ConcreteModel(name)
        model.x = _variables(program.lower[trunk], program.upper[trunk], program.integer[trunk])
        model.y = _variables(branch.lower, _closed(branch), np.zeros(len(branch.lower), dtype=bool))
        model.extra = pyo.Var(bounds=(_finite(program.lower[self._extra[b]]), None))
        x, y = list(model.x.values()), list(model.y.values())
        own = program.matrix[self._rows][:, trunk]
        model.trunk_rows = _rows([(own, x)], program.row_lower[self._rows], program.row_upper[self._rows])
        both = [(branch.matrix_trunk[:, trunk], x), (branch.matrix, y)]
        model.branch_rows = _rows(both, branch.row_lower, branch.row_upper)
        model.extra_cost = pyo.Constraint(expr=model.extra - _sum(branch.cost, y) + _sum(self._same[b], x) >= 0)
        model.first_cost = pyo.Expression(expr=_sum(program.cost[trunk], x))
        weight = program.cost[self._extra[b]] * len(self.names)
        model.total_cost = pyo.Objective(expr=model.first_cost + weight * model.extra)
        attach_root_node(model, model.first_cost, [model.x])
        model._mpisppy_probability = 1.0 / len(self.names)
        return model


def _closed(branch: BranchProgram) -> Any:
    """Return the upper limits of a branch's columns, where what is promised may not be missed."""
    found = branch.upper.copy()
    found[branch.missing[branch.promised > 0]] = 0.0
    return found


def _alone(branch: BranchProgram) -> LinearProgram:
    """Return a branch as a linear programme of its own, its row limits still those of no trunk."""
    return LinearProgram(
        cost=branch.cost, offset=0.0, lower=branch.lower, upper=_closed(branch),
        integer=np.zeros(len(branch.cost), dtype=bool), matrix=branch.matrix, row_lower=branch.row_lower,
        row_upper=branch.row_upper, columns=Members(), rows=Members(),
    )  # fmt: skip


def _variables(lower: Any, upper: Any, whole: Any) -> Any:
    return pyo.Var(
        range(len(lower)),
        domain=lambda _, j: pyo.Integers if whole[j] else pyo.Reals,
        bounds=lambda _, j: (_finite(lower[j]), _finite(upper[j])),
    )


def _finite(limit: float) -> float | None:
    return float(limit) if np.isfinite(limit) else None


def _sum(coefficients: Any, variables: list[Any]) -> Any:
    used = np.flatnonzero(coefficients)
    costs = [float(coefficients[j]) for j in used]
    return LinearExpression(linear_coefs=costs, linear_vars=[variables[j] for j in used])


def _rows(blocks: list[tuple[Any, list[Any]]], lower: Any, upper: Any) -> Any:
    """Return rows whose coefficients stand in blocks beside each other; rows of nothing are left out."""
    matrices = [(matrix.tocsr(), variables) for matrix, variables in blocks]

    def row(_: Any, i: int) -> Any:
        coefficients, variables = [], []
        for matrix, own in matrices:
            span = slice(matrix.indptr[i], matrix.indptr[i + 1])
            coefficients += matrix.data[span].tolist()
            variables += [own[j] for j in matrix.indices[span]]
        if not variables:
            return pyo.Constraint.Skip
        low, high = _finite(lower[i]), _finite(upper[i])
        body = LinearExpression(linear_coefs=coefficients, linear_vars=variables)
        return body == low if low is not None and low == high else (low, body, high)

    limited = [i for i in range(len(lower)) if np.isfinite(lower[i]) or np.isfinite(upper[i])]
    return pyo.Constraint(limited, rule=row)


class Watch:
    """Tells, after each round of cuts, what plan and bound are known, and stops at the gap or the time limit.

    The method itself knows no cost of a plan before its last round (its subproblems say by how much a plan's cost
    is counted too low, not what it is), so the cost of each round's plan is found here, by one warm linear
    programme a branch: a help that mpi-sppy would have to start another process for.
    """

    def __init__(self, scenarios: Scenarios, limit: float) -> None:
        self.scenarios, self.limit = scenarios, limit
        self.began, self.used = time.perf_counter(), processor_seconds()
        self.objective, self.bound, self.rounds = float("inf"), float("-inf"), 0
        self.seconds = 0.0

    def __call__(self, method: Any, rank: int, processes: int) -> Watch:
        """Return itself as the converger that mpi-sppy makes for a run."""
        self.method = method
        return self

    def convergence_value(self) -> float:
        """Look at the plan of this round: a whole first stage, and every branch solved at it."""
        method = self.method
        self.bound = max(self.bound, float(method._LShaped_bound))
        first_stage = np.array([variable.value for variable in method.root_vars])
        self.objective = min(self.objective, self.scenarios.cost(first_stage))
        self.rounds += 1
        tell(self.found())
        return self.gap

    def found(self) -> Found:
        """Return what is known by now."""
        return {
            "status": "proven" if self.gap <= GAP else "time limit",
            "seconds": time.perf_counter() - self.began,
            "processor": processor_seconds() - self.used,
            "objective": self.objective,
            "bound": self.bound,
            "rounds": self.rounds,
            "peak MB": peak_megabytes(),
        }

    @property
    def gap(self) -> float:
        """The gap between the best plan and the bound."""
        return (self.objective - self.bound) / max(abs(self.objective), 1e-9)

    def is_converged(self) -> bool:
        """Return whether the gap is small enough, or time is up: time of the processor, whoever else uses it."""
        self.seconds = processor_seconds() - self.used
        return self.gap <= GAP or self.seconds > self.limit


def scenarios_of(path: Path) -> Scenarios:
    """Return the scenarios of a workbook's case."""
    from planner.planning.modelled import cutters_of
    from planner.solving.branches.shapes import Shapes
    from planner.solving.compile import compile_model
    from planner.solving.outcome import Options
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read
    from planner_models.build import trunk

    model = trunk(assemble(read(path)))
    program = compile_model(model)
    _, lowest = cutters_of(model, program, Options())
    shapes = Shapes(model, program)
    recourse, extra = (
        {b: program.columns.place(each[b]) for b in model.recourse} for each in (model.recourse, model.extra)
    )
    return Scenarios(lowest, recourse, extra, {b: shapes.stamped(model.branches[b]) for b in recourse})


def solve(path: Path, limit: float) -> None:
    """Solve a case by mpi-sppy's L-shaped method, and tell after every round what is known by then.

    The process may have to be ended where one round takes too long.
    """
    watch = Watch(scenarios_of(path), limit)
    from mpisppy.opt.lshaped import LShapedMethod

    options = {"root_solver": "highs", "sp_solver": "highs", "max_iter": 10_000, "tol": 1e-7, "verbose": False}
    method = LShapedMethod(options, watch.scenarios.names, watch.scenarios.model)
    method.lshaped_algorithm(converger=watch)
    # where no cut is left to add the method ends without asking; what it has then is its optimum
    if watch.gap > GAP and watch.seconds <= limit:
        watch.convergence_value()
    tell(watch.found())


def main() -> None:
    """Solve the case of a workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Path)
    parser.add_argument("--limit", type=float, default=600.0)
    given = parser.parse_args()
    solve(given.case, given.limit)


if __name__ == "__main__":
    main()
