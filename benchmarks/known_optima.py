"""Plan all published instances of tests/data and print how close and how fast.

Run ``python benchmarks/known_optima.py [NAME ...]`` from anywhere; without names all 50 are planned.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import test_known_optima as known
from workbooks import Sheets, plan


def instances() -> dict[str, tuple[Sheets, float]]:
    """Return the workbook and the published optimum of every instance, by name."""
    cases = {"transport": (known.transport(), 153.675), "steel": (known.steel(), -515033.0)}
    cases |= {name: (known.warehouses(name), best) for name, best in known.optima("warehouses").items()}
    return cases | {name: (known.network(name), best) for name, best in known.optima("networks").items()}


def main(names: list[str]) -> None:
    """Plan the named instances, or all, and print a line for each."""
    head = f"{'instance':<12}{'published':>16}{'objective':>16}{'difference':>12}{'gap':>10}{'seconds':>9}"
    print(f"{head}  status")
    with tempfile.TemporaryDirectory() as folder:
        for name, (sheets, published) in instances().items():
            if names and name not in names:
                continue
            began = time.perf_counter()
            run = plan(Path(folder) / f"{name}.xlsx", sheets).run
            difference = (run["objective"] - published) / max(1.0, abs(published))
            seconds = time.perf_counter() - began
            print(
                f"{name:<12}{published:>16.3f}{run['objective']:>16.3f}{difference:>12.1e}{run['gap']:>10.1e}"
                f"{seconds:>9.1f}  {run['status']}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
