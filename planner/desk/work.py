"""What a job's process has: what it was asked, whom it tells, where it writes. It ends by itself with the desk.

What it tells goes line by line to the desk, which may be gone; what must not be lost goes into the job's folder.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import json
import math
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TextIO

from planner.desk.folder import OUTPUTS, Folder
from planner.desk.numbers import reserved
from planner.errors import PlannerError
from planner.files import atomic_path
from planner.interrupts import MOMENT

JOB, ENDED, ALIVE, INPUT = "job.json", "ended.json", "alive", "input"
HISTORY, SOLUTION = "history.csv", "solution.npy"
BEATS: Final = 20  # between two signs of life in the job's folder
BEAT: Final = 0.2  # seconds between two lines while nothing else is told
MISTAKE: Final = "The program made a mistake here; what happened stands in the desk's window. Report it."
ROOM: Final = "Is the disk full, or the folder gone or closed?"
STOP: Final = "stop"


@dataclass
class Work:
    """One job at work.

    Attributes
    ----------
    home
        The job's own folder.
    root
        The folder that the desk works in.
    told
        What was asked: number, kind, title, book, options.
    """

    home: Path
    root: Path
    told: dict[str, Any]
    channel: TextIO = field(default_factory=io.StringIO)
    results: list[dict[str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = field(default_factory=time.monotonic)
    _figures: list[float | None] | None = None
    _noted: list[float | None] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the job was asked with."""
        found: dict[str, Any] = self.told["options"]
        return found

    @property
    def book(self) -> Path:
        """The workbook as it was when the job was asked for."""
        return self.home / INPUT / Path(self.told["book"]).name

    def stage(self, words: str) -> None:
        """Tell what it does now."""
        self._tell(stage=words)

    def say(self, words: str) -> None:
        """Tell something that stays."""
        self._tell(said=words)

    def figures(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Tell how far it is: the solver's seconds, the best plan's cost, the proven bound, the gap."""
        figures = [_finite(each) for each in (seconds, incumbent, bound, gap)]
        self._figures = figures
        if self._noted is None or figures[1:] != self._noted[1:]:
            self._noted = figures
            self._note(figures)
            self.beat()

    def target(self, name: str) -> Path:
        """Return a path in ``outputs`` that is nobody's yet: the name with the next number before it.

        Raises
        ------
        FileError
            When nothing can be written there.
        """
        return reserved(Folder(self.root), name)

    def result(self, path: Path, words: str) -> None:
        """Tell of a file that it wrote."""
        name = f"{OUTPUTS}/{path.name}" if path.parent.name == OUTPUTS else path.name
        self.results.append({"name": name, "words": words})
        self._tell(result=self.results[-1])

    def beat(self) -> None:
        """Tell that it works, and how far it is."""
        self._tell(seconds=round(time.monotonic() - self._began, 2), figures=self._figures)

    def end(self, status: str, words: str) -> None:
        """Keep how it ended, and tell; files of the folder are named as they are seen from it."""
        words = words.replace(f"{self.root}{os.sep}", "")
        found = {"status": status, "words": words, "results": self.results, "seconds": time.monotonic() - self._began}
        try:
            with atomic_path(self.home / ENDED) as path:
                path.write_text(json.dumps(found), encoding="utf-8")
        except PlannerError:
            found["words"] = f"{words} (This could not be noted in the folder: is the disk full?)"
        with contextlib.suppress(OSError):
            (self.home / SOLUTION).unlink(missing_ok=True)  # what it ended with is written
        self._tell(ended=found)

    def _note(self, figures: list[float | None]) -> None:
        """Keep figures for the chart; a chart that cannot be kept stops no solve."""
        told = [time.monotonic() - self._began, *figures[1:]]
        line = ",".join("" if each is None else f"{each:.10g}" for each in told)
        with contextlib.suppress(OSError), (self.home / HISTORY).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def _tell(self, **facts: object) -> None:
        line = json.dumps(facts)
        is_main = threading.current_thread() is threading.main_thread()
        if not self._lock.acquire(timeout=-1 if is_main else MOMENT):
            return  # at a stop the main thread waits for others, and may do so amid a line
        try:
            with contextlib.suppress(OSError, ValueError):  # the desk may be gone
                self.channel.write(f"{line}\n")
                self.channel.flush()
        finally:
            self._lock.release()


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def main() -> None:
    """Do the job whose folder is given, until it is done or the desk says stop, or is no more."""
    home, root, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what anything prints must not stand among what is told
    work = Work(home, root, json.loads((home / JOB).read_text(encoding="utf-8")), channel)
    threading.Thread(target=_hear, args=(sys.stdin,), daemon=True).start()
    threading.Thread(target=beating, args=(work, threading.Event()), daemon=True).start()
    run: Callable[[Work], tuple[str, str] | None] = importlib.import_module(f"planner.desk.kinds.{kind}").run
    work.end(*_done(run, work))


def _done(run: Callable[[Work], tuple[str, str] | None], work: Work) -> tuple[str, str]:
    """Return how a job ended, in a word and in a sentence."""
    try:
        return run(work) or ("done", "Done.")
    except KeyboardInterrupt:
        return "stopped", "Stopped before there was anything to keep."
    except PlannerError as error:
        return "refused", str(error)
    except OSError as error:
        traceback.print_exc()
        return "refused", f"Nothing could be read or written any more ({error.strerror or error}). {ROOM}"
    except Exception:
        traceback.print_exc()
        return "failed", MISTAKE


def _hear(stream: TextIO) -> None:
    """Take the desk's word to stop, or its end, for a Ctrl-C, once: a further one would end what is being written."""
    for line in stream:
        if line.strip() == STOP:
            break
    signal.raise_signal(signal.SIGINT)


def beating(work: Work, ends: threading.Event) -> None:
    """Tell again and again that it works, until somebody ends it."""
    for number in itertools.count():
        if ends.wait(BEAT):
            return
        work.beat()
        if number % BEATS == 0:
            with contextlib.suppress(OSError):
                (work.home / ALIVE).touch()
