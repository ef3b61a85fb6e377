"""Which columns of a plan can move at all while its rows hold and it costs the same: cheap tests before dear ones.

First what rows hold fast: where a row is used up and none of its terms can make room, none that would use more of it
moves. Then, of the rest, what would cost something: a column whose reduced cost is not nothing stays at its limit in
every plan of the same cost (complementary slackness; Schrijver, Theory of Linear and Integer Programming, 1986, 7.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.solving.region import Region
from planner_models.tolerances import MOVE_COSTS

Flags = NDArray[np.bool_]

MOST_ROUNDS: Final = 100  # of what one column that is held fast holds fast in turn


@dataclass(frozen=True)
class Moves:
    """What may move: the room of rows below and above, of columns too, and what each costs; 0 where there is none.

    Amounts are of the order of 1, or 0: the solver's tolerances are absolute.
    """

    matrix: csr_array
    below: Floats
    above: Floats
    low: Floats
    high: Floats
    cost: Floats

    def movable(self) -> Flags:
        """Return which columns could move at the same cost; some that cannot may be among them."""
        found = self._not_held()
        if found.any():
            found[found] = ~self._dear(found)
        return found

    def _not_held(self) -> Flags:
        """Return the columns that no row holds fast; the costs are one more row, which has no room."""
        matrix = csr_array(vstack([self.matrix, csr_array(self.cost[None, :])]))
        more, less = csr_array(matrix > 0, dtype=float), csr_array(matrix < 0, dtype=float)
        no_more, no_less = np.append(self.above == 0, True), np.append(self.below == 0, True)
        rises, falls = self.high > 0, self.low > 0
        for _ in range(MOST_ROUNDS):
            raise_it, lower_it = more @ rises + less @ falls, more @ falls + less @ rises  # terms that move each row
            full, empty = no_more & (lower_it == 0), no_less & (raise_it == 0)
            held_up, held_down = more.T @ full + less.T @ empty > 0, less.T @ full + more.T @ empty > 0
            if not (rises & held_up).any() and not (falls & held_down).any():
                break
            rises, falls = rises & ~held_up, falls & ~held_down
        found: Flags = rises | falls
        return found

    def _dear(self, free: Flags) -> Flags:
        """Return of which free columns every move costs; of none where the plan does not cost the least that it could.

        A free column may be dear only where it is at a limit.
        """
        matrix, cost, low, high = csr_array(self.matrix[:, free]), self.cost[free], self.low[free], self.high[free]
        found = Region(matrix, -self.below, self.above, -low, high).least(cost)
        least = MOVE_COSTS * float(np.abs(cost).max(initial=0.0))
        if found is None or found.objective is None or found.column_dual is None or found.objective < -least:
            return np.zeros(len(cost), dtype=bool)
        reduced = found.column_dual
        dear: Flags = ((reduced > least) & (low == 0)) | ((reduced < -least) & (high == 0))
        return dear
