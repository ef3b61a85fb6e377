"""The solver's own log, in a file: each mixed-integer solve of a command behind the one before."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from planner.errors import FileError
from planner.files import kept_path
from planner.outputs import SIGN_LOG


def begin_log(path: Path) -> str:
    """Begin a log anew; return its path as text. Several processes may then add to it.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    with kept_path(path) as temporary:
        temporary.write_bytes(SIGN_LOG + b"\n")
    return str(path.resolve())


@contextlib.contextmanager
def logged(path: str | None) -> Iterator[str]:
    """Yield where one solve logs to, blank for nowhere; what it logged is added to the file at the end.

    Raises
    ------
    FileError
        When the file cannot be added to.
    """
    if path is None:
        yield ""
        return
    handle, own = tempfile.mkstemp(prefix="planner-", suffix=".log")
    os.close(handle)
    try:
        yield own
        _add(path, own)
    finally:
        Path(own).unlink(missing_ok=True)


def _add(path: str, own: str) -> None:
    try:
        text = Path(own).read_text(encoding="utf-8", errors="replace")
        with Path(path).open("a", encoding="utf-8") as log:
            log.write(f"\n{text.rstrip()}\n")
    except OSError as error:
        message = f"{path}: the solver's log cannot be written ({error.strerror or error})"
        raise FileError(message) from error
