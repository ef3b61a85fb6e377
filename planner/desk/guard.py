"""Who may ask the desk: only pages that it gave itself, to the browser that was handed its secret."""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders

from planner.desk.refusals import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES: Final = ("127.0.0.1", "localhost")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",  # with none at all, browsers would not say where a form comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
READS: Final = ("GET", "HEAD")
START_AGAIN: Final = "Start the desk again, or use the address that it printed when it started."


class Guard:
    """Refuses what does not come from the desk's own pages, and gives every answer its headers.

    Parameters
    ----------
    app, refuse
        What answers, and what says a refusal.
    secret, port
        What the first address carries, and where the desk listens; a port of 0 is known later.
    """

    def __init__(self, app: ASGIApp, refuse: ASGIApp, secret: str, port: int) -> None:
        self._app, self._refuse, self._secret, self._port = app, refuse, secret, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._demand(scope)
        except Refusal as refusal:
            scope["planner.refusal"] = refusal
            await self._refuse(scope, receive, sent)
            return
        await self._app(scope, receive, sent)

    def _demand(self, scope: Scope) -> None:
        """Raise why a request is refused, if it is."""
        if scope["type"] != "http":
            raise Refusal(403, "The desk does not answer that.")
        headers = Headers(scope=scope)
        hosts = {f"{name}:{self._port_of(scope)}" for name in NAMES}
        if headers.get("host", "").lower() not in hosts:
            raise Refusal(421, "The desk only answers to its own address on this machine.", START_AGAIN)
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in hosts}:
            raise Refusal(403, "Another page asked the desk for something; that is refused.", START_AGAIN)
        if scope["method"] not in READS and not self._is_own(origin, headers):
            raise Refusal(
                403, "Only the desk's own pages may change anything.", "Go back, load the page again, and try."
            )
        if not (self._has_cookie(headers) or self._is_first(scope)):
            raise Refusal(403, "This browser does not have the secret that the desk was started with.", START_AGAIN)

    def _is_own(self, origin: str | None, headers: Headers) -> bool:
        """Whether what changes something comes from our own page: browsers that tell no origin tell the site."""
        return origin is not None or headers.get("sec-fetch-site") == "same-origin"

    def _port_of(self, scope: Scope) -> int:
        return self._port or int(scope["server"][1])

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        held = cookies.get(cookie_name(self._secret))
        return held is not None and self._is_secret(held.value)

    def _is_first(self, scope: Scope) -> bool:
        """Whether it is the first address, which carries the secret."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("secret", [""])
        return scope["path"] == "/enter" and scope["method"] == "GET" and self._is_secret(given[0])

    def _is_secret(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._secret.encode())


def cookie_name(secret: str) -> str:
    """Return the name of a desk's cookie: browsers do not tell ports apart, and there may be two desks."""
    return f"planner_desk_{hashlib.sha256(secret.encode()).hexdigest()[:8]}"
