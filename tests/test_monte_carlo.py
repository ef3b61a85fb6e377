"""Sampled courses are operated: outages act together, stocks run down and are refilled, and nothing is foreseen."""

from __future__ import annotations

import math
import random
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from drawn_risks import draw
from openpyxl import load_workbook
from test_survival import LINE
from units import in_units
from workbooks import Sheets, plan, rows, small

from planner.cli import main
from planner.errors import FileError, InfeasibleError
from planner.plans.trunk_values import trunk_values
from planner.reports.loading.plan import read_plan
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.write import write_plan
from planner.solving.compile import compile_model
from planner.studies.stress import monte_carlo
from planner.studies.stress.courses import drawn
from planner.studies.stress.monte_carlo import LEAST, MOST, QUANTILES, figures, sampled
from planner.studies.stress.operated import Operator
from planner.studies.stress.study import operator_of, plan_in_model
from planner.workbook.assemble.problem import assemble
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.studies.stress.operated_programs import Stretch

YEARS = "period\none\ntwo\nthree\nfour"
OUTAGE = small(
    Periods=YEARS,
    Suppliers="supplier | site | material | price | maximum\nmaker | here | goods | 1 | 20",
    Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50",
    Disruptions="disruption | probability\nout | 0.3",
    Hits="disruption | target | name\nout | supplier | maker",
)


def operated(folder: Path, sheets: Sheets, *, by_file: bool = False) -> tuple[Plan, Operator]:
    """Return a plan, and what operates it; by the file that is written of it, or as the file would say."""
    found = plan(folder / "in.xlsx", sheets)
    if by_file:
        write_plan(found, folder / "plan.xlsx")
        return found, operator_of(folder / "plan.xlsx")
    model = trunk(assemble(found.book))
    program = compile_model(model)
    return found, Operator(model, program, trunk_values(model, program, found.tables))


def with_stock(maximum: float, duration: float = 1) -> Sheets:
    """Return the outage with a stock that must serve the whole of a year of it, filled from a maker of this size."""
    return OUTAGE | {
        "Suppliers": rows(
            f"supplier | site | material | price | maximum | total\nmaker | here | goods | 1 | {maximum} | 999"
        ),
        "Materials": rows("material | value\ngoods | 1"),
        "Stockpiles": rows("site | material | initial | maximum\nhere | goods | 10 | 10"),
        "Disruptions": rows(f"disruption | probability | duration | required\nout | 0.3 | {duration} | {1 / duration}"),
    }


def short(operator: Operator, *course: tuple[int, ...]) -> float:
    return operator.outcome(course)[1]


def stretches(operator: Operator, course: tuple[tuple[int, ...], ...]) -> list[Stretch]:
    return [stretch for passed in operator.periods(course) for stretch in passed.stretches]


def test_a_years_outage_strikes_at_most_once_a_year(tmp_path: Path) -> None:
    """Ten short and 490 dearer in each year struck, of four at 0.3: a binomial distribution; at most 40 short."""
    from scipy.stats import binom  # slow to import, in each process that gathers the tests

    _, operator = operated(tmp_path, OUTAGE, by_file=True)
    found = sampled(partial(operator_of, tmp_path / "plan.xlsx"), 4000, 3, operator=operator)
    assert found.shortage == pytest.approx(10 * found.strikes)
    assert found.extra_cost == pytest.approx(490 * found.strikes)
    counts = np.bincount(found.strikes.astype(int), minlength=5) / 4000
    assert counts == pytest.approx(binom.pmf(range(5), 4, 0.3), abs=0.02)


def test_outages_at_once_act_together(tmp_path: Path) -> None:
    """A fifth of the maker is left where a half and a fifth would be: 6 of 10, not 6 and 0."""
    sheets = OUTAGE | {
        "Disruptions": rows("disruption | probability\nhalf | 0.1\nfifth | 0.1\nother | 0.1"),
        "Hits": rows("""
            disruption | target | name | remaining
            half | supplier | maker | 0.25
            fifth | supplier | maker | 0.2
            other | supplier | spare | 0
            """),
        "Suppliers": rows("""
            supplier | site | material | price | maximum
            maker | here | goods | 1 | 20
            spare | here | goods | 2 | 5
            """),
    }
    _, operator = operated(tmp_path, sheets)
    assert short(operator, (0,), (), (), ()) == pytest.approx(0)  # 5 and 5
    assert short(operator, (1,), (), (), ()) == pytest.approx(1)
    assert short(operator, (0, 1), (), (), ()) == pytest.approx(1)
    assert short(operator, (0, 1, 2), (), (), ()) == pytest.approx(6)
    assert short(operator, (2,), (), (), ()) == pytest.approx(0)


def test_a_stock_runs_down_and_is_refilled_only_where_there_is_time(tmp_path: Path) -> None:
    """The stock of 10 serves one year. Of a maker of 20, 10 more fill it in a year; of 15, half of it."""
    _, operator = operated(tmp_path, with_stock(20))
    assert short(operator, (0,), (), (), ()) == pytest.approx(0)
    assert short(operator, (0,), (0,), (), ()) == pytest.approx(10)
    assert short(operator, (0,), (), (0,), ()) == pytest.approx(0)
    assert short(operator, (), (0,), (0,), (0,)) == pytest.approx(20)
    # bought again for what was not bought: nothing more; at the end of the horizon at the material's value, as much
    assert operator.outcome(((0,), (), (), ())) == pytest.approx((0, 0), abs=1e-5)
    assert operator.outcome(((), (), (), (0,))) == pytest.approx((0, 0), abs=1e-5)
    assert operator.outcome(((0,), (0,), (), ())) == pytest.approx((490, 10), abs=1e-5)
    _, slow = operated(tmp_path, with_stock(15))
    assert short(slow, (0,), (), (0,), ()) == pytest.approx(5, abs=1e-4)
    assert short(slow, (0,), (), (), (0,)) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("unit", [1e-6, 1e-9, 1e9])
def test_amounts_in_other_units_are_operated_alike(tmp_path: Path, unit: float) -> None:
    """What is short is none beside what is asked, not beside 1: gallium in megatonnes is a few millionths."""
    _, operator = operated(tmp_path, in_units(with_stock(20), 1.0, unit))
    courses: list[tuple[tuple[int, ...], ...]] = [((0,), (0,), (), ()), ((0,), (), (0,), ()), ((), (0,), (0,), (0,))]
    found = [operator.outcome(course) for course in courses]
    assert [lacks / unit for _, lacks in found] == pytest.approx([10, 0, 20], abs=1e-4)
    assert found[0][0] == pytest.approx(490, abs=1e-3)


def test_an_outage_that_is_under_way_does_not_strike_again(tmp_path: Path) -> None:
    _, operator = operated(tmp_path, with_stock(20, 2))
    found = drawn(operator.problem, 4000, 1)
    assert all(not (course[t] and course[t + 1]) for course in found.courses for t in range(3))
    # none in the year before: 1 - 0.21 in the third, 1 - 0.237 in the fourth
    counts = np.mean([[bool(at) for at in found.courses[n]] for n in found.of_sample], axis=0)
    assert counts == pytest.approx([0.3, 0.7 * 0.3, 0.79 * 0.3, 0.763 * 0.3], abs=0.03)
    # 20 asked over two years, 10 in stock
    assert short(operator, (0,), (), (), ()) == pytest.approx(10)
    assert short(operator, (0,), (), (0,), ()) == pytest.approx(30)


def test_what_is_left_of_a_total_is_kept_in_mind(tmp_path: Path) -> None:
    """A reserve of 12 beside a maker that is lost: 10 in the first outage, 2 in the second."""
    sheets = OUTAGE | {"Suppliers": rows("""
        supplier | site | material | price | maximum | total
        maker | here | goods | 1 | 20 |
        reserve | here | goods | 9 | 10 | 12
        """)}  # fmt: skip
    _, operator = operated(tmp_path, sheets)
    assert short(operator, (0,), (), (), ()) == pytest.approx(0)
    assert short(operator, (0,), (), (0,), ()) == pytest.approx(8)
    assert short(operator, (0,), (), (0,), (0,)) == pytest.approx(18)


@pytest.mark.parametrize("seed", [1, 4])
def test_courses_balance_and_foresee_nothing(tmp_path: Path, seed: int) -> None:
    """Drawn networks: what is asked is served or short, stocks keep to their size; what follows changes nothing."""
    sheets = draw(random.Random(seed))
    sheets["Disruptions"] = [row | {"probability": 0.2} for row in sheets["Disruptions"]]
    try:
        _, operator = operated(tmp_path, sheets)
    except InfeasibleError:
        pytest.skip("drawn without a plan")
    problem = operator.problem
    courses = drawn(problem, 30, seed).courses
    for course in courses:
        for stretch in stretches(operator, course):
            t, length = stretch.step.period, stretch.step.length
            hits = [problem.disruptions[d].demands for d, _ in stretch.active]
            for d, demand in enumerate(problem.demands):
                share = min((each[d] for each in hits if d in each), default=1.0)
                asked = share * demand.amount[t] * length
                given, lacking = stretch.delivered.get(d, 0.0), stretch.short.get(d, 0.0)
                assert given + lacking <= asked * (1 + 1e-6) + 1e-6
                assert demand.sale[t] or given + lacking == pytest.approx(asked, rel=1e-6, abs=1e-6)
            for h, held in stretch.stock.items():
                assert -1e-6 <= held <= problem.stockpiles[h].maximum[t] * (1 + 1e-6) + 1e-6
    last = max(courses, key=lambda course: sum(map(len, course)))
    fresh = Operator(operator.model, operator.program, operator.trunk)
    for t in range(1, len(last)):
        calm = (*last[:t], *((),) * (len(last) - t))
        begun = [x for x in stretches(fresh, calm) if x.step.period < t]
        assert begun == [x for x in stretches(operator, last) if x.step.period < t]


@pytest.mark.parametrize("seed", [1, 4])
def test_one_strike_until_the_end_is_what_resilience_says(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    try:
        found, operator = operated(tmp_path, sheets)
    except InfeasibleError:
        pytest.skip("drawn without a plan")
    problem, told = operator.problem, found.tables["Resilience"]
    names = {x.name: d for d, x in enumerate(problem.disruptions)}
    last = problem.periods[-1]
    ends = told[(told["onset"] == last.name) & (told["window"] >= last.years - 1e-9)]
    assert len(ends)
    for name, extra in zip(ends["disruption"], ends["extra cost in the year's money"], strict=True):
        calm = ((),) * (len(problem.periods) - 1)
        cost = sum(x.extra_cost for x in operator.periods((*calm, (names[name],))))
        assert cost == pytest.approx(extra * last.mean, rel=1e-5, abs=1e-5)
        assert operator.outcome((*calm, (names[name],)))[0] == max(cost, 0.0)


def test_samples_are_the_same_whatever_the_number_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts as for two processes, of which one is started: to start each takes seconds."""
    started = monte_carlo.ProcessPoolExecutor
    monkeypatch.setattr(monte_carlo, "ProcessPoolExecutor", lambda _, *more: started(1, *more))
    _, operator = operated(tmp_path, with_stock(15), by_file=True)
    make = partial(operator_of, tmp_path / "plan.xlsx")
    one, two = sampled(make, 100, 3, operator=operator), sampled(make, 100, 3, 2, operator)
    assert len(one.extra_cost) == 100
    assert np.array_equal(one.extra_cost, two.extra_cost)
    assert np.array_equal(one.shortage, two.shortage)
    assert not np.array_equal(one.strikes, sampled(make, 100, 4, operator=operator).strikes)


@pytest.mark.parametrize(("level", "tail"), [(0.95, 100), (0.9, 50), (0.8, 25)])
def test_the_mean_of_the_worst_is_the_known_one(level: float, tail: float) -> None:
    found = figures(np.array([0.0] * 95 + [100.0] * 5), level)
    assert found[f"mean of the worst {1 - level:.3g} of courses"] == pytest.approx(tail)


def test_intervals_are_those_of_a_bootstrap() -> None:
    from scipy.stats import bootstrap

    values = np.random.default_rng(5).choice([0.0, 0.0, 3.0, 10.0, 25.0], 400)
    found = figures(values, 0.9)
    statistics: dict[str, Any] = {
        "mean": np.mean,
        "mean of the worst 0.1 of courses": lambda x, axis: np.sort(x, axis)[..., -40:].mean(axis),
    }
    for name, statistic in statistics.items():
        other = bootstrap((values,), statistic, n_resamples=2000, method="percentile", rng=1)
        ends = found[f"{name}, {LEAST}"], found[f"{name}, {MOST}"]
        assert ends == pytest.approx(tuple(other.confidence_interval), rel=0.05)
        assert ends[0] <= found[name] <= ends[1]
    for share in QUANTILES:
        assert found[f"{share:.0%} of courses have no more than"] == np.quantile(values, share, method="inverted_cdf")
    assert not any(math.isnan(value) for value in found.values())


def test_the_command_prints_and_writes_samples(tmp_path: Path) -> None:
    operated(tmp_path, with_stock(15), by_file=True)
    path, out = tmp_path / "plan.xlsx", tmp_path / "out.xlsx"
    result = CliRunner().invoke(main, ["stress", str(path), "-o", str(out), "--samples", "200", "--seed", "2"])
    assert result.exit_code == 0, result.output
    assert "mean: extra cost" in result.output
    values = {row[0]: row[1] for row in load_workbook(out)["Monte Carlo"].iter_rows(min_row=2, values_only=True)}
    read_back = plan_in_model(path)
    operator = Operator(read_back.model, read_back.program, read_back.values)
    expected = figures(sampled(partial(operator_of, path), 200, 2, operator=operator).extra_cost, 0.9, 2)
    assert values == pytest.approx(expected)
    checks = trusted(out).checks
    assert set(checks["pass"]) == {"yes"}, checks[checks["pass"] != "yes"].to_string()
    assert read_plan(out)[1]["courses sampled"] == 200


def test_nothing_to_sample_is_said(tmp_path: Path) -> None:
    operated(tmp_path, LINE, by_file=True)
    result = CliRunner().invoke(main, ["stress", str(tmp_path / "plan.xlsx"), "--samples", "10"])
    assert result.exit_code == FileError.exit_code
    assert "nothing to sample" in result.output
