"""What becomes of the points of a frontier: dropped, bracketed, and said where they are not proven."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from frontiers import COST, WORST, home
from samples import few
from workbooks import write

from planner.cli import main
from planner.reports.loading.plan import read_plan
from planner.reports.loading.study import read_study
from planner.statuses import Status, Stop
from planner.studies.frontier.line import Point, frontier_of, reach
from planner.studies.frontier.plan import Audit
from planner.studies.frontier.search import FoundFrontier
from planner.studies.frontier.words import sentences
from planner.wording.key_figures import STOPPED
from planner.workbook.reading.reader import read


def points(*pairs: tuple[float, float], **more: Any) -> list[Point]:
    return [
        Point(
            str(n), None if n in (1, len(pairs)) else service, Status.PROVEN, {"cost": cost, "worst service": service},
            {"cost": cost, **more}, Stop.GAP_CLOSED,
        )
        for n, (service, cost) in enumerate(pairs, start=1)
    ]  # fmt: skip


def test_what_is_dominated_or_the_same_is_dropped_and_said() -> None:
    line = frontier_of((COST, WORST), points((0.1, 10), (0.3, 13), (0.4, 12), (0.4, 12.001), (0.6, 20)), 0.001)
    assert [x.name for x in line.points] == ["1", "3", "5"]
    assert {x.point.name: x.why for x in line.dropped} == {
        "2": "dominated: point 3 is no worse in both",
        "4": "dominated: point 3 is no worse in both",
    }
    same = frontier_of((COST, WORST), points((0.1, 10), (0.3999999, 11.999), (0.4, 12)), 0.001)
    assert [x.name for x in same.points] == ["1", "3"]
    assert same.dropped[0].why == "the same as point 3 within the gap"


def test_what_is_not_proven_is_bracketed() -> None:
    ends = points((0.1, 10), (0.6, 20))
    values_of = {"cost": 16.0, "worst service": 0.4}
    middle = Point("2", 0.4, Status.NOT_PROVEN, values_of, {"cost": 9.0}, Stop.MOST_ROUNDS)
    none = Point("3", 0.5, Status.NO_PLAN, {}, {"cost": 17.0}, Stop.TIME_LIMIT)
    line = frontier_of((COST, WORST), [ends[0], middle, none, ends[1]], 0.001)
    assert [x.status for x in line.points] == ["proven", "not proven", "proven"]
    assert line.points[1].bounds["cost"] == 10.0  # what costs less at a lower service would too
    step = line.steps()[0]
    assert (step.paid, step.least, step.most) == (6.0, 0.0, 6.0)
    assert not step.is_sure
    assert line.dropped[0].why.startswith("not proven: no plan was found within the time limit")
    assert "cost better than 17" in line.dropped[0].why


@pytest.mark.parametrize(
    ("stopped", "said"),
    few(
        1,
        [
            ("time limit", "within the time limit"),
            ("most rounds", "after the most rounds"),
            ("tolerances", "arithmetic"),
        ],
    ),
)
def test_what_stopped_a_point_that_is_not_proven_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: str, said: str
) -> None:
    """In the sentences, in the table, and as the status of the point's plan; proven is then only the bound."""
    monkeypatch.setattr("planner.studies.frontier.point.why_stopped", lambda *_: Stop(stopped))
    source = write(tmp_path / "in.xlsx", home())
    words = ["frontier", str(source), "--points", "3", "-o", str(tmp_path / "out.xlsx"), "--processes", "1"]
    assert CliRunner().invoke(main, [*words, "--plans"]).exit_code == 0
    study = read_study(tmp_path / "out.xlsx")
    assert study.sheet("Points").column("status") == [f"not proven: {stopped}"] * 3
    told = [sentence for sentence in study.sentences if sentence.startswith("Points 1, 2, 3 are not proven ")]
    assert len(told) == 1
    assert said in told[0]
    _, run = read_plan(tmp_path / "out-plans" / "point-02.xlsx")
    assert (run["stopped"], run["bound"]) == (stopped, pytest.approx(24.5))


def test_points_that_different_things_stopped_are_told_apart(tmp_path: Path) -> None:
    ends = points((0.1, 10), (0.6, 20))
    begin, end = (replace(x, status=Status.NOT_PROVEN, stopped=y) for x, y in zip(ends, STOPPED, strict=False))
    audits = {x.name: Audit(0.0, None, None, 0, ()) for x in ends}
    line = frontier_of((COST, WORST), [begin, end], 0.0)
    told = sentences(read(write(tmp_path / "in.xlsx", home())), FoundFrontier(line, audits))
    for each in (begin, end):
        assert any(x.startswith(f"Point {each.name} is not proven {STOPPED[each.stopped]}") for x in told)


def test_how_far_an_amount_reaches() -> None:
    line = frontier_of((COST, WORST), points((0, 0), (0.5, 1), (1, 9)), 0)
    assert reach(line, 0.5) == pytest.approx(0.25)
    assert reach(line, 5) == pytest.approx(0.75)
    assert reach(line, 50) == pytest.approx(1)
    straight = frontier_of((COST, WORST), points((0, 0), (0.5, 1), (1, 2)), 0)
    assert straight.knee() is None
