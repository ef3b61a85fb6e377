"""Random workbooks with disruptions, planned by the product and by a second model that holds every branch whole."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest
from drawn_risks import draw, draw_dearer, draw_floored, draw_mending
from samples import few
from whole_branches import Second
from workbooks import Sheets, plan, write

from planner.errors import InfeasibleError
from planner.solving.outcome import Options
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import Measure
from planner.studies.core.query import CaseSetting, Query
from planner.workbook.reading.reader import read
from planner_models.risk import TAIL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("gains", ["", "ignore", "count"])
@pytest.mark.parametrize("seed", [66, 104, *few(2, range(12))])
def test_a_second_model_finds_the_same_cost(tmp_path: Path, seed: int, gains: str) -> None:
    sheets = draw(random.Random(seed), gains)
    least = Second(sheets).solve()
    if math.isinf(least):
        with pytest.raises(InfeasibleError):
            plan(tmp_path / "in.xlsx", sheets)
        return
    result = plan(tmp_path / "in.xlsx", sheets)
    assert result.run["objective"] == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert set(result.tables["Checks"]["pass"]) == {"yes"}


HIT = [(kind, seed) for kind in (draw_dearer, draw_mending, draw_floored) for seed in range(6)]


@pytest.mark.parametrize("kind", few(3, [(each,) for each in HIT]))
def test_a_second_model_finds_the_same_cost_where_hits_make_dearer_mend_and_leave_a_floor(
    tmp_path: Path, kind: tuple[Callable[[random.Random], Sheets], int]
) -> None:
    sheets = kind[0](random.Random(kind[1]))
    least = Second(sheets).solve()
    if math.isinf(least):
        with pytest.raises(InfeasibleError):
            plan(tmp_path / "in.xlsx", sheets)
        return
    result = plan(tmp_path / "in.xlsx", sheets)
    assert result.run["objective"] == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert set(result.tables["Checks"]["pass"]) == {"yes"}


@pytest.mark.parametrize("seed", few(2, [5, 14, 21, 40]))
def test_a_second_model_finds_the_same_value_at_risk_of_the_whole_cost(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed), "ignore")
    for row in sheets["Disruptions"]:
        row["probability"] = row["probability"] or 0.02
    least = Second(sheets, at_risk=True).solve()
    built = CompiledCase(
        read(write(tmp_path / "in.xlsx", sheets)), CaseSetting(measured=frozenset({TAIL})), Options(gap=0)
    )
    found = built.ask(Query(aim=Measure(TAIL)))
    assert found.answer.objective == pytest.approx(least, rel=1e-6, abs=1e-6)
    assert found.values is not None
    assert built.value(Measure(TAIL), found.values) == pytest.approx(least, rel=1e-6, abs=1e-6)
