"""docs/ai-chips-cases.md: the cases of the real case beside its plan, and what each plan would regret in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import planner
from planner.errors import FileError
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNCOUNTED, WORKBOOK, base, billions, wide

if TYPE_CHECKING:
    from planner import Result
    from tools.pages.solves import Solves

PAGE: Final = DOCS / "ai-chips-cases.md"
PROMISES: Final = ("Taiwan half safe", "Taiwan safe", "N-1 secure", UNCOUNTED)  # of disruptions


def names() -> list[str]:
    """Return the cases that ask something of a world in which nothing is disrupted."""
    told = dict.fromkeys(str(name) for name in planner.read(WORKBOOK).sheets["Cases"]["case"].dropna())
    return [name for name in told if name not in PROMISES]


def make(threads: int = 2) -> None:
    """Solve every case as a linear programme, and operate the plan's investments in each."""
    runs, plan = wide(threads), base(threads)
    as_it_is, rows = runs.relaxed("as it is", QUIET), []
    assert as_it_is is not None
    for name in names():
        low = runs.relaxed(f"case {name}", QUIET, case=name)
        moves = "no plan" if low is None else f"{(low - as_it_is) / 1000:+,.1f}".replace("-0.0", "+0.0")
        rows.append((name, moves, "" if low is None else _regret(runs, plan, name, low)))
    head = (
        "case",
        "moves the cost by, billion USD",
        "the plan as it is costs in it at most beyond the best, billion USD",
    )
    put(PAGE, "cases", WORKBOOK, table(head, rows))


def _regret(runs: Solves, plan: Result, name: str, low: float) -> str:
    """Return what the plan's investments cost at most beyond the best for a case; a case may have other rows."""
    try:
        cost = runs.operated(f"case {name}", plan, QUIET, case=name)
    except (FileError, FileNotFoundError):
        return "not asked"
    return "cannot be operated" if cost is None else billions(max(cost - low, 0.0))
