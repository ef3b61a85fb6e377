"""What the contract says of who pays: shares, maxima, budgets, weights. Every optimum is worked out in the docstring.

There is one process; 10 units a year are asked for, and going without costs 100 a unit. A mill of 10 costs 100.
No discounting, no interest, one year unless said otherwise: a mill is worth its 100 where it can be paid.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, checked, cost, plan, settings, write

from planner.errors import InfeasibleError
from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Rows = list[dict[str, Any]]
LONG: Rows = [{"period": 2026, "years": 3}]
MILL = {"project": "mill", "kind": "plant", "place": "works", "adds": "make", "block": 10, "fixed capital": 100}
NOW: Rows = [{"period": 2026}]
YEARS: Rows = [{"period": year} for year in (2026, 2027, 2028)]
SHORT = 1000.0  # what a year without the mill costs


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook is written."""
    return tmp_path / "in.xlsx"


def works(budgets: Rows, funding: Rows, project: Mapping[str, Any] = MILL, periods: Rows = NOW) -> Sheets:
    """Return a workbook of one project, its funders, and a demand."""
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": periods,
        "Countries": [{"country": "Here", "bloc": "Union"}],
        "Sites": [{"site": "works", "country": "Here"}],
        "Materials": [{"material": "goods"}],
        "Recipes": [{"process": "make", "role": "makes", "item": "goods", "amount": 1}],
        "Projects": [MILL | dict(project)],
        "Budgets": budgets,
        "Funding": funding,
        "Demand": [{"market": "works", "material": "goods", "amount": 10, "shortage cost": 100}],
    }


def paid(path: Path, sheets: Sheets) -> dict[tuple[str, str], float]:
    """Return what is paid, by funder and period."""
    payments = plan(path, sheets).tables["Payments"]
    return dict(zip(zip(payments["funder"], payments["period"], strict=True), payments["amount"], strict=True))


def state(amount: float | None = None, **columns: Any) -> Rows:
    """Return the rows of one funder."""
    return [{"funder": "state", "amount": amount} | columns]


ALL = [{"funder": "state", "projects": "*"}]


def test_an_unnamed_project_is_paid_by_its_owner_without_limit(book: Path) -> None:
    """The state pays for schools only: the mill is built for 100, and its owner pays."""
    sheets = works(state(0), [{"funder": "state", "projects": "school"}])
    sheets["Projects"].append({"project": "school", "place": "works", "decision": "never"})
    assert cost(book, sheets) == pytest.approx(100)
    assert paid(book, sheets) == pytest.approx({("(owner)", "2026"): 100})


def test_a_named_project_is_paid_by_its_funders_alone(book: Path) -> None:
    """99 do not pay for a mill of 100, and its owner does not help: go without."""
    assert cost(book, works(state(99), ALL)) == pytest.approx(SHORT)
    assert cost(book, works(state(100), ALL)) == pytest.approx(100)


def test_what_must_be_built_without_money_is_infeasible(book: Path) -> None:
    words = r"(?s)Budgets!B2 \(state\): 99\n.*\(mill\): must\n.*Budgets!B2 \(state\): 99 -> 100"
    with pytest.raises(InfeasibleError, match=words):
        plan(book, works(state(99), ALL, {"decision": "must"}))


def test_funders_whose_shares_do_not_reach_the_whole_build_nothing(book: Path) -> None:
    assert cost(book, works(state(), [{"funder": "state", "projects": "*", "share": 0.9}])) == pytest.approx(SHORT)


ORDER = ("mill", "plant", "works", "Here", "Union", "*")  # from the most specific


@pytest.mark.parametrize(("near", "far"), list(itertools.pairwise(ORDER)))
@pytest.mark.parametrize("column", ["share", "maximum"])
def test_of_a_funders_rows_the_most_specific_holds(book: Path, near: str, far: str, column: str) -> None:
    """The nearer row pays all and the other nothing: 100. The other way round: nothing is built."""
    all_of_it, nothing = {"share": (1, 0), "maximum": (100, 0)}[column]
    for paying, expected in ((near, 100.0), (far, SHORT)):
        funding = [
            {"funder": "state", "projects": name, column: all_of_it if name == paying else nothing}
            for name in (far, near)
        ]
        assert cost(book, works(state(), funding)) == pytest.approx(expected)


def test_a_row_of_several_names_fits_by_the_nearest_of_them(book: Path) -> None:
    """`*; mill` names the mill itself, and wins over the row of its kind: 100."""
    funding: Rows = [{"funder": "state", "projects": "plant", "share": 0}, {"funder": "state", "projects": "*; mill"}]
    assert cost(book, works(state(), funding)) == pytest.approx(100)


def test_a_row_of_another_funder_does_not_push_one_out(book: Path) -> None:
    """The bank's row is nearer, and pays 40; the state's row holds for the state all the same: 60."""
    budgets: Rows = [*state(), {"funder": "bank", "weight": 0}]
    funding: Rows = [*ALL, {"funder": "bank", "projects": "mill", "share": 0.4}]
    assert cost(book, works(budgets, funding)) == pytest.approx(60)


def test_a_rows_maximum_counts_only_where_the_row_holds(book: Path) -> None:
    """The state gives 100 to the mill by name and 50 to all the rest: both are built, for 150 in all.

    The kiln makes 10 units more for 50, and 20 are asked for.
    """
    sheets = works(state(), [ALL[0] | {"maximum": 50}, {"funder": "state", "projects": "mill"}])
    sheets["Projects"].append(sheets["Projects"][0] | {"project": "kiln", "fixed capital": 50})
    sheets["Demand"][0]["amount"] = 20
    assert cost(book, sheets) == pytest.approx(150)


def test_a_rows_maximum_is_over_all_that_it_covers(book: Path) -> None:
    """100 do not pay for the mill and the kiln of 50: the mill alone, and 10 units go without."""
    sheets = works(state(), [ALL[0] | {"maximum": 149}])
    sheets["Projects"].append(sheets["Projects"][0] | {"project": "kiln", "fixed capital": 50})
    sheets["Demand"][0]["amount"] = 20
    assert cost(book, sheets) == pytest.approx(50 + SHORT)
    sheets["Funding"][0]["maximum"] = 150
    assert cost(book, sheets) == pytest.approx(150)


def test_a_share_is_of_the_whole_capital_of_a_start_not_of_each_payment(book: Path) -> None:
    """50 fall due in each of two years; the state pays the first and the bank the second, half each.

    A mill from 2028 spares one year of 1000: 2 * 1000 + what one year of 3 is charged, 100/3.
    """
    budgets = [
        {"funder": "state", "2026": 50, "2027": 0, "2028": 0, "carry over": "no"},
        {"funder": "bank", "2026": 0, "2027": 50, "2028": 0, "carry over": "no"},
    ]
    funding = [{"funder": name, "projects": "*", "share": 0.5} for name in ("state", "bank")]
    sheets = works(budgets, funding, {"lead time": 2}, YEARS)
    assert cost(book, sheets) == pytest.approx(2 * SHORT + 100 / 3)
    sheets["Funding"][0]["share"] = 0.49
    assert cost(book, sheets) == pytest.approx(3 * SHORT)


def test_a_share_binds_beside_a_cheaper_funder(book: Path) -> None:
    """A grant weighs nothing and may pay 30 of 100: 70 remain."""
    budgets: Rows = [{"funder": "grant", "weight": 0}, *state()]
    funding: Rows = [{"funder": "grant", "projects": "*", "share": 0.3}, *ALL]
    assert cost(book, works(budgets, funding)) == pytest.approx(70)


@pytest.mark.parametrize("weight", [0, 0.25, 1, 3])
def test_a_funders_money_counts_at_its_weight(book: Path, weight: float) -> None:
    assert cost(book, works(state(weight=weight), ALL)) == pytest.approx(100 * weight)


def test_a_weight_above_the_worth_of_a_mill_builds_none(book: Path) -> None:
    """100 at 11 are 1100, going without is 1000."""
    assert cost(book, works(state(weight=11), ALL)) == pytest.approx(SHORT)


def test_a_weight_by_period_is_that_of_the_payment(book: Path) -> None:
    """50 in 2026 at 1 and 50 in 2027 at 0; charged 1 year of 3 from 2028: 50/3, beside two years without."""
    sheets = works(state(weight="weights"), ALL, {"lead time": 2}, YEARS)
    sheets["Series"] = [{"series": "weights", "2026": 1, "2027": 0, "2028": 9}]
    assert cost(book, sheets) == pytest.approx(2 * SHORT + 50 / 3)


@pytest.mark.parametrize(("carry", "years_without"), [("yes", 1), (None, 1), ("no", 3)])
def test_what_is_left_of_a_budget_is_carried_over(book: Path, carry: Any, years_without: int) -> None:
    """50 a year: with carry-over the mill starts in 2027 and is charged 2 years of 3, else never."""
    sheets = works(state(50, **{"carry over": carry}), ALL, periods=YEARS)
    charged = (3 - years_without) * 100 / 3
    assert cost(book, sheets) == pytest.approx(years_without * SHORT + charged)


def test_what_is_carried_bears_no_interest(book: Path) -> None:
    """At 10 % a mill of 100.5 cannot start in 2027 from 50 + 50, but in 2028 from 150.

    It goes without for two years, 1000 + 1000/1.1, and is charged the third of three years.
    """
    sheets = works(state(50), ALL, {"fixed capital": 100.5}, YEARS)
    sheets["Settings"] = settings(discount_rate=0.1, gap=0)
    charge = 100.5 / (1 + 1 / 1.1 + 1 / 1.21)
    assert cost(book, sheets) == pytest.approx(SHORT + SHORT / 1.1 + charge / 1.21)


def test_a_budget_is_for_the_whole_period_however_long(book: Path) -> None:
    """99 for three years are 99, not 297."""
    assert cost(book, works(state(99), ALL, periods=LONG)) == pytest.approx(3 * SHORT)
    assert cost(book, works(state(100), ALL, periods=LONG)) == pytest.approx(100)


def test_a_blank_budget_has_no_limit(book: Path) -> None:
    assert cost(book, works(state(), ALL)) == pytest.approx(100)


def test_a_budget_by_period_overrides_the_plain_one(book: Path) -> None:
    """Nothing in 2026, else 100 a year: start in 2027, charged 2 years of 3."""
    assert cost(book, works(state(100, **{"2026": 0}), ALL, periods=YEARS)) == pytest.approx(SHORT + 200 / 3)


def test_a_period_without_limit_leaves_what_was_carried_into_it(book: Path) -> None:
    """30 in 2026, no limit in 2027, 70 in 2028: a mill that may start in 2028 only has 30 + 70.

    The kiln of 500 started in 2027 does not take of them.
    """
    sheets = works([{"funder": "state", "2026": 30, "2028": 70}], ALL, {"earliest": "2028"}, YEARS)
    kiln = {"project": "kiln", "fixed capital": 500, "decision": "2027", "earliest": None}
    sheets["Projects"].append(sheets["Projects"][0] | kiln)
    sheets["Demand"][0] |= {"amount": None, "2026": 0, "2027": 10, "2028": 20}
    assert cost(book, sheets) == pytest.approx(500 * 2 / 3 + 100 / 3)
    sheets["Budgets"][0]["2028"] = 69
    assert cost(book, sheets) == pytest.approx(500 * 2 / 3 + SHORT)


def test_budgets_limit_capital_only(book: Path) -> None:
    """100 pay for the mill; 7 a year in service and 3 a unit run are nobody's budget: 100 + 7 + 70."""
    sheets = works(state(100), ALL, {"yearly cost": 7, "fixed cost": 7})
    assert cost(book, sheets) == pytest.approx(177)


def test_cash_is_taken_of_the_budget_when_it_falls_due(book: Path) -> None:
    """Profile 0.8, 0.2 over two years, budgets of 80 and 20 without carry-over: it starts in 2026 or never."""
    budgets = [{"funder": "state", "2026": 80, "2027": 20, "2028": 0, "carry over": "no"}]
    sheets = works(budgets, ALL, {"lead time": 2, "spending": "0.8; 0.2"}, YEARS)
    assert cost(book, sheets) == pytest.approx(2 * SHORT + 100 / 3)
    sheets["Projects"][0]["spending"] = "0.2; 0.8"
    assert cost(book, sheets) == pytest.approx(3 * SHORT)


def test_free_money_does_not_bend_a_curve(book: Path) -> None:
    """The state's money weighs nothing, and a start of 15 on the curve still costs 20: its budget says so.

    With 19 the start of 14.5 costs 19, and half a unit goes without for 50.
    """
    sheets = works(state(20, weight=0), ALL, {"block": None, "fixed capital": None, "curve": "bend"})
    points = ((10, 10), (20, 30), (30, 70))
    sheets["Curves"] = [{"curve": "bend", "size": size, "capital": capital} for size, capital in points]
    sheets["Demand"][0]["amount"] = 15
    assert cost(book, sheets) == pytest.approx(0)
    sheets["Budgets"] = state(19, weight=0)
    assert cost(book, sheets) == pytest.approx(50)


def test_free_money_pays_no_more_than_the_curve_says(book: Path) -> None:
    """Where money weighs nothing the capital of a start of 15 is 20, or 10 to 15 and 20 for any size above."""
    sheets = works(state(weight=0), ALL, {"block": None, "fixed capital": None, "curve": "bend"})
    points = ((10, 10), (20, 30), (30, 70))
    sheets["Curves"] = [{"curve": "bend", "size": size, "capital": capital} for size, capital in points]
    sheets["Demand"][0]["amount"] = 15
    found = checked(book, sheets)
    size, capital = found.tables["Investments"].iloc[0][["size", "capital"]]
    expected = 10 + 2 * (size - 10) if size <= 20 else 30 + 4 * (size - 20)
    assert capital == pytest.approx(expected)


@pytest.mark.parametrize(
    ("project", "column"),
    [
        ({"fixed capital": -50}, "fixed capital"),
        ({"block": None, "maximum": 10, "capital rate": -20}, "fixed capital"),
        ({"block": None, "fixed capital": None, "curve": "bend"}, "curve"),
    ],
)
def test_capital_below_zero_that_nobody_can_receive_is_said(book: Path, project: dict[str, Any], column: str) -> None:
    """Funders pay and do not receive: where Funding names such a project it is not started, and that is no secret."""
    sheets = works(state(), ALL, project)
    sheets["Curves"] = [{"curve": "bend", "size": size, "capital": -1} for size in (5, 10)]
    found = [str(fault) for fault in read_and_check(write(book, sheets))[1]]
    cell = f"Projects!{'ABCDEFGHIJ'[list(sheets['Projects'][0]).index(column)]}2"
    assert any(cell in words and "nobody can receive that" in words for words in found), found
    sheets["Funding"] = [{"funder": "state", "projects": "school"}]
    sheets["Projects"].append({"project": "school", "place": "works"})
    assert not any("nobody can receive" in str(fault) for fault in read_and_check(write(book, sheets))[1])
