"""Plan random workbooks and hold each against a second model, which shares nothing with the planner.

    python benchmarks/second_models.py circles 0 1000      recipes that feed each other (tests/drawn_circles.py)
    python benchmarks/second_models.py steps 0 1000        price steps and what they are in disruptions (drawn_steps.py)
    python benchmarks/second_models.py networks 0 1000     lanes, rules, stocks, funders, curves (test_second_model.py)
    python benchmarks/second_models.py risks 0 1000        disruptions and the risk measure (test_second_risks.py)
    python benchmarks/second_models.py dearer 0 1000       the same with prices and tariffs hit
    python benchmarks/second_models.py mending 0 1000      the same with recovery
    python benchmarks/second_models.py floored 0 1000      the same with a floor at every moment
    python benchmarks/second_models.py decisions 0 1000    starts and contracts, all enumerated (test_enumeration.py)
    python benchmarks/second_models.py repacked 0 1000     plants that take what they make (test_repacked.py)
    python benchmarks/second_models.py content 0 1000      what holds content, in two colours (test_content_chains.py)
    python benchmarks/second_models.py ways 0 1000         the same by whole ways from the source

With ``--scaled`` each is planned with its money times 10^k and its amounts times 10^j, k and j drawn from -9 to 9, and
held against the second model of the usual units. Prints every seed that ends otherwise than it should, and in the end
how many ended how. A workbook in whose cells check finds an error, in any units, is planned all the same.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import drawn_chains
import drawn_circles
import drawn_networks
import drawn_risks
import drawn_steps
import test_content_chains
import test_enumeration
import test_repacked
import test_second_model
import whole_branches
from units import in_units
from workbooks import write

from planner.errors import InfeasibleError, PlannerError, WorkbookError
from planner.infeasibility.planned import plan_book
from planner.planning.workbooks import read_checked
from planner.statuses import Status
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbooks import Sheets

    from planner.workbook.book import Book

SAME = 1e-6
TOGETHER = 25  # workbooks after which memory is taken back
POWERS = range(-9, 10)
WELL = ("same", "none possible")


@dataclass(frozen=True)
class Kind:
    """A kind of random workbook: how one is drawn, and its least cost by the second model."""

    draw: Callable[[random.Random], Sheets]
    least: Callable[[Sheets], float]


KINDS = {
    "circles": Kind(drawn_circles.draw, lambda sheets: drawn_circles.Whole(sheets).solve()),
    "steps": Kind(drawn_steps.draw, lambda sheets: drawn_steps.Whole(sheets).solve()),
    "networks": Kind(drawn_networks.draw, lambda sheets: test_second_model.Second(sheets).solve()),
    "risks": Kind(drawn_risks.draw, lambda sheets: whole_branches.Second(sheets).solve()),
    "dearer": Kind(drawn_risks.draw_dearer, lambda sheets: whole_branches.Second(sheets).solve()),
    "mending": Kind(drawn_risks.draw_mending, lambda sheets: whole_branches.Second(sheets).solve()),
    "floored": Kind(drawn_risks.draw_floored, lambda sheets: whole_branches.Second(sheets).solve()),
    "decisions": Kind(test_enumeration.draw, lambda sheets: test_enumeration.Enumeration(sheets).least()),
    "content": Kind(drawn_chains.draw, lambda sheets: test_content_chains.TwoColours(sheets).solve()),
    "ways": Kind(test_content_chains.chain, lambda sheets: test_content_chains.Ways(sheets).solve()),
    "repacked": Kind(test_repacked.drawn, lambda sheets: test_repacked.Second(sheets).solve()),
}


def units_of(seed: int) -> tuple[int, int]:
    """Return the powers of ten of money and of amounts that a seed's workbook is planned in."""
    chance = random.Random(f"units of {seed}")
    return chance.choice(POWERS), chance.choice(POWERS)


def outcome(kind: Kind, seed: int, path: Path, powers: tuple[int, int] | None = None) -> str:
    """Return in a word how a seed's workbook ends, and after a colon what is wrong with it."""
    sheets = kind.draw(random.Random(seed))
    least, (k, j) = kind.least(sheets), powers or (0, 0)
    try:
        plan = plan_book(book_of(path, sheets, (k, j)), threads=1)
    except InfeasibleError:
        return "none possible" if least == math.inf else f"differs: none possible, and {least}"
    except PlannerError as error:
        return f"refused: {least}, and {error}"
    return held_against(plan, plan.run["objective"] / 10.0**k, least)


def book_of(path: Path, sheets: Sheets, powers: tuple[int, int]) -> Book:
    """Return a workbook in some units; without its errors only where the usual units have errors too."""
    try:
        return read_checked(write(path, in_units(sheets, 10.0 ** powers[0], 10.0 ** powers[1])), "base")[0]
    except WorkbookError:
        if powers != (0, 0) and is_right(path.with_name("usual.xlsx"), sheets):
            raise
        return read(path)


def is_right(path: Path, sheets: Sheets) -> bool:
    """Whether check finds no error in a workbook."""
    try:
        return bool(read_checked(write(path, sheets), "base"))
    except WorkbookError:
        return False


def held_against(plan: Any, cost: float, least: float) -> str:
    """Return how a plan's cost, status and checks are beside the least cost."""
    if math.isinf(least) or not abs(cost - least) <= SAME * max(1.0, abs(least)):
        return f"differs: {cost} ({plan.run['status']}), and {least}"
    checks = plan.tables["Checks"]
    failed = checks.loc[checks["pass"] != "yes", ["check", "where"]].to_numpy().tolist()
    if failed:
        return f"check does not pass: {failed}"
    return "same" if plan.status is Status.PROVEN else f"{plan.status}: {plan.run['stopped']}, gap {plan.run['gap']}"


def main() -> None:
    """Run the seeds that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int)
    parser.add_argument("--scaled", action="store_true", help="in units drawn at random")
    asked = parser.parse_args()
    found = Counter[str]()
    gc.disable()  # it would look through all models over and over; a sixth of the time
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.end):
            if seed % TOGETHER == 0:
                gc.collect()
            powers = units_of(seed) if asked.scaled else None
            ended = outcome(KINDS[asked.kind], seed, Path(folder) / "in.xlsx", powers)
            word = ended.partition(":")[0]
            found[word] += 1
            if word not in WELL:
                print(asked.kind, seed, *(powers or ()), ended, flush=True)
    print(f"{asked.kind}{' scaled' if asked.scaled else ''} {asked.first} {asked.end}: {dict(found)}")


if __name__ == "__main__":
    main()
