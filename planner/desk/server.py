"""Starts the desk, says where it is, and ends it."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from os import getpid
from pathlib import Path
from typing import Any, Final

import uvicorn

from planner.desk.app import build
from planner.desk.folder import Folder
from planner.desk.lock import Running, found, hold, let_go
from planner.errors import FileError

HERE: Final = "127.0.0.1"
GRACE: Final = 2  # seconds for answers that are on their way when the desk ends
CANNOT_NOTE: Final = (
    "This folder cannot be written: workbooks can be looked at and checked, and nothing can be planned or kept."
)


def start(path: Path, port: int, say: Callable[[str], None], *, opens: bool = True, studies: str = "") -> None:
    """Have a desk for a folder until it is ended; where one runs already, open that.

    Raises
    ------
    FileError
        When the port is taken.
    """
    folder = Folder(path)
    running = found(folder)
    if running is not None:
        say(f"The desk for {folder.path} runs already: {running.address}")
        if opens:
            webbrowser.open(running.address)
        return
    with listening(port) as sock:
        running = Running(getpid(), int(sock.getsockname()[1]), secrets.token_urlsafe(32))
        try:
            is_noted = hold(folder, running)
        except FileExistsError as error:
            message = f"another desk was started in {folder.path} at the same moment; start once more to open it"
            raise FileError(message) from error
        if not is_noted:
            say(CANNOT_NOTE)
        say(f"The desk for {folder.path}: {running.address}")
        say("To end it, press Ctrl-C here or close this window. Keep this window open while you work.")
        if opens:  # the socket listens already: a browser that is early waits
            threading.Thread(target=webbrowser.open, args=(running.address,), daemon=True).start()
        app = build(folder.path, running.secret, port=running.port, studies=studies)
        try:
            serve(app, sock)
        finally:
            let_go(folder, running)
    if app.state.desk.jobs.is_working:
        say("The job that runs keeps its best plan and ends by itself; it is shown at the next start.")
    say("The desk was ended.")


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone.

    Raises
    ------
    FileError
        When the port is taken.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.bind((HERE, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        message = f"port {port} cannot be used ({error.strerror or error}); leave --port out, and a free one is taken"
        raise FileError(message) from error
    return sock


class Server(uvicorn.Server):
    """A server that tells open pages that it ends, so that none of them keeps it waiting."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self.config.app.state.desk.feed.end()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def serve(app: Any, sock: socket.socket) -> None:
    """Answer until a Ctrl-C."""
    config = uvicorn.Config(
        app, log_level="warning", ws="none", http="h11", loop="asyncio", server_header=False, date_header=False,
        timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    try:
        Server(config).run(sockets=[sock])
    except KeyboardInterrupt:  # that is how it is ended
        return
