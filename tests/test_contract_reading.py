"""What workbook.md says of how a sheet is read: the same plan, whatever the looks of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from openpyxl import load_workbook
from workbooks import Sheets, checked, cost, rows, small, write

from planner.errors import WorkbookError
from planner.infeasibility.planned import plan_book
from planner.planning.workbooks import read_checked

if TYPE_CHECKING:
    from pathlib import Path

# 10 a year, 6 of them bought at 2 and sent for 3, 4 short at 100 in each of two years: 2 * 430 = 860
TRADE = {
    "Periods": "period\n2026\n2027",
    "Sites": "site | country\nhere | land\nthere | sea",
    "Suppliers": "supplier | site | material | price | maximum\nmaker | there | goods | 2 | 6",
    "Lanes": "from | to | cost\nthere | here | 3",
    "Demand": "market | material | amount | shortage cost\nhere | goods | 10 | 100",
}


def trade(**sheets: str) -> Sheets:
    return small(**(TRADE | sheets))


def test_all_beside_names_is_all(tmp_path: Path) -> None:
    """A star in a list means all, whatever stands beside it: in lanes, covers, onsets, hits, buyers and origins."""
    sheets = {
        "Materials": "material | surplus\ngoods | none\noil | none",
        "Demand": f"{TRADE['Demand']}\nhere | oil | 1 | 100",
        "Suppliers": f"{TRADE['Suppliers']}\nwell | there | oil | 2 | 1",
    }

    def struck(every: str, materials: str, periods: str) -> Sheets:
        return trade(
            **sheets,
            Lanes=f"from | to | material | cost\nthere | here | {materials} | 3",
            Rules="rule | measure | material | buyers | origins | limit\n"
            f"cap | share at most | oil | {every} | {every} | 1",
            Disruptions=f"disruption | probability | covers | onset\nstorm | 0.1 | {materials} | {periods}",
            Hits=f"disruption | target | name | material\nstorm | site | there | {materials}",
        )

    # two years of 430 and of 5 for the oil; a storm takes 6 goods and the oil: 95 of a unit more, at a tenth, twice
    expected = 2 * (430 + 5) + 0.1 * 2 * 7 * 95
    assert cost(tmp_path / "all.xlsx", struck("*", "*", "*")) == pytest.approx(expected)
    assert cost(tmp_path / "beside.xlsx", struck("here; *", "*; goods", "2026; *")) == pytest.approx(expected)


def test_the_plan_that_all_looks_share(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", trade()) == pytest.approx(860)


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("Suppliers", "SUPPLIER | Site | material | Price (USD) | maximum (a year)\nmaker | there | goods | 2 | 6"),
        ("Demand", "Market | Material | Amount | Shortage_Cost\nhere | goods | 10 | 100"),
        ("Demand", "market | material | amount | shortagecost\nhere | goods | 10 | 100"),
        ("Suppliers", "maximum | price | material | site | supplier\n6 | 2 | goods | there | maker"),
        ("Lanes", "from | to | cost\nThere | HERE | 3"),
        ("Lanes", "from | to | cost\nsea | land | 3"),
        ("Lanes", "from | to | cost\n* | * | 3"),
        ("Suppliers", "supplier | site | material | price | maximum | colour\nmaker | there | goods | 2 | 6 | red"),
        ("Suppliers", "supplier | site | material | price | maximum | active\nmaker | there | goods | 2 | 6 | yes"
                      "\nmaker | there | goods | 1 | 6 | no"),
        ("Suppliers", "supplier | site | material | price | maximum | 2027\nmaker | there | goods | 2 | 1 | 6\n"),
        ("Extra", "anything\nat all"),
        ("Sources", "figure | source\nprice | assumption"),
    ],
)  # fmt: skip
def test_looks_that_change_nothing(tmp_path: Path, sheet: str, text: str) -> None:
    """Headers whatever their case, blanks, underscores, parentheses and order; names whatever their case."""
    sheets = trade(**{sheet: text})
    if "2027" in sheets[sheet][0]:
        sheets[sheet][0]["2026"] = 6
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(860)


def test_sheet_names_and_their_order_do_not_count(tmp_path: Path) -> None:
    sheets = trade()
    other = {f" {name.upper()}_": sheets[name] for name in reversed(sheets)}
    assert cost(tmp_path / "in.xlsx", other) == pytest.approx(860)


def test_blank_rows_and_rows_above_the_header(tmp_path: Path) -> None:
    """The header is the first row with any value; blank rows between are skipped."""
    path = write(tmp_path / "in.xlsx", trade())
    book = load_workbook(path)
    book["Demand"].insert_rows(1, 3)
    book["Demand"].insert_rows(5, 2)
    book.save(path)
    assert plan_book(read_checked(path, "base")[0]).run["objective"] == pytest.approx(860)


def test_names_are_trimmed_and_squeezed(tmp_path: Path) -> None:
    sheets = trade()
    sheets["Sites"][0]["site"] = "big  port"
    sheets["Lanes"][0]["to"], sheets["Demand"][0]["market"] = " Big port ", "big port"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(860)


def test_a_whole_number_and_its_text_are_one_name(tmp_path: Path) -> None:
    """The period 2027 is the number in Periods, and text where the offer begins: 2026 is short: 1000 + 430."""
    sheets = trade()
    sheets["Suppliers"][0]["from"] = "2027"
    assert sheets["Periods"][1]["period"] == 2027.0
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1430)


def test_a_period_column_is_a_number_or_text(tmp_path: Path) -> None:
    """6 a year but 8 in 2027, in a column headed by the number 2027."""
    sheets: dict[str, list[dict[Any, Any]]] = dict(trade())
    sheets["Suppliers"][0][2027] = 8
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(430 + 240)


def test_period_columns_override_and_blanks_do_not(tmp_path: Path) -> None:
    """8 in 2027; the row below, of another supplier, is blank there and holds its plain 1, at 3 a unit.

    2026: 6 at 5 and 1 at 6, 3 short: 336; 2027: 8 at 5, 1 at 6, 1 short: 146.
    """
    text = "supplier | site | material | price | maximum | 2027\nmaker | there | goods | 2 | 6 | 8"
    sheets = trade(Suppliers=f"{text}\nother | there | goods | 3 | 1 |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(336 + 146)


def test_a_period_column_may_name_a_series(tmp_path: Path) -> None:
    """8 in 2027 by the series."""
    text = "supplier | site | material | price | maximum | 2027\nmaker | there | goods | 2 | 6 | much"
    sheets = trade(Suppliers=text, Series="series | 2026 | 2027\nmuch | 1 | 8")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(430 + 240)


SERIES = "series | 2026 | 2027\nx | 1 | 2"


@pytest.mark.parametrize(
    ("sheet", "column", "expected"),
    [
        ("Suppliers", "price", 6 * (4 + 5) + 800),
        ("Suppliers", "maximum", 5 * 3 + 900 + 800),
        ("Suppliers", "minimum", 860), ("Suppliers", "fixed cost", 863),
        ("Lanes", "cost", 6 * (3 + 4) + 800), ("Lanes", "tariff", 860), ("Lanes", "maximum", 5 * 3 + 900 + 800),
        ("Lanes", "fixed cost", 863),
        ("Demand", "amount", 15), ("Demand", "price", 860 - 6 * 3), ("Demand", "shortage cost", 10 + 20),
    ],
)  # fmt: skip
def test_numbers_that_may_vary(tmp_path: Path, sheet: str, column: str, expected: float) -> None:
    """Any cost and limit may be the name of a series, here 1 in 2026 and 2 in 2027."""
    sheets = trade(Series=SERIES)
    sheets[sheet][0][column] = "x"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("Suppliers", "total"), ("Suppliers", "term"), ("Stockpiles", "initial"), ("Stockpiles", "final"),
     ("Periods", "years"), ("Periods", "discount"), ("Projects", "lead time"), ("Projects", "life"),
     ("Projects", "economic life"), ("Projects", "block"), ("Projects", "minimum"), ("Projects", "maximum"),
     ("Projects", "starts"), ("Curves", "size"), ("Curves", "capital"), ("Disruptions", "probability"),
     ("Disruptions", "duration"), ("Hits", "remaining")],
)  # fmt: skip
def test_numbers_that_may_not_vary(tmp_path: Path, sheet: str, column: str) -> None:
    sheets = trade(
        Series=SERIES, Stockpiles="site | material\nhere | goods", Projects="project | place\nlaw | land",
        Curves="curve | size | capital\nc | 1 | 1\nc | 2 | 2", Disruptions="disruption\nstorm",
        Hits="disruption | target | name\nstorm | site | here")  # fmt: skip
    sheets[sheet][0][column] = "x"
    with pytest.raises(WorkbookError, match=f"{column} must be a number"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_name_that_is_not_active_may_not_be_referred_to(tmp_path: Path) -> None:
    sheets = trade()
    sheets["Sites"].append({"site": "gone", "active": False})
    sheets["Lanes"].append({"from": "gone", "to": "here"})
    with pytest.raises(WorkbookError, match="gone"):
        cost(tmp_path / "in.xlsx", sheets)


def test_all_means_what_is_active(tmp_path: Path) -> None:
    """A third site with an offer for nothing is switched off: * does not reach it."""
    sheets = trade(Lanes="from | to | cost\n* | * | 3")
    sheets["Sites"].append({"site": "gone", "active": "No"})
    sheets["Suppliers"].append(
        {"supplier": "free", "site": "gone", "material": "goods", "price": 0, "active": "FALSE"})  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(860)


@pytest.mark.parametrize("sheet", ["Periods", "Materials", "Sites", "Demand"])
def test_sheets_that_must_have_rows(tmp_path: Path, sheet: str) -> None:
    sheets = trade()
    del sheets[sheet]
    with pytest.raises(WorkbookError, match=sheet):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_misspelling_is_an_error_and_another_unknown_column_is_not(tmp_path: Path) -> None:
    sheets = trade()
    sheets["Suppliers"][0]["maximun"] = sheets["Suppliers"][0].pop("maximum")
    with pytest.raises(WorkbookError, match="Did you mean 'maximum'"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_formula_counts_with_its_saved_value(tmp_path: Path) -> None:
    """The price is a formula whose saved value is 2, the amount one that gives 10."""
    path = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, table in trade().items():
        sheet = book.add_worksheet(name)
        for place, header in enumerate(table[0]):
            sheet.write(0, place, header)
            for number, row in enumerate(table, start=1):
                held = row[header]
                if header in ("price", "amount"):
                    sheet.write_formula(number, place, "=1+1", None, held)
                else:
                    sheet.write(number, place, held)
    book.close()
    assert plan_book(read_checked(path, "base")[0]).run["objective"] == pytest.approx(860)


def test_a_share_is_a_fraction(tmp_path: Path) -> None:
    """A loss of 0.5: of 6 sent 3 arrive: 6 * 5 + 700."""
    sheets = trade(Lanes="from | to | cost | loss\nthere | here | 3 | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2 * 730)


def test_several_names_are_separated_by_semicolons(tmp_path: Path) -> None:
    """One row of Lanes for two materials; a third is not carried."""
    sheets = trade(
        Materials="material\ngoods\nfuel\nsalt", Lanes="from | to | material | cost\nthere | here | fuel; goods | 3",
        Suppliers=TRADE["Suppliers"] + "\nmaker | there | fuel | 2 | 6\nmaker | there | salt | 2 | 6",
        Demand=TRADE["Demand"] + "\nhere | fuel | 10 | 100\nhere | salt | 10 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2 * (430 + 430 + 1000))


def test_a_site_without_a_country_is_a_country_of_its_own(tmp_path: Path) -> None:
    """A resource of the country is not that of the site without one: nothing can be bought there."""
    sheets = trade(Sites="site | country\nhere | land\nthere |\nfar | sea",
                   Resources="resource | place | capacity\nport | sea | 99")  # fmt: skip
    sheets["Suppliers"][0]["uses"] = "port: 1"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2000)


def test_the_plan_shows_names_as_declared(tmp_path: Path) -> None:
    sheets = trade(Lanes="from | to | cost\nTHERE | HERE | 3")
    flows = checked(tmp_path / "in.xlsx", sheets).tables["Flows"]
    assert set(flows["from"]) == {"there"}


def test_settings_are_named_whatever_their_case(tmp_path: Path) -> None:
    """A rate of a quarter: 430 * 1.8."""
    sheets = trade()
    sheets["Settings"] = rows("Setting | Value\nDiscount Rate | 0.25\nGAP | 0")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(774)
