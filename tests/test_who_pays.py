"""Who pays where several ways cost the same: by shares as nearly as budgets allow, whatever the names and the order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from workbooks import Sheets, checked, rows, settings

from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.solving import convention, funders, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.plans.plan import Plan

Row = dict[str, Any]


def sheets_of(budgets: list[Row], funding: list[Row], projects: list[Row], years: int = 1) -> Sheets:
    """Return a workbook whose projects must be built in their first year, each for 100 where nothing else is said."""
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": 2026 + n} for n in range(years)],
        "Sites": rows("site\nhere"),
        "Materials": rows("material\ngoods"),
        "Recipes": rows("process | role | item | amount\nmake | makes | goods | 1"),
        "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 1"),
        "Projects": [{"place": "here", "adds": "make", "maximum": 10, "minimum": 10, "fixed capital": 100,
                      "decision": "must", "latest": 2026} | row for row in projects],
        "Budgets": budgets, "Funding": funding,
    }  # fmt: skip


def paid(plan: Plan) -> dict[tuple[str, str, str], float]:
    """Return what each funder pays for each project in each period."""
    table = plan.tables["Payments"]
    return {(x.funder, x.project, x.period): x.amount for x in table.itertuples()}


ONE = [{"project": "plant"}]


@pytest.mark.parametrize(
    ("funders", "expected"),
    [
        # share, budget and what is paid of 100
        ([(0.6, 1000), (0.4, 1000)], [60, 40]),
        ([(0.9, 1000), (0.6, 1000)], [60, 40]),
        ([(1, 1000), (1, 1000), (1, 1000)], [100 / 3] * 3),
        # one can pay no more than 10: the others pay the rest alike, or as their shares are
        ([(1, 10), (1, 1000), (1, 1000)], [10, 45, 45]),
        ([(1, 10), (0.8, 1000), (0.4, 1000)], [10, 60, 30]),
        # what the budgets leave no choice of
        ([(0.9, 55), (0.6, 45)], [55, 45]),
        ([(0.5, 1000), (0.5, 1000)], [50, 50]),
    ],
)
def test_one_start_is_paid_by_shares(tmp_path: Path, funders: list[tuple[float, float]], expected: list[float]) -> None:
    budgets = [{"funder": f"f{n}", "amount": budget} for n, (_, budget) in enumerate(funders)]
    funding = [{"funder": f"f{n}", "projects": "plant", "share": share} for n, (share, _) in enumerate(funders)]
    plan = checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, ONE))
    assert [paid(plan)[f"f{n}", "plant", "2026"] for n in range(len(funders))] == pytest.approx(expected)
    assert plan.run["objective"] == pytest.approx(100)


def test_what_is_a_convention_is_marked_and_what_is_none_is_not(tmp_path: Path) -> None:
    """Two would pay as well for one plant; for the other one money weighs less, and the last has one funder only."""
    budgets = [{"funder": "a", "amount": 500}, {"funder": "b", "amount": 500}, {"funder": "c", "weight": 0.9}]
    funding = [
        *({"funder": x, "projects": "free"} for x in "ab"),
        *({"funder": x, "projects": "bound", "share": 0.5} for x in "ac"),
        {"funder": "b", "projects": "own"},
    ]
    projects = [{"project": name} for name in ("free", "bound", "own")]
    plan = checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, projects))
    marks = {name: plan.tables[name].set_index(key)["by convention"].to_dict()
             for name, key in (("Investments", "project"), ("Budgets", "funder"))}  # fmt: skip
    assert marks["Investments"] == {"free": "yes", "bound": "", "own": ""}
    assert marks["Budgets"] == {"a": "yes", "b": "yes", "c": ""}
    payments = plan.tables["Payments"]
    assert set(payments.loc[payments["by convention"] == "yes", "project"]) == {"free"}
    said = sentences_by_subject(plan)["funders"]
    assert "who pays 33.3% of it could be otherwise at the same cost, and follows the funders' shares" in said


def test_where_the_convention_is_not_followed_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit more of every payment is no plan: the solver's own stays, and passes all checks."""
    own = convention.proportional

    def one_more(*given: Any) -> Any:
        values, starts = own(*given)
        return values + 1.0, starts

    budgets = [{"funder": name, "amount": 500} for name in "ab"]
    funding = [{"funder": name, "projects": "*"} for name in "ab"]
    sheets = sheets_of(budgets, funding, [{"project": "plant"}])
    assert "as the solver found it" not in str(checked(tmp_path / "in.xlsx", sheets).run.get("left out"))
    monkeypatch.setattr(convention, "proportional", one_more)
    assert "who pays is as the solver found it" in str(checked(tmp_path / "in.xlsx", sheets).run["left out"])


def test_scarce_money_is_spread_over_the_starts_in_proportion(tmp_path: Path) -> None:
    """The state would pay half of 100 and of 300, and has 100: a quarter of each. The firm pays what is left."""
    budgets = [{"funder": "state", "amount": 100}, {"funder": "firm"}]
    funding = [{"funder": name, "projects": "*"} for name in ("state", "firm")]
    projects = [{"project": "small"}, {"project": "large", "fixed capital": 300}]
    found = paid(checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, projects)))
    assert found["state", "small", "2026"] == pytest.approx(25)
    assert found["state", "large", "2026"] == pytest.approx(75)
    assert found["firm", "large", "2026"] == pytest.approx(225)


def test_a_start_is_paid_by_shares_over_its_years_where_not_in_each(tmp_path: Path) -> None:
    """50 a year for two years; the state can pay nothing at first: it pays all its half in the second."""
    budgets = [{"funder": "state", "2026": 0, "2027": 1000, "2028": 0}, {"funder": "firm", "amount": 1000}]
    funding = [{"funder": name, "projects": "*", "share": 0.5} for name in ("state", "firm")]
    found = paid(checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, [{"project": "plant", "lead time": 2}], 3)))
    assert found == pytest.approx({("firm", "plant", "2026"): 50, ("state", "plant", "2027"): 50})


def test_money_that_weighs_less_pays_first_whatever_the_shares(tmp_path: Path) -> None:
    budgets = [{"funder": "state", "amount": 70, "weight": 0.5}, {"funder": "firm"}]
    funding = [{"funder": name, "projects": "*"} for name in ("state", "firm")]
    plan = checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, ONE))
    assert paid(plan) == pytest.approx({("state", "plant", "2026"): 70, ("firm", "plant", "2026"): 30})
    assert plan.run["objective"] == pytest.approx(65)
    assert "by convention" not in plan.tables["Payments"]


def test_very_many_payments_are_tried_by_shares_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(funders, "MOST", 1)
    funding = [{"funder": name, "projects": "*"} for name in "ab"]
    for budget, halves in ((1000, True), (30, False)):
        budgets = [{"funder": "a", "amount": budget}, {"funder": "b"}]
        plan = checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, ONE))
        assert (paid(plan).get(("b", "plant", "2026")) == pytest.approx(50)) is halves
        assert set(plan.tables["Investments"]["by convention"]) == {"yes"}


def test_a_split_that_is_not_found_costs_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "Maximum number of iterations reached."
        raise RuntimeError(message)

    monkeypatch.setattr(nearest, "_least_distance", fail)
    budgets = [{"funder": "a", "amount": 30}, {"funder": "b"}]
    plan = checked(tmp_path / "in.xlsx", sheets_of(budgets, [{"funder": x, "projects": "*"} for x in "ab"], ONE))
    assert "was not found: who pays" in plan.run["left out"]


def drawn(chance: random.Random) -> tuple[list[Row], list[Row], list[Row]]:
    """Return funders with little money, their rows of Funding, and projects."""
    names = ["alpha", "beta", "gamma", "delta"][: chance.randint(2, 4)]
    budgets = [{"funder": x, "amount": chance.choice([40, 90, 150]), "2028": chance.choice([0, 200]),
                "carry over": chance.choice(["yes", "no"]), "weight": chance.choice([1, 1, 1, 0.5])}
               for x in names]  # fmt: skip
    budgets[0] |= {"amount": 5000, "2028": 5000}
    projects = [{"project": f"p{n}", "fixed capital": chance.choice([50, 100, 170]), "lead time": chance.choice([0, 2]),
                 "cost of capital": 0} for n in range(chance.randint(1, 4))]  # fmt: skip
    funding = [{"funder": x, "projects": project["project"], "share": chance.choice([0.3, 0.5, 1])}
               for x in names[1:] for project in projects if chance.random() < 0.8]  # fmt: skip
    funding += [{"funder": names[0], "projects": "*", "share": 1}]
    for row in funding[:1] if funding[1:] else []:
        row["maximum"] = chance.choice([10, 60])
    return budgets, funding, projects


def renamed(row: Row, names: Mapping[str, str]) -> Row:
    return {key: names.get(value, value) if isinstance(value, str) else value for key, value in row.items()}


@pytest.mark.parametrize("seed", few(3, range(8)))
def test_neither_names_nor_the_order_of_rows_decide_who_pays(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    budgets, funding, projects = drawn(chance)
    first = checked(tmp_path / "in.xlsx", sheets_of(budgets, funding, projects, 4))
    names = {"alpha": "zz", "beta": "b", "gamma": "aa", "delta": "c", "p0": "q9"}
    turned = [[renamed(row, names) for row in part] for part in (budgets, funding, projects)]
    for part in turned:
        chance.shuffle(part)
    second = checked(tmp_path / "in.xlsx", sheets_of(*turned, 4))
    assert second.run["objective"] == pytest.approx(first.run["objective"], rel=1e-9)
    expected = {(names.get(f, f), names.get(k, k), t): x for (f, k, t), x in paid(first).items() if x > 1e-5}
    assert {key: x for key, x in paid(second).items() if x > 1e-5} == pytest.approx(expected, rel=1e-6, abs=1e-6)
