"""Frontiers that hold service, measures of one period, and points whose plan as audited is cheaper: by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from frontiers import asked, found, home, line_of, values
from workbooks import Sheets, small, write

from planner.cli import main
from planner.errors import QuestionError
from planner.reports.loading.plan import read_plan
from planner.reports.plan_workbook.copies import PREFIX
from planner.studies.core.measure import THE_COST, measure_of
from planner.studies.frontier.point import loosened
from planner.studies.frontier.words import sentences
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

SHARE = "share of Farland in goods"
CHEAP_SHORTAGE = "market | material | amount | shortage cost\nhome | goods | 10 | 5"


def two_years(**other: str) -> Sheets:
    """Return two years in each of which Home buys 10 of Farland at 1, or makes up to 10 of them for 3."""
    base = {
        "Periods": "period\n2026\n2027",
        "Plants": "site | process | capacity | variable cost\nhome | make | 10 | 3",
        "Projects": "project | place | adds | maximum | capital rate\nnear | home | make | 1 | 100",
        "Disruptions": "disruption | probability\ntrouble | 0",
    }
    return home(**(base | other))


def held(
    path: Path, sheets: Sheets, second: str, hold: tuple[str, ...], first: str = "cost"
) -> list[tuple[float, float]]:
    return values(line_of(*asked(path, sheets, first, second), 3, hold))


def test_the_end_of_a_share_is_not_to_buy_nothing(tmp_path: Path) -> None:
    # a unit short costs 5, one that is built and made 2 or 4, and 3: cheaper to go without than to buy elsewhere.
    # Served as in the cheapest plan: 10 undisturbed, in trouble 10 short at 0.1: 10 + 0.1 * (50 - 10); half made: 10
    # for the near plant, 15 + 5, in trouble 5 short; all made: 30 + 30, and trouble harms nothing
    sheets = home(Demand=CHEAP_SHORTAGE)
    by_hand = [(1, 14), (0.5, 10 + 20 + 0.1 * 5 * 4), (0, 60)]
    assert held(tmp_path, sheets, SHARE, ()) == [pytest.approx(pair, abs=1e-5) for pair in by_hand]


def test_nothing_to_choose_while_service_is_held_says_what_would_leave_a_choice(tmp_path: Path) -> None:
    sheets = home(
        Suppliers="supplier | site | material | price | maximum\nCheap | far | goods | 1 | 0",
        Demand="market | material | amount | shortage cost\nhome | goods | 10 | 8",
    )
    told = found(tmp_path, sheets, "cost", "budget", 3)
    assert len(told.frontier.points) == 1
    assert "(--hold nothing lets it fall)" in sentences(read(tmp_path / "in.xlsx"), told)[0]


def test_without_anything_held_it_is(tmp_path: Path) -> None:
    line = held(tmp_path, home(Demand=CHEAP_SHORTAGE), SHARE, ("nothing",))
    assert line[-1] == pytest.approx((0, 50), abs=1e-5)


def test_service_is_that_of_the_cheapest_plan_from_whichever_side(tmp_path: Path) -> None:
    sheets = home(Demand=CHEAP_SHORTAGE)
    line = held(tmp_path, sheets, "cost", (), first=SHARE)
    assert line[0] == pytest.approx((60, 0), abs=1e-5)
    line = held(tmp_path, sheets, "budget", (), first=SHARE)
    assert line[0] == pytest.approx((30, 0), abs=1e-5)
    assert line[-1] == pytest.approx((0, 1), abs=1e-5)


def test_a_measure_is_held_where_it_is_asked_for(tmp_path: Path) -> None:
    # no capital more than the cheapest plan's, which builds nothing: nothing can be made either
    line = held(tmp_path, home(Demand=CHEAP_SHORTAGE), SHARE, ("service", "budget"))
    assert line == [pytest.approx((1, 14), abs=1e-5)]


def test_where_service_is_an_axis_it_moves(tmp_path: Path) -> None:
    sheets = home(Demand="market | material | amount | shortage cost\nhome | goods | 10 | 0.5")
    assert held(tmp_path, sheets, "expected shortage", ())[0] == pytest.approx((10, 5), abs=1e-5)


def test_what_is_held_is_said_and_is_in_the_plan(tmp_path: Path) -> None:
    sheets = home(Demand=CHEAP_SHORTAGE)
    told = found(tmp_path, sheets, "cost", SHARE, 2)
    words = sentences(read(tmp_path / "in.xlsx"), told)
    assert (
        "Service undisturbed is held: no market gets less of anything, in any period, than in the cheapest plan."
        in words
    )
    words = ["frontier", str(tmp_path / "in.xlsx"), "--to", SHARE, "--points", "2", "--plans", "--processes", "1"]
    assert CliRunner().invoke(main, [*words, "-o", str(tmp_path / "out.xlsx")]).exit_code == 0
    path = tmp_path / "out-plans" / "point-02.xlsx"
    tables, _ = read_plan(path)
    assert set(tables["Checks"]["pass"]) == {"yes"}
    assert read(path, "base", PREFIX).rows("Demand")[0]["required"] == (pytest.approx(1, abs=1e-6),)


@pytest.mark.parametrize(
    ("measure", "by_hand"),
    [
        # ten bought in each year cost 20, and a unit that is made 2 more
        (f"{SHARE}", [(1, 20), (0.5, 40), (0, 60)]),
        (f"{SHARE} in 2027", [(1, 20), (0.5, 30), (0, 40)]),
        ("HHI of goods in 2026", [(1, 20), (0.75, 20 + 2 * 10 * 0.1464466), (0.5, 30)]),
    ],
)
def test_a_measure_of_one_period_leaves_the_others_alone(
    tmp_path: Path, measure: str, by_hand: list[tuple[float, float]]
) -> None:
    line = held(tmp_path, two_years(), measure, ())
    assert line == [pytest.approx(pair, rel=2e-3, abs=2e-3) for pair in by_hand]


def test_the_worst_service_of_one_period_can_be_mended_where_that_of_all_cannot(tmp_path: Path) -> None:
    # nothing can be built before 2027; trouble in 2026 serves 0 whatever is done
    sheets = two_years(
        Plants="site | process | capacity | variable cost\nhome | make | 0 | 3",
        Projects="project | place | adds | maximum | capital rate | earliest\nnear | home | make | 10 | 2 | 2027",
        Disruptions="disruption | probability | required\ntrouble | 0 | 0",
    )
    assert len(held(tmp_path, sheets, "worst service", ())) == 1
    line = held(tmp_path, sheets, "worst service in 2027", ())
    # 20 for all that is bought; 20 for the plant, of which half its life is left at the end
    assert line == [pytest.approx((n / 2, 20 + 5 * n), abs=1e-4) for n in range(3)]
    words = ["frontier", str(tmp_path / "in.xlsx"), "--to", "worst service in 2027", "--points", "2", "--plans"]
    done = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "out.xlsx"), "--processes", "1"])
    assert done.exit_code == 0, done.output
    path = tmp_path / "out-plans" / "point-02.xlsx"
    assert set(read_plan(path)[0]["Checks"]["pass"]) == {"yes"}
    rows = read(path, "base", PREFIX).rows("Disruptions")
    apart = {row["disruption"]: (row["onset"], row["required"]) for row in rows}
    assert apart["trouble"] == (("2026",), 0)
    assert apart["trouble, struck in 2027"] == (("2027",), pytest.approx(1, abs=1e-5))


@pytest.mark.parametrize(
    ("first", "second", "shortage_cost", "by_hand"),
    [
        # 2026 is served for nothing; in 2027 a plant of 10 costs 20, or 10 are short
        ("cost", "budget in 2027", 5, [(20, 20), (0, 50)]),
        ("cost", "expected shortage in 2027", 1, [(10, 10), (0, 20)]),
        ("cost in 2027", "budget", 5, [(20, 20), (0, 50)]),
    ],
)
def test_linear_measures_of_one_period(
    tmp_path: Path, first: str, second: str, shortage_cost: int, by_hand: list[tuple[float, float]]
) -> None:
    sheets = two_years(
        Plants="site | process | capacity | 2027\nhome | make | 10 | 0",
        Suppliers="supplier | site | material | price | maximum\nCheap | far | goods | 1 | 0",
        Projects="project | place | adds | block | fixed capital | earliest | economic life\n"
                 "near | home | make | 10 | 20 | 2027 | 1",
        Demand=f"market | material | amount | shortage cost\nhome | goods | 10 | {shortage_cost}",
    )  # fmt: skip
    line = line_of(*asked(tmp_path, sheets, first, second), 2, ("nothing",))
    assert values(line) == [pytest.approx(pair, abs=1e-5) for pair in by_hand]


def test_names_of_measures_say_their_period(tmp_path: Path) -> None:
    book = read(write(tmp_path / "in.xlsx", two_years()))
    for words in ("share of Farland in goods for Homeland in 2027", "HHI of goods in 2026", "worst service in 2027"):
        assert measure_of(words, book).name == words
    with pytest.raises(QuestionError, match=r"each also with ' in PERIOD'"):
        measure_of("happiness in 2027", book)
    with pytest.raises(QuestionError, match="no material or family '2031'"):
        measure_of("share of Farland in 2031", book)


def test_two_worst_services_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="one frontier knows one worst service"):
        held(tmp_path, two_years(), "worst service in 2027", (), first="worst service")


def test_no_point_is_proven_whose_plan_as_audited_costs_less_than_was_proven(tmp_path: Path) -> None:
    # as in test_frontier: what prevents a shortage of the branch costs more than the shortage
    sheets = home(Demand="market | material | amount | shortage cost\nhome | goods | 10 | 2")
    told = found(tmp_path, sheets, "cost", "expected shortage", 3)
    assert [(x.status, x.stopped) for x in told.frontier.points] == [
        ("proven", "gap closed"), ("not proven", "audited below"), ("not proven", "audited below"),
    ]  # fmt: skip
    for each in told.frontier.points:
        bound = each.bounds["cost"]
        assert bound is not None
        assert each.status != "proven" or told.audits[each.name].cost >= bound - 1e-6


def test_the_room_of_a_value_that_is_held_is_of_the_workbook_s_own_scale(tmp_path: Path) -> None:
    """A limit of nothing has a thousand-millionth of what is usual as room, in whatever unit: 100 t at 5, at most."""
    for many, money in ((1.0, 1.0), (1e-6, 1e6), (1e9, 1e-3)):
        sheets = small(
            Demand=f"market | material | amount | shortage cost\nhere | goods | {100 * many} | {5 * money}",
            Suppliers=f"supplier | site | material | price\nmaker | here | goods | {2 * money}",
        )
        book = read(write(tmp_path / "in.xlsx", sheets))
        assert loosened(THE_COST, 0.0, book) == pytest.approx(500e-9 * many * money)
        assert loosened(measure_of("expected shortage", book), 0.0, book) == pytest.approx(100e-9 * many)
