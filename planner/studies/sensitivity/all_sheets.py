"""All ranges at once, as tables: what the plan kept comes to, what would be built, and what drives the cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from planner.plans.fields import Field
from planner.studies.core.query import Decisions
from planner.studies.sensitivity.all_words import costs_of, drivers, given_lines, plans_of
from planner.studies.sensitivity.asked import Sensitivity
from planner.studies.sensitivity.samples import quantile, share_between
from planner.wording.study import Chart, StudySheet
from planner.workbook.book import Book

SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST: Final = 2  # numbers of which a quantile is told
MOST_BARS: Final = 20


def all_sheets(book: Book, found: Sensitivity) -> list[StudySheet]:
    """Return the sheets of all ranges at once; none where nothing was drawn."""
    if not found.samples:
        return []
    sheets = [_quantiles(found), _given(found), _projects(book, found), _drivers(found), _draws(found)]
    return [sheet for sheet in sheets if sheet.rows]


def _quantiles(found: Sensitivity) -> StudySheet:
    fields = (
        Field("of the plan kept", "text", "what is measured"),
        Field("share of draws", "share", "so many have no more"),
        Field("value", "number", "of the sample"),
        Field("at least", "number", "with 95% confidence; blank where the draws are too few to say"),
        Field("at most", "number", "with 95% confidence; blank where the draws are too few to say"),
    )
    plans = [plan for _, plan in plans_of(found.samples)]
    as_it_is = [plan.cost for plan in plans if plan.cost is not None]
    most = [max((gave.share for gave in plan.gave), default=0.0) for plan in plans]
    values = {
        "cost": ("money", costs_of(found.samples)),
        **({"cost where nothing gives way": ("money", as_it_is)} if len(as_it_is) < len(plans) else {}),
        "worst service under a disruption": ("share", [plan.service for plan in plans]),
        "short undisturbed": ("amount", [plan.shortage for plan in plans]),
        **({"what gives way the most, by": ("share", most)} if any(most) else {}),
    }
    rows, kinds = [], []
    for name, (kind, told) in values.items():
        for share in SHARES if len(told) >= FEWEST else ():
            known = quantile(told, share)
            ends = [value if math.isfinite(value) else None for value in (known.low, known.high)]
            rows.append((name, share, known.value, *ends))
            kinds.append(kind)
    doc = (
        "All numbers drawn at once: what the plan kept comes to, with what gives way where it cannot be operated as it "
        "is (the sheet What gives way). Intervals are those of independent draws; a Latin "
        "hypercube is as good or better for what moves one way with each number."
    )
    return StudySheet("All at once", doc, fields, rows, 2, row_kinds=tuple(kinds))


def _given(found: Sensitivity) -> StudySheet:
    fields = (
        Field("what gives way", "text", "a start of the plan kept, or what must be kept"),
        Field("draws", "number", "in how many of all draws"),
        Field("how often", "share", "of the draws"),
        Field("at least", "share", "with 95% confidence"),
        Field("at most", "share", "with 95% confidence"),
        Field("by", "share", "in the middle of these draws: of what is asked, of a start of its size and its years"),
        Field("by at most", "share", "in the draw in which it gives way the most; in each its worst period counts"),
    )
    count = len(found.samples)
    rows = [
        (line.what, line.draws, line.draws / count, *share_between(line.draws, count), line.middle, line.most)
        for line in given_lines(found.samples)
    ]
    doc = (
        "What gives way where the plan kept cannot be operated as it is: first starts, as little as can be (later, "
        "smaller or not at all); then as little as can be of what must be kept, each by the share of what it asks."
    )
    return StudySheet("What gives way", doc, fields, rows)


def _projects(book: Book, found: Sensitivity) -> StudySheet:
    fields = (
        Field("project", "text", "the project"),
        Field("in the plan kept", "text", "whether it starts it"),
        Field("how often", "share", "it is started in the best plan of the draws that were planned anew"),
        Field("at least", "share", "with 95% confidence"),
        Field("at most", "share", "with 95% confidence"),
    )
    plans = [
        {project for project, *_ in each.trial.decisions}
        for each in found.samples
        if each.trial is not None and each.trial.decisions is not None
    ]
    kept = {project for project, *_ in found.starts}
    rows: list[tuple[object, ...]] = []
    for project in (row["project"] for row in book.rows("Projects")) if plans else ():
        times = sum(project in plan for plan in plans)
        rows.append(
            (project, "yes" if project in kept else "no", times / len(plans), *share_between(times, len(plans)))
        )
    tints = [["", "chosen" if row[1] == "yes" else "", "", "", ""] for row in rows]
    doc = f"How often each project is in the best plan, of {len(plans)} draws of all numbers that were planned anew."
    return StudySheet("How often built", doc, fields, rows, tints=tints)


def _drivers(found: Sensitivity) -> StudySheet:
    method = found.asked.method
    fields = (
        Field("number", "text", "the cells that it moves"),
        Field("rank correlation", "number", "with the cost of the plan kept, from -1 to 1"),
        *(
            (Field("effect", "money", "of Morris: the mean size of what it changes, from end to end"),
             Field("effect, give or take", "money", "with 95% confidence"),
             Field("spread", "money", "of Morris: the standard deviation of its effects; large where others matter"))
            if method == "morris" and found.indices else ()
        ),
        *(
            (Field("first order", "share", "of Sobol: the share of the variance of the cost that it makes by itself"),
             Field("first order, give or take", "share", "with 95% confidence"),
             Field("total", "share", "of Sobol: the same with all that it does together with others"),
             Field("total, give or take", "share", "with 95% confidence"))
            if method == "sobol" and found.indices else ()
        ),
    )  # fmt: skip
    ranks = drivers(found)
    rows = []
    for name, rank in sorted(ranks, key=lambda each: -abs(each[1]) if not math.isnan(each[1]) else 0.0):
        rows.append((name, None if math.isnan(rank) else rank, *_index(found, name)))
    chart = Chart(
        "bar", "What the cost of the plan kept goes with", "number", ("rank correlation",),
        "The rank correlation of each number with the cost of the plan kept, over all draws; the strongest first.",
        value_axis="rank correlation", rows=tuple(range(min(len(rows), MOST_BARS))),
    )  # fmt: skip
    doc = "Which numbers drive the cost of the plan kept where all of them are drawn at once."
    return StudySheet("Drivers", doc, fields, rows, charts=(chart,) if rows else ())


def _index(found: Sensitivity, name: str) -> tuple[object, ...]:
    if found.indices is None:
        return ()
    index = found.indices[found.places[name]]
    if found.asked.method == "morris":
        return index.effect, index.effect_half, index.spread
    return index.first, index.first_half, index.total, index.total_half


def _draws(found: Sensitivity) -> StudySheet:
    names = [each.of for each in found.numbers] or found.drawn
    fields = (
        Field("draw", "text", "its number"),
        Field("cost", "money", "of the plan kept, with what gives way"),
        Field("service", "share", "the worst served covered demand under the worst disruption"),
        Field("short", "amount", "undisturbed, of all demands together"),
        Field("best plan", "money", "of the draws that were planned anew"),
        Field("regret", "money", "what the plan kept costs beyond the best"),
        Field("starts", "text", "what the best plan starts"),
        Field("gives way", "text", "of the plan kept, where it cannot be operated as it is"),
        Field("why", "text", "the workbook cannot be planned, or what the plan comes to was not found"),
        *(Field(of.name, "number", "drawn; of numbers that move together the first") for of in names),
    )
    rows = []
    for number, each in enumerate(found.samples):
        plan, trial = each.plan, each.trial
        best = None if trial is None or trial.best is None else trial.best.best
        regret = None if trial is None or trial.regret is None else trial.regret.best
        starts = "" if trial is None or trial.decisions is None else _started(trial.decisions)
        cost = None if plan is None else plan.comes_to
        drawn = [of.drawn(each.shares[found.places[of.name]])[0][1] for of in names]
        told = (plan.service, plan.shortage) if plan is not None else (None, None)
        gave = "" if plan is None else "; ".join(each.words for each in plan.gave)
        why = each.problem or (plan.why if plan is not None and cost is None else "")
        rows.append((str(number + 1), cost, *told, best, regret, starts, gave, why, *drawn))
    return StudySheet("Draws", "Every draw of all numbers at once.", fields, rows)


def _started(decisions: Decisions | Sequence[tuple[str, str, float, float | None]]) -> str:
    return "; ".join(dict.fromkeys(f"{project} ({period})" for project, period, *_ in decisions))
