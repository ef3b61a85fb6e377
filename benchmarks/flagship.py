"""The real case planned whole, beside HiGHS alone on MPS files of the same problem: same gap, options and threads.

``python benchmarks/flagship.py [--runs 3] [--limit 600]``. The files are of the model with the cuts that planning added
(*with cuts*: what HiGHS would have had to solve if somebody had given it the cuts), the same in the units that the
planner hands over (*in units*), and the model that holds every disruption whole (*extensive*: what HiGHS alone would
have to solve). Each run is a process of its own; they take turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from own_process import Found, cells, measured, median, peak_megabytes, processor_seconds, tell

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options

FLAGSHIP = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"
FILES = {"HiGHS, with cuts": "cuts", "HiGHS, with cuts, in units": "units", "HiGHS, extensive": "extensive"}
PATHS = ("planner", *FILES)


def planned(path: Path, limit: float) -> Found:
    """Plan a workbook: all of it, and the solve alone."""
    from planner.infeasibility.planned import plan_book
    from planner.planning.pipeline import Stages
    from planner.workbook.reading.reader import read

    began, used = time.perf_counter(), processor_seconds()
    stages = Stages()
    plan = plan_book(read(path), stages=stages, time_limit=limit)
    return {
        "seconds": time.perf_counter() - began, "processor": processor_seconds() - used,
        "solve": stages.seconds["solve"], "objective": plan.run["objective"], "gap": plan.run["gap"],
        "peak MB": peak_megabytes(), "columns": plan.run["variables"], "rows": plan.run["rows"],
    }  # fmt: skip


def alone(path: Path, gap: float, limit: float) -> Found:
    """Let HiGHS read an MPS file and solve it, with its options as they are but for the gap and the time."""
    import highspy

    began, used = time.perf_counter(), processor_seconds()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(path))
    read = time.perf_counter()
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("time_limit", limit)
    solver.run()
    info = solver.getInfo()
    found: Found = {
        "seconds": time.perf_counter() - began, "processor": processor_seconds() - used,
        "solve": time.perf_counter() - read, "peak MB": peak_megabytes(), "columns": solver.getNumCol(),
        "rows": solver.getNumRow(), "status": solver.modelStatusToString(solver.getModelStatus()),
    }  # fmt: skip
    if np.isfinite(info.objective_function_value):
        found |= {"objective": info.objective_function_value, "gap": info.mip_gap}
    return found


def prepare(path: Path, folder: Path, limit: float) -> Found:
    """Write the MPS files of a workbook's case, and return the gap to solve to."""
    from planner.planning.modelled import cutters_of
    from planner.planning.pipeline import options_of
    from planner.solving.branches.cuts import engines
    from planner.solving.branches.shapes import Shapes
    from planner.solving.branches.whole import extensive
    from planner.solving.compile import compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.scaling import Scale
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read
    from planner_models.build import trunk

    book = read(path)
    options: Options = replace(options_of(book), time_limit=limit)
    model = trunk(assemble(book))
    program = compile_model(model)
    cutters, lowest = cutters_of(model, program, options)
    planes = CuttingPlanes(lowest, options, cutters)
    with engines(cutters):
        planes.run()
    units = Scale.of(planes.program)
    _write(planes.program, None, folder / "cuts.mps")
    _write(planes.program, units, folder / "units.mps")
    _write(extensive(model, lowest, Shapes(model, program)), None, folder / "extensive.mps")
    return {"gap": options.gap, "money": units.cost, "added": planes.added, "solves": planes.solves}


def _write(program: LinearProgram, units: Any, path: Path) -> None:
    from planner.solving.highs import Solver
    from planner.solving.scaling import Scale

    rows, columns = program.matrix.shape
    natural = Scale(np.ones(columns), np.ones(rows), 1.0)
    Solver((units or natural).of_program(program))._highs.writeModel(str(path))


def compare(path: Path, paths: list[str], runs: int, limit: float) -> dict[str, list[Found]]:
    """Return the measurements of every path, which take turns."""
    found: dict[str, list[Found]] = {name: [] for name in paths}
    with tempfile.TemporaryDirectory() as folder:
        how = measured(__file__, "--prepare", folder, "--case", str(path), "--limit", str(limit))
        print(f"{how['solves']} solves, {how['added']} rows added by planning, gap {how['gap']:.2%}\n")
        for _ in range(runs):
            for name in paths:
                options = ["--one", name, "--case", str(path), "--limit", str(limit)]
                if name in FILES:
                    file = str(Path(folder) / f"{FILES[name]}.mps")
                    options = ["--one", name, "--case", file, "--gap", str(how["gap"]), "--limit", str(limit)]
                run = measured(__file__, *options, timeout=2 * limit + 60)
                if "objective" in run and name == "HiGHS, with cuts, in units":
                    run["objective"] /= how["money"]
                found[name].append(run)
                print(name, run, file=sys.stderr, flush=True)  # a run takes minutes, and all of them may be stopped
    return found


def report(found: dict[str, list[Found]]) -> None:
    """Print the medians of every path, and the planner's time as a multiple of each."""
    head = ("path", "seconds", "of the processor", "solve alone", "planner / this", "gap", "objective", "columns",
            "rows", "peak MB", "status")  # fmt: skip
    print(cells(*head), cells(*("---" for _ in head)), sep="\n")
    ours = median(found.get("planner", []), "solve")
    for name, of in found.items():
        numbers = [_shown(median(of, what), 1) for what in ("seconds", "processor", "solve")]
        own = median(of, "solve")
        ratio = f"{ours / own:.2f}" if ours and own else ""
        gap = median(of, "gap")
        sizes = [_shown(median(of, what), 0) for what in ("objective", "columns", "rows", "peak MB")]
        shown_gap = "" if gap is None else f"{gap:.3%}"
        print(cells(name, *numbers, ratio, shown_gap, *sizes, of[-1].get("status", "planned")), flush=True)


def _shown(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def main() -> None:
    """Print the table, or (for a process of its own) prepare the files or measure one path."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=Path, default=FLAGSHIP)
    parser.add_argument("--paths", nargs="*", choices=PATHS, default=list(PATHS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=600.0)
    parser.add_argument("--gap", type=float)
    parser.add_argument("--one", choices=PATHS)
    parser.add_argument("--prepare", type=Path)
    given = parser.parse_args()
    if given.prepare:
        tell(prepare(given.case, given.prepare, given.limit))
    elif given.one == "planner":
        tell(planned(given.case, given.limit))
    elif given.one:
        tell(alone(given.case, given.gap, given.limit))
    else:
        report(compare(given.case, given.paths, given.runs, given.limit))


if __name__ == "__main__":
    main()
