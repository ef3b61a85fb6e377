"""Several searches of one model are told as one: a plan or a bound that is known is not taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from designs import read_design, sheets_of
from test_held_whole import EXACTLY, planes
from test_published_two_stage import DESIGNS

from planner.solving.branches import held_whole
from planner.solving.branches.hearing import Hearing, NarrowHearing, hearing
from planner.solving.outcome import Answer, Follower
from planner.solving.separation import Tighter
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Listener, Options
    from planner.solving.separation import Floats

Heard = tuple[float | None, float | None, float | None]


def test_what_is_known_is_not_taken_back_and_a_part_proves_nothing_of_the_whole() -> None:
    heard: list[Heard] = []
    told = Hearing(lambda _, *figures: heard.append(figures))
    told(0.1, None, 60.0, None)
    told(0.2, 100.0, 70.0, 0.3)
    told.is_whole = False
    told(0.1, 90.0, 89.0, 0.01)
    told.is_whole = True
    told(0.1, 95.0, 50.0, 0.5)
    assert heard == [(None, 60.0, None), (100.0, 70.0, 0.3), (90.0, 70.0, pytest.approx(2 / 9)),
                     (90.0, 70.0, pytest.approx(2 / 9))]  # fmt: skip


class Noting:
    """A follower who notes what it is told."""

    def __init__(self) -> None:
        self.plans: list[tuple[int, float]] = []
        self.figures: list[Heard] = []

    def begin(self, book: object, model: object, planes: object, options: object, cost: object = None) -> None:
        """Hear what is being solved."""

    def exact(self) -> Answer | None:
        """Return no plan."""
        return None

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        self.figures.append((incumbent, bound, gap))

    def found(self, values: Floats, cost: float, is_exact: bool) -> None:
        self.plans.append((len(values), cost))


def test_a_follower_is_told_of_plans_in_the_models_own_columns() -> None:
    noting = Noting()
    told = hearing(noting, 2)
    assert isinstance(told, NarrowHearing)
    assert isinstance(told, Follower)
    told.found(np.zeros(5), 7.0, is_exact=False)
    assert noting.plans == [(2, 7.0)]
    assert not isinstance(hearing(lambda *_: None, 2), Follower)
    assert hearing(None, 2) is None


def test_a_search_nearby_is_followed_its_bound_is_not_told_and_a_stop_in_it_keeps_the_best_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = planes(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-10-10-L-01.dat.gz")))
    (holder,) = found.cutters
    whole = found._whole()
    assert whole is not None
    monkeypatch.setattr(holder, "tightened", lambda _, program, __: Tighter(program, 65.0))
    values, limits = np.zeros(len(whole.program.cost)), []

    def searched(program: LinearProgram, options: Options, listener: Listener, _: Floats | None) -> Answer:
        limits.append(options.time_limit)
        listener(1.0, 100.0, 60.0, 0.4)
        return Answer(Status.NOT_PROVEN, 1.0, 100.0, 60.0, values)

    def near(*given: object) -> Answer:
        listener = given[4]
        assert callable(listener)
        listener(0.5, 90.0, 90.0, 0.0)
        return Answer(Status.PROVEN, 1.0, 90.0, 90.0, values + 1, interrupted=True)

    monkeypatch.setattr(held_whole, "solve", searched)
    monkeypatch.setattr(held_whole, "nearby", near)
    noting = Noting()
    answer = whole.solved(replace(EXACTLY, time_limit=1000.0), noting, None)
    assert (answer.status, answer.objective, answer.bound) == (Status.NOT_PROVEN, 90.0, 65.0)
    assert answer.interrupted
    assert limits == [held_whole.SHORT_SECONDS]  # of a long time no longer than that
    assert noting.figures == [(100.0, 60.0, 0.4), (100.0, 65.0, 0.35), (90.0, 65.0, pytest.approx(25 / 90))]


def test_a_stop_between_two_searches_keeps_what_the_first_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = planes(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-10-10-L-01.dat.gz")))
    (holder,) = found.cutters
    whole = found._whole()
    assert whole is not None
    first = Answer(Status.NOT_PROVEN, 1.0, 100.0, 60.0, np.zeros(len(whole.program.cost)))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(held_whole, "solve", lambda *_: first)
    monkeypatch.setattr(holder, "tightened", stopped)
    answer = whole.solved(EXACTLY, None, None)
    assert answer.interrupted
    assert (answer.status, answer.objective, answer.bound) == (Status.NOT_PROVEN, 100.0, 60.0)
    assert answer.values is not None
    assert len(answer.values) == whole.width
