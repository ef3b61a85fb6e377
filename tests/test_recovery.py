"""What comes back after a disruption: workbooks whose windows can be worked out by hand.

At home 10 a year are asked; 20 a year can be bought far away at 1, and 6 at home at 3; going without costs 100.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from test_hits import case
from test_monte_carlo import operated
from workbooks import Sheets, checked, objective, write

from planner.studies.stress.under_way import acting
from planner.workbook.assemble.problem import assemble
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read
from planner_models.windows import Step, steps_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner_models.problem import Problem

YEARS = "period\none\ntwo\nthree\nfour"
FIRST = "disruption | onset | duration | recovery\ntrouble | one | 1 | 2"
LOST = "trouble | supplier | Cheap | | 0 | |"


def row(path: Path, sheets: Sheets, place: int = 0) -> dict[str, Any]:
    """Return a row of Resilience of a checked plan."""
    return {
        str(key): value for key, value in checked(path / "in.xlsx", sheets).tables["Resilience"].iloc[place].items()
    }


def test_what_was_lost_comes_back_evenly(tmp_path: Path) -> None:
    """6 at home and 4 short; then a quarter of 20 far away and 5 at home; then three quarters: all of it."""
    found = row(tmp_path, case(LOST, FIRST, Periods=YEARS))
    assert found["extra cost in the year's money"] == pytest.approx((18 + 400 - 10) + (5 + 15 - 10))
    assert (found["window"], found["time to recover"], found["exposed"]) == (3, 3, "yes")
    assert (found["shortage"], found["service"]) == (pytest.approx(4), pytest.approx(26 / 30))


@pytest.mark.parametrize(
    ("hit", "more"),
    [
        ("supplier | Cheap | | | 5 |", (18 + 20) + (18 + 16) + 20 - 30),  # 5, 4 and 2 times as dear
        ("lane | far > home | | | | 0.4", (18 + 20) + (18 + 16) + 20 - 30),  # 0.4, 0.3 and 0.1 of a value of 10
        ("demand | home | | 1.4 | |", 4 + 3 + 1),
        ("demand | home | | 0.5 | |", -(5 + 3.75 + 1.25)),
    ],
)
def test_prices_tariffs_and_surges_fade(tmp_path: Path, hit: str, more: float) -> None:
    found = row(tmp_path, case(f"trouble | {hit}", FIRST, Periods=YEARS))
    assert found["extra cost in the year's money"] == pytest.approx(more)


def test_what_has_no_maximum_is_open_when_recovery_begins(tmp_path: Path) -> None:
    offers = "supplier | site | material | price | maximum\nCheap | far | goods | 1 |\nDear | home | goods | 3 | 6"
    assert row(tmp_path, case(LOST, FIRST, Periods=YEARS, Suppliers=offers))["shortage"] == pytest.approx(4)
    lanes = "trouble | lane | far > home | | 0 | |"
    assert row(tmp_path, case(lanes, FIRST, Periods=YEARS, Suppliers=offers))["shortage"] == pytest.approx(4)


@pytest.mark.parametrize(
    ("onset", "duration", "recovery", "steps"),
    [
        (0, 1, 0, [(0, 1, 0)]), (0, 0.5, 0.5, [(0, 0.5, 0), (0, 0.5, 0.5)]),
        (0, 0.5, 2.5, [(0, 0.5, 0), (0, 0.5, 0.1), (1, 0.5, 0.3), (1, 1, 0.6), (1, 0.5, 0.9)]),
        (1, 1, 3, [(1, 1, 0), (1, 1, 1 / 6)]), (2, 0.25, 9, [(2, 0.25, 0), (2, 0.75, 0.375 / 9)]),
        (1, 2, 1, [(1, 2, 0), (2, 1, 0.5)]),
    ],
)  # fmt: skip
def test_windows_are_cut_where_recovery_begins_and_after_each_year_of_it(
    tmp_path: Path, onset: int, duration: float, recovery: float, steps: list[tuple[int, float, float]]
) -> None:
    periods = "period | years\na | 1\nb | 2\nc | 1"
    problem = assembled(tmp_path, case(LOST, Periods=periods))
    found = steps_of(problem, onset, duration, recovery)
    if (onset, recovery) == (1, 3):  # the horizon goes on for a year
        assert found[-1] == Step(2, 1, pytest.approx(0.5))
        found = found[:-1]
    assert [(x.period, x.length, x.back) for x in found] == [pytest.approx(x) for x in steps]


def assembled(folder: Path, sheets: Sheets) -> Problem:
    return assemble(read(write(folder / "in.xlsx", sheets)))


def test_a_stock_is_counted_where_the_window_ends_within_a_period(tmp_path: Path) -> None:
    """A stock of 8 falls to 4 by the end of a year: half of that by the middle of it, where the window ends.

    In the quarter of the outage 2.5 are drawn; in the quarter of recovery half of 20 a year far away brings 2.5 for
    2.5. The stock ends at 5.5, half a tonne below the plan's path of 6, at a value of 2. Undisturbed the half year
    costs 0.5 * (10 - 4): 3.5 in place of 3.
    """
    sheets = case(LOST, "disruption | duration | recovery\ntrouble | 0.25 | 0.25",
                  Materials="material | value\ngoods | 2",
                  Stockpiles="site | material | initial | final | loss\nhome | goods | 8 | 4 |")  # fmt: skip
    found = row(tmp_path, sheets)
    assert (found["shortage"], found["window"]) == (pytest.approx(0), pytest.approx(0.5))
    assert found["extra cost in the year's money"] == pytest.approx(0.5)


def test_a_window_that_the_horizon_cuts_is_told_with_its_recovery(tmp_path: Path) -> None:
    sheets = case(LOST, "disruption | duration | recovery\ntrouble | 1 | 2", Periods=YEARS)
    told = [str(fault) for fault in read_and_check(write(tmp_path / "a.xlsx", sheets))[1]]
    assert told == [
        "note: Disruptions!B2: struck in 'three' and 'four' it would last, its recovery counted, beyond the end of the "
        "horizon and is cut there, to 1 year in four (holds '1'). Add periods to see all of it."
    ]
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["left out"] == "window cut at the end of the horizon: trouble from three; trouble from four"
    assert found.tables["Resilience"]["window"].tolist() == [3, 3, 2, 1]
    assert found.tables["Resilience"]["time to recover"].tolist() == [3] * 4


def test_a_recovery_is_no_less_than_none(tmp_path: Path) -> None:
    sheets = case(LOST, FIRST.replace("| 2", "| -2"), Periods=YEARS)
    told = [str(x) for x in read_and_check(write(tmp_path / "in.xlsx", sheets))[1]]
    assert told[0] == "error: Disruptions!D2: recovery must be at least 0 (holds '-2')."


def test_splitting_periods_changes_nothing(tmp_path: Path) -> None:
    chance = "disruption | probability | onset | duration | recovery | required\ntrouble | {} | one | 1 | 3 | 0.5"
    stock = {"Stockpiles": "site | material | initial | maximum | holding cost\nhome | goods | 3 | 9 |"}
    whole = case(LOST, chance.format(0.1), Periods="period | years\none | 2\ntwo | 2", **stock)
    split = case(LOST, chance.format(0.2), Periods=YEARS, **stock)
    found = [objective(tmp_path / "in.xlsx", sheets) for sheets in (whole, split)]
    assert found[0] == pytest.approx(found[1])


@pytest.mark.parametrize("seed", few(1, range(4)))
def test_a_longer_recovery_never_costs_less(tmp_path: Path, seed: int) -> None:
    """Of hits that take away and make dearer, where nothing lapses; no recovery is as without the column."""
    dice = random.Random(seed)
    offers = "supplier | site | material | price | maximum\n"
    offers += f"Cheap | far | goods | 1 | {dice.choice([12, 20, ''])}\nDear | home | goods | 3 | {dice.choice([4, 20])}"
    hits = f"trouble | supplier | Cheap | | {dice.choice([0, 0.3])} | {dice.choice([1, 4])} |\n"
    hits += f"trouble | chokepoint | strait | | | {dice.choice([2, 9])} | {dice.choice([0, 0.2])}"
    costs = []
    for recovery in ("", 0, 0.5, 1.5, 2.5):
        lost = f"disruption | probability | onset | duration | recovery\ntrouble | 0.1 | one | 0.5 | {recovery}"
        lanes = "from | to | cost | chokepoints\nfar | home | 0.5 | strait"
        sheets = case(hits, lost, Periods=YEARS, Suppliers=offers, Lanes=lanes)
        costs.append(objective(tmp_path / "in.xlsx", sheets))
    assert costs[0] == costs[1]
    assert costs == sorted(costs)
    assert costs[1] < costs[2] < costs[4]


def test_what_is_under_way_at_once_acts_together(tmp_path: Path) -> None:
    """Of each thing the smallest share, the largest price and the largest tariff, each as far back as it is."""
    hits = "trouble | supplier | Cheap | | 0.2 | 5 |\ntrouble | lane | far > home | | | | 0.4\n"
    hits += "other | supplier | Cheap | | 0.5 | 3 |\nother | lane | far > home | | | | 0.3\n"
    hits += "other | demand | home | | 1.4 | |"
    problem = assembled(tmp_path, case(hits, "disruption | recovery\ntrouble | 2\nother | 1"))
    both = acting(problem, ((0, 0.75), (1, 0.0)))
    assert (both.offers, both.demands) == ({0: 0.5}, {0: 1.4})
    assert both.costs.offers == {0: pytest.approx((3.0,))}  # 5 is back at 2
    assert both.costs.tariffs == {0: pytest.approx((0.3,))}  # 0.4 at 0.1
    early = acting(problem, ((0, 0.25), (1, 0.5)))
    assert early.offers == {0: pytest.approx(0.4)}
    assert early.demands == {0: pytest.approx(1.2)}
    assert early.costs.offers == {0: pytest.approx((4.0,))}
    assert early.costs.tariffs == {0: pytest.approx((0.3,))}


def test_a_course_with_one_strike_costs_what_its_branch_costs(tmp_path: Path) -> None:
    """Operated step by step the recovery is the same, and a second strike amid it takes all again."""
    sheets = case("trouble | supplier | Cheap | | 0 | 3 |\ntrouble | lane | far > home | | | | 0.2",
                  "disruption | probability | duration | recovery\ntrouble | 0.05 | 0.5 | 1.5",
                  Periods=YEARS)  # fmt: skip
    found, operator = operated(tmp_path, sheets)
    table = found.tables["Resilience"]
    for t in range(2):
        course = tuple((0,) if u == t else () for u in range(4))
        assert operator.outcome(course)[0] == pytest.approx(table["extra cost as counted"][t])
        assert operator.outcome(course)[1] == pytest.approx(table["shortage"][t])
    two = case("trouble | supplier | Cheap | | 0 | |\nother | supplier | Cheap | | 0.1 | |",
               "disruption | probability | duration | recovery\ntrouble | 0.05 | 1 | 2\nother | 0.05 | 1 | 0",
               Periods=YEARS)  # fmt: skip
    _, operator = operated(tmp_path, two)
    # the second year has a quarter of 20 back, of which the other leaves 2: 2 short after 4
    assert operator.outcome(((0,), (1,), (), ()))[1] == pytest.approx(4 + 2)
