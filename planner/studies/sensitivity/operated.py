"""The starts of the plan kept, operated where numbers are others: as before, as far as that is good enough.

What is whole in operations (a lane in use, an offer taken up) mostly stays where a number moves. A linear programme
with it as it was finds a plan, and one in which nothing need be whole a bound: only where the two are farther apart
than the gap is anything searched. And where the second has no solution, it is proven that the starts cannot be
operated; what they miss at least, and what they would cost then, two more linear programmes say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from planner.solving.branches.cuts import engines
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.highs import solve
from planner.solving.outcome import is_proven
from planner.solving.stretched import let_off, misses, rows_named
from planner.statuses import Status
from planner.studies.core.query import Query
from planner.wording.numbers import number_text, share_text
from planner_models.declared import TOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Floats
    from planner.solving.stretched import Miss
    from planner.studies.core.compiled_case import CompiledCase
    from planner.studies.core.query import Decisions

MOST_SECONDS: Final = 60.0  # for what is missed where starts cannot be operated


@dataclass(frozen=True)
class OperatedAt:
    """What starts come to: their cost and bound, and the value of every column; None where they cannot be operated."""

    status: Status
    cost: float | None
    bound: float | None
    values: Floats | None
    whole: tuple[float, ...] = ()


@dataclass(frozen=True)
class Missing:
    """What starts miss at least that cannot be operated, by most of its limit first, and what they cost then."""

    words: tuple[str, ...] = ()
    cost: float | None = None


def operated(compiled: CompiledCase, starts: Decisions, near: Sequence[float], options: Options) -> OperatedAt:
    """Return what starts come to.

    Parameters
    ----------
    near
        What is whole as it was with other numbers; without any it is searched at once.

    Raises
    ------
    NotOfferedError
        When a start is not offered.
    """
    program = compiled.programme(Query(starts=starts))
    if near and len(near) == int(program.integer.sum()):
        found = _as_before(compiled, program, np.array(near), options)
        if found is not None:
            return found
    asked = compiled.ask(Query(starts=starts))
    values = asked.values
    return OperatedAt(
        asked.answer.status, None if values is None else asked.answer.objective, asked.answer.bound, values,
        whole_of(program, values),
    )  # fmt: skip


def _as_before(compiled: CompiledCase, program: LinearProgram, near: Floats, options: Options) -> OperatedAt | None:
    """Return what starts come to operated as before; None where that is not known to be good enough."""
    least = relaxed_cost(compiled, program, options)
    if least.status is Status.INFEASIBLE:
        return replace(least, bound=None)
    if least.cost is None:
        return None
    lower, upper, whole = program.lower.copy(), program.upper.copy(), program.integer
    lower[whole] = upper[whole] = np.clip(np.round(near), lower[whole], upper[whole])
    found = _solved(compiled, replace(program, lower=lower, upper=upper), options)
    if found.values is None or found.cost is None:
        return None
    size = compiled.turnover(found.values)
    if not is_proven(found.cost, least.bound, options, size):
        return None
    return replace(found, status=Status.PROVEN, bound=least.bound, whole=whole_of(program, found.values))


def relaxed_cost(compiled: CompiledCase, program: LinearProgram, options: Options) -> OperatedAt:
    """Return what a programme comes to in which nothing need be whole: no plan costs less."""
    found = _solved(compiled, replace(program, integer=np.zeros_like(program.integer)), options)
    if found.status is not Status.PROVEN or found.bound is not None:
        return found
    return replace(found, bound=found.cost)


def _solved(compiled: CompiledCase, program: LinearProgram, options: Options) -> OperatedAt:
    rounds = CuttingPlanes(program, options, compiled.cutters, keeps=False)
    with engines(compiled.cutters):
        answer, exact = rounds.run()
    values = answer.values if exact is None or exact.values is None else exact.values
    cost = None if values is None else answer.objective
    return OperatedAt(answer.status, cost, answer.bound, None if values is None else values[: len(program.cost)])


def whole_of(program: LinearProgram, values: Floats | None) -> tuple[float, ...]:
    """Return what is whole in a plan, by column."""
    if values is None:
        return ()
    return tuple(np.round(values[: len(program.cost)][program.integer]).tolist())


def missing(compiled: CompiledCase, starts: Decisions, options: Options) -> Missing:
    """Return what starts miss at least that cannot be operated; nothing where that was not found in the time."""
    program = compiled.programme(Query(starts=starts))
    relaxed, few = (
        replace(program, integer=np.zeros_like(program.integer)),
        replace(options, time_limit=min(options.time_limit, MOST_SECONDS)),
    )
    rows = rows_named(relaxed, TOLD)
    found = misses(relaxed, rows, few)
    if not found:
        return Missing()
    problem = compiled.model.index.problem
    words = (f"{TOLD[name].miss(problem, key)} by {_by(relaxed, row, found[row])}" for row in found
             for name, key in [rows[row]])  # fmt: skip
    answer = solve(let_off(relaxed, found), few)
    return Missing(tuple(words), None if answer.values is None else answer.objective)


def _by(program: LinearProgram, row: int, miss: Miss) -> str:
    """Return how much of its limit a row misses; the amount where the limit is nothing."""
    limit = program.row_lower[row] if miss.below > miss.above else program.row_upper[row]
    amount = max(miss.below, miss.above)
    return share_text(amount / abs(limit)) if limit else number_text(amount)
