"""What must hold between rows: names that are unique, periods that follow each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations, zip_longest
from typing import TYPE_CHECKING, Final

from planner.faults import Severity
from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.places import ways
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.hits import ALONE, PAIRS
from planner.workbook.reading.names import Names
from planner.workbook.reading.parse import number_in
from planner.workbook.schema.columns import fold, header_key
from planner.workbook.schema.parts import PLACE
from planner.workbook.schema.sheets import ACTIVE, BY_NAME, NAMED, SHEETS

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

# Kinds of thing that may not share a name, and words that a name would shadow.
_APART: Final = (*combinations(("site", "country", "bloc"), 2), ("process", "resource"),
                 ("site", "supplier"), ("country", "supplier"), ("bloc", "supplier"))  # fmt: skip
_RESERVED: Final = {"*": tuple(NAMED), "each": tuple(NAMED), "foreign": (*PLACE, "supplier")}
# On sheets without columns of periods nobody can take a period's name for a column's.
_HEADERS: Final = {
    header_key(column.name)
    for sheet in SHEETS for column in (*sheet.columns, ACTIVE) if any(each.varies for each in sheet.columns)
}  # fmt: skip


def judge_keys(rows: Mapping[str, tuple[Row, ...]], complaints: Complaints) -> None:
    """Note rows whose name stands in an earlier row of their sheet; of rows with a wrong cell it is not sure."""
    unsure = complaints.wrong_rows()
    for sheet, found in rows.items():
        declared = BY_NAME[sheet]
        if declared.repeats:
            continue
        first: dict[tuple[str, ...], Row] = {}
        for row in (row for row in found if (sheet, row.number) not in unsure):
            key = tuple(fold(row[column]) for column in declared.key if row[column] is not None)
            other = first.setdefault(key, row)
            if other is not row and len(key) == len(declared.key):
                column, name = declared.key[-1], " / ".join(str(row[column]) for column in declared.key)
                wrong = f"{name!r} stands also in {other.cell(declared.key[0])}"
                complaints.add(sheet, row.cell(declared.key[0]), wrong, row[declared.key[0]], _rename(column))


def _rename(column: str) -> str:
    return f"Take one row out, or give it another {column}"


def judge_names(names: Names, tables: Mapping[str, SheetTable], complaints: Complaints) -> None:
    """Note names that stand for two things, or for a word of the workbook."""
    for one, other in _APART:
        for key in names.known[one].keys() & names.known[other].keys():
            name = names.known[other][key]
            at, first = _where(tables, other, key), _where(tables, one, key)
            if at is not None and first is not None:
                wrong = f"{name!r} names a {other} here and a {one} in {first[0]}!{first[1]}"
                complaints.add(*at, wrong, name, "Rename one of them")
    for word, kinds in _RESERVED.items():
        for kind in kinds:
            at = _where(tables, kind, word) if word in names.known[kind] else None
            if at is not None:
                wrong = f"no {kind} may be named {word!r}: the word means something"
                complaints.add(*at, wrong, word, "Rename it")
    _judge_pairs(names, tables, complaints)
    for key, name in names.known["period"].items():
        at = _where(tables, "period", key) if header_key(name) in _HEADERS else None
        if at is not None:
            complaints.add(*at, "a period may not be named like a column", name, "Rename the period")


def _judge_pairs(names: Names, tables: Mapping[str, SheetTable], complaints: Complaints) -> None:
    """Note names that hold the sign which joins two in Hits, where what it joins would read like something else."""
    hits = tables.get("Hits")
    targets = () if hits is None else {fold(held) for _, held in hits.column_values("target")}
    for target in (target for target in PAIRS if target in targets):
        sign, *kinds = PAIRS[target]
        firsts, seconds = ({key: kind for kind in each if kind in NAMED for key in names.known[kind]} for each in kinds)
        for name, kind in firsts.items():
            read = _read_alike(name, sign, firsts, seconds, target in ALONE)
            at = _where(tables, kind, name) if read else None
            if at is not None:
                wrong = f"a {target} that Hits name {read!r} could be that of {name!r}, or of what is named without"
                complaints.add(*at, wrong, names.known[kind][name], f"Rename it without the sign {sign}")


def _read_alike(name: str, sign: str, firsts: Collection[str], seconds: Collection[str], is_alone: bool) -> str:
    """Return what of Hits could be meant for a name that holds a sign, and for two that it joins; blank for nothing."""
    for first, rest in ways(name, sign) if sign in name else ():
        if first in firsts:
            if is_alone and rest in seconds:
                return name
            for end in seconds:
                if f"{rest} {sign} {end}" in seconds:
                    return f"{name} {sign} {end}"
    return ""


def judge_causes(names: Names, tables: Mapping[str, SheetTable], complaints: Complaints) -> None:
    """Tell a name that several cells refer to and nothing declares at the declaration that is likely misspelt.

    That is the one of a name like it to which nothing refers.
    """
    for cause, cells in list(complaints.causes.items()):
        kinds = [kind for kind, known in names.known.items() if cause.near and fold(cause.near) in known]
        if len(cells) > 1 and kinds and not any((kind, fold(cause.near)) in names.referred for kind in kinds):
            at = _where(tables, kinds[0], fold(cause.near))
            if at is not None:
                complaints.blame(cause, *at)


def _where(tables: Mapping[str, SheetTable], kind: str, key: str) -> tuple[str, str] | None:
    """Return the sheet and cell of the first active row that declares a name."""
    for sheet, column in NAMED[kind]:
        table = tables.get(sheet)
        if table is None:
            continue
        for number, held in table.column_values(column):
            parts = str(held).split(";") if kind == "chokepoint" else [held]
            if table.is_active(number) and any(fold(part) == key for part in parts):
                return sheet, table.cell(number, column)
    return None


def judge_periods(rows: tuple[Row, ...], base_year: float, complaints: Complaints) -> None:
    """Note numeric periods that do not begin where the period before them ends."""
    if complaints.counts["Periods", Severity.ERROR]:
        return  # what is wrong there may be what is wrong with the order
    end: float | None = None
    for row, after in zip_longest(rows, rows[1:]) if all(row["period"] is not None for row in rows) else ():
        begin = number_in(row["period"])
        if end is None:
            begin = base_year if begin is None else begin
        elif begin is None:
            begin = end
        elif abs(begin - end) > TYPED:
            wrong = f"the period {row['period']!r} does not begin where the one before ends, at {end:g}"
            remedy = "Change its name, or the years of the one before"
            complaints.add(row.sheet, row.cell("period"), wrong, row["period"], remedy)
            fits = after is not None and number_in(after["period"]) == end + row["years"]
            begin = end if fits else begin  # of a name that is misspelt the next period does not tell once more
        end = begin + row["years"]


def judge_must_have(rows: Mapping[str, object], complaints: Complaints, only: Collection[str] | None = None) -> None:
    """Note sheets that must have rows and have none; ``only`` narrows it to some sheets."""
    needed = [sheet.name for sheet in SHEETS if sheet.must_have_rows]
    for name in needed:
        if not rows.get(name) and (only is None or name in only):
            wrong = "this sheet has no active row" if name in rows else "this sheet is missing or empty"
            *first, last = needed
            complaints.add(name, "", wrong, remedy=f"{', '.join(first)} and {last} must have rows")
