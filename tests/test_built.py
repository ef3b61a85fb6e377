"""Questions asked of one built model against the same asked by changing the workbook, and against values by hand.

At home 10 a year are asked for two years, at 100 a unit short. The cheap offer (1 a unit) is far away and stops with
a chance of 0.01 a year; a plant at home makes a unit for 3, and each of two projects adds 4 a year for 20.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, cost, small, write

from planner.errors import QuestionError
from planner.solving.first_plan import FirstPlan
from planner.solving.growing import GrowingProgram
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import Measure, measure_of, needs_of
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.core.query_task import reply
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book

EXACT = Options(gap=0.0, threads=1)
WORST, SHORT, TAIL = Measure("worst service"), Measure("expected shortage"), Measure("CVaR")


def sheets(**other: str) -> Sheets:
    return small(**({
        "Periods": "period\none\ntwo",
        "Sites": "site | country\nhome | Homeland\nfar | Farland",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nhome | make | 0 | 3",
        "Suppliers": "supplier | site | material | price\nCheap | far | goods | 1",
        "Lanes": "from | to\nfar | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 100",
        "Projects": "project | place | adds | block | fixed capital | starts | latest\n"
                    "left | home | make | 4 | 20 | 1 | one\nright | home | make | 4 | 21 | 1 | one",
        "Budgets": "funder | amount\nTreasury | 100",
        "Funding": "funder | projects\nTreasury | *",
        "Disruptions": "disruption | probability | onset\ntrouble | 0.01 | two",
        "Hits": "disruption | target | name\ntrouble | country | Farland",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
    } | other))  # fmt: skip


def book(path: Path, **other: str) -> Book:
    return read(write(path / "in.xlsx", sheets(**other)))


def built(path: Path, *measures: Measure, **other: str) -> CompiledCase:
    return CompiledCase(book(path, **other), CaseSetting(measured=needs_of(measures)), EXACT)


def test_the_plan_by_hand_and_its_measures(tmp_path: Path) -> None:
    asked = built(tmp_path, WORST, SHORT, TAIL)
    told = reply(asked, asked.ask(Query()), (WORST, SHORT, TAIL, Measure("budget")))
    # undisturbed 20; the branch is short of 10 at 100 instead of 10 bought for 1: 0.01 * 990
    assert told.objective == pytest.approx(20 + 9.9)
    assert told.measures["expected shortage"] == pytest.approx(0.1)
    assert told.measures["CVaR"] == pytest.approx(20 + 0.01 * 990 / 0.1)
    assert told.measures["budget"] == 0
    assert told.status == "proven"


@pytest.mark.parametrize(("service", "capital"), [(0.0, 0), (0.4, 20), (0.41, 41), (0.8, 41)])
def test_a_worst_service_costs_what_the_guarantee_costs(tmp_path: Path, service: float, capital: float) -> None:
    asked = built(tmp_path, WORST)
    limits = ((WORST, service),) if service else ()
    told = reply(asked, asked.ask(Query(limits=limits)))
    guaranteed = f"disruption | probability | onset | required\ntrouble | 0.01 | two | {service}"
    assert told.objective == pytest.approx(cost(tmp_path / "same.xlsx", sheets(Disruptions=guaranteed)))
    served = min(10, {0: 0, 20: 4, 41: 8}[capital])
    assert told.objective == pytest.approx(20 + capital + 0.01 * (100 * (10 - served) + 3 * served - 10))


def test_no_more_service_than_there_can_be(tmp_path: Path) -> None:
    asked = built(tmp_path, WORST)
    best = asked.ask(Query(aim=WORST))
    assert best.answer.objective == pytest.approx(-0.8)
    assert reply(asked, asked.ask(Query(limits=((WORST, 0.81),)))).status == "infeasible"


def test_expected_shortage_is_limited_by_what_is_built(tmp_path: Path) -> None:
    asked = built(tmp_path, SHORT)
    told = reply(asked, asked.ask(Query(limits=((SHORT, 0.061),))), (SHORT,))
    assert told.objective == pytest.approx(20 + 20 + 0.01 * (600 + 12 - 10))
    assert told.measures["expected shortage"] == pytest.approx(0.06)
    least = asked.ask(Query(aim=SHORT))
    assert least.answer.objective == pytest.approx(0.02)


def test_a_limit_on_cost_holds(tmp_path: Path) -> None:
    asked = built(tmp_path, Measure("cost"), WORST)
    told = reply(asked, asked.ask(Query(aim=WORST, limits=((Measure("cost"), 55.0),))), (WORST,))
    assert told.measures["worst service"] == pytest.approx(0.4)


def test_forbidding_forcing_and_keeping(tmp_path: Path) -> None:
    asked = built(tmp_path)
    forced = reply(asked, asked.ask(Query(counts=(("right", 1, 1),))))
    assert forced.objective == pytest.approx(20 + 21 + 0.01 * (600 + 12 - 10))
    assert [decision[0] for decision in forced.decisions or ()] == ["right"]
    kept = reply(asked, asked.ask(Query(kept=forced.decisions or (), counts=(("left", 1, 1),))))
    assert {decision[0] for decision in kept.decisions or ()} == {"left", "right"}
    fixed = reply(asked, asked.ask(Query(starts=(("left", "one", 1.0, None),))))
    assert fixed.decisions == (("left", "one", 1.0, None),)
    assert fixed.objective == pytest.approx(20 + 20 + 0.01 * (600 + 12 - 10))


def test_what_is_not_offered_cannot_be_kept(tmp_path: Path) -> None:
    asked = built(tmp_path)
    for project, number in (("nowhere", 1.0), ("left", 2.0)):
        with pytest.raises(NotOfferedError, match=project):
            asked.ask(Query(starts=((project, "one", number, None),)))


def test_a_plan_that_differs_differs_in_every_decision_that_it_can(tmp_path: Path) -> None:
    asked = built(tmp_path)
    base = asked.decisions(asked.ask(Query()).values)
    far = asked.ask(Query(away=(base,)))
    assert far.answer.objective == pytest.approx(-2)  # each project once
    again = asked.ask(Query(away=(base, asked.decisions(far.values))))
    assert again.answer.objective is not None
    assert again.answer.objective >= far.answer.objective


def test_a_change_of_a_former_plan_is_charged(tmp_path: Path) -> None:
    former = (("left", "one", 1.0, None),)
    for charge, objective in ((5.0, 29.9 + 5), (1000.0, 20 + 20 + 6.02)):
        asked = CompiledCase(book(tmp_path), CaseSetting(former=former), EXACT)
        assert asked.ask(Query(change_cost=charge)).answer.objective == pytest.approx(objective)


def test_rows_of_one_process_serve_another(tmp_path: Path) -> None:
    first, second = built(tmp_path), built(tmp_path)
    answer = first.ask(Query())
    assert len(first.cuts) > 0
    second.take(first.cuts)
    found = second.ask(Query(), start=answer.values)
    assert found.answer.objective == pytest.approx(answer.answer.objective)
    assert found.planes.added == 0


def test_a_rule_measure_is_measured_and_limited(tmp_path: Path) -> None:
    of = measure_of("share of farland in goods", book(tmp_path))
    assert (of.of, of.material, of.name) == ("Farland", "goods", "share of Farland in goods")
    free = CompiledCase(book(tmp_path), CaseSetting(limits=((of, 1.0),)), EXACT)
    assert reply(free, free.ask(Query()), (of,)).measures[of.name] == pytest.approx(1)
    least = CompiledCase(book(tmp_path), CaseSetting(limits=((of, 0.6),)), EXACT)
    found = least.ask(Query())
    assert reply(least, found, (of,)).measures[of.name] == pytest.approx(0.6)
    checks = least.plan(found).tables["Checks"]
    assert (checks["pass"] == "yes").all()


@pytest.mark.parametrize(("words", "says"), [
    ("costs", "is no measure"), ("budget of Tresury", "did you mean 'Treasury'"),
    ("HHI of god", "did you mean 'goods'"),
    ("share of Farlan in goods", "did you mean 'Farland'"),
])  # fmt: skip
def test_a_measure_that_is_none_is_refused_with_what_would_do(tmp_path: Path, words: str, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        measure_of(words, book(tmp_path))


@pytest.mark.parametrize("keeps", [False, True])
def test_a_ctrl_c_ends_a_question_at_once_unless_its_plan_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeps: bool
) -> None:
    """A study throws the plan away: making it exact and judging it, and further solves, would only take time."""
    polished: list[Any] = []

    def interrupted(*arguments: Any) -> Any:
        return replace(solve(*arguments), interrupted=True)

    built = CompiledCase(read(write(tmp_path / "in.xlsx", sheets())), CaseSetting(), EXACT)
    exact = GrowingProgram.polished
    monkeypatch.setattr(FirstPlan, "plan", lambda _, bound: (None, bound))
    monkeypatch.setattr(GrowingProgram, "polished", lambda *words: polished.append(words) or exact(*words))
    for module in ("ways", "branches.held_whole"):  # whichever holds the branches
        monkeypatch.setattr(f"planner.solving.{module}.solve", interrupted)
    if keeps:
        assert built.ask(Query(), keeps=True).answer.interrupted
    else:
        with pytest.raises(KeyboardInterrupt):
            built.ask(Query())
    assert bool(polished) is keeps
