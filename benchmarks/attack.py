"""Attacks ``check``: mutates the example at random; whatever is passed must also assemble and build.

``python benchmarks/attack.py [--runs 1000] [--seed 1] [--solve]`` prints every failure: a traceback, a message at a
cell that is nowhere, a proposed value that does not do, a workbook that is passed and cannot be built or (with
``--solve``) is rejected by the solver. ``--workbook FILE`` mutates another workbook.
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
    from collections.abc import Mapping, Sequence

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


def mutated(sheets: Mapping[str, Sequence[Mapping[str, Any]]], dice: random.Random) -> Sheets:
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


def read_sheets(path: Path) -> Sheets:
    """Return the rows of a workbook's sheets that are read, by what stands above their cells."""
    from openpyxl import load_workbook

    from planner.workbook.schema.sheets import BY_NAME

    book = load_workbook(path, data_only=True)
    found: Sheets = {}
    for name in (name for name in book.sheetnames if name in BY_NAME and BY_NAME[name].is_read):
        header, *rows = book[name].iter_rows(values_only=True)
        filled = [row for row in rows if any(cell is not None for cell in row)]
        found[name] = [{str(key): cell for key, cell in zip(header, row, strict=True) if key} for row in filled]
    return {name: table for name, table in found.items() if table}


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
        found = nowhere(faults, sheets) + misled(path, sheets, faults)
        return found + ([] if book is None else _built(book, is_solved))
    except Exception:
        return [traceback.format_exc()]


def misled(path: Path, sheets: Sheets, faults: Sequence[Fault]) -> list[str]:
    """Return the faults that are there still, or another at their cell, when what they propose is typed in a file."""
    from planner.workbook.checks.run import read_and_check

    found, before = [], {(fault.place, fault.wrong) for fault in faults}
    for fault in faults:
        for value in () if fault.proposal is None else fault.proposal.values:
            write(path, _typed(sheets, fault, value))
            after = [each for each in read_and_check(path)[1] if each.severity.value != "note"]
            places = {fault.place, *fault.also}
            wrong = [each for each in after if each.place in places and (each.place, each.wrong) not in before]
            wrong += [each for each in after if (each.place, each.wrong) == (fault.place, fault.wrong)]
            found += [f"misled: {fault} With {value!r} typed: {each}" for each in wrong]
    return found


def _typed(sheets: Sheets, fault: Fault, value: Any) -> Sheets:
    """Return a copy in which a value stands in the cells of a fault, or in place of a part of what they hold."""
    from openpyxl.utils import column_index_from_string

    from planner.workbook.reading.mends import in_place_of

    assert fault.proposal is not None
    part = fault.proposal.part
    found: Sheets = {name: [dict(row) for row in table] for name, table in sheets.items()}
    for place in fault.mended_at:
        sheet, _, cell = place.partition("!")
        at = re.fullmatch(r"([A-Z]{1,3})(\d+)", cell)
        assert at is not None, place
        table = found[sheet]
        header = list(dict.fromkeys(key for row in table for key in row))[column_index_from_string(at[1]) - 1]
        if int(at[2]) == 1:
            found[sheet] = [{value if key == header else key: held for key, held in row.items()} for row in table]
        else:
            row = table[int(at[2]) - 2]
            row[header] = in_place_of(part, value, str(row[header])) if part else value
    return found


def _built(book: Book, is_solved: bool) -> list[str]:
    from planner.errors import InfeasibleError, NoPlanError, WorkbookError
    from planner.workbook.assemble.problem import assemble
    from planner_models.build import trunk

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
    parser.add_argument("--workbook", type=Path, help="Mutate this workbook in place of the example.")
    parser.add_argument("--solve", action="store_true", help="Solve what is passed, too.")
    given = parser.parse_args()
    from planner.workbook.template.example import EXAMPLE

    start = EXAMPLE if given.workbook is None else read_sheets(given.workbook)
    dice, seen = random.Random(given.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        for run in range(given.runs):
            sheets = mutated(start, dice)
            for failure in failures(Path(folder) / "x.xlsx", sheets, given.solve):
                seen += 1
                print(f"run {run}: {failure}", flush=True)
    print(f"{given.runs} workbooks, {seen} failures")
    sys.exit(bool(seen))


if __name__ == "__main__":
    main()
