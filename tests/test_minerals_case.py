"""The minerals of the real case: figures of autumn 2026 as checked, what is being built, what may go wrong."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inputs.ai_chips.left_out import INPUTS
from inputs.write_left_out import PAGE, page
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from planner.workbook.book import Book

CASE = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"

# Checked in autumn 2026 against the pages in Sources: sheet, row, column, figure (million USD a tonne, or tonnes).
FIGURES = (
    ("Suppliers", "US tungsten scrap", "price", 0.13),
    ("Suppliers", "Japan tungsten scrap", "price", 0.13),
    ("Suppliers", "Masan", "price", 0.13),
    ("Suppliers", "Almonty", "price", 0.13),
    ("Suppliers", "China tungsten", "price", 0.099),
    ("Suppliers", "China tungsten", "maximum", 2000),
    ("Materials", "tungsten", "value", 0.13),
    ("Suppliers", "Dowa gallium", "price", 1.57),
    ("Suppliers", "Korea Zinc gallium", "price", 1.57),
    ("Suppliers", "ERG gallium", "price", 1.57),
    ("Materials", "gallium", "value", 1.57),
    ("Suppliers", "China gallium", "maximum", 20),
    ("Suppliers", "US germanium recyclers", "price", 3.6),
    ("Suppliers", "Dowa germanium", "price", 3.6),
    ("Suppliers", "Teck", "price", 3.6),
    ("Suppliers", "Umicore", "price", 3.6),
    ("Materials", "germanium", "value", 3.6),
    ("Suppliers", "China germanium", "price", 2.6),
    ("Suppliers", "China germanium", "maximum", 2),
    ("Suppliers", "China NdPr", "price", 0.095),
    ("Materials", "NdPr oxide", "value", 0.1),
    ("Suppliers", "China DyTb", "price", 0.345),
    ("Suppliers", "China DyTb", "maximum", 60),
    ("Materials", "DyTb oxide", "value", 0.96),
    ("Suppliers", "China magnets", "maximum", 8900),
    ("Projects", "MP heavy separation", "block", 200),
    ("Projects", "Caremag Lacq", "block", 300),
    ("Projects", "Alcoa-JAGA Wagerup gallium", "block", 100),
    ("Projects", "Sangdong phase 2", "block", 2000),
    ("Disruptions", "China stops all controlled minerals", "probability", 0.05),
    ("Disruptions", "China stops all controlled minerals", "duration", 0.8),
    ("Disruptions", "Spruce Pine out", "duration", 0.12),
)
# What is being built or financed, and the first year in which it can serve.
UNDER_WAY = {
    "MP heavy separation": 2026, "Lynas heavy plant": 2027, "Iluka Eneabba refinery": 2027,
    "Eneabba heavy circuit": 2027, "Caremag Lacq": 2027, "MP 10X magnets": 2028,
    "Vulcan Benson, first line": 2028, "USA Rare Earth, first line": 2027,
    "ATALCO Gramercy gallium": 2028, "Alcoa-JAGA Wagerup gallium": 2028, "Korea Zinc Clarksville residues": 2030,
    "Sangdong phase 2": 2027, "Spruce Pine expansion": 2027,
}  # fmt: skip
GONE = ("Nyrstar Clarksville circuit", "Kazakh tungsten mine")
RISKS = (
    "China stops gallium and germanium to the US", "China stops heavy rare earths and tungsten to Japan",
    "China squeezes licences of magnets, to all", "China stops all controlled minerals",
    "Hormuz closed or Qatar's helium out", "Spruce Pine out", "Ukraine's neon lost again",
)  # fmt: skip


@cache
def book() -> Book:
    """Return the real case, which only the process that runs these tests reads."""
    return read(CASE)


def cells(sheet: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet that the name stands in."""
    return [dict(row.values) for row in book().rows(sheet) if name in row.values.values()]


def last(cell: Any) -> float:
    """Return a figure, of the last year where it has one for each."""
    return float(cell[-1] if isinstance(cell, tuple) else cell)


def plant(site: str, process: str) -> dict[str, Any]:
    """Return a plant."""
    (row,) = [row for row in cells("Plants", site) if row["process"] == process]
    return row


@pytest.mark.parametrize(("sheet", "name", "column", "figure"), FIGURES)
def test_a_checked_figure_stands_in_its_cell(sheet: str, name: str, column: str, figure: float) -> None:
    (row, *_) = cells(sheet, name)
    assert last(row[column]) == pytest.approx(figure)


def test_gallium_of_china_is_paid_near_the_foreign_price() -> None:
    (china,), (abroad,) = cells("Suppliers", "China gallium"), cells("Materials", "gallium")
    assert 0.9 < last(china["price"]) / last(abroad["value"]) < 1


@pytest.mark.parametrize("name", UNDER_WAY)
def test_what_is_being_built_is_committed_to_its_date_with_its_owner(name: str) -> None:
    (row,) = cells("Projects", name)
    ((start, _),) = row["decision"].commitments
    assert int(start) + row["lead time"] == UNDER_WAY[name]
    assert row["note"]


@pytest.mark.parametrize("name", GONE)
def test_what_nobody_builds_is_no_project(name: str) -> None:
    assert not cells("Projects", name)


def test_the_dispute_with_japan_is_where_the_case_starts() -> None:
    for material in ("DyTb oxide", "tungsten"):
        (lane,) = [
            row for row in cells("Lanes", "Ganzhou") if row["to"] == "Japan industry" and row["material"] == (material,)
        ]
        assert lane["maximum"][:2] == (0, 0)
        assert lane["maximum"][2] > 0


def test_a_quarter_of_wf6_is_gone_after_2026_and_fabs_take_gases() -> None:
    assert plant("Shibukawa", "WF6 making")["capacity"] == (15, *[0] * 9)
    for fab in ("leading-edge logic", "HBM wafer fab"):
        taken = {row["item"] for row in cells("Recipes", fab) if row["role"] == "consumes"}
        assert {"WF6", "helium", "neon"} <= taken
        assert "tungsten" not in taken


@pytest.mark.parametrize("name", RISKS)
def test_a_chance_has_a_range_and_says_where_it_comes_from(name: str) -> None:
    (row,) = cells("Disruptions", name)
    assert row["onset"] == ("*",)
    assert {"AI compute", "logic wafers"} <= set(row["covers"]), "what is covered is told of first"
    low, high = (re.search(rf"{word} (0\.\d+)", row["note"]) for word in ("low", "high"))
    assert low
    assert high
    assert float(low[1]) <= row["probability"] <= float(high[1])
    assert re.search(r"20\d\d|17 years|3\.4 years", row["note"])


def test_no_mine_at_home_may_fall_below_what_it_made_in_2025() -> None:
    mine = plant("Mountain Pass", "light separation")
    assert mine["minimum use"][0] * mine["capacity"][0] >= 2599


def test_the_page_of_what_is_left_out_follows_the_materials() -> None:
    materials = {str(row.values["material"]) for row in book().rows("Materials")}
    assert page(materials) == PAGE.read_text(encoding="utf-8")
    outside = page(materials).split("## Planned, for comparison")[0]
    for row in INPUTS:
        assert (f"| {row.words} |" in outside) == (row.material not in materials), row
