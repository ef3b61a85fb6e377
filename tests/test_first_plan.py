"""Where no dive finds a plan, a smaller model gives the first; what is proven stays the same.

And the relaxation before it ends where its rounds bring no more.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from test_disruptions import case, drawn
from workbooks import plan, write

from planner.errors import InfeasibleError
from planner.planning.modelled import cutters_of
from planner.planning.pipeline import solve_book
from planner.planning.workbooks import read_checked
from planner.solving import cutting_planes
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.deadline import Deadline
from planner.solving.diving import Dive
from planner.solving.first_plan import FirstPlan
from planner.solving.growing import GrowingProgram
from planner.solving.labels import Members
from planner.solving.outcome import Options, Tactics
from planner.solving.root import FLAT, RISE, tighten
from planner.solving.scaling import Scale
from planner.solving.separation import Cuts
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.solving.watch import SolveWatch
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solving.outcome import Answer
    from planner.solving.separation import Floats

EXACTLY = Options(gap=0)


def test_a_plan_is_found_without_a_dive_and_proves_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firsts = 0
    for seed in range(1, 7):
        model, program, _ = drawn(tmp_path / f"{seed}.xlsx", seed)
        cutters, started = cutters_of(model, program, EXACTLY)
        one, _ = CuttingPlanes(started, EXACTLY, cutters).run()
        with monkeypatch.context() as patch:
            patch.setattr(Dive, "plan", lambda _: None)
            found: list[Floats | None] = []
            bare = FirstPlan._bare_plan
            patch.setattr(
                FirstPlan, "_bare_plan", lambda self, bare=bare, seen=found: seen.append(bare(self)) or seen[-1]
            )
            cutters, started = cutters_of(model, program, EXACTLY)
            planes = CuttingPlanes(started, EXACTLY, cutters)
            other: Answer
            other, _ = planes.run()
        firsts += sum(values is not None for values in found)
        assert other.status is one.status
        if one.objective is not None:
            assert other.objective == pytest.approx(one.objective, rel=1e-6)
    assert firsts >= 2


def test_rounding_up_is_given_up_where_the_solver_takes_long_to_refuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten units at least of a column in whole sevens, and as much of a second: the relaxation may take all the time."""
    program = LinearProgram(
        np.ones(2), 0.0, np.zeros(2), np.full(2, 10.0), np.ones(2, dtype=bool), csr_array(7.0 * np.eye(2)),
        np.full(2, 10.0), np.full(2, np.inf), Members([("y", "z")]), Members([("row", "other")]),
    )  # fmt: skip
    given: list[float] = []
    own = WarmProgram.run

    def run(self: WarmProgram, time_limit: float) -> Answer:
        given.append(time_limit)
        return replace(own(self, time_limit), seconds=2.0)

    monkeypatch.setattr(WarmProgram, "run", run)
    assert Dive(program, EXACTLY, 100.0).plan() == pytest.approx([2.0, 2.0])
    assert given[0] > 90
    assert given[1:] == [6.0] * len(given[1:])
    assert len(given) > 1


@pytest.mark.parametrize(("lost", "plan"), [(39.0, [0.0]), (41.0, None)])
def test_a_dive_whose_steps_are_refused_again_and_again_is_given_up(
    monkeypatch: pytest.MonkeyPatch, lost: float, plan: list[float] | None
) -> None:
    """Half a unit is all that there is: rounding up is refused. The relaxation took 2 s, so that 40 may be lost."""
    program = LinearProgram(
        -np.ones(1), 0.0, np.zeros(1), np.full(1, 10.0), np.ones(1, dtype=bool), csr_array(2.0 * np.eye(1)),
        np.full(1, -np.inf), np.ones(1), Members([("y",)]), Members([("row",)]),
    )  # fmt: skip
    own = WarmProgram.run

    def run(self: WarmProgram, time_limit: float) -> Answer:
        answer = own(self, time_limit)
        return replace(answer, seconds=2.0 if answer.status is Status.PROVEN else lost)

    monkeypatch.setattr(WarmProgram, "run", run)
    found = Dive(program, EXACTLY, 100.0).plan()
    assert found == (None if plan is None else pytest.approx(plan))


@pytest.mark.parametrize(("earns", "least", "most"), [(1e-7, 8, 14), (1.0, 32, 60)])
def test_what_cannot_go_up_goes_down_together_where_that_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, earns: float, least: int, most: int
) -> None:
    """Of each of 16 there is half a unit beside ten of another: together in five steps, else one by one."""
    program = LinearProgram(
        np.append(np.full(16, -earns), 1.0), 0.0, np.append(np.zeros(16), 10.0), np.full(17, 20.0),
        np.arange(17) < 16, csr_array(2.0 * np.eye(16, 17)), np.full(16, -np.inf), np.ones(16),
        Members([tuple("abcdefghijklmnopq")]), Members([tuple("ABCDEFGHIJKLMNOP")]),
    )  # fmt: skip
    runs: list[Answer] = []
    own = WarmProgram.run

    def run(self: WarmProgram, time_limit: float) -> Answer:
        runs.append(own(self, time_limit))
        return runs[-1]

    monkeypatch.setattr(WarmProgram, "run", run)
    assert Dive(program, EXACTLY, 100.0).plan() == pytest.approx([0.0] * 16 + [10.0])
    assert least <= len(runs) <= most


@pytest.mark.parametrize(("kept", "dives"), [(0, True), (5, True), (6, False)])
def test_where_most_whole_numbers_are_kept_nothing_dives(
    monkeypatch: pytest.MonkeyPatch, kept: int, *, dives: bool
) -> None:
    """Seven and a half of eight, each at most one: a search of two that are open is as soon as a dive."""
    held = np.arange(8) < kept
    program = LinearProgram(
        np.arange(1.0, 9.0), 0.0, held.astype(float), np.ones(8), np.ones(8, dtype=bool), csr_array(np.ones((1, 8))),
        np.array([7.5]), np.full(1, np.inf), Members([tuple("abcdefgh")]), Members([("row",)]),
    )  # fmt: skip
    dived: list[Dive] = []
    plan = Dive.plan
    monkeypatch.setattr(Dive, "plan", lambda self: dived.append(self) or plan(self))
    answer, _ = CuttingPlanes(program, EXACTLY).run()
    assert answer.objective == pytest.approx(36.0)
    assert bool(dived) is dives


def test_a_stop_while_it_is_looked_for_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, program, _ = drawn(tmp_path / "in.xlsx", 1)
    cutters, started = cutters_of(model, program, EXACTLY)
    growing = GrowingProgram(started, EXACTLY, cutters, Deadline(60))
    growing.added = 1
    stopped = replace(solve(started, EXACTLY), interrupted=True)
    monkeypatch.setattr("planner.solving.first_plan.solve", lambda *_: stopped)
    with pytest.raises(KeyboardInterrupt):
        FirstPlan(growing, SolveWatch(None, growing.deadline), None)._bare_plan()


class Halves:
    """Rows under y of which each takes half of what the last one left to 8."""

    asked = 0

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        self.asked += 1
        least = np.array([8 - 8 * 0.5**self.asked])
        return Cuts(csr_array(np.array([[1.0]])), least, np.array([np.inf]), ("half",))


@pytest.mark.parametrize(("gap", "money"), [(1e-2, 0.0), (1e-4, 0.0), (0.0, 1e-4)])
def test_the_relaxation_ends_where_rows_bring_next_to_nothing(gap: float, money: float) -> None:
    """Each round halves what is missing: once four bring less than a twentieth of the gap, so do all that follow."""
    program = LinearProgram(
        np.ones(1), 0.0, np.zeros(1), np.full(1, 10.0), np.zeros(1, dtype=bool), csr_array((0, 1)), np.zeros(0),
        np.zeros(0), Members([("y",)]), Members(),
    )  # fmt: skip
    halves = Halves()
    root = tighten(GrowingProgram(program, Options(gap=gap, money_gap=money), [halves], Deadline(60)))
    assert root is not None
    asked = max(8 * gap, money)
    assert 0 < 8 - root < RISE * asked / (2**FLAT - 1) * 1.001
    assert halves.asked < 60


def test_rows_that_are_added_change_no_unit_that_a_search_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was added, columns are counted as in the model that was begun with, and its relaxation."""
    plain = replace(EXACTLY, tactics=Tactics(whole=False))
    seen: list[tuple[int, Floats]] = []

    def noted(program: LinearProgram, options: Options, *rest: Any) -> Answer:
        if rest:
            seen.append((len(program.row_lower), rest[-1].column))
        return solve(program, options, *rest)

    monkeypatch.setattr("planner.solving.ways.solve", noted)
    grown = 0
    for seed in range(1, 7):
        model, program, _ = drawn(tmp_path / f"{seed}.xlsx", seed)
        cutters, started = cutters_of(model, program, plain)
        seen.clear()
        planes = CuttingPlanes(started, plain, cutters)
        planes.run()
        units = Scale.of(started)
        if planes._growing.amounts is not None:
            units = units.sized(started, planes._growing.amounts)
        assert all((column == units.column).all() for _, column in seen)
        grown += sum(rows > len(started.row_lower) for rows, _ in seen)
    assert grown


OFFERS = (
    "supplier | site | material | price | maximum | fixed cost\nCheap | far | goods | 1 | 20 |\n"
    "Dear | home | goods | 3 | 6 | 5"
)


@pytest.mark.parametrize("required", [0.5, 0.7])
def test_where_the_relaxation_has_no_solution_no_first_plan_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, required: float
) -> None:
    """Without Farland six of ten can be had; a contract is to be decided on, so that else a plan is looked for."""
    looked: list[bool] = []
    own = FirstPlan.plan

    def plan_of(self: FirstPlan, bound: float | None, *, is_start: bool = False) -> Any:
        looked.append(is_start)
        return own(self, bound, is_start=is_start)

    monkeypatch.setattr(FirstPlan, "plan", plan_of)
    sheets = case("trouble | country | Farland", f"disruption | required\ntrouble | {required}", Suppliers=OFFERS)
    with nullcontext() if required < 0.6 else pytest.raises(InfeasibleError):
        solve_book(read_checked(write(tmp_path / "in.xlsx", sheets), "base")[0])
    assert any(not is_start for is_start in looked) is (required < 0.6)


def test_a_relaxation_that_is_called_empty_and_is_not_costs_no_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def called_empty(growing: GrowingProgram) -> float | None:
        growing.is_empty = True
        return None

    sheets = case("trouble | country | Farland", "disruption | required\ntrouble | 0.5", Suppliers=OFFERS)
    monkeypatch.setattr(cutting_planes, "tighten", called_empty)
    found = plan(tmp_path / "in.xlsx", sheets)
    assert (found.run["status"], found.run["objective"]) == (Status.PROVEN, pytest.approx(15.0))
