"""A workbook a year later: what was done stands in its cells, it costs what is left, and what has struck goes on."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from drawn_years import draw
from rolled_years import ABROAD, YEARS, held, later, planned
from samples import few
from workbooks import book_of, plan, rows, write

import planner
from planner.cli import main
from planner.errors import PlannerError, QuestionError
from planner.planning.workbooks import read_checked
from planner.reports.loading.plan import read_plan
from planner.reports.loading.several import Compared
from planner.reports.plan_workbook.write import write_plan
from planner.studies.compare.projects import lines_of
from planner.studies.replan.rolled.rolling import rolled

if TYPE_CHECKING:
    from pathlib import Path


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


def test_what_a_part_of_a_year_changes_is_told(tmp_path: Path) -> None:
    """A year and a half is over: of the second year, at 0.8, a half is left, and interest is counted from then on."""
    sheets = copy.deepcopy(YEARS) | {"Budgets": [], "Funding": []}
    sheets["Settings"] = rows("setting | value\n discount rate | 0.1\n gap | 0")
    sheets["Periods"] = rows("period | years\n first | 1.5\n second | 1.5\n third | 1.5")
    sheets["Projects"] = rows(
        "project | place | adds | block | fixed capital | lead time | ramp | decision\n"
        "mill | here | make | 10 | 8 | 0 | 0.5; 0.8 | first"
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "second")
    assert held(book, "Projects")["ramp"] == pytest.approx((0.9,))
    assert [remark.split(" ")[:4] for remark in found.remarks] == [
        ["Periods:", "years", "of", "interest"], ["Projects:", "the", "ramp", "of"],
    ]  # fmt: skip
    assert later(tmp_path, former, "third")[0].remarks == ()
    sheets["Settings"] = rows("setting | value\n discount rate | 0\n gap | 0")
    sheets["Periods"] = rows("period | years\n first | 1.2\n second | 1.5\n third | 1.5")
    without = later(tmp_path, plan(tmp_path / "without.xlsx", sheets), "second")[0]
    assert [remark.split(":")[0] for remark in without.remarks] == ["Projects"], "nothing bears interest"


def test_periods_that_add_up_to_whole_years_change_no_interest(tmp_path: Path) -> None:
    """Three parts of a year are a year, also where their sum in binary is a hair less."""
    sheets = copy.deepcopy(YEARS) | {"Budgets": [], "Funding": []}
    sheets["Settings"] = rows("setting | value\n discount rate | 0.1\n gap | 0")
    sheets["Periods"] = rows("period | years\n one | 0.7\n two | 0.2\n three | 0.1\n four | 1")
    sheets["Projects"] = []
    assert 0.7 + 0.2 + 0.1 < 1.0
    assert later(tmp_path, plan(tmp_path / "in.xlsx", sheets), "four")[0].remarks == ()


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
