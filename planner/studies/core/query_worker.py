"""Asks questions of a workbook in whichever process is free: each process builds a workbook in a setting once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.outcome import Options
from planner.solving.separation import CutRow, Cuts, Worth
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting
from planner.workbook.book import Book

MOST_BUILT: Final = 3  # workbooks in a setting that a process keeps
_built: OrderedDict[str, CompiledCase] = OrderedDict()
_taken: dict[int, set[str]] = {}


RowKey = tuple[str | int, ...]
Named = tuple[str, RowKey, tuple[tuple[int, ...], tuple[float, ...]] | None]  # a row, what its price is made from


@kept
class KnownRows:
    """Rows that hold for every plan, as a sparse matrix has them, and their names."""

    data: tuple[float, ...]
    indices: tuple[int, ...]
    indptr: tuple[int, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    names: tuple[Named, ...]


@kept
class Known:
    """What one process found out and others begin with: rows that hold for every plan, and a plan.

    ``columns`` is a digest of the model's columns: rows are of no use to a model that has others.
    """

    columns: str
    rows: KnownRows
    start: tuple[float, ...] = ()

    @property
    def digest(self) -> str:
        """A name for the rows."""
        return hashlib.sha256(f"{self.columns}{self.rows}".encode()).hexdigest()


def known_of(compiled: CompiledCase, values: Floats | None) -> Known:
    """Return what a process knows that has asked some questions, with a plan of it."""
    cuts = compiled.cuts
    matrix = cuts.matrix.tocsr()
    rows = KnownRows(
        tuple(matrix.data.tolist()), tuple(matrix.indices.tolist()), tuple(matrix.indptr.tolist()),
        tuple(cuts.lower.tolist()), tuple(cuts.upper.tolist()), tuple(map(_named, cuts.names)),
    )  # fmt: skip
    return Known(compiled.columns, rows, () if values is None else tuple(values.tolist()))


def start_of(compiled: CompiledCase, known: Known | None) -> Floats | None:
    """Have a model take the rows that are known, once; return the plan to begin with."""
    if known is None or known.columns != compiled.columns:
        return None
    taken = _taken.setdefault(id(compiled), set())
    if known.digest not in taken:
        taken.add(known.digest)
        compiled.take(_cuts(known, compiled.width))
    return np.array(known.start) if known.start else None


def _cuts(known: Known, width: int) -> Cuts:
    rows = known.rows
    shape = len(rows.lower), width
    matrix = csr_array((rows.data, rows.indices, rows.indptr), shape=shape, dtype=float)
    names = tuple(_row_of(*named) for named in rows.names)
    return Cuts(matrix, np.array(rows.lower, dtype=float), np.array(rows.upper, dtype=float), names)


def _named(row: CutRow) -> Named:
    """Return a row's name, with what prices inside a branch are made from."""
    worth = None if row.worth is None else (tuple(row.worth.rows.tolist()), tuple(row.worth.values.tolist()))
    return row.name, tuple(row.key), worth


def _row_of(name: str, key: RowKey, worth: tuple[tuple[int, ...], tuple[float, ...]] | None) -> CutRow:
    found = None if worth is None else Worth(np.array(worth[0], dtype=np.int32), np.array(worth[1], dtype=float))
    return CutRow(name, key, found)


def compiled_case_of(book: Book, setting: CaseSetting, options: Options) -> CompiledCase:
    """Return a workbook built in a setting; one of the last few is kept, so that it is built once a process."""
    key = "\n".join(map(repr, (book.identity, setting_told(setting), options)))
    if key in _built:
        _built.move_to_end(key)
        return _built[key]
    while len(_built) >= MOST_BUILT:
        _, old = _built.popitem(last=False)
        _taken.pop(id(old), None)
    _built[key] = CompiledCase(book, setting, options)
    return _built[key]


def setting_told(setting: CaseSetting) -> list[object]:
    """Return a setting as plain data, always the same: for the key of a task."""
    limits = [[measure.name, limit] for measure, limit in setting.limits]
    edits = [[f"{edit.__module__}.{edit.__qualname__}", list(arguments)] for edit, arguments in setting.edits]
    return [limits, sorted(setting.measured), setting.worst_in, setting.held, edits, setting.former]
