"""All cases and regret, against values by hand.

At home goods are asked for at 100 a unit short; a plant makes a unit for 3, and each of two projects adds 4 of it: the
left for 20, the right for 21.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pandas as pd
import pytest
from click.testing import CliRunner
from workbooks import Sheets, small, write

from planner.cli import main
from planner.errors import FileError
from planner.infeasibility.planned import plan_to_file
from planner.outputs import Outputs
from planner.planning.pipeline import versions
from planner.reports.loading.plan import read_run
from planner.reports.loading.study import read_study
from planner.solving.outcome import Options
from planner.studies.cases.plans import kept_plan, paths_of
from planner.studies.cases.study import places_of
from planner.studies.core.options import StudyOptions
from planner.studies.core.tasks import Task
from planner.studies.playbook.written import planned_and_written
from planner.studies.regret.operations import Operation, operate, regret_of
from planner.studies.regret.study import core_of
from planner.studies.shares.solves import planned as coalitions_planned
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.wording.study import StudySheet
    from planner.workbook.book import Book

THREE = """case | sheet | row | column | change
    more | Demand | home / goods | amount | 8
    nothing | Demand | home / goods | amount | 0"""
LIMITS = """case | sheet | row | column | change
    more | Demand | home / goods | amount | 8
    poor | Budgets | Treasury | amount | 20
    no right | Projects | right | decision | never"""


def sheets(cases: str = THREE, **other: str) -> Sheets:
    return small(**({
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nhere | make | 0 | 3",
        "Sites": "site\nhere\nhome",
        "Lanes": "from | to\nhere | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 4 | 100",
        "Projects": "project | place | adds | block | fixed capital\nleft | here | make | 4 | 20\n"
                    "right | here | make | 4 | 21",
        "Budgets": "funder | amount\nTreasury | 100",
        "Funding": "funder | projects\nTreasury | *",
        "Cases": cases,
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | annuity",
    } | other))  # fmt: skip


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def matrix(sheet: StudySheet) -> dict[str, tuple[Any, ...]]:
    """Return a matrix by plan, its columns in the order of the cases."""
    return {row[0]: row[1:] for row in sheet.rows}


def test_regrets_by_hand(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    told = run("regret", write(tmp_path / "in.xlsx", sheets()), "-o", target)
    # base builds the left for 20, more both for 41, nothing builds nothing; their costs are 32, 65 and 0
    regrets = {"base": (0, 432 - 65, 20), "more": (53 - 32, 0, 41), "nothing": (400 - 32, 800 - 65, 0)}
    assert told["regret"]["cases"] == ["base", "more", "nothing"]
    for name, row in zip(regrets, told["regret"]["regret"], strict=True):
        assert [cell["best"] for cell in row] == pytest.approx(list(regrets[name]))
        assert all(cell["low"] <= cell["best"] + 1e-6 and cell["best"] <= cell["high"] + 1e-6 for cell in row)
    assert told["regret"]["least worst regret"] == "more"
    study = read_study(target)
    found = matrix(study.sheet("Regret"))
    assert list(found) == ["more", "base", "nothing"]
    assert found["more"] == pytest.approx((21, 0, 41, 41, 62 / 3, (53 + 65 + 41) / 3))
    assert matrix(study.sheet("Cost when operated"))["base"] == pytest.approx((32, 432, 20))
    assert matrix(study.sheet("Cost when operated"))["the case's own best"] == pytest.approx((32, 65, 0))
    assert matrix(study.sheet("Shortage when operated"))["nothing"] == pytest.approx((4, 8, 0))
    assert "investments for more have the least worst regret: 41 " in study.sentences[0]
    assert "No project is started in every case's plan." in study.sentences


def test_a_plan_that_cannot_be_operated(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    told = run("regret", write(tmp_path / "in.xlsx", sheets(LIMITS)), "-o", target)
    regret = dict(zip(told["regret"]["cases"], told["regret"]["regret"], strict=True))
    assert regret["more"][2:] == [None, None]
    assert told["regret"]["least worst regret"] == "base"
    study = read_study(target)
    assert matrix(study.sheet("Regret"))["more"][2:] == ("cannot",) * 5
    why = {row[1]: row[-1] for row in study.sheet("Every pair").rows if row[0] == "more"}
    assert why["poor"] == "cannot: not kept: budget of Treasury in now"
    assert why["no right"] == "cannot: a start of right in now is not offered"
    assert any("for more cannot be operated in poor, no right" in each for each in study.sentences)


def test_no_plan_can_be_operated_everywhere(tmp_path: Path) -> None:
    cases = """case | sheet | row | column | change
        locked | Projects | right | decision | must
        strict | Demand | home / goods | required | 1
        strict | Demand | home / goods | amount | 8"""
    target = tmp_path / "out.xlsx"
    limited = "group | at most\none | 1"
    projects = ("project | place | adds | block | fixed capital | group\nleft | here | make | 4 | 20 | one\n"
                "right | here | make | 4 | 21 | one\nlarge | here | make | 8 | 60 |")  # fmt: skip
    path = write(tmp_path / "in.xlsx", sheets(cases, Projects=projects, Groups=limited))
    told = run("regret", path, "-o", target)
    assert told["regret"]["least worst regret"] is None
    study = read_study(target)
    why = {row[:2]: row[-1] for row in study.sheet("Every pair").rows}
    assert why["base", "locked"] == "cannot: not kept: decision must: right"
    assert why["base", "strict"] == "cannot: not kept: required share of goods at home in now"
    assert study.sentences[0].startswith("No plan's investments can be operated in every case")


def test_the_core_and_identical_cases(tmp_path: Path) -> None:
    same = "case | sheet | row | column | change\nsame | Demand | home / goods | amount | 4"
    told = run("regret", write(tmp_path / "in.xlsx", sheets(same)), "-o", tmp_path / "out.xlsx")
    assert all(cell["high"] == pytest.approx(0, abs=1e-6) for row in told["regret"]["regret"] for cell in row)
    study = read_study(tmp_path / "out.xlsx")
    assert study.sheet("Core").rows == (("left", "yes, same periods", 4.0, "now", "now"),)
    assert "the best in every case" in study.sentences[0]


def test_core_lines() -> None:
    one = (("a", "1", 1.0, 5.0), ("b", "1", 2.0, 4.0))
    two = (("a", "1", 1.0, 3.0), ("b", "2", 2.0, 4.0), ("c", "1", 1.0, None))
    lines = core_of([one, two])
    assert [(line.project, line.is_core, line.is_same, line.sizes) for line in lines] == [
        ("a", True, True, (5.0, 3.0)), ("b", True, False, (4.0, 4.0)), ("c", False, False, (0.0, 1.0)),
    ]  # fmt: skip
    assert lines[1].starts == ("1 (2)", "2 (2)")


def test_all_cases_plans_compares_and_does_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = write(tmp_path / "in.xlsx", sheets()), tmp_path / "plans"
    told = run("solve", path, "--all-cases", "-o", folder)
    assert [(each["case"], each["objective"], each["there already"]) for each in told["cases"]] == [
        ("base", pytest.approx(32), False), ("more", pytest.approx(65), False), ("nothing", pytest.approx(0), False),
    ]  # fmt: skip
    names = {each.name for each in folder.glob("*.xlsx")}
    assert names == {f"in-{each}.xlsx" for each in ("base", "more", "nothing", "cases")}
    assert read_run(folder / "in-more.xlsx")["case"] == "more"
    names = {sheet.name for sheet in read_study(folder / "in-cases.xlsx").sheets}
    assert {"Regret", "Cases", "Investments", "Core"} <= names
    solved: list[str] = []
    monkeypatch.setattr("planner.studies.cases.plans.plan_to_file", lambda book, *_, **__: solved.append(book.case))
    monkeypatch.setattr(
        "planner.studies.regret.operations.compiled_case_of", lambda *_: pytest.fail("it was operated before")
    )
    again = run("solve", path, "--all-cases", "-o", folder)
    assert not solved
    assert all(each["there already"] for each in again["cases"])
    assert again["regret"] == told["regret"]


def test_a_plan_is_made_again_where_it_could_be_better(tmp_path: Path) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "out.xlsx"
    run("regret", path, "-o", target)
    (tmp_path / "out-nothing.xlsx").unlink()
    (tmp_path / "out-more.xlsx").write_bytes((tmp_path / "out-base.xlsx").read_bytes())
    again = run("regret", path, "-o", target)
    assert {each["case"]: each["there already"] for each in again["cases"]} == {
        "base": True, "more": False, "nothing": False,
    }  # fmt: skip


def test_when_a_plan_is_kept(tmp_path: Path) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "in-base.xlsx"
    run("solve", path, "-o", target)
    book = read(path)
    kept = kept_plan(target, book, {})
    assert kept is not None
    assert kept.is_kept
    assert kept.objective == pytest.approx(32)
    assert kept_plan(target, book, {"gap": 0.1}) is not None, "a better plan than asked is kept"
    assert kept_plan(target, read(path, "more"), {}) is None, "another case"
    assert kept_plan(tmp_path / "none.xlsx", book, {}) is None
    assert kept_plan(path, book, {}) is None, "no plan"
    write(path, sheets(Demand="market | material | amount | shortage cost\nhome | goods | 4 | 101"))
    assert kept_plan(target, read(path), {}) is None, "another input"


@pytest.mark.parametrize(("fact", "value"), [
    ("program", "another"), ("bound", 9.0), ("status", "interrupted"), ("highspy", "0"),
])  # fmt: skip
def test_what_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fact: str, value: object) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "in-base.xlsx"
    book = read(path)
    target.touch()
    facts = {"input sha256": book.sha256, "case": "base", "status": "proven", "objective": 10.0, "bound": 10.0,
             "stopped": "gap closed"}  # fmt: skip
    monkeypatch.setattr("planner.studies.cases.plans.read_run", lambda _: facts | versions())
    assert kept_plan(target, book, {}) is not None
    monkeypatch.setattr("planner.studies.cases.plans.read_run", lambda _: facts | versions() | {fact: value})
    assert kept_plan(target, book, {}) is None


def test_a_plan_that_had_as_much_time_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, target = read(write(tmp_path / "in.xlsx", sheets())), tmp_path / "in-base.xlsx"
    target.touch()
    facts = {"input sha256": book.sha256, "case": "base", "status": "not proven", "stopped": "time limit", "gap": 0.2,
             "time limit": 60.0}  # fmt: skip
    monkeypatch.setattr("planner.studies.cases.plans.read_run", lambda _: facts | versions())
    assert kept_plan(target, book, {"time_limit": 60.0}) is not None
    assert kept_plan(target, book, {"time_limit": 61.0}) is None


def test_an_interrupt_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "out.xlsx"

    def interrupted(book: Book, *arguments: Any, **options: Any) -> Any:
        if book.case == "more":
            raise KeyboardInterrupt
        return plan_to_file(book, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr("planner.studies.cases.plans.plan_to_file", interrupted)
        result = CliRunner().invoke(main, ["regret", str(path), "-o", str(target), "--processes", "1"])
    assert result.exit_code == 130
    assert "the study is not written; plans that were finished are, and the same command goes on" in result.stderr
    assert [each.name for each in tmp_path.glob("out*")] == ["out-base.xlsx"]
    told = run("regret", path, "-o", target)
    assert [each["there already"] for each in told["cases"]] == [True, False, False]


@pytest.mark.parametrize(("where", "words"), [
    ("solve_cases", "the study is not written, and no plan was finished meanwhile"),
    ("regret_of", "the study is not written; plans that were finished are, and the same command goes on from them"),
], ids=["in the first plan", "once all plans are written"])  # fmt: skip
def test_an_interrupt_says_what_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, words: str
) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    written = [SimpleNamespace(case=case) for case in ("base", "more")]
    instead = {"solve_cases": lambda *_: iter(()), "load_plans": lambda _: written, where: interrupted}
    for name, function in instead.items():
        monkeypatch.setattr(f"planner.studies.cases.study.{name}", function)
    path, target = write(tmp_path / "in.xlsx", sheets()), tmp_path / "out.xlsx"
    result = CliRunner().invoke(main, ["regret", str(path), "-o", str(target), "--processes", "1"])
    assert result.exit_code == 130
    assert f"interrupted: {words}" in result.stderr


def test_infeasible_cases_do_not_stop_the_others(tmp_path: Path) -> None:
    cases = THREE + "\n    tight | Demand | home / goods | required | 1\n    tight | Budgets | Treasury | amount | 0"
    path, target = write(tmp_path / "in.xlsx", sheets(cases)), tmp_path / "out.xlsx"
    told = run("solve", path, "--all-cases", "-o", target, code=3)
    assert [each["status"] for each in told["cases"]] == ["proven", "proven", "proven", "infeasible"]
    assert "Cases!E4" in told["cases"][3]["message"], "the cell that holds it is the case's own"
    assert told["regret"]["cases"] == ["base", "more", "nothing"]
    assert (tmp_path / "out-more.xlsx").is_file()
    assert not (tmp_path / "out-tight.xlsx").exists()
    study = read_study(target)
    assert study.sheet("Cases").rows[3][:2] == ("tight", "infeasible")
    means = [field.doc for field in study.sheet("Regret").fields if field.name.startswith("mean ")]
    assert means == ["every case that has a plan counting the same"] * 2, "that of tight counts nowhere"
    assert any(each.startswith("tight: infeasible.") for each in study.sentences)
    again = run("solve", path, "--all-cases", "-o", target, code=3)
    assert all(each["there already"] for each in again["cases"]), "that it is infeasible is kept too"


@pytest.mark.parametrize(("cases", "more", "words"), [
    ("case | sheet | row | column | change", [], "has no case"),
    (THREE, ["--case", "more"], "--case cannot be given"),
    (THREE + "\n    more | Settings | money unit | value | thousand", [], "(million USD; thousand USD), which do not"),
])  # fmt: skip
def test_what_cannot_be_asked(tmp_path: Path, cases: str, more: list[str], words: str) -> None:
    path = write(tmp_path / "in.xlsx", sheets(cases))
    result = CliRunner().invoke(main, ["solve", str(path), "--all-cases", "-o", str(tmp_path / "out.xlsx"), *more])
    assert result.exit_code == 2
    assert words in result.stderr


def test_names_of_files(tmp_path: Path) -> None:
    found = paths_of(["base", "A/B: x", "a_b_ x", "..", "Größe"], tmp_path, "in")
    assert [each.name for each in found.values()] == [
        "in-base.xlsx", "in-A_B_ x.xlsx", "in-a_b_ x (2).xlsx", "in-case.xlsx", "in-Größe.xlsx",
    ]  # fmt: skip


def test_a_study_of_a_case_is_called_after_it(tmp_path: Path) -> None:
    writes, path = Outputs(), tmp_path / "in.xlsx"
    assert places_of(path, tmp_path, writes, "playbook", "A/B") == (
        tmp_path / "in-A_B-playbook.xlsx", tmp_path, "in-A_B",
    )  # fmt: skip
    assert places_of(path, tmp_path, writes, "playbook")[0].name == "in-playbook.xlsx"
    assert places_of(path, tmp_path / "out.xlsx", writes, "playbook", "A/B")[0].name == "out.xlsx"


@pytest.mark.parametrize(("planned", "name"), [
    (planned_and_written, "in-more-playbook.xlsx"), (coalitions_planned, "in-more-shares.xlsx"),
])  # fmt: skip
def test_studies_of_two_cases_take_two_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planned: Any, name: str
) -> None:
    def begun(_: Path, options: StudyOptions, __: str) -> NoReturn:
        raise FileError(str(options.target))

    monkeypatch.setattr(sys.modules[planned.__module__], "session_of", begun)
    with pytest.raises(FileError) as told:
        planned(tmp_path / "in.xlsx", StudyOptions(tmp_path, case="more"))
    assert Path(str(told.value)) == tmp_path / name


class Told:
    """Runs nothing: gives each operation of a plan in a case a cost that is told."""

    def __init__(self, costs: dict[str, float], bound: float = 90.0) -> None:
        self.costs, self.bound = costs, bound

    def submit(self, task: Task) -> None:
        assert task.name in self.costs

    def done(self) -> Iterator[tuple[Task[Operation], Operation]]:
        for name, cost in self.costs.items():
            found = Operation(cost, self.bound, "", 0.0, 1.0)
            yield Task(name, operate, (), "", Operation), found


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e9])
@pytest.mark.parametrize(("more", "regret"), [(1e-8, 0.0), (1e-3, 1e-3)])
def test_what_is_arithmetic_is_no_regret(tmp_path: Path, more: float, regret: float, unit: float) -> None:
    book = read(write(tmp_path / "in.xlsx", sheets()), "base")
    starts = pd.DataFrame({"project": ["left"], "start": ["1"], "blocks": [1.0], "size": [4.0], "decision": ["build"]})
    plans = [
        SimpleNamespace(label=name, case=name, objective=(100 + more) * unit, bound=90.0 * unit,
                        plan=SimpleNamespace(book=book, tables={"Investments": starts}))
        for name in ("one", "other")
    ]  # fmt: skip
    costs = {f"the plan for {plan} in {case}": 100 * unit for plan in ("one", "other") for case in ("one", "other")}
    costs["the plan for one in other"] += more * unit
    options = Options(gap=0.0)
    names = ("one", "other")
    found: Any = regret_of(cast("Any", plans), dict.fromkeys(names, book), dict.fromkeys(names, options),
                           cast("Any", Told(costs, 90 * unit)))  # fmt: skip
    cell = found.cells[0][1]
    assert cell.regret.best / unit == pytest.approx(regret, abs=1e-10)
    assert cell.regret.low <= cell.regret.best
    assert cell.is_within
