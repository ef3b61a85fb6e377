"""What workers of tests are asked to do, in a module that loads next to nothing: each worker loads it anew."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def double(number: float, log: Path | None = None) -> dict[str, Any]:
    """Return twice a number, and leave a mark of having been called."""
    if log is not None:
        with log.open("a") as file:
            file.write(f"{number:g}\n")
    return {"twice": 2 * number}


def where(_: int) -> dict[str, Any]:
    return {"process": os.getpid()}


def dies_at_first(flag: Path) -> dict[str, Any]:
    """End the own process when called for the first time."""
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"process": os.getpid()}


def dies() -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def slow(seconds: float, started: Path) -> dict[str, Any]:
    started.write_text(str(os.getpid()))
    time.sleep(seconds)
    return {"process": os.getpid()}


def interrupted_solver() -> dict[str, Any]:
    """Hear a Ctrl-C and answer as if nothing was, as the solver does."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        return {"status": "optimal"}
    return {}


def dies_after(first: int) -> int:
    """End the own process, unless it is the first."""
    if os.getpid() != first:
        os.kill(os.getpid(), signal.SIGKILL)
    return first
