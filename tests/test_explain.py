"""Reasons against trying every decision, agreements and prices by hand, and how they are told."""

from __future__ import annotations

import itertools
import json
import math
import random
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from samples import few
from test_enumeration import Enumeration, draw
from workbooks import Sheets, cost, plan, rows, small, write

from planner.cli import main
from planner.errors import QuestionError
from planner.reports.loading.plan import read_plan
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.write import write_plan
from planner.solving.outcome import Options
from planner.studies.alternatives.solves import Job
from planner.studies.core.measure import THE_COST
from planner.studies.core.options import StudyOptions
from planner.studies.core.progress import StudyProgress
from planner.studies.core.query import Query, decisions_of
from planner.studies.core.session import Session
from planner.studies.explain.prices import priced
from planner.studies.explain.reasons import Explained, Explanation, Otherwise, Reason, _chosen, explain
from planner.studies.explain.solves import neighbourhoods, tied_to
from planner.studies.explain.study import words_of
from planner.workbook.addresses import cell_of
from planner.workbook.cases.edit import Edit, with_cells
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

HOME = {
    "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
    "Plants": "site | process | capacity | variable cost\nhere | make | 0 | 1",
    "Demand": "market | material | amount | shortage cost\nhere | goods | 10 | 100",
    "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
}


def explained(path: Path, sheets: Sheets, only: tuple[str, ...] = ()) -> Explanation:
    source = write(path / "in.xlsx", sheets)
    book = read(source)
    made = plan(source, sheets)
    write_plan(made, path / "plan.xlsx")
    session = Session(book, (), path / "out.xlsx", Options(gap=0.0, threads=1), StudyOptions(processes=1))
    return explain(session, Explained(*read_plan(path / "plan.xlsx")), only, StudyProgress(""))


def by_name(found: Explanation) -> dict[str, Reason]:
    return {each.name: each for each in found.reasons}


@pytest.mark.parametrize("seed", few(2, [100, 103, 105, 108, 112, 117]))
def test_reasons_are_what_trying_all_decisions_finds(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    every = Enumeration(sheets)
    choices = [every._choices(number) for number in range(len(every.starts))]
    costs = {numbers: every._cost(numbers) for numbers in itertools.product(*choices)}
    if not any(math.isfinite(each) for each in costs.values()):
        pytest.skip("no plan")
    found, best = by_name(explained(tmp_path, sheets)), min(costs.values())
    for k, row in enumerate(sheets["Projects"]):
        each = found[row["project"]]
        if each.status == "not asked":
            continue
        is_built = each.otherwise is Otherwise.FORBID
        others = [total for numbers, total in costs.items() if (sum(numbers[k]) == 0) == is_built]
        least = min(others, default=math.inf)
        if math.isinf(least):
            assert each.status == "impossible"
            continue
        assert each.low == pytest.approx(least - best, abs=1e-5 * max(best, 1))
        assert each.high == pytest.approx(least - best, abs=1e-5 * max(best, 1))


TWO = small(**HOME | {
    "Projects": """
        project | place | adds | block | fixed capital | decision
        good mill | here | make | 10 | 30 |
        dear mill | here | make | 10 | 50 |
        banned mill | here | make | 10 | 1 | never
        """,
})  # fmt: skip


def test_two_mills_by_hand(tmp_path: Path) -> None:
    """The good mill costs 30; without it the dear one, 20 more; the dear one beside it is 50 more."""
    found = by_name(explained(tmp_path, TWO))
    assert (found["good mill"].low, found["good mill"].high) == pytest.approx((20, 20))
    assert (found["dear mill"].low, found["dear mill"].high) == pytest.approx((20, 20))
    assert words_of(found["good mill"]) == "doing without it costs about 20 more"
    assert words_of(found["banned mill"]) == "cannot be built because the workbook says never"


def test_impossible_without_says_what_would_have_to_give_way(tmp_path: Path) -> None:
    text = "market | material | amount | required | shortage cost\n here | goods | 10 | 1 | 100"
    sheets = TWO | {"Demand": rows(text)}
    sheets["Projects"] = [sheets["Projects"][0]]
    each = by_name(explained(tmp_path, sheets))["good mill"]
    assert each.status == "impossible"
    assert each.why == "here / goods, required"
    assert words_of(each).startswith("impossible without it; it conflicts with here / goods, required; it would need D")


def test_an_agreement_is_worth_what_doing_without_costs(tmp_path: Path) -> None:
    """10 at 1 and 5 fixed, or at 3: 15 more without the contract. The one that is not used is worth nothing."""
    sheets = small(
        Suppliers="""
            supplier | site | material | price | maximum | fixed cost
            contract | here | goods | 1 | 10 | 5
            spot | here | goods | 3 | |
            other | here | goods | 9 | 10 | 5
            """,
        Demand="market | material | amount | shortage cost\n here | goods | 10 | 100",
    )
    found = by_name(explained(tmp_path, sheets))
    each = found["contract / here / goods"]
    assert (each.low, each.high) == pytest.approx((15, 15))
    assert (found["other / here / goods"].low, found["other / here / goods"].high) == (0, 0)


def test_a_price_is_tried_a_tenth_further(tmp_path: Path) -> None:
    """A unit of budget buys a third of a unit of mill, which saves 100 - 1 a unit less its 3 of capital."""
    sheets = small(**HOME | {
        "Projects": "project | place | adds | maximum | capital rate\nmill | here | make | 100 | 3",
        "Budgets": "funder | amount\nstate | 12",
        "Funding": "funder | projects\nstate | *",
    })  # fmt: skip
    price = explained(tmp_path, sheets).prices[0]
    assert (price.limit, price.moved, price.step) == (12, pytest.approx(13.2), 10)
    assert price.price == pytest.approx(96 / 3)
    assert (price.low, price.high) == pytest.approx((1.2 * 32, 1.2 * 32))
    assert price.holds == "yes"
    sheets["Budgets"][0]["amount"] = 29.5  # half a unit more of money is of use, and a tenth is nearly three
    price = explained(tmp_path, sheets).prices[0]
    assert price.low == pytest.approx(0.5 * 32)
    assert price.holds == "no: it saves less"


def test_the_price_of_a_guarantee_is_what_a_little_more_of_it_costs(tmp_path: Path) -> None:
    """Half a year without A: 50 are asked, 20 come from B, the rest must lie in stock at 3 a unit a year."""
    sheets = small(
        Sites="site | country\n here | H\n pit A | A\n pit B | B",
        Suppliers="""
            supplier | site | material | price | maximum
            mine 1 | pit A | goods | 1 | 300
            mine 2 | pit B | goods | 2 | 40
            """,
        Lanes="from | to\n A | here\n B | here",
        Stockpiles="site | material | initial | maximum | holding cost | final\n here | goods | 0 | 90 | 3 | 0",
        Periods="period\n first\n second",
        Demand="market | material | amount | shortage cost\n here | goods | 100 | 50",
        Disruptions="disruption | required | duration | onset\n out | 0.8 | 0.5 | second",
        Hits="disruption | target | name\n out | country | A",
    )
    made = plan(tmp_path / "in.xlsx", sheets)
    prices = made.tables["Prices"].query("sheet == 'Disruptions'")
    price = float(prices["price"].iloc[0])
    sheets["Disruptions"][0]["required"] = 0.81
    more = cost(tmp_path / "more.xlsx", sheets)
    assert price == pytest.approx(-(more - float(made.run["objective"])) / 0.01)
    assert price < -100
    assert "one more percentage point of required of out costs" in prices["in words"].iloc[0]


def test_only_what_is_named_is_looked_at(tmp_path: Path) -> None:
    assert [each.name for each in explained(tmp_path, TWO, ("DEAR mill",)).reasons] == ["dear mill"]
    with pytest.raises(QuestionError, match="nothing to explain is named 'kiln'"):
        explained(tmp_path, TWO, ("kiln",))


def test_a_name_that_is_mistyped_is_said_before_the_plan_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plan(plan(tmp_path / "in.xlsx", TWO), tmp_path / "plan.xlsx")
    monkeypatch.setattr("planner.commands.explain.say_verified", lambda _: pytest.fail("it was verified first"))
    result = CliRunner().invoke(main, ["explain", str(tmp_path / "plan.xlsx"), "--only", "DEAR mill; kiln"])
    assert (result.exit_code, "nothing to explain is named 'kiln'" in result.stderr) == (2, True)


def test_explain_as_a_planner_runs_it(tmp_path: Path) -> None:
    made = plan(tmp_path / "in.xlsx", TWO)
    write_plan(made, tmp_path / "plan.xlsx")
    out = tmp_path / "why.xlsx"
    words = ["explain", str(tmp_path / "plan.xlsx"), "-o", str(out), "--write", "--processes", "1"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    study = read_study(out)
    assert study.sheet("Projects").column("project") == ["good mill", "dear mill", "banned mill"]
    tables, _ = read_plan(tmp_path / "plan-explained.xlsx")
    told = dict(tables["Investments"][["project", "otherwise"]].itertuples(index=False, name=None))
    assert told["good mill"] == "doing without it costs about 20 more"
    again = CliRunner().invoke(main, [*words, "--json"])
    reasons = json.loads(again.stdout)["reasons"]
    assert [each["at most"] for each in reasons[:2]] == pytest.approx([20, 20])


def test_what_is_tied_to_a_project_is_free_where_it_is_decided_otherwise(tmp_path: Path) -> None:
    sheets = small(**HOME | {
        "Projects": "project | kind | place | adds | block | fixed capital | requires\n"
                    "licence | paper | here | | | 1 |\n"
                    "old mill | mill | here | make | 10 | 10 |\n"
                    "new mill | mill | here | make | 10 | 20 | licence\n"
                    "annex | hall | here | make | 1 | 90 | new mill",
    })  # fmt: skip
    book = read(write(tmp_path / "in.xlsx", sheets))
    names = [row["project"] for row in book.rows("Projects")]
    assert tied_to(book, "new mill") == {"licence", "new mill", "annex"}
    assert tied_to(book, "annex") == {"licence", "new mill", "annex"}
    period = book.rows("Periods")[0]["period"]
    offered = [(name, period) for name in names]
    kept = neighbourhoods(book, offered, "new mill", (("old mill", period, 1.0, None),))
    assert kept == ((("old mill", period, 1.0, None),), (), (("old mill", period, 1.0, None),))
    kept = neighbourhoods(book, offered, "old mill", (("old mill", period, 1.0, None),))
    others = [(name, period, 0.0, None) for name in ("licence", "new mill", "annex")]
    assert kept[0] == tuple(others)
    assert kept[1] == (others[0], others[2])
    assert kept[2] == ()


@pytest.mark.parametrize(("project", "dear", "count", "costs"), [
    ("new mill", 20, (1.0, math.inf), 41),  # with its licence, beside the old mill
    ("licence", 5, (0.0, 0.0), 1000),  # without the new mill either: all is short
])  # fmt: skip
def test_a_plan_that_keeps_all_else_is_found_first(
    tmp_path: Path, project: str, dear: float, count: tuple[float, float], costs: float
) -> None:
    sheets = small(**HOME | {
        "Projects": "project | place | adds | block | fixed capital | requires\n"
                    "licence | here | | | 1 |\n"
                    "old mill | here | make | 10 | 10 |\n"
                    f"new mill | here | make | 10 | {dear} | licence",
    })  # fmt: skip
    source = write(tmp_path / "in.xlsx", sheets)
    built, _ = Job(read(source), Options(gap=0.0, threads=1)).compiled()
    decisions = decisions_of(built.book, plan(source, sheets).tables)
    offered = [(name, "now") for name in ("licence", "old mill", "new mill")]
    first = neighbourhoods(built.book, offered, project, decisions)[0]
    found = built.ask(Query(counts=((project, *count),), kept=first))
    assert found.values is not None
    assert built.value(THE_COST, found.values) == pytest.approx(costs)


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_price_by_a_series_is_tried_where_it_stands_or_not_told(tmp_path: Path, is_shared: bool) -> None:
    """Ten asked, five from a stock that may hold as much: more room saves; not where a cost goes by the same series."""
    sheets = small(
        Periods="period\none\ntwo",
        Materials="material | value\ngoods | 1",
        Suppliers="supplier | site | material | price | maximum\nmaker | here | goods | prices | 15",
        Stockpiles="site | material | maximum\nhere | goods | room",
        Series="series | one | two\nroom | 4 | 4\nprices | 1 | 9",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50",
    )
    if is_shared:
        sheets["Demand"][0]["price"] = "room"
    found = plan(tmp_path / "in.xlsx", sheets)
    told = priced(found.book, found.tables["Prices"])
    assert [x.address for x in told] == ([] if is_shared else ["Series!B2"])
    for x in told:
        assert x.book(found.book).rows("Stockpiles")[0]["maximum"] == (pytest.approx(4.4), 4.0)


def test_two_price_steps_and_a_lane_in_a_row_of_one_number_are_told_apart(tmp_path: Path) -> None:
    """6 at 1 + 5, 4 at 2 + 7: 26. Without the first step 6 at 2 + 7, 4 at 10: 59; without the second 51; the lane: 26.

    The steps have one name; the first and the lane stand in rows of one number, of two sheets.
    """
    sheets = small(
        Sites="site | country\nhome | Homeland\nfar | Farland",
        Suppliers="""
            supplier | site | material | price | maximum | fixed cost
            maker | home | goods | 1 | 6 | 5
            maker | home | goods | 2 | 6 | 7
            spare | home | goods | 10 | |
            distant | far | goods | 90 | |
            """,
        Lanes="from | to | fixed cost\nfar | home | 3",
        Demand="market | material | amount | shortage cost\nhome | goods | 10 | 100",
        Settings="setting | value\ndiscount rate | 0\ngap | 0",
    )
    found = explained(tmp_path, sheets)
    worth = {(each.sheet, each.row): (each.low, each.high) for each in found.reasons}
    assert worth["Suppliers", 2] == pytest.approx((33, 33))
    assert worth["Suppliers", 3] == pytest.approx((25, 25))
    assert worth["Lanes", 2] == pytest.approx((0, 0), abs=1e-6)
    assert [each.name for each in found.reasons[:2]] == ["maker / home / goods"] * 2


def test_a_workbook_with_other_values_is_another(tmp_path: Path) -> None:
    """Whatever is typed, and in which order: no words say so, what was typed does."""
    book = read(write(tmp_path / "in.xlsx", TWO))
    cell = cell_of(book, book.rows("Plants")[0], "variable cost")
    once = with_cells(book, [Edit(cell, 2.0)])
    books = [book, once, with_cells(book, [Edit(cell, 3.0)]), with_cells(once, [Edit(cell, 3.0)])]
    assert len({each.identity for each in books}) == 4
    assert {each.sha256 for each in books} == {book.sha256}


def test_a_project_whose_name_has_a_stroke_is_named_as_a_whole(tmp_path: Path) -> None:
    """`A` is no part of a project's name `A / B`; a supplier is named by itself, or with site and material."""
    reasons = [
        Reason("A / B", "Projects", 2, "built", Otherwise.FORBID),
        Reason("C / here / goods", "Suppliers", 2, "used", Otherwise.SPARE, supplier="C"),
    ]
    assert [x.name for x in _chosen(reasons, ("a / b", "c"))] == ["A / B", "C / here / goods"]
    with pytest.raises(QuestionError, match="named 'a'"):
        _chosen(reasons, ("A", "C"))
