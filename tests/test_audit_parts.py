"""The audit's reading of single rules of the contract, each on the smallest workbook that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from small_world import (
    INVESTMENTS,
    WORLD,
    book_of,
    verdict,
)
from workbooks import rows, settings, write

from planner.audit.capital import holding_rows
from planner.audit.lanes import LaneBook
from planner.audit.lookup import AuditLookup
from planner.audit.offers import has_contract
from planner.audit.projects import capital_of
from planner.workbook.book import Row
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path


LANES = """
    from  | to    | material | mode | cost
    *     | *     |          |      | 1
    Union | *     |          |      | 2
    Aland | Union |          |      | 3
    Aland | Union | metal    |      | 4
    A1    | B1    |          |      | 5
    A1    | B1    | alloy    | air  | 6
"""


@pytest.mark.parametrize(
    ("start", "end", "material", "mode", "cost"),
    [
        ("C1", "A1", "metal", "", 1),
        ("Isle", "C1", "metal", "", 1),
        ("B1", "C1", "metal", "", 2),
        ("A2", "B1", "alloy", "", 3),
        ("A1", "A2", "alloy", "", 3),
        ("A2", "B1", "metal", "", 4),
        ("A1", "B1", "metal", "", 5),
        ("A1", "B1", "alloy", "air", 6),
        ("A1", "B1", "metal", "air", None),
        ("A1", "A1", "metal", "", None),
    ],
)
def test_the_most_specific_row_governs_a_lane(
    tmp_path: Path, start: str, end: str, material: str, mode: str, cost: float | None
) -> None:
    row = LaneBook(AuditLookup.of(book_of(tmp_path, Lanes=LANES))).governs(start, end, material, mode)
    assert (row["cost"][0] if row else None) == cost


FLOWS = """
    from | to | material | mode | period | sent | arrived | transport | tariff
    A1   | B1 | metal    | {mode} | 2027 | {sent} | 0     | 0         | 0
    A1   | B1 | alloy    | {mode} | 2027 | 2      | 0     | 0         | 0
"""


@pytest.mark.parametrize(
    ("limits", "sent", "check", "passes"),
    [
        ("maximum\n* | * | 5", 3, "flows: within the maximum", True),
        ("maximum\n* | * | 5", 4, "flows: within the maximum", False),
        ("minimum\n* | * | 5", 3, "flows: at the minimum while used", True),
        ("minimum\n* | * | 5", 2, "flows: at the minimum while used", False),
        ("needs\n* | * | Mill", 1, "flows: the lane is open", False),
    ],
)
def test_a_lane_row_holds_for_all_its_materials_between_two_sites(
    tmp_path: Path, limits: str, sent: float, check: str, passes: bool
) -> None:
    projects = "project | place | adds | maximum\nMill | C1 | smelt | 5"
    book = book_of(tmp_path, Lanes=f"from | to | {limits}", Projects=projects)
    assert verdict(book, check, Flows=FLOWS.format(mode="", sent=sent)) == ("yes" if passes else "NO")


PROJECTS = """
    project | kind | place | adds  | removes | block | minimum | maximum | lead time | life | earliest | latest | starts | requires | group | decision
    Mill    | big  | A1    | smelt |         |       | 2       | 5       | 1         |      |          |        | 2      |          | mills | {mill}
    Stack   |      | A2    | smelt |         | 3     |         |         |           | 1    | 2028     | 2028   | 4      | Mill     | mills | {stack}
    Swap    |      | B1    | roll  | smelt   |       |         | 5       | 1         |      |          |        |        |          |       |
"""  # noqa: E501
MILL_27 = "Mill | A1 | build | 2027 | 2028 | 2029 | 1 | 4 | 0\n"
MILL_28 = "Mill | A1 | build | 2028 | 2029 | 2029 | 1 | 3 | 0\n"
STACK_28 = "Stack | A2 | build | 2028 | 2028 | 2028 | 2 | 6 | 0\n"
NOTHING = "Mill | A1 | no | | | | | | \n"


@pytest.mark.parametrize(
    ("decisions", "started", "check", "answer"),
    [
        ({}, MILL_27 + STACK_28, "projects: required ones are in service", "yes"),
        ({}, MILL_28 + STACK_28, "projects: required ones are in service", "NO"),
        ({}, STACK_28, "projects: required ones are in service", "NO"),
        ({}, MILL_27 + MILL_28, "projects: number of starts", "yes"),
        ({}, STACK_28.replace("2 | 6", "5 | 15"), "projects: number of starts", "NO"),
        ({}, STACK_28, "projects: size", "yes"),
        ({}, STACK_28.replace("2 | 6", "2 | 5"), "projects: size", "NO"),
        ({}, MILL_27.replace("| 4 |", "| 1 |"), "projects: size", "NO"),
        ({}, MILL_27.replace("| 4 |", "| 6 |"), "projects: size", "NO"),
        ({}, STACK_28, "projects: between earliest and latest", "yes"),
        ({}, STACK_28.replace("2028", "2027"), "projects: between earliest and latest", "NO"),
        ({}, MILL_27.replace("2029", "2028"), "projects: serves from and until", "NO"),
        ({}, MILL_27, "projects: groups", "yes"),
        ({}, MILL_27 + STACK_28, "projects: groups", "NO"),
        ({}, NOTHING, "projects: groups", "NO"),
        ({"mill": "must"}, MILL_27, "projects: must and never", "yes"),
        ({"mill": "must"}, NOTHING, "projects: must and never", "NO"),
        ({"mill": "never"}, MILL_27, "projects: must and never", "NO"),
        ({"mill": "2027: 4"}, MILL_27, "projects: commitments", "yes"),
        ({"mill": "2027: 4.5"}, MILL_27, "projects: commitments", "NO"),
        ({"mill": "2027; 2028: 3"}, MILL_27 + MILL_28, "projects: commitments", "yes"),
        ({"mill": "2027; 2028: 3"}, MILL_28, "projects: commitments", "NO"),
        ({"stack": "2028: 2"}, STACK_28, "projects: commitments", "yes"),
        ({"stack": "2028: 3"}, STACK_28, "projects: commitments", "NO"),
    ],
)
def test_what_is_built_keeps_the_words_of_its_row(
    tmp_path: Path, decisions: dict[str, str], started: str, check: str, answer: str
) -> None:
    text = PROJECTS.format(**({"mill": "", "stack": ""} | decisions))
    book = book_of(tmp_path, Projects=text, Groups="group | at least | at most\nmills | 1 | 1")
    assert verdict(book, check, Investments=INVESTMENTS + started) == answer


PLANTS = "site | process | capacity | 2028 | fixed cost | retires | availability\n"


@pytest.mark.parametrize(
    ("plant", "size", "removal", "fixed"),
    [
        ("B1 | smelt | 8 | | 10 | |", 4, "yes", (10, 5, 10)),
        ("B1 | smelt | 8 | 4 | 10 | |", 4, "yes", (10, 0, 10)),
        ("B1 | smelt | 8 | 3 | 10 | |", 4, "NO", (10, 0, 10)),
        ("B1 | smelt | 8 | 4 | 10 | 2029 |", 4, "yes", (10, 0, 0)),
        ("B1 | smelt | 4 | 4 | 10 | 2028 |", 9, "yes", (10, 0, 0)),
    ],
)
def test_a_closure_takes_for_good_and_never_more_than_there_is(
    tmp_path: Path, plant: str, size: float, removal: str, fixed: tuple[float, float, float]
) -> None:
    """The fixed cost falls with the share that is removed; the last period's two years cost double."""
    projects = "project | place | removes | maximum | lead time\nClose | B1 | smelt | 9 | 1"
    book = book_of(tmp_path, Projects=projects, Plants=PLANTS + plant)
    started = INVESTMENTS + f"Close | B1 | build | 2027 | 2028 | 2029 | 1 | {size} | 0"
    costs = "part | period | amount | discounted\n" + "".join(
        f"fixed and yearly | {year} | {cost} | {cost}\n" for year, cost in zip((2027, 2028, 2029), fixed, strict=True)
    )
    assert verdict(book, "projects: removed what there is", Investments=started) == removal
    assert verdict(book, "costs: fixed and yearly", Investments=started, Costs=costs) == "yes"


@pytest.mark.parametrize(
    ("size", "capital"), [(2, 10), (3, 15), (4, 20), (5, 22.5), (8, 30), (8 + 1e-9, 30)],
)  # fmt: skip
def test_capital_on_a_curve_lies_between_its_points(tmp_path: Path, size: float, capital: float) -> None:
    curve = "curve | size | capital\nscale | 2 | 10\nscale | 4 | 20\nscale | 8 | 30"
    lookup = AuditLookup.of(
        book_of(tmp_path, Projects="project | place | adds | curve\nMill | A1 | smelt | scale", Curves=curve)
    )
    assert capital_of(lookup, lookup.projects["Mill"], 0, 1.0, size) == capital


FUNDING = """
    funder | projects | share
    Fund   | *        | 0.1
    Fund   | Union    | 0.2
    Fund   | Aland    | 0.3
    Fund   | A2       | 0.4
    Fund   | big      | 0.5
    Fund   | Swap     | 0.6
    Firm   | Cland    | 1
"""


@pytest.mark.parametrize(
    ("project", "place", "kind", "shares"),
    [
        ("Swap", "A2", "big", {"Fund": 0.6}),
        ("Mill", "A2", "big", {"Fund": 0.5}),
        ("Mill", "A2", "", {"Fund": 0.4}),
        ("Mill", "A1", "", {"Fund": 0.3}),
        ("Mill", "B1", "", {"Fund": 0.2}),
        ("Mill", "C1", "", {"Fund": 0.1, "Firm": 1}),
    ],
)
def test_the_most_specific_row_of_each_funder_holds(
    tmp_path: Path, project: str, place: str, kind: str, shares: dict[str, float]
) -> None:
    projects = "project | kind | place | adds | maximum\n" + "".join(
        f"{name} | {'big' if name == 'Tower' else kind} | {place if name == project else 'C1'} | smelt | 1\n"
        for name in ("Swap", "Mill", "Tower")
    )
    book = book_of(tmp_path, Projects=projects, Budgets="funder\nFund\nFirm", Funding=FUNDING)
    lookup = AuditLookup.of(book)
    held = holding_rows(lookup, lookup.projects[project])
    assert {funder: row["share"][0] for funder, row in held.items()} == shares


PILES = """
    site | material | initial | cover days | cover of
    A1   | metal    | 4       | 73         | Union
    B1   | metal    | 4       | 36.5       | Union
    C1   | metal    | 9       |            |
"""
USE = """
    material | site | period | made | bought | arrived | drawn | consumed | sent | delivered | stored | surplus | stock
    metal    | A1   | 2027   | 0    | 0      | 0       | 0     | {used}   | 0    | 0         | 0      | 0       | 4
    metal    | B1   | 2027   | 0    | 0      | 0       | 0     | 0        | 0    | 10        | 0      | 0       | 4
    metal    | C1   | 2027   | 0    | 0      | 0       | 0     | 99       | 0    | 0         | 0      | 0       | 9
"""


@pytest.mark.parametrize(("used", "answer"), [(30, "yes"), (30.1, "NO")])
def test_stocks_cover_a_place_together_at_the_most_days_asked(tmp_path: Path, used: float, answer: str) -> None:
    """73 days, a fifth of the 40 that plants and demands of the Union use a year, are 8."""
    book = book_of(tmp_path, Stockpiles=PILES)
    assert verdict(book, "stocks: cover", Balances=USE.format(used=used)) == answer


@pytest.mark.parametrize(
    ("resources", "place"),
    [
        ("power | A1 | 1\npower | Aland | 1", "A1"),
        ("power | Union | 1\npower | Bland | 9", "Union"),
        ("power | C1 | 1", None),
    ],
)
def test_a_process_uses_the_resource_of_the_nearest_place(tmp_path: Path, resources: str, place: str | None) -> None:
    book = book_of(tmp_path, Resources="resource | place | capacity\n" + resources)
    lookup = AuditLookup.of(book)
    assert lookup.nearest("power", "A1") == place
    runs = "process | site | period | runs | added | removed\nsmelt | A1 | 2027 | 1 | 0 | 0"
    assert verdict(book, "resources: a place has it", Production=runs) == ("yes" if place else "NO")


def test_a_project_that_adds_a_resource_makes_its_row(tmp_path: Path) -> None:
    projects = "project | place | adds | maximum\nGrid | A1 | power | 5"
    book = book_of(tmp_path, Resources="resource | place | capacity\npower | Aland | 1", Projects=projects)
    assert AuditLookup.of(book).nearest("power", "A1") == "A1"
    assert AuditLookup.of(book).nearest("power", "A2") == "Aland"


USERS = """
    site | material | initial | uses
    A1   | metal    | 4       | power: 0.5
"""
SHIPS = "from | to | material | uses\nA1 | B1 | metal | power: 2\nC1 | A1 | metal | power: 3"
SHOPS = "supplier | site | material | price | uses\nS | A2 | metal | 1 | power: 5"


def test_all_kinds_of_users_share_a_resource(tmp_path: Path) -> None:
    """Runs 1, purchases 2 * 5, lanes 3 * 2 from A1 and 1 * 3 to A1, stock 4 * 0.5, building 2 * 4: 30."""
    projects = "project | place | adds | maximum | lead time | uses\nMill | A1 | roll | 9 | 1 | power: 4"
    book = book_of(
        tmp_path, Resources="resource | place | capacity\npower | Aland | 30", Projects=projects, Lanes=SHIPS,
        Suppliers=SHOPS, Stockpiles=USERS, Plants="site | process\nA1 | smelt",
    )  # fmt: skip
    plan = {
        "Production": "process | site | period | runs | added | removed\nsmelt | A1 | 2027 | 1 | 0 | 0",
        "Purchases": "row | supplier | site | material | period | amount | cost\n2 | S | A2 | metal | 2027 | 2 | 2",
        "Flows": "from | to | material | period | sent | arrived | transport | tariff\n"
        "A1 | B1 | metal | 2027 | 3 | 3 | 0 | 0\nC1 | A1 | metal | 2027 | 1 | 1 | 0 | 0",
        "Stockpiles": "site | material | period | stock | put in | cover days asked | holding cost\n"
        "A1 | metal | 2027 | 4 | 0 | 0 | 0",
        "Investments": INVESTMENTS + "Mill | A1 | build | 2027 | 2028 | 2029 | 1 | 2 | 0",
    }
    used = "resource | place | period | used | own | added | removed\npower | Aland | 2027 | {} | 30 | 0 | 0"
    assert verdict(book, "resources: used", Resource_use=used.format(30), **plan) == "yes"
    assert verdict(book, "resources: used", Resource_use=used.format(29.9), **plan) == "NO"
    assert verdict(book, "resources: within capacity", Resource_use=used.format(30), **plan) == "yes"


@pytest.mark.parametrize(
    ("carry", "spent", "answer"),
    [("yes", 25, "yes"), ("yes", 25.1, "NO"), ("no", 10, "yes"), ("no", 10.1, "NO")],
)
def test_what_is_left_of_a_budget_is_carried_where_it_may_be(
    tmp_path: Path, carry: str, spent: float, answer: str
) -> None:
    """5 of the first 20 are spent, so 15 and the next 10 are there."""
    book = book_of(
        tmp_path, Projects="project | place | adds | maximum | starts\nMill | A1 | smelt | 9 | 3",
        Budgets=f"funder | amount | 2028 | carry over\nFund | 20 | 10 | {carry}",
        Funding="funder | projects\nFund | *",
    )  # fmt: skip
    paid = "funder | project | start | period | amount\nFund | Mill | 2027 | 2027 | 5\n"
    assert (
        verdict(book, "budgets: within what there is", Payments=f"{paid}Fund | Mill | 2028 | 2028 | {spent}") == answer
    )


def test_overnight_capital_keeps_the_straight_line_value_that_is_left(tmp_path: Path) -> None:
    """10 paid in 2027 for 10 years from 2028: 3 are over at the end of 2030, so 7 are left."""
    found: dict[str, Any] = WORLD | {
        "Settings": settings(discount_rate=0.0, capital_charging="overnight"),
        "Projects": rows(
            "project | place | adds | maximum | fixed capital | lead time | life\nMill | A1 | smelt | 9 | 10 | 1 | 10"
        ),
    }
    book = read(write(tmp_path / "overnight.xlsx", found))
    paid = "funder | project | start | period | amount\n(owner) | Mill | 2027 | 2027 | 10"
    built = INVESTMENTS + "Mill | A1 | build | 2027 | 2028 | 2029 | 1 | 2 | 10"
    costs = "part | period | amount | discounted\ncapital | 2027 | 10 | 10\ncapital | 2029 | {} | {}"
    assert verdict(book, "costs: capital", Investments=built, Payments=paid, Costs=costs.format(-7, -7)) == "yes"
    assert verdict(book, "costs: capital", Investments=built, Payments=paid, Costs=costs.format(-6.9, -6.9)) == "NO"


def test_an_annuity_carries_interest_from_when_it_is_paid_and_ends_with_its_life(tmp_path: Path) -> None:
    """10 paid in 2027 are 11 in 2028; over 2 years that is 11 * 0.1 / (1 - 1.1^-2) / 1.1 = 5.7619 a year."""
    found: dict[str, Any] = WORLD | {
        "Settings": settings(discount_rate=0.1),
        "Projects": rows(
            "project | place | adds | maximum | fixed capital | lead time | life\nMill | A1 | smelt | 9 | 10 | 1 | 2"
        ),
    }
    book = read(write(tmp_path / "annuity.xlsx", found))
    paid = "funder | project | start | period | amount\n(owner) | Mill | 2027 | 2027 | 10"
    built = INVESTMENTS + "Mill | A1 | build | 2027 | 2028 | 2029 | 1 | 2 | 10"
    year = 10 * 1.1 / (1 + 1 / 1.1)
    costs = "part | period | amount | discounted\n"
    costs += f"capital | 2028 | {year} | {year / 1.1}\ncapital | 2029 | {year} | {{}}"
    assert verdict(book, "costs: capital", Investments=built, Payments=paid, Costs=costs.format(year / 1.21)) == "yes"
    assert verdict(book, "costs: capital", Investments=built, Payments=paid, Costs=costs.format(year / 1.22)) == "NO"


@pytest.mark.parametrize(
    ("window", "bought", "answer"),
    [
        ("|", "2 | 2027 | 5\n3 | 2027 | 1", "yes"),
        ("|", "2 | 2027 | 4\n3 | 2027 | 1", "NO"),
        ("2028 |", "3 | 2027 | 1", ""),
        ("2028 |", "3 | 2028 | 1", "NO"),
        ("| 2027", "3 | 2028 | 1", ""),
        ("|", "2 | 2027 | 5\n3 | 2027 | 5\n4 | 2027 | 1", "yes"),
        ("2028 |", "3 | 2027 | 4\n4 | 2027 | 1", "NO"),
    ],
)
def test_price_steps_fill_in_the_order_of_their_rows(tmp_path: Path, window: str, bought: str, answer: str) -> None:
    """The second step is cheaper and still waits for the first; where that is closed nothing is to check."""
    steps = f"supplier | site | material | price | maximum | from | until\nS | A1 | metal | 9 | 5 | {window}\n"
    steps += "S | A1 | metal | 1 | 5 | |\nS | A1 | metal | 5 | | |"
    shown = "row | supplier | site | material | period | amount | cost\n"
    for line in bought.split("\n"):
        row, period, amount = line.split(" | ")
        shown += f"{row} | S | A1 | metal | {period} | {amount} | 0\n"
    assert verdict(book_of(tmp_path, Suppliers=steps), "purchases: price steps in order", Purchases=shown) == answer


@pytest.mark.parametrize(
    ("minimum", "fixed", "term", "is_so"),
    [(0.5, 0, 0, True), (0, 0.5, 0, True), (0, -0.5, 0, True), (0, 0, 0.5, True), (0, 0, 0, False)],
)
def test_an_offer_is_taken_or_not_for_its_own_terms(minimum: float, fixed: float, term: float, is_so: bool) -> None:
    row = Row("Suppliers", 2, {"minimum": (0, minimum), "fixed cost": (0, fixed), "term": term}, {})
    assert has_contract(row, 1) == is_so
