"""What does not fit the periods is said: lead times that count as longer, windows that are cut; and two capitals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, rows, settings, write

from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.wording.key_figures import tiles_of
from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from pathlib import Path

BASE: Sheets = {
    "Settings": settings(discount_rate=0.1, gap=0),
    "Periods": rows("period | years\n2026 | 1\n2027 | 1\n2028 | 2\n2030 | 2"),
    "Sites": rows("site\nhere"),
    "Materials": rows("material | value\ngoods | 1"),
    "Suppliers": rows("supplier | site | material | price\ntrader | here | goods | 30"),
    "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 100"),
    "Recipes": rows("process | role | item | amount\nmake | makes | goods | 1"),
}
PROJECT = "project | place | adds | maximum | capital rate | lead time | latest\nmill | here | make | 10 | 20 | {} | {}"


def said(path: Path, sheets: Sheets, words: str) -> list[str]:
    """Return what checking says with some words in it."""
    return [str(fault) for fault in read_and_check(write(path / "in.xlsx", sheets))[1] if re.search(words, str(fault))]


@pytest.mark.parametrize(
    ("lead", "latest", "words"),
    [
        (0, "", ""),
        (1, "", ""),
        (2, "", ""),
        (0.5, "", "ready at 2026.5 and serves from 2027 on.*counts as 1 period .*Write 1, or 0 to"),
        (1.1, "", "ready at 2027.1 and serves from 2028 on.*counts as 2 periods .*Write 2, or 1 to"),
        (3, 2026, "ready at 2029 and serves from 2030 on.*counts as 3 periods .*Write 4, or 2 to"),
        (3, 2027, ""),  # from 2027 it is ready just when 2030 begins
    ],
)
def test_a_lead_time_that_counts_as_longer_is_told_at_its_cell(
    tmp_path: Path, lead: float, latest: object, words: str
) -> None:
    sheets = BASE | {"Projects": rows(PROJECT.format(lead, latest))}
    found = said(tmp_path, sheets, "lead time counts")
    assert len(found) == bool(words)
    if words:
        assert found[0].startswith("warning: Projects!F2: ")
        assert re.search(words, found[0])
        for each in re.findall(r"Write ([\d.]+), or ([\d.]+) to", found[0])[0]:  # what it says would do
            again = BASE | {"Projects": rows(PROJECT.format(each, latest))}
            assert not said(tmp_path, again, "lead time counts")


def test_a_lead_time_of_many_projects_is_told_once(tmp_path: Path) -> None:
    leads = enumerate([1.1, 1, 1.1, 0.4])
    projects = [rows(PROJECT.format(lead, ""))[0] | {"project": f"mill {n}"} for n, lead in leads]
    found = said(tmp_path, BASE | {"Projects": projects}, "lead time counts")
    assert [fault.split(": ")[1] for fault in found] == ["Projects!F2", "Projects!F5"]
    assert "(so are F4)" in found[0]


def test_a_window_that_is_cut_is_told_at_its_cell_and_in_the_plan(tmp_path: Path) -> None:
    sheets = BASE | {
        "Disruptions": rows("disruption | probability | onset | duration\nlong | 0.1 | 2026; 2028; 2030 | 3\n"
                            "short | 0.1 | * | 2\nidle | 0 | * | 9"),
        "Hits": rows("disruption | target | name\nlong | supplier | trader\nshort | supplier | trader"),
    }  # fmt: skip
    found = said(tmp_path, sheets, "beyond the end of the horizon")
    assert len(found) == 1
    assert found[0].startswith("note: Disruptions!D2: struck in '2030' it would last beyond")
    assert "to 2 years in 2030" in found[0]
    plan = checked(tmp_path / "in.xlsx", sheets)
    told = plan.tables["Resilience"]
    cut = {(x.disruption, x.onset): x.cut for x in told.itertuples() if x.cut and x.disruption != "idle"}
    assert cut == pytest.approx({("long", "2030"): 1})
    assert "long from 2030" in plan.run["left out"]


def test_the_capital_paid_is_told_apart_from_the_capital_charged(tmp_path: Path) -> None:
    """200 are paid in 2026. Over 20 years at 10% 21.356 is charged at the start of each, of which six are in: 102.3."""
    sheets = BASE | {"Projects": rows(PROJECT.format(0, 2026))}
    sheets["Projects"][0]["economic life"] = 20
    plan = checked(tmp_path / "in.xlsx", sheets)
    words = sentences_by_subject(plan)["capital"]
    assert "200 million USD is what is paid, not discounted" in words
    assert "counts 102 million USD: the yearly charges that fall within the horizon" in words
    assert tiles_of(plan)[1].words.endswith("as it is paid")
    sheets["Settings"] = settings(discount_rate=0.1, gap=0, capital_charging="overnight")
    words = sentences_by_subject(checked(tmp_path / "in.xlsx", sheets))["capital"]
    assert "less what is left of its worth when the horizon ends" in words
