"""What plans cost, part by part: the bridge from one plan's cost to another's, and the costs by period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from planner.plans.fields import Field
from planner.plans.tables import PARTS
from planner.reports.loading.several import Compared, differs_in_money
from planner.studies.compare.tables import differ, in_order, line_up, marks, plan_fields
from planner.tolerances import ROUNDING
from planner.wording.numbers import number_text
from planner.wording.study import Chart, StudySheet

BY_ROUNDING: Final = "not in the table of costs"
ALL: Final = "whole cost"
SMALL_STEP: Final = 5e-3  # of the largest step: less is neither told nor drawn by itself
MOST_BRIDGES: Final = 2  # on the first page
MOST_STEPS: Final = 6  # that are drawn
LARGEST: Final = 3  # steps that are told in words


def parts_of(plan: Compared) -> dict[str, float]:
    """Return the discounted cost of each part, and what the table of costs lacks to the objective, if anything."""
    sums = plan.plan.tables["Costs"].groupby("part", sort=False)["discounted"].sum()
    parts = {str(part): float(amount) for part, amount in sums.items()}
    rest = plan.objective - math.fsum(parts.values())
    if abs(rest) > ROUNDING * math.fsum(map(abs, parts.values())):
        parts[BY_ROUNDING] = rest
    return parts


def steps_of(first: Compared, other: Compared) -> dict[str, float]:
    """Return by how much each part costs more in the other plan; they add up to the difference of the objectives."""
    one, two = parts_of(first), parts_of(other)
    return {part: two.get(part, 0.0) - one.get(part, 0.0) for part in _in_order([one, two])}


def largest_steps(steps: Mapping[str, float], most: int = LARGEST) -> list[str]:
    """Return the largest steps in words, such as ``capital +120``; none that rounds to nothing."""
    least = SMALL_STEP * max(map(abs, steps.values()), default=0.0)
    named = sorted((part for part in steps if abs(steps[part]) > least), key=lambda part: -abs(steps[part]))
    return [f"{part} {signed_text(steps[part])}" for part in named[:most]]


def signed_text(value: float) -> str:
    """Return a difference in words, with its sign."""
    return f"+{number_text(value)}" if value > 0 else number_text(value)


def against(label: str) -> str:
    """Return the header of what is more in a plan than in the first."""
    return f"difference: {label}"


def bridge_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return the costs by part with the differences to the first plan, and a waterfall for each other plan."""
    costs = [parts_of(plan) for plan in plans]
    parts, others = _in_order(costs), plans[1:]
    rows: list[list[Any]] = [[part, *(cost.get(part, 0.0) for cost in costs)] for part in parts]
    rows.append([ALL, *(plan.objective for plan in plans)])
    fields = (Field("part", "text", "the part of the cost"), *plan_fields(plans, "money", "discounted"))
    tints = [[""] * len(fields) for _ in parts] + [["total"] * len(fields)]
    charts: list[Chart] = []
    if not differs_in_money(plans):
        fields += tuple(
            Field(against(plan.label), "money", "what it costs more than the first plan") for plan in others
        )
        for row, mark in zip(rows, tints, strict=True):
            steps = [cost - row[1] if differ(cost, row[1]) else 0.0 for cost in row[2:]]
            row += steps
            mark += ["" if not step or mark[0] else "worse" if step > 0 else "better" for step in steps]
        for number, plan in enumerate(others):
            steps = [row[1 + len(plans) + number] for row in rows]
            chart = _waterfall(plans[0], plan, parts, steps)
            if any(steps):
                charts.append(replace(chart, is_wide=len(plans) == 2, on_summary=plan in _shown(plans)))
    doc = "What each part costs, discounted, and what explains the difference to the first plan."
    return StudySheet("Cost by part", doc, fields, rows, tints=tints, charts=tuple(charts))


def _shown(plans: Sequence[Compared]) -> Sequence[Compared]:
    """Return the plans whose steps stand on the first page: all of few, of many the one that differs the most."""
    others = plans[1:]
    if len(others) <= MOST_BRIDGES:
        return others
    return [max(others, key=lambda plan: abs(plan.objective - plans[0].objective))]


def _waterfall(first: Compared, plan: Compared, parts: Sequence[str], steps: Sequence[float]) -> Chart:
    """Return the largest steps from the first plan's cost to another's; the chart adds what they leave over."""
    whole = len(parts)
    told = largest_steps(dict(zip(parts, steps, strict=False)), MOST_STEPS)
    drawn = sorted(range(whole), key=lambda row: -abs(steps[row]))[:MOST_STEPS]
    least = SMALL_STEP * max(map(abs, steps))
    return Chart(
        "waterfall",
        f"Why {plan.label} costs {'more' if steps[whole] >= 0 else 'less'} than {first.label}",
        "part",
        (against(plan.label),),
        f"From {first.label} to {plan.label}: {', '.join(told)}; {signed_text(steps[whole])} in all.",
        value_axis=f"{plan.money}, discounted",
        rows=(*sorted(row for row in drawn if abs(steps[row]) > least), whole),
        totals=(whole,),
    )


def cost_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return the discounted cost of each part in each period, side by side."""
    lined = line_up([plan.plan.tables["Costs"] for plan in plans], ("part", "period"), ("discounted",))
    rows = [(*name, *lined.values(row)) for row, name in enumerate(lined.names)]
    tints = [["", "", *marks(lined.values(row), better=-1)] for row in range(len(rows))]
    fields = (
        Field("part", "text", "the part of the cost"),
        Field("period", "text", "the period in which it falls due"),
        *plan_fields(plans, "money", "discounted"),
    )
    return StudySheet("Cost by period", "What each part costs in each period, discounted.", fields, rows, 2, tints)


def _in_order(costs: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the parts that any of the plans has, in their declared order, what is not declared last."""
    found = in_order([list(cost) for cost in costs])
    return [part for part in PARTS if part in found] + [part for part in found if part not in PARTS]
