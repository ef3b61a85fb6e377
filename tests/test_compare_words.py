"""One by one what a comparison tells with: words of changes, names, headlines, colours and lists."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from compared_plans import base_plan, compared_plan

from planner.reports.loading.several import Compared, labels_of
from planner.reports.styles import FUNDERS, PLACES, PLANS, series_colours
from planner.statuses import Status
from planner.studies.compare.bought import alike, alike_words, bought
from planner.studies.compare.figures import SAME, UNKNOWN, WITHIN, sureness
from planner.studies.compare.projects import BuiltInPlan, change_of
from planner.studies.compare.tables import in_order, line_up, marks
from planner.studies.compare.words import sentences_of


@pytest.mark.parametrize(("first", "other", "expected"), [
    ({"2027": 5.0}, {"2027": 5.0 + 1e-9}, ""),
    ({"2027": 5.0}, {}, "dropped"),
    ({}, {"2027": 5.0}, "added"),
    ({"2027": 5.0}, {"2028": 5.0}, "moved"),
    ({"2027": 5.0}, {"2027": 6.0}, "resized"),
    ({"2027": 5.0}, {"2028": 6.0}, "moved and resized"),
    ({"2027": 5.0}, {"2027": 2.0, "2028": 3.0}, "moved"),
    (None, {"2027": 5.0}, "added"),
    ({"2027": 5.0}, None, "dropped"),
    (None, None, ""),
])  # fmt: skip
def test_a_change_has_one_word(first: Any, other: Any, expected: str) -> None:
    assert change_of(BuiltInPlan(first), BuiltInPlan(other)) == expected


@pytest.mark.parametrize(("first", "other", "expected"), [
    ((100.0, 95.0), (103.0, 101.0), Status.PROVEN),  # the other costs 101 at least, the first 100 at most
    ((100.0, 95.0), (103.0, 99.0), WITHIN),
    ((103.0, 99.0), (100.0, 95.0), WITHIN),
    ((103.0, 101.0), (100.0, 95.0), Status.PROVEN),
    ((100.0, 90.0), (100.0, 95.0), SAME),
    ((100.0, 95.0), (103.0, -math.inf), UNKNOWN),
])  # fmt: skip
def test_a_difference_smaller_than_the_gap_is_said_to_be_within_it(
    first: tuple[float, float], other: tuple[float, float], expected: str
) -> None:
    one, two = (compared_plan({}, objective, bound) for objective, bound in (first, other))
    assert sureness(one, two) == expected


def test_the_headlines_say_what_is_bought_for_the_money() -> None:
    """Doubled service at the worst for 180 more of 1,000; the same plan at the same cost is told once."""
    first, dear, same = base_plan(), base_plan(), base_plan()
    table = first.tables["Resilience"].assign(guarantee=math.nan)
    dear = replace(dear, tables={**dear.tables, "Resilience": table.assign(service=0.9, kept="yes")})
    first = replace(first, tables={**first.tables, "Resilience": table.assign(service=0.45, kept="yes")})
    same = replace(same, tables=first.tables)
    made = (("one", first, 1000.0), ("two", dear, 1180.0), ("three", same, 1000.0))
    plans = [replace(compared_plan({}, cost), label=name, plan=replace(plan, run={**plan.run, "objective": cost}))
             for name, plan, cost in made]  # fmt: skip
    assert bought(plans[0], plans[1]) == (
        "For 180 million USD (18%) more than one, two serves 90% instead of 45% at the worst disruption."
    )
    assert bought(plans[1], plans[0]).startswith(
        "For 180 million USD (15.2%) less than two, one serves 45% instead of 90%"
    )
    assert bought(plans[0], plans[1], True).startswith(
        "From other inputs, and for 180 million USD (18%) more than one,"
    )
    assert bought(plans[0], plans[2]) == (
        "At the same cost as one, three changes neither what is served at the worst nor the largest dependence."
    )
    assert alike(plans, []) == [2]
    words = sentences_of(plans, [], [])
    assert [each for each in words if "three" in each] == [alike_words(plans, [2])]
    assert words[1] == (
        "three does not differ from one in cost (1 billion USD), in what is built when, in what is served at "
        "the worst, or in the largest dependence."
    )


def test_a_plan_has_one_colour_in_every_chart() -> None:
    plans = ("base", "dear", "near")
    assert series_colours(plans, plans)["near"] == series_colours(("near",), plans)["near"]
    assert series_colours(("dear", "near"), plans)["dear"] == series_colours(plans, plans)["dear"]
    assert not set(PLANS) & {*PLACES, *FUNDERS}
    assert series_colours(("capital",), plans) == {"capital": PLANS[0]}


def test_plans_are_named_by_what_tells_them_apart() -> None:
    def named(*files: tuple[str, str, str]) -> list[str]:
        return labels_of([
            Compared("", Path(path), base_plan(input=source, case=case), {}) for path, source, case in files
        ])  # fmt: skip

    assert named(("a.xlsx", "i", "base"), ("b.xlsx", "i", "embargo")) == ["base", "embargo"]
    assert named(("a.xlsx", "i", "base"), ("b.xlsx", "j", "base")) == ["a", "b"]
    assert named(("x/a.xlsx", "i", "base"), ("y/a.xlsx", "j", "base")) == ["x/a", "y/a"]
    assert named(("x/a.xlsx", "i", "base"), ("x/a.xlsx", "i", "base")) == ["a", "a (2)"]
    here = Path.cwd().name
    assert named(("a.xlsx", "i", "base"), ("y/a.xlsx", "i", "base")) == [f"{here}/a", "y/a"]
    assert named(("part.xlsx", "i", "b"), ("B.xlsx", "j", "b")) == ["part.xlsx", "B"]


def test_lists_are_joined_in_the_order_of_the_first() -> None:
    assert in_order([["a", "b", "d"], ["b", "c", "d", "e"], ["z", "a"]]) == ["z", "a", "b", "c", "d", "e"]
    assert in_order([["2027", "2028"], ["2030"], []]) == ["2027", "2028", "2030"]


def test_rows_are_lined_up_whatever_the_case_of_letters() -> None:
    one = pd.DataFrame({"name": ["Japan", "France"], "share": [0.5, np.nan]})
    two = pd.DataFrame({"name": ["france", "Italy"], "share": [0.25, 1.0]})
    lined = line_up([one, two], ("name",), ("share",))
    assert lined.names == [("Japan",), ("France",), ("Italy",)]
    assert [lined.values(row) for row in range(3)] == [[0.5, None], [None, 0.25], [None, 1.0]]


def test_marks_say_what_is_better_and_leave_blanks_alone() -> None:
    assert marks([1.0, 2.0, 0.5, 1.0 + 1e-9, None], better=-1) == ["", "worse", "better", "", ""]
    assert marks([None, 2.0]) == ["", ""]
    assert marks([1.0, 2.0]) == ["", "changed"]
