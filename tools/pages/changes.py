"""docs/ai-chips-distrust.md: which single figures move the plan most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import planner
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, WORKBOOK, base, beyond, brief, new_and_gone, wide

if TYPE_CHECKING:
    from tools.pages.solves import Brief, Change

PAGE: Final = DOCS / "ai-chips-distrust.md"
COMPUTE: Final = ("US data centres / AI compute", "Japan data centres / AI compute")
YEARS: Final = tuple(str(year) for year in range(2026, 2036))
WAFERS: Final = ("US industry / logic wafers", "Japan industry / logic wafers")
ENGINEERS: Final = ("fab engineers / United States", "fab engineers / Japan")
KOREAN: Final = ("Icheon / HBM wafer fab", "Pyeongtaek / HBM wafer fab")
RETURNS: Final = "returns that owners ask for"
HOME: Final = ("Taylor", "New Albany", "Chitose", "Kumamoto", "Chandler")
BOTH: Final = ("x0.7", "x1.3")
MILD: Final = ("x0.7", "x0.9", "x1.3")  # of what contracts ask for in full, a third less leaves no plan
LESS, MORE = ("x0.7",), ("x1.3",)
# What is changed, by name: sheet, rows, columns, and by how much.
FIGURES: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "AI compute demanded": ("Demand", COMPUTE, ("amount",), BOTH),
    "power connections in the US": ("Resources", ("power connections / United States",), ("capacity",), MILD),
    "accelerators a MW": ("Series", ("accelerators a MW",), YEARS, MILD),
    "other users' logic wafers": ("Demand", WAFERS, ("amount",), MILD),
    "what a MW that is missing costs": ("Demand", COMPUTE, ("shortage cost",), BOTH),
    "TSMC's wafers on offer": ("Plants", ("Tainan / leading-edge logic",), ("capacity",), BOTH),
    "CoWoS on offer": ("Plants", ("Chiayi / advanced packaging",), ("capacity",), LESS),
    "Korean HBM on offer": ("Plants", KOREAN, ("capacity",), LESS),
    "what wafers of home fabs cost": (
        "Plants", tuple(f"{site} / leading-edge logic" for site in HOME), ("variable cost",), LESS,
    ),
    "capital of every project": ("Projects", ("*",), ("fixed capital", "capital rate"), MORE),
    "lead time of gas turbines, 5 years": ("Projects", ("US gas turbines and grid",), ("lead time",), ("add 2",)),
    "on-site power that can be delivered": (
        "Resources", ("on-site power deliveries / United States",), ("capacity",), LESS,
    ),
    "transformers": ("Resources", ("transformers / United States",), ("capacity",), ("x0.7", "x0.9")),
    "fab engineers": ("Resources", ENGINEERS, ("capacity",), LESS),
    "EUV scanners": ("Resources", ("EUV deliveries / Alliance",), ("capacity",), ("x0.7", "x0.9")),
    RETURNS: ("Settings", ("cost of capital",), ("value",), ("add 0.03",)),
}  # fmt: skip


def changes_of(name: str, factor: str) -> list[Change]:
    """Return one figure's changes, with nothing disrupted."""
    sheet, labels, columns, _ = FIGURES[name]
    changes: list[Change] = [(sheet, label, column, factor) for label in labels for column in columns]
    if name == RETURNS:  # of Settings, and of every project that asks for one of its own
        projects = planner.read(WORKBOOK).sheets["Projects"]
        own = projects[projects["cost of capital"].notna()]["project"]
        changes += [("Projects", str(project), "cost of capital", factor) for project in own]
    return [*QUIET, *changes]


def make(threads: int = 2) -> None:
    """Solve every single change as a linear programme, and to a plan within a wide gap; write what moves."""
    runs, plan = wide(threads), brief(base(threads))
    as_it_is = runs.relaxed("as it is", QUIET)
    assert as_it_is is not None
    rows = []
    for name, (*_, factors) in FIGURES.items():
        for factor in factors:
            told, changes = f"{name} {factor}", changes_of(name, factor)
            low = runs.relaxed(told, changes)
            moves = "no plan" if low is None else f"{(low - as_it_is) / 1000:+,.1f}"
            found = None if low is None else runs.brief(told, changes)
            rows.append((name, _words(factor), moves, *_told(found, plan)))
    head = (
        "figure",
        "changed",
        "moves the cost by, billion USD",
        "a plan costs beyond",
        "what is built, of two billion",
    )
    put(PAGE, "distrust", WORKBOOK, table(head, rows))


def _words(factor: str) -> str:
    return factor.replace("x", "times ").replace("add 0.03", "3 points more").replace("add 2", "7 years")


def _told(found: Brief | None, plan: Brief) -> tuple[str, str]:
    if found is None:
        return "", ""
    return beyond(found, plan), new_and_gone(found, plan, 2000.0)
