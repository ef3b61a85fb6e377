"""The audit of what the run says of itself: its status against the gap that was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping

from planner.audit.ledger import Ledger
from planner.audit.tolerances import ACCURACY
from planner.statuses import Status, stop_of


def audit_status(run: Mapping[str, object], scale: float, ledger: Ledger) -> None:
    """Check that what is called proven is: the solve closed its gap, and what is left is no more than what was asked.

    ``scale`` is the size of the money whose sum the objective is.
    """
    status, stopped = run.get("status"), stop_of(run.get("stopped"))
    is_known = stopped is not None and status in (stopped.status, Status.NOT_VERIFIED)
    ledger.holds("run: the status is that of why the solve stopped", is_known, ("status", status, run.get("stopped")))
    if not is_called_proven(run):
        return
    objective, bound = _number(run, "objective"), _number(run, "bound")
    left = objective - bound
    asked = max(_number(run, "gap asked"), 0.0) * abs(objective)
    in_money = _number(run, "money gap asked")
    most = max(asked, in_money if math.isfinite(in_money) else 0.0)
    room = ACCURACY * max(abs(objective), abs(bound), scale)
    is_within = math.isfinite(left) and math.isfinite(most) and left <= most + room
    ledger.holds("run: what is called proven is", is_within, ("status", status, f"open: {left:.6g}"))


def is_called_proven(run: Mapping[str, object]) -> bool:
    """Whether a run says of itself that its plan is proven."""
    return run.get("status") == Status.PROVEN


def _number(run: Mapping[str, object], key: str) -> float:
    value = run.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
