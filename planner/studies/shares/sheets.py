"""Who should pay, as tables: shares, coalitions, what each leaves out, the core, and what falls on whom."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.plans.fields import Field
from planner.statuses import status_text
from planner.studies.cases.study import one_line
from planner.studies.shares import game
from planner.studies.shares.game import Verdict
from planner.studies.shares.sharing import ALL_ROW, NOBODY_ROW, NUCLEOLUS, PRENUCLEOLUS, PROPORTION, Sharing, rest_of
from planner.studies.shares.unkept import setting_of
from planner.wording.numbers import number_text
from planner.wording.study import Chart, StudySheet

if TYPE_CHECKING:
    from planner.studies.shares.solves import SharesFound


_SHARES: Final = (
    Field("partner", "text", "the partner"),
    Field("alone", "money", "what it costs by itself, beyond what is done for nobody"),
    Field("Shapley value", "money", "what it pays by the Shapley value, from the plans' costs"),
    Field("at least", "money", "by the Shapley value, as far as the solver proves it"),
    Field("at most", "money", "by the Shapley value, as far as the solver proves it"),
    Field(
        "nucleolus",
        "money",
        "what it pays by the nucleolus; where there is no saving to share by the prenucleolus, by "
        "which some pay more than alone",
    ),
    Field("nucleolus, at least", "money", "as far as the solver proves it; blank: not known"),
    Field("nucleolus, at most", "money", "as far as the solver proves it; blank: not known"),
    Field("in proportion", "money", "what it pays in proportion to what each costs alone"),
    Field("in the plan", "money", "what falls on it in the plan of all: at its places, its markets, its funders"),
    Field("transfer", "money", "what it still pays to reach its Shapley value; below zero: what it is paid"),
    Field("saves", "money", "alone, less its Shapley value"),
)


def shares_sheet(found: SharesFound, sharing: Sharing) -> StudySheet:
    """Return what each partner costs alone, and what it pays by each way to share."""
    rows = [
        *(_partner_row(found, sharing, i) for i in range(found.count)),
        _nobody_row(found),
        _all_row(found, sharing),
    ]
    tints = [[""] * len(_SHARES) for _ in rows[:-1]] + [["total"] * len(_SHARES)]
    drawn = ("alone", "Shapley value", "nucleolus", *(["in proportion"] if sharing.way(PROPORTION) else []))
    chart = Chart(
        "column", "What each partner pays", "partner", drawn, _chart_words(found, sharing),
        value_axis="discounted, beyond what is done for nobody", rows=tuple(range(found.count)), is_wide=True,
    )  # fmt: skip
    doc = "What each partner costs alone, and what it pays of what all together cost, by several ways to share."
    return StudySheet("Shares", doc, _SHARES, rows, tints=tints, charts=(chart,), head=len(rows))


def _partner_row(found: SharesFound, sharing: Sharing, i: int) -> tuple[object, ...]:
    alone, pays, proportion = sharing.alone[i].best, sharing.shapley[i], sharing.way(PROPORTION)
    least_unhappy = sharing.way(NUCLEOLUS) or sharing.way(PRENUCLEOLUS)
    assert least_unhappy is not None
    falls = None if found.paid is None else found.paid.of(i)
    return (
        found.partners[i], alone, pays.best, pays.low, pays.high, least_unhappy.shares[i],
        *((None, None) if sharing.nucleolus is None else (sharing.nucleolus[i].low, sharing.nucleolus[i].high)),
        proportion and proportion.shares[i], falls, None if falls is None else pays.best - falls, alone - pays.best,
    )  # fmt: skip


def _all_row(found: SharesFound, sharing: Sharing) -> tuple[object, ...]:
    together = sharing.together
    return (
        ALL_ROW, math.fsum(each.best for each in sharing.alone), together.best, together.low, together.high,
        together.best, *((None, None) if sharing.nucleolus is None else (together.low, together.high)),
        sharing.way(PROPORTION) and together.best, None if found.paid is None else together.best, 0.0,
        sharing.saving.best,
    )  # fmt: skip


def _nobody_row(found: SharesFound) -> tuple[object, ...]:
    """Return the row of what falls on nobody in the plan, beyond what is done for nobody."""
    falls = None if found.paid is None else rest_of(found, found.paid)
    return (NOBODY_ROW, *[None] * 8, falls, None if falls is None else -falls, None)


def _chart_words(found: SharesFound, sharing: Sharing) -> str:
    most = max(range(found.count), key=lambda i: sharing.alone[i].best - sharing.shapley[i].best)
    saved = number_text(sharing.alone[most].best - sharing.shapley[most].best)
    return f"By the Shapley value {found.partners[most]} saves the most beside paying alone: {saved}."


def coalitions_sheet(found: SharesFound, sharing: Sharing | None) -> StudySheet:
    """Return what each coalition costs, and saves where costs can be shared."""
    fields = (
        Field("coalition", "text", "who plans together"),
        Field("partners", "count", "how many"),
        Field("status", "text", "of its plan, or why there is none"),
        Field("cost", "money", "of its plan, discounted"),
        Field("at least", "money", "what any plan of it costs"),
        Field("beyond nobody", "money", "its cost less what is done for nobody"),
        Field("saves", "money", "what its partners cost alone, less what they do together"),
        Field("saves at least", "money", "by what is proven"),
        Field("saves at most", "money", "by what is proven"),
        Field("plan", "text", "its workbook"),
        Field("what is wrong", "text", "where there is no plan"),
    )
    nobody = found.coalitions[game.NOBODY].cost
    rows, tints = [], []
    for coalition, each in enumerate(found.coalitions):
        cost = each.cost
        own = None if cost is None or nobody is None else game.beyond_nobody(cost, nobody).best
        saved = None if sharing is None else game.saving(found.costs, coalition, found.count)
        plan = each.plan
        rows.append((
            each.name, len(each.members), status_text(plan.status, plan.stopped), plan.objective, plan.bound, own,
            *((None,) * 3 if saved is None else (saved.best, saved.low, saved.high)),
            plan.path.name if plan.path else "", one_line(plan.message),
        ))  # fmt: skip
        tints.append(["dropped" if cost is None else "", *[""] * (len(fields) - 1)])
    doc = "Every coalition of the partners, planned by itself; nobody is what stands and is served anyway."
    return StudySheet("Coalitions", doc, fields, rows, tints=tints)


def left_out_sheet(found: SharesFound) -> StudySheet:
    """Return the rows of Cases that each coalition is."""
    fields = (
        Field("coalition", "text", "who plans together"),
        Field("sheet", "text", "the sheet that its case changes, as a row of Cases has it"),
        Field("row", "text", "the row that is changed"),
        Field("column", "text", "the column that is changed"),
        Field("change", "text", "what the cell holds for this coalition"),
    )
    rows = [
        (each.name, x.sheet, x.row, x.column, str(x.change))
        for each in found.coalitions
        for x in (*map(setting_of, found.left_out), *each.changes)
    ]
    doc = "What of the workbook each coalition leaves out: the rows of the sheet Cases that it is planned with."
    return StudySheet("Left out", doc, fields, rows)


def core_sheet(found: SharesFound, sharing: Sharing) -> StudySheet:
    """Return which coalition would leave by which way to share."""
    fields = (
        Field("way to share", "text", "how what all together cost is shared"),
        Field("coalition", "text", "some of the partners"),
        Field("pays", "money", "the shares of its partners together"),
        Field("by itself", "money", "what its own plan costs, beyond what is done for nobody"),
        Field("answer", "text", "stays, would leave, or open: by what is proven"),
        Field("gains by leaving", "money", "beside its own plan; below zero: loses"),
        Field("gains at most", "money", "as far as the solver proves it"),
    )
    rows, tints = [], []
    marks = {Verdict.STAYS: "better", Verdict.LEAVES: "worse", Verdict.OPEN: "faded"}
    for way in sharing.ways:
        for each in way.judged:
            pays = math.fsum(way.shares[i] for i in game.members(each.coalition, found.count))
            name = found.coalitions[each.coalition].name
            rows.append((way.name, name, pays, pays - each.more, each.verdict.value, each.more, each.at_most))
            tints.append([""] * 4 + [marks[each.verdict], "", ""])
    doc = "Whether some of the partners would do better by themselves than with the shares that they are to pay."
    return StudySheet("Core", doc, fields, rows, 2, tints=tints)


def paid_sheets(found: SharesFound) -> list[StudySheet]:
    """Return what falls on whom in the plan of all, by part of its cost."""
    paid = found.paid
    if paid is None:
        return []
    every = (*paid.partners, paid.nobody)
    parts = [part for part in paid.nobody if any(each.get(part) for each in every)]
    fields = (
        Field("whose", "text", "the partner; nobody's is what falls at places of no partner, on rules and disruptions"),
        *(Field(part, "money", "discounted") for part in parts),
        Field("in all", "money", "what falls on it in the plan of all"),
    )
    names = (*found.partners, NOBODY_ROW)
    rows: list[tuple[object, ...]] = [
        (name, *(each.get(part, 0.0) for part in parts), math.fsum(each.values()))
        for name, each in zip(names, every, strict=True)
    ]
    doc = "What falls on each partner in the plan of all: at its places, for its markets, by its funders."
    return [StudySheet("In the plan", doc, fields, rows)]
