"""Section 7 of the formulation, who pays: a game of a few partners, from what each of their coalitions costs.

A coalition is a number: bit i is set where partner i is in it; 0 is the coalition of nobody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from planner.errors import SolverError
from planner.tolerances import CORE_TIGHT, ROUNDING, SOLVED_TO
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
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


def nucleolus(costs: Sequence[float], count: int) -> Shares | None:
    r"""Return what each partner pays by the nucleolus; None where all together cost more than apart.

    Of all shares of the saving by which none pays more than alone, the ones whose least excess
    :math:`y(S) - v(S)` is as large as may be, then the next least, and so on: the chain of linear programmes that
    raises the least, fixes what is tight in every solution, and repeats until one point is left. Costs are those of
    the plans; there is no interval. Schmeidler, D. (1969): The nucleolus of a characteristic function game;
    Maschler, Peleg, Shapley (1979) for the chain.
    """
    found = [Bracket(each, each, each) for each in costs]
    values = np.array([saving(found, coalition, count).best for coalition in coalitions(count)])
    scale = max(float(np.abs(values).max()), ROUNDING * max(map(abs, costs), default=0.0)) or 1.0
    whole = float(values[-1]) / scale
    if whole < -ROUNDING:
        return None
    saved = _Chain(values / scale, count).solved() * scale
    return tuple(costs[1 << i] - costs[NOBODY] - float(saved[i]) for i in range(count))


class _Chain:
    """The chain of linear programmes of one game, its values scaled to 1."""

    def __init__(self, values: Floats, count: int) -> None:
        self.count = count
        self.whole = max(float(values[-1]), 0.0)
        proper = [coalition for coalition in coalitions(count)[1:-1]]
        self.free = {coalition: float(values[coalition]) for coalition in proper}
        self.fixed: dict[int, float] = {coalitions(count)[-1]: self.whole}

    def solved(self) -> Floats:
        """Return the shares of the saving."""
        point = np.full(self.count, self.whole / self.count)
        while self._rank() < self.count:
            point, excess = self._raised()
            tight = [each for each in self.free if self._most(each, excess) <= self._level(each, excess) + CORE_TIGHT]
            if not tight:  # by duality some coalition is as tight in every solution: not so in arithmetic that fails
                message = "no coalition is tight: the costs of coalitions are too far apart to be reckoned with"
                raise SolverError(message)
            for coalition in tight:
                self.fixed[coalition] = self._level(coalition, excess)
                del self.free[coalition]
        return self._point() if self.count > 1 else point

    def _level(self, coalition: int, excess: float) -> float:
        return self.free[coalition] + excess

    def _rank(self) -> int:
        return int(np.linalg.matrix_rank(np.array([self._row(each) for each in self.fixed])))

    def _row(self, coalition: int) -> list[float]:
        return [float(coalition >> i & 1) for i in range(self.count)]

    def _point(self) -> Floats:
        """Return the one point that all that is fixed leaves."""
        rows = np.array([self._row(each) for each in self.fixed])
        found: Floats = np.linalg.lstsq(rows, np.array(list(self.fixed.values())), rcond=None)[0]
        return found

    def _raised(self) -> tuple[Floats, float]:
        """Return shares whose least excess, of the coalitions that are not fixed, is as large as may be."""
        answer = self._programme(np.append(np.zeros(self.count), -1.0), None)
        return answer[:-1], float(answer[-1])

    def _most(self, coalition: int, excess: float) -> float:
        """Return the most that a coalition can have where no free excess is less than the least."""
        cost = np.array([*(-each for each in self._row(coalition)), 0.0])
        answer = self._programme(cost, excess)
        return float(-cost @ answer)

    def _programme(self, cost: Floats, excess: float | None) -> Floats:
        from scipy.optimize import linprog  # slow to import

        rows = np.array([[*(-each for each in self._row(coalition)), 1.0] for coalition in self.free])
        limits = np.array([-value for value in self.free.values()])
        equal = np.array([[*self._row(coalition), 0.0] for coalition in self.fixed])
        ends = (None, None) if excess is None else (excess - SOLVED_TO, excess)
        answer = linprog(
            cost, rows, limits, equal, np.array(list(self.fixed.values())), [(0, None)] * self.count + [ends],
            method="highs-ds",
            options={"primal_feasibility_tolerance": SOLVED_TO, "dual_feasibility_tolerance": SOLVED_TO},
        )  # fmt: skip
        if answer.status != 0:
            message = f"the programme of who pays was not solved: {answer.message}"
            raise SolverError(message)
        found: Floats = answer.x
        return found


def judged(shares: Sequence[float], costs: Sequence[Bracket], count: int) -> Iterator[Judged]:
    """Yield every coalition but nobody and all, beside shares that add up to what all together cost.

    It stays where the shares of its partners are at most the bound of its own cost, it would leave where they are
    more than its own plan costs, and between the two it is open.
    """
    noise = ROUNDING * max(1.0, *(abs(each.best) for each in costs))
    for coalition in coalitions(count)[1:-1]:
        own = beyond_nobody(costs[coalition], costs[NOBODY])
        paid = math.fsum(shares[i] for i in members(coalition, count))
        sure, likely, most = paid - own.high, paid - own.best, paid - own.low
        verdict = Verdict.STAYS if most <= noise else Verdict.LEAVES if sure > noise else Verdict.OPEN
        yield Judged(coalition, verdict, likely, most)
