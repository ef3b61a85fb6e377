"""What is wrong with a workbook: each fault at its cell, with the row around it, what it holds and what would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from planner.desk.desk import desk_of, form_of
from planner.desk.files import A_PLAN, A_STUDY, OTHER
from planner.desk.page import MenuEntry, Page
from planner.desk.render import disposition, page, plain, see
from planner.desk.when import ago

if TYPE_CHECKING:
    from starlette.requests import Request

TITLES: Final = {
    "error": "Errors: it cannot be planned before they are mended",
    "warning": "Warnings: it can be planned, and may not mean what you mean",
    "note": "Notes",
}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(request: Request) -> Response:
    """Show the faults of a workbook."""
    desk = desk_of(request)
    path = desk.folder.workbook(request.query_params.get("book", ""))
    name = desk.folder.name_of(path)
    found = desk.index.found(name)
    if found is not None and found.kind in (A_PLAN, A_STUDY):
        return see("/plans/open", plan=name)
    if found is not None and found.kind == OTHER:  # nobody checks these before they are asked for
        await desk.checked(path)
    checked = None if found is None or not found.checked else found.checked
    groups = [
        (severity, title, [fault for fault in checked["faults"] if fault["severity"] == severity])
        for severity, title in TITLES.items()
    ] if checked else []  # fmt: skip
    return page(
        request, "faults.html.j2", title="Faults", book=name, checked=checked,
        groups=[group for group in groups if group[2]], saved=ago(found.saved) if found else "",
    )  # fmt: skip


async def mark(request: Request) -> Response:
    """Return a copy of the workbook with the faulty cells marked."""
    desk = desk_of(request)
    path = desk.folder.workbook(plain(await form_of(request)).get("book", ""))
    made = await desk.ask("planner.desk.checking:marked", str(path))
    name = f"{path.stem} marked{path.suffix}"
    return Response(made, media_type=XLSX, headers={"Content-Disposition": disposition(name)})


PAGE: Final = Page(
    routes=(Route("/faults", show), Route("/faults/mark", mark, methods=["POST"])),
    entries=(MenuEntry("Faults", "/faults", 10, "workbook"),),
)
