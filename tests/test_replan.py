"""Planning anew: what is committed stays, changes are charged, and the plan's cost is told without charges."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from workbooks import Sheets, plan, rows, small, write

from planner.cli import main
from planner.errors import InfeasibleError, QuestionError
from planner.planning.baseline.solve import VERIFIED
from planner.reports.loading.plan import read_plan
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.write import write_plan
from planner.solving.outcome import Options
from planner.studies.core.query import decisions_of
from planner.studies.replan.replanning import Replanned, replan
from planner.wording.beside import NOT_TOLD, baseline_sentence
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

FORMER = small(
    Settings="setting | value\n discount rate | 0\n gap | 0\n capital charging | overnight",
    Periods="period\n 2026\n 2027\n 2028",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Plants="site | process | capacity | variable cost\n here | make | 0 | 1",
    Demand="market | material | amount | shortage cost | 2027 | 2028\n here | goods | 10 | 100 | 20 | 30",
    Projects="""
        project | place | adds | block | fixed capital | starts | maximum | capital rate
        mill | here | make | 10 | 33 | 3 | |
        kiln | here | make | | 5 | | 50 | 1
        works | here | make | 10 | 90 | 2 | |
        """,
)


def replanned(path: Path, sheets: Sheets, former: Any, before: str | None = None, cost: float = 0.0) -> Replanned:
    book = read(write(path / "new.xlsx", sheets))
    found = replan(book, former, before, cost, Options(gap=0.0, threads=1))
    failed = found.plan.tables["Checks"].query("`pass` != 'yes'")
    assert failed.empty, failed.to_string()
    return found


def changed(**capital: float) -> Sheets:
    """Return the workbook with other capital."""
    sheets = copy.deepcopy(FORMER)
    for row in sheets["Projects"]:
        row["fixed capital"] = capital.get(row["project"], row["fixed capital"])
    return sheets


def decisions(found: Any) -> set[tuple[str, str, float]]:
    return {start[:3] for start in decisions_of(found.book, found.tables)}


def test_an_unchanged_workbook_changes_nothing(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    for before, cost in ((None, 0.0), (None, 7.0), ("2028", 0.0), ("2027", 3.0)):
        found = replanned(tmp_path, FORMER, former, before, cost)
        assert found.plan.run["objective"] == pytest.approx(former.run["objective"])
        assert found.charges == 0
        if cost:
            assert found.changes == ()


def test_at_no_cost_it_is_the_best_plan(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    sheets = changed(kiln=90, mill=20)
    best = plan(tmp_path / "best.xlsx", sheets)
    found = replanned(tmp_path, sheets, former)
    assert found.plan.run["objective"] == pytest.approx(best.run["objective"])
    assert found.plan.run["bound"] == pytest.approx(best.run["objective"])


def test_at_a_great_cost_the_former_plan_stays(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    found = replanned(tmp_path, changed(kiln=90, works=1, mill=200), former, None, 1e5)
    assert decisions(found.plan) == decisions(former)
    assert found.charges == 0


def test_a_change_is_made_where_it_saves_more_than_it_is_charged(tmp_path: Path) -> None:
    """The kiln serves it all for 5 + 30; once it costs 105 three mills of 40, 27 and 13 save 55, by four changes."""
    former = plan(tmp_path / "in.xlsx", FORMER)
    assert decisions(former) == {("kiln", "2026", 1.0)}
    sheets = changed(kiln=105)
    sheets["Projects"][0]["fixed capital"] = 40
    costs = [float(replanned(tmp_path, sheets, former, None, each).plan.run["objective"]) for each in (0.0, 10.0, 30.0)]
    charged = [replanned(tmp_path, sheets, former, None, each) for each in (10.0, 30.0)]
    assert costs == sorted(costs)
    assert costs[0] < costs[2] == pytest.approx(105 + 30 + 60)
    assert charged[1].changes == ()
    assert charged[0].charges == 10.0 * len(charged[0].changes)
    total = charged[0].plan.run["replan: objective with charges"]
    assert total == pytest.approx(charged[0].plan.run["objective"] + charged[0].charges)


def test_what_is_committed_stays_and_nothing_is_added_to_the_past(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    sheets = changed(kiln=500, mill=1)
    assert ("kiln", "2026", 1.0) not in decisions(replanned(tmp_path, sheets, former).plan)
    sheets["Demand"][0]["amount"] = 90  # in 2026, where a mill more would pay
    assert ("mill", "2026", 3.0) in decisions(replanned(tmp_path, sheets, former).plan)
    found = replanned(tmp_path, sheets, former, "2027")
    assert [start[:3] for start in found.kept] == [("kiln", "2026", 1.0)]
    now = decisions(found.plan)
    assert ("kiln", "2026", 1.0) in now
    assert {start for start in now if start[1] == "2026"} == {("kiln", "2026", 1.0)}


def test_what_is_no_longer_offered_is_named_with_what_would_do(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    sheets = copy.deepcopy(FORMER)
    sheets["Projects"] = [row for row in sheets["Projects"] if row["project"] != "kiln"]
    with pytest.raises(QuestionError, match="kiln was started in 2026, and the workbook has no such project"):
        replanned(tmp_path, sheets, former, "2027")
    assert "kiln" not in {name for name, _, _ in decisions(replanned(tmp_path, sheets, former).plan)}
    never = copy.deepcopy(FORMER)
    never["Projects"][1]["decision"] = "never"
    with pytest.raises(QuestionError, match="the workbook offers that not at all: look at its decision"):
        replanned(tmp_path, never, former, "2027")
    later = copy.deepcopy(FORMER)
    later["Periods"] = rows("period\n 2027\n 2028")
    with pytest.raises(QuestionError, match="the workbook has no such period: keep the period, or enter"):
        replanned(tmp_path, later, former, "2028")
    with pytest.raises(QuestionError, match="no period '2031'"):
        replanned(tmp_path, FORMER, former, "2031")


def test_where_what_is_committed_cannot_stay_it_is_diagnosed(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    sheets = FORMER | {"Budgets": rows("funder | amount\n state | 3")}
    sheets["Funding"] = rows("funder | projects\n state | *")
    with pytest.raises(InfeasibleError) as raised:
        replanned(tmp_path, sheets, former, "2027")
    assert "Budgets!B2 (state): 3" in str(raised.value)
    assert raised.value.diagnosis is not None


def test_what_would_be_with_nothing_built_beyond_what_stays(tmp_path: Path) -> None:
    """A kiln of 10 stays, at 15. Two mills of 33, of which 11 and 22 are left at the end, make 60 at 1: 108 in all.

    Without them 10 a year are made, and 30 are short at 100: 3,045.
    """
    small_need = copy.deepcopy(FORMER)
    small_need["Demand"][0] |= {"2027": 10, "2028": 10}
    former = plan(tmp_path / "in.xlsx", small_need)
    book = read(write(tmp_path / "new.xlsx", FORMER))
    options = Options(gap=0.0, threads=1)
    found = replan(book, former, "2027", 0.0, options, tells_nothing=True).plan
    table = found.tables["Baseline"].set_index(["subject", "what"])
    in_all = table.loc[("cost", "in all")]
    assert (in_all["plan"], in_all["baseline"]) == (pytest.approx(108), pytest.approx(3045))
    assert set(found.tables["Checks"]["pass"]) == {"yes"}
    assert baseline_sentence(found) == (
        "With nothing built beyond the decision of the former plan that stays it would cost 2,937 million USD more, "
        "and all that is asked is kept."
    )
    assert found.run["baseline"] == VERIFIED
    unasked = replan(book, former, "2027", 0.0, options).plan
    assert unasked.tables["Baseline"].empty
    assert baseline_sentence(unasked) == NOT_TOLD


def test_replan_as_a_planner_runs_it(tmp_path: Path) -> None:
    former = plan(tmp_path / "in.xlsx", FORMER)
    write_plan(former, tmp_path / "former.xlsx")
    source, out = write(tmp_path / "new.xlsx", changed(kiln=500, mill=1)), tmp_path / "out.xlsx"
    words = ["replan", str(source), "--from", str(tmp_path / "former.xlsx"), "-o", str(out), "--json"]
    result = CliRunner().invoke(main, [*words, "--change-cost", "2", "--processes", "1"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["charges"] == 2 * len(told["changes"])
    tables, run = read_plan(out)
    assert run["objective"] == pytest.approx(told["objective"])
    assert (tables["Checks"]["pass"] == "yes").all()
    assert read_study(tmp_path / "out-compared.xlsx").sheets
