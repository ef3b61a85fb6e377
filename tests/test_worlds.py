"""Worlds: faults at their cells, and the workbook along the path of each end, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from in_memory import opened
from workbooks import Sheets, rows, small

from planner.faults import Severity
from planner.infeasibility.planned import plan_book
from planner.workbook.checks.run import checked
from planner.workbook.worlds.paths import paths_of
from planner.workbook.worlds.stages import NO_CHANGE
from planner.workbook.worlds.tree import tree_of

if TYPE_CHECKING:
    from planner.workbook.book import Book
    from planner.workbook.worlds.paths import PathBook

TWO = """world | after | from | probability | case
    high | | 2027 | 0.4 | up
    low | | 2027 | 0.6 |"""
DEEP = (
    TWO
    + """
    higher | high | 2028 | 0.25 | more
    as high | high | 2028 | 0.75 |"""
)
UP = """case | sheet | row | column | change
    up | {} | {} | {} | {}
    more | Demand | home / goods | shortage cost | 77"""


def sheets(worlds: str = TWO, change: str = "Demand ; home / goods ; amount ; x2", **other: str) -> Sheets:
    return small(**({
        "Periods": "period\n2026\n2027\n2028",
        "Sites": "site\nhome\nhere",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity\nhome | make | 2",
        "Suppliers": "supplier | site | material | price | maximum | total | from | until\n"
                     "Digger | home | goods | 3 | | 50 | 2026 | 2027",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 4 | 100",
        "Projects": "project | place | adds | maximum | fixed capital | lead time | starts\n"
                    "mill | home | make | 5 | 10 | 0 | 1",
        "Disruptions": "disruption | probability | duration\nstorm | 0.1 | 1",
        "Hits": "disruption | target | name\nstorm | supplier | Digger",
        "Worlds": worlds,
        "Cases": UP.format(*(part.strip() for part in change.split(";"))),
    } | other))  # fmt: skip


def book_of(tables: Sheets) -> Book:
    book, faults = checked(opened(tables), "base")
    assert book is not None, [str(fault) for fault in faults]
    return book


def errors(tables: Sheets) -> list[str]:
    found = checked(opened(tables), "base")[1]
    return [f"{x.sheet}!{x.cell}: {x.wrong}" for x in found if x.severity is Severity.ERROR]


def along(tables: Sheets) -> dict[str, PathBook]:
    return {path.end: path for path in paths_of(book_of(tables))}


def cells(path: PathBook, sheet: str, column: str) -> list[Any]:
    return [row[column] for row in path.book.rows(sheet)]


def test_ends_chances_and_what_holds_in_each_period() -> None:
    """Four worlds, three of them ends; the chance of a path is the product of its worlds'."""
    tree = tree_of(book_of(sheets(DEEP)))
    assert tree is not None
    assert tree.ends == ("low", "higher", "as high")
    assert [tree.chance(end) for end in tree.ends] == pytest.approx([0.6, 0.1, 0.3])
    assert tree.nodes("higher") == ("", "high", "higher")
    assert tree.nodes("low") == ("", "low", "low")


def test_a_number_is_that_of_the_world_that_holds_in_its_period() -> None:
    """A doubled demand from 2027 on; the shortage cost of the world after it from 2028 on alone."""
    found = along(sheets(DEEP))
    assert cells(found["higher"], "Demand", "amount") == [(4, 8, 8)]
    assert cells(found["higher"], "Demand", "shortage cost") == [(100, 100, 77)]
    assert cells(found["as high"], "Demand", "shortage cost") == [(100, 100, 100)]
    assert cells(found["low"], "Demand", "amount") == [(4, 4, 4)]


@pytest.mark.parametrize(
    ("change", "sheet", "column", "value"),
    [
        ("Suppliers ; Digger ; maximum ; 7", "Suppliers", "maximum", (float("inf"), 7, 7)),
        ("Suppliers ; Digger ; total ; 9", "Suppliers", "total", 9),
        ("Suppliers ; Digger ; until ; 2028", "Suppliers", "until", None),
        ("Suppliers ; Digger ; price ; add 2", "Suppliers", "price", (3, 5, 5)),
        ("Plants ; home / make ; retires ; 2026", "Plants", "retires", "2027"),
        ("Plants ; home / make ; availability ; 0.5", "Plants", "availability", (1, 0.5, 0.5)),
        ("Projects ; mill ; fixed capital ; 30", "Projects", "fixed capital", (10, 30, 30)),
        ("Projects ; mill ; decision ; never", "Projects", "latest", "2026"),
        ("Demand ; home / goods ; 2028 ; 6", "Demand", "amount", (4, 4, 6)),
    ],
)
def test_what_a_case_changes_holds_from_its_world_on(change: str, sheet: str, column: str, value: object) -> None:
    """Limits, windows and ends of life; a total counts along the whole path, at the value of its last world."""
    found = along(sheets(change=change))
    assert cells(found["high"], sheet, column) == [value]
    plain = along(sheets(change="Demand ; home / goods ; amount ; 4"))["low"]
    assert cells(found["low"], sheet, column) == cells(plain, sheet, column)


def test_a_start_keeps_what_it_was_started_with() -> None:
    """From 2027 on a mill takes a year to build: another row, of which or of the first one is started."""
    (high,) = [x for x in along(sheets(change="Projects ; mill ; lead time ; 1")).values() if x.end == "high"]
    assert cells(high, "Projects", "project") == ["mill", "mill (high)"]
    assert cells(high, "Projects", "lead time") == [0, 1]
    assert cells(high, "Projects", "latest") == ["2026", None]
    assert cells(high, "Projects", "earliest") == [None, "2027"]
    assert high.parts == {"mill (high)": "mill"}
    (group,) = high.book.rows("Groups")
    assert (group["at least"], group["at most"]) == (0, 1)
    assert cells(high, "Projects", "group") == [(group["group"],)] * 2


def test_a_strike_keeps_what_was_so_at_its_onset() -> None:
    """Storms of 2026 leave nothing, those from 2027 on a half."""
    high = along(sheets(change="Hits ; storm ; remaining ; 0.5"))["high"]
    assert cells(high, "Disruptions", "disruption") == ["storm", "storm (high)"]
    assert cells(high, "Disruptions", "onset") == [("2026",), ("2027", "2028")]
    assert [(row["disruption"], row["remaining"]) for row in high.book.rows("Hits")] == [
        ("storm", 0.0), ("storm (high)", 0.5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("worlds", "wrong"),
    [
        ("a | | 2027 | 0.5\nb | | 2027 | 0.4", "C3: the probabilities of 'a' and 'b', which branch from the beginning"),
        ("a | | 2026 | 1", "B2: it would be known when the plan begins: nothing is decided before it"),
        ("a | | 2027 | 0.5\nb | | 2028 | 0.5", "B3: the worlds 'a' and 'b' branch from the beginning, and"),
        ("a | | 2028 | 1\nb | a | 2027 | 1", "B3: it must be later than that of the world before it, 'a': 2028"),
        ("a | b | 2027 | 1\nb | a | 2028 | 1", "B2: the worlds branch from each other in a circle"),
        ("a | c | 2027 | 1", "B2: no world is named 'c'"),
        ("a | | 2027 | 0", "C2: probability must be above 0 and at most 1"),
    ],
    ids=["sum", "first", "apart", "later", "circle", "unknown", "never"],
)  # fmt: skip
def test_faults_of_the_tree(worlds: str, wrong: str) -> None:
    found = errors(sheets("world | after | from | probability\n" + worlds))
    assert len(found) == 1
    assert found[0].startswith(f"Worlds!{wrong}")


SUM = "the probabilities of 'a' and 'b', which branch from the beginning, add up to 0.9, not 1"


@pytest.mark.parametrize(
    ("worlds", "told"),
    [
        ("a | | 2027 | 0.5 | nothing\nb | | 2027 | 0.4 |", [f"C3: {SUM}", "D2: no case is named 'nothing'"]),
        ("a | | 2029 | 0.5 |\nb | | 2027 | 0.4 |", [f"C3: {SUM}", "B2: no period is named '2029'"]),
        ("a | | 2027 | 0.5 |\nb | | 2027 | 0.4 |\nc | d | 2028 | 1 |", [f"C3: {SUM}", "D4: no world is named 'd'"]),
        ("a | | 2027 | 0.5 |\nb | | 2027 | 0.4 |\nc | a | 2027 | 1 |", [f"C3: {SUM}", "B4: it must be later than"]),
        ("a | b | 2027 | 0.5 |\nb | a | 2028 | 1 |", ["D2: the probabilities of 'a', which", "B2: the worlds"]),
        ("a | | 2027 | 0.5 |\nb | | 2027 | half |", ["C3: probability must be a number"]),
        ("a | | 2027 | 0.5 |\nb | | 2027 | 0.4 |\nb | | 2027 | 0.3 |", ["A4: 'b' stands also in A3"]),
        ("a | | 2027 | 1 |\nb | a | 2028 | 0.5 |\nc | d | 2028 | 0.5 |", ["D4: no world is named 'd'"]),
    ],
    ids=["case", "period", "after", "later", "circle", "no number", "twice", "may be of it"],
)
def test_a_wrong_sum_is_told_with_the_other_faults_of_its_sheet(worlds: str, told: list[str]) -> None:
    """The sum is known where the worlds and their chances are, whatever else is wrong, and only there."""
    written = sheets("world | after | from | probability | case\n" + worlds)
    found = [fault.removeprefix("Worlds!") for fault in errors(written)]
    assert len(found) == len(told)
    for one in told:
        assert [fault for fault in found if fault.startswith(one)], (one, found)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("Settings ; discount rate ; value ; 0.1", f"{NO_CHANGE}: Settings, value"),
        ("Demand ; home / goods ; 2026 ; 6", "the world 'high' is known from 2027 on: nothing before changes"),
        ("Suppliers ; Digger ; active ; no", f"{NO_CHANGE}: Suppliers, active"),
        ("Projects ; mill ; place ; here", "Projects, place: this cannot change from a period on"),
        ("Suppliers ; Digger ; from ; 2028", "Suppliers: along the path of 'high' it would be open, closed"),
        ("Disruptions ; storm ; probability ; 1", "along the path of 'high', Disruptions!C3"),
    ],
    ids=["settings", "earlier", "active", "place", "gap", "meaning"],
)  # fmt: skip
def test_what_no_world_can_change_is_told_at_its_case(change: str, wrong: str) -> None:
    tables = sheets(change=change)
    if "from" in change:
        tables["Suppliers"][0]["until"] = None
    if "probability" in change:
        tables["Disruptions"][0]["duration"] = 2
    (found,) = errors(tables)
    assert found.startswith(f"Cases!D2: {wrong}")


def test_a_number_without_limit_before_or_after_is_kept() -> None:
    """A store without limit, and of 7 from 2027 on: its series says so."""
    tables = sheets(change="Stockpiles ; home / goods ; maximum ; 7")
    tables["Stockpiles"] = rows("site | material | maximum\nhome | goods |")
    tables["Materials"] = rows("material | value\ngoods | 1")
    assert cells(along(tables)["high"], "Stockpiles", "maximum") == [(float("inf"), 7, 7)]


def test_only_what_may_have_no_limit_may_name_a_series_that_says_so() -> None:
    tables = sheets() | {
        "Series": rows("series | 2026 | 2027 | 2028\nfree | 1 | no limit | 3"),
        "Stockpiles": rows("site | material | maximum\nhome | goods | free"),
        "Materials": rows("material | value\ngoods | 1"),
    }
    assert book_of(tables).rows("Stockpiles")[0]["maximum"] == (1, float("inf"), 3)
    tables["Suppliers"][0]["price"] = "free"
    assert errors(tables) == ["Suppliers!D2: price must be a number, and the series 'free' says no limit in 2027"]


def test_a_curve_of_a_world_has_points_of_its_own() -> None:
    """From 2027 on the curve is dearer: starts of 2026 keep the points that there were."""
    tables = sheets(change="Curves ; bent ; capital ; x3")
    tables["Curves"] = rows("curve | size | capital\nbent | 1 | 4\nbent | 2 | 6")
    tables["Projects"] = rows("project | place | adds | curve\nmill | home | make | bent")
    high = along(tables)["high"]
    names = dict(zip(cells(high, "Projects", "project"), cells(high, "Projects", "curve"), strict=True))
    points = [(row["curve"], row["capital"]) for row in high.book.rows("Curves")]
    assert [capital for curve, capital in points if curve == names["mill"]] == [4, 6]
    assert [capital for curve, capital in points if curve == names["mill (high)"]] == [12, 18]


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("free", "2028: 1", ("commit", (("2028", 1.0),))),
        ("2026: 1", "never", ("commit", (("2026", 1.0),))),
        ("must", "free", ("free", ())),
        ("free", "must", ("must", ())),
        ("2027: 1", "free", ("free", ())),
    ],
)
def test_a_commitment_is_that_of_the_world_which_holds_in_its_period(
    before: str, change: str, after: tuple[str, tuple[tuple[str, float], ...]]
) -> None:
    tables = sheets(change=f"Projects ; mill ; decision ; {change}")
    tables["Projects"][0]["decision"] = before
    [decision] = cells(along(tables)["high"], "Projects", "decision")
    assert (decision.kind, decision.commitments) == after


def test_who_pays_for_a_project_pays_for_all_that_becomes_of_it() -> None:
    tables = sheets(change="Projects ; mill ; lead time ; 1")
    tables["Budgets"] = rows("funder | amount\nTreasury | 50")
    tables["Funding"] = rows("funder | projects\nTreasury | mill")
    assert cells(along(tables)["high"], "Funding", "projects") == [("mill", "mill (high)")]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("starts", 2, "'mill' may be started more than once"), ("needed", 0, "'mill' is what others need (Suppliers!")],
)
def test_what_others_lean_on_cannot_become_another_project(column: str, value: float, words: str) -> None:
    tables = sheets(change="Projects ; mill ; lead time ; 1")
    if column == "needed":
        tables["Suppliers"][0]["needs"] = "mill"
    else:
        tables["Projects"][0] |= {column: value}
    (found,) = errors(tables)
    assert words in found
    assert found.startswith("Cases!D2: ")


def test_a_plan_of_the_workbook_as_it_stands_says_that_it_leaves_worlds_out() -> None:
    assert "its worlds: planned is the workbook as it stands" in str(plan_book(book_of(sheets())).run["left out"])
    quiet = sheets()
    del quiet["Worlds"]
    assert "worlds" not in str(plan_book(book_of(quiet)).run["left out"])


def test_what_is_parted_keeps_the_numbers_of_a_series_that_a_case_changes() -> None:
    """A mill of 2026 costs 1 a year to run for good; one that is started if high, 9 from 2027 on."""
    tables = sheets(change="Series ; wages ; 2027 ; 9")
    tables["Series"] = rows("series | 2026 | 2027 | 2028\nwages | 1 | 1 | 2")
    tables["Projects"][0] |= {"yearly cost": "wages"}
    tables["Hits"][0] |= {"price": "wages", "remaining": 0.5}
    high = along(tables)["high"]
    assert cells(high, "Projects", "yearly cost") == [(1, 1, 2), (1, 9, 2)]
    assert [row["price"] for row in high.book.rows("Hits")] == [(1, 1, 2), (1, 9, 2)]
