"""How far the tasks of a study are while they work: in this process and in others, on the line and on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from running import task_of
from test_tasks import waited

from planner.planning.progress import followed
from planner.studies.core import news
from planner.studies.core.news import TaskNews, telling_by_file
from planner.studies.core.progress import StudyProgress
from planner.studies.core.tasks import Event, Runner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def half(flag: Path) -> dict[str, Any]:
    """Tell how far it is, and end once somebody who heard of it has said so."""
    heard = news.listener()
    assert heard is not None
    news.doing("the first half")
    heard(1.0, 12.0, None, None)
    heard(2.0, 12.0, 9.0, 0.25)
    assert waited(flag.exists)
    news.doing("the second half")
    return {"twice": 2}


def done(flags: Sequence[Path], workers: int) -> list[Sequence[TaskNews]]:
    """Do a task for each flag; return all that was told of them."""
    told: list[Sequence[TaskNews]] = []

    def watch(running: Sequence[TaskNews]) -> None:
        told.append(list(running))
        for each in running:
            if each.bound is not None:
                flags[int(each.name.split()[-1])].touch()

    with Runner[Any](workers=workers, watch=watch) as runner:
        for n, flag in enumerate(flags):
            runner.submit(task_of(f"task {n}", half, (flag,), str(n)))
        assert [result for _, result in runner.done()] == [{"twice": 2}] * len(flags)
    return told


def test_a_task_in_this_process_tells_as_it_goes(tmp_path: Path) -> None:
    told = done([tmp_path / "flag"], 1)
    name, first = "task 0", "the first half"
    assert told == [
        [TaskNews(name)], [TaskNews(name, first)], [TaskNews(name, first, 12.0)],
        [TaskNews(name, first, 12.0, 9.0, 0.25)], [TaskNews(name, "the second half")],
    ]  # fmt: skip
    assert news.listener() is None
    news.doing("nobody watches")


def test_tasks_in_other_processes_tell_side_by_side(tmp_path: Path) -> None:
    """Neither ends before it was heard of here."""
    told = done([tmp_path / "one", tmp_path / "two"], 2)
    for n in (0, 1):
        assert any(TaskNews(f"task {n}", "the first half", 12.0, 9.0, 0.25) in each for each in told)


def test_a_machine_that_does_not_share_the_folder_works_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "flag").touch()
    file = str(tmp_path / "no folder" / "1.json")
    assert telling_by_file(file, "far away", half, (tmp_path / "flag",)) == {"twice": 2}
    assert news.news_in(tmp_path / "no folder") == []


def test_the_line_says_what_is_found_done_and_at_work() -> None:
    told: list[str] = []
    figures: list[Any] = []
    with followed(told.append, lambda *each: figures.append(each[1:])):
        line = StudyProgress("playbook", "million USD")
        line.found(None, 9.0, None)
        line.update(Event(2, 9, "path of low", 1.0))
        line.watch([TaskNews("path of high", "", 12.0, 9.0, 0.25), TaskNews("two"), TaskNews("three"), TaskNews("4")])
        line.found(12.0, 9.0, 0.25)
        line.stage("writing")
    assert told == [
        "playbook  ·  no plan below 9 million USD",
        "playbook  ·  no plan below 9 million USD  ·  2 of 9 solves done  ·  last: path of low",
        "playbook  ·  no plan below 9 million USD  ·  2 of 9 solves done  ·  now: path of high (best plan 12, no plan "
        "below 9, gap 25%); two; 2 more",
        "playbook  ·  best plan 12 million USD  ·  no plan below 9 million USD  ·  gap 25%  ·  2 of 9 solves done  ·  "
        "now: path of high (best plan 12, no plan below 9, gap 25%); two; 2 more",
        "writing",
    ]
    assert figures == [(None, 9.0, None), (12.0, 9.0, 0.25)]
