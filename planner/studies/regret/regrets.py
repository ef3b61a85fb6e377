"""What each plan's investments cost beyond the best in every case, and what was chosen for all cases together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from planner.studies.core.query import Decisions
from planner.studies.regret.together import Choice
from planner.tolerances import ROUNDING
from planner_models.expected import Bracket


@dataclass(frozen=True)
class Operated:
    """A plan's investments, operated in a case.

    Attributes
    ----------
    cost
        None where they cannot be operated; ``why`` says so in short.
    regret
        What they cost beyond the case's own best; without bound where they cannot be operated.
    is_within
        Whether the regret is no more than what the solver's gap leaves open.
    shortage, service
        What is short undisturbed, and the worst service under any disruption (1 without disruptions).
    """

    cost: Bracket | None
    regret: Bracket
    is_within: bool
    why: str = ""
    shortage: float = math.nan
    service: float = math.nan


@dataclass(frozen=True)
class Regret:
    """Plans by cases.

    Attributes
    ----------
    names
        The cases that have a plan: rows are their plans, columns what comes true.
    best
        The least cost of each case.
    cells
        By plan and by case.
    decisions
        The investments of each plan.
    weights
        What each case counts in means; they add up to 1.
    chosen
        What was found by a model of all cases, whose plans stand behind those of the cases.
    orders
        What each case's own plan orders, blocks by their capacity.
    """

    names: tuple[str, ...]
    best: tuple[Bracket, ...]
    cells: tuple[tuple[Operated, ...], ...]
    decisions: tuple[Decisions, ...]
    weights: tuple[float, ...]
    chosen: tuple[Chosen, ...] = ()
    orders: tuple[Decisions, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        """What each row of cells is: the case that was planned for, or what was chosen for all cases."""
        return (*self.names, *(each.aim for each in self.chosen if each.choice.decisions is not None))

    def worst(self, plan: int) -> float:
        """Return the worst regret of a plan."""
        return max(cell.regret.best for cell in self.cells[plan])

    def mean(self, plan: int) -> float:
        """Return the mean regret of a plan, each case at its weight."""
        return math.fsum(w * cell.regret.best for w, cell in zip(self.weights, self.cells[plan], strict=True) if w)

    def mean_cost(self, plan: int) -> Bracket:
        """Return the mean cost of a plan, each case at its weight; without bound where it cannot be operated."""
        costs = [cell.cost or Bracket(math.inf, math.inf, math.inf) for cell in self.cells[plan]]
        pairs = [(w, cost) for w, cost in zip(self.weights, costs, strict=True) if w or cost.best == math.inf]
        if any(cost.best == math.inf for _, cost in pairs):
            return Bracket(math.inf, math.inf, math.inf)
        best = math.fsum(w * cost.best for w, cost in pairs)
        return Bracket(math.fsum(w * cost.low for w, cost in pairs), best, best)

    @property
    def noise(self) -> float:
        """What arithmetic leaves between costs that are one."""
        return noise_of(cell.cost.best for row in self.cells for cell in row if cell.cost is not None)

    def failures(self, plan: int) -> list[int]:
        """Return the cases in which a plan cannot be operated."""
        return [case for case, cell in enumerate(self.cells[plan]) if cell.cost is None]

    @property
    def order(self) -> list[int]:
        """The plans, that of the least worst regret first; of those that fail somewhere, that of the fewest."""
        return sorted(range(len(self.cells)), key=lambda plan: (len(self.failures(plan)), self.worst(plan), plan))

    @property
    def own_order(self) -> list[int]:
        """The same of the cases' own plans alone."""
        return [plan for plan in self.order if plan < len(self.names)]


def noise_of(costs: Iterable[float]) -> float:
    """Return what arithmetic leaves of costs: of the largest, since regrets, and a cost too, may be near nothing."""
    return ROUNDING * max(map(abs, costs), default=0.0)


@dataclass(frozen=True)
class Chosen:
    """What a model of all cases together found.

    Attributes
    ----------
    aim
        The least worst regret, or the least mean cost.
    choice
        The investments, as the model found them.
    value
        What of it is proven: the least that any investments have, what these have, and the most that that may be.
    better_than
        What the best of the cases' own plans has; without bound where none can be operated in every case.
    own
        The case whose own plan has it just as well, where the model found nothing better.
    """

    aim: str
    choice: Choice
    value: Bracket
    better_than: float
    own: str = ""
