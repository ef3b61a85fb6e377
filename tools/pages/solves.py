"""Plans of shipped workbooks with named changes, kept on the disk so that a page can be made again at once."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

import planner
from planner.planning.modelled import cutters_of, model_of
from planner.planning.pipeline import options_of
from planner.plans.extract import extract
from planner.plans.trunk_values import trunk_values
from planner.solving.branches.cuts import engines
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import relative_gap
from planner.solving.solution import solved
from planner.solving.solve import solve
from planner.statuses import Status
from planner.workbook.assemble.problem import assemble
from tools.pages.page import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner import Case, Result
    from planner.workbook.book import Book

KEPT: Final = ROOT / "outputs" / "pages"
READ: Final[dict[Path, Result]] = {}  # reading a plan verifies it anew, which takes a large case half a minute
HOW_SOLVED: Final = ("title", "gap", "money gap", "time limit", "threads", "seed")
NOT_PLANNED: Final = ("Settings", "Cases", "Sources", "Worlds", "Ranges", "Partners")
UNREAD: Final = ("note", "source")
KEPT_ONLY: Final[list[bool]] = []  # filled: no page solves anything, it tells what has been solved
Change = tuple[str, object, object, object]


class Priced(Protocol):
    """A plan, or what is kept of one: what it costs, and what no plan costs less than."""

    @property
    def cost(self) -> float:
        """Of the plan."""

    @property
    def bound(self) -> float | None:
        """Of every plan."""


@dataclass(frozen=True)
class Brief:
    """What a table of many plans tells of one: what it costs, what is proven, and the capital of each project."""

    cost: float
    bound: float | None
    gap: float | None
    capital: dict[str, float]


@dataclass(frozen=True)
class Solves:
    """How every plan of a page is solved."""

    workbook: Path
    gap: float | None = None
    money_gap: float | None = None
    time_limit: float = 600.0
    threads: int = 2

    def plan(
        self, name: str, changes: Sequence[Change] = (), case: str = "base", gap: float | None = None
    ) -> Result | None:
        """Return the plan of the workbook with changes, None where there is none; solved once for the same question."""
        path = self._path(name, changes, case, gap)
        if not (path.exists() or path.with_suffix(".none").exists() or KEPT_ONLY):
            KEPT.mkdir(parents=True, exist_ok=True)
            self._solve(name, changes, case, gap, path)
        if path.exists() and path not in READ:
            READ[path] = planner.read_plan(path)
        return READ.get(path)

    def brief(self, name: str, changes: Sequence[Change] = (), case: str = "base") -> Brief | None:
        """Return what a table of many plans tells of one; None where there is none.

        The plan is solved and proven as any is, but neither told in full nor audited.
        """
        path = self._path(name, changes, case, None).with_suffix(".json")
        if not (path.exists() or path.with_suffix(".none").exists() or KEPT_ONLY):
            KEPT.mkdir(parents=True, exist_ok=True)
            began = time.perf_counter()
            found, why = self._shortly(self.case(name, changes, case))
            if found is None:
                path.with_suffix(".none").write_text(why, encoding="utf-8")
            else:
                path.write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")
                why = f"{found.cost:,.0f}, at least {found.bound or 0:,.0f}"
            print(f"{name}: {why}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        return Brief(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

    def relaxed(self, name: str, changes: Sequence[Change] = (), case: str = "base") -> float | None:
        """Return the least cost where also a part of what is whole may be built: no plan costs less. None: no plan."""
        path = self._path(f"relaxed {name}", changes, case, None).with_suffix(".json")
        if not path.exists():
            if KEPT_ONLY:
                message = f"{name} has not been solved: make the page without --kept"
                raise FileNotFoundError(message)
            KEPT.mkdir(parents=True, exist_ok=True)
            book = self.case(name, changes, case).book()
            program = compile_model(model_of(book, assemble(book)))
            whole = np.zeros(len(program.cost), dtype=bool)
            found = solve(replace(program, integer=whole), options_of(book, threads=self.threads))
            told = found.objective if found.status is Status.PROVEN else None
            path.write_text(json.dumps(told), encoding="utf-8")
            print(f"relaxed {name}: {told}", file=sys.stderr, flush=True)
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def operated(
        self, name: str, plan: Result, changes: Sequence[Change] = (), case: str = "base"
    ) -> float | None:  # fmt: skip
        """Return what a plan's investments cost when they are operated in another case; None where they cannot be."""
        path = self._path(f"operated {name}", changes, case, None).with_suffix(".json")
        if not path.exists():
            if KEPT_ONLY:
                message = f"{name} has not been operated: make the page without --kept"
                raise FileNotFoundError(message)
            book = self.case(name, changes, case).book()
            model = model_of(book, assemble(book))
            program = compile_model(model)
            values, lower, upper = trunk_values(model, program, plan.plan.tables), program.lower, program.upper
            decided = [program.columns.place(x) for many in (model.start, model.size) for x in many.values()]
            lower, upper = lower.copy(), upper.copy()
            lower[decided] = upper[decided] = values[decided]
            found = solve(
                replace(program, lower=lower, upper=upper), options_of(book, gap=self.gap, threads=self.threads)
            )  # fmt: skip
            told = None if found.values is None else found.objective
            path.write_text(json.dumps(told), encoding="utf-8")
            print(f"operated {name}: {told}", file=sys.stderr, flush=True)
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def _shortly(self, case: Case) -> tuple[Brief | None, str]:
        """Return what is found of a case, and why it stopped."""
        book = case.book()
        options = options_of(
            book, gap=self.gap, money_gap=self.money_gap, time_limit=self.time_limit, threads=self.threads
        )  # fmt: skip
        model = model_of(book, assemble(book))
        program = compile_model(model)
        shapes = Shapes(model, program)
        cutters, program = cutters_of(model, program, options, shapes)
        with engines(cutters):
            planes = CuttingPlanes(program, options, cutters)
            answer, exact = planes.run()
        if answer.values is None or answer.objective is None:
            return None, answer.status.value
        tables = extract(book, solved(model, planes.program, answer, exact, shapes))
        cost = answer.objective if exact is None or exact.objective is None else exact.objective
        gap = None if answer.bound is None else relative_gap(cost, answer.bound)
        return Brief(cost, answer.bound, gap, capital_of(tables["Investments"])), answer.status.value

    def why_none(self, name: str, changes: Sequence[Change] = (), case: str = "base", gap: float | None = None) -> str:
        """Return why there is no plan, as it was told when it was asked for."""
        path = self._path(name, changes, case, gap).with_suffix(".none")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _path(self, name: str, changes: Sequence[Change], case: str, gap: float | None) -> Path:
        told = [list(map(str, change)) for change in changes]
        asked = [planned_in(self.workbook, case), case, told, gap or self.gap, self.money_gap]
        return KEPT / f"{name.replace(' ', '-')}-{sha256(json.dumps(asked).encode()).hexdigest()[:16]}.xlsx"

    def _solve(self, name: str, changes: Sequence[Change], case: str, gap: float | None, path: Path) -> None:
        began = time.perf_counter()
        try:
            plan = self.case(name, changes, case).solve(
                gap=gap or self.gap, money_gap=self.money_gap, time_limit=self.time_limit, threads=self.threads
            )
        except (planner.DiagnosedError, planner.NoPlanError, planner.WorkbookError) as why:
            path.with_suffix(".none").write_text(str(why), encoding="utf-8")
            told = str(why).splitlines()[0]
        else:
            plan.to_excel(path)
            READ[path] = plan
            told = f"{plan.cost:,.0f}, at least {plan.bound or 0:,.0f}, {plan.why_stopped}"
        print(f"{name}: {told}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    def case(self, name: str = "", changes: Sequence[Change] = (), case: str = "base") -> Case:
        """Return the workbook with changes, under a name."""
        read = planner.read(self.workbook, case)
        return read.set_all(changes, name=name) if changes else read


def written(workbook: Path, folder: str, name: str, changes: Sequence[Change], case: str = "base") -> Path:
    """Return a workbook with one more case, under what of it is planned: other words in it ask for no other study."""
    found = planner.read(workbook, case).set_all(changes, name=name)
    path = KEPT / folder / f"{workbook.stem}-{digest_of(found.book())[:8]}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        found.to_excel(path)
    return path


@lru_cache
def planned_in(workbook: Path, case: str = "base") -> str:
    """Return a digest of what is planned of a workbook in a case."""
    return digest_of(planner.read(workbook, case).book())


def digest_of(book: Book) -> str:
    """Return a digest of what is planned: not of how it is solved, of what is asked besides, of notes and looks."""
    cells = [
        (raw.name, [head for head in raw.header if head not in UNREAD],
         [[cell for head, cell in zip(raw.header, row, strict=False) if head not in UNREAD] for row in raw.rows])
        for raw in book.raw if raw.name not in NOT_PLANNED
    ]  # fmt: skip
    settings = {name: value for name, value in book.settings.items() if name not in HOW_SOLVED}
    return sha256(json.dumps([cells, settings], default=str).encode()).hexdigest()


def capital_of(investments: pd.DataFrame) -> dict[str, float]:
    """Return the capital of each project that a plan starts."""
    rows = investments[investments["start"].notna()]
    return {
        str(name): float(group.filter(like="capital").sum().sum())
        for name, group in rows.groupby("project", sort=False)
    }


def bracket(plan: Priced, other: Priced) -> tuple[float, float]:
    """Return the least and the most that the best plan of one question costs beyond that of the other."""
    low = (plan.bound if plan.bound is not None else float("-inf")) - other.cost
    return low, plan.cost - (other.bound if other.bound is not None else float("-inf"))
