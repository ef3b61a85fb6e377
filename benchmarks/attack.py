"""Attacks ``check``: mutates the example at random; whatever is passed must also assemble and build.

``python benchmarks/attack.py [--runs 1000] [--seed 1] [--solve]`` prints every failure: a traceback, a message at a
cell that is nowhere, a workbook that is passed and cannot be built or (with ``--solve``) is rejected by the solver.
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

if TYPE_CHECKING:
    from planner.faults import Fault
    from planner.workbook.book import Book

Sheets = dict[str, list[dict[str, Any]]]
ODD: tuple[Any, ...] = (
    None, "", " ", "zzz", -1, 0, 1, 2.5, 1e9, 1e14, 1e308, 1e-12, "nan", "inf", "1e400", "-", "*", "each", "foreign",
    "base", "yes", "no", True, False, "30%", "+30%", "x2", "add 1", "1,5", "2031", 2031, 2029, "free", "must", "never",
    "2029: 3", "a; b", ";", "a: 1", "power: 1; power: 2", "@", "a @ b", ">", "\u0430\u0431", "\u200b", "S\u043euth",
    "\u0663", "none", datetime.datetime(2029, 1, 1), datetime.time(12, 0),
    "=1+1", "'", "each but", "each but *", "makes", "HHI at most",
)  # fmt: skip


def mutated(sheets: Sheets, dice: random.Random) -> Sheets:
    """Return a copy with a few things wrong."""
    found: Sheets = {name: [dict(row) for row in table] for name, table in sheets.items()}
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        name = dice.choice([name for name, table in found.items() if table])
        table = found[name]
        row = dice.choice(table)
        way = dice.random()
        if way < 0.45:
            row[dice.choice(list(row))] = dice.choice(ODD)
        elif way < 0.6:
            other = dice.choice([one for one in found.values() if one])
            row[dice.choice(list(row))] = dice.choice(list(dice.choice(other).values()))
        elif way < 0.7:
            one, two = dice.choice(list(row)), dice.choice(list(row))
            for each in table:
                each[one], each[two] = each.get(two), each.get(one)
        elif way < 0.78:
            table.append(dict(row))
        elif way < 0.86:
            table.remove(row)
        elif way < 0.93:
            column = dice.choice(list(row))
            held = row[column]
            row[column] = held * dice.choice((-1, 0, 1e-3, 1e3, 1e6)) if type(held) in (int, float) else f"{held}x"
        else:
            column = dice.choice(list(row))
            for each in table:
                each.pop(column, None)
    return found


def write(path: Path, sheets: Sheets) -> None:
    """Write a plain workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        header = list(dict.fromkeys(key for row in table for key in row))
        sheet.append(header)
        for row in table:
            sheet.append([row.get(key) for key in header])
    book.save(path)


def nowhere(faults: list[Fault], sheets: Sheets) -> list[str]:
    """Return the faults that are at no cell of the workbook, or say nothing of what would do."""
    found = []
    for fault in faults:
        at = re.fullmatch(r"([A-Z]{1,3})(\d+)|row (\d+)", fault.cell)
        row = int(at[2] or at[3]) if at else 0
        if fault.cell and (at is None or row > len(sheets.get(fault.sheet, ())) + 1):
            found.append(f"no such cell: {fault}")
        elif not fault.remedy and " must " not in fault.wrong and fault.severity.value == "error":
            found.append(f"no remedy: {fault}")
    return found


def failures(path: Path, sheets: Sheets, is_solved: bool) -> list[str]:
    """Return what goes wrong with one workbook."""
    from planner.workbook.checks.run import read_and_check

    try:
        write(path, sheets)
    except ValueError:
        return []  # a sign that no workbook can hold
    try:
        book, faults = read_and_check(path)
        return nowhere(faults, sheets) + ([] if book is None else _built(book, is_solved))
    except Exception:
        return [traceback.format_exc()]


def _built(book: Book, is_solved: bool) -> list[str]:
    from models.build import trunk
    from planner.errors import InfeasibleError, NoPlanError, WorkbookError
    from planner.workbook.assemble.problem import assemble

    if not is_solved:
        trunk(assemble(book))
        return []
    from planner.infeasibility.planned import plan_book

    try:
        plan = plan_book(book, time_limit=20, threads=1)
    except (InfeasibleError, NoPlanError, WorkbookError):
        return []  # what the workbook asks for cannot be: an answer
    failed = plan.tables["Checks"].query("`pass` != 'yes'")
    return [f"check fails: {row['check']} at {row['where']}" for _, row in failed.iterrows()]


def main() -> None:
    """Attack and print what fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solve", action="store_true", help="Solve what is passed, too.")
    given = parser.parse_args()
    from planner.workbook.template.example import EXAMPLE

    dice, seen = random.Random(given.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        for run in range(given.runs):
            sheets = mutated(EXAMPLE, dice)
            for failure in failures(Path(folder) / "x.xlsx", sheets, given.solve):
                seen += 1
                print(f"run {run}: {failure}", flush=True)
    print(f"{given.runs} workbooks, {seen} failures")
    sys.exit(bool(seen))


if __name__ == "__main__":
    main()
