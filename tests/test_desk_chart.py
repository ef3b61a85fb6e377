"""The picture of a solve."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from planner.desk.chart import chart
from planner.desk.kinds.plan import Told

POINTS = [(1.0, None, 50.0, None), (2.0, 120.0, 60.0, 0.5), (4.0, 100.0, 90.0, 0.1), (8.0, 100.0, 99.0, 0.01)]


def test_best_plan_and_bound_close_in_on_each_other() -> None:
    drawn = ElementTree.fromstring(str(chart(POINTS)))
    assert drawn.get("aria-label") == "Best plan and proven bound over time: best plan 100, no plan below 99, gap 1%"
    paths = [path.get("d", "") for path in drawn.iter("path") if path.get("fill") == "none"]
    best, bound = ([float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", path)] for path in paths[:2])
    assert best == sorted(best)  # a picture counts from above: the cost falls
    assert bound == sorted(bound, reverse=True)
    assert 0 < bound[-1] - best[-1] < 5
    assert not re.search(r"style|script|on\w+=", str(chart(POINTS)))


@pytest.mark.parametrize("points", [[], POINTS[:1], [(1.0, None, None, None)] * 5])
def test_where_there_is_nothing_to_draw_it_says_so(points: list[tuple[float, None, None, None]]) -> None:
    assert "begins with the first plan" in str(chart(points))


@pytest.mark.parametrize(
    "points",
    [
        [(0.0, 5.0, 5.0, 0.0), (0.0, 5.0, 5.0, 0.0)],
        [(0.0, 0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)],
        [(0.0, -7.0, -9.0, 0.3), (1.0, -8.0, -8.0, 0.0)],
        [(0.0, 1e15, -1e15, 2.0), (1.0, 1e15, None, None)],
        [(0.0, None, 1.0, None), (1.0, None, 2.0, None)],
        [(0.0, 1.0, None, None), (1.0, 1.0, None, float("inf"))],
    ],
)
def test_odd_figures_are_drawn_within_the_picture(points: list[tuple[float, float, float, float]]) -> None:
    drawn = str(chart(points))
    ElementTree.fromstring(drawn)
    assert "nan" not in drawn
    assert "inf" not in drawn


class Noted:
    """What takes the place of a job."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.bound: float | None = None

    def figures(self, *figures: object) -> None:
        self.told.append(figures)


def test_a_bound_that_was_proven_holds_whatever_the_next_solve_begins_from() -> None:
    noted = Noted()
    told = Told(noted, noted)  # type: ignore[arg-type]
    told.update(1.0, 200.0, 100.0, 0.5)
    told.update(2.0, 200.0, -500.0, 3.5)
    told.update(3.0, 125.0, None, None)
    told.update(4.0, None, float("nan"), None)
    assert [each[1:3] for each in noted.told] == [(200.0, 100.0), (200.0, 100.0), (125.0, 100.0), (None, 100.0)]
    assert [each[3] for each in noted.told[:3]] == [0.5, 0.5, pytest.approx(0.2)]
