"""Units are the planner's choice: kilograms or megatonnes, dollars or billions, the plan is the same."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import drawn_risks
import drawn_steps
import numpy as np
import pyomo.environ as pyo
import pytest
import units
from scipy.sparse import csr_array
from workbooks import Sheets, checked, cost, small, write

from planner.errors import SolverError
from planner.infeasibility.planned import plan_book
from planner.solving import highs
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.labels import Members
from planner.solving.outcome import Options
from planner.solving.scaling import Scale
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.workbook.reading.reader import read
from planner_models.terms import Sum

if TYPE_CHECKING:
    from pathlib import Path


def in_units(amount: float, money: float) -> Sheets:
    """Return a workbook of offers, a stock, a project and a demand, its unit of amount and money these."""
    a, price = amount, money / amount
    return small(
        Periods="period\n2026\n2027", Sites="site\nhere\nthere",
        Suppliers=f"supplier | site | material | price | maximum | fixed cost\n"
                  f"maker | there | goods | {2 * price} | {6 * a} | {money}",
        Lanes=f"from | to | cost\nthere | here | {3 * price}",
        Demand=f"market | material | amount | shortage cost\nhere | goods | {10 * a} | {100 * price}",
        Stockpiles=f"site | material | initial | holding cost\nhere | goods | {a} | {0.1 * price}",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Projects=f"project | place | adds | maximum | capital rate\nworks | here | make | {3 * a} | {20 * price}",
    )  # fmt: skip


@pytest.mark.parametrize("amount", [1e-6, 1e-3, 1, 1e4, 1e8])
@pytest.mark.parametrize("money", [1e-3, 1, 1e3])
def test_units_change_nothing(tmp_path: Path, amount: float, money: float) -> None:
    """Works of 3 for 60, 6 bought a year at 5 and 1, 1 in stock at first; 20 are asked, 18 + 1 come.

    60 + 2 * 31 + 100 for the one that is short: 222; kept through a for b the stock would cost more.
    """
    sheets = in_units(amount, money)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(222 * money)


@pytest.mark.parametrize("fixed", ["", "1e5"])
def test_pieces_that_cost_less_than_the_solver_can_see(tmp_path: Path, fixed: str) -> None:
    """A thousand million pieces at 0.30 dollars, told in thousand million dollars: 3e-10 each.

    The other maker asks a tenth more, 0.33; with or without a fixed cost he is not taken.
    """
    sheets = small(
        Suppliers=f"""
            supplier | site | material | price | maximum | fixed cost
            dear | here | goods | 3.3e-10 | 1e9 |
            cheap | here | goods | 3e-10 | 1e9 | {"0.001" if fixed else ""}
            """,
        Demand="market | material | amount | required\nhere | goods | 1e9 | 1",
    )
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Purchases"]["supplier"].tolist() == ["cheap"]


def programme(unit: float, money: float, whole: bool) -> LinearProgram:
    """Return: at least 3 of x and y together, y at most 2 at half the price, y whole or not."""
    return LinearProgram(
        cost=np.array([2 * money / unit, money]), offset=5 * money,
        lower=np.zeros(2), upper=np.array([np.inf, 2.0]), integer=np.array([False, whole]),
        matrix=csr_array(np.array([[1.0, unit]])), row_lower=np.array([3 * unit]), row_upper=np.array([np.inf]),
        columns=Members([("x", "y")]), rows=Members([("both",)]))  # fmt: skip


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(("unit", "money"), [(1.0, 1.0), (1e8, 1e-3), (1e-5, 1e6)])
def test_answers_are_in_the_units_of_the_programme(unit: float, money: float, whole: bool) -> None:
    """2 of y at 1 and 1 of x at 2, and 5: 9."""
    answer = solve(programme(unit, money, whole), Options(gap=0))
    assert answer.values is not None
    assert answer.values == pytest.approx([unit, 2])
    assert (answer.objective, answer.bound) == pytest.approx((9 * money, 9 * money))


@pytest.mark.parametrize(("unit", "money"), [(1.0, 1.0), (1e8, 1e-3), (1e-5, 1e6)])
def test_a_programme_that_stays_warm(unit: float, money: float) -> None:
    """The limit is worth 2 a unit and a third y would save 1.

    At least 4: 2 of each, 11. With y at 3: 4 of x, 13. With x at most 3: 1 of y, 14; at most 2.5: 14.5.
    """
    warm = WarmProgram(programme(unit, money, whole=False), Options())
    answer = warm.run(10)
    assert answer.row_dual is not None
    assert answer.column_dual is not None
    assert answer.row_dual == pytest.approx([2 * money / unit])
    assert answer.column_dual == pytest.approx([0, -money])
    warm.set_row_limits(np.array([4 * unit]), np.array([np.inf]))
    assert warm.run(10).objective == pytest.approx(11 * money)
    warm.set_costs(np.array([2 * money / unit, 3 * money]))
    assert warm.run(10).objective == pytest.approx(13 * money)
    warm.set_column_limits(np.zeros(2), np.array([3 * unit, 2.0]))
    assert warm.run(10).objective == pytest.approx(14 * money)
    warm.add_rows(csr_array(np.array([[1 / unit, 0.0]])), np.array([-np.inf]), np.array([2.5]))
    assert warm.run(10).objective == pytest.approx(14.5 * money)


def test_a_row_that_is_broken_is_seen_beside_large_coefficients() -> None:
    """Twenty million times what is there is asked for, and half a unit more, which only y can give."""
    program = LinearProgram(
        cost=np.array([1.0, 1.0]), offset=0.0, lower=np.array([1.0, 0.0]), upper=np.array([1.0, np.inf]),
        integer=np.zeros(2, dtype=bool), matrix=csr_array(np.array([[1.0, 1.0]])), row_lower=np.array([1.0]),
        row_upper=np.array([np.inf]), columns=Members([("x", "y")]), rows=Members([("both",)]))  # fmt: skip
    warm = WarmProgram(program, Options())
    assert warm.run(10).values == pytest.approx([1, 0])
    warm.add_rows(csr_array(np.array([[2e7, 1.0]])), np.array([2e7 + 0.5]), np.array([np.inf]))
    assert warm.run(10).values == pytest.approx([1, 0.5], rel=1e-2)


def test_a_sum_of_many_is_counted_in_its_own_size_and_rows_that_are_added_change_no_unit() -> None:
    """A thousand columns of 1 each make a total of 1000; a row of a thousand million of one of them is added."""
    terms = np.ones(1000)
    total = LinearProgram(
        cost=np.append(np.zeros(1000), 1.0), offset=0.0, lower=np.append(terms, 0.0),
        upper=np.append(terms, np.inf), integer=np.zeros(1001, dtype=bool),
        matrix=csr_array(np.append(-terms, 1.0)[None, :]), row_lower=np.zeros(1), row_upper=np.array([np.inf]),
        columns=Members([tuple(range(1001))]), rows=Members([("total",)]))  # fmt: skip
    plain = Scale.of(total)
    found = plain.sized(total, np.append(terms, 1000.0))
    assert plain.column[-1] < 8
    assert found.column[-1] == 1024
    assert (found.column[:-1] == plain.column[:-1]).all()
    assert abs(found.scaled(total.matrix, found.row)).max() < 2
    few = np.append(terms, 100.0)
    assert (plain.sized(total, few).column == plain.column).all()
    large = csr_array(np.append(1e9, np.append(np.zeros(999), 1.0))[None, :])
    assert (found.grown(large).column == found.column).all()
    assert 0.25 < abs(found.scaled(large, found.grown(large).row[1:])).max() < 4
    assert WarmProgram(total, Options(), found).run(10).objective == pytest.approx(1000)


@pytest.mark.parametrize("whole", [True, False])
def test_a_large_programme_has_the_same_answers(monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """The interior point method begins, the simplex method goes on: with the limit of y at 1 instead of 2 it is 10."""
    monkeypatch.setattr(highs, "LARGE", 1)
    assert solve(programme(1e5, 1e-3, whole), Options(gap=0)).values == pytest.approx([1e5, 2])
    warm = WarmProgram(programme(1e5, 1e-3, False), Options())
    assert warm.run(60.0).objective == pytest.approx(9e-3)
    warm.set_column_limits(np.zeros(2), np.array([np.inf, 1.0]))
    assert warm.run(60.0).objective == pytest.approx(10e-3)


def test_a_large_plan_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ten are asked: six are bought at 1 and four at 2, and the second maker asks 3 for his contract."""
    monkeypatch.setattr(highs, "LARGE", 1)
    sheets = small(
        Suppliers="supplier | site | material | price | maximum | fixed cost\n"
                  "first | here | goods | 1 | 6 |\nsecond | here | goods | 2 | | 3",
        Demand="market | material | amount | required\nhere | goods | 10 | 1")  # fmt: skip
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(6 + 8 + 3)


def test_units_are_powers_of_two_and_whole_numbers_stay() -> None:
    scale = Scale.of(programme(1e8, 1e-3, whole=True))
    assert scale.column[1] == 1
    assert np.log2(scale.column[0]) == pytest.approx(round(np.log2(1e8)), abs=3)
    for sizes in (scale.column, scale.row, np.array([scale.cost])):
        assert np.log2(sizes) == pytest.approx(np.round(np.log2(sizes)), abs=0)


@pytest.mark.parametrize("each", [1e-7, 1e-10, 1e-13])
def test_a_trace_of_a_material_in_each_piece(tmp_path: Path, each: float) -> None:
    """A thousand million pieces take so little ore each, half of it at 1 a unit that they need, half at 1.5: 1.25."""
    sheets = small(
        Materials="material\ngoods\nore", Plants="site | process\nhere | make",
        Recipes=f"process | role | item | amount\nmake | makes | goods | 1\nmake | consumes | ore | {each}",
        Suppliers=f"""
            supplier | site | material | price | maximum
            near | here | ore | {1e-9 / each} | {0.5e9 * each}
            far | here | ore | {1.5e-9 / each} | {1e9 * each}
            """,
        Demand="market | material | amount | required\nhere | goods | 1e9 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1.25)


def test_what_is_left_of_terms_that_cancel_is_rounding(tmp_path: Path) -> None:
    """A run makes 0.1 + 0.2 and consumes 0.3: nothing, though 5.6e-17 is left; 10 are bought at 2."""
    sheets = small(
        Plants="site | process\nhere | make",
        Recipes="process | role | item | amount\nmake | makes | goods | 0.1\n"
                "make | makes | goods | 0.2\nmake | consumes | goods | 0.3",
        Suppliers="supplier | site | material | price\nmaker | here | goods | 2",
        Demand="market | material | amount | required\nhere | goods | 10 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"matrix": csr_array(np.array([[1.0, -1e15]]))}, "a coefficient is 1e\\+15 times the others"),
        ({"cost": np.array([1.0, -1e15])}, "a cost is 1e\\+15 times the others"),
        ({"upper": np.array([np.inf, 1e15])}, "a limit is 1e\\+15 times the others"),
        ({"row_lower": np.array([-1e15])}, "a limit is 1e\\+15 times the others"),
    ],
)
def test_what_the_solver_would_misread_is_not_handed_over(change: dict[str, object], said: str) -> None:
    """For one coefficient of 1e16 it drops all rows and calls the answer optimal."""
    program = programme(1, 1, whole=False)
    as_it_is = replace(Scale.of(program), row=np.ones(1), column=np.ones(2), cost=1.0)
    highs.Solver(as_it_is.of_program(program))
    with pytest.raises(SolverError, match=said):
        highs.Solver(as_it_is.of_program(replace(program, **change)))


@pytest.mark.parametrize("number", [1e30, -1e30, np.nan])
def test_what_is_no_number_to_solve_with_names_its_row(number: float) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    model.y = pyo.Var()
    model.total_cost = pyo.Objective(expr=Sum([(2.0, model.x)]))
    model.rule = pyo.Constraint(expr=Sum([(1.0, model.x), (1e29, model.y)]) >= -1e29)
    compile_model(model)
    model.rule.set_value(Sum([(1.0, model.x), (number, model.y)]) >= 1)
    with pytest.raises(SolverError, match=r"rule: the coefficient .* is too large"):
        compile_model(model)
    if not np.isnan(number):
        model.rule.set_value(Sum([(1.0, model.x)]) >= number)
        with pytest.raises(SolverError, match=r"rule: the limit .* is not usable"):
            compile_model(model)
    model.rule.set_value(Sum([(1.0, model.x)]) >= 1)
    model.total_cost.set_value(Sum([(number, model.x)]))
    with pytest.raises(SolverError, match=r"the cost .* of x is not usable"):
        compile_model(model)


@pytest.mark.parametrize("seed", [1, 9])
def test_a_cost_that_hides_all_others_but_is_never_paid_hides_nothing_in_a_disruption(
    tmp_path: Path, seed: int
) -> None:
    """A surplus that costs 1e14 where none is left over: the same plan as at 1e6, verified."""
    costs = []
    for surplus in (1e6, 1e14):
        sheets = drawn_steps.draw(random.Random(seed))
        for row in sheets["Materials"]:
            row["surplus"] = surplus
        costs.append(checked(tmp_path / "in.xlsx", sheets).run["objective"])
    assert costs[1] == pytest.approx(costs[0], rel=1e-6)


@pytest.mark.parametrize(("money", "amount"), [(1.0, 1e9), (1e-3, 1e9)])
def test_what_disruptions_cost_is_seen_whatever_the_unit_of_amounts(
    tmp_path: Path, money: float, amount: float
) -> None:
    """Coefficients make the unit of an extra cost tiny here, its cost unseen and the bound doubtful: asked again."""
    sheets = units.in_units(drawn_risks.draw_floored(random.Random(256)), money, amount)
    found = plan_book(read(write(tmp_path / "in.xlsx", sheets)), threads=1)
    assert found.run["status"] == "proven"
    assert found.run["objective"] == pytest.approx(548.33657886 * money, rel=1e-8)
