"""docs/ai-chips-playbook.md, its second table: what waiting with each project, and earlier knowledge, is worth.

Each takes a plan for all worlds of its own. What has been found is kept as it comes, so that the table can be made in
parts: what has not been asked yet says so.
"""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from planner.planning.pipeline import options_of
from planner.planning.workbooks import read_checked
from planner.reports.loading.plan import read_plan
from planner.statuses import Status
from planner.studies.core.query import orders_of
from planner.studies.playbook.answers import known_sooner, started_now
from planner.studies.playbook.built import built_tree
from planner.studies.playbook.world_start import WorldStart
from planner.studies.playbook.worths import beyond
from planner.workbook.worlds.paths import paths_of
from planner.workbook.worlds.tree import ROOT, tree_of
from planner_models.expected import Bracket
from tools.pages.page import put, table
from tools.pages.playbook import GAP, PAGE, kept_at, rows_of, study, with_worlds
from tools.pages.real_case import UNCOUNTED, WORKBOOK, billions
from tools.pages.solves import KEPT_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.studies.playbook.answers import TreeReply
    from planner.studies.playbook.begun import Lead
    from planner.workbook.book import Book

SECONDS: Final = 20_000.0  # of each solve, on a machine that has other things to do
LEAST: Final = "least"
NOT_YET: Final = "not asked yet"


def make(threads: int = 1) -> None:
    """Write the table."""
    found = study(threads)
    values = {str(row["figure"]).partition(":")[0]: row for row in rows_of(found, "Values")}
    playbook, knowing = (_bracket(values[name]) for name in ("RP", "WS"))
    worths = Worths(kept_at("-worths.json"), playbook, knowing)
    if not KEPT_ONLY:
        worths.find()
    put(PAGE, "playbook-worths", WORKBOOK, table(
        ("what", "worth by the plans found", "at least", "at most"), list(worths.rows())
    ))  # fmt: skip


def _bracket(row: dict[str, Any]) -> Bracket:
    return Bracket(row["at least"], row["value"], row["at most"])


@dataclass
class Worths:
    """What is known so far: what no start now costs less than by the relaxation, and by question cost and bound."""

    path: Path
    playbook: Bracket
    knowing: Bracket
    _known: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}

    def find(self) -> None:
        """Ask what has not been asked: starts now, that of which the relaxation tells most first; then the signals."""
        book, _ = read_checked(with_worlds(kept_at("-worlds.xlsx")), UNCOUNTED)
        options = replace(options_of(book, gap=GAP, time_limit=SECONDS, threads=1), processes=1)
        lead = starts_of(book)
        waiting = sorted({x.project for x in lead} - {x.project for x in lead if x.world == ROOT})
        if LEAST not in self._known:
            bounds = built_tree(book, options).least_now(options, waiting)
            self._keep(LEAST, dict(zip(waiting, bounds, strict=True)))
        least = {name: max(self.playbook.low, bound or -math.inf) for name, bound in self._known[LEAST].items()}
        for name in sorted(waiting, key=lambda name: -least[name]):
            self._ask(name, lambda name=name: started_now(book, name, lead, least[name], options))
        for worlds in _forks(book):
            self._ask(", ".join(worlds), lambda worlds=worlds: known_sooner(
                book, worlds, lead, self.knowing.low, options
            ))  # fmt: skip

    def _ask(self, name: str, ask: Any) -> None:
        if name not in self._known:
            began = time.process_time()
            reply: TreeReply = ask()
            self._keep(name, {"status": reply.status, "cost": reply.objective, "bound": reply.bound})
            print(f"{name}: {time.process_time() - began:.0f} s of a processor", file=sys.stderr, flush=True)

    def _keep(self, name: str, found: object) -> None:
        self._known[name] = found
        self.path.write_text(json.dumps(self._known), encoding="utf-8")

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the table, in billions: first what is worth most."""
        bounds = self._known.get(LEAST, {})
        names = sorted(bounds, key=lambda name: -(bounds[name] or 0.0))
        yield from ((f"waiting with {name}", *self._waiting(name)) for name in names)
        others = [name for name in self._known if name != LEAST and name not in bounds]
        yield from ((f"a year earlier: {name}", *_told(self._sooner(name))) for name in others)

    def _waiting(self, name: str) -> tuple[str, str, str]:
        """Return what it would cost more to start a project now; so much at least by the relaxation alone."""
        least = max(self.playbook.low, self._known[LEAST][name] or -math.inf)
        found = self._known.get(name)
        if found is None:
            return NOT_YET, billions(max(least - self.playbook.high, 0.0)), ""
        if found["status"] == Status.INFEASIBLE:
            return "without bound", "", ""
        low = max(least, found["bound"] or -math.inf)
        return _told(beyond(Bracket(low, found["cost"], found["cost"]), self.playbook))

    def _sooner(self, name: str) -> Bracket:
        """Return what earlier knowledge saves: never more than to know all from the start."""
        found = self._known[name]
        low = max(found["bound"] or -math.inf, self.knowing.low)
        cost = min(found["cost"], self.playbook.high)  # who knows earlier may do as the playbook does
        return beyond(self.playbook, Bracket(low, cost, cost))


def _told(worth: Bracket) -> tuple[str, str, str]:
    return billions(worth.best), billions(worth.low), billions(worth.high)


def _forks(book: Book) -> list[tuple[str, ...]]:
    tree = tree_of(book)
    assert tree is not None
    return [tuple(world.name for world in worlds) for _, worlds in tree.forks]


def starts_of(book: Book) -> Lead:
    """Return what the playbook starts in any world, from the plans of its ends."""
    found: dict[WorldStart, None] = {}
    for path in paths_of(book):
        tables, _ = read_plan(kept_at(f"-{path.end}.xlsx"))
        place = {name: t for t, name in enumerate(path.book.periods)}
        for project, period, number, size in orders_of(tables):
            start = WorldStart(path.parts.get(project, project), period, path.nodes[place[period]], number, size)
            found[start] = None
    return tuple(found)
