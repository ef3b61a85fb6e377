"""A workbook's model whose rows give way with the planner's cells: each cell is a column, what it costs its weight.

Where a cell's change multiplies an amount that is itself decided (a share of a supply), the product is a column of its
own between the bounds that an interval of the change gives it (McCormick, Computability of global solutions to
factorable nonconvex programs, Mathematical Programming 10, 1976).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from statistics import median

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.infeasibility.cells import says
from planner.infeasibility.knobs import Knob, Product, Theta
from planner.planning.modelled import model_of
from planner.solving.branches.cuts import GuaranteeCuts
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.outcome import Options
from planner.solving.separation import CutRow, Cuts, Cutter
from planner.solving.tangents import RelaxedTangents
from planner.workbook.addresses import Cell, mend_of
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner.workbook.checks.ratios import sizes_in
from planner.workbook.schema.columns import Decision
from planner.workbook.schema.dimensions import BARE, Dimension, dimension
from planner.workbook.schema.sheets import BY_NAME, SHEETS
from planner_models.declared import GIVING_WAY, VARIABLES
from planner_models.declared.giving_way import effects
from planner_models.declared.parts import Effect
from planner_models.numbered import Many
from planner_models.objective import PARTS

UNIT = 1000.0  # what giving up the whole of a limit counts at weight 1: so large that a part of it is not a gap
LATER = 1e-6  # by what part a later period of a funder counts less, so that of equal cells the latest is raised

Link = tuple[dict[int, float], float, float, CutRow]  # a row beside the model's: coefficients by column, limits, name


def without_never(book: Book) -> Book:
    """Return a workbook in which every project may be built."""
    free = Decision("free")
    rows = tuple(
        replace(row, values={**row.values, "decision": free}) if row["decision"].kind == "never" else row
        for row in book.rows("Projects")
    )
    return replace(book, sheets={**book.sheets, "Projects": rows})


class Elastic:
    """The elastic model of a workbook.

    Attributes
    ----------
    program
        The model with the columns of cells and products, at the least total weight; cuts are added to it.
    knobs
        By column.
    """

    def __init__(self, book: Book, weights: Mapping[str, float], options: Options) -> None:
        self.book, self._weights = book, weights
        with collector_paused():
            free = without_never(book)
            self.model = model_of(free, assemble(free))
            program = compile_model(self.model)
        self._place = program.columns.place
        self.cutters: list[Cutter] = [RelaxedTangents(self.model, program), GuaranteeCuts(self.model, program, options)]
        self.width = len(program.cost)
        self.knobs: dict[int, Knob] = {}
        self.thetas: list[Theta] = []
        self.products: list[Product] = []
        self._known: dict[tuple[Cell, str], Knob] = {}
        self._cells: dict[tuple[str, int, str, int | None], Cell] = {}
        self._roots: dict[tuple[object, ...], int] = {}
        self._count = self.width
        self._entries: list[tuple[int, int, float]] = []
        self._links: list[Link] = []
        self._bounds: dict[int, tuple[float, float]] = {}
        self.own = program
        self._add_rows()
        self.program = self._grown()

    def _add_rows(self) -> None:
        for name, first, keys in self.own.rows.named():
            for position, key in enumerate(keys, first) if name in GIVING_WAY else ():
                self._give_way(position, list(effects(GIVING_WAY[name], self.model, key)), key)
        self._add_promises()
        self._add_forbidden()

    def _give_way(self, position: int, effects: list[Effect], key: tuple[int, ...]) -> None:
        """Let a row give way with its cells."""
        side = 1.0 if math.isfinite(self.own.row_lower[position]) else -1.0
        if effects and effects[0].is_root:
            side = -1.0
        if effects and effects[0].days is not None:
            self._multiply(position, side, effects[0], self._days(effects), key)
            return
        for effect in effects:
            if effect.times is not None:
                self._multiply(position, side, effect, self._theta(effect), key)
                continue
            knob = self._knob(effect)
            self._entries.append((position, knob.column, side * effect.amount))
            if effect.size is not None and effect.is_whole:
                self._drop_last(effect, knob)

    def _drop_last(self, effect: Effect, dropped: Knob) -> None:
        """Let a commitment of a size be dropped only where nothing is left of it."""
        size = self._knob(replace(effect, is_whole=False, value=effect.size or 0.0, most=effect.size or 0.0))
        share = 1.0 / (effect.size or 1.0)
        row = {dropped.column: 1.0, size.column: -share}
        self._links.append((row, -math.inf, 0.0, CutRow("dropped", (dropped.column,))))

    def _add_promises(self) -> None:
        for name, promises in (("promise", self.model.promise), ("floor", self.model.floor)):
            for d, promise in promises.items():
                for effect in effects(VARIABLES[name], self.model, (d,)):
                    column = self._place(promise)
                    self._bounds[column] = (0.0, effect.value)
                    row = {column: 1.0, self._knob(effect).column: 1.0}
                    self._links.append((row, effect.value, math.inf, CutRow("promised", (d,))))

    def _add_forbidden(self) -> None:
        projects = self.book.rows("Projects")
        for k, row in enumerate(projects):
            for effect in effects(VARIABLES["start"], self.model, (k,)) if row["decision"].kind == "never" else ():
                link = {self._place(start): coefficient for coefficient, start in effect.times or ()}
                link[self._knob(effect).column] = -effect.amount
                self._links.append((link, -math.inf, 0.0, CutRow("forbidden", (k,))))

    def _knob(self, effect: Effect) -> Knob:
        """Return the column of a cell; made when it is first asked for."""
        cell = self._cell(effect)
        if effect.column == "decision" and effect.period is not None:
            cell = replace(cell, period=self.book.periods[effect.period])
        part = "dropped" if effect.size is not None and effect.is_whole else ""
        if (cell, part) not in self._known:
            weight = 0.0 if part else self._weights[effect.kind]
            value, most = (effect.value, effect.most) if effect.days is None else (says(self.book, cell),) * 2
            most = most if math.isfinite(weight) else 0.0
            scale = 1.0 if effect.column == "decision" and effect.sign > 0 else self._scale(effect, value)
            later = 1 - LATER * (effect.period or 0) if effect.sheet == "Budgets" else 1.0
            cost = UNIT * later * weight / scale if math.isfinite(weight) else 0.0
            knob = Knob(cell, effect.kind, effect.sign, value, most, scale, cost, self._count, effect.is_whole, part)
            self._known[cell, part] = self.knobs[self._count] = knob
            self._bounds[self._count] = (0.0, most)
            self._count += 1
        return self._known[cell, part]

    def _cell(self, effect: Effect) -> Cell:
        """Return the cell into which a planner types what gives way."""
        key = (effect.sheet, effect.row, effect.column, effect.period)
        if key not in self._cells:
            row = next(row for row in self.book.rows(effect.sheet) if row.number == effect.row)
            self._cells[key] = mend_of(self.book, row, effect.column, effect.period)
        return self._cells[key]

    def _scale(self, effect: Effect, value: float) -> float:
        """Return what a cell's change is a part of: its value; of nothing, what others of its column have.

        Where these have nothing either, what is usual of money, or of amounts, in the workbook.
        """
        if value:
            return abs(value)
        if effect.times is not None:
            return 1.0
        found = [size for row in self.book.rows(effect.sheet) for size in sizes_in(row[effect.column])]
        if found:
            return sum(found) / len(found)
        sheet = BY_NAME[effect.sheet]
        row = next(row for row in self.book.rows(effect.sheet) if row.number == effect.row)
        alike = self._sizes_alike(dimension(sheet, sheet.column(effect.column), row.values))
        return median(alike) if alike else 1.0

    def _sizes_alike(self, measured: Dimension) -> list[float]:
        """Return the numbers of the workbook that are measured in the same; none of shares, years and counts."""
        return [
            size
            for sheet in SHEETS if measured != BARE
            for column in sheet.columns if column.unit
            for row in self.book.rows(sheet.name) if dimension(sheet, column, row.values) == measured
            for size in sizes_in(row.values.get(column.name))
        ]  # fmt: skip

    def _new_column(self, most: float) -> int:
        self._bounds[self._count] = (0.0, most)
        self._count += 1
        return self._count - 1

    def _theta(self, effect: Effect) -> int:
        """Return which theta a cell's change is."""
        knob = self._knob(effect)
        if (knob.column,) not in self._roots:
            theta = Theta(knob.column, knob)
            if effect.is_root:
                theta = Theta(self._count, knob, math.sqrt(effect.value))
                self._new_column(theta.most)
            self._roots[knob.column,] = len(self.thetas)
            self.thetas.append(theta)
        return self._roots[knob.column,]

    def _days(self, effects: list[Effect]) -> int:
        """Return the theta of the days of cover that several cells ask: the most of them counts."""
        asked = effects[0].value
        knobs = [self._knob(effect) for effect in effects]
        days = {knob.column: asked - knob.value for knob in knobs if knob.value > 0}
        key = tuple(sorted(days.items()))
        if key not in self._roots:
            together = replace(knobs[0], most=min(asked, min(self.knobs[c].most + less for c, less in days.items())))
            column = next(iter(days)) if len(days) == 1 else self._new_column(together.most)
            for knob, less in days.items() if len(days) > 1 else ():
                link = {knob: 1.0, column: -1.0}
                self._links.append((link, -less, math.inf, CutRow("days", (knob,))))
            self._roots[key] = len(self.thetas)
            self.thetas.append(Theta(column, together, None, days))
        return self._roots[key]

    def _multiply(self, position: int, side: float, effect: Effect, theta: int, key: tuple[int, ...]) -> None:
        """Let a row give way by a theta times an expression."""
        sums: dict[int, float] = defaultdict(float)
        for coefficient, variable in effect.times or ():
            sums[self._place(variable)] += coefficient
        intakes = None
        if effect.is_root:
            q, t = key
            origins = range(len(self.model.index.problem.rules[q].origins))
            intakes = np.array([self._place(self.model.intake[q, g, t]) for g in origins])
        column = self._new_column(math.inf)
        self._entries.append((position, column, side))
        columns, coefficients = np.array(list(sums), dtype=np.int64), np.array(list(sums.values()))
        self.products.append(Product(position, theta, column, columns, coefficients, effect.constant, intakes))

    def _grown(self) -> LinearProgram:
        """Return the model with the columns of what gives way, at the least total weight."""
        own, more = self.own, self._count - self.width
        places = np.array([(row, column - self.width) for row, column, _ in self._entries], dtype=np.int64)
        amounts = np.array([amount for _, _, amount in self._entries])
        given = csr_array((amounts, (places[:, 0], places[:, 1])) if len(places) else (len(own.rows), more),
                          shape=(len(own.rows), more))  # fmt: skip
        lower, upper = np.zeros(self._count), np.full(self._count, math.inf)
        lower[: self.width], upper[: self.width] = own.lower, own.upper
        for column, (low, high) in self._bounds.items():
            lower[column], upper[column] = low, high
        cost, whole = np.zeros(self._count), np.zeros(self._count, dtype=bool)
        whole[: self.width] = own.integer
        for column, knob in self.knobs.items():
            cost[column], whole[column] = knob.cost, knob.is_whole
        program = replace(
            own, cost=cost, offset=0.0, lower=lower, upper=upper, integer=whole,
            matrix=csr_array(hstack([own.matrix, given], format="csr")),
            columns=own.columns.plus(CutRow("gives way", (n,)) for n in range(more)),
        )  # fmt: skip
        return with_links(program, self._links)

    def running(self) -> Floats:
        """Return what plans cost while nothing goes wrong, as a coefficient for each column."""
        found = np.zeros(self._count)
        for part, charges in self.model.parts.items():
            for _, _, discounted, variable in charges(self.model) if part in PARTS else ():
                amounts = variable.amounts if variable.__class__ is Many else 1.0
                found[self._place(variable)] += discounted * amounts
        return found

    def add(self, cuts: Cuts) -> None:
        """Keep rows that were found: they hold whatever gives way."""
        self.program = self.program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)


def with_links(program: LinearProgram, links: list[Link]) -> LinearProgram:
    """Return a programme with more rows."""
    if not links:
        return program
    starts = np.cumsum([0, *(len(row) for row, _, _, _ in links)])
    columns = np.array([column for row, _, _, _ in links for column in row], dtype=np.int64)
    values = np.array([value for row, _, _, _ in links for value in row.values()], dtype=float)
    matrix = csr_array((values, columns, starts), shape=(len(links), len(program.cost)))
    low, high = np.array([x[1] for x in links]), np.array([x[2] for x in links])
    return program.with_rows(matrix, low, high, tuple(x[3] for x in links))
