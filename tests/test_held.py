"""An extra cost that is only how holding is counted is told as that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import checked, rows, settings

from planner.reports.first_page.lead import left_at_worst

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("duration", "remaining", "extra", "told"),
    [
        # The plan draws 2 a year of 6: 2 are left after two years, of which a year's holding is 0.2, and 4 after one
        (1, 0.9, 0.2, ", most of it for stock that the plan too has used up only by the end of 2026."),
        (1, 0, 50.2, "."),  # the other good is short as well, 1 at 50
        (3, 0.9, 0.0, ""),  # whole periods: as much is held as the plan holds
    ],
)
def test_holding_of_a_window_that_ends_amid_a_period(
    tmp_path: Path, duration: int, remaining: float, extra: float, told: str
) -> None:
    sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": rows("period | years\n2026 | 2\n2028 | 1"),
        "Sites": rows("site\nhere\nthere"),
        "Materials": rows("material | value\ngoods | 2\nother | 1"),
        "Suppliers": rows(
            "supplier | site | material | price | maximum\nS | here | goods | 1 | 8\nT | there | other | 0 | 5"
        ),
        "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 50\nthere | other | 1 | 50"),
        "Stockpiles": rows("site | material | initial | holding cost\nhere | goods | 6 | 0.1"),
        "Disruptions": rows(f"disruption | onset | duration\ntrouble | 2026 | {duration}"),
        "Hits": rows(f"disruption | target | name | remaining\ntrouble | site | there | {remaining}"),
    }
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.tables["Resilience"]["extra cost in the year's money"].item() == pytest.approx(extra, abs=1e-9)
    words = left_at_worst(found).words
    assert words.endswith(told)
    assert ("most of it for stock" in words) == ("most of it for stock" in told)
