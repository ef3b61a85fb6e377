"""Workbooks in which every number is another one in each period, and no period is as long as another.

Where all years are alike a model that takes a number of the wrong year does no harm; here it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from planner.workbook.schema.columns import Kind
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from workbooks import Sheets

YEARS: Final = (1, 2, 0.5, 1.5)
FACTORS: Final = (1.0, 0.93, 0.97, 0.91)  # no more than 1: a share stays one
GAPS: Final = (1.0, 0.0, 0.97, 0.91)


def varied(sheets: Sheets) -> Sheets:
    """Return a workbook with numbers by period, each a row of Series, and periods of other lengths."""
    return _with_series(sheets, FACTORS)


def with_gaps(sheets: Sheets) -> Sheets:
    """Return a workbook in which there is nothing of anything in one period or another."""
    return _with_series(sheets, GAPS)


def _with_series(sheets: Sheets, factors: tuple[float, ...]) -> Sheets:
    names = [row["period"] for row in sheets["Periods"]]
    series: list[dict[str, Any]] = []
    made = {sheet: [_row(sheet, row, names, series, factors) for row in held] for sheet, held in sheets.items()}
    made["Periods"] = [{**row, "years": YEARS[n % 4]} for n, row in enumerate(sheets["Periods"])]
    made["Series"] = [*sheets.get("Series", []), *series]
    return made


def _row(
    sheet: str, row: dict[str, Any], names: list[str], series: list[dict[str, Any]], factors: tuple[float, ...]
) -> dict[str, Any]:
    may_vary = {column.name for column in BY_NAME[sheet].columns if column.series and column.kind is Kind.NUMBER}
    if set(names) & set(row):
        return row  # it varies as it is
    found = dict(row)
    for column, value in row.items():
        if column in may_vary and isinstance(value, (int, float)) and not isinstance(value, bool) and value:
            name = f"number {len(series) + 1}"
            turn = len(series)  # rows and columns begin elsewhere in the round
            values = [value * factors[(n + turn) % len(factors)] for n in range(len(names))]
            series.append({"series": name, **dict(zip(names, values, strict=True))})
            found[column] = name
    return found
