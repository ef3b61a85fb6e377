"""What one desk has: its folder, who helps it, and whom it tells."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.desk.feed import Feed
from planner.desk.folder import Folder
from planner.desk.helpers import Helper
from planner.desk.index import FolderIndex
from planner.desk.jobs import Jobs
from planner.desk.opened import stamp_of
from planner.desk.refusals import Refusal
from planner.desk.watch import FolderWatch

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from planner.desk.forms import StudyForm
MOST_KEPT: Final = 200
MOST_FIELDS: Final = 5000


class Desk:
    """One desk.

    Attributes
    ----------
    studies
        The module that knows the forms of all studies; blank for none.
    folder, feed
        Where it works, and the tabs that listen.
    jobs
        What is planned and asked, one after the other.
    index, watch
        What is in the folder, and who sees that it changes.
    checker, maker
        The process that checks workbooks, and the one that makes pages: neither waits for the other.
    """

    def __init__(self, path: Path, studies: str = "") -> None:
        self.folder, self.feed = Folder(path), Feed()
        self.checker, self.maker = Helper(), Helper()
        self.studies = studies
        self.jobs = Jobs(self.folder, self.feed)
        self.index = FolderIndex(self.folder)
        self.watch = FolderWatch(self.index, self.checker, self.feed)
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    async def forms(self) -> Sequence[StudyForm]:
        """Return the forms of all studies."""
        if not self.studies:
            return ()
        found: Sequence[StudyForm] = await self.ask(f"{self.studies}:study_forms")
        return found

    async def refused(self, study: str, arguments: Sequence[str]) -> str:
        """Return why a study would refuse some arguments; blank where it takes them."""
        return str(await self.ask(f"{self.studies}:refused_arguments", study, list(arguments)))

    async def ask(self, function: str, *arguments: object) -> Any:
        """Return what ``module:function`` gives, in the process that makes pages.

        Raises
        ------
        PlannerError
            As the function raises it; a `Refusal` where the process ended or took too long.
        """
        return await self.maker.ask(function, *arguments)

    async def kept(self, path: Path, function: str, *arguments: object) -> Any:
        """Return what a function gives for a file, remembered as long as the file stays as it is.

        Raises
        ------
        PlannerError
            As `ask`.
        """
        key = (str(path), stamp_of(path), function, *arguments)
        if key not in self._kept:
            self._kept[key] = await self.ask(function, str(path), *arguments)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    async def checked(self, path: Path) -> dict[str, Any]:
        """Return what came of checking a workbook as it is saved now, see `planner.desk.checking.check`.

        Raises
        ------
        PlannerError
            When it cannot be checked.
        """
        name = self.folder.name_of(path)
        found = await asyncio.to_thread(self.index.found, name)
        if found is not None and found.checked:
            return found.checked
        told: dict[str, Any] = await self.checker.ask("planner.desk.checking:check", str(path))
        if found is not None:
            self.index.note(name, found.stamp, told)
        return told

    async def begin(self) -> None:
        """Start what works beside the pages."""
        self.folder.clear()
        self.jobs.begin()
        self.watch.begin()

    async def end(self) -> None:
        """End all of it."""
        self.feed.end()
        await self.watch.end()
        await self.jobs.end()
        for helper in (self.checker, self.maker):
            await helper.end()


def desk_of(request: Request) -> Desk:
    """Return the desk that is asked."""
    found: Desk = request.app.state.desk
    return found


async def form_of(request: Request) -> FormData:
    """Return what a form holds; one with a file is not read so.

    Raises
    ------
    Refusal
        When it is no form, or far too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refusal(415, "That is no form of the desk.", "Go back, load the page again, and try.")
    return await request.form(max_fields=MOST_FIELDS)
