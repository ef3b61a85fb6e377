"""Seconds and peak memory of reading, checking and writing large workbooks, each in a process of its own.

``python benchmarks/files.py [--rows 100000] [--runs 3]`` makes a workbook of so many rows and reads and checks it;
then it writes a plan with so many rows in its tables, and reads that back. Medians of the runs are printed.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmark_cases import Rows, Size, case
from own_process import Found, cells, measured, median, peak_megabytes, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plans.plan import Plan

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"
CHAIN = Size(countries=50, sites=200, tiers=5, materials=5, periods=10, projects=100, neighbours=36, limited=0.3)
GROWS = ("Sourcing", "Purchases", "Production", "Flows", "Balances", "Shortages")  # with the size of a network
STAGES = ("read", "check", "write plan", "read plan")
CPU, PEAK = " of the processor", " peak MB"


@contextmanager
def timed(found: Found, name: str) -> Iterator[None]:
    """Note the seconds of what happens inside, by the clock and of the processor, and the peak memory after it."""
    began, used = time.perf_counter(), time.process_time()
    yield
    found[name], found[name + CPU] = time.perf_counter() - began, time.process_time() - used
    found[name + PEAK] = peak_megabytes()


def large_case(rows: int, seed: int = 1) -> Rows:
    """Return a generated case of about so many rows, most of them lanes."""
    usual = sum(map(len, case(CHAIN, seed, 20).values()))
    sites = max(CHAIN.sites * rows // usual, 10)
    return case(dataclasses.replace(CHAIN, sites=sites, projects=sites // 2), seed, 20)


def large_plan(rows: int, seed: int = 1) -> Plan:
    """Return the plan of inputs/small.xlsx with its network's rows repeated, in other amounts, to so many in all."""
    import numpy as np
    import pandas as pd

    from planner.infeasibility.planned import plan_book
    from planner.workbook.reading.reader import read

    plan, dice = plan_book(read(SMALL)), np.random.default_rng(seed)
    grows = {name: plan.tables[name] for name in GROWS if len(plan.tables[name])}
    others = sum(map(len, plan.tables.values())) - sum(map(len, grows.values()))
    times = max((rows - others) // sum(map(len, grows.values())), 1)
    tables = dict(plan.tables)
    for name, table in grows.items():
        tables[name] = pd.concat([table] * times, ignore_index=True)
        for column in table.select_dtypes("number"):
            tables[name][column] *= dice.uniform(0.8, 1.2, len(tables[name]))
    return dataclasses.replace(plan, tables=tables)


def read_stages(path: Path) -> Found:
    """Measure reading and checking a workbook."""
    from planner.workbook.checks.run import meaning
    from planner.workbook.reading.reader import read_rows

    found: Found = {}
    with timed(found, "read"):
        book, _ = read_rows(path)
    with timed(found, "check"):
        meaning(book)
    return found | {"input rows": sum(map(len, book.sheets.values()))}


def plan_stages(rows: int, folder: Path) -> Found:
    """Measure writing a plan and reading it back."""
    from planner.reports.loading.plan import read_plan
    from planner.reports.plan_workbook.write import write_plan

    plan, path, found = large_plan(rows), folder / "plan.xlsx", Found()
    with timed(found, "write plan"):
        write_plan(plan, path)
    with timed(found, "read plan"):
        tables, _ = read_plan(path)
    return found | {"plan rows": sum(map(len, tables.values()))}


def report(runs: list[Found]) -> None:
    """Print the medians of the runs as a table."""
    sizes = ", ".join(f"{median(runs, what) or 0:,.0f} {what}" for what in ("input rows", "plan rows"))
    print(f"{sizes}; medians of {len(runs)} runs\n")
    print(cells("stage", "seconds", "of the processor", "peak memory in MB"))
    print(cells(*["---"] * 4))
    for stage in STAGES:
        numbers: list[Any] = [median(runs, stage + kind) for kind in ("", CPU, PEAK)]
        seconds = [None if number is None else f"{number:.2f}" for number in numbers[:2]]
        print(cells(stage, *seconds, None if numbers[2] is None else f"{numbers[2]:.0f}"))


def main() -> None:
    """Print the table, or (for a process of its own) measure one workbook or one plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--plan", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        tell(read_stages(given.read))
    elif given.plan:
        tell(plan_stages(given.rows, given.plan))
    else:
        from planner.workbook.template.write import write_workbook

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.xlsx"
            write_workbook(path, large_case(given.rows))
            report([
                measured(__file__, "--read", str(path))
                | measured(__file__, "--plan", folder, "--rows", str(given.rows))
                for _ in range(given.runs)
            ])  # fmt: skip


if __name__ == "__main__":
    main()
