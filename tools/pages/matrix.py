"""What each case's plan costs in each other case: every solve is kept, so that a run that was stopped goes on."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import planner
from planner.planning.pipeline import options_of
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_programme import NotOfferedError
from tools.pages.page import table
from tools.pages.solves import KEPT, KEPT_ONLY, digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.studies.core.query import Decisions
    from planner.workbook.book import Book
    from tools.pages.solves import Change


@dataclass(frozen=True)
class Priced:
    """What something costs in a case: at most, and at least; neither where it cannot be operated."""

    cost: float | None
    bound: float | None
    decisions: Decisions = ()


@dataclass(frozen=True)
class Matrix:
    """All plans in all cases, as far as they have been solved.

    Attributes
    ----------
    best
        By case, the cost and the bound of its own plan.
    cells
        By plan and by case; None where it was not asked yet.
    """

    names: tuple[str, ...]
    best: dict[str, Priced]
    cells: dict[tuple[str, str], Priced | None]

    def regret(self, plan: str, case: str) -> tuple[float, float] | None:
        """Return at least and at most what a plan costs in a case beyond the best; None: not operated, or not asked."""
        cell, best = self.cells.get((plan, case)), self.best[case]
        if cell is None or cell.cost is None or cell.bound is None or best.bound is None:
            return None
        least = min(
            found.cost for (_, of), found in self.cells.items() if of == case and found and found.cost is not None
        )
        return max(0.0, cell.bound - min(least, best.cost or least)), max(0.0, cell.cost - best.bound)


@dataclass(frozen=True)
class MatrixRun:
    """How the cases of a workbook are planned and their plans operated, with changes that hold in all of them."""

    workbook: Path
    changes: tuple[Change, ...]
    gap: float
    time_limit: float
    threads: int

    def matrix(self, names: Sequence[str]) -> Matrix:
        """Return every plan in every case: first the plans, then the first one in all cases, and all in the first."""
        best = {name: self._kept(name, None) for name in names}
        known = {name: found for name, found in best.items() if found is not None and found.cost is not None}
        first = names[0]
        pairs = sorted(((plan, case) for case in known for plan in known), key=lambda pair: first not in pair)
        cells = {(plan, case): self._kept(case, plan) for plan, case in pairs}
        return Matrix(tuple(known), known, cells)

    def _kept(self, case: str, plan: str | None) -> Priced | None:
        """Return what was found, solved now where it was not before; None where nothing may be solved."""
        path = self._path(case, plan)
        if not path.exists():
            if KEPT_ONLY:
                return None
            path.parent.mkdir(parents=True, exist_ok=True)
            began = time.process_time()
            found = self._solved(case, plan)
            path.write_text(json.dumps(asdict(found)), encoding="utf-8")
            told = f"{found.cost}, at least {found.bound}, {time.process_time() - began:.0f} s of processor"
            print(f"{plan or 'its own plan'} in {case}: {told}", file=sys.stderr, flush=True)
        held = json.loads(path.read_text(encoding="utf-8"))
        return Priced(held["cost"], held["bound"], tuple(tuple(start) for start in held["decisions"]))

    def _solved(self, case: str, plan: str | None) -> Priced:
        compiled = self._compiled(case)
        query = Query()
        if plan is not None:
            decided = self._kept(plan, None)
            assert decided is not None
            query = Query(starts=decided.decisions)
        try:
            found = compiled.ask(query, compiled.options)
        except NotOfferedError:
            return Priced(None, None)
        if found.values is None or found.answer.objective is None:
            if found.answer.status is not Status.INFEASIBLE:  # not found is not impossible: it is asked again
                message = f"{plan or 'its own plan'} in {case}: {found.answer.status.value}"
                raise planner.NoPlanError(message)
            return Priced(None, None)
        decisions = compiled.decisions(found.values) if plan is None else ()
        return Priced(found.answer.objective, found.answer.bound, decisions)

    def _book(self, case: str) -> Book:
        """Return the workbook as a case has it, with the changes that hold in all."""
        if case not in BOOKS:
            BOOKS[case] = planner.read(self.workbook, case).set_all(self.changes, name="undisturbed").book()
        return BOOKS[case]

    def _compiled(self, case: str) -> CompiledCase:
        """Return a case that is ready to be asked; the last one is kept."""
        if case not in LAST:
            book = self._book(case)
            options = options_of(book, gap=self.gap, money_gap=0.0, time_limit=self.time_limit, threads=self.threads)
            LAST.clear()
            LAST[case] = CompiledCase(book, CaseSetting(), options)
        return LAST[case]

    def _path(self, case: str, plan: str | None) -> Path:
        asked = [digest_of(self._book(case)), None if plan is None else digest_of(self._book(plan)), self.gap]
        return KEPT / "matrix" / f"{sha256(json.dumps(asked).encode()).hexdigest()[:20]}.json"


BOOKS: Final[dict[str, Book]] = {}
LAST: Final[dict[str, CompiledCase]] = {}


def regrets_table(found: Matrix) -> str:
    """Return what each plan (a row) costs in each case (a column) beyond the best for it, in billions.

    Cases in which not yet all plans have been operated have no column; the worst of a plan is told once all have one.
    """
    done = [case for case in found.names if all(found.cells.get((plan, case)) for plan in found.names)]
    is_whole = len(done) == len(found.names)
    rows = [
        (plan, *(_cell(found, plan, case) for case in done), *([_worst(found, plan)] if is_whole else []))
        for plan in found.names
    ]
    return table(("plan made for", *(f"in {case}" for case in done), *(["its worst"] if is_whole else [])), rows)


def _cell(found: Matrix, plan: str, case: str) -> str:
    regret = found.regret(plan, case)
    return "none" if regret is None else told(*regret)


def told(low: float, high: float) -> str:
    """Return a regret in billions, with what is proven of it: one figure where both ends read the same."""
    ends = [f"{end / 1000:,.1f}" for end in (low, high)]
    return ends[1] if ends[0] == ends[1] else f"≤{ends[1]}" if ends[0] == "0.0" else f"{ends[0]}–{ends[1]}"


def _worst(found: Matrix, plan: str) -> str:
    """Return what a plan regrets most where it can be operated, and in how many cases it cannot."""
    regrets = [found.regret(plan, case) for case in found.names]
    known = [one for one in regrets if one is not None]
    worst = told(max((low for low, _ in known), default=0.0), max((high for _, high in known), default=0.0))
    return worst if len(known) == len(regrets) else f"{worst}; none in {len(regrets) - len(known)}"
