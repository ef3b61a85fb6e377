"""Makes a plan of the best solution that a job left whose process was killed, by accident or with the whole machine."""

from __future__ import annotations

import json
from typing import Final

from planner.desk.kinds.plan import FACTS, TARGET, case_of, solve_options
from planner.desk.work import SOLUTION, Work
from planner.errors import PlannerError

LOST: Final = "It was interrupted: its process was ended, or the machine was switched off."
NOTHING: Final = f"{LOST} There was no plan yet."


def run(work: Work) -> tuple[str, str]:
    """Write the plan, and return how the job ended in a word and a sentence."""
    import numpy as np

    from planner.api.planned_file import Solution, output_name, recover_into

    written = written_already(work)
    if written:
        work.result(work.root / "outputs" / written, "as it was written last")
        return "interrupted", f"{LOST} Its plan was written before."
    try:
        facts = json.loads((work.home / FACTS).read_text(encoding="utf-8"))
        values = np.load(work.home / SOLUTION, allow_pickle=False)
    except (OSError, ValueError):
        return "interrupted", NOTHING
    work.stage("Writing the best plan that was kept")
    case = case_of(work)
    target = work.target(output_name(work.book, case.name))
    solution = Solution(values, float(facts["cost"]), bool(facts["is_exact"]))
    try:
        recover_into(case, target, solution, facts["bound"], **solve_options(work))
    except PlannerError as error:
        return "interrupted", f"{LOST} Its best plan could not be written: {error}"
    work.result(target, "the best plan so far, not verified")
    return "interrupted", f"{LOST} Its best plan was kept, as it was found and not verified."


def written_already(work: Work) -> str:
    """Return the name of the plan that the job had written itself; blank for none."""
    try:
        name = str(json.loads((work.home / TARGET).read_text(encoding="utf-8"))["name"])
    except (OSError, ValueError, KeyError):
        return ""
    return name if (work.root / "outputs" / name).is_file() else ""
