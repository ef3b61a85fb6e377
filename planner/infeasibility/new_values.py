"""What is typed into the cells that give way: values of few digits, and decisions that are given up."""

from __future__ import annotations

import math

from planner.arrays import Floats
from planner.infeasibility.cells import GivenWay, name, rounded, says
from planner.infeasibility.elastic_programme import UNIT, Elastic
from planner.infeasibility.knobs import Knob, place_of
from planner.tolerances import CELL_STANDS, LEAST_SIZE
from planner.workbook.addresses import Cell, address
from planner.workbook.schema.columns import Decision


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
