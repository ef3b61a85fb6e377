"""Prints a hash of the compiled arrays of several cases, and of their branches: what a change of structure must keep.

``python benchmarks/array_hashes.py OUT.json`` at two revisions; the files must be the same. ``--real`` adds the real
case, which is built and not solved.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.benchmark_cases import problem_of
from planner.errors import WorkbookError
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import compile_model
from planner.solving.labels import key_of, owner_of
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.bounds import NoBoundError
from planner_models.build import trunk
from planner_models.measures import CAPACITY, MEASURED, add_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner_models.problem import Problem

ROOT = Path(__file__).parents[1]
MOST_BRANCHES = 12  # of a case


def _add(digest: Any, *arrays: Any) -> None:
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())


def hashes(problem: Problem, measured: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return the hash of a model's arrays and of those of its branches."""
    model = trunk(problem, measured)
    if measured:
        add_changes(model, {})
    program = compile_model(model)
    digest = hashlib.sha256()
    matrix = program.matrix
    _add(digest, program.cost, program.lower, program.upper, program.integer, program.row_lower, program.row_upper)
    _add(digest, matrix.data, matrix.indices, matrix.indptr)
    for members in (program.columns, program.rows):
        digest.update(repr([(name, first, len(keys)) for name, first, keys in members.named()]).encode())
        few = range(0, len(members), max(len(members) // 500, 1))
        digest.update(repr([(owner_of(members[n]), key_of(members[n])) for n in few]).encode())
    own = digest.hexdigest()[:16]
    shapes, digest = Shapes(model, program), hashlib.sha256()
    for branch in model.branches[:: max(len(model.branches) // MOST_BRANCHES, 1)]:
        for found in (shapes.stamped(branch), shapes.window(branch)):
            _add(digest, found.cost, found.lower, found.upper, found.row_lower, found.row_upper, found.missing)
            _add(digest, found.promised, found.nonnegative, found.limited, found.left)
            for part in (found.matrix, found.matrix_trunk):
                _add(digest, part.data, part.indices, part.indptr)
            digest.update(repr((found.columns, found.rows)).encode())
    return {"trunk": own, "branches": digest.hexdigest()[:16]}


def cases(real: bool) -> Iterator[tuple[str, Problem]]:
    """Yield the cases that are hashed."""
    from drawn_networks import draw
    from drawn_odd import draw_odd
    from workbooks import write

    drawings = (("drawn", draw), ("odd", draw_odd))
    files = sorted((ROOT / "inputs").glob("*.xlsx"))
    for file in files:  # the real case only where it is asked for
        if real or file.stem != "ai_chips":
            yield file.stem, assemble(read(file))
    for size in ("XS", "R", "S"):
        yield f"generated {size}", problem_of(size)
    for name, drawing, seed in [(name, drawing, seed) for seed in range(60) for name, drawing in drawings]:
        with tempfile.TemporaryDirectory() as folder:
            file = write(Path(folder) / "in.xlsx", drawing(random.Random(seed)))
            try:
                yield f"{name} {seed}", assemble(read(file))
            except WorkbookError as error:
                print(name, seed, type(error).__name__)


def main() -> None:
    """Write the hashes of all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--real", action="store_true")
    given = parser.parse_args()
    found: dict[str, Any] = {}
    for name, problem in cases(given.real):
        try:
            found[name] = hashes(problem)
            if not name.startswith(("generated", "ai_chips")):
                found[f"{name}, measured"] = hashes(problem, MEASURED - {CAPACITY})
        except (NoBoundError, WorkbookError) as error:
            found[name] = type(error).__name__
    given.out.write_text(json.dumps(found, indent=1))
    print(f"{len(found)} cases")


if __name__ == "__main__":
    main()
