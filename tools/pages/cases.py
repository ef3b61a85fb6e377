"""docs/ai-chips-cases.md: the cases of the real case beside its plan, and what each plan would regret in the others."""

from __future__ import annotations

from typing import Final

import planner
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNCOUNTED, WORKBOOK, base, beyond, billions, brief, new_and_gone, wide

PAGE: Final = DOCS / "ai-chips-cases.md"
PROMISES: Final = ("Taiwan half safe", "Taiwan safe", "N-1 secure", UNCOUNTED)  # of disruptions


def names() -> list[str]:
    """Return the cases that ask something of a world in which nothing is disrupted."""
    told = dict.fromkeys(str(name) for name in planner.read(WORKBOOK).sheets["Cases"]["case"].dropna())
    return [name for name in told if name not in PROMISES]


def make(threads: int = 2) -> None:
    """Solve every case as a linear programme, some to a plan, and operate the plan's investments in each."""
    runs, plan = wide(threads), base(threads)
    as_it_is, rows = runs.relaxed("as it is", QUIET), []
    assert as_it_is is not None
    for name in names():
        low = runs.relaxed(f"case {name}", QUIET, case=name)
        if low is None:
            rows.append((name, "no plan", "", "", ""))
            continue
        found = runs.brief(f"case {name}", QUIET, case=name)
        costs, builds = ("", "") if found is None else (beyond(found, brief(plan)), new_and_gone(found, brief(plan)))
        kept = runs.operated(f"case {name}", plan, QUIET, case=name)
        regret = "cannot be operated" if kept is None else billions(max(kept - low, 0.0))
        rows.append((name, f"{(low - as_it_is) / 1000:+,.1f}", costs, regret, builds))
    head = (
        "case", "moves the cost by, billion USD", "a plan for it costs beyond",
        "the plan as it is, operated in it, costs at most beyond the best", "what is built, of half a billion",
    )  # fmt: skip
    put(PAGE, "cases", WORKBOOK, table(head, rows))
