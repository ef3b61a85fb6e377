"""What was found of the numbers that are not sure, in sentences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from planner.studies.core.query import Decisions
from planner.studies.sensitivity.all_words import MOST_NAMED, all_said
from planner.studies.sensitivity.asked import OneNumber, Sensitivity
from planner.studies.sensitivity.knowing import Knowing
from planner.studies.sensitivity.points import PlanAt
from planner.studies.sensitivity.search import NumberFound, SideFound
from planner.studies.sensitivity.stands import Stands
from planner.tolerances import AT_LIMIT
from planner.wording.numbers import money_text, number_text, share_text

MOST_GAVE: Final = 2
CONVENTION: Final = (
    "What knowing is worth takes a number to be at its low end, as it stands or at its high end with chances of a "
    "sixth, two thirds and a sixth: a convention. Where several plans cost the same, another of them would give other "
    "figures."
)


def sentences(found: Sensitivity, settings: Mapping[str, object]) -> list[str]:
    """Return what was found, a sentence for each thing."""
    said = [_plan_said(found, settings)]
    if found.numbers:
        said += [*_safe_said(found), *_flips_said(found, settings), *_moves_said(found, settings)]
    ends = [CONVENTION] if found.numbers else []
    return [*said, *all_said(found, settings), *_problems(found), *ends]


def changes_words(kept: Decisions, other: Decisions, most: int | None = None) -> tuple[str, str]:
    """Return which projects enter and which leave where other starts are better than those that are kept.

    Of more than ``most`` the first; without it all.
    """
    was, now = _starts(kept), _starts(other)
    enter = [f"{name} ({now[name]})" for name in now if name not in was]
    moved = [f"{name} ({now[name]}, kept {was[name]})" for name in now if name in was and now[name] != was[name]]
    leave = [f"{name} ({was[name]})" for name in was if name not in now]
    return first_of([*enter, *moved], most), first_of(leave, most)


def first_of(words: Sequence[str], most: int | None) -> str:
    """Return the first of some words, and how many more there are."""
    more = [f"{len(words) - most} more"] if most is not None and len(words) > most else []
    return "; ".join([*words[:most], *more])


def _starts(decisions: Decisions) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for project, period, number, size in (each for each in decisions if each[3] != 0):  # a start of nothing is none
        more = f" of {_size_text(size)}" if size is not None else f" x{number:g}" if number > 1 else ""
        found.setdefault(project, []).append(period + more)
    return {project: ", ".join(each) for project, each in found.items()}


def _size_text(size: float) -> str:
    """Return a size with six figures: two that differ a little may not read the same."""
    return f"{float(f'{size:.6g}'):,}".removesuffix(".0")


def number_name(each: OneNumber) -> str:
    """Return what a number is called, with its own value."""
    if not each.of.is_one:
        return f"{each.of.name} ({len(each.of.spreads)} rows of Ranges together)"
    spread = each.of.spreads[0]
    more = "" if spread.cells == 1 or spread.moves == "value" else f"{spread.cells} cells, the first "
    return f"{each.of.name} ({more}{number_text(spread.own)})"


class OverRange(Enum):
    """What is known of the decision over a number's range."""

    CHANGES = "changes within the range"
    PROVEN = "stays over the whole range, proven"
    NOWHERE = "never changes: nothing that is planned depends on it"
    TRIED = "stays at the values tried"
    OPEN = "open: within what the solver's gaps leave"
    NOT_ASKED = "not asked: others may be regretted more"


def verdict(found: NumberFound | None, place: Stands) -> OverRange:
    """Return what is known of the decision over a number's range."""
    if place is Stands.NOWHERE:
        return OverRange.NOWHERE
    if found is None:
        return OverRange.NOT_ASKED
    if any(not math.isnan(side.flips_from) for side in found.sides):
        return OverRange.CHANGES
    if not found.is_safe:
        return OverRange.OPEN
    return OverRange.PROVEN if found.is_proven else OverRange.TRIED


def side_words(side: SideFound, way: str, kept: Decisions, settings: Mapping[str, object]) -> str:
    """Return what is known of one side of a number on which another plan becomes better."""
    at = side.flips_from if math.isnan(side.breaks_even) else side.breaks_even
    is_one = math.isclose(at, side.flips_from, rel_tol=AT_LIMIT) or number_text(at) == number_text(side.flips_from)
    surely = "" if is_one else f", proven from {number_text(side.flips_from)} on"
    first = f"{way} {number_text(at)} another plan is better{surely}"
    if side.better is not None and side.better.decisions is not None:
        enter, leave = changes_words(kept, side.better.decisions, MOST_NAMED)
        told = [f"it starts {enter}" if enter else "", f"it leaves {leave}" if leave else ""]
        first += f": {' and '.join(filter(None, told)) or 'sizes differ'}"
    regret = None if side.end is None else side.end.regret
    if side.end is None or regret is None:
        return first
    where = f"at {number_text(side.end.at)} the plan kept"
    if math.isinf(regret.best):
        return f"{first}; {where} cannot be operated"
    if number_text(regret.best) == "0":  # beyond the end of what another plan is better for
        return f"{first}; {where} is as good as the best"
    return f"{first}; {where} would cost {money_text(regret.best, settings)} more than the best"


def _plan_said(found: Sensitivity, settings: Mapping[str, object]) -> str:
    assert found.own.plan is not None
    said = f"The plan kept costs {money_text(found.own.plan.best, settings)} with the numbers as they stand"
    if found.own.flips:
        assert found.own.regret is not None
        more = money_text(found.own.regret.best, settings)
        return f"{said}, {more} more than the best plan: it is not the best even now."
    return f"{said}: the best, as far as the gap of {share_text(found.gap)} tells."


def _safe_said(found: Sensitivity) -> list[str]:
    """Say over how many ranges the plan stays the best."""
    counts = Counter(verdict(each.found, each.place) for each in found.numbers)
    safe = counts[OverRange.PROVEN] + counts[OverRange.NOWHERE]
    stays = "it does" if safe else "the plan kept stays as good as the best"
    parts = {
        f"for {counts[OverRange.CHANGES]} another plan is better somewhere in the range": counts[OverRange.CHANGES],
        f"for {safe} the plan kept stays as good as the best over the whole range, proven": safe,
        f"for {counts[OverRange.TRIED]} {stays} at every value that was tried": counts[OverRange.TRIED],
        f"for {counts[OverRange.OPEN]} it is open, within the solver's gaps": counts[OverRange.OPEN],
        f"for {counts[OverRange.NOT_ASKED]}, which may be regretted less, it was not asked": counts[
            OverRange.NOT_ASKED
        ],
    }
    told = "; ".join(words for words, number in parts.items() if number)
    count = f"{len(found.numbers)} numbers that are" if len(found.numbers) > 1 else "one number that is"
    said = [f"Of {count} not sure, each by itself within its range: {told}."]
    if found.left:
        wide = max(move for _, move in found.left)
        which = "the widest of them" if len(found.left) > 1 else "it"
        more = f"; {which} is estimated to move {number_text(wide)}" if math.isfinite(wide) else ""
        numbers = f"{len(found.left)} more numbers were" if len(found.left) > 1 else "One more number was"
        said.append(f"{numbers} not looked at: a first estimate has others move more{more}.")
    return said


def _flips_said(found: Sensitivity, settings: Mapping[str, object]) -> list[str]:
    """Say where the decision changes, the number that is worth most to know first."""
    changing = [each for each in found.numbers if verdict(each.found, each.place) is OverRange.CHANGES]
    said = []
    for each in sorted(changing, key=lambda one: -worth_of(one))[:MOST_NAMED]:
        assert each.found is not None
        sides = [
            side_words(side, "below" if side.end and side.end.at < each.of.own else "above", found.starts, settings)
            for side in each.found.sides
            if not math.isnan(side.flips_from)
        ]
        said.append(f"{number_name(each)}: {'; '.join(sides)}{_worth_said(each.knowing, settings)}.")
    return said


def worth_of(each: OneNumber) -> float:
    """Return what a number is worth to know, by what was found; the regret at its worse end where that is unknown."""
    if each.knowing is not None:
        return each.knowing.worth.best
    sides = () if each.found is None else each.found.sides
    regrets = [side.end.regret.best for side in sides if side.end is not None and side.end.regret is not None]
    return max(regrets, default=0.0)


def _worth_said(known: Knowing | None, settings: Mapping[str, object]) -> str:
    if known is None:
        return ""
    worth = known.worth
    if number_text(worth.low) == number_text(worth.high):
        return f". Knowing it beforehand is worth {money_text(worth.best, settings)}"
    if worth.low <= 0:
        return f". Knowing it beforehand is worth at most {money_text(worth.high, settings)}"
    return f". Knowing it beforehand is worth between {number_text(worth.low)} and {money_text(worth.high, settings)}"


def _moves_said(found: Sensitivity, settings: Mapping[str, object]) -> list[str]:
    """Say which numbers move the cost of the plan kept the most."""
    assert found.own.plan is not None
    wide = [each for each in found.numbers if each.width > found.own.gap][:MOST_NAMED]
    if not wide:
        return ["No number by itself moves what the plan kept costs by more than the gap."]
    words = [
        f"{number_name(each)}, by up to {money_text(each.width, settings)}"
        if math.isfinite(each.width)
        else f"{number_name(each)}, with which it cannot be operated at some end{_gave_said(found, each, settings)}"
        for each in wide
    ]
    return [f"What the plan kept costs moves most with: {'; '.join(words)}."]


def _gave_said(found: Sensitivity, each: OneNumber, settings: Mapping[str, object]) -> str:
    """Say what gives way at the end where the plan kept cannot be operated, and what it would cost with that."""
    failed = {end: plan for end, plan in each.ends.items() if plan.cost is None and plan.gave}
    if not failed:
        return ""
    end, plan = max(failed.items(), key=lambda pair: len(pair[1].gave))
    words = f" (at {number_text(end)} this gives way: {gave_words(plan, MOST_GAVE)}"
    if plan.cost_gave is None or found.own.plan is None:
        return f"{words})"
    more = plan.cost_gave - found.own.plan.best
    moved = f"{money_text(abs(more), settings)} {'more' if more >= 0 else 'less'}"
    return f"{words}; it costs {moved} with that)"


def gave_words(plan: PlanAt, most: int) -> str:
    """Return what gives way of a plan that cannot be operated, the first few."""
    return first_of([each.words for each in plan.gave], most)


def _problems(found: Sensitivity) -> list[str]:
    told = [problem for each in found.numbers for problem in each.problems]
    if not told:
        return []
    more = f", and {len(told) - 1} more" if len(told) > 1 else ""
    return [f"Some values cannot be planned{more}: {told[0]}"]
