"""What is said of the library is so: its reference comes from the docstrings, and its notebooks run."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

import planner
from tools.library_page import BEGIN, ORDER, PAGE, page

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = PAGE.parent / "notebooks"


def test_the_reference_is_that_of_the_docstrings() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert BEGIN in written
    assert page(written) == written, "run python -m tools.library_page"


def test_every_name_is_in_the_reference_with_what_it_gives() -> None:
    told = {name for name in planner.__all__ if not name.endswith("Error")}
    assert told == set(ORDER)
    written = PAGE.read_text(encoding="utf-8")
    assert all(f"`planner.{name}" in written for name in planner.__all__)


def code_of(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") for cell in cells), "commit notebooks without what they print"
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what runs a notebook's cells one after the other, as a kernel would, where the notebook stands."""
    (tmp_path / "docs" / "notebooks").mkdir(parents=True)
    (tmp_path / "inputs").mkdir()
    shutil.copy(PAGE.parents[1] / "inputs" / "small.xlsx", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path / "docs" / "notebooks")
    pytest.importorskip("matplotlib").use("Agg")

    def made(name: str) -> dict[str, Any]:
        space: dict[str, Any] = {"__name__": "__main__"}
        for number, code in enumerate(code_of(NOTEBOOKS / f"{name}.ipynb")):
            exec(compile(code, f"{name}, cell {number}", "exec"), space)
        return space

    return made


def test_the_first_plan_is_the_one_that_is_derived_by_hand(run: Any) -> None:
    """529.4, and 495.6 with a budget of 72: docs/small.md."""
    found = run("first_plan")
    assert found["plan"].cost == pytest.approx(529.4)
    assert found["plan"].is_verified
    assert found["richer_plan"].cost == pytest.approx(495.6)
    assert "72 in 2026" in found["comparison"].tables["Plans"].to_string() + found["comparison"].title


def test_ten_scenarios_make_a_line_that_falls_and_bends(run: Any) -> None:
    """A tonne of capacity saves 29.16 for 3.6: 7.1 for each unit of the budget; without the rule all costs 366."""
    found = run("ten_scenarios")
    costs = found["found"]["cost"]
    assert len(costs) == 10
    assert (costs.diff().dropna() <= 1e-6).all()
    assert found["price"] == pytest.approx((costs[2] - costs[3]) / 9) == pytest.approx(7.1)
    assert found["axes"].get_lines()[0].get_ydata().tolist() == costs.tolist()
    assert found["table"]["cost"].tolist() == pytest.approx([657.2, 366.0, 529.4, 366.0, 495.6, 366.0])
    pytest.importorskip("matplotlib.pyplot").close("all")


def test_a_plan_taken_apart_adds_up(run: Any) -> None:
    found = run("plan_taken_apart")
    assert found["second"] == pytest.approx(529.4)
    assert found["shares"].loc["2027", "Port"] == pytest.approx(0.6)


def test_every_notebook_is_run_and_linked() -> None:
    names = {path.stem for path in NOTEBOOKS.glob("*.ipynb")}
    assert names == {"first_plan", "ten_scenarios", "plan_taken_apart"}
    assert all(f"notebooks/{name}.ipynb" in PAGE.read_text(encoding="utf-8") for name in names)
