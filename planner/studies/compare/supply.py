"""Where plans get their supply: shares by origin, dependence on the largest, rules and shortages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from planner.plans.fields import Field
from planner.reports.loading.several import Compared
from planner.studies.compare.projects import drawn_of
from planner.studies.compare.tables import changes, in_order, line_up, marks, number_of, plan_fields
from planner.tolerances import LEAST_SIZE, NOTICED
from planner.wording.numbers import measure_kind, share_text
from planner.wording.study import Chart, StudySheet
from planner.wording.supplies import ruled_supplies
from planner.workbook.schema.columns import fold

MOST_BARS: Final = 7  # that a chart can tell apart
SOURCING_KEYS: Final = ("material", "buyer", "period", "origin")
RULE_KEYS: Final = ("rule", "measure", "of", "material", "buyers", "period")


def sourcing_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return each origin's share of each buyer's supply, of intake and of use; no share where there is supply is 0."""
    frames = [plan.plan.tables["Sourcing"] for plan in plans]
    lined = line_up(frames, SOURCING_KEYS, ("share", "share of use"))
    supplied = [[_buyers(frame[frame[amount] > 0]) for frame in frames] for amount in ("amount", "used")]
    rows, tints = [], []
    for row, name in enumerate(lined.names):
        buyer = tuple(map(fold, name[:3]))
        shares, uses = ([0.0 if share is None and buyer in known else share
                         for share, known in zip(lined.values(row, place), supplied[place], strict=True)]
                        for place in range(2))  # fmt: skip
        rows.append((*name, *shares, *uses))
        tints.append([*[""] * 4, *marks(shares), *marks(uses)])
    fields = (
        Field("material", "text", "the material"),
        Field("buyer", "text", "the country whose sites take it in"),
        Field("period", "text", "the period"),
        Field(
            "origin",
            "text",
            "where it was made or bought; for a material without rules, where it was last shipped from",
        ),
        *plan_fields(plans, "share", "of all that the buyer takes in; blank where it takes in none"),
        *plan_fields(
            plans, "share", "of all that the buyer uses, from stock too; blank where none, or not traced", "use: "
        ),
    )
    doc = "Each origin's share of what each buyer takes in, and of what it uses."
    return StudySheet("Sourcing", doc, fields, rows, 4, tints)


def _buyers(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Return the materials, buyers and periods of a table, as names are compared."""
    return {tuple(map(fold, name)) for name in zip(*(frame[key] for key in SOURCING_KEYS[:3]), strict=True)}


def dependence_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return the largest origin, of those that rules watch, of each supply in the last period that has any."""
    found = [
        {supply.label: _largest(supply.watched_shares()) for supply in ruled_supplies(plan.plan)} for plan in plans
    ]
    labels = in_order([list(each) for each in found])
    rows, tints = [], []
    for label in labels:
        largest = [each.get(label) for each in found]
        if any(each is not None for each in largest):
            shares = [None if each is None else each[1] for each in largest]
            origins = ["" if each is None else each[0] for each in largest]
            rows.append((label, *shares, *origins))
            tints.append(["", *marks(shares, better=-1), *changes(origins)])
    drawn, more = drawn_of(plans)
    most = sorted(range(len(rows)), key=lambda row: -max(share or 0.0 for share in rows[row][1 : len(plans) + 1]))
    shown = tuple(sorted(most[:MOST_BARS]))
    told = "; ".join(f"{rows[row][0]} {share_text(rows[row][1])}" for row in shown if rows[row][1] is not None)
    words = f"Bars: the share of the largest origin of each supply; of {plans[0].label}: {told}."
    chart = Chart("bar", f"Share of the largest origin, last period{more}", "supply", drawn, words, rows=shown)
    fields = (
        Field("supply", "text", "the material, with its buyers where rules tell several apart"),
        *plan_fields(plans, "share", "the share of the largest origin in the last period of supply"),
        *plan_fields(plans, "text", "the largest origin in the last period of supply", "origin: "),
    )
    doc = "How much each supply that a rule watches depends on its largest origin in the last period."
    return StudySheet("Dependence", doc, fields, rows, 1, tints, (chart,))


def _largest(shares: Any) -> tuple[str, float] | None:
    """Return the largest origin in the last period; None where nothing is watched."""
    if not shares.shape[0] or not shares.shape[1]:
        return None
    last = shares.iloc[-1]
    return str(last.idxmax()), float(last.max())


def rule_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return what each rule measures in each period beside its limit, which plans may have different."""
    columns = ("value", "limit", "slack", "value of intake", "value of use")
    lined = line_up([plan.plan.tables["Concentration"] for plan in plans], RULE_KEYS, columns)
    rows, tints, kinds = [], [], []
    for row, name in enumerate(lined.names):
        values, limits, slacks, intakes, uses = (lined.values(row, place) for place in range(len(columns)))
        rows.append((*name, *values, *limits, *intakes, *uses))
        broken = ["worse" if number_of(slack) < -NOTICED * max(abs(number_of(limit)), 1e-3) else ""
                  for slack, limit in zip(slacks, limits, strict=True)]  # fmt: skip
        tints.append([*[""] * 6, *broken, *changes(limits), *[""] * 2 * len(plans)])
        kinds.append(measure_kind(name[1]))
    fields = (
        Field("rule", "text", "the rule"),
        Field("measure", "text", "what is limited"),
        Field("of", "text", "intake or use: what the rule counts"),
        Field("material", "text", "material or family"),
        Field("buyers", "text", "whose supply"),
        Field("period", "text", "the period"),
        *plan_fields(plans, "number", "what the rule measures; coloured where it is beyond its limit"),
        *plan_fields(plans, "number", "its limit; coloured where it is not the first plan's", "limit: "),
        *plan_fields(plans, "number", "what it would measure of what is taken in", "intake: "),
        *plan_fields(plans, "number", "what it would measure of what is used, from stock too", "use: "),
    )
    doc = "What every rule measures in every period, beside its limit."
    return StudySheet("Concentration", doc, fields, rows, 1, tints, row_kinds=tuple(kinds))


def shortage_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return the demand that goes short in some plan."""
    lined = line_up([plan.plan.tables["Shortages"] for plan in plans], ("market", "material", "period"),
                    ("short", "asked", "served"))  # fmt: skip
    lined = lined.kept(row for row, cells in enumerate(lined.cells) if any(each and _is_short(each) for each in cells))
    rows, tints = [], []
    for row, name in enumerate(lined.names):
        short, served = lined.values(row), lined.values(row, 2)
        rows.append((*name, *short, *served))
        tints.append([*[""] * 3, *marks(short, better=-1), *marks(served, better=1)])
    fields = (
        Field("market", "text", "the site that asks"),
        Field("material", "text", "what it asks for"),
        Field("period", "text", "the period"),
        *plan_fields(plans, "amount", "missing, a year", "short: "),
        *plan_fields(plans, "share", "delivered of asked", "served: "),
    )
    return StudySheet("Shortages", "The demand that goes short in one of the plans at least.", fields, rows, 3, tints)


def _is_short(cells: tuple[object, ...]) -> bool:
    short, asked, _ = cells
    return number_of(short) > NOTICED * max(number_of(asked), LEAST_SIZE)


def budget_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return what each funder spends in each period, beside its budget."""
    lined = line_up([plan.plan.tables["Budgets"] for plan in plans], ("funder", "period"), ("spent", "budget"))
    rows, tints = [], []
    for row, name in enumerate(lined.names):
        spent, budgets = lined.values(row), lined.values(row, 1)
        has_limit = any(budget is not None for budget in budgets)
        if has_limit or any(abs(number_of(each)) > 0 for each in spent):
            rows.append((*name, *spent, *budgets))
            tints.append(["", "", *marks(spent), *changes(budgets)])
    fields = (
        Field("funder", "text", "the funder"),
        Field("period", "text", "the period"),
        *plan_fields(plans, "money", "spent in the period", "spent: "),
        *plan_fields(plans, "money", "of the workbook; blank: no limit", "budget: "),
    )
    return StudySheet("Budgets", "What each funder spends in each period, beside its budget.", fields, rows, 2, tints)
