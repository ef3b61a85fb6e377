"""A workbook that asks for what a study asked of its plan, as a planner could have written it: service, and rules.

So the plan that goes with an answer is held to it by the audit, and whoever opens that plan finds it in its input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from planner.workbook.book import Book, RawSheet, Row
from planner.workbook.reading.cells import column_number
from planner.workbook.schema.columns import fold, header_key

Cells = dict[str, Any]
RULE_CELLS: Final = ("rule", "measure", "of", "material", "content", "buyers", "origins", "limit", "from", "until")
Held = tuple[tuple[str, str, tuple[float, ...]], ...]  # market, material, the least share of each period


def with_service(book: Book, share: float, period: str = "") -> Book:
    """Return a workbook in which every demand is served at least that share, undisturbed and in every disruption.

    With a period: in it, and in what strikes in it.
    """
    shares = tuple(share if period in ("", name) else 0.0 for name in book.periods)
    book = with_held(book, tuple((row["market"], row["material"], shares) for row in book.rows("Demand")))
    book = with_strikes_apart(book, period) if period else book

    def disruption(row: Row) -> Cells:
        is_meant = not period or row["onset"] == (period,)
        return {"required": max(row["required"] or 0.0, share) if is_meant else row["required"]}

    return _changed(book, "Disruptions", ("disruption",), disruption)


def with_held(book: Book, held: Held) -> Book:
    """Return a workbook in which demands are served at least these shares, undisturbed; sales are left as they are."""
    least = {(market, material): shares for market, material, shares in held}

    def demand(row: Row) -> Cells:
        shares = least.get((row["market"], row["material"]), row["required"])
        asked = zip(row["required"], shares, _sales(row), strict=True)
        return {"required": tuple(own if is_sale else max(own, share) for own, share, is_sale in asked)}

    return _changed(book, "Demand", ("market", "material"), demand)


def with_strikes_apart(book: Book, period: str) -> Book:
    """Return a workbook in which what can strike in a period and in others is two disruptions, that one by itself."""
    rows: list[Row] = []
    raws, hits = {raw.name: raw for raw in book.raw}, list(book.rows("Hits"))
    for row in book.rows("Disruptions"):
        onsets = book.periods if row["onset"] == ("*",) else row["onset"]
        rest = tuple(name for name in onsets if name != period)
        if period not in onsets or not rest:
            rows.append(replace(row, values={**row.values, "onset": onsets}))
            continue
        name, apart = row["disruption"], f"{row['disruption']}, struck in {period}"
        rows.append(replace(row, values={**row.values, "onset": rest}))
        rows.append(replace(row, values={**row.values, "disruption": apart, "onset": (period,)}))
        hits += [
            replace(hit, values={**hit.values, "disruption": apart})
            for hit in book.rows("Hits") if hit["disruption"] == name
        ]  # fmt: skip
        raws["Disruptions"] = _repeated(raws["Disruptions"], name, {"disruption": apart, "onset": period})
        raws["Disruptions"] = _set(raws["Disruptions"], {"disruption": name}, "onset", "; ".join(rest))
        if "Hits" in raws:
            raws["Hits"] = _repeated(raws["Hits"], name, {"disruption": apart})
    sheets = {**book.sheets, "Disruptions": tuple(rows), "Hits": tuple(hits)}
    return replace(book, sheets=sheets, raw=tuple(raws.values()))


def with_rule_shown(book: Book) -> Book:
    """Return a workbook whose copy, for people, has a row for each rule that a study added."""
    shown = next((raw for raw in book.raw if raw.name == "Rules"), RawSheet("Rules", RULE_CELLS, ()))
    for row in book.rows("Rules"):
        if set(row.columns) == {"limit", "rule"} and not any(row.columns.values()):
            cells = {name: row[name] for name in RULE_CELLS}
            cells = {name: value for name, value in cells.items() if value is not None}
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
        rows.append(_row_changed(row, cells))
        for column, value in cells.items():
            if value != row[column] and sheet in raws:
                raws, shown = _shown(raws, book, value)
                raws[sheet] = _set(raws[sheet], {key: row[key] for key in keys}, column, shown)
    return replace(book, sheets={**book.sheets, sheet: tuple(rows)}, raw=tuple(raws.values()))


def _row_changed(row: Row, cells: Cells) -> Row:
    """Return a row with other values, and with cells that hold them; where it is a series, with none there."""
    held = dict(row.cells)
    for column, value in cells.items():
        letter = row.columns.get(column)
        if value != row[column] and letter:
            place = column_number(letter)
            held.pop(place, None)
            if not isinstance(value, tuple):
                held[place] = value
    return replace(row, values={**row.values, **cells}, cells=held)


def _shown(raws: Mapping[str, RawSheet], book: Book, value: object) -> tuple[dict[str, RawSheet], object]:
    """Return a value as a cell holds it: one that varies by period as the name of a new row of Series."""
    if not isinstance(value, tuple):
        return dict(raws), value
    if len(set(value)) == 1:
        return dict(raws), value[0]
    series = raws.get("Series", RawSheet("Series", ("series", *book.periods), ()))
    name = f"asked by the study {len(series.rows) + 1}"
    cells = {"series": name, **dict(zip(book.periods, value, strict=True))}
    return {**raws, "Series": _appended(series, cells)}, name


def _set(raw: RawSheet, keys: Mapping[str, object], column: str, value: object) -> RawSheet:
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


def _repeated(raw: RawSheet, disruption: str, cells: Mapping[str, object]) -> RawSheet:
    """Return a sheet in which the rows of a disruption stand a second time, with other cells."""
    named = next(place for place, name in enumerate(raw.header) if header_key(name) == "disruption")
    for row in [row for row in raw.rows if len(row) > named and fold(row[named]) == fold(disruption)]:
        raw = _appended(raw, {**dict(zip(raw.header, row, strict=False)), **cells})
    return raw


def _appended(raw: RawSheet, cells: Mapping[str, object]) -> RawSheet:
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
