"""Regret with a choice: investments that no case's own plan has, against enumeration of all sets of projects."""

from __future__ import annotations

import json
import math
import random
import shutil
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from samples import few
from test_regret import sheets
from workbooks import Sheets, write

from planner.cli import main
from planner.reports.loading.plan import read_run
from planner.reports.loading.study import read_study
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.regret.chosen import chosen_sentences
from planner.studies.regret.operations import operate
from planner.studies.regret.regrets import Chosen, Regret
from planner.studies.regret.together import WORST, CasesTogether
from planner.workbook.reading.reader import read
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book

EXACT = Options(gap=0.0, threads=1, processes=1)


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def between() -> Sheets:
    """Return two cases: a left plant is best in one, a right one in the other, and one in between is never best.

    Goods are asked for at the left in one case and at the right in the other, 10 of them, at 100 a unit short. A plant
    at either side costs 50; from the other side goods cost 20 a unit more. One in the middle costs 80, and 2 a unit to
    either side: 50 and 50 for the best of each case, 50 + 200 for a plant on the wrong side, 80 + 20 for the middle.
    """
    return sheets(
        "case | sheet | row | column | change\nother | Demand | left / goods | amount | 0\n"
        "other | Demand | right / goods | amount | 10",
        Sites="site\nleft\nmiddle\nright",
        Plants="site | process | capacity\nleft | make | 0\nmiddle | make | 0\nright | make | 0",
        Lanes="from | to | cost\nleft | right | 20\nright | left | 20\nmiddle | left | 2\nmiddle | right | 2",
        Demand="market | material | amount | shortage cost\nleft | goods | 10 | 100\nright | goods | 0 | 100",
        Projects="project | place | adds | maximum | fixed capital\nat the left | left | make | 10 | 50\n"
        "in the middle | middle | make | 10 | 80\nat the right | right | make | 10 | 50",
    )  # fmt: skip


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("choice")
    path = write(folder / "in.xlsx", between())
    return folder, run("regret", path, "--choose", "-o", folder / "regret.xlsx")


def test_what_no_plan_of_a_case_has(chosen: tuple[Path, Any]) -> None:
    """Picked among the cases' plans, 200 are regretted; both plants 50; the middle too, at a mean of 100 each."""
    _, told = chosen
    worst, mean = told["regret"]["chosen"]
    assert told["regret"]["weights"] == [0.5, 0.5]
    assert (worst["aim"], worst["status"], worst["as good"]) == ("least worst regret", "proven", None)
    assert [worst[x] for x in ("at least", "best", "at most", "own plans")] == pytest.approx([50, 50, 50, 200])
    assert [mean[x] for x in ("at least", "best", "own plans")] == pytest.approx([100, 100, 150])


def test_its_plans_are_written_and_verified(chosen: tuple[Path, Any]) -> None:
    folder, told = chosen
    plans = [folder / f"regret-{aim}-{case}.xlsx" for aim in ("least worst regret", "least mean cost")
             for case in ("base", "other")]  # fmt: skip
    assert all(plan.is_file() for plan in plans)
    assert {str(plan) for plan in plans} <= set(told["paths"])
    facts = read_run(plans[1])
    assert (facts["objective"], facts["bound"]) == pytest.approx((100, 50))
    assert (facts["case"], facts["status"], facts["stopped"]) == ("other", "not proven", "all cases")
    assert facts["chosen for all cases"] == "least worst regret"
    done = CliRunner().invoke(main, ["verify", str(folder / "in.xlsx"), str(plans[1])])
    assert done.exit_code == 0, done.output


def test_what_the_study_says_of_it(chosen: tuple[Path, Any]) -> None:
    folder, _ = chosen
    study = read_study(folder / "regret.xlsx")
    assert any(
        each.startswith("A model of all cases together finds investments with the least worst regret: 50 million USD "
                        "(proven the least); the best of the cases' own plans has 200.")
        for each in study.sentences
    )  # fmt: skip
    rows = {row[0]: row[1:] for row in study.sheet("Regret").rows}
    assert rows["least worst regret"] == pytest.approx((50, 50, 50, 50, 100))
    assert rows["base"] == pytest.approx((0, 200, 200, 100, 150))
    assert study.sheet("Chosen").columns == ("project", "least worst regret", "least mean cost")


def test_weights(chosen: tuple[Path, Any], tmp_path: Path) -> None:
    """At nine in ten for the left a plant there alone is best on average: 50 and a tenth of 200, against 100."""
    folder = tmp_path / "again"
    shutil.copytree(chosen[0], folder)
    told = run("regret", folder / "in.xlsx", "--choose", "--weights", "base=9; other=1;", "-o", folder / "regret.xlsx")
    assert all(each["there already"] for each in told["cases"])
    mean = told["regret"]["chosen"][1]
    assert told["regret"]["weights"] == pytest.approx([0.9, 0.1])
    assert (mean["best"], mean["as good"]) == (pytest.approx(0.9 * 50 + 0.1 * 250), "base")
    assert mean["paths"] == []


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("others=1", "'others' is no case of the workbook; there are: base, other"),
        ("base=-1", "the weight of base must be a number of at least 0, not '-1'"),
        ("base=0; other=0", "some case that has a plan must have a weight above 0"),
        ("base", "'base' is no case"),
        ("base=1; Base = 2", "base has two weights; say one"),
    ],
)
def test_weights_that_are_none(tmp_path: Path, weights: str, words: str) -> None:
    path = write(tmp_path / "in.xlsx", between())
    told = run("regret", path, "--weights", weights, "-o", tmp_path / "regret.xlsx", code=2)
    assert words in told["message"]


def test_cases_that_are_the_same_have_their_own_plan(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", sheets())
    together = CasesTogether([read(path), read(path)], (0.3, 0.7), EXACT)
    worst, mean = together.least_worst((32.0, 32.0)), together.least_mean()
    assert (worst.objective, worst.bound) == pytest.approx((0, 0), abs=1e-7)
    assert mean.objective == pytest.approx(32)
    assert worst.decisions == mean.decisions == (("left", "now", 1.0, None),)


def test_what_is_known_before_is_no_other_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun with investments that do, it finds the best; where these are proven by what is known, nothing is sought."""
    path = write(tmp_path / "in.xlsx", between())
    together = CasesTogether([read(path), read(path, "other")], (0.9, 0.1), EXACT)
    best = together.least_mean()
    assert best.objective is not None
    for starts in ((("left", "now", 1.0, None), ("right", "now", 1.0, None)), best.decisions):
        again = together.least_mean(starts, best.objective - 10)
        assert (again.objective, again.decisions) == (pytest.approx(best.objective), best.decisions)
    searched, search = list[int](), CuttingPlanes._round
    monkeypatch.setattr(
        CuttingPlanes, "_round", lambda planes: searched.append(len(planes.program.cost)) or search(planes)
    )
    again = together.least_mean(best.decisions, best.objective)
    assert len(together.tree.program.cost) not in searched  # but those of one case, which are smaller
    assert (again.status, again.objective) == (Status.PROVEN, pytest.approx(best.objective))


def test_no_investments_at_all_can_be_operated_in_every_case(tmp_path: Path) -> None:
    cases = ("case | sheet | row | column | change\nmust left | Projects | left | decision | must\n"
             "no left | Projects | left | decision | never")  # fmt: skip
    path = write(tmp_path / "in.xlsx", sheets(cases))
    together = CasesTogether([read(path, "must left"), read(path, "no left")], (0.5, 0.5), EXACT)
    worst = together.least_worst((32.0, 33.0))
    assert worst.status is together.least_mean().status is Status.INFEASIBLE
    nothing = Bracket(math.inf, math.inf, math.inf)
    chosen = Chosen(WORST, worst, nothing, math.inf)
    found = Regret(("must left", "no left"), (nothing,) * 2, (), (), (0.5, 0.5), (chosen,))
    [said] = chosen_sentences(found, "USD")
    assert said.startswith("Proven by a model of all cases together: no investments at all")


def drawn(seed: int) -> Sheets:
    """Return a workbook of three projects, a budget and three cases, with what can strike in some."""
    draw = random.Random(seed)
    sizes = [draw.randint(2, 8) for _ in range(3)]
    projects = "\n".join(
        f"p{n} | {'here' if n < 2 else 'home'} | make | {size} | {draw.randint(5, 60)}" for n, size in enumerate(sizes)
    )
    changes = [
        f"one | Demand | home / goods | amount | {draw.randint(0, 14)}",
        f"one | Plants | here / make | variable cost | {draw.randint(0, 20)}",
        f"two | Demand | home / goods | amount | {draw.randint(0, 14)}",
        f"two | Projects | p{draw.randint(0, 2)} | fixed capital | {draw.randint(5, 90)}",
        f"two | Budgets | Treasury | amount | {draw.randint(60, 120)}",
    ]
    return sheets(
        "case | sheet | row | column | change\n" + "\n".join(changes),
        Plants="site | process | capacity | variable cost\nhere | make | 0 | 3\nhome | make | 0 | 6",
        Projects="project | place | adds | block | fixed capital\n" + projects,
        Demand="market | material | amount | shortage cost\n"
        f"home | goods | {draw.randint(1, 12)} | {draw.randint(5, 40)}",
        Disruptions=f"disruption | probability\nstorm | {draw.choice([0, 0.2])}",
        Hits="disruption | target | name\nstorm | site | here",
    )  # fmt: skip


def costs_of(book: Book, projects: list[str]) -> dict[tuple[bool, ...], float | None]:
    """Return what every set of projects costs in a case; None where it cannot be operated."""
    return {
        built: operate(
            book, tuple((name, "now", 1.0, None) for name, one in zip(projects, built, strict=True) if one), EXACT
        ).cost
        for built in product((False, True), repeat=len(projects))
    }  # fmt: skip


@pytest.mark.parametrize("seed", few(2, range(3)))
def test_drawn_cases_against_every_set_of_projects(tmp_path: Path, seed: int) -> None:
    path = write(tmp_path / "in.xlsx", drawn(seed))
    books = [read(path, case) for case in ("base", "one", "two")]
    weights = (0.5, 0.3, 0.2)
    costs = [costs_of(book, ["p0", "p1", "p2"]) for book in books]
    best = [min(cost for cost in each.values() if cost is not None) for each in costs]
    fit = [built for built in costs[0] if all(each[built] is not None for each in costs)]
    worst = {built: max((each[built] or 0) - least for each, least in zip(costs, best, strict=True)) for built in fit}
    mean = {built: sum(w * (each[built] or 0) for w, each in zip(weights, costs, strict=True)) for built in fit}
    together = CasesTogether(books, weights, EXACT)
    found, cheapest = together.least_worst(best), together.least_mean()
    assert found.status is cheapest.status is Status.PROVEN
    assert found.objective == pytest.approx(min(worst.values()), abs=1e-6)
    assert cheapest.objective == pytest.approx(min(mean.values()), abs=1e-6)
    assert found.decisions is not None
    built = tuple(f"p{n}" in {project for project, *_ in found.decisions} for n in range(3))
    equal = [each for each in fit if worst[each] <= min(worst.values()) + 1e-6]
    assert mean[built] == pytest.approx(min(mean[each] for each in equal), abs=1e-4)
