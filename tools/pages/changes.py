"""docs/ai-chips-distrust.md: which single figures move the plan most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, base, billions, new_and_gone, wide
from tools.pages.solves import Change, bracket

if TYPE_CHECKING:
    from planner import Result

PAGE: Final = DOCS / "ai-chips-distrust.md"
# What is changed, by name: sheet, row, column, and by how much down and up.
COMPUTE: Final = ("US data centres / AI compute", "Japan data centres / AI compute")
YEARS: Final = tuple(str(year) for year in range(2026, 2036))
WAFERS: Final = ("US industry / logic wafers", "Japan industry / logic wafers")
ENGINEERS: Final = ("fab engineers / United States", "fab engineers / Japan")
KOREAN: Final = ("Icheon / HBM wafer fab", "Pyeongtaek / HBM wafer fab")
FIGURES: Final[dict[str, tuple[str, tuple[str, ...], str | tuple[str, ...]]]] = {
    "AI compute demanded": ("Demand", COMPUTE, "amount"),
    "what a MW that is missing costs": ("Demand", COMPUTE, "shortage cost"),
    "power connections in the US": ("Resources", ("power connections / United States",), "capacity"),
    "other users' logic wafers": ("Demand", WAFERS, "amount"),
    "accelerators a MW": ("Series", ("accelerators a MW",), YEARS),
    "TSMC's wafers on offer": ("Plants", ("Tainan / leading-edge logic",), "capacity"),
    "CoWoS on offer": ("Plants", ("Chiayi / advanced packaging",), "capacity"),
    "Korean HBM on offer": ("Plants", KOREAN, "capacity"),
    "capital of every project": ("Projects", ("*",), "fixed capital"),
    "lead time of gas turbines": ("Projects", ("US gas turbines and grid",), "lead time"),
    "fab engineers": ("Resources", ENGINEERS, "capacity"),
    "EUV scanners": ("Resources", ("EUV deliveries",), "capacity"),
}
GAP: Final = 0.005


def make(threads: int = 2, limit: float = 60.0) -> None:
    """Solve every single change to a wide gap, and write which move the plan beyond it."""
    runs, plan = wide(threads, GAP, limit), base(threads)
    rows = []
    for name, (sheet, labels, column) in FIGURES.items():
        columns = (column,) if isinstance(column, str) else column
        for factor in ("x0.7", "x1.3"):
            changes: list[Change] = [(sheet, label, each, factor) for label in labels for each in columns]
            rows.append((name, factor, *_told(runs.plan(f"{name} {factor}", changes), plan)))
    put(
        PAGE,
        "distrust",
        WORKBOOK,
        table(("figure", "times", "costs beyond the plan, billion USD", "found to", "what is built"), rows),
    )


def _told(found: Result | None, plan: Result) -> tuple[str, str, str]:
    if found is None:
        return "not planned yet", "", ""
    low, high = bracket(found, plan)
    side = "within the gaps" if low <= 0 <= high else f"{billions(low)} to {billions(high)}"
    return side, f"{found.gap or 0:.2%}", new_and_gone(found, plan, 2000.0)
