"""How it is told which number must be right: the command, ranges that are proposed, words and bars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sensitivity_cases import CAPITAL, PRICE, found, one, run, sheets
from workbooks import write

import planner
from planner.reports.html.plot_data import Data
from planner.reports.html.plots import plot
from planner.reports.loading.study import read_study
from planner.reports.loading.trusted import trusted
from planner.studies.core.query import decisions_of, orders_of
from planner.studies.sensitivity.number_sheets import changes_sheet
from planner.studies.sensitivity.search import SideFound
from planner.studies.sensitivity.words import OverRange, changes_words, sentences, side_words
from planner.workbook.checks.run import checked
from planner.workbook.ranges.proposed import width_of
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("flips", "words"), [(2.49999, ""), (2.4, ", proven from 2.4 on")])
def test_where_a_change_is_proven_is_told_where_it_is_another_value(flips: float, words: str) -> None:
    side = SideFound(None, 5.0, flips_from=flips, breaks_even=2.5)
    assert side_words(side, "below", (), {}) == f"below 2.5 another plan is better{words}"


def test_the_command_writes_a_study_and_does_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets(PRICE, CAPITAL)), tmp_path / "out.xlsx"
    arguments = ("sensitivity", path, "-o", target, "--samples", 6, "--anew", 3)
    told = run(*arguments)
    assert [each["decision"] for each in told["numbers"]] == [OverRange.CHANGES.value] * 2
    study = read_study(target)
    rows = {row[0]: row for row in study.sheet("Numbers").rows}
    assert rows["Suppliers M price"][7] == pytest.approx(40)
    assert rows["Projects refinery fixed capital"][5:7] == pytest.approx((-50, 300))
    assert "Knowing it beforehand is worth 6.67 million USD" in " ".join(study.sentences)
    cases = [row for row in study.sheet("As rows of Cases").rows if row[3] == "price"]
    assert {row[4] for row in cases} >= {"2.0", "8.0"}
    assert len(study.sheet("Draws").rows) == 6
    monkeypatch.setattr("planner.studies.sensitivity.points.compiled_case_of", None)
    assert run(*arguments)["numbers"] == told["numbers"]


def test_ranges_are_proposed_from_sources(tmp_path: Path) -> None:
    content = sheets()
    content["Sources"] = [
        {"figure": "Suppliers!M: price", "source": "assumption: what traders say", "confidence": "medium"},
        {"figure": "Projects!refinery: block, fixed capital", "source": "a letter", "confidence": "verified"},
        {
            "figure": "Plants!market / make: variable cost",
            "source": "assumption: a guess",
            "confidence": "by definition",
        },
        {"figure": "Suppliers!Nobody: price", "source": "assumption", "confidence": "low"},
        {"figure": "all figures", "source": "assumption", "confidence": "low"},
    ]
    path, proposal = write(tmp_path / "in.xlsx", content), tmp_path / "ranges.xlsx"
    told = run("sensitivity", path, "--propose", "--ranges", proposal)
    assert told["path"] == str(proposal)
    book, faults = checked(opened(proposal), "base")
    assert book is not None, faults
    assert [(row["row"], row["column"], row["low"], row["high"]) for row in book.rows("Ranges")] == [
        ("M", "price", "x0.8", "x1.2"), ("refinery", "block", "x0.9", "x1.1"),
        ("refinery", "fixed capital", "x0.9", "x1.1"),
    ]  # fmt: skip


def test_a_workbook_without_ranges_is_studied_with_those_proposed(tmp_path: Path) -> None:
    result = planner.sensitivity(planner.read(write(tmp_path / "in.xlsx", sheets())), samples=0, widest=2)
    assert sorted(result.tables["Numbers"]["number"]) == [
        "Demand market / goods amount", "Plants market / make variable cost", "Projects refinery fixed capital",
        "Suppliers M / market / goods price",
    ]  # fmt: skip
    assert "proposed" in str(result.run["ranges"])


def test_how_far_a_figure_may_be_off() -> None:
    assert width_of("assumption: a guess", "") == width_of("assumption: a guess", "good") == 0.2
    assert (width_of("a letter", "low"), width_of("a letter", "verified, tier A"), width_of("a letter", "")) == (
        0.3,
        0.1,
        None,
    )
    assert width_of("assumption: our own choice", "by definition") is None


def test_a_tornado_has_both_ends_of_a_number_on_one_line() -> None:
    data = Data(["price", "capital"], {"low": [-3.0, 2.0], "high": [5.0, 4.0]})
    drawn = str(plot("tornado", data, "what moves", 600.0))
    bars = {title: y for y, title in re.findall(r'<rect[^>]* y="([\d.]+)"[^>]*><title>([^<]+)</title>', drawn)}
    assert list(bars) == ["price, high: 5", "price, low: -3", "capital, high: 4", "capital, low: 2"]
    assert bars["price, high: 5"] == bars["price, low: -3"] != bars["capital, high: 4"] == bars["capital, low: 2"]
    assert [words for words in ("5", "-3", "4", "2") if f">{words}</text>" in drawn] == ["5", "-3", "4"]


def test_what_gives_way_the_most_is_said_first(tmp_path: Path) -> None:
    """The plan kept makes 60: of 90 a third is missed at home, of 20 a half where nothing was built."""
    sites = "site\nmarket\nisland"
    must = "market | material | amount | required\nmarket | goods | 60 | 1\nisland | goods | 0 | 1"
    offers = "supplier | site | material | price | maximum\nM | market | goods | 5 | 0"
    projects = "project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 3"
    lanes = "from | to | maximum\nmarket | island | 1"
    ranges = ("Demand | market | amount | 59 | 61 | |", "Demand | island | amount | less 0 | 40 | |")
    told = found(tmp_path, sheets(*ranges, Sites=sites, Demand=must, Suppliers=offers, Projects=projects, Lanes=lanes))
    assert told.own.plan is not None
    at_end = one(told, "island").ends[40.0]
    assert at_end.why.startswith("not kept: required share of goods at island")
    # one of the 60 comes there, which is less of what the market must get than of what the island must
    missed = ("required share of goods at island in now by 97.5%", "required share of goods at market in now by 1.7%")
    assert tuple(each.words for each in at_end.gave) == missed
    assert at_end.cost_gave == pytest.approx(160, abs=1e-3)
    said = sentences(told, {"money unit": "million", "currency": "USD"})
    assert any("(at 40 this gives way: required share of goods at island in now by 97.5%; " in each for each in said)


def test_sizes_that_differ_a_little_do_not_read_the_same() -> None:
    kept, other = [(("refinery", "2026", 1.0, size),) for size in (15.0, 15.0417)]
    assert changes_words(kept, other) == ("refinery (2026 of 15.0417, kept 2026 of 15)", "")


def test_a_start_that_stays_is_not_among_what_another_plan_changes(tmp_path: Path) -> None:
    """A mine of blocks pays at any price; the refinery only above 2.6667: below, it alone leaves."""
    content = sheets(
        PRICE,
        Recipes="process | role | item | amount\nmake | makes | goods | 1\ndig | makes | goods | 1",
        Plants="site | process | capacity | variable cost\nmarket | make | 0 | 1\nmarket | dig | 0 | 0",
        Projects="project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 1\n"
        "mine | market | dig | 5 | 1 | 2",
        Demand="market | material | amount | shortage cost\nmarket | goods | 70 | 1000",
    )
    path, target = write(tmp_path / "in.xlsx", content), tmp_path / "out.xlsx"
    kept = tmp_path / "plan.xlsx"
    run("solve", path, "-o", kept)
    made = trusted(kept).plan
    decisions = decisions_of(made.book, made.tables)
    assert set(decisions) == {("refinery", "now", 1.0, None), ("mine", "now", 2.0, None)}
    assert {start[3] for start in orders_of(made.tables)} == {60.0, 10.0}
    run("sensitivity", path, "--from", kept, "-o", target, "--samples", 0)
    study = read_study(target)
    (below,) = [row for row in study.sheet("Changes").rows if row[1] == "below"]
    assert below[5:7] == ("", "refinery (now)")
    assert not [words for words in study.sentences if "mine" in words]


def test_of_many_changes_the_first_are_said() -> None:
    kept = tuple((f"p{n}", "2026", 1.0, None) for n in range(4))
    assert changes_words(kept, (), 3) == ("", "p0 (2026); p1 (2026); p2 (2026); 1 more")
    assert changes_words((), kept, 4)[0].count(";") == 3


def test_both_ends_above_what_a_cell_holds(tmp_path: Path) -> None:
    """At a price of 2 goods are bought; above 2.6667 the refinery is better, at 3 and at 4 alike: nothing is below."""
    offers = "supplier | site | material | price\nM | market | goods | 2"
    told = found(tmp_path, sheets("Suppliers | M | price | 3 | 4 | |", Suppliers=offers))
    rows = changes_sheet(told).rows
    assert [row[1] for row in rows] == ["above", "above"]
    assert [row[4] for row in rows] == pytest.approx([8 / 3, 8 / 3], rel=1e-4)
    (said,) = [words for words in sentences(told, {}) if words.startswith("Suppliers M price (2): ")]
    assert "below" not in said
    assert said.count("above 2.67 another plan is better: it starts refinery (now)") == 2


def test_a_start_of_nothing_is_none() -> None:
    """What is whole is tried as it was: a start that costs nothing may be left standing without a size."""
    kept, other = [(("refinery", "2026", 1.0, size),) for size in (15.0, 0.0)]
    assert changes_words(kept, other) == ("", "refinery (2026 of 15)")
    assert changes_words(other, kept) == ("refinery (2026 of 15)", "")
