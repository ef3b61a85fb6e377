"""Section 7 of the formulation, who pays: a game of a few partners, from what each of their coalitions costs.

A coalition is a number: bit i is set where partner i is in it; 0 is the coalition of nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from planner.tolerances import ROUNDING
from planner_models.expected import Bracket

Shares = tuple[float, ...]

NOBODY: Final = 0


class Verdict(Enum):
    """What a coalition does where each partner is to pay a share."""

    STAYS = "stays"
    LEAVES = "would leave"
    OPEN = "open"


@dataclass(frozen=True)
class Judged:
    """A coalition beside the shares that its partners are to pay.

    Attributes
    ----------
    coalition, verdict
        Which, and what it does: three answers, by what is proven.
    more
        What it is to pay beyond what its own plan costs; below zero where staying saves.
    at_most
        The same beyond the least that it could cost by itself, as far as that is proven.
    """

    coalition: int
    verdict: Verdict
    more: float
    at_most: float


def coalitions(count: int) -> range:
    """Return all coalitions of so many partners, nobody first, all of them last."""
    return range(1 << count)


def members(coalition: int, count: int) -> tuple[int, ...]:
    """Return the partners of a coalition."""
    return tuple(i for i in range(count) if coalition >> i & 1)


def noise(costs: Sequence[Bracket]) -> float:
    """Return what arithmetic leaves of nothing in sums of coalitions' costs, whatever the unit of their money."""
    return ROUNDING * max((abs(each.best) for each in costs), default=0.0)


def without_noise(shares: Shares, costs: Sequence[Bracket]) -> Shares:
    """Return shares with none of what arithmetic leaves of nothing: a partner who pays 0 is told to pay 0."""
    least = noise(costs)
    return tuple(each if abs(each) > least else 0.0 for each in shares)


def beyond_nobody(cost: Bracket, nobody: Bracket) -> Bracket:
    """Return what a coalition's plan costs beyond that of nobody: what stands or is served anyway is no saving."""
    return Bracket(cost.low - nobody.high, cost.best - nobody.best, cost.high - nobody.low)


def saving(costs: Sequence[Bracket], coalition: int, count: int) -> Bracket:
    r"""Return what partners save together: what each alone costs, less what all of them do.

    .. math:: v(S) = \sum_{i \in S} c(\{i\}) - c(S)

    The cost of nobody stands in it as often as there are partners but one; of one partner nothing is saved.
    """
    own = members(coalition, count)
    if len(own) < 2:  # one or none
        return Bracket(0.0, 0.0, 0.0)
    alone, other = [costs[1 << i] for i in own], len(own) - 1
    together, nobody = costs[coalition], costs[NOBODY]
    return Bracket(
        math.fsum(each.low for each in alone) - together.high - other * nobody.high,
        math.fsum(each.best for each in alone) - together.best - other * nobody.best,
        math.fsum(each.high for each in alone) - together.low - other * nobody.low,
    )


def shapley(costs: Sequence[Bracket], count: int) -> tuple[Bracket, ...]:
    r"""Return what each partner pays: what it adds to the cost of those before it, over all orders of coming.

    .. math:: x_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!} \bigl(c(S \cup i) - c(S)\bigr)

    Each coalition stands once in the sum, so bound and plan by the sign of its weight are the ends of the interval.
    Shapley, L. S. (1953): A value for n-person games.
    """
    return tuple(_shapley_of(costs, i, count) for i in range(count))


def _shapley_of(costs: Sequence[Bracket], i: int, count: int) -> Bracket:
    low, best, high = [], [], []
    for without in coalitions(count):
        if without >> i & 1:
            continue
        size = without.bit_count()
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        before, after = costs[without], costs[without | 1 << i]
        low.append(weight * (after.low - before.high))
        best.append(weight * (after.best - before.best))
        high.append(weight * (after.high - before.low))
    return Bracket(math.fsum(low), math.fsum(best), math.fsum(high))


def in_proportion(alone: Sequence[float], total: float) -> Shares | None:
    """Return the total in proportion to what each costs alone; None where these costs allow none."""
    whole = math.fsum(alone)
    if whole <= 0 or min(alone) < 0:
        return None
    return tuple(total * each / whole for each in alone)


def judged(shares: Sequence[float], costs: Sequence[Bracket], count: int) -> Iterator[Judged]:
    """Yield every coalition but nobody and all, beside shares that add up to what all together cost.

    It stays where the shares of its partners are at most the bound of its own cost, it would leave where they are
    more than its own plan costs, and between the two it is open.
    """
    least = noise(costs)
    for coalition in coalitions(count)[1:-1]:
        own = beyond_nobody(costs[coalition], costs[NOBODY])
        paid = math.fsum(shares[i] for i in members(coalition, count))
        sure, likely, most = paid - own.high, paid - own.best, paid - own.low
        verdict = Verdict.STAYS if most <= least else Verdict.LEAVES if sure > least else Verdict.OPEN
        yield Judged(coalition, verdict, likely, most)
