"""A pool of the workers of a Dask cluster, or of processes that Dask starts on this machine."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from planner.errors import EngineError
from planner.program import program_digest
from planner.solving.workers.pools import MOST_LOST, T, WorkerLostError, processors

if TYPE_CHECKING:
    from distributed import Client

CONNECT: Final = 20.0  # seconds for the scheduler to answer
GATHER: Final = 600.0  # seconds for the workers to come: a queue gives them out one by one
GRACE: Final = 60.0  # seconds without any worker after which none is waited for
LOOK: Final = 5.0  # seconds between two questions whether there are workers
SILENT: Final = logging.CRITICAL + 1
SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": MOST_LOST - 1,
    "distributed.admin.large-graph-warning-threshold": "1GB",  # branches are sent once, and may be large
}


@contextmanager
def dask_pool(workers: int | None, scheduler: str | None) -> Iterator[DaskPool]:
    """Join the cluster of a scheduler, or start one on this machine and end it afterwards.

    Raises
    ------
    EngineError
        When Dask is not installed, nobody answers, or the workers cannot run this program.
    """
    distributed = library()
    with ExitStack() as stack:
        stack.enter_context(_settings())
        stack.enter_context(_quiet())
        if scheduler is None:
            cluster = distributed.LocalCluster(
                n_workers=workers or processors(), threads_per_worker=1, memory_limit=0,
                dashboard_address="127.0.0.1:0", silence_logs=SILENT,
            )  # fmt: skip
            client = stack.enter_context(distributed.Client(stack.enter_context(cluster)))
        else:
            client = stack.enter_context(_client(scheduler))
        _gather(client, workers or 1)
        if scheduler is not None:
            _examine(client)
        yield DaskPool(client, sorted(client.scheduler_info()["workers"]))


def reach(scheduler: str) -> None:
    """Make sure that a scheduler answers.

    Raises
    ------
    EngineError
        When Dask is not installed, or nobody answers.
    """
    with _quiet(), _client(scheduler):
        pass


def _client(scheduler: str) -> Client:
    try:
        return library().Client(scheduler, timeout=CONNECT)
    except (OSError, ValueError, TypeError) as error:
        message = f"no Dask scheduler answers at {scheduler}: {error}"
        raise EngineError(message) from error


def library() -> Any:
    """Return the library that Dask's clients come from.

    Raises
    ------
    EngineError
        When it is not installed.
    """
    try:
        import distributed
    except ImportError as error:
        message = "the engine dask needs the library distributed: pip install distributed"
        raise EngineError(message) from error
    return distributed


def _settings() -> Any:
    import dask

    return dask.config.set(SETTINGS)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling what is dealt with here: workers that ended, and calls that failed or were given up."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado.application")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(SILENT)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _gather(client: Client, count: int) -> None:
    """Wait until there are so many workers."""
    try:
        client.wait_for_workers(count, timeout=GATHER)
    except TimeoutError as error:
        came = len(client.scheduler_info()["workers"])
        message = f"{came} of {count} Dask workers came within {GATHER:g} seconds"
        raise EngineError(message) from error


def _examine(client: Client) -> None:
    """Make sure that the workers can do the work: a call at a time, by the same program."""
    for address, worker in client.scheduler_info()["workers"].items():
        if worker["nthreads"] != 1:
            message = (
                f"the Dask worker {address} has {worker['nthreads']} threads, which the solver cannot share; "
                "start it with --nthreads 1, and --nworkers for more of them"
            )
            raise EngineError(message)
    for address, digest in client.run(program_digest, on_error="return").items():
        if digest != program_digest():
            said = f": {digest}" if isinstance(digest, Exception) else ""
            message = f"the Dask worker {address} does not have this version of the program and of its libraries{said}"
            raise EngineError(message)


class DaskPool:
    """The workers of a Dask cluster; Dask itself makes a call again whose worker ended."""

    by_turn = False

    def __init__(self, client: Client, addresses: list[str]) -> None:
        self._client, self._addresses = client, addresses
        self.workers = len(addresses)
        self._looked = self._seen = self._moved = time.monotonic()

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the first worker that is free."""
        future: Future[T] = Future()
        sent = self._client.submit(_placed, function, arguments, pure=False)
        sent.add_done_callback(partial(self._answered, None, future))
        return future

    def pinned(self, worker: int, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call where the last pinned to that number was made, or where Dask likes if that worker is gone."""
        future: Future[T] = Future()
        at = {"workers": [self._home(worker)], "allow_other_workers": True}
        sent = self._client.submit(_placed, function, arguments, pure=False, **at)
        sent.add_done_callback(partial(self._answered, worker, future))
        return future

    def check(self) -> None:
        """Raise an error where the scheduler is gone, or all workers have been for a while."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        try:
            some = self._client.scheduler_info(n_workers=1)["workers"]
        except OSError as error:
            message = f"the Dask scheduler is gone: {error}"
            raise EngineError(message) from error
        if some:
            self._seen = now
        elif now - self._seen > GRACE:
            message = f"no Dask worker has been there for {GRACE:g} seconds"
            raise EngineError(message)

    def _home(self, worker: int) -> str:
        """Return where a number's calls go; away from where another's go, once there is a worker without any."""
        now = time.monotonic()
        if self._addresses.count(self._addresses[worker]) > 1 and now - self._moved > LOOK:
            self._moved = now
            free = set(self._client.scheduler_info()["workers"]) - set(self._addresses)
            if free:
                self._addresses[worker] = min(free)
        return self._addresses[worker]

    def _answered(self, worker: int | None, future: Future[Any], sent: Any) -> None:
        """Pass an answer on; one that was lost on its way, with the worker that had it, is as good as never made.

        Dask's own executor leaves such calls without any answer.
        """
        from distributed import KilledWorker

        raised = sent.exception() if sent.status == "error" else None
        if raised is not None:
            lost = WorkerLostError(MOST_LOST)
            lost.__cause__ = raised
            future.set_exception(lost if isinstance(raised, KilledWorker) else raised)
            return
        try:
            address, answer = sent.result()
        except (CancelledError, OSError) as error:
            lost = WorkerLostError()
            lost.__cause__ = error
            future.set_exception(lost)
            return
        if worker is not None:
            self._addresses[worker] = address
        future.set_result(answer)


def _placed(function: Callable[..., T], arguments: tuple[object, ...]) -> tuple[str, T]:
    """Return in which worker a call was made, and its answer."""
    from distributed import get_worker

    return str(get_worker().address), function(*arguments)
