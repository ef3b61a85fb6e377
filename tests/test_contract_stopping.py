"""How a solve stops: at the time limit, at Ctrl-C, and with which exit code. The instance is too hard to prove."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from workbooks import Sheets, plan, settings, write

from planner import interrupts
from planner.cli import main
from planner.errors import NoPlanError
from planner.infeasibility.planned import plan_book
from planner.interrupts import finishing, hearing_again
from planner.planning.modelled import model_of
from planner.planning.pipeline import Stages, seconds_to_solve, why_stopped
from planner.planning.workbooks import read_checked
from planner.solving import ways
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import MOST_SOLVES, CuttingPlanes
from planner.solving.outcome import Answer, Options
from planner.solving.solve import solve
from planner.solving.warm_program import LONG, WarmProgram
from planner.statuses import Status
from planner.wording.key_figures import status_words
from planner.workbook.assemble.problem import assemble

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solving.compile import LinearProgram


def hard(markets: int = 40) -> Sheets:
    """Return a fixed-charge transport problem: every lane costs something to use at all, and no mine serves all."""
    chance = random.Random(1)
    mines = [f"mine {n}" for n in range(15)]
    towns = [f"town {n}" for n in range(markets)]
    return {
        "Settings": settings(discount_rate=0, gap=0, threads=1),
        "Periods": [{"period": "now"}],
        "Sites": [{"site": name} for name in (*mines, *towns)],
        "Materials": [{"material": "goods", "surplus": "none"}],
        "Suppliers": [{"supplier": "state", "site": name, "material": "goods", "price": chance.uniform(1, 2),
                       "maximum": chance.uniform(6, 9) * markets / 3} for name in mines],
        "Lanes": [{"from": mine, "to": town, "cost": chance.uniform(1, 3), "fixed cost": chance.uniform(50, 150)}
                  for mine in mines for town in towns],
        "Demand": [{"market": name, "material": "goods", "amount": chance.uniform(20, 40), "shortage cost": 100}
                   for name in towns],
    }  # fmt: skip


def test_the_time_limit_leaves_the_best_plan_with_its_gap_and_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast the machine is: nothing is left of the time once a dive has found the first plan."""
    given = []

    def late(program: LinearProgram, options: Options, *others: Any) -> Answer:
        given.append(options.time_limit)
        return solve(program, replace(options, time_limit=0.0), *others)

    monkeypatch.setattr(ways, "solve", late)
    run = plan(tmp_path / "in.xlsx", hard(6), time_limit=300).run
    assert 150 < given[0] < 300
    assert run["stopped"] == "time limit"
    assert 0 < run["bound"] < run["objective"]
    assert run["gap"] == pytest.approx((run["objective"] - run["bound"]) / run["objective"])


def test_the_time_limit_is_of_the_whole_command(tmp_path: Path) -> None:
    """What reading took is gone when the solver begins, and what comes after it is kept: by measure, half at most."""
    stages = Stages(seconds={"read and check": 1.0, "build": 2.0, "hand-over": 2.0}, began=time.perf_counter() - 5)
    assert seconds_to_solve(Options(time_limit=100), stages, 0) == pytest.approx(100 - 5 - 2.5 * 5, abs=0.5)
    assert seconds_to_solve(Options(time_limit=100), stages, 10) == pytest.approx(95 - 12.5 - 0.45 * 4 * 10, abs=0.5)
    assert seconds_to_solve(Options(time_limit=100), stages, 100) == pytest.approx(95 - 50, abs=0.5)
    assert seconds_to_solve(Options(time_limit=4), stages, 100) == 0.0
    book = read_checked(write(tmp_path / "in.xlsx", hard()), "base")[0]
    with pytest.raises(NoPlanError, match="no plan was found within 20 seconds"):
        plan_book(book, stages=Stages(began=time.perf_counter() - 20), time_limit=20)


@pytest.mark.parametrize(("limit", "more"), [(0.0, 2.0), (2.0, 2.0), (40.0, 20.0), (600.0, 60.0)])
def test_making_a_plan_exact_takes_half_of_the_time_beyond_it_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: float, more: float
) -> None:
    """All of it together: what one plan took, the next does not have."""
    book = read_checked(write(tmp_path / "in.xlsx", hard(2)), "base")[0]
    planes = CuttingPlanes(compile_model(model_of(book, assemble(book))), Options(time_limit=limit))
    given: list[float] = []
    run = WarmProgram.run
    monkeypatch.setattr(WarmProgram, "run", lambda self, seconds: given.append(seconds) or run(self, seconds))
    polished = partial(planes._growing.polished, np.zeros(len(planes.program.cost)))
    polished()
    assert given[0] == pytest.approx(limit + more, abs=1.0)
    planes._deadline._ends -= limit + more + 1
    given.clear()
    polished()
    assert given[0] == 0.0


def test_a_signal_amid_a_linear_programme_leaves_its_solver_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The solver asks Python whether to stop: what a Ctrl-C raised went through it, and was taken for a failure."""
    program = compile_model(
        model_of(book := read_checked(write(tmp_path / "in.xlsx", hard(80)), "base")[0], assemble(book))
    )
    assert len(program.cost) >= LONG
    asked: list[bool] = []

    def is_asked() -> bool:
        asked.append(True)
        if len(asked) == 5:
            signal.raise_signal(signal.SIGINT)
        return interrupts.is_stop_asked()

    monkeypatch.setattr("planner.solving.solve.is_stop_asked", is_asked)
    with interrupts.watching(lambda: None, lambda: None):
        warm = WarmProgram(program, Options())
        with pytest.raises(KeyboardInterrupt):
            warm.run(60.0)
        found = warm.run(60.0)
    assert found.objective == pytest.approx(WarmProgram(program, Options()).run(60.0).objective)


def test_no_plan_in_the_time_limit_is_exit_4(tmp_path: Path) -> None:
    """In a millionth of a second nothing is found."""
    source = write(tmp_path / "in.xlsx", hard())
    result = CliRunner().invoke(
        main, ["solve", str(source), "-o", str(tmp_path / "out.xlsx"), "--time-limit", "1e-6", "--json"]
    )
    assert result.exit_code == NoPlanError.exit_code == 4
    found = json.loads(result.stdout)
    assert (found["status"], found["path"]) == ("no plan found", None)
    assert not (tmp_path / "out.xlsx").exists()


# Presses Ctrl-C when the first plan is found.
PRESSED = """
import os, signal, sys
from planner.cli import main
from planner.planning.progress import Progress

presses = []
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it

def update(self, seconds, incumbent, bound, gap):
    if incumbent is not None and not presses:
        presses.append(seconds)
        os.kill(os.getpid(), signal.SIGINT)

Progress.update = update
main()
"""


def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    """Exit code 130, one JSON object alone on standard output, and a plan that the verification accepts."""
    source, target = write(tmp_path / "in.xlsx", hard()), tmp_path / "out.xlsx"
    words = [sys.executable, "-c", PRESSED, "solve", str(source), "-o", str(target), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 130, done.stderr
    found = json.loads(done.stdout)
    assert (found["status"], found["path"]) == ("interrupted", str(target))
    assert found["bound"] < found["objective"]
    verified = CliRunner().invoke(main, ["verify", str(source), str(target)])
    assert verified.exit_code == 0, verified.output


def test_ctrl_c_while_a_plan_is_made_exact_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan that the solver had found is kept as it is, with its tolerances: so it is not told as proven."""

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("planner.solving.first_plan.FirstPlan.plan", lambda _, bound: (None, bound))
    monkeypatch.setattr("planner.solving.growing.GrowingProgram.polished", pressed)
    found = plan(tmp_path / "in.xlsx", hard(4))
    assert (found.run["status"], found.run["values"]) == ("interrupted", "within the solver's tolerances only")
    assert (found.tables["Checks"]["pass"] == "yes").all()


def test_a_further_ctrl_c_waits_until_the_plan_is_written() -> None:
    before = signal.getsignal(signal.SIGINT)
    with finishing():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_what_takes_long_amid_that_hears_a_ctrl_c_again_and_only_there() -> None:
    heard = []
    with finishing():
        with contextlib.suppress(KeyboardInterrupt), hearing_again():
            assert not interrupts._finishing
            signal.raise_signal(signal.SIGINT)
            heard.append("it went on")
        assert interrupts._finishing
        signal.raise_signal(signal.SIGINT)
        heard.append("passed over")
    assert heard == ["passed over"]


def test_a_ctrl_c_while_what_is_beside_the_plan_is_waited_for_costs_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it is not heard")

    monkeypatch.setattr("planner.planning.baseline.solve.BaselineSolve.run", pressed)
    found = plan_book(read_checked(write(tmp_path / "in.xlsx", hard(4)), "base")[0], told_beside=True)
    assert (found.run["status"], found.run["baseline"]) == ("proven", "not found, since it was interrupted")
    assert "settled" not in found.tables["Investments"]
    assert (found.tables["Checks"]["pass"] == "yes").all()


@dataclass
class Stopped:
    """What a status is told from, of the rounds that stopped."""

    solves: int = 1
    is_stuck: bool = False
    has_failed: bool = False


@pytest.mark.parametrize(("stopped", "answer", "why"), [
    (Stopped(MOST_SOLVES), Answer(Status.PROVEN, 1.0), "gap closed"),
    (Stopped(MOST_SOLVES), Answer(Status.NOT_PROVEN, 1.0, interrupted=True), "interrupted"),
    (Stopped(MOST_SOLVES), Answer(Status.NOT_PROVEN, 1.0), "most rounds"),
    (Stopped(MOST_SOLVES - 1), Answer(Status.NOT_PROVEN, 1.0), "time limit"),
    (Stopped(1, is_stuck=True), Answer(Status.NOT_PROVEN, 1.0), "tolerances"),
    (Stopped(1, has_failed=True), Answer(Status.NOT_PROVEN, 1.0), "failed"),
])  # fmt: skip
def test_the_status_says_why_a_solve_stopped(stopped: Any, answer: Answer, why: str) -> None:
    assert why_stopped(stopped, answer) == why


def test_a_plan_that_was_there_before_the_solver_failed_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for search in ("solve", "searched"):  # of a small model and of a large one
        monkeypatch.setattr(ways, search, lambda *_: Answer(Status.FAILED, 0.1, message="Solve error"))
    found = plan(tmp_path / "in.xlsx", hard())
    assert found.run["stopped"] == "failed"
    assert found.run["gap"] > 0
    assert "before the solver failed" in status_words(found.run)
