"""Looks for the values of a number at which the decision changes: by lines where it stands in the objective alone.

A search asks for values to be tried, round by round, and is handed the trials; many searches share the workers.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.studies.sensitivity.lines import Settled, settled
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.trial import Trial

if TYPE_CHECKING:
    from planner.workbook.ranges.number_range import Uncertain

Rounds = Generator[list[float], dict[float, "Trial"], "NumberFound"]


@dataclass(frozen=True)
class SideFound:
    """What was found between a number's own value and one of its ends.

    Attributes
    ----------
    end
        The trial at the end; None where the end is the own value, or nothing depends on the number.
    safe_until
        Up to where the regret of the plan kept stays within the gap.
    flips_from
        From where on it is above the gap, nearest to the own value; NaN where none was found.
    breaks_even
        Where another plan that was found costs the same; NaN where that is not known.
    better
        The trial whose plan is the better one beyond; None without one.
    is_proven
        Whether what is safe is proven of every value, not of those that were tried alone.
    """

    end: Trial | None
    safe_until: float
    flips_from: float = math.nan
    breaks_even: float = math.nan
    better: Trial | None = None
    is_proven: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether all of the side is safe, at least where it was tried."""
        return self.end is None or self.safe_until == self.end.at


@dataclass(frozen=True)
class NumberFound:
    """What was found of a number: where it stands, all trials in the order of their values, and its two sides."""

    of: Uncertain
    place: Stands
    trials: tuple[Trial, ...]
    low: SideFound
    high: SideFound
    problems: tuple[str, ...] = field(default=())

    @property
    def sides(self) -> tuple[SideFound, SideFound]:
        """The lower and the upper side."""
        return self.low, self.high

    @property
    def is_safe(self) -> bool:
        """Whether the plan kept is as good as the best over the whole range, at least where it was tried."""
        return all(side.is_safe for side in self.sides)

    @property
    def is_proven(self) -> bool:
        """Whether that is proven of every value."""
        return all(side.is_proven for side in self.sides)


@dataclass
class _Side:
    """One side at work: its trials from the own value outwards."""

    end: float
    trials: list[Trial]
    left: int
    by_lines: bool = True

    @property
    def is_there(self) -> bool:
        return self.end != self.trials[0].at

    def take(self, trial: Trial) -> None:
        own = self.trials[0].at
        self.trials = sorted([*self.trials, trial], key=lambda each: abs(each.at - own))

    @property
    def has_lines(self) -> bool:
        return self.by_lines and all(each.best is not None and each.plan is not None for each in self.trials)

    def wants(self) -> list[float]:
        """Return the value to try next; none where nothing more is to be learnt."""
        if not self.is_there:
            return []
        if len(self.trials) == 1:
            return [self.end]
        if self.left <= 0:
            return []
        self.left -= 1
        found = settled(self.trials).next if self.has_lines else self._middle()
        return [] if math.isnan(found) else [found]

    def _middle(self) -> float:
        """Return the middle between the first trial that flips and the one before it."""
        place = self._first_flip()
        if place < 1:
            return math.nan
        return (self.trials[place - 1].at + self.trials[place].at) / 2

    def _first_flip(self) -> int:
        return next((place for place, trial in enumerate(self.trials) if trial.flips), -1)

    def found(self) -> SideFound:
        """Return what was found."""
        first = self.trials[0]
        if not self.is_there:
            return SideFound(None, first.at, is_proven=True)
        if self.has_lines:
            return self._by_lines(settled(self.trials))
        place, unsure = self._first_flip(), next((n for n, x in enumerate(self.trials) if not x.is_safe), -1)
        safe = self.trials[-1].at if unsure < 0 else self.trials[max(unsure - 1, 0)].at
        if place < 0:
            return SideFound(self.trials[-1], safe)
        return SideFound(self.trials[-1], safe, self.trials[place].at, better=self.trials[place])

    def _by_lines(self, told: Settled) -> SideFound:
        better = self.trials[told.other] if told.other >= 0 else None
        return SideFound(self.trials[-1], told.safe_until, told.flips_from, told.breaks_even, better, is_proven=True)


def searched(of: Uncertain, place: Stands, own: tuple[Trial, Trial], most: int) -> Rounds:
    """Yield the values to try, take their trials, and return what was found.

    Parameters
    ----------
    own
        What the number's own value comes to, with its lines towards the lower end and towards the upper.
    most
        How many values are tried on each side beyond its end.
    """
    by_lines = place is Stands.OBJECTIVE
    sides = [_Side(end, [trial], most, by_lines) for end, trial in zip(of.ends, own, strict=True)]
    while place is not Stands.NOWHERE and (wanted := [side.wants() for side in sides]) != [[], []]:
        trials = yield sorted({value for values in wanted for value in values})
        for side, values in zip(sides, wanted, strict=True):
            for value in values:
                side.take(trials[value])
    if place is Stands.NOWHERE:
        nothing = SideFound(None, own[0].at, is_proven=True)
        return NumberFound(of, place, (own[0],), nothing, nothing)
    every = {trial.at: trial for side in sides for trial in side.trials}
    low, high = (side.found() for side in sides)
    return NumberFound(of, place, tuple(every[at] for at in sorted(every)), low, high)
