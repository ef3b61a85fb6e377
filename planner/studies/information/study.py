"""The study of what it would be worth to know, as sentences, tables and a chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from planner.plans.fields import Field
from planner.studies.core.decided import starts_text
from planner.studies.core.query import Decisions
from planner.studies.information.values import Course, Information, information_of
from planner.tolerances import NOTICED, ROUNDING
from planner.wording.numbers import money_label, money_text, number_text, share_text
from planner.wording.study import Chart, Study, StudySheet
from planner.workbook.book import Book
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.core.session import Session

NORMAL: Final = 1.959963984540054  # standard errors to either side that hold 95%
MOST_BARS: Final = 12
PROMISED: Final = "cost that the plan for means promises"


def studied(session: Session, samples: int, seed: int) -> tuple[Information, Study]:
    """Return what knowing would be worth, from so many courses where they are drawn, and the study."""
    with session.progress("value of information") as progress, session.runner(progress) as runner:
        found = information_of(session.book, session.worker, runner, samples, seed)
    facts = {"courses drawn": found.samples or "none: all are tried", "seed of the courses": seed}
    return found, study_of(session.book, found, session.facts(**facts))


def study_of(book: Book, found: Information, run: Mapping[str, object]) -> Study:
    """Return the study of a workbook."""
    title = f"What knowing would be worth: {book.settings['title'] or book.path.stem}"
    return Study(
        title=title,
        sentences=tuple(sentences(book, found)),
        sheets=(_values(found), _courses(found), _projects(book, found)),
        run=run,
        money=money_label(book.settings),
        subtitle=f"{book.path.name}, case {book.case}; expected costs, the tail of losses not counted",
    )


def sentences(book: Book, found: Information) -> list[str]:
    """Return what was found, a sentence for each thing."""
    said = [_worth_said(book, found), _how_said(found), *_means_said(book, found)]
    if book.settings["risk weight"]:
        weight = book.settings["risk weight"]
        said.append(f"The risk weight of {weight:g} in Settings is left out: only expected costs count.")
    return said


def between(known: Bracket, book: Book) -> str:
    """Return a difference in words, with what is proven of it."""
    least = NOTICED * max(abs(known.high), ROUNDING)
    is_one = money_text(known.low, book.settings) == money_text(known.high, book.settings)
    if is_one or known.high - known.low <= least:
        return money_text(known.best, book.settings)
    best, low = (money_text(value, book.settings) for value in (known.best, known.low))
    high = f"at most {money_text(known.high, book.settings)}" if math.isfinite(known.high) else "how much is not known"
    if known.best <= least:
        return f"nothing ({high}, within the solver's gaps)"
    if known.low <= least:
        return f"{best} (within the solver's gaps: from nothing to {high})"
    return f"{best} (at least {low}, {high})"


def _worth_said(book: Book, found: Information) -> str:
    plan = f"The plan that is decided now is expected to cost {money_text(found.plan.best, book.settings)}"
    if found.worth.high <= NOTICED * abs(found.plan.best):
        return f"{plan}; knowing beforehand which disruption strikes, and when, would save nothing."
    return (
        f"{plan}; whoever knew beforehand which disruption strikes, and when, would save {between(found.worth, book)} "
        "of it on average: no forecast, watch or warning can be worth more."
    )


def _how_said(found: Information) -> str:
    if not found.samples:
        return (
            "The chances of all disruptions and onsets add up to at most 1: it is taken that at most one strikes over "
            f"the horizon, and all {len(found.courses)} courses of events are tried."
        )
    half = NORMAL * found.error
    return (
        f"The chances of all disruptions and onsets add up to more than 1: {found.samples} courses of events were "
        f"drawn, {len(found.courses)} different ones; in none is more than all of a period disrupted, and what strikes "
        f"adds up. The value of knowing is a mean over them, with a standard error of {number_text(found.error)}: with "
        f"95% confidence it is within {number_text(half)} of the true mean, the solver's gaps apart."
    )


def _means_said(book: Book, found: Information) -> list[str]:
    """Return what reckoning with means alone comes to."""
    if found.means is None:
        return ["With the means of all that may be hit there is no plan: what reckoning with them costs is not told."]
    said = f"Who reckons with means alone expects to pay {money_text(found.means.best, book.settings)}"
    if found.operated is None or found.lost is None:
        said += "; its investments cannot keep what must be kept (a guarantee, a required share): the value of "
        return [f"{said}reckoning with each disruption is without bound.", *_free_said(book, found)]
    said += f", and with these investments would pay {money_text(found.operated.best, book.settings)} on average"
    if found.lost.high <= NOTICED * abs(found.plan.best):
        return [f"{said}: the same as the plan that reckons with each disruption."]
    return [f"{said}: reckoning with each disruption saves {between(found.lost, book)}."]


def _free_said(book: Book, found: Information) -> list[str]:
    if found.free is None:
        return []
    _, _, lost = found.free
    return [f"With all guarantees set aside, reckoning with each disruption saves {between(lost, book)}."]


def _values(found: Information) -> StudySheet:
    fields = (
        Field("figure", "text", "what it is"),
        Field("value", "money", "what was found"),
        Field("at least", "money", "what is proven"),
        Field("at most", "money", "what is proven"),
    )
    figures: list[tuple[str, Bracket | None]] = [
        ("expected cost of the plan decided now", found.plan),
        ("expected cost of whoever knows beforehand", found.known),
        ("value of perfect information: the difference", found.worth),
        (PROMISED, found.means),
        ("expected cost of that plan, its investments operated", found.operated),
        ("value of the stochastic solution: beyond the plan decided now", found.lost),
    ]
    if found.free is not None:
        plan, operated, lost = found.free
        figures += [
            ("without guarantees: expected cost of the plan decided now", plan),
            ("without guarantees: of the plan for means, operated", operated),
            ("without guarantees: value of the stochastic solution", lost),
        ]
    rows = [(name, *_cells(known, name)) for name, known in figures]
    doc = "Expected costs, and what knowing and reckoning with each disruption save; between what the solver proves."
    tints = [["total" if "value of" in name else ""] * len(fields) for name, *_ in rows]
    return StudySheet("Values", doc, fields, rows, tints=tints, head=len(rows))


def _cells(known: Bracket | None, name: str) -> tuple[object, object, object]:
    if known is not None:
        return known.best, known.low, known.high
    return ("no plan",) * 3 if name == PROMISED else ("without bound",) * 3


def _courses(found: Information) -> StudySheet:
    ordered = sorted(found.courses, key=lambda x: x.chance * (x.cost - x.least.best), reverse=True)
    fields = (
        Field("course of events", "text", "what strikes, and when"),
        Field("strikes", "count", "how many disruptions strike"),
        Field("chance", "share", "its chance, or its share of the courses that were drawn"),
        Field("the plan costs", "money", "what the plan decided now costs then"),
        Field("who knows pays", "money", "the least cost of whoever knows"),
        Field("knowing saves", "money", "the difference"),
        Field("at most", "money", "what knowing saves, as far as the solver proves it"),
        Field("at its chance", "money", "what the course adds to the value of perfect information"),
        Field("who knows also starts", "text", "projects that the plan leaves"),
        Field("who knows leaves", "text", "projects that the plan starts"),
    )
    planned = {project for project, *_ in found.plan_starts}
    rows = [_course_row(each, planned) for each in ordered]
    chart = Chart(
        "bar", "Where knowing would save most", "course of events", ("at its chance",), _chart_words(ordered),
        value_axis="saved, at its chance", rows=tuple(range(min(MOST_BARS, len(rows)))), is_wide=True,
    )  # fmt: skip
    doc = "Every course of events: what the plan costs in it, and what whoever had known would have paid."
    return StudySheet("Courses", doc, fields, rows, charts=(chart,))


def _chart_words(ordered: list[Course]) -> str:
    first = ordered[0]
    return f"Most is saved by knowing of: {first.name}, {share_text(first.chance)} likely."


def _course_row(course: Course, planned: set[str]) -> tuple[object, ...]:
    started = {project for project, *_ in course.decisions}
    saved = max(course.cost - course.least.best, 0.0)
    most = max(course.cost - course.least.low, 0.0)
    return (
        course.name, course.struck, course.chance, course.cost, course.least.best, saved, most, course.chance * saved,
        "; ".join(sorted(started - planned)), "; ".join(sorted(planned - started)),
    )  # fmt: skip


def _projects(book: Book, found: Information) -> StudySheet:
    fields = (
        Field("project", "text", "the project"),
        Field("decided now", "text", "when the plan starts it, and how much of it"),
        Field("for means", "text", "when the plan for means starts it, and how much of it"),
        Field("chance that who knows starts it", "share", "of the courses in which whoever knows starts it"),
        Field("who knows: least", "amount", "the least that whoever knows starts of it: a size, or blocks"),
        Field("who knows: most", "amount", "the most that whoever knows starts of it: a size, or blocks"),
    )
    plan, means = starts_text(found.plan_starts), starts_text(found.means_starts)
    rows = []
    for project in (row["project"] for row in book.rows("Projects")):
        sizes = [_size(project, each.decisions) for each in found.courses]
        chance = sum(each.chance for each, size in zip(found.courses, sizes, strict=True) if size)
        rows.append((project, plan.get(project, ""), means.get(project, ""), chance, min(sizes), max(sizes)))
    tints = [["", *("chosen" if cell else "" for cell in row[1:3]), "", "", ""] for row in rows]
    return StudySheet("Projects", "Which projects are started by whom.", fields, rows, tints=tints)


def _size(project: str, decisions: Decisions) -> float:
    """Return how much of a project is started: its size, or its blocks."""
    return sum(number if size is None else size for name, _, number, size in decisions if name == project)
