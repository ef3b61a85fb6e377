"""What can be committed: each open project, whole and in its first year, typed in by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

import planner
from planner.planning.modelled import model_of
from planner.planning.pipeline import options_of
from planner.solving.compile import compile_model
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner.workbook.assemble.problem import assemble
from tools.pages.page import DOCS, put
from tools.pages.real_case import QUIET, WORKBOOK, wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner_models.trunk import Trunk


@dataclass(frozen=True)
class Commitment:
    """A start that is typed in: of all that one start may be, in the first period in which it is offered."""

    project: str
    period: str
    can_be_kept: bool


def commitments(threads: int) -> list[Commitment]:
    """Return whether each commitment can be kept, also by parts of what else is built, undisturbed."""
    book = wide(threads).case("undisturbed", QUIET).book()
    model = model_of(book, assemble(book))
    program = compile_model(model)
    place = program.columns.place
    relaxed = replace(program, integer=np.zeros_like(program.integer), cost=np.zeros_like(program.cost))
    warm, found = WarmProgram(relaxed, options_of(book, threads=threads)), []
    for k, t in _first_starts(model):
        lower, project = program.lower.copy(), model.index.problem.projects[k]
        lower[place(model.start[k, t])] = 1.0
        if (k, t) in model.size:
            lower[place(model.size[k, t])] = model.bounds.size(k)
        warm.set_column_limits(lower, program.upper)
        is_kept = warm.run(600.0).status is Status.PROVEN
        found.append(Commitment(project.name, model.index.problem.periods[t].name, is_kept))
    return found


def _first_starts(model: Trunk) -> Iterator[tuple[int, int]]:
    """Yield the first start that is offered of every project that the workbook leaves open."""
    for k, project in enumerate(model.index.problem.projects):
        offered = [t for other, t in model.index.options if other == k]
        if offered and not (project.least or project.never or project.at_least):
            yield k, min(offered)


def what_is_said(one: Commitment) -> list[str]:
    """Return the faults that the workbook has once a commitment is typed in."""
    case = planner.read(WORKBOOK).set("Projects", row=one.project, column="decision", to=one.period)
    return [str(fault) for fault in case.faults if "is committed, and it requires" in str(fault)]


def make(threads: int = 2) -> None:
    """Write what can be committed, and what each of the others waits for."""
    found = commitments(threads)
    late = [one for one in found if not one.can_be_kept]
    unsaid = [one.project for one in late if not what_is_said(one)]
    words = "; ".join(f"{one.project} in {one.period}" for one in late)
    told = f"nothing names what is in the way of {', '.join(unsaid)}" if unsaid else (
        "of each of these the workbook's check names, at the cell of the commitment, the agreement, permit or earlier "
        "phase that it waits for, and from when on it can be committed"
    )  # fmt: skip
    put(DOCS / "ai-chips-argued.md", "commitments", WORKBOOK, (
        f"Of {len(found)} open projects {len(found) - len(late)} can each be committed whole in the first year in "
        f"which they may start, beside all that is decided already (one at a time, undisturbed, also by parts of what "
        f"else is built). {len(late)} cannot: {words}; {told}."
    ))  # fmt: skip
