"""A plan as a report needs it: read back from its workbook alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import FileError
from planner.plans.plan import Plan
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.styles import FUNDERS, PLACES, Palette, palette_of

if TYPE_CHECKING:
    from planner.reports.loading.several import Compared


@dataclass(frozen=True)
class PlanSource:
    """A plan, where it was read from, what it is called among others, and the colours of its names."""

    path: Path
    plan: Plan
    palette: Palette
    name: str = ""


def read_source(path: Path) -> PlanSource:
    """Return a plan from its workbook; the workbook that was planned may be gone.

    Raises
    ------
    FileError
        When the file is no plan, or does not carry the workbook that was planned.
    """
    plan = _checked(path, trusted(path).plan)
    return PlanSource(path, plan, palette_of(plan), path.stem)


def as_sources(plans: Sequence[Compared]) -> list[PlanSource]:
    """Return plans that were loaded to be compared, with colours that are the same for a name in all of them."""
    named = [_checked(each.path, each.plan) for each in plans]
    palette = _joined([palette_of(plan) for plan in named])
    return [PlanSource(each.path, plan, palette, each.label) for each, plan in zip(plans, named, strict=True)]


def _joined(palettes: Sequence[Palette]) -> Palette:
    """Return the first plan's colours, as its own workbook has them; names of the others take what is left."""
    places, funders = dict(palettes[0].places), dict(palettes[0].funders)
    for palette in palettes[1:]:
        for names, taken, colours in ((palette.places, places, PLACES), (palette.funders, funders, FUNDERS)):
            left = [colour for colour in colours if colour not in taken.values()]
            taken |= dict(zip([name for name in names if name not in taken], left, strict=False))
    return Palette(places, funders)


def _checked(path: Path, plan: Plan) -> Plan:
    """Return a plan that carries the workbook that was planned."""
    if not plan.book.periods:
        message = f"{path.name}: it does not carry the workbook that was planned ({PREFIX}Periods is missing)."
        raise FileError(message)
    return plan
