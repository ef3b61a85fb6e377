"""What gives way so that a workbook is possible: in its own cells, and tried out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.errors import WorkbookError
from planner.faults import Severity
from planner.infeasibility.cells import GivenWay, edits_of
from planner.infeasibility.elastic_programme import UNIT
from planner.infeasibility.elastic_solves import ElasticSolves
from planner.infeasibility.least_total import LeastTotal
from planner.infeasibility.new_values import changes_of
from planner.planning.modelled import model_of
from planner.solving.branches.cuts import GuaranteeCuts
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import key_of, owner_of
from planner.solving.separation import Cutter
from planner.solving.tangents import Tangents
from planner.statuses import Status
from planner.tolerances import NOTICED
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner.workbook.cases.edit import with_cells
from planner.workbook.checks.run import meaning

ROUGHER = (0, 1, 10, 100, 1000)  # by how many of its last digits a value is widened where the solver says it is short


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
    gap
        How close to each other these are to be.
    is_tried
        Whether the new values were typed into the workbook, and it was read and checked again and has a plan.
    has_failed
        Whether that was done and no plan was found so: then nothing is promised of them.
    """

    changes: tuple[GivenWay, ...]
    total: float
    bound: float
    gap: float
    is_tried: bool = False
    has_failed: bool = False

    @property
    def is_least(self) -> bool:
        """Whether no less is proven to do."""
        return self.total - self.bound <= self.gap * max(self.total, NOTICED) * (1 + NOTICED)


def relaxed(search: LeastTotal) -> Relaxation | None:
    """Return what a search finds, in the workbook's cells, tried out; None where it found nothing."""
    found, bound = search.run()
    if found is None:
        return None
    solves, totals = search.solves, (search.best_total / UNIT, bound / UNIT)
    was_tried, elastic = False, solves.elastic
    for rougher in ROUGHER if stands_in_cells(elastic.book) else ():
        changes = changes_of(elastic, found, rougher)
        book = _typed_in(elastic.book, changes)
        status = Status.INFEASIBLE if book is None else _tried(book, solves, found)
        if status is Status.PROVEN:
            return Relaxation(changes, *totals, solves.gap, is_tried=True)
        was_tried = was_tried or status is Status.INFEASIBLE
        if solves.left <= 0:
            break
    return Relaxation(changes_of(elastic, found), *totals, solves.gap, has_failed=was_tried)


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


def _typed_in(book: Book, changes: tuple[GivenWay, ...]) -> Book | None:
    """Return what the reader makes of a workbook in which changes were typed; None where that has new errors."""
    try:
        found = with_cells(book, edits_of(changes))
    except WorkbookError:
        return None
    before = {(fault.sheet, fault.cell) for fault in meaning(book)}
    wrong = [fault for fault in meaning(found) if fault.severity is Severity.ERROR]
    return None if any((fault.sheet, fault.cell) not in before for fault in wrong) else found


def _tried(book: Book, solves: ElasticSolves, found: Floats) -> Status:
    """Return how the search for a plan of a workbook with new values ended: PROVEN where there is one.

    Its model is built anew, and held to the decisions found; where these alone have no plan, others are looked for.
    """
    try:
        model = model_of(book, assemble(book))
    except WorkbookError:
        return Status.INFEASIBLE
    program, elastic = compile_model(model), solves.elastic
    options = replace(solves.options, time_limit=max(solves.left / 2, 1.0))
    cutters: list[Cutter] = [Tangents(model, program), GuaranteeCuts(model, program, solves.options)]
    free = replace(program, cost=np.zeros_like(program.cost))
    values = {
        (name, key): found[j]
        for name, first, keys in elastic.own.columns.named()
        for j, key in enumerate(keys, first)
        if elastic.own.integer[j]
    }
    lower, upper = program.lower.copy(), program.upper.copy()
    for j in np.flatnonzero(program.integer).tolist():
        whole = program.columns[j]
        lower[j] = upper[j] = np.round(values.get((owner_of(whole), key_of(whole)), 0.0))
    fixed = replace(free, lower=lower, upper=upper)
    for asked in (fixed, free):
        answer, _ = CuttingPlanes(asked, options, cutters).run()
        if answer.values is not None:
            return Status.PROVEN
    return answer.status
