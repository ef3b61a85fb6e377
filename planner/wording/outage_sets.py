"""How many sets of outages were judged, and how, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def sets_in_words(table: pd.DataFrame) -> list[str]:
    """Return, for each row of Disruptions, how many sets were judged, how, and that none is worse than what is told."""
    told = []
    for name, rows in table.groupby("disruption", sort=False):
        judged, parts, missed = (int(rows[column].sum()) for column in ("judged", "as a part", "not judged"))
        each = f"{name}: {len(rows):,} sets, {judged:,} judged with their onsets"
        by_parts = f" ({parts:,} as one of their parts alone, which comes to the same)" if parts else ""
        rest = f"; {missed:,} not judged" if missed else "; none is worse than those on Resilience"
        told.append(f"{each}{by_parts}{rest}")
    return told
