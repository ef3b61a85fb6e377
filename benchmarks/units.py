"""Plans random workbooks with their money times 10^k and their amounts times 10^j, and compares with the usual units.

``python benchmarks/units.py networks 0 200`` plans the workbooks that the tests draw with seeds 0 to 199, each in
other units drawn from -9 to 9; ``--all`` in all 361. Every disagreement is printed: an objective that is not the same,
a status, a check that fails.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import drawn_networks
import test_enumeration
import test_second_risks
from units import in_units
from workbooks import plan

from planner.errors import InfeasibleError, PlannerError

if TYPE_CHECKING:
    from collections.abc import Iterator

DRAW = {"networks": drawn_networks.draw, "risks": test_second_risks.draw, "decisions": test_enumeration.draw}
POWERS = range(-9, 10)
SAME = 1e-6


def planned(folder: Path, sheets: Any) -> tuple[float, str]:
    """Return the objective of a workbook's plan, and what there is to say of it."""
    try:
        found = plan(folder / "in.xlsx", sheets, gap=0, threads=1)
    except InfeasibleError:
        return math.inf, "infeasible"
    except PlannerError as error:
        return math.nan, str(error)
    checks = found.tables["Checks"]
    failed = checks.loc[checks["pass"] != "yes", "check"].tolist()
    return float(found.run["objective"]), "; ".join([str(found.run["status"]), *map(str, failed)])


def units_of(seed: int, in_all: bool) -> Iterator[tuple[int, int]]:
    """Yield the powers of ten of money and amounts to plan a workbook in."""
    chance = random.Random(seed)
    yield from itertools.product(POWERS, POWERS) if in_all else [(chance.choice(POWERS), chance.choice(POWERS))]


def main() -> None:
    """Plan what is asked, and tell of what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(DRAW))
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int)
    parser.add_argument("--all", action="store_true", help="in all units, not in one of them")
    asked = parser.parse_args()
    count = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.end):
            sheets = DRAW[asked.kind](random.Random(seed))
            least, words = planned(Path(folder), sheets)
            for k, j in units_of(seed, asked.all):
                cost, said = planned(Path(folder), in_units(sheets, 10.0**k, 10.0**j))
                same = cost == least or math.isclose(cost / 10.0**k, least, rel_tol=SAME, abs_tol=SAME)
                count, wrong = count + 1, wrong + (not same or said != words)
                if not same or said != words:
                    told = f"{cost / 10.0**k} ({said}), not {least} ({words})"
                    print(f"{asked.kind} {seed}, {k}, {j}: {told}", flush=True)
    print(f"{count} planned, {wrong} not the same")


if __name__ == "__main__":
    main()
