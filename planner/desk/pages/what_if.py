"""What if a number were another: found by its name, planned as a case, kept as rows of Cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from planner.desk.desk import desk_of, form_of
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import environment, page, see, shown
from planner.desk.what_if.typed import typed

if TYPE_CHECKING:
    from starlette.datastructures import ImmutableMultiDict
    from starlette.requests import Request

JOIN: Final = "\u241f"  # between the parts of a name in a button's value
MOST: Final = 200  # changes of one case
Change = tuple[str, str, str, str]


@dataclass(frozen=True)
class Asked:
    """What stands in the form: the workbook, the case that is changed, the new one's name, and the changes."""

    book: str
    case: str
    name: str
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, given: ImmutableMultiDict[str, Any]) -> Asked:
        """Return what was sent.

        Raises
        ------
        Refusal
            When it is no form of ours.
        """
        lists = [[str(value) for value in given.getlist(name)] for name in ("s", "r", "c", "t")]
        if len({len(each) for each in lists}) > 1 or len(lists[0]) > MOST:
            raise Refusal(400, "That is no list of changes.", "Go back, load the page again, and try.")
        book, case, name = (str(given.get(field, "")) for field in ("book", "case", "name"))
        return cls(book, case or "base", name, tuple(zip(*lists, strict=True)))

    def values(self) -> dict[str, object]:
        """Return it as the values of an address."""
        columns = [list(each) for each in zip(*self.changes, strict=True)] or [[], [], [], []]
        named = dict(zip(("s", "r", "c", "t"), columns, strict=True))
        return {"book": self.book, "case": self.case, "name": self.name, **named}


async def show(request: Request) -> Response:
    """Return the page; a number that is added or taken out first becomes a part of its address."""
    desk, given = desk_of(request), request.query_params
    asked = Asked.of(given)
    path = desk.folder.workbook(asked.book)
    changed = _edited(asked, given)
    if changed != asked:
        return see("/what-if", **changed.values())
    query = given.get("q", "")
    found = await desk.ask("planner.desk.what_if.changes:looked_at", str(path), asked.case, asked.changes, asked.name)
    names = await desk.ask("planner.desk.what_if.names:search", str(path), query)
    return page(
        request, "what_if.html.j2", title="What if", book=asked.book, asked=asked, found=found, names=names,
        query=query, join=JOIN, copy=given.get("copy", ""),
    )  # fmt: skip


async def names(request: Request) -> Response:
    """Return the numbers that a query finds, to be put into the page while one types."""
    desk, given = desk_of(request), request.query_params
    path = desk.folder.workbook(given.get("book", ""))
    found = await desk.ask("planner.desk.what_if.names:search", str(path), given.get("q", ""))
    words = environment().get_template("what_if_names.html.j2").render(names=found, query=given.get("q", ""), join=JOIN)
    return HTMLResponse(shown(words))


async def plan(request: Request) -> Response:
    """Queue the case to be planned."""
    desk = desk_of(request)
    asked = Asked.of(await form_of(request))
    desk.folder.workbook(asked.book)
    _demand(asked)
    title = f"What if: {asked.name or '; '.join(f'{s} {r} {c} {t}' for s, r, c, t in asked.changes)}"
    options = {
        "case": asked.case,
        "changes": [[*each[:3], typed(each[3])] for each in asked.changes],
        "name": asked.name,
    }
    job = desk.jobs.add(kind="plan", title=title, book=asked.book, options=options)
    return see("/jobs/show", job=job.number)


async def keep(request: Request) -> Response:
    """Write a numbered copy of the workbook that has the case on its sheet Cases."""
    desk = desk_of(request)
    asked = Asked.of(await form_of(request))
    path = desk.folder.workbook(asked.book)
    _demand(asked)
    target = _free(path)
    await desk.ask(
        "planner.desk.what_if.changes:copied", str(path), asked.case, asked.changes, asked.name, str(target)
    )  # fmt: skip
    return see("/what-if", **asked.values(), copy=target.name)


def _edited(asked: Asked, given: ImmutableMultiDict[str, Any]) -> Asked:
    """Return what is asked with the number that a button adds, and without the one that another takes out."""
    parts = str(given.get("add", "")).split(JOIN)
    dropped = str(given.get("drop", ""))
    changes = asked.changes
    if len(parts) == 3 and not any(list(each[:3]) == parts for each in changes):
        changes = (*changes, (parts[0], parts[1], parts[2], ""))
    if dropped.isdecimal():
        changes = tuple(each for place, each in enumerate(changes) if place != int(dropped))
    return replace(asked, changes=changes)


def _demand(asked: Asked) -> None:
    if not asked.changes or any(not each[3].strip() for each in asked.changes):
        raise Refusal(400, "Nothing is changed yet.", "Find a number, and say what it would be.")


def _free(path: Path) -> Path:
    """Return a name beside a workbook that nobody has: its own with a number."""
    number = 2
    while (path.parent / f"{path.stem}-{number}.xlsx").exists():
        number += 1
    return path.parent / f"{path.stem}-{number}.xlsx"


PAGE: Final = Page(
    routes=(
        Route("/what-if", show),
        Route("/what-if/names", names),
        Route("/what-if/plan", plan, methods=["POST"]),
        Route("/what-if/keep", keep, methods=["POST"]),
    ),
    entries=(MenuEntry("What if", "/what-if", order=50, menu="workbook"),),
)
