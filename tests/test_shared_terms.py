"""Rows that share their terms are handed to the solver as short ones: the programme is the same one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from test_disruptions import drawn

from planner.planning.modelled import cutters_of
from planner.solving import nearby as room
from planner.solving import shared_terms as shared
from planner.solving import ways
from planner.solving.branches.cuts import CUT_ROWS
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import Members
from planner.solving.outcome import Options, Tactics
from planner.solving.scaling import Scale
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner_models.windows import window_of

if TYPE_CHECKING:
    from pathlib import Path

EXACTLY = Options(gap=0)
COUNT, BLOCK = 24, 8


def blocks(seed: int, windows: tuple[str, ...] = ("a", "a", "a", "a", "b", "b")) -> LinearProgram:
    """Return plants to build for six requirements: a window counts every plant of a site for the same share of it."""
    dice = np.random.default_rng(seed)
    shares = {window: dice.uniform(0.1, 2, COUNT) for window in sorted(set(windows))}
    worth = dice.uniform(0.5, 3, (len(windows), COUNT // BLOCK)).repeat(BLOCK, axis=1)
    gives = np.array([shares[window] for window in windows]) * worth
    gives[:, -BLOCK:] = dice.uniform(0.1, 2, (len(windows), BLOCK))  # a site of which every row counts otherwise
    names = tuple(CutRow("recourse_cut", (n,), alike=window) for n, window in enumerate(windows))
    none, one = np.zeros(COUNT), np.ones(COUNT)
    return LinearProgram(
        dice.integers(10, 90, COUNT).astype(float), 0.0, none, one, np.ones(COUNT, dtype=bool), csr_array(gives),
        gives.sum(axis=1) / 2, np.full(len(windows), np.inf), Members([("start",) * COUNT]), Members([names]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_sum_stands_in_place_of_its_terms_and_the_optimum_is_the_same(seed: int) -> None:
    """Four rows of 24 terms: two sums of 8 in each of the windows, 16 coefficients of each row in place of 4 or 2."""
    program = blocks(seed)
    scale = Scale.of(program)
    found = shared.with_shared_terms(program, scale)
    assert found is not None
    values = np.random.default_rng(seed).uniform(0, 10, COUNT)
    activity = found.program.matrix @ np.concatenate([values, found.sums @ values])
    np.testing.assert_allclose(activity[:6], program.matrix @ values, rtol=1e-12)
    np.testing.assert_allclose(activity[6:], 0.0, atol=1e-12)
    assert found.sums.shape == (4, COUNT)
    assert found.program.matrix.nnz == 6 * (BLOCK + 2) + 4 * (BLOCK + 1)
    assert len(found.program.columns) == len(found.program.cost) == len(found.scale.column) == COUNT + 4
    assert len(found.program.rows) == len(found.program.row_lower) == len(found.scale.row) == 10
    best = solve(program, EXACTLY)
    short = shared.searched(program, EXACTLY, None, best.values, scale)
    assert short.objective == pytest.approx(best.objective, rel=1e-9)
    assert short.values is not None
    assert len(short.values) == COUNT


def test_what_is_not_in_proportion_or_spares_too_little_stays_as_it_is() -> None:
    program = blocks(0, ("a", "b", "c", "d"))
    assert shared.with_shared_terms(program, Scale.of(program)) is None  # no two rows are alike
    bent = csr_array(blocks(0).matrix.toarray() * np.random.default_rng(0).uniform(0.999, 1.001, (6, COUNT)))
    program = replace(blocks(0), matrix=bent)
    assert shared.with_shared_terms(program, Scale.of(program)) is None


def test_rows_of_branches_with_the_same_window_are_alike(tmp_path: Path) -> None:
    model, program, _ = drawn(tmp_path / "in.xlsx", 1)
    cutters, program = cutters_of(model, program, EXACTLY)
    planes = CuttingPlanes(program, EXACTLY, cutters)
    planes.run()
    cut = [row for _, row in planes.program.rows.singles() if isinstance(row, CutRow) and row.name in CUT_ROWS]
    assert cut
    for row in cut:
        window = window_of(model.index.problem, model.branches[row.key[0]])
        assert row.alike == tuple((step.period, step.length) for step in window)


def test_the_search_of_the_whole_is_of_the_short_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where much is to be decided; the plan is proven the same."""
    model, program, _ = drawn(tmp_path / "in.xlsx", 1)
    asked: list[Any] = []

    def search(*given: Any) -> Any:
        asked.append(given)
        return shared.searched(*given)

    cutters, started = cutters_of(model, program, EXACTLY)
    plain, _ = CuttingPlanes(started, EXACTLY, cutters).run()
    monkeypatch.setattr(room, "MANY", 1)
    monkeypatch.setattr(ways, "searched", search)
    searching = Options(gap=0, tactics=Tactics(dive=False, whole=False))
    cutters, started = cutters_of(model, program, searching)
    short, _ = CuttingPlanes(started, searching, cutters).run()
    assert asked
    assert short.objective == pytest.approx(plain.objective, rel=1e-7)
