"""The study of what would have to give way for a workbook to have a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.infeasibility.diagnosis import Diagnosis, diagnose
from planner.infeasibility.weights import weights_of
from planner.wording.study import Study

if TYPE_CHECKING:
    from planner.studies.core.session import Session


def studied(session: Session, weights: str) -> tuple[Diagnosis, Study | None]:
    """Return what would have to give way, by what giving it up counts, and the study of it; None where nothing has to.

    Raises
    ------
    QuestionError
        When a weight is of no kind that there is.
    """
    found = diagnose(session.book, session.solver, weights_of(weights))
    return found, None if found.is_possible else found.study(session.facts(weights=weights or "all 1"))
