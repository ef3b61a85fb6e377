"""Tasks of a study: done once, kept, run again where their worker is lost, and ended by an interrupt."""

from __future__ import annotations

import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from called import dies, dies_at_first, double, interrupted_solver, slow, where
from running import as_done, run_tasks, task_of

from planner.errors import BrokenTaskError, EngineError, SolverError, WorkbookError
from planner.faults import Fault
from planner.solving.workers.engines import pool
from planner.solving.workers.pools import WorkerLostError
from planner.studies.core.store import UNUSED, Store, key_of, stored_key
from planner.studies.core.tasks import LEFT, NOTHING_LEFT, Event, Runner, Task


def faulty(path: Path) -> dict[str, Any]:
    raise WorkbookError(path, [Fault("Projects", "H12", "it is blank")])


def odd() -> dict[str, Any]:
    return {"numbers": np.array([1.0, math.inf, -math.inf]), "missing": math.nan, "count": np.int64(3), "pair": (1, 2)}


def doubles(log: Path | None = None) -> list[Task[Any]]:
    return [task_of(f"double {n}", double, (n, log), key_of("double", n)) for n in range(4)]


def kept_in(store: Store) -> list[Path]:
    return list(store.folder.glob("[!.]*.json"))


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that ended and waits to be fetched does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def waited(condition: Any, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to look at processes")


def test_a_study_that_is_started_again_does_nothing_again(tmp_path: Path) -> None:
    store, log = Store(tmp_path / "parts"), tmp_path / "log"
    first = run_tasks(doubles(log)[:2], store, workers=1)
    events: list[Event] = []
    again = run_tasks(doubles(log), store, workers=1, tell=events.append)
    assert log.read_text().split() == ["0", "1", "2", "3"]
    assert first == {"double 0": {"twice": 0}, "double 1": {"twice": 2}}
    assert again == first | {"double 2": {"twice": 4}, "double 3": {"twice": 6}}
    assert [(event.done, event.total, event.kept) for event in events] == [
        (1, 1, True), (2, 2, True), (3, 4, False), (4, 4, False),
    ]  # fmt: skip


def test_workers_are_other_processes_and_results_have_the_order_of_the_tasks() -> None:
    tasks = [task_of(str(n), where, (n,), str(n)) for n in range(3)]
    found = run_tasks(tasks, workers=2)
    processes = {result["process"] for result in found.values()}
    assert list(found) == ["0", "1", "2"]
    assert os.getpid() not in processes
    assert len(processes) <= 2


def test_one_task_or_one_worker_stays_in_this_process() -> None:
    tasks = [task_of(str(n), where, (n,), str(n)) for n in range(2)]
    here = {"process": os.getpid()}
    assert run_tasks(tasks[:1], workers=2) == {"0": here}
    assert run_tasks(tasks, workers=1) == {"0": here, "1": here}


def test_results_come_back_the_same_from_the_store(tmp_path: Path) -> None:
    task = task_of("odd", odd, (), "odd")
    fresh = run_tasks([task], Store(tmp_path / "parts"))["odd"]
    kept = run_tasks([task], Store(tmp_path / "parts"))["odd"]
    bare = run_tasks([task])["odd"]
    assert repr(fresh) == repr(kept) == repr(bare)
    assert fresh["numbers"] == [1.0, math.inf, -math.inf]
    assert math.isnan(fresh["missing"])
    assert (fresh["count"], fresh["pair"]) == (3, [1, 2])


def test_what_is_not_plain_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"plain data, not .*Path"):
        Store(tmp_path / "parts").save("key", {"path": tmp_path})


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "not text"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path / "parts")
    store.save("key", {"cost": 1234.5})
    file = store.folder / "key.json"
    whole = file.read_bytes()
    assert store.load("key") == {"cost": 1234.5}
    file.write_bytes(
        {"cut": whole[:-3], "changed": whole.replace(b"1234.5", b"1934.5"), "emptied": b"", "not text": b"\xff\xfe"}[
            damage
        ]
    )
    assert store.load("key") is None


def test_a_store_stands_beside_its_output_and_forgets_what_is_old(tmp_path: Path) -> None:
    store = Store.beside(tmp_path / "plan.xlsx")
    assert store.folder == tmp_path / ".plan.xlsx.parts"
    store.save("old", {"cost": 1.0})
    store.save("new", {"cost": 2.0})
    long_ago = time.time() - 2 * UNUSED
    os.utime(store.folder / "old.json", (long_ago, long_ago))
    again = Store.beside(tmp_path / "plan.xlsx")
    again.save("newer", {"cost": 3.0})
    assert (again.load("old"), again.load("new")) == (None, {"cost": 2.0})


def test_the_name_of_a_result_depends_on_all_that_it_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [key_of("a" * 64, {"case": "base", "n": 3}), key_of("a" * 64, {"case": "embargo", "n": 3}), key_of(1.0)]
    assert key_of("a", {"n": 3, "case": "base"}) == key_of("a", {"case": "base", "n": 3})
    names = {stored_key(function, key) for function in (double, where) for key in keys}
    assert len(names) == 6
    monkeypatch.setattr("planner.studies.core.store.answers_digest", lambda _: "another version")
    assert not names & {stored_key(double, key) for key in keys}


@needs_kill
def test_a_task_whose_worker_is_killed_is_run_again_and_costs_the_others_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    tasks = [task_of("dies", dies_at_first, (tmp_path / "flag",), "dies"), *doubles(log)]
    found = run_tasks(tasks, Store(tmp_path / "parts"), workers=2)
    assert found["dies"]["process"] != os.getpid()
    assert {name: found[name]["twice"] for name in found if name != "dies"} == {f"double {n}": 2 * n for n in range(4)}
    assert sorted(log.read_text().split()) == ["0", "1", "2", "3"]


@needs_kill
def test_a_task_that_ends_three_workers_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "parts")
    tasks = [*doubles(), task_of("the dear one", dies, (), "dies")]
    with pytest.raises(BrokenTaskError, match=r"the dear one: .* ended 3 times"):
        run_tasks(tasks, store, workers=2)
    assert len(kept_in(store)) == 4


@needs_kill
def test_a_worker_that_ends_while_it_waits_is_replaced() -> None:
    with pool("processes", 1) as workers:
        first = workers.pinned(0, os.getpid).result()
        os.kill(first, signal.SIGKILL)
        assert waited(lambda: not is_alive(first))
        try:
            second = workers.pinned(0, os.getpid).result()
        except WorkerLostError:  # the executor had not noticed yet: the call may be made again
            second = workers.pinned(0, os.getpid).result()
        assert second != first
        with pytest.raises(WorkerLostError):
            workers.pinned(0, dies).result()
        assert workers.submit(os.getpid).result() not in (first, second)


def test_a_call_that_is_pinned_goes_to_its_worker() -> None:
    with pool("processes", 2) as workers:
        first = [workers.pinned(n, os.getpid) for n in (0, 1, 0, 1)]
        processes = [future.result() for future in first]
        anyone = {workers.submit(os.getpid).result() for _ in range(3)}
    assert processes[:2] == processes[2:]
    assert processes[0] != processes[1]
    assert anyone <= set(processes)


def test_failures_that_a_planner_can_read_come_back_as_themselves(tmp_path: Path) -> None:
    tasks = [*doubles(), task_of("faulty", faulty, (tmp_path / "in.xlsx",), "faulty")]
    with pytest.raises(WorkbookError) as caught:
        run_tasks(tasks, workers=2)
    assert caught.value.path == tmp_path / "in.xlsx"
    assert [fault.place for fault in caught.value.faults] == ["Projects!H12"]
    assert str(pickle.loads(pickle.dumps(SolverError("it failed")))) == "it failed"


def test_tasks_may_follow_from_results() -> None:
    seen = {}
    with Runner(workers=2) as runner:
        for task in doubles()[:2]:
            runner.submit(task)
        for task, result in runner.done():
            seen[task.name] = result["twice"]
            if task.name == "double 1":
                for n in (10, 11):
                    runner.submit(task_of(f"double {n}", double, (n,), str(n)))
    assert seen == {"double 0": 0, "double 1": 2, "double 10": 20, "double 11": 22}


def test_tasks_with_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="double 1"):
        run_tasks([*doubles(), doubles()[1]], workers=1)


def test_an_answer_of_an_interrupted_solver_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "parts")
    with pytest.raises(KeyboardInterrupt) as stop:
        run_tasks([task_of("solve", interrupted_solver, (), "solve")], store)
    assert stop.value.__notes__ == [NOTHING_LEFT]
    assert not store.folder.exists()


@needs_proc
def test_an_interrupt_ends_the_workers_and_keeps_what_has_finished(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # whoever runs the tests in the background ignores it
    request.addfinalizer(partial(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    store, started = Store(tmp_path / "parts"), tmp_path / "started"
    tasks = [*doubles(), task_of("slow", slow, (600.0, started), "slow")]

    def interrupt() -> None:
        if waited(lambda: started.exists() and started.read_text() and len(kept_in(store)) == 4):
            os.kill(os.getpid(), signal.SIGINT)

    watcher = threading.Thread(target=interrupt)
    watcher.start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt) as stop:
        run_tasks(tasks, store, workers=2)
    watcher.join()
    assert stop.value.__notes__ == [LEFT]
    assert time.monotonic() - began < 60
    assert not is_alive(int(started.read_text()))
    events: list[Event] = []
    assert len(run_tasks(tasks[:4], store, workers=2, tell=events.append)) == 4
    assert all(event.kept for event in events)


@needs_proc
def test_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    started = tmp_path / "started"
    script = tmp_path / "study.py"
    script.write_text(
        "import pathlib, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from called import slow\n"
        "from running import run_tasks, task_of\n"
        "if __name__ == '__main__':\n"
        f"    path = pathlib.Path({str(started)!r})\n"
        "    run_tasks([task_of(str(n), slow, (600.0, path), '') for n in (1, 2)], workers=2)\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)])
    assert waited(lambda: started.exists() and started.read_text(), 60)
    parent.kill()
    parent.wait()
    assert waited(lambda: not is_alive(int(started.read_text())))


# A command that is a study, where processes are not forked by default, as it is on most systems.
A_STUDY = """
import multiprocessing, pathlib, signal, sys
sys.path.insert(0, {tests!r})
from planner.cli import main

@main.command()
def study():
    from called import slow
    from running import run_tasks, task_of

    started = [pathlib.Path({folder!r}) / name for name in "ab"]
    run_tasks([task_of(path.name, slow, ({seconds}, path), path.name) for path in started], workers=2)

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn", force=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it
    main()
"""


@needs_proc
@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_in_the_system_and_no_warning_on_the_terminal(
    tmp_path: Path, number: signal.Signals | None
) -> None:
    """Python warns on standard error of semaphores that nobody removed, when all processes have ended."""
    script = tmp_path / "study.py"
    seconds = 0.0 if number is None else 600.0
    script.write_text(A_STUDY.format(tests=str(Path(__file__).parent), folder=str(tmp_path), seconds=seconds))
    words = [sys.executable, str(script), "study"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        if number is not None:
            assert waited(lambda: all((tmp_path / name).exists() for name in "ab"), 60)
            os.killpg(process.pid, number)  # a terminal sends a Ctrl-C to the workers too
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == ((0, "") if number is None else (130, "interrupted\n"))


def test_results_are_yielded_as_they_come(tmp_path: Path) -> None:
    tasks = [task_of("slow", slow, (3.0, tmp_path / "started"), "slow"), *doubles()]
    names = [task.name for task, _ in as_done(tasks, workers=2)]
    assert names[-1] == "slow"
    assert sorted(names[:-1]) == [f"double {n}" for n in range(4)]


def test_an_engine_that_does_not_exist_is_named() -> None:
    with pytest.raises(EngineError, match="abacus"), pool("abacus"):  # type: ignore[arg-type]
        pass
