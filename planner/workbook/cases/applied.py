"""What-if cases: each changes raw cells, before anything is typed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner.faults import Fault, Remedy, Severity, by_severity
from planner.workbook.cases.changes import CaseChange, leap, leap_remedy, leaps, new_number, relative
from planner.workbook.cases.checked import Touched, judge_case
from planner.workbook.cases.overwritten import REMEDY, Made, undone
from planner.workbook.cases.targets import FITS_NOT, fit_column, fit_rows, fit_sheet, with_column, with_setting
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Complaints, Wrong
from planner.workbook.reading.names import gather, like, series_named
from planner.workbook.reading.settings import OURS, unset
from planner.workbook.reading.yes_or_no import refuse
from planner.workbook.schema.columns import Column, Kind, fold, header_key, spell

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

BASE: Final = "base"
REMAINING: Final = "remaining"  # of a hit: what a blank means hangs on the cells beside it


def apply_case(
    tables: Mapping[str, SheetTable], case: str, complaints: Complaints
) -> tuple[str, Mapping[str, SheetTable], Touched]:
    """Return the name of a case as it is declared, the tables with that case applied, and what it has changed.

    Every case of the workbook is tried, the one that is asked for first, and what is wrong with it is noted at its
    row; ``base``, and a case that is wrong, leave the tables as they are.
    """
    cases = _cases(tables, complaints)
    asked = fold(case)
    if asked not in cases and asked != BASE:
        known = {BASE: BASE} | {key: changes[0].case for key, changes in cases.items()}
        near = known.get(like(asked, known))
        remedy = f"Did you mean {near!r}?" if near else ""
        remedy = "There are: " + ", ".join(known.values()) if len(known) <= 20 else remedy
        complaints.add("", "", f"no case is named {spell(case)!r}", remedy=remedy)
    found: tuple[str, Mapping[str, SheetTable], Touched] = (BASE, tables, Touched())
    for key, changes in sorted(cases.items(), key=lambda item: item[0] != asked):
        changed = _Changed(tables, complaints, notes_cells=key == asked)
        made = [changed.make(change) for change in changes]
        if all(made) and judge_case(tables, changed.tables, changed.touched, complaints) and key == asked:
            found = (changes[0].case, changed.tables, changed.touched)
    return found


def of_case(complaints: Complaints, tables: Mapping[str, SheetTable], case: str) -> list[Fault]:
    """Return faults of which those of other cases than the one that is asked for are no errors: they do not stop it."""
    table, asked, faults = tables.get("Cases"), fold(case), complaints.faults()
    wrong = {fault.sheet for fault in faults if fault.severity is Severity.ERROR}
    unknown = {fold(cause.name) for cause in complaints.causes}

    def follows(fault: Fault) -> bool:
        """Whether a case finds no row on a sheet where names are wrong, or of a name that other cells miss as well."""
        row = int(re.sub(r"\D", "", fault.cell) or 0)
        if table is None or fault.sheet != "Cases" or FITS_NOT not in fault.wrong or row not in table.rows:
            return False
        names = {fold(part) for part in spell(table.value(row, "row") or "").split(" / ")}
        on_wrong = any(header_key(table.value(row, "sheet")) == header_key(sheet) for sheet in wrong)
        return on_wrong or not names.isdisjoint(unknown)

    def stops(fault: Fault) -> bool:
        if fault.sheet != "Cases" or fault.severity is not Severity.ERROR or table is None:
            return True
        row = int(re.sub(r"\D", "", fault.cell) or 0)
        if row not in table.rows:
            return asked != BASE  # the header, or faults that are not told one by one
        return fold(spell(table.value(row, "case") or "")) == asked

    told = [fault for fault in faults if not follows(fault)]
    return by_severity(fault if stops(fault) else replace(fault, severity=Severity.WARNING) for fault in told)


def of_cases(table: SheetTable, rows: Container[object], case: str) -> SheetTable:
    """Return the sheet Cases with the cases of some rows, by sheet and number, and with one case, alone."""
    named = {number: fold(spell(table.value(number, "case") or "")) for number in table.rows}
    wanted = {fold(case), *(name for number, name in named.items() if (table.name, number) in rows)}
    kept = {number: cells for number, cells in table.rows.items() if named[number] in wanted}
    return replace(table, rows=kept, known={})


def touched_by(tables: Mapping[str, SheetTable], case: str) -> Touched:
    """Return what a case changes, in tables in which it has been applied already."""
    if "Cases" not in tables:
        return Touched()
    changed = _Changed(tables, Complaints(), notes_cells=True)
    for change in _cases(tables, Complaints()).get(fold(case), ()):
        changed.make(change)
    return changed.touched


def _cases(tables: Mapping[str, SheetTable], complaints: Complaints) -> dict[str, list[CaseChange]]:
    """Return the changes of each case, in order; incomplete rows are left out, and noted with their cells."""
    found: dict[str, list[CaseChange]] = {}
    table = tables.get("Cases")
    if table is None:
        return found
    for number in table.rows:
        held = [table.value(number, column) for column in ("case", "sheet", "row", "column", "change")]
        if not table.is_active(number) or any(value is None for value in held):
            continue
        case, sheet, name, column = (spell(word) for word in held[:-1])
        row = CaseChange(number, case, sheet, name, column, held[-1])
        if fold(row.case) == BASE:
            wrong = "base is the workbook as it stands: no case may have that name"
            complaints.add("Cases", table.cell(number, "case"), wrong, row.case, "Rename the case")
        else:
            found.setdefault(fold(row.case), []).append(row)
    return found


class _Changed:
    """A copy of the tables that takes the changes of one case, one after the other.

    ``notes_cells`` says whether it is kept which cells are changed: many, and asked of one case alone.
    """

    def __init__(self, tables: Mapping[str, SheetTable], complaints: Complaints, *, notes_cells: bool) -> None:
        self.notes_cells = notes_cells
        self.cases, self.complaints = tables["Cases"], complaints
        self.periods = gather({"Periods": tables["Periods"]}).periods if "Periods" in tables else ()
        self.tables = dict(tables)
        self.touched = Touched()
        self._known: dict[tuple[int, str, Kind], Callable[[float], float] | None] = {}
        self._made = defaultdict[str, list[Made]](list)

    def make(self, change: CaseChange) -> bool:
        """Make one change; False where it cannot be made, which is noted."""
        at = "sheet"
        try:
            table = fit_sheet(self.tables, change.sheet)
            at = "column"
            column, period = fit_column(table, change.column, self.periods)
            at = "row"
            table = with_setting(table, change.row) if table.name == "Settings" else table
            rows = fit_rows(table, change.row)
            at = "change"
            refuse(change.change)
            self._write(table, rows, column, period, change)
        except Wrong as wrong:
            held = self.cases.value(change.number, at)
            self.complaints.add_wrong("Cases", self.cases.cell(change.number, at), wrong, held)
            return False
        return True

    def _write(self, table: SheetTable, rows: list[int], column: Column, period: str, change: CaseChange) -> None:
        if (period or column.name) not in table.columns:
            self.touched.added.add((table.name, period or column.name))
        table = with_column(table, period or column.name)
        cells: dict[tuple[int, int], object] = {}
        far: list[str] = []
        for number in rows:
            for name, declared, held in self._targets(table, number, column, period):
                value = self._value(table, number, name, declared, held, change)
                if value is not None:
                    cells[number, table.columns[name]] = value
                    if self.notes_cells:
                        self.touched.cells[table.name, number, name] = change.number
                    if declared.kind is Kind.NUMBER and leaps(held, value) and table.is_active(number):
                        far.append(leap(table.place(number, name), held, value))
            self.touched.rows[table.name, number] = change.number
        self.touched.columns.add((table.name, column.name))
        self.tables[table.name] = table.with_cells(cells)
        if far:
            more = f", and so in {len(far) - 1} more cell{'s' * (len(far) > 2)}" if len(far) > 1 else ""
            self._warn(change, f"with this case, {far[0]}{more}", leap_remedy(change.change))
        made = Made(change, cells)
        wrong = undone(table, self._made[table.name], made)
        self._made[table.name].append(made)
        if wrong:
            self._warn(change, wrong, REMEDY)

    def _warn(self, change: CaseChange, wrong: str, remedy: str | Remedy) -> None:
        cell = self.cases.cell(change.number, "change")
        self.complaints.add("Cases", cell, wrong, change.change, remedy, Severity.WARNING)

    def _targets(self, table: SheetTable, number: int, column: Column, period: str) -> list[tuple[str, Column, Any]]:
        """Return the cells of a row that a change writes: column, declaration, and what it starts from."""
        held = table.value(number, period or column.name)
        if period:
            plain = column.name if column.varies else period
            return [(period, column, table.value(number, plain) if held is None else held)]
        if table.name == "Settings" and column.name == "value":
            setting = OURS.get(header_key(table.value(number, "setting")), column)
            return [("value", setting, unset(setting, self.tables, self.periods) if held is None else held)]
        targets = [(column.name, column, held)]
        if column.varies:
            filled = [(name, table.value(number, name)) for name in self.periods]
            targets += [(name, column, value) for name, value in filled if value is not None]
        return targets

    def _value(
        self, table: SheetTable, number: int, name: str, declared: Column, held: object, change: CaseChange
    ) -> Any:
        """Return what a cell holds after a change; None where it stays as it is."""
        by = self._relative(change, declared)
        if by is None:
            return change.change
        if held is None and self._is_covered(table, number, name):
            return None
        try:
            return new_number(declared, _remains(table, number) if held is None and name == REMAINING else held, by)
        except Wrong as wrong:
            if not table.is_active(number) or self._is_told(held):
                return None
            text, remedy, _ = wrong.complaints[0]
            message = f"{table.place(number, name)}: {text}"
            raise Wrong(message, remedy) from None

    def _is_told(self, held: object) -> bool:
        """Whether a cell is wrong by itself, so that nothing has to be said of a change of it."""
        series = series_named(self.tables)
        return isinstance(held, Bad) or (isinstance(held, str) and fold(held) not in series)

    def _relative(self, change: CaseChange, declared: Column) -> Callable[[float], float] | None:
        """Return what a change does to a number; worked out once for all the cells of a column."""
        key = change.number, declared.name, declared.kind
        if key not in self._known:
            self._known[key] = relative(change.change, declared)
        return self._known[key]

    def _is_covered(self, table: SheetTable, number: int, column: str) -> bool:
        """Whether a blank plain cell means nothing, since every period has a cell of its own."""
        varies = table.varying is not None and table.varying.name == column
        return varies and all(table.value(number, period) is not None for period in self.periods)


def _remains(table: SheetTable, number: int) -> float:
    """Return what a blank ``remaining`` of a hit means: all where it only makes something dearer, else nothing."""
    return 0.0 if all(table.value(number, name) is None for name in ("price", "tariff")) else 1.0


def changed_by(
    tables: Mapping[str, SheetTable], case: str, complaints: Complaints
) -> tuple[Mapping[str, SheetTable], Touched]:
    """Return tables with one more case applied, and what it changes; a change that cannot be made is noted."""
    changed = _Changed(tables, complaints, notes_cells=True)
    for change in _cases(tables, Complaints()).get(fold(case), ()):
        changed.make(change)
    return changed.tables, changed.touched
