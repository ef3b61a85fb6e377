"""One job as the desk sees it: what was asked, how far it is, how it ended; all of it stands in a folder of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from planner.desk.work import ALIVE, ENDED, HISTORY, JOB
from planner.litter import began

STARTED: Final = "started.json"
MOMENT: Final = 15.0  # seconds within which a process that lives says so
MOST_POINTS: Final = 400  # of a chart
WAITING, RUNNING, STOPPING, LOST = "waiting", "running", "stopping", "lost"
OPEN: Final = (WAITING, RUNNING, STOPPING, LOST)
STATES: Final = {
    WAITING: "waits in line",
    RUNNING: "running",
    STOPPING: "stopping",
    LOST: "interrupted, keeping its best plan",
    "done": "done",
    "stopped": "stopped",
    "no plan": "there is no plan",
    "refused": "not possible",
    "failed": "failed",
    "interrupted": "interrupted",
    "taken out": "taken out of the line",
}


@dataclass
class DeskJob:
    """A job.

    Attributes
    ----------
    home
        Its folder.
    told
        What was asked: number, kind, title, book, options, made.
    state
        One of `STATES`.
    words, said, stage
        How it ended; what it said on the way; what it does now.
    figures
        The solver's seconds, the best plan's cost, the proven bound and the gap; None before there are any.
    """

    home: Path
    told: dict[str, Any]
    state: str = WAITING
    words: str = ""
    said: str = ""
    stage: str = ""
    seconds: float = 0.0
    figures: list[float | None] | None = None
    results: list[dict[str, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its number in the folder."""
        return int(self.told["number"])

    @property
    def title(self) -> str:
        """What it does, in a line."""
        return str(self.told["title"])

    @property
    def book(self) -> str:
        """The name of the workbook that it is about."""
        return str(self.told["book"])

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN

    @property
    def state_words(self) -> str:
        """Its state as people say it."""
        return STATES.get(self.state, self.state)

    @property
    def made(self) -> float:
        """When it was asked for."""
        return float(self.told.get("made", 0.0))

    def hear(self, line: dict[str, Any]) -> bool:
        """Take in what its process tells; return whether that is more than how far it is."""
        self.seconds = line.get("seconds", self.seconds)
        self.figures = line.get("figures", self.figures)
        if "stage" in line:
            self.stage = str(line["stage"])
        if "said" in line:
            self.said = str(line["said"])
        if "ended" in line:
            self._end(line["ended"])
        return bool(line.keys() & {"stage", "said", "result", "ended"})

    def look(self) -> None:
        """Find out from its folder how it stands: its desk, or its process, may have been ended."""
        ended = _read(self.home / ENDED)
        if ended is not None:
            self._end(ended)
        elif (started := _read(self.home / STARTED)) is not None:
            self.state = STOPPING if self._lives(started) else LOST
        else:
            self.state = WAITING

    def _lives(self, started: dict[str, Any]) -> bool:
        """Whether its process lives; where the system does not say when one began, it says so itself."""
        since = began(int(started["pid"]))
        if since:
            return bool(since == started["began"])
        try:
            return since == 0 and time.time() - (self.home / ALIVE).stat().st_mtime < MOMENT
        except OSError:
            return False

    def _end(self, ended: dict[str, Any]) -> None:
        self.state, self.words = str(ended["status"]), str(ended["words"])
        self.results, self.seconds = list(ended["results"]), float(ended["seconds"])

    def history(self) -> list[tuple[float, float | None, float | None, float | None]]:
        """Return seconds, best plan, bound and gap as they came, thinned out for a chart."""
        try:
            lines = (self.home / HISTORY).read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        points = [point for line in lines if (point := _point(line)) is not None]
        step = max(1, len(points) // MOST_POINTS)
        return points[::step] + (points[-1:] if (len(points) - 1) % step else [])

    def last_figures(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Return the last figures that were kept."""
        history = self.history()
        return history[-1] if history else (None, None, None, None)


def job_in(home: Path) -> DeskJob | None:
    """Return the job of a folder; None where there is none, or its beginning was lost."""
    told = _read(home / JOB)
    if told is None or not {"number", "kind", "title", "book", "options"} <= told.keys():
        return None
    job = DeskJob(home, told)
    job.look()
    return job


def note_start(job: DeskJob, pid: int) -> None:
    """Note in its folder which process does a job."""
    (job.home / STARTED).write_text(json.dumps({"pid": pid, "began": began(pid), "at": time.time()}), encoding="utf-8")


def _point(line: str) -> tuple[float, float | None, float | None, float | None] | None:
    """Return a line of figures; None for one of which the end was lost."""
    parts: Sequence[str] = line.split(",")
    try:
        seconds, best, bound, gap = (float(part) if part else None for part in parts)
    except ValueError:
        return None
    return None if seconds is None else (seconds, best, bound, gap)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
