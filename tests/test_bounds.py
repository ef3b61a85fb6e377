"""Bounds that the model makes up where a workbook gives none must never cut off the best plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, plan, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

TWO_SOURCES: Sheets = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": [{"period": "now"}],
    "Sites": rows("site | country\na | Near\nb | Far\nshop | Home"),
    "Materials": [{"material": "goods"}],
    "Lanes": rows("from | to\na | shop\nb | shop"),
    "Demand": rows("market | material | amount | required\nshop | goods | 60 | 1"),
}


def cost(folder: Path, sheets: Sheets) -> float:
    return float(plan(folder / "in.xlsx", TWO_SOURCES | sheets).run["objective"])


def test_supply_may_exceed_use_under_a_count_of_origins(tmp_path: Path) -> None:
    """One takes or pays for 100 at 1 while 60 are used: 100, and its share is all, so one origin counts."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | minimum | maximum
            one | a | goods | 1  | 100 | 100
            two | b | goods | 20 |     | 100"""),
        "Rules": rows("rule | measure | material | limit | minimum share\nmany | origins at least | goods | 1 | 0.05"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(100)


def test_a_share_rule_may_ask_for_more_than_is_used(tmp_path: Path) -> None:
    """One takes or pays for 100 at 1; to keep it to a half, another 100 at 2 and a fixed cost of 1: 301."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | minimum | fixed cost
            one | a | goods | 1 | 100 |
            two | b | goods | 2 |     | 1"""),
        "Rules": rows("rule | measure | material | limit\nhalf | each share at most | goods | 0.5"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(301)


@pytest.mark.parametrize(("losses", "bought"), [((0.9, 0.9, 0.9), 1000), ((0.5, 0.5, 0.5), 8), ((0, 0.98, 0), 50)])
def test_losses_on_the_way_raise_what_must_be_bought(
    tmp_path: Path, losses: tuple[float, ...], bought: float
) -> None:
    """One unit that arrives takes 1 / ((1 - loss) (1 - loss) (1 - loss)) at 1, and fixed costs of 4."""
    stops = ["a", "b", "c", "shop"]
    sheets: Sheets = {
        "Sites": [{"site": site} for site in stops],
        "Suppliers": rows("supplier | site | material | price | fixed cost\none | a | goods | 1 | 1"),
        "Lanes": [
            {"from": start, "to": end, "loss": loss, "fixed cost": 1}
            for start, end, loss in zip(stops, stops[1:], losses, strict=False)
        ],
        "Demand": rows("market | material | amount | required\nshop | goods | 1 | 1"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(bought + 4)
