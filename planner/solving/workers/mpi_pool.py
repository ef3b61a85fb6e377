"""A pool of the other processes of an MPI job, which wait for work in ``python -m mpi4py.futures``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from planner.errors import EngineError
from planner.solving.workers.pools import T

if TYPE_CHECKING:
    from concurrent.futures import Future

HOW: Final = "mpiexec -n 3 python -m mpi4py.futures -m planner COMMAND ..."


@contextmanager
def mpi_pool() -> Iterator[MpiPool]:
    """Use the other processes of this MPI job meanwhile.

    Raises
    ------
    EngineError
        When MPI is not installed, or this process was not started as the first of several that wait for work.
    """
    with executor()() as found:
        yield MpiPool(found)


def executor() -> Any:
    """Return the class of the executor whose workers are the other processes of this MPI job.

    Raises
    ------
    EngineError
        When MPI is not installed, or this process was not started as the first of several that wait for work.
    """
    try:
        from mpi4py import MPI
        from mpi4py.futures import MPIPoolExecutor
    except (ImportError, RuntimeError) as error:  # the second where the library is there and MPI itself is not
        message = (
            "the engine mpi needs the library mpi4py and an MPI: pip install mpi4py mpich, "
            f"or pip install mpi4py on a machine that has an MPI of its own ({error})"
        )
        raise EngineError(message) from error
    if MPI.COMM_WORLD.Get_size() == 1 or "mpi4py.futures" not in sys.orig_argv:
        message = f"the engine mpi works with two or more processes that MPI has started: {HOW}"
        raise EngineError(message)
    return MPIPoolExecutor


class MpiPool:
    """The other processes of an MPI job; MPI itself ends the whole job where one of them is lost."""

    by_turn = True

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        self.workers = int(executor.num_workers)

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Make a call in the worker that has been free the longest."""
        future: Future[T] = self._executor.submit(function, *arguments)
        return future

    def pinned(self, worker: int, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the worker whose turn it is (see ``by_turn``)."""
        del worker
        return self.submit(function, *arguments)

    def check(self) -> None:
        """Do nothing: MPI ends this process too where another is lost."""
