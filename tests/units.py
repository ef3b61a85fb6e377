"""The same workbook in other units: all its money times one factor, all its amounts times another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.workbook.schema.columns import Sheet, header_key
from planner.workbook.schema.dimensions import BARE, Dimension, dimension
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbooks import Sheets


def in_units(sheets: Mapping[str, Sequence[Mapping[str, object]]], money: float, amount: float) -> Sheets:
    """Return a workbook's rows with its money and its amounts in other units."""
    named: dict[str, Dimension] = {}
    found: Sheets = {}
    for name, rows in sheets.items():
        if name in ("Cases", "Worlds", "Ranges"):  # what they add to cells is in the old units
            continue
        if name in BY_NAME and name not in ("Settings", "Series"):
            found[name] = [_row(BY_NAME[name], row, (money, amount), named) for row in rows]
        else:
            found[name] = [dict(row) for row in rows]
    for row in found.get("Series", []):
        factor = named.get(str(row["series"]), BARE).factor(money, amount)
        row.update({key: times(value, factor) for key, value in row.items() if key != "series"})
    return found


def _row(sheet: Sheet, row: Mapping[str, object], units: tuple[float, float], named: dict[str, Dimension]) -> Any:
    found = dict(row)
    columns = {header_key(column.name): column for column in sheet.columns}
    varying = next((column for column in sheet.columns if column.varies), None)
    for key, value in row.items():
        column = columns.get(header_key(key), varying)
        if column is None:
            continue
        measured = dimension(sheet, column, row)
        if isinstance(value, str) and column.series:
            named[value] = measured
        elif column.name == "decision" and isinstance(value, str) and row.get("block") is None:
            found[key] = _commitments(value, units[1])
        else:
            found[key] = times(value, measured.factor(*units))
    return found


def _commitments(text: str, amount: float) -> str:
    parts = [part.split(":") for part in text.split(";")]
    return "; ".join(f"{p[0]}: {float(p[1]) * amount!r}" if len(p) == 2 else p[0] for p in parts)


def times(value: object, factor: float) -> object:
    """Return a number times a factor; anything else as it is."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value * factor if is_number and factor != 1 else value  # type: ignore[operator]
