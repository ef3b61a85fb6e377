"""The least limit of a rule's measure, looked for in one model: by hand, and against limits that are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from frontiers import home
from workbooks import Sheets, book_of

from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.least_limit import LeastLimit
from planner.studies.core.measure import THE_COST, Measure, measure_of, needs_of
from planner.studies.core.query import CaseSetting, Query

if TYPE_CHECKING:
    from pathlib import Path

EXACTLY = Options(gap=0.0, threads=1)
WIDTH = 1e-5


def three(**other: str) -> Sheets:
    """Return a year in which Home needs 10 of goods from three countries; the cheaper, the less of it there may be."""
    return home(**({
        "Sites": "site | country\nhome | Homeland\nfar | Farland\nother | Otherland",
        "Suppliers": "supplier | site | material | price | maximum\n"
                     "Cheap | far | goods | 1 |\nDear | other | goods | 2 | 4",
        "Lanes": "from | to\nfar | home\nother | home",
        "Demand": "market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 1",
    } | other))  # fmt: skip


def least_of(path: Path, sheets: Sheets, words: str, cost: float | None = None) -> tuple[float, CompiledCase, Measure]:
    book = book_of(path, sheets)
    measure = measure_of(words, book)
    compiled = CompiledCase(book, CaseSetting(limits=((measure, 1.0),), measured=needs_of((THE_COST,))), EXACTLY)
    limits = () if cost is None else ((THE_COST, cost),)
    values = compiled.ask(Query(limits=limits)).values
    assert values is not None
    found = LeastLimit(compiled, measure, limits, EXACTLY).below(values, WIDTH)
    assert found is not None
    return found, compiled, measure


@pytest.mark.parametrize(("words", "by_hand"), [
    # Otherland has 4 at most and up to 10 may be made at home: nothing of it has to come from Farland
    ("share of Farland in goods", 0.0),
    ("share of Otherland in goods", 0.0),
    # the squares of shares are least where they are alike: a third each
    ("HHI of goods", 1 / 3),
])  # fmt: skip
def test_by_hand(tmp_path: Path, words: str, by_hand: float) -> None:
    assert least_of(tmp_path / "in.xlsx", three(), words)[0] == pytest.approx(by_hand, abs=WIDTH)


def test_under_a_limit_of_cost_by_hand(tmp_path: Path) -> None:
    # from Farland for 1, Otherland for 2, 4 at most, made at home for 3, and 2 to build: less of Farland by 4 costs 4
    # more, and each unit further 4
    sheets = three(Disruptions="disruption | probability", Hits="disruption | target | name")
    found, *_ = least_of(tmp_path / "in.xlsx", sheets, "share of Farland in goods", cost=10 + 4 + 4)
    assert found == pytest.approx(0.5, abs=WIDTH)


def test_what_is_bought_without_end_is_no_way_to_a_lower_limit(tmp_path: Path) -> None:
    """Goods that are thrown away count as supply: ten times as much of a worse mix is no better than a better mix."""
    sheets = three(Materials="material | surplus\ngoods | free")
    assert least_of(tmp_path / "in.xlsx", sheets, "HHI of goods")[0] <= 1 / 3 + WIDTH


@pytest.mark.parametrize("words", ["HHI of goods", "share of Farland in goods"])
def test_no_plan_keeps_a_lower_limit_and_one_keeps_it(tmp_path: Path, words: str) -> None:
    sheets = three(Plants="site | process | capacity | variable cost\nhome | make | 2 | 3", Projects="project | place")
    found, compiled, measure = least_of(tmp_path / "in.xlsx", sheets, words)
    assert 0.1 < found < 0.9
    for limit, status in ((found + WIDTH, Status.PROVEN), (found - WIDTH, Status.INFEASIBLE)):
        tried = CompiledCase(compiled.book, CaseSetting(limits=((measure, limit),)), EXACTLY)
        assert tried.ask(Query()).answer.status is status
