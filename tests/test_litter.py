"""What a killed process leaves is cleared by the next, and nothing of one that lives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner.files import atomic_path
from planner.litter import OF_OTHERS, SIGN, clear, temporary_folder, temporary_name
from planner.outputs import Outputs
from planner.studies.core.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITER = """
import sys, time
from pathlib import Path
from planner.files import atomic_path
from planner.litter import temporary_folder
with temporary_folder() as scratch, atomic_path(Path(sys.argv[1])) as path:
    (scratch / "part").write_text("half")
    path.write_text("half")
    print("half", flush=True)
    time.sleep(60)
"""


@contextmanager
def writing(target: Path, scratch: Path) -> Iterator[subprocess.Popen[str]]:
    """Have a process that is in the midst of writing; it is killed at the latest when this ends."""
    started = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    try:
        assert started.stdout is not None
        assert started.stdout.readline() == "half\n"
        yield started
    finally:
        started.kill()
        started.wait()
        if started.stdout is not None:
            started.stdout.close()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "scratch"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def litter(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir() if SIGN in path.name]


def test_what_a_killed_process_left_is_cleared_and_what_a_living_one_has_is_not(tmp_path: Path, scratch: Path) -> None:
    target = tmp_path / "plan.xlsx"
    with writing(target, scratch) as dead, writing(target, scratch) as living:
        os.kill(dead.pid, signal.SIGKILL)
        dead.wait()
        assert len(litter(tmp_path, scratch)) == 4
        Outputs().file(target)
        with temporary_folder() as own:
            assert own.parent == scratch
        left = litter(tmp_path, scratch)
        assert len(left) == 2
        assert all(f"-{living.pid}-" in name for name in left)
    Outputs().file(target)
    clear(scratch)
    assert litter(tmp_path, scratch) == []


def test_a_process_that_nobody_has_waited_for_is_dead(tmp_path: Path, scratch: Path) -> None:
    with writing(tmp_path / "plan.xlsx", scratch) as dead:
        os.kill(dead.pid, signal.SIGKILL)
        os.waitid(os.P_PID, dead.pid, os.WEXITED | os.WNOWAIT)
        clear(tmp_path)
        assert litter(tmp_path) == []


def test_a_process_of_the_same_number_that_began_at_another_time_is_another(tmp_path: Path) -> None:
    name = temporary_name("plan", ".xlsx")
    whose = name.split("-")
    whose[4] = str(int(whose[4]) + 1)
    for each in (name, "-".join(whose), ".plan.deadbeef.xlsx", "plan.xlsx"):
        (tmp_path / each).write_text("")
    clear(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {name, ".plan.deadbeef.xlsx", "plan.xlsx"}


def test_what_another_machine_left_is_cleared_when_it_is_a_day_old(tmp_path: Path) -> None:
    for name in (f".plan.{SIGN}-0123abcd-1-1-aa.xlsx", f".plan.{SIGN}-0123abcd-1-1-bb.xlsx"):
        (tmp_path / name).write_text("")
    old = time.time() - OF_OTHERS - 60
    os.utime(tmp_path / f".plan.{SIGN}-0123abcd-1-1-aa.xlsx", (old, old))
    clear(tmp_path)
    assert litter(tmp_path) == [f".plan.{SIGN}-0123abcd-1-1-bb.xlsx"]


def test_the_kept_results_of_a_study_are_cleared_too(tmp_path: Path, scratch: Path) -> None:
    store = Store.beside(tmp_path / "study.xlsx")
    store.folder.mkdir()
    with writing(store.folder / "key.json", scratch):
        pass
    assert len(litter(store.folder)) == 1
    store.save("other", {"a": 1})
    assert [path.name for path in store.folder.iterdir()] == ["other.json"]


def test_a_folder_that_cannot_be_looked_at_is_let_be(tmp_path: Path) -> None:
    clear(tmp_path / "none")
    with atomic_path(tmp_path / f"{'n' * 200}.xlsx") as path:
        path.write_text("a long name fits, whatever is put before it")


# A study whose workers are at work when its process is killed.
WORKING = """
import sys
from planner.solving.workers.local_pool import local_pool
import time
if __name__ == "__main__":
    with local_pool(2) as workers:
        asked = [workers.submit(eval, "__import__('os').getpid()") for _ in range(2)]
        print(*{each.result() for each in asked}, flush=True)
        for _ in range(2):
            workers.submit(eval, "__import__('time').sleep(60)")
        time.sleep(60)
"""


def test_the_workers_of_a_killed_process_end(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(WORKING)
    started = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    pids = [int(word) for word in started.stdout.readline().split()]
    assert pids
    started.kill()
    started.wait()
    started.stdout.close()
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
