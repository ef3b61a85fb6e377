"""Why a workbook cannot be planned: the least that would have to give way, and which cells cannot hold together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import InfeasibleError
from planner.faults import Severity
from planner.infeasibility.cells import KINDS, name, said, words
from planner.infeasibility.weights import weights_of
from planner.plans.fields import Field
from planner.solving.outcome import Options
from planner.wording.study import Chart, Study, StudySheet
from planner.wording.text import and_more
from planner.workbook.addresses import Cell, address
from planner.workbook.book import Book
from planner.workbook.checks.run import meaning
from planner.workbook.reading.complaints import row_of

if TYPE_CHECKING:
    from planner.infeasibility.relaxation import Relaxation

MOST_SECONDS, LEAST_SECONDS = 600.0, 30.0  # of a diagnosis, whatever the time limit of a solve
SHARE_OF_LEAST = 0.7  # of the seconds, for what gives way; the rest is for the conflict
LOOK_FIRST = "Look here first, which the checks warn of in the same rows"

_GIVES_WAY = (
    Field("of", "text", "its row's names, and its period where it has one of its own"),
    Field("cell", "text", "where it stands in the workbook"),
    Field("kind", "text", "the kind that its weight is said for"),
    Field("is", "text", "what the cell holds, to the last digit"),
    Field("would be", "text", "what would be typed instead, to the last digit"),
    Field("by", "number", "the difference, in the cell's own unit; blank for a lock"),
    Field("part", "number", "the weighed part of the limit that is given up: what adds up to the least"),
)
_CONFLICT = (
    Field("of", "text", "its row's names, and its period where it has one of its own"),
    Field("cell", "text", "where it stands in the workbook"),
    Field("column", "text", "the column"),
    Field("says", "text", "what the cell says"),
)
_WEIGHTS = (
    Field("kind", "text", "what gives way"),
    Field("weight", "number", "what giving up the whole of a limit counts"),
    Field("cells", "text", "the cells of that kind"),
)


@dataclass
class Diagnosis:
    """What cannot hold together.

    Attributes
    ----------
    relaxation
        The least that would have to give way; None where nothing was found.
    conflict
        Cells that cannot hold together; without any one of them the others can, unless ``is_sure`` is false.
    warned
        What the checks warn of in the rows of all these cells: often why they cannot hold.
    """

    book: Book
    relaxation: Relaxation | None
    conflict: list[Cell]
    is_sure: bool
    weights: Mapping[str, float]
    seconds: float = 0.0
    warned: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether there is a plan with the workbook as it stands."""
        return self.relaxation is not None and not self.relaxation.changes

    @property
    def text(self) -> str:
        """The diagnosis as a planner reads it."""
        lines = ["the hard requirements of the workbook cannot hold together."]
        if self.conflict:
            sure = "without any one of them the others can hold" if self.is_sure else "some may not be needed for that"
            own = {address(self.book, cell) for cell in self.conflict}
            found = self.relaxation
            others = found is not None and found.is_least and any(x.address not in own for x in found.changes)
            lines.append(f"These conflict ({sure}{'; other cells conflict too' if others else ''}):")
            lines += [f"  {self._cell(cell)}" for cell in self.conflict]
        if self.relaxation is not None:
            lines.append(self.promise)
            lines += [f"  {change.text}" for change in self.relaxation.changes]
        else:
            lines.append(self.without)
        if self.warned:
            lines.append(f"{LOOK_FIRST}:")
            lines += [f"  {fault}" for fault in self.warned]
        return "\n".join(lines)

    def _cell(self, cell: Cell) -> str:
        where = f"{address(self.book, cell)} ({name(self.book, cell)})"
        return f"{where}: {said(self.book, cell)}"

    @property
    def promise(self) -> str:
        """What is true of the cells that give way."""
        found = self.relaxation
        assert found is not None
        least = "the least in all" if found.is_least else "the least found, perhaps not the least there is"
        if found.has_failed:
            return f"These were found to give way ({least}), but typed into the workbook they did not make a plan:"
        tried = "" if found.is_tried else "; not tried out"
        return f"A plan would be possible if these gave way ({least}, in weighed parts of what the cells hold{tried}):"

    @property
    def without(self) -> str:
        """What is said where nothing was found that could give way."""
        if any(weight == float("inf") for weight in self.weights.values()):
            return "With what is never to give way kept, nothing else was found that would make a plan possible."
        return "Nothing was found in the time that a planner owns and that would make a plan possible by giving way."

    def study(self, facts: Mapping[str, object]) -> Study:
        """Return the diagnosis as a study's workbook."""
        settings = self.book.settings
        return Study(
            title=f"Why there is no plan: {settings['title'] or self.book.path.stem}",
            subtitle=f"{self.book.path.name}, case {self.book.case}",
            sentences=self._sentences(),
            sheets=(self._gives_way(), self._conflicts(), self._weighs()),
            run=facts,
            money=f"{settings['money unit']} {settings['currency']}",
        )

    def _sentences(self) -> tuple[str, ...]:
        found: list[str] = ["The hard requirements of this workbook cannot hold together, so there is no plan."]
        if self.relaxation is not None:
            changes = self.relaxation.changes
            count = "one cell gives" if len(changes) == 1 else f"{len(changes)} cells give"
            told = [f"{x.name}, {x.address}, from {words(x.old)} to {words(x.new)}" for x in changes]
            can = "These were found to give way" if self.relaxation.has_failed else f"It can be planned if {count} way"
            found.append(f"{can}: {and_more(told, 4, '; ', '; and ')}.")
            found.append(self._honest(self.relaxation))
        else:
            found.append(self.without)
        if self.conflict:
            sure = "none of them could stay out" if self.is_sure else "some of them may not be needed for that"
            names = and_more([name(self.book, cell) for cell in self.conflict], 5, "; ")
            together = "One cell cannot hold with what there is"
            if len(self.conflict) > 1:
                together = f"{len(self.conflict)} cells cannot hold together"
            found.append(f"{together}: {names} ({sure}).")
        if self.warned:
            found.append(f"{LOOK_FIRST}: {' '.join(self.warned)}")
        if self.book.case != "base":
            found.append("The cells are as the case makes them; what the case itself sets is changed in Cases.")
        return tuple(found)

    def _honest(self, found: Relaxation) -> str:
        least = f"That is the least, proven to {100 * found.gap:.2g}%"
        if not found.is_least:
            parts = f"{found.total:.4g} in weighed parts, where {found.bound:.4g} is proven to be needed"
            least = f"That is the least found in the time: {parts}"
        tried = "was not tried out"
        if found.is_tried:
            tried = "was tried out: with these values typed in, the workbook was read again and has a plan"
        if found.has_failed:
            tried = "was tried out, and no plan was found with these values typed in: do not rely on it"
        return f"{least}, each change counted in parts of what its cell holds, by the weights of its kind; it {tried}."

    def _gives_way(self) -> StudySheet:
        changes = () if self.relaxation is None else self.relaxation.changes
        rows = [(x.name, x.address, x.kind, words(x.old), x.new_text, x.by, x.weighed) for x in changes]
        charts = (
            Chart(
                "bar", "What gives way, in weighed parts", "of", ("part",),
                "A bar for each cell that gives way: how large a part of what it holds is given up.",
                value_axis="part of the limit, times its weight",
            ),
        ) if len(changes) > 1 else ()  # fmt: skip
        doc = "The cells that would have to give way for a plan to be possible, all of them together."
        return StudySheet("Gives way", doc, _GIVES_WAY, rows, keys=2, charts=charts, head=8)

    def _conflicts(self) -> StudySheet:
        rows = [
            (name(self.book, cell), address(self.book, cell), cell.column, said(self.book, cell))
            for cell in self.conflict
        ]
        doc = "Cells that cannot hold together with what there is: capacities, offers, lanes, projects."
        return StudySheet("Conflict", doc, _CONFLICT, rows, keys=2, head=8)

    def _weighs(self) -> StudySheet:
        told = {kind: "never" if weight == float("inf") else weight for kind, weight in self.weights.items()}
        rows = [(kind, told[kind], cells) for kind, cells in KINDS.items()]
        doc = "What giving up the whole of a limit counts, by kind: settable by --weights of planner diagnose."
        return StudySheet("Weights", doc, _WEIGHTS, rows)


class DiagnosedError(InfeasibleError):
    """The hard requirements of the workbook cannot hold together.

    ``diagnosis`` says which, and what would do; ``path`` is where it was written.
    """

    def __init__(self, message: str, diagnosis: Diagnosis, path: Path | None = None) -> None:
        super().__init__(message)
        self.diagnosis, self.path = diagnosis, path

    def __reduce__(self) -> tuple[type[DiagnosedError], tuple[str, Diagnosis, Path | None]]:
        """Return how it is made again in another process."""
        return type(self), (str(self), self.diagnosis, self.path)

    def written(self, path: Path) -> DiagnosedError:
        """Return the error that says where the diagnosis was written."""
        return type(self)(f"{self}\nThis is written to {path}.", self.diagnosis, path)


def diagnose(book: Book, options: Options, weights: Mapping[str, float] | None = None) -> Diagnosis:
    """Return why a workbook cannot be planned; with the best found so far where the time runs out.

    Parameters
    ----------
    weights
        Of `planner.infeasibility.weights.weights_of`; all alike without.
    """
    from planner.infeasibility.conflict import Conflicts  # what every solve would load for nothing
    from planner.infeasibility.elastic_programme import Elastic
    from planner.infeasibility.elastic_solves import ElasticSolves
    from planner.infeasibility.least_total import LeastTotal
    from planner.infeasibility.relaxation import relaxed

    began = time.perf_counter()
    weights = weights_of() if weights is None else weights
    seconds = min(max(options.time_limit, LEAST_SECONDS), MOST_SECONDS)
    solves = ElasticSolves(Elastic(book, weights, options), options, began + SHARE_OF_LEAST * seconds)
    search = LeastTotal(solves)
    found = relaxed(search)
    if found is not None and not found.changes and found.is_tried:
        return Diagnosis(book, found, [], True, weights, time.perf_counter() - began)
    solves.deadline = began + seconds
    conflicts = Conflicts(solves)
    if search.best is not None:
        conflicts.seen(search.best)
    cells, is_sure = conflicts.find()
    warned = _warned(book, [*cells, *(change.cell for change in ([] if found is None else found.changes))])
    return Diagnosis(book, found, cells, is_sure, weights, time.perf_counter() - began, warned)


def _warned(book: Book, cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return the warnings of a workbook that stand in the rows of some cells."""
    rows = {(cell.sheet, cell.row) for cell in cells}
    return tuple(
        fault.in_words()
        for fault in meaning(book)
        if fault.severity is Severity.WARNING and row_of(fault.sheet, fault.cell) in rows
    )
