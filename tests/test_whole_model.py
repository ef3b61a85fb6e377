"""The model as Pyomo's own: its writers and solver interfaces take all of it, and find the cost of the plan."""

from __future__ import annotations

import io
import random
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import highspy
import pyomo.environ as pyo
import pytest
from drawn_risks import draw
from pyomo.contrib.solver.common.factory import SolverFactory
from workbooks import brief, small, write

from planner.infeasibility.planned import plan_book
from planner.planning.whole import whole_model
from planner.solving.compile import compile_model
from planner.solving.labels import is_numbered
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from workbooks import Sheets

TWO_MAKERS = {
    "Sites": "site | country\nhere | Homeland\nfar | Farland",
    "Suppliers": "supplier | site | material | price\nCheap | far | goods | 1\nDear | here | goods | 3",
    "Lanes": "from | to | cost\nfar | here | 0",
    "Demand": "market | material | amount | required\nhere | goods | 10 | 1",
    "Rules": "rule | material | buyers | measure | limit | origins\nspread | goods | * | HHI at most | 0.625 | *",
}


def written(model: Any, path: Path) -> float:
    """Return the least cost of a written model, found by the solver's own reader of files."""
    model.write(str(path), io_options={"symbolic_solver_labels": True})
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def by_interface(model: Any) -> list[float]:
    """Return the least cost that two of Pyomo's interfaces of solvers find."""
    with redirect_stdout(io.StringIO()):
        appsi = pyo.SolverFactory("appsi_highs")
        appsi.solve(model, options={"mip_rel_gap": 0.0})
        first = pyo.value(model.total_cost)
        found = SolverFactory("highs").solve(model, rel_gap=0.0)
    return [first, found.incumbent_objective]


def drawn(seed: int) -> Sheets:
    return draw(random.Random(seed))


@pytest.mark.parametrize("name", ["example", *(f"drawn {seed}" for seed in (1, 2, 4, 6))])
def test_writers_and_solvers_of_pyomo_find_the_cost_of_the_plan(tmp_path: Path, name: str) -> None:
    sheets = brief() if name == "example" else drawn(int(name.split()[1]))
    book = read(write(tmp_path / "in.xlsx", sheets))
    cost = plan_book(book, gap=0.0).run["objective"]
    model = whole_model(book)
    found = [written(model, tmp_path / "m.mps"), written(model, tmp_path / "m.lp"), *by_interface(model)]
    assert found == pytest.approx([cost] * len(found), rel=1e-6)


def test_a_limit_on_concentration_is_in_the_model(tmp_path: Path) -> None:
    """An index of 0.625 is a share of 3/4 and one of 1/4: 7.5 x 1 + 2.5 x 3 = 15."""
    sheets = small(**TWO_MAKERS)
    model = whole_model(read(write(tmp_path / "in.xlsx", sheets)))
    assert written(model, tmp_path / "m.mps") == pytest.approx(15.0, rel=1e-4)


def test_no_row_or_variable_is_left_out(tmp_path: Path) -> None:
    model = whole_model(read(write(tmp_path / "in.xlsx", brief())))
    for kind in (pyo.Var, pyo.Constraint):
        for component in model.component_objects(kind, descend_into=False):
            if is_numbered(component):
                assert len(list(component.values())) == len(component.numbered)
    parts = list(model.component_data_objects(pyo.Constraint, descend_into=False))
    assert len(parts) == len(compile_model(model).rows)
