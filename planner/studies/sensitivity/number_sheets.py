"""Each number by itself, as tables and tornado charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from planner.plans.fields import Field
from planner.studies.sensitivity.asked import OneNumber, Sensitivity
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.trial import Trial
from planner.studies.sensitivity.words import OverRange, changes_words, gave_words, verdict, worth_of
from planner.tolerances import NOTICED
from planner.wording.study import Chart, StudySheet

if TYPE_CHECKING:
    from planner.studies.sensitivity.varied import VariedWorkbook

MOST_BARS: Final = 20
MOST_GAVE: Final = 3  # of what gives way at an end, by the most first
CANNOT: Final = "cannot"
NOT_ASKED: Final = "not asked"
_COST: Final = (
    "of the plan kept, less what it costs as the workbook stands; of one that cannot be operated there, with what "
    "gives way"
)
_GAVE: Final = "of the plan kept, where it cannot be operated: starts, and what must be kept"


def numbers_sheet(found: Sensitivity) -> StudySheet:
    """Return what each number moves, and what the plan may be regretted by."""
    fields = (
        Field("number", "text", "the cells that it moves: sheet, row and column; or the name in the column with"),
        Field("unit", "text", "of the number"),
        Field("as it stands", "number", "what the workbook has; of several numbers 0"),
        Field("low", "number", "its lower end"),
        Field("high", "number", "its upper end"),
        *(Field(f"cost at {end}", "money", _COST) for end in ("low", "high")),
        Field("regret at low", "money", "what the plan kept costs beyond the best plan there"),
        Field("regret at high", "money", "what the plan kept costs beyond the best plan there"),
        Field("another plan below", "number", "from where on, downwards, another plan is better by more than the gap"),
        Field("another plan above", "number", "from where on, upwards, another plan is better by more than the gap"),
        Field("the decision", "text", "whether it changes within the range, and how far that is proven"),
        Field("knowing it is worth", "money", "over low, as it stands and high, at a sixth, two thirds and a sixth"),
        Field("at least", "money", "of what knowing is worth, by what is proven"),
        Field("at most", "money", "of what knowing is worth, by what is proven"),
        *(Field(f"gives way at {end}", "text", _GAVE) for end in ("low", "high")),
        Field("stands", "text", "where the number stands in the model"),
        Field("source", "text", "who says so, as the sheet Ranges has it"),
    )
    rows = [_number_row(found, each) for each in found.numbers]
    tints = [[_mark(each), *([""] * (len(fields) - 1))] for each in found.numbers]
    doc = "Every number by itself, from its low to its high end, all others as they stand; the widest first."
    return StudySheet("Numbers", doc, fields, rows, tints=tints, charts=_tornadoes(found, rows), head=len(rows))


def _mark(each: OneNumber) -> str:
    if verdict(each.found, each.place) is OverRange.CHANGES:
        return "changed"
    return "faded" if each.place is Stands.NOWHERE or each.found is None else ""


def _number_row(found: Sensitivity, each: OneNumber) -> tuple[object, ...]:
    low, high = each.of.ends
    regrets: list[object] = [NOT_ASKED, NOT_ASKED]
    flips: list[object] = [None, None]
    if each.found is not None:
        regrets = [_regret(side.end) for side in each.found.sides]
        flips = [None if math.isnan(side.flips_from) else side.flips_from for side in each.found.sides]
    if each.place is Stands.NOWHERE:
        regrets = [0.0, 0.0]
    known = each.knowing and each.knowing.worth
    worth = (known.best, known.low, known.high) if known else (None, None, None)
    return (
        each.of.name, each.of.unit, each.of.own, low, high, _moved(found, each, low), _moved(found, each, high),
        *regrets, *flips, verdict(each.found, each.place).value, *worth,
        _gave(each, low), _gave(each, high), each.place.value,
        "; ".join(dict.fromkeys(spread.source for spread in each.of.spreads if spread.source)),
    )  # fmt: skip


def _regret(trial: Trial | None) -> object:
    if trial is None:
        return 0.0
    if trial.regret is None:
        return "no plan there"
    if not math.isfinite(trial.regret.best):
        return CANNOT
    assert trial.best is not None
    return trial.regret.best if trial.regret.best > NOTICED * abs(trial.best.best) else 0.0


def _moved(found: Sensitivity, each: OneNumber, end: float) -> object:
    """Return by how much an end moves the cost of the plan kept."""
    assert found.own.plan is not None
    plan = each.ends.get(end)
    if plan is None:
        return 0.0 if each.place is Stands.NOWHERE or end == each.of.own else CANNOT
    return CANNOT if plan.comes_to is None else plan.comes_to - found.own.plan.best


def _gave(each: OneNumber, end: float) -> str:
    """Return what gives way of the plan kept at an end."""
    plan = each.ends.get(end)
    return "" if plan is None else gave_words(plan, MOST_GAVE)


def _tornadoes(found: Sensitivity, rows: Sequence[tuple[object, ...]]) -> tuple[Chart, ...]:
    moved = [n for n, row in enumerate(rows) if any(isinstance(x, float) and x for x in row[5:7])]
    regretted = [n for n, row in enumerate(rows) if any(isinstance(x, float) and x > found.own.gap for x in row[7:9])]
    regretted.sort(key=lambda n: -worth_of(found.numbers[n]))
    cost = Chart(
        "tornado", "What each number moves of the cost of the plan kept", "number", ("cost at low", "cost at high"),
        "The widest first: how much more, or less, the plan kept costs with each number at its low and its high end; "
        "where it cannot be operated, with what gives way.",
        value_axis="more than as the workbook stands", rows=tuple(moved[:MOST_BARS]), is_wide=True,
    )  # fmt: skip
    regret = Chart(
        "tornado", "What the plan kept would be regretted by", "number", ("regret at low", "regret at high"),
        "What is most worth knowing first: what the plan kept costs beyond the best with each number at its ends.",
        value_axis="more than the best plan there", rows=tuple(regretted[:MOST_BARS]), is_wide=True,
    )  # fmt: skip
    return tuple(chart for chart in (cost, regret) if chart.rows)


def changes_sheet(found: Sensitivity) -> StudySheet:
    """Return how far the plan kept is safe on each side, and which plan is better beyond."""
    fields = (
        Field("number", "text", "the cells that it moves"),
        Field("side", "text", "below or above the number as it stands"),
        Field("safe until", "number", "up to here the plan kept costs no more than the gap beyond the best"),
        Field("another plan from", "number", "from here on better by more than the gap; beyond, it may change back"),
        Field("breaks even at", "number", "where the plan kept and the best other plan that was found cost the same"),
        Field("starts", "text", "what the other plan starts, or starts at another time or size"),
        Field("leaves", "text", "what the other plan does not start"),
        Field("regret at the end", "money", "what the plan kept costs beyond the best at the end of the range"),
        Field("at least", "money", "of the regret at the end, by what is proven"),
        Field("at most", "money", "of the regret at the end, by what is proven"),
        Field("how sure", "text", "of every value between, or of the values that were tried alone"),
    )
    rows: list[tuple[object, ...]] = []
    for each in found.numbers:
        for side in each.found.sides if each.found else ():
            if side.end is None:
                continue
            better = side.better.decisions if side.better is not None else None
            enter, leave = changes_words(found.starts, better) if better is not None else ("", "")
            regret = side.end.regret
            known = (None, None) if regret is None or math.isinf(regret.low) else (regret.low, regret.high)
            flips, even = (None if math.isnan(x) else x for x in (side.flips_from, side.breaks_even))
            way = "below" if side.end.at < each.of.own else "above"
            proven = "every value" if side.is_proven else "the values tried"
            rows.append(
                (each.of.name, way, side.safe_until, flips, even, enter, leave, _regret(side.end), *known, proven)
            )
    doc = "On each side of each number: how far the plan kept is safe, where another plan is better, and which."
    return StudySheet("Changes", doc, fields, rows, 2)


def trials_sheet(found: Sensitivity) -> StudySheet:
    """Return every value that was solved."""
    fields = (
        Field("number", "text", "the cells that it moves"),
        Field("value", "number", "that was tried"),
        Field("best plan", "money", "the least cost that was found there"),
        Field("at least", "money", "no plan costs less there, proven"),
        Field("plan kept", "money", "its starts, operated there"),
        Field("regret", "money", "what it costs beyond the best"),
        Field("gap", "money", "within which two plans are called the same there"),
        Field("short", "amount", "of the plan kept: what is short undisturbed, of all demands together"),
        Field("why", "text", "there is no plan, or the plan kept cannot be operated"),
    )
    rows = [
        (each.of.name, trial.at, *_bracket(trial), _regret(trial), trial.gap, trial.shortage, trial.why)
        for each in found.numbers
        if each.found is not None
        for trial in each.found.trials
    ]
    return StudySheet("Values tried", "Every value of every number that was solved.", fields, rows, 2)


def left_sheet(found: Sensitivity) -> StudySheet:
    """Return the numbers that were not looked at."""
    fields = (
        Field("number", "text", "the cells that it moves"),
        Field("estimated to move", "money", "of the cost of the plan kept, at its wider end: a first estimate"),
        Field("source", "text", "who says so, as the sheet Ranges has it"),
    )
    rows = [(of.name, "unknown" if math.isinf(move) else move, of.spreads[0].source) for of, move in found.left]
    doc = (
        "Numbers that were not looked at, since a first estimate has others move more: the costs, coefficients and "
        "limits of the plan kept at their prices; what disruptions leave and cost is taken to stay."
    )
    return StudySheet("Not looked at", doc, fields, rows)


def _bracket(trial: Trial) -> tuple[object, object, object]:
    best = ("no plan", None) if trial.best is None else (trial.best.best, trial.best.low)
    return (*best, CANNOT if trial.plan is None else trial.plan.best)


def cases_sheet(work: VariedWorkbook, found: Sensitivity) -> StudySheet:
    """Return what was solved as rows of Cases, to be pasted into the workbook and planned."""
    fields = (
        Field("case", "text", "a name for the case"),
        Field("sheet", "text", "as in Cases"),
        Field("row", "text", "as in Cases"),
        Field("column", "text", "as in Cases"),
        Field("change", "text", "as in Cases"),
    )
    rows = [
        (f"{each.of.name} {value:.10g}", *setting[:3], str(setting.change))
        for each in found.numbers
        for value in sorted({*each.ends, *(trial.at for trial in (each.found.trials if each.found else ()))})
        for setting in work.settings(each.of.numbers(value))
    ]
    doc = "What was solved, as rows of Cases: paste those that you want to plan into your workbook."
    return StudySheet("As rows of Cases", doc, fields, rows)
