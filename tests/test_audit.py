"""The audit against a plan that was worked out with a pencil, and against every way to falsify it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from plan_by_hand import PLAN, RUN, SHEETS, Tables, tables_of
from workbooks import write

from planner.audit.audit import audit
from planner.plans.tables import BY_NAME
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.workbook.book import Book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path: Path = tmp_path_factory.mktemp("audit") / "hand.xlsx"
    return read(write(path, SHEETS))


@pytest.fixture(scope="module")
def written() -> Tables:
    return tables_of(PLAN)


@pytest.fixture
def tables(written: Tables) -> Tables:
    return {name: frame.copy() for name, frame in written.items()}


def put(tables: Tables, table: str, row: int, column: str, value: Any) -> None:
    """Put a value into a cell of a table, its rows counted from 0."""
    tables[table].loc[row, column] = value


def add(tables: Tables, table: str, row: int, column: str, change: float) -> None:
    """Add to a number of a table."""
    before: Any = tables[table].loc[row, column]
    put(tables, table, row, column, before + change)


def failing(book: Book, tables: Tables, run: Mapping[str, Any] = RUN) -> dict[str, str]:
    checks = audit(book, tables, run)
    return dict(checks.loc[checks["pass"] == "NO", ["check", "where"]].to_numpy().tolist())


def test_the_plan_worked_out_by_hand_passes_every_check(book: Book, tables: Tables) -> None:
    checks = audit(book, tables, RUN)
    assert list(checks.columns) == list(BY_NAME["Checks"].columns)
    assert checks["check"].is_unique
    assert (checks["rows"] > 0).all()
    assert checks.loc[checks["pass"] != "yes", ["check", "where"]].to_numpy().tolist() == []


def test_tables_read_back_from_a_spreadsheet_pass_too(book: Book, tables: Tables) -> None:
    """Periods come back as numbers, and blanks as NaN."""
    tables["Flows"]["period"] = [2027.0, 2028]
    tables["Purchases"]["in use"] = [None, None, 1, None, None, 1]
    tables["Balances"]["origin"] = [value or math.nan for value in tables["Balances"]["origin"]]
    assert failing(book, tables) == {}


# table, row (from 0), column, what is added to the number, the check that must fail
MUTATIONS = [
    ("Investments", 0, "size", 2, "projects: size"),
    ("Investments", 0, "size", 0.5, "production: capacity shown"),
    ("Investments", 0, "blocks", 1, "projects: one start a period"),
    ("Investments", 0, "blocks", 1, "projects: number of starts"),
    ("Investments", 0, "blocks", 0.5, "projects: blocks are whole"),
    ("Investments", 0, "capital", 1, "projects: capital"),
    ("Investments", 0, "capital", 1, "payments: cash falls due"),
    ("Investments", 0, "capital", -8, "payments: within the share"),
    ("Sourcing", 1, "amount", 1, "sourcing: amounts"),
    ("Sourcing", 1, "share", 0.1, "sourcing: shares"),
    ("Sourcing", 5, "amount", 1, "sourcing: amounts"),
    ("Sourcing", 4, "used", -1, "sourcing: uses"),
    ("Sourcing", 4, "used", -3, "sourcing: uses"),
    ("Sourcing", 4, "share of use", 0.1, "sourcing: shares"),
    ("Purchases", 0, "amount", -1, "balances: bought"),
    ("Purchases", 0, "amount", -1, "purchases: price steps in order"),
    ("Purchases", 0, "amount", 1, "purchases: within the maximum"),
    ("Purchases", 0, "amount", -20, "purchases: not negative"),
    ("Purchases", 3, "amount", 4, "purchases: within the total"),
    ("Purchases", 2, "amount", -2.5, "purchases: at the minimum while used"),
    ("Purchases", 2, "in use", -1, "purchases: only what is in use"),
    ("Purchases", 2, "in use", -0.5, "purchases: in use or not"),
    ("Purchases", 5, "in use", -1, "purchases: only what is in use"),
    ("Purchases", 5, "in use", -1, "purchases: in use for its term"),
    ("Purchases", 0, "maximum", 1, "purchases: maximum shown"),
    ("Purchases", 0, "cost", 1, "purchases: cost shown"),
    ("Purchases", 0, "row", 7, "purchases: the offer exists"),
    ("Production", 0, "runs", 1, "production: within capacity"),
    ("Production", 0, "runs", -6, "production: minimum use"),
    ("Production", 0, "runs", -11, "production: not negative"),
    ("Production", 0, "runs", -1, "balances: made"),
    ("Production", 0, "runs", -1, "balances: consumed"),
    ("Production", 0, "runs", -1, "resources: used"),
    ("Production", 0, "runs", -1, "production: use shown"),
    ("Production", 1, "runs", 3, "resources: within capacity"),
    ("Production", 0, "own", 1, "production: capacity shown"),
    ("Production", 0, "added", 1, "production: capacity shown"),
    ("Production", 0, "removed", 1, "production: capacity shown"),
    ("Production", 0, "capacity", 1, "production: capacity shown"),
    ("Production", 0, "use", 0.1, "production: use shown"),
    ("Resource use", 0, "used", 1, "resources: used"),
    ("Resource use", 0, "own", 1, "resources: capacity shown"),
    ("Resource use", 0, "use", 0.1, "resources: use shown"),
    ("Flows", 0, "sent", 1, "balances: sent"),
    ("Flows", 0, "sent", 1, "flows: arrived after losses"),
    ("Flows", 1, "sent", 2, "flows: within the maximum"),
    ("Flows", 1, "sent", -16, "flows: not negative"),
    ("Flows", 0, "arrived", 1, "balances: arrived"),
    ("Flows", 0, "transport", 1, "flows: transport shown"),
    ("Flows", 0, "tariff", 1, "flows: tariff shown"),
    ("Stockpiles", 0, "stock", 1, "stocks: shown as in the balances"),
    ("Stockpiles", 0, "maximum", 1, "stocks: maximum shown"),
    ("Stockpiles", 0, "cover days held", 1, "stocks: cover days held shown"),
    ("Stockpiles", 0, "cover days asked", 1, "stocks: cover days asked shown"),
    ("Stockpiles", 0, "put in", 1, "stocks: put in shown"),
    ("Stockpiles", 0, "holding cost", 1, "stocks: holding cost shown"),
    ("Balances", 1, "made", 1, "balances: made"),
    ("Balances", 1, "made", 1, "balances: add up"),
    ("Balances", 0, "bought", 1, "balances: bought"),
    ("Balances", 2, "arrived", 1, "balances: arrived"),
    ("Balances", 7, "drawn", 1, "stocks: from period to period"),
    ("Balances", 7, "drawn", -2, "balances: not negative"),
    ("Balances", 0, "consumed", 1, "balances: consumed"),
    ("Balances", 1, "sent", 1, "balances: sent"),
    ("Balances", 2, "delivered", 1, "balances: delivered"),
    ("Balances", 3, "stored", 1, "stocks: from period to period"),
    ("Balances", 3, "stock", 4, "stocks: within the maximum"),
    ("Balances", 0, "surplus", 1, "balances: no surplus where none may be"),
    ("Balances", 0, "stored", 1, "stocks: only where they may be"),
    ("Shortages", 0, "asked", 1, "demand: asked shown"),
    ("Shortages", 0, "delivered", -1, "demand: delivered and short are what is asked"),
    ("Shortages", 0, "delivered", -2, "demand: required share"),
    ("Shortages", 0, "delivered", -13, "demand: not negative"),
    ("Shortages", 2, "delivered", 3, "demand: a sale is at most what is asked"),
    ("Shortages", 2, "short", 3, "demand: a sale is never short"),
    ("Shortages", 1, "short", 1, "demand: shortage cost shown"),
    ("Shortages", 1, "served", 0.1, "demand: share served shown"),
    ("Shortages", 1, "required", 1, "demand: required shown"),
    ("Shortages", 1, "shortage cost", 1, "demand: shortage cost shown"),
    ("Shortages", 1, "revenue", 1, "demand: revenue shown"),
    ("Concentration", 0, "value", 0.1, "rules: value shown"),
    ("Concentration", 0, "limit", 0.1, "rules: limit shown"),
    ("Concentration", 0, "slack", 0.1, "rules: slack shown"),
    ("Concentration", 0, "total", 1, "rules: total shown"),
    ("Concentration", 0, "HHI", 0.1, "rules: HHI shown"),
    ("Concentration", 1, "value of intake", 0.1, "rules: both shown"),
    ("Concentration", 1, "value of use", 0.1, "rules: both shown"),
    ("Concentration", 1, "HHI of intake", 0.1, "rules: both shown"),
    ("Concentration", 1, "HHI of use", 0.1, "rules: both shown"),
    ("Budgets", 0, "budget", 1, "budgets: budget shown"),
    ("Budgets", 1, "carried in", 1, "budgets: carried shown"),
    ("Budgets", 0, "spent", 1, "budgets: spent shown"),
    ("Budgets", 0, "carried out", 1, "budgets: carried shown"),
    ("Payments", 0, "amount", 1, "payments: cash falls due"),
    ("Payments", 0, "amount", 2, "payments: within the maximum"),
    ("Payments", 0, "amount", 3, "payments: within the share"),
    ("Payments", 0, "amount", 13, "budgets: within what there is"),
    ("Payments", 0, "amount", -9, "payments: not negative"),
    ("Costs", 0, "amount", 1, "costs: capital"),
    ("Costs", 0, "discounted", 1, "costs: capital"),
    ("Costs", 1, "discounted", 1, "costs: fixed and yearly"),
    ("Costs", 3, "discounted", 1, "costs: variable"),
    ("Costs", 5, "amount", 1, "costs: purchases"),
    ("Costs", 7, "discounted", 1, "costs: transport"),
    ("Costs", 9, "discounted", 1, "costs: tariffs"),
    ("Costs", 11, "discounted", 1, "costs: holding"),
    ("Costs", 12, "discounted", 1, "costs: shortage"),
    ("Costs", 12, "discounted", 1, "run: the objective is the sum of Costs"),
]

# Limits that the plan by hand does not reach to the point, so that only a large change breaks them.
COARSE = {
    "balances: not negative", "budgets: within what there is",
    "demand: a sale is at most what is asked", "demand: not negative", "demand: required share",
    "flows: not negative", "flows: within the maximum", "payments: not negative",
    "payments: within the maximum", "payments: within the share", "production: minimum use",
    "production: not negative", "projects: size", "purchases: at the minimum while used",
    "purchases: in use for its term", "purchases: not negative", "purchases: only what is in use",
    "purchases: the offer exists", "purchases: within the total", "resources: within capacity",
    "stocks: within the maximum",
}  # fmt: skip


def sizes(check: str) -> tuple[float, ...]:
    """Return by what a change is multiplied: a thousandth counts too where the limit is met to the point."""
    return (1.0,) if check in COARSE else (1.0, 1e-3)


@pytest.mark.parametrize(
    ("table", "row", "column", "change", "check"),
    [(*place, change * size, check) for *place, change, check in MUTATIONS for size in sizes(check)],
)
def test_a_number_that_is_changed_fails_its_check(
    book: Book, tables: Tables, table: str, row: int, column: str, change: float, check: str
) -> None:
    add(tables, table, row, column, change)
    assert check in failing(book, tables)


def test_every_table_of_numbers_is_mutated() -> None:
    assert {place[0] for place in MUTATIONS} == {name for name in PLAN if name != "Timeline"}


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "check"),
    [
        ("Flows", 0, "sent", "ten", "plan: numbers are numbers"),
        ("Flows", 0, "sent", "10", "plan: numbers are numbers"),
        ("Flows", 0, "sent", math.nan, "plan: numbers are numbers"),
        ("Flows", 0, "sent", None, "plan: numbers are numbers"),
        ("Purchases", 0, "row", math.nan, "plan: numbers are numbers"),
        ("Investments", 0, "size", math.nan, "plan: numbers are numbers"),
        ("Costs", 0, "discounted", "#REF!", "plan: numbers are numbers"),
        ("Flows", 0, "from", "Gamma", "plan: names are known"),
        ("Flows", 0, "from", "", "plan: names are known"),
        ("Flows", 0, "period", "2030", "plan: names are known"),
        ("Flows", 0, "mode", "ship", "flows: the lane exists"),
        ("Flows", 0, "material", "ore", "flows: the lane exists"),
        ("Flows", 0, "origin", "Bland", "balances: sent"),
        ("Balances", 0, "material", "gold", "plan: names are known"),
        ("Balances", 1, "origin", "Bland", "balances: made"),
        ("Balances", 1, "origin", "", "balances: origins are known"),
        ("Balances", 0, "origin", "Aland", "balances: origins are known"),
        ("Balances", 3, "origin", "Aland", "balances: bought"),
        ("Purchases", 0, "supplier", "Trader", "purchases: the offer exists"),
        ("Production", 0, "site", "Beta", "production: the plant exists"),
        ("Resource use", 0, "place", "Bland", "resources: the resource exists"),
        ("Shortages", 0, "market", "Alpha", "plan: no row stands twice"),
        ("Shortages", 0, "material", "ore", "demand: the workbook asks for it"),
        ("Stockpiles", 0, "site", "Alpha", "stocks: shown as in the balances"),
        ("Investments", 0, "project", "Extension", "plan: names are known"),
        ("Investments", 0, "place", "Beta", "projects: the row agrees with the workbook"),
        ("Investments", 0, "start", "2028", "projects: in service within the horizon"),
        ("Investments", 0, "start", "2029", "plan: names are known"),
        ("Investments", 0, "start", "", "projects: what is built has a start"),
        ("Investments", 0, "decision", "no", "projects: what is built has a start"),
        ("Investments", 0, "decision", "perhaps", "projects: decision is build or no"),
        ("Investments", 0, "serves from", "2027", "projects: serves from and until"),
        ("Investments", 0, "serves until", "", "projects: serves from and until"),
        ("Payments", 0, "funder", "Bank", "plan: names are known"),
        ("Payments", 0, "funder", "(owner)", "payments: only who may pay"),
        ("Payments", 0, "period", "2028", "payments: cash falls due"),
        ("Payments", 0, "start", "2028", "payments: cash falls due"),
        ("Budgets", 0, "funder", "Firm", "plan: no row stands twice"),
        ("Concentration", 0, "rule", "Max", "plan: names are known"),
        ("Concentration", 0, "measure", "share at most", "rules: shown"),
        ("Concentration", 0, "of", "use", "rules: shown"),
        ("Sourcing", 5, "used", 20.0, "sourcing: uses"),
        ("Costs", 0, "part", "capitol", "costs: the part is known"),
        ("Timeline", 0, "2027", 5.0, "timeline: as built"),
        ("Timeline", 0, "2027", math.nan, "timeline: as built"),
        ("Timeline", 0, "2028", 6.0, "timeline: capacity in service"),
        ("Timeline", 0, "2028", "build", "timeline: as built"),
    ],
)
def test_what_is_not_so_fails_its_check_and_never_crashes(
    book: Book, tables: Tables, table: str, row: int, column: str, value: object, check: str
) -> None:
    put(tables, table, row, column, value)
    assert check in failing(book, tables)


@pytest.mark.parametrize("table", PLAN)
def test_a_table_that_is_missing_is_said(book: Book, tables: Tables, table: str) -> None:
    del tables[table]
    assert failing(book, tables)["plan: tables are there"] == f"table {table}"


@pytest.mark.parametrize(("table", "column"), [(name, BY_NAME[name].columns[-1]) for name in PLAN])
def test_a_column_that_is_missing_is_said(book: Book, tables: Tables, table: str, column: str) -> None:
    tables[table] = tables[table].drop(columns=column)
    assert failing(book, tables)["plan: columns are there"] == f"{table}, column {column}"


@pytest.mark.parametrize("table", [name for name in PLAN if name != "Stockpiles"])
def test_a_plan_without_the_rows_of_a_table_fails(book: Book, tables: Tables, table: str) -> None:
    tables[table] = tables[table].iloc[:0]
    assert failing(book, tables)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"objective": 374.0}, "run: the objective is the sum of its parts"),
        ({"objective": 374.0}, "run: the objective is the sum of Costs"),
        ({"bound": 374.0}, "run: the bound is not above the objective"),
        ({"bound": 373.0}, "run: the gap"),
        ({"gap": 0.01}, "run: the gap"),
        ({"gap": math.nan}, "run: objective, bound and gap are there"),
        ({"bound": "373.5"}, "run: objective, bound and gap are there"),
        ({"objective": None}, "run: objective, bound and gap are there"),
    ],
)
def test_the_run_is_checked(book: Book, tables: Tables, change: dict[str, Any], check: str) -> None:
    assert check in failing(book, tables, RUN | change)


def test_the_worst_is_shown_with_its_place_and_numbers(book: Book, tables: Tables) -> None:
    """Beta's flow of 2028 is off by 4, that of 2027 by 2: the larger one for its size is shown."""
    add(tables, "Flows", 0, "transport", 2)
    add(tables, "Flows", 1, "transport", 4)
    checks = audit(book, tables, RUN).set_index("check").loc["flows: transport shown"]
    assert (checks["rows"], checks["pass"]) == (2, "NO")
    assert checks["worst"] == pytest.approx(4)
    assert checks["tolerance"] == pytest.approx(11.5e-6)
    assert checks["where"] == "metal, Alpha > Beta, rail, Aland, 2028: 11.5 should be 7.5"
