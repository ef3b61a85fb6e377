"""By how much rules on shares may multiply what comes: what one origin brings others must match, used or not.

Such a rule looks at the sum of its materials over its buyers, whatever becomes of it. Where what Near brings cannot be
replaced (a by-product, a narrow lane, the only way to a market) and may be a quarter of all, three times as much comes
from elsewhere and is left over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from planner_models.given.sourcing import Rule
from planner_models.problem import Problem
from planner_models.tolerances import COUNT_ROUNDING

CAPS = ("each share at most", "share at most", "HHI at most")


@dataclass(slots=True)
class Total:
    """What rules with the same materials and buyers count in a period: its largest share, and the shares of others."""

    materials: frozenset[int]
    buyers: frozenset[int]
    most: float = 1.0
    others: list[float] = field(default_factory=list)

    def bears_on(self, other: Total) -> bool:
        """Whether more of what one counts may be more of what the other counts."""
        return not self.materials.isdisjoint(other.materials) and not self.buyers.isdisjoint(other.buyers)


@dataclass(frozen=True, slots=True)
class Matching:
    """Totals that bear on each other: what they count, and how much all rules together may ask for a unit of it."""

    counted: frozenset[tuple[int, int]]
    materials: frozenset[int]
    factor: float


def matchings(problem: Problem, t: int) -> list[Matching]:
    """Return what the rules on shares of a period may ask for, apart where they do not bear on each other."""
    totals: dict[tuple[frozenset[int], frozenset[int]], Total] = {}
    for rule in problem.rules:
        key = (frozenset(rule.materials), rule.buyers)
        _count(totals.setdefault(key, Total(*key)), rule, t)
    return [_matching(group) for group in _groups([x for x in totals.values() if x.most < 1 or x.others])]


def _count(total: Total, rule: Rule, t: int) -> None:
    limit = rule.limit[t]
    if math.isnan(limit):
        return
    if rule.measure == "origins at least":
        limit = (math.ceil(limit) - 1) * rule.minimum_share[t]
    elif rule.measure in CAPS:
        if limit > 0:  # of a share of nothing none comes
            total.most = min(total.most, largest_share(limit) if rule.measure == "HHI at most" else limit)
        return
    elif rule.measure != "share at least":
        return
    if 0 < limit < 1:
        total.others.append(limit)


def largest_share(index: float) -> float:
    """Return the largest share that one of as few origins as an HHI allows can have, the others alike."""
    count = math.ceil(1 / index - COUNT_ROUNDING)
    return min(1.0, (1 + math.sqrt(max((count - 1) * (count * index - 1), 0.0))) / count)


def _groups(totals: list[Total]) -> list[list[Total]]:
    groups: list[list[Total]] = []
    for total in totals:
        near = [group for group in groups if any(total.bears_on(other) for other in group)]
        groups = [group for group in groups if group not in near] + [[total, *(x for group in near for x in group)]]
    return groups


def _matching(totals: list[Total]) -> Matching:
    """Return what one group may ask for: one total after the other, as each asks for more of what the next counts.

    Totals that do not bear on each other stand in one layer, of which the one that asks for the most counts.
    """
    layers: list[list[Total]] = []
    for total in totals:
        layer = next((x for x in layers if not any(total.bears_on(other) for other in x)), None)
        if layer is None:
            layers.append([total])
        else:
            layer.append(total)
    most = math.prod(min(total.most for total in layer) for layer in layers)
    asked = sum(max(sum(total.others) for total in layer) for layer in layers)
    # where these are more than all, the same may count for several
    left = 1 - asked if asked < 1 else math.prod(1 - share for total in totals for share in total.others)
    counted = frozenset((m, i) for total in totals for m in total.materials for i in total.buyers)
    return Matching(counted, frozenset(m for m, _ in counted), 1 / (most * left))
