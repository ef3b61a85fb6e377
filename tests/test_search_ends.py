"""When a search of the whole ends: its bound proves the plan in hand, or it stands too long."""

from __future__ import annotations

import contextlib
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from knapsacks import EXACTLY, knapsacks
from test_disruptions import drawn

import planner.solving.best_known as best_known
from planner.interrupts import finishing, watching
from planner.planning.modelled import cutters_of
from planner.solving import nearby as room
from planner.solving import ways
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.enough import Enough
from planner.solving.outcome import Answer, Options, Tactics
from planner.solving.solve import solve
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path


def test_no_search_begins_after_a_ctrl_c_whoever_has_heard_it() -> None:
    program = knapsacks(5, 0)
    with watching(lambda: None, lambda: None):
        with contextlib.suppress(KeyboardInterrupt):  # who heard it goes on as if nothing was
            signal.raise_signal(signal.SIGINT)
        late = solve(program, EXACTLY)
        with finishing():
            needed = solve(program, EXACTLY)
    assert (late.status, late.interrupted, late.values) == (Status.NO_PLAN, True, None)
    assert needed.status is solve(program, EXACTLY).status is Status.PROVEN


def test_a_search_ends_once_its_bound_proves_the_plan_in_hand() -> None:
    """Nobody has to wait until the solver's own gap is closed: it begins at the best plan, and is asked for no gap."""
    program = knapsacks(40, 0)
    best = solve(program, EXACTLY)
    assert best.objective is not None
    proven: list[float] = []

    def enough(bound: float, _: float | None, __: float) -> bool:
        proven.append(bound)
        return best.objective is not None and bound > 0.9 * best.objective

    found = solve(program, EXACTLY, None, best.values, None, enough)
    assert (found.status, found.interrupted) == (Status.PROVEN, False)
    assert found.objective == pytest.approx(best.objective)
    assert found.bound is not None
    assert 0.9 * best.objective < found.bound < best.objective - 1
    assert found.nodes < best.nodes
    asked = solve(program, EXACTLY, None, best.values, None, lambda bound, *_: bound > 2 * abs(bound))
    assert asked.bound == pytest.approx(best.objective)


def test_a_search_within_the_gap_is_given_a_quarter_more_of_its_time_to_come_closer() -> None:
    enough = Enough(lambda bound: bound >= 99.5, money_gap=10.0)
    assert not enough(80.0, None, 1.0)
    assert not enough(80.0, 95.0, 60.0)
    assert not enough(86.0, 95.0, 100.0)  # from now on it is
    assert not enough(87.0, 95.0, 124.0)
    assert enough(87.0, 95.0, 126.0)
    assert enough(99.5, None, 2.0)  # the best exact plan is proven
    assert not Enough(lambda _: False, money_gap=0.0)(80.0, 95.0, 1e6)


def test_a_search_that_stands_at_less_than_twice_the_gap_may_be_given_up() -> None:
    enough = Enough(lambda bound: bound >= 99.5, money_gap=10.0, may_stand=True)
    assert not enough(70.0, 95.0, 60.0)
    assert not enough(76.0, 95.0, 100.0)  # from now on it stands
    assert not enough(76.5, 95.0, 149.0)
    assert not enough(78.0, 95.0, 149.5)  # it came closer by more than a tenth of the gap
    assert not enough(78.5, 95.0, 224.0)
    assert not enough.stands
    assert enough(78.5, 95.0, 225.0)
    assert enough.stands
    patient = Enough(lambda _: False, money_gap=10.0)
    assert not patient(76.0, 95.0, 100.0)
    assert not patient(76.0, 95.0, 1000.0)
    far = Enough(lambda _: False, money_gap=10.0, may_stand=True)
    assert not far(70.0, 95.0, 100.0)
    assert not far(70.0, 95.0, 1000.0)


def _none(*_: Any) -> Answer:
    return Answer(Status.NO_PLAN, 0.0)


def test_where_a_search_was_given_up_a_better_plan_is_looked_for_nearby_and_then_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound of the search counts; near all plans known a better one is looked for; then the whole once more."""
    monkeypatch.setattr(room, "MANY", 1)
    monkeypatch.setattr(best_known, "nearby", _none)
    wanted = Options(gap=0, money_gap=5.0, tactics=Tactics(whole=False))
    told: list[tuple[bool, int]] = []

    def standing(
        program: LinearProgram, options: Options, listener: Any, start: Any, scale: Any, enough: Any
    ) -> Answer:
        answer = solve(program, options, listener, start, scale)
        if enough is None or answer.values is None or start is None:
            return answer
        told.append((enough.may_stand, planes.solves))
        if not enough.may_stand:
            return answer
        cost = float(program.cost @ start[: len(program.cost)]) + program.offset
        assert not enough(cost - 9.0, cost, 1.0)
        assert enough(cost - 9.0, cost, 2.0)
        return replace(answer, values=start[: len(program.cost)], objective=cost, bound=cost - 9.0)

    monkeypatch.setattr(ways, "searched", standing)
    seen = 0
    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, wanted)
        planes, told[:] = CuttingPlanes(started, wanted, cutters), []
        near: list[Answer] = []
        look = planes._near
        monkeypatch.setattr(planes, "_near", lambda best, look=look, near=near: near.append(best) or look(best))
        answer, _ = planes.run()
        if told:
            assert answer.status is Status.PROVEN
            assert told[0] == (True, 0)
            if len(told) > 1:
                assert told[1] == (False, 1)
                assert len(near) > 1  # near the dive's plan, and near what was given up
                seen += 1
    assert seen


def test_a_search_that_comes_no_closer_ends_with_what_it_has_found() -> None:
    """It is asked for no gap at all, and all that it finds is within the gap in money: the first news ends it."""
    program = knapsacks(40, 0)
    best = solve(program, EXACTLY)
    assert best.objective is not None
    found = solve(program, EXACTLY, None, best.values, None, Enough(lambda _: False, money_gap=1e9))
    assert (found.status, found.interrupted) == (Status.PROVEN, False)
    assert found.objective == pytest.approx(best.objective)
    assert found.bound is not None
    assert found.bound < best.objective - 1e-3
    assert found.nodes < best.nodes


def test_a_large_search_that_has_proven_its_plan_is_not_taken_for_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MANY", 1)
    wanted = Options(gap=0, money_gap=5.0, tactics=Tactics(whole=False))
    ended: list[float] = []

    def proven_at_once(
        program: LinearProgram, options: Options, listener: Any, start: Any, scale: Any, enough: Any
    ) -> Answer:
        """Prove all but four of the plan in hand; who asked must say that this is enough, and of six that it is not."""
        answer = solve(program, options, listener, start, scale)
        if enough is None or answer.values is None:
            return answer
        cost = float(program.cost @ start[: len(program.cost)]) + program.offset
        assert enough(cost - 4.0)
        assert not enough(cost - 6.0)
        ended.append(cost)
        return replace(answer, values=start[: len(program.cost)], objective=cost, bound=cost - 4.0)

    monkeypatch.setattr(ways, "searched", proven_at_once)
    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, wanted)
        answer, exact = CuttingPlanes(started, wanted, cutters).run()
        if ended and exact is not None:
            assert answer.status is Status.PROVEN
            assert not answer.interrupted
    assert ended


def test_a_large_search_is_asked_for_half_of_the_gap_in_money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends sooner, its plan is made exact, and with the rows of that the next is short; a small one: a tenth."""
    for many, part in ((1, 0.5), (10**6, 0.1)):
        monkeypatch.setattr(room, "MANY", many)
        asked: set[float] = set()

        def noted(program: Any, options: Options, *others: Any, asked: set[float] = asked) -> Any:
            asked.add(options.money_gap)
            return solve(program, options, *others)

        monkeypatch.setattr(ways, "searched", noted)
        monkeypatch.setattr(ways, "solve", noted)
        wanted = Options(gap=0, money_gap=1e-3, tactics=Tactics(whole=False))
        for seed in range(1, 6):
            model, program, _ = drawn(tmp_path / "in.xlsx", seed)
            cutters, started = cutters_of(model, program, wanted)
            CuttingPlanes(started, wanted, cutters).run()
        assert asked == {part * 1e-3}
