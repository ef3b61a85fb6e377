"""What gives way of a plan kept where it cannot be operated as it is, by a pencil.

First starts: later, smaller or not at all, as little as can be. Then what must be kept, by the share of what it asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sensitivity_cases import QUICK, found, one, sheets
from workbooks import Sheets, write

from planner.planning.pipeline import options_of
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting
from planner.studies.sensitivity.all_sheets import all_sheets
from planner.studies.sensitivity.all_words import all_said, drivers, given_lines
from planner.studies.sensitivity.as_far import as_far
from planner.studies.sensitivity.gave_way import starts_less
from planner.studies.sensitivity.possible_starts import possible_starts
from planner.studies.sensitivity.words import sentences
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.core.query import Decisions

LEFT = {"2026": 3.0, "2027": 2.0, "2028": 1.0}
PERIODS = "period\n2026\n2027\n2028"
# of any size up to its maximum, at 1 of capital and 1 a unit that is made
SIZED = "project | place | adds | maximum | capital rate\nrefinery | market | make | {} | 1"
KEPT: Decisions = (("refinery", "now", 1.0, 60.0),)


def compiled(path: Path, content: Sheets) -> CompiledCase:
    book = read(write(path / "in.xlsx", content))
    return CompiledCase(book, CaseSetting(), replace(options_of(book), threads=1))


def smaller(maximum: float, required: float, *ranges: str) -> Sheets:
    """Return the refinery of a largest size; 10 can be bought at 5, and a share of 60 must be served."""
    return sheets(
        *ranges,
        Projects=SIZED.format(maximum),
        Suppliers="supplier | site | material | price | maximum\nM | market | goods | 5 | 10",
        Demand=f"market | material | amount | shortage cost | required\nmarket | goods | 60 | 1000 | {required}",
    )


def test_a_start_is_as_large_as_it_can_be(tmp_path: Path) -> None:
    """Of 60 kept 40 can be built: 40 + 40 to make, 50 to buy ten, ten short; 45 that must be served are."""
    case = compiled(tmp_path, smaller(40, 0.75))
    assert possible_starts(case, KEPT, case.options) == (("refinery", "now", 1.0, pytest.approx(40)),)
    told = as_far(case, KEPT, (), case.options)
    assert [each.words for each in told.gave] == ["refinery starts 40 of 60 in now"]
    assert told.gave[0].share == pytest.approx(1 / 3)
    assert told.cost == pytest.approx(40 + 40 + 50 + 10_000)


def test_then_what_must_be_kept_gives_way(tmp_path: Path) -> None:
    """Of 60 kept 40 can be built: of the 57 that must be served seven are not; the size does not make room for more."""
    case = compiled(tmp_path, smaller(40, 0.95))
    told = as_far(case, KEPT, (), case.options)
    assert [each.what for each in told.gave] == ["start of refinery", "required share of goods at market"]
    assert [each.share for each in told.gave] == pytest.approx([1 / 3, 7 / 57])
    assert told.cost == pytest.approx(40 + 40 + 50 + 10_000)


def test_no_more_is_started_than_was_kept(tmp_path: Path) -> None:
    """A start twice as large would serve all, and a second one too: neither was kept."""
    content = smaller(60, 0.95)
    content["Projects"].append({**content["Projects"][0], "project": "second"})
    case = compiled(tmp_path, content)
    told = as_far(case, (("refinery", "now", 1.0, 20.0),), (), case.options)
    assert [each.what for each in told.gave] == ["required share of goods at market"]
    assert told.gave[0].share == pytest.approx((57 - 30) / 57)
    assert told.cost == pytest.approx(20 + 20 + 50 + 30_000)


def test_a_guarantee_gives_way(tmp_path: Path) -> None:
    """A storm leaves a half of all that can be bought; 90% was guaranteed, of which four ninths are given up."""
    case = compiled(tmp_path, sheets(
        Suppliers="supplier | site | material | price | maximum\nM | market | goods | 5 | 60",
        Materials="material | value\ngoods | 1",
        Disruptions="disruption | required\nstorm | 0.9",
        Hits="disruption | target | name | remaining\nstorm | supplier | M | 0.5",
    ))  # fmt: skip
    told = as_far(case, (), (), case.options)
    assert [each.words for each in told.gave] == ["guarantee of storm by 44.4%"]
    assert told.cost == pytest.approx(300)


def late(lead: int, requires: int) -> Sheets:
    """Return a refinery that takes a licence which takes some years, over three years; else all is bought at 5."""
    return sheets(
        Periods=PERIODS,
        Projects="project | place | adds | block | fixed capital | lead time | requires\n"
        f"refinery | market | make | 60 | 100 | {lead} | licence\nlicence | market | | | 1 | {requires} |",
    )


@pytest.mark.parametrize(
    ("lead", "requires", "starts", "words"),
    [
        (0, 1, ("2026", "2027"), []),
        (0, 2, ("2026", "2027"), ["refinery starts in 2028 instead of 2027"]),
        (1, 1, ("2026", "2028"), ["refinery is not started in 2028"]),
        (1, 2, ("2026", "2027"), ["refinery is not started in 2027"]),
    ],
)
def test_a_start_waits_for_what_it_requires(
    tmp_path: Path, lead: int, requires: int, starts: tuple[str, str], words: list[str]
) -> None:
    """The licence serves 1 or 2 years after 2026; what would serve after 2028 is not offered at all.

    A third of its capital is charged for each of the three years that it serves.
    """
    case = compiled(tmp_path, late(lead, requires))
    kept: Decisions = (("licence", starts[0], 1.0, None), ("refinery", starts[1], 1.0, None))
    told = as_far(case, kept, (), case.options)
    assert [each.words for each in told.gave] == words
    made = 2028 - int(starts[1]) + 1 if not words else 1 if "instead" in words[0] else 0
    assert told.cost == pytest.approx((3 - requires) / 3 + made * (100 / 3 + 60) + (3 - made) * 300)


@pytest.mark.parametrize(
    ("made", "words", "share"),
    [
        ((("2026", 60.0),), "", 0.0),
        ((("2026", 45.0),), "p starts 45 of 60 in 2026", 0.25),
        ((("2027", 60.0),), "p starts in 2027 instead of 2026", 1 / 3),
        ((("2026", 30.0), ("2028", 30.0)), "p starts 30 in 2026, 30 in 2028 instead of 2026", 1 / 3),
        ((("2027", 45.0),), "p starts 45 of 60 in 2027 instead of 2026", 0.5),
        ((), "p is not started in 2026", 1.0),
    ],
)
def test_a_start_in_words(made: tuple[tuple[str, float], ...], words: str, share: float) -> None:
    kept: Decisions = (("p", "2026", 1.0, 60.0),)
    told = starts_less(kept, tuple(("p", period, 1.0, size) for period, size in made), LEFT)
    assert [each.words for each in told] == ([words] if words else [])
    assert sum(each.share for each in told) == pytest.approx(share)


def test_a_start_that_is_made_is_not_told_for_another_that_is_not() -> None:
    kept: Decisions = (("p", "2026", 3.0, None), ("p", "2027", 2.0, None))
    told = starts_less(kept, (("p", "2026", 2.0, None), ("p", "2027", 2.0, None)), LEFT)
    assert [each.words for each in told] == ["p starts 2 of 3 in 2026"]


def test_draws_in_which_the_plan_kept_gives_way(tmp_path: Path) -> None:
    """Drawn below the size kept, what can be built says all: m + m + 50 and 1000 for each of 50 - m."""
    content = smaller(50, 0.95, "Projects | refinery | maximum | 20 | 60 | uniform |")
    told = found(tmp_path, content, replace(QUICK, samples=4, anew=0), starts=(("refinery", "now", 1.0, 50.0),))
    shares = [of.drawn(sample.shares[0])[0][1] for sample in told.samples for of in (one(told, "maximum").of,)]
    for most, sample in zip(shares, told.samples, strict=True):
        plan, built = sample.plan, min(most, 50.0)
        assert plan is not None
        assert (plan.cost is None) == (most < 50)
        assert plan.comes_to == pytest.approx(2 * built + 50 + 1000 * (50 - built), rel=1e-6)
        assert plan.shortage == pytest.approx(50 - built, abs=1e-5)
    lines = {line.what: line for line in given_lines(told.samples)}
    assert set(lines) == {"start of refinery", "required share of goods at market"}
    assert lines["start of refinery"].draws == 3
    assert lines["start of refinery"].most == pytest.approx(1 - min(shares) / 50)
    assert lines["required share of goods at market"].most == pytest.approx((57 - 10 - min(shares)) / 57)
    said = " ".join(all_said(told, {"money unit": "million", "currency": "USD"}))
    assert "4 times, the plan kept can be operated as it is in 1; in 3 some of it gives way." in said
    assert "What gives way in the most draws: start of refinery, in 3 (by " in said
    at_once, given, *_ = all_sheets(read(tmp_path / "in.xlsx"), told)
    assert {row[0] for row in at_once.rows} >= {"cost", "what gives way the most, by"}
    assert [row[:3] for row in given.rows] == [(name, line.draws, line.draws / 4) for name, line in lines.items()]


def test_all_numbers_drawn_and_none_looked_at_by_itself(tmp_path: Path) -> None:
    content = smaller(
        50, 0.75, "Projects | refinery | maximum | 20 | 60 | uniform |", "Suppliers | M | price | 4 | 6 | |"
    )
    asked = replace(QUICK, most=0, samples=5, anew=0)
    told = found(tmp_path, content, asked, starts=(("refinery", "now", 1.0, 50.0),))
    assert (told.numbers, told.left) == ((), ())
    assert [name for name, _ in drivers(told)] == ["Projects refinery maximum", "Suppliers M price"]
    said = sentences(told, {"money unit": "million", "currency": "USD"})
    assert "5 times, the plan kept can be operated as it is in " in said[1]
    assert not [words for words in said if "not sure" in words or "a sixth" in words]
    draws = all_sheets(read(tmp_path / "in.xlsx"), told)[-1]
    assert draws.columns[-2:] == ("Projects refinery maximum", "Suppliers M price")


def test_of_a_start_of_size_0_nothing_gives_way() -> None:
    kept = (("a", "2026", 1.0, 0.0), ("b", "2026", 1.0, 10.0))
    made = (("a", "2026", 1.0, 0.0), ("b", "2026", 1.0, 5.0))
    (gave,) = starts_less(kept, made, {"2026": 4.0, "2027": 3.0})
    assert (gave.what, gave.share) == ("start of b", pytest.approx(0.5))


def test_a_start_of_size_0_that_is_needed_is_made_as_far_as_it_can_be(tmp_path: Path) -> None:
    """A pilot of size 0 must be; a mill of 10 that requires it is kept, and can only be 6 large where its most is 6."""
    projects = (
        "project | place | adds | maximum | capital rate | requires\npilot | market | make | 60 | 2 |\n"
        "mill | market | make | {} | 1 | pilot"
    )
    kept = (("pilot", "now", 1.0, 0.0), ("mill", "now", 1.0, 10.0))
    case = compiled(tmp_path, sheets(Projects=projects.format(6)))
    made = possible_starts(case, kept, case.options)
    assert made is not None
    assert tuple(sorted(made, reverse=True)) == (("pilot", "now", 1.0, 0.0), ("mill", "now", 1.0, pytest.approx(6.0)))
