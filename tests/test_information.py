"""What knowing is worth: the published farmer, values by hand, what holds whatever the chances, and the command."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from farmer import farmer
from samples import few
from workbooks import Sheets, small, write

from planner.cli import main
from planner.errors import InfeasibleError, QuestionError
from planner.reports.loading.study import read_study
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.query_task import QueryReply, QueryTask, answered
from planner.studies.core.store import Store
from planner.studies.core.tasks import Event, Runner
from planner.studies.information.courses import courses_of
from planner.studies.information.study import sentences
from planner.studies.information.values import Information, information_of
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.expected import dealt, disrupted, expected_value, knowing, mean_remaining, undisturbed
from planner_models.windows import branches_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner_models.problem import Problem

EXACT = Options(gap=0.0, threads=1)
OFFER = "supplier | site | material | price | maximum\nCheap | far | goods | 1 | 10"
TROUBLE = "disruption | probability | onset | required | duration\ntrouble | {} | {} | {} | 1"


def sheets(chance: float = 0.1, onset: str = "two", required: str = "", **other: str) -> Sheets:
    """At home 10 a year are asked, at 100 a unit short; far away a unit costs 1, at home 3 and a project."""
    return small(**({
        "Periods": "period\none\ntwo",
        "Sites": "site | country\nhome | Homeland\nfar | Farland",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nhome | make | 0 | 3",
        "Suppliers": OFFER,
        "Lanes": "from | to\nfar | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 100",
        "Projects": "project | place | adds | block | fixed capital | starts | latest\n"
                    "left | home | make | 4 | 20 | 1 | one\nright | home | make | 4 | 21 | 1 | one",
        "Disruptions": TROUBLE.format(chance, onset, required),
        "Hits": "disruption | target | name\ntrouble | country | Farland",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
    } | other))  # fmt: skip


def found(path: Path, sheets: Sheets, samples: int = 50, store: Store | None = None, **options: Any) -> Information:
    with Runner(store, workers=1, **options) as runner:
        return information_of(read(write(path / "in.xlsx", sheets)), EXACT, runner, samples, 0)


def problem(path: Path, sheets: Sheets) -> Problem:
    return assemble(read(write(path / "in.xlsx", sheets)))


def test_the_farmer(tmp_path: Path) -> None:
    told = found(tmp_path, farmer())
    assert told.means is not None
    assert told.operated is not None
    assert told.lost is not None
    assert told.means.best == pytest.approx(-118600, rel=1e-8)
    assert told.plan.best == pytest.approx(-108390, rel=1e-8)
    assert told.operated.best == pytest.approx(-107240, rel=1e-8)
    assert told.lost.best == pytest.approx(1150, rel=1e-6)
    assert told.known.best == pytest.approx(-115405.5555556, rel=1e-8)
    assert told.worth.best == pytest.approx(7015.5555556, rel=1e-8)
    for figure in (told.plan, told.known, told.worth, told.lost):
        assert figure.low - 1e-6 <= figure.best <= figure.high + 1e-6
        assert figure.high - figure.low < 1e-3


def test_the_farmers_plans(tmp_path: Path) -> None:
    told = found(tmp_path, farmer())
    planted = {project: size for project, _, _, size in told.plan_starts}
    assert planted == pytest.approx({"plant wheat": 170, "plant corn": 80, "plant beets": 250}, rel=1e-6)
    good = next(each for each in told.courses if not each.struck)
    assert good.least.best == pytest.approx(-167666.6667, rel=1e-8)


def test_values_by_hand(tmp_path: Path) -> None:
    told = found(tmp_path, sheets())
    # both projects: 20 + 41, and 0.1 times (2 short at 100, 8 made at 3, less the 10 that were to be bought at 1)
    assert told.plan.best == pytest.approx(20 + 41 + 0.1 * (200 + 24 - 10))
    # who knows builds nothing where nothing strikes, and both where it does
    assert told.known.best == pytest.approx(0.9 * 20 + 0.1 * (10 + 41 + 224))
    assert told.worth.best == pytest.approx(82.4 - 45.5)
    # of the offer 9 are left in the second year on average: one project, and one unit made
    assert told.means is not None
    assert told.lost is not None
    assert told.means.best == pytest.approx(10 + 9 + 20 + 3)
    assert told.lost.best == pytest.approx(20 + 20 + 0.1 * (600 + 12 - 10) - 82.4)


def test_what_nothing_limits_keeps_its_mean(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(Suppliers=OFFER.removesuffix("10")))
    assert told.means is not None
    assert told.operated is not None
    assert told.means.best == pytest.approx(20)
    assert told.operated.best == pytest.approx(20 + 0.1 * 990)


def test_a_mean_plan_that_cannot_keep_a_guarantee(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(required="0.8"))
    assert told.operated is None
    assert told.lost is None
    assert told.free is not None
    plan, operated, lost = told.free
    assert (plan.best, operated.best, lost.best) == pytest.approx((82.4, 100.2, 17.8))
    said = " ".join(sentences(read(tmp_path / "in.xlsx"), told))
    assert "without bound" in said
    assert "guarantees set aside" in said


def test_what_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="no disruption"):
        found(tmp_path, sheets(chance=0))
    lasting = "disruption | probability | duration\ntrouble | 0.6 | 2"
    with pytest.raises(QuestionError, match="likely to last at one time when 'trouble' strikes in two"):
        found(tmp_path, sheets(Disruptions=lasting))
    with pytest.raises(InfeasibleError):
        found(tmp_path, sheets(required="0.9"))


def test_chances_that_add_up_to_more_than_one_are_sampled(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(chance=0.6, onset="*", Projects=sheets_of_no_capital()), samples=200)
    assert told.samples == 200
    assert len(told.courses) == 4
    struck = {each.name: each for each in told.courses}
    exact = {"nothing strikes": 0.16, "trouble in one": 0.24, "trouble in two": 0.24,
             "trouble in one, then trouble in two": 0.36}  # fmt: skip
    worth = sum(chance * (struck[name].cost - struck[name].least.best) for name, chance in exact.items())
    assert abs(told.worth.best - worth) < 4 * told.error
    assert told.error > 0
    # the plan's own expected cost is the mean over all courses
    assert told.plan.best == pytest.approx(sum(chance * struck[name].cost for name, chance in exact.items()))


def sheets_of_no_capital() -> str:
    return "project | place | adds | block | fixed capital | starts | latest\nleft | home | make | 4 | 250 | 1 | one"


def test_courses_give_every_branch_its_share_and_none_more_than_all_of_a_year(tmp_path: Path) -> None:
    years = "period\n" + "\n".join("abcde")
    rows = (
        "disruption | probability | duration",
        "trouble | 0.2 | 2",
        "more | 0.1 | 1",
        "short | 0.4 | 0.25",
        "brief | 0.4 | 0.25",
    )
    trouble = "\n".join(rows)
    drawn = problem(tmp_path, sheets(Periods=years, Disruptions=trouble, Projects="project"))
    courses = courses_of(drawn, 1_000, 1).chances
    branches = {(x.disruption, x.onset): x for x in branches_of(drawn)}
    for struck, branch in branches.items():
        share = sum(chance for course, chance in courses.items() if struck in course)
        assert share == pytest.approx(branch.chance, abs=1 / 1_000)
    shares = {struck: disrupted(drawn, branch) for struck, branch in branches.items()}
    assert shares[0, 1] == (0, 1, 1, 0, 0)
    assert shares[2, 4] == (0, 0, 0, 0, 0.25)
    # the chances of what begins or lasts in a year add up to 1.3, so that in some courses two short ones strike in one
    assert max(max(map(sum, zip(*(shares[each] for each in course), strict=True))) for course in courses if course) == 1
    assert any({(2, 1), (3, 1)} <= set(course) for course in courses)


def test_a_branch_is_dealt_to_its_share_of_courses_on_average(tmp_path: Path) -> None:
    branch = branches_of(problem(tmp_path, sheets(chance=0.123)))[0]
    assert [dealt(branch, 100, drawn) for drawn in (0.0, 0.69, 0.71, 0.999)] == [12, 12, 13, 13]


def test_means_by_hand(tmp_path: Path) -> None:
    trouble = "disruption | probability | duration | onset\ntrouble | 0.2 | 1.5 | one\nmore | 0.1 | 0.5 | two"
    hits = ("disruption | target | name | remaining\ntrouble | supplier | Cheap | 0.25\nmore | supplier | Cheap | 0.5\n"
            "more | demand | home | 1.2\nmore | plant | make @ home |")  # fmt: skip
    demand = "market | material | amount | shortage cost | required\nhome | goods | 10 | 100 | 0.5"
    drawn = problem(tmp_path, sheets(Disruptions=trouble, Hits=hits, Demand=demand))
    assert [undisturbed(drawn, t) for t in (0, 1)] == pytest.approx([0.8, 1 - 0.2 * 0.5 - 0.1 * 0.5])
    left = [1 - 0.2 * 0.75, 1 - 0.2 * 0.5 * 0.75 - 0.1 * 0.5 * 0.5]
    assert [mean_remaining(drawn, "offers", t)[0] for t in (0, 1)] == pytest.approx(left)
    mean = expected_value(drawn)
    assert mean.offers[0].maximum == pytest.approx(tuple(10 * share for share in left))
    assert mean.demands[0].amount == pytest.approx((10, 10 * (1 + 0.1 * 0.5 * 0.2)))
    assert mean.demands[0].required == pytest.approx((0.5 * 0.8, 0.5 * 0.85))
    assert mean.plants[0].availability == pytest.approx((1, 0.95))
    assert not mean.disruptions


def test_means_of_prices_by_hand(tmp_path: Path) -> None:
    """Half a year of it, and a year of recovery: back is a quarter of it in the rest of one, three quarters in two."""
    trouble = "disruption | probability | duration | recovery | onset\ntrouble | 0.2 | 0.5 | 1 | one"
    hits = "disruption | target | name | remaining | price | tariff\ntrouble | supplier | Cheap | 0.2 | 3 |\n"
    hits += "trouble | lane | far > home | | 2 | 0.5\ntrouble | demand | home | | 1.5 |"
    demand = "market | material | amount | price | shortage cost\nhome | goods | 10 | 20 | 100"
    lanes = "from | to | cost | tariff\nfar | home | 1 | 0.1"
    drawn = problem(tmp_path, sheets(Disruptions=trouble, Hits=hits, Demand=demand, Lanes=lanes))
    mean, hurt = expected_value(drawn), [0.2 * (0.5 + 0.5 * 0.75), 0.2 * 0.5 * 0.25]
    assert mean.offers[0].price == pytest.approx([1 + 2 * x for x in hurt])
    assert mean_remaining(drawn, "offers", 0)[0] == pytest.approx(1 - 0.8 * hurt[0])
    assert mean.links[0].cost == pytest.approx([1 + x for x in hurt])
    assert mean.links[0].tariff == pytest.approx([0.1 + 0.5 * x for x in hurt])
    assert mean.demands[0].price == pytest.approx([20 * (1 + 0.5 * x) for x in hurt])
    assert mean.demands[0].shortage_cost == pytest.approx([100 * (1 + 0.5 * x) for x in hurt])


def test_a_lane_costs_on_average_what_its_material_that_is_hit_least_costs(tmp_path: Path) -> None:
    """Goods pay three times as much and half a value of tariff, parts twice and a tenth: the lane as parts do."""
    trouble = "disruption | probability | onset\ntrouble | 0.5 | one"
    hits = "disruption | target | name | material | price | tariff\ntrouble | lane | far > home | goods | 3 | 0.5\n"
    hits += "trouble | lane | far > home | parts | 2 | 0.1\ntrouble | resource | port @ far | | 5 |"
    drawn = problem(tmp_path, sheets(
        Disruptions=trouble, Hits=hits, Materials="material | value\ngoods | 1\nparts | 1",
        Lanes="from | to | cost | uses\nfar | home | 1 | port: 1",
        Resources="resource | place | capacity | variable cost\nport | far | 10 | 0.5",
        Demand="market | material | amount | shortage cost\nhome | goods | 10 | 100\nhome | parts | 1 | 100",
        Suppliers=f"{OFFER}\nCheap | far | parts | 1 | 10",
    ))  # fmt: skip
    mean = expected_value(drawn)
    assert mean.links[0].cost == pytest.approx((1.5, 1))
    assert mean.links[0].tariff == pytest.approx((0.05, 0))
    assert mean.resources[0].variable_cost == pytest.approx((0.5 * 3, 0.5))


def test_a_resource_that_is_hit_gives_its_mean(tmp_path: Path) -> None:
    """One unit of the port costs 0.5, and half of it is out for good on average: 5 of the 10 come in."""
    used = sheets(
        chance=0.5, onset="one",
        Suppliers="supplier | site | material | price | uses\nCheap | far | goods | 1 | port: 1",
        Resources="resource | place | capacity | variable cost\nport | far | 10 | 0.5",
        Hits="disruption | target | name\ntrouble | resource | port",
        Projects="project",
    )  # fmt: skip
    told = found(tmp_path, used)
    assert told.means is not None
    assert told.means.best == pytest.approx(5 * 1.5 + 5 * 100 + 10 * 1.5)


def test_who_finds_no_better_plan_in_time_takes_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(asked: QueryTask, options: Options) -> QueryReply:
        told = answered(asked, options)
        none = replace(told, status=Status.NO_PLAN, objective=None, bound=15.0, decisions=None)
        return none if asked.edits[0][0] is knowing else told

    monkeypatch.setattr("planner.studies.core.query_task.answered", late)
    told = found(tmp_path, sheets())
    assert told.worth.best == pytest.approx(0)
    assert told.worth.high == pytest.approx(82.4 - 15)
    assert "would save nothing (at most 67.4" in sentences(read(tmp_path / "in.xlsx"), told)[0]


@pytest.mark.parametrize("seed", few(2, range(4)))
def test_knowing_and_reckoning_never_cost(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    trouble = "disruption | probability | onset | duration | required\n" + "\n".join(
        f"{name} | {dice.choice([0.05, 0.15, 0.2])} | {dice.choice(['one', 'two', '*'])} | {dice.choice([0.5, 1])} | "
        + (str(dice.choice([0.2, 0.3])) if dice.random() < 0.5 else "")
        for name in ("trouble", "storm")
    )
    hits = (f"disruption | target | name | remaining\ntrouble | country | Farland | {dice.choice([0, 0.5])}\n"
            f"storm | demand | home | {dice.choice([1.5, 2])}")  # fmt: skip
    told = found(tmp_path, sheets(Disruptions=trouble, Hits=hits))
    assert not told.samples
    assert sum(each.chance for each in told.courses) == pytest.approx(1)
    assert sum(each.chance * each.cost for each in told.courses) == pytest.approx(told.plan.best)
    for each in told.courses:
        assert each.cost >= each.least.low - 1e-6
    if told.operated is not None:
        assert told.operated.best >= told.plan.low - 1e-6
    else:
        assert "required" in trouble


def test_the_command_writes_a_study_and_does_nothing_twice(tmp_path: Path) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "out.xlsx"
    asked = ["information", str(path), "-o", str(target), "--json", "--processes", "1"]
    told = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).stdout)
    assert told["perfect information"]["best"] == pytest.approx(36.9)
    assert told["stochastic solution"]["best"] == pytest.approx(17.8)
    study = read_study(target)
    assert study.sheet("Values").column("value")[2] == pytest.approx(36.9)
    assert study.sheet("Projects").rows[1] == ("right", "one", "", pytest.approx(0.1), 0.0, 1.0)
    assert "would save 36.9" in study.sentences[0]
    events: list[Event] = []
    with Runner(Store.beside(target), workers=1, tell=events.append) as runner:
        information_of(read(path), Options(gap=0.0, threads=1), runner, 100, 0)
    assert [event.kept for event in events] == [True] * 5
    with Runner(Store.beside(target), workers=1, tell=events.append) as runner:
        information_of(read(path), Options(gap=0.1, threads=1), runner, 100, 0)
    assert not any(event.kept for event in events[5:]), "another gap is another question"
    again = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).stdout)
    assert again["perfect information"] == told["perfect information"]
