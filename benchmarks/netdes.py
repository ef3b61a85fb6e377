"""Plan published two-stage stochastic network designs as workbooks, beside HiGHS on the extensive form.

    python benchmarks/netdes.py FOLDER network-10-10-L-01 ...
    python benchmarks/netdes.py FOLDER --write OUT network-10-10-L-01

FOLDER holds the files `network-NODES-SCENARIOS-DENSITY-ID.dat.gz` of Pyomo/mpi-sppy (examples/netdes, BSD 3-clause) and
`best_known.csv`. An arc is a project that unlocks a lane; a scenario is a disruption as long as the one period, and the
chances add up to 1. `--write` only writes the workbooks; `--extensive` lets HiGHS solve all scenarios as one programme
too. Seconds are of the processor, on one thread.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from designs import Design, read_design, sheets_of
from programme import Programme
from workbooks import write

from planner.errors import NoPlanError
from planner.infeasibility.planned import plan_book
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable


class Extensive(Programme):
    """All scenarios of a design in one mixed-integer programme."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        for arc, fixed in design.fixed.items():
            self.variable(("open", arc), fixed, most=1, whole=True)
        for number, scenario in enumerate(design.scenarios):
            for arc in design.fixed:
                sent = self.variable(("sent", arc, number), scenario.chance * scenario.cost[arc])
                self.row([(1.0, sent), (-scenario.capacity[arc], ("open", arc))], most=0)
            for node, balance in enumerate(scenario.balance):
                terms = [
                    (1.0 if arc[0] == node else -1.0, ("sent", arc, number)) for arc in design.fixed if node in arc
                ]
                self.row(terms, balance, balance)


def published(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the best cost and the best bound that are published of each instance."""
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        return {row["instance"]: (float(row["best_known"]), float(row["best_bound"])) for row in csv.DictReader(file)}


def run(folder: Path, names: Iterable[str], limit: float, is_extensive: bool) -> None:
    """Plan the named instances and print a line for each."""
    best = published(folder)
    print(
        f"{'instance':<20}{'published':>11}{'objective':>14}{'bound':>14}{'difference':>12}{'seconds':>9}{'extensive':>11}"
    )
    for name in names:
        design = read_design(folder / f"{name}.dat.gz")
        with tempfile.TemporaryDirectory() as scratch:
            book = read(write(Path(scratch) / f"{name}.xlsx", sheets_of(design)))
            began = spent()
            try:
                found = plan_book(book, time_limit=limit, threads=1).run
            except NoPlanError as error:
                print(f"{name:<20}{best[name][0]:>11.1f}  {error}", flush=True)
                continue
        seconds, began = spent() - began, spent()
        alone = Extensive(design).solve() if is_extensive else math.nan
        beside = spent() - began if is_extensive else math.nan
        told = "" if math.isnan(alone) else f", extensive {alone:.2f}"
        off = (found["objective"] - best[name][0]) / best[name][0]
        print(
            f"{name:<20}{best[name][0]:>11.1f}{found['objective']:>14.2f}{found['bound']:>14.2f}{off:>12.1e}"
            f"{seconds:>9.1f}{beside:>11.1f}  {found['status']}{told}",
            flush=True,
        )


def spent() -> float:
    """Return the seconds of the processor of this program and of those that it has started and ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--write", type=Path, metavar="OUT")
    parser.add_argument("--extensive", action="store_true")
    parser.add_argument("--time-limit", type=float, default=600.0)
    asked = parser.parse_args()
    if asked.write is None:
        run(asked.folder, asked.names, asked.time_limit, asked.extensive)
        return
    for name in asked.names:
        print(write(asked.write / f"{name}.xlsx", sheets_of(read_design(asked.folder / f"{name}.dat.gz"))))


if __name__ == "__main__":
    main()
