"""Cells of a sheet -> its typed rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from planner.faults import Remedy, did_you_mean
from planner.workbook.book import Row
from planner.workbook.reading import parse
from planner.workbook.reading.complaints import Cause, Complaints, Wrong, letter
from planner.workbook.reading.hits import resolve_hit
from planner.workbook.reading.names import DECLARES, Names, nearest
from planner.workbook.reading.spelling import closest, is_slip
from planner.workbook.reading.yes_or_no import yes_or_no
from planner.workbook.schema.columns import Column, Decision, Kind, fold
from planner.workbook.schema.parts import NO_LIMIT, UNLIMITED
from planner.workbook.schema.sheets import ACTIVE

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable


def type_table(
    table: SheetTable, names: Names, complaints: Complaints, only: Collection[int] | None = None
) -> tuple[Row, ...]:
    """Return the active rows of a table; wrong cells are noted and hold their default.

    ``only`` narrows it to the rows of those numbers.
    """
    typer = _RowTyper(table, names, complaints)
    numbers = table.rows if only is None else [number for number in table.rows if number in only]
    return tuple(row for number in numbers if (row := typer.row(number)) is not None)


def judge_cells(
    table: SheetTable, names: Names, complaints: Complaints, columns: Collection[str], only: Collection[int] | None
) -> None:  # fmt: skip
    """Note wrong cells in some columns, of all active rows or those of some numbers, without making rows of them."""
    readers: dict[int, tuple[str, Callable[[object], object]]] = {}
    for column in table.sheet.columns:
        if column.name in columns:
            headers = [column.name, *(names.periods if column.varies else ())]
            reader = _reader(column, table, names)
            readers |= {table.columns[header]: (header, reader) for header in headers if header in table.columns}
    for number in table.rows if only is None else only:
        cells = table.rows.get(number, {})
        for place, (header, reader) in readers.items():
            if place in cells and table.is_active(number):
                try:
                    reader(cells[place])
                except Wrong as wrong:
                    complaints.add_wrong(table.name, table.cell(number, header), wrong, cells[place])


class _RowTyper:
    """Types the rows of one table; what is the same for all rows is worked out once."""

    def __init__(self, table: SheetTable, names: Names, complaints: Complaints) -> None:
        self.table, self.names, self.complaints = table, names, complaints
        columns = (*table.sheet.columns, ACTIVE)
        there = [column for column in columns if column.name in table.columns]
        self.readers = {table.columns[c.name]: (c.name, _reader(c, table, names)) for c in there}
        self.defaults = table.sheet.blank_values(len(names.periods))
        self.required = [column.name for column in columns if column.required and not column.varies]
        self.varying = table.varying
        self.periods = [(place, table.columns[name]) for place, name in enumerate(names.periods)
                        if table.takes_periods and name in table.columns]  # fmt: skip
        self.letters = {name: letter(place) for name, place in table.columns.items()}
        self.faulty: set[str] = set()  # the columns of the row in hand that are wrong
        self.ours = {*self.readers, *(place for _, place in self.periods)}

    def row(self, number: int) -> Row | None:
        """Return one typed row; None where it is not active or holds nothing of ours."""
        cells = self.table.rows[number]
        if self.ours.isdisjoint(cells):
            return None
        self.faulty.clear()
        self._judge_active(number)
        if not self.table.is_active(number):
            return None
        values = dict(self.defaults)
        for place, held in cells.items():
            found = self.readers.get(place)
            if found is not None:
                name, reader = found
                try:
                    values[name] = reader(held)
                except Wrong as wrong:
                    self._complain(number, name, wrong, held)
                    if wrong.instead is not None:
                        values[name] = wrong.instead
        self._require(number, cells)
        self._vary(number, cells, values)
        values.pop("active", None)
        return Row(self.table.name, number, self._finish(number, values), self.letters, cells)

    def _judge_active(self, number: int) -> None:
        held = self.table.value(number, "active")
        if held is not None:
            try:
                yes_or_no(held)
            except Wrong as wrong:
                self._complain(number, "active", wrong, held)

    def _complain(self, number: int, column: str, wrong: Wrong, held: object) -> None:
        self.faulty.add(column)
        self.complaints.add_wrong(self.table.name, self.table.cell(number, column), wrong, held)

    def _require(self, number: int, cells: Mapping[int, object]) -> None:
        for name in self.required:
            place = self.table.columns.get(name)
            if place is not None and place not in cells:
                self._complain(number, name, Wrong(f"{name} must not be blank"), None)

    def _vary(self, number: int, cells: Mapping[int, Any], values: dict[str, Any]) -> None:
        """Let the period columns override the plain one."""
        column = self.varying
        if column is None:
            if self.table.name == "Series":
                values["values"] = self._series(number, cells)
            return
        plain = values[column.name]
        found = list(plain) if plain is not None else [math.nan] * len(self.names.periods)
        for at, place in self.periods:
            if place in cells:
                try:
                    found[at] = _number_or_series(column, cells[place], self.names)[at]
                except Wrong as wrong:
                    found[at] = 0.0
                    self._complain(number, self.names.periods[at], wrong, cells[place])
        plain_place = self.table.columns.get(column.name)
        if any(map(math.isnan, found)) and (plain_place is None or plain_place not in cells):
            self._complain(number, column.name, Wrong(f"{column.name} must not be blank"), None)
        values[column.name] = tuple(found)

    def _series(self, number: int, cells: Mapping[int, object]) -> tuple[float, ...]:
        found = [0.0] * len(self.names.periods)
        for at, place in self.periods:
            name = self.names.periods[at]
            try:
                if place not in cells:
                    message = f"a series must not be blank in {name}"
                    raise Wrong(message, "Give it a number in every period")
                held, column = cells[place], Column(f"the series in {name}", Kind.NUMBER, "", words=UNLIMITED)
                found[at] = parse.number(column, held)
            except Wrong as wrong:
                self._complain(number, name, wrong, cells.get(place))
        return tuple(found)

    def _finish(self, number: int, values: dict[str, object]) -> dict[str, object]:
        finish = FINISH.get(self.table.name)
        if finish is not None:
            column, _, needs = finish
            held = self.table.value(number, column)
            if self.faulty if needs is None else not self.faulty.isdisjoint(needs):
                return values  # what is wrong with the row is told
            try:
                finish[1](values, self.names)
            except Wrong as wrong:
                self._complain(number, column, wrong, held)
                if wrong.instead is not None:
                    values[column] = wrong.instead
        return values


def _reader(column: Column, table: SheetTable, names: Names) -> Callable[[object], object]:
    """Return the function that types the cells of a column."""
    kind = column.kind
    if kind is Kind.NAME:
        return _remember(_name_reader(column, table, names))
    if kind is Kind.NAMES:
        declares = DECLARES.get((table.name, column.name), "")
        return _remember(lambda value: parse.names(column, value, names, declares))
    if kind is Kind.NUMBER:
        if column.series:
            return _remember(lambda value: _number_or_series(column, value, names))
        return lambda value: parse.number(column, value)
    return {
        Kind.TEXT: parse.text,
        Kind.CHOICE: lambda value: parse.choice(column, value),
        Kind.YESNO: lambda value: column.name == "active" or yes_or_no(value),
        Kind.SHARES: lambda value: parse.shares(column, value),
        Kind.USES: lambda value: parse.uses(column, value, names),
        Kind.DECISION: lambda value: parse.decision(value, names),
        Kind.CHANGE: lambda value: value,
    }[kind]


def _remember(reader: Callable[[object], object]) -> Callable[[object], object]:
    """Type equal cells once: most columns repeat a few values on many rows."""
    seen: dict[tuple[type, object], object] = {}

    def remembered(value: object) -> Any:
        key = (type(value), value)
        found = seen.get(key)
        if found is None:
            found = seen[key] = reader(value)
        return found

    return remembered


def _name_reader(column: Column, table: SheetTable, names: Names) -> Callable[[object], object]:
    if (table.name, column.name) == ("Recipes", "item"):
        return parse.name  # what it refers to depends on the role
    if (table.name, column.name) == ("Projects", "adds"):
        mentioned: list[set[str]] = []
        return lambda value: _added(column, value, names, mentioned)
    if column.refers:
        return lambda value: names.resolve(column.refers, parse.name(value))
    kind = DECLARES.get((table.name, column.name))
    return parse.name if kind is None else lambda value: names.declared(kind, parse.name(value))


def _added(column: Column, value: object, names: Names, mentioned: list[set[str]]) -> str:
    """Return what a project adds; a resource without a row is new, unless it looks like a slip."""
    name = parse.name(value)
    folded = fold(name)
    if folded not in names.used_resources:
        known = names.known["process"] | {
            key: spelling for key, spelling in names.known["resource"].items() if key in names.used_resources
        }
        near = [key for key in known if is_slip(folded, key)]
        if folded not in names.known["process"] and near:
            message = f"no process or resource is named {name!r}"
            meant = known[closest(folded, near) or near[0]]
            remedy = did_you_mean(meant, "Add it to Resources, or name a process")
            raise Wrong(message, remedy, cause=Cause("resource", name), instead=meant)
    return names.resolve(column.refers, name)


def _number_or_series(column: Column, value: object, names: Names) -> tuple[float, ...]:
    if isinstance(value, str):
        series = names.series.get(fold(value))
        if series is not None:
            _check_series(column, value, series, names)
            return series
        try:
            return parse.same_for_all(parse.number(column, value), names.periods)
        except Wrong as wrong:
            raise _or_series(wrong, value, names) from None
    return parse.same_for_all(parse.number(column, value), names.periods)


def _check_series(column: Column, value: str, series: tuple[float, ...], names: Names) -> None:
    for period, found in zip(names.periods, series, strict=True):
        if math.isinf(found):
            if column.default != math.inf and math.inf not in dict(column.words).values():
                message = f"{column.name} must be a number, and the series {value!r} says {NO_LIMIT} in {period}"
                raise Wrong(message)
            continue
        parse.check_range(column, found, f", and the series {value!r} is {found:g} in {period}")


def _or_series(wrong: Wrong, value: str, names: Names) -> Wrong:
    text, remedy, _ = wrong.complaints[0]
    if not text.endswith(parse.NOT_TEXT):
        return wrong
    known = {key: key for key in names.series}
    wanted = f"{text.removesuffix(parse.NOT_TEXT).replace(' or ', ', ')} or the name of a series"
    return Wrong(wanted, nearest(fold(value), known, Remedy.of(remedy).otherwise))


def _finish_recipe(values: dict[str, object], names: Names) -> None:
    if values["item"] is not None:
        kind = "resource" if values["role"] == "uses" else "material"
        values["item"] = names.resolve((kind,), values["item"])


def _finish_hit(values: dict[str, Any], names: Names) -> None:
    if values["remaining"] is None and values["price"] is None and values["tariff"] is None:
        values["remaining"] = 0.0  # a hit that makes something dearer leaves what it finds, unless it says otherwise
    name, values["name"] = values["name"], None
    if name is not None and values["target"] is not None:
        values["name"] = resolve_hit(values["target"], name, names)


def _finish_demand(values: dict[str, Any], names: Names) -> None:
    for place, period in enumerate(names.periods):
        asked = values["shortage cost"][place] > 0 or values["required"][place] > 0
        if asked and math.isinf(values["amount"][place]):
            message = f"amount has no limit in {period}: only a sale may be without, not what is required"
            raise Wrong(message, "Give an amount, or take out its shortage cost and required share")


def _finish_decision(values: dict[str, Any], names: Names) -> None:
    """Refuse a commitment that the project's window does not allow."""
    decision: Decision = values["decision"]
    first, last = values["earliest"], values["latest"]
    for period, _ in decision.commitments:
        place = names.periods.index(period)
        early = first is not None and place < names.periods.index(first)
        late = last is not None and place > names.periods.index(last)
        if early or late:
            window = f"before its earliest period {first}" if early else f"after its latest period {last}"
            message = f"the commitment of {period} is {window}"
            raise Wrong(message, "Change one of the two")


# By sheet: a cell that depends on others of its row, how it is finished, and which must be right (None: all).
FINISH: Final[dict[str, tuple[str, Callable[[dict[str, object], Names], None], tuple[str, ...] | None]]] = {
    "Recipes": ("item", _finish_recipe, ("item", "role")),
    "Hits": ("name", _finish_hit, ("name", "target")),
    "Demand": ("amount", _finish_demand, None),
    "Projects": ("decision", _finish_decision, None),
}
