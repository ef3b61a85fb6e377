"""A playbook from a file to files: the study, and the plan of every end beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.infeasibility.diagnosis import DiagnosedError
from planner.infeasibility.planned import write_diagnosis
from planner.studies.cases.plans import paths_of as files_of
from planner.studies.cases.study import places_of
from planner.studies.core.session import session_of
from planner.studies.playbook import planned as planning
from planner.studies.playbook.found import PlaybookFound, write_ends
from planner.studies.playbook.planned import By
from planner.studies.playbook.study import playbook_study
from planner.wording.study import Study
from planner.workbook.worlds.paths import paths_of

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions


def planned_and_written(
    path: Path, options: StudyOptions, *, quick: bool = False, by: By | None = None
) -> tuple[PlaybookFound, Study, dict[str, Path]]:
    """Plan a playbook and write it; return what was found, the study, and where the plan of every end is.

    Raises
    ------
    WorkbookError
        When the workbook has no worlds, or cannot be planned.
    DiagnosedError
        When along some path there is no plan; why is written beside where the study would be.
    InfeasibleError, NoPlanError
        When no plan suits all worlds, or none was found in the time.
    FileError
        When a plan or the study could not be written, or something would be harmed.
    """
    target, folder, stem = places_of(path, options.target, options.outputs, "playbook", options.case)
    session = session_of(path, replace(options, target=target), "playbook")
    names = [each.end for each in paths_of(session.book)]
    targets = {end: options.outputs.file(place) for end, place in files_of(names, folder, stem, [target]).items()}
    try:
        found = planning.planned(session, quick=quick, by=by)
    except DiagnosedError as error:
        raise error.written(write_diagnosis(error, session.book, session.target, options.outputs)) from error
    write_ends(found, targets)
    study = playbook_study(found, targets)
    session.write(study)
    return found, study, targets
