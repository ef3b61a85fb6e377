"""A workbook's tree of worlds, built and compiled once, ready to be asked."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.planning.modelled import models_of_paths
from planner.solving.compile import LinearProgram, collector_paused
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.deadline import Deadline
from planner.solving.growing import GrowingProgram
from planner.solving.lagrangean.priced_path import PricedPath
from planner.solving.lagrangean.shared import (
    Places,
    SharedColumns,
    linking_columns,
    prices_of_relaxation,
    shared_columns,
)
from planner.solving.needless import without_needless
from planner.solving.outcome import Options
from planner.solving.path_by_path import PathByPath
from planner.solving.paths import PathProgram, TreePath, tree_of_paths
from planner.solving.relaxed import Relaxed, least_with
from planner.solving.separation import CutRow
from planner.studies.core.compiled_case import QueryAnswer
from planner.studies.core.measured_case import STARTED
from planner.studies.core.news import doing, listener
from planner.studies.core.query import Decisions
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.playbook.world_start import WorldStart
from planner.tolerances import MOMENT, ROUNDING
from planner.workbook.book import Book
from planner.workbook.worlds.paths import paths_of
from planner.workbook.worlds.tree import ROOT, WorldTree, tree_of

A_YEAR: Final = 1.0


@dataclass(frozen=True)
class RelaxedTree:
    """What the relaxation of all worlds says.

    Attributes
    ----------
    lead
        What it starts in worlds that may become others, made whole; None where that led nowhere, or took too long.
    bound
        Below which no plan can be expected to cost; None where nothing is proven.
    shared, prices
        What paths have to agree on, and what it is worth to each of them.
    """

    lead: tuple[WorldStart, ...] | None
    bound: float | None
    shared: SharedColumns
    prices: Floats


class CompiledTree:
    """All paths of a workbook as one programme.

    ``earlier`` names worlds that branch off together: what they are is known a year earlier, and their numbers stay
    what they are.

    Raises
    ------
    WorkbookError
        When the workbook has no worlds, or cannot be planned along a path.
    """

    def __init__(self, book: Book, options: Options, earlier: Sequence[str] = ()) -> None:
        self.book, self.options, self.books = book, options, paths_of(book)
        worlds = tree_of(book)
        assert worlds is not None
        self.worlds = worlds
        with collector_paused():
            models = models_of_paths(book, [path.book for path in self.books])
            begins = [period.begin for period in models[0].index.problem.periods]
            known = known_earlier(worlds, earlier, begins) if earlier else worlds
            paths = [
                TreePath(path.end, path.chance, known.nodes(path.end), model)
                for path, model in zip(self.books, models, strict=True)
            ]
            self.tree = tree_of_paths(paths, options)
        self._program = self.tree.program
        self._priced: dict[tuple[int, bytes], PricedPath] = {}

    @property
    def paths(self) -> tuple[PathProgram, ...]:
        """The paths, in the order of the ends."""
        return self.tree.paths

    @property
    def every_world(self) -> frozenset[str]:
        """All worlds, and what is before any is known."""
        return frozenset((ROOT, *self.worlds.worlds))

    def ask(
        self,
        options: Options | None = None,
        *,
        starts: Decisions | None = None,
        now: str = "",
        begun: Floats | None = None,
        least: float | None = None,
        searches: bool = True,
    ) -> QueryAnswer:
        """Return the least expected cost of the tree; rows that were found on the way are kept for the next question.

        Parameters
        ----------
        starts
            Where given: what is started in every world, and nothing else.
        now
            A project of which something is started before any world is known.
        begun
            The whole numbers of a plan to begin with, as `path_by_path` finds them.
        least
            What is known from elsewhere that no plan can be expected to cost less than. Where the plan to begin with
            is good enough by it, nothing is searched.
        searches
            Whether anything is searched where there is a plan to begin with, however good.

        Raises
        ------
        NotOfferedError
            When a start that is to be kept is not offered along some path.
        """
        doing("all worlds together")
        program = self._asked(starts, now)
        rows = len(program.row_lower)
        planes = CuttingPlanes(
            program, options or self.options, self.tree.cutters, listener(), begun, keeps=False, least=least,
            is_put_together=begun is not None, searches=searches,
        )  # fmt: skip
        answer, exact = planes.run()
        answer, exact = without_needless(planes.program, answer, exact)
        grown = planes.program
        self._program = self._program.with_rows(
            csr_array(grown.matrix[rows:]), grown.row_lower[rows:], grown.row_upper[rows:], grown.rows[rows:]
        )
        return QueryAnswer(answer, exact, planes)

    def path_by_path(
        self, options: Options, lead: Sequence[WorldStart] = (), worlds: Collection[str] | None = None, *,
        starts: Decisions | None = None, now: str = "",
    ) -> tuple[Floats, float] | None:  # fmt: skip
        """Return the whole numbers of a plan, found path by path, and its cost along each path by itself; None: none.

        ``lead`` is what is started in some worlds, by default before any is known, the project ``now`` apart; with
        ``starts`` that is known.

        Raises
        ------
        NotOfferedError
            When a start that is to be kept is not offered along some path.
        """
        fixed = np.full(len(self._program.cost), math.nan)
        if starts is None:
            self._lead(lead, (ROOT,) if worlds is None else worlds, now, fixed)
        return PathByPath(self.tree, self._asked(starts, now), options, tell=doing).plan(fixed)

    def planned_from(
        self, fixed: Floats, options: Options, columns: Places, prices: Sequence[Sequence[float]]
    ) -> tuple[Floats, float] | None:
        """Return the whole numbers of a plan that keeps some of them, found path by path, and its cost; None: none.

        Each path decides the rest at prices of some columns that it shares. The cost is without them, and that of all
        paths together, each amount the same for all that share it.
        """
        deadline, shared = Deadline(options.time_limit), shared_columns(self.tree, columns)
        own = [np.zeros(len(path.columns)) for path in self.paths]
        for n, (cost, price) in enumerate(zip(own, prices, strict=True)):
            cost[shared.own(n)] = price
        found = PathByPath(self.tree, self._program, options, own, doing).plan(fixed)
        if found is None:
            return None
        growing = GrowingProgram(self._program, options, self.tree.cutters, deadline)
        exact = growing.polished(found[0])
        return None if exact is None or exact.objective is None else (found[0], exact.objective)

    def relaxed(self, options: Options) -> RelaxedTree:
        """Return what is started in worlds that may become others, all else relaxed, and what the relaxation proves."""
        doing("the relaxation of all worlds")
        shared = {column: start for column, start in self._starts() if start.world in self.shared_worlds}
        whole = np.zeros(len(self._program.cost), dtype=bool)
        whole[list(shared)] = True
        found = Relaxed(self._program, options, self.tree.cutters, whole)
        agreed = shared_columns(self.tree, linking_columns(self.tree, found.program))
        prices = np.zeros(agreed.places.shape)
        if found.proof is not None:
            prices = prices_of_relaxation(agreed, self.tree, *found.proof)
        if found.values is None:
            return RelaxedTree(None, found.bound, agreed, prices)
        numbers = {column: float(round(found.values[column])) for column in shared}
        lead = tuple(replace(one, number=numbers[j]) for j, one in shared.items() if numbers[j])
        return RelaxedTree(lead, found.bound, agreed, prices)

    def least_now(self, options: Options, names: Sequence[str]) -> list[float | None]:
        """Return what no plan costs less than that starts each project before any world is known; None: not known."""
        doing("the relaxation of all worlds")
        rows = csr_array(np.array([self._starts_now(name) for name in names]))
        return least_with(self._program, options, self.tree.cutters, rows)

    def priced_path(self, number: int, columns: Places) -> PricedPath:
        """Return a path that is asked at prices of some columns; it is kept, with all that it has found out."""
        key = number, columns.tobytes()
        if key not in self._priced:
            shared = shared_columns(self.tree, columns)
            self._priced[key] = PricedPath(self.tree, shared, number, self.options)
        return self._priced[key]

    @property
    def shared_worlds(self) -> frozenset[str]:
        """The worlds that may become others, and what is before any is known."""
        return self.every_world - set(self.worlds.ends)

    def _starts(self) -> Iterator[tuple[int, WorldStart]]:
        """Yield the columns of what may be started in each world, and what it is."""
        for path, book in zip(self.paths, self.books, strict=True):
            model, place = path.path.model, path.program.columns.place
            problem = model.index.problem
            for (k, t), start in model.start.items():
                name, node = problem.projects[k].name, path.path.nodes[t]
                one = WorldStart(book.parts.get(name, name), problem.periods[t].name, node, 0.0, None)
                yield int(path.columns[place(start)]), one

    def _lead(self, lead: Sequence[WorldStart], worlds: Collection[str], now: str, fixed: Floats) -> None:
        """Fix what is started in some worlds."""
        numbers = {(start.project, start.period, start.world): start.number for start in lead}
        for column, start in self._starts():
            if start.world in worlds and start.project != now:
                fixed[column] = numbers.get((start.project, start.period, start.world), 0.0)

    def _asked(self, starts: Decisions | None, now: str) -> LinearProgram:
        program = self._program if starts is None else self._kept(starts)
        return self._started_now(program, now) if now else program

    def _kept(self, starts: Decisions) -> LinearProgram:
        """Return the programme with these starts and sizes in every world, and no others."""
        program = self._program
        lower, upper = program.lower.copy(), program.upper.copy()
        for path, book in zip(self.paths, self.books, strict=True):
            model, place = path.path.model, path.program.columns.place
            own = [path.columns[place(x)] for family in (model.start, model.size) for x in family.values()]
            lower[own] = upper[own] = 0.0
            for name, period, number, size in starts:
                self._fix(path, book.parts, (name, period), number, size, lower, upper)
        return replace(program, lower=lower, upper=upper)

    def _fix(
        self, path: PathProgram, parts: Mapping[str, str], start: tuple[str, str], number: float, size: float | None,
        lower: Floats, upper: Floats,
    ) -> None:  # fmt: skip
        model, place = path.path.model, path.program.columns.place
        key = _offered(path, parts, *start)
        if key is None or (model.start[key].ub or 0.0) < number - STARTED:
            message = f"a start of {start[0]} in {start[1]} is not offered along the path of {path.path.name}"
            raise NotOfferedError(message)
        column = path.columns[place(model.start[key])]
        lower[column] = upper[column] = number
        if key in model.size:
            column = path.columns[place(model.size[key])]
            least, most = (0.0, self._program.upper[column]) if size is None else (
                size * (1 - ROUNDING), size * (1 + ROUNDING)
            )  # fmt: skip
            lower[column], upper[column] = least, most

    def _started_now(self, program: LinearProgram, name: str) -> LinearProgram:
        """Return the programme in which something of a project is started before any world is known."""
        row = self._starts_now(name)
        if not row.any():
            message = f"a start of {name} before any world is known is not offered"
            raise NotOfferedError(message)
        named = CutRow("asked", (name,))
        return program.with_rows(csr_array(row[None, :]), np.array([1.0]), np.array([math.inf]), (named,))

    def _starts_now(self, name: str) -> Floats:
        """Return a row that counts the starts of a project before any world is known."""
        path, row = self.paths[0], np.zeros(len(self._program.cost))
        model, place = path.path.model, path.program.columns.place
        for (k, t), start in model.start.items():
            if model.index.problem.projects[k].name == name and path.path.nodes[t] == ROOT:
                row[path.columns[place(start)]] = 1.0
        return row


def _offered(path: PathProgram, parts: Mapping[str, str], project: str, period: str) -> tuple[int, int] | None:
    """Return the start of a project, or of its part, in a period along a path; None where there is none."""
    problem = path.path.model.index.problem
    for (k, t), _ in path.path.model.start.items():
        name = problem.projects[k].name
        if problem.periods[t].name == period and parts.get(name, name) == project:
            return k, t
    return None


def known_earlier(tree: WorldTree, names: Sequence[str], begins: Sequence[float]) -> WorldTree:
    """Return a tree in which some worlds are known a year before they come, or as soon as the one before them is."""

    def moved(begin: int, after: str) -> int:
        soon = [t for t, one in enumerate(begins) if one <= begins[begin] - A_YEAR + MOMENT]
        return max(soon[-1] if soon else 0, 0 if after == ROOT else tree.worlds[after].begin)

    worlds = {
        name: replace(world, begin=moved(world.begin, world.after)) if name in names else world
        for name, world in tree.worlds.items()
    }
    return WorldTree(worlds, tree.periods)
