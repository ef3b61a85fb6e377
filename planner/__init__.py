"""The supply diversification planner: an Excel workbook in, an Excel plan out.

As a library (docs/library.md)::

    import planner

    plan = planner.read("mine.xlsx", case="small fund").solve(time_limit=60)
    print(plan)
    plan.investments
    plan.to_excel("plan.xlsx")
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.algebra import reckon_in_one_thread

if TYPE_CHECKING:
    from planner.api.case import Case, read
    from planner.api.case_studies import (
        alternatives,
        diagnose,
        frontier,
        information,
        playbook,
        regret,
        sensitivity,
        shares,
    )
    from planner.api.plan_studies import compare, explain, replan, stress
    from planner.api.progress import SolveProgress
    from planner.api.result import Result, read_plan
    from planner.api.study_result import StudyResult
    from planner.api.sweep import sweep
    from planner.errors import (
        EngineError,
        FileError,
        InfeasibleError,
        NoPlanError,
        PlannerError,
        QuestionError,
        SolverError,
        WorkbookError,
    )
    from planner.infeasibility.diagnosis import DiagnosedError

__all__ = [
    "Case", "DiagnosedError", "EngineError", "FileError", "InfeasibleError", "NoPlanError", "PlannerError",
    "QuestionError", "Result", "SolveProgress", "SolverError", "StudyResult", "WorkbookError", "alternatives",
    "compare", "diagnose", "explain", "frontier", "information", "playbook", "read", "read_plan", "regret", "replan",
    "sensitivity", "shares", "stress", "sweep",
]  # fmt: skip
# Where each name is: nothing is imported before it is used, so that the command line begins at once.
_AT: Final = {
    "planner.api.case": ("Case", "read"),
    "planner.api.progress": ("SolveProgress",),
    "planner.api.result": ("Result", "read_plan"),
    "planner.api.case_studies": (
        "alternatives", "diagnose", "frontier", "information", "playbook", "regret", "sensitivity", "shares",
    ),
    "planner.api.plan_studies": ("compare", "explain", "replan", "stress"),
    "planner.api.study_result": ("StudyResult",),
    "planner.api.sweep": ("sweep",),
    "planner.errors": tuple(name for name in __all__ if name.endswith("Error") and name != "DiagnosedError"),
    "planner.infeasibility.diagnosis": ("DiagnosedError",),
}  # fmt: skip
_MODULES: Final = {name: module for module, names in _AT.items() for name in names}

reckon_in_one_thread()  # before anything loads numpy

if importlib.util.find_spec("planner_models") is None:  # a checkout that is not installed
    sys.path.append(str(Path(__file__).parents[1] / "models"))
importlib.import_module("planner_models")  # before anything loads SciPy or Pyomo


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = globals()[name] = getattr(importlib.import_module(_MODULES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
