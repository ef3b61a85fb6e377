"""Whatever stands in a workbook, ``check`` says so at a cell that is there, and what it passes can be built."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import attack

from planner.faults import Fault
from planner.workbook.template.example import EXAMPLE


@pytest.mark.parametrize("seed", range(12))
def test_no_mutation_of_the_example_fails(tmp_path: Path, seed: int) -> None:
    sheets = attack.mutated(EXAMPLE, random.Random(seed))
    assert attack.failures(tmp_path / "x.xlsx", sheets, is_solved=False) == []


def test_the_attack_sees_what_it_looks_for() -> None:
    sheets = {"Sites": [{"site": "a"}]}
    assert attack.nowhere([Fault("Sites", "A2", "wrong", remedy="Mend it")], sheets) == []
    assert attack.nowhere([Fault("Sites", "A3", "wrong", remedy="Mend it")], sheets) != []
    assert attack.nowhere([Fault("Sites", "A2", "wrong")], sheets) != []
