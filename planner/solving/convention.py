"""Decides by a stated convention what the cost leaves open, and says which figures that concerns.

Starts, sizes and what is operated stay as they are. Nothing here may cost anything: a plan that a convention would
make dearer, or break a row of, is left as the solver found it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.as_good import is_as_good
from planner.solving.buyers import Mixed, mixed
from planner.solving.cleanest import cleanest
from planner.solving.compile import LinearProgram
from planner.solving.equals import NO_EQUALS, Equals, equals
from planner.solving.funders import proportional
from planner.solving.leftover import least_at_the_end, no_more_put_in
from planner.solving.origin_programme import MOST
from planner.solving.outcome import Answer
from planner_models.trunk import Trunk

# what numerical routines raise: the plan is there, and what cannot be found beside it must not cost it
FAILURES = (RuntimeError, ArithmeticError, np.linalg.LinAlgError, SolverError)


@dataclass(frozen=True)
class Open:
    """What could be otherwise at the same cost.

    Attributes
    ----------
    paid
        The starts (project, period) that could be paid otherwise.
    held
        The stockpiles that could hold more at the end of the last period.
    sourced
        The intakes and uses (material, country, origin, period) that could be otherwise.
    ruled
        The rules (rule, period) that would measure something else where intakes were otherwise.
    equal
        What is bought and made where nothing decides between choices that cost the same.
    words
        What of this could not be found, for the plan to say; blank where all was.
    """

    paid: frozenset[tuple[int, int]] = frozenset()
    held: frozenset[int] = frozenset()
    sourced: frozenset[tuple[int, str, int, int]] = frozenset()
    ruled: frozenset[tuple[int, int]] = frozenset()
    words: str = ""
    equal: Equals = NO_EQUALS


NOTHING_OPEN = Open()


def by_convention(
    model: Trunk, program: LinearProgram, answer: Answer, exact: Answer | None
) -> tuple[Open, Answer, Answer | None]:
    """Return what the cost of a plan leaves open, and the plan with that decided by convention."""
    values = answer.values if exact is None or exact.values is None else exact.values
    assert values is not None
    paid: frozenset[tuple[int, int]] = frozenset()
    spread, failed, as_found = Mixed(values), list[str](), list[str]()
    lowered, held = least_at_the_end(model, program, values)
    values = _better(program, values, lowered)
    values = _better(program, values, no_more_put_in(model, program, values))  # what a budget has left pays for starts
    try:
        funded, paid = proportional(model, program, values)
        is_funded = is_as_good(program, values, funded)
        values = funded if is_funded else values
        as_found += [] if is_funded else ["who pays"]
    except FAILURES:
        failed.append("who pays")
    try:
        spread = mixed(model, program, values)
        values = spread.values
        as_found += [f"{_times(spread.as_found)} which buyer gets which origin"] if spread.as_found else []
        failed += [] if spread.is_whole else ["of which origin stocks are"]
    except FAILURES:
        failed.append("which buyer gets which origin")
    try:
        values = _better(program, values, cleanest(model, program, values))
    except FAILURES:
        failed.append("what is clean")
    equal = NO_EQUALS
    try:
        equal = equals(model, program, values, exact)
    except FAILURES:
        failed.append("what is bought and made")
    words = "; ".join(filter(None, (_not_found(failed), *map(_as_found, as_found), _coarse(spread.coarse))))
    found = replace(answer, values=values)
    left_open = Open(paid, held, spread.sourced, spread.ruled, words, equal)
    return left_open, found, None if exact is None else replace(exact, values=values)


def _not_found(failed: list[str]) -> str:
    return f"what could be otherwise at the same cost was not found: {', '.join(failed)}" if failed else ""


def _coarse(parts: int) -> str:
    """Say that where very much may move, names may decide among what is marked."""
    if not parts:
        return ""
    many = f"in which more than {MOST} amounts may move"
    which = "the order of rows may decide there among what is marked by convention"
    return f"which buyer gets which origin is by whole differences {_times(parts)}, {many}: {which}"


def _as_found(what: str) -> str:
    return f"{what} is as the solver found it: what the convention would have misses a row by more than rounding"


def _times(parts: int) -> str:
    return "for one material and period" if parts == 1 else f"for {parts} pairs of material and period"


def _better(program: LinearProgram, before: Floats, after: Floats) -> Floats:
    """Return a plan as a convention has it, where it is as good as the one before."""
    return after if is_as_good(program, before, after) else before
