"""Which numbers drive the cost of the plan kept: elementary effects (Morris) and variance (Sobol), by SALib."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from planner.arrays import Floats
from planner.errors import QuestionError
from planner.studies.sensitivity.samples import Sample

# Quantiles beyond these are not drawn: a lognormal number has no ends.
LEAST: Final = 0.005
MOST: Final = 0.995
LEVELS: Final = 4  # of Morris: how many values each number takes


@dataclass(frozen=True)
class CostIndex:
    """What a number does to the cost, with half the width of its 95% interval.

    Attributes
    ----------
    effect, spread
        Of Morris: the mean size of its effects from end to end, and their standard deviation; NaN where not asked for.
    first, total
        Of Sobol: the share of the variance that it makes by itself, and with all others; NaN where not asked for.
    """

    effect: float = math.nan
    effect_half: float = math.nan
    spread: float = math.nan
    first: float = math.nan
    first_half: float = math.nan
    total: float = math.nan
    total_half: float = math.nan


def quantiles(method: str, dimensions: int, size: int, seed: int) -> Floats:
    """Return the quantiles at which the plan is to be operated: Morris's trajectories or Saltelli's sample.

    Morris, Technometrics 33, 1991; Saltelli, Computer Physics Communications 181, 2010. Of the latter the size is the
    next power of 2: Sobol's sequence is balanced at no other.

    Raises
    ------
    QuestionError
        When SALib is not installed.
    """
    _salib()
    problem = _problem(dimensions)
    if method == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(problem, size, num_levels=LEVELS, seed=seed))
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem, 1 << (size - 1).bit_length(), calc_second_order=False, seed=seed))


def indices(method: str, samples: Sequence[Sample], seed: int) -> list[CostIndex] | None:
    """Return the indices of every number, of what the plan kept comes to; None where that is not always known."""
    costs = [None if sample.plan is None else sample.plan.comes_to for sample in samples]
    if any(cost is None for cost in costs):
        return None
    told, asked = np.array(costs, dtype=float), np.array([sample.shares for sample in samples])
    problem = _problem(asked.shape[1])
    if np.ptp(told) == 0:
        return [CostIndex(0.0, 0.0, 0.0) if method == "morris" else CostIndex(first=0.0, total=0.0)] * asked.shape[1]
    if method == "morris":
        from SALib.analyze import morris

        found: Any = morris.analyze(problem, asked, told, num_levels=LEVELS, seed=seed)
        rows = zip(found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True)
        return [CostIndex(float(effect), float(half), float(spread)) for effect, half, spread in rows]
    from SALib.analyze import sobol

    found = sobol.analyze(problem, told, calc_second_order=False, seed=seed)
    effects = zip(found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    return [
        CostIndex(first=float(a), first_half=float(b), total=float(c), total_half=float(d)) for a, b, c, d in effects
    ]


def _problem(dimensions: int) -> dict[str, Any]:
    return {
        "num_vars": dimensions, "names": [f"x{n}" for n in range(dimensions)], "bounds": [[LEAST, MOST]] * dimensions
    }  # fmt: skip


def _salib() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError as error:
        message = (
            "indices by Morris and Sobol need SALib, which is not installed: install the planner's extra "
            "'sensitivity', or leave out --indices; rank correlations need nothing more"
        )
        raise QuestionError(message) from error
