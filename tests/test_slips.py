"""What is likely a slip is told at its cell in these words, and what is told to do has been done on a copy: it mends it."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from sound import SOUND
from workbooks import change, write

from planner.workbook.checks.run import read_and_check
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path


def told(path: Path) -> list[str]:
    return [str(fault) for fault in read_and_check(path)[1]]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", SOUND)


# What is typed into the cells, what is told, and what is typed where it tells to.
SLIPS: dict[str, tuple[dict[str, Any], list[str], dict[str, Any]]] = {
    "discount rate in percent": (
        {"Settings!B2": 5},
        ["warning: Settings!B2: this is 500% a year (holds '5'). 5 percent is written 5% or 0.05."],
        {"Settings!B2": 0.05},
    ),
    "cost of capital in percent": (
        {"Settings!A3": "cost of capital", "Settings!B3": 8},
        ["warning: Settings!B3: this is 800% a year (holds '8'). 8 percent is written 8% or 0.08."],
        {"Settings!B3": 0.08},
    ),
    "gap in percent": (
        {"Settings!A3": "gap", "Settings!B3": 1},
        ["warning: Settings!B3: this is 100% of the cost: the first plan found would be good enough (holds '1'). 1 percent is written 1% or 0.01."],
        {"Settings!B3": 0.01},
    ),
    "tariff in percent": (
        {"Lanes!D2": 2},
        ["warning: Lanes!D2: this is 200% of the value (holds '2'). 2 percent is written 2% or 0.02."],
        {"Lanes!D2": 0.02},
    ),
    "a project's cost of capital in percent": (
        {"Projects!G2": 7.5},
        ["warning: Projects!G2: this is 750% a year (holds '7.5'). 7.5 percent is written 7.5% or 0.075."],
        {"Projects!G2": 0.075},
    ),
    "a surge in percent": (
        {"Hits!B2": "demand", "Hits!C2": "Works", "Hits!D2": 120},
        ["warning: Hits!D2: this is 12000% of the demand (holds '120'). 120 percent is written 120% or 1.2."],
        {"Hits!D2": 1.2},
    ),
    "base year of another age": (
        {"Settings!A3": "base year", "Settings!B3": 5},
        ["error: Settings!B3: the base year is a year in whose money the plan is told, and 5 is 2021 years before the first period, 2026 (holds '5'). Leave it blank or write 2026, or name the periods by the years in which they begin."],
        {"Settings!B3": 2026},
    ),
    "base year after the plan": (
        {"Settings!A3": "base year", "Settings!B3": 2062},
        ["warning: Settings!B3: the base year is a year in whose money the plan is told, and 2062 is 36 years after the first period, 2026 (holds '2062'). Leave it blank or write 2026, or name the periods by the years in which they begin."],
        {"Settings!B3": 2026},
    ),
    "a series a thousand times what was meant": (
        {"Series!C2": 45000},
        ["warning: Series!C2: 'need' in 2027 is 900 times above that of the other periods (holds '45000'). Check its unit and its decimal point."],
        {"Series!C2": 45},
    ),
    "base year left blank": ({"Settings!A3": "base year", "Settings!B3": None}, [], {}),
    "a setting shortened": (
        {"Settings!A2": "discount"},
        ["error: Settings!A2: no setting of ours has this name (holds 'discount'). Did you mean 'discount rate'? If not, name it otherwise."],
        {"Settings!A2": "discount rate"},
    ),
    "a setting abbreviated": (
        {"Settings!A2": "disc. rate"},
        ["error: Settings!A2: no setting of ours has this name (holds 'disc. rate'). Did you mean 'discount rate'? If not, name it otherwise."],
        {"Settings!A2": "discount rate"},
    ),
    "a setting with words more": (
        {"Settings!A2": "real discount rate"},
        ["error: Settings!A2: no setting of ours has this name (holds 'real discount rate'). Did you mean 'discount rate'? If not, name it otherwise."],
        {"Settings!A2": "discount rate"},
    ),
    "a country beside Countries": (
        {"Sites!B2": "PR China"},
        ["warning: Sites!B2: the sheet Countries does not list 'PR China', which is planned as one more country here, beside 'China' (holds 'PR China'). Did you mean 'China'? If not, add 'PR China' to Countries."],
        {"Sites!B2": "China"},
    ),
    "a country like none, of two sites": (
        {"Sites!B2": "Peru", "Sites!B3": "Peru"},
        ["warning: Sites!B2: the sheet Countries does not list 'Peru', which is planned as one more country here, and for 1 more site (holds 'Peru'). Add 'Peru' to Countries."],
        {"Countries!A2": "Peru"},
    ),
    "a column of no period": (
        {"Demand!E1": 2038},
        ["warning: Demand!E1: this looks like a period and is none of Periods, so the column is not read (holds '2038'). There are: 2026, 2027, 2028. Name one of them, add it to Periods, or take the column out."],
        {"Demand!E1": 2028},
    ),
    "columns of no period": (
        {"Plants!D1": 2037, "Plants!E1": 2038},
        ["warning: Plants!D1: this looks like a period and is none of Periods, so the column is not read, nor is 1 more like it (holds '2037'). There are: 2026, 2027, 2028. Name one of them, add it to Periods, or take the column out."],
        {"Plants!D1": 2027, "Plants!E1": 2028},
    ),
    "a column of a period where none may be": (
        {"Materials!F1": 2027, "Materials!F2": 3},
        ["warning: Materials!F1: no column of Materials takes period columns, so this one is not read (holds '2027'). Give the numbers as a row of Series, and its name in the column that they are of."],
        {"Materials!F1": None, "Materials!F2": None},
    ),
    "a period among other words, above numbers": (
        {"Demand!E1": "FY2028"},
        ["warning: Demand!E1: this header holds the name of the period 2028 and is not it, so the column is not read (holds 'FY2028'). Head it '2028' alone if its numbers are of that period."],
        {"Demand!E1": 2028},
    ),
    "periods as dates": (
        {"Plants!D1": datetime.date(2027, 1, 1), "Plants!E1": datetime.date(2028, 12, 31)},
        ["warning: Plants!D1: this header holds the name of the period 2027 and is not it, so the column is not read, nor is 1 more like it (holds '2027-01-01'). Format the cell as text and write '2027' if its numbers are of that period."],
        {"Plants!D1": "2027", "Plants!E1": "2028"},
    ),
    "a year that is shown as a date": (
        {"Plants!D1": datetime.date(1905, 7, 19)},
        ["warning: Plants!D1: this header holds the name of the period 2027 and is not it, so the column is not read (holds '1905-07-19'). Format the cell as text and write '2027' if its numbers are of that period."],
        {"Plants!D1": "2027"},
    ),
    "a period among other words where none may be": (
        {"Materials!F1": "price in 2027", "Materials!F2": 3},
        ["warning: Materials!F1: this header holds the name of the period 2027 and is not it, so the column is not read (holds 'price in 2027'). Give the numbers as a row of Series, and its name in the column that they are of."],
        {"Materials!F1": None, "Materials!F2": None},
    ),
    "a header within two letters, of another sheet": (
        {"Suppliers!F1": "unit", "Suppliers!F2": "t"},
        ["error: Suppliers!F1: no column of ours has this name (holds 'unit'). Did you mean 'until'? If not, name it otherwise.",
         "error: Suppliers!F2: no period is named 't' (holds 't'). There are: 2026, 2027, 2028."],
        {"Suppliers!F1": "measured in"},
    ),
    "a case by signed percent": (
        {"Cases!E2": "+30%"},
        ["warning: Cases!E2: a change by percent is written as a factor (holds '+30%'). Write x1.3 for 30% more."],
        {"Cases!E2": "x1.3"},
    ),
    "a case by percent less": (
        {"Cases!E2": "20 % less"},
        ["warning: Cases!E2: a change by percent is written as a factor (holds '20 % less'). Write x0.8 for 20% less."],
        {"Cases!E2": "x0.8"},
    ),
    "a case by a bare percentage": (
        {"Cases!E2": "30%"},
        ["warning: Cases!E2: a change by percent is written as a factor (holds '30%'). Write x1.3 for 30% more; a share of 0.3 itself is typed as a number."],
        {"Cases!E2": "x1.3"},
    ),
    "a case by a signed number": (
        {"Cases!E2": "-5"},
        ["warning: Cases!E2: a change by an amount is written in words (holds '-5'). Write less 5; a value is typed as a number, not as text."],
        {"Cases!E2": "less 5"},
    ),
    "a case of a share for a change": (
        {"Cases!E2": 0.3},
        ["warning: Cases!E2: with this case, Demand!C2 goes from 40 to 0.3, 133 times less, and so in 2 more cells (holds '0.3'). Write x1.3 for 30% more, or check its unit."],
        {"Cases!E2": "x1.3"},
    ),
    "a case a thousand times": (
        {"Cases!E2": "x1000"},
        ["warning: Cases!E2: with this case, Demand!C2 goes from 40 to 40000, 1000 times more, and so in 2 more cells (holds 'x1000'). Check its unit and its decimal point; relative changes are written as x1.2 or add 5."],
        {"Cases!E2": "x1.2"},
    ),
    "a case that closes": ({"Cases!E2": 0}, [], {}),
    "a number a thousand times its neighbours": (
        {"Suppliers!E3": 500000},
        ["warning: Suppliers!E3: maximum is 1000 times above the others of its kind (holds '500000'). Check its unit and its decimal point."],
        {"Suppliers!E3": 500},
    ),
    "a price a thousandth of its neighbours": (
        {"Suppliers!D4": 0.0005},
        ["warning: Suppliers!D4: price is 2000 times below the others of its kind (holds '0.0005'). Check its unit and its decimal point."],
        {"Suppliers!D4": 2},
    ),
    "a period a thousand times the others": (
        {"Demand!C2": 41, "Demand!D2": 70000},
        ["warning: Demand!D2: amount in 2027 is 1200 times above that of the other periods (holds '70000'). Check its unit and its decimal point."],
        {"Demand!D2": 50},
    ),
    "a period a thousand times what was meant, less than the middle": (
        {"Demand!C2": 41, "Demand!D2": 30000},
        ["warning: Demand!D2: amount in 2027 is 500 times above that of the other periods (holds '30000'). Check its unit and its decimal point."],
        {"Demand!D2": 30},
    ),
    "a maximum a thousand times what was meant, less than the middle": (
        {"Suppliers!E3": 250000},
        ["warning: Suppliers!E3: maximum is 500 times above the others of its kind (holds '250000'). Check its unit and its decimal point."],
        {"Suppliers!E3": 250},
    ),
    "a price a thousand times what was meant, less than the middle": (
        {"Suppliers!D3": 2000},
        ["warning: Suppliers!D3: price is 670 times above the others of its kind (holds '2000'). Check its unit and its decimal point."],
        {"Suppliers!D3": 2},
    ),
    "a value a thousandth of every price": (
        {"Materials!D2": 0.0001},
        ["warning: Materials!D2: value is 10000 times below the price at which it is sold (holds '0.0001'). Check its unit and its decimal point."],
        {"Materials!D2": 1},
    ),
    "a lane that loses all": (
        {"Lanes!E1": "loss", "Lanes!E2": 1},
        ["warning: Lanes!E2: this is 100% of what is sent, so that nothing arrives (holds '1'). 1 percent is written 1% or 0.01."],
        {"Lanes!E2": 0.01},
    ),
    "a weight in percent": (
        {"Budgets!E1": "weight", "Budgets!E2": 110},
        ["warning: Budgets!E2: this is 11000% of its money (holds '110'). 110 percent is written 110% or 1.1."],
        {"Budgets!E2": 1.1},
    ),
    "a stock that nothing could leave": (
        {"Stockpiles!D2": 9000},
        ["warning: Stockpiles!D2: 9000 of 'ore' must be in stock at the end of 2028, and with all supply together there can be 4510 by then (holds '9000'). Ask for less, or add supply."],
        {"Stockpiles!D2": 10},
    ),
    "cover in hours": (
        {"Stockpiles!E1": "cover days", "Stockpiles!E2": 7300},
        ["warning: Stockpiles!E2: 7300 days are 20 years (holds '7300'). Check it: cover is typed in days, of which a year has 365."],
        {"Stockpiles!E2": 304},
    ),
    "cover in years": (
        {"Stockpiles!E1": "cover days", "Stockpiles!E2": 0.25},
        ["warning: Stockpiles!E2: this covers 6 hours (holds '0.25'). Cover is typed in days: 0.25 of a year is 91.25."],
        {"Stockpiles!E2": 91.25},
    ),
    "a sale that is filled in for one period": (
        {"Demand!C3": None, "Demand!D3": None},
        ["warning: Demand!C3: amount is blank in 2026 and 1 more period, where it is a sale without limit, though there is one in 2028. Fill it in there, or type into amount what holds in the other periods."],
        {"Demand!C3": 5},
    ),
    "a budget that ends": (
        {"Budgets!B2": None, "Budgets!D2": None},
        ["warning: Budgets!D2: amount is blank in 2028, where its money has no limit, though there is one in 2027. Fill it in there, or type into amount what holds in the other periods."],
        {"Budgets!D2": "no limit"},
    ),
    "a budget that begins": ({"Budgets!B2": None, "Budgets!C2": None}, [], {}),
    "a plant without limit in one period": (
        {"Plants!C2": None, "Plants!E2": None, "Projects!D2": None, "Projects!C2": None},
        ["warning: Plants!C2: capacity is blank in 2026 and 1 more period, where its capacity has no limit, though there is one in 2027. Fill it in there, or type into capacity what holds in the other periods."],
        {"Plants!C2": 90},
    ),
    "a run of another unit": (
        {"Materials!B3": "kg"},
        ["warning: Recipes!D2: a run of 'smelting' is 1 t and makes 1 kg of 'metal' (holds '1'). Write 1000, or give both one unit in Processes and Materials."],
        {"Recipes!D2": 1000},
    ),
    "a header of another unit": (
        {"Demand!C1": "amount (kt a year)"},
        ["warning: Demand!C2: the header says kt, which is not read, and 'metal' is counted in t (holds '40; 50; 60'). Give the numbers in t, or the material the other unit."],
        {"Demand!C1": "amount (t a year)"},
    ),
    "a price by another unit": (
        {"Suppliers!D1": "price (USD per kg)"},
        ["warning: Suppliers!D2: the header says kg, which is not read, and 'ore' is counted in t (holds '1'). Give the numbers in t, or the material the other unit."],
        {"Suppliers!D1": "price (USD per t)"},
    ),
    "more made than taken": (
        {"Materials!B2": "kg", "Processes!B2": None},
        ["warning: Recipes!D2: 'smelting' makes 1 t of 'metal' of 2 kg of 'ore' (holds '1'). Give both one unit in Materials, or change one of the two amounts."],
        {"Materials!B2": "t"},
    ),
    "a funder of nothing": (
        {"Funding!C2": 0},
        ["warning: Projects!A2: it can never start: its funders (State) may pay 0% of it at most (holds 'Line'). Raise a share in Funding, or add a funder without limit.",
         "warning: Budgets!A2: it can never pay for anything: what Funding names for it cannot start, has no capital, is held by a more specific row, or is at a share or maximum of 0 (holds 'State'). Name in Funding a project that it may pay for, or take it out."],
        {"Funding!C2": 1},
    ),
    "a last period that lives on stock": (
        {"Stockpiles!B2": "metal", "Stockpiles!D2": 0, "Demand!E2": 160},
        ["warning: Stockpiles!D2: the last period can live on this stock, of which nothing must be left: 160 of 'metal' a year is asked in 2028, and all supply together can give 140 (holds '0'). Type into final what must be left at the end, or add supply."],
        {"Stockpiles!D2": 5},
    ),
    "a value above what buying again costs": (
        {"Materials!D2": 30},
        ["warning: Materials!D2: 'ore' in stock counts for 30 where a disruption takes it, and buying it again costs 3.1 at most, carriage and tariffs included (holds '30'). Give what buying a unit again costs."],
        {"Materials!D2": 3},
    ),
}  # fmt: skip


def test_nothing_is_told_of_what_is_sound(sound: Path, tmp_path: Path) -> None:
    assert told(sound) == []
    write_workbook(tmp_path / "example.xlsx", EXAMPLE)
    assert told(tmp_path / "example.xlsx") == []


@pytest.mark.parametrize("slip", few(9, SLIPS))
def test_a_slip_is_told_and_what_is_told_mends_it(sound: Path, slip: str) -> None:
    cells, words, mend = SLIPS[slip]
    assert told(change(sound, cells)) == words
    assert not told(change(sound, mend)) or slip == "a header within two letters, of another sheet"


def test_many_numbers_far_from_as_many_are_no_slips_and_cost_no_time(tmp_path: Path) -> None:
    """Half the lanes cost 1 and half 5,000: two kinds of lane, and no number of them stands alone."""
    lanes = [
        {"from": "Mine" if n % 2 else "Pit", "to": "Works", "mode": f"ship {n}", "cost": 1 if n % 2 else 5000}
        for n in range(6000)
    ]
    path = write(tmp_path / "x.xlsx", {**SOUND, "Lanes": lanes})
    began = time.process_time()
    assert told(path) == []
    assert time.process_time() - began < 5
