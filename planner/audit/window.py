"""The window of a disruption for the audit: the steps in which rates are constant."""

from __future__ import annotations

from typing import NamedTuple

from planner.audit.network import AtOnset
from planner.audit.tolerances import MOMENT

Window = tuple[float, float]  # duration and recovery


class AuditedStep(NamedTuple):
    """A stretch of a window: its period, its years, and the mean share of the recovery that has passed."""

    t: int
    years: float
    back: float = 0.0


def steps_of(there: AtOnset, duration: float, recovery: float) -> list[AuditedStep]:
    """Return the window's steps, cut where periods and the horizon end, where recovery begins, and each year of it."""
    clock = there.trunk.lookup.clock
    begin = clock.begins[there.onset]
    mending = begin + duration
    end = min(mending + recovery, clock.horizon)
    moments = {begin, end, mending} | {clock.end(t) for t in clock.all[there.onset :]}
    moments |= {mending + year for year in range(1, int(recovery) + 1)}
    found, at = [], begin
    for moment in sorted(moments):
        if moment <= at + MOMENT or moment > end + MOMENT:
            continue
        t = max(t for t in clock.all if clock.begins[t] <= at + MOMENT)
        passed = ((at - mending) + (moment - mending)) / 2  # the mean over the step of what grows evenly
        found.append(AuditedStep(t, moment - at, passed / recovery if recovery and passed > 0 else 0.0))
        at = moment
    return found
