"""What adds rows to a model while it is being solved: rows that every plan keeps and a solution breaks."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.solving.compile import LinearProgram


@dataclass(frozen=True)
class Cuts:
    """Rows to add: their coefficients on all columns, their limits, and what they are called."""

    matrix: csr_array
    lower: Floats
    upper: Floats
    names: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.lower)

    @classmethod
    def added(cls, program: LinearProgram, first: int) -> Cuts:
        """Return the rows of a programme from the first one on, as they can be sent: of Pyomo's a bare name."""
        rows = enumerate(program.rows[first:])
        names = tuple(row if isinstance(row, CutRow) else CutRow("cut", (n,)) for n, row in rows)
        return cls(program.matrix[first:], program.row_lower[first:], program.row_upper[first:], names)


class Cutter(Protocol):
    """Finds the rows that a solution breaks."""

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return rows that every plan keeps and these values break; None where they break nothing.

        ``inner`` is a point that is nearer to what is allowed: a row that is found between the two may be deeper.
        """


@runtime_checkable
class WholeHolder(Protocol):
    """A cutter that can do without its rows: by what they stand for, in the model itself."""

    def whole(self, program: LinearProgram) -> LinearProgram | None:
        """Return a model without this cutter's rows, which holds what they stand for; None where that is too large."""

    def tightened(self, program: LinearProgram, whole: LinearProgram, seconds: float) -> Tighter:
        """Return such a model with rows that every plan keeps and that make its relaxation tighter.

        ``program`` is the model with this cutter's rows.
        """


@dataclass(frozen=True)
class Tighter:
    """A model with rows that every plan keeps, and what is known of its relaxation.

    ``bound`` is below every plan, None where nothing is proven; ``values`` are of its first columns, those of the model
    that is cut, None where nothing was solved.
    """

    program: LinearProgram
    bound: float | None = None
    values: Floats | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more unit of the limits of a branch's rows is worth: positions and values of what is not 0."""

    rows: NDArray[np.int32]
    values: Floats

    def divided(self, by: float) -> Worth:
        """Return the same in another unit."""
        return Worth(self.rows, self.values / by)


@dataclass(frozen=True)
class CutRow:
    """The name of a row that has no Pyomo constraint: as much of one as readers of rows ask for.

    ``worth`` is of the branch that a row was cut by: what its limit moves by with those of the branch's rows. Rows with
    the same ``alike`` may hold the same columns in the same proportions.
    """

    name: str
    key: tuple[Any, ...]
    worth: Worth | None = field(default=None, compare=False)
    alike: Hashable = field(default=None, compare=False)

    @property
    def local_name(self) -> str:
        """The name without its index."""
        return self.name

    def parent_component(self) -> CutRow:
        """Return what the row belongs to: itself."""
        return self

    def index(self) -> tuple[Any, ...]:
        """Return the row's index."""
        return self.key


def together(cuts: Sequence[Cuts | None]) -> Cuts | None:
    """Return the rows of several cutters as one; None where there is none."""
    found = [x for x in cuts if x is not None and len(x)]
    if not found:
        return None
    return Cuts(
        csr_array(vstack([x.matrix for x in found], format="csr")),
        np.concatenate([x.lower for x in found]),
        np.concatenate([x.upper for x in found]),
        tuple(name for x in found for name in x.names),
    )
