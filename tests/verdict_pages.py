"""What the audit says of a plan worked out by hand, and of all that one number changed in it: ``data/verdicts.txt``.

    python tests/verdict_pages.py     writes it; read the difference, then commit it

Of the plan: how often each check compared, and with what tolerance. Of each number changed: what fails, with what there
should be. A changed sign, index, guard or tolerance of the audit shows there.
"""

from __future__ import annotations

import math
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from plan_by_hand import PLAN, RUN, SHEETS, tables_of
from small_world import OUTAGE_COSTS, OUTCOMES, outage_book
from small_world import tables_of as parts_of
from workbooks import write

from planner.audit import audit as audits
from planner.plans.tables import BY_NAME
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from planner.workbook.book import Book

HEAD = "== "
PAGE = Path(__file__).parent / "data" / "verdicts.txt"


def plans(folder: Path) -> dict[str, tuple[Book, dict[str, pd.DataFrame], Mapping[str, Any]]]:
    """Return the two plans: one of a whole chain, and one of disruptions alone, most of which is not there."""
    costs = OUTAGE_COSTS.replace("18", "13")
    return {
        "by hand": (read(write(folder / "hand.xlsx", SHEETS)), tables_of(PLAN), RUN),
        "outages": (outage_book(folder), parts_of(Resilience=OUTCOMES, Costs=costs), {}),
    }


def failing(book: Book, tables: Mapping[str, pd.DataFrame], run: Mapping[str, Any]) -> dict[str, str]:
    """Return the checks that fail, and where and how."""
    checks = audits.audit(book, tables, run)
    return dict(checks.loc[checks["pass"] == "NO", ["check", "where"]].to_numpy().tolist())


def changes(values: list[Any]) -> Iterator[tuple[int, float]]:
    """Yield the row of the largest number, a tenth more, and that of the least, a tenth of the largest less."""
    held = {row: float(x) for row, x in enumerate(values) if isinstance(x, int | float) and not math.isnan(x)}
    if held:
        largest, least = max(held, key=lambda row: abs(held[row])), min(held, key=lambda row: abs(held[row]))
        amount = 0.1 * abs(held[largest]) or 1.0
        yield largest, held[largest] + amount
        yield least, held[least] - amount


def usual(name: str) -> list[str]:
    """Return how often each check of a plan compared, with what tolerance, and where the worst is."""
    with tempfile.TemporaryDirectory() as folder:
        book, tables, run = plans(Path(folder))[name]
        rows = audits.audit(book, tables, run).to_dict("records")
    told = ((row["check"], f"{row['rows']:g}, {row['tolerance']:.6g}, {row['where']}, {row['pass']}") for row in rows)
    return [f"{check}: {words}" for check, words in told]


def changed(name: str, table: str) -> list[str]:
    """Return what fails besides where a number of a table is another; branches, which take long, are left out."""
    lines = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(audits, "audit_branches", lambda *_: None)
        book, tables, run = plans(Path(folder))[name]
        before, frame = failing(book, tables, run), tables[table]
        for column in (x.name for x in BY_NAME[table].fields if x.kind != "text"):
            cells = frame[column].tolist()
            for place, value in changes(cells):
                other = frame.assign(**{column: [*cells[:place], value, *cells[place + 1 :]]})
                found = failing(book, {**tables, table: other}, run)
                lines.append(f"{column}, row {place} is {value:.6g}")
                new = {check: where for check, where in sorted(found.items()) if where != before.get(check)}
                lines += [f"  {check}: {where}" for check, where in new.items()]
    return lines


def sections() -> dict[str, Callable[[], list[str]]]:
    """Return the sections of the page by their heads, each as what makes its lines."""
    found: dict[str, Callable[[], list[str]]] = {name: partial(usual, name) for name in ("by hand", "outages")}
    found |= {f"by hand, {table}": partial(changed, "by hand", table) for table in PLAN}
    return found | {f"outages, {table}": partial(changed, "outages", table) for table in ("Resilience", "Costs")}


def page() -> str:
    """Return the page."""
    return "\n".join("\n".join([f"{HEAD}{head}", *make()]) for head, make in sections().items()) + "\n"


def read_page() -> dict[str, list[str]]:
    """Return the lines of each section of the page that is kept."""
    parts = PAGE.read_text(encoding="utf-8").split(HEAD)[1:]
    return {lines[0]: lines[1:] for lines in (part.splitlines() for part in parts)}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
