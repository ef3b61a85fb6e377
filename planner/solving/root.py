"""The linear relaxation of a model that grows, with the rows that it asks for: a bound before anything is decided."""

from __future__ import annotations

from typing import Final

from planner.solving.growing import MOST_CUT_ROUNDS, GrowingProgram
from planner.solving.outcome import Options, cost_of
from planner.solving.safe_bound import safe_bound
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status

FLAT: Final = 4  # rounds
RISE: Final = 5e-2  # of the gap: so many rounds that raise the bound by so little are the last


def tighten(growing: GrowingProgram) -> float | None:
    """Add the rows that the linear relaxation asks for: they cost little and every later solve has them.

    Returns its objective, a bound of the whole.

    Rows are looked for halfway between the relaxation's solution and an inner point that follows it (the
    in-out method of Ben-Ameur and Neto, Networks 49, 2007), which needs far fewer rounds.
    """
    warm = WarmProgram(growing.program, growing.options, growing.scale())
    costs: list[float] = []
    inner = None
    for _ in range(MOST_CUT_ROUNDS):
        answer = warm.run(growing.deadline.left())
        if answer.row_dual is not None:
            growing.proof = growing.program, answer.row_dual
        if answer.values is None:
            growing.is_empty = answer.status is Status.INFEASIBLE
            break
        costs.append(cost_of(answer))
        if _is_flat(costs, growing.options):
            break
        if growing.amounts is None:
            growing.amounts = answer.values
            warm = WarmProgram(growing.program, growing.options, growing.scale())
        cuts = growing.broken(answer.values, inner)
        if cuts is None:
            break
        growing.add(cuts, warm)
        inner = answer.values if inner is None else 0.5 * inner + 0.5 * answer.values
    return None if growing.proof is None else safe_bound(*growing.proof, warm.units)


def _is_flat(costs: list[float], options: Options) -> bool:
    """Whether the last rounds raised the bound by next to nothing of what it may be short by in the end."""
    asked = max(options.gap * abs(costs[-1]), options.money_gap)
    return len(costs) > FLAT and costs[-1] - costs[-1 - FLAT] < RISE * asked
