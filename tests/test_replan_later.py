"""A workbook a year later: what was done stands in its cells, it costs what is left, and what has struck goes on."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from drawn_years import draw, with_strikes
from samples import few
from workbooks import book_of, checked, objective, plan, rows, small, write

import planner
from planner.cli import main
from planner.errors import PlannerError, QuestionError
from planner.planning.workbooks import read_checked
from planner.reports.loading.plan import read_plan
from planner.reports.loading.several import Compared
from planner.reports.plan_workbook.write import write_plan
from planner.studies.compare.projects import lines_of
from planner.studies.replan.rolled.rolling import Rolled, rolled, write_rolled

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.workbook.book import Book

SETTINGS = "setting | value\n discount rate | 0\n gap | 0\n capital charging | overnight"
# A mill of 30 is begun in 2026, half of it paid a year, and serves in 2028; until then stock and 16 from abroad.
YEARS = small(
    Settings=SETTINGS,
    Periods="period\n 2026\n 2027\n 2028",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Plants="site | process | capacity | variable cost\n here | make | 0 | 1",
    Suppliers="supplier | site | material | price | maximum | total\n abroad | here | goods | 3 | 10 | 25",
    Demand="market | material | amount | shortage cost\n here | goods | 10 | 20",
    Stockpiles="site | material | initial | holding cost\n here | goods | 4 | 0.1",
    Budgets="funder | amount\n state | 20",
    Funding="funder | projects | maximum\n state | * | 40",
    Projects="project | place | adds | block | fixed capital | lead time\n mill | here | make | 10 | 30 | 2",
)
ABROAD = small(
    Settings=SETTINGS,
    Periods="period\n 2026\n 2027\n 2028\n 2029",
    Sites="site | country\n here | AA\n there | BB",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Plants="site | process | capacity | variable cost | minimum use\n here | make | 4 | 5 | 0",
    Suppliers="supplier | site | material | price | maximum | minimum\n abroad | there | goods | 1 | 10 | 5",
    Lanes="from | to\n there | here",
    Demand="market | material | amount | shortage cost | required\n here | goods | 10 | 20 | 0.9",
    Rules="rule | measure | material | limit\n open | amount at least | goods | 9",
    Disruptions="disruption | duration | recovery\n embargo | 1 | 1",
    Hits="disruption | target | name | remaining\n embargo | country | BB | 0.2",
)


def later(folder: Path, former: Plan, now: str, *under_way: str, book: Book | None = None) -> tuple[Rolled, Book]:
    """Return a workbook rolled forward after a plan."""
    found = rolled(book or former.book, former, now, under_way)
    write_rolled(found, folder / "later.xlsx")
    return found, read_checked(folder / "later.xlsx", "base")[0]


def planned(book: Book) -> Plan:
    from planner.infeasibility.planned import plan_book

    made = plan_book(book)
    failed = made.tables["Checks"].query("`pass` != 'yes'")
    assert failed.empty, failed.to_string()
    return made


def held(book: Book, sheet: str, number: int = 0) -> Any:
    return book.rows(sheet)[number]


def test_a_year_later_by_hand(tmp_path: Path) -> None:
    """In all 18 + 30 + 10 for goods and 30 for the mill, of which 20 are left after one of three years: 68.

    A year later 30 + 10 + 15 - 20 = 35 are to come; 10 of what is left is of the 15 that were paid before.
    """
    former = plan(tmp_path / "in.xlsx", YEARS)
    assert former.run["objective"] == pytest.approx(68)
    found, book = later(tmp_path, former, "2027")
    assert book.periods == ("2027", "2028")
    assert book.settings["base year"] == 2026
    mill = held(book, "Projects")
    assert (mill["lead time"], mill["block"], sum(mill["fixed capital"]) / 2) == (1, 10, pytest.approx(15))
    assert mill["decision"].commitments == (("2027", 1.0),)
    assert mill["economic life"] == 3
    assert held(book, "Stockpiles")["initial"] == pytest.approx(0)
    assert held(book, "Suppliers")["total"] == pytest.approx(25 - 6)
    assert held(book, "Budgets")["amount"] == (pytest.approx(20 + 5), 20)
    assert (found.remaining, found.charged) == (pytest.approx(35), pytest.approx(-10))
    now = planned(book)
    assert now.run["objective"] == pytest.approx(45)
    again, last = later(tmp_path, now, "2028")
    mill = held(last, "Projects")
    assert (mill["lead time"], sum(mill["fixed capital"])) == (0, 0)
    assert planned(last).run["objective"] == pytest.approx(10) == pytest.approx(again.remaining - again.charged)


def test_what_is_carried_on_is_compared_as_what_it_was_begun_as(tmp_path: Path) -> None:
    """Mills of two years, each with its row a year later, and a kiln in place: nothing of it differs."""
    sheets = copy.deepcopy(YEARS)
    sheets["Demand"] = rows("market | material | amount | shortage cost\n here | goods | 30 | 99")
    sheets |= {"Budgets": [], "Funding": []}
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | starts | decision
        mill | here | make | 5 | 30 | 3 | 2026: 2; 2027: 1
        kiln | here | make | 5 | 30 | 1 | 2026
        oven | here | make | 5 | 900 | 1 |
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    made = [Compared("former", tmp_path, former, {})]
    for number, now in enumerate(("2027", "2028")):
        _, book = later(tmp_path, former, now)
        made.append(Compared(f"later {number}", tmp_path, planned(book), {}))
    lines = {line.project: [each.words for each in line.built] for line in lines_of(made)}
    starts = {"mill": "2026: 10; 2027: 5", "kiln": "2026: 5", "oven": "2028: 5"}
    assert lines == {name: [words] * 3 for name, words in starts.items()}


def test_lives_profiles_and_discounts_go_on_where_periods_are_named(tmp_path: Path) -> None:
    """A mill that serves two years has one left; of a kiln begun for two years four fifths are paid in the second.

    Interest is a tenth, so the second year counts 1/1.1 and the third 1/1.21, whatever the periods are called.
    """
    sheets = copy.deepcopy(YEARS)
    sheets["Settings"] = rows("setting | value\n discount rate | 0.1\n gap | 0")
    sheets["Periods"] = rows("period\n first\n second\n third")
    sheets["Demand"] = rows("market | material | amount | shortage cost\n here | goods | 30 | 20")
    sheets |= {"Budgets": [], "Funding": []}
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | lead time | life | spending | decision
        mill | here | make | 10 | 8 | 0 | 2 | | must
        kiln | here | make | 10 | 30 | 2 | 2 | 0.2; 0.8 | must
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "second")
    mill, kiln = book.rows("Projects")
    assert (mill["life"], mill["lead time"], kiln["lead time"], kiln["life"]) == (1, 0, 1, 2)
    assert kiln["fixed capital"] == (pytest.approx(24),) * 2
    assert [row["discount"] for row in book.rows("Periods")] == [pytest.approx(1 / 1.1), pytest.approx(1 / 1.21)]
    now = planned(book)
    assert now.run["objective"] + found.charged == pytest.approx(found.remaining)
    assert found.remarks == ()
    _, last = later(tmp_path, now, "third")
    assert [row["project"] for row in last.rows("Projects") if row["decision"].kind == "commit"] == ["kiln"]


def test_money_that_is_spent_is_not_there_again(tmp_path: Path) -> None:
    """The state may pay 40 in all, and has promised 30: a second mill of 30, asked for later, cannot be built."""
    former = plan(tmp_path / "in.xlsx", YEARS)
    _, book = later(tmp_path, former, "2027")
    general, own = book.rows("Funding") if len(book.rows("Funding")) > 1 else (held(book, "Funding"), None)
    assert general["maximum"] == pytest.approx(40 - 30)
    assert own["projects"] == ("mill",)
    assert own["maximum"] == pytest.approx(15)


def test_what_was_begun_twice_keeps_both_and_may_begin_again(tmp_path: Path) -> None:
    """Two of four blocks are begun in 2026, for 20 in 2026 and 2027; two more from 2028 on, for 40."""
    sheets = copy.deepcopy(YEARS)
    sheets |= {"Suppliers": [], "Stockpiles": [], "Budgets": [], "Funding": []}
    sheets["Demand"] = rows("market | material | amount | 2028 | shortage cost\n here | goods | 20 | 40 | 90")
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | starts | yearly cost | group | decision
        mill | here | make | 10 | 6 | 4 | 1 | all | free
        licence | here | | | 1 | | | all | must
        """
    )
    sheets["Projects"][1]["requires"] = "mill"
    sheets["Groups"] = rows("group | at least | at most\n all | 2 | 2")
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "2027")
    names = {row["project"]: row for row in book.rows("Projects")}
    assert set(names) == {"mill", "licence", "mill (2026)"} or set(names) == {"mill", "licence", "licence (2026)"}
    carried = names["mill (2026)"]
    assert (carried["block"], carried["yearly cost"][0]) == (20, 2)
    assert (names["mill"]["starts"], names["mill"]["group"]) == (2, ())
    assert carried["group"] == ("all",)
    assert planned(book).run["objective"] + found.charged == pytest.approx(found.remaining)


@pytest.mark.parametrize("seed", few(2, range(60)))
def test_year_after_year_it_costs_what_is_left(tmp_path: Path, seed: int) -> None:
    """Where nothing has changed, the workbook costs each time what the plan before costs from then on."""
    try:
        former = plan(tmp_path / "in.xlsx", draw(random.Random(seed)))
    except PlannerError:
        pytest.skip("no plan")
    book = former.book
    for now in former.book.periods[1:]:
        found, book = later(tmp_path, former, now, book=book)
        former = planned(book)
        assert former.run["objective"] + found.charged == pytest.approx(found.remaining, rel=1e-6, abs=1e-6)


def test_a_disruption_under_way_is_held_to_its_course(tmp_path: Path) -> None:
    """Struck in 2027: 2 + 4 at 5 + 4 short at 20 = 102; half back in 2028: 6 + 20 = 26; then 10 again."""
    former = plan(tmp_path / "in.xlsx", ABROAD)
    told = former.tables["Resilience"].set_index("onset")["extra cost in the year's money"]
    _, book = later(tmp_path, former, "2027", "embargo")
    assert planned(book).run["objective"] == pytest.approx(102 + 26 + 10)
    assert told["2027"] == pytest.approx(102 + 26 - 20)
    found, book = later(tmp_path, former, "2027", "Embargo since 2026")
    assert planned(book).run["objective"] == pytest.approx(26 + 10 + 10)
    assert found.under_way == ("embargo is under way, over before 2028",)
    assert "embargo struck in 2026, and stocks, totals and budgets are those of the plan" in found.remarks[0]
    found, book = later(tmp_path, former, "2028", "embargo since 2026")
    assert found.under_way == ("embargo is over",)
    assert planned(book).run["objective"] == pytest.approx(20)


def test_a_rule_since_a_period_that_is_over_lapses_too(tmp_path: Path) -> None:
    """It was held to all the same, and what has struck left no plan; one until 2028 is gone, one until 2029 is not."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Rules"] = rows(
        """
        rule | measure | material | limit | from | until
        open | amount at least | goods | 9 | 2026 |
        till 2028 | amount at least | goods | 9 | | 2028
        till 2029 | amount at least | goods | 9 | 2026 | 2029
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    _, book = later(tmp_path, former, "2027", "embargo")
    assert [(row["rule"], row["from"]) for row in book.rows("Rules")] == [("open", "2029"), ("till 2029", "2029")]
    assert planned(book).run["objective"] == pytest.approx(102 + 26 + 10)


def test_what_is_closed_for_half_a_period_and_has_no_limit_is_told(tmp_path: Path) -> None:
    """Nothing comes for half a year; the workbook has no cell for that, and says so."""
    sheets = copy.deepcopy(ABROAD) | {"Rules": []}
    sheets["Suppliers"] = rows("supplier | site | material | price\n abroad | there | goods | 1")
    sheets["Disruptions"] = rows("disruption | duration\n embargo | 0.5")
    sheets["Hits"] = rows("disruption | target | name\n embargo | country | BB")
    del sheets["Demand"][0]["required"]
    former = plan(tmp_path / "in.xlsx", sheets)
    found, _ = later(tmp_path, former, "2029", "embargo")
    assert found.remarks == (
        "2029: embargo ends in the midst of it, and what it closes and has no limit is left open all the while: enter "
        "what there is of it on the mean",
    )
    assert found.under_way == ("embargo is under way, also in the last period",)
    for column in ("Suppliers", "Lanes"):  # what has a maximum has half of it
        sheets[column][0]["maximum"] = 10
    assert later(tmp_path, plan(tmp_path / "in.xlsx", sheets), "2029", "embargo")[0].remarks == ()


def test_a_sale_without_limit_that_is_hit_is_closed_until_it_recovers(tmp_path: Path) -> None:
    """Four are made at 2 and sold at 3 a year: while nothing remains of the shop 4 are lost, as its plan tells too."""
    sheets = copy.deepcopy(ABROAD) | {"Rules": []}
    sheets["Plants"] = rows("site | process | capacity | variable cost\n here | make | 4 | 2")
    sheets["Sites"] += rows("site | country\n shop | AA")
    sheets["Demand"] = rows(
        "market | material | amount | shortage cost | price\n here | goods | 10 | 20 |\n shop | goods | | | 3"
    )
    sheets["Lanes"] += rows("from | to\n here | shop")
    sheets["Hits"] = rows("disruption | target | name\n embargo | demand | shop")
    former = checked(tmp_path / "in.xlsx", sheets)
    assert set(former.tables["Resilience"]["extra cost in the year's money"]) == {4.0}
    found, book = later(tmp_path, former, "2027", "embargo")
    assert found.rows["Demand"][1] == {
        "market": "shop", "material": "goods", "price": 3, "amount": None, "2027": 0, "2028": None, "2029": None,
    }  # fmt: skip
    assert planned(book).run["objective"] == pytest.approx(10 + 6 + 6)


def test_a_workbook_that_was_lengthened_keeps_what_serves_in_its_last_period(tmp_path: Path) -> None:
    """A works of two years serves in 2029, which the former plan had not; it was never to be built, or an error."""
    former = plan(tmp_path / "in.xlsx", YEARS)
    sheets = copy.deepcopy(YEARS) | {"Budgets": [], "Funding": []}
    sheets["Periods"] = rows("period\n 2026\n 2027\n 2028\n 2029")
    sheets["Demand"] = rows("market | material | amount | 2029 | shortage cost\n here | goods | 10 | 40 | 20")
    sheets["Projects"] += rows(
        """
        project | place | adds | block | fixed capital | lead time | earliest
        works | here | make | 30 | 3 | 2 |
        late | here | make | 30 | 90 | 0 | 2029
        """
    )
    _, book = later(tmp_path, former, "2027", book=book_of(tmp_path / "longer.xlsx", sheets))
    made = planned(book).tables["Investments"].set_index("project")
    assert list(made.loc[["works", "late"], "decision"]) == ["build", "no"]
    assert [row["decision"].kind for row in book.rows("Projects")] == ["commit", "free", "free"]


@pytest.mark.parametrize("seed", few(1, range(40)))
def test_what_is_under_way_costs_what_the_plan_said_it_would(tmp_path: Path, seed: int) -> None:
    """In the last period, with nothing begun any more, each disruption costs what Resilience told of it."""
    chance = random.Random(seed)
    try:
        former = plan(tmp_path / "in.xlsx", with_strikes(chance, draw(chance)))
    except PlannerError:
        pytest.skip("no plan")
    last = former.book.periods[-1]
    if last in set(former.tables["Investments"]["start"]):
        pytest.skip("something is begun in the last period")
    told = former.tables["Resilience"].query("onset == @last").set_index("disruption")["extra cost as counted"]
    costs = {}
    for name in (None, *told.index):
        found = rolled(former.book, former, last, [name] if name else [])
        for project in found.rows["Projects"]:
            if project["project"] not in {start[0] for start in found.carried}:
                project["decision"] = "never"
        costs[name] = objective(tmp_path / "later.xlsx", found.rows | {"Disruptions": [], "Hits": []})
    for name, extra in told.items():
        assert max(0.0, costs[name] - costs[None]) == pytest.approx(extra, rel=1e-6, abs=1e-6), name


def test_what_was_added_to_a_shared_resource_is_hit_with_it(tmp_path: Path) -> None:
    """Power of 4 and a grid of 6, built: half of both is left, so 5 are made at 1, and 5 are short at 20."""
    sheets = copy.deepcopy(ABROAD)
    sheets |= {"Suppliers": [], "Lanes": [], "Rules": []}
    sheets["Recipes"] += rows("process | role | item | amount\n make | uses | power | 1")
    sheets["Plants"] = rows("site | process | variable cost\n here | make | 1")
    sheets["Resources"] = rows("resource | place | capacity\n power | here | 4")
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | fixed cost | decision
        grid | here | power | 6 | 6 | 0.5 | 2026: 1
        """
    )
    sheets["Demand"] = rows("market | material | amount | shortage cost\n here | goods | 10 | 20")
    sheets["Hits"] = rows("disruption | target | name | remaining\n embargo | resource | power | 0.5")
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "2029", "embargo")
    assert planned(book).run["objective"] == pytest.approx(5 + 100 + 3)
    assert held(book, "Resources")["capacity"] == (5,)
    assert found.remarks == ()
    sheets["Periods"] += rows("period\n 2030")
    sheets["Projects"][0]["fixed cost"] = 0.25  # today's, in a workbook that has a period more
    _, book = later(tmp_path, former, "2029", "embargo", book=book_of(tmp_path / "longer.xlsx", sheets))
    assert held(book, "Resources")["capacity"] == (5, 7.5)
    assert planned(book).run["objective"] == pytest.approx(5 + 100 + 7.5 + 50 + 2 * 1.5)


def test_of_lanes_only_what_is_hit_is_changed(tmp_path: Path) -> None:
    """One row for all lanes to here: those of two sites in BB are hit in goods, by rows of their own."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Sites"] += rows("site | country\n far | CC")
    sheets["Materials"] += rows("material\n parts")
    sheets["Suppliers"] += rows(
        "supplier | site | material | price\n third | far | goods | 3\n third | there | parts | 1"
    )
    sheets["Demand"] += rows("market | material | amount | shortage cost\n here | parts | 1 | 9")
    sheets["Lanes"] = rows("from | to | cost\n * | here | 0.5")
    sheets["Hits"] = rows("disruption | target | name | material | remaining\n embargo | lane | BB > here | goods | 0")
    former = checked(tmp_path / "in.xlsx", sheets)
    _, book = later(tmp_path, former, "2029", "embargo")
    lanes = [(row["from"], row["to"], row["material"], row["maximum"]) for row in book.rows("Lanes")]
    assert lanes == [("*", "here", ("*",), (float("inf"),)), ("there", "here", ("goods",), (0.0,))]
    assert planned(book).run["objective"] == pytest.approx(10 * 3.5 + 1.5)  # all goods from far, parts as before


def test_what_was_started_for_another_and_ordered_nothing_only_unlocks(tmp_path: Path) -> None:
    """The gate is started at nothing so that the mill may be: its row had no maximum, and was refused."""
    sheets = copy.deepcopy(YEARS) | {"Budgets": [], "Funding": [], "Suppliers": [], "Stockpiles": []}
    sheets["Projects"] = rows(
        """
        project | place | adds | maximum | block | fixed capital | capital rate | requires
        gate | here | make | 10 | | 3 | 90 |
        mill | here | make | | 10 | 30 | | gate
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    assert list(former.tables["Investments"]["size"]) == [0, 10]
    _, book = later(tmp_path, former, "2027")
    assert [row["adds"] for row in book.rows("Projects")] == [None, "make"]
    assert planned(book).run["objective"] == pytest.approx(2 * 10)


def test_an_offer_that_is_over_may_still_be_named(tmp_path: Path) -> None:
    """Hits and rules name who sold until 2026: its row was taken out, and the workbook refused."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Suppliers"] = rows(
        """
        supplier | site | material | price | until | minimum | fixed cost
        abroad | there | goods | 1 | | |
        once | there | goods | 0.5 | 2026 | 2 | 3
        """
    )
    sheets["Rules"] = rows("rule | measure | material | origins | limit\n some | share at most | goods | once | 1")
    sheets["Hits"] = rows("disruption | target | name\n embargo | supplier | each but once")
    del sheets["Demand"][0]["required"]
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "2027")
    assert planned(book).run["objective"] == pytest.approx(30) == pytest.approx(found.remaining)


def test_what_was_removed_for_good_does_not_come_back(tmp_path: Path) -> None:
    """A plant is given up for another that lasts two years: in 2028 there is neither, and 10 are short at 20.

    Rolled forward to 2028 the plant of old was there again, and made all of it at 1.
    """
    sheets = copy.deepcopy(YEARS) | {"Budgets": [], "Funding": [], "Suppliers": [], "Stockpiles": []}
    sheets["Recipes"] += rows("process | role | item | amount\n anew | makes | goods | 1")
    sheets["Plants"] = rows("site | process | capacity | variable cost\n here | make | 10 | 1\n here | anew | 0 | 2")
    sheets["Projects"] = rows(
        """
        project | place | removes | adds | block | fixed capital | yearly cost | life | decision
        swap | here | make | anew | 10 | 4 | 1 | 2 | 2026: 1
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    for now, left in (("2027", 20 + 1 + 200), ("2028", 200)):
        found, book = later(tmp_path, former, now)
        assert planned(book).run["objective"] == pytest.approx(left) == pytest.approx(found.remaining)


def test_what_is_over_is_taken_out(tmp_path: Path) -> None:
    """Windows, retirements, chances, series, cases and worlds of the past; what is left begins with 2028."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Plants"] = rows("site | process | capacity | retires | fixed cost\n here | make | 4 | 2027 | 3")
    sheets["Suppliers"] = rows(
        """
        supplier | site | material | price | from | until
        abroad | there | goods | dear | 2027 |
        once | there | goods | 9 | | 2027
        """
    )
    sheets["Rules"] = rows(
        "rule | measure | material | limit | from | until\n early | amount at least | goods | 1 | 2026 | 2027"
    )
    sheets["Series"] = rows("series | 2026 | 2027 | 2028 | 2029\n dear | 1 | 2 | 3 | 4")
    sheets["Disruptions"] = rows("disruption | onset\n embargo | 2026; 2027\n flood | 2027; 2029")
    sheets["Hits"] += rows("disruption | target | name\n flood | site | here")
    sheets["Cases"] = rows(
        """
        case | sheet | row | column | change
        old | Demand | here / goods | 2027 | 4
        new | Demand | here / goods | 2028 | 5
        gone | Suppliers | once / there / goods | price | 5
        gone | Suppliers | once | price | 6
        """
    )
    sheets["Ranges"] = rows(
        """
        sheet | row | column | low | high
        Suppliers | once / there / goods | price | 5 | 12
        Demand | here / goods | shortage cost | 5 | 30
        Projects | promised | fixed capital | 1 | 2
        Projects | early | fixed capital | 1 | 2
        """
    )
    sheets["Worlds"] = rows("world | from | probability\n calm | 2027 | 0.5\n hard | 2027 | 0.5")
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | earliest | latest | decision | lead time
        late | here | make | 5 | 900 | 2027 | | |
        missed | here | make | 5 | 900 | | 2027 | |
        slow | here | make | 5 | 900 | | | free | 1.5
        promised | here | make | 1 | 1 | | | 2026: 1; 2029: 1 |
        early | here | make | 1 | 1 | | | 2026: 1 |
        """
    )
    sheets["Projects"][3]["starts"] = 3
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "2028")
    plants = held(book, "Plants")
    assert (plants["capacity"], plants["retires"], plants["fixed cost"]) == ((0, 0), None, (0, 0))
    offers = [(row["supplier"], row["price"], row["from"], row["maximum"][0]) for row in book.rows("Suppliers")]
    assert offers == [("abroad", (3, 4), None, float("inf")), ("once", (0, 0), None, 0)]
    assert book.rows("Rules") == ()
    assert [(row["disruption"], row["onset"]) for row in book.rows("Disruptions")] == [("flood", ("2029",))]
    assert [row["disruption"] for row in book.rows("Hits")] == ["flood"]
    assert [case["case"] for case in found.rows["Cases"]] == ["new"]
    assert [row["column"] for row in found.rows["Ranges"]] == ["shortage cost", "fixed capital"]
    assert found.rows["Worlds"] == []
    assert found.remarks[0].startswith("Worlds: which of calm, hard has come is known now")
    decided = {row["project"]: (row["decision"].kind, row["decision"].commitments) for row in book.rows("Projects")}
    assert decided["late"] == ("free", ())
    assert decided["missed"][0] == decided["slow"][0] == "never"
    assert decided["promised"] == ("commit", (("2029", 1.0),))
    assert decided["promised (2026)"] == ("commit", (("2028", 1.0),))


def test_what_cannot_be_rolled_forward_is_said(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", ABROAD)
    for now, words, told in (
        ("2031", (), "no period '2031'"),
        ("2026", (), "nothing is over"),
        ("2027", ("flood",), "no disruption is called 'flood'; there are: embargo"),
        ("2027", ("embargo since 2028",), "2028 is yet to come"),
        ("2027", ("embargo since 1999",), "no period '1999'"),
        ("2027", ("embargo", "embargo since 2026"), "hits what another disruption under way hits"),
    ):
        with pytest.raises(QuestionError, match=told):
            rolled(former.book, former, now, words)
    cut = copy.deepcopy(ABROAD)
    cut["Periods"] = rows("period\n 2027\n 2028")
    book = read_checked(write(tmp_path / "cut.xlsx", cut), "base")[0]
    with pytest.raises(QuestionError, match="with the periods that are over"):
        rolled(book, former, "2028")


def test_as_a_planner_runs_it(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", ABROAD)
    write_plan(former, tmp_path / "former.xlsx")
    source, target = str(tmp_path / "in.xlsx"), str(tmp_path / "o.xlsx")
    words = ["replan", source, "--from", str(tmp_path / "former.xlsx"), "-o", target]
    result = CliRunner().invoke(main, [*words, "--now", "2027", "--under-way", "embargo", "--json", "--processes", "1"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["objective"], told["remaining"]) == (pytest.approx(138), pytest.approx(30))
    assert read_plan(tmp_path / "o.xlsx")[1]["replan: under way"] == "embargo is under way, over before 2029"
    assert read_checked(tmp_path / "o-workbook.xlsx", "base")[0].periods == ("2027", "2028", "2029")
    refused = CliRunner().invoke(main, [*words, "--under-way", "embargo"])
    assert refused.exit_code == 2
    assert "--now" in refused.output
    with pytest.MonkeyPatch.context() as patch:  # before the plan is verified, which may take long
        patch.setattr("planner.commands.replan.say_verified", lambda _: pytest.fail("it was verified first"))
        refused = CliRunner().invoke(main, [*words, "--before", "2031"])
        assert (refused.exit_code, "no period '2031'" in refused.stderr) == (2, True)
    case = planner.read(tmp_path / "in.xlsx")
    made = planner.replan(case, planner.read_plan(tmp_path / "former.xlsx"), now=2027, under_way=["embargo since 2026"])
    assert made.cost == pytest.approx(26 + 10 + 10)
