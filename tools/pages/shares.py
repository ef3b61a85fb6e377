"""docs/ai-chips-shares.md: who should pay, of the United States, Japan and their partners."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING, Final

from planner.studies.core.options import StudyOptions
from planner.studies.shares import game
from planner.studies.shares.solves import planned
from planner.studies.shares.study import NUCLEOLUS, PROPORTION, SHAPLEY, sharing_of
from planner.studies.shares.unkept import listed, named
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import UNCOUNTED, WORKBOOK, billions
from tools.pages.solves import KEPT, planned_in

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.shares.paid import PaidByPartners
    from planner.studies.shares.solves import SharesFound
    from planner.studies.shares.study import Sharing

PAGE: Final = DOCS / "ai-chips-shares.md"
GAP, MONEY_GAP, SECONDS = 0.0002, 50.0, 1800.0
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
    """Return the study as the command makes it; coalitions that were planned are not planned again.

    The workbook is copied under what of it is planned, so that other words in it ask for no other plans.
    """
    folder = KEPT / "shares"
    folder.mkdir(parents=True, exist_ok=True)
    workbook = folder / f"{WORKBOOK.stem}-{planned_in(WORKBOOK, UNCOUNTED)[:8]}.xlsx"
    if not workbook.exists():
        shutil.copy(WORKBOOK, workbook)
    options = StudyOptions(
        target=_target(workbook), case=UNCOUNTED, gap=GAP, money_gap=MONEY_GAP, time_limit=SECONDS, processes=processes,
        threads=1,
    )  # fmt: skip
    return planned(workbook, options, 1, keepable=True)


def _target(workbook: Path) -> Path:
    return workbook.with_name(f"{workbook.stem}-study.xlsx")


def left_out(found: SharesFound) -> str:
    """Return what no coalition is asked to keep, since some cannot, and what it costs all together."""
    rows = [(named(asks), listed(names)) for asks, names in found.left_out.items()]
    whole, together = found.whole, found.costs[-1]
    assert whole is not None
    assert whole.objective is not None
    low, high = (whole.bound or -math.inf) - together.high, whole.objective - together.low
    return (
        f"{table(('left out for all', 'cannot be kept by'), rows)}\n\nTo keep these too costs all together "
        f"{billions(low)} to {billions(high)} billion USD more. Every other rule, least use and requirement stands. "
        "With the rest, in billion USD:"
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
    ways = [way for name in (NUCLEOLUS, PROPORTION) if (way := sharing.way(name)) is not None]
    rows = []
    for i, name in enumerate(found.partners):
        pays, falls = sharing.shapley[i], found.paid.of(i)
        rows.append((
            name, billions(sharing.alone[i].best), billions(pays.best), f"{billions(pays.low)} to {billions(pays.high)}",
            *(_share(sharing, way.name, i) for way in ways), billions(falls), f"{(pays.best - falls) / 1000:+,.1f}",
        ))  # fmt: skip
    head = (
        "partner", "alone", SHAPLEY, "proven", *(way.name for way in ways), "falls on it in the plan", "transfer",
    )  # fmt: skip
    return table(head, rows)


def _share(sharing: Sharing, name: str, partner: int) -> str:
    way = sharing.way(name)
    assert way is not None
    return billions(way.shares[partner])


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
        for each in way.judged
    ]  # fmt: skip
    return table(("way to share", "coalition", "it", "gains by leaving", "at most"), rows)
