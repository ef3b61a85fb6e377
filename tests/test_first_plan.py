"""Where no dive finds a plan, a smaller model gives the first; what is proven stays the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from test_disruptions import drawn

from planner.planning.pipeline import cutters_of
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.diving import Dive
from planner.solving.highs import solve
from planner.solving.outcome import Options

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
            bare = CuttingPlanes._bare_plan
            patch.setattr(
                CuttingPlanes, "_bare_plan", lambda self, bare=bare, seen=found: seen.append(bare(self)) or seen[-1]
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


def test_a_stop_while_it_is_looked_for_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, program, _ = drawn(tmp_path / "in.xlsx", 1)
    cutters, started = cutters_of(model, program, EXACTLY)
    planes = CuttingPlanes(started, EXACTLY, cutters)
    planes.added = 1
    stopped = replace(solve(started, EXACTLY), interrupted=True)
    monkeypatch.setattr("planner.solving.cutting_planes.solve", lambda *_: stopped)
    with pytest.raises(KeyboardInterrupt):
        planes._bare_plan()
