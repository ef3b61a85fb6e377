"""The trees that a process has built, so that each is built once a process."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from planner.solving.outcome import Options
from planner.studies.playbook.tree import CompiledTree
from planner.workbook.book import Book

MOST_BUILT: Final = 2  # trees that a process keeps
_built: OrderedDict[str, CompiledTree] = OrderedDict()


def built_tree(book: Book, options: Options, earlier: tuple[str, ...] = ()) -> CompiledTree:
    """Return a workbook's tree; one of the last few is kept."""
    key = repr((book.identity, options, earlier))
    if key not in _built:
        while len(_built) >= MOST_BUILT:
            _built.popitem(last=False)
        _built[key] = CompiledTree(book, options, earlier)
    _built.move_to_end(key)
    return _built[key]
