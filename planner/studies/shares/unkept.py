"""What a coalition cannot keep by itself: rules, least uses and stocks, found and proven by linear programmes.

What no part of a start could make possible, no plan can, so that a relaxation without a plan is proof. It takes
seconds, where the least of all that would have to give way (`planner diagnose`) is looked for in minutes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.planning.modelled import model_of
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.solving.stretched import missed_rows, rows_named
from planner.statuses import Status
from planner.studies.core.plain import kept
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.wording.text import and_more
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner.workbook.cases.added import AddedSetting
from planner.workbook.schema.sheets import BY_NAME
from planner_models.declared import GIVING_WAY, TOLD
from planner_models.declared.giving_way import effects
from planner_models.trunk import Trunk

MOST_NAMED: Final = 6
MOST_SECONDS: Final = 60.0  # of a coalition; what was found until then is told
# What can be left out: the column that asks, and what a case sets in its place.
LEFT_OUT: Final[Mapping[str, Mapping[str, tuple[str, object]]]] = {
    "Rules": {"limit": ("active", "no")},
    "Plants": {"minimum use": ("minimum use", 0)},
    "Stockpiles": {"cover days": ("cover days", 0), "final": ("final", 0), "reserve": ("reserve", 0)},
}
Asks = tuple[str, str, str]  # a sheet, a row as Cases name it, and the column


@kept
class Unkept:
    """What a coalition cannot keep together with all else that it is asked.

    Attributes
    ----------
    asks, alone
        What can be left out, and of each whether it cannot be kept even where nothing else is asked: that is proven.
    others
        What it cannot keep besides, which is not left out: its own service, its own decisions.
    is_proven
        Whether it is proven that there is no plan with all of it.
    """

    asks: tuple[tuple[str, str, str], ...] = ()
    alone: tuple[bool, ...] = ()
    others: tuple[str, ...] = ()
    is_proven: bool = False


def setting_of(asks: Asks) -> AddedSetting:
    """Return what leaves out what is asked, as a row of Cases."""
    sheet, row, column = asks
    return AddedSetting(sheet, row, *LEFT_OUT[sheet][column])


def named(asks: Asks) -> str:
    """Return what is asked in words."""
    sheet, row, column = asks
    return f"the rule {row}" if sheet == "Rules" else f"the {column} of {row}"


def said(found: Unkept) -> str:
    """Return why a coalition has no plan; blank where that was not found."""
    alone = [named(each) for each, is_alone in zip(found.asks, found.alone, strict=True) if is_alone]
    others = [named(each) for each, is_alone in zip(found.asks, found.alone, strict=True) if not is_alone]
    sure = "this is proven" if found.is_proven else "as far as was looked"
    parts = [
        f"it cannot keep {listed(alone)}, even if it were asked for nothing else" if alone else "",
        f"it cannot keep {listed(others)} {'as well' if alone else 'together with all else that it is asked'}"
        if others
        else "",
        f"it misses {listed(found.others)}, whatever is left out" if found.others else "",
    ]
    return f"{told} ({sure})" if (told := "; ".join(filter(None, parts))) else ""


def listed(names: Sequence[str]) -> str:
    """Return names as one says them, the first few."""
    return and_more(names, MOST_NAMED)


def unkept_task(name: str, book: Book, options: Options, *, whole: bool) -> Task[Unkept]:
    """Return the task that finds what a workbook cannot keep; ``whole`` looks further where a relaxation has a plan."""
    return Task(name, unkept, (book, options, whole), key_of(book.identity, options.tolerance, whole), Unkept)


def unkept(book: Book, options: Options, whole: bool = True) -> Unkept:
    """Return what of a workbook's rules, least uses and stocks cannot be kept; nothing where a relaxation keeps all."""
    with collector_paused():
        model = model_of(book, assemble(book))
        program = compile_model(model)
    asked = _AskedRows(book, model, program, replace(options, gap=1.0, money_gap=0.0))
    return asked.found(whole=whole)


@dataclass
class _AskedRows:
    """What a workbook asks, as the rows of its programme."""

    book: Book
    model: Trunk
    program: LinearProgram
    options: Options

    def __post_init__(self) -> None:
        self.ends = time.perf_counter() + min(self.options.time_limit, MOST_SECONDS)
        self.rows = {(sheet, row.number): row for sheet in LEFT_OUT for row in self.book.rows(sheet)}
        self.told = rows_named(self.program, TOLD)
        self.asks = {position: asks for position, key in self.told.items() if (asks := self._asks_of(*key)) is not None}

    @property
    def left(self) -> float:
        return max(self.ends - time.perf_counter(), 1.0)

    def _asks_of(self, name: str, key: tuple[int, ...]) -> Asks | None:
        """Return what a row asks that can be left out; None of any other."""
        for effect in effects(GIVING_WAY[name], self.model, key) if name in GIVING_WAY else ():
            if effect.column in LEFT_OUT.get(effect.sheet, ()):
                row = self.rows[effect.sheet, effect.row]
                return effect.sheet, " / ".join(str(row[part]) for part in BY_NAME[effect.sheet].key), effect.column
        return None

    def found(self, *, whole: bool) -> Unkept:
        relaxed = replace(self.program, integer=np.zeros_like(self.program.integer))
        missed = self._missed(relaxed, self.asks)
        if missed is None:
            return self._none_of_these(relaxed)
        if missed:
            needed = self._needed(relaxed, missed)
            return Unkept(tuple(needed), tuple(self._is_alone(relaxed, each) for each in needed), (), True)
        missed = self._missed(self.program, self.asks) if whole else []
        return Unkept(tuple(missed or ()), (False,) * len(missed or ()))

    def _missed(self, program: LinearProgram, rows: Collection[int]) -> list[Asks] | None:
        """Return what is missed where these rows are missed as little as can be; None where that is not enough."""
        found = missed_rows(program, rows, replace(self.options, time_limit=self.left))
        return None if found is None else list(dict.fromkeys(self.asks[row] for row in found))

    def _none_of_these(self, relaxed: LinearProgram) -> Unkept:
        """Return what else is missed, where nothing that can be left out would do."""
        found = missed_rows(relaxed, self.told, replace(self.options, time_limit=self.left)) or []
        problem = self.model.index.problem
        words = (TOLD[name].miss(problem, key) for name, key in (self.told[row] for row in found))
        return Unkept((), (), tuple(dict.fromkeys(words)), self._is_impossible(relaxed, ()))

    def _needed(self, relaxed: LinearProgram, missed: list[Asks]) -> list[Asks]:
        """Return what is missed without what need not be left out: the rest left out, it can be kept."""
        needed = list(missed)
        for asks in missed if len(missed) > 1 else ():
            others = [each for each in needed if each != asks]
            if time.perf_counter() < self.ends and self._status(relaxed, self._rows(others)) is Status.PROVEN:
                needed = others
        return needed

    def _rows(self, asked: Iterable[Asks]) -> list[int]:
        every = set(asked)
        return [row for row, asks in self.asks.items() if asks in every]

    def _is_alone(self, relaxed: LinearProgram, asks: Asks) -> bool:
        """Whether something cannot be kept even where nothing else is asked."""
        own = set(self._rows([asks]))
        return self._is_impossible(relaxed, [row for row in self.told if row not in own])

    def _is_impossible(self, relaxed: LinearProgram, free: Collection[int]) -> bool:
        return self._status(relaxed, free) is Status.INFEASIBLE

    def _status(self, relaxed: LinearProgram, free: Collection[int]) -> Status:
        """Return whether a programme has a solution where some rows ask for nothing."""
        lower, upper, rows = relaxed.row_lower.copy(), relaxed.row_upper.copy(), np.array(list(free), dtype=int)
        lower[rows], upper[rows] = -math.inf, math.inf
        asked = replace(relaxed, row_lower=lower, row_upper=upper, cost=np.zeros_like(relaxed.cost), offset=0.0)
        return solve(asked, replace(self.options, time_limit=self.left)).status
