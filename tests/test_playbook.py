"""``planner playbook`` from a file to files, against values by hand: the study, the plans of its ends, its report."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from test_playbook_tree import invest
from workbooks import small, write

from planner.cli import main
from planner.reports.html.sections.study import sections_of
from planner.reports.loading.study import read_study
from planner.studies.core.decided import starts_text
from planner.studies.core.tasks import Runner
from planner.studies.playbook.study import _worth, when
from planner.studies.playbook.world_start import WorldStart
from planner.wording.tree import tree_nodes
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from pathlib import Path

    from planner.wording.study import Study

DEEP = """world | after | from | probability | case | signal
    high | | 2027 | 0.5 | up | orders
    low | | 2027 | 0.5 | down | orders
    higher | high | 2028 | 0.5 | more |
    as high | high | 2028 | 0.5 | |"""
CASES = """case | sheet | row | column | change
    up | Series | yields | 2027 | 3300
    down | Series | yields | 2027 | 1100
    more | Series | yields | 2028 | 10"""


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("playbook")
    write(folder / "in.xlsx", invest(DEEP.replace("higher", "unused")[: DEEP.index("higher") - 5]))
    return folder, run("playbook", folder / "in.xlsx", "-o", folder / "out.xlsx")


@pytest.fixture(scope="module")
def study(made: tuple[Path, dict[str, Any]]) -> Study:
    return read_study(made[0] / "out.xlsx")


def best(told: dict[str, Any], name: str) -> float:
    assert told[name]["low"] == pytest.approx(told[name]["high"], abs=1e-5)
    return float(told[name]["best"])


def test_costs_and_worths_are_those_by_hand(made: tuple[Path, dict[str, Any]]) -> None:
    told = made[1]
    assert (told["status"], told["stopped"], told["gap"]) == ("proven", "gap closed", pytest.approx(0))
    assert told["objective"] == told["playbook"]["best"]
    assert best(told, "playbook") == pytest.approx(-772.727273, abs=1e-6)
    assert best(told, "one plan") == pytest.approx(-600, abs=1e-6)
    assert best(told, "knowing") == pytest.approx(-800, abs=1e-6)
    assert best(told, "value of playbook") == pytest.approx(172.727273, abs=1e-6)
    assert best(told, "value of knowing") == pytest.approx(27.272727, abs=1e-6)
    assert best(told["waiting"], "plant") == pytest.approx(172.727273, abs=1e-6)
    assert best(told["a year earlier"], "high, low") == pytest.approx(27.272727, abs=1e-6)
    assert told["starts"] == [{"project": "plant", "period": "2027", "world": "high", "number": 1.0, "size": 1.0}]


def test_a_start_of_no_size_is_told_as_what_it_is() -> None:
    starts = (WorldStart("shed", "2026", "", 1.0, 0.0), WorldStart("plant", "2027", "", 1.0, 2.5))
    assert when(starts) == "2026 (no size, only a start), 2027 (2.5)"
    assert starts_text((("shed", "2026", 1.0, 0.0),)) == {"shed": "2026: no size, only a start"}


def test_projects_by_world(study: Study) -> None:
    [row] = study.sheet("Playbook").rows
    assert row[:5] == ("plant", "only if", "", "2027 (1)", "")
    assert any(line.startswith("Only if: plant if high, in 2027") for line in study.sentences)


def test_signals(study: Study) -> None:
    high, low = study.sheet("Signals").rows
    assert high[:7] == ("high", "", "2027", 0.5, "orders", "up", "plant in 2027 (1)")
    assert low[6] == "nothing is started"
    assert high[7] == pytest.approx(-1545.454545)  # (1,600 - 3,300)/1.1
    assert low[7] == pytest.approx(0)


def test_the_tree_is_drawn(study: Study) -> None:
    nodes = tree_nodes(study.sheet("Tree"))
    assert [(node.name, node.after, node.chance) for node in nodes] == [
        ("now", "", 1.0), ("high", "now", 0.5), ("low", "now", 0.5),
    ]  # fmt: skip
    assert nodes[0].expected == pytest.approx(-772.727273)
    drawn = str(next(section for section in sections_of(study) if section.title == "Tree").parts)
    assert "A tree of 3 nodes, from left to right; its ends: high 50%, low 50%." in drawn
    assert "plant in 2027 (1)" in drawn


def test_the_plan_of_an_end_is_a_plan(made: tuple[Path, dict[str, Any]]) -> None:
    """It is verified against the workbook and by itself, and its workbook along the path can be planned again."""
    folder, _ = made
    assert "all pass" in run_plain("verify", folder / "in.xlsx", folder / "out-high.xlsx")
    assert "has no disruptions" in run_plain("stress", folder / "out-high.xlsx", "-o", folder / "stress.xlsx")
    run_plain("new", folder / "again.xlsx", "--from", folder / "out-high.xlsx")
    again = run("solve", folder / "again.xlsx", "-o", folder / "again-plan.xlsx")
    assert again["objective"] == pytest.approx(-1600 + 0, abs=1e-6)  # who knows: 200 + 3,300/1.1 - 1,600
    write(folder / "other.xlsx", invest(Series="series | 2026 | 2027\nyields | 201 | 2200"))
    assert "does not pass" in run_plain("verify", folder / "other.xlsx", folder / "out-high.xlsx", code=1)


def run_plain(*arguments: object, code: int = 0) -> str:
    single = ["--processes", "1"] if arguments[0] == "playbook" else []
    result = CliRunner().invoke(main, [*map(str, arguments), *single], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_a_playbook_goes_on_from_what_was_solved(
    made: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = made
    monkeypatch.setattr(Runner, "_run_here", lambda *_: pytest.fail("solved again"))
    again = run("playbook", folder / "in.xlsx", "-o", folder / "out.xlsx")
    assert again["playbook"] == before["playbook"]


def test_two_dates(tmp_path: Path) -> None:
    """A third year in which, if high, another 10 at a half: nothing more is decided, and costs add up in the tree."""
    sheets = invest(
        DEEP, Cases=CASES, Periods="period\n2026\n2027\n2028",
        Series="series | 2026 | 2027 | 2028\nyields | 200 | 2200 | 0",
    )  # fmt: skip
    told = run("playbook", write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "out.xlsx", "--quick")
    found = read_study(tmp_path / "out.xlsx")
    nodes = {node.name: node for node in tree_nodes(found.sheet("Tree"))}
    assert set(nodes) == {"now", "high", "low", "higher", "as high"}
    assert nodes["now"].expected == pytest.approx(told["playbook"]["best"])
    assert nodes["high"].expected == pytest.approx(
        nodes["high"].cost + 0.5 * nodes["higher"].expected + 0.5 * nodes["as high"].expected
    )
    assert nodes["higher"].cost == pytest.approx(-10 / 1.1**2)
    assert {each["end"]: each["chance"] for each in told["ends"]} == {"low": 0.5, "higher": 0.25, "as high": 0.25}
    assert found.sheet("Playbook").column("waiting is worth") == ["not asked"]


def test_a_path_without_a_plan_is_told_with_what_conflicts(tmp_path: Path) -> None:
    """If high, the plant must serve all, and the Treasury cannot pay for it."""
    sheets = invest(
        Cases="case | sheet | row | column | change\nup | Demand | home / goods | required | 1\n"
              "up | Demand | home / goods | shortage cost | 1\ndown | Series | yields | 2027 | 1100",
        Budgets="funder | amount\nTreasury | 100",
        Funding="funder | projects\nTreasury | *",
    )  # fmt: skip
    said = run_plain("playbook", write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "o.xlsx", "--quick", code=3)
    assert "along the path of high there is no plan" in said
    assert "Budgets" in said
    assert (tmp_path / "o.diagnosis.xlsx").exists()


def test_worlds_that_no_plan_suits_together_are_told(tmp_path: Path) -> None:
    """Of two plants one may be built, a year before it is known which of two goods is asked for."""
    sheets = small(**{
        "Periods": "period\n2026\n2027",
        "Materials": "material\nred\nblue",
        "Recipes": "process | role | item | amount\npaint red | makes | red | 1\npaint blue | makes | blue | 1",
        "Projects": "project | place | adds | block | lead time | group\nred plant | here | paint red | 1 | 1 | one\n"
                    "blue plant | here | paint blue | 1 | 1 | one",
        "Groups": "group | at most\none | 1",
        "Demand": "market | material | amount | shortage cost\nhere | red | 0 | 1\nhere | blue | 0 | 1",
        "Cases": "case | sheet | row | column | change\nred | Demand | here / red | amount | 1\n"
                 "red | Demand | here / red | required | 1\nblue | Demand | here / blue | amount | 1\n"
                 "blue | Demand | here / blue | required | 1",
        "Worlds": "world | from | probability | case\nred | 2027 | 0.5 | red\nblue | 2027 | 0.5 | blue",
    })  # fmt: skip
    said = run_plain("playbook", write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "o.xlsx", code=3)
    assert "each world can be planned by itself, but no plan suits all of them before one is known" in said


def test_one_plan_that_some_world_does_not_allow_has_no_price(tmp_path: Path) -> None:
    """As it stands the plant does not pay and nothing is started; if high, all must be served: it waits for that."""
    sheets = invest(
        Cases="case | sheet | row | column | change\nup | Demand | home / goods | required | 1\n"
              "up | Demand | home / goods | shortage cost | 1\ndown | Series | yields | 2027 | 0",
        Series="series | 2026 | 2027\nyields | 0 | 0",
    )  # fmt: skip
    target = tmp_path / "out.xlsx"
    told = run("playbook", write(tmp_path / "in.xlsx", sheets), "-o", target, "--quick")
    assert told["playbook"]["best"] == pytest.approx(0.5 * 1600 / 1.1)
    assert (told["one plan"], told["value of playbook"]) == (None, None)
    found = read_study(target)
    (said,) = [
        line
        for line in found.sentences
        if line.startswith("The starts of the workbook as it stands cannot be kept in every world, so that")
    ]
    assert said.endswith("along the path to high, not kept: required share of goods at home in 2027 by 100%.")
    assert found.sheet("Values").column("value")[1] == "without bound"


def test_without_worlds_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    sheets = {name: own for name, own in invest().items() if name != "Worlds"}
    said = run_plain("playbook", write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "o.xlsx", code=2)
    assert "has no worlds" in said


def test_what_arithmetic_leaves_of_nothing_is_told_as_nothing() -> None:
    costs = Bracket(990.0, 1000.0, 1000.0)
    found: Any = SimpleNamespace(playbook=costs, session=SimpleNamespace(book=SimpleNamespace(settings={})))
    assert _worth(Bracket(0.0, 2.4e-9, 2.0), found).startswith("nothing by the plans found, which the gaps leave open")
    assert _worth(Bracket(0.0, 1.5, 2.0), found).startswith("1.5")
