"""Odd workbooks end as they may: refused at a cell, impossible with cells named, or planned, judged and audited.

`benchmarks/odd_workbooks.py` plans thousands of them; those that once ended otherwise are here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from drawn_odd import ending
from samples import few

if TYPE_CHECKING:
    from pathlib import Path

FORMER = (17, 727, 988)  # a plant closed for what it needs at first only; a store lost; a diagnosis without a cell


@pytest.mark.parametrize("seed", [*few(3, range(8)), *FORMER])
def test_an_odd_workbook_ends_as_it_may(tmp_path: Path, seed: int) -> None:
    assert ending(seed, tmp_path) in ("planned", "impossible", "refused", "refused by the checks")
