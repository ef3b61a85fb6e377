"""docs/ai-chips-cases.md: the cases of the real case beside the plan as it stands."""

from __future__ import annotations

from typing import Final

import planner
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, base, billions, new_and_gone, wide
from tools.pages.solves import bracket

PAGE: Final = DOCS / "ai-chips-cases.md"
GAP: Final = 0.003


def make(threads: int = 2, limit: float = 120.0) -> None:
    """Solve every case to a wide gap, and write what it costs beyond the plan and what it builds."""
    runs, plan = wide(threads, GAP, limit), base(threads)
    names = list(dict.fromkeys(str(name) for name in planner.read(WORKBOOK).sheets["Cases"]["case"].dropna()))
    rows = []
    for name in names:
        found = runs.plan(f"case {name}", case=name)
        if found is None:
            rows.append((name, "no plan in the time, or none at all", "", "", ""))
            continue
        low, high = bracket(found, plan)
        side = "within the gaps" if low <= 0 <= high else f"{billions(low)} to {billions(high)}"
        rows.append((name, billions(found.cost), f"{found.gap or 0:.2%}", side, new_and_gone(found, plan)))
    head = (
        "case",
        "costs, billion USD",
        "found to",
        "beyond the plan as it stands",
        "what is built, of half a billion and more",
    )
    put(PAGE, "cases", WORKBOOK, table(head, rows))
