"""Seconds to a proven 1% gap and peak memory by number of branches: cuts beside the extensive form, in one run.

``python benchmarks/branches.py [1 10 50 200 1000] [--limit 1800]``. Each solve runs in a process of its own, so
that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmark_cases import SIZES, case

GAP = 0.01


def solve(path: Path, form: str, limit: float) -> dict[str, object]:
    """Solve a workbook's case in one form; return seconds, objective, bound and peak memory."""
    from models.build import trunk
    from planner.solving.branches import engines, extensive
    from planner.solving.compile import collector_paused, compile_model
    from planner.solving.highs import solve as solve_program
    from planner.solving.outcome import Options
    from planner.solving.rounds import Rounds
    from planner.solving.solve import cutters_of
    from planner.solving.stamp import Shapes
    from planner.workbook.assemble import assemble
    from planner.workbook.reader import read

    problem = assemble(read(path))
    options = Options(gap=GAP, time_limit=limit, processes=os.cpu_count() or 1)
    began = time.perf_counter()
    with collector_paused():
        model = trunk(problem)
        program = compile_model(model)
    cutters, lowest = cutters_of(model, program, options)
    if form == "cuts":
        with engines(cutters):
            answer, _ = Rounds(lowest, options, cutters).run()
    else:
        answer = solve_program(extensive(model, lowest, Shapes(model, program)), options)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"status": answer.status.value, "seconds": seconds, "objective": answer.objective, "bound": answer.bound,
            "peak MB": memory}  # fmt: skip


def in_a_process(path: Path, form: str, limit: float) -> dict[str, object]:
    """Run one solve in a process of its own; a process that does not end in twice its limit is ended."""
    command = [sys.executable, __file__, "--one", str(path), "--form", form, "--limit", str(limit)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=2 * limit + 60, check=True)
    except subprocess.TimeoutExpired:
        return {"status": f"not ended after {2 * limit + 60:.0f} s"}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def table(counts: list[int], limit: float, forms: list[str]) -> None:
    """Print a row for each number of branches and form."""
    from planner.workbook.template import write_workbook

    print("| branches | form | status | seconds | gap | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.xlsx"
            write_workbook(path, case(SIZES["R"], 1, count))
            for form in forms:
                cells = [str(count), form, *_cells(in_a_process(path, form, limit))]
                print(f"| {' | '.join(cells)} |", flush=True)


def _cells(found: dict[str, object]) -> list[str]:
    objective, bound = found.get("objective"), found.get("bound")
    gap = ""
    if isinstance(objective, float) and isinstance(bound, float):
        gap = f"{max(objective - bound, 0.0) / max(abs(objective), 1e-9):.2%}"
    seconds, memory = found.get("seconds"), found.get("peak MB")
    return [
        str(found["status"]),
        f"{seconds:.1f}" if isinstance(seconds, float) else "",
        gap,
        f"{memory:.0f}" if isinstance(memory, float) else "",
    ]


def main() -> None:
    """Print the table, or (for a process of its own) solve one case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1, 10, 50, 200, 1000])
    parser.add_argument("--limit", type=float, default=1800.0)
    parser.add_argument("--forms", default="cuts,extensive")
    parser.add_argument("--one", type=Path)
    parser.add_argument("--form", choices=["cuts", "extensive"])
    given = parser.parse_args()
    if given.one:
        print(json.dumps(solve(given.one, given.form, given.limit)))
    else:
        table(given.counts, given.limit, given.forms.split(","))


if __name__ == "__main__":
    main()
