"""What disruptions would do to plans, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from planner.plans.fields import Field
from planner.reports.loading.several import Compared
from planner.studies.compare.projects import drawn_of
from planner.studies.compare.tables import changes, line_up, marks, plan_fields
from planner.tolerances import NOTICED
from planner.wording.numbers import share_text
from planner.wording.study import Chart, StudySheet

MOST_BARS: Final = 7  # that a chart can tell apart
VALUES: Final = ("service", "guarantee", "kept", "extra cost in the year's money", "time to survive")


def resilience_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return service, guarantee, extra cost and time to survive of every disruption and onset."""
    lined = line_up([plan.plan.tables["Resilience"] for plan in plans], ("disruption", "onset"), VALUES)
    has_guarantees = any(each is not None for row in range(len(lined.names)) for each in lined.values(row, 1))
    rows, tints = [], []
    for row, name in enumerate(lined.names):
        service, guarantee, kept, cost, time = (lined.values(row, place) for place in range(len(VALUES)))
        asked = guarantee if has_guarantees else []
        rows.append((*name, *service, *asked, *cost, *map(_time, time, service)))
        broken = ["worse" if each == "NO" else mark for each, mark in zip(kept, marks(service, better=1), strict=True)]
        told = changes(asked) if has_guarantees else []
        tints.append(["", "", *broken, *told, *marks(cost, better=-1), *[""] * len(plans)])
    guarantees = plan_fields(plans, "share", "the service that the workbook asks for; blank: none", "guarantee: ")
    fields = (
        Field("disruption", "text", "the disruption"),
        Field("onset", "text", "the period in which it strikes"),
        *plan_fields(plans, "share", "of the worst served covered demand", "service: "),
        *(guarantees if has_guarantees else ()),
        *plan_fields(plans, "money", "beyond the plan's own course, in the year's money", "extra cost: "),
        *plan_fields(plans, "number", "years until a covered demand can no longer be met in full", "survives: "),
    )
    doc = "What every disruption would do in every period of onset."
    return StudySheet("Resilience", doc, fields, rows, 2, tints)


def _time(time: object, service: object) -> object:
    """Return a time to survive; a blank one of a branch that was looked at is without limit."""
    return "no limit" if time is None and service is not None else time


def worst_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return the worst service over the onsets of each disruption."""
    frames = [_worst(plan.plan.tables["Resilience"]) for plan in plans]
    lined = line_up(frames, ("disruption",), ("service", "onset"))
    rows, tints = [], []
    for row, name in enumerate(lined.names):
        services, onsets = lined.values(row), lined.values(row, 1)
        rows.append((*name, *services, *map(_onset, services, onsets)))
        tints.append(["", *marks(services, better=1), *[""] * len(plans)])
    worst = sorted(range(len(rows)), key=lambda row: min(each for each in lined.values(row) if each is not None))
    shown = tuple(sorted(worst[:MOST_BARS]))
    drawn, more = drawn_of(plans)
    told = "; ".join(f"{rows[row][0]} {share_text(rows[row][1])}" for row in shown if rows[row][1] is not None)
    words = f"Bars: the worst service under each disruption; of {plans[0].label}: {told}."
    title = "Worst service by disruption" if len(shown) == len(rows) else f"The {len(shown)} worst disruptions: service"
    chart = Chart("bar", f"{title}{more}", "disruption", drawn, words, rows=shown)
    fields = (
        Field("disruption", "text", "the disruption"),
        *plan_fields(plans, "share", "of the worst served covered demand, at the worst onset"),
        *plan_fields(plans, "text", "the period in which it would be worst", "worst in: "),
    )
    doc = "How much of the worst served demand is served under each disruption, in its worst period."
    return StudySheet("Worst service", doc, fields, rows, 1, tints, (chart,))


def _onset(service: float | None, onset: str | None) -> str:
    """Return when it would be worst; blank where nothing goes short."""
    return "" if service is None or onset is None or service >= 1 - NOTICED else onset


def _worst(table: pd.DataFrame) -> pd.DataFrame:
    """Return the row of each disruption at whose onset the least is served."""
    known = table[table["service"].notna()]
    return known.loc[known.groupby("disruption", sort=False)["service"].idxmin()]
