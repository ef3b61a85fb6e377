"""What a plan says of disruptions is checked against the workbook, and what they cost follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_world import OUTAGE_COSTS, OUTCOMES, outage_book, tables_of, verdict

from planner.audit.audit import audit

if TYPE_CHECKING:
    from pathlib import Path


def test_what_disruptions_cost_follows_from_their_outcomes(tmp_path: Path) -> None:
    """2027: 0.2 * 10 = 2, its tail 2 / 0.25 = 8; 2029: 0.2 * 30 + 0.4 * 10 = 10, 26 its tail; half each."""
    costs = OUTAGE_COSTS.replace("18", "13")
    checks = audit(outage_book(tmp_path), tables_of(Resilience=OUTCOMES, Costs=costs), {})
    found = checks[checks["check"].str.startswith("disruptions") | checks["check"].isin(["costs: risk"])]
    assert set(found["pass"]) == {"yes"}
    assert len(found) == 14
    assert verdict(outage_book(tmp_path), "costs: risk", Resilience=OUTCOMES, Costs=OUTAGE_COSTS) == "NO"
    assert verdict(outage_book(tmp_path), "costs: expected extra cost", Resilience=OUTCOMES, Costs=costs) == "yes"
    amount = costs.replace("| 2029   | 5      |", "| 2029   | 6      |")
    assert verdict(outage_book(tmp_path), "costs: expected extra cost", Resilience=OUTCOMES, Costs=amount) == "NO"


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("Strike       | 2029", "Strike       | 2028", "disruptions: the onset is the workbook's"),
        ("Strike       | 2029", "Storm        | 2029", "disruptions: the workbook has it"),
        ("Loss / Cland | 2028", "Loss / Cland | 2027", "disruptions: shown"),
        ("| 0.4    |", "| 0.5    |", "disruptions: chance"),
        ("| 0.4    |", "| 0.9    |", "disruptions: chances add up to at most 1"),
        ("| 2      |", "| 3      |", "disruptions: window"),
        ("| 0.7     |", "| 1.1     |", "disruptions: service"),
        ("| 0.7     |", "| 0.5     |", "disruptions: guarantee kept"),
        ("| 0.7     | 0.6       | yes", "| 0.7     | 0.6       | NO", "disruptions: kept shown"),
        ("| 0.7     | 0.6 ", "| 0.7     | 0.5 ", "disruptions: guarantee shown"),
        ("| 1               | 3 ", "| 1               | 4 ", "disruptions: time to recover"),
        ("| 1               | 3 ", "| 4               | 3 ", "disruptions: exposed"),
        ("| 30    ", "| 31    ", "disruptions: extra cost as counted"),
        (
            "| -7                             | 0 ",
            "| -7                             | -7",
            "disruptions: extra cost as counted",
        ),
        (
            "| 30                             | 30 ",
            "| 31                             | 31 ",
            "costs: expected extra cost",
        ),
    ],
)
def test_what_is_said_of_a_disruption_is_checked(tmp_path: Path, old: str, new: str, check: str) -> None:
    assert old in OUTCOMES
    book = outage_book(tmp_path)
    assert verdict(book, check, Resilience=OUTCOMES.replace(old, new, 1), Costs=OUTAGE_COSTS) == "NO"
