"""Whatever stands in a workbook, ``check`` says so at a cell that is there, and what it passes can be built."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from samples import few

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import attack

from planner.faults import Fault
from planner.infeasibility.diagnosis import DiagnosedError
from planner.infeasibility.planned import plan_book
from planner.workbook.reading.reader import read
from planner.workbook.template.example import EXAMPLE


@pytest.mark.parametrize("seed", few(4, range(12)))
def test_no_mutation_of_the_example_fails(tmp_path: Path, seed: int) -> None:
    sheets = attack.mutated(EXAMPLE, random.Random(seed))
    assert attack.failures(tmp_path / "x.xlsx", sheets, is_solved=False) == []


def test_the_attack_sees_what_it_looks_for() -> None:
    sheets = {"Sites": [{"site": "a"}]}
    assert attack.nowhere([Fault("Sites", "A2", "wrong", remedy="Mend it")], sheets) == []
    assert attack.nowhere([Fault("Sites", "A3", "wrong", remedy="Mend it")], sheets) != []
    assert attack.nowhere([Fault("Sites", "A2", "wrong")], sheets) != []


def test_a_rule_of_whose_supply_nothing_can_be_is_diagnosed(tmp_path: Path) -> None:
    """A site without its country takes all supply from a rule: what the rule is about is 0, and was divided by."""
    sheets = {name: [dict(row) for row in rows] for name, rows in EXAMPLE.items()}
    sheets["Sites"][1]["country"] = None
    attack.write(tmp_path / "in.xlsx", sheets)
    with pytest.raises(DiagnosedError) as found:
        plan_book(read(tmp_path / "in.xlsx"))
    assert found.value.diagnosis.conflict
