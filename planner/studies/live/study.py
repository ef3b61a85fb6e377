"""Makes the panel of a report that plans again, out of the plan and the workbook that it carries."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.reports.html.live import LivePanel
from planner.studies.live.controls import Control, controls_of
from planner.studies.live.moves import Movable, movable
from planner.studies.live.panel import packed
from planner.studies.live.variants import Variants
from planner.wording.numbers import money_label
from planner.wording.text import and_more
from planner.workbook.cases.again import content_of
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from planner.plans.plan import Plan

SMALL: Final = 5_000  # columns up to which a page begins with a gap of nothing
ROUGH: Final = 1.0  # percent
SECONDS: Final = 60
LISTED: Final = 4


def live_panel(plan: Plan) -> LivePanel:
    """Return the panel that plans a plan's workbook again, its case applied.

    Raises
    ------
    QuestionError
        When the model is too large for a page.
    WorkbookError
        When the workbook that the plan carries cannot be planned any more.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.xlsx"
        write_workbook(path, content_of(plan.book.raw, plan.book.case).rows)
        variants = Variants(path)
        controls = list(controls_of(variants.book()))
        found = movable(variants, controls)
    return LivePanel(
        model=packed(plan, found),
        money=money_label(plan.book.settings),
        sentence=_sentence(found),
        left_out=_left_out(controls, found),
        gap=0.0 if len(found.base.program.cost) <= SMALL else ROUGH,
        seconds=SECONDS,
    )


def _sentence(found: Movable) -> str:
    branches = len(found.base.model.branches)
    counted = sum(1 for b in range(branches) if b in found.base.model.recourse)
    told = f"All {counted} disruptions that count are planned anew with it." if counted else (
        "No disruption counts in this plan's cost, and what disruptions would do is not reckoned again."
    )  # fmt: skip
    return f"It solves the whole model that planner solve solves, with the same solver. {told}"


def _left_out(controls: Sequence[Control], found: Movable) -> str:
    """Return which numbers cannot be moved here: they change what the model is made of, not its numbers alone."""
    kept = {(move.control.kind, move.control.row) for move in found.moves}
    lost = [
        f"{control.label} ({control.kind.lower()})" for control in controls if (control.kind, control.row) not in kept
    ]
    if not lost:
        return ""
    return (
        "Not on offer, since moving them changes what the model is made of, or not evenly: "
        f"{and_more(lost, LISTED, '; ')}. "
        "Change them in the workbook."
    )
