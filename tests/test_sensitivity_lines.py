"""What lines and chords prove between solved points, against a fine grid of random concave costs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from samples import few

from planner.studies.sensitivity.cost_line import CostLine
from planner.studies.sensitivity.lines import settled
from planner.studies.sensitivity.search import searched
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.trial import Trial
from planner.workbook.ranges.number_range import NumberRange, Uncertain
from planner_models.expected import Bracket

PLANS = 12


class Costs:
    """Plans as lines of a number: the first few have the starts that are kept."""

    def __init__(self, seed: int, gap: float = 1e-9) -> None:
        random = np.random.default_rng(seed)
        self.lines = [CostLine(0.0, float(random.uniform(90, 110)), float(random.normal(0, 4))) for _ in range(PLANS)]
        self.kept = self.lines[: int(random.integers(1, 4))]
        best = min(range(PLANS), key=lambda n: self.lines[n](0.0))
        self.kept.append(self.lines[best])  # the plan kept is the best one at the number's own value
        self.gap = gap

    def best(self, at: float) -> CostLine:
        return min(self.lines, key=lambda line: line(at))

    def plan(self, at: float) -> CostLine:
        return min(self.kept, key=lambda line: line(at))

    def regret(self, at: float) -> float:
        return self.plan(at)(at) - self.best(at)(at)

    def trial(self, at: float) -> Trial:
        best, plan = self.best(at), self.plan(at)
        brackets = [Bracket(value, value, value) for value in (best(at), plan(at))]
        return Trial(at, *brackets, self.gap, best_lines=(best,), plan_lines=(plan,))


def found(costs: Costs, most: int = 30) -> tuple[float, float]:
    """Return up to where the upper side is safe, and from where on it is not."""
    number = Uncertain("x", (NumberRange(2, "Suppliers", "M", "price", 0.0, -5.0, 5.0),))
    search = searched(number, Stands.OBJECTIVE, (costs.trial(0.0), costs.trial(0.0)), most)
    wanted = next(search)
    try:
        while True:
            wanted = search.send({at: costs.trial(at) for at in wanted})
    except StopIteration as end:
        side = end.value.high
        return side.safe_until, side.flips_from


@pytest.mark.parametrize("seed", few(20, range(60)))
def test_lines_find_what_a_fine_grid_finds(seed: int) -> None:
    costs = Costs(seed)
    safe, flips = found(costs)
    grid = np.linspace(0, 5, 5001)
    bad = [at for at in grid if costs.regret(at) > 1e-7]
    if not bad:
        assert (safe, math.isnan(flips)) == (5.0, True)
        return
    assert flips == pytest.approx(bad[0], abs=2e-3)
    assert safe == pytest.approx(flips, abs=1e-6)
    assert all(costs.regret(at) <= 1e-6 for at in grid if at < safe - 1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_proven_holds_whatever_was_tried(seed: int) -> None:
    """After few trials less is proven, and nothing that is false."""
    costs = Costs(seed, gap=0.5)
    for most in range(4):
        safe, flips = found(costs, most)
        assert all(costs.regret(at) <= 0.5 + 1e-9 for at in np.linspace(0, safe, 500))
        assert math.isnan(flips) or all(costs.regret(at) > 0.5 for at in [flips + 1e-9])


def test_bounds_that_are_not_closed_prove_less() -> None:
    """The best cost is known within 2 at the far end: what is safe ends where the chord of bounds leaves the gap."""
    line = CostLine(0.0, 100.0, 0.0)
    own = Trial(0.0, Bracket(100, 100, 100), Bracket(100, 100, 100), 0.5, plan_lines=(line,))
    end = Trial(4.0, Bracket(98, 100, 100), Bracket(100, 100, 100), 0.5, plan_lines=(line,))
    told = settled((own, end))
    assert told.safe_until == pytest.approx(1.0)
    assert math.isnan(told.flips_from)


def test_a_line_where_two_points_say() -> None:
    line = CostLine.through(2.0, 10.0, 4.0, 16.0)
    assert [line(at) for at in (0.0, 2.0, 3.0)] == [4.0, 10.0, 13.0]
    assert line.stays_below(-10.0, 4.0) == pytest.approx(-4 / 3)
    assert line.rises_above(-10.0, 4.0) == pytest.approx(-4 / 3)
