"""Puts the desk together: pages, what guards them, and what is said where something is refused."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from planner.desk.desk import Desk, desk_of
from planner.desk.guard import HEADERS, Guard, cookie_name
from planner.desk.page import pages
from planner.desk.refusals import Refusal
from planner.desk.render import SCRIPTS, STYLES, joined, refused
from planner.errors import PlannerError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

WORDS: Final = {404: "There is no such page.", 405: "That page takes nothing of that kind."}
ENTER: Final = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The desk</title>'
    '<link rel="icon" href="data:,">'
    '<meta http-equiv="refresh" content="0;url={0}"></head><body><p><a href="{0}">To the desk</a></p></body></html>'
)
log = logging.getLogger(__name__)


def build(folder: Path, secret: str, *, port: int = 0, studies: str = "") -> Starlette:
    """Return the desk of a folder as an application.

    Parameters
    ----------
    folder
        Where it works.
    secret
        What the first address carries: without it nothing is answered.
    port
        Where it listens; without it, what the server says.
    studies
        The module that is asked for the forms of all studies; without it there are none.
    """
    desk = Desk(folder, studies)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await desk.begin()
        try:
            yield
        finally:
            await desk.end()

    def enter(_: Request) -> Response:
        # not a redirect: after one from elsewhere a browser would keep the cookie to itself
        response = HTMLResponse(ENTER.format(escape("/")))
        response.set_cookie(cookie_name(secret), secret, httponly=True, samesite="strict", path="/")
        return response

    routes = [
        Route("/enter", enter),
        Route("/events", events),
        Route("/desk.css", style),
        Route("/desk.js", script),
        *(route for each in pages() for route in each.routes),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guard, refuse=say_refusal, secret=secret, port=port)],
        exception_handlers={PlannerError: say_error, HTTPException: say_error, Exception: say_mistake},
    )
    app.state.desk = desk
    return app


def events(request: Request) -> Response:
    """Tell a tab what happens."""
    return desk_of(request).feed.stream()


def style(_: Request) -> Response:
    """Return how pages look: as reports do."""
    return Response(joined(STYLES), media_type="text/css")


def script(_: Request) -> Response:
    """Return what keeps pages fresh."""
    return Response(joined(SCRIPTS), media_type="text/javascript")


async def say_refusal(scope: Scope, receive: Receive, send: Send) -> None:
    """Say why a request was not let in."""
    refusal = scope["planner.refusal"]
    words = f"<!DOCTYPE html><html lang='en'><title>Refused</title><h1>Refused</h1><p>{escape(refusal)}</p></html>"
    await HTMLResponse(words, refusal.status)(scope, receive, send)


def say_error(request: Request, error: Exception) -> Response:
    """Say in words what is not possible."""
    if isinstance(error, Refusal):
        return refused(request, error)
    if isinstance(error, HTTPException):
        return refused(request, Refusal(error.status_code, WORDS.get(error.status_code, error.detail)))
    return refused(request, Refusal(400, str(error)))


def say_mistake(request: Request, error: Exception) -> Response:
    """Say that the desk itself is at fault; what happened is in its window."""
    log.error("%s\n%s", request.url.path, "".join(traceback.format_exception(error)))
    remedy = "What happened stands in the desk's window; report it."
    response = refused(request, Refusal(500, "The desk made a mistake here.", remedy))
    response.headers.update(HEADERS)  # it is said outside of what guards the pages
    return response
