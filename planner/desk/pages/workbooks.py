"""The workbooks of the folder: which are there, what is wrong with each, what was planned of it; and new ones."""

from __future__ import annotations

import contextlib
import secrets
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from planner.desk.desk import Desk, desk_of, form_of
from planner.desk.files import DAMAGED
from planner.desk.folder import SENT
from planner.desk.index import FoundFile
from planner.desk.opener import open_in_program
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import disposition, page, plain, see
from planner.desk.shelf import free, given_name, move
from planner.desk.when import ago

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_UPLOADED: Final = 200_000_000  # bytes, as of a workbook that is read
ROOM: Final = "Make room on the disk, or have the folder made writable, and try again."


def show(request: Request) -> Response:
    """List the workbooks."""
    desk = desk_of(request)
    known = desk.index.look()
    found, made = desk.index.workbooks(known), Counter(x.facts.get("input", "") for x in desk.index.plans(known))
    books = [{"found": each, "saved": ago(each.saved), "plans": made[each.file], **_state(each)} for each in found]
    return page(
        request, "workbooks.html.j2", title="Workbooks", folder=str(desk.folder.path), books=books,
        hidden=desk.index.hidden, others=[each.name for each in desk.index.others(known)],
        writable=desk.folder.is_writable,
    )  # fmt: skip


def _state(found: FoundFile) -> dict[str, Any]:
    """Return in words and a tone what came of checking a workbook."""
    if not found.checked:
        words = "cannot be read yet" if found.kind == DAMAGED else "being checked"
        return {"state": words, "tone": ""}
    if found.checked["unreadable"]:
        return {"state": "cannot be read", "tone": "bad"}
    counts = Counter(fault["severity"] for fault in found.checked["faults"])
    told = [f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in ("error", "warning") if counts[name]]
    tone = "bad" if counts["error"] else "warn" if counts["warning"] else "good"
    return {"state": ", ".join(told) or "can be planned", "tone": tone}


def download(request: Request) -> Response:
    """Return a workbook as a file."""
    path = desk_of(request).folder.workbook(request.query_params.get("book", ""))
    return FileResponse(path, headers={"Content-Disposition": disposition(path.name)})


async def excel(request: Request) -> Response:
    """Open a workbook, or a plan, in the program that this machine opens such files with."""
    desk, form = desk_of(request), plain(await form_of(request))
    if form.get("plan"):
        open_in_program(desk.folder.plan(form["plan"]))
        return see("/plans/open", plan=form["plan"])
    open_in_program(desk.folder.workbook(form.get("book", "")))
    return see("/faults", book=form["book"])


async def new(request: Request) -> Response:
    """Make a workbook: empty, or with the example in it."""
    desk, form = desk_of(request), plain(await form_of(request))
    path = free(desk.folder.path, given_name(form.get("name", "") or "My workbook", ".xlsx"))
    _demand_room(desk)
    await desk.ask("planner.desk.checking:made", str(path), form.get("what") == "example")
    return see("/faults", book=desk.folder.name_of(path))


async def upload(request: Request) -> Response:
    """Take in a workbook from elsewhere, once it has passed the guard; none that is here is replaced."""
    desk = desk_of(request)
    _demand_room(desk)
    _demand_length(request)
    async with request.form(max_files=1, max_fields=5, max_part_size=1 << 16) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise Refusal(400, "No file was chosen.", "Choose a workbook (.xlsx) and try again.")
        name = sent.filename.replace("\\", "/").rpartition("/")[2]
        suffix = ".xlsm" if name.lower().endswith(".xlsm") else ".xlsx"
        if not name.lower().endswith(suffix):
            raise Refusal(400, f"{name!r} is no workbook.", "Save it as an Excel workbook (.xlsx) first.")
        path = free(desk.folder.path, given_name(name[: -len(suffix)], suffix))
        await _take_in(desk, sent, path)
    return see("/faults", book=desk.folder.name_of(path))


async def _take_in(desk: Desk, sent: UploadFile, path: Path) -> None:
    """Write what was sent beside, have it guarded, and give it its name."""
    fresh = desk.folder.own / f"{SENT}{secrets.token_hex(8)}{path.suffix}"
    try:
        desk.folder.own.mkdir(exist_ok=True)
        with fresh.open("xb") as file:
            while piece := await sent.read(1 << 20):
                file.write(piece)
        await desk.ask("planner.desk.checking:guarded", str(fresh), path.name)
        move(fresh, path)
    except OSError as error:
        raise Refusal(507, f"The file could not be kept ({error.strerror or error}).", ROOM) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _demand_room(desk: Desk) -> None:
    if not desk.folder.is_writable:
        raise Refusal(507, "Nothing can be written in this folder.", ROOM)


def _demand_length(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_UPLOADED:
        raise Refusal(413, "The file is larger than 200 MB.", "Take out pictures and old sheets.")


PAGE: Final = Page(
    routes=(
        Route("/", show),
        Route("/workbooks/download", download),
        Route("/workbooks/excel", excel, methods=["POST"]),
        Route("/workbooks/new", new, methods=["POST"]),
        Route("/workbooks/upload", upload, methods=["POST"]),
    ),
    entries=(MenuEntry("Workbooks", "/", 10),),
)
