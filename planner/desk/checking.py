"""What is asked of a workbook in a helper process: its cases, its faults, each with the row around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.desk.opened import opened_again
from planner.errors import FileError, WorkbookError

if TYPE_CHECKING:
    from planner.faults import Fault
    from planner.workbook.reading.reader import Opened

MOST_SHOWN: Final = 200  # faults that are shown with their rows
SETTINGS: Final = ("gap", "money gap", "time limit", "money unit", "currency", "title")


def warm() -> None:
    """Have ready what checking needs: the first workbook is then checked as quickly as all others."""
    import planner.workbook.checks.run  # noqa: F401


def check(path: str) -> dict[str, Any]:
    """Return what is wrong with a workbook, and what can be planned of it.

    Returns
    -------
    dict
        ``faults``, each with severity, place, words and the row around it; ``cases`` by name, ``base`` first;
        ``settings``; ``unreadable``, why the file cannot be read, blank where it can.
    """
    from planner.faults import by_severity
    from planner.workbook.checks.run import checked
    from planner.workbook.reading.reader import read_opened

    try:
        cells = opened_again(path)
        whole, found = checked(cells, "base")
        book = read_opened(cells, "base")[0] if whole is None else whole
    except FileError as error:
        return {"unreadable": str(error), "faults": [], "cases": [], "settings": {}}
    except WorkbookError as error:
        return {"unreadable": "", "faults": told(error.faults, None), "cases": [], "settings": {}}
    cases = list(dict.fromkeys(["base", *(str(row["case"]) for row in book.rows("Cases"))]))
    settings = {name: book.settings.get(name) for name in SETTINGS}
    return {"unreadable": "", "faults": told(by_severity(found), cells), "cases": cases, "settings": settings}


def told(faults: Sequence[Fault], cells: Opened | None) -> list[dict[str, Any]]:
    """Return faults as plain data, the first of them with their rows."""
    return [_told(fault, cells if number < MOST_SHOWN else None) for number, fault in enumerate(faults)]


def _told(fault: Fault, cells: Opened | None) -> dict[str, Any]:
    from planner.desk.excerpts import neighbourhood

    around = neighbourhood(cells, fault.sheet, fault.cell) if cells is not None and fault.sheet else None
    return {
        "severity": fault.severity.value, "sheet": fault.sheet, "place": fault.place, "wrong": fault.wrong,
        "holds": fault.holds, "remedy": fault.remedy, "also": list(fault.also),
        "around": None if around is None else asdict(around),
    }  # fmt: skip


def facts(path: str) -> dict[str, str]:
    """Return the facts of a plan from its sheet Run: of plans that do not have them among their properties.

    Raises
    ------
    FileError
        When it is no plan that can be read.
    """
    from planner.workbook.reading.cells import read_grids
    from planner.workbook.reading.guard import admit

    grids = read_grids(Path(path), admit(Path(path)), lambda titles: [each for each in titles if each == "Run"])
    rows = next(iter(grids)).rows.values() if grids else ()
    return {str(row.get(1, "")): str(row.get(2, "")) for row in rows if row.get(2) is not None}


def guarded(path: str, name: str) -> None:
    """Let a file pass that is a workbook and safe to read, whatever it calls itself.

    Raises
    ------
    FileError
        Why it is not let in, under the name that it was sent with.
    """
    from planner.workbook.reading.guard import admit

    try:
        admit(Path(path))
    except FileError as error:
        raise FileError(str(error).replace(Path(path).name, name)) from error


def made(path: str, example: bool) -> None:
    """Write a workbook that is ready to be filled in, or filled in with the example.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    from planner.outputs import Outputs
    from planner.workbook.template.example import EXAMPLE
    from planner.workbook.template.write import write_template, write_workbook

    target = Outputs().file(Path(path))
    write_workbook(target, EXAMPLE) if example else write_template(target)


def marked(path: str) -> bytes:
    """Return a copy of a workbook with the faulty cells marked.

    Raises
    ------
    FileError
        When it cannot be read.
    """
    import tempfile

    from planner.workbook.checks.run import read_and_check
    from planner.workbook.marking.copy import mark

    source = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"marked{source.suffix}"
        mark(source, target, read_and_check(source, "base")[1])
        return target.read_bytes()
