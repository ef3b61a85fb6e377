"""How the plan kept is operated elsewhere: by linear programmes where these prove enough, and what it misses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sensitivity_cases import CAPITAL, PRICE, QUICK, found, one, sheets
from workbooks import Sheets, write

from planner.infeasibility.planned import plan_book
from planner.planning.pipeline import options_of
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query, decisions_of, orders_of
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.as_far import as_far
from planner.studies.sensitivity.asked import SensitivityAsked, sensitivity_of
from planner.studies.sensitivity.operated import operated
from planner.studies.sensitivity.points import bound_at
from planner.studies.sensitivity.ranged import ranged
from planner.workbook.checks.run import checked
from planner.workbook.reading.reader import opened, read

if TYPE_CHECKING:
    from pathlib import Path

KEPT = (("refinery", "now", 1.0, None),)
# a ship takes 50 at least, for 20, or nothing: whether it sails is whole
SHIP = {
    "Sites": "site\nmarket\nisland",
    "Suppliers": "supplier | site | material | price\nM | market | goods | 5\nS | island | goods | 1",
    "Lanes": "from | to | minimum | fixed cost\nisland | market | 50 | 20",
}


def compiled(path: Path, content: Sheets) -> CompiledCase:
    book = read(write(path / "in.xlsx", content))
    return CompiledCase(book, CaseSetting(), replace(options_of(book), threads=1))


def test_operated_as_before_where_that_is_proven_to_be_as_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 60 the ship brings all for 80; searched once, and then no more."""
    case = compiled(tmp_path, sheets(**SHIP))
    first = operated(case, (), (), case.options)
    assert (first.status, first.cost) == (Status.PROVEN, pytest.approx(80))
    assert [value for _, value in first.whole] == [1.0]
    monkeypatch.setattr(CompiledCase, "ask", None)  # whatever searches fails
    wide = replace(case.options, gap=0.5)
    again = operated(case, (), first.whole, wide)
    assert (again.status, again.cost) == (Status.PROVEN, pytest.approx(80))
    assert again.bound is not None
    assert 40 <= again.bound <= 80  # a part of the ship would do for a relaxation
    with pytest.raises(TypeError):
        operated(case, (), (), wide)


def test_operated_anew_where_it_is_not_as_good_as_before(tmp_path: Path) -> None:
    """With the ship staying away all is bought for 300, which no gap calls the same as 80."""
    case = compiled(tmp_path, sheets(**SHIP))
    away = (("of another programme", 1.0),)
    assert operated(case, (), away, case.options).cost == pytest.approx(80)


def test_what_cannot_be_operated_is_proven_by_a_relaxation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the refinery 20 of 60 can be bought, where 45 must be served: 25 are missed, 55.6% of the 45."""
    must = "market | material | amount | shortage cost | required\nmarket | goods | 60 | 1000 | 0.75"
    offers = "supplier | site | material | price | maximum\nM | market | goods | 5 | 20"
    case = compiled(tmp_path, sheets(Demand=must, Suppliers=offers))
    monkeypatch.setattr(CompiledCase, "ask", None)
    assert operated(case, (), (("anything", 1.0),), case.options).status is Status.INFEASIBLE
    told = as_far(case, (), (), case.options)
    assert [each.words for each in told.gave] == ["required share of goods at market in now by 55.6%"]
    assert told.gave[0].share == pytest.approx(25 / 45)
    assert told.cost == pytest.approx(20 * 5 + 40 * 1000, rel=1e-6)


def test_nothing_gives_way_of_what_can_be_operated(tmp_path: Path) -> None:
    case = compiled(tmp_path, sheets())
    told = as_far(case, KEPT, (), case.options)
    assert (told.gave, told.cost) == ((), pytest.approx(160))


def test_a_bound_is_below_every_plan(tmp_path: Path) -> None:
    """Of a refinery of 1000 a relaxation builds six hundredths, for 6 and 60."""
    book = read(write(tmp_path / "in.xlsx", sheets()))
    found = bound_at(book, replace(options_of(book), threads=1))
    assert found.bound == pytest.approx(66)


def solved(
    path: Path, asked: SensitivityAsked, gap: float, *ranges: str, **other: str
) -> tuple[Any, list[str]]:  # fmt: skip
    """Return what is found, and the names of all that was solved."""
    cells = opened(write(path / "in.xlsx", sheets(*ranges, **other)))
    book, _ = checked(cells, "base")
    assert book is not None
    work, names = ranged(cells, "base", book), list[str]()
    with Runner[Any](workers=1, tell=lambda event: names.append(event.name)) as runner:
        options = replace(options_of(book), threads=1, gap=gap)
        return sensitivity_of(work.work, work.numbers, asked, options, runner, KEPT), names


def test_no_plan_is_made_anew_where_a_bound_proves_the_plan_kept_as_good(tmp_path: Path) -> None:
    """The plan kept costs 160, and at any price and capital nothing costs less than 66: within a gap of 0.7."""
    told, names = solved(tmp_path, QUICK, 0.7, PRICE, "Plants | market | variable cost | 0.9 | 1.1 | |")
    assert not [name for name in names if "planned anew" in name or "one set of starts" in name]
    for each in told.numbers:
        assert each.found.is_safe
        assert each.knowing.worth.low == 0
        assert each.knowing.worth.best == pytest.approx(0, abs=1e-9)
        assert 90 < each.knowing.worth.high < 100


@pytest.mark.parametrize(("gap", "is_asked"), [(0.05, False), (0.01, True)])
def test_no_programme_of_all_values_where_what_is_known_of_each_proves_enough(
    tmp_path: Path, gap: float, is_asked: bool
) -> None:
    """The plan kept costs 160; who knows pays 120 at 2 and 160 else: 6.67 more on average, of which 5% are 8."""
    told, names = solved(tmp_path, QUICK, gap, PRICE)
    assert bool([name for name in names if "one set of starts" in name]) == is_asked
    known = one(told, "price").knowing
    assert known.decides.best == pytest.approx(160)
    assert known.worth.best == pytest.approx(20 / 3)
    assert known.worth.low == pytest.approx(20 / 3 if is_asked else 0, abs=1e-6)


def test_knowing_is_told_where_the_plan_kept_cannot_be_operated(tmp_path: Path) -> None:
    """Nothing was built; where 20 can be had in place of 60, the refinery is needed, and costs 160 whatever is known.

    Who knows builds only then: 160 at the low end, 60 * 2 else. Who does not, builds: 100 and 60 at 1 a unit.
    """
    must = "market | material | amount | shortage cost | required\nmarket | goods | 60 | 1000 | 1"
    offers = "supplier | site | material | price | maximum\nM | market | goods | 2 | 60"
    content = sheets("Suppliers | M | maximum | 20 | 80 | |", Demand=must, Suppliers=offers)
    told = found(tmp_path, content, QUICK, starts=())
    each = one(told, "maximum")
    assert each.found is not None
    assert each.found.low.end is not None
    assert each.found.low.end.plan is None
    assert each.knowing is not None
    worth = 160 - (160 / 6 + 120 * 5 / 6)
    assert vars(each.knowing.worth) == pytest.approx(dict.fromkeys(("low", "best", "high"), worth), abs=1e-6)


def test_plans_are_made_anew_where_none_is_proven_as_good(tmp_path: Path) -> None:
    told, names = solved(tmp_path, QUICK, 0.0, CAPITAL)
    assert [name for name in names if "at 400: planned anew" in name]
    assert one(told, "capital").found.high.breaks_even == pytest.approx(240, abs=1e-6)


def test_one_other_plan_shows_where_the_plan_kept_cannot_be_operated(tmp_path: Path) -> None:
    """All of the demand must be served: one refinery makes 60, two make what is asked for beyond, 90 at most."""
    told, names = solved(
        tmp_path, SensitivityAsked(samples=0, steps=4), 0.0, "Demand | market | amount | 50 | 90 | |",
        Demand="market | material | amount | required\nmarket | goods | 60 | 1",
        Suppliers="supplier | site | material | price | maximum\nM | market | goods | 5 | 0",
        Projects="project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 2",
    )  # fmt: skip
    (each,) = told.numbers
    high = each.found.high
    assert high.safe_until == pytest.approx(60)
    assert 60 < high.flips_from <= 60 + 30 / 8
    assert high.better.decisions == (("refinery", "now", 2.0, None),)
    anew = [name for name in names if "planned anew" in name and "at 50" not in name]
    assert len(anew) == 1, anew
    assert [name for name in names if "another plan" in name]
    # a relaxation builds what is asked for, 100 / 60 and 1 a unit: the other plan's own bound is none of all plans
    tried = {trial.at: trial.best for trial in each.found.trials}
    assert tried[75].low == pytest.approx(75 * (100 / 60 + 1))
    assert tried[75].best == pytest.approx(200 + 75)


def test_service_is_judged_in_draws_alone(tmp_path: Path) -> None:
    """What is short undisturbed is told everywhere; the worst disruption takes longer than all else."""
    hit = {
        "Suppliers": "supplier | site | material | price | maximum\nM | market | goods | 5 | 60",
        "Materials": "material | value\ngoods | 1",
        "Disruptions": "disruption\nstorm",
        "Hits": "disruption | target | name | remaining\nstorm | supplier | M | 0.5",
    }
    told = found(tmp_path, sheets(PRICE, **hit), SensitivityAsked(samples=2, anew=0), starts=())
    ends = one(told, "price").ends.values()
    assert [plan.service for plan in ends] == pytest.approx([float("nan")] * len(ends), nan_ok=True)
    assert [each.plan.service for each in told.samples if each.plan is not None] == pytest.approx([0.5, 0.5])


def test_a_plan_that_is_made_anew_begins_with_the_plan_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all that is whole as it was the refinery costs 160; nothing costs less than 66, enough at a gap of 0.6."""
    case = compiled(tmp_path, sheets())
    kept = operated(case, KEPT, (), case.options)
    begun = operated(case, None, (*kept.whole, ("gone in this workbook", 1.0)), case.options)
    assert (begun.status, begun.cost, begun.bound) == (Status.PROVEN, pytest.approx(160), pytest.approx(160))
    monkeypatch.setattr(CompiledCase, "ask", None)  # whatever searches fails
    near = operated(case, None, kept.whole, replace(case.options, gap=0.6))
    assert (near.status, near.cost, near.bound) == (Status.PROVEN, pytest.approx(160), pytest.approx(66))


def test_a_start_of_size_0_is_kept_at_size_0(tmp_path: Path) -> None:
    """At 2 a unit nothing is made at 2 of capital and 1: the start that must be is of size 0.

    Kept at 5 a unit all 60 are bought, 300; with another size 60 would be made for 180.
    """
    projects = "project | place | adds | maximum | capital rate | decision\nrefinery | market | make | 60 | 2 | must"
    cheap = sheets(Projects=projects, Suppliers="supplier | site | material | price\nM | market | goods | 2")
    plan = plan_book(read(write(tmp_path / "cheap.xlsx", cheap)))
    kept = decisions_of(plan.book, plan.tables)
    assert kept == (("refinery", "now", 1.0, 0.0),)
    dear = compiled(tmp_path, sheets(Projects=projects))
    assert dear.ask(Query(starts=kept)).answer.objective == pytest.approx(300)
    assert dear.ask(Query(starts=(("refinery", "now", 1.0, None),))).answer.objective == pytest.approx(180)
    assert orders_of(plan.tables) == (("refinery", "now", 1.0, None),)
