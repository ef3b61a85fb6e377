"""An audit's checks as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def lines(checks: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each check, and one that counts those that do not pass."""
    width = max((len(check) for check in checks["check"]), default=0)
    for row in checks.to_dict("records"):
        worst = "" if row["worst"] == 0 else f"  worst {row['worst']:.2g} of {row['tolerance']:.2g}"
        where = "" if row["pass"] == "yes" else f": {row['where']}"
        yield f"{row['pass']:<3}  {row['check']:<{width}}  {row['rows']:>7,.0f} checked{worst}{where}"
    wrong = int((checks["pass"] != "yes").sum())
    verdict = "all pass" if wrong == 0 else f"{wrong} {'does' if wrong == 1 else 'do'} not pass"
    yield f"{len(checks)} checks: {verdict}"
