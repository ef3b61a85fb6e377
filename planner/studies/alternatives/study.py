"""Alternatives as a study: a row for each investment, unlike plans, and what these differ in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from planner.plans.fields import Field
from planner.studies.alternatives.found import Different, FoundAlternatives
from planner.studies.alternatives.operations import Planned, alternatives
from planner.studies.alternatives.ranges import CHOICE, MUST, NEVER, OPEN
from planner.studies.alternatives.words import more_of, number_of, open_words, sentences
from planner.studies.frontier.projects import ABSENT, started, starts_text
from planner.wording.numbers import money_label
from planner.wording.study import Chart, Study, StudySheet
from planner.workbook.book import Book, Row

if TYPE_CHECKING:
    from planner.studies.core.session import Session

LOOKS = {MUST: "chosen", CHOICE: "added", NEVER: "never", OPEN: "changed"}
KINDS = {
    MUST: "every plan within the limit builds it",
    CHOICE: "some plans within the limit build it, some do not",
    NEVER: "no plan within the limit builds it",
    OPEN: "it is not proven what it is",
}


def studied(
    session: Session, within: float, count: int, *, only_kind: bool = False, planned: Planned | None = None,
    seconds: float = math.inf,
) -> tuple[FoundAlternatives, Study]:  # fmt: skip
    """Return what investments may be, asked for as `alternatives` has it, and the study."""
    with session.progress("alternatives") as progress:
        found = alternatives(session, within, count, progress, only_kind=only_kind, planned=planned, seconds=seconds)
    facts = {"within": within, "solves": found.solves, "only kinds": "yes" if only_kind else "no", "ended": found.ended}
    return found, alternatives_study(session.book, found, session.facts(**facts))


def alternatives_study(book: Book, found: FoundAlternatives, run: Mapping[str, object]) -> Study:
    """Return the study of what investments may be, and of plans as different as possible."""
    within = f"{100 * found.within:g}%"
    locks = {row["project"]: lock_of(row) for row in book.rows("Projects")}
    sheets = (_kinds(found), _investments(book, found, locks), _plans(found), _matrix(book, found))
    facts = {
        "cost of the best plan": found.cost,
        "no plan costs less than": found.bound,
        "looked at: plans of at most": found.limit,
    }
    return Study(
        f"Investments over all plans within {within} of the best",
        tuple(sentences(book, found, locks)),
        sheets,
        {**facts, **run},
        money_label(book.settings),
        f"{book.path.name}, case {book.case}",
    )


def lock_of(row: Row) -> str:
    """Return what the workbook itself decides of a project; blank where it is free."""
    decision = row["decision"]
    if decision.kind in ("free", ""):
        return ""
    return "committed by the workbook" if decision.commitments else f"{decision.kind}, by the workbook"


def _kinds(found: FoundAlternatives) -> StudySheet:
    counts = {kind: [name for name, each in found.ranges.items() if each.kind == kind] for kind in KINDS}
    fields = (
        Field("kind", "text", "what an investment is over all plans within the limit"),
        Field("investments", "count", "how many are of that kind"),
        Field("what it means", "text", "only what is proven counts"),
    )
    rows = [(kind, len(names), KINDS[kind]) for kind, names in counts.items()]
    tints = [[LOOKS[kind], "", ""] for kind in counts]
    alt = ", ".join(f"{len(names)} {kind}" for kind, names in counts.items())
    chart = Chart("bar", "Investments by kind", "kind", ("investments",), alt, is_wide=True)
    doc = "How many investments every plan has, some have, or none"
    return StudySheet("Kinds", doc, fields, rows, 1, tints=tints, charts=(chart,), head=len(rows))


def _investments(book: Book, found: FoundAlternatives, locks: Mapping[str, str]) -> StudySheet:
    fields = (
        Field("project", "text", "the project"),
        Field("place", "text", "where it is"),
        Field("kind", "text", "what it is over all plans within the limit: only what is proven"),
        Field("fewest starts", "count", "in any plan within the limit; a bracket where that is not settled"),
        Field("most starts", "count", "in any plan within the limit; a bracket where that is not settled"),
        Field("least size", "amount", "that it orders in all, in any plan within the limit"),
        Field("largest size", "amount", "that it orders in all, in any plan within the limit"),
        Field("in the best plan", "text", "its starts: period, number, size"),
        Field("first start seen", "text", "the periods of its first start in plans that were found; others may do"),
        Field("not settled", "text", "what the time was too short to prove"),
        Field("lock", "text", "what the workbook itself decides"),
    )
    places = {row["project"]: row["place"] for row in book.rows("Projects")}
    in_best = _started(found, found.plans[0])
    order = {kind: n for n, kind in enumerate(KINDS)}
    ranges = sorted(found.ranges.values(), key=lambda each: order[each.kind])
    rows, tints = [], []
    for each in ranges:
        sizes = (number_of(each.sizes[0]), number_of(each.sizes[1])) if each.has_size else (None, None)
        starts = (number_of(each.fewest), number_of(each.most))
        now = starts_text(in_best.get(each.project, []))
        first = ", ".join(period for period in book.periods if period in each.periods)
        name, lock = each.project, locks.get(each.project, "")
        rows.append((name, places.get(name, ""), each.kind, *starts, *sizes, now, first, open_words(each), lock))
        tints.append(["", "", LOOKS[each.kind], *[""] * (len(fields) - 3)])
    doc = "Every investment over all plans within the limit: must have, real choice, never"
    return StudySheet("Investments", doc, fields, rows, 1, tints=tints)


def _plans(found: FoundAlternatives) -> StudySheet:
    fields = (
        Field("plan", "text", "the best, then plans as unlike all before them as can be"),
        Field("cost", "money", "the least that its decisions cost"),
        Field("more than the best", "share", "of the best plan's cost"),
        Field(
            "starts that differ", "number", "from the nearest of the plans before it; a part of the blocks is a part"
        ),
        Field("at most", "number", "proven: no plan within the limit differs more"),
        Field("projects", "count", "that it builds"),
    )
    rows = [
        (plan.name, plan.cost, more_of(found, plan), plan.distance, plan.farthest, len(_started(found, plan)))
        for plan in found.plans
    ]
    doc = "Plans within the limit that are as different as possible, in what they build and when"
    return StudySheet("Plans", doc, fields, rows, 1, head=len(rows) if len(rows) > 1 else 0)


def _started(found: FoundAlternatives, plan: Different) -> dict[str, list[tuple[str, float, float | None]]]:
    return started(plan.decisions, [x.decisions for x in found.plans])


def _matrix(book: Book, found: FoundAlternatives) -> StudySheet:
    built = [_started(found, plan) for plan in found.plans]
    names = [row["project"] for row in book.rows("Projects")]
    cells = {name: [starts_text(each.get(name, [])) for each in built] for name in names}
    shown = [name for name in names if len(set(cells[name])) > 1]
    fields = (
        Field("project", "text", "the project"),
        *(Field(f"plan {plan.name}", "text", "its starts: period, number, size") for plan in found.plans),
    )
    rows = [(name, *cells[name]) for name in shown]
    tints = [["", *(_look(cell, cells[name][0]) for cell in cells[name])] for name in shown]
    doc = "What the plans differ in, coloured where one differs from the best; what is the same in all is left out"
    return StudySheet("Differences", doc, fields, rows, 1, tints=tints)


def _look(cell: str, best: str) -> str:
    if cell == best:
        return ""
    return "added" if best == ABSENT else "dropped" if cell == ABSENT else "changed"
