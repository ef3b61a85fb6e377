"""What pages of the real case say in prose: every figure of a plan is that of the tables, which a script makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from told_figures import DATED, HELD, HOW_LONG, KNOWN, LOOKED_AT, NOT_TO_CHINA
from told_tables import CASES, MINERALS, number, table, text_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(("page", "words", "told"), HELD, ids=[f"{page}: {words}" for page, words, _ in HELD])
def test_a_figure_in_prose_is_that_of_the_tables(page: str, words: str, told: Callable[[], str]) -> None:
    text = text_of(page)
    assert words.format(told()) in text


@pytest.mark.parametrize("page", LOOKED_AT)
def test_no_figure_in_prose_is_held_by_nothing(page: str) -> None:
    """Beside what is held to the tables and what is known to be none of a plan only years are left."""
    text = text_of(page)
    apart = re.finditer(
        rf"<!-- figures .*?<!-- end [\w-]+ -->|```.*?```|{DATED}|\]\([^)\n]*\)|`[^`\n]*`", text, re.DOTALL
    )
    covered = [found.span() for found in (*apart, *re.finditer(HOW_LONG, text))]
    own = [words.format(told()) for of, words, told in HELD if of == page] + [
        words for of, words in KNOWN if of == page
    ]
    for words in own:
        assert words in text
        covered += [found.span() for found in re.finditer(re.escape(words), text)]
    figures = re.finditer(r"(?<![\w.])\d[\d,.]*%?", text)
    left = [found[0] for found in figures if not any(begin <= found.start() < end for begin, end in covered)]
    assert not [figure for figure in left if not re.fullmatch(r"20[23]\d[.,]?", figure)]


@pytest.mark.parametrize(
    ("plan", "case"),
    [
        ("Demand a quarter higher", "Public money cut by a fifth"), (NOT_TO_CHINA, "Demand a quarter higher"),
        ("Demand a quarter higher", "Borders closed to engineers"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_live_in_a_case_is_told_as_such(plan: str, case: str) -> None:
    assert table(CASES, f"in {case}")[plan][f"in {case}"] == "none"


@pytest.mark.parametrize("case", ["Joint stockpile of ninety days", "No technology sharing"])
def test_no_plan_but_its_own_can_live_in_two_cases(case: str) -> None:
    rows = table(CASES, f"in {case}")
    assert {plan for plan, row in rows.items() if row[f"in {case}"] != "none"} == {case}


def test_no_rule_on_content_is_missed_and_none_costs_anything() -> None:
    """So the page says: no fine is paid, and halved they cost nothing either."""
    for row in table(MINERALS, "buyers").values():
        for year in filter(str.isdigit, row):
            has, _, may = row[year].partition(" of ")
            assert not has or number(has) <= number(may)
    rows = table(MINERALS, "moves the cost by")
    free = ("without the rules on content", "half of what they allow", "Truce holds, half of what they allow")
    assert {rows[asked]["moves the cost by"] for asked in free} == {"nothing"}
