"""Which decisions are settled: held against every plan that there is, by enumeration."""

from __future__ import annotations

import itertools
import math
import random
from concurrent.futures import Future
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from test_enumeration import Enumeration, draw
from workbooks import Sheets, settings, small, write

from planner.audit.audit import audit
from planner.infeasibility.planned import plan_book
from planner.planning import beside
from planner.planning import settled as decisions
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.reports.plan_workbook.write import write_plan
from planner.solving.workers.pools import WorkerLostError
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.plans.plan import Plan


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


def test_a_long_solve_asks_it_in_a_worker_meanwhile_and_a_lost_one_leaves_all_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    here = decisions.dearer
    monkeypatch.setattr(beside, "WORTH_A_WORKER", -1.0)
    sheets = choices(5)
    sheets["Projects"] = sheets["Projects"][:2]
    book = read(write(tmp_path / "in.xlsx", sheets))
    two = {"told_beside": True, "threads": 1, "processes": 2}
    alone = settled(plan_book(book, told_beside=True, threads=1))
    with monkeypatch.context() as at_home:  # in a worker, which knows nothing of this
        at_home.setattr(decisions.Settling, "by_bounds", lambda *_: pytest.fail("it is asked in a worker"))
        assert settled(plan_book(book, **two)) == alone
    assert set(alone.values()) == {"yes"}

    @contextmanager
    def lost(*_: object) -> Iterator[object]:
        future: Future[frozenset[int]] = Future()
        future.set_exception(WorkerLostError)

        def submit(function: object, *asks: object) -> Future[frozenset[int]]:
            assert function is here
            asked.append(len(asks))
            return future

        yield SimpleNamespace(submit=submit)

    monkeypatch.setattr(decisions, "pool", lost)
    assert set(settled(plan_book(book, **two)).values()) == {"open"}
    assert asked == [5]


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
