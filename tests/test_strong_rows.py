"""Rows that branches ask for together: every plan keeps them, and they are as deep as can be."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from designs import Design, Scenario, read_design, sheets_of
from scipy.sparse import csr_array
from test_disruptions import drawn
from test_held_whole import EXACTLY, planes
from test_published_two_stage import DESIGNS

from planner.planning.modelled import cutters_of
from planner.solving.branches import cuts, held_whole
from planner.solving.branches.covers import StartCover, plain
from planner.solving.branches.held_whole import Whole, better
from planner.solving.branches.strong_rows import SAME, Siblings
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.nearby import among
from planner.solving.outcome import Answer
from planner.solving.separation import WholeHolder
from planner.solving.solve import solve
from planner.solving.warm_program import WarmSearch
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solving.branches.branch_program import BranchProgram
    from planner.solving.compile import LinearProgram
    from planner.solving.separation import Floats


def test_of_three_of_which_none_is_enough_in_every_branch_two_are_needed() -> None:
    """Any two are enough for all branches, so each weighs a half: three times 0.6 come to 0.9.

    To each branch by itself that is more than enough: 0.6 (6 + 10 + 10) of 10.
    """
    cover = StartCover(np.array([[6.0, 10, 10], [10, 6, 10], [10, 10, 6]]), np.full(3, 10.0), EXACTLY)
    point = np.full(3, 0.6)
    assert cover.broken(point) is None
    assert cover.deepest(point) == pytest.approx([0.5, 0.5, 0.5], rel=1e-4)
    assert cover.deepest(np.array([1.0, 0, 1])) is None


@pytest.mark.parametrize("seed", range(12))
def test_every_set_that_is_enough_keeps_the_deepest_row_and_no_point_of_them_breaks_one(seed: int) -> None:
    dice = np.random.default_rng(seed)
    amounts = dice.integers(0, 40, (3, 7)).astype(float)
    least = dice.integers(-5, 70, 3).astype(float)
    least = np.minimum(least, amounts.sum(axis=1))
    if (least <= 0).all():
        return
    enough = np.array([z for z in product((0.0, 1.0), repeat=7) if (amounts @ z >= least - 1e-9).all()])
    cover = StartCover(amounts, least, EXACTLY)
    for _ in range(4):
        point = np.clip(dice.uniform(-0.3, 1.0, 7), 0, 1)
        weights = cover.deepest(point)
        if weights is not None:
            assert weights @ point < 1
            assert (enough @ weights).min() >= 1 - 1e-9
        mixed = dice.dirichlet(np.ones(len(enough))) @ enough
        assert cover.deepest(mixed) is None
        rows = cover.broken(mixed)
        assert rows is None


def relaxed(program: LinearProgram) -> float:
    objective = solve(replace(program, integer=np.zeros_like(program.integer)), EXACTLY).objective
    assert objective is not None
    return objective


def test_a_published_design_is_bounded_much_nearer_and_its_optimum_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = planes(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-10-10-L-01.dat.gz")))
    (holder,) = found.cutters
    assert isinstance(holder, WholeHolder)
    whole = holder.whole(found.program)
    assert whole is not None
    known = holder.tightened(found.program, whole, 60.0)
    tighter, bound = known.program, known.bound
    assert bound == pytest.approx(relaxed(tighter), rel=1e-6)
    assert relaxed(whole) < 0.77 * 88557.3
    assert relaxed(tighter) > 0.99 * 88557.3
    # a search whose time is over before it has begun is gone on with, with a tighter relaxation
    monkeypatch.setattr(held_whole, "SHORT", 0.0)
    asked: list[float] = []
    monkeypatch.setattr(holder, "tightened", lambda *given: asked.append(given[2]) or known)
    answer = Whole(whole, found.program, holder).solved(replace(EXACTLY, time_limit=50.0), None, None)
    assert (answer.status, answer.objective) == (Status.PROVEN, pytest.approx(88557.3, rel=1e-6))
    assert asked == [pytest.approx(held_whole.TIGHTENING * 50.0, rel=0.1)]
    assert answer.values is not None
    assert len(answer.values) == len(found.program.cost)


def a_design(seed: int) -> Design:
    """Return a drawn design of six places, two of which send to two others, in three scenarios."""
    dice = random.Random(seed)
    arcs = [arc for arc in product(range(6), repeat=2) if arc[0] != arc[1] and dice.random() < 0.8]
    fixed = {arc: float(dice.randint(50, 150)) for arc in arcs}
    scenarios = []
    for chance in (0.2, 0.3, 0.5):
        sends = [dice.randint(10, 20) for _ in range(2)]
        takes = dice.randint(1, sum(sends) - 1)
        costs, capacities = ({arc: float(dice.randint(8, 20)) for arc in arcs} for _ in range(2))
        balance = [float(x) for x in (*sends, 0, 0, -takes, takes - sum(sends))]
        scenarios.append(Scenario(chance, costs, capacities, balance))
    return Design(6, fixed, scenarios)


def test_no_plan_breaks_a_row(tmp_path: Path) -> None:
    """Of drawn designs and drawn workbooks of all kinds: the plan by which a row is kept least keeps it."""
    rows = 0
    for seed in range(6):
        rows += kept_by_all(planes(tmp_path / f"{seed}.xlsx", sheets_of(a_design(seed)))._whole(), seed)
    assert rows > 15
    for seed in (6, 15):  # whose guarantees give rows of stocks too
        model, program, _ = drawn(tmp_path / "in.xlsx", seed)
        cutters, started = cutters_of(model, program, EXACTLY)
        kept_by_all(CuttingPlanes(started, EXACTLY, cutters)._whole(), seed)


def kept_by_all(whole: Whole | None, seed: int) -> int:
    """Return how many rows make a whole model tighter, once some of them have been tried."""
    assert whole is not None
    tighter = whole.holder.tightened(whole.cut, whole.program, 10.0).program
    own = len(whole.program.row_lower)
    count = len(tighter.row_lower) - own
    for n in random.Random(seed).sample(range(count), min(count, 6)):
        least = solve(replace(whole.program, cost=tighter.matrix[[own + n]].toarray()[0]), EXACTLY)
        assert least.bound is None or least.bound >= tighter.row_lower[own + n] - 1e-6
    return count


def test_of_two_searches_the_better_plan_and_the_better_bound_count() -> None:
    plan = Answer(Status.NOT_PROVEN, 0.0, 10.0, 7.0, np.zeros(1))
    assert better(plan, replace(plan, objective=9.0, bound=6.0)) == replace(plan, objective=9.0, bound=7.0)
    assert better(plan, replace(plan, objective=11.0, bound=8.0)) == replace(plan, bound=8.0)
    assert better(plan, Answer(Status.NO_PLAN, 0.0, bound=8.0)) == replace(plan, bound=8.0)
    dearer = replace(plan, status=Status.PROVEN, objective=10.0 * (1 + 1e-15), bound=10.0)
    known = better(plan, dearer)  # which by rounding alone is dearer than the one known before: the proof is of both
    assert (known.status, known.objective) == (Status.PROVEN, 10.0)
    assert better(Answer(Status.NO_PLAN, 0.0), plan) == plan
    free = replace(plan, objective=0.0)
    assert better(free, plan) == free


@pytest.mark.parametrize("seed", range(3))
def test_a_search_that_stays_in_the_solver_finds_at_other_costs_what_one_made_anew_finds(seed: int) -> None:
    """Of eight yes-or-no decisions; by enumeration too."""
    dice = np.random.default_rng(seed)
    amounts = dice.integers(10, 41, (4, 8)).astype(float)
    least = dice.integers(20, 90, 4).astype(float)
    sets = np.array([z for z in product((0.0, 1.0), repeat=8) if (amounts @ z >= least).all()])
    search = WarmSearch(plain(np.ones(8), csr_array(amounts), least, True), EXACTLY)
    for _ in range(6):
        cost = dice.uniform(0, 1, 8)
        search.set_costs(cost)
        answer = search.run(10.0)
        assert answer.status is Status.PROVEN
        assert (answer.objective, answer.bound) == pytest.approx([(sets @ cost).min()] * 2, rel=1e-6)


def test_prices_that_say_nothing_are_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, bytes]] = []
    row = Siblings._row

    def noting(siblings: Siblings, program: BranchProgram, prices: Floats) -> tuple[Floats, float]:
        seen.append((id(program), np.round(prices, SAME).tobytes()))
        return row(siblings, program, prices)

    monkeypatch.setattr(Siblings, "_row", noting)
    whole = planes(tmp_path / "in.xlsx", sheets_of(a_design(1)))._whole()
    assert whole is not None
    whole.holder.tightened(whole.cut, whole.program, 60.0)
    assert seen
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("seed", [1])
def test_a_relaxation_cut_by_branches_is_tightened_as_one_that_holds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    whole = planes(tmp_path / "in.xlsx", sheets_of(a_design(seed)))._whole()
    assert whole is not None
    loose, best = relaxed(whole.program), solve(whole.program, EXACTLY).objective
    assert best is not None
    for most in (0, len(whole.program.cost)):
        monkeypatch.setattr(cuts, "LARGE_WHOLE", most)
        known = whole.holder.tightened(whole.cut, whole.program, 60.0)
        tighter, bound = known.program, known.bound
        assert bound is not None
        assert loose + 0.7 * (best - loose) < bound < best * (1 + 1e-9)
        assert relaxed(tighter) == pytest.approx(bound, rel=1e-6)


def test_among_what_a_relaxation_uses_is_searched_first_where_the_best_plan_is_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the published design the relaxation uses 22 of 54 arcs, and the best of these is the best of all."""
    found = planes(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-10-10-L-01.dat.gz")))
    whole = found._whole()
    assert whole is not None
    tighter = whole.holder.tightened(whole.cut, whole.program, 60.0)
    assert tighter.values is not None
    assert tighter.bound is not None
    best = among(tighter.program, tighter.values, EXACTLY, None)
    assert best.values is not None
    assert best.objective == pytest.approx(88557.3, rel=1e-3)
    # without an arc of the best plan, as if the relaxation did not use it
    decides = np.flatnonzero(whole.program.integer[: whole.width])
    costs = []
    for arc in decides[best.values[decides] > 0.5]:
        others, limits = tighter.values.copy(), tighter.program.upper.copy()
        others[arc] = 0.0
        limits[decides[others[decides] <= 1e-6]] = 0.0
        alone = solve(replace(tighter.program, upper=limits), EXACTLY).objective
        less = among(tighter.program, others, EXACTLY, None).objective
        assert less == (None if alone is None else pytest.approx(alone, rel=1.1e-3))
        costs += [] if less is None else [less]
    assert min(costs) > 88600
    # where the relaxation uses most, it is as good as the whole
    assert among(tighter.program, np.ones(whole.width), EXACTLY, None).status is Status.NO_PLAN
    asked: list[float] = []
    monkeypatch.setattr(held_whole, "among", lambda *_: asked.append(1.0) or best)
    for cost in (tighter.bound / 0.8, tighter.bound / 0.7, None):
        plan = Answer(Status.NOT_PROVEN, 0.0, cost, 0.0, None)
        held_whole._among(tighter, plan, EXACTLY, None)
        held_whole._among(replace(tighter, values=None), plan, EXACTLY, None)
    assert len(asked) == 2
