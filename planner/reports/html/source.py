"""A plan as a report needs it: read back from its workbook alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import FileError
from planner.plans.plan import Plan
from planner.reports.copies import PREFIX
from planner.reports.load import read_plan
from planner.reports.styles import Palette, palette_of
from planner.workbook.reader import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Source:
    """A plan, where it was read from, and the colours of its names."""

    path: Path
    plan: Plan
    palette: Palette

    @property
    def name(self) -> str:
        """What tells the plan from others: its case, or its file's name where that is no help."""
        return self.path.name.removesuffix(".xlsx").removesuffix(".plan")


def read_source(path: Path) -> Source:
    """Return a plan from its workbook; the workbook that was planned may be gone.

    Raises
    ------
    FileError
        When the file is no plan, or does not carry the workbook that was planned.
    """
    tables, run = read_plan(path)
    # faults of what an older version accepted do not matter: nothing is planned from it
    book, _ = read_rows(path, str(run.get("case") or "base"), PREFIX)
    if not book.periods:
        message = f"{path.name}: it does not carry the workbook that was planned ({PREFIX}Periods is missing)."
        raise FileError(message)
    named = replace(book, path=Path(str(run.get("input") or path.name)), sha256=str(run.get("input sha256") or ""))
    plan = Plan(named, tables, run)
    return Source(path, plan, palette_of(plan))


def with_one_palette(sources: Sequence[Source]) -> list[Source]:
    """Return the plans with colours that are the same for a name in all of them."""
    import pandas as pd

    if len(sources) < 2:
        return list(sources)
    first = sources[0].plan
    together = {
        name: pd.concat([source.plan.tables[name] for source in sources], ignore_index=True)
        for name in ("Sourcing", "Payments")
    }
    palette = palette_of(Plan(first.book, {**first.tables, **together}, first.run))
    return [replace(source, palette=palette) for source in sources]
