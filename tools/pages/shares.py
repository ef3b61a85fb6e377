"""docs/ai-chips-shares.md: who should pay, of the United States, Japan and their partners."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner.statuses import Status
from planner.studies.cases.plans import CasePlan
from planner.studies.core.options import StudyOptions
from planner.studies.core.session import session_of
from planner.studies.shares import game
from planner.studies.shares.paid import PaidByPartners
from planner.studies.shares.sharing import EQUAL, NUCLEOLUS, PRENUCLEOLUS, PROPORTION, SHAPLEY, sharing_of
from planner.studies.shares.solves import CoalitionPlan, SharesFound, planned
from planner.studies.shares.study import shares_study
from planner.studies.shares.unkept import listed, named
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNDISTURBED, WORKBOOK, billions
from tools.pages.solves import written

if TYPE_CHECKING:
    from planner.studies.core.session import Session
    from planner.studies.shares.sharing import Sharing
    from tools.pages.solves import Change

PAGE: Final = DOCS / "ai-chips-shares.md"
GAP, MONEY_GAP, SECONDS = 0.0002, 50.0, 300.0
# without buyers plants of nobody would run for nothing, for 200 billion: what a least use asks is asked of buyers
NO_LEAST_USE: Final[tuple[Change, ...]] = (("Plants", "*", "minimum use", 0),)
SHOWN: Final = 50.0  # what of the cost of the plan falls on whom is told from here on


def make(threads: int = 2) -> None:
    """Write the page's tables: what was left out, what every coalition costs, what each pays, and who would leave."""
    found = study(threads)
    sharing = sharing_of(found)
    assert sharing is not None, [each.plan.message for each in found.missing]
    assert found.paid is not None
    put(PAGE, "shares", WORKBOOK, "\n\n".join((
        left_out(found), coalitions_table(found), "What each partner pays, in billion USD:",
        shares_table(found, sharing), "What falls on whom in the plan of all, in billion USD:",
        paid_table(found, found.paid), "Who would do better by itself, and by how much, in billion USD:",
        core_table(found, sharing),
    )))  # fmt: skip


def study(processes: int) -> SharesFound:
    """Return the study as the command makes it; what was found before is read from where it is kept."""
    workbook = written(WORKBOOK, "shares", UNDISTURBED, (*QUIET, *NO_LEAST_USE))
    options = StudyOptions(
        target=workbook.with_name(f"{workbook.stem}-study.xlsx"), case=UNDISTURBED, gap=GAP, money_gap=MONEY_GAP,
        time_limit=SECONDS, processes=processes, threads=1,
    )  # fmt: skip
    kept = workbook.with_suffix(".json")
    if not kept.exists():
        found = planned(workbook, options, 1, keepable=True)
        found.session.write(shares_study(found))
        kept.write_text(json.dumps(_plain(found)), encoding="utf-8")
    again = replace(options, target=kept.with_suffix(".again.xlsx"))
    return _read(json.loads(kept.read_text(encoding="utf-8")), session_of(workbook, again, "shares"))


def _plain(found: SharesFound) -> dict[str, Any]:
    """Return what the page tells of a study, as JSON can carry it."""
    assert found.paid is not None
    assert found.whole is not None
    return {
        "partners": found.partners,
        "coalitions": [(each.name, each.members, each.plan.objective, each.plan.bound) for each in found.coalitions],
        "paid": [dict(each) for each in (*found.paid.partners, found.paid.nobody)],
        "left out": list(found.left_out.items()),
        "whole": (found.whole.objective, found.whole.bound),
    }


def _read(told: dict[str, Any], session: Session) -> SharesFound:
    coalitions = tuple(
        CoalitionPlan(name, tuple(members), (), CasePlan(name, None, Status.PROVEN, objective=cost, bound=bound))
        for name, members, cost, bound in told["coalitions"]
    )
    *own, nobody = told["paid"]
    cost, bound = told["whole"]
    left_out = {(str(sheet), str(row), str(column)): tuple(names) for (sheet, row, column), names in told["left out"]}
    whole = CasePlan("all", None, Status.PROVEN, objective=cost, bound=bound)
    return SharesFound(
        session, tuple(told["partners"]), coalitions, PaidByPartners(tuple(own), nobody), left_out, whole
    )


def left_out(found: SharesFound) -> str:
    """Return what no coalition is asked to keep, since some cannot, and what it costs all together."""
    rows = [(named(asks), listed(names)) for asks, names in found.left_out.items()]
    whole, together = found.whole, found.costs[-1]
    assert whole is not None
    assert whole.objective is not None
    low, high = (whole.bound or -math.inf) - together.high, whole.objective - together.low
    more = f"{billions(low)} to {billions(high)}" if low > 0 else f"at most {billions(high)}"
    return (
        f"{table(('left out for all', 'cannot be kept by'), rows)}\n\nTo keep this too costs all together {more} "
        "billion USD more. With every other rule and requirement, in billion USD:"
    )


def coalitions_table(found: SharesFound) -> str:
    """Return what every coalition costs and saves, in billions."""
    costs, rows = found.costs, []
    for coalition, each in enumerate(found.coalitions):
        own = game.beyond_nobody(costs[coalition], costs[game.NOBODY])
        saved = game.saving(costs, coalition, found.count)
        saves = f"{billions(saved.low)} to {billions(saved.high)}" if len(each.members) > 1 else ""
        rows.append((each.name, billions(own.best), f"{(own.high - own.low) / 1000:.2f}", saves))
    return table(("coalition", "costs beyond nobody", "known to", "saves, as proven"), rows)


def shares_table(found: SharesFound, sharing: Sharing) -> str:
    """Return what each partner costs alone, pays by the ways to share, pays in the plan, and the transfer."""
    assert found.paid is not None
    ways = [way for name in (NUCLEOLUS, PRENUCLEOLUS, PROPORTION) if (way := sharing.way(name)) is not None]
    rows = []
    for i, name in enumerate(found.partners):
        pays, falls = sharing.shapley[i], found.paid.of(i)
        proven = f"{billions(pays.low)} to {billions(pays.high)}"
        rows.append((
            name, billions(sharing.alone[i].best), billions(pays.best), proven,
            *(_share(sharing, way.name, i) for way in ways), billions(falls), f"{(pays.best - falls) / 1000:+,.1f}",
        ))  # fmt: skip
    head = (
        "partner", "alone", SHAPLEY, "proven", *(way.name for way in ways), "falls on it in the plan", "transfer",
    )  # fmt: skip
    return table(head, rows)


def _share(sharing: Sharing, name: str, partner: int) -> str:
    """Return a share, with what is proven of the nucleolus."""
    way = sharing.way(name)
    assert way is not None
    share = billions(way.shares[partner])
    if name == PROPORTION or sharing.nucleolus is None:
        return share
    known = sharing.nucleolus[partner]
    return f"{share} ({billions(known.low)} to {billions(known.high)})"


def paid_table(found: SharesFound, paid: PaidByPartners) -> str:
    """Return what falls on whom in the plan of all, by part of its cost."""
    every = dict(zip((*found.partners, "nobody's"), (*paid.partners, paid.nobody), strict=True))
    parts = [part for part in paid.nobody if any(abs(each.get(part, 0.0)) > SHOWN for each in every.values())]
    rows = [(name, *(billions(each.get(part, 0.0)) for part in parts)) for name, each in every.items()]
    return table(("whose", *parts), rows)


def core_table(found: SharesFound, sharing: Sharing) -> str:
    """Return what every coalition does by each way to share."""
    rows = [
        (way.name, found.coalitions[each.coalition].name, each.verdict.value, billions(each.more),
         billions(each.at_most))
        for way in sharing.ways
        if way.name != EQUAL
        for each in way.judged
    ]  # fmt: skip
    return table(("way to share", "coalition", "it", "gains by leaving", "at most"), rows)
