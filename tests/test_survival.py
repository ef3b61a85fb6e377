"""How long a plan survives, and what it loses: the line of a product with two makers each of its chips and magnets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import pytest
from workbooks import checked, rows, small

from planner.audit import branches
from planner.audit.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

# Ten products a week, a chip and two magnets each; 5 products, 20 chips and 70 magnets in stock.
LINE = small(
    Periods="period | years\nnow | 8",
    Sites="site\nline\nC1 works\nC2 works\nM1 works\nM2 works",
    Materials="material | value\nproduct | 100\nchip | 1\nmagnet | 1",
    Recipes="process | role | item | amount\nmake | makes | product | 1\nmake | consumes | chip | 1\n"
            "make | consumes | magnet | 2",
    Plants="site | process | capacity\nline | make | 12",
    Suppliers="supplier | site | material | price | maximum\nC1 | C1 works | chip | 1 | 8\n"
              "C2 | C2 works | chip | 1 | 4\nM1 | M1 works | magnet | 1 | 20\nM2 | M2 works | magnet | 1 | 6",
    Lanes="from | to | material\nC1 works | line | chip\nC2 works | line | chip\nM1 works | line | magnet\n"
          "M2 works | line | magnet",
    Demand="market | material | amount | shortage cost\nline | product | 10 | 1000",
    Stockpiles="site | material | initial\nline | product | 5\nC1 works | chip | 20\nM1 works | magnet | 60\n"
               "M2 works | magnet | 10",
    Disruptions="disruption | duration\nC1 | 8\nC2 | 8\nM1 | 8\nM2 | 8\nthe line | 8\nC1 and M1 | 8",
    Hits="disruption | target | name\nC1 | supplier | C1\nC2 | supplier | C2\nM1 | supplier | M1\nM2 | supplier | M2\n"
         "the line | plant | make @ line\nC1 and M1 | supplier | C1\nC1 and M1 | supplier | M1",
)  # fmt: skip
KNOWN = {
    "C1": (25 / 6, 23),
    "C2": (12.5, 0),
    "M1": (40 / 7, 16),
    "M2": (math.inf, 0),
    "the line": (0.5, 75),
    "C1 and M1": (25 / 6, 23),
}


@pytest.fixture(scope="module")
def resilience(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    table = checked(tmp_path_factory.mktemp("line") / "in.xlsx", LINE).tables["Resilience"]
    return {str(row["disruption"]): {str(key): value for key, value in row.items()} for _, row in table.iterrows()}


@pytest.mark.parametrize("name", list(KNOWN))
def test_time_to_survive_and_units_lost_are_the_known_ones(resilience: dict[str, dict[str, Any]], name: str) -> None:
    survives, lost = KNOWN[name]
    row = resilience[name]
    shown = row["time to survive"]
    assert math.isnan(shown) if math.isinf(survives) else shown == pytest.approx(survives, rel=1e-6)
    assert row["shortage"] == pytest.approx(lost, abs=1e-5)
    assert row["service"] == pytest.approx(1 - lost / 80, abs=1e-6)
    assert row["time to recover"] == 8
    assert row["exposed"] == ("yes" if survives < 8 else "no")


def test_the_bottleneck_is_what_could_help_the_most(resilience: dict[str, dict[str, Any]]) -> None:
    named = {name: row["bottleneck"] for name, row in resilience.items()}
    assert named["C1"] == "offer of C2: chip @ C2 works (Suppliers!E3)"  # 32 of the 57 that can be made, the stock 20
    assert named["M1"] == "stock of magnet @ M1 works (Stockpiles!C4)"
    assert named["the line"] == "stock of product @ line (Stockpiles!C2)"
    assert named["C2"] == ""


def one_site(**sheets: str) -> dict[str, Any]:
    """Return a market for 10 a year that buys from one supplier, 12 at most."""
    return small(
        Suppliers="supplier | site | material | price | maximum\nmaker | here | goods | 1 | 12",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        Disruptions="disruption\nfire",
        Hits="disruption | target | name | remaining\nfire | supplier | maker | 0.4",
        **sheets,
    )


@pytest.mark.parametrize("loss", [0, 0.5])
def test_stock_covers_what_remains_falls_short_of_and_loses_nothing_meanwhile(tmp_path: Path, loss: float) -> None:
    book = one_site(Stockpiles=f"site | material | initial | final | loss\nhere | goods | 13 | 8 | {loss}")
    row = checked(tmp_path / "in.xlsx", book).tables["Resilience"].iloc[0]
    assert row["time to survive"] == pytest.approx(13 / (10 - 0.4 * 12), rel=1e-6)


def test_a_window_survives_as_long_as_a_total_lasts(tmp_path: Path) -> None:
    book = one_site() | {"Hits": rows("disruption | target | name | remaining\nfire | supplier | maker | 0.9")}
    book["Suppliers"] = rows("supplier | site | material | price | maximum | total\nmaker | here | goods | 1 | 12 | 25")
    row = checked(tmp_path / "in.xlsx", book).tables["Resilience"].iloc[0]
    assert row["time to survive"] == pytest.approx(2.5, rel=1e-6)


def test_a_plan_that_is_short_already_survives_nothing(tmp_path: Path) -> None:
    offers = rows("supplier | site | material | price | maximum\nmaker | here | goods | 1 | 9")
    book = one_site() | {"Suppliers": offers}
    row = checked(tmp_path / "in.xlsx", book).tables["Resilience"].iloc[0]
    assert row["time to survive"] == 0
    assert row["exposed"] == "yes"


@pytest.mark.parametrize("size", [1e-4, 1.0, 1e8])
def test_a_time_to_survive_is_the_same_in_any_unit(tmp_path: Path, size: float) -> None:
    """In b a stock of a year's need and a maker of half of it stand in for the foreign maker: 1 + 1/2 + 1/4 ... = 2."""
    sheets = small(
        Periods="period\na\nb", Sites="site | country\nhere | Land\nthere | Away",
        Materials=f"material | value\ngoods | {1 / size}",
        Suppliers=f"supplier | site | material | price | maximum\nfar | there | goods | {1 / size} |\n"
                  f"home | here | goods | {3 / size} | {size}",
        Stockpiles=f"site | material | holding cost\nhere | goods | {0.5 / size}", Lanes="from | to\nthere | here",
        Demand=f"market | material | amount | shortage cost\nhere | goods | {2 * size} | {100 / size}",
        Disruptions="disruption | duration | required | onset | probability\nlost | 1 | 1 | b | 0.3",
        Hits="disruption | target | name\nlost | country | Away",
    )  # fmt: skip
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.tables["Resilience"]["time to survive"].tolist() == pytest.approx([2])


@pytest.mark.parametrize("lacking", [0, 9e-9, 5e-8, 1.5e-7, 2e-7, 5e-7, 1e-6, 5e-6])
@pytest.mark.parametrize("stock", [5, 0])
def test_capacity_that_is_all_but_what_is_asked(tmp_path: Path, lacking: float, stock: float) -> None:
    """A maker that is left with 9.9999995 of the 10 that are asked is enough for ever; the audit may see it otherwise.

    What lacks more than rounding is short at once, or when the stock is used up.
    """
    book = one_site(Stockpiles=f"site | material | initial\nhere | goods | {stock}")
    book["Hits"] = [{"disruption": "fire", "target": "supplier", "name": "maker", "remaining": (1 - lacking) / 1.2}]
    years = checked(tmp_path / "in.xlsx", book).tables["Resilience"].iloc[0]["time to survive"]
    if lacking < 1e-7:
        assert math.isnan(years)
    elif lacking > 4e-6:
        assert years == 0 if not stock else math.isnan(years)  # more than a thousand years
    elif not stock:
        assert math.isnan(years) or years == 0


@pytest.mark.parametrize(("told", "passes"), [(math.inf, True), (0.0, True), (500.0, True), (-1.0, False)])
def test_the_audit_takes_no_side_where_rounding_decides(told: float, passes: bool) -> None:
    assert judged(told, 0.0, math.inf) == passes


@pytest.mark.parametrize(("told", "passes"), [(4.0, True), (4.1, False), (3.9, False), (math.inf, False)])
def test_the_audit_holds_a_time_to_survive_that_rounding_does_not_decide(told: float, passes: bool) -> None:
    assert judged(told, 4.0, 4.00001) == passes


def judged(told: float, least: float, most: float) -> bool:
    """Return whether a time to survive passes beside what the audit finds with less and with more for rounding."""
    ledger = Ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branches, "time_to_survive", lambda _, short=0.0: most if short else least)
        branches._check_survival(cast("Any", None), told, ("fire", "now"), ledger)
    return bool((ledger.frame()["pass"] == "yes").all())


HELD_BY = {
    "a project's block": ({"Projects": "project | place | adds | block | fixed capital\nworks | here | make | 6 | 1"},
                          "capacity of make @ here (Projects!D2)"),
    "a capacity by period": ({"Plants": "site | process | capacity | b\nhere | make | 9 | 6"},
                             "capacity of make @ here (Plants!D2)"),
    "an offer that is closed": ({"Suppliers": "supplier | site | material | price\nmaker | here | goods | 1"},
                                "offer of maker: goods @ here (Suppliers!A2)"),
    "a stock that is full": ({"Stockpiles": "site | material | initial | maximum\nhere | goods | 4 | 4"},
                             "stock of goods @ here (Stockpiles!D2)"),
    "a stock as the plan keeps it": ({"Stockpiles": "site | material | initial\nhere | goods | 4"},
                                     "stock of goods @ here (Stockpiles!A2)"),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD_BY)
def test_what_holds_back_is_told_with_its_cell(tmp_path: Path, name: str) -> None:
    """What is left in b, of the 10 that are asked: a start, a capacity of that period, a stock, or nothing at all."""
    more, words = HELD_BY[name]
    makes = {"Recipes": "process | role | item | amount\nmake | makes | goods | 1"} if "make @" in words else {}
    buys = "supplier | site | material | price | maximum\nmaker | here | goods | 1 | 10"
    sheets = small(
        Periods="period\na\nb", Materials="material | value\ngoods | 50",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        Disruptions="disruption | onset\nout | b", Hits="disruption | target | name\nout | supplier | maker",
        **{"Suppliers": buys} | makes | more,
    )  # fmt: skip
    assert checked(tmp_path / "in.xlsx", sheets).tables["Resilience"]["bottleneck"].tolist() == [words]
