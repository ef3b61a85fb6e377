"""docs/ai-chips-cases.md: the cases of the real case beside its plan, and what each plan would regret in the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import planner
from planner.reports.loading.study import read_study
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, UNCOUNTED, WORKBOOK, base, beyond, billions, brief, new_and_gone, wide
from tools.pages.solves import KEPT, KEPT_ONLY

if TYPE_CHECKING:
    from pathlib import Path

PAGE: Final = DOCS / "ai-chips-cases.md"
PROMISES: Final = ("Taiwan half safe", "Taiwan safe", "N-1 secure", UNCOUNTED)  # of disruptions
COMPARED: Final = (
    "Demand a quarter higher", "China embargo", "Chips sold to China and the Gulf", "Tariffs on foreign chips",
    "No diversification rules",
)  # fmt: skip
REGRETS: Final = "regrets.xlsx"


def names() -> list[str]:
    """Return the cases that ask something of a world in which nothing is disrupted."""
    told = dict.fromkeys(str(name) for name in planner.read(WORKBOOK).sheets["Cases"]["case"].dropna())
    return [name for name in told if name not in PROMISES]


def make(threads: int = 2) -> None:
    """Solve every case to a wide gap, and write what it costs beyond the plan, what it builds, what is regretted."""
    runs, plan = wide(threads), brief(base(threads))
    rows = []
    for name in names():
        found = runs.brief(f"case {name}", QUIET, case=name)
        if found is None:
            rows.append((name, "no plan", "", "", ""))
            continue
        rows.append(
            (name, billions(found.cost), f"{found.gap or 0:.2%}", beyond(found, plan), new_and_gone(found, plan))
        )
    head = ("case", "costs, billion USD", "found to", "beyond the plan", "what is built, of half a billion")
    put(PAGE, "cases", WORKBOOK, table(head, rows))
    put(PAGE, "regrets", WORKBOOK, regrets_table(KEPT / REGRETS))


def compared(path: Path) -> None:
    """Write a copy of the workbook that is undisturbed and has only the cases whose plans are compared."""
    case = planner.read(WORKBOOK).set_all(QUIET, name="undisturbed")
    case.to_excel(path)


def regrets_table(path: Path) -> str:
    """Return what each plan costs beyond the best when another case comes true, of a study that was made before."""
    if not path.exists():
        return "*Not made yet.*" if KEPT_ONLY else "*Make the study first.*"
    sheet = read_study(path).sheets[0]
    return table([field.name for field in sheet.fields], sheet.rows)
