"""The network of a workbook as it was read, before anything is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from planner.desk.desk import desk_of
from planner.desk.page import MenuEntry, Page
from planner.desk.render import page

if TYPE_CHECKING:
    from starlette.requests import Request


async def show(request: Request) -> Response:
    """Return the picture, and what stands behind what is chosen of it."""
    desk, asked = desk_of(request), request.query_params
    name = asked.get("book", "")
    path = desk.folder.workbook(name)
    found = await desk.kept(
        path, "planner.desk.network.picture:picture", tuple(asked.getlist("open")), asked.get("at", ""),
        asked.get("material", ""),
    )  # fmt: skip
    return page(
        request, "network.html.j2", title="The network as read", book=name, found=found,
        svg=Markup(found["svg"]), opened=asked.getlist("open"), at=asked.get("at", ""),  # every name in it is escaped
    )  # fmt: skip


PAGE: Final = Page(
    routes=(Route("/network", show),), entries=(MenuEntry("Network", "/network", order=30, menu="workbook"),)
)
