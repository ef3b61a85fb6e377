"""docs/ai-chips-cases.md: the cases of the real case, and what each one's plan would regret in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import planner
from tools.pages.matrix import MatrixRun, regrets_table, told
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNCOUNTED, WORKBOOK, wide

if TYPE_CHECKING:
    from tools.pages.matrix import Matrix

PAGE: Final = DOCS / "ai-chips-cases.md"
PROMISES: Final = ("Taiwan half safe", "Taiwan safe", "N-1 secure", UNCOUNTED)  # of disruptions
BASE: Final = "base"
RULES: Final = "No diversification rules"
GAP, SECONDS = 0.0005, 900.0


def names() -> list[str]:
    """Return the cases that ask something of a world in which nothing is disrupted."""
    all_of = dict.fromkeys(str(name) for name in planner.read(WORKBOOK).sheets["Cases"]["case"].dropna())
    return [name for name in all_of if name not in PROMISES]


def run(threads: int = 1) -> MatrixRun:
    """Return how the matrix is solved: undisturbed, to the gap that its brackets tell."""
    return MatrixRun(WORKBOOK, QUIET, GAP, SECONDS, threads)


def make(threads: int = 2) -> None:
    """Solve every case as a linear programme, plan it, and operate each plan in each case, as far as that was asked."""
    runs, found = wide(threads), run(threads).matrix([BASE, *names()])
    as_it_is, rows = runs.relaxed("as it is", QUIET), []
    assert as_it_is is not None
    for name in names():
        low = runs.relaxed(f"case {name}", QUIET, case=name)
        moves = "no plan" if low is None else f"{(low - as_it_is) / 1000:+,.1f}".replace("-0.0", "+0.0")
        rows.append((name, moves, _planned(found, name), _operated(found, name)))
    head = (
        "case", "moves the cost by, billion USD", "its own plan costs, billion USD",
        "the plan as it is costs in it beyond the best",
    )  # fmt: skip
    done = sum(cell is not None for cell in found.cells.values())
    rules = runs.relaxed(f"case {RULES}", QUIET, case=RULES)
    assert rules is not None
    said = (
        f"{done} of {len(found.cells)} pairs of a plan and a case have been operated. Without the diversification "
        f"rules the least cost of the linear programme is lower by {as_it_is - rules:,.0f} million USD."
    )
    put(PAGE, "cases", WORKBOOK, "\n\n".join((table(head, rows), said, regrets_table(found))))


def _planned(found: Matrix, name: str) -> str:
    best = found.best.get(name)
    if best is None or best.cost is None or best.bound is None:
        return "…"
    return f"{best.bound / 1000:,.1f} to {best.cost / 1000:,.1f}"


def _operated(found: Matrix, name: str) -> str:
    """Return what the plan as it is costs beyond the best for a case, as far as is proven."""
    cell = found.cells.get((BASE, name))
    if cell is None:
        return "…"
    regret = found.regret(BASE, name)
    return "cannot be operated" if regret is None else told(*regret)
