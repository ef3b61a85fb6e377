"""How a study is done: its case, how each of its solves is, by which workers, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planner.outputs import Outputs

if TYPE_CHECKING:
    from planner.solving.workers.pools import EngineName


@dataclass(frozen=True)
class StudyOptions:
    """What a planner says about how a study is done.

    Attributes
    ----------
    target
        Where the study is written; None: in ``outputs/``.
    case, gap, money_gap, time_limit
        The case that is studied; of each solve, None: as Settings say.
    processes, engine, scheduler
        Of the workers (see `planner.solving.workers.engines.pool`).
    threads, log
        Of each solve, None: one where there are several workers; where the solver's log goes.
    outputs
        Where the command may write.
    """

    target: Path | None = None
    case: str = "base"
    gap: float | None = None
    time_limit: float | None = None
    processes: int | None = None
    engine: EngineName = "processes"
    scheduler: str | None = None
    money_gap: float | None = None
    threads: int | None = None
    log: str | None = None
    outputs: Outputs = field(default_factory=Outputs, compare=False)
