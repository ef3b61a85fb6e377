"""Alternatives against trying every decision, unlike plans against the same, and how they are told."""

from __future__ import annotations

import itertools
import json
import math
import random
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from click.testing import CliRunner
from samples import few
from test_enumeration import Enumeration, draw
from workbooks import Sheets, rows, small, write

from planner.audit.audit import audit
from planner.cli import main
from planner.reports.loading.plan import read_plan
from planner.reports.loading.study import read_study
from planner.reports.plan_workbook.copies import PREFIX
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.alternatives.operations import Planned, alternatives
from planner.studies.alternatives.ranges import CHOICE, MUST, NEVER, OPEN, Range, SizeBracket
from planner.studies.alternatives.search import AlternativesSearch
from planner.studies.alternatives.solves import Job
from planner.studies.alternatives.study import alternatives_study
from planner.studies.alternatives.words import number_of, open_words, range_text
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.options import StudyOptions
from planner.studies.core.progress import StudyProgress
from planner.studies.core.session import Session
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.studies.alternatives.found import FoundAlternatives

Numbers = tuple[tuple[int, ...], ...]
HOME = {
    "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
    "Plants": "site | process | capacity | variable cost\nhere | make | 0 | 1",
    "Demand": "market | material | amount | shortage cost\nhere | goods | 10 | 100",
    "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
}


def found(path: Path, sheets: Sheets, within: float, count: int = 2, **options: Any) -> FoundAlternatives:
    path.mkdir(exist_ok=True)
    book = read(write(path / "in.xlsx", sheets))
    asked = StudyOptions(processes=1)
    session = Session(book, (), path / "out.xlsx", Options(gap=0.0, threads=1), asked)
    return alternatives(session, within, count, StudyProgress(""), **options)


def tried(sheets: Sheets) -> dict[Numbers, float]:
    """Return what all decisions cost that are allowed."""
    every = Enumeration(sheets)
    choices = [every._choices(number) for number in range(len(every.starts))]
    costs = {numbers: every._cost(numbers) for numbers in itertools.product(*choices)}
    return {numbers: cost for numbers, cost in costs.items() if math.isfinite(cost)}


def drawn() -> Iterator[tuple[int, Sheets, dict[Numbers, float], float]]:
    """Yield cases that can be planned, with how much more a plan may cost: so that no plan is just at the limit."""
    count = 0
    for seed in itertools.count(100):
        sheets = draw(random.Random(seed))
        costs = tried(sheets)
        positive = costs and min(costs.values()) > 1
        if positive and len(costs) > 2:
            best = min(costs.values())
            more = sorted({round(cost / best - 1, 9) for cost in costs.values()})
            place = random.Random(seed).randrange(len(more) - 1) if len(more) > 1 else 0
            within = (more[place] + more[place + 1]) / 2 if len(more) > 1 else 0.02
            if len(more) == 1 or more[place + 1] - more[place] > 1e-4:
                yield seed, sheets, costs, within
                count += 1
        if count == 20:
            return


CASES = list(drawn())
SEEDS = [str(case[0]) for case in CASES]


@pytest.mark.parametrize(("seed", "sheets", "costs", "within"), few(7, CASES), ids=SEEDS)
def test_ranges_are_what_trying_all_decisions_finds(
    tmp_path: Path, seed: int, sheets: Sheets, costs: dict[Numbers, float], within: float
) -> None:
    told = found(tmp_path, sheets, within)
    best = min(costs.values())
    near = [numbers for numbers, cost in costs.items() if cost <= best * (1 + within)]
    assert told.cost == pytest.approx(best, rel=1e-6)
    for k, (name, each) in enumerate(told.ranges.items()):
        starts = [sum(numbers[k]) for numbers in near]
        assert (each.fewest.low, each.fewest.high) == (min(starts), min(starts)), name
        assert (each.most.low, each.most.high) == (max(starts), max(starts)), name
        kind = MUST if min(starts) else CHOICE if max(starts) else NEVER
        assert each.kind == kind
        block = sheets["Projects"][k]["block"]
        assert [x.low for x in each.sizes] == pytest.approx([block * min(starts), block * max(starts)])


@pytest.mark.parametrize(
    ("seed", "sheets", "costs", "within"), few(3, CASES[:8]), ids=[str(case[0]) for case in CASES[:8]]
)
def test_unlike_plans_are_as_far_as_trying_all_decisions_gets(
    tmp_path: Path, seed: int, sheets: Sheets, costs: dict[Numbers, float], within: float
) -> None:
    told = found(tmp_path, sheets, within, 3)
    limit = min(costs.values()) * (1 + within)
    near = [numbers for numbers, cost in costs.items() if cost <= limit]
    assert all(plan.cost <= limit * (1 + 1e-7) for plan in told.plans)
    for n, plan in enumerate(told.plans[1:], start=1):
        before = [as_numbers(sheets, other.decisions) for other in told.plans[:n]]
        farthest = max(min(differ(sheets, numbers, other) for other in before) for numbers in near)
        assert plan.distance == pytest.approx(farthest)
        assert plan.farthest == pytest.approx(farthest)
        numbers = as_numbers(sheets, plan.decisions)
        assert min(differ(sheets, numbers, other) for other in before) == pytest.approx(farthest)
        assert plan.cost == pytest.approx(costs[numbers], rel=1e-6)
    if len(told.plans) < 4:
        every = [as_numbers(sheets, plan.decisions) for plan in told.plans]
        assert max(min(differ(sheets, numbers, other) for other in every) for numbers in near) == 0


def as_numbers(sheets: Sheets, decisions: tuple[Any, ...]) -> Numbers:
    counts = {(project, period): int(number) for project, period, number, _ in decisions}
    return tuple(
        tuple(counts.get((project["project"], period["period"]), 0) for period in sheets["Periods"])
        for project in sheets["Projects"]
    )


def differ(sheets: Sheets, one: Numbers, other: Numbers) -> float:
    """Return in how many starts a plan differs from another; blocks count as a share of all that may be started."""
    total = 0.0
    for project, mine, theirs in zip(sheets["Projects"], one, other, strict=True):
        for now, was in zip(mine, theirs, strict=True):
            if was in (0, project["starts"]):
                total += abs(now - was) / project["starts"]
    return total


def programme(**other: str) -> Sheets:
    """Return a case with projects that every good plan has, that some have, that none has, and one of any size."""
    projects = (
        "project | place | adds | block | maximum | fixed capital | capital rate | decision | starts\n"
        "cheap | here | make | 6 | | 10 | | | 1\n"
        "dear | here | make | 5 | | 11.2 | | | 1\n"
        "vain | here | make | 5 | | 400 | | | 1\n"
        "any | here | make | | 4 | | 2.5 | | 1\n"
        "ruled out | here | make | 5 | | 1 | | never | 1"
    )
    return small(**(HOME | {"Projects": projects} | other))


def test_kinds_and_sizes_by_hand(tmp_path: Path) -> None:
    # cheap and 4 of any: 10 + 10 + 10 run; any two of the others are short of 1 or more at 100
    told = found(tmp_path, programme(), 0.05)
    assert told.cost == pytest.approx(30)
    kinds = {name: each.kind for name, each in told.ranges.items()}
    assert kinds == {"cheap": MUST, "dear": CHOICE, "vain": NEVER, "any": CHOICE, "ruled out": NEVER}
    # with dear 31.2, 0.3 left: at 2.5 the most of any is 0.12 beyond nothing; without it any must be 4
    assert told.ranges["any"].largest_size.high == pytest.approx(4)
    assert told.ranges["any"].largest_size.is_settled
    assert told.ranges["any"].least_size.high == pytest.approx(0)
    assert [x.low for x in told.ranges["dear"].sizes] == [0, 5]
    assert told.is_settled


def test_a_plan_whose_bound_is_not_known_is_not_proven_the_best(tmp_path: Path) -> None:
    known = found(tmp_path, programme(), 0.05, 0)
    planned = Planned(known.plans[0].decisions, None)
    again = found(tmp_path / "again", programme(), 0.05, 0, planned=planned)
    assert (known.is_proven, again.is_proven, again.bound) == (True, False, None)


def test_a_size_that_every_plan_needs(tmp_path: Path) -> None:
    told = found(
        tmp_path, programme(Demand="market | material | amount | shortage cost\nhere | goods | 14 | 100"), 0.01
    )
    # cheap, dear and 3 of any: 10 + 11.2 + 7.5 + 14 = 42.7, of which 0.427 more buy 0.1708 more
    assert told.cost == pytest.approx(42.7)
    least, largest = told.ranges["any"].sizes
    # or leave out a little: each unit saves 2.5 and its run and is short at 100
    assert (least.low, least.high) == pytest.approx((3 - 0.427 / 96.5, 3 - 0.427 / 96.5), abs=1e-5)
    assert (largest.low, largest.high) == pytest.approx((3.1708, 3.1708), abs=1e-4)


def test_quick_leaves_numbers_open_and_no_kind(tmp_path: Path) -> None:
    sheets = programme(
        Projects="project | place | adds | block | fixed capital | starts\nblocks | here | make | 1 | 1 | 30"
    )
    told = found(tmp_path, sheets, 0.5, 0, only_kind=True)
    assert told.ranges["blocks"].kind == MUST
    exact = found(tmp_path / "exact", sheets, 0.5, 0)
    # 10 blocks and 10 runs: 20; 30 buy 10 blocks more, or 9 blocks with one short: 9 + 9 + 100 is beyond
    assert (exact.ranges["blocks"].fewest.low, exact.ranges["blocks"].most.high) == (10, 20)
    assert told.solves < exact.solves


def test_what_is_not_proven_is_not_said() -> None:
    each = Range("x", 3.0)
    each.seen(1.0, 5.0, "2026")
    assert each.kind == OPEN
    assert open_words(each) == "must have or real choice; fewest 0 to 1; most 1 to 3"
    each.seen(0.0, 0.0, None)
    assert each.kind == CHOICE
    assert range_text(each) == "real choice, 0 to 3 starts, at the widest"
    assert number_of(each.most) == "1 to 3"
    other = Range("y", 2.0)
    other.seen(0.0, 0.0, None)
    assert open_words(other) == "real choice or never; most 0 to 2"
    other.bounded((None, 0.99), (None, None))
    assert range_text(other) == NEVER


def test_a_bound_never_goes_beyond_what_was_found() -> None:
    each = Range("x", 3.0)
    each.seen(1.0, 5.0, "2026")
    each.bounded((1.0000001, 0.9999999), (None, None))
    assert each.fewest == SizeBracket(1.0, 1.0)
    assert each.most == SizeBracket(1.0, 1.0)


def test_a_study_is_written_and_read_back_and_not_solved_again(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", programme())
    asked = ["alternatives", str(source), "--within", "5%", "-o", str(tmp_path / "out.xlsx"), "--processes", "1"]
    done = CliRunner().invoke(main, [*asked, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["status"] == "proven"
    assert told["investments"]["cheap"] == MUST
    study = read_study(tmp_path / "out.xlsx")
    assert study.sheet("Investments").column("kind") == [MUST, CHOICE, CHOICE, NEVER, NEVER]
    assert study.sheet("Plans").rows[1][1] <= 1.05 * told["objective"]
    kept = {path: path.stat().st_ino for path in (tmp_path / ".out.xlsx.parts").iterdir()}
    again = CliRunner().invoke(main, [*asked, "--json"])
    assert json.loads(again.stdout)["investments"] == told["investments"]
    assert {path: path.stat().st_ino for path in (tmp_path / ".out.xlsx.parts").iterdir()} == kept


def test_an_interrupted_study_is_written_as_far_as_it_is_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(AlternativesSearch, "take", interrupted)
    source, target = write(tmp_path / "in.xlsx", programme()), tmp_path / "out.xlsx"
    done = CliRunner().invoke(
        main, ["alternatives", str(source), "-o", str(target), "--plans", "0", "--processes", "1"]
    )
    assert done.exit_code == 130
    assert "interrupted: the study is written as far as it is proven" in done.stderr
    study = read_study(target)
    assert study.sentences[1] == "No more was asked, since it was interrupted: what was not proven by then is open."
    assert OPEN in study.sheet("Investments").column("kind")


def test_no_search_goes_on_when_the_time_is_over(tmp_path: Path) -> None:
    told = found(tmp_path, programme(), 0.05, seconds=1e-9)
    assert told.ended == "the time was over"
    assert told.solves == 0
    job = Job(read(tmp_path / "in.xlsx"), Options(time_limit=60.0), seconds=5.0)
    assert job.asked.time_limit == 5.0
    assert replace(job, seconds=math.inf).asked.time_limit == 60.0
    whole = found(tmp_path, programme(), 0.05)
    assert (whole.ended, whole.is_settled) == ("", True)


def test_what_was_found_with_a_total_time_is_kept_for_any_other_but_what_that_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = write(tmp_path / "in.xlsx", programme()), tmp_path / "out.xlsx"
    asked = ["alternatives", str(source), "--within", "5%", "-o", str(target), "--processes", "1", "--json"]
    asked += ["--time-limit", "5000"]

    def told(*seconds: str) -> Any:
        done = CliRunner().invoke(main, [*asked, *seconds])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["investments"]

    def kept() -> set[Path]:
        return set((tmp_path / ".out.xlsx.parts").iterdir())

    first, parts = told("--total-time", "1000"), kept()
    assert told("--total-time", "999") == told() == first
    assert kept() == parts
    shutil.rmtree(tmp_path / ".out.xlsx.parts")
    ask = CompiledCase.ask

    def cut_short(case: CompiledCase, *query: Any, **more: Any) -> QueryAnswer:
        found = ask(case, *query, **more)
        late = replace(found.answer, status=Status.NOT_PROVEN) if found.values is not None else found.answer
        return replace(found, answer=late)

    monkeypatch.setattr(CompiledCase, "ask", cut_short)
    told("--total-time", "1000")
    assert kept() < parts
    monkeypatch.undo()
    assert told() == first


def test_a_plan_gets_a_column_and_stays_a_plan(tmp_path: Path) -> None:
    source, plan = write(tmp_path / "in.xlsx", programme()), tmp_path / "plan.xlsx"
    assert CliRunner().invoke(main, ["solve", str(source), "-o", str(plan)]).exit_code == 0
    asked = ["alternatives", str(plan), "--within", "5%", "-o", str(tmp_path / "study.xlsx"), "--processes", "1"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    tables, run = read_plan(tmp_path / "plan-range.xlsx")
    ranges = dict(zip(tables["Investments"]["project"], tables["Investments"]["range"], strict=True))
    assert ranges["cheap"] == "must have, 1 start"
    assert ranges["dear"] == "real choice, 0 to 1 starts"
    assert ranges["vain"] == NEVER
    assert run["range: plans that cost at most"] == pytest.approx(31.5)
    checks = audit(read(tmp_path / "plan-range.xlsx", "base", PREFIX), tables, run)
    assert set(checks["pass"]) == {"yes"}


@pytest.mark.parametrize(("words", "said"), [("2", "write 2% for per cent"), ("a bit", "is no share")])
def test_a_share_that_could_be_misread_is_refused(tmp_path: Path, words: str, said: str) -> None:
    source = write(tmp_path / "in.xlsx", programme())
    done = CliRunner().invoke(main, ["alternatives", str(source), "--within", words])
    assert done.exit_code == 2
    assert said in done.output


def test_no_plan_at_all_is_said(tmp_path: Path) -> None:
    hard = rows("market | material | amount | shortage cost | required\nhere | goods | 100 | 100 | 1")
    cases = rows("case | sheet | row | column | change\nhard | Demand | here | required | 1")
    easy = [{**row, "required": 0} for row in hard]
    source = write(tmp_path / "in.xlsx", programme() | {"Demand": easy, "Cases": cases})
    asked = ["alternatives", str(source), "--case", "hard", "-o", str(tmp_path / "out.xlsx")]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 3
    assert 'there is no plan at all: run planner solve --case "hard", which says what stands in the way' in done.output


def test_the_summary_says_what_must_be(tmp_path: Path) -> None:
    told = found(tmp_path, programme(), 0.05, 1)
    words = " ".join(alternatives_study(read(tmp_path / "in.xlsx"), told, {}).sentences)
    assert "must be built: every such plan has it (cheap)" in words
    assert "2 of 5 investments are a real choice" in words
    assert "1 of them by the workbook's own decision" in words
