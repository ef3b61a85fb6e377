"""The plans that are compared: each from its workbook alone, under a name of its own."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from planner.plans.plan import Plan
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.copies import PREFIX
from planner.wording.text import from_first_to_last
from planner.workbook.reading.cells import read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.reading.layout import SheetTable, declared_sheet, table_of
from planner.workbook.schema.columns import fold
from planner.workbook.schema.sheets import BY_NAME

# Names of the columns beside the plans' own, which no plan may take.
TAKEN: Final = frozenset({
    "plan", "figure", "part", "period", "project", "kind", "place", "change", "material", "buyer", "origin",
    "supply", "rule", "measure", "buyers", "funder", "market", "disruption", "onset", "sheet", "row", "column",
})  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One of the plans that are compared.

    Attributes
    ----------
    label
        Its name in the comparison: its case where that tells the plans apart, else its file's.
    plan
        Its tables, its run and the workbook that it carries, which is taken as it is: also one that a later
        version of the program would refuse.
    inputs
        The sheets of that workbook as cells, by declared name.
    """

    label: str
    path: Path
    plan: Plan
    inputs: dict[str, SheetTable]

    @cached_property
    def objective(self) -> float:
        """What it costs, discounted."""
        return number_or(self.plan.run.get("objective"), math.nan)

    @cached_property
    def bound(self) -> float:
        """The least that any plan for its inputs costs, as far as it is proven; minus infinity where it is not."""
        return number_or(self.plan.run.get("bound"), -math.inf)

    @cached_property
    def slack(self) -> float:
        """How much cheaper the best plan for its inputs may still be."""
        return max(self.objective - self.bound, 0.0)

    @property
    def money(self) -> str:
        """The unit of its money."""
        return str(self.plan.run.get("money") or "")

    @property
    def case(self) -> str:
        """The case that was planned."""
        return str(self.plan.run.get("case") or "base")

    @property
    def horizon(self) -> str:
        """Its first and its last period."""
        return from_first_to_last(self.plan.book.periods)

    @property
    def span(self) -> tuple[str, float]:
        """When its first period begins, and the years of all: what is cut into other periods is the same time."""
        book = self.plan.book
        return book.periods[0], round(sum(float(row["years"]) for row in book.rows("Periods")), 6)


def number_or(value: object, otherwise: float) -> float:
    """Return a fact of a run that is a number, or another where it is none."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else otherwise


def load_plans(paths: Sequence[Path]) -> list[Compared]:
    """Return the plans of some workbooks, in their order.

    Raises
    ------
    FileError
        When one of them is no plan.
    """
    plans = [Compared("", path, trusted(path).plan, _inputs(path)) for path in paths]
    labels = labels_of(plans)
    return [replace(plan, label=label) for plan, label in zip(plans, labels, strict=True)]


def _inputs(path: Path) -> dict[str, SheetTable]:
    """Return the sheets of the workbook that a plan carries, as cells with their places."""

    def wanted(titles: list[str]) -> Collection[str]:
        return [title for title in titles if declared_sheet(title, PREFIX) is not None]

    found: dict[str, SheetTable] = {}
    for grid in read_grids(path, admit(path), wanted):
        sheet = declared_sheet(grid.title, PREFIX)
        table = table_of(grid, BY_NAME[sheet.name], PREFIX) if sheet is not None else None
        if table is not None:
            found.setdefault(table.name, table)
    return found


def labels_of(plans: Sequence[Compared]) -> list[str]:
    """Return a name for each plan: cases where they tell plans of one workbook apart, else names of files."""
    cases = [plan.case for plan in plans]
    inputs = {str(plan.plan.run.get("input")) for plan in plans}
    stems = [plan.path.stem for plan in plans]
    if len(inputs) == 1 and len({fold(case) for case in cases}) == len(plans):
        return _told_apart([f"case {name}" if fold(name) in TAKEN else name for name in cases])
    places = [plan.path.resolve() for plan in plans]
    if len({fold(stem) for stem in stems}) == len(plans) or len(set(places)) == 1:
        names = stems
    else:
        names = [f"{place.parent.name}/{place.stem}" for place in places]
    return _told_apart([f"{name}.xlsx" if fold(name) in TAKEN else name for name in names])


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return the names, those that were there before with a number."""
    seen: set[str] = set()
    apart = []
    for name in names:
        label, number = name, 2
        while fold(label) in seen:
            label, number = f"{name} ({number})", number + 1
        seen.add(fold(label))
        apart.append(label)
    return apart


def differs_in_money(plans: Sequence[Compared]) -> bool:
    """Whether some plan counts in other money than the first, so that amounts cannot be subtracted."""
    return len({fold(plan.money) for plan in plans}) > 1
