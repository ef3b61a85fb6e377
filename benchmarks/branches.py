"""Seconds to a proven 1% gap and peak memory by number of branches: cuts beside the extensive form, in one run.

``python benchmarks/branches.py [1 10 50 200 1000] [--size R] [--limit 1800] [--forms cuts extensive]``. Each solve runs
in a process of its own, so that its peak memory is its own. By ``cuts`` branches are judged in as many processes as
the machine has processors, by ``cuts-in-one-process`` in that one. The form ``mpi-sppy`` is the L-shaped method of
that library on the same instances (benchmarks/mpisppy_peer.py).
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmark_cases import SIZES, case
from own_process import Found, cells, measured, median, peak_megabytes, processor_seconds, tell

GAP = 0.01
FORMS = ("cuts", "cuts-in-one-process", "extensive", "mpi-sppy")
MPISPPY = Path(__file__).with_name("mpisppy_peer.py")


def solve(path: Path, form: str, limit: float) -> Found:
    """Solve a workbook's case in one form; return seconds, objective, bound and peak memory."""
    from planner.planning.modelled import cutters_of
    from planner.solving.branches.cuts import engines
    from planner.solving.branches.shapes import Shapes
    from planner.solving.branches.whole import extensive
    from planner.solving.compile import collector_paused, compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.outcome import Options
    from planner.solving.solve import solve as solve_program
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read
    from planner_models.build import trunk

    problem = assemble(read(path))
    options = Options(gap=GAP, time_limit=limit, processes=1 if form == "cuts-in-one-process" else os.cpu_count() or 1)
    began, used = time.perf_counter(), processor_seconds()
    with collector_paused():
        model = trunk(problem)
        program = compile_model(model)
    cutters, lowest = cutters_of(model, program, options)
    if form.startswith("cuts"):
        with engines(cutters):
            answer, _ = CuttingPlanes(lowest, options, cutters).run()
    else:
        answer = solve_program(extensive(model, lowest, Shapes(model, program)), options)
    seconds = time.perf_counter() - began
    return {
        "status": answer.status.value, "seconds": seconds, "processor": processor_seconds() - used,
        "objective": answer.objective, "bound": answer.bound, "peak MB": peak_megabytes(),
    }  # fmt: skip


def found_by(form: str, path: Path, limit: float) -> Found:
    """Solve a workbook's case in a process of its own, which is ended where it does not end in twice its limit."""
    timeout = 2 * limit + 60
    if form == "mpi-sppy":
        return measured(str(MPISPPY), str(path), "--limit", str(limit), timeout=timeout)
    return measured(__file__, "--one", str(path), "--form", form, "--limit", str(limit), timeout=timeout)


def table(size: str, counts: list[int], limit: float, forms: list[str], runs: int) -> None:
    """Print a row for each number of branches and form: medians of the runs, in which the forms take turns."""
    from planner.workbook.template.write import write_workbook

    head = ("branches", "form", "status", "seconds", "of the processor", "gap", "objective", "peak MB")
    print(cells(*head), cells(*("---" for _ in head)), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.xlsx"
            write_workbook(path, case(SIZES[size], 1, count))
            found: dict[str, list[Found]] = {form: [] for form in forms}
            for _ in range(runs):
                for form in forms:
                    found[form].append(found_by(form, path, limit))
            for form, of in found.items():
                print(cells(count, form, *_row(of)), flush=True)


def _row(of: list[Found]) -> list[str]:
    numbers = {what: median(of, what) for what in ("seconds", "processor", "objective", "bound", "peak MB")}
    objective, bound = numbers["objective"], numbers["bound"]
    gap = ""
    if objective is not None and bound is not None:
        gap = f"{max(objective - bound, 0.0) / max(abs(objective), 1e-9):.2%}"
    return [
        str(of[-1]["status"]), _shown(numbers["seconds"], 1), _shown(numbers["processor"], 1), gap,
        _shown(objective, 0), _shown(numbers["peak MB"], 0),
    ]  # fmt: skip


def _shown(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def main() -> None:
    """Print the table, or (for a process of its own) solve one case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1, 10, 50, 200, 1000])
    parser.add_argument("--size", choices=sorted(SIZES), default="R")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1800.0)
    parser.add_argument("--forms", nargs="*", choices=FORMS, default=["cuts", "extensive"])
    parser.add_argument("--one", type=Path)
    parser.add_argument("--form", choices=FORMS)
    given = parser.parse_args()
    if given.one:
        tell(solve(given.one, given.form, given.limit))
    else:
        table(given.size, given.counts, given.limit, given.forms, given.runs)


if __name__ == "__main__":
    main()
