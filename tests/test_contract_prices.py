"""Prices against what the objective does when a cell is changed a little and the workbook is planned again.

The cost of a linear programme bends upwards in a limit: its price lies between what a little less costs and what a
little more saves. Where no price is shown, neither may do anything.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from samples import few
from workbooks import Sheets, checked, objective, small

from planner.planning import pipeline
from planner.solving.solution import solved

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer
    from planner.solving.solution import Solved

STEP = 1e-3

# Two years; every kind of limit that has a price is there, and most of them bind.
EVERYTHING = small(
    Settings="setting | value\n discount rate | 0.1\n gap | 0",
    Periods="period | years\n first | 1\n second | 2",
    Countries="country | bloc\n A | East\n B | East",
    Sites="site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
    Materials="material | surplus\n goods | none\n ore | none\n scrap | none",
    Recipes="""
        process | role | item | amount
        press | makes | goods | 1
        press | consumes | ore | 1.1
        press | uses | power | 0.5
        melt | makes | goods | 1
        melt | consumes | scrap | 1.3
        """,
    Plants="""
        site | process | capacity | variable cost | availability | minimum use | second
        home | press | 60 | 3 | 0.9 | |
        home | melt | 12 | 9 | 0.8 | 0.5 | 13
        """,
    Resources="resource | place | capacity | second\n power | H | 25.3 | 27",
    Suppliers="""
        supplier | site | material | price | maximum | total | second
        mine A | pit A | ore | 1 | | 71 |
        mine B | pit B | ore | 2 | 8 | | 9
        mine C | pit C | ore | 4 | | |
        yard | home | scrap | 1 | | |
        trade | home | goods | 40 | 11 | |
        trade | home | goods | 50 | 7 | |
        """,
    Lanes="from | to | cost | maximum\n A | home | 0.5 | 37\n B | home | 0.4 | \n C | home | 0.1 |",
    Demand="""
        market | material | amount | shortage cost | required | price | second
        home | goods | 70 | 9 | 0.8 | | 77
        """,
    Stockpiles="site | material | maximum | holding cost | initial | final\n home | goods | 6 | 0.7 | 2 | 4",
    Rules="""
        rule | measure | material | origins | limit
        not A | share at most | ore | A | 0.83
        some C | amount at least | ore | C | 3.1
        """,
)

FUNDED = small(
    Settings="setting | value\n discount rate | 0.1\n gap | 0",
    Periods="period\n first\n second",
    Recipes="process | role | item | amount\n make | makes | goods | 1",
    Projects="""
        project | place | adds | maximum | capital rate | lead time | economic life
        mill | here | make | 90 | 3 | | 7
        kiln | here | make | 90 | 4 | | 7
        """,
    Budgets="funder | amount | weight\n state | 31 | 1\n bank | | 1.4",
    Funding="funder | projects | share | maximum\n state | * | 0.7 |\n bank | mill | 0.5 | 17\n bank | kiln | 0.9 | 11",
    Demand="market | material | amount | shortage cost\n here | goods | 60 | 900",
)

CONTRACTS = small(
    Suppliers="""
        supplier | site | material | price | maximum | fixed cost | needs
        shop | here | goods | 5 | 10 | |
        shop | here | goods | 2 | 20 | 10 |
        barn | here | goods | 4 | 3 | | permit
        farm | here | goods | 9 | | 1 |
        """,
    Projects="project | place | fixed capital\n permit | here | 1",
    Demand="market | material | amount | shortage cost\n here | goods | 28 | 1000",
)

MINES = small(
    Sites="site\n home\n away\n far",
    Suppliers="supplier | site | material | price | fixed cost\n mine | away | goods | 2 | 7\n pit | far | goods | 1 |",
    Lanes="""
        from | to | cost | fixed cost | maximum | needs
        away | home | 1 | 3 | |
        far | home | 1 | | 41 | road
        """,
    Projects="project | place | fixed capital\n road | far | 1000",
    Demand="market | material | amount | shortage cost\n home | goods | 100 | 1000",
)

SPREAD = small(
    Sites="site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
    Materials="material | surplus\n goods | none",
    Suppliers="""
        supplier | site | material | price
        mine A | pit A | goods | 1
        mine B | pit B | goods | 2
        mine C | pit C | goods | 4
        """,
    Lanes="from | to\n A | home\n B | home\n C | home",
    Demand="market | material | amount | shortage cost\n home | goods | 100 | 50",
    Rules="""
        rule | measure | material | origins | limit | penalty
        spread | HHI at most | goods | * | 0.37 |
        each | each share at most | goods | A; B | 0.5 |
        floor | share at least | goods | C | 0.15 |
        more | amount at least | goods | B | 60 | 0.5
        """,
)

# Two stocks cover one place, and only the days of the one that asks for more count.
COVERED = small(
    Periods="period\n first\n second",
    Sites="site | country\n home | H\n river | H\n mine | M",
    Materials="material | surplus\n goods | none\n ore | none",
    Recipes="process | role | item | amount\n make | makes | goods | 1\n make | consumes | ore | 2",
    Plants="site | process | capacity\n home | make | 100",
    Suppliers="""
        supplier | site | material | price | maximum
        pit | mine | ore | 1 | 76
        deep | mine | ore | 3 |
        """,
    Lanes="from | to\n mine | H\n river | home",
    Demand="market | material | amount | shortage cost\n home | goods | 36.5 | 90",
    Stockpiles="""
        site | material | holding cost | cover days | cover of
        home | ore | 0.7 | 40 | H
        river | ore | 0.2 | 10 | H
        """,
)

LIMITS = {
    "Plants": (("site", "process"), ("capacity",)),
    "Resources": (("resource", "place"), ("capacity",)),
    "Suppliers": (("supplier", "site", "material"), ("maximum", "total")),
    "Lanes": (("from", "to"), ("maximum",)),
    "Demand": (("market", "material"), ("amount", "required")),
    "Stockpiles": (("site", "material"), ("maximum", "final", "cover days")),
    "Budgets": (("funder",), ("amount",)),
    "Funding": (("funder", "projects"), ("maximum",)),
    "Rules": (("rule",), ("limit",)),
}
PLAIN = {("Stockpiles", "maximum"), ("Funding", "maximum")}
BY_PERIOD = ("capacity", "maximum", "amount", "limit")


def limits(sheets: Sheets) -> list[tuple[str, int, str, str]]:
    """Return every limit of a workbook: sheet, position of the row, column, period (blank for all)."""
    periods = [row["period"] for row in sheets["Periods"]]
    found = []
    for sheet, (_, columns) in LIMITS.items():
        for n, row in enumerate(sheets.get(sheet, [])):
            for column in columns:
                varies = column in BY_PERIOD and (sheet, column) not in PLAIN
                if row.get(column) is not None:
                    found += [(sheet, n, column, period) for period in (periods if varies else [""])]
    return found


def moved(sheets: Sheets, limit: tuple[str, int, str, str], step: float) -> Sheets:
    """Return a workbook with one limit moved."""
    found = copy.deepcopy(sheets)
    sheet, n, column, period = limit
    row = found[sheet][n]
    before = row[column] if not period or row.get(period) is None else row[period]
    row[period or column] = before + step
    return found


def price(plan: Plan, sheets: Sheets, limit: tuple[str, int, str, str]) -> float:
    """Return what the plan says one more unit of a limit saves; of a limit without periods, in all of them."""
    sheet, n, column, period = limit
    row, table = sheets[sheet][n], plan.tables["Prices"]
    name = " / ".join(str(row[key]) for key in LIMITS[sheet][0])
    at = row[column] if not period or row.get(period) is None else row[period]
    same = (table["sheet"] == sheet) & (table["row"] == name) & (table["column"] == column)
    same &= (table["limit"] - at).abs() < 1e-9
    return float(table[same & ((table["period"] == period) if period else True)]["price"].sum())


@pytest.mark.parametrize("name", few(3, ["EVERYTHING", "FUNDED", "CONTRACTS", "MINES", "SPREAD", "COVERED"]))
def test_prices_are_what_the_objective_does(tmp_path: Path, name: str) -> None:
    """The index of SPREAD is kept to 1e-6 only, which shows in the last digits of what the objective does."""
    sheets: Sheets = globals()[name]
    found = checked(tmp_path / "in.xlsx", sheets)
    shown = 0
    for limit in limits(sheets):
        less, more = (
            (found.run["objective"] - objective(tmp_path / "in.xlsx", moved(sheets, limit, step))) / step
            for step in (-STEP, STEP)
        )
        worth = price(found, sheets, limit)
        slack = 1e-4 * max(1.0, abs(less)) + (0.1 if name == "SPREAD" else 0.0)
        assert more - slack <= worth <= less + slack, (limit, less, worth, more)
        shown += worth != 0
    assert shown > 0


def test_a_bound_of_the_model_takes_no_price_from_the_demand(tmp_path: Path) -> None:
    """A contract without a maximum serves all at 2: one more unit asked for costs 2, not the 1000 of going without."""
    sheets = small(
        Suppliers="supplier | site | material | price | fixed cost\n shop | here | goods | 2 | 7",
        Demand="market | material | amount | shortage cost\n here | goods | 100 | 1000",
    )
    table = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    assert table[["sheet", "price"]].to_numpy().tolist() == [["Demand", pytest.approx(-2)]]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("each share at most | 0.6", "Rules: one more percentage point of limit of cap in now saves 1 million USD"),
        ("HHI at most | 0.52", "Rules: 0.01 more of limit of cap in now saves 2.5 million USD"),
        ("amount at most | 60", "Rules: one more unit of limit of cap in now saves 1 million USD"),
    ],
)
def test_prices_in_words(tmp_path: Path, rule: str, words: str) -> None:
    """Buying one of 100 at 1 in place of 2 saves 1; with x = (1 + sqrt(2h - 1))/2, dx/dh = 1/(2 sqrt(2h - 1)) = 2.5."""
    origins = "A" if "amount" in rule else "*"
    sheets = small(
        Sites="site | country\n home | H\n pit A | A\n pit B | B",
        Materials="material | surplus\n goods | none",
        Suppliers="supplier | site | material | price\n mine A | pit A | goods | 1\n mine B | pit B | goods | 2",
        Lanes="from | to\n A | home\n B | home",
        Demand="market | material | amount | required\n home | goods | 100 | 1",
        Rules=f"rule | material | origins | measure | limit\n cap | goods | {origins} | {rule}",
    )
    table = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    found = str(table[table["sheet"] == "Rules"]["in words"].iloc[0])
    if "HHI" in rule:
        assert found.split(" saves ")[0] == words.split(" saves ")[0]
        assert float(found.split()[-3]) == pytest.approx(2.5, abs=0.01)
    else:
        assert found == words


def test_a_price_names_the_cell_that_holds_its_number_and_none_that_does_nothing(tmp_path: Path) -> None:
    """Capacity in a column of the period and by a series; a plant that has retired is 0 whatever its cell says."""
    sheets = small(
        Periods="period\none\ntwo",
        Recipes="process | role | item | amount\nold | makes | goods | 1\nnew | makes | goods | 1",
        Plants="""
            site | process | capacity | two | retires | variable cost
            here | old | 7 | | two | 1
            here | new | sizes | 3 | | 2
            """,
        Series="series | one | two\nsizes | 2 | 9",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50",
    )
    table = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    told = {(row["row"], row["period"]): row["cell"] for row in table.to_dict("records") if row["sheet"] == "Plants"}
    assert told == {
        ("here / old", "one"): "Plants!C2", ("here / new", "one"): "Series!B2", ("here / new", "two"): "Plants!F3"
    }  # fmt: skip


def test_a_capacity_has_no_price_once_it_has_retired(tmp_path: Path) -> None:
    """A mill must run as much as there is of it; in b its row is gone, and only what a project adds is left."""
    sheets = small(
        Periods="period\na\nb", Recipes="process | role | item | amount\nmill | makes | goods | 1",
        Plants="site | process | capacity | retires | variable cost\nhere | mill | 4 | b | 1",
        Projects="project | place | adds | maximum\nmore | here | mill | 3",
        Demand="market | material | amount | shortage cost\nhere | goods | 20 | 100")  # fmt: skip
    prices = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    told = prices[(prices["sheet"] == "Plants") & (prices["column"] == "capacity")]
    assert told["period"].tolist() == ["a"]


def test_the_maximum_of_a_step_that_order_alone_opens_has_a_price(tmp_path: Path) -> None:
    """Two steps of 3 at 2 in a row, then 9: a unit more of either saves 7."""
    steps = "supplier | site | material | price | maximum"
    sheets = small(
        Suppliers=f"{steps}\nx | here | goods | 2 | 3\nx | here | goods | 2 | 3\nx | here | goods | 9 | 20",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100")  # fmt: skip
    prices = checked(tmp_path / "in.xlsx", sheets).tables["Prices"]
    told = prices[prices["column"] == "maximum"]
    assert told["price"].tolist() == pytest.approx([7, 7])


def test_a_larger_share_of_less_than_nothing_may_cost(tmp_path: Path) -> None:
    """In 2027 the rule's buyers send away more ga than comes to them: half of -17.8 is more to send than none of it."""
    sheets = small(
        Periods="""period
2026
2027""",
        Materials="""material | surplus
ga | free
salt |
cat |
chip | """,
        Sites="""site | country
A | China
X | Canada
V | Vietnam
B | US
B2 | US""",
        Lanes="""from | to | cost | loss | fixed cost
A | X | 0 | 0 | 3
X | A | 0.1 | 0 |
X | B | 0 | 0 |
V | A | 0 | 0 |
V | B2 | 0 | 0 | 3
B | X | 0.1 | 0.1 |
B | V | 0 | 0 |
B2 | A | 0 | 0 | 3
B2 | V | 0.1 | 0 | 3""",
        Suppliers="""supplier | site | material | price | maximum | fixed cost | minimum
sc | A | ga | 1 | 40 | 4 |
sx | X | ga | 3 |  | 4 |
sv | V | ga | 2 | 40 |  | 15
kc | A | cat | 2 | 500 | 4 | 15
kx | X | cat | 4 | 500 |  | """,
        Demand="""market | material | amount | shortage cost
B | ga | 100 | 50
B2 | ga | 20 | 40
V | ga | 10 | 30
B | chip | 30 | 60
V | chip | 9 | 60""",
        Stockpiles="""site | material | initial | holding cost | cover days
B | ga | 5 | 0.1 | 30
B | cat | 1 | 0.1 | 40""",
        Recipes="""process | role | item | amount
repack | consumes | ga | 2
repack | makes | ga | now and then
wash | consumes | ga | 0.5
wash | makes | ga | now and then
wash | makes | salt | 0.25
make | consumes | ga | 0.2
make | consumes | cat | 1
make | makes | chip | 1
make | makes | cat | 0.5""",
        Plants="""site | process | variable cost | capacity
B2 | make | 0.1 | 3000
V | make | 0 | 3000
B2 | wash | 0 | 3000
B | wash | 0.1 | 3000
A | make | 0.1 | 20""",
        Series="""series | 2026 | 2027
now and then | 1 | 0""",
        Rules="""rule | measure | material | buyers | origins | limit | penalty | minimum share
r0 | origins at least | ga | * |  | 1 |  | 0.2
r1 | share at most | ga | US | China | 0.5 |  | """,
    )
    found = checked(tmp_path / "in.xlsx", sheets)
    prices, totals = found.tables["Prices"], found.tables["Concentration"]
    is_turned = (totals["rule"] == "r1") & (totals["period"] == "2027")
    assert totals.loc[is_turned, "total"].item() < 0
    assert prices.loc[prices["sheet"] == "Rules", "price"].min() < 0


# 36,500 a year is 100 a day; what is there at first covers 30 days until the last period, which must leave as much.
WELL_STOCKED = small(
    Periods="period\nfirst\nsecond\nthird",
    Suppliers="supplier | site | material | price\nshop | here | goods | 1",
    Demand="market | material | amount | shortage cost\nhere | goods | 36500 | 9",
    Stockpiles="site | material | initial | cover days\nhere | goods | 80000 | 30",
)


def with_noise(model: Any, program: LinearProgram, answer: Answer, exact: Answer, *rest: Any) -> Solved:
    """Give every row of one limit that has no price what a solver's tolerances let it leave, of the wrong sign."""
    assert exact.row_dual is not None
    noise = np.where(np.isinf(program.row_lower), 1e-6, np.where(np.isinf(program.row_upper), -1e-6, 0.0))
    noisy = np.where(exact.row_dual == 0, noise[: len(exact.row_dual)], exact.row_dual)
    assert (noisy != exact.row_dual).any()
    return solved(model, program, answer, replace(exact, row_dual=noisy), *rest)


def test_what_a_solver_leaves_of_no_price_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stock costs nothing to hold: one more day is 100 more at 1 in the last period, and nothing before it.

    A millionth of the wrong sign at the cover of the first period would be told as 0.0001 a day that more cover saves.
    """
    monkeypatch.setattr(pipeline, "solved", with_noise)
    table = checked(tmp_path / "in.xlsx", WELL_STOCKED).tables["Prices"]
    told = table[table["column"] == "cover days"]
    assert told[["period", "price"]].to_numpy().tolist() == [["third", pytest.approx(-100)]]
