"""Seconds of the processor that ``check`` takes of workbooks that are large where it could be slow, each in a process.

``python benchmarks/checking.py [--runs 1]``: 5,000 sites with 600 slips of their names, 1,000,000 different texts, and
100,000 rows with 200 cases, most of one row, every tenth of all of a sheet.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from files import large_case
from own_process import cells, measured, median, tell

if TYPE_CHECKING:
    from collections.abc import Callable

Rows = dict[str, list[dict[str, Any]]]
AIMS = {"slips": 2, "texts": 30, "cases": 30}


def slips(dice: random.Random) -> Rows:
    """Return 5,000 sites and 1,000 lanes, 600 of which begin at a site with one letter wrong."""
    words = ("North", "South", "East", "West", "Upper", "Lower")
    sites = [f"{dice.choice(words)} Works {''.join(dice.choices('abcdefghijklmnop', k=6))}" for _ in range(5000)]
    begins = [_misspelt(dice.choice(sites), dice) if n < 600 else dice.choice(sites) for n in range(1000)]
    return _small(sites[:2]) | {"Sites": [{"site": name} for name in sites],
                                "Lanes": [{"from": name, "to": "*"} for name in begins]}  # fmt: skip


def texts(dice: random.Random) -> Rows:
    """Return a small workbook with 1,000,000 different texts on a sheet that is not read."""
    scratch = [{f"c{i}": f"text {n} {i}" for i in range(10)} for n in range(100_000)]
    return _small(["here", "there"]) | {"Scratch": scratch}


def cases(dice: random.Random) -> Rows:
    """Return 100,000 rows, most of them lanes, and 200 cases."""
    found = large_case(100_000)
    lanes, projects = found["Lanes"], found["Projects"]
    changes = (
        lambda: ("Lanes", "{from} / {to}".format(**dice.choice(lanes)), "cost", "x1.2"),
        lambda: ("Demand", "*", "amount", "x1.1"),
        lambda: ("Projects", dice.choice(projects)["project"], "active", "no"),
        lambda: ("Settings", "discount rate", "value", 0.03),
    )
    every = [("Lanes", "*", "cost", "x1.1") if n % 10 == 9 else changes[n % 4]() for n in range(200)]
    keys = ("sheet", "row", "column", "change")
    found["Cases"] = [{"case": f"case {n}", **dict(zip(keys, change, strict=True))} for n, change in enumerate(every)]
    return found


KINDS: dict[str, Callable[[random.Random], Rows]] = {"slips": slips, "texts": texts, "cases": cases}


def _misspelt(name: str, dice: random.Random) -> str:
    at = dice.randrange(len(name))
    return name[:at] + dice.choice("xyzq") + name[at + 1 :]


def _small(sites: list[str]) -> Rows:
    return {
        "Periods": [{"period": 2026}],
        "Materials": [{"material": "goods"}],
        "Sites": [{"site": name} for name in sites],
        "Suppliers": [{"supplier": "maker", "site": sites[0], "material": "goods", "price": 1}],
        "Demand": [{"market": sites[0], "material": "goods", "amount": 1, "shortage cost": 5}],
    }


def write(path: Path, sheets: Rows) -> None:
    """Write a plain workbook, its texts shared."""
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet, header = book.add_worksheet(name), list(dict.fromkeys(key for row in rows for key in row))
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, ["" if row.get(key) is None else row[key] for key in header])
    book.close()


def main() -> None:
    """Print the table, or (for a process of its own) measure one workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        from planner.workbook.checks.run import read_and_check

        began = time.process_time()
        _, faults = read_and_check(given.read)
        tell({"seconds": time.process_time() - began, "faults": len(faults)})
        return
    print(cells("workbook", "seconds of the processor", "aim", "faults told"))
    print(cells(*["---"] * 4))
    with tempfile.TemporaryDirectory() as folder:
        for name, make in KINDS.items():
            path = Path(folder) / f"{name}.xlsx"
            write(path, make(random.Random(1)))
            runs = [measured(__file__, "--read", str(path)) for _ in range(given.runs)]
            seconds, told = (median(runs, what) or 0.0 for what in ("seconds", "faults"))
            print(cells(name, f"{seconds:.1f}", str(AIMS[name]), f"{told:.0f}"), flush=True)


if __name__ == "__main__":
    main()
