"""Ways to ask the solver: the next where what it says does not hold in our own arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from planner.arrays import Floats
from planner.solving.enough import Enough
from planner.solving.growing import GrowingProgram
from planner.solving.nearby import has_many
from planner.solving.outcome import Answer, Listener, Options
from planner.solving.scaling import Scale, without_fortunes
from planner.solving.shared_terms import searched
from planner.solving.solve import solve
from planner_models.tolerances import EXACT_ROW

PLAIN, FEWER_FORTUNES, TIGHTER, OTHER_UNITS, WITHOUT_PRESOLVE = range(5)
CLOSER: Final = 0.1  # of the gap in money: what the solver is asked, since a plan made exact costs a little more
CLOSER_OF_MANY: Final = 0.5  # the same of a large search: with the rows of its plan, the next one soon proves that


def next_way(way: int, growing: GrowingProgram, money: float) -> int | None:
    """Return the next way of asking, where the best plan spends and earns so much; None where there is none."""
    way += 1
    if way == FEWER_FORTUNES and without_fortunes(growing.program, money) is None:
        way += 1
    return way if way <= WITHOUT_PRESOLVE and growing.decides else None


def asked(
    growing: GrowingProgram, way: int, best: Answer | None, money: float, start: Floats | None,
    listener: Listener | None, enough: Enough,
) -> Answer:  # fmt: skip
    """Return what the solver answers in one of the ways.

    Parameters
    ----------
    best, money
        The best plan so far, and all that it spends and earns.
    start
        The values that the search begins with.
    enough
        Says when a large search that begins at a plan is to end.
    """
    program, scale = growing.program, growing.scale()
    if way == FEWER_FORTUNES:
        program = without_fortunes(program, money) or program
    if way:  # handed a start, the solver has told an objective that was not its solution's
        start = None
    if way >= TIGHTER and best is not None and best.values is not None and len(best.values) == len(program.cost):
        scale = Scale.of(program).at(program, best.values)
    if way >= OTHER_UNITS:
        scale = Scale.of_workbook(program)
    scale = scale.for_costs(program.cost)
    is_begun = start is not None and best is not None and has_many(program)
    options = _options(growing, way, is_begun=is_begun)
    if has_many(program):
        return searched(program, options, listener, start, scale, enough if is_begun else None)
    return solve(program, options, listener, start, scale)


def _options(growing: GrowingProgram, way: int, *, is_begun: bool) -> Options:
    options = replace(growing.options, time_limit=growing.deadline.left())
    if growing.cutters:
        closer = CLOSER_OF_MANY if is_begun else CLOSER
        options = replace(options, money_gap=closer * options.money_gap)
    if is_begun:  # with a good plan in hand
        options = replace(options, seeks=False)
    if way >= TIGHTER:
        options = replace(options, tolerance=EXACT_ROW, whole=EXACT_ROW)
    if way == WITHOUT_PRESOLVE:
        options = replace(options, presolve=False)
    return options
