"""What a plan buys for its money beside the first one: service, guarantees, independence; and which plans are alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from planner.reports.loading.several import Compared, differs_in_money
from planner.studies.compare.figures import figures_of
from planner.studies.compare.projects import ProjectLine
from planner.studies.compare.tables import differ
from planner.wording.aloud import money_aloud
from planner.wording.numbers import number_text, share_text

# the figures that money buys, each with how a change of it is told
BUYS: Final = (
    ("served, worst disruption", "serves {now} instead of {before} at the worst disruption"),
    ("guarantees broken", "breaks {now} guarantees instead of {before}"),
    ("served at worst", "serves {now} instead of {before} at worst while nothing is disrupted"),
    (
        "largest dependence, last period",
        "depends in the last period for {now} instead of {before} on the largest origin",
    ),
)


def bought(first: Compared, other: Compared, is_other_input: bool = False) -> str:
    """Return what a plan has for the money that it costs more, or gives up for what it costs less."""
    step = other.objective - first.objective
    if not math.isfinite(step) or differs_in_money([first, other]):
        return ""
    told = [words.format(now=now, before=before) for words, now, before in _changes(first, other)]
    price = _price(first, other, step)
    price = f"From other inputs, and {price[:1].lower()}{price[1:]}" if is_other_input else price
    if not told:
        return f"{price}, {other.label} changes neither what is served at the worst nor the largest dependence."
    return f"{price}, {other.label} {', '.join(told[:-1])}{' and ' if len(told) > 1 else ''}{told[-1]}."


def _price(first: Compared, other: Compared, step: float) -> str:
    if not differ(first.objective, other.objective):
        return f"At the same cost as {first.label}"
    share = f" ({share_text(round(abs(step / first.objective), 4))})" if first.objective else ""
    money = money_aloud(abs(step), first.plan.book.settings)
    return f"For {money}{share} {'more' if step > 0 else 'less'} than {first.label}"


def _changes(first: Compared, other: Compared) -> list[tuple[str, str, str]]:
    """Return the figures that differ: the words, what it is now, what it was."""
    before, now = figures_of(first), figures_of(other)
    found = []
    for name, words in BUYS:
        one, two = before.get(name), now.get(name)
        if one is None or two is None or not differ(one.value, two.value):
            continue
        show = share_text if one.kind == "share" else number_text
        found.append((words, show(float(two.value)), show(float(one.value))))
    return found


def alike(plans: Sequence[Compared], lines: Sequence[ProjectLine]) -> list[int]:
    """Return the plans that differ from the first in no cost, no project and no figure that money buys."""
    return [
        number
        for number, plan in enumerate(plans)
        if number
        and not differs_in_money([plans[0], plan])
        and not differ(plans[0].objective, plan.objective)
        and plans[0].span == plan.span
        and not any(line.changes[number] for line in lines)
        and not _changes(plans[0], plan)
    ]


def alike_words(plans: Sequence[Compared], same: Sequence[int]) -> str:
    """Say once which plans do not differ from the first."""
    if not same:
        return ""
    names = [plans[number].label for number in same]
    named = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    does = "does" if len(names) == 1 else "do"
    cost = money_aloud(plans[0].objective, plans[0].plan.book.settings)
    built = f"in cost ({cost}), in what is built when, in what is served at the worst, or in the largest dependence"
    return f"{named} {does} not differ from {plans[0].label} {built}."
