"""A workbook that asks for what a study asked holds it in its cells too, so that prices are told of what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl.utils import column_index_from_string

from planner.studies.core.query_workbook import with_service
from planner.workbook.reading.reader import read
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("share", "period"), [(0.999, ""), (0.97, "2029")])
def test_cells_hold_what_is_asked(tmp_path: Path, share: float, period: str) -> None:
    write_workbook(tmp_path / "mine.xlsx", EXAMPLE)
    asked = with_service(read(tmp_path / "mine.xlsx"), share, period)
    shares = set()
    for sheet in ("Disruptions", "Demand"):
        for row in asked.rows(sheet):
            held = row.cells.get(column_index_from_string(row.columns["required"]))
            values = row["required"] if isinstance(row["required"], tuple) else (row["required"],)
            assert held is None or set(values) == {held}, (sheet, row.number)
            shares.add(held)
    assert share in shares
