"""Plan random workbooks and hold each against a second model, which shares nothing with the planner.

    python benchmarks/second_models.py circles 0 1000      recipes that feed each other (tests/drawn_circles.py)
    python benchmarks/second_models.py steps 0 1000        price steps and what they are in disruptions (drawn_steps.py)

Prints every disagreement with its seed, every check that does not pass, and in the end how many there were of each.
"""

from __future__ import annotations

import argparse
import importlib
import math
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from workbooks import write

from planner.errors import InfeasibleError
from planner.solving.command import read_checked
from planner.solving.solve import solve_book

SAME = 1e-6


def outcome(drawn: Any, seed: int, path: Path) -> str:
    """Return in a word how a seed's workbook ends, after the words of what is wrong with it."""
    sheets = drawn.draw(random.Random(seed))
    least = drawn.Whole(sheets).solve()
    try:
        plan = solve_book(read_checked(write(path, sheets), "base")[0])
    except InfeasibleError:
        return "none possible" if math.isinf(least) else f"differs: none possible, and {least}"
    cost, checks = plan.run["objective"], plan.tables["Checks"]
    if not abs(cost - least) <= SAME * max(1.0, abs(least)):
        return f"differs: {cost}, and {least}"
    failed = checks.loc[checks["pass"] != "yes", ["check", "where"]].to_numpy().tolist()
    return f"check does not pass: {failed}" if failed else "same"


def main() -> None:
    """Run the seeds that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("circles", "steps"))
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    asked = parser.parse_args()
    drawn, found = importlib.import_module(f"drawn_{asked.kind}"), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.last):
            ended = outcome(drawn, seed, Path(folder) / "in.xlsx")
            word, _, told = ended.partition(":")
            found[word] += 1
            if told:
                print(seed, ended, flush=True)
    print(dict(found))


if __name__ == "__main__":
    main()
