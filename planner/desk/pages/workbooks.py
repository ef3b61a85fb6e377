"""The workbooks of the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.routing import Route

from planner.desk.desk import desk_of
from planner.desk.page import Entry, Page
from planner.desk.render import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def show(request: Request) -> Response:
    """List the workbooks."""
    desk = desk_of(request)
    return page(request, "workbooks.html.j2", title="Workbooks", folder=str(desk.folder.path))


PAGE: Final = Page(routes=(Route("/", show),), entries=(Entry("Workbooks", "/", 10),))
