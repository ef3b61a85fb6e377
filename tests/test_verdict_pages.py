"""What the audit says of plans worked out by hand, and of each number changed in them, is the page that was read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import verdict_pages
from plan_by_hand import PLAN, RUN, SHEETS, tables_of
from workbooks import Sheets, checked, small, write

from planner.audit.audit import audit
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.prices import audit_prices
from planner.audit.resilience import conditional_value_at_risk
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan


@pytest.mark.parametrize("head", verdict_pages.sections())
def test_the_audit_is_that_of_the_page(head: str) -> None:
    """What a change of the audit changes is shown here; it is read, and the page written anew."""
    found, expected = verdict_pages.sections()[head](), verdict_pages.read_page().get(head, [])
    missing, added = [x for x in expected if x not in found], [x for x in found if x not in expected]
    differs = [f"- {line}" for line in missing[:10]] + [f"+ {line}" for line in added[:10]]
    words = "read what differs, then run `python tests/verdict_pages.py` to write the page anew"
    assert found == expected, "\n".join([words, *differs])


@pytest.mark.parametrize(
    ("level", "tail"),
    [(0.9, 100.0), (0.8, (0.1 * 100 + 0.1 * 10) / 0.2), (0.5, (10 + 0.4 * 10) / 0.5), (0.0, 10 + 5 - 0.3)],
)
def test_the_tail_is_of_the_dearest_outcomes_whatever_their_chance(level: float, tail: float) -> None:
    """A tenth costs 100, half 10, a tenth gains 3, and else nothing happens."""
    assert conditional_value_at_risk([(0.5, 10.0), (0.1, 100.0), (0.1, -3.0)], level) == pytest.approx(tail)


def test_a_rule_is_shown_in_the_periods_in_which_it_holds_and_in_no_other(tmp_path_factory: Any) -> None:
    ruled = [{**row, "until": 2027} for row in SHEETS["Rules"]]
    book = read(write(tmp_path_factory.mktemp("rules") / "in.xlsx", {**SHEETS, "Rules": ruled}))
    checks = audit(book, tables_of(PLAN), RUN)
    where = checks.loc[(checks["check"] == "rules: shown") & (checks["pass"] == "NO"), "where"].tolist()
    assert len(where) == 1
    assert where[0].endswith("2028, the rule does not hold then")


PRICED: Sheets = small(
    Sites="site\nhome",
    Suppliers="supplier | site | material | price | maximum\nNear | home | goods | 1 | 6\nDear | home | goods | 3 |",
    Demand="market | material | amount | shortage cost\nhome | goods | 10 | 100",
)


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan in which one more of what is near saves 2."""
    return checked(tmp_path_factory.mktemp("priced") / "in.xlsx", PRICED)


def told(plan: Plan, prices: pd.DataFrame | None = None, **run: object) -> set[str]:
    """Return the checks of the prices that fail."""
    ledger, lookup = Ledger(), AuditLookup.of(plan.book)
    tables = dict(plan.tables) | ({} if prices is None else {"Prices": prices})
    audit_prices(lookup, tables, plan.run | run, ledger)
    checks = ledger.frame()
    return set(checks.loc[checks["pass"] != "yes", "check"])


def changed(plan: Plan, column: str, value: object) -> pd.DataFrame:
    """Return the prices, of the offer alone, with another cell."""
    frame = plan.tables["Prices"]
    frame = frame[frame["sheet"] == "Suppliers"].astype(object)
    assert len(frame) == 1
    frame[column] = [value]
    return frame


@pytest.mark.parametrize(
    ("column", "value", "fails"),
    [
        ("limit", 6.0, False),
        ("limit", 6 * (1 + 0.9e-6), False),
        ("limit", 6 * (1 + 1.5e-6), True),
        ("limit", 6 * (1 - 1.5e-6), True),
        ("sheet", "Projects", True),
        ("sheet", "Nowhere", True),
        ("row", "Near / home", True),
        ("column", "price", True),
        ("column", "minimum", True),
        ("period", "then", True),
        ("cell", "Suppliers!D2", True),
        ("cell", "Suppliers!E3", False),  # no limit stands there: a blank may be filled by a case
    ],
)
def test_a_price_names_a_cell_and_its_number(priced: Plan, column: str, value: object, fails: bool) -> None:
    failed = told(priced, changed(priced, column, value))
    assert bool(failed) == fails, failed
    assert all(check.startswith("prices: ") for check in failed)


def test_a_table_of_prices_without_a_column_is_told_and_nothing_else_breaks(priced: Plan) -> None:
    assert told(priced, priced.tables["Prices"].drop(columns="limit")) == {"plan: tables are there"}


@pytest.mark.parametrize(
    ("cheapest", "apart", "bound", "fails"),
    [
        (15.0, math.nan, math.nan, True),  # the plan may not cost more than it where no gap in money was asked
        (15.0, 4.0, math.nan, False),
        (13.9, 4.0, math.nan, True),
        (13.9, 5.0, 13.0, False),
        (13.9, 5.0, 14.0, True),  # nothing costs less than the bound
        (18.0, 4.0, 13.0, True),  # what costs as much as the plan is not cheaper
        ("about 15", 4.0, 13.0, True),
    ],
)
def test_a_cheaper_operation_costs_less_by_no_more_than_was_asked(
    priced: Plan, cheapest: object, apart: float, bound: float, fails: bool
) -> None:
    """The plan costs 18: 6 near, and 4 that are dear."""
    assert priced.run["objective"] == pytest.approx(18)
    facts = {"cheapest operation": cheapest, "money gap asked": apart, "bound": bound}
    assert ("prices: of a cheaper operation" in told(priced, **facts)) == fails


DEAR = small(
    Sites="site\nhome\nfar",
    Suppliers="""
        supplier | site | material | price | maximum
        Cheap | far | goods | 1 |
        Near | home | goods | 1 | 4.999
        Gold | home | goods | 1000000 | 5
        """,
    Lanes="from | to\nfar | home",
    Demand="market | material | amount | shortage cost\nhome | goods | 10 | 2",
    Disruptions="disruption | onset | required\ntrouble | now | 0.5",
    Hits="disruption | target | name\ntrouble | supplier | Cheap",
)


def test_a_guarantee_whose_last_share_is_dear_may_cost_what_it_costs(tmp_path: Any) -> None:
    """A thousandth of a unit costs 1000: what rounding may take of a guarantee is worth more than any tolerance."""
    found = checked(tmp_path / "in.xlsx", DEAR)
    row = found.tables["Resilience"].iloc[0]
    assert row["extra cost in the year's money"] == pytest.approx(4.999 + 1000 + 5 * 2 - 10, abs=3)
    more = found.tables["Resilience"].assign(**{"extra cost in the year's money": 1009})
    checks = audit(found.book, {**found.tables, "Resilience": more}, found.run)
    assert "branches: extra cost" in set(checks.loc[checks["pass"] != "yes", "check"])
