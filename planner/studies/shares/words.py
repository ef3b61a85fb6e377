"""Who should pay, in sentences: what is saved, what each pays, and which coalition would leave."""

from __future__ import annotations

import math
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from planner.statuses import Status
from planner.studies.cases.study import one_line
from planner.studies.shares import game
from planner.studies.shares.game import Verdict
from planner.studies.shares.sharing import (
    EQUAL,
    NUCLEOLUS,
    PRENUCLEOLUS,
    PROPORTION,
    SHAPLEY,
    Sharing,
    WayToShare,
    rest_of,
)
from planner.studies.shares.unkept import listed, named
from planner.wording.numbers import number_text, share_text, span_text
from planner.wording.text import and_more
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.shares.solves import CoalitionPlan, SharesFound

MOST_WORDS: Final = 400  # letters of why a coalition has no plan, in a sentence
MOST_LEFT_OUT: Final = 8  # are named in a sentence
MUCH: Final = 0.05  # of what all together cost


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
    if found.left_out or all(each.misses_more for each in found.missing):
        return ["What is missing is no rule, least use or stock: look at these coalitions with planner diagnose."]
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
    told = and_more(parts, MOST_LEFT_OUT, "; ", "; and ")
    said = [f"Left out for all, since some coalition cannot keep it: {told}."]
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
    if saving.best < -game.noise(found.costs):
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
    told = and_more(open_, 3, "; ")
    return f"Whether {said} is in the core is open within the gaps, by {told}; a smaller gap would say."


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
    rest = rest_of(found, found.paid)
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
