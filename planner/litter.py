"""Names of what is only there for a while, so that what a killed process left is known, and cleared by the next."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

SIGN: Final = "planner-tmp"
NAMED: Final = re.compile(rf"\.{SIGN}-(?P<host>\w+)-(?P<pid>\d+)-(?P<began>\d+)-\w+")
LONGEST_STEM: Final = 40  # of the name of what it stands for: names have an end
OF_OTHERS: Final = 24 * 3600.0  # seconds after which what another machine's process left is nobody's any more


def temporary_name(stem: str = "", suffix: str = "") -> str:
    """Return a new name that says which process it belongs to."""
    whose = f"{_host()}-{os.getpid()}-{began(os.getpid()) or 0}"
    return f".{stem[:LONGEST_STEM]}.{SIGN}-{whose}-{secrets.token_hex(6)}{suffix}"


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder that is there meanwhile; one that a killed process left is cleared by the next that asks."""
    root = Path(tempfile.gettempdir())
    clear(root)
    folder = root / temporary_name()
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove from a folder what processes that are no more left there, and nothing of one that lives."""
    with contextlib.suppress(OSError):  # a folder that cannot be looked at or cleared has no litter of ours
        for path in folder.iterdir():
            named = NAMED.search(path.name)
            if named is not None and _is_left(path, named):
                _remove(path)


def discard(folder: Path) -> None:
    """Remove from a folder what this process has there."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            named = NAMED.search(path.name)
            if named is not None and (named["host"], named["pid"]) == (_host(), str(os.getpid())):
                _remove(path)


def _is_left(path: Path, named: re.Match[str]) -> bool:
    if named["host"] != _host() or not hasattr(os, "fork"):  # who lives elsewhere, or on Windows, cannot be asked
        return time.time() - path.lstat().st_mtime > OF_OTHERS
    since = began(int(named["pid"]))
    return since is None or str(since) != named["began"]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def began(pid: int) -> int | None:
    """Return when a process began, in the system's own count, 0 where it does not say; None for one that is no more."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except FileNotFoundError:
        return _answers(pid) if not Path("/proc/self/stat").exists() else None
    except OSError:
        return 0
    return None if told[0] in "ZX" else int(told[19])


def _answers(pid: int) -> int | None:
    """Return 0 for a process that lives, where there is no more to know; None for one that is no more."""
    if not hasattr(os, "fork"):  # on Windows a signal of 0 would end it
        return 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return 0
    return 0


@cache
def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
