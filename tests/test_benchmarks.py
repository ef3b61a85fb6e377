"""The benchmarks measure what they say: their cases are the same every time, and raw arrays are the same model."""

from __future__ import annotations

import importlib.util
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from samples import few

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import branches
import mpisppy_peer
import raw
import raw_arrays
import second_models
import side_by_side
import stages
import tactics
from benchmark_cases import SIZES, case, problem_of
from workbooks import plan, write

from planner.planning.modelled import cutters_of
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options, Tactics
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk


@pytest.fixture(scope="module")
def problem() -> Any:
    return problem_of("XS")


@pytest.fixture(scope="module")
def program(problem: Any) -> LinearProgram:
    return compile_model(trunk(problem))


def test_the_same_seed_gives_the_same_case_and_another_seed_another() -> None:
    assert case(SIZES["S"], 1, 3) == case(SIZES["S"], 1, 3)
    assert case(SIZES["S"], 1)["Plants"] != case(SIZES["S"], 2)["Plants"]


def test_some_lanes_are_limited_where_the_size_says_so() -> None:
    shares = {
        name: sum("maximum" in lane for lane in lanes) / len(lanes)
        for name in ("S", "R")
        for lanes in [case(SIZES[name], 1)["Lanes"]]
    }
    assert shares["S"] == pytest.approx(0.3, abs=0.05)
    assert shares["R"] == 0


def test_a_generated_case_is_solved_and_every_check_passes(tmp_path: Path) -> None:
    found = plan(tmp_path / "generated.xlsx", case(SIZES["XS"], 1), gap=0.05)
    assert found.run["status"] == "proven"
    assert set(found.tables["Checks"]["pass"]) == {"yes"}
    assert len(found.tables["Investments"])


def test_raw_arrays_are_the_model_of_the_planner(problem: Any, program: LinearProgram) -> None:
    direct = raw.Raw(problem).program()
    assert raw_arrays.differences(program, direct) == []
    assert raw_arrays.linear_optimum(direct) == pytest.approx(raw_arrays.linear_optimum(program), rel=1e-9)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("cost", "costs"),
        ("upper", "upper limits"),
        ("row_lower", "lower limits of rows"),
        ("row_upper", "upper limits of rows"),
    ],
)
def test_one_number_that_differs_is_told(problem: Any, program: LinearProgram, part: str, words: str) -> None:
    direct = raw.Raw(problem).program()
    changed = getattr(direct, part).copy()
    changed[np.flatnonzero(np.isfinite(changed))[-1]] += 1.0
    assert raw_arrays.differences(program, replace(direct, **{part: changed})) == [words]


def test_raw_refuses_what_it_does_not_know(problem: Any) -> None:
    required = replace(problem.demands[0], required=tuple(0.5 for _ in problem.times))
    with pytest.raises(ValueError, match="more than the generated cases"):
        raw.Raw(replace(problem, demands=(required, *problem.demands[1:])))


@pytest.mark.parametrize(("size", "least", "most"), few(1, [("S", 18_000, 30_000), ("M", 190_000, 210_000)]))
def test_the_sizes_of_the_benchmark_have_about_the_variables_that_they_say(size: str, least: int, most: int) -> None:
    assert least <= raw.Raw(problem_of(size)).columns.count <= most


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a folder with a case for all peers, and what the planner makes of it."""
    folder = tmp_path_factory.mktemp("peers")
    side_by_side.prepare("XS", folder)
    return folder, side_by_side.one("planner", folder, True, False)


@pytest.mark.parametrize("path", ["linopy", "linopy dense", "pyomo contrib", "pyomo appsi", "mps"])
def test_every_peer_builds_the_same_model(path: str, generated: tuple[Path, dict[str, Any]]) -> None:
    if side_by_side.missing(path):
        pytest.skip("linopy is not installed: pip install -e .[benchmarks]")
    folder, ours = generated
    found = side_by_side.one(path, folder, True, False)
    assert (found["rows"], found["nonzeros"]) == (ours["rows"], ours["nonzeros"])
    assert ours["columns"] - found["columns"] == 2  # the model's constants 0 and 1
    assert found["optimum"] == pytest.approx(ours["optimum"], rel=1e-6)


def test_the_paths_take_turns_and_stand_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    found = side_by_side.compare("XS", ["planner", "raw arrays"], 1, [], 60.0)
    side_by_side.report("XS", found)
    shown = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in shown[-2:]] == ["planner", "raw arrays"]
    assert shown[-2].split("|")[6].strip() == "1.00"
    assert float(shown[-1].split("|")[6]) < 1


def test_every_stage_is_measured(tmp_path: Path) -> None:
    path = write(tmp_path / "generated.xlsx", case(SIZES["XS"], 1))
    found = stages.measure(path, is_solved=True, is_generated=True, options={"time_limit": 60.0})
    assert min(found[stage] for stage in (*stages.STAGES, "raw", "ratio")) > 0
    assert found["columns"] == 2582
    assert found["peak MB"] > 50


def test_a_median_is_of_all_runs(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [dict.fromkeys(stages.STAGES, seconds) | {"peak MB": 1.0, "columns": 2, "rows": 3, "nonzeros": 4}
            for seconds in (1.0, 2.0, 6.0)]  # fmt: skip
    stages.report("three", runs)
    shown = capsys.readouterr().out
    assert "| read | 2.00 |" in shown
    assert f"| all but the solve | {2.0 * (len(stages.STAGES) - 1):.2f} |" in shown


@pytest.fixture(scope="module")
def solved_with_branches(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    path = write(tmp_path_factory.mktemp("branches") / "three.xlsx", case(SIZES["XS"], 1, 3))
    return path, {form: branches.found_by(form, path, 300.0) for form in ("cuts", "extensive")}


def test_branches_by_cuts_cost_what_they_cost_in_one_model(solved_with_branches: Any) -> None:
    _, found = solved_with_branches
    assert {of["status"] for of in found.values()} == {"proven"}
    assert found["cuts"]["objective"] == pytest.approx(found["extensive"]["objective"], rel=branches.GAP)
    assert found["cuts"]["processor"] > 0


def test_the_peers_scenarios_cost_what_the_plan_does(solved_with_branches: Any) -> None:
    """Their first stage is the planner's own plan, and each scenario is solved at it alone."""
    path, _ = solved_with_branches
    scenarios, problem = mpisppy_peer.scenarios_of(path), assemble(read(path))
    model = trunk(problem)
    program = compile_model(model)
    cutters, started = cutters_of(model, program, Options(gap=0.0))
    plan, _ = CuttingPlanes(started, Options(gap=0.0), cutters).run()
    assert plan.values is not None
    own = [program.columns.place(each[b]) for each in (model.recourse, model.extra) for b in each]
    first = np.delete(plan.values, own)
    assert scenarios.cost(first) == pytest.approx(plan.objective, rel=1e-5)


def test_mpi_sppy_solves_the_same_branches(solved_with_branches: Any) -> None:
    if importlib.util.find_spec("mpisppy") is None:
        pytest.skip("mpi-sppy is not installed: pip install -e .[benchmarks]")
    path, found = solved_with_branches
    peer = branches.found_by("mpi-sppy", path, 300.0)
    assert peer["status"] == "proven"
    assert peer["bound"] <= found["extensive"]["objective"] * (1 + 1e-6)
    assert peer["objective"] == pytest.approx(found["extensive"]["objective"], rel=branches.GAP)


def test_no_tactic_changes_what_is_found_but_for_the_gap() -> None:
    problem, options = tactics.problem_of(None, "XS", 3), Options(gap=0.001, threads=1)
    found = {name: tactics.run(problem, replace(options, tactics=replace(Tactics(), **changed)))
             for name, changed in tactics.TACTICS.items()}  # fmt: skip
    best = min(one["objective"] for one in found.values())
    for name, one in found.items():
        assert one["objective"] <= best * 1.001 + 1e-6, name
        assert one["bound"] <= best + 1e-6, name
        assert one["judged"] > 0, name
    assert found["as shipped"]["first"] is not None


@pytest.mark.parametrize("kind", few(2, sorted(second_models.KINDS)))
def test_a_random_workbook_in_other_units_ends_as_its_second_model_says(tmp_path: Path, kind: str) -> None:
    assert second_models.outcome(second_models.KINDS[kind], 3, tmp_path / "in.xlsx", (2, -3)) == "same"


def test_what_a_second_model_says_otherwise_is_told(tmp_path: Path) -> None:
    kind = second_models.KINDS["repacked"]
    dearer = replace(kind, least=lambda sheets: kind.least(sheets) + 0.01)
    impossible = replace(kind, least=lambda _: math.inf)
    for other in (dearer, impossible):
        assert second_models.outcome(other, 3, tmp_path / "in.xlsx").startswith("differs: ")
