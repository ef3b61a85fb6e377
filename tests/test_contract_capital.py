"""What the contract says of capital: charges over time, curves. Every optimum is worked out in the docstring.

A commitment fixes the start, and the goods are sold for nothing, so that the objective is capital alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, cost, plan, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

YEARS = [{"period": year} for year in (2026, 2027, 2028, 2029)]
R = 1.1  # the default discount rate of these tests is 10 %


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook is written."""
    return tmp_path / "in.xlsx"


def works(project: dict[str, Any], periods: list[dict[str, Any]] = YEARS, **wanted: Any) -> Sheets:
    """Return a workbook of one project at one site whose start is committed in the first period."""
    whole = {"project": "mill", "place": "works", "adds": "make", "block": 10, "fixed capital": 100}
    return {
        "Settings": settings(**{"discount_rate": 0.1, "gap": 0} | wanted),
        "Periods": periods,
        "Sites": [{"site": "works"}],
        "Materials": [{"material": "goods"}],
        "Recipes": [{"process": "make", "role": "makes", "item": "goods", "amount": 1}],
        "Projects": [whole | {"decision": "2026"} | project],
        "Demand": [{"market": "works", "material": "goods", "amount": 10, "price": 0}],
    }


def test_an_annuity_over_the_horizon_is_worth_the_capital(book: Path) -> None:
    """Paid at the start of each of 4 years at the discount rate: worth exactly what it repays, 100."""
    assert cost(book, works({})) == pytest.approx(100)


def test_an_annuity_paid_at_the_end_of_each_year_is_not_divided(book: Path) -> None:
    """The same charge is 1.1 times as high: 110."""
    assert cost(book, works({}, annuity_paid="end")) == pytest.approx(110)


def test_an_economic_life_shorter_than_the_horizon_ends_the_charges(book: Path) -> None:
    """Two charges of 100/(1 + 1/1.1) each: worth 100; the first of them falls in 2026."""
    found = plan(book, works({"economic life": 2}))
    costs = found.tables["Costs"].query("part == 'capital'").set_index("period")["amount"]
    assert found.run["objective"] == pytest.approx(100)
    charge = 100 / (1 + 1 / R)
    assert costs.to_dict() == pytest.approx({"2026": charge, "2027": charge, "2028": 0, "2029": 0})


def test_of_an_economic_life_longer_than_the_horizon_only_the_horizon_is_charged(book: Path) -> None:
    """8 years repay 100, the plan sees 4 of them: 100 (1 - 1.1^-4) / (1 - 1.1^-8) = 59.40."""
    assert cost(book, works({"economic life": 8})) == pytest.approx(100 * (1 - R**-4) / (1 - R**-8))


def test_the_charges_go_on_after_the_end_of_service(book: Path) -> None:
    """It serves for 1 year and is paid off over 4: worth 100, a quarter of the way through no less."""
    assert cost(book, works({"life": 1, "economic life": 4})) == pytest.approx(100)


def test_the_economic_life_is_the_life_where_nothing_else_is_said(book: Path) -> None:
    """A life of 2: the first charge is 100/(1 + 1/1.1) = 52.38, and there are two."""
    found = plan(book, works({"life": 2}))
    costs = found.tables["Costs"].query("part == 'capital'").set_index("period")["amount"]
    assert costs["2026"] == pytest.approx(100 / (1 + 1 / R))
    assert costs["2028"] == 0


def test_the_economic_life_of_what_lasts_for_ever_is_the_whole_horizon_also_of_a_late_start(book: Path) -> None:
    """Started in 2028, charged over 4 years of which the plan sees 2.

    Worth 100 (1 + 1/1.1) / (1 + 1/1.1 + 1/1.21 + 1/1.331) in 2028, and that over 1.21 today: 45.25.
    """
    share = (1 + 1 / R) / sum(R**-n for n in range(4))
    assert cost(book, works({"decision": "2028"})) == pytest.approx(100 * share / R**2)


@pytest.mark.parametrize(("setting", "own"), [(0, None), (0.2, 0)])
def test_without_interest_an_annuity_is_the_capital_over_the_years(book: Path, setting: float, own: Any) -> None:
    """25 a year, whether Settings or the project says so: 25 (1 + 1/1.1 + 1/1.21 + 1/1.331) = 87.17."""
    found = cost(book, works({"cost of capital": own}, cost_of_capital=setting))
    assert found == pytest.approx(25 * sum(R**-n for n in range(4)))


def test_a_project_has_its_own_cost_of_capital(book: Path) -> None:
    """At 20 % the charge at the start of a year is 100 / (1 + 1/1.2 + 1/1.44 + 1/1.728), discounted at 10 %."""
    charge = 100 / sum(1.2**-n for n in range(4))
    assert cost(book, works({"cost of capital": 0.2})) == pytest.approx(charge * sum(R**-n for n in range(4)))


def test_a_cost_of_capital_by_period_is_that_of_the_start(book: Path) -> None:
    """Started in 2027 at 0 %: 25 a year over 4 years, of which 3 are seen: 25 (1/1.1 + 1/1.21 + 1/1.331)."""
    sheets = works({"cost of capital": "rate", "decision": "2027"})
    sheets["Series"] = rows("series | 2026 | 2027 | 2028 | 2029\nrate | 0.5 | 0 | 0.3 | 0.3")
    assert cost(book, sheets) == pytest.approx(25 * (1 / R + 1 / R**2 + 1 / R**3))


def test_capital_counts_at_the_period_of_the_start(book: Path) -> None:
    """60 in 2028 in place of 100; economic life 2: worth 60 there, 60/1.21 today."""
    sheets = works({"fixed capital": "price", "decision": "2028", "economic life": 2})
    sheets["Series"] = rows("series | 2026 | 2027 | 2028 | 2029\nprice | 100 | 80 | 60 | 40")
    assert cost(book, sheets) == pytest.approx(60 / R**2)


def test_capital_is_the_fixed_part_and_the_rate_on_the_size_of_every_block(book: Path) -> None:
    """Two blocks of 10: 2 (100 + 3 * 10) = 260."""
    assert cost(book, works({"capital rate": 3, "starts": 2, "decision": "2026: 2"})) == pytest.approx(260)


def test_interest_runs_while_it_is_built(book: Path) -> None:
    """50 in 2026 and 50 in 2027, service from 2028: 50 * 1.21 + 50 * 1.1 = 115.5 then, 50 + 50/1.1 today."""
    assert cost(book, works({"lead time": 2, "economic life": 2})) == pytest.approx(50 + 50 / R)


def test_interest_of_a_spending_profile(book: Path) -> None:
    """80 in 2026 and 20 in 2027: 80 + 20/1.1 today."""
    found = cost(book, works({"lead time": 2, "economic life": 2, "spending": "0.8; 0.2"}))
    assert found == pytest.approx(80 + 20 / R)


def test_a_spending_profile_has_equal_parts_of_the_lead_time(book: Path) -> None:
    """Three parts of 2/3 year: 2026 has the first and half of the second, 60 + 10; 2027 has 10 + 20.

    Interest by whole years: 70 * 1.21 + 30 * 1.1 in 2028, 70 + 30/1.1 today.
    """
    sheets = works({"lead time": 2, "economic life": 2, "spending": "0.6; 0.2; 0.2"})
    assert cost(book, sheets) == pytest.approx(70 + 30 / R)


def test_without_a_lead_time_a_spending_profile_falls_at_once(book: Path) -> None:
    assert cost(book, works({"spending": "0.5; 0.5"})) == pytest.approx(100)


def test_interest_in_a_long_period_is_the_mean_over_the_years_of_the_cash(book: Path) -> None:
    """A third a year in one period of three years: 100 (1 + 1/1.1 + 1/1.21) / 3 today."""
    periods = [{"period": 2026, "years": 3}, {"period": 2029, "years": 2}]
    found = cost(book, works({"lead time": 3, "economic life": 2}, periods))
    assert found == pytest.approx(100 * (1 + 1 / R + 1 / R**2) / 3)


def test_interest_in_a_long_period_is_over_the_part_in_which_cash_falls(book: Path) -> None:
    """Lead time 1.5 of a period of 3: service begins with the next period, the cash falls in 1.5 years.

    Two thirds of it grow for 3 years, one third for 2: 100 (1.331 + 0.5 * 1.21) / 1.5, over 1.331 today.
    """
    periods = [{"period": 2026, "years": 3}, {"period": 2029, "years": 2}]
    found = cost(book, works({"lead time": 1.5, "economic life": 2}, periods))
    assert found == pytest.approx(100 * (1 + 0.5 / R) / 1.5)


def test_a_period_of_several_years_is_charged_for_each(book: Path) -> None:
    """4 years in periods of 3 and 1: the same 100 as in single years."""
    periods = [{"period": 2026, "years": 3}, {"period": 2029, "years": 1}]
    assert cost(book, works({}, periods)) == pytest.approx(100)


def test_the_economic_life_may_end_inside_a_period(book: Path) -> None:
    """Three years in periods of 2 and 2: no interest, 100/3 a year, (1 + 1/1.1) + 1/1.21 discounted."""
    periods = [{"period": 2026, "years": 2}, {"period": 2028, "years": 2}]
    found = cost(book, works({"economic life": 3}, periods, cost_of_capital=0))
    assert found == pytest.approx(100 / 3 * (1 + 1 / R + 1 / R**2))


def test_a_given_discount_is_that_of_every_year_of_its_period(book: Path) -> None:
    """Periods of 2 years worth 1.8 and 1.4 a unit of money a year; 100/3 a year for 3 years: 1.8 + 1.4/2."""
    periods = [{"period": 2026, "years": 2, "discount": 1.8}, {"period": 2028, "years": 2, "discount": 1.4}]
    found = cost(book, works({"economic life": 3}, periods, cost_of_capital=0))
    assert found == pytest.approx(100 / 3 * (1.8 + 0.7))


def test_the_base_year_moves_all_money(book: Path) -> None:
    """Money of 2024: everything is two years further away, 100/1.21."""
    assert cost(book, works({}, base_year=2024)) == pytest.approx(100 / R**2)


def test_overnight_is_cash_less_the_value_left(book: Path) -> None:
    """100 at once; half of 8 years are left at the end of 2029, four years away: 100 - 50/1.4641."""
    found = cost(book, works({"economic life": 8}, capital_charging="overnight"))
    assert found == pytest.approx(100 - 50 / R**4)


def test_overnight_leaves_nothing_of_what_is_paid_off(book: Path) -> None:
    """An economic life of 3 within 4 years, though it serves on: 100."""
    assert cost(book, works({"economic life": 3}, capital_charging="overnight")) == pytest.approx(100)


def test_overnight_cash_counts_at_the_mean_of_its_period(book: Path) -> None:
    """Cash of a period of 2 years is worth (1 + 1/1.1)/2; of 4 years of life 2 are left: 50/1.4641 back.

    Service begins in 2028 after a lead time of 2.
    """
    periods = [{"period": 2026, "years": 2}, {"period": 2028, "years": 2}]
    found = cost(book, works({"lead time": 2, "economic life": 4}, periods, capital_charging="overnight"))
    assert found == pytest.approx(100 * (1 + 1 / R) / 2 - 50 / R**4)


def test_overnight_has_no_interest_while_it_is_built(book: Path) -> None:
    """70 in 2026 and 30 in 2027, life 2 from 2028: 70 + 30/1.1, whatever capital costs."""
    project = {"lead time": 2, "economic life": 2, "spending": "0.7; 0.3", "cost of capital": 0.5}
    assert cost(book, works(project, capital_charging="overnight")) == pytest.approx(70 + 30 / R)


def test_costs_in_service_run_only_while_it_serves(book: Path) -> None:
    """No capital; 2 a unit of 10 and 5 a block, from 2027 (lead time 1) for a life of 2: 25/1.1 + 25/1.21."""
    project = {"fixed capital": 0, "fixed cost": 2, "yearly cost": 5, "lead time": 1, "life": 2}
    assert cost(book, works(project)) == pytest.approx(25 / R + 25 / R**2)


def on_a_curve(points: list[tuple[float, float]], size: float, **project: Any) -> Sheets:
    """Return a workbook that must serve a demand from a start on a curve, in one period without discounting."""
    free = {"block": None, "fixed capital": None, "decision": None, "curve": "bend"}
    sheets = works(free | project, [{"period": 2026}], discount_rate=0)
    sheets["Curves"] = [{"curve": "bend", "size": at, "capital": capital} for at, capital in points]
    sheets["Demand"] = [{"market": "works", "material": "goods", "amount": size, "required": 1}]
    return sheets


CONVEX = [(10.0, 10.0), (20.0, 30.0), (30.0, 70.0)]
CONCAVE = [(10.0, 50.0), (20.0, 80.0), (30.0, 90.0)]
MIXED = [(0.0, 40.0), (10.0, 50.0), (20.0, 100.0), (30.0, 110.0)]


@pytest.mark.parametrize(
    ("points", "size", "capital"),
    [
        (CONVEX, 5, 10),  # the first point's size is the least
        (CONVEX, 10, 10),
        (CONVEX, 15, 20),
        (CONVEX, 25, 50),
        (CONVEX, 30, 70),
        (CONCAVE, 5, 50),
        (CONCAVE, 15, 65),  # the chord from 10 to 30 would be cheaper by nothing: it would cost 60
        (CONCAVE, 25, 85),
        (MIXED, 5, 45),
        (MIXED, 15, 75),  # the chord from 10 to 30 would cost 65
        (MIXED, 25, 105),
    ],
)
def test_capital_follows_the_curve(book: Path, points: list[tuple[float, float]], size: float, capital: float) -> None:
    """Linear between the two points that the size lies between."""
    assert cost(book, on_a_curve(points, size)) == pytest.approx(capital)


def test_the_last_point_of_a_curve_is_the_most_of_one_start(book: Path) -> None:
    """35 are asked for at 1000 a unit short; 30 can be built for 70: 70 + 5 * 1000."""
    sheets = on_a_curve(CONVEX, 35)
    sheets["Demand"] = [{"market": "works", "material": "goods", "amount": 35, "shortage cost": 1000}]
    assert cost(book, sheets) == pytest.approx(5070)


def test_not_starting_on_a_curve_costs_nothing(book: Path) -> None:
    """Going without 5 units costs 45, the least start 50."""
    sheets = on_a_curve(CONCAVE, 5)
    sheets["Demand"] = [{"market": "works", "material": "goods", "amount": 5, "shortage cost": 9}]
    assert cost(book, sheets) == pytest.approx(45)


def test_each_start_follows_the_curve_by_itself(book: Path) -> None:
    """20 are asked for in 2026 and 40 in 2027, without discounting or interest.

    Two starts of 20 are 30 each, the second charged one of the two years of the horizon: 30 + 15.
    """
    sheets = on_a_curve(CONVEX[:2], 20, starts=2)
    sheets["Periods"] = YEARS[:2]
    sheets["Demand"] = [{"market": "works", "material": "goods", "2026": 20, "2027": 40, "required": 1}]
    assert cost(book, sheets) == pytest.approx(45)


def test_a_fixed_charge_is_paid_once_a_start_of_any_size(book: Path) -> None:
    """20 fixed and 3 a unit of 15: 65; the least of a start is 12, its most 18."""
    free = {"block": None, "decision": None, "minimum": 12, "maximum": 18, "fixed capital": 20, "capital rate": 3}
    sheets = works(free, [{"period": 2026}], discount_rate=0)
    sheets["Demand"] = [{"market": "works", "material": "goods", "amount": 15, "required": 1}]
    assert cost(book, sheets) == pytest.approx(65)
    sheets["Demand"] = [{"market": "works", "material": "goods", "amount": 5, "required": 1}]
    assert cost(book, sheets) == pytest.approx(56)
