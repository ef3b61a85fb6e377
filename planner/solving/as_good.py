"""Whether a plan that a convention would have is as good as the one before it."""

from __future__ import annotations

import numpy as np

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.sparse import unsigned
from planner_models.tolerances import CONVENTION_ROOM


def is_as_good(program: LinearProgram, before: Floats, after: Floats) -> bool:
    """Return whether a plan keeps all rows and limits that the one before kept, and costs the same."""
    hair = CONVENTION_ROOM * (unsigned(program.matrix) @ np.maximum(np.abs(before), np.abs(after)))
    rows, held = program.matrix @ after, program.matrix @ before
    inside = (rows <= np.maximum(program.row_upper, held) + hair) & (rows >= np.minimum(program.row_lower, held) - hair)
    costs = np.abs(program.cost) @ np.maximum(np.abs(before), np.abs(after))
    return bool(inside.all()) and abs(float(program.cost @ (after - before))) <= CONVENTION_ROOM * float(costs)
