"""What studies say of a bracket: both ends, and the one number where both read the same."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from compared_plans import base_plan, compared_plan

from planner.studies.alternatives.ranges import SizeBracket as Searched
from planner.studies.alternatives.words import number_of
from planner.studies.compare.words import sentences_of
from planner.studies.explain.prices import Priced
from planner.studies.information import study as information_study
from planner.studies.regret import study as regret_study
from planner.wording.key_figures import tiles_of
from planner.wording.numbers import span_text
from planner_models.expected import Bracket

BOOK = cast("Any", SimpleNamespace(settings={"money unit": "", "currency": "USD"}))
PRICE = Priced(("Budgets", 7, "amount", None), "Budgets!D7", "Japan", 100.0, 110.0, 2.0, 1.0, "", "USD")


def test_a_span_of_what_reads_the_same_is_one_number() -> None:
    assert span_text(109.2, 109.4) == "109"
    assert span_text(108.2, 109.4) == "108 to 109"


@pytest.mark.parametrize(("bound", "expected"), [(1108.0, "108 to 109 more"), (1109.2, "109 more")])
def test_what_is_proven_of_a_comparison(bound: float, expected: str) -> None:
    """The best plans cost just 1,000, and between the bound and 1,109.4."""
    plans = replace(compared_plan({}, 1000.0), label="one"), replace(compared_plan({}, 1109.4, bound), label="two")
    assert any(f"the best plan for its inputs costs {expected}." in words for words in sentences_of(plans, [], []))


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(108.0, 109.4, "108 to 109"), (109.2, 109.4, 109.2), (5.0, 5.0, 5.0)]
)
def test_a_size_that_is_searched_for(low: float, high: float, expected: object) -> None:
    assert number_of(Searched(low, high)) == expected


@pytest.mark.parametrize(("low", "expected"), [(108.0, "109 USD (at least 108, at most 109)"), (109.2, "109 USD")])
def test_a_regret(low: float, expected: str) -> None:
    assert regret_study.between(Bracket(low, 109.3, 109.4), "USD", noise=1e-6) == expected


@pytest.mark.parametrize(
    ("low", "expected"), [(108.0, "109 USD (at least 108 USD, at most 109 USD)"), (109.2, "109 USD")]
)
def test_what_knowing_saves(low: float, expected: str) -> None:
    assert information_study.between(Bracket(low, 109.3, 109.4), BOOK) == expected


@pytest.mark.parametrize(("low", "expected"), [(18.0, "saves between 18 and 19.6,"), (19.58, "saves 19.6,")])
def test_what_a_price_really_saves(low: float, expected: str) -> None:
    assert expected in replace(PRICE, low=low, high=19.6).words


@pytest.mark.parametrize(("last", "expected"), [(0.449, "45%"), (0.39, "45% → 39%")])
def test_the_largest_origin_of_a_plan(monkeypatch: pytest.MonkeyPatch, last: float, expected: str) -> None:
    move = SimpleNamespace(name="chips", origin="Taiwan", of="intake", first=0.451, last=last, when="2027 → 2029")
    monkeypatch.setattr("planner.wording.key_figures.moves_of", lambda _: [move])
    assert next(tile for tile in tiles_of(base_plan()) if tile.label == "Largest origin").figure == expected
