"""Warnings of what rules count: circles of recipes, families, and origins that are nobody's, at their cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, cost, rows, settings, write

from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from pathlib import Path

BASE: Sheets = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": rows("period | years\n2026 | 1\n2027 | 1"),
    "Materials": rows("""
        material | unit | family | surplus
        ga | t | metals | none
        salt | t | | none
        box | piece | | none
        scrap | t | | free
        """),
    "Sites": rows("site | country\nA | China\nX | Canada\nB | US"),
    "Lanes": rows("from | to\nA | B\nX | B"),
    "Suppliers": rows("""
        supplier | site | material | price
        sc | A | ga | 1
        sx | X | ga | 3
        sb | B | box | 1
        """),
    "Demand": rows("market | material | amount | shortage cost\nB | ga | 100 | 50"),
    "Rules": rows("""
        rule | measure | material | buyers | origins | limit
        r | share at most | ga | US | China | 0.25
        """),
}


def with_recipes(text: str) -> Sheets:
    """Return the base with these recipes, and a plant of every process in the US."""
    recipes = rows("process | role | item | amount\n" + text)
    return BASE | {"Recipes": recipes, "Plants": [
        {"site": "B", "process": name} for name in dict.fromkeys(x["process"] for x in recipes)]}  # fmt: skip


def told(path: Path, sheets: Sheets, words: str) -> list[str]:
    """Return the faults that say some words, each with its severity and cell."""
    return [str(fault) for fault in read_and_check(write(path / "in.xlsx", sheets))[1] if re.search(words, str(fault))]


def found(path: Path, sheets: Sheets, words: str) -> list[str]:
    """Return the cells of the faults that say some words."""
    return [fault.split(": ")[1] for fault in told(path, sheets, words)]


TO_SALT = "toS | consumes | ga | 1\ntoS | makes | salt | 1\n"


@pytest.mark.parametrize(
    ("recipes", "cells"),
    [
        (TO_SALT + "toG | consumes | salt | 1\ntoG | makes | ga | 1", ["Recipes!D5"]),
        (TO_SALT + "toG | consumes | salt | 1\ntoG | makes | ga | 0.9", []),
        # twice in the second step makes up for half in the first
        ("toS | consumes | ga | 2\ntoS | makes | salt | 1\ntoG | consumes | salt | 1\ntoG | makes | ga | 2",
         ["Recipes!D5"]),
        # what goes into a box comes out again
        (TO_SALT + "toS | consumes | box | 5\ntoG | consumes | salt | 1\ntoG | makes | ga | 1", ["Recipes!D6"]),
        # metal from salt with a little ga in it is not ga that comes back: most of it was never ga
        ("melt | consumes | salt | 1\nmelt | consumes | scrap | 0.1\nmelt | makes | ga | 1\n"
         "cut | consumes | ga | 1\ncut | makes | scrap | 0.2", []),
        ("toS | consumes | ga | 1\ntoS | makes | salt | 1\nmelt | consumes | salt | 0.1\n"
         "melt | consumes | ga | 1\nmelt | makes | ga | 1", []),
        # in the first year it loses, in the second it does not
        (TO_SALT + "toG | consumes | salt | 1\ntoG | makes | ga | grows", ["Recipes!D5"]),
        # one process alone gives back what it takes, and counts it once
        ("toG | consumes | ga | 1\ntoG | makes | ga | 1", []),
        # three steps, and a dead end beside them
        (TO_SALT + "pack | consumes | salt | 1\npack | makes | box | 4\nend | consumes | salt | 1\n"
         "end | makes | box | 1\nopen | consumes | box | 4\nopen | makes | ga | 1", ["Recipes!D9"]),
    ],
    ids=["two", "loses", "half and twice", "boxed", "scrap", "added", "in a year", "one", "three"],
)  # fmt: skip
def test_a_circle_that_brings_a_ruled_material_back_is_told_at_its_recipe(
    tmp_path: Path, recipes: str, cells: list[str]
) -> None:
    sheets = with_recipes(recipes) | {"Series": rows("series | 2026 | 2027\ngrows | 0.5 | 1")}
    assert found(tmp_path, sheets, "back without loss") == cells


def test_what_is_said_of_a_circle_holds(tmp_path: Path) -> None:
    """The two processes swell the total: 2 x 100 as all is Chinese. Written as one, they do not: 2 x 250."""
    circle = TO_SALT + "toG | consumes | salt | 1\ntoG | makes | ga | 1"
    assert cost(tmp_path / "in.xlsx", with_recipes(circle)) == pytest.approx(200)
    one = "both | consumes | ga | 1\nboth | makes | ga | 1"
    assert cost(tmp_path / "in.xlsx", with_recipes(one)) == pytest.approx(500)


def test_without_a_rule_a_circle_is_no_fault(tmp_path: Path) -> None:
    circle = TO_SALT + "toG | consumes | salt | 1\ntoG | makes | ga | 1"
    assert not found(tmp_path, with_recipes(circle) | {"Rules": []}, "back without loss")


def test_a_family_is_warned_of_where_its_units_differ_or_a_unit_counts_twice(tmp_path: Path) -> None:
    sheets = with_recipes("fab | consumes | ga | 1\nfab | makes | box | 1")
    sheets["Materials"] = rows("material | unit | family\nga | t | metals\nbox | piece | metals")
    assert not found(tmp_path, sheets, "family")
    sheets["Rules"] = rows("rule | measure | material | limit\nr | each share at most | metals | 0.6")
    assert found(tmp_path, sheets, "'t' and 'piece'") == ["Rules!C2"]
    assert found(tmp_path, sheets, "'fab' makes 'box' of 'ga', both of the family") == ["Rules!C2"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("HHI at most | ga | * | foreign | 0.3 |", "warning.*so the rule limits nothing"),
        ("share at most | ga | * | US | 0.3 |", "warning.*so the rule limits nothing"),
        ("share at most | ga | US | sx | 0.3 |", None),
        ("share at most | ga | US | sb | 0.3 |", "warning.*limits nothing"),
        ("amount at least | ga | US | US | 3 |", "error.*the rule asks for some of it"),
        ("amount at least | ga | US | US | 3 | 7", "warning.*missed in full"),
        ("amount at least | ga | US | US | 0 |", None),
        ("share at least | ga | US | US | 0.3 |", "warning.*asks for some"),
    ],
)
def test_origins_from_which_nothing_comes_are_told(tmp_path: Path, rule: str, words: str | None) -> None:
    text = "rule | measure | material | buyers | origins | limit | penalty\nr | " + rule
    faults = told(tmp_path, BASE | {"Rules": rows(text)}, "Rules!E2")
    assert bool(faults) == (words is not None)
    assert words is None or re.search(words, faults[0])


def test_more_origins_than_the_rule_names_stop_the_plan_where_nothing_may_be_missed(tmp_path: Path) -> None:
    """Of two named origins three can never count; that there are no more than two makers could still be kept by 0."""
    head = "rule | measure | material | origins | limit | 2027 | penalty\n"
    for rule, severity in [("China; Canada | 1 | 3 |", "error"), ("China; Canada | 3 | 1 | 5", "warning"),
                           ("China; Canada; US | 3 | 3 |", "warning")]:  # fmt: skip
        sheets = BASE | {"Rules": rows(f"{head}r | origins at least | ga | {rule}")}
        faults = told(tmp_path, sheets, "origins are asked for")
        assert [fault.split(":")[0] for fault in faults] == [severity]
