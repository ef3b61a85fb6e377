"""A programme whose requirements give way row by row, each by the share of what it asks that is given up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.solving.branches.cuts import GuaranteeCuts
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.separation import CutRow, Cutter
from planner.solving.tangents import RelaxedTangents, Tangents
from planner_models.declared import GIVING_WAY
from planner_models.declared.giving_way import is_hard
from planner_models.declared.parts import No
from planner_models.declared.sets import RULE
from planner_models.given.sourcing import Rule
from planner_models.tolerances import GIVEN_UP
from planner_models.trunk import Trunk

ASKING: Final = ("service", "floors")  # kinds of what gives way, beside rules of whatever kind


@dataclass(frozen=True)
class GivingWay:
    """A programme with a column for what each requirement gives way by.

    Attributes
    ----------
    program
        Minimises the total given up.
    cost, offset
        What it costs, in place of that.
    most
        What the total adds up to where all promises are given up.
    asked
        The rows that give way, in the order of their columns, each with how much it asks.
    promises
        The columns of what is promised under disruptions, which give way themselves.
    """

    program: LinearProgram
    cost: Floats
    offset: float
    most: float
    asked: tuple[tuple[int, float], ...]
    promises: tuple[int, ...]

    def shares(self, values: Floats) -> dict[int, float]:
        """Return the share of what each row asks that a solution gives up."""
        given = values[len(self.cost) - len(self.asked) :].tolist()
        return {row: more / amount for (row, amount), more in zip(self.asked, given, strict=True)}

    def at(self, total: float) -> LinearProgram:
        """Return the programme at least cost, with no more given up than so much."""
        row = csr_array(self.program.cost[None, :])
        limit = np.array([total - self.most + GIVEN_UP * max(total, 1.0)])
        name = (CutRow("given up", (0,)),)
        return replace(
            self.program.with_rows(row, np.array([-math.inf]), limit, name), cost=self.cost, offset=self.offset
        )


def giving_way(model: Trunk, program: LinearProgram, plan: Floats) -> GivingWay:
    """Return a programme whose requirements give way; what a plan has says how much each of them asks."""
    asked = list(_asked(model, program, plan))
    more, width, rows = len(asked), len(program.cost), len(program.row_lower)
    usual = min([amount for *_, amount in asked if amount > 0], default=1.0)
    amounts = [amount if amount > 0 else usual for *_, amount in asked]
    sides = np.array([side for _, side, _ in asked])
    places = (np.array([row for row, *_ in asked], dtype=np.int64), np.arange(more))
    given = csr_array((sides, places), shape=(rows, more)) if more else csr_array((rows, 0))
    lower, upper = np.append(program.lower, np.zeros(more)), np.append(program.upper, np.full(more, math.inf))
    weights = np.append(np.zeros(width), [1.0 / amount for amount in amounts])
    given_words = (*model.promise.values(), *model.floor.values())
    promises = tuple(program.columns.place(x) for x in given_words if (x.lb or 0.0) > 0)
    for place in promises:
        weights[place], lower[place] = -1.0 / program.lower[place], 0.0
    wide = replace(
        program, cost=weights, offset=float(len(promises)), lower=lower, upper=upper,
        integer=np.append(program.integer, np.zeros(more, dtype=bool)),
        matrix=csr_array(hstack([program.matrix, given], format="csr")),
        columns=program.columns.plus(CutRow("gives way", (n,)) for n in range(more)),
    )  # fmt: skip
    rows_asked = tuple((row, amount) for (row, *_), amount in zip(asked, amounts, strict=True))
    cost = np.append(program.cost, np.zeros(more))
    return GivingWay(wide, cost, program.offset, float(len(promises)), rows_asked, promises)


def of_service(model: Trunk, program: LinearProgram, options: Options) -> list[Cutter]:
    """Return what the rules and guarantees that give way are cut by, whatever it costs."""
    found = (RelaxedTangents(model, program), GuaranteeCuts(model, program, options))
    return [cutter for cutter in found if cutter]


def of_cost(model: Trunk, program: LinearProgram, cutters: Iterable[Cutter]) -> list[Cutter]:
    """Return what a programme at least cost is cut by whose rules give way."""
    relaxed = RelaxedTangents(model, program)
    return [*([relaxed] if relaxed else []), *(x for x in cutters if not isinstance(x, Tangents))]


def _asked(model: Trunk, program: LinearProgram, plan: Floats) -> Iterator[tuple[int, float, float]]:
    """Yield the rows that may give way, each with the sign of its column and how much it asks for."""
    rules = model.index.problem.rules
    for name, first, keys in program.rows.named():
        family = GIVING_WAY.get(name)
        if family is None or isinstance(family.gives_way, No):
            continue
        is_rule, is_limit = RULE in family.index, family.gives_way.sign > 0
        for row, key in enumerate(keys, first) if is_rule or family.gives_way.kind in ASKING else ():
            if not is_rule:
                yield row, 1.0, _amount(program, row, plan)
            elif is_hard(rules[key[0]], key[-1]):
                supply = max(program.columns.value(model.supply[key[0], key[-1]], plan), 0.0)
                limited = _of_rule(rules[key[0]], key[-1], supply) if is_limit else _amount(program, row, plan)
                yield row, -1.0 if is_limit else 1.0, limited


def _amount(program: LinearProgram, row: int, plan: Floats) -> float:
    """Return what a row of the form ``something >= what is asked`` asks, at what the plan has of it."""
    own = slice(program.matrix.indptr[row], program.matrix.indptr[row + 1])
    columns, values = program.matrix.indices[own], program.matrix.data[own]
    return float(program.row_lower[row] - np.minimum(values, 0.0) @ plan[columns])


def _of_rule(rule: Rule, t: int, supply: float) -> float:
    """Return how much a rule that limits asks to come from elsewhere, of the plan's own supply."""
    limit = rule.limit[t]
    if rule.measure.startswith("amount"):
        return supply
    return max(1.0 - (math.sqrt(limit) if rule.measure.startswith("HHI") else limit), 0.0) * supply
