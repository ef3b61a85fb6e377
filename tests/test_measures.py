"""Every measure is declared whole, and goes through a small frontier from its words to its audit."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from test_formulation import coded
from workbooks import Sheets, small, write

import planner.audit
from planner.errors import QuestionError
from planner.solving.outcome import Options
from planner.statuses import Stop
from planner.studies.core.declared_measures import MEASURES, NAMES, Declared, HeldBy
from planner.studies.core.measure import CAPITAL, THE_COST, Measure, measure_of
from planner.studies.core.measure_words import better_words, change_text, field_of, unit_words, value_text
from planner.studies.core.options import StudyOptions
from planner.studies.core.progress import StudyProgress
from planner.studies.core.session import Session
from planner.studies.frontier.plan import Shown, broken, plan_of_point
from planner.studies.frontier.search import FoundFrontier, frontier
from planner.studies.frontier.study import frontier_study
from planner.wording.study import NUMBERS
from planner.workbook.reading.reader import read
from planner_models.declared.parts import No
from planner_models.measures import MEASURED

if TYPE_CHECKING:
    from planner.workbook.book import Book

EVERY = pytest.mark.parametrize("declared", MEASURES.values(), ids=list(MEASURES))
EXAMPLE = {
    "FUNDER": "State",
    "COUNTRY": "Farland",
    "KIND": "new",
    "MATERIAL": "goods",
    "CONTENT": "goods",
    "PLACE": "Homeland",
}
CLOSE = 1e-6


def home(**other: str) -> Sheets:
    """Return two years in which Home needs 10, which Farland sells for 1, and may build to be safe without it.

    A unit that is made costs 3 to run. The near plant costs 2 for a unit, 5 at most, the far one 4; both are of the
    kind `new`. Farland stops with a chance of 0.1 in the second year, and what is short costs 20: the near plant is
    worth half of its 2, which is charged where it is built then, the far one is not.
    """
    return small(**({
        "Periods": "period\none\ntwo",
        "Sites": "site | country\nhome | Homeland\nfar | Farland",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nhome | make | 0 | 3",
        "Suppliers": "supplier | site | material | price\nCheap | far | goods | 1",
        "Lanes": "from | to\nfar | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 20",
        "Budgets": "funder | budget\nState | 60",
        "Funding": "funder | projects\nState | *",
        "Projects": "project | kind | place | adds | maximum | capital rate\n"
                    "near | new | home | make | 5 | 2\nmore | new | home | make | 5 | 4",
        "Disruptions": "disruption | probability | onset\ntrouble | 0.1 | two",
        "Hits": "disruption | target | name\ntrouble | country | Farland",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
    } | other))  # fmt: skip


def session(path: Path, sheets: Sheets, gap: float = 0.0) -> Session:
    source = write(path / "in.xlsx", sheets)
    return Session(read(source), (), path / "out.xlsx", Options(gap=gap, threads=1), StudyOptions(processes=1))


def found(here: Session, second: Measure, count: int = 3) -> FoundFrontier:
    first = THE_COST if second != THE_COST else CAPITAL
    hold = () if second.declared.is_service or second == THE_COST else ("service",)
    return frontier(here, (first, second), count, StudyProgress(""), hold=hold)


@EVERY
def test_a_measure_says_all_or_says_why_not(declared: Declared) -> None:
    assert declared.meaning
    assert declared.unit.kind in NUMBERS
    assert re.fullmatch(r"free|[\[(]\S+,\S+[\])]", declared.domain)
    assert declared.best in ("least", "most", "best")
    assert declared.formula in {number.strip("()") for number, _ in coded().values()}
    assert declared.needs <= MEASURED
    assert isinstance(declared.terms, No) == (declared.held is HeldBy.RULE)
    if isinstance(declared.audit, str):
        audits = "".join(x.read_text(encoding="utf-8") for x in Path(planner.audit.__file__).parent.glob("*.py"))
        check, _, measure = declared.audit.partition(": ")
        assert f'"{declared.audit}"' in audits or (f'"{measure}"' in audits and check == "rules")
    for no in (declared.terms, declared.held, declared.audit):
        assert not isinstance(no, No) or no.why
    # what only a row of the model holds stands in no workbook, so that its audit must recompute it
    assert callable(declared.audit) == (declared.held is HeldBy.ROW)
    assert inspect.getdoc(declared.audit) or not callable(declared.audit)


def test_what_the_model_may_have_is_what_some_measure_needs() -> None:
    assert frozenset().union(*(x.needs for x in MEASURES.values())) == MEASURED


@EVERY
def test_a_measure_is_read_as_it_is_written(declared: Declared, tmp_path: Path) -> None:
    book = read(write(tmp_path / "in.xlsx", home()))
    words = declared.said(EXAMPLE)
    assert not set(NAMES) & set(re.findall("[A-Z]+", words.replace(declared.name, "")))
    assert measure_of(words.upper(), book).name == words
    assert measure_of(f"{words} in TWO", book).name == f"{words} in two"
    least = declared.said(EXAMPLE | {"PLACE": "", "FUNDER": ""})
    assert measure_of(least, book).name == least


@EVERY
def test_a_measure_goes_through_a_frontier(declared: Declared, tmp_path: Path) -> None:
    through_a_frontier(declared, "", tmp_path)


@pytest.mark.parametrize("declared", few(5, MEASURES.values()), ids=list(MEASURES))
def test_a_measure_of_one_period_goes_through_a_frontier(declared: Declared, tmp_path: Path) -> None:
    through_a_frontier(declared, " in two", tmp_path)


def through_a_frontier(declared: Declared, period: str, tmp_path: Path) -> None:
    """Ask for a frontier of a measure, and hold what is found and said to what is declared."""
    here = session(tmp_path, home(), 1e-4)
    measure = measure_of(declared.said(EXAMPLE | {"PLACE": ""}) + period, here.book)
    told = found(here, measure, 2)
    line = told.frontier
    assert len(line.points) > 1
    assert all(x.status == "proven" for x in line.points) or isinstance(declared.held, No)
    assert not [words for x in told.audits.values() for words in x.failed]
    first, last = line.points[0], line.points[-1]
    assert measure.sign * last.values[measure.name] < measure.sign * first.values[measure.name]
    low, high = -float("inf"), float("inf")
    if declared.domain != "free":
        low, high = (float(x) for x in declared.domain.strip("[]()").split(","))
    assert all(low <= x.values[measure.name] <= high for x in line.points)
    study = frontier_study(here.book, told, {})
    words = " ".join(study.sentences)
    value = value_text(measure, last.values[measure.name], here.book)
    assert f"the plan of {better_words(measure)} has a {measure.name} of {value}" in words.replace("The", "the")
    assert unit_words(measure, here.book) in words
    assert change_text(measure, 0.25, here.book)
    field = next(x for x in study.sheet("Points").fields if x == field_of(measure))
    assert (field.kind, field.doc.partition(";")[0]) == (declared.unit.kind, declared.meaning)


def point(book: Book, told: FoundFrontier, number: int) -> Shown:
    each, second = told.frontier.points[number], told.frontier.measures[1]
    options = Options(gap=0.0, threads=1)
    return Shown(book, options, each.decisions, ((second, each.values[second.name]),), Stop.GAP_CLOSED, None, "a point")


@pytest.mark.parametrize("name", [x for x, declared in MEASURES.items() if declared.held is HeldBy.ROW])
def test_a_plan_that_has_less_than_its_point_promises_does_not_pass(name: str, tmp_path: Path) -> None:
    here = session(tmp_path, home())
    measure = measure_of(MEASURES[name].said(EXAMPLE) + " in two", here.book)
    shown = point(here.book, found(here, measure, 2), -1)
    plan = plan_of_point(shown)
    assert broken(shown, plan) == []
    value = dict(shown.values)[measure]
    better = replace(shown, values=((measure, value - measure.sign * 0.1),))
    asked = value - measure.sign * 0.1
    assert broken(better, plan) == [f"measures: {measure.name}, at {value:.6g} should be {asked:.6g}"]


def test_what_is_bought_ahead_counts_when_it_is_used(tmp_path: Path) -> None:
    """Home may fill a stock with all 10 in the first year: of intake the second's share is 0 for nothing.

    Of use it is what the near plant makes in place of it, in both years: a unit costs 3 and half of 2, 3 more than 1.
    """
    sheets = home(Disruptions="disruption", Hits="disruption", Stockpiles="site | material\nhome | goods",
                  Demand="market | material | amount | one | shortage cost\nhome | goods | 10 | 0 | 20")  # fmt: skip
    dearer = []
    for words in ("share of Farland in goods in two", "share of use of Farland in goods in two"):
        here = session(tmp_path, sheets, 1e-6)
        points = found(here, measure_of(words, here.book), 3).frontier.points
        assert points[-1].values[words] == pytest.approx(0, abs=1e-6)
        dearer.append([x.values["cost"] - 10 for x in points])
    assert max(dearer[0]) == pytest.approx(0, abs=1e-4)
    assert dearer[1] == pytest.approx([0, 5 * 3, 10 * 3], rel=1e-4, abs=1e-4)


def test_capacity_ordered_by_hand(tmp_path: Path) -> None:
    """In one year: 10 undisturbed, and 0.1 * 70 in trouble: 17; a unit built costs 2, then 4, and saves 0.1 * 5."""
    demand = "market | material | amount | shortage cost\nhome | goods | 10 | 8"
    trouble = "disruption | probability\ntrouble | 0.1"
    here = session(tmp_path, home(Periods="period\nnow", Demand=demand, Disruptions=trouble))
    told = found(here, measure_of("capacity ordered of new", here.book), 5)
    by_hand = [(10 * n / 4, 17 + 15 * min(n / 4, 0.5) + 35 * max(n / 4 - 0.5, 0)) for n in range(5)]
    values = [(x.values["capacity ordered of new"], x.values["cost"]) for x in told.frontier.points]
    assert values == [pytest.approx(pair, rel=CLOSE, abs=CLOSE) for pair in by_hand]
    words = " ".join(frontier_study(here.book, told, {}).sentences)
    assert "the plan of the most capacity ordered of new has a capacity ordered of new of 10" in words
    assert re.search(r"From 0 to 10(\.0)? of capacity ordered of new costs 25(\.0)? million USD more", words)
    assert re.search(r"up to there, from 0 to 5.* 1\.50 million USD for each unit of capacity ordered of new", words)


def test_capacity_counts_what_kinds_add_useful_or_not_and_no_closures(tmp_path: Path) -> None:
    """Home needs 10: of use is a plant of 10, ordered are 1e6; what is closed is of the kind, and no order."""
    projects = ("project | kind | place | adds | removes | block | maximum | fixed capital\n"
                "large | new | home | make | | | 1000000 | 2\nclose | new | home | | make | 3 | | 0\n"
                "other | old | home | make | | 4 | | 1")  # fmt: skip
    here = session(tmp_path, home(Projects=projects, Disruptions="disruption", Hits="disruption",
                                  Plants="site | process | capacity | variable cost\nhome | make | 3 | 3"))  # fmt: skip
    told = found(here, measure_of("capacity ordered of new", here.book), 2)
    assert told.frontier.points[-1].values["capacity ordered of new"] == pytest.approx(1e6)
    assert not any(x.failed for x in told.audits.values())


def test_a_kind_that_orders_no_capacity_is_refused(tmp_path: Path) -> None:
    projects = "project | kind | place | adds | maximum\nnear | new | home | make | 5\nlaw | permit | home | | "
    book = read(write(tmp_path / "in.xlsx", home(Projects=projects)))
    with pytest.raises(QuestionError, match="capacity ordered of permit: none of these projects adds capacity"):
        measure_of("capacity ordered of permit", book)
    with pytest.raises(QuestionError, match="no kind of project 'news'; did you mean 'new'"):
        measure_of("capacity ordered of news", book)


def test_the_cost_of_one_period_is_wanted_least_and_not_the_whole(tmp_path: Path) -> None:
    """All that is built in the first year costs 30 there, and leaves 10 and 0.1 * 20 to the second.

    At least cost the near plant is built in the second: 10 + 5 + 0.1 * (5 * 3 + 5 * 20 - 10).
    """
    here = session(tmp_path, home())
    measure = measure_of("cost in two", here.book)
    ends: Any = found(here, measure, 2).frontier.points
    assert [x.values[measure.name] for x in ends] == pytest.approx([25.5, 12])
    assert [x.values["cost"] for x in ends] == pytest.approx([35.5, 52])
