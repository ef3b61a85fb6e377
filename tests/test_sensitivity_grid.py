"""What is called proven of a number holds in full solves on a grid; benchmarks/sensitivity_grids.py draws more."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from drawn_ranges import drawn, wrong
from samples import few

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", few(1, range(12)))
def test_what_is_proven_holds_on_a_grid(seed: int, tmp_path: Path) -> None:
    assert not wrong(tmp_path / "in.xlsx", drawn(random.Random(seed), 3), 4)
