"""The seal of a plan: a digest of each of its sheets, by which one sees that a cell was changed after it was written.

It stands on the sheet Run. Whoever edits a plan by hand breaks it; saving it in a spreadsheet program does not, since
formats, widths and the last digits of numbers do not count. It is no signature: who wants to forge can seal anew.
"""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from planner.plans.tables import BY_NAME
from planner.wording.text import is_number, safe_text

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan
    from planner.workbook.book import RawSheet

SEAL: Final = "seal"
RUN: Final = "Run"
DIGITS: Final = 12  # of a digest: enough to tell that something changed


def seal_of(plan: Plan) -> str:
    """Return the seal of a plan: ``Sheet digest`` of its tables, its run and the workbook that it carries."""
    return "; ".join(f"{name} {digest}" for name, digest in digests(plan).items())


def digests(plan: Plan) -> dict[str, str]:
    """Return the digest of each sheet of a plan by its name."""
    found = {name: _digest(_lines(_as_on_sheet(name, table))) for name, table in sorted(plan.tables.items())}
    found[RUN] = _digest(_line((name, value)) for name, value in plan.run.items() if name != SEAL)
    return found | {f"in {raw.name}": _digest(lines_of(raw)) for raw in plan.book.raw}


def broken(plan: Plan) -> list[str] | None:
    """Return the sheets that are not as they were written; None where the plan was never sealed."""
    sealed = plan.run.get(SEAL)
    if not sealed:
        return None
    was = dict(part.rpartition(" ")[::2] for part in str(sealed).split("; "))
    now = digests(plan)
    return [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]


def _as_on_sheet(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its columns in the order of its sheet, whichever of them was found first."""
    if name not in BY_NAME:
        return table
    own = [field.name for field in BY_NAME[name].fields_of(table.columns) if field.name in table.columns]
    ordered = [*own, *(column for column in table.columns if column not in own)]
    return table if ordered == list(table.columns) else table[ordered]  # a copy takes longer than the digest


def _lines(table: pd.DataFrame) -> list[str]:
    """Return the rows of a table; a sheet may show them in another order."""
    rows = zip(*(table.iloc[:, n].tolist() for n in range(table.shape[1])), strict=True) if len(table) else ()
    return [_line(list(table.columns)), *sorted(map(_line, rows))]


def lines_of(raw: RawSheet) -> list[str]:
    """Return the rows of a carried sheet, its header first, each as a line that is the same after it was read again."""
    return [_line(row) for row in (raw.header, *raw.rows)]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:DIGITS]


def _line(row: Sequence[object]) -> str:
    return "\x1f".join(_spelt(value) for value in row).rstrip("\x1f")


def _spelt(value: Any) -> str:
    """Return a value as it is after it was written and read again; a blank is nothing."""
    if isinstance(value, float):
        # as a cell holds it: else a tie may be rounded otherwise once it is read
        return f"{float(f'{value:.16G}') + 0.0:.11g}" if math.isfinite(value) else ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat().removesuffix("T00:00:00")
    if value is None or not is_number(value):
        return "" if value is None else str(value)
    return _spelt(float(value))


@lru_cache(1 << 14)  # the same names stand in thousands of cells
def _text(text: str) -> str:
    return " ".join(safe_text(text).split())


def sealed(plan: Plan) -> Mapping[str, object]:
    """Return the facts of a plan's run with its seal behind them."""
    return {**{name: value for name, value in plan.run.items() if name != SEAL}, SEAL: seal_of(plan)}
