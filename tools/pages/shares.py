"""docs/ai-chips-shares.md: who should pay, of the United States, Japan and their partners."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import planner
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, billions
from tools.pages.solves import KEPT
from tools.pages.taiwan import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PAGE: Final = DOCS / "ai-chips-shares.md"
CASE: Final = "no chances, no rules"
COMMAND: Final = ("--case", CASE, "--gap", "0.003", "--time-limit", "700", "--processes", "1")


def study(threads: int) -> Path:
    """Return the study's workbook, with the plan of every coalition beside it; solved where it is not kept."""
    path, copy = KEPT / "shares.xlsx", KEPT / "shares-in.xlsx"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        case = planner.read(WORKBOOK, "Chances not counted")
        case.set("Rules", row="*", column="active", to="no", name=CASE).to_excel(copy)
        asked = [sys.executable, "-m", "planner", "shares", str(copy), *COMMAND, "--threads", str(threads)]
        subprocess.run([*asked, "-o", str(path)], check=True)
    return path


def make(threads: int = 2) -> None:
    """Write the page's tables: what each pays, what every coalition costs and builds, and who would leave."""
    path = study(threads)
    coalitions = rows_of(path, "Coalitions")
    put(PAGE, "shares", WORKBOOK, "\n\n".join((
        shares_table(rows_of(path, "Shares")), "What every coalition costs, and what it builds:",
        coalitions_table(coalitions, path.parent), "Whether some would do better by themselves:",
        core_table(rows_of(path, "Core")),
    )))  # fmt: skip


def shares_table(rows: Sequence[Mapping[str, object]]) -> str:
    """Return what each partner costs alone and pays, in billions."""
    head = ("", "alone", "Shapley value", "proven", "nucleolus", "in proportion", "falls on it in the plan", "transfer")
    told = []
    for row in rows:
        ends = "" if row["at least"] is None else f"{_told(row['at least'])} to {_told(row['at most'])}"
        names = ("alone", "Shapley value")
        more = ("nucleolus", "in proportion", "in the plan", "transfer")
        told.append((row["partner"], *(_told(row[x]) for x in names), ends, *(_told(row[x]) for x in more)))
    return table(head, told)


def coalitions_table(rows: Sequence[Mapping[str, object]], folder: Path) -> str:
    """Return what every coalition costs and saves, and what its plan builds that was free to choose."""
    told = []
    for row in rows:
        plan = planner.read_plan(folder / str(row["plan"])) if row["plan"] else None
        built = "" if plan is None else _capital(plan)
        saves = "" if row["saves"] is None else f"{_told(row['saves at least'])} to {_told(row['saves at most'])}"
        told.append((row["coalition"], row["status"], _told(row["beyond nobody"]), saves, built))
    return table(("coalition", "its plan", "costs, beyond nobody", "saves, as proven", "capital, as paid"), told)


def core_table(rows: Sequence[Mapping[str, object]]) -> str:
    """Return of every way to share the coalition that gains the most by leaving."""
    worst: dict[object, Mapping[str, object]] = {}
    for row in rows:
        held = worst.get(row["way to share"])
        if held is None or _number(row["gains by leaving"]) > _number(held["gains by leaving"]):
            worst[row["way to share"]] = row
    told = [(way, row["coalition"], row["answer"], _told(row["gains by leaving"])) for way, row in worst.items()]
    return table(("way to share", "the nearest to leaving", "it", "gains by leaving"), told)


def _capital(plan: planner.Result) -> str:
    built: Any = plan.investments
    return billions(float(built["capital"].fillna(0).sum()))


def _told(value: object) -> str:
    return "" if value is None else billions(_number(value)) if not isinstance(value, str) else value


def _number(value: object) -> float:
    return float(str(value))
