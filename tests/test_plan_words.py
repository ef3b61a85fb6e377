"""What a plan says of itself in words and key figures, and how its numbers are written."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from compared_plans import changed
from made_plans import COUNTRIES, frame, made_plan, rows

from planner.reports.plan_workbook.sentences import sentences_of
from planner.wording.key_figures import Tile, status_words, tiles_of
from planner.wording.numbers import number_format, number_text, share_text, small_format
from planner.wording.places import countries_of, watched_origins


@pytest.mark.parametrize(("kind", "values", "expected"), [
    ("money", [1234.567, 0.5], "#,##0"),
    ("money", [12.3456, 1.0], "#,##0.0"),
    ("amount", [1.0, 20.0], "#,##0"),
    ("amount", [1.5, 0.5], "#,##0.0"),
    ("share", [0.5, 0.25], "#,##0%"),
    ("share", [0.123], "#,##0.0%"),
    ("amount", [], "#,##0"),
])  # fmt: skip
def test_number_formats_fit_the_magnitude(kind: str, values: list[float], expected: str) -> None:
    assert number_format(kind, values) == expected


def test_a_small_number_is_not_shown_as_nothing() -> None:
    assert small_format("money", 0.04, "#,##0") == "#,##0.000"
    assert small_format("share", 0.0002, "#,##0%") == "#,##0.000%"
    assert small_format("money", 1e-9, "#,##0") == "0.0E+00"
    assert small_format("money", 0.0, "#,##0") == "#,##0"


@pytest.mark.parametrize(("value", "expected"), [
    (1.0, "100%"), (0.99999, "99.999%"), (0.45, "45%"), (0.4567, "45.7%"), (0.00042, "0.04%"), (0.0, "0%"),
])  # fmt: skip
def test_shares_in_words_do_not_round_to_all_or_nothing(value: float, expected: str) -> None:
    assert share_text(value) == expected


def test_numbers_in_words() -> None:
    assert [number_text(value) for value in (1234.5, 12.34, 0.0, math.inf)] == [
        "1,234",
        "12.3",
        "0",
        "no limit",
    ]


@pytest.mark.parametrize(("run", "words"), [
    ({"status": "proven", "stopped": "gap closed", "gap": 0.001}, "Proven within 0.1% of the best possible"),
    ({"status": "proven", "stopped": "gap closed", "gap": 0.00061234}, "Proven within 0.062% of the best possible"),
    ({"status": "not proven", "stopped": "time limit", "gap": 0.0312},
     "Best plan found within the time limit; it is at most 3.2% from the best possible"),
    ({"status": "not proven", "stopped": "time limit", "gap": math.inf},
     "Best plan found within the time limit; how far it is from the best possible is not known"),
    ({"status": "interrupted", "stopped": "interrupted", "gap": 0.05},
     "Best plan found before it was interrupted; it is at most 5% from the best possible"),
    ({"status": "not proven", "stopped": "most rounds", "gap": 0.05},
     "Best plan found before the solve stopped after the most rounds that it makes; "
     "it is at most 5% from the best possible"),
    ({"status": "not proven", "stopped": "tolerances", "gap": 0.002},
     "Best plan found before the solve stopped at what its arithmetic can tell apart; "
     "it is at most 0.2% from the best possible"),
])  # fmt: skip
def test_the_status_never_promises_too_much(run: dict[str, Any], words: str) -> None:
    assert status_words(run) == words


def test_a_failed_check_is_told() -> None:
    checks = frame(
        "Checks", [("every balance", 4, 2.0, 1e-6, "Flows, row 3", "NO"), ("costs", 1, 0.0, 1e-6, "", "yes")]
    )
    tile = tiles_of(changed(made_plan(), Checks=checks))[-1]
    assert (tile.figure, tile.good) == ("1 of 2", False)


def test_the_worst_disruption_is_said() -> None:
    plan = made_plan()
    words = (
        "The worst disruption is loss of Taiwan in 2027: 60% of Germany site / chips is served, "
        "and it costs 950 million USD more in that year's money"
    )
    assert any(sentence.startswith(words) for sentence in sentences_of(plan))
    assert tiles_of(plan)[1] == Tile("Guarantees kept", "10 of 10", "worst: 60%, loss of Taiwan, 2027", True)
    table = plan.tables["Resilience"]
    broken = changed(plan, Resilience=table.assign(kept=["NO", "NO", *table["kept"][2:]]))
    assert any(sentence.endswith("; 2 guarantees are broken.") for sentence in sentences_of(broken))
    assert (tiles_of(broken)[1].figure, tiles_of(broken)[1].good) == ("8 of 10", False)
    without = changed(plan, Resilience=table.iloc[:0])
    assert tiles_of(without)[1].label == "Capital of what is built"
    assert not any("disruption" in sentence for sentence in sentences_of(without))


def test_rules_that_hold_or_bind_are_said() -> None:
    plan = made_plan()
    rules = plan.tables["Concentration"]
    loose = changed(plan, Concentration=rules.assign(slack=0.1))
    tight = changed(plan, Concentration=rules.assign(slack=0.0))
    assert "All 3 rules hold with room to spare." in sentences_of(loose)
    assert any(
        words.startswith("All 3 rules hold; at the limit: no country above 45%") for words in sentences_of(tight)
    )


def test_dependence_is_told_by_the_origins_that_rules_watch() -> None:
    plan = made_plan()
    words = sentences_of(plan)
    assert any("leading-edge chips on Taiwan 82.1% → 39.7%" in sentence for sentence in words)
    watched = [{**row.values, "origins": ("Japan",)} for row in plan.book.rows("Rules")]
    book = replace(plan.book, sheets={**plan.book.sheets, "Rules": rows("Rules", watched)})
    assert not any("on Taiwan" in sentence for sentence in sentences_of(replace(plan, book=book)))


@pytest.mark.parametrize(("places", "countries"), [
    (("*",), None), (("bloc",), set(COUNTRIES)), (("japan SITE", "Taiwan"), {"Japan", "Taiwan"}), (("Mars",), set()),
])  # fmt: skip
def test_places_stand_for_their_countries(places: tuple[str, ...], countries: set[str] | None) -> None:
    assert countries_of(made_plan().book, places) == countries


def test_foreign_is_every_country_but_the_buyers() -> None:
    plan = made_plan()
    row = {**plan.book.rows("Rules")[0].values, "buyers": ("Japan",), "origins": ("foreign",)}
    book = replace(plan.book, sheets={**plan.book.sheets, "Rules": rows("Rules", [row])})
    found = watched_origins(book, row["material"], "Japan")
    assert found is not None
    assert set(COUNTRIES) & found == set(COUNTRIES) - {"Japan"}


def test_what_binds_most_is_said_in_one_per_cent() -> None:
    assert (
        "What binds most is the amount of Chips Fund (Budgets), 2036: 1% more of it saves about 6.48 million USD."
        in sentences_of(made_plan())
    )
