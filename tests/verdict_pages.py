"""What the audit says of a plan worked out by hand, and of all that one number changed in it: ``data/verdicts.txt``.

    python tests/verdict_pages.py     writes it; read the difference, then commit it

Of the plan: how often each check compared, and with what tolerance. Of each number changed: what fails, with what there
should be. A changed sign, index, guard or tolerance of the audit shows there.
"""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from test_audit import PLAN, RUN, SHEETS, tables_of
from test_audit_parts import OUTAGE_COSTS, OUTCOMES, outage_book
from test_audit_parts import tables_of as parts_of
from workbooks import write

from planner.audit.audit import audit
from planner.plans.tables import BY_NAME
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from planner.workbook.book import Book

PAGE = Path(__file__).parent / "data" / "verdicts.txt"


def plans(folder: Path) -> Iterator[tuple[str, Book, dict[str, pd.DataFrame], Mapping[str, Any]]]:
    """Yield the two plans: one of a whole chain, and one of disruptions alone, most of which is not there."""
    yield "by hand", read(write(folder / "hand.xlsx", SHEETS)), tables_of(PLAN), RUN
    yield "outages", outage_book(folder), parts_of(Resilience=OUTCOMES, Costs=OUTAGE_COSTS.replace("18", "13")), {}


def failing(book: Book, tables: Mapping[str, pd.DataFrame], run: Mapping[str, Any]) -> dict[str, str]:
    """Return the checks that fail, and where and how."""
    checks = audit(book, tables, run)
    return dict(checks.loc[checks["pass"] == "NO", ["check", "where"]].to_numpy().tolist())


def changes(values: list[Any]) -> Iterator[tuple[int, float]]:
    """Yield the row of the largest number, a tenth more, and that of the least, a tenth of the largest less."""
    held = {row: float(x) for row, x in enumerate(values) if isinstance(x, int | float) and not math.isnan(x)}
    if held:
        largest, least = max(held, key=lambda row: abs(held[row])), min(held, key=lambda row: abs(held[row]))
        amount = 0.1 * abs(held[largest]) or 1.0
        yield largest, held[largest] + amount
        yield least, held[least] - amount


def page() -> str:
    """Return the page."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for name, book, tables, run in plans(Path(folder)):
            lines.append(f"{name}: comparisons, tolerance and the worst")
            for row in audit(book, tables, run).to_dict("records"):
                lines.append(
                    f"  {row['check']}: {row['rows']:g}, {row['tolerance']:.6g}, {row['where']}, {row['pass']}"
                )
            usual = failing(book, tables, run)
            for table, frame in tables.items():
                for column in (x.name for x in BY_NAME[table].fields if x.kind != "text"):
                    cells = frame[column].tolist()
                    for place, value in changes(cells):
                        other = frame.copy()
                        other[column] = [*cells[:place], value, *cells[place + 1 :]]
                        found = failing(book, {**tables, table: other}, run)
                        lines.append(f"{name}: {table}, {column}, row {place} is {value:.6g}")
                        lines += [
                            f"  {check}: {found[check]}" for check in sorted(found) if found[check] != usual.get(check)
                        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
