"""Hands the solver long rows that share their terms as short ones, each sum that they share as a column of its own.

A row under a branch's cost holds the start and the size of every project that it would do better with, and every
origin of every stock. Rows of branches with the same window hold them in the same proportions, a plant's capacity or a
stock as a whole: so that sum is reckoned once. The programme is the same one, with a third of the coefficients.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from planner.arrays import Floats
from planner.solving.branches.hearing import hearing
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer, Listener, Options
from planner.solving.scaling import Scale
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner_models.tolerances import SUM_ROUNDING

WORTH_IT: Final = 0.2  # of all coefficients: where sums spare fewer, the rows stay as they are


@dataclass(frozen=True)
class SharedTerms:
    """A programme with columns for sums, its units, and the sums: a row for each, of the columns that there were."""

    program: LinearProgram
    scale: Scale
    sums: csr_array


def searched(
    program: LinearProgram, options: Options, listener: Listener | None, start: Floats | None, scale: Scale,
    enough: Callable[[float, float | None, float], bool] | None = None,
) -> Answer:  # fmt: skip
    """Solve a programme whose rows may share their terms; the answer is of its own columns.

    ``enough`` says when it may end (see `planner.solving.solve.solve`).
    """
    shared = with_shared_terms(program, scale)
    if shared is None:
        return solve(program, options, listener, start, scale, enough)
    width = len(program.cost)
    begin = None if start is None else np.concatenate([start, shared.sums @ start])
    answer = solve(shared.program, options, hearing(listener, width), begin, shared.scale, enough)
    return answer if answer.values is None else replace(answer, values=answer.values[:width])


def with_shared_terms(program: LinearProgram, scale: Scale) -> SharedTerms | None:
    """Return a programme in which sums that rows share are columns; None where that spares too few coefficients."""
    found = [one for rows in _alike(program) for one in _shared_by(program.matrix, rows)]
    spared = sum(len(one.rows) * len(one.columns) - len(one.rows) - len(one.columns) - 1 for one in found)
    if not found or spared < WORTH_IT * program.matrix.nnz:
        return None
    sums = csr_array(
        (np.concatenate([one.parts for one in found]), np.concatenate([one.columns for one in found]),
         np.cumsum([0, *(len(one.columns) for one in found)])), shape=(len(found), len(program.cost)),
    )  # fmt: skip
    units = 2.0 ** np.round(np.log2((abs(sums) @ scale.column) / np.diff(sums.indptr)))
    none, endless = np.zeros(len(found)), np.full(len(found), np.inf)
    names = [CutRow("shared", (n,)) for n in range(len(found))]
    return SharedTerms(
        replace(
            program,
            cost=np.append(program.cost, none),
            lower=np.append(program.lower, -endless),
            upper=np.append(program.upper, endless),
            integer=np.append(program.integer, none.astype(bool)),
            matrix=_shortened(program.matrix, found, sums),
            row_lower=np.append(program.row_lower, none),
            row_upper=np.append(program.row_upper, none),
            columns=program.columns.plus(names),
            rows=program.rows.plus(names),
        ),
        Scale(np.append(scale.column, units), np.append(scale.row, 1.0 / units), scale.cost),
        sums,
    )


@dataclass(frozen=True)
class _Shared:
    """A sum that some rows hold, each so many times: its columns, and how much of each is in it."""

    rows: NDArray[np.int64]
    times: Floats
    columns: NDArray[np.int64]
    parts: Floats


def _alike(program: LinearProgram) -> list[NDArray[np.int64]]:
    """Return the rows that may share their terms, together."""
    together: dict[Hashable, list[int]] = defaultdict(list)
    for place, row in program.rows.singles():
        if isinstance(row, CutRow) and row.alike is not None:
            together[row.alike].append(place)
    return [np.array(rows) for rows in together.values() if len(rows) > 1]


def _shared_by(matrix: csr_array, rows: NDArray[np.int64]) -> Iterator[_Shared]:
    """Yield the sums that some rows share: columns that all of them hold in the same proportions."""
    part = csr_array(matrix[rows]).tocsc()
    part.sort_indices()
    first: dict[tuple[bytes, bytes], list[int]] = defaultdict(list)
    for j in np.flatnonzero(np.diff(part.indptr) > 1):
        held = slice(part.indptr[j], part.indptr[j + 1])
        shape = (part.data[held] / part.data[held.start]).astype(np.float32)
        first[part.indices[held].tobytes(), shape.tobytes()].append(int(j))
    for columns in first.values():
        held = slice(part.indptr[columns[0]], part.indptr[columns[0] + 1])
        at, times = rows[part.indices[held]], part.data[held]
        parts = {j: part.data[part.indptr[j]] / times[0] for j in columns}
        own = [j for j in columns if _is_so_often(part.data[part.indptr[j] : part.indptr[j + 1]], times, parts[j])]
        if len(at) * len(own) > len(at) + len(own) + 1:
            yield _Shared(at, times, np.array(own), np.array([parts[j] for j in own]))


def _is_so_often(held: Floats, times: Floats, part: float) -> bool:
    """Return whether coefficients are as many times a column's part of a sum, but for rounding."""
    return bool((np.abs(held - part * times) <= SUM_ROUNDING * np.abs(held)).all())


def _shortened(matrix: csr_array, found: Sequence[_Shared], sums: csr_array) -> csr_array:
    """Return the rows with the sums in place of their terms, and below them a row that says what each sum is."""
    width = matrix.shape[1]
    spared = np.concatenate([(one.rows[:, None] * width + one.columns[None, :]).ravel() for one in found])
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = ~np.isin(rows * width + matrix.indices, spared)
    rest = csr_array((matrix.data[kept], (rows[kept], matrix.indices[kept])), shape=matrix.shape)
    times = csr_array(
        (np.concatenate([one.times for one in found]), (np.concatenate([one.rows for one in found]),
         np.repeat(np.arange(len(found)), [len(one.rows) for one in found]))), shape=(matrix.shape[0], len(found)),
    )  # fmt: skip
    return csr_array(vstack([hstack([rest, times]), hstack([-sums, eye_array(len(found))])], format="csr"))
