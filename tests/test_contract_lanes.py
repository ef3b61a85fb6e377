"""What workbook.md says of lanes, sentence by sentence, each as a workbook whose optimum a pencil finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, rows, small

from planner.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

WORLD = "site | country\nRom | Italy\nMailand | Italy\nLyon | France\nOslo | Norway"
BLOCS = "country | bloc\nItaly | Union\nFrance | Union"
SALE = "supplier | site | material | price\nmaker | Lyon | goods | 1"
ROM = "market | material | amount | shortage cost\nRom | goods | 10 | 100"


def world(**sheets: str) -> Sheets:
    """Return a workbook in which Lyon sells goods at 1 and Rom asks for 10; lanes are what is missing."""
    return small(**({"Sites": WORLD, "Countries": BLOCS, "Suppliers": SALE, "Demand": ROM} | sheets))


PRECEDENCE = [
    ("site before country", "Lyon | Rom | * | 2", "Lyon | Italy | * | 1"),
    ("country before bloc", "France | Italy | * | 2", "France | Union | * | 1"),
    ("bloc before all", "Union | Union | * | 2", "Union | * | * | 1"),
    ("both ends more specific", "Lyon | Rom | * | 2", "* | * | * | 1"),
    ("ends before a named material", "Lyon | Rom | * | 2", "Lyon | Italy | goods | 1"),
    ("a named material before all", "Lyon | Rom | goods | 2", "Lyon | Rom | * | 1"),
    ("one of several named materials", "Union | Italy | goods; other | 2", "Union | Italy | * | 1"),
]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(("winner", "loser"), [pair[1:] for pair in PRECEDENCE], ids=[x[0] for x in PRECEDENCE])
def test_precedence(tmp_path: Path, winner: str, loser: str, is_first: bool) -> None:
    """The winner's freight of 2 holds though the loser asks 1: 10 * (1 + 2) = 30, whatever their order."""
    lanes = [winner, loser] if is_first else [loser, winner]
    header = "from | to | material | cost"
    sheets = world(Lanes="\n".join([header, *lanes]), Materials="material\ngoods\nother")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_the_loser_still_holds_elsewhere(tmp_path: Path) -> None:
    """To Mailand the country's row with 1 holds beside the site's own 2 for Rom: 10*3 + 5*2 = 40."""
    sheets = world(
        Lanes="from | to | cost\nLyon | Rom | 2\nFrance | Italy | 1",
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Mailand | goods | 5 | 100
            """,
    )
    # by way of Mailand nothing is cheaper: within Italy no lane is named
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40)


def test_a_winner_of_no_maximum_closes_the_lane(tmp_path: Path) -> None:
    """The named row with maximum 0 wins over the open one, so all 10 are short: 1000."""
    sheets = world(
        Lanes="from | to | maximum\nLyon | Rom | 0\n* | Italy |",
        Sites="site | country\nRom | Italy\nLyon | France",
        Countries="country | bloc\nFrance | Union",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_rows_that_win_at_one_end_each_are_an_error(tmp_path: Path) -> None:
    sheets = world(Lanes="from | to | cost\nLyon | Italy | 1\nFrance | Rom | 2")
    with pytest.raises(WorkbookError, match="each is the more specific at one end"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_row_between_decides_for_two_that_cross(tmp_path: Path) -> None:
    """Lyon to Rom has its own row with 5: 10 * 6 = 60."""
    sheets = world(Lanes="from | to | cost\nLyon | Italy | 1\nFrance | Rom | 2\nLyon | Rom | 5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(60)


def test_places_mean_all_their_sites_within_a_country_too(tmp_path: Path) -> None:
    """Italy > Italy joins Mailand and Rom: bought in Mailand at 1, sent for 4: 10 * 5 = 50."""
    sheets = world(
        Lanes="from | to | cost\nItaly | Italy | 4",
        Suppliers="supplier | site | material | price\nmaker | Mailand | goods | 1",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50)


def test_a_site_to_itself_is_never_made(tmp_path: Path) -> None:
    """Rom is the only site, so its lanes, which would earn 5 a unit, are none: 10 bought at home at 1."""
    sheets = small(
        Sites="site\nRom",
        Lanes="from | to | cost\n* | * | -5\nRom | Rom | -5",
        Suppliers="supplier | site | material | price\nmaker | Rom | goods | 1",
        Demand=ROM,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


def test_modes_run_side_by_side(tmp_path: Path) -> None:
    """6 by ship at 1, which is its maximum, and 4 by air at 5: 10 + 6 + 20 = 36; air is no more specific."""
    sheets = world(Lanes="from | to | mode | cost | maximum\nLyon | Italy | ship | 1 | 6\nLyon | Rom | air | 5 |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


def test_modes_match_whatever_their_case(tmp_path: Path) -> None:
    """``Ship`` to Rom is more specific than ``ship`` to Italy: 10 * (1 + 3) = 40."""
    sheets = world(Lanes="from | to | mode | cost\nLyon | Italy | ship | 1\nLyon | Rom | Ship | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40)


def test_limits_hold_between_each_two_sites_for_all_materials_together(tmp_path: Path) -> None:
    """12 a pair: to Rom 10 + 10 are asked and 12 come, to Mailand 5 + 5 and all come.

    Bought 22 at 1 is 22; short are 8 at 100: 822.
    """
    sheets = world(
        Materials="material\ngoods\nother",
        Lanes="from | to | maximum\nLyon | Italy | 12",
        Suppliers="""
            supplier | site | material | price
            maker | Lyon | goods | 1
            maker | Lyon | other | 1
            """,
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Rom | other | 10 | 100
            Mailand | goods | 5 | 100
            Mailand | other | 5 | 100
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(822)


def test_a_row_governs_together_only_what_it_wins(tmp_path: Path) -> None:
    """The row of other has its own maximum of 3, that of * keeps 12 for goods: short 0 goods and 7 other.

    13 bought at 1 and 7 short at 100: 713.
    """
    sheets = world(
        Materials="material\ngoods\nother",
        Lanes="from | to | material | maximum\nLyon | Rom | * | 12\nLyon | Rom | other | 3",
        Suppliers="""
            supplier | site | material | price
            maker | Lyon | goods | 1
            maker | Lyon | other | 1
            """,
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Rom | other | 10 | 100
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(713)


def test_fixed_cost_and_minimum_are_between_each_two_sites(tmp_path: Path) -> None:
    """Both pairs are in use, each at its fixed cost of 7 and minimum of 8: 10 + 8 bought, 3 of them left over.

    18 * 1 + 2 * 7 = 32.
    """
    sheets = world(
        Lanes="from | to | fixed cost | minimum\nLyon | Italy | 7 | 8",
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Mailand | goods | 5 | 100
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(32)


def test_a_lane_is_not_used_where_that_is_cheaper(tmp_path: Path) -> None:
    """5 short at 2 cost 10, less than the fixed cost of 7 and 5 goods at 1."""
    sheets = world(
        Lanes="from | to | fixed cost\nLyon | Rom | 7",
        Demand="market | material | amount | shortage cost\nRom | goods | 5 | 2",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


def test_cost_tariff_and_maximum_are_on_the_amount_sent(tmp_path: Path) -> None:
    """Of 8 sent, its maximum, a quarter is lost: 6 arrive, 4 are short.

    8 * (1 + 2 + 0.1 * 30) + 4 * 100 = 448.
    """
    sheets = world(
        Materials="material | value\ngoods | 30",
        Lanes="from | to | cost | tariff | loss | maximum\nLyon | Rom | 2 | 0.1 | 0.25 | 8",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(448)


def test_losses_add_up_along_the_way(tmp_path: Path) -> None:
    """Half is lost to Mailand and half again to Rom: 40 are bought for the 10 that arrive."""
    sheets = world(Lanes="from | to | loss\nLyon | Mailand | 0.5\nMailand | Rom | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40)


def test_all_is_lost_on_a_lane_of_loss_1(tmp_path: Path) -> None:
    """Nothing arrives, all 10 are short at 100, and nothing is bought for it."""
    sheets = world(Lanes="from | to | loss\nLyon | Rom | 1")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_the_tariff_is_on_the_value_not_the_price(tmp_path: Path) -> None:
    """Without a value the tariff costs nothing: 10."""
    sheets = world(Lanes="from | to | tariff\nLyon | Rom | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


@pytest.mark.parametrize(
    ("place", "expected"),
    [("Lyon", 704), ("France", 704), ("Rom", 704), ("Italy", 704), ("Norway", 1100)],
)
def test_a_lane_uses_the_resource_of_its_start_else_of_its_end(tmp_path: Path, place: str, expected: float) -> None:
    """A port of 8 that costs 100 a year; a unit sent takes 2 of it, so 4 arrive: 100 + 4 * 1 + 6 * 100 = 704.

    Norway's port is near neither end, and without a port nothing is sent: 100 + 10 * 100 = 1100.
    """
    sheets = world(
        Lanes="from | to | uses\nLyon | Rom | port: 2",
        Resources=f"resource | place | capacity | fixed cost\nport | {place} | 8 | 100",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_the_start_comes_before_the_end_even_from_farther_away(tmp_path: Path) -> None:
    """The port of the start's bloc has room for 3, that of the end itself for all: the start's holds.

    3 * 1 + 7 * 100 = 703.
    """
    sheets = world(
        Lanes="from | to | uses\nLyon | Rom | port: 1",
        Resources="resource | place | capacity\nport | Union | 3\nport | Rom | 99",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(703)


def test_one_border_for_several_lanes_is_a_shared_resource(tmp_path: Path) -> None:
    """Rom and Mailand ask 10 and 5 over a border of 12: 12 bought at 1, the 3 that are short at 60 each."""
    sheets = world(
        Lanes="from | to | uses\nLyon | Italy | border: 1",
        Resources="resource | place | capacity\nborder | Italy | 12",
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Mailand | goods | 5 | 60
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(12 + 180)


def test_uses_is_of_the_amount_sent(tmp_path: Path) -> None:
    """Half is lost, so a port of 10 lets 10 go and 5 arrive: 10 + 5 * 100 = 510."""
    sheets = world(
        Lanes="from | to | uses | loss\nLyon | Rom | port: 1 | 0.5",
        Resources="resource | place | capacity\nport | Lyon | 10",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(510)


def test_lanes_work_within_a_period(tmp_path: Path) -> None:
    """What is bought in the period arrives in it, over two lanes: 10 a year for half a year at 1 is 5."""
    sheets = world(
        Periods="period | years\nnow | 0.5",
        Lanes="from | to\nLyon | Mailand\nMailand | Rom",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(5)


def test_limits_of_a_lane_are_a_year(tmp_path: Path) -> None:
    """In half a year a lane of 12 a year carries 6 and costs half its fixed cost of 8.

    Asked are 10: 5 in the half-year, all of which comes: 5 * 1 + 8 / 2 = 9.
    """
    sheets = world(
        Periods="period | years\nnow | 0.5",
        Lanes="from | to | maximum | fixed cost\nLyon | Rom | 12 | 8",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(9)


def test_the_maximum_of_a_lane_by_period(tmp_path: Path) -> None:
    """4 a year, but 10 in b and nothing in c: served 4, 10 and 0: 14 * 1 + 16 * 100 = 1614."""
    sheets = world(
        Periods="period\na\nb\nc",
        Lanes="from | to | maximum | b | c\nLyon | Rom | 4 | 10 | 0",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1614)


def test_a_lane_without_material_carries_each(tmp_path: Path) -> None:
    """A blank material is *: both goods and other go to Rom for 1 each: 2 * 10 * (1 + 1) = 40."""
    sheets = world(
        Materials="material\ngoods\nother",
        Lanes="from | to | cost\nLyon | Rom | 1",
        Suppliers="""
            supplier | site | material | price
            maker | Lyon | goods | 1
            maker | Lyon | other | 1
            """,
        Demand="""
            market | material | amount | shortage cost
            Rom | goods | 10 | 100
            Rom | other | 10 | 100
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40)


def test_a_plan_shows_each_mode(tmp_path: Path) -> None:
    """6 by ship and 4 by air, as two rows of Flows."""
    sheets = world(Lanes="from | to | mode | cost | maximum\nLyon | Rom | ship | 1 | 6\nLyon | Rom | air | 5 |")
    flows = checked(tmp_path / "in.xlsx", sheets).tables["Flows"]
    assert dict(zip(flows["mode"], flows["sent"], strict=True)) == pytest.approx({"ship": 6, "air": 4})


NEEDS = {
    "Lanes": "from | to | needs\nLyon | Rom | tunnel",
    "Periods": "period\na\nb\nc",
}


def test_a_lane_needs_a_project_in_service(tmp_path: Path) -> None:
    """The tunnel for 50 is ready a year after its start and lasts one year: b is served.

    50 + 10 * 1 and 20 short at 100: 2060; without it 3000.
    """
    sheets = world(
        **NEEDS,
        Projects="""
            project | place | fixed capital | lead time | life | economic life
            tunnel | Italy | 50 | 1 | 1 | 1
            """,
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2060)


def test_a_lane_that_needs_two_projects_needs_both(tmp_path: Path) -> None:
    """Tunnel and treaty cost 50 each and serve from a on: 100 + 30 = 130; one alone opens nothing."""
    sheets = world(
        Periods="period\na\nb\nc",
        Lanes="from | to | needs\nLyon | Rom | tunnel; treaty",
        Projects="project | place | fixed capital\ntunnel | Italy | 50\ntreaty | Union | 50",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(130)


def test_a_lane_that_needs_what_is_never_built_stays_closed(tmp_path: Path) -> None:
    """All of 3 years is short: 3000."""
    sheets = world(
        **NEEDS,
        Projects="project | place | fixed capital | decision\ntunnel | Italy | 50 | never",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(3000)


def test_a_row_that_is_not_active_does_not_win(tmp_path: Path) -> None:
    """The more specific row is switched off: freight is 1: 10 * 2 = 20."""
    sheets = world()
    sheets["Lanes"] = rows(
        """
        from | to | cost | active
        Lyon | Rom | 2 | no
        Lyon | Italy | 1 | yes
        """
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


def test_a_lane_with_a_fixed_cost_waits_for_its_project(tmp_path: Path) -> None:
    """Without the tunnel, which is built at 1,000, 10 are short at 5; at 20 it is built: 20 + 10 + 1."""
    sheets = world(
        Lanes="from | to | needs | fixed cost\nLyon | Rom | tunnel | 1", Demand=ROM.replace("100", "5"),
        Projects="project | place | fixed capital\ntunnel | Rom | 1000")  # fmt: skip
    assert cost(tmp_path / "dear.xlsx", sheets) == pytest.approx(50)
    sheets["Projects"][0]["fixed capital"] = 20
    assert cost(tmp_path / "cheap.xlsx", sheets) == pytest.approx(31)
