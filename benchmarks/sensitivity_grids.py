"""Draws workbooks with ranges and holds what planner sensitivity proves to full solves on a grid.

Run from the project's folder: ``python benchmarks/sensitivity_grids.py 100`` (drawn workbooks), ``100 200`` from the
hundredth on. Prints what is false; nothing where all of it holds.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from drawn_ranges import drawn, wrong


def main() -> int:
    """Draw so many workbooks and say what is false."""
    *first, last = map(int, sys.argv[1:] or ("20",))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first[0] if first else 0, last):
            said = wrong(Path(folder) / "in.xlsx", drawn(random.Random(seed)), 9)
            failed += bool(said)
            for line in said:
                print(f"{seed}: {line}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
