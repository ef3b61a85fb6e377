"""What moving a number does to the model's arrays, found by making the model again, and tried before it is offered.

A control is offered only where the arrays are those of its value at 1 plus so much a step (affine), with other controls
moved at the same time too; where controls of two kinds move the same number (how much is asked, and what share of it
is required), it is the product of both. Of many controls at once the arrays are made twice, each control moved by
steps of a ratio of its own: a number of the arrays that moves tells by its own ratio which control moved it.

Bounds that only keep the model tight, on whole-numbered columns, go by what could ever be needed and not evenly: they
are widened once, to twice the widest that is seen, which cuts off no plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.errors import WorkbookError
from planner.studies.live.controls import Control
from planner.studies.live.programme import PARTS, Places, Programme, programme
from planner.studies.live.variants import Variants
from planner.tolerances import ROUNDING

STEP: Final = 0.1  # of a control's range
SMALL: Final = 0.05  # the least share that is tried: a row that asks for none is not there
WIDER: Final = 2.0


@dataclass(frozen=True)
class Move:
    """What a control moves: places in a part of the arrays, and by how much for a step of 1."""

    control: Control
    moved: dict[str, tuple[Places, Floats]]


@dataclass(frozen=True)
class Movable:
    """A model whose numbers can be moved.

    Attributes
    ----------
    base
        The model with every control at its anchor, its widened bounds in it.
    wide
        By part, the places of the widened bounds.
    moves
        What each control moves.
    """

    base: Programme
    wide: dict[str, Places]
    moves: tuple[Move, ...] = ()

    def at(self, values: Sequence[float]) -> dict[str, Floats]:
        """Return the numbers of the arrays with each control at a value."""
        numbers = {part: held.copy() for part, held in self.base.numbers.items()}
        for kind in dict.fromkeys(move.control.kind for move in self.moves):
            before = {part: held.copy() for part, held in numbers.items()}
            for move, value in zip(self.moves, values, strict=True):
                if move.control.kind == kind:
                    self._move(numbers, before, move, value - move.control.anchor)
        return numbers

    def _move(self, numbers: dict[str, Floats], before: dict[str, Floats], move: Move, step: float) -> None:
        for part, (places, slope) in move.moved.items():
            held = self.base.numbers[part][places]
            safe = np.where(held == 0, 1.0, held)
            numbers[part][places] += slope * step * np.where(held == 0, 1.0, before[part][places] / safe)


def movable(variants: Variants, controls: Sequence[Control]) -> Movable:
    """Return the model of a workbook with what moves those controls that move its numbers alone, and evenly.

    Raises
    ------
    WorkbookError
        When the workbook cannot be planned.
    QuestionError
        When the model is too large for a page.
    """
    anchors = [x for each in controls if each.anchor != each.now for x in each.changes(each.anchor)]
    variants = variants.with_changes(anchors)
    still = _widened(variants, programme(variants.book()), controls)
    found = tuple(_tried(variants, still, list(controls)))
    if _holds(variants, replace(still, moves=found)):
        return replace(still, moves=found)
    return replace(still, moves=tuple(move for move in found if _holds(variants, replace(still, moves=(move,)))))


def _widened(variants: Variants, base: Programme, controls: Sequence[Control]) -> Movable:
    """Return a model whose bounds on whole-numbered columns are twice the widest that is seen at ends of ranges."""
    matrix = base.program.matrix
    whole = base.program.integer[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    widest, moved = np.abs(matrix.data), np.zeros(len(whole), dtype=bool)
    for kind in dict.fromkeys(control.kind for control in controls):
        of_kind = [control for control in controls if control.kind == kind]
        for end in (_low, _high):
            seen = _at(variants, base, of_kind, [end(control) for control in of_kind])
            if seen is not None:
                moved |= whole & (np.abs(seen.numbers["matrix"] - matrix.data) > ROUNDING * widest)
                widest = np.maximum(widest, np.abs(seen.numbers["matrix"]))
    places = np.flatnonzero(moved)
    numbers = {part: held.copy() for part, held in base.numbers.items()}
    numbers["matrix"][places] = np.sign(matrix.data[places]) * WIDER * widest[places]
    wide: dict[str, Places] = {"matrix": places}
    for part in ("row_lower", "row_upper"):  # a row that says: none, or at least that much less
        is_bound = np.isclose(np.abs(base.numbers[part][rows[places]]), np.abs(matrix.data[places]), rtol=ROUNDING)
        wide[part] = rows[places][is_bound]
        numbers[part][wide[part]] = np.sign(base.numbers[part][wide[part]]) * np.abs(
            numbers["matrix"][places][is_bound]
        )
    return Movable(base.with_numbers(numbers), wide)


def _tried(variants: Variants, still: Movable, controls: list[Control]) -> list[Move]:
    """Return the moves of some controls, taken together where that explains all, else by halves."""
    found = _of_bundle(variants, still, controls) if controls else []
    if found is not None and _holds(variants, replace(still, moves=tuple(found))):
        return found
    if len(controls) <= 1:
        return []
    middle = len(controls) // 2
    return [*_tried(variants, still, controls[:middle]), *_tried(variants, still, controls[middle:])]


def _of_bundle(variants: Variants, still: Movable, controls: Sequence[Control]) -> list[Move] | None:
    """Return what moves each control, from two steps of all at once; None where some numbers move by themselves."""
    anchors, steps = np.array([control.anchor for control in controls]), np.array([_step(each) for each in controls])
    ratios = 1.0 + np.arange(1, len(controls) + 1) / (len(controls) + 1)
    first, second = (_at(variants, still.base, controls, anchors + way) for way in (steps, steps / ratios))
    if first is None or second is None:
        return None
    moved: list[dict[str, tuple[Places, Floats]]] = [{} for _ in controls]
    for part in PARTS:
        base, first_, second_ = (each.numbers[part] for each in (still.base, first, second))
        told = _differences(base, first_, second_, still.wide.get(part))
        if told is None:
            return None
        places, once, twice = told
        owner = np.abs((once / twice)[:, None] - ratios[None, :]).argmin(axis=1) if len(places) else places
        for n in range(len(controls)):
            if (owner == n).any():
                moved[n][part] = places[owner == n], once[owner == n] / steps[n]
    return [Move(control, each) for control, each in zip(controls, moved, strict=True) if each]


def _differences(base: Floats, once: Floats, twice: Floats, but: Places | None) -> tuple[Places, Floats, Floats] | None:
    """Return where numbers move, and how much each time; None where a limit comes, goes or moves but once."""
    kept = np.isfinite(base)
    if not (np.array_equal(base[~kept], once[~kept]) and np.array_equal(base[~kept], twice[~kept])):
        return None
    kept[but if but is not None else []] = False
    places = np.flatnonzero(kept)
    first, second = once[places] - base[places], twice[places] - base[places]
    moves = np.abs(first) > ROUNDING * np.abs(base[places])
    if not (np.isfinite(first).all() and second[moves].all()):
        return None
    return places[moves], first[moves], second[moves]


def _holds(variants: Variants, found: Movable) -> bool:
    """Return whether the numbers are as told at both ends of all ranges, with others at other ends too, and by kind."""
    controls = [move.control for move in found.moves]
    low, high = ([end(control) for control in controls] for end in (_low, _high))
    mixed = [pair[n % 2] for n, pair in enumerate(zip(low, high, strict=True))]
    between = [0.7 * one + 0.3 * other for one, other in zip(high, low, strict=True)]
    return all(_is_told(variants, found, controls, values) for values in (low, high, mixed, between))


def _is_told(variants: Variants, found: Movable, controls: Sequence[Control], values: Sequence[float]) -> bool:
    true = _at(variants, found.base, controls, values)
    if true is None:
        return False
    told = found.at(values)
    for part, mine in told.items():
        its, wide = true.numbers[part], found.wide.get(part, np.zeros(0, dtype=int))
        if (np.abs(its[wide]) > np.abs(mine[wide]) * (1 + ROUNDING)).any():
            return False
        mine[wide] = its[wide]
        if not np.allclose(mine, its, rtol=ROUNDING, atol=0.0):
            return False
    return True


def _at(variants: Variants, base: Programme, controls: Sequence[Control], values: Sequence[float]) -> Programme | None:
    """Return the model with some controls at some values; None where it has other rows, columns or entries."""
    changes = [x for control, value in zip(controls, values, strict=True) for x in control.changes(float(value))]
    try:
        found = programme(variants.book(changes))
    except WorkbookError:  # the workbook itself may not have such a value
        return None
    return found if found.has_shape_of(base) else None


def _low(control: Control) -> float:
    return max(control.low, SMALL)


def _high(control: Control) -> float:
    return control.high


def _step(control: Control) -> float:
    """Return a step from the anchor that stays within a control's range."""
    size = STEP * (control.high - control.low)
    return size if control.anchor + size <= control.high else -size
