"""What is drawn at random, and what samples say: quantiles, shares, ranks and indices."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sensitivity_cases import CAPITAL, PRICE, found, sheets

from planner.errors import QuestionError
from planner.statuses import Status
from planner.studies.sensitivity.asked import SensitivityAsked
from planner.studies.sensitivity.indices import indices, quantiles
from planner.studies.sensitivity.points import PlanAt
from planner.studies.sensitivity.samples import Sample, hypercube, least_correlation, quantile, share_between

if TYPE_CHECKING:
    from pathlib import Path


def test_a_latin_hypercube_has_one_number_in_each_part() -> None:
    drawn = hypercube(50, 3, 7)
    assert [sorted(np.floor(50 * column)) for column in drawn.T] == [list(range(50))] * 3
    assert not np.array_equal(drawn, hypercube(50, 3, 8))
    assert np.array_equal(drawn, hypercube(50, 3, 7))


def test_intervals_of_quantiles_hold_as_often_as_they_say() -> None:
    from scipy.stats import norm  # slow to import, in each process that gathers the tests

    random = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        told = quantile(random.normal(size=40), 0.75)
        hits += told.low <= norm.ppf(0.75) <= told.high
    assert hits >= 0.93 * 400
    assert math.isinf(quantile([1, 2, 3], 0.95).high)


def test_shares_and_rank_correlations() -> None:
    assert share_between(8, 20) == pytest.approx((0.2188, 0.6134), abs=1e-4)  # Wilson's interval
    assert least_correlation(101) == pytest.approx(0.196, abs=1e-3)


def test_drivers_are_told_by_rank(tmp_path: Path) -> None:
    from scipy.stats import spearmanr

    told = found(tmp_path, sheets(PRICE, CAPITAL), SensitivityAsked(widest=0, samples=15, anew=0))
    from planner.studies.sensitivity.all_words import costs_of, drivers

    ranks, costs = dict(drivers(told)), costs_of(told.samples)
    shares = [sample.shares[told.places["Projects refinery fixed capital"]] for sample in told.samples]
    assert ranks["Projects refinery fixed capital"] == pytest.approx(spearmanr(shares, costs).statistic)
    assert ranks["Projects refinery fixed capital"] > 0.99


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_indices_of_a_cost_by_hand(method: str) -> None:
    """3 a + 4 b of two quantiles: effects of 3 and 4 from end to end, and 9 and 16 parts of 25 of the variance."""
    asked = quantiles(method, 2, 500, 3)
    assert len(asked) == (500 * 3 if method == "morris" else 512 * 4)
    cost = [3 * a + 4 * b for a, b in asked]
    samples = [Sample(tuple(row), PlanAt(Status.PROVEN, x, x)) for row, x in zip(asked, cost, strict=True)]
    told = indices(method, samples, 3)
    assert told is not None
    if method == "morris":
        assert [each.effect for each in told] == pytest.approx([3 * 0.99, 4 * 0.99])
        assert [each.spread for each in told] == pytest.approx([0, 0], abs=1e-9)
    else:
        assert [each.first for each in told] == pytest.approx([9 / 25, 16 / 25], abs=0.02)
        assert [each.total for each in told] == pytest.approx([9 / 25, 16 / 25], abs=0.02)


def test_without_salib_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(QuestionError, match="extra 'sensitivity'"):
        found(tmp_path, sheets(PRICE), SensitivityAsked(samples=0, method="morris"))
