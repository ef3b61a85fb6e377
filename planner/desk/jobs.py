"""The line of jobs: each is a process of its own, one after the other, and none is lost with the desk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from planner.desk.feed import Feed
from planner.desk.folder import Folder
from planner.desk.job import LOST, RUNNING, STOPPING, WAITING, DeskJob, job_in, note_start
from planner.desk.program import python
from planner.desk.refusals import Refusal
from planner.desk.work import INPUT, JOB, STOP

CODE: Final = "from planner.desk.work import main; main()"
MOST_KEPT: Final = 200  # jobs that have ended
LOOK: Final = 1.0  # seconds between two looks at what an earlier desk left running
FULL: Final = "Make room on the disk, or have the folder made writable, and try again."
RECOVER: Final = "recover"
log = logging.getLogger(__name__)


class Jobs:
    """All jobs of a folder.

    Attributes
    ----------
    by_number
        All jobs that are known, in the order in which they were asked for.
    """

    def __init__(self, folder: Folder, feed: Feed) -> None:
        self._folder, self._feed = folder, feed
        self.by_number: dict[int, DeskJob] = {}
        self._last = 0  # the number that was given last: other tabs may still ask for a job that is gone by it
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._task: asyncio.Task[None] | None = None
        self._work = asyncio.Event()

    @property
    def home(self) -> Path:
        """Where jobs are kept."""
        return self._folder.own / "jobs"

    def begin(self) -> None:
        """Find what an earlier desk left, and go on."""
        with contextlib.suppress(OSError):
            found = {home: job_in(home) for home in self.home.iterdir()}
            jobs = [job for job in found.values() if job is not None]
            self.by_number = {job.number: job for job in sorted(jobs, key=lambda job: job.number)}
            for home in [home for home, job in found.items() if job is None]:
                shutil.rmtree(home, ignore_errors=True)  # its beginning was never whole: the desk was killed then
        self._task = asyncio.create_task(self._go_on())
        self._work.set()

    async def end(self) -> None:
        """Have what runs keep its best plan and end by itself, without waiting for it."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for process in self._processes.values():
            _close(process)  # which its other end takes for a stop

    @property
    def is_working(self) -> bool:
        """Whether a job is being done."""
        return bool(self._processes)

    def job(self, number: str) -> DeskJob:
        """Return a job by its number.

        Raises
        ------
        Refusal
            When there is none.
        """
        found = self.by_number.get(int(number)) if number.isdecimal() and len(number) < 9 else None
        if found is None:
            raise Refusal(404, "There is no such job.", "Choose one from the list.")
        return found

    def listed(self) -> list[DeskJob]:
        """Return all jobs, the newest first."""
        return list(reversed(self.by_number.values()))

    def ahead(self, job: DeskJob) -> int:
        """Return how many jobs come before one that waits."""
        return sum(each.is_open and each.number < job.number for each in self.by_number.values())

    def add(self, kind: str, title: str, book: str, options: dict[str, Any], source: Path | None = None) -> DeskJob:
        """Have a job wait in line; it works with the workbook as it is now.

        Raises
        ------
        Refusal
            When nothing can be written in the folder.
        """
        source = source or (self._folder.workbook(book) if book else None)
        number = self._last = 1 + max(self._last, *self.by_number, 0)
        told = {"number": number, "kind": kind, "title": title, "book": book, "options": options, "made": time.time()}
        home = self.home / f"{number:04d}"
        try:
            (home / INPUT).mkdir(parents=True)
            if source is not None:
                shutil.copyfile(source, home / INPUT / Path(book).name)
            fresh = home / f"{JOB}.new"
            fresh.write_text(json.dumps(told), encoding="utf-8")
            fresh.replace(home / JOB)
        except OSError as error:
            if not isinstance(error, FileExistsError):  # that would be another job's, which is not to be lost
                shutil.rmtree(home, ignore_errors=True)
            raise Refusal(507, f"The job could not be put in line ({error.strerror or error}).", FULL) from error
        job = self.by_number[number] = DeskJob(home, told)
        self._changed(job)
        return job

    def again(self, job: DeskJob) -> DeskJob:
        """Have a job done again, with the workbook as it was.

        Raises
        ------
        Refusal
            When nothing can be written, or the copy of the workbook is gone.
        """
        source = job.home / INPUT / Path(job.book).name
        return self.add(job.told["kind"], job.title, job.book, job.told["options"], source if job.book else None)

    def stop(self, job: DeskJob) -> None:
        """Have a job keep its best and end; one that waits is taken out of the line."""
        if job.state == WAITING:
            job.hear({"ended": {"status": "taken out", "words": "", "results": [], "seconds": 0.0}})
            shutil.rmtree(job.home, ignore_errors=True)
            del self.by_number[job.number]
        elif job.state == RUNNING and (process := self._processes.get(job.number)) is not None:
            job.state = STOPPING
            _send(process, STOP)
        self._changed(job)

    def _changed(self, job: DeskJob) -> None:
        self._work.set()
        self._feed.tell("job", number=job.number, state=job.state)

    def _next(self) -> DeskJob | None:
        """Return the job whose turn it is: one that was interrupted first, since its plan is to be kept."""
        waits = [job for state in (LOST, WAITING) for job in self.by_number.values() if job.state == state]
        return waits[0] if waits else None

    async def _go_on(self) -> None:
        while True:
            await self._others()
            job = self._next()
            if job is None:
                self._work.clear()
                await self._work.wait()
                continue
            try:
                await self._do(job)
            except Exception:
                log.exception("job %s", job.number)
                self._ended(job, "failed", "The desk made a mistake here; what happened stands in its window.")
            self._forget()

    async def _others(self) -> None:
        """Wait for what an earlier desk left running: it ends soon, and its cores are busy."""
        while left := [job for job in self.by_number.values() if job.state in (RUNNING, STOPPING)]:
            await asyncio.sleep(LOOK)
            for job in left:
                job.look()
                if not job.is_open or job.state == LOST:
                    self._changed(job)

    async def _do(self, job: DeskJob) -> None:
        """Do a job to its end, whatever that is."""
        is_lost = job.state == LOST
        try:
            process = self._started(job, RECOVER if is_lost else str(job.told["kind"]))
        except OSError as error:
            self._ended(job, "failed", f"It could not be started ({error.strerror or error}). {FULL}")
            return
        job.state = STOPPING if is_lost else RUNNING
        self._changed(job)
        self._processes[job.number] = process
        async for line in _lines(process):
            self._hear(job, line)
        del self._processes[job.number]
        _close(process)
        if job.is_open:
            job.look()
        if job.is_open and is_lost:
            self._ended(job, "interrupted", "It was interrupted, and its best plan could not be kept.")
        elif job.is_open:
            job.state = LOST
        self._changed(job)

    def _ended(self, job: DeskJob, status: str, words: str) -> None:
        job.hear({"ended": {"status": status, "words": words, "results": [], "seconds": job.seconds}})
        self._changed(job)

    def _started(self, job: DeskJob, kind: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        words = [*python(CODE), str(job.home), str(self._folder.path), kind]
        own: dict[str, Any] = {"start_new_session": True} if os.name != "nt" else {"creationflags": _group()}
        process = subprocess.Popen(words, stdin=pipe, stdout=pipe, **own)
        with contextlib.suppress(OSError):
            note_start(job, process.pid)
        return process

    def _hear(self, job: DeskJob, line: bytes) -> None:
        try:
            told = json.loads(line)
        except ValueError:  # it was ended in the middle of a line
            return
        if job.hear(told):
            self._feed.tell("job", number=job.number, state=job.state, stage=job.stage)
        else:
            self._feed.tell("job", number=job.number, seconds=job.seconds, figures=job.figures or [])

    def _forget(self) -> None:
        """Forget the oldest jobs that have ended, what they wrote stays."""
        ended = [job for job in self.by_number.values() if not job.is_open]
        for job in ended[: max(0, len(ended) - MOST_KEPT)]:
            shutil.rmtree(job.home, ignore_errors=True)
            del self.by_number[job.number]


def _group() -> int:
    """Return what keeps a Ctrl-C in the desk's window from a job on Windows."""
    return int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))


async def _lines(process: subprocess.Popen[bytes]) -> AsyncIterator[bytes]:
    """Yield what a process writes, line by line, until it has ended; a thread waits for it."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[bytes | None]()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                loop.call_soon_threadsafe(queue.put_nowait, line)
        process.wait()
        loop.call_soon_threadsafe(queue.put_nowait, None)

    def quietly() -> None:
        with contextlib.suppress(RuntimeError):  # the desk was ended, and its loop with it
            read()

    threading.Thread(target=quietly, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


def _send(process: subprocess.Popen[bytes], word: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        assert process.stdin is not None
        process.stdin.write(f"{word}\n".encode())
        process.stdin.flush()


def _close(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        assert process.stdin is not None
        process.stdin.close()
