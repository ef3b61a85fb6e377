"""The nucleolus of who pays, and between what it lies where costs are known within brackets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.arrays import Floats
from planner.errors import SolverError
from planner.studies.shares.game import NOBODY, Shares, coalitions, members, saving
from planner.tolerances import CORE_TIGHT, ROUNDING, SOLVED_TO
from planner_models.expected import Bracket


def nucleolus(costs: Sequence[float], count: int) -> Shares | None:
    r"""Return what each partner pays by the nucleolus; None where all together cost more than apart.

    Of all shares of the saving by which none pays more than alone, the ones whose least excess
    :math:`y(S) - v(S)` is as large as may be, then the next least, and so on: the chain of linear programmes that
    raises the least, fixes what is tight in every solution, and repeats until one point is left. Schmeidler, D.
    (1969): The nucleolus of a characteristic function game; Maschler, Peleg, Shapley (1979) for the chain.
    """
    return _shares(costs, count, bounded=True) if _is_saved(costs, count) else None


def prenucleolus(costs: Sequence[float], count: int) -> Shares:
    """Return the same of all shares, also those by which some pay more than alone: it is there without a saving too."""
    return _shares(costs, count, bounded=False)


def between(costs: Sequence[Bracket], count: int, *, bounded: bool) -> tuple[Bracket, ...] | None:
    r"""Return between what each share of the (pre)nucleolus lies, whatever the costs within their brackets.

    As long as the same coalitions are fixed in the same order, the shares are a linear function of the costs, and that
    they are is a few linear inequalities of the costs: where these hold over all brackets, the ends of the shares are
    exact. None where they do not: another order may then do, and nothing is proven.
    """
    found = _shares([each.best for each in costs], count, bounded=bounded)
    if all(each.low == each.high for each in costs):
        return tuple(Bracket(each, each, each) for each in found)
    pays = _linear(costs, count, bounded=bounded)
    if pays is None:
        return None
    ends = [_over(row, costs) for row in pays]
    return tuple(Bracket(min(low, best), best, max(best, high)) for (low, high), best in zip(ends, found, strict=True))


def _savings(costs: Sequence[float], count: int) -> Floats:
    found = [Bracket(each, each, each) for each in costs]
    return np.array([saving(found, coalition, count).best for coalition in coalitions(count)])


def _scale(values: Floats, costs: Sequence[float]) -> float:
    return max(float(np.abs(values).max()), ROUNDING * max(map(abs, costs), default=0.0)) or 1.0


def _is_saved(costs: Sequence[float], count: int) -> bool:
    values = _savings(costs, count)
    return float(values[-1]) / _scale(values, costs) >= -ROUNDING


def _shares(costs: Sequence[float], count: int, *, bounded: bool) -> Shares:
    values = _savings(costs, count)
    scale = _scale(values, costs)
    saved = _Chain(values / scale, count, bounded=bounded).solved() * scale
    return tuple(costs[1 << i] - costs[NOBODY] - float(saved[i]) for i in range(count))


def _linear(costs: Sequence[Bracket], count: int, *, bounded: bool) -> Floats | None:
    """Return what each pays as a linear function of all costs; None where that does not hold over all brackets."""
    best = [each.best for each in costs]
    values = _savings(best, count)
    scale = _scale(values, best)
    chain = _Chain(values / scale, count, bounded=bounded)
    chain.solved()
    worth, member = _worth(count), _member(count)
    width = count + len(chain.stages)
    rows = [_equation(member[each], width, count + j) for j, stage in enumerate(chain.stages) for each in stage]
    equal = np.array([*rows, _equation(member[-1], width, None)])
    right = np.array([worth[each] for stage in chain.stages for each in stage] + [worth[-1]])
    solution = np.linalg.pinv(equal)
    if np.linalg.matrix_rank(equal) < width or np.abs(equal @ solution @ right - right).max() > CORE_TIGHT:
        return None  # more coalitions are tight than are needed: any other cost unties them
    shares = solution @ right
    asked = list(_conditions(chain.stages, shares, worth, member))
    asked += list(shares[:count]) if bounded else []
    if any(_over(row, costs)[0] < -CORE_TIGHT * scale for row in asked):
        return None
    alone = np.zeros((count, len(costs)))
    for i in range(count):
        alone[i, 1 << i], alone[i, NOBODY] = 1.0, -1.0
    found: Floats = alone - shares[:count]
    return found


def _worth(count: int) -> Floats:
    """Return what each coalition saves, as a row of coefficients of all costs."""
    found = np.zeros((1 << count, 1 << count))
    for coalition in coalitions(count):
        own = members(coalition, count)
        if len(own) > 1:
            found[coalition, coalition] -= 1.0
            found[coalition, [1 << i for i in own]] += 1.0
            found[coalition, NOBODY] -= len(own) - 1
    return found


def _member(count: int) -> Floats:
    return np.array([[float(coalition >> i & 1) for i in range(count)] for coalition in coalitions(count)])


def _equation(member: Floats, width: int, level: int | None) -> Floats:
    """Return the row: what a coalition is given, less the level of its stage."""
    found = np.zeros(width)
    found[: len(member)] = member
    if level is not None:
        found[level] = -1.0
    return found


def _conditions(stages: Sequence[Sequence[int]], shares: Floats, worth: Floats, member: Floats) -> list[Floats]:
    """Return what must not be below zero: the excess of what a stage leaves free, beyond the level of the stage."""
    count, fixed = member.shape[1], {0, len(member) - 1}
    found: list[Floats] = []
    for j, stage in enumerate(stages):
        fixed |= set(stage)
        free = [coalition for coalition in range(len(member)) if coalition not in fixed]
        found += [member[each] @ shares[:count] - worth[each] - shares[count + j] for each in free]
    return found


def _over(row: Floats, costs: Sequence[Bracket]) -> tuple[float, float]:
    """Return the least and the most of a linear function of costs."""
    low, high = np.array([each.low for each in costs]), np.array([each.high for each in costs])
    with np.errstate(invalid="ignore"):  # nothing of what has no bound
        ends = np.where(row == 0, 0.0, row * low), np.where(row == 0, 0.0, row * high)
    return float(np.minimum(*ends).sum()), float(np.maximum(*ends).sum())


class _Chain:
    """The chain of linear programmes of one game, its values scaled to 1; ``stages`` are what each has fixed."""

    def __init__(self, values: Floats, count: int, *, bounded: bool) -> None:
        self.count, self.least = count, 0.0 if bounded else None
        self.whole = max(float(values[-1]), 0.0) if bounded else float(values[-1])
        self.stages: list[list[int]] = []
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
            self.stages.append(tight)
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
            cost, rows, limits, equal, np.array(list(self.fixed.values())), [(self.least, None)] * self.count + [ends],
            method="highs-ds",
            options={"primal_feasibility_tolerance": SOLVED_TO, "dual_feasibility_tolerance": SOLVED_TO},
        )  # fmt: skip
        if answer.status != 0:
            message = f"the programme of who pays was not solved: {answer.message}"
            raise SolverError(message)
        found: Floats = answer.x
        return found
