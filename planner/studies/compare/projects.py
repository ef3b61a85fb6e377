"""What plans build: when, how much, and what that changes against the first plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from planner.plans.fields import Field
from planner.reports.loading.several import Compared
from planner.studies.compare.carried import Names, carried_in
from planner.studies.compare.tables import differ, in_order, number_of, plan_fields
from planner.wording.numbers import number_text
from planner.wording.study import Chart, StudySheet
from planner.wording.sums import least_told
from planner.workbook.schema.columns import fold

NOT_OFFERED: Final = "not offered"
NOTHING: Final = "–"
MOST_STARTS: Final = 3  # that are told one by one
MOST_DRAWN: Final = 4  # plans that a chart can hold


@dataclass(frozen=True)
class BuiltInPlan:
    """What a plan decides about a project: the size of each start, by period; None where it is not offered."""

    starts: dict[str, float] | None
    capital: float = 0.0

    @cached_property
    def words(self) -> str:
        """When and how much."""
        if self.starts is None:
            return NOT_OFFERED
        periods = list(self.starts)
        if not periods:
            return NOTHING
        if len(periods) > MOST_STARTS:
            return f"{periods[0]} to {periods[-1]}: {number_text(self.size)} in {len(periods)} starts"
        return "; ".join(f"{period}: {number_text(size)}" if size else period for period, size in self.starts.items())

    @property
    def size(self) -> float:
        """What is ordered in all its starts."""
        return sum((self.starts or {}).values())

    @property
    def is_built(self) -> bool:
        """Whether it is started at all."""
        return bool(self.starts)


@dataclass(frozen=True)
class ProjectLine:
    """A project in all plans."""

    project: str
    kind: str
    place: str
    built: tuple[BuiltInPlan, ...]

    @cached_property
    def changes(self) -> tuple[str, ...]:
        """What each plan changes against the first; blank where nothing."""
        return tuple(change_of(self.built[0], each) for each in self.built)

    @property
    def state(self) -> str:
        """Whether the plans agree on it."""
        if any(self.changes):
            return "differs"
        return "same in all" if self.built[0].is_built else "never built"


def change_of(first: BuiltInPlan, other: BuiltInPlan) -> str:
    """Return what another plan does with a project that the first does not: added, dropped, moved, resized."""
    if not first.is_built or not other.is_built:
        return "added" if other.is_built else "dropped" if first.is_built else ""
    one, two = first.starts or {}, other.starts or {}
    if list(one) == list(two):
        return "resized" if any(differ(one[period], two[period]) for period in one) else ""
    return "moved and resized" if differ(first.size, other.size) else "moved"


def lines_of(plans: Sequence[Compared]) -> list[ProjectLine]:
    """Return every project of any of the plans: those that differ first, those with the most capital first."""
    found = [_built(plan, carried_in(plan, plans[0])) for plan in plans]
    order = in_order([list(each) for each in found])
    lines = []
    for key in order:
        project, kind, place = next(each[key][0] for each in found if key in each)
        built = tuple(each[key][1] if key in each else BuiltInPlan(None) for each in found)
        lines.append(ProjectLine(project, kind, place, built))
    states = ("differs", "same in all", "never built")
    return sorted(lines, key=lambda line: (states.index(line.state), -max(each.capital for each in line.built)))


def _built(plan: Compared, carried: Names) -> dict[tuple[str, str], tuple[tuple[str, str, str], BuiltInPlan]]:
    """Return what a plan decides about each project, by project and place; what it carries on as it was begun."""
    table = plan.plan.tables["Investments"]
    found: dict[tuple[str, str], tuple[tuple[str, str, str], BuiltInPlan]] = {}
    columns = zip(*(table[name] for name in ("project", "kind", "place", "decision", "start", "size", "capital")),
                  strict=True)  # fmt: skip
    for called, kind, place, decision, at, size, capital in columns:
        project, start = carried.get(called, (called, at)) if decision == "build" else (called, at)
        key = (fold(project), fold(place))
        name, built = found.get(key, ((project, kind, place), BuiltInPlan({})))
        if decision == "build":
            starts = dict(built.starts or {})
            starts[start] = starts.get(start, 0.0) + number_of(size)
            built = BuiltInPlan(starts, built.capital + number_of(capital))
        found[key] = (name, built)
    order = {period: place for place, period in enumerate(plan.plan.book.periods)}
    return {key: (name, _sorted(built, order)) for key, (name, built) in found.items()}


def _sorted(built: BuiltInPlan, order: dict[str, int]) -> BuiltInPlan:
    starts = built.starts or {}
    return BuiltInPlan(
        {period: starts[period] for period in sorted(starts, key=lambda each: order.get(each, -1))}, built.capital
    )


def investment_sheet(plans: Sequence[Compared], lines: Sequence[ProjectLine]) -> StudySheet:
    """Return project by plan: when and how much, with what changed against the first plan."""
    fields = (
        Field("project", "text", "the project"),
        Field("place", "text", "where it is"),
        Field("change", "text", "whether all plans do the same with it"),
        *plan_fields(
            plans, "text", "the period of each start and its size; in brackets what changed against the first"
        ),
    )
    rows, tints = [], []
    for line in lines:
        rows.append((line.project, line.place, line.state, *map(_words, line.built, line.changes)))
        tints.append(["", "", "faded" if line.state == "never built" else "", *map(_mark, line.built, line.changes)])
    doc = "When and how much each plan builds; what changed against the first plan is coloured."
    return StudySheet("Investments", doc, fields, rows, 2, tints)


def _words(built: BuiltInPlan, change: str) -> str:
    return f"{built.words} ({change})" if change else built.words


def _mark(built: BuiltInPlan, change: str) -> str:
    if change:
        return change if change in ("added", "dropped") else "changed"
    return "" if built.is_built else "faded"


def capital_sheet(plans: Sequence[Compared], lines: Sequence[ProjectLine]) -> StudySheet:
    """Return the capital of each project that some plan builds, side by side."""
    built = [line for line in lines if any(each.is_built for each in line.built)]
    built = sorted(built, key=lambda line: -max(each.capital for each in line.built))
    rows = [(line.project, line.kind, line.place, *(each.capital for each in line.built)) for line in built]
    rows.append(("all projects", "", "", *(sum(line.built[place].capital for line in built)
                                           for place in range(len(plans)))))  # fmt: skip
    fields = (
        Field("project", "text", "the project"),
        Field("kind", "text", "its kind"),
        Field("place", "text", "where it is"),
        *plan_fields(plans, "money", "the whole capital of all its starts"),
    )
    tints = [["", "", "", *("changed" if differ(line.built[0].capital, each.capital) else "" for each in line.built)]
             for line in built]  # fmt: skip
    tints.append(["total"] * len(fields))
    return StudySheet(
        "Capital by project", "The capital of each project that some plan builds.", fields, rows, 1, tints
    )


def start_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return every start of every plan by period, as numbers."""
    found = [_built(plan, carried_in(plan, plans[0])) for plan in plans]
    order = {period: place for place, period in enumerate(in_order([plan.plan.book.periods for plan in plans]))}
    rows, tints = [], []
    for key in in_order([list(each) for each in found]):
        project, _, place = next(each[key][0] for each in found if key in each)
        starts = [(each[key][1].starts or {}) if key in each else {} for each in found]
        for period in sorted({period for each in starts for period in each}, key=lambda each: order.get(each, -1)):
            sizes = [each.get(period) for each in starts]
            rows.append((project, place, period, *sizes))
            tints.append(["", "", "", *(_size_mark(sizes[0], size) for size in sizes)])
    fields = (
        Field("project", "text", "the project"),
        Field("place", "text", "where it is"),
        Field("period", "text", "the period in which it starts"),
        *plan_fields(plans, "amount", "capacity ordered in that start; blank: no start; 0 where it only unlocks"),
    )
    return StudySheet("Starts", "The size of every start, by project and period.", fields, rows, 3, tints)


def _size_mark(first: float | None, size: float | None) -> str:
    if (first is None) != (size is None):
        return "added" if first is None else "dropped"
    return "changed" if first is not None and differ(first, size) else ""


def drawn_of(plans: Sequence[Compared]) -> tuple[tuple[str, ...], str]:
    """Return the plans that a chart shows beside each other, and what its title says where those are not all."""
    more = f", first {MOST_DRAWN} plans" if len(plans) > MOST_DRAWN else ""
    return tuple(plan.label for plan in plans[:MOST_DRAWN]), more


def spending_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return what each plan pays in capital by period, all funders together."""
    sums = [plan.plan.tables["Payments"].groupby("period")["amount"].sum() for plan in plans]
    periods = in_order([plan.plan.book.periods for plan in plans])
    rows = [(period, *(float(each.get(period, 0.0)) for each in sums)) for period in periods]
    drawn, more = drawn_of(plans)
    words = ", ".join(f"{plan.label} {number_text(float(each.sum()))}" for plan, each in zip(plans, sums, strict=True))
    chart = Chart(
        "column", f"Capital by period{more}", "period", drawn, f"Capital in all: {words}.",
        category_axis="period", value_axis=plans[0].money,
    )  # fmt: skip
    fields = (Field("period", "text", "the period in which it is paid"), *plan_fields(plans, "money", "capital paid"))
    is_paid = any(float(each.abs().sum()) > least_told(plan.plan) for each, plan in zip(sums, plans, strict=True))
    doc = "The capital paid in each period by all funders."
    charts = (replace(chart, on_summary=False),)
    return StudySheet("Capital by period", doc, fields, rows if is_paid else (), charts=charts)
