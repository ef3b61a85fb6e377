"""Plan published two-stage stochastic network designs as workbooks, beside HiGHS on the extensive form.

    python benchmarks/netdes.py FOLDER network-10-10-L-01 ...
    python benchmarks/netdes.py FOLDER --write OUT network-10-10-L-01
    python benchmarks/netdes.py FOLDER network-30-10-L-01 --log results.jsonl --table docs/benchmarks.md

FOLDER holds the files `network-NODES-SCENARIOS-DENSITY-ID.dat.gz` of Pyomo/mpi-sppy (examples/netdes, BSD 3-clause) and
`best_known.csv`. An arc is a project that unlocks a lane; a scenario is a disruption as long as the one period, and the
chances add up to 1. `--write` only writes the workbooks; `--extensive` lets HiGHS solve all scenarios as one programme
too. Seconds are of the processor, on one thread unless more are asked for. The log holds the course of each solve: when
the best plan and the bound moved.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
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

    from pandas import DataFrame


BEGINS, ENDS = "<!-- netdes begins -->", "<!-- netdes ends -->"
HEAD = """| design | published | planned | proven at least | gap | seconds by the clock | of the processor | status |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


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


@dataclass(frozen=True)
class Result:
    """What planning an instance came to; money is NaN where there is none."""

    instance: str
    published: float
    published_bound: float
    found: float
    bound: float
    seconds: float  # by the clock
    processor: float
    status: str
    course: tuple[tuple[float, float | None, float | None], ...] = ()  # seconds, best plan and bound where one moved
    held: float = math.nan  # what the plan costs by a linear programme of each scenario, from the published file
    opened: tuple[tuple[int, int], ...] = ()  # the arcs of the plan, places counted from 0

    @property
    def gap(self) -> float:
        """How far what was found is from what is proven, as a share of it."""
        return (self.found - self.bound) / self.found

    def row(self) -> str:
        """Return the row of a table."""
        apart = f"{self.published_bound:,.1f} to " if self.published_bound < self.published else ""
        cells = [self.instance.removeprefix("network-"), f"{apart}{self.published:,.1f}", _money(self.found),
                 _money(self.bound), "" if math.isnan(self.gap) else f"{max(self.gap, 0):.2%}",
                 f"{self.seconds:.0f}", f"{self.processor:.0f}", self.status]  # fmt: skip
        return f"| {' | '.join(cells)} |"


def _money(amount: float) -> str:
    return "" if math.isnan(amount) else f"{amount:,.2f}"


class Heard:
    """Hears how far a solve is: its course, and the bound for where it ends without a plan."""

    def __init__(self) -> None:
        self.bound, self.course = math.nan, list[tuple[float, float | None, float | None]]()

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, _: float | None) -> None:
        """Note the best plan and the bound, where one has moved."""
        self.bound = self.bound if bound is None else bound
        if not self.course or self.course[-1][1:] != (incumbent, bound):
            self.course.append((seconds, incumbent, bound))


def planned(folder: Path, name: str, limit: float, threads: int) -> Result:
    """Plan an instance."""
    best, heard, design = published(folder)[name], Heard(), read_design(folder / f"{name}.dat.gz")
    held, opened = math.nan, tuple[tuple[int, int], ...]()
    with tempfile.TemporaryDirectory() as scratch:
        path = write(Path(scratch) / f"{name}.xlsx", sheets_of(design))
        began, processor = time.perf_counter(), spent()
        try:
            plan = plan_book(read(path), time_limit=limit, threads=threads, listener=heard)
            told = (plan.run["objective"], plan.run["bound"], str(plan.run["status"]))
            opened = opened_by(plan.tables["Investments"])
            held = cost_of(design, opened)
        except NoPlanError:
            told = (math.nan, heard.bound, "no plan")
    return Result(
        name,
        *best,
        *told[:2],
        time.perf_counter() - began,
        spent() - processor,
        told[2],
        tuple(heard.course),
        held,
        opened,
    )


def opened_by(investments: DataFrame) -> tuple[tuple[int, int], ...]:
    """Return the arcs that a plan opens, places counted from 0: their projects are called `arc 1 to 2` from 1 on."""
    built = investments.loc[investments["decision"] == "build", "project"]
    return tuple(sorted({(int(n[1]) - 1, int(n[3]) - 1) for n in (name.split() for name in built)}))


def cost_of(design: Design, opened: tuple[tuple[int, int], ...]) -> float:
    """Return what a design costs with some arcs opened, by a linear programme of each scenario alone."""
    total = sum(design.fixed[arc] for arc in opened)
    for scenario in design.scenarios:
        programme = Programme()
        for arc in opened:
            programme.variable(arc, scenario.cost[arc], most=scenario.capacity[arc])
        for node, balance in enumerate(scenario.balance):
            ways = [(1.0 if arc[0] == node else -1.0, arc) for arc in opened if node in arc]
            if ways or balance:
                programme.row(ways, balance, balance)
        total += scenario.chance * programme.solve()
    return total


def run(folder: Path, names: Iterable[str], limit: float, threads: int, log: Path | None, is_extensive: bool) -> None:
    """Plan the named instances, print a line for each, and add it to a log."""
    for name in names:
        found = planned(folder, name, limit, threads)
        print(found.row(), flush=True)
        if log is not None:
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(found)) + "\n")
        if is_extensive:
            began = spent()
            alone = Extensive(read_design(folder / f"{name}.dat.gz")).solve()
            print(f"{name}, as one programme: {alone:.2f}, {spent() - began:.1f} s of the processor", flush=True)


def write_table(page: Path, log: Path) -> None:
    """Write the last result of each instance in a log as the table of a page, between its two marks."""
    found = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        result = Result(**json.loads(line))
        found[result.instance] = result
    table = "\n".join([HEAD, *(found[name].row() for name in sorted(found, key=_size))])
    before, after = page.read_text(encoding="utf-8").split(BEGINS)[0], page.read_text(encoding="utf-8").split(ENDS)[1]
    page.write_text(f"{before}{BEGINS}\n{table}\n{ENDS}{after}", encoding="utf-8")


def _size(name: str) -> tuple[int, int, str, str]:
    nodes, scenarios, density, number = name.removeprefix("network-").split("-")
    return int(nodes), int(scenarios), "LH"[density == "H"], number


def spent() -> float:
    """Return the seconds of the processor of this program and of those that it has started and ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--log", type=Path, help="add each result to this file, a line of JSON each")
    parser.add_argument("--table", type=Path, metavar="PAGE", help="write what the log holds as the table of this page")
    parser.add_argument("--write", type=Path, metavar="OUT")
    parser.add_argument("--extensive", action="store_true")
    parser.add_argument("--time-limit", type=float, default=600.0)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    if asked.write is None:
        run(asked.folder, asked.names, asked.time_limit, asked.threads, asked.log, asked.extensive)
        if asked.table is not None:
            write_table(asked.table, asked.log)
        return
    for name in asked.names:
        print(write(asked.write / f"{name}.xlsx", sheets_of(read_design(asked.folder / f"{name}.dat.gz"))))


if __name__ == "__main__":
    main()
