"""Disruptions of a tree of worlds, with a pencil: a window that runs into several worlds is a branch for each of them.

A market asks for 1 unit in 2026; in 2027 for 3 or for 1, at a half each. Near sells at 1 and is lost in a storm, Far at
5. Undisturbed 1 + 3/2 + 1/2 = 3.
"""

from __future__ import annotations

from random import Random

import pytest
from drawn_worlds import drawn_tree, least_cost, sheets_of
from in_memory import opened
from samples import few
from workbooks import Sheets, small

from planner.solving.outcome import Options
from planner.studies.playbook.tree import CompiledTree
from planner.workbook.checks.run import checked

EXACT = Options(gap=0.0)


@pytest.mark.parametrize("seed", few(4, range(60)))
def test_drawn_trees_with_storms_cost_what_plain_arrays_find(seed: int) -> None:
    """A storm takes what is bought for a year or two; a share is promised in some, and stocks are worth something."""
    drawn = drawn_tree(Random(seed), storms=True)
    expected = least_cost(drawn)
    book, _ = checked(opened(sheets_of(drawn)), "base")
    if book is None:  # as it stands, or along some path, nothing could be planned
        assert expected is None
        return
    found = CompiledTree(book, EXACT).ask(EXACT)
    cost = None if found.values is None else found.answer.objective
    assert cost == (None if expected is None else pytest.approx(expected, abs=1e-6, rel=1e-6))


def sheets(onset: str = "*", duration: int = 2, required: str = "", **other: str) -> Sheets:
    return small(**({
        "Periods": "period\n2026\n2027",
        "Sites": "site\nhome",
        "Suppliers": "supplier | site | material | price | maximum\nNear | home | goods | 1 | 9\n"
                     "Far | home | goods | 5 | 9",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 1 | 100",
        "Disruptions": f"disruption | probability | onset | duration | required\n"
                       f"storm | 0.1 | {onset} | {duration} | {required}",
        "Hits": "disruption | target | name\nstorm | supplier | Near",
        "Cases": "case | sheet | row | column | change\nmore | Demand | * | amount | 3",
        "Worlds": "world | from | probability | case\nhigh | 2027 | 0.5 | more\nlow | 2027 | 0.5 |",
    } | other))  # fmt: skip


def cost(tables: Sheets) -> float:
    book, faults = checked(opened(tables), "base")
    assert book is not None, [str(fault) for fault in faults]
    tree = CompiledTree(book, EXACT)
    found = tree.ask(EXACT)
    assert found.answer.objective is not None
    assert found.answer.bound == pytest.approx(found.answer.objective)
    return found.answer.objective


def test_a_window_that_runs_into_worlds_is_a_branch_for_each() -> None:
    """From 2026 on: 4 more now, then 12 or 4; from 2027 on: 12 or 4. So 0.1 x (4 + 8) + 0.1 x 8 = 2 beside 3."""
    assert cost(sheets()) == pytest.approx(5)


def test_a_window_within_a_world_is_one_branch() -> None:
    """A year each: 4 more now, 12 or 4 then: 0.1 x 4 + 0.1 x 8."""
    assert cost(sheets(duration=1)) == pytest.approx(4.2)


def test_the_tail_is_taken_along_each_path() -> None:
    """Half mean, half the worst tenth, which is the storm: along high 16 more, 0.8 + 8; along low 8, 0.4 + 4.

    So 3 + (8.8 + 4.4)/2; one tail over both worlds (a twentieth of each) would count 0.6 + 6 as well here, but more
    where only high has the storm.
    """
    weight = "setting | value\ndiscount rate | 0\ngap | 0\nrisk weight | 0.5"
    assert cost(sheets(onset="2026", Settings=weight)) == pytest.approx(9.6)
    only_high = (
        "case | sheet | row | column | change\nmore | Demand | * | amount | 3\n"
        "more | Disruptions | storm | probability | 0.1"
    )
    rare = sheets(onset="2027", duration=1, Settings=weight, Cases=only_high)
    rare["Disruptions"][0]["probability"] = 0
    assert cost(rare) == pytest.approx(3 + 0.5 * (0.5 * 0.1 * 12 + 0.5 * 12))


def test_a_guarantee_holds_in_every_world_that_its_window_runs_into() -> None:
    """What was started when a storm of 2026 begins has to serve 3 in 2027 as well: 3 units of a mill at 10 each."""
    mill = {
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Projects": "project | place | adds | maximum | capital rate\nmill | home | make | 9 | 10",
        "Suppliers": "supplier | site | material | price | maximum\nNear | home | goods | 1 | 9",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
    }
    kept = sheets(onset="2026", required="1", **mill)
    kept["Disruptions"][0]["probability"] = 0
    kept["Projects"][0]["economic life"] = 1
    assert cost(kept) == pytest.approx(30)
    within = sheets(onset="2026", duration=1, required="1", **mill)
    within["Disruptions"][0]["probability"] = 0
    within["Projects"][0]["economic life"] = 1
    assert cost(within) == pytest.approx(10 + 0.5 * 2)


def test_equal_worlds_with_storms_are_the_plan_of_their_workbook() -> None:
    """Both worlds are as it stands: 2 undisturbed, 0.1 x 8 and 0.1 x 4 in storms."""
    equal = sheets(Cases="case | sheet | row | column | change\nmore | Demand | * | amount | 1")
    assert cost(equal) == pytest.approx(3.2)


def test_a_storm_is_what_it_was_at_its_onset() -> None:
    """In high Near keeps two thirds in storms from 2027 on: of 3 asked 2 are bought there all the same."""
    half = (
        "case | sheet | row | column | change\nmore | Demand | * | amount | 3\nmore | Hits | storm | remaining | 0.5\n"
        "more | Suppliers | Near | maximum | 4"
    )
    assert cost(sheets(Cases=half)) == pytest.approx(3 + 0.1 * (4 + 8) + 0.1 * (0.5 * 4 + 0.5 * 4))
