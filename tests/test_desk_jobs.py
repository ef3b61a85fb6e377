"""Jobs: processes of their own that outlive a closed tab, are stopped with their best, and lost with nothing."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import signal
import threading
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
from desks import Client, client, running
from easy_desk import EASY, until
from test_contract_stopping import hard
from workbooks import rows, write

import planner
from planner.desk import jobs as line
from planner.desk.job import LOST, DeskJob
from planner.desk.kinds import plan as planning
from planner.desk.refusals import Refusal
from planner.desk.work import ENDED, HISTORY, SOLUTION, Work, _done
from planner.errors import FileError
from planner.interrupts import MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Client]:
    write(tmp_path / "easy.xlsx", EASY)
    with client(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("folder")
    write(folder / "easy.xlsx", EASY)
    with client(folder) as found:
        yield found


def asked(desk: Client, book: str = "easy.xlsx", **form: object) -> DeskJob:
    """Have a case planned; return its job."""
    answer = desk.post("/plan/start", data={"book": book, "case": "base", **form})
    assert answer.status_code == 303, answer.text
    return max(desk.desk.jobs.by_number.values(), key=lambda job: job.number)


def ended(job: DeskJob) -> DeskJob:
    until(lambda: not job.is_open, f"the end of {job.title}")
    return job


def plan_of(desk: Client, job: DeskJob) -> Path:
    (result,) = job.results
    return desk.desk.folder.plan(result["name"])


def made(folder: Path, book: str = "easy.xlsx", **options: object) -> Work:
    """Return a job that is done in this process."""
    home = folder / "home"
    (home / "input").mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / book, home / "input")
    told = {"number": 1, "kind": "plan", "title": "", "book": book, "options": {"case": "base", **options}}
    return Work(home, folder, told, StringIO())


@pytest.fixture
def still(desk: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a desk whose jobs never end."""

    async def works(job: DeskJob) -> None:
        job.state = "running"
        await asyncio.sleep(3600)

    monkeypatch.setattr(desk.desk.jobs, "_do", works)
    return desk


def test_cases_that_are_ticked_wait_in_line_and_their_plans_are_numbered(desk: Client, tmp_path: Path) -> None:
    """10 t at 1 cost 10, and 20 where the price is doubled, whatever is saved once they were asked for."""
    source = (tmp_path / "easy.xlsx").read_bytes()
    answer = desk.post("/plan/start", data={"book": "easy.xlsx", "case": ["base", "dear"], "gap": "0,5 %"})
    assert answer.headers["location"] == "/jobs"
    write(tmp_path / "easy.xlsx", {**EASY, "Demand": rows("market | material | amount\nhome | goods | 99")})
    base, dear = desk.desk.jobs.by_number.values()
    assert dear.state == "waiting"
    assert "1 before it" in desk.get("/jobs/show?job=2").text
    assert [ended(job).state for job in (base, dear)] == ["done", "done"], (base.words, dear.words)
    assert plan_of(desk, base).name == "0001 easy-base.xlsx"
    assert plan_of(desk, dear).name == "0002 easy-dear.xlsx"
    assert planner.read_plan(plan_of(desk, base)).cost == pytest.approx(10)
    assert planner.read_plan(plan_of(desk, dear)).cost == pytest.approx(20)
    assert planner.read_plan(plan_of(desk, dear)).run["gap asked"] == pytest.approx(0.005)
    assert "Proven" in desk.get("/jobs/show?job=1").text
    assert desk.get("/plans").text.count("changed since") == 2
    (tmp_path / "easy.xlsx").write_bytes(source)
    assert desk.get("/plans").text.count("as planned") == 2
    (tmp_path / "easy.xlsx").unlink()
    assert desk.get("/plans").text.count("not in the folder") == 2


def test_what_cannot_be_planned_is_said_in_words(tmp_path: Path) -> None:
    """Goods that must be delivered, with nobody who may sell enough: what must give way stands in a workbook."""
    demand = rows("market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 1")
    suppliers = rows("supplier | site | material | price | maximum\nCheap | far | goods | 1 | 4")
    write(tmp_path / "easy.xlsx", {**EASY, "Demand": demand, "Suppliers": suppliers, "Cases": []})
    work = made(tmp_path)
    status, words = _done(planning.run, work)
    assert status == "no plan"
    assert "Suppliers!E2" in words or "Demand!E2" in words
    assert [each["name"] for each in work.results] == ["outputs/0001 easy-base.diagnosis.xlsx"]
    assert (tmp_path / "outputs" / "0001 easy-base.diagnosis.xlsx").exists()
    status, words = _done(planning.run, made(tmp_path, case="no such case"))
    assert status == "refused"
    assert "no case is named 'no such case'" in words


def test_changes_that_stand_nowhere_are_planned_as_a_case(tmp_path: Path) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    work = made(tmp_path, changes=[["Suppliers", "Cheap", "price", 3]], name="dearer")
    assert _done(planning.run, work)[0] == "done"
    plan = planner.read_plan(tmp_path / work.results[0]["name"])
    assert (plan.case, plan.cost) == ("dearer", pytest.approx(30))


def test_one_that_waits_is_taken_out_of_the_line_and_any_is_done_again(still: Client, tmp_path: Path) -> None:
    first, second = asked(still), asked(still)
    until(lambda: first.state == "running")
    source = (tmp_path / "easy.xlsx").read_bytes()
    assert still.post("/jobs/stop", data={"job": "2"}).headers["location"] == "/jobs"
    assert second.state == "taken out"
    assert still.post("/jobs/stop", data={"job": "2"}).status_code == 404  # in the other tab, a moment later
    assert still.get("/jobs/show?job=2").status_code == 404
    (tmp_path / "easy.xlsx").write_bytes(b"something else")
    assert still.post("/jobs/again", data={"job": "1"}).headers["location"] == "/jobs/show?job=3"
    assert still.post("/jobs/stop", data={"job": "2"}).status_code == 404  # the other tab's button stops no other job
    again = still.desk.jobs.by_number[3]
    assert (again.home / "input" / "easy.xlsx").read_bytes() == source
    assert again.told["options"] == first.told["options"]


def test_a_playbook_shows_how_far_it_is_as_a_solve_does(still: Client) -> None:
    """Its figures are those of all worlds together; a study that tells none shows none."""
    for study in ("playbook", "regret"):
        asked(still)
        job = max(still.desk.jobs.by_number.values(), key=lambda job: job.number)
        job.told |= {"kind": "study", "options": {"study": study}}
        job.hear({"figures": [3.0, 12.5, 10.0, 0.2], "seconds": 4.0})
        page = still.get(f"/jobs/show?job={job.number}").text
        assert ("Best plan so far" in page) is (study == "playbook")
        assert ('data-figure="bound">10<' in page) is (study == "playbook")
        assert "While rules" not in page


def test_a_workbook_that_is_away_for_a_moment_and_a_folder_that_is_taken_leave_the_line_whole(still: Client) -> None:
    """Excel takes a workbook away and puts the new one in its place; what stands where a job would go is kept."""
    jobs, taken = still.desk.jobs, still.desk.jobs.home / "0002" / "input"
    with pytest.raises(Refusal, match="There is no file"):
        jobs.add("plan", "Plan", "away.xlsx", {"case": "base"})
    assert asked(still).number == 1
    taken.mkdir(parents=True)
    (taken / "theirs.xlsx").touch()
    assert still.post("/plan/start", data={"book": "easy.xlsx", "case": "base"}).status_code == 507
    assert (taken / "theirs.xlsx").exists()
    assert asked(still).number == 3


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 40, "²", "1/../2", "1;2"])
def test_a_job_that_is_none_is_refused(shared: Client, number: str) -> None:
    assert shared.get("/jobs/show", params={"job": number}).status_code == 404
    assert shared.post("/jobs/stop", data={"job": number}).status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"gap": "much"}, "'much' is not a gap in percent"),
        ({"gap": "101"}, "'101' is not a gap"),
        ({"gap": "nan"}, "'nan' is not a gap"),
        ({"money_gap": "-1"}, "'-1' is not an amount"),
        ({"money_gap": "inf"}, "'inf' is not an amount"),
        ({"time_limit": "0"}, "'0' is not a time"),
        ({"time_limit": "1,000,000"}, "is not a time"),
        ({"time_limit": "1,000"}, "'1,000' is not a time"),  # a thousand here, one there
        ({"money_gap": "2,500"}, "'2,500' is not an amount"),
        ({"money_gap": "1_000"}, "'1_000' is not an amount"),
        ({"money_gap": "5%"}, "'5%' is not an amount"),
        ({"time_limit": "１０"}, "is not a time"),
        ({"case": []}, "No case is ticked."),
        ({"case": ["never was"]}, "no case 'never was'"),
        ({"book": "other.xlsx"}, "There is no file"),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused_in_words(shared: Client, form: dict[str, Any], words: str) -> None:
    answer = shared.post("/plan/start", data={"book": "easy.xlsx", "case": "base", **form})
    assert answer.status_code in (400, 404, 409)
    assert words in answer.text.replace("&#39;", "'")
    assert not shared.desk.jobs.by_number


@pytest.mark.slow
def test_a_job_is_stopped_with_its_best_and_another_that_was_killed_is_recovered(tmp_path: Path) -> None:
    write(tmp_path / "hard.xlsx", hard(80))
    with client(tmp_path) as desk, desk.listening() as told:
        job = asked(desk, "hard.xlsx")
        until(lambda: len(job.history()) > 1 and job.last_figures()[1] is not None, "a first plan")
        desk.post("/jobs/stop", data={"job": "1"})
        desk.post("/jobs/stop", data={"job": "1"})  # in another tab: it changes nothing
        assert ended(job).state == "stopped", job.words
        assert told.qsize() >= 3 * job.seconds  # five times a second, where nobody else works on the machine
        stopped = planner.read_plan(plan_of(desk, job))
        assert stopped.status == "interrupted"
        assert "gapchart" in desk.get("/jobs/chart?job=1").text
        # killed: what was kept on the way becomes a plan
        job = asked(desk, "hard.xlsx")
        until((job.home / "solution.json").exists, "a kept solution")
        process = desk.desk.jobs._processes[2]
        os.kill(process.pid, signal.SIGKILL)
        assert ended(job).state == "interrupted", job.words
        kept = planner.read_plan(plan_of(desk, job))
        assert kept.status == "interrupted"
        assert 0 < (kept.bound or 0) <= kept.cost
        assert "Start it again" in desk.get("/jobs/show?job=2").text
        assert not (job.home / SOLUTION).exists()
        assert [path.name for path in sorted((tmp_path / "outputs").iterdir())] == [
            "0001 hard-base.xlsx", "0003 hard-base.xlsx",
        ]  # fmt: skip


def solving(folder: Path, address: str) -> tuple[httpx.Client, Path]:
    """Have a hard workbook planned at a desk that runs; return when its best plan is kept."""
    browser = httpx.Client(base_url=address.partition("/enter")[0], timeout=60)
    browser.headers["Origin"] = str(browser.base_url).rstrip("/")
    assert browser.get(address).status_code == 200
    assert browser.post("/plan/start", data={"book": "hard.xlsx", "case": "base"}).status_code == 303
    home = folder / ".planner-desk" / "jobs" / "0001"
    until((home / "solution.json").exists, "a kept solution")
    return browser, home


@pytest.mark.slow
def test_no_plan_is_lost_when_the_desk_is_killed(tmp_path: Path) -> None:
    """Its job keeps the best plan and ends by itself; the next desk shows it."""
    write(tmp_path / "hard.xlsx", hard(160))  # a quick machine proves a smaller one before it hears of the desk's end
    with running(tmp_path) as (address, process):
        browser, home = solving(tmp_path, address)
        browser.close()
        process.kill()
    until((home / ENDED).exists, "the end of the job")
    with client(tmp_path) as desk:
        job = desk.desk.jobs.by_number[1]
        assert job.state == "stopped", job.words
        assert planner.read_plan(plan_of(desk, job)).status == "interrupted"
        assert "0001" in desk.get("/plans").text
    assert len(list((tmp_path / "outputs").iterdir())) == 1


def test_a_job_whose_process_ended_without_a_plan_says_so_and_can_be_started_again(tmp_path: Path) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    home = tmp_path / ".planner-desk" / "jobs" / "0007"
    (home / "input").mkdir(parents=True)
    shutil.copy(tmp_path / "easy.xlsx", home / "input")
    told = {"number": 7, "kind": "plan", "title": "Plan easy", "book": "easy.xlsx", "options": {"case": "base"}}
    (home / "job.json").write_text(json.dumps(told))
    (home / "started.json").write_text(json.dumps({"pid": 2**22 + 1, "began": 5, "at": 0}))
    (home / HISTORY).write_text("0.5,,3,\n1,9,3,0.6666\n1.5,8,4")  # the end of a line was lost
    (tmp_path / ".planner-desk" / "jobs" / "half").mkdir()
    with client(tmp_path) as desk:
        job = desk.desk.jobs.by_number[7]
        assert ended(job).state == "interrupted"
        assert "There was no plan yet." in desk.get("/jobs/show?job=7").text
        assert job.history() == [(0.5, None, 3, None), (1, 9, 3, 0.6666)]
        assert "Start it again" in desk.get("/jobs/show?job=7").text


def test_a_disk_without_room_is_said_in_words(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(line.shutil, "copyfile", full)
    answer = desk.post("/plan/start", data={"book": "easy.xlsx", "case": "base"})
    assert answer.status_code == 507
    assert "No space left on device" in answer.text
    assert "Make room on the disk" in answer.text
    assert not desk.desk.jobs.by_number
    assert not list((desk.desk.folder.own / "jobs").iterdir())


def test_a_job_on_a_full_disk_ends_in_words_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    work = made(tmp_path)
    written = Path.write_bytes

    def full(path: Path, content: bytes, **_: object) -> int:
        written(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    status, words = _done(planning.run, work)
    assert status == "refused"
    assert "0001 easy-base.xlsx: it cannot be written (No space left on device)" in words
    assert not list((tmp_path / "outputs").iterdir())
    monkeypatch.setattr(Path, "write_text", lambda path, text, **_: full(path, text.encode()))
    work.end(status, words)
    assert not (tmp_path / "home" / ENDED).exists()
    assert "is the disk full?" in str(work.channel.getvalue()).splitlines()[-1]  # type: ignore[attr-defined]


def test_a_job_that_cannot_keep_its_best_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.api.planned_file import Solution

    planning.keep(tmp_path, Solution(np.ones(3), 7.0, True), 5.0)
    assert json.loads((tmp_path / "solution.json").read_text()) == {"cost": 7.0, "is_exact": True, "bound": 5.0}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    planning.keep(tmp_path, Solution(np.zeros(3), 6.0, True), 5.0)
    assert np.load(tmp_path / SOLUTION).tolist() == [1, 1, 1]


def test_what_another_thread_tells_waits_no_longer_than_a_moment_for_the_main_one(tmp_path: Path) -> None:
    """At a stop the main thread waits for whoever writes the best plan, which it may do amid telling something."""
    work = Work(tmp_path, tmp_path, {}, StringIO())
    other = threading.Thread(target=work.say, args=("The best plan so far is kept.",), daemon=True)
    with work._lock:
        other.start()
        other.join(10 * MOMENT)
        assert not other.is_alive()
    work.say("It goes on.")
    assert json.loads(work.channel.getvalue()) == {"said": "It goes on."}  # type: ignore[attr-defined]


def test_a_desk_that_lost_its_channel_stops_no_job(tmp_path: Path) -> None:
    class Gone(StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    work = Work(tmp_path, tmp_path, {}, Gone())
    work.stage("on")
    work.figures(1.0, float("inf"), -5.0, float("nan"))
    work.end("done", "Done.")
    assert json.loads((tmp_path / ENDED).read_text())["status"] == "done"


def test_a_mistake_in_a_job_is_said_without_a_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(_: Work) -> None:
        message = "inner workings"
        raise ZeroDivisionError(message)

    status, words = _done(fails, Work(tmp_path, tmp_path, {}))
    assert status == "failed"
    assert "inner workings" not in words
    assert "inner workings" in capsys.readouterr().err

    def finds_no_room(_: Work) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    status, words = _done(finds_no_room, Work(tmp_path, tmp_path, {}))
    assert (status, "No space left on device" in words, "Is the disk full" in words) == ("refused", True, True)

    def refuses(_: Work) -> None:
        raise FileError("no such thing")  # noqa: EM101

    assert _done(refuses, Work(tmp_path, tmp_path, {})) == ("refused", "no such thing")


def test_lost_jobs_come_before_those_that_wait(tmp_path: Path) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    with client(tmp_path) as desk:
        jobs = desk.desk.jobs
        first = DeskJob(tmp_path, {"number": 1, "kind": "plan", "title": "", "book": "", "options": {}})
        second = DeskJob(tmp_path, {"number": 2, "kind": "plan", "title": "", "book": "", "options": {}}, state=LOST)
        jobs.by_number = {1: first, 2: second}
        assert jobs._next() is second
        jobs.by_number = {}
