"""Many cases of one workbook, solved one after the other: what changes in the plan as numbers change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.errors import InfeasibleError, NoPlanError
from planner.statuses import status_of_error

if TYPE_CHECKING:
    from planner.api.case import Case
    from planner.api.result import Result

FOUND = ("status", "why_stopped", "cost", "bound", "gap")


def sweep(
    case: Case,
    changes: Mapping[tuple[str, str, str], Sequence[object]],
    *,
    measures: Mapping[str, Callable[[Result], object]] | None = None,
    tell: Callable[[Case, Result | None], object] | None = None,
    **solve: object,
) -> pd.DataFrame:
    """Return a row for each combination of changes: what was changed, and what came of it.

    Parameters
    ----------
    case
        What the changes are made to.
    changes
        By sheet, row and column, the values to try, each as `Case.set` takes it; all combinations are solved.
    measures
        More columns: a function of the plan for each.
    tell
        Told of each case when it is solved, with its plan, None where it has none.
    solve
        The options of `Case.solve`.

    Returns
    -------
    pandas.DataFrame
        A column for each change, named ``sheet / row / column``; status (proven, not proven, infeasible ...),
        why_stopped, cost, bound and gap of the plan, NaN where there is none; then the measures.

    Raises
    ------
    WorkbookError
        When a change fits no cell, or a case cannot be planned.

    Examples
    --------
    >>> planner.sweep(case, {("Demand", "EU / chips", "amount"): ["x0.8", "x1", "x1.2"]})  # doctest: +SKIP
    """
    wanted = dict(measures or {})
    rows = []
    for values in product(*changes.values()):
        changed = case.set_all([(*cell, value) for cell, value in zip(changes, values, strict=True)])
        told, plan = _outcome(changed, solve)
        if tell is not None:
            tell(changed, plan)
        rows.append([*values, *told, *(None if plan is None else measure(plan) for measure in wanted.values())])
    columns = [" / ".join(map(str, key)) for key in changes]
    return pd.DataFrame(rows, columns=[*columns, *FOUND, *wanted])


def _outcome(case: Case, solve: Mapping[str, Any]) -> tuple[tuple[Any, ...], Result | None]:
    """Return what came of a case: that it has no plan is an answer too."""
    try:
        plan = case.solve(**solve)
    except (InfeasibleError, NoPlanError) as error:
        nothing = float("nan")
        return (status_of_error(error), str(error).partition("\n")[0], nothing, nothing, nothing), None
    return (plan.status, plan.why_stopped, plan.cost, plan.bound, plan.gap), plan
