"""What workbook.md says of projects that remove, each solved with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from four_years import SOLD, projects
from workbooks import Sheets, cost

from planner.errors import InfeasibleError, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path


# Removals

OLD = "site | process | capacity | fixed cost | retires\nhere | run | 10 | 20 |"


def removing(columns: str, values: str, **sheets: str) -> Sheets:
    """Return a workbook of an old plant of 10 at 20 a year, which a project may remove, and no demand."""
    text = f"project | place | removes | {columns}\nclose | here | run | {values}"
    none = "market | material | amount\nhere | goods | 0"
    return projects(text, **({"Plants": OLD, "Demand": none} | sheets))


def test_a_closure_saves_fixed_cost(tmp_path: Path) -> None:
    """All of it at once: 4 * 20 are saved for 3."""
    assert cost(tmp_path / "in.xlsx", removing("maximum | fixed capital", "10 | 3")) == pytest.approx(3)


def test_the_fixed_cost_falls_with_the_share_removed(tmp_path: Path) -> None:
    """4 of 10: 80 * 0.6."""
    assert cost(tmp_path / "in.xlsx", removing("maximum", "4")) == pytest.approx(48)


def test_a_fixed_cost_that_pays_falls_too(tmp_path: Path) -> None:
    """Half of what pays 20 a year is closed by commitment: 4 * 10 are left of 80."""
    sheets = removing("maximum | decision", "5 | 2026: 5", Plants=OLD.replace("20", "-20"))
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-40)


def test_a_removal_waits_for_service(tmp_path: Path) -> None:
    """With a year of lead time the first year costs 20."""
    assert cost(tmp_path / "in.xlsx", removing("maximum | lead time", "10 | 1")) == pytest.approx(20)


def test_a_removal_is_for_good_whatever_its_life(tmp_path: Path) -> None:
    sheets = removing("maximum | life | economic life", "10 | 1 | 1")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


def test_a_removal_has_no_ramp(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", removing("maximum | ramp", "10 | 0.1; 0.2")) == pytest.approx(0)


def test_what_is_removed_is_not_there_to_run(tmp_path: Path) -> None:
    """4 are closed by commitment: 6 a year are sold at 1: 48 - 24."""
    sheets = removing("maximum | decision", "4 | 2026: 4", Demand=SOLD)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(24)


def test_never_more_is_removed_than_there_is(tmp_path: Path) -> None:
    """Blocks of 4: two fit into 10, and save 80 * 0.8."""
    assert cost(tmp_path / "in.xlsx", removing("block | starts", "4 | 9")) == pytest.approx(16)


def test_two_closures_share_what_there_is(tmp_path: Path) -> None:
    """7 and 7 of 10: one is closed, the other in part."""
    sheets = removing("maximum", "7")
    sheets["Projects"].append(sheets["Projects"][0] | {"project": "close too"})
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


def test_a_removal_that_must_be_larger_than_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError):
        cost(tmp_path / "in.xlsx", removing("block | decision", "12 | 2026"))


def test_a_conversion_adds_what_it_removes(tmp_path: Path) -> None:
    """Both make goods: converted in full, 10 a year are sold and no fixed cost is left: 5 - 40."""
    sheets = removing("adds | maximum | fixed capital", "make | 10 | 5", Demand=SOLD)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(5 - 40)


def test_a_conversion_with_lead_time_runs_on_until_it_serves(tmp_path: Path) -> None:
    """In 2026 the old plant still makes 10 at 20; then the new one at half its output, then in full.

    20 - 10 - 5 - 20.
    """
    sheets = removing("adds | maximum | lead time | ramp", "make | 10 | 1 | 0.5", Demand=SOLD)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20 - 10 - 5 - 20)


def test_after_retirement_nothing_more_is_removed(tmp_path: Path) -> None:
    """The row retires in 2028: closing from 2027 on saves one year's 20; a removal after that is of no effect."""
    sheets = removing("maximum | lead time", "10 | 1", Plants=OLD.replace("20 |", "20 | 2028"))
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


def test_what_projects_added_may_be_removed_too(tmp_path: Path) -> None:
    """12 of 10 and the 5 that are added: possible; 3 a year are left to sell.

    The fixed cost is gone with the row's own 10.
    """
    sheets = removing("adds | block | decision", "| 12 | 2026", Demand=SOLD)
    sheets["Projects"].append({"project": "more", "place": "here", "adds": "run", "block": 5})
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-12)


def test_a_resource_can_be_removed(tmp_path: Path) -> None:
    """Half of a port of 10 at 20 a year, which nothing uses."""
    sheets = removing(
        "maximum", "5", Plants="site | process | capacity\nhere | run | 10",
        Resources="resource | place | capacity | fixed cost\nport | here | 10 | 20",
        Suppliers="supplier | site | material | price | uses\nmaker | here | goods | 9 | port: 1")  # fmt: skip
    sheets["Projects"][0]["removes"] = "port"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40)


def test_removing_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    sheets = removing("maximum", "5")
    sheets["Projects"][0]["removes"] = "make"
    with pytest.raises(WorkbookError, match="to remove"):
        cost(tmp_path / "in.xlsx", sheets)
