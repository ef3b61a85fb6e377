"""Finds the period whose name is misspelt in Periods: other sheets name it, and its own cell something like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from planner.faults import did_you_mean
from planner.tolerances import TYPED
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.parse import number_in
from planner.workbook.reading.spelling import is_slip
from planner.workbook.schema.columns import fold, header_key, spell
from planner.workbook.schema.describe import number
from planner.workbook.schema.sheets import ACTIVE

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

SURE: Final = 2  # columns or cells that name a period by another name: its own is then the one that is wrong


class Slip(NamedTuple):
    """A row of Periods and the name that it is likely meant to have."""

    row: int
    meant: str


def as_meant(tables: Mapping[str, SheetTable], complaints: Complaints) -> SheetTable | None:
    """Return Periods with the name that a misspelt one is meant to be, which is noted; None where none is.

    To go on with it tells one wrong cell once, and not every column and cell that names the period.
    """
    table = tables["Periods"]
    slip = _slip(table, _named(tables))
    if slip is None:
        return None
    held = table.value(slip.row, "period")
    wrong = f"no column or cell names this period, and others name {slip.meant!r}, which is none of Periods"
    complaints.add("Periods", table.cell(slip.row, "period"), wrong, held, did_you_mean(slip.meant))
    return table.with_cells({(slip.row, table.columns["period"]): slip.meant})


def _slip(table: SheetTable, named: Counter[str]) -> Slip | None:
    rows = [n for n, held in table.column_values("period") if table.is_active(n) and type(held) in (str, int, float)]
    names = [spell(table.value(n, "period")) for n in rows]
    known = {fold(name) for name in names}
    strange = {name for name in named if name not in known}
    if not strange:
        return None
    years = [table.value(n, "years") for n in rows]
    meant = _by_order(names, [1 if one is None else one for one in years])
    found = [Slip(rows[k], name) for k, name in meant.items() if name in strange and fold(names[k]) not in named]
    for row, name in zip(rows, names, strict=True):
        if fold(name) not in named and number_in(name) is None:
            found += [Slip(row, one) for one in strange if named[one] >= SURE and is_slip(fold(name), one)]
    return found[0] if len(found) == 1 else None


def _by_order(names: Sequence[str], years: Sequence[Any]) -> dict[int, str]:
    """Return the positions of periods of which another name alone would make all follow each other, with that name."""
    begins = [number_in(name) for name in names]
    if len(names) < SURE or any(type(one) not in (int, float) for one in years) or None in begins:
        return {}
    found = {}
    for k in range(len(names)):
        other = list(begins)
        other[k] = other[k - 1] + years[k - 1] if k else other[1] - years[0]
        if other != begins and all(_follow(other, years)):
            found[k] = number(other[k] or 0.0)
    return found


def _follow(begins: Sequence[float | None], years: Sequence[float]) -> Iterator[bool]:
    for k in range(1, len(begins)):
        yield abs((begins[k - 1] or 0.0) + years[k - 1] - (begins[k] or 0.0)) <= TYPED


def _named(tables: Mapping[str, SheetTable]) -> Counter[str]:
    """Return the periods that other sheets name, in headers that are no columns of ours and in cells, folded."""
    found: Counter[str] = Counter()
    for table in tables.values():
        if table.name == "Periods":
            continue
        ours = {header_key(column.name) for column in (*table.sheet.columns, ACTIVE)}
        if table.takes_periods:
            found.update(fold(held) for held in table.header.values() if header_key(held) not in ours)
        of_periods = {header_key(column.name) for column in table.sheet.columns if "period" in column.refers}
        places = [place for place, held in table.header.items() if header_key(held) in of_periods]
        for cells in table.rows.values() if places else ():
            for place in places:
                found.update(fold(part) for part in spell(cells.get(place) or "").split(";") if part.strip())
    return found
