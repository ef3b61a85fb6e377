"""What a Ctrl-C may not break: a plan that is found is written before the programme ends."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


@contextmanager
def finishing() -> Iterator[None]:
    """Pass over a Ctrl-C, and what `ending` hears as one, while what was found is being read, checked and written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def ending() -> Iterator[None]:
    """Hear what ``timeout`` and the queues of clusters send as a Ctrl-C, also where a Ctrl-C itself is passed over.

    Otherwise it would end this process at once, with nothing written, and workers that nobody ends.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(_: int, frame: FrameType | None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(signal.SIGINT, frame)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


@contextmanager
def noticing() -> Iterator[Callable[[], bool]]:
    """Yield what says whether a Ctrl-C came meanwhile: whoever hears it may have gone on as if nothing was."""
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def note(number: int, _: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(heard)
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
