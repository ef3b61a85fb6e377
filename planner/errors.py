"""One exception a kind of failure; each owns its message and its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from planner.faults import Fault


# Not tried, and so said as what it is: a wider gap makes no first plan by itself.
MORE_TIME: Final = "give more time, or a wider gap, which its solves reach sooner"


class PlannerError(Exception):
    """A failure that a planner can read; anything else is a programming fault and keeps its traceback."""

    exit_code: ClassVar[int] = 5


class WorkbookError(PlannerError):
    """The workbook cannot be planned: every fault in it, with its cell."""

    exit_code: ClassVar[int] = 2

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        self.path, self.faults = path, tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{path.name}: {len(self.faults)} problem(s)\n{lines}")

    def __reduce__(self) -> tuple[type[WorkbookError], tuple[Path, Sequence[Fault]]]:
        """Return how it is made again in another process: from its parts, not from its message."""
        return type(self), (self.path, self.faults)


class FileError(PlannerError):
    """A file cannot be read or written: missing, locked, not a workbook, or hostile."""

    exit_code: ClassVar[int] = 2


class InfeasibleError(PlannerError):
    """The hard requirements of the workbook cannot hold together.

    Where it was found out which, and what would do, it is a `planner.infeasibility.diagnosis.DiagnosedError`, whose
    ``path`` is where that was written.
    """

    exit_code: ClassVar[int] = 3
    path: Path | None = None


class NoPlanError(PlannerError):
    """The time limit came before the first plan."""

    exit_code: ClassVar[int] = 4


class SolverError(PlannerError):
    """The solver failed, refused the model, or is a version that is known to be wrong."""

    exit_code: ClassVar[int] = 5


class EngineError(PlannerError):
    """The engine that was asked for cannot be used: not installed, not started so, or nobody answers there."""

    exit_code: ClassVar[int] = 2


class BrokenTaskError(PlannerError):
    """A task ended the process that worked on it again and again; most often the machine's memory ran out."""

    exit_code: ClassVar[int] = 5


class QuestionError(PlannerError):
    """What is asked of a workbook or a plan names something that is not there, or cannot be asked of it."""

    exit_code: ClassVar[int] = 2
