"""Branches and tasks on real workers: processes, a Dask cluster and MPI on this machine, one of them killed.

Six mines in countries of their own feed two markets for two periods; each country may fall out in each period.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from called import dies_at_first
from click.testing import CliRunner
from running import run_tasks, task_of
from test_playbook_tree import invest
from test_tasks import doubles, needs_kill, waited
from workbooks import Sheets, plan, settings, write

from planner.cli import IN_ORDER, main
from planner.errors import EngineError
from planner.reports.plan_workbook.write import write_plan
from planner.solving.branches import evaluation as engines
from planner.solving.branches.evaluation import Shared
from planner.solving.outcome import Options
from planner.solving.workers.engines import pool
from planner.solving.workers.pools import processors
from planner.studies.core.tasks import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plans.plan import Plan
    from planner.solving.workers.pools import Pool

pytestmark = pytest.mark.slow
MINES = 6
PERIODS = ("one", "two")
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="the library distributed is not installed")
needs_mpi = pytest.mark.skipif(
    find_spec("mpi4py") is None or shutil.which("mpiexec", path=str(Path(sys.executable).parent)) is None,
    reason="mpi4py and an mpiexec beside this Python are not installed",
)
HERE = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def risky() -> Sheets:
    mines = range(MINES)
    return {
        "Settings": settings(discount_rate=0.05, gap=0, risk_weight=0.3),
        "Periods": [{"period": name} for name in PERIODS],
        "Sites": [{"site": f"mine {n}", "country": f"land {n}"} for n in mines]
        + [{"site": "home", "country": "Homeland"}, {"site": "away", "country": "Awayland"}],
        "Materials": [{"material": "ore", "value": 5}],
        "Suppliers": [
            {"supplier": f"miner {n}", "site": f"mine {n}", "material": "ore", "price": 2 + n % 4, "maximum": 6 + n % 3,
             "fixed cost": 4 if n < 3 else None}
            for n in mines],
        "Lanes": [{"from": f"mine {n}", "to": to, "mode": "sea", "cost": 1 + (n * k) % 3, "maximum": 6}
                  for n in mines for k, to in enumerate(("home", "away"), start=2)],
        "Demand": [{"market": to, "material": "ore", "shortage cost": 30, "amount": 14} for to in ("home", "away")],
        "Stockpiles": [{"site": to, "material": "ore", "maximum": 10, "holding cost": 0.4} for to in ("home", "away")],
        "Disruptions": [{"disruption": f"outage {n}", "probability": 0.03, "onset": "*", "duration": 1,
                         "required": 0.9 if n % 3 == 0 else None} for n in mines],
        "Hits": [{"disruption": f"outage {n}", "target": "country", "name": f"land {n}"} for n in mines],
    }  # fmt: skip


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("risky") / "risky.xlsx", risky())


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return the plan that one process finds."""
    found = plan(tmp_path_factory.mktemp("alone") / "risky.xlsx", risky())
    assert found.run["status"] == "proven"
    assert found.run["rows added"] > MINES  # there are subproblems to solve
    return found


@pytest.fixture(scope="module")
def alone(planned: Plan) -> float:
    """Return what it costs."""
    return float(planned.run["objective"])


@contextmanager
def cluster(folder: Path, *, workers: int = 2, threads: int = 1) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a Dask scheduler and workers of their own on this machine; yield the address and the workers."""
    file = folder / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    quiet: Any = {"env": HERE, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", str(threads), *common]
    started = [subprocess.Popen(command, **quiet) for command in (scheduler, *[worker] * workers)]
    try:
        assert waited(lambda: file.exists() and file.read_text().endswith("}"), 60)
        yield json_address(file), started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def json_address(file: Path) -> str:
    return str(json.loads(file.read_text())["address"])


def kills_in_the_second_round(monkeypatch: pytest.MonkeyPatch, kill: Any) -> list[int]:
    """Have a worker killed once the workers have been asked for the second time; return the rounds."""
    rounds: list[int] = []
    solve, wait_for = Shared.solve, engines.waited

    def counted(self: Shared, *arguments: Any) -> Any:
        rounds.append(0)
        return solve(self, *arguments)

    def watched(asked: Any, workers: Pool) -> Any:
        if len(rounds) == 2 and not rounds[-1]:
            rounds[-1] = 1
            kill(workers)
        return wait_for(asked, workers)

    monkeypatch.setattr(engines, "JUDGED", -1.0)
    monkeypatch.setattr(Shared, "solve", counted)
    monkeypatch.setattr(engines, "waited", watched)
    return rounds


def kill_first(workers: Pool) -> None:
    os.kill(workers.pinned(0, os.getpid).result(), signal.SIGKILL)


@needs_kill
def test_processes_find_the_same_plan_though_one_is_killed(
    workbook: Path, alone: float, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rounds = kills_in_the_second_round(monkeypatch, kill_first)
    found = plan(tmp_path / "risky.xlsx", risky(), processes=2)
    assert found.run["objective"] == pytest.approx(alone, rel=1e-9)
    assert rounds[1] == 1
    assert len(rounds) > 2


@needs_dask
@needs_kill
def test_dask_workers_find_the_same_though_they_are_killed_for_good(
    alone: float, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Three workers: a task of a study ends one of them, another is killed while it judges branches."""
    with cluster(tmp_path, workers=3) as (address, workers):
        tasks = [task_of("dies", dies_at_first, (tmp_path / "flag",), "dies"), *doubles()]
        results = run_tasks(tasks, engine="dask", scheduler=address, workers=3)
        alive = [worker for worker in workers if worker.poll() is None]
        assert len(alive) == 2
        killed = []

        def kill(_: Pool) -> None:
            alive[0].kill()
            killed.append(alive[0].wait())

        rounds = kills_in_the_second_round(monkeypatch, kill)
        found = plan(tmp_path / "risky.xlsx", risky(), processes=2, engine="dask", scheduler=address)
        assert alive[1].poll() is None
    assert results["dies"]["process"] in {worker.pid for worker in alive}
    assert [results[f"double {n}"]["twice"] for n in range(4)] == [0, 2, 4, 6]
    assert found.run["objective"] == pytest.approx(alone, rel=1e-9)
    assert killed == [-signal.SIGKILL]
    assert len(rounds) > 2


@needs_dask
@needs_kill
def test_dask_on_this_machine_replaces_a_worker_and_keeps_the_others_warm() -> None:
    with pool("dask", 2) as workers:
        first = [workers.pinned(n, os.getpid).result() for n in (0, 1)]
        assert [workers.pinned(n, os.getpid).result() for n in (0, 1)] == first
        os.kill(first[0], signal.SIGKILL)
        assert [workers.pinned(n, os.getpid).result() for n in (0, 1)][1] == first[1]


@needs_dask
def test_dask_workers_with_several_threads_are_refused(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, workers=1, threads=2) as (address, _),
        pytest.raises(EngineError, match=r"has 2 threads.*--nthreads 1"),
        pool("dask", scheduler=address),
    ):
        pass


@needs_dask
def test_dask_without_a_scheduler_that_answers_is_said(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.solving.workers.dask_pool.CONNECT", 0.5)
    words = ["solve", workbook, "-o", workbook.with_name("out.xlsx"), "--engine", "dask", "--scheduler"]
    result = CliRunner().invoke(main, [str(word) for word in [*words, "tcp://127.0.0.1:9"]])
    assert result.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in result.stderr
    assert not workbook.with_name("out.xlsx").exists()


@pytest.mark.parametrize(
    ("engine", "library"), [("dask", "distributed"), ("mpi", "mpi4py")]
)  # fmt: skip
def test_a_library_that_is_not_installed_is_named(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, engine: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    words = ["solve", workbook, "-o", workbook.with_name("out.xlsx"), "--engine", engine]
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 2
    assert f"pip install {library}" in result.stderr


def test_a_scheduler_without_dask_is_refused(workbook: Path) -> None:
    result = CliRunner().invoke(main, ["solve", str(workbook), "--scheduler", "tcp://127.0.0.1:8786"])
    assert (result.exit_code, "add --engine dask" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", ["replan", "diagnose", *IN_ORDER["Ask about choices"]])
def test_a_study_says_first_that_its_workers_cannot_work(workbook: Path, command: str) -> None:
    """Before it reads, solves or writes anything."""
    former = ["--from", str(workbook)] if command == "replan" else []
    result = CliRunner().invoke(main, [command, str(workbook), *former, "--scheduler", "tcp://127.0.0.1:8786"])
    assert result.exit_code == 2
    assert result.stderr == "error: --scheduler is the address of a Dask scheduler: add --engine dask\n"


@needs_dask
def test_a_study_says_first_that_its_scheduler_does_not_answer(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.solving.workers.dask_pool.CONNECT", 0.5)
    words = ["alternatives", str(workbook), "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: no Dask scheduler answers at tcp://127.0.0.1:9")


def test_a_plan_made_anew_is_judged_by_the_workers_that_are_asked_for(
    workbook: Path, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = workbook.with_name("former.xlsx")
    write_plan(planned, former)
    replan = "planner.studies.replan.replanning.replan"
    monkeypatch.setattr(replan, lambda *words, **_: asked.append(words[4]) or sys.exit(0))
    monkeypatch.setattr("planner.solving.workers.engines.executor", lambda: None)
    asked: list[Options] = []
    words = ["replan", str(workbook), "--from", str(former), "-o", str(workbook.with_name("out.xlsx"))]
    for engine in ("processes", "mpi"):
        assert CliRunner().invoke(main, [*words, "--engine", engine]).exit_code == 0
    assert [(options.engine, options.processes) for options in asked] == [("processes", processors()), ("mpi", 1)]


def mpi(processes: int, *words: object) -> subprocess.CompletedProcess[str]:
    command = ["mpiexec", "-n", processes, sys.executable, *words]
    folder = str(Path(sys.executable).parent)
    env = HERE | {"PATH": os.pathsep.join([folder, os.environ["PATH"]])}
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, env=env, timeout=120)


@needs_mpi
def test_mpi_workers_find_the_same_plan(workbook: Path, alone: float) -> None:
    target = workbook.with_name("mpi.xlsx")
    done = mpi(3, "-m", "mpi4py.futures", "-m", "planner", "solve", workbook, "-o", target, "--engine", "mpi", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objective"] == pytest.approx(alone, rel=1e-9)


def playbook_words(folder: Path) -> tuple[Path, list[str]]:
    """Return the workbook of the investment that can wait, and what its playbook by prices is asked with."""
    return write(folder / "in.xlsx", invest()), ["-o", str(folder / "out.xlsx"), "--quick", "--by", "prices", "--json"]


@needs_dask
def test_a_playbook_is_planned_by_dask_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths, rounds of prices and the plan for all worlds: none of it stays here, and it earns 772.7273 by hand."""
    book, words = playbook_words(tmp_path)
    here: list[str] = []
    monkeypatch.setattr(Runner, "_run_here", lambda _, task: here.append(task.name))
    monkeypatch.setattr(Runner, "_stays_here", lambda _: False)
    with cluster(tmp_path, workers=1) as (address, _):
        asked = ["playbook", str(book), *words, "--engine", "dask", "--scheduler", address]
        result = CliRunner().invoke(main, asked, catch_exceptions=False)
    told = json.loads(result.stdout)
    assert (told["status"], told["objective"]) == ("proven", pytest.approx(-772.727273, abs=1e-6))
    assert not here


@needs_mpi
def test_a_playbook_is_planned_by_mpi_workers(tmp_path: Path) -> None:
    book, words = playbook_words(tmp_path)
    done = mpi(2, "-m", "mpi4py.futures", "-m", "planner", "playbook", book, *words, "--engine", "mpi")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["objective"]) == ("proven", pytest.approx(-772.727273, abs=1e-6))


@needs_mpi
def test_mpi_that_was_not_started_so_is_said(workbook: Path) -> None:
    words = ("-m", "planner", "solve", workbook, "-o", workbook.with_name("not.xlsx"), "--engine", "mpi")
    done = mpi(2, *words)
    assert done.returncode == 2
    assert "mpiexec -n 3 python -m mpi4py.futures -m planner" in done.stderr
