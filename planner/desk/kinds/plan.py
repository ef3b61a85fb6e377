"""Plans a case of a workbook: the best plan so far is kept at a stop, and on the way where the process is killed."""

from __future__ import annotations

import json
import math
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from planner.desk.work import SOLUTION, Work
from planner.errors import InfeasibleError
from planner.statuses import Status

if TYPE_CHECKING:
    from planner.api.case import Case
    from planner.api.planned_file import Solution
    from planner.api.result import Result

SOLVE: Final = ("gap", "money_gap", "time_limit", "threads")
FACTS: Final = "solution.json"
TARGET: Final = "target.json"
PAUSE: Final = 2.0  # seconds between two solutions that are put on disk
WORDS: Final = {
    "read and check": "Reading the workbook and checking it",
    "build": "Building the model",
    "hand-over": "Handing the model to the solver",
    "solve": "Looking for better plans, and proving how good any plan can be",
    "find out why not": "Finding out why there is no plan",
    "what is beside it": "Asking what nothing built would cost, and what is settled",
    "extract": "Reading the plan from the solution",
    "judge disruptions": "Striking the plan with every disruption",
    "audit": "Checking the plan a second time, without the model",
    "write": "Writing the plan",
}


def run(work: Work) -> tuple[str, str]:
    """Plan, and return how it ended in a word and a sentence."""
    from planner.api.planned_file import output_name, plan_into

    work.stage("Reading the workbook and checking it")
    case = case_of(work)
    target = work.target(output_name(work.book, case.name))
    write(work.home / TARGET, {"name": target.name})
    keeper = Keeper(work.home)
    left: list[Any] = []
    try:
        plan = plan_into(case, target, Told(work, keeper), told=left.append, keeps=keeper, **solve_options(work))
    except InfeasibleError as error:
        if error.path is not None:
            work.result(error.path, "why there is no plan, and what would have to give way")
        return "no plan", str(error)
    except KeyboardInterrupt:
        if not target.exists():
            raise
        work.result(target, "the best plan so far, not verified")
        return "stopped", "Stopped: the best plan so far was kept, as it was found and not verified."
    work.result(target, plan.status)
    return outcome(plan)


def case_of(work: Work) -> Case:
    """Return the case that is asked for, with the changes that stand nowhere yet."""
    import planner

    case = planner.read(work.book, work.options.get("case") or "base")
    changes = [tuple(each) for each in work.options.get("changes") or ()]
    return case.set_all(changes, name=work.options.get("name") or "") if changes else case


def solve_options(work: Work) -> dict[str, Any]:
    """Return how the job was asked to solve."""
    return {name: work.options.get(name) for name in SOLVE}


def outcome(plan: Result) -> tuple[str, str]:
    """Return how a plan came to be, in a word and a sentence."""
    from planner.wording.key_figures import status_words

    word = "stopped" if plan.status is Status.INTERRUPTED else "done"
    return word, f"{status_words(plan.run)}."


class Told:
    """Shows on a page how a solve goes."""

    def __init__(self, work: Work, keeper: Keeper) -> None:
        self._work, self._keeper = work, keeper

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stage(self, text: str) -> None:
        """Tell what is being done."""
        self._work.stage(WORDS.get(text, text))

    def say(self, words: str) -> None:
        """Tell something that stays."""
        self._work.say(words)

    def update(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Tell how far it is; a bound that was proven once holds, whatever the next solve begins from."""
        from planner.api.planned_file import relative_gap

        known = [each for each in (self._keeper.bound, bound) if each is not None and math.isfinite(each)]
        self._keeper.bound = bound = max(known, default=None)
        if incumbent is not None and bound is not None and math.isfinite(incumbent):
            gap = relative_gap(incumbent, bound)
        self._work.figures(seconds, incumbent, bound, gap)


class Keeper:
    """Puts the best solution on disk now and then, in a thread of its own: the solver does not wait for the disk."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.bound: float | None = None
        self._solution: Solution | None = None
        self._news = threading.Event()
        threading.Thread(target=self._keep, daemon=True).start()

    def __call__(self, solution: Solution) -> None:
        """Have a better solution."""
        self._solution = solution
        self._news.set()

    def _keep(self) -> None:
        while self._news.wait():
            self._news.clear()
            if self._solution is not None:
                keep(self._home, self._solution, self.bound)
            time.sleep(PAUSE)


def keep(home: Path, solution: Solution, bound: float | None) -> None:
    """Put a solution into a job's folder; where there is no room, the one before it stays."""
    import contextlib

    import numpy as np

    values, facts = home / f"{SOLUTION}.new", {"cost": solution.cost, "is_exact": solution.is_exact, "bound": bound}
    with contextlib.suppress(OSError):
        with values.open("wb") as file:
            np.save(file, solution.values)
            file.flush()
            os.fsync(file.fileno())
        values.replace(home / SOLUTION)
        write(home / FACTS, facts)


def write(path: Path, facts: dict[str, Any]) -> None:
    """Write facts in one step."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(facts), encoding="utf-8")
    fresh.replace(path)
