"""Write small workbooks from plain rows, and plan them the way a planner would."""

from __future__ import annotations

import math
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from plain_workbook import write_plain
from quick_cells import is_plain, set_cells

from planner.faults import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.workbook.book import Book

Sheets = dict[str, list[dict[str, Any]]]


def write(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """Write a plain workbook, one sheet an entry, its header every key in the order met; return its path."""
    tables = {name: _table(entries) for name, entries in sheets.items()}
    if _is_all_plain(sheets):
        write_plain(path, tables)
        return path
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, table in tables.items():
        sheet = workbook.create_sheet(name)
        for row in table:
            sheet.append(row)
    workbook.save(path)
    return path


def _is_all_plain(sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> bool:
    cells = chain.from_iterable(chain(row, row.values()) for entries in sheets.values() for row in entries)
    return bool(sheets) and all(map(_is_plain, chain(sheets, cells)))


def _table(entries: Sequence[Mapping[str, object]]) -> list[list[object]]:
    header = list(dict.fromkeys(key for row in entries for key in row))
    return [list(header), *([row.get(key) for key in header] for row in entries)]


def _is_plain(value: object) -> bool:
    """Whether a cell is a number, a truth or an ordinary text: nearly all are."""
    if isinstance(value, str):
        return value.isprintable() and value[:1] not in ("", "=") and "_x" not in value and len(value) < 30_000
    return value is None or isinstance(value, bool | int) or (type(value) is float and math.isfinite(value))


def plan(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]], **options: Any) -> Plan:
    """Write the workbook and solve it."""
    # The solver's imports are slow, and tests that only read need none of them.
    from planner.infeasibility.planned import plan_book

    return plan_book(book_of(path, sheets, is_checked=False), **options)


def settings(**values: object) -> list[dict[str, Any]]:
    """Return the rows of a Settings sheet; an underscore stands for a blank."""
    return [{"setting": name.replace("_", " "), "value": value} for name, value in values.items()]


def rows(text: str) -> list[dict[str, Any]]:
    """Return the rows of a table whose cells stand between bars, its header first, numbers as numbers."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [{key: _value(cell) for key, cell in zip(lines[0], line, strict=True) if cell} for line in lines[1:]]


def small(**sheets: str) -> Sheets:
    """Return a workbook of one year, one site and one material, with these sheets beside or instead of its own."""
    base = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "now"}],
        "Sites": [{"site": "here"}],
        "Materials": [{"material": "goods"}],
    }
    return base | {name: rows(text) for name, text in sheets.items()}


def book_of(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]], *, is_checked: bool = True) -> Book:
    """Return a workbook that can be planned, and write it; it is read from the file only where a cell is odd.

    To read small workbooks takes a tenth of the time of their plans; that what is in a file is read as it stands is
    for the tests of the reader.
    """
    from in_memory import opened

    from planner.errors import WorkbookError
    from planner.planning.workbooks import read_checked
    from planner.workbook.checks.run import checked
    from planner.workbook.reading.reader import read, read_opened
    from planner.workbook.schema.sheets import BY_NAME

    write(path, sheets)
    if not _is_all_plain(sheets) or not all(name in BY_NAME and BY_NAME[name].is_read for name in sheets):
        return read_checked(path, "base")[0] if is_checked else read(path)
    cells = replace(opened(sheets), path=path, sha256=sha256(path.read_bytes()).hexdigest())
    book, faults = checked(cells, "base") if is_checked else read_opened(cells, "base")
    if book is None or any(fault.severity is Severity.ERROR for fault in faults):
        raise WorkbookError(path, faults)
    return book


def checked(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Plan:
    """Check and plan a workbook; the plan must be proven and pass every check of its audit."""
    from planner.infeasibility.planned import plan_book

    found = plan_book(book_of(path, sheets))
    checks = found.tables["Checks"]
    failed = checks[checks["pass"] != "yes"]
    assert failed.empty, failed.to_string()
    assert found.run["status"] == "proven"
    return found


def cost(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> float:
    """Return the objective of a workbook's checked plan."""
    return float(checked(path, sheets).run["objective"])


def brief() -> Sheets:
    """Return the example of the template in two of its four periods: all its sheets, a third of the time of a plan."""
    from planner.workbook.template.example import EXAMPLE

    dropped = {"2028", "2031"}
    sheets = {
        name: [{column: held for column, held in row.items() if column not in dropped} for row in table]
        for name, table in EXAMPLE.items()
    }
    sheets["Periods"] = rows("period | years\n2027 | 2\n2029 | 6")
    for row in sheets["Disruptions"]:
        row["onset"] = str(row["onset"]).replace("; 2031", "")
    return sheets


def objective(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> float:
    """Return the least cost of a workbook to a gap of 0, neither judged nor audited: a third of the time of a plan."""
    return objective_of(book_of(path, sheets, is_checked=False))


def objective_of(book: Book) -> float:
    """Return the same of a workbook that was read."""
    from planner.planning.modelled import cutters_of
    from planner.solving.compile import compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.outcome import Options
    from planner.statuses import Status
    from planner.workbook.assemble.problem import assemble
    from planner_models.build import trunk

    model = trunk(assemble(book))
    options = Options(gap=0, threads=1)
    cutters, program = cutters_of(model, compile_model(model), options)
    answer, _ = CuttingPlanes(program, options, cutters).run()
    assert answer.status is Status.PROVEN
    assert answer.objective is not None
    return answer.objective


def column(name: str, values: Iterable[object]) -> list[dict[str, Any]]:
    """Return rows of one column."""
    return [{name: value} for value in values]


def _value(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell


def change(path: Path, cells: Mapping[str, object]) -> Path:
    """Set cells of a workbook, such as ``Demand!C2``; None blanks one. Return its path.

    What the planner says of a cell that is not there yet is done as it says: a new column, or a new row of Cases.
    """
    if all(is_plain(address, value) for address, value in cells.items()):
        set_cells(path, cells)
        return path
    workbook = load_workbook(path)
    for address, value in cells.items():
        name, _, cell = address.partition("!")
        sheet = workbook[name]
        if cell.startswith(" a new row: "):
            sheet.append([*cell.removeprefix(" a new row: ").split(" | "), value])
        elif ", a new column " in cell:
            number, _, header = cell.removeprefix(" row ").partition(", a new column ")
            place = next((x.column for x in sheet[1] if str(x.value) == header), sheet.max_column + 1)
            sheet.cell(1, place).value = header
            sheet.cell(int(number), place).value = value
        else:
            sheet[cell].value = value
    workbook.save(path)
    return path


def faults(path: Path, case: str = "base") -> list[str]:
    """Return what reading a workbook finds, without the words for its severity, errors first."""
    from planner.workbook.reading.reader import read_with_faults

    return [str(fault).partition(": ")[2] for fault in read_with_faults(path, case)[1]]


# A small valid workbook in which most kinds of cell are in use.
VALID: Sheets = {
    "Settings": rows("""
        setting | value
        title | Chips
        discount rate | 0.1
        """),
    "Periods": rows("""
        period | years
        2026 | 1
        2027 | 2
        """),
    "Countries": rows("""
        country | bloc
        Germany | Union
        France | Union
        """),
    "Sites": rows("""
        site | country
        Tainan | Taiwan
        Dresden | Germany
        Lyon | France
        """),
    "Materials": rows("""
        material | unit | family | value | surplus
        Chips | piece | Semis | 5 | free
        Wafers | piece | | 1 | 0.2
        """),
    "Recipes": rows("""
        process | role | item | amount
        Fab | makes | Chips | 1
        Fab | consumes | Wafers | 2
        Fab | uses | Power | 0.5
        """),
    "Plants": rows("""
        site | process | capacity | 2027
        Tainan | Fab | 100 | 120
        """),
    "Resources": rows("""
        resource | place | capacity
        Power | Taiwan | 500
        Power | Union | 90
        """),
    "Suppliers": rows("""
        supplier | site | material | price | maximum | uses
        Shinko | Tainan | Wafers | wafer price | 300 | Power: 0.1
        """),
    "Lanes": rows("""
        from | to | material | mode | cost | chokepoints
        Taiwan | Union | * | ship | 0.3 | Malacca; Suez
        Union | Union | Chips | | 0.1 |
        """),
    "Stockpiles": rows("""
        site | material | maximum | cover days | cover of
        Dresden | Chips | 40 | 30 | Union
        """),
    "Series": rows("""
        series | 2026 | 2027
        wafer price | 1 | 1.5
        """),
    "Projects": rows("""
        project | kind | place | adds | maximum | lead time | ramp | spending | decision | group | block
        Fab Dresden | fab | Dresden | Fab | 50 | 1 | 0.5; 1 | 30%; 70% | 2026: 20 | fabs |
        Fab Lyon | fab | Lyon | Fab | | | | | free | fabs | 25
        """),
    "Groups": rows("""
        group | at most
        fabs | 2
        """),
    "Demand": rows("""
        market | material | amount | shortage cost | required
        Dresden | Chips | 50 | 1000 | 0.5
        Lyon | Chips | 30 | 1000 |
        """),
    "Budgets": rows("""
        funder | amount
        Union fund | 900
        """),
    "Funding": rows("""
        funder | projects | share
        Union fund | fab | 0.4
        """),
    "Rules": rows("""
        rule | measure | material | buyers | origins | limit | 2027
        Not all from one | each share at most | Semis | Union | * | 0.9 | 0.7
        """),
    "Disruptions": rows("""
        disruption | probability | onset | required | covers
        Strait | 0.02 | 2026; 2027 | 0.6 | Chips
        """),
    "Hits": rows("""
        disruption | target | name
        Strait | plant | Fab @ Tainan
        Strait | chokepoint | Malacca
        """),
}
