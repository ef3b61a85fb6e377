"""What is declared of a limit is what the model does: move its cell a little, and its row moves by as much as is said.

The model is built twice, with the number as it is and a little more. At any amounts, by how much a row's limit moves
beside what stands in the row is what one more unit of the cell is said to add: of prices, and of what gives way.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from samples import few
from test_declared import problems

from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, compile_model
from planner_models.build import trunk
from planner_models.declared import BRANCH_CONSTRAINTS, CONSTRAINTS, GIVING_WAY, PRICED
from planner_models.declared.giving_way import effects
from planner_models.declared.parts import No
from planner_models.windows import window_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner_models.declared.family import Family
    from planner_models.declared.parts import Entry
    from planner_models.index import Index
    from planner_models.problem import Problem
    from planner_models.windows import Branch, Step

STEP = 1e-5


@dataclass(frozen=True)
class Amounts:
    """A plan of any amounts: whole where they must be, and otherwise as they come."""

    problem: Problem
    index: Index
    branches: tuple[Branch, ...]
    values: Mapping[str, Mapping[tuple[Any, ...], float]]

    def value(self, name: str, *key: Any) -> float:
        return self.values[name].get(key, 0.0)

    def steps(self, b: int) -> tuple[Step, ...]:
        branch = self.branches[b]
        return window_of(self.problem, branch)


@dataclass(frozen=True)
class Built:
    model: Any
    program: LinearProgram
    x: Any
    plan: Amounts
    shapes: Shapes


@cache
def built(number: int) -> Built:
    problem, chance = problems()[number], random.Random(number)
    model = trunk(problem)
    program = compile_model(model)
    low = np.where(np.isfinite(program.lower), program.lower, 0.0)
    x = low + np.array([chance.random() for _ in low]) * (np.minimum(program.upper, low + 3) - low)
    x[program.integer] = x[program.integer].round()
    values = {name: dict(zip(map(tuple, keys), x[first : first + len(keys)].tolist(), strict=True))
              for name, first, keys in program.columns.named()}  # fmt: skip
    values |= {name: {} for name in ("contract", "opened", "use", "capacity_left", "promise") if name not in values}
    return Built(model, program, x, Amounts(problem, model.index, model.branches, values), Shapes(model, program))


def moved(problem: Problem, entry: Entry, row: int, t: int | None) -> Problem:
    """Return a problem in which a number is a little more."""
    things = getattr(problem, entry.things)
    # what stands in one row of the workbook is one number, however many things it is of
    found = tuple(_more(x, (entry.field or entry.column).split("."), t) if row in rows_of(x, t) else x for x in things)
    return replace(problem, **{entry.things: found})


def rows_of(thing: Any, t: int | None) -> tuple[int, ...]:
    """Return the rows in which a thing's number stands: of days of cover those that ask for the most."""
    return thing.rows[t] if hasattr(thing, "rows") else (thing.row,)


def _more(thing: Any, names: list[str], t: int | None) -> Any:
    held = getattr(thing, names[0])
    if len(names) > 1:
        return replace(thing, **{names[0]: _more(held, names[1:], t)})
    more = held + STEP if t is None else tuple(x + STEP if u == t else x for u, x in enumerate(held))
    return replace(thing, **{names[0]: more})


@cache
def again(number: int, entry: Entry, row: int, t: int | None) -> tuple[LinearProgram, Shapes]:
    model = trunk(moved(problems()[number], entry, row, t))
    program = compile_model(model)
    return program, Shapes(model, program)


def left(matrix: Any, x: Any, lower: Any, upper: Any) -> Any:
    """Return the limit of every row less what stands in it: of an equation and a least that side, else the most."""
    return np.where(np.isfinite(lower), lower, upper) - matrix @ x


def by(number: int, entry: Entry, row: int, t: int | None) -> Any:
    """Return by how much every row of the trunk moves with a cell, for each unit more in it."""
    own, (more, _) = built(number), again(number, entry, row, t)
    if len(more.columns) != len(own.program.columns):
        return None  # where nothing is asked there is nothing to ask with either
    before, after = (left(p.matrix, own.x, p.row_lower, p.row_upper) for p in (own.program, more))
    return (after - before) / STEP


def rows(number: int, family: Family, most: int) -> list[tuple[int, tuple[Any, ...]]]:
    found = [
        (position, tuple(key))
        for name, first, keys in built(number).program.rows.named() if name == family.name
        for position, key in enumerate(keys, first)
    ]  # fmt: skip
    return random.Random(0).sample(found, min(most, len(found)))


CASES = range(6)


@pytest.mark.parametrize("name", few(9, [name for name in PRICED if name in CONSTRAINTS]))
def test_a_unit_more_of_a_cell_moves_a_row_as_declared(name: str) -> None:
    tried = 0
    for number in CASES:
        own = built(number)
        for position, key in rows(number, CONSTRAINTS[name], 2):
            for cell in CONSTRAINTS[name].cells(own.plan, key):
                moves = by(number, cell.entry, cell.row, cell.period)
                if moves is None:
                    continue
                found = moves[position]
                assert found == pytest.approx(cell.amount, rel=1e-3, abs=1e-6), (number, key, cell)
                tried += 1
    assert tried, name


@pytest.mark.parametrize("name", [name for name in PRICED if name in BRANCH_CONSTRAINTS])
def test_a_unit_more_of_a_cell_moves_a_branchs_row_as_declared(name: str) -> None:
    family, tried = BRANCH_CONSTRAINTS[name], 0
    for number in CASES:
        own = built(number)
        for b, branch in list(enumerate(own.plan.branches))[:2]:
            shape = own.shapes.stamped(branch)
            places = list(shape.rows.get(name, {}).items())
            for key, position in random.Random(0).sample(places, min(2, len(places))):
                index = key if isinstance(key, tuple) else (key,)
                for cell in family.cells(own.plan, (b, *index)):
                    program, shapes = again(number, cell.entry, cell.row, cell.period)
                    more = shapes.stamped(branch)
                    is_row = np.isfinite([shape.row_lower[position], shape.row_upper[position]]).any()
                    if len(program.columns) != len(own.x) or not is_row:  # nothing is promised of it
                        continue
                    before, after = (
                        left(p.matrix_trunk[[position]], own.x, p.row_lower[[position]], p.row_upper[[position]]).item()
                        for p in (shape, more)
                    )
                    found = (after - before) / STEP
                    expected = cell.amount * float(shape.left[position])
                    assert found == pytest.approx(expected, rel=1e-3, abs=1e-6), (number, b, key, cell)
                    tried += 1
    assert tried, name


# Several cells of one row, and decisions, have functions of their own: tests/test_relax.py has them by hand.
PLAIN = [name for name, x in GIVING_WAY.items() if not isinstance(x.gives_way, No) and x.gives_way.special is None]


@pytest.mark.parametrize("name", PLAIN)
def test_a_row_gives_way_by_as_much_as_declared(name: str) -> None:
    family = GIVING_WAY[name]
    way, tried = family.gives_way, 0
    assert not isinstance(way, No)
    for number in CASES:
        own = built(number)
        for position, key in rows(number, family, 2):
            for effect in effects(family, own.model, key):
                entry = way.entry or family.price[0].entry  # type: ignore[index,union-attr]
                if effect.column == "decision":
                    continue
                amount = effect.amount
                if effect.times is not None:
                    terms = sum(c * own.program.columns.value(v, own.x) for c, v in effect.times)
                    amount = (terms + effect.constant) / (2 * math.sqrt(effect.value) if effect.is_root else 1.0)
                found = by(number, entry, effect.row, effect.period)[position]
                assert found == pytest.approx(amount, rel=1e-3, abs=1e-6), (number, key, effect)
                tried += 1
    assert tried or name == "must_start"
