"""Plan capacitated location with 10 to 1,500 demand scenarios as workbooks, beside HiGHS on all scenarios at once.

    python benchmarks/location.py cap41 10 50 250 --limit 600

The networks are OR-Library's (tests/data/warehouses), the scenarios are drawn (tests/locations.py). HiGHS alone gets
all of them as one programme, written straight into arrays: a second model of the same problem. Both have one thread and
the same gap, each in a process of its own, and the plan is held by a linear programme of each scenario. Seconds are of
the processor: of the planner from the file to the audited plan, of HiGHS from arrays to its answer.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from own_process import Found, cells, measured, peak_megabytes, processor_seconds, tell
from scipy.sparse import block_array, csr_array, diags_array, eye_array, kron

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from locations import Location, drawn, sheets_of
from workbooks import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from locations import Floats
    from pandas import DataFrame

HEAD = ("scenarios", "columns of all", "planned", "proven at least", "seconds", "peak MB", "status",
        "HiGHS alone", "proven at least", "seconds", "peak MB", "status")  # fmt: skip
CLOCK = 4.0  # so many times the limit by the clock ends either, on a machine that is shared


def extensive(location: Location) -> Any:
    """Return a solver that holds all scenarios: facilities come first, then what each sends in every scenario."""
    facilities, (scenarios, customers) = len(location.opening), location.demand.shape
    infinite, asked = highspy.kHighsInf, location.demand.ravel()
    sent, served = scenarios * facilities * customers, scenarios * facilities
    matrix = _matrix(location.capacity, scenarios, customers)
    solver, row_wise, minimise = highspy.Highs(), 2, 1
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    status = solver.passModel(
        facilities + sent, served + len(asked) + 1, matrix.nnz, row_wise, minimise, 0.0,
        np.concatenate([location.opening, np.tile(location.freight.ravel() / scenarios, scenarios)]),
        np.zeros(facilities + sent),
        np.concatenate([np.ones(facilities), np.full(sent, infinite)]),
        np.concatenate([np.full(served, -infinite), asked, [location.demand.sum(axis=1).max()]]),
        np.concatenate([np.zeros(served), asked, [infinite]]),
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        np.concatenate([np.ones(facilities, np.int32), np.zeros(sent, np.int32)]),
    )  # fmt: skip
    assert status == highspy.HighsStatus.kOk
    return solver


def _matrix(capacity: Floats, scenarios: int, customers: int) -> csr_array:
    """Return the rows: what a facility sends, what a customer gets, and capacity for all that is ever asked for."""
    each, facilities = eye_array(scenarios), len(capacity)
    sends = kron(each, kron(eye_array(facilities), np.ones((1, customers))))
    gets = kron(each, kron(np.ones((1, facilities)), eye_array(customers)))
    opened = kron(np.ones((scenarios, 1)), diags_array(-capacity))
    rows = [[opened, sends], [None, gets], [csr_array(capacity[None, :]), None]]
    return csr_array(block_array(rows, format="csr"))


def alone(location: Location, gap: float, limit: float) -> Found:
    """Let HiGHS solve all scenarios as one programme, until the seconds of the processor are over."""
    began, solver = processor_seconds(), extensive(location)

    def heard(event: Any) -> None:
        if processor_seconds() - began > limit:
            event.interrupt()

    for place in (solver.cbSimplexInterrupt, solver.cbIpmInterrupt, solver.cbMipInterrupt):
        place.subscribe(heard)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("time_limit", CLOCK * limit)
    solver.run()
    info, is_done = solver.getInfo(), solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = {"cost": info.objective_function_value, "bound": info.mip_dual_bound}
    told = {name: value for name, value in found.items() if math.isfinite(value)}
    return told | {
        "columns": solver.getNumCol(), "seconds": processor_seconds() - began, "peak MB": peak_megabytes(),
        "status": "closed" if is_done else "stopped",
    }  # fmt: skip


def planned(path: Path, location: Location, limit: float) -> Found:
    """Plan a workbook and hold the plan by its scenarios."""
    from planner.infeasibility.planned import plan_book
    from planner.planning.pipeline import Stages
    from planner.workbook.reading.reader import read

    began, stages = processor_seconds(), Stages()
    plan = plan_book(read(path), time_limit=CLOCK * limit, threads=1, stages=stages)
    seconds, peak = processor_seconds() - began, peak_megabytes()
    cost, status = plan.run["objective"], str(plan.run["status"])
    held = cost_of(location, opened_by(plan.tables["Investments"]))
    assert set(plan.tables["Checks"]["pass"]) == {"yes"}
    assert math.isclose(cost, held, rel_tol=1e-6), (cost, held)
    print({name: round(taken, 1) for name, taken in stages.seconds.items()}, file=sys.stderr)
    return {"cost": cost, "bound": plan.run["bound"], "seconds": seconds, "peak MB": peak, "status": status}


def opened_by(investments: DataFrame) -> list[int]:
    """Return the facilities that a plan opens, counted from 0: their projects are called `open 1` from 1 on."""
    built = investments.loc[investments["decision"] == "build", "project"]
    return sorted({int(name.split()[1]) - 1 for name in built})


def cost_of(location: Location, opened: Iterable[int]) -> float:
    """Return what a location costs with some facilities open, by a linear programme of each scenario alone."""
    places = list(opened)
    total = float(location.opening[places].sum())
    for asked in location.demand:
        here = Location(np.zeros(len(places)), location.capacity[places], location.freight[places], asked[None, :])
        solver = extensive(here)
        solver.setOptionValue("solve_relaxation", True)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        total += float(solver.getInfo().objective_function_value) / len(location.demand)
    return total


def compare(name: str, scenarios: int, seed: int, gap: float, limit: float, paths: Iterable[str]) -> str:
    """Return the row of a table: a location planned, and solved by HiGHS alone."""
    found: dict[str, Found] = {"planner": {}, "alone": {}}
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / f"{name}.xlsx", sheets_of(drawn(name, scenarios, seed), gap))
        for which in paths:
            options = [
                "--one",
                which,
                "--path",
                str(path),
                "--seed",
                str(seed),
                "--gap",
                str(gap),
                "--limit",
                str(limit),
            ]
            found[which] = measured(__file__, name, str(scenarios), *options, timeout=2 * CLOCK * limit)
            print(name, scenarios, which, found[which], file=sys.stderr, flush=True)
    return cells(scenarios, _shown(found["alone"].get("columns")), *_told(found["planner"]), *_told(found["alone"]))


def _told(found: Found) -> list[str]:
    numbers = [
        _shown(found.get(what), digits) for what, digits in (("cost", 1), ("bound", 1), ("seconds", 1), ("peak MB", 0))
    ]
    return [*numbers, str(found.get("status", ""))]


def _shown(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def main() -> None:
    """Print the table, or (for a process of its own) measure one way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("scenarios", nargs="*", type=int, default=[10, 50, 250])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds of the processor")
    parser.add_argument("--paths", nargs="*", choices=("planner", "alone"), default=["planner", "alone"])
    parser.add_argument("--one", choices=("planner", "alone"))
    parser.add_argument("--path", type=Path)
    asked = parser.parse_args()
    if asked.one is None:
        print(cells(*HEAD), cells(*("---" for _ in HEAD)), sep="\n")
        for scenarios in asked.scenarios:
            print(compare(asked.name, scenarios, asked.seed, asked.gap, asked.limit, asked.paths), flush=True)
        return
    location = drawn(asked.name, asked.scenarios[0], asked.seed)
    tell(
        alone(location, asked.gap, asked.limit) if asked.one == "alone" else planned(asked.path, location, asked.limit)
    )


if __name__ == "__main__":
    main()
