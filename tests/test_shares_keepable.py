"""What some coalition cannot keep by itself: it is named, proven, and left out for all where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shared_costs import refinery
from test_shares import run
from workbooks import Sheets, objective, objective_of, rows, small, write

from planner.planning.pipeline import options_of
from planner.reports.loading.study import read_study
from planner.studies.core.options import StudyOptions
from planner.studies.core.session import session_of
from planner.studies.shares.coalition_cases import coalitions_of
from planner.studies.shares.unkept import Unkept, named, said, setting_of, unkept
from planner.workbook.partners import Partners

if TYPE_CHECKING:
    from pathlib import Path

HALF = ("Rules", "half from B", "limit")
LEAST = ("Plants", "Hub / smelting", "minimum use")


def half_from_b() -> Sheets:
    """Return the joint refinery where half of all metal has to come from B's mine, which is not open to others."""
    return refinery(
        Suppliers="supplier | site | material | price\nWorld market | Hub | metal | 5\nB mine | B town | metal | 6",
        Lanes="from | to\nHub | A town\nHub | B town\nHub | C town\nB town | A town\nB town | C town",
        Demand="market | material | amount | shortage cost | required\nA town | metal | 60 | 100 | 1\n"
        "B town | metal | 30 | 100 | 1\nC town | metal | 10 | 100 | 1",
        Rules="rule | measure | material | buyers | origins | limit\n"
        "half from B | share at least | metal | * | B land | 0.5\n"
        "not all from B | share at most | metal | * | B land | 0.9",
    )


def least_use() -> Sheets:
    """Return the joint refinery beside a smelter of nobody's that has to run at four fifths, for 4 a unit."""
    return refinery(
        Materials="material | surplus\nmetal | none",
        Recipes="process | role | item | amount\nrefining | makes | metal | 1\nsmelting | makes | metal | 1",
        Plants="site | process | capacity | variable cost | minimum use\nHub | refining | 0 | 1 |\n"
        "Hub | smelting | 100 | 4 | 0.8",
    )


def kept_by(path: Path, *, whole: bool = False) -> dict[str, Unkept]:
    session = session_of(path, StudyOptions(target=path.with_name("shares.xlsx")), "shares")
    made = coalitions_of(path, session, Partners(session.book))
    assert all(each.book is not None for each in made)
    return {each.name: unkept(each.book, options_of(each.book), whole) for each in made if each.book is not None}


def test_a_rule_that_one_cannot_keep_together_with_its_own_service(tmp_path: Path) -> None:
    """Without any metal A keeps the rule, so it is not the rule alone; the rule that it can keep is not named."""
    found = kept_by(write(tmp_path / "in.xlsx", half_from_b()))
    assert {name for name, each in found.items() if each.asks} == {"A", "C", "A + C"}
    assert found["A"] == Unkept((HALF,), (False,), (), True)
    assert (
        said(found["A"])
        == "it cannot keep the rule half from B together with all else that it is asked (this is proven)"
    )
    assert found["B"] == found["nobody"] == Unkept()


def test_a_least_use_that_none_can_keep_alone(tmp_path: Path) -> None:
    """80 have to be made, and A needs 60, even if it is asked for nothing else."""
    found = kept_by(write(tmp_path / "in.xlsx", least_use()))
    assert {name for name, each in found.items() if each.asks} == {"nobody", "A", "B", "C", "A + C", "B + C"}
    assert found["A"] == Unkept((LEAST,), (True,), (), True)
    assert said(found["A"]) == (
        "it cannot keep the minimum use of Hub / smelting, even if it were asked for nothing else (this is proven)"
    )


def test_what_only_whole_starts_cannot_keep(tmp_path: Path) -> None:
    """A needs 60, and a refinery that has to run at 0.8 makes 80; three quarters of one would do, were it not whole."""
    book = refinery(
        Materials="material | surplus\nmetal | none",
        Plants="site | process | capacity | variable cost | minimum use\nHub | refining | 0 | 1 | 0.8",
        Projects="project | place | adds | block | fixed capital\nRefinery | Hub | refining | 100 | 100",
        Suppliers="supplier | site | material | price | maximum\nWorld market | Hub | metal | 5 | 1",
        Demand="market | material | amount | shortage cost | required\nA town | metal | 60 | 100 | 1\n"
        "B town | metal | 30 | 100 |\nC town | metal | 10 | 100 |",
    )
    path = write(tmp_path / "in.xlsx", book)
    quick, slow = (kept_by(path, whole=whole)["A"] for whole in (False, True))
    assert quick == Unkept()
    assert slow == Unkept((("Plants", "Hub / refining", "minimum use"),), (False,), (), False)
    assert said(slow).endswith("(as far as was looked)")


def test_what_is_no_rule_is_named_and_not_left_out(tmp_path: Path) -> None:
    """C must be served in full, and what reaches it is too narrow, whatever is left out."""
    book = half_from_b() | {
        "Lanes": rows("from | to | maximum\nHub | A town |\nHub | B town |\nHub | C town | 4\nB town | A town |")
    }
    found = kept_by(write(tmp_path / "in.xlsx", book))["C"]
    assert found == Unkept((), (), ("required share of metal at C town in now",), True)
    assert said(found) == "it misses required share of metal at C town in now, whatever is left out (this is proven)"


@pytest.mark.parametrize("asks", [HALF, LEAST, ("Stockpiles", "A town / metal", "cover days")])
def test_what_leaves_it_out_is_a_row_of_cases(asks: tuple[str, str, str]) -> None:
    setting = setting_of(asks)
    assert (setting.sheet, setting.row) == asks[:2]
    assert (setting.column, setting.change) == (("active", "no") if asks == HALF else (asks[2], 0))


def of_two() -> Sheets:
    """Return the same of A and B alone, C being nobody's."""
    return half_from_b() | {"Partners": rows("partner | markets\nA | A town\nB | B town; C town")}


def test_without_being_asked_nothing_is_left_out(tmp_path: Path) -> None:
    told = run("shares", write(tmp_path / "in.xlsx", of_two()), "-o", tmp_path / "shares.xlsx", code=3)
    assert told["shares"] is None
    assert told["left out"] == []
    (why,) = [each for each in told["coalitions"] if each["objective"] is None]
    assert why["coalition"] == "A"
    sentences = read_study(tmp_path / "shares.xlsx").sentences
    assert sentences[1].startswith("A: infeasible. it cannot keep the rule half from B")
    assert any(each.startswith("With --keepable, rules, least uses and stocks") for each in sentences)


def test_left_out_for_all_alike(tmp_path: Path) -> None:
    """With the rule 50 come from B at 6 and 50 from the refinery at 1, which costs 100; without all from there."""
    path = write(tmp_path / "in.xlsx", of_two())
    told = run("shares", path, "--keepable", "-o", tmp_path / "shares.xlsx")
    assert [each["objective"] for each in told["coalitions"]] == pytest.approx([0, 160, 140, 200], abs=1e-6)
    (left_out,) = told["left out"]
    assert (left_out["sheet"], left_out["row"], left_out["column"]) == HALF
    study = read_study(tmp_path / "shares.xlsx")
    assert study.sentences[0].startswith(f"Left out for all, since some coalition cannot keep it: {named(HALF)} (not")
    assert study.sentences[1].startswith("To keep that too costs all together 250 million USD more")
    assert objective(tmp_path / "whole.xlsx", of_two()) == pytest.approx(450)
    lines = [row[1:] for row in study.sheet("Left out").rows if row[0] == "A + B"]
    assert lines == [("Rules", "half from B", "active", "no")]
    # a plan of it is verified: the rows of its case stand in its own sheet Cases, what is left out for all among them
    plan = next(each["path"] for each in told["coalitions"] if each["coalition"] == "A")
    assert run("verify", path, plan)["checks passed"] is True


def test_a_least_use_is_left_out_for_all_alike(tmp_path: Path) -> None:
    """Smelting at 4, or the refinery; with the least use 80 of all 100 are smelted, and nothing is refined."""
    path = write(tmp_path / "in.xlsx", least_use())
    session = session_of(path, StudyOptions(target=tmp_path / "shares.xlsx"), "shares")
    made = coalitions_of(path, session, Partners(session.book), [setting_of(LEAST)])
    costs = [objective_of(each.book) for each in made if each.book is not None]
    assert costs == pytest.approx([0, 160, 120, 190, 40, 170, 140, 200], abs=1e-6)
    assert objective(tmp_path / "whole.xlsx", least_use()) == pytest.approx(400)


def test_what_nothing_left_out_mends_is_not_to_be_left_out(tmp_path: Path) -> None:
    """B asks for all of its 5, and without A only 4 reach it: with --keepable or without, no row is in its way."""
    content = small(
        Sites="site | country\na | Aland\nb | Bland\nx | Xland",
        Suppliers="supplier | site | material | price | maximum\nsa | a | goods | 1 | 15\nsx | x | goods | 5 | 4",
        Lanes="from | to\na | b\nx | a\nx | b",
        Demand="market | material | amount | shortage cost | required\na | goods | 10 | 100 |\nb | goods | 5 | 100 | 1",
        Partners="partner | markets\nA | a\nB | b",
    )
    path, target = write(tmp_path / "in.xlsx", content), tmp_path / "shares.xlsx"
    run("shares", path, "--keepable", "-o", target, code=3)
    sentences = read_study(target).sentences
    assert sentences[1].startswith("B: infeasible. it misses required share of goods at b in now, whatever is left out")
    assert sentences[2].startswith("What is missing is no rule, least use or stock")
