"""What a Ctrl-C may not break: a plan that is found is written before the programme ends."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

ENDING: Final = (signal.SIGINT, signal.SIGTERM)
PATIENCE: Final = 60.0  # seconds for which what is to be done at an interrupt may keep the main thread waiting
MOMENT: Final = 1.0  # seconds in which a watch has long heard what the main thread hears
_watches: list[Watch] = []
_finishing: list[None] = []  # as many as there are contexts of `finishing` in the main thread


@contextmanager
def finishing() -> Iterator[None]:
    """Pass over a Ctrl-C, and what `ending` hears as one, while what was found is being read, checked and written.

    Whoever watches still hears it.
    """

    def heard(*_: object) -> None:
        for watch in _watches:
            watch.wait()

    with _handled(heard):
        _finishing.append(None)
        try:
            yield
        finally:
            _finishing.pop()


@contextmanager
def hearing_again() -> Iterator[None]:
    """Hear a Ctrl-C again amid what passes over it: what may be cut short there, and takes long."""
    before = _finishing[:]
    with _handled(_heard):
        _finishing.clear()
        try:
            yield
        finally:
            _finishing.extend(before)


def _heard(*_: object) -> None:
    for watch in _watches:
        watch.wait()
    raise KeyboardInterrupt


@contextmanager
def ignoring() -> Iterator[None]:
    """Pass over a Ctrl-C as if there were none; processes that are started meanwhile do so for good."""
    with _handled(signal.SIG_IGN):
        yield


@contextmanager
def after_all() -> Iterator[None]:
    """Have the handlers of signals wait until what calls Python has come to its end, as a solver does when it is asked.

    What a handler raises would pass through it, and leave it amid its work: it may crash when it is used again.
    """
    heard: list[int] = []
    waiting = {int(number): each for number in ENDING if callable(each := signal.getsignal(number))}
    try:
        with _handled(lambda number, _: heard.append(number), tuple(waiting)):
            yield
    finally:
        for number in heard:
            waiting[number](number, None)


@contextmanager
def ending() -> Iterator[None]:
    """Hear what ``timeout`` and the queues of clusters send as a Ctrl-C, also where a Ctrl-C itself is passed over.

    Otherwise it would end this process at once, with nothing written, and workers that nobody ends.
    """

    def heard(_: int, frame: FrameType | None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(signal.SIGINT, frame)
        raise KeyboardInterrupt

    with _handled(heard, (signal.SIGTERM,)):
        yield


@contextmanager
def noticing() -> Iterator[Callable[[], bool]]:
    """Yield what says whether a Ctrl-C came meanwhile: whoever hears it may have gone on as if nothing was."""
    heard: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    with _handled(note, (signal.SIGINT,)):
        yield lambda: bool(heard)


@contextmanager
def _handled(handler: Any, numbers: tuple[int, ...] = ENDING) -> Iterator[None]:
    """Have another handler of signals meanwhile; only the main thread has any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [(number, signal.signal(number, handler)) for number in numbers]
    try:
        yield
    finally:
        for number, old in before:
            signal.signal(number, old or signal.SIG_DFL)


class Watch:
    """Hears a Ctrl-C in a thread of its own, at once, whatever the main thread does meanwhile.

    The main thread may be inside the solver, where no Python runs; what must be done at once is done here.

    Attributes
    ----------
    is_pending
        Whether the main thread has yet to hear of the first Ctrl-C.
    """

    def __init__(self, first: Callable[[], None], again: Callable[[], None]) -> None:
        self._first, self._again = first, again
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._before = -1
        self._is_asked, self._is_done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.is_pending = False

    @property
    def is_asked(self) -> bool:
        """Whether there was a Ctrl-C."""
        return self._is_asked.is_set()

    def begin(self) -> None:
        """Listen from now on."""
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._thread.start()

    def end(self) -> None:
        """Listen no more."""
        signal.set_wakeup_fd(self._before)
        self._writer.close()
        self._thread.join()
        self._reader.close()

    def wait(self) -> None:
        """Let what is to be done at the first Ctrl-C be done, in the main thread, which has just heard it."""
        if self._is_asked.wait(MOMENT):
            self._is_done.wait(PATIENCE)
        self.is_pending = False

    def _listen(self) -> None:
        while heard := self._reader.recv(64):
            for number in heard:
                if number not in ENDING:
                    continue
                if self._is_asked.is_set():
                    self._again()
                    continue
                self.is_pending = True
                self._is_asked.set()
                try:
                    self._first()
                finally:
                    self._is_done.set()


@contextmanager
def watching(first: Callable[[], None], again: Callable[[], None]) -> Iterator[None]:
    """Do something at once at the first Ctrl-C, in a thread of its own, and something else at every other.

    The main thread waits until the first is done, and then hears the Ctrl-C.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = Watch(first, again)
    with _handled(_heard):
        _watches.append(watch)
        watch.begin()
        try:
            yield
        finally:
            watch.end()
            _watches.remove(watch)


def is_watched() -> bool:
    """Whether somebody watches for a Ctrl-C."""
    return bool(_watches)


def is_stop_asked() -> bool:
    """Whether what the main thread does inside the solver should stop: it cannot hear a Ctrl-C there."""
    return not _finishing and any(watch.is_pending for watch in _watches)


def was_stop_asked() -> bool:
    """Whether what the main thread does should have stopped: who heard the Ctrl-C may have gone on all the same."""
    return not _finishing and any(watch.is_asked for watch in _watches)
