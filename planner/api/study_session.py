"""What the studies of the library work in: nothing that they keep on the way stays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from planner.api.arguments import demand_options
from planner.planning.pipeline import options_of
from planner.studies.core.options import StudyOptions
from planner.studies.core.session import Session
from planner.workbook.book import Book

OF_SOLVES: Final = ("gap", "money_gap", "time_limit", "threads")


@contextmanager
def session_in_memory(book: Book, processes: int, solves: Mapping[str, object]) -> Iterator[Session]:
    """Yield what a study works in; what it keeps on the way is thrown away."""
    options = solve_options(solves)
    with tempfile.TemporaryDirectory() as folder:
        asked = StudyOptions(case=book.case, processes=processes, **options)
        yield Session(book, (), Path(folder) / "study.xlsx", options_of(book, **options), asked)


def solve_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of each solve; others are refused as Python refuses them.

    Raises
    ------
    QuestionError
        When one of them is nothing that a solve can keep to.
    """
    unknown = set(given) - set(OF_SOLVES)
    if unknown:
        message = f"there is no option {min(unknown)!r} of a solve; there are {', '.join(OF_SOLVES)}"
        raise TypeError(message)
    options = {name: given.get(name) for name in OF_SOLVES}
    demand_options(**options)
    return options
