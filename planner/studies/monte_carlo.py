"""Samples what disruptions do to a plan over the horizon: how much is short, and what it costs more.

Each disruption strikes as a Poisson process at its yearly rate. A strike in a period counts what the sheet Resilience
says of the disruption there, whenever in the period it comes; strikes that overlap are added, as if each came alone.
"""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from planner.errors import FileError
from planner.plans.tables import MONTE_CARLO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from planner.plans.plan import Plan

    Floats = NDArray[np.float64]

CHUNK: Final = 10_000  # paths that are drawn from one stream, whatever the number of processes
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
NORMAL: Final = 1.959963984540054  # standard errors to either side that hold 95%
SURE: Final = 1 - 1e-9


@dataclass(frozen=True)
class Strikes:
    """What each branch that has a chance counts: how often a strike is expected, and what one brings."""

    expected: Floats
    extra_cost: Floats
    shortage: Floats


@dataclass(frozen=True)
class Outcomes:
    """What each sampled path comes to."""

    extra_cost: Floats
    shortage: Floats
    strikes: Floats


def strikes_of(plan: Plan) -> Strikes:
    """Return what may strike a plan, from its sheet Resilience.

    Raises
    ------
    FileError
        When nothing in the plan has a chance to strike.
    """
    rows = plan.tables["Resilience"]
    rows = rows[rows["chance"] > 0]
    if rows.empty:
        message = f"{plan.book.path.name}: no disruption has a probability, so there is nothing to sample"
        raise FileError(message)
    years = {row["period"]: float(row["years"]) for row in plan.book.rows("Periods")}
    expected = [
        yearly_rate(chance / years[onset]) * years[onset]
        for chance, onset in zip(rows["chance"], rows["onset"], strict=True)
    ]
    return Strikes(np.array(expected), rows["extra cost as counted"].to_numpy(float), rows["shortage"].to_numpy(float))


def yearly_rate(probability: float) -> float:
    """Return the strikes a year at which none comes in a year with the rest of the probability."""
    return -math.log(1 - min(probability, SURE))


def sampled(strikes: Strikes, samples: int, seed: int, processes: int = 1) -> Outcomes:
    """Return so many paths over the horizon: the same for a seed, whatever the number of processes."""
    sizes = [CHUNK] * (samples // CHUNK) + ([samples % CHUNK] if samples % CHUNK else [])
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    if processes == 1 or len(sizes) == 1:
        parts = [_paths(strikes, size, stream) for size, stream in zip(sizes, streams, strict=True)]
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            parts = list(pool.map(_paths, [strikes] * len(sizes), sizes, streams))
    return Outcomes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _paths(strikes: Strikes, size: int, stream: np.random.SeedSequence) -> tuple[Floats, Floats, Floats]:
    counts = np.random.default_rng(stream).poisson(strikes.expected, (size, len(strikes.expected))).astype(float)
    return counts @ strikes.extra_cost, counts @ strikes.shortage, counts.sum(axis=1)


def mean_of_worst(values: Floats, level: float) -> float:
    """Return the conditional value at risk of values that are as likely as each other."""
    worst = np.sort(values)[::-1]
    weight = np.clip((1 - level) * len(values) - np.arange(len(values)), 0.0, 1.0)
    return float(worst @ weight / weight.sum())


def figures(values: Floats, level: float) -> dict[str, float]:
    """Return what is told of a distribution, by name."""
    mean = float(values.mean())
    half = NORMAL * float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    found = {"mean": mean}
    found |= {"mean, least with 95% confidence": mean - half, "mean, most with 95% confidence": mean + half}
    found |= {f"{share:.0%} of paths have no more than": float(np.quantile(values, share)) for share in QUANTILES}
    found[f"mean of the worst {1 - level:.3g} of paths"] = mean_of_worst(values, level)
    return found | {"most": float(values.max()), "share of paths with any": float((values > 0).mean())}


def table_of(outcomes: Outcomes, settings: Mapping[str, float]) -> pd.DataFrame:
    """Return the table Monte Carlo."""
    columns = [figures(values, settings["risk level"]) for values in vars(outcomes).values()]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    return pd.DataFrame(rows, columns=list(MONTE_CARLO.columns)).astype({MONTE_CARLO.columns[0]: str})
