"""Does a study: what its command does, with what was filled in, told to the desk as it goes."""

from __future__ import annotations

import importlib
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.desk.files import A_PLAN, kind_of
from planner.desk.folder import Folder
from planner.desk.numbers import plain_name

if TYPE_CHECKING:
    from planner.desk.work import Work

INTERRUPTED: Final = 130  # exit code of a command that was stopped
NO_PLAN: Final = 3
STOPPED: Final = "Stopped before it was finished; nothing was written."
ENDED: Final = {0: "done", INTERRUPTED: "stopped", NO_PLAN: "no plan"}


def run(work: Work) -> tuple[str, str]:
    """Do the study, and return how it ended in a word and a sentence."""
    from planner.planning.progress import followed

    options = work.options
    asked_of = Folder(work.root).plan(options["plan"]) if options["plan"] else work.book
    target = work.target(f"{Path(plain_name(asked_of.name)).stem}-{options['study']}.xlsx")
    arguments = [options["study"], str(asked_of), *options["arguments"], "--output", str(target), "--json"]
    work.stage("Beginning")
    with followed(work.stage, work.figures):
        code, told = _called(options["program"], arguments)
    for path in told.get("paths") or [target]:
        if Path(path).is_file():
            work.result(Path(path), "a plan" if kind_of(Path(path))[0] == A_PLAN else "what was found")
    if code == INTERRUPTED:
        return "stopped", f"Stopped: {told['message']}." if told.get("message") else STOPPED
    return ENDED.get(code, "refused"), _words(code, told, target)


def _called(program: str, arguments: list[str]) -> tuple[int, dict[str, Any]]:
    """Return a command's exit code, and what it answers to programs."""
    said = io.StringIO()
    with redirect_stdout(said):
        try:
            code = importlib.import_module(program).main(arguments, prog_name="planner")
        except SystemExit as end:
            code = end.code
    try:
        told = json.loads(said.getvalue())
    except ValueError:  # it was stopped before it had an answer
        told = {}
    return int(code or 0), told


def _words(code: int, told: dict[str, Any], target: Path) -> str:
    """Return what a study found in its own first sentence, or why it found nothing."""
    from planner.errors import PlannerError
    from planner.reports.loading.study import read_study

    if told.get("message"):
        return str(told["message"])
    if told.get("words"):
        return " ".join(told["words"][:2])
    try:
        sentences = read_study(target).sentences
    except PlannerError:  # it wrote a plan, or nothing
        sentences = ()
    return " ".join(sentences[:2]) or ("Done." if code == 0 else f"It ended with the code {code}.")
