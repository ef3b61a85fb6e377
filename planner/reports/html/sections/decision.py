"""The decision in three sentences, and what else there is to say in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.reports.html.parts import Section, Words
from planner.reports.html.tables import small_table
from planner.reports.plan_workbook.sentences import sentences_by_subject
from planner.wording.beside import beside_lines
from planner.wording.key_figures import projects_of
from planner.wording.numbers import money_text

if TYPE_CHECKING:
    from planner.plans.plan import Plan
    from planner.reports.html.parts import Part
    from planner.reports.html.source import PlanSource

ORDER = ("baseline", "origins", "rules", "disruptions", "shortages", "funders", "capital", "built", "settled", "prices")


def section(source: PlanSource) -> Section:
    """Return the section."""
    three, more = said(source.plan)
    parts: list[Part] = [Words(three, "lead"), *_beside(source.plan)]
    return Section("decision", "The decision", tuple([*parts, Words(more, "list")] if more else parts))


def _beside(plan: Plan) -> list[Part]:
    """Return the plan's figures beside those of doing nothing, where these were found."""
    lines = [(line.label, line.plan, line.nothing) for line in beside_lines(plan)]
    heads = {"": "text", "the plan": "text", "nothing built that is free to choose": "text"}
    caption = "The plan beside doing nothing"
    return [small_table("beside-nothing", caption, heads, lines, is_open=True)] if lines else []


def said(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return three sentences: what is built for how much, what it changes, what is left of the risk; and the rest."""
    told = sentences_by_subject(plan)
    changes = next((subject for subject in ("origins", "rules", "shortages") if told[subject]), "")
    risks = next(
        (subject for subject in ("disruptions", "shortages", "prices") if told[subject] and subject != changes), ""
    )
    lead = [costs(plan), told.get(changes, ""), told.get(risks, "")]
    rest = [told[subject] for subject in ORDER if subject not in (changes, risks) and told[subject]]
    return tuple(sentence for sentence in lead if sentence), tuple(rest)


def costs(plan: Plan) -> str:
    """Return what is built and what the whole plan costs."""
    periods, settings = plan.book.periods, plan.book.settings
    built, offered = len(projects_of(plan)), plan.tables["Investments"]["project"].nunique()
    horizon = f"From {periods[0]} to {periods[-1]}" if len(periods) > 1 else f"In {periods[0]}"
    capital = float(plan.tables["Investments"]["capital"].sum())
    objective = plan.run.get("objective")
    whole = (
        f"the whole plan costs {money_text(float(objective), settings)}, discounted" if objective is not None else ""
    )
    if not offered:
        return f"{horizon}, no project is on offer; {whole}." if whole else ""
    named = f"{built} of {offered} projects {'is' if built == 1 else 'are'} built"
    named = "the one project on offer is built" if built == offered == 1 else named
    what = f"{named} for {money_text(capital, settings)} of capital" if built else "nothing is built"
    return f"{horizon}, {what}; {whole}." if whole else f"{horizon}, {what}."
