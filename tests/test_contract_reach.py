"""What can be had, judged soundly: circles of recipes, and every period by its own numbers, with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import checked, cost, rows, small

from planner.audit import lookup as audit_facts
from planner.audit.reach import SupplyReach
from planner.errors import WorkbookError
from planner.workbook.assemble.problem import assemble
from planner.workbook.checks.run import read_and_check
from planner_models.index import Index

if TYPE_CHECKING:
    from pathlib import Path


STEEL = small(
    Materials="material\nore\nsteel\nparts\nscrap",
    Recipes="""process | role | item | amount
        melt | consumes | ore | 1
        melt | consumes | scrap | 0.1
        melt | makes | steel | 1
        stamp | consumes | steel | 1
        stamp | makes | parts | 0.8
        stamp | makes | scrap | 0.2""",
    Plants="site | process\nhere | melt\nhere | stamp",
    Suppliers="supplier | site | material | price\nmine | here | ore | 1",
    Demand="market | material | amount | price\nhere | parts | 80 | 10",
)
TWO = "period\na\nb"


def found(path: Path) -> list[str]:
    """Return what the checks find in a workbook."""
    return [str(fault) for fault in read_and_check(path)[1]]


def test_scrap_that_comes_back(tmp_path: Path) -> None:
    """100 ore at 1 and 10 of the 20 scrap make 100 steel, and that 80 parts at 10."""
    assert cost(tmp_path / "in.xlsx", STEEL) == pytest.approx(-700)
    assert not found(tmp_path / "in.xlsx")


def test_a_circle_that_lacks_something_else_too(tmp_path: Path) -> None:
    """Without ore nothing runs, and the message names the ore, not the scrap that would come back."""
    assert cost(tmp_path / "in.xlsx", STEEL | {"Suppliers": []}) == 0
    assert any("nobody makes or sells 'ore'" in fault for fault in found(tmp_path / "in.xlsx"))
    assert not any("waits for it" in fault for fault in found(tmp_path / "in.xlsx"))


def test_a_catalyst_that_nobody_sells(tmp_path: Path) -> None:
    """Each run gives its catalyst back: 10 goods of 10 ore at 1 for 3 each."""
    sheets = small(
        Materials="material\nore\ncatalyst\ngoods",
        Recipes="""process | role | item | amount
            crack | consumes | ore | 1
            crack | consumes | catalyst | 0.5
            crack | makes | catalyst | 0.5
            crack | makes | goods | 1""",
        Plants="site | process\nhere | crack", Suppliers="supplier | site | material | price\nmine | here | ore | 1",
        Demand="market | material | amount | price\nhere | goods | 10 | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-20)
    sheets["Suppliers"][0]["fixed cost"] = 5  # and the market bounds what is bought, whatever goes round
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-15)


def test_a_catalyst_of_which_some_is_lost_cannot_keep_up(tmp_path: Path) -> None:
    """Half of it comes back and nobody sells more: nothing runs, and no message says that nothing could reach it."""
    recipe = rows("""process | role | item | amount
        crack | consumes | catalyst | 1
        crack | makes | catalyst | 0.5
        crack | makes | goods | 1""")
    sheets = small(
        Materials="material\ncatalyst\ngoods", Plants="site | process\nhere | crack",
        Demand="market | material | amount | price\nhere | goods | 10 | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets | {"Recipes": recipe}) == 0
    assert not found(tmp_path / "in.xlsx")


def test_credits_that_are_made_there_and_used_here(tmp_path: Path) -> None:
    """Fuel takes half a credit, which half a unit of fuel makes there: a quarter of 12 goes for the credits of 12.

    9 are sold at 5, of 12 oil at 1.
    """
    sheets = small(
        Sites="site\nhere\nthere", Materials="material\noil\nfuel\ncredit",
        Recipes="""process | role | item | amount
            refine | consumes | oil | 1
            refine | consumes | credit | 0.5
            refine | makes | fuel | 1
            blend | consumes | fuel | 0.5
            blend | makes | credit | 1""",
        Plants="site | process\nhere | refine\nthere | blend",
        Suppliers="supplier | site | material | price\nwell | here | oil | 1",
        Lanes="from | to | material\nhere | there | fuel\nthere | here | credit",
        Demand="market | material | amount | price\nhere | fuel | 9 | 5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(12 - 45)


def test_origins_that_go_round(tmp_path: Path) -> None:
    """Scrap is ruled: what comes back was made here, so that of the foreign half of it nothing may be bought."""
    sheets = STEEL | {
        "Sites": rows("site | country\nhere | Home\nthere | Far"),
        "Suppliers": rows("""supplier | site | material | price
            mine | here | ore | 1
            dealer | there | scrap | 0"""),
        "Lanes": rows("from | to\nthere | here"),
        "Rules": rows("""rule | measure | material | origins | buyers | limit
            own | share at most | scrap | Far | here | 0"""),
    }
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.run["objective"] == pytest.approx(-700)
    assert set(plan.tables["Sourcing"].query("material == 'scrap'")["origin"]) == {"Home"}


def test_what_lanes_are_paid_for_may_go_round(tmp_path: Path) -> None:
    """A lane pays 2 for each of 30 units, and another brings them back at 0.5: 45, of what nobody makes."""
    sheets = small(
        Sites="site\nhere\nthere",
        Lanes="from | to | cost | maximum\nhere | there | -2 | 30\nthere | here | 0.5 |",
        Demand="market | material | amount | price\nhere | goods | 1 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-45)


def test_a_lane_that_pays_for_being_in_use(tmp_path: Path) -> None:
    """Nothing can be sent, and 3 a year are paid for the lane all the same."""
    sheets = small(
        Sites="site\nhere\nthere", Lanes="from | to | fixed cost | maximum\nhere | there | -3 | 30",
        Demand="market | material | amount | price\nhere | goods | 1 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-3)


def test_a_lane_that_pays_may_carry_more_than_is_bought(tmp_path: Path) -> None:
    """One unit can be bought at 1; it goes round as often as the lane of 30 allows, at 2 each: 1 + 4 - 60."""
    sheets = small(
        Sites="site\nhere\nthere",
        Suppliers="supplier | site | material | price | maximum\nmaker | here | goods | 1 | 1",
        Lanes="from | to | cost | maximum | fixed cost\nhere | there | -2 | 30 | 4\nthere | here | 0 | |",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 9")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1 + 4 - 60)


# Every period by its own numbers


def test_an_input_needed_in_the_first_period_only(tmp_path: Path) -> None:
    """In a the gas is out of reach and 10 chips are bought at 60; in b the fab needs none and makes 10 at 1."""
    sheets = small(
        Periods=TWO, Sites="site\nhere\nthere", Materials="material\nchip\ngas",
        Suppliers="supplier | site | material | price\nx | there | gas | 1\nspot | here | chip | 60",
        Recipes="process | role | item | amount\nfab | makes | chip | 1\nfab | consumes | gas | need",
        Series="series | a | b\nneed | 1 | 0",
        Plants="site | process | capacity | variable cost\nhere | fab | 10 | 1",
        Demand="market | material | amount | shortage cost\nhere | chip | 10 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(610)
    (fault,) = found(tmp_path / "in.xlsx")
    assert "'fab' cannot run at 'here' in a: 'gas' can be had at 'there', but no lane" in fault


ON_POWER = "process | role | item | amount\nfab | makes | goods | 1\nfab | uses | power | need"


@pytest.mark.parametrize(
    ("sheets", "right"),
    [
        ({"Recipes": ON_POWER, "Plants": "site | process | capacity | variable cost\nhere | fab | 10 | 1"}, 1010),
        ({"Suppliers": "supplier | site | material | price | uses\nx | here | goods | 1 | power: need"}, 1010),
        ({"Suppliers": "supplier | site | material | price\nx | there | goods | 1",
          "Lanes": "from | to | uses\nthere | here | power: need"}, 1010),
        ({"Suppliers": "supplier | site | material | price | uses | until\nx | here | goods | 1 | | b",
          "Stockpiles": "site | material | uses\nhere | goods | power: need", "Periods": "period\na\nb\nc"}, 30),
        ({"Suppliers": "supplier | site | material | price | needs\nx | here | goods | 1 | mine",
          "Projects": """
            project | place | adds | maximum | uses | lead time
            mine | here | spare | 5 | power: need | 0.5
            """,
          "Periods": "period\na\nb\nc"}, 2010),
    ],
    ids=["plant", "offer", "lane", "stock", "project"],
)  # fmt: skip
def test_a_resource_nowhere_to_be_had_counts_only_while_it_is_taken(
    tmp_path: Path, sheets: dict[str, str], right: float
) -> None:
    """In a power is taken and there is none; from b on nothing is taken of it.

    10 are short in a at 100, and cost 1 in b; a stock of b serves c; a mine begun in b serves c.
    """
    base = {
        "Periods": TWO, "Sites": "site\nhere\nthere\nfar", "Series": "series | a | b\nneed | 1 | 0",
        "Resources": "resource | place | capacity\npower | far | 9",
        "Demand": "market | material | amount | shortage cost\nhere | goods | 10 | 100",
    }  # fmt: skip
    made = base | sheets
    if made["Periods"] != TWO:
        made["Series"] = "series | a | b | c\nneed | 1 | 0 | 0"
    assert cost(tmp_path / "in.xlsx", small(**made)) == pytest.approx(right)


def test_minimum_use_waits_for_the_input(tmp_path: Path) -> None:
    """The ore can be had from b on: in a nothing is asked of the mill, in b it must make 5 of 10 at 2: 10 + 10."""
    sheets = small(
        Periods=TWO, Materials="material\nore\ngoods",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 1",
        Plants="site | process | capacity | minimum use | variable cost\nhere | mill | 10 | 0.5 | 2",
        Suppliers="supplier | site | material | price | from\nmine | here | ore | 2 | b",
        Demand="market | material | amount | price\nhere | goods | 10 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


@pytest.mark.parametrize(
    ("stock", "least", "right"), [("initial\nhere | ore | 5", 0.5, 5 + 20), ("maximum\nhere | ore | 9", 0.45, 9 + 18)]
)
def test_minimum_use_is_asked_where_stock_could_bring_the_input(
    tmp_path: Path, stock: str, least: float, right: float
) -> None:
    """Ore is sold in a at 1, in no later year, and the mill begins in b, at 2 a run: 10 ore for 5 runs in b and in c.

    Of 5 that are there at first only 5 more are bought; of 9 that can be held 4.5 runs a year are made.
    """
    sheets = small(
        Periods="period\na\nb\nc", Materials="material\nore\ngoods", Series="series | a | b | c\nthere | 0 | 10 | 10",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 1",
        Plants=f"site | process | capacity | minimum use | variable cost\nhere | mill | there | {least} | 2",
        Suppliers="supplier | site | material | price | until\nmine | here | ore | 1 | a",
        Stockpiles=f"site | material | {stock}",
        Demand="market | material | amount | price\nhere | goods | 10 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(right)


def test_a_lane_paid_for_carries_what_was_stocked_before(tmp_path: Path) -> None:
    """Bought at 1 in a, 20 wait at the mine and go in b over the lane that pays 3 and costs 5: 20 - 60 + 5."""
    sheets = small(
        Periods=TWO, Sites="site\nmine\nhere", Series="series | a | b\npaid | 0 | -3\nfee | 0 | 5",
        Suppliers="supplier | site | material | price | until | maximum\nx | mine | goods | 1 | a | 20",
        Stockpiles="site | material\nmine | goods",
        Lanes="from | to | cost | fixed cost\nmine | here | paid | fee",
        Demand="market | material | amount | price\nhere | goods | 1 | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20 - 60 + 5)


def test_a_stock_covers_in_the_periods_in_which_it_has_days(tmp_path: Path) -> None:
    """A tenth of 10 a year is 1: held here at 5 in a, at the port at 0.1 in b, where the port may not stand in for a.

    20 are served at 1, and the one that is held at the end is bought besides: 21 + 5 + 0.1.
    """
    sheets = small(
        Periods=TWO, Sites="site\nhere\nport", Series="series | a | b\nearly | 36.5 | 0\nlate | 0 | 36.5",
        Suppliers="supplier | site | material | price\nx | here | goods | 1",
        Lanes="from | to\nhere | port\nport | here",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        Stockpiles="""site | material | holding cost | cover days | cover of
            here | goods | 5 | early |
            port | goods | 0.1 | late | here""")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(26.1)


def test_a_stock_that_is_lost_in_a_later_period_lasts_until_then(tmp_path: Path) -> None:
    """10 ore are sold in a alone, for a mill that is wanted in b: 1 each, and 0.5 to hold; in c all would be lost."""
    sheets = small(
        Periods="period\na\nb\nc", Series="series | a | b | c\nlost | 0 | 0 | 1\nasked | 0 | 10 | 0",
        Materials="material\nore\ngoods", Plants="site | process\nhere | mill",
        Recipes="process | role | item | amount\nmill | consumes | ore | 1\nmill | makes | goods | 1",
        Suppliers="supplier | site | material | price | until\nx | here | ore | 1 | a",
        Demand="market | material | amount | shortage cost\nhere | goods | asked | 9",
        Stockpiles="site | material | holding cost | loss\nhere | ore | 0.5 | lost")  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(15)
    spread = Index(assemble(found.book)).spread
    assert [there.tolist() for there in spread.there] == [[True, True], [True, True], [False, False]]
    both = {("ore", "here"), ("goods", "here")}
    assert SupplyReach(audit_facts.AuditLookup.of(found.book)).there == [both, both, set()]


def test_nothing_goes_round_in_a_period_in_which_some_is_lost_on_the_way(tmp_path: Path) -> None:
    """What a lane of 30 is paid 2 for comes back at 0.5 in a alone; the model and the audit know where it could be."""
    sheets = small(
        Periods=TWO, Sites="site\nhere\nthere", Series="series | a | b\nlost | 0 | 0.5",
        Lanes="from | to | cost | loss | maximum\nhere | there | -2 | lost | 30\nthere | here | 0.5 | |",
        Demand="market | material | amount | price\nhere | goods | 1 | 0")  # fmt: skip
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(-45)
    spread = Index(assemble(found.book)).spread
    assert [there.tolist() for there in spread.there] == [[True, True], [False, False]]
    everywhere = {("goods", "here"), ("goods", "there")}
    assert SupplyReach(audit_facts.AuditLookup.of(found.book)).there == [everywhere, set()]


def test_no_error_says_that_a_circle_cannot_be_reached(tmp_path: Path) -> None:
    """Required parts are an error only where something that is no part of the circle is missing."""
    demand = {"Demand": rows("market | material | amount | required | shortage cost\nhere | parts | 80 | 1 | 50")}
    assert cost(tmp_path / "in.xlsx", STEEL | demand) == pytest.approx(100)
    with pytest.raises(WorkbookError, match="nobody makes or sells 'ore'"):
        cost(tmp_path / "in.xlsx", STEEL | demand | {"Suppliers": []})


def test_what_costs_when_left_over_may_be_lost_on_the_way(tmp_path: Path) -> None:
    """Of 10 slag four in five are lost on the way to the dump, for 0.05 each: 0.5 + 2 * 0.5, not 10 * 0.5."""
    sheets = small(
        Sites="site\nhere\ndump", Materials="material | surplus\ngoods | free\nslag | 0.5",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | makes | slag | 1",
        Plants="site | process | capacity\nhere | mill | 10", Lanes="from | to | cost | loss\nhere | dump | 0.05 | 0.8",
        Demand="market | material | amount | required | shortage cost\nhere | goods | 10 | 1 | 9")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1.5)


def test_a_stock_of_what_is_nowhere_to_be_had(tmp_path: Path) -> None:
    """Room for goods that nobody sells: nothing is held, and all 10 are short."""
    sheets = small(
        Sites="site\nhere\nthere", Stockpiles="site | material | maximum\nhere | goods | 5\nthere | goods | 5",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)
