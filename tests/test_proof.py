"""What is called proven is so by our own arithmetic, whatever the solver says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from samples import few
from scipy.optimize import linprog
from scipy.sparse import csr_array
from workbooks import Sheets, checked, plan, small, write

from planner.audit.ledger import Ledger
from planner.solving import ways
from planner.solving.branches.cut_limit import CutLimit
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import Members
from planner.solving.long_sums import product, sums
from planner.solving.outcome import Answer, Options, Tactics, is_proven, relative_gap
from planner.solving.refine import refined
from planner.solving.safe_bound import BOX, exact_cost, keeps, safe_bound
from planner.solving.scaling import without_fortunes
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner.wording.key_figures import status_words
from planner_models.tolerances import EXACT_ROW

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SEEDS = range(20)


def two_suppliers(shortage: float) -> Sheets:
    return small(
        Sites="site\nhere\nx\ny",
        Lanes="from | to | cost\nx | here | 0.1\ny | here | 0.2",
        Suppliers="supplier | site | material | price\nA | x | goods | 2\nB | y | goods | 1",
        Demand=f"market | material | amount | shortage cost\nhere | goods | 1000 | {shortage}",
    )


def mill(price: float, need: float, maximum: float, capital: float, rate: float) -> Sheets:
    return small(
        Recipes="process | role | item | amount\nmill | makes | goods | 1",
        Projects=f"""project | place | adds | maximum | fixed capital | capital rate | economic life
            P | here | mill | {maximum} | {capital} | {rate} | 1""",
        Suppliers=f"supplier | site | material | price\nB | here | goods | {price}",
        Demand=f"market | material | amount | shortage cost\nhere | goods | {need} | 1e9",
    )


@pytest.mark.parametrize("shortage", [1e3, 1e13, 1e15])
def test_prices_beside_a_fortune(tmp_path: Path, shortage: float) -> None:
    """1,000 at 1 and 0.2 for the way; what being short costs has nothing to do with it."""
    found = checked(tmp_path / "in.xlsx", two_suppliers(shortage))
    assert found.run["objective"] == pytest.approx(1200)
    assert found.run["status"] == "proven"
    assert found.run["bound"] <= found.run["objective"]


def test_a_decision_beside_a_fortune(tmp_path: Path) -> None:
    """As above, and B asks 100 for a contract: whole numbers cannot be proven by prices, and 1,300 is proven yet."""
    sheets = two_suppliers(1e13)
    sheets["Suppliers"][1]["fixed cost"] = 100
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(1300)
    assert found.run["status"] == "proven"


def test_a_maximum_without_end(tmp_path: Path) -> None:
    """One unit is bought at a million or made by a mill of 100,000 that could make a thousand million."""
    found = checked(tmp_path / "in.xlsx", mill(1e6, 1, 1e9, 1e5, 0))
    assert found.run["objective"] == pytest.approx(100_000)
    assert (found.run["status"], found.run["gap"]) == ("proven", pytest.approx(0))


def test_a_bound_above_the_objective_proves_nothing(tmp_path: Path) -> None:
    """A mill of 1,000 and 1e-9 a unit of size, for a need of 1e9: 1,001; the solver's first bound is 1,010."""
    found = checked(tmp_path / "in.xlsx", mill(1, 1e9, 1e10, 1000, 1e-9))
    assert found.run["objective"] == pytest.approx(1001)
    assert found.run["bound"] <= found.run["objective"]
    assert found.run["bound"] == pytest.approx(1001)


@pytest.mark.parametrize("said", [{"bound": 2000.0}, {"bound": 1.0}, {"bound": None}, {"bound": 100.0, "blur": 1e9}])
def test_a_solver_that_lies_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Any) -> None:
    """Two contracts of 50 beside another of 100, and 10 at 1: 60. It says optimal, with whatever bound."""

    def lies(*given: Any, **more: Any) -> Answer:
        answer = solve(*given, **more)
        return replace(answer, **said) if given[0].integer.any() else answer

    monkeypatch.setattr(ways, "solve", lies)
    sheets = small(
        Suppliers="""supplier | site | material | price | maximum | fixed cost
            one | here | goods | 1 | 20 | 50\ntwo | here | goods | 2 | 20 | 45""",
        Demand="market | material | amount | required\nhere | goods | 10 | 1",
    )
    run = plan(tmp_path / "in.xlsx", sheets).run
    assert run["objective"] == pytest.approx(60)
    assert run["stopped"] == "tolerances"
    assert run["gap"] > 0.01
    assert "Proven" not in status_words(run)


def test_numbers_beyond_arithmetic_are_refused_at_their_cells(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", two_suppliers(1e17))
    wrong = [fault for fault in faults_of_meaning(source) if "15 digits" in fault]
    assert len(wrong) == 1
    assert wrong[0].startswith("Demand!D2: shortage cost is 1e+17 times the price in Suppliers!D3 (1)")


def faults_of_meaning(source: Path) -> list[str]:
    from planner.workbook.checks.run import read_and_check

    return [str(fault).partition(": ")[2] for fault in read_and_check(source)[1]]


@pytest.mark.parametrize(("objective", "bound", "asked", "size", "proven"), [
    (100.0, 99.95, Options(gap=0.001), 0.0, True),
    (100.0, 99.8, Options(gap=0.001), 0.0, False),
    (100.0, 99.8, Options(gap=0.001, money_gap=0.3), 0.0, True),
    (100.0, 100.1, Options(gap=0.001), 0.0, False),
    (100.0, None, Options(gap=1.0), 0.0, False),
    (1e-9, 0.5e-9, Options(gap=0.001), 0.0, False),
    (1e12, 0.99e12, Options(gap=0.001), 0.0, False),
    (0.0, -1e-7, Options(gap=0.001), 1000.0, True),
    (0.0, -1e-3, Options(gap=0.001), 1000.0, False),
    (float("inf"), 0.0, Options(gap=1.0), 0.0, False),
    (36.8196601, 36.8196186, Options(gap=0.0), 5000.0, False),  # open by no more than both roundings together
    (36.8196601, 36.8196236, Options(gap=0.0), 5000.0, True),
])  # fmt: skip
def test_what_is_proven(objective: float, bound: float | None, asked: Options, size: float, proven: bool) -> None:
    assert is_proven(objective, bound, asked, size) is proven


@pytest.mark.parametrize(("objective", "bound", "gap"), [
    (2.0, 1.0, 0.5), (-2.0, -3.0, 0.5), (1e-12, 0.0, 1.0), (0.0, 0.0, 0.0), (0.0, -1.0, 1.0), (1.0, 1.1, 0.0),
])  # fmt: skip
def test_the_gap_is_a_share_in_any_unit_of_money(objective: float, bound: float, gap: float) -> None:
    assert relative_gap(objective, bound) == gap


def drawn(seed: int) -> tuple[LinearProgram, float]:
    """Return a random programme that has a best solution, with columns bounded on both sides, and its objective."""
    chance = np.random.default_rng(seed)
    rows, columns = int(chance.integers(2, 8)), int(chance.integers(2, 9))
    matrix = np.round(chance.normal(0, 3, (rows, columns)), 2) * (chance.random((rows, columns)) < 0.6)
    inside = chance.uniform(0, 5, columns)
    room = chance.choice([0.0, 1.0, 5.0], rows)
    program = LinearProgram(
        cost=np.round(chance.normal(0, 5, columns), 1), offset=3.0,
        lower=np.zeros(columns), upper=np.full(columns, 10.0), integer=np.zeros(columns, dtype=bool),
        matrix=csr_array(matrix), row_lower=np.where(chance.random(rows) < 0.5, -np.inf, matrix @ inside - room),
        row_upper=matrix @ inside + room, columns=Members([("x",) * columns]),
        rows=Members([("r",) * rows]))  # fmt: skip
    both = np.vstack([matrix, -matrix])
    limits = np.concatenate([program.row_upper, -program.row_lower])
    known = np.isfinite(limits)
    best = linprog(program.cost, A_ub=both[known], b_ub=limits[known], bounds=(0, 10))
    return program, best.fun + 3.0


@pytest.mark.parametrize("seed", SEEDS)
def test_any_prices_bound_the_best_and_the_solvers_prove_it(seed: int) -> None:
    program, best = drawn(seed)
    answer = solve(program, Options(gap=0))
    assert answer.row_dual is not None
    assert answer.values is not None
    units = np.ones(len(program.cost))
    assert safe_bound(program, answer.row_dual, units) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert exact_cost(program, answer.values) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert keeps(program, answer.values, np.ones(len(program.row_lower)))
    assert not keeps(program, answer.values + 1.0, np.ones(len(program.row_lower))) or not program.matrix.nnz
    chance = np.random.default_rng(seed)
    for _ in range(10):
        price = chance.normal(0, 5, len(program.row_lower)) + answer.row_dual * chance.choice([0, 1])
        assert safe_bound(program, price, units) <= best + 1e-9


@pytest.mark.parametrize("seed", few(9, range(30)))
def test_a_safe_bound_is_what_fractions_say_rounded_down(seed: int) -> None:
    """Prices and coefficients of any size, some of which cancel but for their last digits."""
    chance = np.random.default_rng(seed)
    rows, columns = chance.integers(1, 8, 2)

    def drawn(*shape: int) -> NDArray[np.float64]:
        numbers = chance.normal(0, 1, shape) * 10.0 ** chance.integers(-9, 13, shape)
        return np.where(chance.random(shape) < 0.3, 0.0, numbers)

    matrix, price, digits = drawn(rows, columns), drawn(rows), chance.normal(0, 1e-17, rows)
    digits *= np.abs(price)
    cancels = chance.random(columns) < 0.5
    cost = np.where(cancels, matrix.T @ price, drawn(columns))
    upper, units = np.where(chance.random(columns) < 0.5, np.inf, np.abs(drawn(columns))), np.ones(columns)
    program = LinearProgram(
        cost=cost, offset=float(drawn(1)[0]), lower=np.zeros(columns), upper=upper,
        integer=np.zeros(columns, dtype=bool), matrix=csr_array(matrix), row_lower=drawn(rows),
        row_upper=np.full(rows, np.inf), columns=Members([("x",) * columns]), rows=Members([("r",) * rows]),
    )  # fmt: skip
    prices = [Fraction(p) + Fraction(d) if p > 0 else Fraction(0) for p, d in zip(price, digits, strict=True)]
    parts = [p * Fraction(limit) for p, limit in zip(prices, program.row_lower, strict=True)]
    for j in range(columns):
        reduced = Fraction(cost[j]) - sum(Fraction(matrix[i, j]) * prices[i] for i in range(rows))
        parts.append(min(Fraction(0), reduced * Fraction(min(upper[j], BOX))))
    exact, size = sum(parts) + Fraction(program.offset), float(sum(map(abs, parts)) + abs(Fraction(program.offset)))
    found = safe_bound(program, price, units, digits)
    assert Fraction(found) <= exact
    terms = float(np.abs(cost).sum() + (np.abs(matrix).T @ np.abs(price)).sum())
    assert float(exact - Fraction(found)) <= 1e-15 * abs(float(exact)) + 1e-25 * (size + BOX * terms)


@pytest.mark.parametrize("seed", range(10))
def test_long_sums_are_exact(seed: int) -> None:
    chance = np.random.default_rng(seed)
    numbers = chance.normal(0, 1, (2, 500)) * 10.0 ** chance.integers(-12, 12, (2, 500))
    head, tail = product(*numbers)
    assert all(Fraction(a) * Fraction(b) == Fraction(h) + Fraction(t)
               for a, b, h, t in zip(*numbers, head, tail, strict=True))  # fmt: skip
    starts = np.array([0, 1, 7, 300])
    for first, end, whole, rest in zip(starts, [*starts[1:], 500], *sums(head, starts), strict=True):
        exact, size = sum(map(Fraction, head[first:end])), float(np.abs(head[first:end]).sum())
        assert abs(float(exact - Fraction(whole) - Fraction(rest))) <= 1e-28 * size


def test_a_price_that_a_column_without_limit_contradicts_proves_nothing() -> None:
    """At least 3 of x at 2 a unit: at a price of 2.1 x would have to be without end, at 1.9 it proves 5.7."""
    program = LinearProgram(
        cost=np.array([2.0]), offset=0.0, lower=np.zeros(1), upper=np.array([np.inf]),
        integer=np.zeros(1, dtype=bool), matrix=csr_array(np.array([[1.0]])), row_lower=np.array([3.0]),
        row_upper=np.array([np.inf]), columns=Members([("x",)]), rows=Members([("r",)]))  # fmt: skip
    assert safe_bound(program, np.array([1.9]), np.ones(1)) == pytest.approx(5.7)
    assert safe_bound(program, np.array([2.1]), np.ones(1)) < -1e4
    assert safe_bound(program, np.array([-2.0]), np.ones(1)) == pytest.approx(0)  # it has no limit above


def fortunes() -> LinearProgram:
    """Return: 1,000 of a at 2, b at 1, or short at 1e13."""
    return LinearProgram(
        cost=np.array([2.0, 1.0, 1e13]), offset=0.0, lower=np.zeros(3), upper=np.full(3, np.inf),
        integer=np.zeros(3, dtype=bool), matrix=csr_array(np.ones((1, 3))), row_lower=np.array([1000.0]),
        row_upper=np.array([1000.0]), columns=Members([("a", "b", "short")]), rows=Members([("all",)]))  # fmt: skip


def test_a_wrong_answer_is_refined() -> None:
    """From all of a at a price of 2 to all of b, proven."""
    units = np.full(3, 1024.0)
    wrong = Answer(Status.PROVEN, 0.0, 2000.0, 2000.0, np.array([1000.0, 0, 0]), np.array([2.0]), np.zeros(3))
    found = refined(fortunes(), wrong, Options(tolerance=1e-9), units, 10.0)
    assert found.values == pytest.approx([0, 1000, 0])
    assert (found.objective, found.bound) == pytest.approx((1000, 1000))


def test_costs_beyond_what_a_plan_costs_need_not_be_told_apart() -> None:
    program = without_fortunes(fortunes(), 2000.0)
    assert program is not None
    assert program.cost[:2].tolist() == [2, 1]
    assert 2 < program.cost[2] < 1e6
    assert without_fortunes(replace(program, cost=np.array([2.0, 1, 3])), 2000.0) is None


def test_checks_measure_amounts_against_what_is_usual_of_them() -> None:
    """A thousandth of a millionth too much is nothing beside 1, and twice of what markets ask for beside 1e-9."""
    usual, tiny = Ledger(), Ledger(amount=1e-9)
    for ledger in (usual, tiny):
        ledger.equal("balances: add up", 2e-9, 1e-9, ("goods",))
        ledger.equal("rules: value shown", 2e-9, 1e-9, ("a share",))
    assert usual.frame()["pass"].tolist() == ["yes", "yes"]
    assert tiny.frame()["pass"].tolist() == ["NO", "yes"]


def test_a_row_under_a_branch_keeps_its_cost_beside_prices_of_a_fortune() -> None:
    """At money of a million and amounts of a millionth a unit less costs 1e13: the cost's own 1 once got lost there."""
    row = CutLimit(np.array([0, 1]), np.array([1e13, 1.0]), 5.0, CutRow("recourse_cut", (0,))).scaled()
    assert row.columns.tolist() == [0, 1]
    assert row.coefficients[0] / row.coefficients[1] == pytest.approx(1e13)
    assert row.limit / row.coefficients[1] == pytest.approx(5)


def test_a_solver_that_is_wrong_after_its_presolve_is_asked_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bound of 18 is above what the plan costs, 9, until the last way of asking: every other is tried before."""
    program = LinearProgram(
        cost=np.array([2.0, 1.0]), offset=5.0, lower=np.zeros(2), upper=np.array([np.inf, 2.0]),
        integer=np.array([False, True]), matrix=csr_array(np.ones((1, 2))), row_lower=np.array([3.0]),
        row_upper=np.array([np.inf]), columns=Members([("x", "y")]), rows=Members([("both",)]))  # fmt: skip
    asked = []

    def wrong(program: LinearProgram, options: Options, *others: Any) -> Answer:
        asked.append((options.presolve, options.tolerance))
        answer = solve(program, options, *others)
        return replace(answer, bound=18.0) if options.presolve else answer

    monkeypatch.setattr(ways, "solve", wrong)
    answer, exact = CuttingPlanes(program, Options(gap=0, tactics=Tactics(dive=False))).run()
    assert (answer.status, answer.bound) == (Status.PROVEN, pytest.approx(9))
    assert exact is not None
    assert exact.objective == pytest.approx(9)
    assert [presolve for presolve, _ in asked] == [*[True] * (len(asked) - 1), False]
    assert (asked[0][1], asked[-1][1]) == (Options().tolerance, EXACT_ROW)


def test_a_solver_that_fails_is_asked_in_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it has with an error of its own where it was handed a plan to start with."""
    asked = []

    def fails_first(program: LinearProgram, *others: Any) -> Answer:
        asked.append(program)
        return Answer(Status.FAILED, 0.1, message="Solve error") if len(asked) == 1 else solve(program, *others)

    program = LinearProgram(
        cost=np.array([2.0, 1.0]), offset=5.0, lower=np.zeros(2), upper=np.array([np.inf, 2.0]),
        integer=np.array([False, True]), matrix=csr_array(np.ones((1, 2))), row_lower=np.array([3.0]),
        row_upper=np.array([np.inf]), columns=Members([("x", "y")]), rows=Members([("both",)]))  # fmt: skip
    monkeypatch.setattr(ways, "solve", fails_first)
    found = CuttingPlanes(program, Options(gap=0, tactics=Tactics(dive=False)))
    answer, _ = found.run()
    assert (answer.status, answer.objective, found.has_failed) == (Status.PROVEN, pytest.approx(9), False)


def test_a_linear_programme_that_the_solver_leaves_unknown_is_solved_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after its presolve, where it does not clean up what that left; from then on it is asked as before."""
    program = LinearProgram(
        cost=np.array([2.0, 1.0]), offset=0.0, lower=np.zeros(2), upper=np.array([np.inf, 2.0]),
        integer=np.zeros(2, dtype=bool), matrix=csr_array(np.ones((1, 2))), row_lower=np.array([3.0]),
        row_upper=np.array([np.inf]), columns=Members([("x", "y")]), rows=Members([("both",)]))  # fmt: skip
    right, asked = WarmProgram._run, []

    def unknown_first(warm: WarmProgram, method: str, seconds: float) -> Answer:
        asked.append((method, warm._solver._highs.getOptionValue("presolve")[1]))
        found = right(warm, method, seconds)
        return Answer(Status.FAILED, 0.0, message="Unknown") if len(asked) == 1 else found

    monkeypatch.setattr(WarmProgram, "_run", unknown_first)
    warm = WarmProgram(program, Options())
    assert [warm.run(10.0).objective for _ in range(2)] == pytest.approx([4.0, 4.0])
    assert asked == [("choose", "choose"), ("simplex", "off"), ("choose", "choose")]
