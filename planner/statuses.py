"""How an answer is known, in the same words everywhere; why a solve stopped is told apart from it.

Solver, plan, study, report, command and library all say one `Status`. Of a plan it follows from why its solve stopped
(`Stop.status`): only a gap that is closed makes one proven, so that a time limit is never called that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from planner.errors import InfeasibleError, NoPlanError, PlannerError, SolverError, WorkbookError


class Status(StrEnum):
    """How an answer is known: of a solve, a plan, a case, a point of a study, or a command."""

    PROVEN = "proven"  # within the gap that was asked
    NOT_PROVEN = "not proven"  # there is a plan; the gap is wider than was asked, or not known
    NOT_VERIFIED = "not verified"  # there is a plan, and its own verification fails
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"  # more could be earned without end
    NO_PLAN = "no plan found"  # none in the time
    FAILED = "solver failed"
    WORKBOOK_WRONG = "workbook wrong"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"
    DONE = "done"  # what was asked, and there is nothing to prove


class Stop(StrEnum):
    """Why a solve stopped that has a plan."""

    GAP_CLOSED = "gap closed"
    TIME_LIMIT = "time limit"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    TOLERANCES = "tolerances"  # what its arithmetic can tell apart
    MOST_ROUNDS = "most rounds"
    NO_FURTHER = "no further progress"  # of prices that bound many worlds
    CHARGED = "charged"  # changes of the former plan were aimed at too
    ALL_CASES = "all cases"  # its investments were chosen for all cases together
    AUDITED_BELOW = "audited below"  # a plan costs less than was proven of it
    PLAYBOOK = "playbook"  # all worlds were planned together, so that nothing is proven of one alone
    OTHER_MEASURE = "other measure"  # something else than cost was made best, so that nothing is proven of the cost

    @property
    def status(self) -> Status:
        """How a plan is known whose solve stopped so: the one place that calls a plan proven."""
        known = {Stop.GAP_CLOSED: Status.PROVEN, Stop.INTERRUPTED: Status.INTERRUPTED}
        return known.get(self, Status.NOT_PROVEN)


# What a command may end with: what earns without end is said at the cells of the workbook, which is wrong.
OF_COMMANDS: Final = tuple(status for status in Status if status is not Status.UNBOUNDED)
OF_ERROR: Final = (
    (WorkbookError, Status.WORKBOOK_WRONG), (InfeasibleError, Status.INFEASIBLE), (NoPlanError, Status.NO_PLAN),
    (SolverError, Status.FAILED),
)  # fmt: skip


def status_of(word: object) -> Status:
    """Return the status that a word in a file stands for; no word that is unknown calls anything proven."""
    return next((status for status in Status if status == word), Status.NOT_PROVEN)


def stop_of(word: object) -> Stop | None:
    """Return why a solve stopped by a word in a file; None where no solve stops so."""
    return next((stop for stop in Stop if stop == word), None)


def status_text(status: Status, stopped: Stop | None) -> str:
    """Return a status in a cell: of what is not proven, with why not."""
    return f"{status}: {stopped}" if status is Status.NOT_PROVEN and stopped else str(status)


def status_of_error(error: PlannerError) -> Status:
    """Return the status of a failure."""
    status = next((status for kind, status in OF_ERROR if isinstance(error, kind)), None)
    return status or (Status.FAILED if error.exit_code == SolverError.exit_code else Status.REFUSED)


def without_plan(status: Status) -> Status:
    """Return how a question without a plan is answered: that there is none, or that none was found."""
    return Status.INFEASIBLE if status is Status.INFEASIBLE else Status.NO_PLAN
