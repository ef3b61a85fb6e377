"""Assumptions and sources: settings, notes, rules, disruptions and sources of the workbook that was planned."""

from __future__ import annotations

from typing import Any

from planner.reports.columns import ShownColumn
from planner.reports.html.parts import HtmlTable, Part, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import small_table, table_of
from planner.wording.text import is_number
from planner.workbook.book import Book, RawSheet
from planner.workbook.schema.columns import Column as Declared
from planner.workbook.schema.columns import Kind, header_key
from planner.workbook.schema.sheets import BY_NAME, SETTINGS

SHOWN = ("Periods", "Rules", "Disruptions", "Hits", "Demand", "Budgets", "Funding")
SOURCES = "Sources"
OPEN = ("Disruptions",)


def section(source: PlanSource) -> Section:
    """Return the section."""
    book = source.plan.book
    raws = {raw.name: raw for raw in book.raw}
    notes = _notes(book)
    parts: list[Part] = [_settings(book), *([notes] if notes.rows else [])]
    for name in SHOWN:
        raw = raws.get(name)
        if raw is not None and raw.rows:
            parts.append(_copy(raw, f"in-{name.lower()}", f"{name}, as planned", is_open=name in OPEN))
    sources = raws.get(SOURCES)
    if sources is not None and sources.rows:
        parts.append(_copy(sources, "sources", "Sources of the figures"))
    else:
        told = f"The plan carries no sheet {SOURCES}; see the one of {book.path.name}, where it has one."
        parts.append(Words((told,), "note"))
    return Section("assumptions", "Assumptions and sources", tuple(parts))


def _settings(book: Book) -> HtmlTable:
    rows = [(column.name, _said(column, book.settings.get(column.name)), column.doc) for column in SETTINGS]
    return small_table(
        "settings", "Settings", {"setting": "text", "value": "text", "meaning": "text"}, rows, is_open=True
    )


def _said(setting: Declared, value: object) -> str:
    if value is None:
        return "–"
    word = next((word for word, meant in setting.words if meant == value), "")
    return word or (f"{value:g}" if is_number(value) else str(value))


def _notes(book: Book) -> HtmlTable:
    """Return what the planner noted at the rows of the workbook."""
    rows = []
    for raw in book.raw:
        places = [place for place, name in enumerate(raw.header) if header_key(name) == "note"]
        if raw.name in ("Settings", SOURCES) or not places:
            continue
        rows += [(raw.name, _text(row[0]), _text(row[places[0]])) for row in raw.rows if _text(row[places[0]])]
    return small_table(
        "notes", "Notes at the rows of the workbook", {"sheet": "text", "row": "text", "note": "text"}, rows
    )


def _copy(raw: RawSheet, id_: str, caption: str, *, is_open: bool = False) -> HtmlTable:
    """Return a sheet of the workbook, without the columns in which nothing stands."""
    numbers = {header_key(column.name) for column in _declared(raw.name) if column.kind is Kind.NUMBER}
    columns = []
    for place, name in enumerate(raw.header):
        values = [row[place] if place < len(row) else None for row in raw.rows]
        if any(_text(value) for value in values):
            columns.append(_column(_text(name), values, numbers))
    return table_of(id_, caption, columns, is_open=is_open)


def _declared(sheet: str) -> tuple[Declared, ...]:
    return BY_NAME[sheet].columns if sheet in BY_NAME else ()


def _column(name: str, values: list[Any], numbers: set[str]) -> ShownColumn:
    """Return a column, its numbers as numbers where it is declared so, or is one of a period."""
    filled = [value for value in values if _text(value)]
    is_period = name.replace(".", "").isdigit()
    if (is_period or header_key(name.partition("(")[0]) in numbers) and all(is_number(value) for value in filled):
        return ShownColumn(name, "number", [float(value) if is_number(value) else None for value in values])
    return ShownColumn(name, "text", [_text(value) for value in values])


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if is_number(value) else str(value).strip()
