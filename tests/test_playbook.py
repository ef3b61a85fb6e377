"""``planner playbook`` from a file to files, against values by hand: the study, the plans of its ends, its report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from test_playbook_tree import invest
from workbooks import write

from planner.cli import main
from planner.reports.html.sections.study import sections_of
from planner.reports.study_workbook.write import read_study
from planner.studies.core.tasks import Runner
from planner.wording.tree import tree_nodes

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
    assert told["status"] == "proven"
    assert best(told, "playbook") == pytest.approx(-772.727273, abs=1e-6)
    assert best(told, "one plan") == pytest.approx(-600, abs=1e-6)
    assert best(told, "knowing") == pytest.approx(-800, abs=1e-6)
    assert best(told, "value of playbook") == pytest.approx(172.727273, abs=1e-6)
    assert best(told, "value of knowing") == pytest.approx(27.272727, abs=1e-6)
    assert best(told["waiting"], "plant") == pytest.approx(172.727273, abs=1e-6)
    assert best(told["a year earlier"], "high, low") == pytest.approx(27.272727, abs=1e-6)
    assert told["starts"] == [{"project": "plant", "period": "2027", "world": "high", "number": 1.0, "size": 1.0}]


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
    for end in ("high", "low"):
        checks = run_plain("verify", folder / "in.xlsx", folder / f"out-{end}.xlsx")
        assert "all pass" in checks
    assert "has no disruptions" in run_plain("stress", folder / "out-high.xlsx", "-o", folder / "stress.xlsx")
    run_plain("new", folder / "again.xlsx", "--from", folder / "out-high.xlsx")
    again = run("solve", folder / "again.xlsx", "-o", folder / "again-plan.xlsx")
    assert again["objective"] == pytest.approx(-1600 + 0, abs=1e-6)  # who knows: 200 + 3,300/1.1 - 1,600
    write(folder / "other.xlsx", invest(Series="series | 2026 | 2027\nyields | 201 | 2200"))
    assert "does not pass" in run_plain("verify", folder / "other.xlsx", folder / "out-high.xlsx", code=1)


def run_plain(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
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
    sheets = invest(Cases="case | sheet | row | column | change\nup | Demand | home / goods | required | 1\n"
                          "up | Projects | plant | decision | never\ndown | Series | yields | 2027 | 1100")  # fmt: skip
    sheets["Projects"][0] |= {"lead time": 1}
    sheets["Demand"][0] |= {"shortage cost": 1}
    told = run("playbook", write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "out.xlsx", "--quick")
    assert told["status"] == "proven"  # the plant is started now, so that it serves if it must
    assert told["starts"][0]["world"] == ""
    sheets["Projects"][0] |= {"decision": "never"}
    done = CliRunner().invoke(
        main, ["playbook", str(write(tmp_path / "in.xlsx", sheets)), "-o", str(tmp_path / "o.xlsx")]
    )
    assert done.exit_code in (2, 3), done.output


def test_without_worlds_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    sheets = {name: own for name, own in invest().items() if name != "Worlds"}
    done = CliRunner().invoke(
        main, ["playbook", str(write(tmp_path / "in.xlsx", sheets)), "-o", str(tmp_path / "o.xlsx")]
    )
    assert done.exit_code == 2
    assert "has no worlds" in done.output
