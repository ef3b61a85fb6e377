"""How calls and shares of branches go to workers and come back."""

from __future__ import annotations

import os
import pickle
import threading
from concurrent.futures import Future
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from called import dies_after, dies_at_first, double
from scipy.sparse import csr_array
from test_engines import MINES, PERIODS, risky
from test_tasks import needs_kill
from workbooks import write

from planner.errors import BrokenTaskError
from planner.solving.branches import evaluation as engines
from planner.solving.branches.cuts import BranchCuts
from planner.solving.branches.evaluation import Growing, Here, Shared
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.labels import Members
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.solving.workers.mapped import mapped
from planner.solving.workers.pools import WorkerLostError
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("risky") / "risky.xlsx", risky())


def test_workers_start_in_the_midst_of_a_round_once_they_are_worth_it(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first branch is judged here, which is long enough; what follows goes to workers that know all branches."""
    cuts, width = cutter(workbook)
    branches = list(range(MINES * len(PERIODS)))
    workers = OneAfterAnother(2, [])
    monkeypatch.setattr(engines, "pool_of", lambda _: nullcontext(workers))
    here = Here(cuts.stamped, Options())
    programs = {b: cuts.stamped(b) for b in branches}
    growing = Growing(Here(cuts.stamped, Options()), lambda: programs, Options(processes=2))
    for judged, sends in ((1e9, False), (0.0, True), (0.0, True)):
        monkeypatch.setattr(engines, "JUDGED", judged)
        found, expected = (engine.solve(branches, np.ones(width), frozenset(branches)) for engine in (growing, here))
        assert sorted(found) == branches
        for b in branches:
            assert found[b].cost == pytest.approx(expected[b].cost, abs=1e-7)
        assert (workers.sent > 0) is sends
    growing.close()


def test_a_process_may_solve_with_other_threads_than_before() -> None:
    """A task that runs in this process has one thread, whatever the solve before it had."""
    program = LinearProgram(
        cost=np.ones(2), offset=0.0, lower=np.zeros(2), upper=np.full(2, np.inf), integer=np.array([True, False]),
        matrix=csr_array(np.eye(2)), row_lower=np.array([1.5, 2.5]), row_upper=np.full(2, np.inf),
        columns=Members(), rows=Members(),
    )  # fmt: skip
    warm = WarmProgram(program, Options(threads=2))
    for threads in (1, 2, 1, 0):
        assert solve(program, Options(threads=threads)).objective == pytest.approx(4.5)
        assert warm.run(10.0).objective == pytest.approx(4.0)


@needs_kill
def test_many_calls_are_left_to_workers_and_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call stays here; one of the others ends its worker and is made again."""
    calls = [(tmp_path / f"flag {n}",) for n in range(6)]
    for (file,) in calls:
        file.touch()
    calls[3][0].unlink()
    options = Options(processes=2)
    assert {found["process"] for found in mapped(dies_at_first, calls[:3], 3, options)} == {os.getpid()}
    monkeypatch.setattr("planner.solving.workers.mapped.LOOKING", -1.0)
    monkeypatch.setattr("planner.solving.workers.mapped.STARTING", -1.0)
    processes = [found["process"] for found in mapped(dies_at_first, calls, 6, options)]
    assert processes[0] == os.getpid()
    assert os.getpid() not in processes[1:]
    doubled = mapped(double, [(n,) for n in range(9)], 9, options)
    assert [found["twice"] for found in doubled] == [2 * n for n in range(9)]
    with pytest.raises(BrokenTaskError, match="ended 3 times"):
        list(mapped(dies_after, [(os.getpid(),)] * 2, 2, options))


class OneAfterAnother:
    """A pool in this process whose calls go to the worker that has been free the longest, as those of MPI do.

    ``late`` is in which order the workers answer, round by round.
    """

    by_turn = True

    def __init__(self, workers: int, late: list[list[int]]) -> None:
        self.workers, self._late = workers, late
        self._kept: list[dict[Any, Any]] = [{} for _ in range(workers)]
        self._free = list(range(workers))
        self._answers: dict[int, tuple[Future[Any], Any]] = {}
        self._timer = threading.Timer(0.0, self._say)
        self.sent = 0

    def pinned(self, worker: int, function: Any, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        place = self._free.pop(0)
        engines._KEPT.clear()
        engines._KEPT.update(self._kept[place])
        self.sent += len(pickle.dumps(arguments))
        self._answers[place] = future, function(*arguments)
        self._kept[place] = dict(engines._KEPT)
        self._timer.cancel()
        self._timer = threading.Timer(0.1, self._say)
        self._timer.start()
        return future

    submit = pinned

    def _say(self) -> None:
        """Answer all calls, once none has come for a moment."""
        order = self._late.pop(0) if self._late else list(range(self.workers))
        answers, self._answers = self._answers, {}
        for place in sorted(answers, key=order.index):
            self._free.append(place)
            answers[place][0].set_result(answers[place][1])

    def check(self) -> None:
        pass

    def share_of(self, place: int) -> set[tuple[str, int]]:
        return set(self._kept[place])


def cutter(path: Path) -> tuple[BranchCuts, int]:
    model = trunk(assemble(read(path)))
    program = compile_model(model)
    return BranchCuts(model, program, Shapes(model, program), Options()), len(program.columns)


def test_calls_by_turn_find_the_branches_that_a_worker_keeps(workbook: Path) -> None:
    """Workers that answer in any order are called in that order, so that none is sent its branches twice."""
    cuts, width = cutter(workbook)
    branches = list(range(MINES * len(PERIODS)))
    workers = OneAfterAnother(3, [[2, 0, 1], [1, 2, 0], [0, 2, 1]])
    shared = Shared({b: cuts.stamped(b) for b in branches}, Options(), workers)
    here = Here(cuts.stamped, Options())
    sent = []
    for trial in range(4):
        values = np.full(width, 0.1 * trial)
        wanted = branches if trial != 2 else branches[1:2]  # most workers have nothing to do then
        found, expected = (engine.solve(wanted, values, frozenset(branches)) for engine in (shared, here))
        assert sorted(found) == wanted
        for b in wanted:
            assert found[b].missing == pytest.approx(expected[b].missing, abs=1e-9)
            assert found[b].cost == pytest.approx(expected[b].cost, abs=1e-7)
        sent.append(workers.sent)
    assert [len(workers.share_of(place)) for place in range(3)] == [1, 1, 1]
    assert sent[1] - sent[0] < sent[0] / 4
    assert sent[3] - sent[2] < sent[0] / 4


def test_a_share_that_ends_its_workers_is_given_up(workbook: Path) -> None:
    cuts, width = cutter(workbook)

    class Hopeless(OneAfterAnother):
        by_turn = False

        def pinned(self, *_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(WorkerLostError())
            return future

    shared = Shared({b: cuts.stamped(b) for b in range(4)}, Options(), Hopeless(1, []))
    with pytest.raises(BrokenTaskError, match="judges 4 disruptions ended 3 times"):
        shared.solve([0, 1], np.zeros(width), frozenset())
