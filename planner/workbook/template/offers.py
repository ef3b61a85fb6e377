"""Drop-downs that help and do not bind: names that a sheet itself declares, and lists that another cell chooses."""

from __future__ import annotations

from typing import Final

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from planner.workbook.template.fixed import TARGETS
from planner.workbook.template.lists import Lists

OFFERED: Final = "list_offered_{}"
# What a hit's name may be besides `each`, by target; plants and lanes are named by two cells, which no list holds.
BY_TARGET: Final = {target: (target,) for target in TARGETS} | {"plant": (), "lane": (), "demand": ("market",)}
FAR: Final = 500  # rows of a sheet whose names a case's drop-down offers


def offered(offers: str, lists: Lists, cell: str) -> dict[str, object]:
    """Return the drop-down of a column that offers names and takes others too; ``cell`` is the first of its cells."""
    return {"validate": "list", "source": f"={_source(offers, lists, cell)}", "show_error": False}


def _source(offers: str, lists: Lists, cell: str) -> str:
    if offers == "sheet":
        return "list_sheets"
    before = _before(cell, 1)
    if offers == "of the target":
        return _of_target(lists, before)
    if offers == "of the sheet":
        return f'INDIRECT("\'"&{before}&"\'!$A$2:$A${FAR}")'
    if offers == "column of the sheet":
        return f"INDEX(list_columns,0,MATCH({_before(cell, 2)},list_sheets,0))"
    return lists.name((offers,))


def _of_target(lists: Lists, target: str) -> str:
    """Return a formula that is the list of names of the target that stands before it."""
    names = ",".join(lists.name((*BY_TARGET[each], "each"), OFFERED.format(each)) for each in TARGETS)
    return f"CHOOSE(MATCH({target},list_targets,0),{names})"


def _before(cell: str, by: int) -> str:
    """Return the cell so many columns before another, its column fixed."""
    row, column = xl_cell_to_rowcol(cell)
    return f"${xl_col_to_name(max(column - by, 0))}{row + 1}"
