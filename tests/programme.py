"""A programme with whole numbers, written down by name and solved by scipy, to hold the product against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

Terms = list[tuple[float, "Hashable"]]
ENDED = {0: 0.0, 2: math.inf, 3: -math.inf}  # what scipy's numbers mean: solved, impossible, without end


class Programme:
    """Variables by name, each with a cost and limits; rows as sums of terms between two limits."""

    def __init__(self) -> None:
        self.columns: dict[Hashable, int] = {}
        self.cost: list[float] = []
        self.limits: list[tuple[float, float]] = []
        self.whole: list[int] = []
        self.rows: list[tuple[Terms, float, float]] = []

    def variable(
        self, name: Hashable, cost: float = 0.0, least: float = 0.0, most: float = math.inf, whole: bool = False
    ) -> Hashable:
        """Add a variable; return its name."""
        self.columns[name] = len(self.columns)
        self.cost.append(cost)
        self.limits.append((least, most))
        self.whole.append(int(whole))
        return name

    def charge(self, name: Hashable, cost: float) -> None:
        """Add to a variable's cost."""
        self.cost[self.columns[name]] += cost

    def row(self, terms: Iterable[tuple[float, Hashable]], least: float = -math.inf, most: float = math.inf) -> None:
        """Add a row: the sum of coefficients times variables, by name, between two limits."""
        self.rows.append((list(terms), least, most))

    def solve(self) -> float:
        """Return the least cost: infinite where nothing is allowed, below zero so where it could fall without end."""
        entries = [(r, self.columns[name], value) for r, (terms, _, _) in enumerate(self.rows) for value, name in terms]
        rows, columns, values = zip(*entries, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.columns)))
        between = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        least, most = zip(*self.limits, strict=True)
        bounds, options = Bounds(least, most), {"mip_rel_gap": 0}
        found = milp(np.array(self.cost), constraints=between, bounds=bounds, integrality=self.whole, options=options)
        assert found.status in ENDED, found.message
        return float(found.fun) if found.x is not None else ENDED[found.status]
