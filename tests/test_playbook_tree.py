"""The programme of a tree of worlds: a known answer, plain arrays beside it, and what must hold of any tree."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from drawn_worlds import drawn_tree, least_cost, sheets_of
from in_memory import opened
from samples import few
from workbooks import Sheets, small

from planner.solving.needless import without_needless
from planner.solving.outcome import Options
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.playbook.tree import CompiledTree
from planner.studies.playbook.worths import beyond
from planner.workbook.checks.run import checked
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.core.query import Decisions
    from planner.workbook.book import Book

EXACT = Options(gap=0.0)
WORLDS = "world | from | probability | case\nhigh | 2027 | 0.5 | up\nlow | 2027 | 0.5 | down"


def invest(worlds: str = WORLDS, **other: str) -> Sheets:
    """Return an investment of 1,600 that brings 200 now, then 300 or 100 for ever, at 10% a year."""
    return small(**({
        "Settings": "setting | value\ndiscount rate | 0.1\ngap | 0\ncapital charging | overnight",
        "Periods": "period\n2026\n2027",
        "Sites": "site\nhome",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Demand": "market | material | amount | price\nhome | goods | 1 | yields",
        "Series": "series | 2026 | 2027\nyields | 200 | 2200",
        "Projects": "project | place | adds | block | fixed capital | economic life\n"
                    "plant | home | make | 1 | 1600 | 1",
        "Cases": "case | sheet | row | column | change\nup | Series | yields | 2027 | 3300\n"
                 "down | Series | yields | 2027 | 1100",
        "Worlds": worlds,
    } | other))  # fmt: skip


def book_of(sheets: Sheets) -> Book:
    book, faults = checked(opened(sheets), "base")
    assert book is not None, [str(fault) for fault in faults]
    return book


def best(tree: CompiledTree, **asked: Any) -> float | None:
    found = tree.ask(EXACT, **asked).answer
    return found.objective if found.values is not None else None


def alone(book: Book, starts: Decisions | None = None) -> tuple[float | None, Decisions]:
    """Return the least cost of one workbook, and what it starts."""
    compiled = CompiledCase(replace(book, sheets={**book.sheets, "Worlds": ()}), CaseSetting(), EXACT)
    found = compiled.ask(Query(starts=starts))
    if found.values is None:
        return None, ()
    return found.answer.objective, compiled.decisions(found.values)


def test_an_investment_that_can_wait() -> None:
    """At once 200 + 2,200/1.1 - 1,600 = 600; a year later if 300: (3,300 - 1,600)/1.1/2 = 772.7273; knowing: 800."""
    book = book_of(invest())
    tree = CompiledTree(book, EXACT)
    assert best(tree) == pytest.approx(-772.727273, abs=1e-6)
    _, starts = alone(book)
    assert starts == (("plant", "2026", 1.0, None),)
    assert best(tree, starts=starts) == pytest.approx(-600, abs=1e-6)
    assert best(tree, now="plant") == pytest.approx(-600, abs=1e-6)
    knowing = [(path.chance, alone(path.book)[0] or 0.0) for path in tree.books]
    assert sum(chance * cost for chance, cost in knowing) == pytest.approx(-800, abs=1e-6)
    assert best(CompiledTree(book, EXACT, ("high", "low"))) == pytest.approx(-800, abs=1e-6)


@pytest.mark.parametrize(("decision", "left"), [("", 0), ("must", 2)])
def test_a_start_of_no_size_is_dropped_in_every_world_unless_it_is_needed(decision: str, left: int) -> None:
    idle = f"shed | home | make | | | 1 | 9 | 5 | {decision}\nplant | home | make | 1 | 1600 | 1 | | |"
    head = "project | place | adds | block | fixed capital | economic life | capital rate | maximum | decision"
    tree = CompiledTree(book_of(invest(Projects=f"{head}\n{idle}")), EXACT)
    program = tree.tree.program
    answer = tree.ask(EXACT).answer
    assert answer.values is not None
    values = answer.values.copy()
    of_shed = {j: start for j, start in tree._starts() if start.project == "shed"}
    mine = [j for j, start in of_shed.items() if start.period == "2027"]
    assert len(mine) == 2, "one in each world"
    values[[*of_shed]] = [1.0 if j in mine else 0.0 for j in of_shed]
    found, _ = without_needless(program, replace(answer, values=values), None)
    assert found.values is not None
    assert found.values[mine].sum() == left
    assert found.objective == answer.objective


@pytest.mark.parametrize("worlds", ["world | from | probability | case\nonly | 2027 | 1 | up", """
    world | from | probability | case
    a | 2027 | 0.3 | up
    b | 2027 | 0.7 | up"""], ids=["one", "equal"])  # fmt: skip
def test_one_world_or_equal_worlds_are_the_plan_of_their_workbook(worlds: str) -> None:
    tree = CompiledTree(book_of(invest(worlds)), EXACT)
    cost, _ = alone(tree.books[0].book)
    assert best(tree) == pytest.approx(cost, abs=1e-6)


@pytest.mark.parametrize("seed", few(6, range(60)))
def test_drawn_trees_cost_what_plain_arrays_find(seed: int) -> None:
    """Recipes in a circle, offers of 0 in some years, budgets used up: WS <= RP <= EEV, and RP twice."""
    drawn = drawn_tree(Random(seed))
    expected = least_cost(drawn)
    book, _ = checked(opened(sheets_of(drawn)), "base")
    if book is None:  # along some path, or as it stands, nothing could be planned
        return
    tree = CompiledTree(book, EXACT)
    found = best(tree)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-6, rel=1e-6))
    if found is None:
        return
    knowing = [(path.chance, alone(path.book)[0]) for path in tree.books]
    assert all(cost is not None for _, cost in knowing)
    room = 1e-6 * max(1.0, abs(found))
    assert sum(chance * (cost or 0.0) for chance, cost in knowing) <= found + room
    cost, starts = alone(book)
    kept = None if cost is None else best(tree, starts=starts)
    assert kept is None or kept >= found - room


def test_what_is_of_use_in_one_world_alone_is_prepared_for_before_it_is_known() -> None:
    """Nobody asks for gold before a world in which it is asked for and cannot be bought: it is stocked beforehand.

    A half: (4 units at 2, by a contract of 1 a year) = 9 now, or 4 x 100 short at a half = 200 later.
    """
    sheets = small(**{
        "Periods": "period\n2026\n2027",
        "Sites": "site\nhome\nport",
        "Materials": "material\ngold",
        "Suppliers": "supplier | site | material | price | fixed cost | until\ntrader | port | gold | 2 | 1 | 2026",
        "Lanes": "from | to | fixed cost\nport | home | 3",
        "Stockpiles": "site | material\nhome | gold",
        "Demand": "market | material | amount | shortage cost\nhome | gold | 0 | 100",
        "Cases": "case | sheet | row | column | change\nwanted | Demand | home / gold | amount | 4",
        "Worlds": "world | from | probability | case\nwanted | 2027 | 0.5 | wanted\nnot | 2027 | 0.5 |",
    })  # fmt: skip
    assert best(CompiledTree(book_of(sheets), EXACT)) == pytest.approx(8 + 1 + 3)


def test_a_world_that_is_known_later_never_costs_less() -> None:
    """Signals a year apart, the numbers the same: knowing earlier is worth something, or nothing."""
    for seed in range(6):
        drawn = drawn_tree(Random(seed))
        book, _ = checked(opened(sheets_of(drawn)), "base")
        if book is not None:
            now, sooner = best(CompiledTree(book, EXACT)), best(CompiledTree(book, EXACT, tuple(drawn.worlds)))
            assert now is None or sooner is None or sooner <= now + 1e-6 * max(1.0, abs(now))


def test_places_and_bounds_are_the_same_along_all_paths() -> None:
    """A lane opens in one world alone: all paths have the place that it leads to, so that their rows are the same."""
    sheets = small(**{
        "Periods": "period\n2026\n2027",
        "Sites": "site\nhome\nport",
        "Suppliers": "supplier | site | material | price\ntrader | port | goods | 2",
        "Lanes": "from | to | maximum\nport | home | 0",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 1 | 9",
        "Cases": "case | sheet | row | column | change\nopen | Lanes | port / home | maximum | 5",
        "Worlds": "world | from | probability | case\nopen | 2027 | 0.5 | open\nnot | 2027 | 0.5 |",
    })  # fmt: skip
    tree = CompiledTree(book_of(sheets), EXACT)
    first, second = (list(path.path.model.index.balance_miot) for path in tree.paths)
    assert first == second
    assert best(tree) == pytest.approx(9 + 0.5 * 2 + 0.5 * 9)


def test_a_start_keeps_what_it_costs_to_run() -> None:
    """A mill costs 5, and 1 a year; from 2027 on, if high, one started then costs 10 a year: so it is started now.

    5 + 1 + 1 in both worlds; had the start of 2026 to pay 10 in high, 5 + 1 + (10 + 1)/2.
    """
    sheets = small(**{
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
        "Periods": "period\n2026\n2027",
        "Sites": "site\nhome",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Projects": "project | place | adds | block | fixed capital | yearly cost | economic life\n"
                    "mill | home | make | 1 | 5 | 1 | 1",
        "Demand": "market | material | amount | shortage cost | 2026\nhome | goods | 1 | 100 | 0",
        "Cases": "case | sheet | row | column | change\ndear | Projects | mill | yearly cost | 10",
        "Worlds": "world | from | probability | case\nhigh | 2027 | 0.5 | dear\nlow | 2027 | 0.5 |",
    })  # fmt: skip
    tree = CompiledTree(book_of(sheets), EXACT)
    assert best(tree) == pytest.approx(7)
    assert best(tree, starts=(("mill", "2026", 1.0, None),)) == pytest.approx(7)
    assert best(tree, starts=(("mill", "2027", 1.0, None),)) == pytest.approx(5 + 0.5 * 10 + 0.5)
    with pytest.raises(NotOfferedError, match="is not offered along the path of high"):
        best(tree, starts=(("mill", "2026", 2.0, None),))


def test_what_arithmetic_leaves_of_no_difference_is_worth_nothing() -> None:
    assert beyond(Bracket(2538.0, 2540.0 + 1.1e-8, 2540.0), Bracket(2538.0, 2540.0, 2540.0)) == Bracket(0.0, 0.0, 2.0)
    assert beyond(Bracket(772.0, 772.7, 773.0), Bracket(600.0, 600.0, 600.0)).best == pytest.approx(172.7)
    without_bound = beyond(Bracket(math.inf, math.inf, math.inf), Bracket(1.0, 1.0, 1.0))
    assert without_bound == Bracket(math.inf, math.inf, math.inf)
