"""What workbook.md says of projects: starts, locks, groups, requires, removes, each solved with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from four_years import MAKE, SHORT, WORKS, built, projects
from workbooks import checked, cost, small

from planner.errors import InfeasibleError, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path


# Starts, blocks and sizes


def test_at_most_one_start_a_period(tmp_path: Path) -> None:
    """Three starts of at most 10: 10, 20, 30, 30."""
    sheets = projects(f"{WORKS} | maximum | starts\nworks | here | make | 10 | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-90)


def test_one_start_in_all_where_nothing_is_said(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", projects(f"{WORKS} | maximum\nworks | here | make | 10")) == pytest.approx(-40)


def test_blocks_may_start_together(tmp_path: Path) -> None:
    """Three blocks of 10 at once: 30 in each year."""
    sheets = projects(f"{WORKS} | block | starts\nworks | here | make | 10 | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-120)


def test_blocks_are_whole(tmp_path: Path) -> None:
    """Of 10 short at 100 two blocks of 4 make 8; a third at 210 saves 200 only: 420 + 200."""
    sheets = small(
        Recipes=MAKE, Demand=SHORT,
        Projects=f"{WORKS} | block | starts | fixed capital\nworks | here | make | 4 | 9 | 210")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(620)


def test_fixed_capital_and_rate_are_of_each_start_or_block(tmp_path: Path) -> None:
    """Three blocks of 4 at 5 + 4 * 2 each: 39."""
    sheets = small(
        Recipes=MAKE, Demand=SHORT,
        Projects=f"{WORKS} | block | starts | fixed capital | capital rate\nworks | here | make | 4 | 9 | 5 | 2",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(39)


def test_the_least_of_one_start(tmp_path: Path) -> None:
    """At least 15 at 2 a unit for the 10 that are asked: 30."""
    sheets = small(
        Recipes=MAKE, Demand=SHORT,
        Projects=f"{WORKS} | minimum | maximum | capital rate\nworks | here | make | 15 | 20 | 2")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_the_most_of_one_start(tmp_path: Path) -> None:
    """6 at 2 and 4 short."""
    sheets = small(
        Recipes=MAKE, Demand=SHORT,
        Projects=f"{WORKS} | maximum | capital rate\nworks | here | make | 6 | 2")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(412)


def test_fixed_capital_is_paid_by_the_start_not_the_size(tmp_path: Path) -> None:
    """5 + 10 * 2."""
    sheets = small(
        Recipes=MAKE, Demand=SHORT,
        Projects=f"{WORKS} | maximum | fixed capital | capital rate\nworks | here | make | 60 | 5 | 2")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(25)


@pytest.mark.parametrize("column", ["minimum", "maximum"])
def test_minimum_and_maximum_are_not_for_blocks(tmp_path: Path, column: str) -> None:
    with pytest.raises(WorkbookError, match=f"{column} is not for blocks"):
        cost(tmp_path / "in.xlsx", projects(f"{WORKS} | block | {column}\nworks | here | make | 10 | 10"))


def test_a_size_needs_a_limit(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="needs a block, a curve or a maximum"):
        cost(tmp_path / "in.xlsx", projects(f"{WORKS} | capital rate\nworks | here | make | 1"))


def test_costs_that_vary_count_at_the_start(tmp_path: Path) -> None:
    """Dear in 2026 only: started in 2027 for 30 of which 3 of 4 yearly charges fall, and 30 are sold."""
    sheets = projects(
        f"{WORKS} | maximum | fixed capital\nworks | here | make | 10 | dear",
        Series="series | 2026 | 2027 | 2028 | 2029\ndear | 99 | 4 | 4 | 4")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(3 - 30)


def test_running_costs_that_vary_count_when_they_fall_due(tmp_path: Path) -> None:
    """A unit costs 0.1 and from 2028 on 0.3 a year: 2 * 1 + 2 * 3 against 40."""
    sheets = projects(
        f"{WORKS} | maximum | fixed cost\nworks | here | make | 10 | upkeep",
        Series="series | 2026 | 2027 | 2028 | 2029\nupkeep | 0.1 | 0.1 | 0.3 | 0.3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(8 - 40)


# Decisions


def test_free_is_not_built_where_it_does_not_pay(tmp_path: Path) -> None:
    sheets = projects(f"{WORKS} | maximum | fixed capital\nworks | here | make | 10 | 41")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("free", 0),
        ("never", 0),
        ("must", 12.5 - 10),  # in the last year, where a quarter of the annuity falls and 10 are sold
        ("2026", 50 - 40), ("2028", 25 - 20), ("2027: 8", 37.5 - 30),
    ],
)  # fmt: skip
def test_decisions(tmp_path: Path, decision: str, expected: float) -> None:
    """A start for 50 over four years sells 10 a year at 1."""
    sheets = projects(f"{WORKS} | maximum | fixed capital | decision\nworks | here | make | 10 | 50 | {decision}")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_a_commitment_is_the_least_size(tmp_path: Path) -> None:
    """At 5 a unit nothing pays: exactly the 3 that are committed: 15 - 12."""
    sheets = projects(f"{WORKS} | maximum | capital rate | decision\nworks | here | make | 10 | 5 | 2026: 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(3)


def test_commitments_of_blocks(tmp_path: Path) -> None:
    """Two blocks of 4 in 2026 and one in 2028, no more at 5 each: they do not pay: 10 + 2.5 less 32 + 8."""
    sheets = projects(
        f"{WORKS} | block | capital rate | starts | decision\nworks | here | make | 4 | 5 | 9 | 2026: 2; 2028"
    )
    assert built(tmp_path / "in.xlsx", sheets) == pytest.approx({"works 2026": 8, "works 2028": 4})


def test_more_than_committed_may_be_started(tmp_path: Path) -> None:
    """All three blocks pay at once: 3 * 4 * 4."""
    sheets = projects(f"{WORKS} | block | starts | decision\nworks | here | make | 4 | 3 | 2026: 1")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-48)


def test_commitments_of_starts_in_two_periods(tmp_path: Path) -> None:
    """3 in 2026 and 2 in 2027, at 5 a unit no more."""
    sheets = projects(
        f"{WORKS} | maximum | capital rate | starts | decision\nworks | here | make | 9 | 5 | 2 | 2026: 3; 2027: 2"
    )
    assert built(tmp_path / "in.xlsx", sheets) == pytest.approx({"works 2026": 3, "works 2027": 2})


@pytest.mark.parametrize(("column", "value"), [("earliest", "2027"), ("latest", "2025")])
def test_a_commitment_outside_its_window_is_an_error(tmp_path: Path, column: str, value: str) -> None:
    text = f"{WORKS} | maximum | decision | {column}\nworks | here | make | 9 | 2026 | {value}"
    sheets = projects(text, Periods="period\n2025\n2026\n2027")
    with pytest.raises(WorkbookError, match="the commitment of 2026 is"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_decision_of_one_year_typed_as_a_number(tmp_path: Path) -> None:
    """The cell holds the number 2027, not text."""
    sheets = projects(f"{WORKS} | maximum | decision\nworks | here | make | 10 | 2027")
    assert sheets["Projects"][0]["decision"] == 2027.0
    assert built(tmp_path / "in.xlsx", sheets) == pytest.approx({"works 2027": 10})


# Requires

CHAIN = """
    project | place | adds | maximum | requires | fixed capital | lead time | life | economic life
    works | here | make | 10 | school | | | |
    """


def test_what_is_required_must_be_in_service(tmp_path: Path) -> None:
    """The school takes a year, so the works start in 2027: 30 less three of the school's four charges of 1."""
    sheets = projects(f"{CHAIN}school | here | | | | 4 | 1 | |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(3 - 30)


def test_without_lead_time_both_may_start_together(tmp_path: Path) -> None:
    sheets = projects(f"{CHAIN}school | here | | | | 4 | | |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 - 40)


def test_what_has_been_in_service_is_enough(tmp_path: Path) -> None:
    """The school of 2026 lasts one year; the works, not before 2028, may start all the same."""
    sheets = projects(
        f"{CHAIN}school | here | | | | 4 | | 1 | 1",
        Resources="resource | place | capacity\ncrews | here | 1")  # fmt: skip
    sheets["Projects"][0]["earliest"] = "2028"
    sheets["Projects"][1]["latest"] = "2026"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 - 20)


def test_every_required_project_is_needed(tmp_path: Path) -> None:
    """School and permit, 4 each, both at once: 8 - 40."""
    sheets = projects(f"{CHAIN}school | here | | | | 4 | | |\npermit | here | | | | 4 | | |")
    sheets["Projects"][0]["requires"] = "school; permit"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(8 - 40)


def test_what_is_not_worth_its_requirement_is_left(tmp_path: Path) -> None:
    sheets = projects(f"{CHAIN}school | here | | | | 41 | | |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


def test_blocks_need_one_start_of_what_they_require(tmp_path: Path) -> None:
    """Five blocks of 2 at once after one school of 4."""
    sheets = projects(f"{WORKS} | block | starts | requires | fixed capital\n"
                      "works | here | make | 2 | 5 | school |\nschool | here | | | | | 4")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 - 40)


def test_a_chain_of_requirements(tmp_path: Path) -> None:
    """Law (1 year), school (1 year), works: in service from 2028: 20 sold; charges 3/4 of 4 and 2/4 of 4."""
    sheets = projects(f"{CHAIN}school | here | | | law | 4 | 1 | |\nlaw | here | | | | 4 | 1 | |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(3 + 2 - 20)


# Groups

TWINS = """
    project | place | adds | maximum | group | fixed capital | starts
    north | here | make | 10 | twins | 4 | 1
    south | here | make | 10 | twins | 8 | 1
    """


@pytest.mark.parametrize(
    ("limits", "expected"), [("|", 12 - 80), ("| 1", 4 - 40), ("| 0", 0), ("2 |", 12 - 80), ("1 | 2", 12 - 80)]
)
def test_at_most(tmp_path: Path, limits: str, expected: float) -> None:
    """Each sells 40; the cheaper is left where only one may be."""
    sheets = projects(TWINS, Groups=f"group | at least | at most\ntwins | {limits}")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


@pytest.mark.parametrize(("least", "expected"), [(0, 0), (1, 1), (2, 3)])
def test_at_least(tmp_path: Path, least: int, expected: float) -> None:
    """Nobody buys: what must be built is started last, when a quarter of its charges falls: 1 and 2."""
    sheets = projects(
        TWINS, Groups=f"group | at least\ntwins | {least}",
        Demand="market | material | amount\nhere | goods | 0")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_a_group_counts_projects_not_starts(tmp_path: Path) -> None:
    """North starts in all of four years, and counts once: 10 + 20 + 30 + 40 less 4 + 3 + 2 + 1."""
    sheets = projects(TWINS.replace("| 4 | 1", "| 4 | 9"), Groups="group | at most\ntwins | 1")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 - 100)


def test_a_project_in_two_groups(tmp_path: Path) -> None:
    """South is also in a group of which none may be."""
    sheets = projects(TWINS, Groups="group | at most\ntwins |\nbad | 0")
    sheets["Projects"][1]["group"] = "twins; bad"
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 - 40)


def test_more_of_a_group_than_there_are(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match=r"Groups!B2 \(twins, at least\): 3 -> 2"):
        cost(tmp_path / "in.xlsx", projects(TWINS, Groups="group | at least\ntwins | 3"))


PERMIT = "project | place | adds | maximum | lead time | requires | decision\npermit | here | | | 2 | |"


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ("2027", "Write 2028, or have 'permit' sooner."),
        ("2026: 5", "Write 2028: 5, or have 'permit' sooner."),
        ("2026: 5; 2028: 5", "Commit it from 2028 on, or have 'permit' sooner."),
    ],
)
def test_a_commitment_names_what_it_waits_for(tmp_path: Path, decision: str, told: str) -> None:
    """The permit takes two years, so that what requires it starts in 2028 at the earliest."""
    sheets = projects(f"{PERMIT}\nworks | here | make | 10 | 0 | permit | {decision}")
    sheets["Projects"][1]["starts"] = 2
    with pytest.raises(WorkbookError) as error:
        checked(tmp_path / "in.xlsx", sheets)
    waits = f"a start in {decision[:4]} is committed, and it requires 'permit', which serves from 2028 at the earliest"
    assert f"Projects!G3: {waits}" in str(error.value)
    assert told in str(error.value)


def test_a_commitment_in_the_year_of_the_permit_can_be_kept(tmp_path: Path) -> None:
    """What is proposed has a plan: goods of 2028 and 2029 are sold at 1."""
    sheets = projects(f"{PERMIT}\nworks | here | make | 10 | 0 | permit | 2028")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-20)
