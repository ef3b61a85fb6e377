"""Section 4 of the formulation, time to survive: how long a plan meets its demand while something is out.

The shape is that of a branch with one step of a year, read in amounts. The plan's own numbers make the limits, and
so the coefficients of the window's length: they are stamped on the shape's arrays
(planner/solving/branches/endurance.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from planner_models.branch import shape_of
from planner_models.declared import BRANCH_CONSTRAINTS
from planner_models.numbered import Key
from planner_models.shape import Shape
from planner_models.trunk import Trunk
from planner_models.windows import Step

Places = Mapping[str, Mapping[Key, int]]  # by component's name, then by its index: the position in the arrays


def survival(trunk: Trunk, onset: int) -> Shape:
    """Return the shape of the windows that begin with a period: a model on the trunk's variables, in amounts."""
    return shape_of(trunk, onset, (Step(onset, 1.0),), in_amounts=True)


def longest_window(columns: Places, covered: Collection[int]) -> list[int]:
    r"""(D21) Time to survive: the longest window in which no covered demand is short.

    .. math:: \max length: \qquad delivery_d = remaining \cdot amount_d \cdot length, \qquad shortage_d = 0

    Returns the positions of the shortages that are none.
    """
    return [position for (d, _), position in columns.get("step_shortage", {}).items() if d in covered]


def limits_a_year(rows: Places) -> list[int]:
    r"""(D22) What is limited a year is limited by as much for each year of the window; stocks and totals are once.

    .. math:: amount \le remaining \cdot limit \cdot length, \qquad stock \le maximum, \qquad purchase \le total

    Returns the positions of the rows whose limits the length multiplies.
    """
    return [
        position for name, places in rows.items() if BRANCH_CONSTRAINTS[name].lasts == "a year"
        for position in places.values()
    ]  # fmt: skip
