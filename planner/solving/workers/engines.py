"""Which engine gives a command its workers, and how many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from planner.errors import EngineError
from planner.solving.workers.dask_pool import dask_pool, library, reach
from planner.solving.workers.local_pool import local_pool
from planner.solving.workers.mpi_pool import executor, mpi_pool
from planner.solving.workers.pools import EngineName, Pool, processors

if TYPE_CHECKING:
    from planner.solving.outcome import Options


@contextmanager
def pool(engine: EngineName = "processes", workers: int | None = None, scheduler: str | None = None) -> Iterator[Pool]:
    """Start or join workers; at the end, also after an interrupt, those that were started are ended.

    Parameters
    ----------
    engine
        ``processes`` of this machine, ``dask``, or ``mpi`` (started by ``mpiexec -n N python -m mpi4py.futures``).
    workers
        How many; by default one for each processor of this machine, or all that the cluster has.
    scheduler
        The address of a Dask scheduler, such as ``tcp://host:8786``; without one Dask works on this machine.

    Raises
    ------
    EngineError
        When the engine's library is not installed or the engine cannot be reached.
    """
    if engine == "processes":
        chosen: AbstractContextManager[Pool] = local_pool(workers or processors())
    elif engine == "dask":
        chosen = dask_pool(workers, scheduler)
    elif engine == "mpi":
        chosen = mpi_pool()
    else:
        message = f"there is no engine {engine!r}"
        raise EngineError(message)
    with chosen as found:
        yield found


def pool_of(options: Options) -> AbstractContextManager[Pool]:
    """Start or join the workers that a solve may have."""
    return pool(options.engine, options.processes, options.scheduler)


def workers_wanted(engine: EngineName, processes: int | None, threads: int | None, scheduler: str | None) -> int:
    """Return how many workers a command asks for: as many as it says, or has threads, or finds on a cluster.

    Raises
    ------
    EngineError
        When a scheduler is named for an engine that has none, or does not answer, or the engine cannot be used here.
    """
    if scheduler is not None and engine != "dask":
        message = "--scheduler is the address of a Dask scheduler: add --engine dask"
        raise EngineError(message)
    if engine == "dask":
        library()
        if scheduler is not None:
            reach(scheduler)
    elif engine == "mpi":
        executor()
    if scheduler is not None or engine == "mpi":
        return processes or 1
    return processes or threads or processors()
