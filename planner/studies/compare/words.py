"""Says in a few sentences what a comparison shows: what is cheapest, why, what is built differently."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from planner.reports.loading.several import Compared, differs_in_money
from planner.statuses import Status
from planner.studies.compare.bought import alike, alike_words, bought
from planner.studies.compare.costs import largest_steps, steps_of
from planner.studies.compare.figures import SAME, UNKNOWN, range_of, sureness
from planner.studies.compare.inputs import WHOLE_ROW, Difference
from planner.studies.compare.projects import ProjectLine
from planner.studies.compare.tables import differ
from planner.tolerances import NOTICED
from planner.wording.key_figures import is_proven, worst_disruption, worst_served
from planner.wording.numbers import number_text, share_text, span_text
from planner.wording.text import and_more

MOST_PLANS: Final = 3  # beside the first, that are named in a sentence
MOST_TOLD: Final = 2  # beside the first, that have sentences of their own
MOST_NAMES: Final = 2
MOST_COLUMNS: Final = 4
VERBS: Final = (("added", "adds"), ("dropped", "leaves out"), ("moved", "moves"), ("resized", "resizes"))


def sentences_of(plans: Sequence[Compared], lines: Sequence[ProjectLine], found: Sequence[Difference]) -> list[str]:
    """Return the comparison in short."""
    same = alike(plans, lines)
    others = [plan for number, plan in enumerate(plans) if number not in same]  # a no-difference is said once
    told = [number for number in range(1, len(plans)) if number not in same][:MOST_TOLD]
    words = [
        _caveat(plans),
        *(bought(plans[0], plans[number], any(each.counts for each in found)) for number in told),
        alike_words(plans, same),
    ]
    words.append(_cheapest(others))
    words += [_why(plans[0], plans[number]) for number in told if not differs_in_money([plans[0], plans[number]])]
    words += [_built(plans, lines, number) for number in told]
    words += [_service(others), _disruptions(others), _guarantees(others), _inputs(plans, found), _doubts(plans)]
    return [each for each in words if each]


def _caveat(plans: Sequence[Compared]) -> str:
    """Say what keeps the costs from being compared."""
    if differs_in_money(plans):
        units = "; ".join(f"{plan.label}: {plan.money or 'no unit'}" for plan in plans[: MOST_PLANS + 1])
        return f"The plans count in different money ({units}): their costs are shown side by side, never subtracted."
    if len({plan.span for plan in plans}) > 1:
        told = ", ".join(_horizons(plans))
        return f"The plans cover different periods ({told}): their costs are sums over different years."
    return _discounting(plans)


def _horizons(plans: Sequence[Compared]) -> list[str]:
    """Return the plans' horizons, each with its length where two are called the same."""
    told = sorted({(plan.horizon, plan.span[1]) for plan in plans})
    names = Counter(horizon for horizon, _ in told)
    return [f"{each} of {years:g} years" if names[each] > 1 else each for each, years in told]


def _discounting(plans: Sequence[Compared]) -> str:
    """Say where costs are in the money of different years, or later years count otherwise."""
    settings = [plan.plan.book.settings for plan in plans]
    bases = sorted({float(each["base year"]) for each in settings})
    rates = sorted({float(each["discount rate"]) for each in settings})
    if len(bases) > 1 and any(rates):
        told = ", ".join(f"{base:g}" for base in bases)
        return f"The plans discount to different years ({told}): each cost is in the money of its own."
    if len(rates) > 1:
        told = ", ".join(map(share_text, rates))
        return f"The plans discount at different rates ({told} a year): what is paid later counts otherwise in each."
    return ""


def _cheapest(plans: Sequence[Compared]) -> str:
    known = [plan for plan in plans if math.isfinite(plan.objective)]
    if differs_in_money(plans) or len(known) < 2:
        return ""
    ranked = sorted(known, key=lambda plan: plan.objective)
    best, rest = ranked[0], ranked[1:]
    if not differ(best.objective, rest[-1].objective):
        which = "Both plans cost" if len(known) == 2 else f"All {len(known)} plans cost"
        return f"{which} the same: {_money(best, best.objective)}."
    more = [f"{plan.label} {_more(best, plan)}" for plan in rest[:MOST_PLANS]]
    left = len(rest) - MOST_PLANS
    others = f"; {left} more {'plan costs' if left == 1 else 'plans cost'} more still" if left > 0 else ""
    near = [plan.label for plan in rest if sureness(best, plan) not in (Status.PROVEN, SAME)]
    doubt = f"; between it and {and_more(near, MOST_NAMES)} the difference is within what is proven" if near else ""
    return f"{best.label} is the cheapest at {_money(best, best.objective)}: {'; '.join(more)}{others}{doubt}."


def _more(best: Compared, plan: Compared) -> str:
    step = plan.objective - best.objective
    if not differ(best.objective, plan.objective):
        return "costs the same"
    share = f" ({share_text(round(step / abs(best.objective), 4))})" if best.objective else ""
    return f"costs {number_text(step)}{share} more"


def _why(first: Compared, other: Compared) -> str:
    """Say which parts explain the difference, and how sure it is."""
    step = other.objective - first.objective
    if not math.isfinite(step) or not differ(first.objective, other.objective):
        return ""
    parts = largest_steps(steps_of(first, other))
    how = f"{other.label} costs {number_text(abs(step))} {'more' if step > 0 else 'less'} than {first.label}"
    return f"{how}: {', '.join(parts)}. {_sure(first, other)}"


def _sure(first: Compared, other: Compared) -> str:
    """Say how sure a difference is: between the best plans for the two inputs, as far as they are proven."""
    sure, (low, high) = sureness(first, other), range_of(first, other)
    if sure == UNKNOWN or not math.isfinite(low) or not math.isfinite(high):
        return "How much of it is proven is not known." if sure == UNKNOWN else "That it does is proven."
    if sure == Status.PROVEN:
        least, most = sorted((abs(low), abs(high)))
        way = "more" if low > 0 else "less"
        return f"It is proven that the best plan for its inputs costs {span_text(least, most)} {way}."
    near = f"the best plan for its inputs may cost up to {number_text(-low)} less or {number_text(high)} more"
    return f"That is within the plans' proven gaps: {near}."


def _built(plans: Sequence[Compared], lines: Sequence[ProjectLine], number: int) -> str:
    """Say what a plan builds that the first does not."""
    first, other = plans[0].label, plans[number].label
    told = []
    for change, verb in VERBS:
        names = [line.project for line in lines if change in line.changes[number].split()]
        if names:
            told.append(f"{verb} {len(names)} ({and_more(names, MOST_NAMES)})")
    if not told:
        return f"{other} builds the same as {first}, in the same periods." if lines else ""
    return f"Of the projects of {first}, {other} {'; '.join(told)}."


def _service(plans: Sequence[Compared]) -> str:
    told = []
    for plan in plans:
        worst = worst_served(plan.plan)
        if worst is not None and worst["short"] > NOTICED * worst["asked"]:
            share = share_text(1 - worst["short"] / worst["asked"])
            told.append(f"{plan.label} {share} ({worst['material']}, {worst['market']}, {worst['period']})")
    if not told:
        return "No plan leaves demand short."
    spared = len(plans) - len(told)
    rest = f"; {spared} {'serves' if spared == 1 else 'serve'} all" if spared else ""
    return f"Demand served at worst, without a disruption: {and_more(told, MOST_PLANS + 1, '; ')}{rest}."


def _disruptions(plans: Sequence[Compared]) -> str:
    told = []
    for plan in plans[: MOST_PLANS + 1]:
        worst = worst_disruption(plan.plan)
        if worst is not None:
            told.append(f"{plan.label} {share_text(float(worst['service']))} ({worst['disruption']}, {worst['onset']})")
    return f"Served at the worst disruption: {'; '.join(told)}." if told else ""


def _guarantees(plans: Sequence[Compared]) -> str:
    broken = {plan.label: int((plan.plan.tables["Resilience"]["kept"] == "NO").sum()) for plan in plans}
    told = [f"{label} {count}" for label, count in broken.items() if count]
    return f"Guarantees that are broken: {and_more(told, MOST_NAMES)}." if told else ""


def _inputs(plans: Sequence[Compared], found: Sequence[Difference]) -> str:
    counted = [each for each in found if each.counts]
    if not counted:
        notes = " but for notes and cases" if found else ""
        return f"All plans were made from the same inputs{notes}."
    columns = Counter(f"{_column(each)} of {each.sheet}" for each in counted)
    told = [f"{name} ({count})" for name, count in columns.most_common(MOST_COLUMNS)]
    left = len(columns) - MOST_COLUMNS
    more = f" and {left} more {'column' if left == 1 else 'columns'}" if left > 0 else ""
    words = f"The inputs differ in {len(counted):,} {'cell or row' if len(counted) == 1 else 'cells or rows'}"
    same = "a lower cost for easier inputs is no better plan"
    return f"{words}: {', '.join(told)}{more}; {same}."


def _column(difference: Difference) -> str:
    """Return a column's name without what stands in parentheses, which is no part of it."""
    return "rows" if difference.column == WHOLE_ROW else difference.column.partition(" (")[0]


def _doubts(plans: Sequence[Compared]) -> str:
    """Say which plans are not what they should be."""
    told = [f"{plan.label} is not proven to the gap that was asked" for plan in plans if not is_proven(plan.plan)]
    for plan in plans:
        failed = int((plan.plan.tables["Checks"]["pass"] != "yes").sum())
        if failed:
            told.append(
                f"{failed} {'check' if failed == 1 else 'checks'} of {plan.label} {'fails' if failed == 1 else 'fail'}"
            )
    return f"Take care: {'; '.join(told)}." if told else ""


def _money(plan: Compared, amount: float) -> str:
    return f"{number_text(amount)} {plan.money}".rstrip()
