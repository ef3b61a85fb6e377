"""Frontiers derived by hand, what must be true of any, and how they are told."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from frontiers import CLOSE, COST, asked, found, home, line_of, session, values
from samples import few
from workbooks import Sheets, small, write

from planner.errors import InfeasibleError, QuestionError
from planner.reports.study_workbook.sheet import columns_of
from planner.solving.outcome import Options
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import THE_COST, Measure, measure_of
from planner.studies.core.options import StudyOptions
from planner.studies.core.progress import StudyProgress
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.session import Session
from planner.studies.frontier.line import Frontier
from planner.studies.frontier.search import FoundFrontier, frontier, gap_of
from planner.studies.frontier.study import frontier_study
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from planner.workbook.book import Book

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"


@pytest.fixture(scope="module")
def nine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, FoundFrontier]:
    """Return the workbook of Home and nine points between cost and service."""
    path = tmp_path_factory.mktemp("nine")
    told = found(path, home(), "cost", "worst service", 9)
    return read(path / "in.xlsx"), told


def test_cost_against_worst_service_by_hand(nine: tuple[Book, FoundFrontier]) -> None:
    # undisturbed 10; the branch, at 0.1: what is short costs 8 more than Farland's 1, what is made 3. A unit built
    # saves 0.1 * 5 and costs 2 or 4: nothing is built. 10 + 0.1 * (80 - 10) = 17, and 1.5 or 3.5 more for a unit
    _, told = nine
    by_hand = [(n / 8, 17 + 15 * min(n / 8, 0.5) + 35 * max(n / 8 - 0.5, 0)) for n in range(9)]
    assert values(told.frontier) == [pytest.approx(pair, rel=CLOSE, abs=CLOSE) for pair in by_hand]
    assert all(x.status == "proven" for x in told.frontier.points)
    assert told.frontier.knee() is told.frontier.points[4]
    built = [sum(size or 0 for _, _, _, size in x.decisions) for x in told.frontier.points]
    assert built == pytest.approx([10 * n / 8 for n in range(9)], abs=1e-4)
    for audited, (_, cost) in zip(told.audits.values(), by_hand, strict=True):
        assert audited.failed == ()
        assert audited.cost == pytest.approx(cost, rel=CLOSE)


def test_the_sentences_of_that_frontier(nine: tuple[Book, FoundFrontier]) -> None:
    book, told = nine
    words = " ".join(frontier_study(book, told, {}).sentences)
    assert "From 0% to 100% of worst service costs 25.0 million USD more" in words
    assert "It bends at point 5: up to there, from 0% to 50%" in words
    assert "The last 12.5 percentage points of worst service cost as much as the first 29.2 percentage points." in words
    assert "near and more enter" in words


def test_heads_above_the_numbers_of_points_take_two_lines_at_most(nine: tuple[Book, FoundFrontier]) -> None:
    book, told = nine
    columns = columns_of(frontier_study(book, told, {}).sheet("Points"), "million USD")
    assert max(column.header_lines for column in columns) == 2


def test_cost_against_budget_of_the_small_case_by_hand(tmp_path: Path) -> None:
    # docs/small.md: a tonne costs 3.6 of capital and saves 29.16: 912.8 - 7.1 for each unit of capital, 54 at most;
    # at least 5 tonnes, so that nothing is built for 13.5 and 6.75
    here = session(SMALL, tmp_path / "out.xlsx")
    told = frontier(here, (COST, measure_of("budget", here.book)), 9, StudyProgress(""), hold=("nothing",))
    spent = [54, 47.25, 40.5, 33.75, 27, 20.25, 0]
    by_hand = [pytest.approx((each, 912.8 - 7.1 * each), rel=CLOSE, abs=CLOSE) for each in spent]
    assert values(told.frontier) == by_hand
    assert [x.point.name for x in told.frontier.dropped] == ["7", "8"]
    assert all(x.why == "the same as point 9 within the gap" for x in told.frontier.dropped)


@pytest.mark.parametrize(
    ("measure", "by_hand"),
    [
        # each unit that is not Farland's is made for 3 in place of 1, in a plant of 2 or 4, less 0.1 * 5 in trouble,
        # where the trunk's own cost is held against it: 0.1 * 2 less
        ("share of Farland in goods", [(1, 17), (0.75, 25.25), (0.5, 33.5), (0.25, 46.75), (0, 60)]),
        # short are 10 - size at 0.1, to which the plants cost 15 and 35 for the whole
        ("expected shortage", [(1, 17), (0.75, 20.75), (0.5, 24.5), (0.25, 33.25), (0, 42)]),
        # the worst tenth is trouble itself: 10 + 70, for each unit 3 or 1 less
        ("CVaR", [(80, 17), (70, 22), (60, 42)]),
        ("CVaR in now", [(80, 17), (75, 19.5), (70, 22), (65, 24.5), (60, 42)]),
    ],
)
def test_cost_against_other_measures_by_hand(tmp_path: Path, measure: str, by_hand: list[tuple[float, float]]) -> None:
    told = found(tmp_path, home(), "cost", measure, len(by_hand))
    assert values(told.frontier) == [pytest.approx(pair, rel=CLOSE, abs=CLOSE) for pair in by_hand]
    assert not any(each.failed for each in told.audits.values())


def test_starving_the_undisturbed_plan_never_looks_safe(tmp_path: Path) -> None:
    """Nothing can be built: 20 undisturbed, and half a chance in ten to be 10 short at 50 instead of paying 10: 245.

    Whoever serves nobody in the second year has nothing to lose there, and 500 to pay.
    """
    sheets = home(
        Periods="period\none\ntwo", Projects="project | place", Disruptions="disruption | probability | onset\n"
        "trouble | 0.05 | two", Demand="market | material | amount | shortage cost\nhome | goods | 10 | 50",
    )  # fmt: skip
    assert values(line_of(*asked(tmp_path, sheets, "cost", "CVaR"))) == [pytest.approx((265, 44.5))]
    least = CompiledCase(
        read(tmp_path / "in.xlsx"), CaseSetting(measured=frozenset({"CVaR"})), Options(gap=0.0, threads=1)
    )
    answer = least.ask(Query(aim=Measure("CVaR"))).answer
    assert answer.objective == pytest.approx(265)
    with pytest.raises(QuestionError, match="no disruption that has a probability strikes in one"):
        measure_of("CVaR in one", least.book)


def test_shortage_that_is_cheaper_than_what_prevents_it(tmp_path: Path) -> None:
    # a unit short costs 2 in the branch and made there 3: a limit of 0.5 builds 5 for 10 and makes 5;
    # the same plant run at least cost stands still, and the branch is short of all 10
    sheets = home(Demand="market | material | amount | shortage cost\nhome | goods | 10 | 2")
    told = found(tmp_path, sheets, "cost", "expected shortage", 3)
    assert values(told.frontier)[1] == pytest.approx((0.5, 10 + 0.1 * (5 * 3 + 5 * 2 - 10) + 10), rel=CLOSE)
    assert told.audits["2"].cost == pytest.approx(10 + 0.1 * (10 * 2 - 10) + 10, rel=CLOSE)
    assert told.audits["2"].failed == ()
    words = " ".join(frontier_study(read(tmp_path / "in.xlsx"), told, {}).sentences)
    assert "At points 2, 3 some shortage is cheaper than what prevents it" in words


@pytest.mark.parametrize(
    ("one", "two"),
    few(2, [("cost", "worst service"), ("worst service", "HHI of goods"), ("share of Farland in goods", "CVaR")]),
)
def test_the_ends_are_the_same_from_either_side(tmp_path: Path, one: str, two: str) -> None:
    sheets = home(Demand="market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 0.9")
    there = line_of(*asked(tmp_path / "there", sheets, one, two), 2)
    back = line_of(*asked(tmp_path / "back", sheets, two, one), 2)
    near = 2e-4  # the best of a rule's measure is searched for
    for mine, theirs in zip(there.points, back.points[::-1], strict=True):
        assert {name: pytest.approx(value, rel=near, abs=near) for name, value in mine.values.items()} == theirs.values


def test_two_rules_against_each_other_end_in_plans_that_are_cheap(tmp_path: Path) -> None:
    sheets = home(
        Sites="site | country\nhome | Homeland\nfar | Farland\nother | Otherland",
        Suppliers="supplier | site | material | price\nCheap | far | goods | 1\nDear | other | goods | 2",
        Lanes="from | to\nfar | home\nother | home",
        Demand="market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 1",
    )
    told = line_of(*asked(tmp_path, sheets, "share of Farland in goods", "HHI of goods", gap=1e-4), 2)
    # without Farland: half from Otherland, half made at home; the least index is a third each
    assert values(told)[0] == pytest.approx((0.5, 0.0), abs=2e-3)
    assert values(told)[-1] == pytest.approx((1 / 3, 1 / 3), abs=1e-2)  # shares move as the root of the index
    assert all(x.values["cost"] < 70 for x in told.points)


def draw(chance: random.Random) -> Sheets:
    """Return a case whose frontier is convex: plants of any size without a fixed cost, offers, a chance of trouble."""
    plants = [f"p{n} | home | make | {chance.choice([3, 5, 8])} | {chance.choice([1, 2, 4, 6])}" for n in range(3)]
    near = f"Near | home | goods | {chance.choice([4, 6])} | {chance.choice([1, 2])}"
    return home(
        Projects="project | place | adds | maximum | capital rate\n" + "\n".join(plants),
        Suppliers=f"supplier | site | material | price | maximum\nCheap | far | goods | 1 |\n{near}",
        Demand=f"market | material | amount | shortage cost\nhome | goods | 10 | {chance.choice([8, 20])}",
        Disruptions=f"disruption | probability\ntrouble | {chance.choice([0, 0.05, 0.1])}",
    )


@pytest.mark.parametrize("seed", few(1, range(4)))
def test_a_frontier_rises_is_convex_and_no_option_makes_it_worse(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    line = line_of(*asked(tmp_path / "a", sheets, "cost", "worst service"))
    steps = line.steps()
    assert all(step.paid > 0 and step.gained > 0 for step in steps)
    rates = [step.paid / step.gained for step in steps]
    assert all(later >= earlier * (1 - CLOSE) for earlier, later in pairwise(rates))
    more = [*sheets["Projects"], {"project": "new", "place": "home", "adds": "make", "maximum": 6, "capital rate": 1.5}]
    richer = line_of(*asked(tmp_path / "b", {**sheets, "Projects": more}, "cost", "worst service"), 9)
    for service, cost in values(line):
        assert cost_at(richer, service) <= cost * (1 + CLOSE)


def cost_at(line: Frontier, service: float) -> float:
    """Return the cost on a convex frontier at a service: no more than on the line between its points."""
    pairs = values(line)
    if service <= pairs[0][0]:
        return pairs[0][1]
    for (low, cheap), (high, dear) in pairwise(pairs):
        if service <= high + CLOSE:
            return cheap + (dear - cheap) * (service - low) / (high - low)
    raise AssertionError(service)


def test_nothing_to_choose_between_is_said(tmp_path: Path) -> None:
    told = found(
        tmp_path, home(Hits="disruption | target | name\ntrouble | country | Homeland"), "cost", "worst service"
    )
    assert len(told.frontier.points) == 1
    words = frontier_study(read(tmp_path / "in.xlsx"), told, {}).sentences
    assert "there is nothing to choose between" in words[0]


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="named twice"):
        found(tmp_path, home(), "cost", "Cost")
    hard = home(Demand="market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 1",
                Suppliers="supplier | site | material | price | maximum\nCheap | far | goods | 1 | 1",
                Projects="project | place | adds | maximum\nnear | home | make | 5")  # fmt: skip
    with pytest.raises(InfeasibleError, match="no plan at all"):
        found(tmp_path, hard, "cost", "worst service")


@pytest.mark.parametrize(("gap", "status"), [(1e-3, "proven"), (1e-4, "proven"), (0.0, "not proven")])
def test_the_best_of_an_index_is_called_proven_within_the_gap_only(tmp_path: Path, gap: float, status: str) -> None:
    """Three makers: the least index is a third; it is searched for, so that a little of it always stays open."""
    sheets = small(
        Sites="site | country\na | Near\nb | Far\nc | Third\nhere | Home",
        Suppliers="supplier | site | material | price\none | a | goods | 1\ntwo | b | goods | 2\nthree | c | goods | 4",
        Lanes="from | to\na | here\nb | here\nc | here",
        Demand="market | material | amount | required\nhere | goods | 90 | 1",
    )
    source = write(tmp_path / "in.xlsx", sheets)
    here = Session(read(source), (), tmp_path / "out.xlsx", Options(gap=gap), StudyOptions(processes=1))
    index = measure_of("HHI of goods", here.book)
    end = line_of(here, (index, THE_COST), 2).points[0]
    left = gap_of(end, index)
    assert end.status == status
    assert left is not None
    assert (left <= gap) == (status == "proven")
    assert end.bounds[index.name] <= 1 / 3 + 1e-6 <= end.values[index.name] + 2e-6
