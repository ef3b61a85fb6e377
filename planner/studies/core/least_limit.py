"""The least limit that a rule's measure can keep, looked for in one model: with another limit a model is built anew.

What a rule limits is a ratio: the most that comes from an origin, or the norm of what comes from each, over the supply,
in the worst period. The plan is looked for that is furthest below a limit, and its own measure is the next limit: each
is lower, and few are needed. What is found is no proof that none is lower.

Source: Crouzeix, Ferland and Schaible, An algorithm for generalized fractional programs, Journal of Optimization Theory
and Applications 47, 1985, after Dinkelbach, On nonlinear fractional programming, Management Science 13, 1967.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options
from planner.solving.separation import CutRow, Cutter
from planner.solving.tangents import RelaxedTangents, Tangents
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import Measure
from planner.studies.core.query import Query
from planner.tolerances import ROUNDING

RADIUS: Final = "concentration_cap"  # the rows that tie the radius of an index to its limit
MOST_LIMITS: Final = 12
MOST_SUPPLY: Final = 2.0  # of the supply of the plan before
SLOW: Final = 0.1  # a step that is shorter than this share of the width that is asked is the last


@dataclass(frozen=True)
class LeastLimit:
    """A measure of a rule in a model that was built with a rule of it.

    ``limits`` are the worst that linear measures may be.
    """

    compiled: CompiledCase
    measure: Measure
    limits: tuple[tuple[Measure, float], ...]
    options: Options

    def below(self, values: Floats, width: float) -> float | None:
        """Return a limit that a plan keeps, from that of a plan that is known on; to about a width the least.

        None where no plan is found.
        """
        least, start = self.compiled.value(self.measure, values), values
        program, cutters = self._free(), self._cutters()
        for _ in range(MOST_LIMITS):
            if least <= width:
                return least
            asked = self._asked(program, least, values)
            _, exact = CuttingPlanes(asked, self.options, cutters, None, np.append(values, 0.0), keeps=False).run()
            if exact is None or exact.values is None:
                return None if values is start else least
            values, before = exact.values[: len(program.cost)], least
            least = min(least, self.compiled.value(self.measure, values))
            if before - least < SLOW * width:
                return least
        return least

    def _free(self) -> LinearProgram:
        """Return the programme of all plans within the other limits, the rule's own radius left to itself."""
        program = self.compiled.programme(Query(aim=None, limits=self.limits))
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        for name, first, keys in program.rows.named():
            if name == RADIUS:
                rows = [first + n for n, key in enumerate(keys) if key in self._keys]
                lower[rows], upper[rows] = -math.inf, math.inf
        return replace(program, row_lower=lower, row_upper=upper)

    def _asked(self, program: LinearProgram, limit: float, values: Floats) -> LinearProgram:
        """Return the programme with a last column, the least: by how much what is limited is above it.

        It is counted in shares of the supply that a plan has, so that it is by about as much that the limit falls.
        Twice that supply is the most: where supply is without end, so would be what it is counted in.
        """
        model, width = self.compiled.model, len(program.cost)
        rows, root, upper = [], math.sqrt(limit), program.upper.copy()
        for q, t in self._keys:
            supply = program.columns.place(model.supply[q, t])
            unit = values[supply] if values[supply] > ROUNDING else 1.0
            upper[supply] = min(upper[supply], MOST_SUPPLY * unit)
            if self._is_index:
                rows.append({program.columns.place(model.radius[q, t]): 1.0, supply: -root, width: -unit})
                continue
            for g in range(len(model.index.problem.rules[q].origins)):
                rows.append({program.columns.place(model.intake[q, g, t]): 1.0, supply: -limit, width: -unit})
        wider = replace(
            program,
            cost=np.append(np.zeros(width), 1.0),
            lower=np.append(program.lower, -math.inf),
            upper=np.append(upper, math.inf),
            integer=np.append(program.integer, False),
            matrix=csr_array(hstack([program.matrix, csr_array((program.matrix.shape[0], 1))], format="csr")),
            columns=program.columns.plus([CutRow("above", (0,))]),
        )
        matrix = csr_array(np.array([[row.get(column, 0.0) for column in range(width + 1)] for row in rows]))
        names = tuple(CutRow("asked", ("above", n)) for n in range(len(rows)))
        return wider.with_rows(matrix, np.full(len(rows), -math.inf), np.zeros(len(rows)), names)

    def _cutters(self) -> list[Cutter]:
        """Return what the model is cut by, Herfindahl rules by their radius alone."""
        found = [each for each in self.compiled.cutters if not isinstance(each, Tangents)]
        relaxed = RelaxedTangents(self.compiled.model, self.compiled.programme(Query(aim=None)))
        return [*([relaxed] if relaxed else []), *found]

    @property
    def _is_index(self) -> bool:
        return self.measure.declared.limits[0] == "HHI at most"

    @property
    def _keys(self) -> list[tuple[int, int]]:
        q = self.compiled.rule_of(self.measure)
        return [(rule, t) for rule, t in self.compiled.model.ruled_qt if rule == q]
