"""A search near the first plan: it finds no dearer one, keeps what is agreed, and changes nothing of what is proven."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from knapsacks import EXACTLY, knapsacks
from samples import few
from scipy.sparse import csr_array
from test_disruptions import drawn

import planner.solving.best_known as best_known
from planner.planning.modelled import cutters_of
from planner.solving import nearby as room
from planner.solving import ways
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import Members
from planner.solving.nearby import has_many, nearby
from planner.solving.outcome import Answer, Options, Tactics
from planner.solving.root import tighten
from planner.solving.solve import solve
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", few(2, range(5)))
def test_it_finds_a_cheaper_plan_that_keeps_what_the_relaxation_and_the_first_plan_agree_on(seed: int) -> None:
    program, wide = knapsacks(40, seed), np.ones(40)  # all of them: the dearest plan that there is
    relaxed = solve(LinearProgram(
        program.cost, 0.0, program.lower, program.upper, ~program.integer, program.matrix, program.row_lower,
        program.row_upper, Members(), Members(),
    ), EXACTLY)  # fmt: skip
    assert relaxed.values is not None
    first = np.ceil(relaxed.values - 1e-9)
    first[np.argmax(np.where(first == 0, program.cost, -1.0))] = 1.0  # and one for nothing
    found, best = nearby(program, [first], EXACTLY, 60.0, None), solve(program, EXACTLY)
    assert found.values is not None
    assert best.objective is not None
    assert best.objective - 1e-6 <= float(program.cost @ found.values) < float(program.cost @ first)
    assert ((program.matrix @ found.values) >= program.row_lower - 1e-6).all()
    agreed = np.abs(relaxed.values - first) < 1e-6
    assert np.abs(found.values - first)[agreed].max() < 1e-6
    assert relaxed.objective is not None
    assert found.bound == pytest.approx(relaxed.objective)  # of all plans, not of those nearby
    assert nearby(program, [first], EXACTLY, 60.0, None, None, lambda bound: bound > 0).values is None
    assert nearby(program, [wide], EXACTLY, 60.0, None).values is None  # as little is agreed as is left


@pytest.mark.parametrize("seed", few(2, range(5)))
def test_ways_that_neither_the_relaxation_nor_the_first_plan_goes_are_not_gone(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each project serves its own customers by some of twenty ways: none is gone but those of the two."""
    count, each = 30, 20
    dice = np.random.default_rng(seed)
    ways_of, opened = count * each, np.arange(count)
    cost = np.append(dice.integers(20, 60, count), dice.integers(1, 9, ways_of)).astype(float)
    gives = np.zeros((count + 6, count + ways_of))
    for k in opened:  # what a project sends is what it makes, and every way ends at one of six customers
        gives[k, count + k * each : count + (k + 1) * each] = -1.0
        gives[k, k] = 30.0
    for way in range(ways_of):
        gives[count + dice.integers(6), count + way] = 1.0
    lower = np.append(np.zeros(count), dice.integers(20, 60, 6)).astype(float)
    upper = np.append(np.ones(count), np.full(ways_of, np.inf))
    whole = np.arange(count + ways_of) < count
    program = LinearProgram(cost, 0.0, np.zeros(count + ways_of), upper, whole, csr_array(gives), lower,
                            np.full(count + 6, np.inf), Members(), Members())  # fmt: skip
    relaxed = solve(replace(program, integer=np.zeros_like(whole)), EXACTLY)
    assert relaxed.values is not None
    first = solve(replace(program, lower=np.where(whole, np.ceil(relaxed.values - 1e-9), 0.0)), EXACTLY)
    assert first.values is not None
    assert first.objective is not None
    handed: list[LinearProgram] = []

    def noted(program: LinearProgram, *asked: Any) -> Answer:
        handed.append(program)
        return solve(program, *asked)

    monkeypatch.setattr(room, "searched", noted)
    found, best = nearby(program, [first.values], EXACTLY, 60.0, None), solve(program, EXACTLY)
    assert found.values is not None
    assert best.objective is not None
    assert best.objective - 1e-6 <= float(cost @ found.values) <= first.objective + 1e-6
    gone = (relaxed.values > 1e-9) | (first.values > 1e-9)
    assert (handed[0].upper[~whole] == np.where(gone, np.inf, 0.0)[~whole]).all()
    assert 0 < int(gone[~whole].sum()) < ways_of / 5


def test_near_a_plan_that_was_found_nearby_it_is_looked_again_as_long_as_that_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MANY", 1)
    options, seen = Options(gap=0, money_gap=10.0, tactics=Tactics(whole=False)), []
    for gains in ((500.0, 11.0, 9.0), (500.0, 0.0), (3.0,)):
        model, program, _ = drawn(tmp_path / "in.xlsx", 1)
        cutters, started = cutters_of(model, program, options)
        planes = CuttingPlanes(started, options, cutters)
        planes.root = tighten(planes._growing)
        first, _ = planes._first.plan(planes.root)
        assert first is not None
        assert first.objective is not None
        costs = iter(first.objective - np.cumsum([*gains, 1e6, 1e6]))
        begun: list[float] = []

        def gained(best: Answer, begun: list[float] = begun, costs: Any = costs) -> Answer:
            begun.append(float(best.objective or 0.0))
            return replace(best, objective=float(next(costs)))

        monkeypatch.setattr(planes, "_near", gained)
        better = planes._nearer(first)
        assert begun == pytest.approx(first.objective - np.cumsum([0.0, *gains[:-1]]))
        assert better.objective == pytest.approx(first.objective - sum(gains))
        seen.append(len(begun))
    assert seen == [3, 2, 1]


def test_it_comes_first_only_where_much_is_to_be_decided() -> None:
    assert not has_many(knapsacks(room.MANY - 1, 0))
    assert has_many(knapsacks(room.MANY, 0))


@pytest.mark.parametrize("seed", few(2, range(1, 5)))
def test_what_is_proven_with_it_is_what_is_proven_without(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, program, _ = drawn(tmp_path / "in.xlsx", seed)
    plain = Options(gap=0, tactics=Tactics(nearby=False))
    cutters, started = cutters_of(model, program, plain)
    one, _ = CuttingPlanes(started, plain, cutters).run()
    monkeypatch.setattr(room, "MANY", 1)
    cutters, started = cutters_of(model, program, EXACTLY)
    other, _ = CuttingPlanes(started, EXACTLY, cutters).run()
    assert other.status is one.status
    if one.objective is not None:
        assert other.objective == pytest.approx(one.objective, rel=1e-6, abs=1e-6)
        assert other.bound == pytest.approx(one.bound, rel=1e-6, abs=1e-6)


def test_the_search_begins_with_it_and_looks_for_plans_in_its_tree_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MANY", 1)
    monkeypatch.setattr(best_known, "nearby", _best)
    begun: set[tuple[bool, bool, bool]] = set()
    plain = Options(gap=0, tactics=Tactics(whole=False))
    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, plain)
        planes = CuttingPlanes(started, plain, cutters)

        def noted(program: Any, options: Options, listener: Any, start: Any, scale: Any, enough: Any) -> Any:
            if options is not plain and planes.solves == 0:  # noqa: B023
                begun.add((planes._best is planes._first.dived, start is not None, options.seeks))  # noqa: B023
            return solve(program, options, listener, start, scale, enough)

        monkeypatch.setattr(ways, "searched", noted)  # the search of the whole, where much is to be decided
        planes.run()
    assert (False, True, False) in begun  # a plan nearby was better than the dive's
    assert begun <= {(False, True, False), (True, True, False)}


def test_the_plan_that_it_began_at_is_not_made_exact_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no other plan was found its rows are taken back as they are: a large search has a truer bound with them."""
    monkeypatch.setattr(room, "MANY", 1)
    monkeypatch.setattr(best_known, "nearby", lambda _, plans, *__: Answer(Status.NOT_PROVEN, 0.0, values=plans[-1]))
    plain, seen = Options(gap=0, tactics=Tactics(whole=False)), 0
    taken: list[int] = []
    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, plain)
        planes = CuttingPlanes(started, plain, cutters)
        planes.root = tighten(planes._growing)
        first, _ = planes._first.plan(planes.root)
        if first is not None:
            monkeypatch.setattr(planes._growing, "polished", lambda *_: pytest.fail("it is exact already"))
            monkeypatch.setattr(planes._first, "with_its_rows", lambda seen=seen: taken.append(seen))
            planes._best = first
            assert planes._nearer(first) is first
            planes.solves = 1  # from then on there are rows beside those of the dive, which would be lost
            monkeypatch.setattr(planes._first, "with_its_rows", lambda: pytest.fail("rows are lost"))
            assert planes._near(first) is first
            seen += 1
    assert taken == list(range(seen))
    assert seen


@pytest.mark.parametrize("has_found", [True, False])
def test_an_interrupt_amid_it_leaves_the_first_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_found: bool
) -> None:
    monkeypatch.setattr(room, "MANY", 1)
    stopped = _interrupted if has_found else lambda *_: Answer(Status.NO_PLAN, 0.0, interrupted=True)

    seen = 0
    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        for keeps in (True, False):
            cutters, started = cutters_of(model, program, EXACTLY)
            planes = CuttingPlanes(started, EXACTLY, cutters, keeps=keeps)
            monkeypatch.setattr(best_known, "nearby", stopped)
            try:
                answer, _ = planes.run()
            except KeyboardInterrupt:
                assert not keeps
                continue
            if answer.interrupted:
                assert keeps
                assert answer.status is Status.NOT_PROVEN
                assert answer.values is not None
                seen += 1
    assert seen


def _best(
    program: LinearProgram,
    plans: Any,
    options: Options,
    seconds: float,
    listener: Any,
    scale: Any = None,
    is_enough: Any = None,
) -> Answer:
    return replace(solve(program, options, listener, plans[-1]), bound=None)


def _interrupted(*asked: Any) -> Answer:
    return replace(_best(*asked), interrupted=True)


def test_it_takes_no_longer_where_there_is_more_time() -> None:
    """A twentieth of what is left, half a minute at most: a longer time limit must not make a plan later."""
    seconds = [CuttingPlanes(knapsacks(5, 0), Options(time_limit=limit))._seconds_nearby() for limit in (100.0, 3600.0)]
    assert seconds == [pytest.approx(5.0, abs=0.1), 30.0]


def test_a_plan_that_is_exact_is_not_made_so_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But where a dive ended: the rows that made it exact were let go, and without them it looks cheaper than it is."""
    asked, seen = 0, 0

    def again(_: Any) -> None:
        nonlocal asked
        asked += 1

    for seed in range(1, 6):
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, EXACTLY)
        rounds = CuttingPlanes(started, EXACTLY, cutters)
        answer = solve(started, EXACTLY)
        best = None if answer.values is None else rounds._growing.polished(answer.values)
        if best is None or best.values is None:
            continue
        monkeypatch.setattr(rounds._growing, "polished", again)
        rounds._best, before = best, asked
        assert rounds._made_exact(best, best.values) == (best, best)
        assert asked == before
        assert rounds._money == rounds._growing.size(best)
        rounds._first.dived = best
        assert rounds._made_exact(best, best.values) == (best, None)
        assert asked == before + 1
        seen += 1
    assert seen
