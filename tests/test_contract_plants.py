"""What workbook.md says of plants, recipes and resources, each sentence as a workbook solved with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, small

from planner.errors import InfeasibleError, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

MAKE = "process | role | item | amount\nmake | makes | goods | 1"
POWER = f"{MAKE}\nmake | uses | power | 2"
TEN = "market | material | amount | shortage cost\nhere | goods | 10 | 100"
TWO = "period\na\nb"
PLACES = "site | country\nhere | land\nother | land\naway | sea"


def plant(columns: str, values: str, **sheets: str) -> Sheets:
    """Return a workbook of a plant with these columns that makes one of the 10 goods a run; a unit short is 100."""
    text = f"site | process | {columns}\nhere | make | {values}"
    return small(**({"Recipes": MAKE, "Plants": text, "Demand": TEN} | sheets))


def test_capacity_is_runs_a_year(tmp_path: Path) -> None:
    """4 runs at 3 make 8 of the 10: 12 + 200."""
    recipe = "process | role | item | amount\nmake | makes | goods | 2"
    sheets = plant("capacity | variable cost", "4 | 3", Recipes=recipe)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(212)


def test_a_blank_capacity_is_no_limit(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", plant("variable cost", "3")) == pytest.approx(30)


def test_a_capacity_of_0_is_none(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", plant("capacity", "0")) == pytest.approx(1000)


def test_capacity_0_with_a_minimum_use(tmp_path: Path) -> None:
    """The least of nothing is nothing."""
    assert cost(tmp_path / "in.xlsx", plant("capacity | minimum use", "0 | 0.5")) == pytest.approx(1000)


def test_capacity_by_period(tmp_path: Path) -> None:
    """4, but 9 in b, and blank in c holds the plain 4: 13 short at 100."""
    sheets = plant("capacity | b", "4 | 9", Periods="period\na\nb\nc")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1300)


def test_a_capacity_that_is_blank_but_in_one_period(tmp_path: Path) -> None:
    """No limit in a, 4 in b: 6 short."""
    assert cost(tmp_path / "in.xlsx", plant("b", "4", Periods=TWO)) == pytest.approx(600)


def test_fixed_cost_until_it_retires(tmp_path: Path) -> None:
    """7 a year in a alone, though it makes nothing dear; b is short: 7 + 1000."""
    sheets = plant("capacity | fixed cost | retires", "10 | 7 | b", Periods=TWO)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1007)


def test_fixed_cost_is_paid_by_a_plant_that_stands_still(tmp_path: Path) -> None:
    sheets = plant("capacity | fixed cost | variable cost", "10 | 7 | 200", Periods="period | years\na | 2")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2014)


def test_retired_in_the_first_period(tmp_path: Path) -> None:
    """It never is: no capacity, no cost."""
    sheets = plant("capacity | fixed cost | retires", "10 | 7 | a", Periods=TWO)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2000)


def test_a_blank_capacity_retires_too(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", plant("retires", "b", Periods=TWO)) == pytest.approx(1000)


def test_minimum_use_forces_runs(tmp_path: Path) -> None:
    """At least 0.6 of 20 run at 3, 2 more than are asked: 36."""
    sheets = plant("capacity | minimum use | variable cost", "20 | 0.6 | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


def test_minimum_use_is_of_what_is_available(tmp_path: Path) -> None:
    """0.6 of 0.8 of 25 is 12: 36."""
    sheets = plant("capacity | minimum use | availability | variable cost", "25 | 0.6 | 0.8 | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


def test_no_minimum_use_where_capacity_is_blank(tmp_path: Path) -> None:
    """Nobody could say of what: 10 at 3."""
    sheets = plant("minimum use | variable cost", "0.6 | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_minimum_use_of_a_plant_that_cannot_be_fed_asks_nothing(tmp_path: Path) -> None:
    """A process that cannot run is a warning and stops nothing: all is short."""
    recipe = f"{MAKE}\nmake | consumes | ore | 1"
    sheets = plant("capacity | minimum use", "20 | 0.5", Recipes=recipe, Materials="material\ngoods\nore")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_minimum_use_that_cannot_be_fed_enough(tmp_path: Path) -> None:
    """Half of 20 runs ask for 10 of the 8 ore that there are: nothing holds together."""
    sheets = plant(
        "capacity | minimum use", "20 | 0.5", Recipes=f"{MAKE}\nmake | consumes | ore | 1",
        Materials="material\ngoods\nore",
        Suppliers="supplier | site | material | price | maximum\nmine | here | ore | 1 | 8")  # fmt: skip
    with pytest.raises(InfeasibleError, match="minimum use"):
        cost(tmp_path / "in.xlsx", sheets)


def test_availability(tmp_path: Path) -> None:
    """0.8 of 10: 2 short."""
    assert cost(tmp_path / "in.xlsx", plant("capacity | availability", "10 | 0.8")) == pytest.approx(200)


def test_availability_0(tmp_path: Path) -> None:
    sheets = plant("capacity | availability | minimum use", "10 | 0 | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_availability_0_of_a_blank_capacity(tmp_path: Path) -> None:
    """Nothing of no limit is nothing: in b the plant stands still."""
    sheets = plant("availability", "up", Periods=TWO, Series="series | a | b\nup | 1 | 0")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


# Recipes


def test_rows_of_one_item_add_up(tmp_path: Path) -> None:
    """1 + 1 goods a run, of 0.5 + 0.5 ore at 6: 5 runs: 30."""
    recipe = f"{MAKE}\nmake | makes | goods | 1\nmake | consumes | ore | 0.5\nmake | consumes | ore | 0.5"
    sheets = plant(
        "capacity", "20", Recipes=recipe, Materials="material\ngoods\nore",
        Suppliers="supplier | site | material | price\nmine | here | ore | 6")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_what_is_both_made_and_consumed(tmp_path: Path) -> None:
    """A run makes 3 of what it consumes 1 of: 2 net. 4 runs at 1 bring 8, the other 2 are bought at 9: 22."""
    sheets = plant(
        "capacity | variable cost", "4 | 1",
        Recipes="process | role | item | amount\nmake | makes | goods | 3\nmake | consumes | goods | 1",
        Suppliers="supplier | site | material | price\nmine | here | goods | 9")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(22)


def test_a_recipe_that_varies_by_period(tmp_path: Path) -> None:
    """A run makes 1 in a and 2 in b: 10 + 5 runs at 3."""
    sheets = plant(
        "variable cost", "3", Periods=TWO, Series="series | a | b\nyield | 1 | 2",
        Recipes="process | role | item | amount\nmake | makes | goods | yield")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(45)


def test_names_of_processes_need_no_sheet_and_case_counts_not(tmp_path: Path) -> None:
    """``MAKE`` at a site is ``make`` of Recipes."""
    sheets = plant("variable cost", "3")
    sheets["Plants"][0]["process"] = " MAKE "
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


# What is left over

BYPRODUCT = f"{MAKE}\nmake | makes | slag | 2"


@pytest.mark.parametrize(("surplus", "expected"), [("", 30), ("free", 30), ("none", 1000), ("0.5", 40), ("50", 1000)])
def test_surplus(tmp_path: Path, surplus: str, expected: float) -> None:
    """10 runs at 3 leave 20 slag: for nothing, at 0.5 each; where none may be left, or at 50, 10 goods are short."""
    sheets = plant(
        "variable cost", "3", Recipes=BYPRODUCT,
        Materials=f"material | surplus\ngoods |\nslag | {surplus}")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_a_surplus_that_may_not_be_is_sold_or_carried_away(tmp_path: Path) -> None:
    """Away takes 12 slag at a freight of 1, so 6 runs at 3: 18 + 12 + 400."""
    sheets = plant(
        "variable cost", "3", Recipes=BYPRODUCT, Materials="material | surplus\ngoods |\nslag | none",
        Sites=PLACES, Lanes="from | to | cost\nhere | away | 1",
        Demand=TEN + "\naway | slag | 12 |")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(430)


# Resources


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("power | here | 8 | 1", 608), ("power | land | 8 | 1", 608), ("power | Union | 8 | 1", 608),
        ("power | here | 8 | 1\npower | land | 99 | 1", 608),
        ("power | land | 8 | 1\npower | Union | 99 | 1", 608),
        ("power | away | 8 | 1", 1000), ("power | sea | 8 | 1", 1000), ("power | other | 8 | 1", 1000),
        ("power | here | | 1\npower | land | 99 | 1", 1000),
    ],
)  # fmt: skip
def test_the_resource_of_the_nearest_place(tmp_path: Path, rows: str, expected: float) -> None:
    """A run takes 2 of the 8 there are, at 1: 4 are made, 6 short: 608.

    The nearest row holds, whatever is farther out, also where its capacity is blank, which is 0. Without one near
    all 10 are short.
    """
    sheets = plant(
        "variable cost", "0", Recipes=POWER, Sites=PLACES, Countries="country | bloc\nland | Union",
        Resources=f"resource | place | capacity | variable cost\n{rows}")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_the_nearest_place_is_decided_by_projects_too_whether_built_or_not(tmp_path: Path) -> None:
    """A project that is never built makes the site's row of power, so the country's 99 are out of reach."""
    sheets = plant(
        "capacity", "10", Recipes=POWER, Sites=PLACES,
        Resources="resource | place | capacity\npower | land | 99",
        Projects="project | place | adds | maximum | decision\nstation | here | power | 50 | never")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_a_project_makes_the_row_of_a_resource_with_capacity_0(tmp_path: Path) -> None:
    """20 power in one block for 50: all 10 are made."""
    sheets = plant(
        "capacity", "10", Recipes=POWER,
        Projects="project | place | adds | block | fixed capital\nstation | here | power | 20 | 50")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50)


@pytest.mark.parametrize("place", ["here", "land", "Union"])
def test_a_resource_can_be_added_at_any_place(tmp_path: Path, place: str) -> None:
    """8 power are there, 12 more at 3 a unit let the other 6 be made: 36."""
    sheets = plant(
        "capacity", "10", Recipes=POWER, Sites=PLACES, Countries="country | bloc\nland | Union",
        Resources=f"resource | place | capacity\npower | {place} | 8",
        Projects=f"project | place | adds | maximum | capital rate\nstation | {place} | power | 50 | 3",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


@pytest.mark.parametrize("place", ["land", "Union"])
def test_only_a_resource_can_be_added_to_a_country_or_bloc(tmp_path: Path, place: str) -> None:
    sheets = plant(
        "capacity", "10", Sites=PLACES, Countries="country | bloc\nland | Union",
        Projects=f"project | place | adds | maximum\nworks | {place} | make | 50")  # fmt: skip
    with pytest.raises(WorkbookError, match="which only a site can have"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_project_of_a_country_without_sites_helps_nobody(tmp_path: Path) -> None:
    """Far has no site, so its station of 8 is of no use, and that of the bloc, 8 at 3 a unit, is: 24 + 600."""
    sheets = plant(
        "capacity", "10", Recipes=POWER, Countries="country | bloc\nland | Union\nfar | Union", Sites=PLACES,
        Projects="""
            project | place | adds | maximum | capital rate
            far station | far | power | 8 | 1
            station | Union | power | 8 | 3
            """)  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(624)


def test_several_plants_share_a_resource(tmp_path: Path) -> None:
    """20 power for both: here a unit takes 4 of it, in the other works 1, and it is sent for 30.

    With x made here and y there, 4 x + y = 20 and x + y = 10: y = 20/3 at 30.
    """
    sheets = plant(
        "capacity", "99", Sites=PLACES, Lanes="from | to | cost\nother | here | 30",
        Recipes=f"{MAKE}\nmake | uses | power | 4\nsave | makes | goods | 1\nsave | uses | power | 1",
        Resources="resource | place | capacity\npower | land | 20")  # fmt: skip
    sheets["Plants"].append({"site": "other", "process": "save", "capacity": 99})
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(200)


def test_fixed_cost_and_retirement_of_a_resource(tmp_path: Path) -> None:
    """7 in a, and none in b, where nothing runs: 7 + 1000."""
    sheets = plant(
        "capacity", "10", Recipes=POWER, Periods=TWO,
        Resources="resource | place | capacity | fixed cost | retires\npower | here | 20 | 7 | b")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1007)


def test_capacity_of_a_resource_by_period(tmp_path: Path) -> None:
    """20 in a and 8 in b: 6 short."""
    sheets = plant(
        "capacity", "10", Recipes=POWER, Periods=TWO,
        Resources="resource | place | capacity | b\npower | here | 20 | 8")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(600)


def test_the_variable_cost_is_per_unit_used_by_anyone(tmp_path: Path) -> None:
    """10 runs take 20 power at 0.5: 10."""
    sheets = plant(
        "capacity", "10", Recipes=POWER,
        Resources="resource | place | capacity | variable cost\npower | here | 20 | 0.5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


# Plants that projects create


def test_a_project_creates_a_plant_without_cost_available_in_full(tmp_path: Path) -> None:
    """One block of 10 for 50 makes all that is asked."""
    sheets = small(
        Recipes=MAKE, Demand=TEN,
        Projects="project | place | adds | block | fixed capital\nworks | here | make | 10 | 50")  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(50)
    assert found.tables["Production"]["own"].tolist() == [0]


def test_a_project_on_a_row_shares_its_running_cost_and_availability(tmp_path: Path) -> None:
    """A row of capacity 0 at 3 a run, half available: 20 must be built at 1 a unit: 20 + 30."""
    sheets = plant(
        "capacity | variable cost | availability", "0 | 3 | 0.5",
        Projects="project | place | adds | maximum | capital rate\nworks | here | make | 50 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50)


def test_minimum_use_counts_what_projects_add(tmp_path: Path) -> None:
    """A block of 50 of which half must run at 3: 75 and its 5 beat 10 short at 100."""
    sheets = plant(
        "capacity | variable cost | minimum use", "0 | 3 | 0.5",
        Projects="project | place | adds | block | fixed capital\nworks | here | make | 50 | 5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(80)


def test_a_project_on_a_blank_capacity_is_an_error(tmp_path: Path) -> None:
    sheets = plant(
        "variable cost", "3",
        Projects="project | place | adds | maximum\nworks | here | make | 50")  # fmt: skip
    with pytest.raises(WorkbookError, match="nothing can be added to 'make' at 'here'"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_project_outlives_the_row_that_it_adds_to(tmp_path: Path) -> None:
    """The row of 10 retires in b; 4 started then at 1 a unit bear one of their two charges: 2 + 600."""
    sheets = plant(
        "capacity | retires", "10 | b", Periods=TWO,
        Projects="project | place | adds | maximum | capital rate\nworks | here | make | 4 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(602)


def test_a_project_of_maximum_0_adds_nothing(tmp_path: Path) -> None:
    """The lane's fixed cost needs a bound on what could be made: none; all is short."""
    sheets = small(
        Recipes=MAKE, Demand=TEN, Sites=PLACES, Lanes="from | to | fixed cost\naway | here | 5",
        Projects="project | place | adds | maximum\nworks | away | make | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)
