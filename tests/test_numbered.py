"""Numbered variables and rows: the same as Pyomo's own, made only when asked for."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from benchmark_cases import problem_of
from workbooks import small, write

from planner.solving.compile import LinearProgram, compile_model
from planner.solving.labels import Members, key_of, owner_of
from planner.solving.separation import CutRow
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk
from planner_models.numbered import Entries, Keys, Many, NumberedVar, distinct, grouped
from planner_models.terms import linear

TABLE = [(0, 2), (0, 5), (3, 0), (3, 1), (7, 5)]

LANES_IN_USE = {
    "Sites": "site | country\nhome | Homeland\nfar | Farland\nport | Farland",
    "Suppliers": "supplier | site | material | price\nmaker | far | goods | 1",
    "Lanes": """
        from | to | cost | loss | maximum | fixed cost
        far | home | 1 | 0.1 | 8 | 3
        far | port | 1 | | 5 |
        port | home | 1 | 0.25 | |
        """,
    "Demand": "market | material | amount | required\nhome | goods | 10 | 1",
    "Stockpiles": "site | material | maximum | initial\nhome | goods | 4 | 2",
}


@pytest.fixture(scope="module", params=["generated", "lanes in use"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    if request.param == "generated":
        return trunk(problem_of("XS"))
    return trunk(assemble(read(write(tmp_path_factory.mktemp("numbered") / "in.xlsx", small(**LANES_IN_USE)))))


@pytest.fixture(scope="module")
def program(model: Any) -> LinearProgram:
    return compile_model(model)


def sums(expression: Any, program: LinearProgram) -> dict[int, float]:
    """Return the coefficient of each column that Pyomo finds in an expression."""
    visitor = LinearRepnVisitor({})
    told = visitor.walk_expression(expression)
    assert told.nonlinear is None
    return {program.columns.place(visitor.var_map[n]): value for n, value in told.linear.items() if value}


def test_keys_are_a_sequence_with_numbers() -> None:
    keys = Keys(np.array(TABLE))
    assert list(keys) == TABLE
    assert [keys[n] for n in range(len(keys))] == TABLE
    assert keys[-1] == (7, 5)
    assert keys[1:3] == TABLE[1:3]
    assert keys[np.array([4, 0])] == [(7, 5), (0, 2)]
    assert [keys.index(key) for key in TABLE] == [0, 1, 2, 3, 4]
    assert keys.numbers(np.array(TABLE[::-1])).tolist() == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("key", [(0, 3), (8, 0), (3, 6), (-1, 2), (0, 2, 0), (0,), 0, "a"])
def test_what_is_no_key_is_said_to_be_none(key: Any) -> None:
    keys = Keys(np.array(TABLE))
    assert key not in keys
    with pytest.raises(ValueError, match="is not among the keys"):
        keys.index(key)


def test_a_key_that_there_is_not_has_no_number() -> None:
    with pytest.raises(AssertionError, match="a key that there is not"):
        Keys(np.array(TABLE)).numbers(np.array([(0, 3)]))


def test_there_may_be_no_key_at_all() -> None:
    keys = Keys(np.empty((0, 3)))
    assert len(keys) == 0
    assert list(keys) == []
    assert (0, 0, 0) not in keys
    assert len(keys.numbers(np.empty((0, 3), dtype=int))) == 0


def test_places_are_grouped_by_key_in_rising_order() -> None:
    found = [(key, places.tolist()) for key, places in grouped(np.array([5, 0, 5, 2, 0]))]
    assert found == [(0, [1, 4]), (2, [3]), (5, [0, 2])]
    assert list(grouped(np.array([], dtype=np.int32))) == []


def test_distinct_pairs_rise() -> None:
    first, second = np.array([3, 0, 3, 0, 1], dtype=np.int32), np.array([1, 2, 1, 0, 0], dtype=np.int32)
    assert distinct(first, second) == [(0, 0), (0, 2), (1, 0), (3, 1)]
    assert distinct(first[:0], second[:0]) == []


def test_pyomo_makes_a_numbered_variable_when_it_is_asked_for() -> None:
    model = pyo.ConcreteModel()
    model.nothing = pyo.Var(bounds=(0, 0))
    model.flow = NumberedVar(Keys(np.array(TABLE)))
    assert (len(model.flow._data), len(model.flow)) == (0, 5)
    assert (3, 1) in model.flow
    assert (3, 2) not in model.flow
    assert model.flow[3, 1].name == "flow[3,1]"
    assert model.flow[3, 1] is model.flow[3, 1]
    assert model.flow[3, 1].bounds == (0, None)
    assert len(model.flow._data) == 1
    with pytest.raises(KeyError):
        model.flow[3, 2]
    assert [key for key, _ in model.flow.items()] == TABLE
    assert len(model.flow._data) == 5
    total = linear(model, [(2.0, Many(model.flow, np.array([4, 0], dtype=np.int32), np.array([3.0, 0.5])))])
    assert str(total) == "6.0*flow[7,5] + flow[0,2]"


def test_terms_of_a_row_are_found_again() -> None:
    entries = Entries(4)
    entries.add(2, 5.0, "x")
    entries.add_many(np.array([0, 2, 2]), Many("flow", np.array([7, 8, 9]), np.array([1.0, 2.0, 3.0])))
    entries.fill("nothing")
    plain, (one, many) = entries.of(2)
    assert plain == (5.0, "x")
    assert (one, many.numbers.tolist(), many.amounts.tolist()) == (1.0, [8, 9], [2.0, 3.0])
    assert [entries.of(row) for row in (1, 3)] == [[(1.0, "nothing")]] * 2


def test_every_row_is_what_pyomo_makes_of_its_rule(model: Any, program: LinearProgram) -> None:
    for place, row in enumerate(program.rows):
        part = slice(program.matrix.indptr[place], program.matrix.indptr[place + 1])
        own = dict(zip(program.matrix.indices[part].tolist(), program.matrix.data[part].tolist(), strict=True))
        assert sums(row.body, program) == pytest.approx(own), row.name
        limits = (-np.inf if row.lb is None else row.lb, np.inf if row.ub is None else row.ub)
        assert limits == (program.row_lower[place], program.row_upper[place]), row.name


def test_pyomo_s_own_compiler_makes_the_same_of_the_model(model: Any) -> None:
    ours, other = trunk(model.index.problem), trunk(model.index.problem)
    program, theirs = compile_model(ours), LinearStandardFormCompiler().write(other, mixed_form=True, set_sense=None)
    place = {variable.name: n for n, variable in enumerate(program.columns)}
    columns = [place[variable.name] for variable in theirs.columns]
    assert {row.constraint.name for row in theirs.rows} == {row.name for row in program.rows}
    own = {row.name: n for n, row in enumerate(program.rows)}
    matrix = program.matrix[[own[row.constraint.name] for row in theirs.rows]][:, columns]
    assert abs(matrix - theirs.A).max() == pytest.approx(0.0)
    assert theirs.A.nnz == program.matrix.nnz
    np.testing.assert_allclose(theirs.c.toarray()[0], program.cost[columns])


def test_the_objective_is_what_pyomo_makes_of_it(model: Any, program: LinearProgram) -> None:
    own = {place: cost for place, cost in enumerate(program.cost.tolist()) if cost}
    assert sums(model.total_cost.expr, program) == pytest.approx(own)


def test_columns_and_rows_are_found_by_position_and_by_object(model: Any, program: LinearProgram) -> None:
    for members in (program.columns, program.rows):
        told = [(name, key) for name, _, keys in members.named() for key in keys]
        assert told == [(owner_of(part), key_of(part)) for part in members]
        firsts = [(first, len(keys)) for _, first, keys in members.named()]
        assert [first for first, _ in firsts] == np.cumsum([0, *(size for _, size in firsts)])[:-1].tolist()
    assert [program.columns.place(variable) for variable in program.columns] == list(range(len(program.columns)))


def test_a_sum_is_worth_what_its_variables_are(model: Any, program: LinearProgram) -> None:
    values = np.arange(len(program.columns), dtype=float)
    numbers = np.array([0, 2], dtype=np.int32)
    many = Many(model.flow, numbers, np.array([2.0, 10.0]))
    keys = model.flow.numbered[numbers]
    singles = [program.columns.value(model.flow[key], values) for key in keys]
    assert program.columns.value(many, values) == 2 * singles[0] + 10 * singles[1]


def test_what_is_added_stands_behind(program: LinearProgram) -> None:
    one, other = CutRow("a", (1,)), CutRow("b", (2,))
    more = program.columns.plus([one, other])
    assert (len(more), more[len(program.columns)], more[-1:]) == (len(program.columns) + 2, one, (other,))
    assert list(more.named())[-2:] == [("a", len(more) - 2, [(1,)]), ("b", len(more) - 1, [(2,)])]
    with pytest.raises(IndexError):
        more[len(more)]


def test_nothing_has_no_place() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(["a"])
    with pytest.raises(KeyError):
        Members([()]).place(model.x["a"])


def test_a_flow_is_made_only_where_it_is_asked_for(model: Any) -> None:
    fresh = trunk(model.index.problem)
    compile_model(fresh)
    assert [len(part._data) for part in (fresh.flow, fresh.surplus, fresh.balance, fresh.lane_maximum)] == [0] * 4


def test_flows_are_there_for_every_origin_that_can_be_at_their_start(model: Any) -> None:
    index, problem = model.index, model.index.problem
    expected = [
        (x, o, t)
        for (x, lane), t in product(enumerate(problem.lanes), problem.times)
        for o in index.reach.get((lane.material, problem.links[lane.link].start), ())
        if (lane.material, problem.links[lane.link].end) in index.useful and problem.links[lane.link].maximum[t] > 0
    ]
    assert list(index.flow_lot) == sorted(expected)
