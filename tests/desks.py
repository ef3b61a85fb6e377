"""Desks for tests: one that is asked in this process, and one that really runs."""

from __future__ import annotations

import asyncio
import atexit
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from planner.desk.app import build
from planner.desk.guard import cookie_name
from planner.desk.helpers import PATIENCE, Helper

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from planner.desk.desk import Desk

T = TypeVar("T")
SECRET = "a-secret-of-tests"
ADDRESS = "http://127.0.0.1:8000"


class Client:
    """A browser that was let in: it has the cookie, and says where it comes from.

    Attributes
    ----------
    desk
        The desk that is asked, in this process; its loop runs in a thread of its own.
    headers, cookies
        What is sent with every request.
    """

    def __init__(self, folder: Path) -> None:
        helpers = iter(_helpers())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("planner.desk.desk.Helper", lambda: next(helpers))
            app = build(folder, SECRET, port=8000, studies="planner.cli")
        self.desk: Desk = app.state.desk
        self.desk.checker.patience = self.desk.maker.patience = PATIENCE
        self._living = app.router.lifespan_context(app)
        self.wait(self._living.__aenter__())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"Origin": ADDRESS}, timeout=60)
        self.headers, self.cookies = self._client.headers, self._client.cookies
        self.fresh()

    def fresh(self) -> Client:
        """Return it as a browser that was just let in."""
        self.headers["Origin"] = ADDRESS
        self.cookies.clear()
        self.cookies.set(cookie_name(SECRET), SECRET)
        return self

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return what comes of something in the desk's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, _loop()).result(120)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Return the answer to a request."""
        return self.wait(self._client.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Return a page."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a form; the answer is what comes at once, not where it leads."""
        return self.request("POST", path, **options)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[dict[str, Any] | None]]:
        """Yield what a tab is told meanwhile."""
        with self.desk.feed.listening() as found:
            yield found

    def end(self) -> None:
        """End the desk, and leave its helpers to the next one."""
        self.wait(self._client.aclose())
        self.desk.checker, self.desk.maker = Helper(), Helper()  # which were never started
        self.wait(self._living.__aexit__(None, None, None))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the loop in which the desks of these tests live, one after the other; it runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


@cache
def _helpers() -> tuple[Helper, Helper]:
    """Return helpers that outlive a desk: to start one takes a second of work, and most tests are not about that."""
    made = Helper(), Helper()
    for helper in made:
        atexit.register(lambda helper=helper: asyncio.run_coroutine_threadsafe(helper.end(), _loop()).result(10))
    return made


@contextmanager
def client(folder: Path) -> Iterator[Client]:
    """Yield a browser at the desk of a folder, which is ended afterwards."""
    found = Client(folder)
    try:
        yield found
    finally:
        found.end()


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Yield the first address of a desk that runs, and its process, which is ended afterwards."""
    words = [sys.executable, "-m", "planner", "desk", str(folder), "--no-browser", *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, bufsize=1)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                yield found.group(), process
                break
        else:
            message = "the desk ended before it said its address"
            raise AssertionError(message)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate()
