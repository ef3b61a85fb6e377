"""Makes tables of a report from columns of a plan's tables, numbers as the workbook shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner.plans.plan import Plan
from planner.plans.tables import BY_NAME
from planner.reports.columns import ShownColumn, columns_of, with_units
from planner.reports.html.parts import Head, HtmlCell, HtmlTable
from planner.wording.numbers import SCIENTIFIC, number_format, small_format
from planner.wording.text import is_number

if TYPE_CHECKING:
    import pandas as pd

# of one table; a page with more is slow, and the workbook has them all
MOST_ROWS: Final = 1_500
MOST_CELLS: Final = 12_000
TONES: Final = {"yes": "good", "NO": "bad"}
TEXTS: Final = ("text", "tone")


def plan_table(plan: Plan, name: str, frame: pd.DataFrame, id_: str, caption: str, **options: Any) -> HtmlTable:
    """Return a table from rows of one of the plan's tables, with units.

    Parameters
    ----------
    options
        ``leave_out`` names columns; the rest goes to ``table_of``.
    """
    left_out = set(options.pop("leave_out", ()))
    columns = with_units(columns_of(BY_NAME[name], frame, plan.book.settings), plan.book)
    shown = [column for column in columns if column.name not in left_out]
    return table_of(id_, caption, [_toned(column) for column in shown], **options)


def table_of(
    id_: str, caption: str, columns: Sequence[ShownColumn], *, is_open: bool = False, most: int = MOST_ROWS
) -> HtmlTable:
    """Return a table from columns; of too many rows the first are shown, and the rest is told."""
    count = len(columns[0].values) if columns else 0
    most = min(most, max(MOST_CELLS // max(len(columns), 1), 1))
    cells = [cells_of(column.kind, column.values[:most]) for column in columns]
    rows = tuple(zip(*cells, strict=True))
    told = f"The first {most:,} of {count:,} rows; the plan's workbook has them all." if count > most else ""
    heads = tuple(Head(column.header, column.kind not in TEXTS, column.note) for column in columns)
    return HtmlTable(id_, caption, heads, rows, is_open, told)


def small_table(
    id_: str, caption: str, heads: Mapping[str, str], rows: Iterable[Sequence[object]], **options: Any
) -> HtmlTable:
    """Return a table from heads with their kinds and rows of values."""
    values = list(zip(*rows, strict=True)) or [()] * len(heads)
    columns = [
        ShownColumn(name, kind, list(column)) for (name, kind), column in zip(heads.items(), values, strict=True)
    ]
    return table_of(id_, caption, columns, **options)


def cells_of(kind: str, values: Sequence[Any]) -> list[HtmlCell]:
    """Return the cells of one column."""
    if kind in TEXTS:
        return [_text_cell(value, kind == "tone") for value in values]
    finite = [float(value) for value in values if is_number(value) and math.isfinite(value)]
    usual = number_format(kind, finite)
    return [number_cell(kind, value, usual) for value in values]


def number_cell(kind: str, value: Any, usual: str) -> HtmlCell:
    """Return a number's cell; a blank one is empty, text among numbers stays text."""
    if isinstance(value, str):
        return _text_cell(value, False)
    if value is None or not math.isfinite(value):
        return HtmlCell("")
    value = float(value)
    if kind == "flag":
        return HtmlCell("yes" if value else "no", value)
    shown = small_format(kind, value, usual)
    if shown == SCIENTIFIC:
        return HtmlCell(f"{value:.1e}", value)
    places = len(shown.rstrip("%").partition(".")[2])
    percent = shown.endswith("%")
    figure = round(100 * value if percent else value, places) + 0.0
    return HtmlCell(f"{figure:,.{places}f}{'%' if percent else ''}", value, places, percent)


def _toned(column: ShownColumn) -> ShownColumn:
    """Return a column of yes and NO as one whose cells are coloured."""
    return replace(column, kind="tone") if column.name in ("pass", "kept") else column


def _text_cell(value: object, toned: bool) -> HtmlCell:
    words = "" if value is None or value != value else str(value)
    return HtmlCell(words, tone=TONES.get(words, "") if toned else "")
