"""The figures of plans side by side, and how sure a difference in cost is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from planner.plans.fields import Field
from planner.plans.tables import OWNER
from planner.reports.loading.several import Compared, differs_in_money
from planner.statuses import Status
from planner.studies.compare.costs import against, parts_of
from planner.studies.compare.tables import differ, in_order, plan_fields
from planner.tolerances import AT_LIMIT, NOTICED
from planner.wording.key_figures import capital_by_funder, moves_of, status_words, worst_disruption, worst_served
from planner.wording.study import Chart, StudySheet
from planner.wording.sums import asked_demand

HEAD: Final = 12  # figures on the first page
MOST_BESIDE: Final = 3  # plans that fit beside each other on the first page; more stand below each other
HHI: Final = "HHI at most"
WITHIN, UNKNOWN, SAME = "within the gaps", str(Status.NOT_PROVEN), "none"
SURE: Final = "difference in cost is"
MOST_BARS: Final = 12
# figures that stand in a plan's row, and what they are
MAIN: Final = {
    "served at worst": "delivered of asked, of the worst served demand, without a disruption",
    "served, worst disruption": "of the worst served covered demand",
    "capital of what is built": "the whole capital of all starts",
    "projects built": "projects that are started",
    "largest dependence, last period": "the largest share of one origin in a supply that a rule watches",
}
ORIGIN: Final = (
    Field("bound", "money", "no plan for its inputs costs less"),
    Field("gap", "share", "between cost and bound"),
    Field("status", "text", "how good it is known to be"),
    Field("checks", "text", "of the independent verification, that pass"),
    Field("file", "text", "the plan's file"),
    Field("workbook", "text", "the workbook that was planned"),
    Field("case", "text", "the case of the workbook; base for none"),
    Field("periods", "text", "the first and the last period"),
    Field("money", "text", "the unit of its money"),
    Field("planner", "text", "the version that planned it"),
    Field("workbook digest", "text", "the start of the SHA-256 of the workbook"),
)


@dataclass(frozen=True)
class ComparedFigure:
    """A figure of a plan: its value, its kind, whether more (1) or less (-1) is better; None: not to be subtracted."""

    value: Any
    kind: str
    better: int | None = 0


def figures_of(plan: Compared) -> dict[str, ComparedFigure]:
    """Return the figures of a plan by name, what matters most first."""
    return {
        "cost of the plan": ComparedFigure(plan.objective, "money", -1),
        "proven gap": ComparedFigure(plan.plan.run.get("gap"), "share", None),
        "capital of what is built": ComparedFigure(float(plan.plan.tables["Investments"]["capital"].sum()), "money"),
        "projects built": ComparedFigure(float(_built(plan)), "count"),
        **_service(plan),
        **_disruptions(plan),
        **_sources(plan),
        "checks that fail": ComparedFigure(float((plan.plan.tables["Checks"]["pass"] != "yes").sum()), "count", -1),
        **_places(plan),
        "proven: no plan costs less than": ComparedFigure(plan.bound, "money"),
        **{f"cost: {part}": ComparedFigure(cost, "money", -1) for part, cost in parts_of(plan).items()},
        **{f"capital paid by {'owners' if name == OWNER else name}": ComparedFigure(float(paid), "money")
           for name, paid in capital_by_funder(plan.plan).items()},
    }  # fmt: skip


def _built(plan: Compared) -> int:
    table = plan.plan.tables["Investments"]
    return int(table.loc[table["decision"] == "build", ["project", "place"]].drop_duplicates().shape[0])


def _service(plan: Compared) -> dict[str, ComparedFigure]:
    worst = worst_served(plan.plan)
    if worst is None:
        return {}
    served = 1.0 if worst["short"] <= NOTICED * worst["asked"] else 1 - worst["short"] / worst["asked"]
    demand = asked_demand(plan.plan)
    short = (demand["short"] > NOTICED * demand["asked"]).sum()
    return {
        "served at worst": ComparedFigure(float(served), "share", 1),
        "demands short (market, material, period)": ComparedFigure(float(short), "count", -1),
    }


def _disruptions(plan: Compared) -> dict[str, ComparedFigure]:
    table, worst = plan.plan.tables["Resilience"], worst_disruption(plan.plan)
    floored = table[table["floor"].notna()] if "floor" in table else table[:0]
    asked = table[table["guarantee"].notna()]
    figures = {} if worst is None else {
        "served, worst disruption": ComparedFigure(float(worst["service"]), "share", 1),
    }  # fmt: skip
    if len(asked):
        figures |= _promised("guarantee", "service", asked["guarantee"], asked["service"])
    if len(floored):
        figures |= _promised("floor", "least moment", floored["floor"], floored["worst moment"])
    return figures


def _promised(name: str, has: str, asked: pd.Series[float], found: pd.Series[float]) -> dict[str, ComparedFigure]:
    """Return how many guarantees, or floors, are asked, how many are broken, and what is served beyond the worst."""
    least = float((found - asked).min())
    return {
        f"{name}s asked": ComparedFigure(float(len(asked)), "count"),
        f"{name}s broken": ComparedFigure(float((found < asked * (1 - NOTICED)).sum()), "count", -1),
        f"worst {name}: {has} beyond it": ComparedFigure(least if abs(least) > NOTICED else 0.0, "share", 1),
    }


def _sources(plan: Compared) -> dict[str, ComparedFigure]:
    rules, found = plan.plan.tables["Concentration"], moves_of(plan.plan)
    figures: dict[str, ComparedFigure] = {}
    if found:
        figures["largest dependence, last period"] = ComparedFigure(max(move.last for move in found), "share", -1)
    if len(rules):
        room = rules["slack"] / rules["limit"].abs().clip(lower=NOTICED)
        beyond = rules.loc[room < -AT_LIMIT, "rule"].nunique()
        figures["rules exceeded, at a penalty"] = ComparedFigure(float(beyond), "count", -1)
        limited = rules.loc[rules["measure"] == HHI, "value"]
        if len(limited):
            figures["highest HHI of a rule"] = ComparedFigure(float(limited.max()), "number", -1)
    return figures


def _places(plan: Compared) -> dict[str, ComparedFigure]:
    """Return where the worst is, in words."""
    disruption, served, moves = worst_disruption(plan.plan), worst_served(plan.plan), moves_of(plan.plan)
    words = {}
    if served is not None and served["short"] > NOTICED * served["asked"]:
        words["worst served demand"] = f"{served['material']}, {served['market']}, {served['period']}"
    if disruption is not None:
        words["worst disruption"] = f"{disruption['disruption']}, {disruption['onset']}"
    if moves:
        most = max(moves, key=lambda move: move.last)
        words["largest dependence is of"] = f"{most.material} on {most.origin}"
    return {name: ComparedFigure(text, "text") for name, text in words.items()}


def figure_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return all figures with their differences to the first plan."""
    found = [figures_of(plan) for plan in plans]
    others, is_other_money = plans[1:], differs_in_money(plans)
    fields = (
        Field("figure", "text", "what it is"),
        *plan_fields(plans, "number", "the figure"),
        *(Field(against(plan.label), "number", "the difference to the first plan") for plan in others),
    )
    rows, tints, kinds = [], [], []
    for name in in_order([list(each) for each in found]):
        values = [each.get(name) for each in found]
        known = next(value for value in values if value is not None)
        none = 0.0 if known.kind == "money" else None  # a part or a funder that a plan does without
        cells = [none if value is None else value.value for value in values]
        steps = [_step(known, cells[0], cell, is_other_money) for cell in cells[1:]]
        rows.append((name, *cells, *steps))
        tints.append(["", *[""] * len(plans), *(_step_mark(known, step, cells[0]) for step in steps)])
        kinds.append(known.kind)
    rows.insert(1, (SURE, *[None] * len(plans), *(sureness(plans[0], plan) for plan in others)))
    tints.insert(1, [""] * len(fields))
    kinds.insert(1, "count")
    head = min(HEAD, kinds.index("text") if "text" in kinds else HEAD) if len(plans) <= MOST_BESIDE else 0
    money = f" Money in {plans[0].money}." if plans[0].money and not is_other_money else ""
    doc = f"The figures of each plan, and by how much each differs from the first.{money}"
    return StudySheet("Figures", doc, fields, rows, 1, tints, row_kinds=tuple(kinds), head=head)


def _step(figure: ComparedFigure, first: object, other: object, is_other_money: bool) -> Any:
    """Return a difference; None where there is none to be told."""
    if (
        figure.better is None
        or figure.kind == "text"
        or not isinstance(first, int | float)
        or not isinstance(other, int | float)
    ):
        return None
    if figure.kind == "money" and is_other_money:
        return "other money"
    step = other - first
    return step if math.isfinite(step) and differ(first, other) else 0.0


def _step_mark(figure: ComparedFigure, step: Any, first: Any) -> str:
    if not figure.better or not isinstance(step, float) or not differ(first, first + step):
        return ""
    return "better" if step * figure.better > 0 else "worse"


def sureness(first: Compared, other: Compared) -> str:
    """Return how sure it is that the best plan for one's inputs costs more than the best for the other's.

    The best plan for a plan's inputs costs between the plan's bound and its objective; where the two ranges
    overlap, either may be the cheaper.
    """
    if differs_in_money([first, other]):
        return "other money"
    step = other.objective - first.objective
    if not math.isfinite(step):
        return UNKNOWN
    if not differ(first.objective, other.objective):
        return SAME
    slack = other.slack if step > 0 else first.slack
    return str(Status.PROVEN) if abs(step) > slack else UNKNOWN if math.isinf(slack) else WITHIN


def range_of(first: Compared, other: Compared) -> tuple[float, float]:
    """Return the least and the most by which the best plan for the other's inputs costs more."""
    return other.bound - first.objective, other.objective - first.bound


def plan_sheet(plans: Sequence[Compared]) -> StudySheet:
    """Return a row for each plan: its main figures, then its file, workbook, case and status."""
    figures = [figures_of(plan) for plan in plans]
    names = [name for name in MAIN if any(name in each for each in figures)]
    kinds = {name: next(each[name].kind for each in figures if name in each) for name in names}
    rows = [(*_costs(plan, plans[0]), *(each[name].value if name in each else None for name in names), *_origin(plan))
            for plan, each in zip(plans, figures, strict=True)]  # fmt: skip
    fields = (
        Field("plan", "text", "its name in this workbook"),
        Field("cost", "money", "what it costs, discounted"),
        Field("difference", "money", "what it costs more than the first plan"),
        Field("difference is", "text", "proven, or within the gaps: then either input may have the cheaper plan"),
        *(Field(name, kinds[name], MAIN[name]) for name in names),
        *ORIGIN,
    )
    chart = Chart(
        "bar", f"Cost beyond that of {plans[0].label}", "plan", ("difference",),
        "Bars: what each plan costs more than the first.", rows=tuple(range(1, len(plans)))[:MOST_BARS],
        value_axis=plans[0].money,
    )  # fmt: skip
    has_many = len(plans) > MOST_BESIDE
    charts = (chart,) if has_many and not differs_in_money(plans) else ()
    doc = "Each plan's main figures, and its file, workbook, case and status."
    return StudySheet("Plans", doc, fields, rows, charts=charts, head=HEAD if has_many else 0)


def _costs(plan: Compared, first: Compared) -> tuple[object, ...]:
    is_other_money = differs_in_money([first, plan])
    step = "other money" if is_other_money else plan.objective - first.objective
    return plan.label, plan.objective, step, "" if plan is first else sureness(first, plan)


def _origin(plan: Compared) -> tuple[object, ...]:
    run: Mapping[str, object] = plan.plan.run
    checks = plan.plan.tables["Checks"]["pass"]
    return (
        plan.bound if math.isfinite(plan.bound) else None, run.get("gap"), status_words(run),
        f"{int((checks == 'yes').sum())} of {len(checks)}", plan.path.name, run.get("input"), plan.case, plan.horizon,
        plan.money, run.get("planner"), str(run.get("input sha256") or "")[:12],
    )  # fmt: skip
