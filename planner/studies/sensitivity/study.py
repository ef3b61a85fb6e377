"""The study of which number must be right, as sentences, tables and tornado charts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.plans.tables import Field
from planner.studies.sensitivity.all_sheets import all_sheets
from planner.studies.sensitivity.asked import sensitivity_of
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.words import (
    WAYS,
    OverRange,
    changes_words,
    gave_words,
    sentences,
    verdict,
    worth_of,
)
from planner.tolerances import NOTICED
from planner.wording.numbers import money_label
from planner.wording.study import Chart, Study, StudySheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.studies.core.query import Decisions
    from planner.studies.core.session import Session
    from planner.studies.sensitivity.asked import OneNumber, Sensitivity, SensitivityAsked
    from planner.studies.sensitivity.search import SideFound
    from planner.studies.sensitivity.trial import Trial
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.book import Book
    from planner.workbook.ranges.number_range import Uncertain

MOST_BARS: Final = 20
MOST_GAVE: Final = 3  # of what gives way at an end, by the most first
CANNOT: Final = "cannot"
NOT_ASKED: Final = "not asked"


def studied(
    session: Session,
    work: VariedWorkbook,
    numbers: Sequence[Uncertain],
    asked: SensitivityAsked,
    starts: Decisions | None = None,
    facts: Mapping[str, object] | None = None,
) -> tuple[Sensitivity, Study]:
    """Return which numbers matter, and the study; ``starts`` are those of the plan that is kept."""
    with session.progress("sensitivity") as progress, session.runner(progress) as runner:
        found = sensitivity_of(work, numbers, asked, session.worker, runner, starts)
    told = {
        "numbers that are not sure": len(numbers),
        "numbers that are looked at, at most": asked.most,
        "numbers for which plans are made anew, at most": asked.widest,
        "values tried on each side beyond the end, at most": asked.steps,
        "draws of all numbers": asked.samples,
        "draws that are planned anew": min(asked.anew, asked.samples),
        "indices": asked.method or "none",
        "seed of the draws": asked.seed,
    }
    return found, study_of(session.book, work, found, session.facts(**told, **(facts or {})))


def study_of(book: Book, work: VariedWorkbook, found: Sensitivity, run: Mapping[str, object]) -> Study:
    """Return the study of a workbook."""
    title = f"Which number must be right: {book.settings['title'] or book.path.stem}"
    sheets = [_numbers(found), _changes(found), _trials(found), *all_sheets(book, found), _cases(work, found)]
    sheets += [_left(found)] if found.left else []
    return Study(
        title=title,
        sentences=tuple(sentences(found, book.settings)),
        sheets=tuple(sheets),
        run=run,
        money=money_label(book.settings),
        subtitle=f"{book.path.name}, case {book.case}; the starts of the plan kept stay, its operations are free",
    )


def _numbers(found: Sensitivity) -> StudySheet:
    fields = (
        Field("number", "text", "the cells that it moves: sheet, row and column; or the name in the column with"),
        Field("unit", "text", "of the number"),
        Field("as it stands", "number", "what the workbook has; of several numbers 0"),
        Field("low", "number", "its lower end"),
        Field("high", "number", "its upper end"),
        Field(
            "cost at low",
            "money",
            "of the plan kept, less what it costs as the workbook stands; of one that cannot "
            "be operated there, with what gives way",
        ),
        Field(
            "cost at high",
            "money",
            "of the plan kept, less what it costs as the workbook stands; of one that "
            "cannot be operated there, with what gives way",
        ),
        Field("regret at low", "money", "what the plan kept costs beyond the best plan there"),
        Field("regret at high", "money", "what the plan kept costs beyond the best plan there"),
        Field("another plan below", "number", "from where on, downwards, another plan is better by more than the gap"),
        Field("another plan above", "number", "from where on, upwards, another plan is better by more than the gap"),
        Field("the decision", "text", "whether it changes within the range, and how far that is proven"),
        Field("knowing it is worth", "money", "over low, as it stands and high, at a sixth, two thirds and a sixth"),
        Field("at least", "money", "of what knowing is worth, by what is proven"),
        Field("at most", "money", "of what knowing is worth, by what is proven"),
        Field(
            "gives way at low", "text", "of the plan kept, where it cannot be operated: starts, and what must be kept"
        ),
        Field(
            "gives way at high", "text", "of the plan kept, where it cannot be operated: starts, and what must be kept"
        ),
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
    worth: tuple[float | None, ...] = (None, None, None)
    if each.knowing is not None:
        worth = (each.knowing.worth.best, each.knowing.worth.low, each.knowing.worth.high)
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


def _changes(found: Sensitivity) -> StudySheet:
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
        for side, way in zip(each.found.sides if each.found else (), WAYS, strict=bool(each.found)):
            if side.end is None:
                continue
            better = side.better.decisions if side.better is not None else None
            enter, leave = changes_words(found.starts, better) if better is not None else ("", "")
            regret = side.end.regret
            known = (None, None) if regret is None or math.isinf(regret.low) else (regret.low, regret.high)
            flips, even = (None if math.isnan(x) else x for x in (side.flips_from, side.breaks_even))
            proven = "every value" if side.is_proven else "the values tried"
            rows.append(
                (each.of.name, way, side.safe_until, flips, even, enter, leave, _regret(side.end), *known, proven)
            )
    doc = "On each side of each number: how far the plan kept is safe, where another plan is better, and which."
    return StudySheet("Changes", doc, fields, rows, 2)


def _trials(found: Sensitivity) -> StudySheet:
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


def _left(found: Sensitivity) -> StudySheet:
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


def _cases(work: VariedWorkbook, found: Sensitivity) -> StudySheet:
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


def told(found: Sensitivity) -> dict[str, object]:
    """Return what was found as plain data."""
    plan = found.own.plan
    numbers = [
        {
            "number": each.of.name, "as it stands": each.of.own, "low": each.of.ends[0], "high": each.of.ends[1],
            "decision": verdict(each.found, each.place).value,
            "changes": [_side_told(side) for side in (each.found.sides if each.found is not None else ())],
            "knowing": None if each.knowing is None else vars(each.knowing.worth),
        }
        for each in found.numbers
    ]  # fmt: skip
    return {"objective": None if plan is None else plan.best, "numbers": numbers, "draws": len(found.samples)}


def _side_told(side: SideFound) -> dict[str, object]:
    regret = None if side.end is None else side.end.regret
    return {
        "end": None if side.end is None else side.end.at,
        "safe until": side.safe_until,
        "another plan from": None if math.isnan(side.flips_from) else side.flips_from,
        "breaks even at": None if math.isnan(side.breaks_even) else side.breaks_even,
        "regret at the end": None if regret is None or math.isinf(regret.best) else vars(regret),
        "is proven": side.is_proven,
    }
