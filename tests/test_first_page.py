"""The first page: what to approve by when, what it buys, what is left at the worst; the same wherever it is shown."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_plans import frame, made_plan, write_made
from workbooks import plan, small

from planner.plans.tables import TABLES
from planner.reports.first_page.page import first_page
from planner.reports.html.parts import Words
from planner.reports.html.sections.decision import section
from planner.reports.html.source import PlanSource
from planner.reports.plan_workbook.contents import GROUPS, SUMMARY
from planner.reports.plan_workbook.sentences import sentences_of
from planner.reports.plan_workbook.write import write_plan
from planner.reports.styles import palette_of
from planner.reports.table_sheet import PAGE_WIDTH, printed_header
from planner.wording.aloud import day_of, money_aloud
from planner.wording.beside import beside_lines, tone_of_service
from planner.wording.sums import cost_parts
from planner.wording.text import from_first_to_last
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

PROJECTS = (("Fab", "fab", "Dresden"), ("Line", "memory", "Icheon"), ("School", "training", "Germany"))
USD = {"money unit": "million", "currency": "USD of 2026"}


def plan_with(**tables: Any) -> Plan:
    plan = made_plan(projects=PROJECTS)
    return replace(plan, tables={**plan.tables, **tables})


def baseline(*rows: tuple[Any, ...]) -> Any:
    return frame("Baseline", list(rows))


@pytest.mark.parametrize(("value", "settings", "expected"), [
    (775_078.0, USD, "775 billion USD"), (1_783_381.0, USD, "1.78 trillion USD"), (273.376, USD, "273 million USD"),
    (999_600.0, USD, "1 trillion USD"), (999_400.0, USD, "999 billion USD"), (0.1391, USD, "139,000 USD"),
    (0.0, USD, "0 USD"), (-2500.0, USD, "-2.5 billion USD"),
    (12.0, {"money unit": "bn", "currency": "EUR"}, "12 billion EUR"),
    (1234.0, {"money unit": "", "currency": "KRW"}, "1,230 KRW"),
    (1234.0, {"money unit": "lakh", "currency": "INR of 2026"}, "1,234 lakh INR"),
    (2.0, {"money unit": "million", "currency": ""}, "2 million"),
])  # fmt: skip
def test_money_is_read_aloud(value: float, settings: dict[str, str], expected: str) -> None:
    assert money_aloud(value, settings) == expected


@pytest.mark.parametrize(("names", "years", "base", "days"), [
    (("2027", "2028"), 1.0, 0.0, ["1 January 2027", "1 January 2028"]),
    (("2027.5", "Q3"), 0.25, 0.0, ["1 July 2027", "1 October 2027"]),
    (("now", "later"), 5.0, 2026.0, ["1 January 2026", "1 January 2031"]),
    (("now", "later"), 5.0, 0.0, ["the beginning of now", "the beginning of later"]),
    (("1", "2"), 1.0, 0.0, ["the beginning of 1", "the beginning of 2"]),
])  # fmt: skip
def test_the_latest_day_is_when_the_period_begins(
    names: tuple[str, ...], years: float, base: float, days: list[str]
) -> None:
    book = made_plan(periods=("2027", "2028")).book
    made = [replace(row, values={"period": name, "years": years})
            for row, name in zip(book.rows("Periods"), names, strict=True)]  # fmt: skip
    sheets = {**book.sheets, "Periods": tuple(made)}
    changed = replace(book, sheets=sheets, settings={**book.settings, "base year": base})
    assert [day_of(changed, name) for name in names] == days


def test_what_to_approve_is_what_the_workbook_leaves_free() -> None:
    """Fab and Line are free, and Line is committed below; School is not built."""
    plan = plan_with()
    table = plan.tables["Investments"]
    money = dict(zip(table["project"], table["capital"], strict=True))
    told = first_page(plan)
    assert [(each.project, each.start, each.decide_by) for each in told.approvals] == [
        ("Fab", "2027", "now"),
        ("Line", "2028", "1 January 2028"),
    ]
    aloud = money_aloud(money["Fab"] + money["Line"], plan.book.settings)
    assert told.lead[0].words.startswith(f"Approve 2 projects for {aloud} of capital, ")
    part = money_aloud(money["Fab"], plan.book.settings)
    assert f"1 of them, {part}, must be decided now, to start in 2027, the first period." in told.lead[0].words
    locked = table.assign(lock=["", "committed 2028", ""])
    told = first_page(plan_with(Investments=locked))
    assert [each.project for each in told.approvals] == ["Fab"]
    assert "All of it must be decided now, to start in 2027, the first period." in told.lead[0].words
    spent = money_aloud(money["Line"], plan.book.settings)
    assert told.lead[0].words.endswith(f"Built besides: 1 project that the workbook decides already ({spent}).")


def test_what_starts_later_has_its_day() -> None:
    """Nothing of what is free starts in the first period: its days are ahead, whenever the page is read."""
    table = plan_with().tables["Investments"]
    later = table.assign(start=["2028" if start == "2027" else start for start in table["start"]])
    told = first_page(plan_with(Investments=later))
    assert {each.decide_by for each in told.approvals} == {"1 January 2028"}
    assert "The latest day to decide is 1 January 2028." in told.lead[0].words


MILL = "project | place | adds | block | maximum | fixed capital | starts | decision\nmill | here | make"


@pytest.mark.parametrize(("mill", "words", "listed"), [
    ("5 | | 12 | 9 |", "Approve 1 project for 48 million USD of capital, all of it paid by their owners. "
     "24 million USD of it must be decided now, to start in now, the first period.", [("now to later", 48.0)]),
    ("5 | | 12 | 9 | now: 1", "Approve 1 project for 36 million USD of capital, all of it paid by their owners. "
     "12 million USD of it must be decided now, to start in now, the first period. "
     "Built besides: 1 project that the workbook decides already (12 million USD).", [("now to later", 36.0)]),
    ("5 | | 12 | 9 | later: 4", "Approve 1 project for 24 million USD of capital, all of it paid by their owners. "
     "All of it must be decided now, to start in now, the first period. "
     "Built besides: 1 project that the workbook decides already (48 million USD).", [("now", 24.0)]),
    ("5 | | 12 | 9 | must", "Approve 1 project for 36 million USD of capital, all of it paid by their owners. "
     "12 million USD of it must be decided now, to start in now, the first period. "
     "Built besides: 1 project that the workbook decides already (12 million USD).", [("now to later", 36.0)]),
    (" | 50 | 12 | 1 | now: 5", "There is nothing to approve: the plan builds 1 project that the workbook decides "
     "already (12 million USD). Larger than committed, so that the size is to be approved: mill in now.",
     [("now", 12.0)]),
    (" | 50 | 12 | 1 | must", "There is nothing to approve: the plan builds 1 project that the workbook decides "
     "already (12 million USD).", [("now", 12.0)]),
])  # fmt: skip
def test_what_is_decided_now_is_what_starts_now_and_what_goes_beyond_a_commitment(
    tmp_path: Path, mill: str, words: str, listed: list[tuple[str, float]]
) -> None:
    """Ten goods are asked for now, twenty later: two blocks of five now, two later."""
    told = first_page(plan(tmp_path / "mill.xlsx", small(
        Periods="period\nnow\nlater",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Projects=f"{MILL} | {mill}",
        Demand="market | material | amount | later | shortage cost\nhere | goods | 10 | 20 | 50",
    )))  # fmt: skip
    assert told.lead[0].words == words
    assert [(each.start, each.amount) for each in told.approvals] == listed


def test_what_is_due_first_is_told_by_the_order_of_the_periods(tmp_path: Path) -> None:
    """By their letters, later comes before now."""
    told = first_page(plan(tmp_path / "two.xlsx", small(
        Periods="period\nnow\nlater",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Projects=f"{MILL} | | 10 | 9 | 1 |\nworks | here | make | | 30 | 99 | 1 |",
        Demand="market | material | amount | later | shortage cost\nhere | goods | 10 | 40 | 50",
    )))  # fmt: skip
    assert told.lead[0].words.endswith(
        " 1 of them, 9 million USD, must be decided now, to start in now, the first period."
    )
    assert [each.project for each in told.approvals] == ["mill", "works"]


@pytest.mark.parametrize(("covers", "words", "label"), [
    ("goods", "No disruption that was looked at leaves short what it covers; of other demand nothing is told here. "
     "The dearest, storm in now, costs 470 million USD more in that year.",
     "Served at the worst disruption, of what is covered"),
    ("goods; oil", "At the worst disruption, storm in now, only 0% of oil at here is served. "
     "It costs 470 million USD more in that year, the most of all.", "Served at the worst disruption"),
])  # fmt: skip
def test_what_is_not_covered_is_not_said_to_be_served(tmp_path: Path, covers: str, words: str, label: str) -> None:
    """A storm takes all of the oil; where it covers goods alone, nothing looked at the oil."""
    made = plan(tmp_path / "covers.xlsx", small(
        Materials="material\ngoods\noil",
        Suppliers="supplier | site | material | price\nS | here | goods | 3\nT | here | oil | 3",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50\nhere | oil | 10 | 50",
        Disruptions=f"disruption | covers\nstorm | {covers}",
        Hits="disruption | target | name\nstorm | supplier | T",
    ))  # fmt: skip
    told = first_page(made)
    assert told.lead[-2].words == words
    assert label in [line.label for line in told.beside]
    assert any(sentence.startswith(words.split(".")[0]) for sentence in sentences_of(made)) == (covers == "goods")


def test_dependence_falls_from_the_first_period_of_supply(tmp_path: Path) -> None:
    """Nothing is asked for in 2026: all is from Near in 2027, and a half in 2028."""
    made = plan(tmp_path / "falls.xlsx", small(
        Periods="period\n2026\n2027\n2028", Sites="site | country\nhere | A\nmine | B\nworks | C",
        Suppliers="supplier | site | material | price\nNear | mine | goods | 1\nFar | works | goods | 2",
        Lanes="from | to\nmine | here\nworks | here",
        Demand="market | material | amount | 2026 | shortage cost\nhere | goods | 10 | 0 | 50",
        Rules="rule | measure | material | buyers | origins | limit | from\n"
        "half | share at most | goods | A | B | 0.5 | 2028",
    ))  # fmt: skip
    assert (
        first_page(made).lead[1].words.startswith("Dependence on B for goods falls from 100% in 2027 to 50% in 2028.")
    )
    assert "Dependence falls from 2026 to 2028: goods on B 100% → 50% (2027 → 2028)." in sentences_of(made)


def test_nothing_to_approve_is_said() -> None:
    table = plan_with().tables["Investments"]
    none = first_page(plan_with(Investments=table.assign(decision="no")))
    assert none.lead[0].words == "There is nothing to approve: nothing is built."
    all_locked = first_page(plan_with(Investments=table.assign(lock="must be built, by the workbook")))
    assert all_locked.lead[0].words.startswith("There is nothing to approve: the plan builds 2 projects that")
    assert {each.sure for each in all_locked.approvals} == {"decided already"}
    assert first_page(plan_with(Investments=table.iloc[:0])).lead[0].words == (
        "There is nothing to approve: the workbook offers no projects."
    )


def test_more_projects_than_the_page_holds_are_summed() -> None:
    told = first_page(made_plan())
    assert len(told.approvals) == 8
    assert told.more.startswith("and 3 smaller ones, ")
    table = made_plan().tables["Investments"]
    largest = set(table.sort_values("capital", ascending=False)["project"].head(8))
    assert {each.project for each in told.approvals} == largest
    days = [int(each.decide_by[-4:]) if each.decide_by != "now" else 0 for each in told.approvals]
    assert days == sorted(days)


@pytest.mark.parametrize(("parts", "words"), [
    ({"purchases": 30.0, "sales": -50.0}, "-20 million USD over {}, discounted: above all purchases 30 million USD, "
                                          "less sales 50 million USD."),
    ({"purchases": -60.0}, "-60 million USD over {}, discounted: above all nothing, less purchases 60 million USD."),
    ({"purchases": 30.0, "holding": 2.0}, "32 million USD over {}, discounted: most of it purchases 30 million USD, "
                                          "holding 2 million USD."),
])  # fmt: skip
def test_no_part_is_most_of_a_cost_that_sales_are_taken_from(parts: dict[str, float], words: str) -> None:
    told = replace(costing(parts), run={"objective": sum(parts.values())})
    periods = from_first_to_last(told.book.periods)
    assert first_page(told).lead[-1].words == f"In all the plan costs {words.format(periods)}"


def test_money_of_any_unit_is_saved() -> None:
    rows = baseline(("cost", "in all", "", 5.5e-8, 7.7e-8, 2.2e-8, math.nan, math.nan))
    told = replace(costing({"purchases": 5.5e-8}, Baseline=rows), run={"objective": 5.5e-8})
    assert first_page(told).lead[1].words.startswith("Against doing nothing it saves ")


def costing(parts: dict[str, float], **tables: Any) -> Plan:
    """Return a plan that costs just these parts, all of them in its first period."""
    plan = plan_with(**tables)
    rows = [(part, plan.book.periods[0], amount, amount) for part, amount in parts.items()]
    settings = {**plan.book.settings, **USD, "currency": "USD"}
    costs = frame("Costs", rows)
    return replace(plan, book=replace(plan.book, settings=settings), tables={**plan.tables, "Costs": costs})


def test_what_it_buys_is_told_against_doing_nothing() -> None:
    rows = baseline(
        ("cost", "in all", "", 100.0, 350.0, 250.0, math.nan, math.nan),
        ("disruption", "quake", "2028", 0.9, 0.25, -0.65, math.nan, math.nan),
        ("dependence", "advanced packaging of Germany from Germany", "2028", 0.0, 1.0, 1.0, math.nan, math.nan),
        ("dependence", "copper of Germany from Taiwan", "2028", 0.0, 1.0, 1.0, math.nan, math.nan),
        ("dependence", "advanced packaging of Germany from Taiwan", "2028", 0.4, 0.8, 0.4, math.nan, math.nan),
        ("requirement", "rule no country", "2028", 0.4, 0.8, 0.4, 0.45, 0.3),
    )
    told = first_page(plan_with(Baseline=rows))
    assert told.lead[1].words == (
        "Against doing nothing it saves 250 million USD over the horizon, discounted; it keeps 1 requirement that "
        "would be missed; under quake in 2028 it serves 90% instead of 25%; advanced packaging of Germany from Taiwan "
        "falls from 80% to 40% in 2028."
    )  # neither what it makes at home nor what no rule is about
    lines = {line.label: (line.plan, line.nothing) for line in beside_lines(plan_with(Baseline=rows))}
    assert lines["Largest foreign origin: advanced packaging of Germany from Taiwan, 2028"] == ("40%", "80%")
    assert told.lead[1].tone == "good"
    assert told.has_baseline
    dearer = first_page(plan_with(Baseline=rows.assign(difference=-250.0).iloc[:1]))
    assert dearer.lead[1].words.startswith("Against doing nothing it costs 250 million USD more over the horizon")
    assert dearer.lead[1].tone == ""


def test_without_a_baseline_dependence_is_told_and_why() -> None:
    plan = plan_with()
    told = first_page(replace(plan, run={**plan.run, "baseline": "not found in the time that was left"}))
    assert not told.has_baseline
    assert told.lead[1].words.startswith(
        "Dependence on United States for advanced packaging falls from 82.7% in 2027 to 40.5% in 2036. "
    )
    assert told.lead[1].words.endswith("What would be with nothing built: not found in the time that was left.")


@pytest.mark.parametrize(("share", "broken", "tone"), [
    (1.0, False, "good"), (0.99, False, "warn"), (0.5, False, "warn"), (0.499, False, "bad"), (0.99, True, "bad"),
])  # fmt: skip
def test_what_is_bad_is_red(share: float, broken: bool, tone: str) -> None:
    assert tone_of_service(share, broken) == tone


def test_the_worst_and_the_dearest_disruption_are_told() -> None:
    table = plan_with().tables["Resilience"]
    first = table.head(2).assign(
        disruption=["quake", "war"], service=[0.2, 0.6], **{"extra cost in the year's money": [10.0, 5000.0]}
    )
    told = first_page(plan_with(Resilience=first)).lead[2]
    assert told.words == (
        "At the worst disruption, quake in 2027, only 20% of Germany site / chips is served. "
        "The dearest, war in 2028, costs 5 billion USD more in that year."
    )
    assert told.tone == "bad"
    broken = first_page(plan_with(Resilience=first.assign(service=1.0, kept=["NO", "yes"]))).lead[2]
    assert broken.words.startswith("No disruption that was looked at leaves demand short; 1 guarantee is broken.")
    assert broken.tone == "bad"
    none = first_page(plan_with(Resilience=first.assign(service=1.0))).lead[2]
    assert none.words == (
        "No disruption that was looked at leaves demand short. "
        "The dearest, war in 2028, costs 5 billion USD more in that year."
    )
    only = first_page(plan_with(Resilience=first.head(1).assign(service=1.0))).lead[2]
    assert only.words.endswith(" short. The dearest, quake in 2027, costs 10 million USD more in that year.")
    without = first_page(plan_with(Resilience=table.iloc[:0])).lead[2]
    assert without.words.startswith("The workbook strikes the plan with no disruption; undisturbed, ")


def test_all_say_the_same(tmp_path: Path) -> None:
    plan = made_plan()
    told = first_page(plan)
    write_plan(plan, tmp_path / "plan.xlsx")
    cells = [str(cell.value) for row in openpyxl.load_workbook(tmp_path / "plan.xlsx")[SUMMARY].iter_rows()
             for cell in row if cell.value is not None]  # fmt: skip
    lead = section(PlanSource(tmp_path / "plan.xlsx", plan, palette_of(plan))).parts[0]
    assert isinstance(lead, Words)
    assert lead.sentences == tuple(line.words for line in told.lead)
    assert lead.tones == tuple(line.tone for line in told.lead)
    assert set(lead.sentences) <= set(cells)
    assert {each.project for each in told.approvals} <= set(cells)


def test_every_table_stands_in_one_group_and_is_linked(tmp_path: Path) -> None:
    members = [name for _, names in GROUPS for name in names]
    assert len(members) == len(set(members))
    assert {table.name for table in TABLES} <= set(members)
    write_made(tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    links = [cell.hyperlink.location for row in book[SUMMARY].iter_rows() for cell in row if cell.hyperlink]
    for name in book.sheetnames[1:]:
        assert f"'{name}'!A1" in links
    assert all(link.split("!")[0].strip("'") in book.sheetnames for link in links)


def test_printing_all_sheets_gives_no_ream(tmp_path: Path) -> None:
    """Of a long sheet the first rows are printed, of one of detail about a page; the printed header says so."""
    long = made_plan(periods=tuple(str(year) for year in range(2027, 2067)))
    write_plan(long, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    rows = len(long.tables["Flows"])
    assert rows > 30
    assert book["Flows"].print_area.endswith("$31")
    assert f"the first 30 of {rows} rows" in book["Flows"].HeaderFooter.oddHeader.left.text
    assert book["Investments"].print_area.endswith(f"${len(long.tables['Investments']) + 1}")
    assert "the first" not in book["Investments"].HeaderFooter.oddHeader.left.text
    assert book["in Periods"].print_area.endswith("$31")


def test_a_wide_input_sheet_prints_on_as_many_pages_across_as_can_be_read(tmp_path: Path) -> None:
    plan, periods = made_plan(), [str(year) for year in range(2027, 2067)]
    demand = RawSheet("Demand", ("market", *periods), tuple(("US data centres", *([5.0] * 40)) for _ in range(3)))
    write_plan(replace(plan, book=replace(plan.book, raw=(*plan.book.raw, demand))), tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    wide = sum(each.width * (each.max - each.min + 1) for each in book["in Demand"].column_dimensions.values())
    assert wide > PAGE_WIDTH
    assert book["in Demand"].page_setup.fitToWidth == math.ceil(wide / PAGE_WIDTH - 0.2)
    assert book["in Demand"].print_title_cols == "$A:$A"
    assert (book["in Periods"].page_setup.fitToWidth or 1) == 1
    assert book["in Periods"].print_title_cols is None


def test_a_long_description_stands_above_a_printed_page_as_far_as_excel_shows_it() -> None:
    """Of a header of more than 255 letters Excel shows nothing."""
    doc = "What it is. " + "What else is so of it, told at length. " * 8 + "The end."
    assert printed_header("Costs", "Every part.", " (more)") == "&L&BCosts&B    Every part. (more)"
    said = printed_header("Costs", doc, " (more)")
    assert said.startswith("&L&BCosts&B    What it is. What else")
    assert said.endswith("told at length. (more)")
    assert 200 < len(said) <= 255
    endless = printed_header("Costs", "word " * 80, " (more)")
    assert len(endless) <= 255
    assert endless.endswith("word ... (more)")


def test_sums_are_worked_out_once_for_a_plan_and_anew_for_another() -> None:
    plan = made_plan()
    assert cost_parts(plan) is cost_parts(plan)
    costs = plan.tables["Costs"]
    dearer = replace(plan, tables={**plan.tables, "Costs": costs.assign(discounted=costs["discounted"] * 2)})
    assert cost_parts(dearer).tolist() == (cost_parts(plan) * 2).tolist()
