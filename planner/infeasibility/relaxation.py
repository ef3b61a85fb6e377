"""The least that must give way for a workbook to be possible: in its own cells, exact, and tried out.

Cells that stand alone in their rows give the least by one mixed-integer solve. A cell that an amount multiplies (a
share, days of cover) is searched for in intervals: each bounds from below what any plan in it asks, every plan found
says exactly what it asks itself, and an interval that cannot beat the best is left out.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import QuestionError, WorkbookError
from planner.faults import Severity
from planner.infeasibility.cells import KINDS, GivenWay, edits_of, name, rounded, says
from planner.infeasibility.elastic_programme import UNIT, Elastic, place_of, with_links
from planner.planning.pipeline import model_of
from planner.solving.branches.cuts import GuaranteeCuts, engines
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.highs import WarmProgram
from planner.solving.labels import key_of, owner_of
from planner.solving.separation import CutRow, Cuts, together
from planner.solving.tangents import Tangents
from planner.statuses import Status
from planner.tolerances import CELL_STANDS, GIVES_LEAST, LEAST_SIZE, NOTICED
from planner.workbook.addresses import address
from planner.workbook.assemble.problem import assemble
from planner.workbook.cases.edit import with_cells
from planner.workbook.checks.run import meaning
from planner.workbook.schema.columns import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.infeasibility.elastic_programme import Knob, Product
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer, Options
    from planner.solving.separation import Cutter, Floats
    from planner.workbook.addresses import Cell
    from planner.workbook.book import Book

ROUGH = 0.05  # the gap of a plan that need only be one
MOST_ROUNDS = 200  # of the linear relaxation
MOST_STEPS = 6  # of the descent from one plan to a better one
ROUGHER = (0, 1, 10, 100, 1000)  # by how many of its last digits a value is widened where the solver says it is short

Interval = tuple[float, float]


@dataclass(frozen=True)
class Relaxation:
    """What gives way.

    Attributes
    ----------
    changes
        The cells with their new values; with all of them the workbook can be planned.
    total
        The weighted parts of limits that give way, in all.
    bound
        What is proven to be the least total.
    is_tried
        Whether the new values were typed into the workbook, and it was read and checked again and has a plan.
    has_failed
        Whether that was done and no plan was found so: then nothing is promised of them.
    """

    changes: tuple[GivenWay, ...]
    total: float
    bound: float
    is_tried: bool
    gap: float = GIVES_LEAST
    has_failed: bool = False

    @property
    def is_least(self) -> bool:
        """Whether no less is proven to do."""
        return self.total - self.bound <= self.gap * max(self.total, NOTICED) * (1 + NOTICED)


def weights_of(text: str = "") -> dict[str, float]:
    """Return the weight of each kind: 1, or what is said as in ``budgets=1,guarantees=5``; ``never`` keeps a kind.

    Raises
    ------
    QuestionError
        When a kind or a weight is none.
    """
    found = dict.fromkeys(KINDS, 1.0)
    for part in text.split(",") if text.strip() else ():
        kind, _, value = (each.strip().casefold() for each in part.partition("="))
        if kind not in found:
            message = f"{kind!r} is no kind of what gives way; the kinds are: {', '.join(KINDS)}"
            raise QuestionError(message)
        found[kind] = _weight(kind, value)
    return found


def _weight(kind: str, value: str) -> float:
    if value == "never":
        return math.inf
    try:
        weight = float(value)
    except ValueError:
        weight = 0.0
    if not (0 < weight < math.inf):
        message = f"the weight of {kind} is {value!r}; it must be a number above 0, or never"
        raise QuestionError(message)
    return weight


@dataclass
class RelaxationSearch:
    """The search for the least total.

    Attributes
    ----------
    elastic
        The model; rows that are found on the way stay in its programme.
    deadline
        When to end with the best so far.
    """

    elastic: Elastic
    options: Options
    deadline: float
    best: Floats | None = None
    best_total: float = math.inf
    _most: dict[int, float] = field(default_factory=dict)
    _count: int = 0
    _warm: WarmProgram | None = None

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.deadline - time.perf_counter()

    def run(self) -> tuple[Floats | None, float]:
        """Return what each column is in the best plan, and the proven least total."""
        thetas = self.elastic.thetas
        if thetas:  # what gives way without any product is often the least, and simple
            self._within(tuple((0.0, 0.0) for _ in thetas), 0.0)
        todo: list[tuple[float, int, tuple[Interval, ...]]] = [(0.0, 0, self._whole())]
        least = math.inf  # of the intervals that are done with
        while todo:
            bound, _, box = heapq.heappop(todo)
            if self._is_closed(bound) or self.left <= 0:
                least = min(least, bound)
                break
            bound, values = self._within(box, bound)
            parts = [] if values is None or self._is_closed(bound) else self._parts(box, values)
            least = least if parts else min(least, bound)
            for part in parts:
                self._count += 1
                heapq.heappush(todo, (bound, self._count, part))
        self._leave_out()
        return self.best, min(least, self.best_total)

    def _whole(self) -> tuple[Interval, ...]:
        return tuple((0.0, x.most) for x in self.elastic.thetas)

    def _leave_out(self) -> None:
        """Try the best without each cell that counts for less than the gap leaves open: it may give way needlessly."""
        if self.best is None:
            return
        asked = {column: knob.cost * float(self.best[column]) for column, knob in self.elastic.knobs.items()}
        little = {column: part for column, part in asked.items() if NOTICED < part <= self._gap * self.best_total}
        for column in sorted(little, key=lambda column: -little[column]):
            if self.left > 0 and self.best[column] > 0:
                values = self._cheap(self._whole(), self.best_total, without=column)
                if values is not None:
                    self._take(values)

    @property
    def _gap(self) -> float:
        return max(GIVES_LEAST, self.options.gap)

    def _within(self, box: tuple[Interval, ...], bound: float) -> tuple[float, Floats | None]:
        """Return what a plan in a box asks at least, and one; none where no plan of the box beats the best."""
        relaxed = self.tightened(self._in_box(box))
        if relaxed.status is Status.INFEASIBLE:
            return math.inf, None
        bound = max(bound, relaxed.objective or 0.0)
        if self._is_closed(bound):
            return bound, None
        values = self._cheap(box, bound * (1 + self._gap) + NOTICED) if bound > NOTICED else None
        if values is not None:
            self._take(values)
            return bound, values
        answer = self.solve(self._in_box(box))
        if answer.values is None:
            return (math.inf if answer.status is Status.INFEASIBLE else bound), None
        self._take(answer.values)
        return max(bound, answer.bound or 0.0), answer.values

    def _cheap(self, box: tuple[Interval, ...], most: float, without: int | None = None) -> Floats | None:
        """Return a plan in a box that asks no more than so much, and nothing of one cell, if one is found.

        A cheap plan is looked for: where costs say nothing there are too many plans, and most break what no row
        says yet. Of its decisions the least that gives way is exact.
        """
        program = self._in_box(box, without)
        row = {int(column): float(program.cost[column]) for column in np.flatnonzero(program.cost)}
        limited = with_links(program, [(row, -math.inf, most, CutRow("no more than asked", (0,)))])
        answer = self.solve(replace(limited, cost=self.elastic.running()), gap=ROUGH)
        if answer.values is None:
            return None
        program = self._in_box(box, without)
        lower, upper, whole = program.lower.copy(), program.upper.copy(), program.integer
        lower[whole] = upper[whole] = np.round(answer.values[whole])
        return self.tightened(replace(program, lower=lower, upper=upper)).values

    def tightened(self, program: LinearProgram) -> Answer:
        """Return the answer of the linear relaxation; rows that it breaks are added to the elastic model's."""
        warm = WarmProgram(program, self.options)
        for _ in range(MOST_ROUNDS):
            answer = warm.run(max(self.left, 1.0))
            cuts = None if answer.values is None else together([x.cuts(answer.values) for x in self.elastic.cutters])
            if cuts is None:
                return answer
            warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)
            self.elastic.add(cuts)
        return answer

    def _is_closed(self, bound: float) -> bool:
        return self.best is not None and self.best_total - bound <= max(self._gap * self.best_total, NOTICED)

    def solve(self, program: LinearProgram, gap: float = 0.0) -> Answer:
        """Solve a programme with the elastic model's rows; rows that were found are kept there."""
        rows = len(program.row_lower)
        gap = gap or max(self.options.gap / 10, GIVES_LEAST / 10)
        options = replace(self.options, gap=gap, money_gap=0.0, time_limit=max(self.left, 1.0))
        planes = CuttingPlanes(program, options, self.elastic.cutters, keeps=False)
        with engines(self.elastic.cutters):
            answer, exact = planes.run()
        grown, new = planes.program, slice(rows, len(planes.program.row_lower))
        self.elastic.add(Cuts(grown.matrix[new], grown.row_lower[new], grown.row_upper[new], grown.rows[new]))
        return answer if exact is None or exact.values is None else replace(answer, values=exact.values)

    def _in_box(self, box: tuple[Interval, ...], without: int | None = None) -> LinearProgram:
        """Return the programme in which each theta lies in its interval, products between their bounds.

        One cell may be left as it is.
        """
        elastic, links = self.elastic, []
        program = elastic.program
        lower, upper = program.lower.copy(), program.upper.copy()
        for theta, (low, high) in zip(elastic.thetas, box, strict=True):
            lower[theta.column], upper[theta.column] = low, high
            if theta.root is not None:
                for at in (low, (low + high) / 2, high):
                    row = {theta.knob.column: 1.0, theta.column: -2 * (theta.root + at)}
                    links.append((row, -(at**2), math.inf, CutRow("square of theta", (theta.column,))))
        if without is not None:
            upper[without] = 0.0
        for n, product in enumerate(elastic.products):
            low, high = box[product.theta]
            links.append(self._below(product, high, 0.0, 0.0))
            most = self._most.get(n, math.inf)
            if math.isfinite(most) and high > low:
                links.append(self._below(product, low, most, low * most))
        return with_links(replace(program, lower=lower, upper=upper), links)

    def _below(
        self, product: Product, factor: float, slope: float, less: float
    ) -> tuple[dict[int, float], float, float, CutRow]:
        """Return the row: product <= factor * expression + slope * theta - less."""
        row = dict(zip(product.columns.tolist(), (-factor * product.coefficients).tolist(), strict=True))
        row = {column: value for column, value in row.items() if value}
        row[product.column] = 1.0
        if slope:
            row[self.elastic.thetas[product.theta].column] = -slope
        return row, -math.inf, factor * product.constant - less, CutRow("product", (product.column,))

    def _exact(self, values: Floats) -> list[float]:
        """Return what a plan asks of each theta."""
        found = [0.0] * len(self.elastic.thetas)
        for product in self.elastic.products:
            needed, amount = self.elastic.needed(product, values), product.amount(values)
            if needed > CELL_STANDS * max(self.elastic.size(product, values), product.size(values)):
                found[product.theta] = max(found[product.theta], needed / amount if amount > 0 else math.inf)
        return found

    def _asked(self, values: Floats) -> Floats:
        """Return the columns of a plan with what it asks of each cell, exactly."""
        elastic, found = self.elastic, values.copy()
        exact = self._exact(values)
        for theta in elastic.thetas:
            found[theta.column] = 0.0
            for column in theta.asks(0.0):
                found[column] = 0.0
        for theta, value in zip(elastic.thetas, exact, strict=True):
            found[theta.column] = value
        for theta, value in zip(elastic.thetas, exact, strict=True):
            for column, by in theta.asks(value).items():
                found[column] = max(found[column], by) if theta.column != column else by
        return found

    def _take(self, values: Floats) -> None:
        """Take a plan as the best where it asks less, and look for a better one beside it."""
        for _ in range(MOST_STEPS):
            asked = self._asked(values)
            total = float(self.elastic.program.cost @ asked) if np.isfinite(asked).all() else math.inf
            if total >= self.best_total * (1 - NOTICED):
                return
            self.best, self.best_total = asked, total
            if not self._uses_products(asked) or self.left <= 0:
                return
            answer = self.solve(self._beside(asked))
            if answer.values is None:
                return
            values = answer.values

    def _uses_products(self, asked: Floats) -> bool:
        return any(asked[theta.column] > 0 for theta in self.elastic.thetas)

    def _beside(self, asked: Floats) -> LinearProgram:
        """Return the programme in which products are as straight lines through the best plan say."""
        links = []
        for product in self.elastic.products:
            theta, amount = asked[self.elastic.thetas[product.theta].column], product.amount(asked)
            links.append(self._below(product, theta, max(amount, 0.0), theta * max(amount, 0.0)))
            links.append(self._below(product, self.elastic.thetas[product.theta].most, 0.0, 0.0))
        for theta in self.elastic.thetas:
            if theta.root is not None:
                at = float(asked[theta.column])
                row = {theta.knob.column: 1.0, theta.column: -2 * (theta.root + at)}
                links.append((row, -(at**2), math.inf, CutRow("square of theta", (theta.column,))))
        return with_links(self.elastic.program, links)

    def _parts(self, box: tuple[Interval, ...], values: Floats) -> list[tuple[Interval, ...]]:
        """Return the two halves of a box along the theta that the solve counted cheapest beside what it asks."""
        exact = self._exact(values)
        self._bound_products(exact)
        gaps = []
        for n, theta in enumerate(self.elastic.thetas):
            counted = sum(self.elastic.program.cost[c] * values[c] for c in theta.asks(0.0))
            asks = theta.asks(min(exact[n], theta.most))
            gaps.append(sum(self.elastic.program.cost[c] * by for c, by in asks.items()) - counted)
        wide = [n for n, (low, high) in enumerate(box) if high - low > NOTICED * max(high, NOTICED)]
        if not wide:
            return []
        n = max(wide, key=lambda n: gaps[n])
        low, high = box[n]
        at = (low + high) / 2
        if self.best is not None:
            near = float(self.best[self.elastic.thetas[n].column]) * (1 - GIVES_LEAST / 2)
            at = near if low < near < high * (1 - GIVES_LEAST / 4) else at
        return [(*box[:n], part, *box[n + 1 :]) for part in ((low, at), (at, high))]

    def _bound_products(self, exact: list[float]) -> None:
        """Find the most that each expression can be which a theta in use multiplies, of the linear relaxation."""
        for n, product in enumerate(self.elastic.products):
            if exact[product.theta] <= 0 or n in self._most or self.left <= 0:
                continue
            if self._warm is None:
                self._warm = WarmProgram(self.elastic.program, self.options)
                self._own_rows = len(self.elastic.program.row_lower)
            cost = np.zeros(len(self.elastic.program.cost))
            cost[product.columns] = -product.coefficients
            self._warm.set_costs(cost)
            answer = self._warm.run(max(self.left, 1.0))
            self._most[n] = math.inf
            if answer.objective is not None and answer.bound is not None:
                self._most[n] = (product.constant - answer.objective) * (1 + NOTICED) + NOTICED


def relax(book: Book, weights: Mapping[str, float], options: Options, deadline: float) -> Relaxation | None:
    """Return the least relaxation of a workbook that cannot be planned; None where none was found.

    Parameters
    ----------
    weights
        By kind of `planner.infeasibility.cells.KINDS`: what giving up the whole of a limit counts; inf keeps it.
    deadline
        The time (of ``time.perf_counter``) at which to end with the best so far.
    """
    elastic = Elastic(book, weights, options)
    return relaxed(elastic, RelaxationSearch(elastic, options, deadline))


def relaxed(elastic: Elastic, search: RelaxationSearch) -> Relaxation | None:
    """Return what a search finds, in the workbook's cells, tried out."""
    found, bound = search.run()
    if found is None:
        return None
    gap = max(GIVES_LEAST, search.options.gap)
    was_tried, is_typed = False, stands_in_cells(elastic.book)
    for rougher in ROUGHER if is_typed else ():
        changes = changes_of(elastic, found, rougher)
        book = typed_in(elastic.book, changes)
        status = Status.INFEASIBLE if book is None else plannable(book, elastic, found, search.options, search.left)
        if status is Status.PROVEN:
            return Relaxation(changes, search.best_total / UNIT, bound / UNIT, True, gap)
        was_tried = was_tried or status is Status.INFEASIBLE
        if search.left <= 0:
            break
    changes = changes_of(elastic, found, 0)
    return Relaxation(changes, search.best_total / UNIT, bound / UNIT, False, gap, has_failed=was_tried)


def stands_in_cells(book: Book) -> bool:
    """Whether a workbook is what its cells say: not so where a study has changed it beside them."""
    try:
        found = with_cells(book, ())
    except WorkbookError:
        return False
    return all(
        len(rows) == len(found.rows(sheet))
        and all(row.values == other.values for row, other in zip(rows, found.rows(sheet), strict=True))
        for sheet, rows in book.sheets.items()
    )


def typed_in(book: Book, changes: tuple[GivenWay, ...]) -> Book | None:
    """Return what the reader makes of a workbook in which changes were typed; None where that has new errors."""
    try:
        found = with_cells(book, edits_of(changes))
    except WorkbookError:
        return None
    before = {(fault.sheet, fault.cell) for fault in meaning(book)}
    wrong = [fault for fault in meaning(found) if fault.severity is Severity.ERROR]
    return None if any((fault.sheet, fault.cell) not in before for fault in wrong) else found


def changes_of(elastic: Elastic, found: Floats, rougher: int = 0) -> tuple[GivenWay, ...]:
    """Return the cells that give way, with the values that are typed into them."""
    by_cell: dict[Cell, list[Knob]] = {}
    for column, knob in elastic.knobs.items():
        if found[column] > CELL_STANDS * knob.scale:
            by_cell.setdefault(place_of(knob.cell), []).append(knob)
    return tuple(_change(elastic, cell, knobs, found, rougher) for cell, knobs in sorted(by_cell.items()))


def _change(elastic: Elastic, cell: Cell, knobs: list[Knob], found: Floats, rougher: int) -> GivenWay:
    book, old = elastic.book, says(elastic.book, cell)
    weighed = sum(knob.cost * float(found[knob.column]) for knob in knobs) / UNIT
    where = address(book, cell), name(book, cell)
    if cell.column == "decision":
        new: object = _unlocked(old, knobs, found)
        return GivenWay(cell, knobs[0].kind, *where, old, new, None, weighed)
    knob = knobs[0]
    new = _typed(knob, float(found[knob.column]), rougher)
    return GivenWay(cell, knob.kind, *where, old, new, abs(new - old), weighed)


def _typed(knob: Knob, by: float, rougher: int) -> float:
    """Return the value of few digits that gives way by so much, or a little more where that was tried and short."""
    exact = knob.value + knob.sign * by
    new = rounded(exact, knob.sign)
    if rougher:
        unit = 10.0 ** (math.floor(math.log10(max(abs(new), abs(by), LEAST_SIZE))) - 5)
        new = rounded(new + knob.sign * rougher * unit, knob.sign)
    most = knob.value + knob.sign * knob.most
    return float(min(new, most) if knob.sign > 0 else max(new, most, 0.0))


def _unlocked(old: Decision, knobs: list[Knob], found: Floats) -> Decision:
    """Return a decision that is given up, or of its commitments what is left."""
    if old.kind != "commit":
        return Decision("free")
    gone = {(knob.cell.period, knob.part): (float(found[knob.column]), knob) for knob in knobs}
    kept = []
    for period, least in old.commitments:
        by, knob = gone.get((period, ""), (0.0, None))
        left = None if least is None else least - by if knob is None or knob.is_whole else rounded(least - by, -1)
        is_dropped = (least is None and by > 0) or (left is not None and left <= CELL_STANDS * (least or 0.0))
        if not is_dropped and (period, "dropped") not in gone:
            kept.append((period, left))
    return Decision("commit", tuple(kept)) if kept else Decision("free")


def plannable(book: Book, elastic: Elastic, found: Floats, options: Options, seconds: float) -> Status:
    """Return whether a workbook with new values has a plan: its model is built anew, and held to the decisions found.

    Where these alone have no plan, others are looked for. OPTIMAL where there is one, INFEASIBLE where there is none.
    """
    try:
        model = model_of(book, assemble(book))
    except WorkbookError:
        return Status.INFEASIBLE
    program = compile_model(model)
    cutters: list[Cutter] = [Tangents(model, program), GuaranteeCuts(model, program, options)]
    free = replace(program, cost=np.zeros_like(program.cost))
    values = {
        (name, key): found[j]
        for name, first, keys in elastic.columns.named()
        for j, key in enumerate(keys, first)
        if elastic.program.integer[j]
    }
    lower, upper = program.lower.copy(), program.upper.copy()
    for j in np.flatnonzero(program.integer).tolist():
        whole = program.columns[j]
        lower[j] = upper[j] = np.round(values.get((owner_of(whole), key_of(whole)), 0.0))
    fixed = replace(free, lower=lower, upper=upper)
    for asked in (fixed, free):
        answer, _ = CuttingPlanes(asked, replace(options, time_limit=max(seconds / 2, 1.0)), cutters).run()
        if answer.values is not None:
            return Status.PROVEN
    return answer.status
