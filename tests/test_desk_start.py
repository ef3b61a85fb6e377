"""How a desk starts and ends: at once, once a folder, for this machine and this user alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest
from desks import running
from easy_desk import EASY, until
from workbooks import rows, write

from planner.desk import lock, server
from planner.desk.folder import Folder
from planner.desk.lock import Running
from planner.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("pandas", "numpy", "pyomo", "highspy", "openpyxl", "xlsxwriter", "rich", "scipy")
MEASURE = """
import sys, time
from pathlib import Path
from planner.cli import main
import planner.commands.desk
from planner.desk.server import start
from planner.desk.app import build
build(Path("."), "secret")
print(time.process_time(), *sorted(set(sys.modules) & set(sys.argv[1:])))
"""


def test_a_start_is_quick_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, *HEAVY], capture_output=True, text=True, check=True)
    seconds, *imported = done.stdout.split()
    assert imported == []
    assert float(seconds) < 0.6


def test_a_desk_on_a_real_socket(tmp_path: Path) -> None:
    """All that only a server shows: who is let in, what tabs are told, a second start, the end."""
    write(tmp_path / "easy.xlsx", EASY)
    with running(tmp_path) as (address, process):
        base = address.partition("/enter")[0]
        port = int(base.rpartition(":")[2])
        assert base.startswith("http://127.0.0.1:")
        note = tmp_path / ".planner-desk" / "desk.json"
        if os.name != "nt":
            assert note.stat().st_mode & 0o777 == 0o600
        with httpx.Client(base_url=base, timeout=30) as browser:
            assert browser.get("/").status_code == 403
            assert browser.get(address).status_code == 200
            assert "easy.xlsx" in browser.get("/").text
            assert browser.get("/", headers={"Host": f"evil.example:{port}"}).status_code == 421
            assert browser.get("/", headers={"Origin": "http://evil.example"}).status_code == 403
            assert browser.post("/plan/start", data={"book": "easy.xlsx", "case": "base"}).status_code == 403
            assert "server" not in browser.get("/").headers
            with browser.stream("GET", "/events") as stream:
                lines = stream.iter_lines()
                assert next(line for line in lines if line.startswith("event:")) == "event: folder"
                until(lambda: "being checked" not in browser.get("/faults?book=easy.xlsx").text, "the check")
                write(tmp_path / "easy.xlsx", {**EASY, "Lanes": rows("from | to\nfra | home")})
                assert next(line for line in lines if line.startswith("event:")) == "event: folder"
            until(lambda: "Lanes!A2" in browser.get("/faults?book=easy.xlsx").text, "the fault")
            _only_here(port)
            told: list[str] = []
            server.start(tmp_path, 0, told.append, opens=False)
            assert told == [f"The desk for {tmp_path.resolve()} runs already: {address}"]
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert process.stdout.read().endswith("The desk was ended.\n")
        assert process.wait(20) == 0
        assert not note.exists()


def _only_here(port: int) -> None:
    """Nobody listens at the other addresses of this machine."""
    for *_, (host, *_) in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET):
        if not host.startswith("127."):
            with closing(socket.socket()) as sock:
                sock.settimeout(5)
                assert sock.connect_ex((host, port)) != 0


def test_what_a_killed_desk_left_is_cleared(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        port = sock.getsockname()[1]
    old = Running(1, port, "old")
    assert lock.hold(folder, old)
    assert lock.found(folder) is None
    new = Running(2, port, "new")
    assert lock.hold(folder, new)
    assert json.loads((folder.own / "desk.json").read_text())["secret"] == "new"
    lock.let_go(folder, old)  # it is the other's by now
    assert (folder.own / "desk.json").exists()
    lock.let_go(folder, new)
    assert not (folder.own / "desk.json").exists()
    for content in ("", "{}", "[]", '{"pid": 1, "port": "x", "secret": ""}', "\0"):
        (folder.own / "desk.json").write_text(content)
        assert lock.found(folder) is None


def test_another_program_at_the_port_of_a_killed_desk_is_not_taken_for_it(tmp_path: Path) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Set-Cookie", "planner=1")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        assert not lock.answers(Running(1, other.server_port, "secret"))
        with pytest.raises(FileError, match=f"port {other.server_port} cannot be used"):
            server.listening(other.server_port)
        other.shutdown()


def test_two_that_start_at_once_are_not_both_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    first = Running(1, 1, "first")
    link = os.link

    def just_before(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        lock.hold(folder, first)
        link(source, target)

    monkeypatch.setattr(os, "link", just_before)
    with pytest.raises(FileExistsError):
        lock.hold(folder, Running(2, 2, "second"))
    assert json.loads((folder.own / "desk.json").read_text())["secret"] == "first"


def test_a_folder_that_cannot_be_noted_in_has_a_desk_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(server, "serve", lambda *_: None)
    monkeypatch.setattr(lock, "_take", _closed)
    server.start(tmp_path, 0, told.append, opens=False)
    assert told[0] == server.CANNOT_NOTE
    assert told[-1] == "The desk was ended."


def _closed(*_: object) -> None:
    raise PermissionError
