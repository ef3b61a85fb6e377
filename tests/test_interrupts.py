"""Ctrl-C and SIGTERM, with real signals: the best plan is on disk at once, and judged and audited only after that."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from samples import few
from test_contract_stopping import hard
from workbooks import write

from planner.cli import main
from planner.interrupts import PATIENCE
from planner.litter import SIGN
from planner.planning.preliminary import GRACE
from planner.reports.loading.plan import read_plan, read_run
from planner.wording.key_figures import status_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
AT_ONCE = 2.0  # seconds, on a machine of one's own
# What goes before the command in a process of its own; `busy` is deaf to signals, as the solver is, without its work:
# a lock of the C library that is taken twice is waited for whatever signal comes.
BEGIN = """
import ctypes, os, signal, sys
from planner.cli import main
from planner.solving import cutting_planes, ways
from planner.solving.first_plan import FirstPlan
from planner.solving.growing import GrowingProgram
from planner.planning import pipeline as solve
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it

def busy(*_, **__):
    os.write(2, b"here\\n")
    lock, library = ctypes.create_string_buffer(128), ctypes.CDLL(None)
    library.pthread_mutex_lock(lock)
    library.pthread_mutex_lock(lock)
    raise SystemExit("the solver was waited for")
"""
WHEN = {
    "found": """
from planner.planning.preliminary import Preliminary
found = Preliminary.found
def heard(self, values, cost, is_exact):
    found(self, values, cost, is_exact)
    if not is_exact:
        os.write(2, b"here\\n")
Preliminary.found = heard
FirstPlan.plan = lambda _, bound: (None, bound)
""",
    "deaf": """
FirstPlan.plan = lambda _, bound: (None, bound)
cutting_planes.MOST_SOLVES = 1
GrowingProgram.polished = busy
""",
    "audit": """
solve.audit = busy
""",
    "nothing": """
ways.solve = ways.searched = busy
FirstPlan.plan = lambda _, bound: (None, bound)
""",
    "writing": """
import time
from planner.planning import preliminary
write_plan = preliminary.write_plan
def slowly(plan, place):
    os.write(2, b"here\\n")
    time.sleep(1)
    write_plan(plan, place)
preliminary.write_plan = slowly
""",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("hard") / "in.xlsx", hard())


@pytest.fixture(scope="module")
def former(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("former") / "former.xlsx"
    made = CliRunner().invoke(main, ["solve", str(source), "-o", str(target), "--gap", "0.5"])
    assert made.exit_code == 0, made.output
    return target


@contextmanager
def solving(
    source: Path, target: Path, when: str, *options: str, command: str = "solve"
) -> Iterator[subprocess.Popen[str]]:
    """Have a process that solves, and has come to the point at which it is to be interrupted."""
    words = [sys.executable, "-c", f"{BEGIN}{WHEN[when]}\nmain()", command, str(source), "-o", str(target), "--json"]
    started = subprocess.Popen([*words, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert started.stderr is not None
        while started.stderr.readline() != "here\n":
            assert started.poll() is None
        time.sleep(0.5)  # until it is deaf
        yield started
    finally:
        started.kill()
        started.communicate()


def crowding() -> float:
    """Return how many times longer than on a machine of its own a process takes here just now."""
    began, used = time.monotonic(), time.process_time()
    while time.process_time() - used < 0.1:
        pass
    return max(1.0, (time.monotonic() - began) / 0.1)


def seconds_until_there(target: Path) -> float:
    began = time.monotonic()
    while not target.exists():
        assert time.monotonic() - began < 60
        time.sleep(0.01)
    return time.monotonic() - began


def unverified(target: Path) -> None:
    """Say that a file is a plan that tells of itself that it is not verified, and the only one there."""
    run, tables = read_run(target), read_plan(target)[0]
    assert run["status"] == "interrupted"
    assert "before it was interrupted, not yet verified" in status_words(run)
    assert list(tables["Checks"]["pass"]) == ["NO"]
    assert [path for path in target.parent.iterdir() if SIGN in path.name or path.name.startswith("out.")] == [target]


@pytest.mark.parametrize("number", few(1, [signal.SIGINT, signal.SIGTERM]))  # what follows has both too
def test_the_best_plan_is_judged_and_audited_after_it_was_written(
    source: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """Exit code 130, one JSON object, a plan that the verification accepts, and no copy of the first kept."""
    target = tmp_path / "out.xlsx"
    with solving(source, target, "found") as process:
        process.send_signal(number)
        assert seconds_until_there(target) < AT_ONCE * crowding()
        told, _ = process.communicate(timeout=60)
    found = json.loads(told)
    assert (process.returncode, found["status"], found["checks passed"]) == (130, "interrupted", True)
    assert found["bound"] < found["objective"]
    run = read_run(target)
    assert (run["objective"], run.get("verified")) == (pytest.approx(found["objective"]), None)
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]
    verified = CliRunner().invoke(main, ["verify", str(source), str(target)])
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize("charge", ["0", "1"])
def test_a_plan_made_anew_is_written_at_once_too(source: Path, former: Path, tmp_path: Path, charge: str) -> None:
    """It is verified after that; what changes are charged is no part of what it costs."""
    target, options = tmp_path / "out.xlsx", ["--change-cost", charge]
    with solving(source, target, "found", "--from", str(former), *options, command="replan") as process:
        process.send_signal(signal.SIGTERM)
        assert seconds_until_there(target) < AT_ONCE * crowding()
        if charge == "0":
            unverified(target)
        told, _ = process.communicate(timeout=60)
    found = json.loads(told)
    assert (process.returncode, found["status"], found["checks passed"]) == (130, "interrupted", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-compared.xlsx", "out.xlsx"]
    verified = CliRunner().invoke(main, ["verify", str(source), str(target)])
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize("when", ["deaf", "audit"])
def test_a_plan_is_written_whatever_the_process_does_and_a_further_signal_ends_it_at_once(
    source: Path, tmp_path: Path, when: str
) -> None:
    target = tmp_path / "out.xlsx"
    options = ["--time-limit", f"{2 * crowding():.1f}"] if when == "deaf" else ["--gap", "0.5"]
    with solving(source, target, when, *options) as process:
        process.send_signal(signal.SIGINT)
        assert seconds_until_there(target) < AT_ONCE * crowding()
        time.sleep(0.3)
        assert process.poll() is None
        began = time.monotonic()
        process.send_signal(signal.SIGTERM if when == "audit" else signal.SIGINT)
        told, words = process.communicate(timeout=60)
        assert time.monotonic() - began < AT_ONCE * crowding()
    found = json.loads(told)
    assert (process.returncode, found["path"], found["checks passed"]) == (130, str(target), False)
    assert f"{target} has the best plan so far, not verified" in words
    unverified(target)


def test_a_plan_that_is_being_written_when_it_is_interrupted_is_not_waited_for_by_itself(
    source: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.xlsx"
    with solving(source, target, "writing", "--gap", "0.5") as process:
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told, words = process.communicate(timeout=100)
        assert time.monotonic() - began < PATIENCE / 2
    assert (process.returncode, json.loads(told)["checks passed"]) == (0, True)
    assert "not verified" not in words
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]


def test_before_there_is_a_plan_nothing_is_written_and_the_process_ends(source: Path, tmp_path: Path) -> None:
    """Also where the solver does not hear."""
    with solving(source, tmp_path / "out.xlsx", "nothing") as process:
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told, words = process.communicate(timeout=60)
        assert time.monotonic() - began < GRACE + AT_ONCE * crowding()
    assert (process.returncode, json.loads(told)["path"]) == (130, None)
    assert "interrupted before there was a plan; nothing was written" in words
    assert list(tmp_path.iterdir()) == []


ENDED_AT_ONCE = """
import multiprocessing, os
from concurrent.futures import ProcessPoolExecutor
from planner.cli import main
from planner.worker import begin

if __name__ == "__main__":
    main.main(["--version"], standalone_mode=False)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin) as workers:
        workers.submit(os.getpid).result()
        os._exit(130)
"""


def test_who_ends_the_program_at_once_is_told_nothing_of_what_its_workers_shared(tmp_path: Path) -> None:
    script = tmp_path / "ended.py"
    script.write_text(ENDED_AT_ONCE, encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (130, "")
