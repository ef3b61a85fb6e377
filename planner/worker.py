"""How a worker process of this machine begins; a module that loads no library before that is done."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin() -> None:
    """Begin a worker: who asks is told to end, not the worker, and without who asks nobody is left to ask.

    A worker may be ended amid its work, and then nobody removes what has a name in the system. Pyomo makes a lock
    that has one wherever processes are not forked by default; a worker starts none, so it may have the default that
    gives locks no names.
    """
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
