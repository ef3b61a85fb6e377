"""A workbook that asks for what a study asked of its plan, as a planner could have written it: service, and rules.

So the plan that goes with an answer is held to it by the audit, and whoever opens that plan finds it in its input.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner.workbook.book import RawSheet
from planner.workbook.schema import fold, header_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.workbook.book import Book, Row

Cells = dict[str, Any]
RULE_CELLS: Final = ("rule", "measure", "material", "buyers", "origins", "limit")


def with_service(book: Book, share: float) -> Book:
    """Return a workbook in which every demand is served at least that share, undisturbed and in every disruption."""
    sold: dict[int, tuple[bool, ...]] = {row.number: _sales(row) for row in book.rows("Demand")}

    def demand(row: Row) -> Cells:
        asked = zip(row["required"], sold[row.number], strict=True)
        return {"required": tuple(own if is_sale else max(own, share) for own, is_sale in asked)}

    def disruption(row: Row) -> Cells:
        return {"required": max(row["required"] or 0.0, share)}

    book = _changed(book, "Demand", ("market", "material"), demand)
    return _changed(book, "Disruptions", ("disruption",), disruption)


def with_rule_shown(book: Book) -> Book:
    """Return a workbook whose copy, for people, has a row for each rule that a study added."""
    shown = next((raw for raw in book.raw if raw.name == "Rules"), RawSheet("Rules", RULE_CELLS, ()))
    for row in book.rows("Rules"):
        if set(row.columns) == {"limit", "rule"} and not any(row.columns.values()):
            cells = {name: row[name] for name in RULE_CELLS}
            cells |= {"buyers": "; ".join(row["buyers"]), "origins": "; ".join(row["origins"])}
            shown = _appended(shown, cells | {"limit": row["limit"][0]})
    raws = [raw for raw in book.raw if raw.name != "Rules"]
    return replace(book, raw=(*raws, shown)) if shown.rows else book


def _sales(row: Row) -> tuple[bool, ...]:
    """Return in which periods a demand is a sale: it may be left unserved for nothing."""
    return tuple(not cost and not share for cost, share in zip(row["shortage cost"], row["required"], strict=True))


def _changed(book: Book, sheet: str, keys: tuple[str, ...], change: Callable[[Row], Cells]) -> Book:
    """Return a workbook with cells of a sheet changed, in its rows and in its copy for people."""
    rows, raws = [], {raw.name: raw for raw in book.raw}
    for row in book.rows(sheet):
        cells = change(row)
        rows.append(replace(row, values={**row.values, **cells}))
        for column, value in cells.items():
            if value != row[column] and sheet in raws:
                raws, shown = _shown(raws, book, value)
                raws[sheet] = _set(raws[sheet], {key: row[key] for key in keys}, column, shown)
    return replace(book, sheets={**book.sheets, sheet: tuple(rows)}, raw=tuple(raws.values()))


def _shown(raws: Mapping[str, RawSheet], book: Book, value: Any) -> tuple[dict[str, RawSheet], Any]:
    """Return a value as a cell holds it: one that varies by period as the name of a new row of Series."""
    if not isinstance(value, tuple):
        return dict(raws), value
    if len(set(value)) == 1:
        return dict(raws), value[0]
    series = raws.get("Series", RawSheet("Series", ("series", *book.periods), ()))
    name = f"asked by the study {len(series.rows) + 1}"
    cells = {"series": name, **dict(zip(book.periods, value, strict=True))}
    return {**raws, "Series": _appended(series, cells)}, name


def _set(raw: RawSheet, keys: Mapping[str, Any], column: str, value: Any) -> RawSheet:
    """Return a sheet with a column's cell set in the rows of these names."""
    raw = _with_column(raw, column)
    places = {header_key(name): place for place, name in enumerate(raw.header)}
    rows = []
    for row in raw.rows:
        cells = [*row, *(None,) * (len(raw.header) - len(row))]
        if all(fold(cells[places[header_key(key)]]) == fold(name) for key, name in keys.items()):
            cells[places[header_key(column)]] = value
        rows.append(tuple(cells))
    return replace(raw, rows=tuple(rows))


def _appended(raw: RawSheet, cells: Mapping[str, Any]) -> RawSheet:
    """Return a sheet with a row more."""
    for column in cells:
        raw = _with_column(raw, column)
    given = {header_key(name): value for name, value in cells.items()}
    row = tuple(given.get(header_key(name)) for name in raw.header)
    return replace(raw, rows=(*raw.rows, row))


def _with_column(raw: RawSheet, column: str) -> RawSheet:
    """Return a sheet that has a column of that name."""
    has = any(header_key(name) == header_key(column) for name in raw.header)
    return raw if has else replace(raw, header=(*raw.header, column))
