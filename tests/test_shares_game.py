"""Shapley value, nucleolus and core, against the literature, enumeration, and a second way to the nucleolus."""

from __future__ import annotations

import math
import random
from itertools import combinations, permutations, product
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.errors import SolverError
from planner.studies.shares import game
from planner.studies.shares.game import Verdict
from planner.studies.shares.nucleolus import between, nucleolus, prenucleolus
from planner.studies.shares.sharing import rest_of, sharing_of
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from collections.abc import Sequence

REFINERY = (0, 160, 130, 190, 50, 170, 140, 200)  # nobody, A, B, AB, C, AC, BC, ABC
TVA = (0, 163_520, 140_826, 301_607, 250_096, 378_821, 367_370, 412_584)


def exact(costs: Sequence[float]) -> list[Bracket]:
    return [Bracket(each, each, each) for each in costs]


def bests(shares: Sequence[Bracket]) -> list[float]:
    return [each.best for each in shares]


def test_the_known_answer() -> None:
    """100 and 1 a unit against 5 a unit: A saves 140 by itself already, since 60 at 5 cost 300, not 160."""
    assert bests(game.shapley(exact(REFINERY), 3)) == pytest.approx([310 / 3, 220 / 3, 70 / 3], abs=1e-9)
    assert nucleolus(REFINERY, 3) == pytest.approx((100, 70, 30), abs=1e-9)
    savings = [game.saving(exact(REFINERY), coalition, 3).best for coalition in (3, 5, 6, 7)]
    assert savings == [100, 40, 40, 140]
    answers = {}
    for name, shares in {
        "Shapley": (310 / 3, 220 / 3, 70 / 3),
        "nucleolus": (100, 70, 30),
        "thirds": (200 / 3,) * 3,
    }.items():
        answers[name] = {each.coalition: each for each in game.judged(shares, exact(REFINERY), 3)}
    assert all(each.verdict is Verdict.STAYS for name in ("Shapley", "nucleolus") for each in answers[name].values())
    thirds = {coalition: each.verdict for coalition, each in answers["thirds"].items()}
    assert thirds == {c: Verdict.LEAVES if c == 4 else Verdict.STAYS for c in range(1, 7)}
    assert answers["thirds"][4].more == pytest.approx(200 / 3 - 50)


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e13])
def test_what_arithmetic_leaves_of_nothing_is_told_as_nothing_in_any_unit(unit: float) -> None:
    """A partner without a need pays 0 and not -0.0006, and a loss of all is none within rounding."""
    costs = exact([unit * each for each in (0, 4, 4, 7, 0, 4, 4, 7)])
    way = sharing_of(SimpleNamespace(missing=[], costs=costs, count=3)).way("nucleolus")  # type: ignore[arg-type]
    assert way is not None
    assert way.shares[2] == 0.0
    assert way.shares[:2] == pytest.approx((3.5 * unit, 3.5 * unit), rel=1e-6)
    paid = SimpleNamespace(nobody={"transport": 0.5 * unit})
    assert rest_of(SimpleNamespace(costs=costs), paid) == 0.5 * unit  # type: ignore[arg-type]


def test_the_tennessee_valley_authority() -> None:
    """Navigation, flood control, power, thousands of dollars: Straffin and Heaney, Game theory and the TVA (1981)."""
    assert bests(game.shapley(exact(TVA), 3)) == pytest.approx([117_829, 100_756.5, 193_998.5])
    assert nucleolus(TVA, 3) == pytest.approx((116_234, 93_540, 202_810))


@pytest.mark.parametrize(
    ("estate", "expected"),
    [(100, (100 / 3, 100 / 3, 100 / 3)), (200, (50, 75, 75)), (300, (50, 100, 150))],
)
def test_the_talmud(estate: float, expected: tuple[float, ...]) -> None:
    """Claims of 100, 200, 300: Aumann and Maschler (1985) show that the Mishnah's division is the nucleolus."""
    assert saved_by(bankruptcy(estate, (100, 200, 300)), 3) == pytest.approx(expected, abs=1e-7)


def bankruptcy(estate: float, claims: Sequence[float]) -> list[float]:
    """Return what each coalition is left by the others: the estate less what these claim."""
    count = len(claims)
    return [
        max(0.0, estate - math.fsum(claims[i] for i in range(count) if not coalition >> i & 1))
        for coalition in game.coalitions(count)
    ]


def saved_by(values: Sequence[float], count: int) -> tuple[float, ...]:
    """Return the nucleolus of a game of savings, asked as a game of costs: alone each costs what is large enough."""
    alone = 10_000.0
    costs = [alone * coalition.bit_count() - values[coalition] for coalition in game.coalitions(count)]
    found = nucleolus(costs, count)
    assert found is not None
    return tuple(alone - each for each in found)


def talmud(estate: float, claims: Sequence[float]) -> list[float]:
    """Return the consistent division of the contested garment: half claims gain alike, then lose alike."""
    half = math.fsum(claims) / 2
    gains = estate <= half
    amount, halves = (estate if gains else 2 * half - estate), [each / 2 for each in claims]
    low, high = 0.0, max(halves)
    for _ in range(200):
        level = (low + high) / 2
        total = math.fsum(min(each, level) for each in halves)
        low, high = (level, high) if total < amount else (low, level)
    parts = [min(each, high) for each in halves]
    return parts if gains else [claim - part for claim, part in zip(claims, parts, strict=True)]


@pytest.mark.parametrize("seed", range(6))
def test_bankruptcies_of_up_to_five(seed: int) -> None:
    draw = random.Random(seed)
    claims = sorted(draw.randint(1, 100) for _ in range(draw.randint(2, 5)))
    estate = draw.randint(1, sum(claims))
    assert saved_by(bankruptcy(estate, claims), len(claims)) == pytest.approx(talmud(estate, claims), abs=1e-6)


def test_a_game_of_four_that_needs_several_rounds() -> None:
    """Gloves: two left, two right, a pair is worth 1; by symmetry a half each, though most excesses tie."""
    values = [float(min((c & 3).bit_count(), (c >> 2).bit_count())) for c in game.coalitions(4)]
    assert saved_by(values, 4) == pytest.approx((0.5,) * 4)


def lexicographic(values: Sequence[float], count: int) -> list[float]:
    """Return the nucleolus of savings a second way: the sums of the k least excesses, each as large as may be in turn.

    The sum of the k least is the largest of k r - sum of what r is above them: Ogryczak's ordered sums, which fix no
    coalition.
    """
    proper = range(1, (1 << count) - 1)
    member = np.array([[float(c >> i & 1) for i in range(count)] for c in proper])
    worth, kept = np.array([values[c] for c in proper]), []
    size = len(proper)
    found = np.zeros(count)
    for k in range(1, size + 1):
        width = count + (len(kept) + 1) * (
            1 + size
        )  # shares, and for each sum a level and what it is above each excess
        rows, limits = [], []
        for number, least in enumerate((*kept, None), start=0):
            first = count + number * (1 + size)
            for n in range(size):  # level - above <= excess
                row = np.zeros(width)
                row[:count] = -member[n]
                row[first], row[first + 1 + n] = 1.0, -1.0
                rows.append(row)
                limits.append(-worth[n])
            total = np.zeros(width)
            total[first], total[first + 1 : first + 1 + size] = -(number + 1), 1.0
            if least is not None:
                rows.append(total)
                limits.append(-(least - 1e-9))
        equal = np.zeros((1, width))
        equal[0, :count] = 1.0
        bounds = [(0, None)] * count + ([(None, None)] + [(0, None)] * size) * (len(kept) + 1)
        answer = linprog(total, np.array(rows), np.array(limits), equal, [values[-1]], bounds)
        assert answer.status == 0
        kept.append(-float(answer.fun))
        found = answer.x[:count]
        assert len(kept) == k
    return [float(each) for each in found]


def drawn(seed: int, count: int) -> list[float]:
    """Return a game of savings: alone nothing, together something, not always more."""
    draw = random.Random(seed)
    values = [0.0 if c.bit_count() < 2 else float(draw.randint(0, 30)) for c in game.coalitions(count)]
    values[-1] = float(draw.randint(20, 60))
    return values


@pytest.mark.parametrize(("seed", "count"), [*product(range(4), (3,)), (11, 4), (12, 4)])
def test_drawn_games_a_second_way(seed: int, count: int) -> None:
    values = drawn(seed, count)
    assert saved_by(values, count) == pytest.approx(lexicographic(values, count), abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_shapley_is_the_mean_over_all_orders(seed: int) -> None:
    draw = random.Random(seed)
    count = draw.randint(2, 5)
    costs = []
    for _ in game.coalitions(count):
        low, width = draw.uniform(-50, 200), draw.uniform(0, 5)
        costs.append(Bracket(low, low + width, low + width))
    orders = list(permutations(range(count)))
    added = np.zeros(count)
    for order in orders:
        before = 0
        for i in order:
            added[i] += costs[before | 1 << i].best - costs[before].best
            before |= 1 << i
    found = game.shapley(costs, count)
    assert bests(found) == pytest.approx(list(added / len(orders)))
    # the interval is what the ends of all brackets make of it: each end is reached, and none is outside
    for i in range(count):
        ends = [
            sum((1 if c >> i & 1 else -1) * each for c, each in enumerate(weighed(costs, i, pick))) for pick in (0, 1)
        ]
        assert (found[i].low, found[i].high) == pytest.approx(tuple(ends))
    assert math.fsum(bests(found)) == pytest.approx(costs[-1].best - costs[0].best)


def weighed(costs: Sequence[Bracket], i: int, pick: int) -> list[float]:
    """Return the end of each coalition's cost that makes a share least (0) or most (1), times its weight."""
    count = (len(costs) - 1).bit_length()
    found = []
    for coalition, each in enumerate(costs):
        size = (coalition & ~(1 << i)).bit_count()
        weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
        wants_low = bool(coalition >> i & 1) == (pick == 0)
        found.append(weight * (each.low if wants_low else each.high))
    return found


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e9])
def test_three_answers_of_the_core(unit: float) -> None:
    """Alone between 9 and 10 each, 18 together: at 9 each nobody leaves, at 9.5 it is open, at 11 one would leave."""
    told = ((0, 0, 0), (9, 10, 10), (9, 10, 10), (18, 18, 18))
    costs = [Bracket(*(unit * each for each in bracket)) for bracket in told]

    def answers(*shares: float) -> list[Verdict]:
        return [each.verdict for each in game.judged([unit * each for each in shares], costs, 2)]

    assert answers(9, 9) == [Verdict.STAYS, Verdict.STAYS]
    assert answers(9.5, 8.5) == [Verdict.OPEN, Verdict.STAYS]
    assert answers(11, 7) == [Verdict.LEAVES, Verdict.STAYS]


def test_what_nobody_costs_is_no_saving() -> None:
    """50 are spent for nobody in every coalition: shares and savings are as without."""
    with_nobody = [each + 50 for each in REFINERY]
    assert bests(game.shapley(exact(with_nobody), 3)) == pytest.approx(bests(game.shapley(exact(REFINERY), 3)))
    assert nucleolus(with_nobody, 3) == pytest.approx(nucleolus(REFINERY, 3))
    for coalition in game.coalitions(3):
        saved = game.saving(exact(with_nobody), coalition, 3).best
        assert saved == pytest.approx(game.saving(exact(REFINERY), coalition, 3).best)


def test_no_saving_no_nucleolus() -> None:
    assert nucleolus((0, 10, 10, 25), 2) is None
    assert nucleolus((0, 10, 10, 20), 2) == pytest.approx((10, 10))
    assert game.in_proportion((0, 0), 5) is None
    assert game.in_proportion((10, -2), 5) is None
    assert game.in_proportion((30, 10), 20) == pytest.approx((15, 5))


@pytest.mark.parametrize("factor", [1e-6, 1e9])
def test_money_in_another_unit(factor: float) -> None:
    scaled = [each * factor for each in REFINERY]
    found = nucleolus(scaled, 3)
    assert found == pytest.approx([each * factor for each in (100, 70, 30)])


def test_partners_in_another_order_pay_the_same() -> None:
    order = (2, 0, 1)
    moved = [0.0] * 8
    for size in range(4):
        for chosen in combinations(range(3), size):
            moved[sum(1 << order[i] for i in chosen)] = REFINERY[sum(1 << i for i in chosen)]
    before, after = nucleolus(REFINERY, 3), nucleolus(moved, 3)
    assert before is not None
    assert after is not None
    assert [after[order[i]] for i in range(3)] == pytest.approx(before)


def test_a_programme_that_is_not_solved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(status=4, message="numerical difficulties")
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: failed)
    with pytest.raises(SolverError, match="who pays was not solved: numerical difficulties"):
        nucleolus([0.0, 160.0, 130.0, 190.0, 50.0, 170.0, 140.0, 200.0], 3)


def test_without_a_saving_the_prenucleolus() -> None:
    """Two who cost 5 more together than apart bear half of it each; with a saving it is the nucleolus."""
    assert prenucleolus((0, 10, 10, 25), 2) == pytest.approx((12.5, 12.5))
    assert prenucleolus(REFINERY, 3) == pytest.approx(nucleolus(REFINERY, 3))
    # three of whom any two cost 2 more together, and all 6 more: by symmetry 2 more each
    assert prenucleolus((0, 10, 20, 32, 30, 42, 52, 66), 3) == pytest.approx((12, 22, 32))


@pytest.mark.parametrize("seed", range(2))
def test_between_what_the_nucleolus_lies(seed: int) -> None:
    """Drawn within the brackets it is never outside, and each end is that of some corner of them."""
    draw = random.Random(seed)
    count = 3
    values = drawn(seed, count)
    best = [100.0 * c.bit_count() - values[c] + draw.uniform(-0.5, 0.5) for c in game.coalitions(count)]
    wide = 10.0 ** -draw.randint(2, 4)
    costs = [Bracket(each - draw.uniform(0, wide), each, each) for each in best]
    bounded = seed % 2 == 0
    told = between(costs, count, bounded=bounded)
    assert told is not None
    asked = nucleolus if bounded else prenucleolus
    for _ in range(4):
        found = asked([draw.uniform(each.low, each.high) for each in costs], count)
        assert found is not None
        for pays, each in zip(found, told, strict=True):
            assert each.low - 1e-6 <= pays <= each.high + 1e-6
    corner = [_end_of(costs, n, 0, count, bounded=bounded) for n in range(len(costs))]
    found = asked(corner, count)
    assert found is not None
    assert found[0] == pytest.approx(told[0].high, abs=1e-6)
    assert sum(each.high - each.low for each in told) > 0


def _end_of(costs: Sequence[Bracket], n: int, i: int, count: int, *, bounded: bool) -> float:
    """Return the end of one cost at which a share is larger, by moving that cost alone."""
    asked = nucleolus if bounded else prenucleolus
    shares = []
    for end in (costs[n].low, costs[n].high):
        found = asked([end if m == n else each.best for m, each in enumerate(costs)], count)
        assert found is not None
        shares.append((found[i], end))
    return max(shares)[1]


def test_nothing_is_told_of_the_nucleolus_where_other_coalitions_may_be_tight() -> None:
    """Any two save 20 and all three 60: alone or with one other each gains 20, and any other cost unties these."""
    best = (0.0, 1000.0, 1000.0, 1980.0, 1000.0, 1980.0, 1980.0, 2940.0)
    assert between([Bracket(each - 1, each, each) for each in best], 3, bounded=True) is None
    found = between(exact(best), 3, bounded=True)
    assert found is not None
    assert [each.low for each in found] == pytest.approx([980.0] * 3)
