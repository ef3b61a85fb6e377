"""The statuses of an answer, in the same words everywhere; why a solve stopped is told apart from them."""

from __future__ import annotations

from typing import Final

from planner.errors import InfeasibleError, NoPlanError, PlannerError, SolverError, WorkbookError

# The statuses of an answer; the first word that fits.
PROVEN, NOT_PROVEN, NOT_VERIFIED = "proven", "not proven", "not verified"
INFEASIBLE, NO_PLAN, FAILED = "infeasible", "no plan found", "solver failed"
WORKBOOK_WRONG, REFUSED, INTERRUPTED, DONE = "workbook wrong", "refused", "interrupted", "done"
STATUSES: Final = (
    PROVEN, NOT_PROVEN, NOT_VERIFIED, INFEASIBLE, NO_PLAN, FAILED, WORKBOOK_WRONG, REFUSED, INTERRUPTED, DONE,
)  # fmt: skip
OF_ERROR: Final = (
    (WorkbookError, WORKBOOK_WRONG), (InfeasibleError, INFEASIBLE), (NoPlanError, NO_PLAN), (SolverError, FAILED),
)  # fmt: skip


def status_of_run(stopped: str) -> str:
    """Return the status of an answer from the word on a plan's sheet Run."""
    known = {"optimal": PROVEN, PROVEN: PROVEN, NOT_VERIFIED: NOT_VERIFIED, INTERRUPTED: INTERRUPTED}
    return known.get(stopped, NOT_PROVEN)


def status_of_error(error: PlannerError) -> str:
    """Return the status of a failure."""
    status = next((word for kind, word in OF_ERROR if isinstance(error, kind)), "")
    return status or (FAILED if error.exit_code == SolverError.exit_code else REFUSED)
