"""How what all partners together cost is shared: several ways, each with what every coalition does then."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.studies.shares import game
from planner.studies.shares.game import Judged, Verdict
from planner.studies.shares.nucleolus import between, nucleolus, prenucleolus
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.shares.paid import PaidByPartners
    from planner.studies.shares.solves import SharesFound

SHAPLEY, NUCLEOLUS, PROPORTION, EQUAL = "Shapley value", "nucleolus", "in proportion", "in equal parts"
PRENUCLEOLUS = "prenucleolus"  # where there is no saving, and some must pay more than alone
NOBODY_ROW, ALL_ROW = "nobody's", "all together"


@dataclass(frozen=True)
class WayToShare:
    """A way to share what all together cost: what each pays, and what every coalition does then."""

    name: str
    shares: tuple[float, ...]
    judged: tuple[Judged, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether it is in the core: all stay, some coalition would leave, or that is open."""
        answers = {each.verdict for each in self.judged}
        return next(each for each in (Verdict.LEAVES, Verdict.OPEN, Verdict.STAYS) if each in answers)

    @property
    def worst(self) -> Judged:
        """The coalition that gains the most by leaving, or saves the least by staying."""
        return max(self.judged, key=lambda each: (each.verdict is Verdict.LEAVES, each.more))


@dataclass(frozen=True)
class Sharing:
    """How what all together cost is shared, where every coalition has a plan.

    Attributes
    ----------
    alone, together, saving
        What each partner costs alone, what all do, and the difference; each beyond what is done for nobody.
    shapley
        What each pays by the Shapley value, with its exact interval.
    nucleolus
        Between what the shares of the nucleolus lie, of the prenucleolus without a saving; None where not proven.
    ways
        All ways that there are, with the core's answer to each.
    """

    alone: tuple[Bracket, ...]
    together: Bracket
    saving: Bracket
    shapley: tuple[Bracket, ...]
    nucleolus: tuple[Bracket, ...] | None
    ways: tuple[WayToShare, ...]

    def way(self, name: str) -> WayToShare | None:
        """Return a way by its name; None where there is no such."""
        return next((each for each in self.ways if each.name == name), None)


def sharing_of(found: SharesFound) -> Sharing | None:
    """Return how the cost is shared; None where some coalition has no plan."""
    if found.missing:
        return None
    costs, count = found.costs, found.count
    alone = tuple(game.beyond_nobody(costs[1 << i], costs[game.NOBODY]) for i in range(count))
    together = game.beyond_nobody(costs[-1], costs[game.NOBODY])
    shapley = game.shapley(costs, count)
    best = [each.best for each in costs]
    is_saved = nucleolus(best, count) is not None
    shares: dict[str, tuple[float, ...] | None] = {
        SHAPLEY: tuple(each.best for each in shapley),
        NUCLEOLUS: nucleolus(best, count),
        PRENUCLEOLUS: None if is_saved else prenucleolus(best, count),
        PROPORTION: game.in_proportion([each.best for each in alone], together.best),
        EQUAL: (together.best / count,) * count,
    }
    ways = tuple(
        WayToShare(name, pays, tuple(game.judged(pays, costs, count)))
        for name, each in shares.items()
        if each is not None and (pays := game.without_noise(each, costs))
    )
    found_between = between(costs, count, bounded=is_saved)
    return Sharing(alone, together, game.saving(costs, len(costs) - 1, count), shapley, found_between, ways)


def rest_of(found: SharesFound, paid: PaidByPartners) -> float:
    """Return what falls on nobody in the plan of all, beyond what is done for nobody by itself."""
    rest = math.fsum(paid.nobody.values()) - found.costs[game.NOBODY].best
    return rest if abs(rest) > game.noise(found.costs) else 0.0
