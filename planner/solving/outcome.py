"""What a solve was asked, why it stopped, and what it has."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from planner_models.tolerances import FEASIBLE, GAP_CLOSED, SPENT_ROUNDING, WHOLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.solving.workers.pools import EngineName
    from planner.statuses import Status
    from planner_models.trunk import Trunk

# seconds, incumbent, bound, gap; None for what is not known yet
Listener = Callable[[float, float | None, float | None, float | None], None]


@runtime_checkable
class Follower(Protocol):
    """A listener that is told of every better solution too, and of what is solved."""

    def begin(self, book: object, model: Trunk, planes: object, options: Options, cost: object = None) -> None:
        """Hear what is being solved; ``cost`` is what each column of a plan costs, where something else is aimed at."""

    def exact(self) -> Answer | None:
        """Return the best exact plan that was heard of."""

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far a solve is."""

    def found(self, values: NDArray[np.float64], cost: float, is_exact: bool) -> None:
        """Hear of a solution: exact, or as the solver has it, which may break rows that are yet to be added."""


@dataclass(frozen=True, slots=True)
class Tactics:
    """What is tried to be fast, none of which changes what is found but for the gap; for measuring each.

    dive
        Look for a first plan on the way from the relaxation to whole numbers.
    part
        The share of the branches that are judged before rows are added: fewer find older plans less often.
    nearby
        Where much is to be decided, look for a better plan near the dive's before the whole is searched, and hand that
        to the solver to start with, which then looks for plans in its tree alone.
    whole
        Hold branches whole in the model, where they are few and small and the relaxation is far from the best plan.
    """

    dive: bool = True
    part: float = 0.2
    nearby: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve.

    Relative gap, and the gap in money that is enough too (0: none), seconds, threads (0: all), seed; by how much a
    linear row may be missed, and a whole number be off, in the solver's units; in how many processes branches are
    judged (more than one only from a program that may start itself again), whose they are, and where a
    Dask scheduler listens (see `planner.solving.workers.engines.pool`); the file to which the solver's log is added;
    whether the solver looks for plans beside its tree, which takes long and finds none where it is handed a good one,
    for cuts inside it, and begins again at its root when some whole numbers are settled: without all of these its nodes
    are many and quick.
    """

    gap: float = 0.001
    money_gap: float = 0.0
    time_limit: float = 600.0
    threads: int = 0
    seed: int = 0
    presolve: bool = True
    tolerance: float = FEASIBLE
    whole: float = WHOLE
    processes: int = 1
    tactics: Tactics = Tactics()
    engine: EngineName = "processes"
    scheduler: str | None = None
    log: str | None = None
    seeks: bool = True

    @property
    def told(self) -> tuple[float, ...]:
        """What an answer depends on of what a planner says."""
        return self.gap, self.money_gap, self.time_limit, self.seed


@dataclass(frozen=True)
class Answer:
    """The end of a solve.

    Attributes
    ----------
    status, interrupted, seconds
        What is known of it, whether the planner stopped it, and how long it took.
    objective, bound
        Of the best solution, None without one; the proven bound, None without one.
    values
        Of every column; None without a solution.
    row_dual, column_dual
        Of a linear programme solved to optimality: what one more unit of each limit is worth.
    nodes
        Branch-and-bound nodes.
    units
        The amount of each column that the solver counted as 1, where the answer was made exact.
    priced
        The cost of the cheapest operation of the same decisions, whose prices these are, where the plan is a safer one
        within the gap in money.
    blur
        By how much the bound of a mixed-integer solve may be off for costs that the solver hardly sees.
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
    units: NDArray[np.float64] | None = None
    priced: float | None = None
    blur: float = 0.0
    message: str = ""


def cost_of(answer: Answer) -> float:
    """Return what the best solution costs; endlessly much without one."""
    return answer.objective if answer.objective is not None else math.inf


def larger(bound: float | None, other: float | None) -> float | None:
    """Return the better of two proven lower bounds."""
    return max((x for x in (bound, other) if x is not None), default=None)


def relative_gap(objective: float, bound: float) -> float:
    """Return how far a plan may be from the best, as a share of its objective; of nothing, all or nothing."""
    apart = max(0.0, objective - bound)
    if objective == 0:
        return 1.0 if apart else 0.0
    return apart / abs(objective)


def is_proven(objective: float, bound: float | None, options: Options, size: float = 0.0) -> bool:
    """Whether a plan is proven as good as was asked, by our own arithmetic: the one place that says so.

    Parameters
    ----------
    objective, bound
        Of the plan, made exact; below which no plan can be. A bound above the objective proves nothing.
    options
        The relative gap and the gap in money that were asked: either is enough.
    size
        All that the plan spends and earns: what rounding is measured against where the two nearly cancel.
    """
    if bound is None or not math.isfinite(objective):
        return False
    hair = max(GAP_CLOSED * abs(objective), SPENT_ROUNDING * size)
    if bound > objective + hair:
        return False
    return objective - bound <= max(options.gap * abs(objective), options.money_gap) + hair
