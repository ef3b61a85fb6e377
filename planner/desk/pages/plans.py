"""Plans: numbered, none ever replaced; each opened in the page, downloaded, renamed, put into the bin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import FileResponse, Response
from starlette.routing import Route

from planner.desk.desk import desk_of, form_of
from planner.desk.files import A_PLAN, A_STUDY, WORKBOOK, number
from planner.desk.index import FoundFile
from planner.desk.numbers import number_of, plain_name
from planner.desk.page import MenuEntry, Page
from planner.desk.refusals import Refusal
from planner.desk.render import disposition, page, plain, report, see
from planner.desk.shelf import in_bin, put_back, remove, rename
from planner.desk.when import ago
from planner.outputs import REPORT
from planner.statuses import Status
from planner.wording.numbers import number_text, share_text

if TYPE_CHECKING:
    from starlette.requests import Request

FORMATS: Final = tuple(suffix for suffix in REPORT if suffix != ".htm")  # as `planner report` has them
KINDS: Final = {".html": "text/html", ".pdf": "application/pdf"}
TONES: Final = {Status.PROVEN.value: "good", Status.NOT_VERIFIED.value: "bad"}


def show(request: Request) -> Response:
    """List plans and studies, the last made first; those of one workbook where one is named."""
    desk = desk_of(request)
    found = desk.index.look()
    only = request.query_params.get("book", "")
    plans = [told(each, found) for each in desk.index.plans(found) if not only or each.facts.get("input") == only]
    studies = [
        {"name": each.name, "title": each.facts.get("title") or plain_name(each.file), "made": ago(each.saved),
         "number": number_of(each.file)}
        for each in desk.index.studies(found) if not only
    ]  # fmt: skip
    return page(
        request, "plans.html.j2", title="Plans", plans=plans, studies=studies, only=only,
        binned=len(in_bin(desk.folder)),
    )  # fmt: skip


def told(each: FoundFile, found: Mapping[str, FoundFile]) -> dict[str, Any]:
    """Return what a list says of a plan."""
    facts = each.facts
    cost, gap = number(facts.get("objective")), number(facts.get("gap"))
    return {
        "name": each.name,
        "file": plain_name(each.file),
        "number": number_of(each.file),
        "case": facts.get("case", ""),
        "cost": "" if cost is None else number_text(cost),
        "money": facts.get("money", ""),
        "gap": "" if gap is None else share_text(gap),
        "status": facts.get("status", "") if facts else "being read",
        "tone": TONES.get(facts.get("status", ""), "warn" if facts else ""),
        "made": ago(each.saved),
        "book": facts.get("input", ""),
        **_of_book(facts, found),
    }


def _of_book(facts: Mapping[str, str], found: Mapping[str, FoundFile]) -> dict[str, str]:
    """Return whether the workbook that was planned is still what it was."""
    book = found.get(facts.get("input", ""))
    if not facts.get("input sha256"):
        return {"since": "", "since_tone": ""}
    if book is None or book.kind != WORKBOOK:
        return {"since": "not in the folder", "since_tone": "warn"}
    is_same = book.facts.get("sha256") == facts["input sha256"]
    words, tone = ("as planned", "good") if is_same else ("changed since", "warn")
    return {"since": words, "since_tone": tone}


def show_one(request: Request) -> Response:
    """Show one plan, or one study, with its report in the page."""
    desk = desk_of(request)
    path = desk.folder.plan(request.query_params.get("plan", ""))
    name = desk.folder.name_of(path)
    each, found = desk.index.found(name), desk.index.look()
    if each is None or each.kind not in (A_PLAN, A_STUDY):
        raise Refusal(404, f"{name!r} is neither a plan nor a study.", "Choose one from the list.")
    return page(
        request, "plan_open.html.j2", title=plain_name(path.name), plan=name, is_plan=each.kind == A_PLAN,
        told=told(each, found), formats=FORMATS, stem=path.stem.partition(" ")[2] or path.stem,
    )  # fmt: skip


async def show_report(request: Request) -> Response:
    """Return the report of a plan, as it stands in the page."""
    made = await _report(request, ".html")
    return report(made.decode("utf-8"))


async def download(request: Request) -> Response:
    """Return a plan as a file: the workbook itself, or its report."""
    path = desk_of(request).folder.plan(request.query_params.get("plan", ""))
    suffix = request.query_params.get("as", ".xlsx")
    headers = {"Content-Disposition": disposition(f"{path.stem}{suffix}")}
    if suffix == ".xlsx":
        return FileResponse(path, headers=headers)
    if suffix not in FORMATS:
        raise Refusal(404, f"A plan cannot be downloaded as {suffix!r}.", f"There are .xlsx, {', '.join(FORMATS)}.")
    made = await _report(request, suffix)
    kind = "application/octet-stream" if suffix == ".html" else KINDS.get(suffix, "application/octet-stream")
    return Response(made, media_type=kind, headers=headers)


async def _report(request: Request, suffix: str) -> bytes:
    desk = desk_of(request)
    path = desk.folder.plan(request.query_params.get("plan", ""))
    made: bytes = await desk.ask("planner.desk.reporting:report", str(path), str(desk.folder.own), suffix)
    return made


async def rename_one(request: Request) -> Response:
    """Give a plan another name."""
    desk, form = desk_of(request), plain(await form_of(request))
    path = desk.folder.plan(form.get("plan", ""))
    renamed = await asyncio.to_thread(rename, path, form.get("name", ""))
    return see("/plans/open", plan=desk.folder.name_of(renamed))


async def remove_some(request: Request) -> Response:
    """Put plans into the bin."""
    desk, form = desk_of(request), await form_of(request)
    for path in [desk.folder.plan(str(name)) for name in form.getlist("plan")]:
        await asyncio.to_thread(remove, desk.folder, path)
    return see("/plans")


def show_bin(request: Request) -> Response:
    """List what is in the bin."""
    files = [(path.name, plain_name(path.name)) for path in in_bin(desk_of(request).folder)]
    return page(request, "bin.html.j2", title="Bin", files=files)


async def take_out(request: Request) -> Response:
    """Take a plan out of the bin."""
    desk, form = desk_of(request), plain(await form_of(request))
    path = await asyncio.to_thread(put_back, desk.folder, form.get("name", ""))
    return see("/plans/open", plan=desk.folder.name_of(path))


PAGE: Final = Page(
    routes=(
        Route("/plans", show),
        Route("/plans/open", show_one),
        Route("/plans/report", show_report),
        Route("/plans/download", download),
        Route("/plans/rename", rename_one, methods=["POST"]),
        Route("/plans/remove", remove_some, methods=["POST"]),
        Route("/plans/bin", show_bin),
        Route("/plans/back", take_out, methods=["POST"]),
    ),
    entries=(MenuEntry("Plans", "/plans", 20),),
)
