"""Which decisions are settled: held against every plan that there is, by enumeration."""

from __future__ import annotations

import itertools
import math
import pickle
import random
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from samples import few
from scipy.sparse import csr_array
from test_enumeration import Enumeration, draw
from workbooks import Sheets, rows, settings, small, write

from planner.audit.audit import audit
from planner.infeasibility.planned import plan_book
from planner.planning import beside
from planner.planning import settled as decisions
from planner.planning.baseline.apart import nothing_apart
from planner.planning.baseline.solve import BaselineSolve
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.reports.plan_workbook.write import write_plan
from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.separation import CutRow, Cuts
from planner.solving.workers.pools import WorkerLostError
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plans.plan import Plan

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"
BESIDE = ("baseline", "baseline bound", "baseline given up", "settled within")


def told(path: Path, sheets: Sheets, settles: float = 0.0) -> Plan:
    return plan_book(read(write(path, sheets)), told_beside=True, settles=settles, threads=1)


def settled(found: Plan) -> dict[str, str]:
    table = found.tables["Investments"]
    return dict(zip(table["project"], table["settled"], strict=True))


def choices(gap: float, dear: float = 30) -> Sheets:
    """Ten are asked, 9 each to go without: a works of ten for 20, or for what the dear one costs; one will do."""
    return small(
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Projects=f"project | place | adds | block | fixed capital\ncheap | here | make | 10 | 20\n"
                 f"dear | here | make | 10 | {dear}\nmust | here | make | 10 | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 9",
    ) | {"Settings": settings(discount_rate=0, gap=0, money_gap=gap)}  # fmt: skip


def test_a_decision_is_settled_where_every_plan_within_the_gap_has_it(tmp_path: Path) -> None:
    """20; without the cheap one the dear one serves, for 10 more; with both it is 30 more; without both 70."""
    sheets = choices(5)
    sheets["Projects"] = sheets["Projects"][:2]
    found = told(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(20)
    assert settled(found) == {"cheap": "yes", "dear": "yes"}
    assert "2 of 2 free decisions are proven to be the same" in sentences_by_subject(found)["settled"]
    wide = told(tmp_path / "wide.xlsx", {**sheets, "Settings": settings(discount_rate=0, gap=0, money_gap=12)})
    assert settled(wide) == {"cheap": "open", "dear": "open"}
    assert "0 of 2 free decisions" in sentences_by_subject(wide)["settled"]
    assert "open: cheap, dear" in sentences_by_subject(wide)["settled"]


def test_what_the_workbook_decides_is_settled_by_it(tmp_path: Path) -> None:
    sheets = choices(1)
    sheets["Projects"][2]["decision"] = "must"
    sheets["Projects"][1]["decision"] = "never"
    assert settled(told(tmp_path / "in.xlsx", sheets)) == {
        "cheap": "yes", "dear": "by the workbook", "must": "by the workbook"}  # fmt: skip


def one_origin() -> Sheets:
    """At most a third may be AA's, which leads where nothing is built: the rule and a guarantee give way there."""
    return small(
        Sites="site | country\nhere | AA\nthere | BB",
        Recipes="process | role | item | amount\nmake | makes | goods | 1",
        Suppliers="supplier | site | material | price | maximum\nmine | here | goods | 1 | 8",
        Lanes="from | to\nthere | here",
        Projects="project | place | adds | maximum | fixed capital\nworks | there | make | 10 | 20",
        Rules="rule | material | measure | origins | limit\nthird | goods | share at most | AA | 0.3333",
        Demand="market | material | amount | shortage cost | required\nhere | goods | 10 | 99 | 0.8",
        Disruptions="disruption | probability | required\nlost | 0.1 | 0.5",
        Hits="disruption | target | name\nlost | supplier | mine",
    )


@pytest.mark.parametrize(
    ("case", "processes"), few(2, [("one origin", 3), ("choices", 3), ("small", 2), ("one origin", 2), ("small", 3)])
)
def test_a_long_solve_asks_what_is_beside_it_in_workers_and_finds_the_same(
    case: str, processes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = choices(5)
    sheets["Projects"] = sheets["Projects"][:2]
    drawn = {"choices": sheets, "one origin": one_origin()}
    book = read(write(tmp_path / "in.xlsx", drawn[case]) if case in drawn else SMALL)
    alone = plan_book(book, told_beside=True, threads=1)
    monkeypatch.setattr(beside, "WORTH_A_WORKER", -1.0)
    # in workers, which know nothing of this
    if processes > 2:  # of two the one is for doing nothing
        monkeypatch.setattr(decisions.Settling, "by_bounds", lambda *_: pytest.fail("it is asked in a worker"))
    monkeypatch.setattr(BaselineSolve, "run", lambda *_: pytest.fail("it is looked for in a worker"))
    found = plan_book(book, told_beside=True, threads=1, processes=processes)
    assert settled(found) == settled(alone)
    assert_frame_equal(found.tables["Baseline"], alone.tables["Baseline"], rtol=1e-9)
    assert len(found.tables["Baseline"]) > 0
    assert (float(found.run["baseline given up"]) > 0) is (case == "one origin")
    assert {name: found.run[name] for name in BESIDE} == {name: alone.run[name] for name in BESIDE}
    assert found.run["rows added"] == alone.run["rows added"]
    assert (found.tables["Checks"]["pass"] == "yes").all()


def test_a_worker_is_sent_what_a_herfindahl_rule_has_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are Pyomo's, which cannot be sent: a long solve with one was lost to that, its plan with it."""
    sheets = one_origin()
    sheets["Sites"] = rows("site | country\nhere | AA\nthere | BB\nfar | CC")
    sheets["Lanes"] = rows("from | to\nthere | here\nfar | here")
    sheets["Suppliers"] = rows("supplier | site | material | price\nmine | here | goods | 1\nshaft | far | goods | 3")
    sheets["Rules"] = rows("rule | material | measure | limit\nspread | goods | HHI at most | 0.4")
    book = read(write(tmp_path / "in.xlsx", sheets))
    alone = plan_book(book, told_beside=True, threads=1)
    monkeypatch.setattr(beside, "WORTH_A_WORKER", -1.0)
    monkeypatch.setattr(BaselineSolve, "run", lambda *_: pytest.fail("it is looked for in a worker"))
    found = plan_book(book, told_beside=True, threads=1, processes=2)
    assert alone.run["rows added"] > 0
    assert_frame_equal(found.tables["Baseline"], alone.tables["Baseline"], rtol=1e-6)
    assert len(found.tables["Baseline"]) > 0


def test_the_rows_that_a_solve_has_added_can_be_sent() -> None:
    named = CutRow("branch", (2,))
    base = LinearProgram(
        np.ones(2), 0.0, np.zeros(2), np.ones(2), np.zeros(2, dtype=bool), csr_array([[1.0, 2.0]]), np.zeros(1),
        np.ones(1), Members([("x", "y")]), Members([("own",)]),
    )  # fmt: skip
    grown = base.with_rows(
        csr_array([[3.0, 0.0], [0.0, 4.0]]), np.array([5.0, -math.inf]), np.array([6.0, 7.0]), (lambda: 0, named)
    )
    assert not len(Cuts.added(grown, 3))
    again = pickle.loads(pickle.dumps(Cuts.added(grown, 1)))
    assert again.matrix.toarray().tolist() == [[3, 0], [0, 4]]
    assert (again.lower.tolist(), again.upper.tolist()) == ([5, -math.inf], [6, 7])
    assert again.names == (CutRow("cut", (0,)), named)


def test_where_their_workers_are_lost_all_are_open_and_it_is_said_why_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    @contextmanager
    def lost(*_: object) -> Iterator[object]:
        future: Future[object] = Future()
        future.set_exception(WorkerLostError)

        def submit(function: object, *_: object) -> Future[object]:
            asked.append(function)
            return future

        yield SimpleNamespace(submit=submit, workers=2)

    monkeypatch.setattr(beside, "WORTH_A_WORKER", -1.0)
    monkeypatch.setattr(beside, "pool", lost)
    found = plan_book(read(write(tmp_path / "in.xlsx", choices(5))), told_beside=True, threads=1, processes=2)
    assert asked == [nothing_apart, decisions.dearer]
    assert set(settled(found).values()) == {"open"}
    assert found.tables["Baseline"].empty
    assert found.run["baseline"] == "not found, since the process that looked for it ended"


def claims(seed: int, path: Path, settles: float) -> list[tuple[str, bool]]:
    """Return for each free project of a random workbook what is said of it, and whether enumeration finds it so."""
    chance = random.Random(seed)
    sheets = draw(chance)
    gap = random.Random(seed + 1).choice([0.5, 5, 25, 60])
    sheets["Settings"] = [*sheets["Settings"], {"setting": "money gap", "value": gap}]
    every = Enumeration(sheets)
    costs = {n: every._cost(n) for n in itertools.product(*map(every._choices, range(len(every.starts))))}
    best = min(costs.values())
    if math.isinf(best):
        return []
    found = told(path, sheets, settles)
    within = [numbers for numbers, cost in costs.items() if cost <= best + gap]
    table = found.tables["Investments"].drop_duplicates("project").set_index("project")
    result = []
    for k, project in enumerate(sheets["Projects"]):
        said = table.loc[project["project"]]
        decided = {any(numbers[k]) for numbers in within}
        if said["settled"] != "by the workbook":
            result.append((said["settled"], decided == {said["decision"] == "build"}))
    return result


@pytest.mark.parametrize("settles", [0.0, 20.0], ids=["by bounds", "by solves"])
def test_what_is_called_settled_is_so_in_every_plan_within_the_gap(tmp_path: Path, settles: float) -> None:
    told_of = [claim for seed in range(5) for claim in claims(seed, tmp_path / "in.xlsx", settles)]
    assert all(is_so for said, is_so in told_of if said == "yes")
    assert sum(said == "yes" for said, _ in told_of) >= len(told_of) / 4
    assert any(said == "open" for said, _ in told_of)


def test_the_audit_holds_who_decides_and_within_what(tmp_path: Path) -> None:
    found = told(tmp_path / "in.xlsx", choices(1))
    table = found.tables["Investments"].copy()
    table.loc[0, "settled"] = "by the workbook"
    checks = audit(found.book, found.tables | {"Investments": table}, found.run).set_index("check")["pass"]
    assert checks["settled: by the workbook where it decides"] == "NO"
    run = {**found.run, "settled within": 7.0}
    checks = audit(found.book, found.tables, run).set_index("check")["pass"]
    assert checks["settled: within the gap that was asked"] == "NO"


def test_a_plan_that_is_settled_and_by_convention_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Two pay as well for one project: two columns beside the declared ones, in whatever order they were found."""
    sheets = choices(1)
    sheets["Budgets"] = [{"funder": "a", "amount": 500}, {"funder": "b", "amount": 500}]
    sheets["Funding"] = [{"funder": name, "projects": "*"} for name in "ab"]
    found = told(tmp_path / "in.xlsx", sheets)
    assert {"settled", "by convention"} <= set(found.tables["Investments"].columns)
    write_plan(found, tmp_path / "plan.xlsx")
    assert set(trusted(tmp_path / "plan.xlsx").checks["pass"]) == {"yes"}
