"""The audit's own time and money, against figures worked out with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import rows, settings, write

from planner.audit.charges import economic_life, yearly_charge
from planner.audit.lookup import AuditLookup
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.audit.clock import Clock


def facts_of(path: Path, periods: str, extra: dict[str, Any] | None = None, **values: Any) -> AuditLookup:
    sheets: dict[str, Any] = {
        "Settings": settings(**values),
        "Periods": rows("period | years | discount\n" + periods),
        "Sites": rows("site | country\nAlpha | Aland"),
        "Materials": rows("material\nmetal"),
        "Recipes": rows("process | role | item | amount\nsmelt | makes | metal | 1"),
        "Demand": rows("market | material | amount\nAlpha | metal | 1"),
    }
    return AuditLookup.of(read(write(path / "clock.xlsx", sheets | (extra or {}))))


def clock_of(path: Path, periods: str, **values: Any) -> Clock:
    return facts_of(path, periods, **values).clock


def test_the_first_year_counts_in_full_and_later_ones_by_whole_years(tmp_path: Path) -> None:
    """At 25% a year: 1, then 0.8 + 0.64 for the two years of the second period."""
    clock = clock_of(tmp_path, "2027 | 1 |\n2028 | 2 |", discount_rate=0.25)
    assert clock.begins == (2027, 2028)
    assert clock.horizon == 2030
    assert clock.disc == pytest.approx((1, 1.44))
    assert clock.mean(1) == pytest.approx(0.72)


def test_splitting_a_period_changes_no_total(tmp_path: Path) -> None:
    whole = clock_of(tmp_path, "2027 | 3 |", discount_rate=0.07)
    split = clock_of(
        tmp_path, "2027 | 0.25 |\nb | 1.5 |\nc | 1.25 |",
        discount_rate=0.07,
    )  # fmt: skip
    assert sum(split.disc) == pytest.approx(whole.disc[0])


def test_a_period_without_a_number_begins_at_the_base_year(tmp_path: Path) -> None:
    assert clock_of(tmp_path, "now | 1 |\nthen | 1 |", base_year=2030).begins == (2030, 2031)


def test_an_earlier_base_year_discounts_the_first_period_too(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, "2027 | 1 |", base_year=2025, discount_rate=0.25)
    assert clock.disc == pytest.approx((0.64,))


def test_a_discount_that_is_given_holds_and_counts_by_the_part(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, "2027 | 1 | 0.9\n2028 | 2 | 1.5", discount_rate=0.25)
    assert clock.disc == pytest.approx((0.9, 1.5))
    assert clock.worth(1, 2028, 2028.5) == pytest.approx(0.375)
    assert clock.worth_at_horizon() == pytest.approx(0.75)


def test_money_at_the_horizon_is_discounted_from_there(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, "2027 | 1 |\n2028 | 2 |", discount_rate=0.25)
    assert clock.worth_at_horizon() == pytest.approx(0.512)


YEARS = "2027 | 1 |\n2028 | 1 |\n2029 | 1 |\n2030 | 2 |"


@pytest.mark.parametrize(
    ("t", "lead_time", "life", "served"),
    [
        (0, 0, float("inf"), [0, 1, 2, 3]),
        (0, 1, 2, [1, 2]),
        (0, 1.5, 1, [2]),
        (0, 1.5, 1.5, [2, 3]),
        (1, 2, 0.5, [3]),
        (0, 3.5, 9, []),
        (2, 1, 9, [3]),
        (3, 0.5, 9, []),
    ],
)
def test_a_start_serves_the_periods_that_begin_within_its_life(
    tmp_path: Path, t: int, lead_time: float, life: float, served: list[int]
) -> None:
    assert list(clock_of(tmp_path, YEARS).serves(t, lead_time, life)) == served


@pytest.mark.parametrize(
    ("first", "t", "share"),
    [(0, 0, 0.2), (0, 1, 0.5), (0, 2, 1), (1, 2, 0.5), (2, 3, 0.75), (3, 3, 0.35)],
)
def test_a_longer_period_gets_the_mean_of_its_years(tmp_path: Path, first: int, t: int, share: float) -> None:
    assert clock_of(tmp_path, YEARS).ramp_share((0.2, 0.5), first, t) == pytest.approx(share)


def test_cash_falls_evenly_over_the_lead_time_or_by_its_profile(tmp_path: Path) -> None:
    """Of 2.5 years of lead time one falls in 2027, one in 2028 and half a one in 2029."""
    clock = clock_of(tmp_path, YEARS)
    even = {u: sum(part[0] for part in parts) for u, parts in clock.cash(0, 2.5, ()).items()}
    assert even == pytest.approx({0: 0.4, 1: 0.4, 2: 0.2})
    uneven = {u: sum(part[0] for part in parts) for u, parts in clock.cash(0, 2.5, (0.8, 0.2)).items()}
    assert uneven == pytest.approx({0: 0.64, 1: 0.16 + 0.12, 2: 0.08})
    assert clock.cash(1, 0, (0.5, 0.5)) == {1: [(1.0, 2028, 2028)]}


def test_interest_runs_by_whole_years_until_service_begins(tmp_path: Path) -> None:
    """At 10%: two years on what is paid in 2027, one on 2028; half a year of each is their mean."""
    clock = clock_of(tmp_path, YEARS)
    assert clock.interest(0.1, 2027, 2028, 2029) == pytest.approx(1.21)
    assert clock.interest(0.1, 2027.5, 2028.5, 2029) == pytest.approx((1.21 + 1.1) / 2)
    assert clock.interest(0.1, 2029, 2029, 2029) == 1


def test_the_yearly_charge_repays_capital_over_its_life(tmp_path: Path) -> None:
    """Two payments of 0.5238 at the start of each year at 10% are worth 0.5238 + 0.4762 = 1."""
    at_start = yearly_charge(facts_of(tmp_path, YEARS), 0.1, 2)
    at_end = yearly_charge(facts_of(tmp_path, YEARS, annuity_paid="end"), 0.1, 2)
    assert at_start * (1 + 1 / 1.1) == pytest.approx(1)
    assert at_end * (1 / 1.1 + 1 / 1.21) == pytest.approx(1)
    assert yearly_charge(facts_of(tmp_path, YEARS), 0.0, 4) == 0.25


@pytest.mark.parametrize(("cells", "years"), [("10 | 7", 7), ("10 |", 10), ("|", 5)])
def test_the_economic_life_is_its_own_or_the_life_or_the_horizon(tmp_path: Path, cells: str, years: float) -> None:
    text = f"project | place | adds | maximum | life | economic life\nMill | Alpha | smelt | 1 | {cells}"
    lookup = facts_of(tmp_path, YEARS, {"Projects": rows(text)})
    assert economic_life(lookup, lookup.projects["Mill"]) == years
