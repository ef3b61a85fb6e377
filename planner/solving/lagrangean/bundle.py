"""What is known of each path's least cost at any prices: no more than each of its plans costs at them.

The next prices are those where the paths' known plans leave the most to be hoped for, less what it counts to go far
from the best prices so far (a proximal bundle method; Kiwiel, Mathematical Programming 46, 1990). Its dual is a
least-squares problem in the shares of each path's plans, of which the mean is a plan that the paths nearly agree on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.solving.lagrangean.shared import SharedColumns
from planner_models.tolerances import PATHS_AGREE, SHARES_SETTLED

MOST_PLANS: Final = 40  # of a path that are kept; of those beyond the ones that count least are let go
MOST_STEPS: Final = 2000
NEW: Final = 0.1  # of an even share: what a plan that is new begins with
LEAST_CURVED: Final = 0.1  # of how far costs are apart: a problem that is curved less is taken for a linear one


@dataclass(frozen=True)
class NextPrices:
    """Where to look next.

    Attributes
    ----------
    prices
        Of the paths by shared column; they cancel out.
    hoped
        What the plans that are known allow the bound to be there.
    mean
        What the paths agree on, mixing their plans: by shared column.
    """

    prices: Floats
    hoped: float
    mean: Floats


@dataclass
class Bundle:
    """The plans of the paths that are known.

    Attributes
    ----------
    units
        The amount of each shared column that counts as 1.
    """

    shared: SharedColumns
    units: Floats
    _paths: list[int] = field(default_factory=list)
    _costs: list[float] = field(default_factory=list)
    _plans: list[Floats] = field(default_factory=list)
    _weights: list[float] = field(default_factory=list)

    def add(self, path: int, cost: float, values: Floats) -> None:
        """Take in a plan of a path: what it costs without prices, and its values of what the path shares."""
        plan = np.zeros(len(self.units))
        plan[self.shared.has[path]] = values
        if any(n == path and np.array_equal(plan, own) for n, own in zip(self._paths, self._plans, strict=True)):
            return
        self._paths.append(path)
        self._costs.append(cost)
        self._plans.append(plan)
        self._weights.append(0.0)
        self._let_go(path)

    @property
    def is_whole(self) -> bool:
        """Whether a plan of every path is known."""
        return len(set(self._paths)) == len(self.shared.chances)

    def _let_go(self, path: int) -> None:
        own = [k for k, n in enumerate(self._paths[:-1]) if n == path]
        if len(own) >= MOST_PLANS:
            least = min(own, key=lambda k: self._weights[k])
            for kept in (self._paths, self._costs, self._plans, self._weights):
                del kept[least]

    def next(self, centre: Floats, step: float) -> NextPrices:
        """Return where to look next from the best prices so far; ``step`` says how far it may be."""
        paths, plans, chances = np.array(self._paths), np.array(self._plans), self.shared.chances
        costs = np.array(self._costs) + np.einsum("kj,kj->k", plans, centre[paths])
        found = self._mixed(paths, plans / self.units, chances[paths] * costs, step)
        self._weights = found.tolist()
        mixed = np.zeros((len(chances), len(self.units)))
        np.add.at(mixed, paths, found[:, None] * plans)
        prices = self.shared.apart(centre + step * self.shared.apart(mixed) / self.units**2)
        return NextPrices(prices, self.hoped(prices), self.shared.mean(mixed))

    def hoped(self, prices: Floats) -> float:
        """Return the most that the bound may be at some prices, by the plans that are known."""
        least = np.full(len(self.shared.chances), np.inf)
        costs = np.array(self._costs) + np.einsum("kj,kj->k", np.array(self._plans), prices[self._paths])
        np.minimum.at(least, self._paths, costs)
        return float(self.shared.chances @ least)

    def off(self) -> float:
        """Return how far the plans that count are from agreeing, squared; 0 where only arithmetic keeps them apart."""
        mixed = np.zeros((len(self.shared.chances), len(self.units)))
        np.add.at(mixed, self._paths, np.array(self._weights)[:, None] * np.array(self._plans))
        off, size = (
            float((self.shared.chances @ (values / self.units) ** 2).sum())
            for values in (self.shared.apart(mixed), mixed)
        )
        return off if off > PATHS_AGREE * size else 0.0

    def _mixed(self, paths: NDArray[np.int64], plans: Floats, costs: Floats, step: float) -> Floats:
        """Return the shares of the plans of each path that cost little, and agree: by an accelerated gradient method.

        Source: Beck and Teboulle, SIAM Journal on Imaging Sciences 2, 2009.
        """
        weights = self.shared.chances[paths]
        alike = plans @ plans.T * np.where(paths[:, None] == paths, weights[:, None], 0.0)
        together = (plans / self.shared.weights.sum(axis=0)) @ plans.T * np.outer(weights, weights)
        curved = step * (alike - together)
        cheapest = np.full(len(self.shared.chances), np.inf)
        np.minimum.at(cheapest, paths, costs)
        costs = costs - cheapest[paths]
        size = max(float(np.linalg.eigvalsh(curved)[-1]), LEAST_CURVED * float(costs.max())) or 1.0
        simplices = _Simplices(paths)
        shares = ahead = simplices.nearest(np.array(self._weights) + NEW * simplices.even)
        turn = 1.0
        for _ in range(MOST_STEPS):
            moved = simplices.nearest(ahead - (costs + curved @ ahead) / size)
            later = (1 + np.sqrt(1 + 4 * turn**2)) / 2
            if float((moved - shares) @ (ahead - moved)) > 0:  # it has gone too far: begin again from here
                later, ahead = 1.0, moved
            else:
                ahead = moved + (turn - 1) / later * (moved - shares)
            change = float(np.abs(moved - shares).max())
            shares, turn = moved, later
            if change < SHARES_SETTLED:
                break
        return shares


class _Simplices:
    """Shares that are of several paths, those of each adding up to 1."""

    def __init__(self, paths: NDArray[np.int64]) -> None:
        order = np.argsort(paths, kind="stable")
        self._rows = np.unique(paths, return_inverse=True)[1].ravel()
        count = np.bincount(self._rows)
        self._places = np.empty(len(paths), dtype=np.int64)
        self._places[order] = np.concatenate([np.arange(n) for n in count])
        self._shape = len(count), int(count.max())
        self.even = 1.0 / count[self._rows]

    def nearest(self, values: Floats) -> Floats:
        """Return the nearest shares, none of them below 0.

        Source: Held, Wolfe and Crowder, Mathematical Programming 6, 1974.
        """
        table = np.full(self._shape, -np.inf)
        table[self._rows, self._places] = values
        down = -np.sort(-table, axis=1)
        known = np.isfinite(down)
        over = (np.cumsum(np.where(known, down, 0.0), axis=1) - 1.0) / np.arange(1, self._shape[1] + 1)
        last = (known & (down > over)).sum(axis=1) - 1
        shares: Floats = np.maximum(values - over[np.arange(self._shape[0]), last][self._rows], 0.0)
        return shares
