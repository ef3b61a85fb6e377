"""Reasons as a study: what it costs to decide otherwise, what agreements are worth, prices in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from planner.plans.fields import Field
from planner.studies.explain.reasons import Explained, Explanation, Otherwise, Reason, explain
from planner.tolerances import NOTICED
from planner.wording.numbers import money_label, number_text
from planner.wording.study import Chart, Study, StudySheet
from planner.wording.text import and_more
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.core.session import Session

MOST_BARS: Final = 12
MOST_NAMES: Final = 4
CLEAR: Final = 0.1  # a bracket so narrow is told as one number


def words_of(each: Reason) -> str:
    """Return a reason as a sentence."""
    doing = "building it" if each.otherwise is Otherwise.FORCE else "doing without it"
    if each.status == "not asked":
        return each.why
    if each.status == "impossible":
        against = f"; it conflicts with {each.why}" if each.why else ""
        needed = f"; it would need {'; '.join(each.against[:3])}" if each.against else ""
        is_forced = each.otherwise is Otherwise.FORCE
        return ("cannot be built with all else required" if is_forced else "impossible without it") + against + needed
    if each.why:
        return each.why
    if each.low is None and each.high is None:
        return "not settled in the time"
    if each.high is None and not each.low:
        return "not settled: no plan was found in the time"
    if each.high is None:
        return f"{doing} costs at least {number_text(each.low or 0.0)} more; no plan was found in the time"
    if each.low is None or each.low <= 0:
        return f"{doing} costs at most {number_text(each.high)} more, and perhaps nothing"
    if each.high - each.low <= CLEAR * each.low:
        return f"{doing} costs about {number_text((each.low + each.high) / 2)} more"
    return f"{doing} costs at least {number_text(each.low)} and at most {number_text(each.high)} more"


def studied(session: Session, plan: Explained, only: Sequence[str]) -> tuple[Explanation, Study]:
    """Return why a plan is as it is, all of it or some names only, and the study."""
    with session.progress("explain") as progress:
        found = explain(session, plan, only, progress)
    return found, explain_study(session.book, found, session.facts(only="; ".join(only) or "all"))


def explain_study(book: Book, found: Explanation, run: Mapping[str, object]) -> Study:
    """Return the study of why a plan is as it is."""
    facts = {"cost of the plan": found.cost, "no plan costs less than": found.bound}
    return Study(
        "Why the plan is as it is",
        tuple(_sentences(book, found)),
        (_projects(found), _agreements(found), _prices(found)),
        {**facts, **run},
        money_label(book.settings),
        f"{book.path.name}, case {book.case}",
    )


def _sentences(book: Book, found: Explanation) -> list[str]:
    money = money_label(book.settings)
    projects = [each for each in found.reasons if each.sheet == "Projects"]
    built = [each for each in projects if each.otherwise is Otherwise.FORBID]
    costs = f"The plan costs {number_text(found.cost)} {money}"
    told = [f"{costs}, which is proven to be the least there can be."]
    if found.slack > NOTICED * abs(found.cost):
        slack = number_text(found.slack)
        told = [f"{costs}, at most {slack} more than the best there can be: differences below that may be none."]
    needed = [each.name for each in built if each.status == "impossible"]
    if needed:
        told.append(f"No plan is possible without {and_more(needed, MOST_NAMES)}.")
    dear = sorted((each for each in built if each.low), key=lambda each: -(each.low or 0.0))[:3]
    if dear:
        words = "; ".join(f"{each.name}, at least {number_text(each.low or 0.0)}" for each in dear)
        told.append(f"Dearest to do without: {words}.")
    loose = [each.name for each in built if each.status == "known" and not each.low]
    if loose:
        told.append(f"Of {and_more(loose, MOST_NAMES)} it is not proven that doing without would cost anything.")
    rejected = [each for each in found.reasons if each.otherwise is Otherwise.FORCE]
    near = sorted((each for each in rejected if each.high is not None), key=lambda each: each.high or 0.0)[:3]
    if near:
        words = "; ".join(f"{each.name}, at most {number_text(each.high or 0.0)}" for each in near)
        told.append(f"Of what the plan leaves out these cost the least to build all the same: {words}.")
    held = [each.name for each in rejected if each.status == "impossible"]
    if held:
        told.append(f"Not possible with all else that is required: {and_more(held, MOST_NAMES)}.")
    told += [each.words for each in found.prices[:2]]
    return told


def _fields(first: str) -> tuple[Field, ...]:
    return (
        Field(first, "text", "what it is"),
        Field("in the plan", "text", "what the plan does about it"),
        Field("otherwise", "text", "what was asked"),
        Field("at least", "money", "what deciding otherwise costs more, at least"),
        Field("at most", "money", "what deciding otherwise costs more, at most"),
        Field("in words", "text", "the same in words, with what stands against it"),
    )


def _rows(reasons: list[Reason]) -> list[tuple[object, ...]]:
    return [(each.name, each.now, each.otherwise.words, each.low, each.high, words_of(each)) for each in reasons]


def _projects(found: Explanation) -> StudySheet:
    reasons = [each for each in found.reasons if each.sheet == "Projects"]
    forbidden = Otherwise.FORBID
    reasons.sort(key=lambda each: (each.otherwise is not forbidden, each.status != "impossible", -(each.low or 0.0)))
    bars = tuple(n for n, each in enumerate(reasons) if each.otherwise is forbidden and each.low)[:MOST_BARS]
    names = "; ".join(f"{reasons[n].name} {number_text(reasons[n].low or 0.0)}" for n in bars[:5])
    charts = (
        Chart(
            "bar", "Dearest to do without: what it costs more, at least", "project", ("at least",),
            f"Bars of what the plan would cost more, at least, without each project: {names}.", rows=bars, is_wide=True,
            value_axis="more than the plan",
        ),
    ) if bars else ()  # fmt: skip
    tints = [
        ["", "chosen" if each.now == "built" else "", "", "", "", "faded" if each.status == "not asked" else ""]
        for each in reasons
    ]
    doc = "Every project: what it costs to do without it, or to build it all the same"
    return StudySheet("Projects", doc, _fields("project"), _rows(reasons), 1, tints=tints, charts=charts)


def _agreements(found: Explanation) -> StudySheet:
    reasons = [each for each in found.reasons if each.sheet != "Projects"]
    doc = "Offers with a fixed cost, a minimum, a term or needs, and lanes with a fixed cost: what doing without costs"
    return StudySheet("Agreements", doc, _fields("agreement"), _rows(reasons), 1)


def _prices(found: Explanation) -> StudySheet:
    fields = (
        Field("cell", "text", "where the limit stands"),
        Field("of", "text", "what it limits"),
        Field("limit", "number", "what it says"),
        Field("price", "number", "saved by one more unit, with the decisions of the plan as they are"),
        Field("tried at", "number", "what the limit was set to, to see whether the price holds"),
        Field("price says", "money", "what the price says that saves"),
        Field("saves at least", "money", "what it really saves, all decisions free, at least"),
        Field("saves at most", "money", "what it really saves, all decisions free, at most"),
        Field("price holds", "text", "whether the price holds that far"),
        Field("in words", "text", "the same as a sentence"),
    )
    rows = [
        (x.address, x.name, x.limit, x.price, x.moved, x.says, x.low, x.high, x.holds, x.words) for x in found.prices
    ]
    doc = "The dearest limits that a planner owns, in the planner's scale, tried a tenth further"
    return StudySheet("Prices", doc, fields, rows, 2)
