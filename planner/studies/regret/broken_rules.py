"""Says in short what cannot be kept when decisions are fixed: the rules that the least miss would break."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.solving.highs import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.trunk import Trunk
    from planner.solving.compile import LinearProgram
    from planner.solving.labels import Key
    from planner.solving.outcome import Options

TRACE: Final = 1e-6  # of a limit: what is missed by less is arithmetic
MOST_SECONDS: Final = 30.0
ENOUGH: Final = 0.01  # gap: it is only told which rules are missed


def _named(things: str, words: str, at: int | None = None) -> Callable[[Any, tuple[Any, ...]], str]:
    """Return what tells of a row: what is missed, of which thing, in which period."""

    def tell(model: Trunk, key: tuple[Any, ...]) -> str:
        problem = model.index.problem
        name = getattr(problem, things)[key[0]].name
        return f"{words} {name}" + ("" if at is None else f" in {problem.periods[key[at]].name}")

    return tell


def _at(things: str, words: str, at: int | None = None) -> Callable[[Any, tuple[Any, ...]], str]:
    """Return what tells of a row of a thing that is known by its material and site."""

    def tell(model: Trunk, key: tuple[Any, ...]) -> str:
        problem = model.index.problem
        thing = getattr(problem, things)[key[0]]
        where = f"{problem.materials[thing.material].name} at {problem.sites[thing.site].name}"
        return f"{words} {where}" + ("" if at is None else f" in {problem.periods[key[at]].name}")

    return tell


def _grant(model: Trunk, key: tuple[Any, ...]) -> str:
    problem = model.index.problem
    return f"the most that {problem.funders[problem.grants[key[0]].funder].name} pays (Funding)"


def _cover(model: Trunk, key: tuple[Any, ...]) -> str:
    problem = model.index.problem
    cover = problem.covers[key[0]]
    return f"cover days of {problem.materials[cover.material].name} for {cover.place} in {problem.periods[key[1]].name}"


def _plant(model: Trunk, key: tuple[Any, ...]) -> str:
    problem = model.index.problem
    plant = problem.plants[key[0]]
    return f"minimum use of {plant.process} @ {problem.sites[plant.site].name} in {problem.periods[key[1]].name}"


def _guarantee(model: Trunk, key: tuple[Any, ...]) -> str:
    branch, problem = model.branches[key[0]], model.index.problem
    return f"guarantee of {problem.disruptions[branch.disruption].name} in {problem.periods[branch.onset].name}"


TELLERS: Final[dict[str, Callable[[Any, tuple[Any, ...]], str]]] = {
    "required_service": _at("demands", "required share of", 1),
    "budget": _named("funders", "budget of", 1),
    "funding_maximum": _grant,
    "share_cap": _named("rules", "rule", 2),
    "share_floor": _named("rules", "rule", 1),
    "amount_cap": _named("rules", "rule", 1),
    "amount_floor": _named("rules", "rule", 1),
    "enough_origins": _named("rules", "rule", 1),
    "concentration_cap": _named("rules", "rule", 1),
    "must_start": _named("projects", "decision must:"),
    "committed_start": _named("projects", "commitment to", 1),
    "committed_size": _named("projects", "commitment to", 1),
    "most_starts": _named("projects", "most starts of"),
    "required_project": _named("projects", "what it requires:"),
    "group_at_least": _named("groups", "fewest of group"),
    "group_at_most": _named("groups", "most of group"),
    "size_minimum": _named("projects", "least size of"),
    "size_maximum": _named("projects", "largest size of"),
    "cover": _cover,
    "final_stock": _at("stockpiles", "final stock of"),
    "stock_maximum": _at("stockpiles", "most stock of", 1),
    "minimum_use": _plant,
    "guarantee_cut": _guarantee,
}


def missed(model: Trunk, program: LinearProgram, options: Options) -> list[str]:
    """Return which rules are missed where a programme misses as little as it can, each counted by its limit.

    Empty where no plan was found that misses only these rules.
    """
    tellers = {
        position: (name, key)
        for name, first, keys in program.rows.named()
        if name in TELLERS
        for position, key in enumerate(keys, first)
    }
    rows = np.array(list(tellers), dtype=np.int32)
    stretched = _stretched(program, rows)
    seconds = min(options.time_limit, MOST_SECONDS)
    few = replace(options, gap=max(options.gap, ENOUGH), money_gap=0.0, time_limit=seconds)
    answer = solve(stretched, few)
    if answer.values is None:
        return []
    slack = answer.values[len(program.cost) :]
    total = slack[: len(rows)] + slack[len(rows) :]
    found = [tellers[row] for row, by in zip(rows.tolist(), total, strict=True) if by > TRACE * _scale(program, row)]
    return list(dict.fromkeys(_told(model, found)))


def _told(model: Trunk, rows: list[tuple[str, Key]]) -> Iterator[str]:
    for name, key in rows:
        yield TELLERS[name](model, key)


def _stretched(program: LinearProgram, rows: Any) -> LinearProgram:
    """Return a programme in which these rows may be missed, and nothing but missing them costs."""
    count, width = len(rows), len(program.cost)
    up = csr_array((np.ones(count), (rows, np.arange(count))), shape=(len(program.row_lower), count))
    price = np.array([1.0 / _scale(program, row) for row in rows])
    sides = np.isfinite(program.row_lower[rows]), np.isfinite(program.row_upper[rows])
    return replace(
        program,
        cost=np.concatenate([np.zeros(width), price, price]),
        offset=0.0,
        lower=np.concatenate([program.lower, np.zeros(2 * count)]),
        upper=np.concatenate([program.upper, *(np.where(side, math.inf, 0.0) for side in sides)]),
        integer=np.concatenate([program.integer, np.zeros(2 * count, dtype=bool)]),
        matrix=csr_array(hstack([program.matrix, up, -up], format="csr")),
        columns=program.columns.plus(["missed"] * 2 * count),
    )


def _scale(program: LinearProgram, row: int) -> float:
    limits = (program.row_lower[row], program.row_upper[row])
    return max([1.0, *(abs(float(limit)) for limit in limits if math.isfinite(limit))])
