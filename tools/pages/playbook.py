"""docs/ai-chips-playbook.md: what of the real case to start now, and what waits for which signal."""

from __future__ import annotations

import sys
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import openpyxl

from planner.reports.loading.study import read_study
from planner.studies.core.options import StudyOptions
from planner.studies.playbook.study import LATER, NEVER, NOW, ONLY_IF
from planner.studies.playbook.written import planned_and_written
from tools.pages.page import DOCS, put, sha256_of, table
from tools.pages.real_case import UNCOUNTED, WORKBOOK, billions
from tools.pages.solves import KEPT, KEPT_ONLY

if TYPE_CHECKING:
    from pathlib import Path

    from planner.wording.study import Study

PAGE: Final = DOCS / "ai-chips-playbook.md"
GAP, SECONDS = 0.01, 3600.0
HEAD: Final = ("world", "after", "from", "probability", "case", "signal")
REFUSED, GRANTED = "licences for minerals refused through 2027", "licences for minerals granted through 2027"
ORDERS: Final = "data centres' orders of 2029"
MORE: Final = "Demand a quarter higher"
# The chances are a judgement of the page's, and no estimate of anybody's.
WORLDS: Final = (
    ("embargo", "", "2028", 0.25, "China embargo", REFUSED),
    ("trade goes on", "", "2028", 0.75, "", GRANTED),
    ("embargo, more compute", "embargo", "2030", 0.4, MORE, ORDERS),
    ("embargo, as expected", "embargo", "2030", 0.6, "", ORDERS),
    ("trade, more compute", "trade goes on", "2030", 0.4, MORE, ORDERS),
    ("trade, as expected", "trade goes on", "2030", 0.6, "", ORDERS),
)


def make(threads: int = 2) -> None:
    """Write the page's tables: the worlds, what is worth what, what to do with each project, and what it costs when."""
    found = study(threads)
    put(PAGE, "playbook", WORKBOOK, "\n\n".join((
        table(HEAD, WORLDS), "What it comes to, in billion USD, discounted:", values_table(found), ends_table(found),
        now_said(found), "What is started now and goes on later:", advice_table(found, NOW),
        "What is started later, whatever comes:", advice_table(found, LATER),
        "What is started only in some worlds:", advice_table(found, ONLY_IF),
        "When each world is known, and what is expected to be paid from then on:", signals_table(found),
        never_said(found),
    )))  # fmt: skip


def with_worlds(target: Path) -> Path:
    """Write a copy of the real case's workbook with the sheet Worlds filled in; one that is there stays."""
    if target.exists():  # the studies of it are known by its bytes
        return target
    book = openpyxl.load_workbook(WORKBOOK)
    sheet = book["Worlds"]
    places = {str(cell.value).partition(" (")[0]: cell.column for cell in sheet[1] if cell.value}
    for number, world in enumerate(WORLDS, start=2):
        for name, value in zip(HEAD, world, strict=True):
            sheet.cell(number, places[name]).value = value or None
    book.save(target)
    return target


def kept_at(ending: str) -> Path:
    """Return where something of this edition's playbook is kept."""
    told = sha256(repr((sha256_of(WORKBOOK), WORLDS, UNCOUNTED, GAP)).encode()).hexdigest()[:16]
    return KEPT / f"playbook-{told}{ending}"


def study(processes: int) -> Study:
    """Return the study as the command makes it; one that was made before is read."""
    target = kept_at(".xlsx")
    if not target.exists() and not KEPT_ONLY:
        KEPT.mkdir(parents=True, exist_ok=True)
        began, spent = time.perf_counter(), time.process_time()
        options = StudyOptions(
            target=target, case=UNCOUNTED, gap=GAP, time_limit=SECONDS, processes=processes, threads=1
        )
        planned_and_written(with_worlds(kept_at("-worlds.xlsx")), options, quick=True)
        took, of_cpu = time.perf_counter() - began, time.process_time() - spent
        print(f"playbook: {took:.0f} s, of this process {of_cpu:.0f} s of a processor", file=sys.stderr, flush=True)
    return read_study(target)


def rows_of(found: Study, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the names of its columns."""
    told = found.sheet(sheet)
    names = [field.name for field in told.fields]
    return [dict(zip(names, row, strict=True)) for row in told.rows]


def money(value: object) -> str:
    """Return money in billions; words as they are."""
    return billions(value) if isinstance(value, int | float) else str(value or "")


def values_table(found: Study) -> str:
    """Return what the playbook costs, and what it and knowing are worth, with what is proven."""
    rows = rows_of(found, "Values")
    told = [tuple(money(row[name]) for name in ("value", "at least", "at most")) for row in rows]
    return table(("", "by the plans found", "at least", "at most"),
                 [(row["figure"], *own) for row, own in zip(rows, told, strict=True)])  # fmt: skip


def ends_table(found: Study) -> str:
    """Return what the playbook costs along the path of each end, and what that would cost alone."""
    rows = rows_of(found, "Ends")
    return table(
        ("end", "chance", "the playbook", "alone", "alone, at least", "checks"),
        [(row["end"], f"{row['chance']:.0%}", *(money(row[name]) for name in ("cost", "alone", "alone, at least")),
          row["checks"]) for row in rows],
    )  # fmt: skip


def now_said(found: Study) -> str:
    """Return what is started now and not again, in a sentence."""
    rows = [row for row in _advised(found, NOW) if not _goes_on(row)]
    told = ", ".join(f"{row['project']} in {row['now']}" for row in rows)
    return f"To start now, before any world is known, {len(rows)} projects (in brackets what is added): {told}."


def advice_table(found: Study, advice: str) -> str:
    """Return the projects of one advice that are started in worlds: when, and how much of each."""
    rows = [row for row in _advised(found, advice) if _goes_on(row)]
    if not rows:
        return "Nothing."
    names = ["project", *(["now"] if advice == NOW else []), *(name for name in rows[0] if str(name).startswith("if "))]
    return table(names, [tuple(row[name] for name in names) for row in rows])


def _advised(found: Study, advice: str) -> list[dict[str, Any]]:
    return [row for row in rows_of(found, "Playbook") if row["what to do"] == advice]


def _goes_on(row: dict[str, Any]) -> bool:
    return any(row[name] for name in row if str(name).startswith("if "))


def signals_table(found: Study) -> str:
    """Return when each world is known, by what, and what it costs from then on."""
    return table(
        ("world", "known in", "chance", "signal", "costs from then on"),
        [(row["world"], row["known in"], f"{row['chance']:.0%}", row["signal"], money(row["cost from then on"]))
         for row in rows_of(found, "Signals")],
    )  # fmt: skip


def never_said(found: Study) -> str:
    """Return what is never started."""
    names = [row["project"] for row in _advised(found, NEVER)]
    return f"Never, in no world, are started {len(names)} projects: {', '.join(names)}."
