"""The other end of `planner.desk.helpers`: does what the desk asks, one thing after the other."""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from planner.errors import PlannerError

LENGTH: Final = struct.Struct(">Q")


def main() -> None:
    """Answer until the desk has nothing more to ask, or is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the desk, which ends its helpers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not stand among the answers
    while (asked := read_message(sys.stdin.buffer)) is not None:
        answers.write(message(answer(*asked)))
        answers.flush()


def answer(name: str, arguments: tuple[object, ...]) -> tuple[str, Any]:
    """Return what a function gives, or how it failed: ``found``, ``refused`` or ``failed``."""
    try:
        return "found", function_of(name)(*arguments)
    except PlannerError as error:
        return "refused", error
    except Exception:
        return "failed", traceback.format_exc()


def function_of(name: str) -> Callable[..., Any]:
    """Return a function by ``module:function``."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def message(content: object) -> bytes:
    """Return what is sent for something, its length before it."""
    packed = pickle.dumps(content)
    return LENGTH.pack(len(packed)) + packed


def read_message(stream: BinaryIO) -> Any:
    """Return what was sent; None at the end."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    return pickle.loads(stream.read(*LENGTH.unpack(length)))
