"""What a solve was asked, why it stopped, and what it has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from planner.solving.pools import EngineName

    # seconds, incumbent, bound, gap; None for what is not known yet
    Listener = Callable[[float, float | None, float | None, float | None], None]


class Status(Enum):
    """Why a solve stopped and what it has; every one is told apart."""

    OPTIMAL = "optimal"  # proven within the gap
    FEASIBLE = "feasible, not proven"  # a limit or an interrupt came first; the gap says how far
    NO_SOLUTION = "no plan found in the time"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    FAILED = "the solver failed"


@dataclass(frozen=True, slots=True)
class Tactics:
    """What is tried to be fast, none of which changes what is found but for the gap; for measuring each.

    dive
        Look for a first plan on the way from the relaxation to whole numbers.
    part
        The share of the branches that are judged before rows are added: fewer find older plans less often.
    selects
        Let go of the rows that the relaxation does not lean on before whole numbers are decided.
    core
        How much of the way to the relaxation's inner point rows are looked for once whole numbers are decided; 0: at
        the plan alone. A hair of it gives rows that no other is better than (Magnanti and Wong, Operations Research
        29, 1981), nearly always.
    starts
        Hand the dive's plan to the solver to start with.
    """

    dive: bool = True
    part: float = 0.2
    selects: bool = False
    core: float = 0.0
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve.

    Relative gap, seconds, threads (0: all), seed; by how much a linear row may be missed; in how many processes
    branches are judged (more than one only from a program that may start itself again), whose they are, and where a
    Dask scheduler listens (see `planner.solving.pools.pool`).
    """

    gap: float = 0.001
    time_limit: float = 600.0
    threads: int = 0
    seed: int = 0
    presolve: bool = True
    tolerance: float = 1e-7
    processes: int = 1
    tactics: Tactics = Tactics()
    engine: EngineName = "processes"
    scheduler: str | None = None


@dataclass(frozen=True)
class Answer:
    """The end of a solve.

    Attributes
    ----------
    status, interrupted, seconds
        Why it stopped, whether the planner stopped it, and how long it took.
    objective, bound
        Of the best solution, None without one; the proven bound, None without one.
    values
        Of every column; None without a solution.
    row_dual, column_dual
        Of a linear programme solved to optimality: what one more unit of each limit is worth.
    nodes
        Branch-and-bound nodes.
    """

    status: Status
    seconds: float
    objective: float | None = None
    bound: float | None = None
    values: NDArray[np.float64] | None = None
    row_dual: NDArray[np.float64] | None = None
    column_dual: NDArray[np.float64] | None = None
    interrupted: bool = False
    nodes: int = 0
    message: str = ""


def relative_gap(objective: float, bound: float) -> float:
    """Return how far a plan may be from the best, as a share of its objective."""
    return max(0.0, objective - bound) / max(abs(objective), 1e-10)
