"""Solves a linear programme to more digits than the solver has, where its costs are too far apart for it.

What is wrong with an answer is a programme of its own: the same rows, what is left to each limit, and the reduced costs
for costs. There, what was too small to be seen beside the largest is itself the largest.

Source: Gleixner, Steffy and Wolter, Iterative refinement for linear programming, INFORMS Journal on Computing 28, 2016.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.long_sums import plus, remainder
from planner.solving.outcome import Answer, Options, is_proven
from planner.solving.safe_bound import exact_cost, safe_bound, size_of
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import AT_BOUND

MOST_ROUNDS: Final = 6
SEEN: Final = 1e6  # how many times the largest fault a cost may be: the solver has to see the fault beside it


def proven_answer(program: LinearProgram, answer: Answer, units: Floats, digits: Floats | None = None) -> Answer:
    """Return an answer of a linear programme with its objective and its bound by our own arithmetic.

    ``digits`` are what its prices have beyond those of a float.
    """
    assert answer.values is not None
    values = np.clip(answer.values, program.lower, program.upper)
    bound = None
    if answer.row_dual is not None:
        nothing = np.zeros(len(program.row_lower))  # where nothing is earned, nothing at all bounds what is spent
        bound = max(safe_bound(program, answer.row_dual, units, digits), safe_bound(program, nothing, units))
    return replace(answer, values=values, objective=exact_cost(program, values), bound=bound, units=units)


def refined(program: LinearProgram, answer: Answer, options: Options, units: Floats, seconds: float) -> Answer:
    """Return a better answer of a linear programme, with its objective and bound; the same where there is none.

    Its prices are reckoned in twice the digits of a float. Where nothing limits a column, what a price is rounded by
    counts as often as the column could be large: beside a plan that costs nothing, as one that does nothing, that
    would be a gap.
    """
    best = proven_answer(program, answer, units)
    exactly = replace(options, gap=0.0, money_gap=0.0)
    digits = np.zeros(len(program.row_lower))
    for _ in range(MOST_ROUNDS):
        if best.row_dual is None or is_closed(program, best, exactly, units):
            return best
        reduced = _reduced_cost(program, best.row_dual, digits)
        cost = _visible(program, best, reduced, units)
        found = None if cost is None else WarmProgram(_rest(program, best, cost), options).run(seconds)
        if found is None or found.status is not Status.PROVEN or found.values is None or found.row_dual is None:
            return best
        assert best.values is not None
        prices, more = plus((best.row_dual, digits), found.row_dual)
        column_dual = _reduced_cost(program, prices, more)
        moved = replace(best, values=best.values + found.values, row_dual=prices, column_dual=column_dual)
        moved = proven_answer(program, moved, units, more)
        if not _is_nearer(moved, best):
            return best
        best, digits = moved, more
    return best


def is_closed(program: LinearProgram, answer: Answer, options: Options, units: Floats) -> bool:
    """Whether an answer's own bound proves it."""
    assert answer.values is not None
    assert answer.objective is not None
    return is_proven(answer.objective, answer.bound, options, size_of(program, answer.values, units))


def _is_nearer(one: Answer, other: Answer) -> bool:
    assert one.objective is not None
    assert other.objective is not None
    assert one.bound is not None
    assert other.bound is not None
    return one.objective - one.bound < other.objective - other.bound


def _reduced_cost(program: LinearProgram, prices: Floats, digits: Floats) -> Floats:
    return remainder(program.cost, csc_array(program.matrix), (prices, digits))[0]


def _visible(program: LinearProgram, answer: Answer, reduced: Floats, units: Floats) -> Floats | None:
    """Return the reduced costs, the largest cut down to where the solver sees what is wrong; None: nothing is."""
    assert answer.values is not None
    reduced, near = reduced * units, AT_BOUND * units
    could_fall = answer.values > program.lower + near
    could_rise = answer.values < program.upper - near
    wrong = np.where(could_fall, np.maximum(reduced, 0.0), 0.0) + np.where(could_rise, np.maximum(-reduced, 0.0), 0.0)
    largest = float(wrong.max(initial=0.0))
    return None if largest == 0 else np.clip(reduced, -SEEN * largest, SEEN * largest) / units


def _rest(program: LinearProgram, answer: Answer, cost: Floats) -> LinearProgram:
    """Return the programme of what is left to change of an answer."""
    assert answer.values is not None
    nothing = np.zeros(len(program.row_lower)), np.zeros_like(answer.values)
    activity = -remainder(nothing[0], csr_array(program.matrix), (answer.values, nothing[1]))[0]
    return replace(
        program, cost=cost, offset=0.0, lower=program.lower - answer.values, upper=program.upper - answer.values,
        row_lower=np.minimum(program.row_lower - activity, 0.0),
        row_upper=np.maximum(program.row_upper - activity, 0.0),
    )  # fmt: skip
