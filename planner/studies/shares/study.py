"""Who should pay, as sentences and tables: shares, coalitions, and which coalition would leave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from planner.plans.tables import Field
from planner.statuses import Status, status_text
from planner.studies.cases.study import one_line
from planner.studies.shares import game
from planner.studies.shares.game import Verdict
from planner.studies.shares.nucleolus import between, nucleolus, prenucleolus
from planner.studies.shares.unkept import listed, named, setting_of
from planner.tolerances import ROUNDING
from planner.wording.numbers import money_label, number_text, share_text, span_text
from planner.wording.study import Chart, Study, StudySheet
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.shares.game import Judged
    from planner.studies.shares.paid import PaidByPartners
    from planner.studies.shares.solves import CoalitionPlan, SharesFound

SHAPLEY, NUCLEOLUS, PROPORTION, EQUAL = "Shapley value", "nucleolus", "in proportion", "in equal parts"
PRENUCLEOLUS = "prenucleolus"  # where there is no saving, and some must pay more than alone
MOST_WORDS: Final = 400  # letters of why a coalition has no plan, in a sentence
MOST_LEFT_OUT: Final = 8  # are named in a sentence
MUCH: Final = 0.05  # of what all together cost
NOBODY_ROW, ALL_ROW = "nobody's", "all together"


@dataclass(frozen=True)
class WayToShare:
    """A way to share what all together cost: what each pays, and what every coalition does then."""

    name: str
    shares: tuple[float, ...]
    judged: tuple[Judged, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether it is in the core: all stay, some coalition would leave, or that is open."""
        answers = {each.verdict for each in self.judged}
        return next(each for each in (Verdict.LEAVES, Verdict.OPEN, Verdict.STAYS) if each in answers)

    @property
    def worst(self) -> Judged:
        """The coalition that gains the most by leaving, or saves the least by staying."""
        return max(self.judged, key=lambda each: (each.verdict is Verdict.LEAVES, each.more))


@dataclass(frozen=True)
class Sharing:
    """How what all together cost is shared, where every coalition has a plan.

    Attributes
    ----------
    alone, together, saving
        What each partner costs alone, what all do, and the difference; each beyond what is done for nobody.
    shapley
        What each pays by the Shapley value, with its exact interval.
    nucleolus
        Between what the shares of the nucleolus lie, of the prenucleolus without a saving; None where not proven.
    ways
        All ways that there are, with the core's answer to each.
    """

    alone: tuple[Bracket, ...]
    together: Bracket
    saving: Bracket
    shapley: tuple[Bracket, ...]
    nucleolus: tuple[Bracket, ...] | None
    ways: tuple[WayToShare, ...]

    def way(self, name: str) -> WayToShare | None:
        """Return a way by its name; None where there is no such."""
        return next((each for each in self.ways if each.name == name), None)


def sharing_of(found: SharesFound) -> Sharing | None:
    """Return how the cost is shared; None where some coalition has no plan."""
    if found.missing:
        return None
    costs, count = found.costs, found.count
    alone = tuple(game.beyond_nobody(costs[1 << i], costs[game.NOBODY]) for i in range(count))
    together = game.beyond_nobody(costs[-1], costs[game.NOBODY])
    shapley = game.shapley(costs, count)
    best = [each.best for each in costs]
    is_saved = nucleolus(best, count) is not None
    shares: dict[str, tuple[float, ...] | None] = {
        SHAPLEY: tuple(each.best for each in shapley),
        NUCLEOLUS: nucleolus(best, count),
        PRENUCLEOLUS: None if is_saved else prenucleolus(best, count),
        PROPORTION: game.in_proportion([each.best for each in alone], together.best),
        EQUAL: (together.best / count,) * count,
    }
    ways = tuple(
        WayToShare(name, each, tuple(game.judged(each, costs, count)))
        for name, each in shares.items()
        if each is not None
    )
    found_between = between(costs, count, bounded=is_saved)
    return Sharing(alone, together, game.saving(costs, len(costs) - 1, count), shapley, found_between, ways)


def shares_study(found: SharesFound) -> Study:
    """Return what was found as a study."""
    book, sharing = found.session.book, sharing_of(found)
    money = money_label(book.settings)
    facts = {
        f"plan of {each.name}": each.plan.path.name if each.plan.path else each.plan.status for each in found.coalitions
    }
    sheets = [_coalitions(found, sharing)]
    if sharing is not None:
        sheets = [_shares(found, sharing), *sheets, _core(found, sharing), *_paid(found)]
    sheets.append(_left_out(found))
    planned = len(found.coalitions) - len(found.missing)
    return Study(
        f"Who should pay: {book.settings['title'] or book.path.stem}",
        tuple(sentences(found, sharing, money)),
        tuple(sheets),
        found.session.facts(**facts),
        money,
        f"{book.path.name}: {planned} of {len(found.coalitions)} coalitions have a plan",
    )


def _shares(found: SharesFound, sharing: Sharing) -> StudySheet:
    fields = (
        Field("partner", "text", "the partner"),
        Field("alone", "money", "what it costs by itself, beyond what is done for nobody"),
        Field("Shapley value", "money", "what it pays by the Shapley value, from the plans' costs"),
        Field("at least", "money", "by the Shapley value, as far as the solver proves it"),
        Field("at most", "money", "by the Shapley value, as far as the solver proves it"),
        Field(
            "nucleolus",
            "money",
            "what it pays by the nucleolus; where there is no saving to share by the "
            "prenucleolus, by which some pay more than alone",
        ),
        Field("nucleolus, at least", "money", "as far as the solver proves it; blank: not known"),
        Field("nucleolus, at most", "money", "as far as the solver proves it; blank: not known"),
        Field("in proportion", "money", "what it pays in proportion to what each costs alone"),
        Field("in the plan", "money", "what falls on it in the plan of all: at its places, its markets, its funders"),
        Field("transfer", "money", "what it still pays to reach its Shapley value; below zero: what it is paid"),
        Field("saves", "money", "alone, less its Shapley value"),
    )
    least_unhappy = sharing.way(NUCLEOLUS) or sharing.way(PRENUCLEOLUS)
    assert least_unhappy is not None
    proportion = sharing.way(PROPORTION)
    rows: list[tuple[object, ...]] = []
    for i, name in enumerate(found.partners):
        alone, pays = sharing.alone[i].best, sharing.shapley[i]
        falls = None if found.paid is None else found.paid.of(i)
        rows.append((
            name, alone, pays.best, pays.low, pays.high, least_unhappy.shares[i],
            *((None, None) if sharing.nucleolus is None else (sharing.nucleolus[i].low, sharing.nucleolus[i].high)),
            proportion and proportion.shares[i], falls, None if falls is None else pays.best - falls, alone - pays.best,
        ))  # fmt: skip
    rows.append(_nobody_row(found))
    rows.append((
        ALL_ROW, math.fsum(each.best for each in sharing.alone), sharing.together.best, sharing.together.low,
        sharing.together.high, sharing.together.best,
        *((None, None) if sharing.nucleolus is None else (sharing.together.low, sharing.together.high)),
        proportion and sharing.together.best,
        None if found.paid is None else sharing.together.best, 0.0, sharing.saving.best,
    ))  # fmt: skip
    tints = [[""] * len(fields) for _ in rows[:-1]] + [["total"] * len(fields)]
    drawn = (
        "alone",
        "Shapley value",
        "nucleolus",
        *(["in proportion"] if proportion else []),
    )
    chart = Chart(
        "column", "What each partner pays", "partner", drawn, _chart_words(found, sharing),
        value_axis="discounted, beyond what is done for nobody", rows=tuple(range(found.count)), is_wide=True,
    )  # fmt: skip
    doc = "What each partner costs alone, and what it pays of what all together cost, by several ways to share."
    return StudySheet("Shares", doc, fields, rows, tints=tints, charts=(chart,), head=len(rows))


def _nobody_row(found: SharesFound) -> tuple[object, ...]:
    """Return the row of what falls on nobody in the plan, beyond what is done for nobody."""
    falls = None
    if found.paid is not None:
        falls = _rest(found, found.paid)
    return (NOBODY_ROW, *[None] * 8, falls, None if falls is None else -falls, None)


def _rest(found: SharesFound, paid: PaidByPartners) -> float:
    """Return what falls on nobody in the plan of all, beyond what is done for nobody by itself."""
    rest = math.fsum(paid.nobody.values()) - found.costs[game.NOBODY].best
    return rest if abs(rest) > ROUNDING * max(1.0, abs(found.costs[-1].best)) else 0.0


def _chart_words(found: SharesFound, sharing: Sharing) -> str:
    most = max(range(found.count), key=lambda i: sharing.alone[i].best - sharing.shapley[i].best)
    saved = number_text(sharing.alone[most].best - sharing.shapley[most].best)
    return f"By the Shapley value {found.partners[most]} saves the most beside paying alone: {saved}."


def _coalitions(found: SharesFound, sharing: Sharing | None) -> StudySheet:
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


def _left_out(found: SharesFound) -> StudySheet:
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


def _core(found: SharesFound, sharing: Sharing) -> StudySheet:
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


def _paid(found: SharesFound) -> list[StudySheet]:
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


def sentences(found: SharesFound, sharing: Sharing | None, money: str) -> list[str]:
    """Return what was found, a sentence for each thing."""
    if sharing is None:
        first = "Nothing can be shared before every coalition has a plan."
        return [first, *map(_why, found.missing), *_advice(found), *_left_out_said(found, money)]
    return [
        *_left_out_said(found, money),
        *_saved(found, sharing, money),
        _pays(found, sharing, money),
        *(_core_words(found, way, money) for way in sharing.ways),
        *_no_core(sharing),
        *_transfers(found, sharing, money),
        *_scarce(found),
        *_for_nobody(found, money),
        "Shares start from the plans that are told; where others cost the same, what falls on whom may differ. What "
        "stands at places of nobody is there for every coalition by itself, so that what is scarce there looks "
        "cheaper to each alone than it is for all.",
    ]


def _why(each: CoalitionPlan) -> str:
    return shorten(f"{each.name}: {each.plan.status}. {one_line(each.plan.message)}", MOST_WORDS, placeholder=" …")


def _advice(found: SharesFound) -> list[str]:
    """Say what can be done where a coalition cannot keep what it is asked."""
    if not any(each.plan.status is Status.INFEASIBLE for each in found.missing):
        return []
    if found.left_out:
        return ["What is still missing is no rule, least use or stock: look at these coalitions with planner diagnose."]
    return [
        "With --keepable, rules, least uses and stocks that some coalition cannot keep are left out for all of them "
        "alike, and what they cost all together is told. Or say in a case of the workbook what each has to keep by "
        "itself, and share the cost of that case."
    ]


def _left_out_said(found: SharesFound, money: str) -> list[str]:
    """Say what is left out for all, who cannot keep it, and what it costs all together."""
    if not found.left_out:
        return []
    parts = [f"{named(asks)} (not kept by {listed(names)})" for asks, names in found.left_out.items()]
    more = f"; and {len(parts) - MOST_LEFT_OUT} more" if len(parts) > MOST_LEFT_OUT else ""
    said = [f"Left out for all, since some coalition cannot keep it: {'; '.join(parts[:MOST_LEFT_OUT])}{more}."]
    whole, together = found.whole, found.coalitions[-1].cost
    if whole is None or whole.objective is None or together is None:
        return said
    low = (-math.inf if whole.bound is None else whole.bound) - together.high
    cost = Bracket(low, whole.objective - together.best, whole.objective - together.low)
    more = _between(cost, money) if cost.low > 0 else f"at most {number_text(max(cost.high, 0.0))} {money}"
    return [
        *said,
        f"To keep that too costs all together {more} more; who should pay for it is not said by "
        "these shares, since no way to keep it by oneself is there to compare with.",
    ]


def _saved(found: SharesFound, sharing: Sharing, money: str) -> list[str]:
    together, saving = sharing.together, sharing.saving
    apart = math.fsum(each.best for each in sharing.alone)
    words = f"{number_text(together.best)} {money}, and {number_text(apart)} each alone"
    nobody = found.costs[game.NOBODY].best
    anyway = f" Both are beyond the {number_text(nobody)} of what is done for nobody." if nobody else ""
    noise = ROUNDING * max(1.0, abs(apart))
    if saving.best < -noise:
        sure = "" if saving.high < 0 else ", as far as the plans show: within the gaps there may be one"
        return [
            f"There is no saving to share{sure}: all {found.count} together cost {words}.{anyway} They share what is "
            "scarce: where one pays less than alone, others pay more."
        ]
    share = f" ({share_text(saving.best / apart)})" if apart > 0 else ""
    proven = _between(saving, money)
    return [f"All {found.count} together cost {words}: they save {proven}{share}.{anyway}"]


def _pays(found: SharesFound, sharing: Sharing, money: str) -> str:
    parts = []
    for name, alone, pays in zip(found.partners, sharing.alone, sharing.shapley, strict=True):
        parts.append(f"{name} {_between(pays, '')} in place of {number_text(alone.best)}".replace("  ", " "))
    return f"By the Shapley value each pays what it adds, over all orders of joining, in {money}: {'; '.join(parts)}."


def _between(figure: Bracket, money: str) -> str:
    value = f"{number_text(figure.best)} {money}".strip()
    if number_text(figure.low) == number_text(figure.high):
        return value
    return f"{value} (proven: {span_text(figure.low, figure.high)})"


def _core_words(found: SharesFound, way: WayToShare, money: str) -> str:
    each = way.worst
    name = found.coalitions[each.coalition].name
    shares = ", ".join(f"{x} {number_text(pays)}" for x, pays in zip(found.partners, way.shares, strict=True))
    said = f"{_named(way.name)} ({shares})"
    at_first = f"{said[:1].upper()}{said[1:]}"
    if way.verdict is Verdict.STAYS:
        return f"{at_first} is in the core: no coalition does better by itself."
    gain = f"{number_text(each.more)} {money}"
    if way.verdict is Verdict.LEAVES:
        more = sum(other.verdict is Verdict.LEAVES for other in way.judged) - 1
        others = f", and {more} more coalition{'s' * (more > 1)} would" if more else ""
        return f"{at_first} is not in the core: {name} would leave and pay {gain} less by itself{others}."
    open_ = [found.coalitions[x.coalition].name for x in way.judged if x.verdict is Verdict.OPEN]
    listed = "; ".join(open_[:3]) + (f" and {len(open_) - 3} more" if len(open_) > 3 else "")
    return f"Whether {said} is in the core is open within the gaps, by {listed}; a smaller gap would say."


def _named(name: str) -> str:
    words = {
        SHAPLEY: "the Shapley value",
        NUCLEOLUS: "the nucleolus",
        PRENUCLEOLUS: "the prenucleolus",
        PROPORTION: "sharing in proportion to what each costs alone",
        EQUAL: "sharing in equal parts",
    }
    return words[name]


def _no_core(sharing: Sharing) -> list[str]:
    """Say where even the nucleolus, whose least excess is the largest, makes a coalition leave."""
    way = sharing.way(NUCLEOLUS) or sharing.way(PRENUCLEOLUS)
    if way is None or way.verdict is not Verdict.LEAVES:
        return []
    return ["No way to share keeps all of them, by the costs of these plans: the core is empty."]


def _transfers(found: SharesFound, sharing: Sharing, money: str) -> list[str]:
    if found.paid is None:
        return []
    parts = []
    for i, name in enumerate(found.partners):
        falls = found.paid.of(i)
        more = sharing.shapley[i].best - falls
        words = f"pays {number_text(more)} more" if more >= 0 else f"is paid {number_text(-more)}"
        parts.append(f"{name} {words} than the {number_text(falls)} that fall on it" if more >= 0
                     else f"{name} {words}, since {number_text(falls)} fall on it")  # fmt: skip
    rest = _rest(found, found.paid)
    nobody = ""
    if rest > 0:
        nobody = (
            f" {number_text(rest)} fall at places of nobody, on rules or on disruptions; the partners pay for them."
        )
    elif rest < 0:
        nobody = f" Of what falls on them {number_text(-rest)} would be spent for nobody as well, and counts for none."
    return [f"For the plan of all to cost each its Shapley value, in {money}: {'; '.join(parts)}.{nobody}"]


def _scarce(found: SharesFound) -> list[str]:
    """Say which coalitions cost more than their partners alone, as far as that is proven."""
    count = found.count
    dear = [
        each.name
        for coalition, each in enumerate(found.coalitions)
        if len(each.members) > 1 and game.saving(found.costs, coalition, count).high < 0
    ]
    if not dear:
        return []
    return [f"Together these cost more than apart, since they share what is scarce: {'; '.join(dear)}."]


def _for_nobody(found: SharesFound, money: str) -> list[str]:
    """Say where what is done for nobody is a large part of the whole: often what must run though nobody buys."""
    nobody, whole = found.costs[game.NOBODY].best, found.costs[-1].best
    if nobody <= MUCH * abs(whole):
        return []
    return [
        f"What is done for nobody, {number_text(nobody)} {money}, is a large part of what all together cost, and no "
        "share of anyone. Look at its plan: plants of nobody that have to run though none of the partners buys are a "
        "cost of these partners, and their least uses belong into no case of who should pay."
    ]


def told_of(found: SharesFound) -> dict[str, object]:
    """Return what was found as plain data."""
    sharing = sharing_of(found)
    left_out = [
        {"sheet": sheet, "row": row, "column": column, "not kept by": names}
        for (sheet, row, column), names in found.left_out.items()
    ]
    coalitions = [
        {"coalition": each.name, "partners": [found.partners[i] for i in each.members], "status": each.plan.status,
         "objective": each.plan.objective, "bound": each.plan.bound, "gap": each.plan.gap, "path": each.plan.path,
         "message": each.plan.message, "there already": each.plan.is_kept}
        for each in found.coalitions
    ]  # fmt: skip
    if sharing is None:
        return {"coalitions": coalitions, "left out": left_out, "shares": None, "saving": None, "core": None}
    shares = [
        {"partner": name, "alone": vars(sharing.alone[i]), "Shapley value": vars(sharing.shapley[i]),
         "in the plan": None if found.paid is None else found.paid.of(i)}
        | {way.name: way.shares[i] for way in sharing.ways if way.name != SHAPLEY}
        for i, name in enumerate(found.partners)
    ]  # fmt: skip
    core = [
        {"way": way.name, "answer": way.verdict.value, "coalition": found.coalitions[way.worst.coalition].name,
         "gains by leaving": way.worst.more}
        for way in sharing.ways
    ]  # fmt: skip
    return {
        "coalitions": coalitions,
        "left out": left_out,
        "shares": shares,
        "saving": vars(sharing.saving),
        "core": core,
    }
