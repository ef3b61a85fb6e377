"""What workbook.md says of time: periods, service, life and ramp, each as a workbook solved with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, settings, small

from planner.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

YEARS = "period\n2026\n2027\n2028\n2029"
MAKE = "process | role | item | amount\nmake | makes | goods | 1"
SOLD = "market | material | price\nhere | goods | 1"


def sold(columns: str, values: str, **sheets: str) -> Sheets:
    """Return a workbook of a project of 10 a year that costs nothing; whatever it makes is sold at 1."""
    text = f"project | place | adds | maximum | {columns}\nworks | here | make | 10 | {values}"
    return small(**({"Periods": YEARS, "Recipes": MAKE, "Demand": SOLD, "Projects": text} | sheets))


def runs(path: Path, sheets: Sheets) -> list[float]:
    """Return what the plan makes in each period, a year."""
    plan = checked(path, sheets)
    made = plan.tables["Production"].set_index("period")["runs"]
    return [made.get(period, 0.0) for period in plan.book.periods]


# Periods and what money is worth in them


def one_a_year(periods: str, **wanted: object) -> Sheets:
    """Return a workbook whose cost is 1 a year throughout: what it costs is what the periods are worth."""
    sheets = small(
        Periods=periods, Recipes=MAKE, Demand="market | material | amount\nhere | goods | 0",
        Plants="site | process | fixed cost\nhere | make | 1")  # fmt: skip
    return sheets | {"Settings": settings(**({"discount_rate": 0.25, "gap": 0} | wanted))}


@pytest.mark.parametrize(
    ("periods", "wanted", "expected"),
    [
        ("period\n2026", {}, 1),  # the first year counts 1
        ("period\n2026\n2027", {}, 1.8),
        ("period | years\n2026 | 2", {}, 1.8),  # one period of two years is the same
        ("period | years\nwinter | 0.25\nsummer | 0.75\nnext | 1", {}, 1.8),  # and so are parts of a year
        ("period | years\nq1 | 0.25\nq2 | 0.25", {}, 0.5),
        ("period | years\nlong | 1.5", {}, 1.4),
        ("period | years\na | 0.5\nb | 1", {}, 1.4),  # half of b lies in the second year
        ("period\n2026\n2027", {"base_year": 2025}, 0.8 + 0.64),
        ("period\n2026", {"base_year": 2027}, 1.25),  # a year before the base year
        ("period\nnow\nthen", {"base_year": 2030}, 1.8),  # without a number it begins at the base year
        ("period\nnow\n1", {}, 1.8),  # and without a base year at 0
        ("period | years\n2026.5 | 1", {"base_year": 2026}, 0.5 + 0.4),
        ("period | discount\n2026 | 0.5\n2027 | ", {}, 0.5 + 0.8),  # given for one, worked out for the other
        ("period | years | discount\n2026 | 2 | 1.7", {}, 1.7),  # of every year of the period together
        ("period\n2026\n2027", {"discount_rate": 0}, 2),
        ("period\n2026\n2027", {"discount_rate": -0.5}, 3),
    ],
)
def test_what_periods_are_worth(tmp_path: Path, periods: str, wanted: dict[str, object], expected: float) -> None:
    """1 a year at a rate of a quarter: whole years since the base year count 1, 0.8, 0.64."""
    assert cost(tmp_path / "in.xlsx", one_a_year(periods, **wanted)) == pytest.approx(expected)


def test_the_rate_is_a_twentieth_where_none_is_given(tmp_path: Path) -> None:
    sheets = one_a_year("period\n2026\n2027", discount_rate=None)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1 + 1 / 1.05)


def test_later_numbers_agree_with_where_the_one_before_ends(tmp_path: Path) -> None:
    sheets = one_a_year("period | years\n2026 | 2\nlater | 3\n2031 | 1", discount_rate=0)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(6)


def test_a_later_number_that_disagrees_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="2028"):
        cost(tmp_path / "in.xlsx", one_a_year("period | years\n2026 | 1\n2028 | 1"))


# Lead time and service


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("", [10, 10, 10, 10]), ("0", [10, 10, 10, 10]), ("1", [0, 10, 10, 10]), ("2", [0, 0, 10, 10]),
        ("0.2", [0, 10, 10, 10]), ("1.5", [0, 0, 10, 10]), ("2.01", [0, 0, 0, 10]), ("3", [0, 0, 0, 10]),
    ],
)  # fmt: skip
def test_a_start_serves_from_the_first_period_that_begins_late_enough(
    tmp_path: Path, lead: str, expected: list[float]
) -> None:
    assert runs(tmp_path / "in.xlsx", sold("decision | lead time", f"2026 | {lead}")) == pytest.approx(expected)


def test_lead_time_over_periods_of_other_lengths(tmp_path: Path) -> None:
    """Quarters begin at 0, 0.25, 0.5, 0.75, then a year: a start in the 2nd with half a year serves in the 4th."""
    quarters = "period | years\nq1 | 0.25\nq2 | 0.25\nq3 | 0.25\nq4 | 0.25\nnext | 1"
    sheets = sold("decision | lead time", "q2 | 0.5", Periods=quarters)
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 0, 0, 10, 10])


def test_thirds_of_a_year_add_up(tmp_path: Path) -> None:
    """Three thirds are a year, however they are rounded: a lead time of 1 is over when the 4th begins."""
    thirds = "period | years\n" + "\n".join(f"t{n} | {1 / 3}" for n in range(6))
    sheets = sold("decision | lead time", "t0 | 1", Periods=thirds)
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 0, 0, 10, 10, 10])


def test_a_start_after_whose_lead_time_the_horizon_is_over_is_not_offered(tmp_path: Path) -> None:
    """From 2027 on, with two years to build, only a start in 2027 serves in time."""
    sheets = sold("lead time | earliest", "2 | 2027")
    found = checked(tmp_path / "in.xlsx", sheets).tables["Investments"]
    assert found["start"].tolist() == ["2027"]


@pytest.mark.parametrize(
    ("columns", "values"),
    [("decision | lead time", "2028 | 2"), ("decision | lead time", "must | 4"),
     ("decision | lead time | earliest", "must | 2 | 2028")],
)  # fmt: skip
def test_a_lock_that_asks_for_one_is_an_error(tmp_path: Path, columns: str, values: str) -> None:
    with pytest.raises(WorkbookError, match="after the horizon"):
        cost(tmp_path / "in.xlsx", sold(columns, values))


# Life and ramp


@pytest.mark.parametrize(
    ("life", "expected"),
    [("", [10] * 4), ("1", [10, 0, 0, 0]), ("1.5", [10, 10, 0, 0]), ("2", [10, 10, 0, 0]), ("2.1", [10, 10, 10, 0])],
)
def test_life_serves_every_period_that_begins_within_it(tmp_path: Path, life: str, expected: list[float]) -> None:
    assert runs(tmp_path / "in.xlsx", sold("decision | life", f"2026 | {life}")) == pytest.approx(expected)


def test_life_counts_from_service(tmp_path: Path) -> None:
    """Half a year of building, ready in 2027: two years from there are 2027 and 2028."""
    sheets = sold("decision | lead time | life", "2026 | 0.5 | 2")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 10, 10, 0])


def test_a_life_within_a_period_serves_all_of_it(tmp_path: Path) -> None:
    """A year's life in periods of five years: all of the first."""
    sheets = sold("decision | life", "a | 1", Periods="period | years\na | 5\nb | 5")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([10, 0])


@pytest.mark.parametrize(
    ("ramp", "expected"),
    [
        ("0.5", [5, 10, 10, 10]),
        ("0.2; 0.6", [2, 6, 10, 10]),
        ("50%; 0; 1", [5, 0, 10, 10]),
        ("0; 0; 0; 0.3", [0, 0, 0, 3]),
    ],
)
def test_ramp_by_year_and_full_after_its_last_share(tmp_path: Path, ramp: str, expected: list[float]) -> None:
    assert runs(tmp_path / "in.xlsx", sold("decision | ramp", f"2026 | {ramp}")) == pytest.approx(expected)


def test_ramp_counts_from_service(tmp_path: Path) -> None:
    """Ready in 2027, one year after its start: 0.5 there."""
    sheets = sold("decision | lead time | ramp", "2026 | 1 | 0.5")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 5, 10, 10])


def test_a_longer_period_gets_the_mean_of_its_years(tmp_path: Path) -> None:
    """0.2, 0.6, then full: the 4-year period has (0.2 + 0.6 + 1 + 1) / 4 = 0.7."""
    sheets = sold("decision | ramp", "a | 0.2; 0.6", Periods="period | years\na | 4\nb | 1")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([7, 10])


def test_ramp_in_parts_of_a_year(tmp_path: Path) -> None:
    """0.2 in the first half-year; b has half a year of 0.2 and half of 0.6, c half of 0.6 and half of 1."""
    sheets = sold("decision | ramp", "a | 0.2; 0.6", Periods="period | years\na | 0.5\nb | 1\nc | 1")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([2, 4, 8])


def test_ramp_of_a_resource(tmp_path: Path) -> None:
    """Engineers are half trained in their first year: 5 of 10 in 2026."""
    sheets = sold(
        "decision | ramp", "2026 | 0.5", Plants="site | process | capacity\nhere | make | 99",
        Recipes=f"{MAKE}\nmake | uses | engineers | 1")  # fmt: skip
    sheets["Projects"][0]["adds"] = "engineers"
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([5, 10, 10, 10])


def test_costs_in_service_are_on_the_full_size_whatever_the_ramp(tmp_path: Path) -> None:
    """2027 to 2029: 3 * (10 * 0.1 + 4) = 15 against the 5 + 20 that are sold."""
    sheets = sold("decision | lead time | ramp | fixed cost | yearly cost", "2026: 10 | 1 | 0.5 | 0.1 | 4")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(15 - 25)


def test_costs_in_service_end_with_life(tmp_path: Path) -> None:
    """Two years at 10 * 0.1 + 4."""
    sheets = sold("decision | life | fixed cost | yearly cost", "2026: 10 | 2 | 0.1 | 4")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 - 20)


def test_only_projects_take_time(tmp_path: Path) -> None:
    """Ore is bought, carried, milled and sold on within one quarter."""
    sheets = small(
        Periods="period | years\nq | 0.25", Sites="site\nhere\nthere", Materials="material\ngoods\nore",
        Suppliers="supplier | site | material | price\nmine | there | ore | 2", Lanes="from | to\nthere | here",
        Recipes=f"{MAKE}\nmake | consumes | ore | 1", Plants="site | process\nhere | make",
        Demand="market | material | amount | required\nhere | goods | 8 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4)


# When it may start


def test_earliest_and_latest_are_inclusive(tmp_path: Path) -> None:
    """Two starts of 10, one a period, in 2027 and 2028: 10, then 20."""
    sheets = sold("earliest | latest | starts", "2027 | 2028 | 9")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 10, 20, 20])


def test_one_window_period(tmp_path: Path) -> None:
    sheets = sold("earliest | latest", "2028 | 2028")
    assert runs(tmp_path / "in.xlsx", sheets) == pytest.approx([0, 0, 10, 10])


def test_the_uses_of_building_last_from_the_start_until_it_serves(tmp_path: Path) -> None:
    """10 in building take 20 crews in 2026 and, half a year late, all of 2027; they cost 0.1 each a year.

    2 * 20 * 0.1 = 4 against 20 sold in 2028 and 2029.
    """
    sheets = sold(
        "decision | lead time | uses", "2026: 10 | 1.5 | crews: 2",
        Resources="resource | place | capacity | variable cost\ncrews | here | 20 | 0.1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 - 20)


def test_crews_bound_what_is_built_at_once(tmp_path: Path) -> None:
    """12 crews let 6 be built a year: starts of 6 in each year serve a year later: 6 + 12 + 18."""
    sheets = sold(
        "starts | lead time | uses", "4 | 1 | crews: 2",
        Resources="resource | place | capacity\ncrews | here | 12")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-36)


def test_building_without_lead_time_uses_nothing(tmp_path: Path) -> None:
    """What serves at once is never being built: 40 sold though there are no crews."""
    sheets = sold("uses", "crews: 2", Resources="resource | place | capacity\ncrews | here | 0")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-40)


def test_a_project_whose_resource_is_nowhere_cannot_be_built(tmp_path: Path) -> None:
    sheets = sold(
        "uses", "crews: 2", Sites="site\nhere\nthere", Resources="resource | place | capacity\ncrews | there | 99"
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


def test_what_is_left_of_capital_counts_at_the_discount_that_is_given_of_the_last_period(tmp_path: Path) -> None:
    """100 are paid in the first of three years; 7 of 10 years are left, at 0.5: 100 - 35."""
    sheets = small(
        Settings="setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
        Periods="period | discount\none |\ntwo |\nthree | 0.5",
        Recipes="process | role | item | amount\nm | makes | goods | 1",
        Projects="project | place | adds | maximum | fixed capital | economic life | decision | latest\n"
                 "mill | here | m | 9 | 100 | 10 | must | one",
        Demand="market | material | amount | price\nhere | goods | 1 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(65)
