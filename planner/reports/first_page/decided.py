"""What of a project's starts the workbook decides itself, and what the plan adds to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.tolerances import NOTICED
from planner.workbook.schema.columns import Decision

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan


@dataclass(frozen=True)
class Parts:
    """The capital of a project's starts by their period: what is free to choose, and what the workbook decides.

    Attributes
    ----------
    larger
        The periods in which a start of any size is larger than committed: one start, so one capital.
    """

    free: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    decided: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    larger: list[str] = field(default_factory=list)


def parts_of(plan: Plan) -> dict[str, Parts]:
    """Return, for each project that is built, which of its capital is free and which is decided."""
    rows = {row["project"]: row for row in plan.book.rows("Projects")}
    table = plan.tables["Investments"]
    found: dict[str, Parts] = {}
    for name, starts in table[table["decision"] == "build"].groupby("project", sort=False):
        found[str(name)] = _parts(rows.get(name), starts)
    return found


def _parts(row: Any, starts: pd.DataFrame) -> Parts:
    parts = Parts()
    decision = row["decision"] if row is not None else None
    asked = dict(decision.commitments) if isinstance(decision, Decision) else {}
    if not asked and len(starts):  # a must asks for one start, whenever: for the first one
        asked = {str(starts["start"].iloc[0]): 1.0 if row is not None and row["block"] is not None else None}
    for start in starts.to_dict("records"):
        when, capital, share = str(start["start"]), float(start["capital"]), 1.0
        if not start["lock"] or when not in asked:
            share = 0.0
        elif (least := asked.get(when)) is not None:
            if row["block"] is not None:
                share = min(1.0, least / float(start["blocks"]))
            elif float(start["size"]) > least * (1 + NOTICED):
                parts.larger.append(when)
        if share:
            parts.decided[when] += share * capital
        if share < 1:
            parts.free[when] += (1 - share) * capital
    return parts
