"""Sees that files of the folder change, and has workbooks checked: what is saved in Excel is checked at once.

It looks again and again instead of being told: so it works on every disk, in the cloud's folders and on the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from planner.desk.feed import Feed
from planner.desk.files import A_PLAN, DAMAGED, WORKBOOK
from planner.desk.helpers import Helper
from planner.desk.index import FolderIndex, FoundFile, Stamp
from planner.desk.refusals import Refusal
from planner.errors import PlannerError

PAUSE: Final = 0.25  # seconds between two looks
SHARE: Final = 4  # times as long as a look takes is waited at least: a slow disk is not looked at all the time
HALF: Final = 5.0  # seconds after it was saved in which a file that cannot be read may be half-written
SAVES: Final = 20  # looks between two times that what is known is kept
log = logging.getLogger(__name__)


class FolderWatch:
    """Looks at a folder, tells the tabs of what has changed, and has it checked.

    Attributes
    ----------
    gone
        Why the folder cannot be looked at; blank while it can.
    """

    def __init__(self, index: FolderIndex, checker: Helper, feed: Feed) -> None:
        self._index, self._checker, self._feed = index, checker, feed
        self._tasks: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()
        self._seen: dict[str, tuple[Stamp, str]] = {}
        self.gone = ""

    def begin(self) -> None:
        """Look from now on."""
        self._tasks = [asyncio.create_task(each) for each in (self._look(), self._check())]

    async def end(self) -> None:
        """Look no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._index.save)

    async def _look(self) -> None:
        count = 0
        while True:
            began = time.perf_counter()
            await self._look_once()
            count += 1
            if count % SAVES == 0:
                await asyncio.to_thread(self._index.save)
            if all(kind for _, kind in self._seen.values()):
                await asyncio.sleep(max(PAUSE, SHARE * (time.perf_counter() - began)))

    async def _look_once(self) -> None:
        try:
            found = await asyncio.to_thread(self._index.look)
        except Refusal as refusal:
            self._say_gone(str(refusal))
            return
        except Exception:
            log.exception("the folder could not be looked at")
            return
        self._say_gone("")
        seen = {name: (each.stamp, each.kind) for name, each in found.items()}
        if seen != self._seen:
            self._seen = seen
            self._feed.tell("folder")
            self._news.set()

    def _say_gone(self, why: str) -> None:
        if why != self.gone:
            self.gone = why
            self._feed.tell("folder")

    async def _check(self) -> None:
        with contextlib.suppress(PlannerError):
            await self._checker.ask("planner.desk.checking:warm")
        while True:
            self._news.clear()
            due = await asyncio.to_thread(self._due)
            if due is None:
                await self._news.wait()
                continue
            checked = await self._checked(due)
            if _may_be_half(due, checked):
                self._index.retell(due.name)
                await asyncio.sleep(PAUSE)
            elif self._index.note(due.name, due.stamp, checked):
                self._feed.tell("folder")

    def _due(self) -> FoundFile | None:
        """Return what is to be checked next, the last saved first, workbooks before the facts of older plans."""
        try:
            found = self._index.look().values()
        except Refusal:
            return None
        due = [x for x in found if not x.checked and not x.is_in_outputs and x.kind in (WORKBOOK, DAMAGED)]
        due = due or [x for x in found if not x.checked and not x.facts and x.kind == A_PLAN]
        return max(due, key=lambda x: x.stamp[0], default=None)

    async def _checked(self, due: FoundFile) -> dict[str, Any]:
        path = str(self._index.path_of(due))
        try:
            if due.kind == A_PLAN:
                due.facts.update(await self._checker.ask("planner.desk.checking:facts", path))
                return {"facts": True}
            found: dict[str, Any] = await self._checker.ask("planner.desk.checking:check", path)
        except Refusal as refusal:
            return {"unreadable": str(refusal), "faults": [], "cases": [], "settings": {}}
        except PlannerError as error:
            return {"unreadable": str(error), "faults": [], "cases": [], "settings": {}}
        return found


def _may_be_half(found: FoundFile, checked: Mapping[str, Any]) -> bool:
    """Whether a file that cannot be read was saved so lately that the rest of it may still come."""
    return bool(checked.get("unreadable")) and -1 < time.time() - found.saved < HALF
