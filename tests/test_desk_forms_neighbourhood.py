"""The row around a fault: as it is seen in Excel, with its header, the cell marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from workbooks import small, write

from planner.desk import excerpts
from planner.desk.neighbourhood import rows
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import opened


def wrong(tmp_path: Path, **more: Any) -> Path:
    path = tmp_path / "wrong.xlsx"
    sheets = small(
        Suppliers="supplier | site | material | price\nOre Ltd | here | goods | dear\nMud Ltd | here | goods | 2.5",
        Demand="market | material | amount | shortage cost\nhere | goods | 5 | 9",
    )
    return write(path, sheets | more)


def test_the_row_of_every_fault_is_found(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    faults = read_and_check(path)[1]
    (fault,) = [each for each in faults if each.sheet == "Suppliers"]
    (found,) = rows(str(path), [(fault.sheet, fault.cell)])
    assert found is not None
    assert found["header"] == ["supplier", "site", "material", "price"]
    assert found["letters"] == ["A", "B", "C", "D"]
    assert found["cells"] == ["Ore Ltd", "here", "goods", "dear"]
    assert (found["row"], found["at"], found["cell"]) == (2, 3, "D2")


def test_a_fault_of_a_row_a_header_and_a_sheet(tmp_path: Path) -> None:
    path = wrong(tmp_path)
    row, header, sheet, blank, unknown = rows(
        str(path), [("Suppliers", "row 3"), ("Suppliers", "B1"), ("Suppliers", ""), ("Suppliers", "F3"), ("No", "A1")]
    )
    assert row is not None
    assert header is not None
    assert blank is not None
    assert (row["row"], row["at"], row["cells"]) == (3, None, ["Mud Ltd", "here", "goods", "2.5"])
    assert (header["row"], header["at"], header["cells"][1]) == (1, 1, "site")
    assert (blank["letters"][-1], blank["cells"][-1], blank["at"]) == ("F", "", 4)
    assert sheet is None
    assert unknown is None


def test_of_a_wide_sheet_the_name_and_what_is_beside_the_cell_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    periods = {str(2020 + n): n for n in range(20)}
    write(path, small() | {"Demand": [{"market": "here", "material": "goods", **periods}]})
    (found,) = rows(str(path), [("Demand", "N2")])
    assert found is not None
    assert found["header"] == ["market", "material", "…", *(str(2027 + n) for n in range(9)), "…"]
    assert found["cells"][found["at"]] == "11"
    assert len(found["letters"]) <= excerpts.MOST_COLUMNS + 1


def test_what_a_cell_holds_is_text_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "evil.xlsx"
    write(path, small(Sites="site\n<script>alert(1)</script>"))
    found = excerpts.neighbourhood(opened(path), "Sites", "A2")
    folder = Path(excerpts.__file__).parent / "templates"
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined)
    page = made.from_string('{% import "excerpt.html.j2" as cells %}{{ cells.excerpt(found, "its row") }}').render(
        found=found
    )
    assert "<script" not in page
    assert "<mark>&lt;script&gt;" in page
    assert "style=" not in page
