"""What comes of all numbers drawn at once, in sentences."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from planner.studies.sensitivity.asked import Sensitivity
from planner.studies.sensitivity.points import PlanAt
from planner.studies.sensitivity.samples import Sample, least_correlation, quantile, rank_correlations, share_between
from planner.wording.numbers import money_text, number_text, share_text

MOST_NAMED: Final = 5
HOW: Final = (
    "Starts are then made as far as they can be, later, smaller or not at all; then as little as can be is given up of "
    "what must be kept, each by the share of what it asks"
)


@dataclass(frozen=True)
class GivenLine:
    """What gives way, in how many draws, and by how much there: its worst period, in the middle and at most."""

    what: str
    draws: int
    middle: float
    most: float


def plans_of(samples: Sequence[Sample]) -> list[tuple[Sample, PlanAt]]:
    """Return the samples of which is known what the plan kept comes to, with what gives way where it must."""
    return [(each, each.plan) for each in samples if each.plan is not None and each.plan.comes_to is not None]


def costs_of(samples: Sequence[Sample]) -> list[float]:
    """Return what the plan kept costs in these samples."""
    return [cost for _, plan in plans_of(samples) if (cost := plan.comes_to) is not None]


def given_lines(samples: Sequence[Sample]) -> list[GivenLine]:
    """Return what gives way in the samples, what does most often first."""
    found: dict[str, list[float]] = defaultdict(list)
    for each in samples:
        worst: dict[str, float] = {}
        for gave in () if each.plan is None else each.plan.gave:
            worst[gave.what] = max(worst.get(gave.what, 0.0), gave.share)
        for what, share in worst.items():
            found[what].append(share)
    lines = [GivenLine(what, len(shares), median(shares), max(shares)) for what, shares in found.items()]
    return sorted(lines, key=lambda line: (-line.draws, -line.most, line.what))


def all_said(found: Sensitivity, settings: Mapping[str, object]) -> list[str]:
    """Say what comes of all numbers at once."""
    if not found.samples:
        return []
    said = [*_costs_said(found.samples, settings), *_given_said(found.samples)]
    return [*said, *_anew_said(found, settings), *_drivers_said(found)]


def _costs_said(samples: Sequence[Sample], settings: Mapping[str, object]) -> list[str]:
    """Say what the plan kept costs, in how many draws it can be operated as it is, and how it is where it cannot."""
    count, costs = len(samples), costs_of(samples)
    gave = sum(1 for _, plan in plans_of(samples) if plan.cost is None)
    said = []
    if gave:
        said.append(
            f"With all numbers drawn at once, {count} times, the plan kept can be operated as it is in "
            f"{len(costs) - gave}; in {gave} some of it gives way. {HOW}."
        )
    if len(costs) > 1:
        low, middle, high = (quantile(costs, share) for share in (0.05, 0.5, 0.95))
        begins = "With what gives way it" if gave else f"With all numbers drawn at once, {count} times, the plan kept"
        said.append(
            f"{begins} costs {number_text(low.value)} to {money_text(high.value, settings)} in nine of ten, and "
            f"{number_text(middle.value)} in the middle (between {number_text(middle.low)} and "
            f"{number_text(middle.high)} with 95% confidence)."
        )
    if len(costs) < count:
        said.append(
            f"In {count - len(costs)} of {count} draws the workbook cannot be planned, or what the plan kept comes to "
            "was not found in the time."
        )
    return said


def _given_said(samples: Sequence[Sample]) -> list[str]:
    lines = given_lines(samples)
    words = [
        f"{line.what}, in {line.draws} (by {share_text(line.middle)} in the middle, {share_text(line.most)} at most)"
        for line in lines[:MOST_NAMED]
    ]
    more = f"; {len(lines) - MOST_NAMED} more on the sheet What gives way" if len(lines) > MOST_NAMED else ""
    return [f"What gives way in the most draws: {'; '.join(words)}{more}."] if words else []


def _anew_said(found: Sensitivity, settings: Mapping[str, object]) -> list[str]:
    trials = [each.trial for each in found.samples if each.trial is not None and each.trial.decisions is not None]
    if not trials:
        return []
    flips, count = sum(each.flips for each in trials), len(trials)
    low, high = share_between(flips, count)
    said = (
        f"In {flips} of {count} draws that were planned anew ({share_text(low)} to {share_text(high)} with 95% "
        f"confidence) another plan is better by more than the gap"
    )
    regrets = [each.regret.best for each in trials if each.regret is not None and math.isfinite(each.regret.best)]
    most = f"; the plan kept costs at most {money_text(max(regrets), settings)} beyond the best" if regrets else ""
    return [f"{said}{most}."]


def _drivers_said(found: Sensitivity) -> list[str]:
    told = drivers(found)
    least = least_correlation(len(costs_of(found.samples)))
    strong = [(name, rank) for name, rank in told if abs(rank) > least]
    if not strong:
        return ["No number's rank correlation with the cost is more than chance alone would make."] if told else []
    named = sorted(strong, key=lambda each: -abs(each[1]))[:MOST_NAMED]
    words = ", ".join(f"{name} ({rank:+.2f})" for name, rank in named)
    chance = f"rank correlations within {least:.2f} of 0 may be chance"
    return [f"The cost of the plan kept goes most with: {words}; {chance}."]


def drivers(found: Sensitivity) -> list[tuple[str, float]]:
    """Return the rank correlation of each number with the cost of the plan kept; NaN where it cannot be told."""
    told = [each for each, _ in plans_of(found.samples)]
    if len(told) < 3:
        return []
    ranks = rank_correlations(told, costs_of(told))
    return [(of.name, rank) for of, rank in zip(found.drawn, ranks, strict=True)]
