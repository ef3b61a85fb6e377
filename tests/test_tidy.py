"""What a soft rule pays for needlessly is taken back: nothing else of the plan moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from workbooks import checked, small, write

from planner.planning.modelled import cutters_of
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.needless import without_needless
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

RULES = """
rule | measure | material | limit | penalty
two | origins at least | goods | 2 | 5
half | each share at most | goods | 0.5 | 0.25
"""


def test_origins_are_counted_and_an_excess_is_what_is_missed(tmp_path: Path) -> None:
    sheets = small(
        Sites="site | country\nhome | Homeland\nfar | Farland",
        Suppliers="supplier | site | material | price | maximum\na | home | goods | 1 | 6\nb | far | goods | 2 |",
        Lanes="from | to\nfar | home",
        Demand="market | material | amount | shortage cost\nhome | goods | 10 | 100",
        Rules=RULES,
    )
    model = trunk(assemble(read(write(tmp_path / "in.xlsx", sheets))))
    program, options = compile_model(model), Options(gap=0.0)
    cutters, program = cutters_of(model, program, options)
    planes = CuttingPlanes(program, options, cutters)
    answer, exact = planes.run()
    assert exact is not None
    assert answer.objective == pytest.approx(6 + 8 + 0.25 * 1)
    place = planes.program.columns.place
    values = exact.values.copy()
    counts = [place(variable) for variable in model.counts.values()]
    missed = {key: place(variable) for key, variable in model.excess.items()}
    values[counts] = 0.0
    values[missed[0, 0, 0]] = 2.0
    values[missed[1, 0, 0]] += 3.0
    worse = float(planes.program.cost @ values)
    assert worse == pytest.approx(answer.objective + 10 + 0.75)
    wrong = replace(answer, values=values, objective=worse)
    right, _ = without_needless(planes.program, wrong, None)
    assert right.objective == pytest.approx(answer.objective)
    np.testing.assert_allclose(right.values, exact.values, atol=1e-9)
    same = without_needless(planes.program, answer, exact)
    assert same == (answer, exact)


def test_what_a_rule_is_missed_by_is_told_also_where_it_costs_nothing(tmp_path: Path) -> None:
    """Three origins are asked for at a penalty of 0, and only the cheapest is bought from: two are missed a year."""
    sheets = small(
        Periods="period\n2026\n2027", Sites="site | country\nhome | Homeland\nfar | Farland\nisle | Isleland",
        Suppliers="""supplier | site | material | price
            a | home | goods | 1
            b | far | goods | 2
            c | isle | goods | 2.5""",
        Lanes="from | to\n* | *",
        Demand="market | material | amount | shortage cost\nhome | goods | 10 | 50",
        Rules="rule | measure | material | limit | penalty\nthree | origins at least | goods | 3 | 0",
    )  # fmt: skip
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.run["objective"] == pytest.approx(20)
    assert plan.tables["Concentration"]["excess"].tolist() == [2.0, 2.0]
