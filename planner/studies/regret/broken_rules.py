"""Says in short what cannot be kept when decisions are fixed: the rules that the least miss would break."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.stretched import missed_rows, rows_named
from planner_models.declared import TOLD
from planner_models.trunk import Trunk

MOST_SECONDS: Final = 30.0
ENOUGH: Final = 0.01  # gap: it is only told which rules are missed


def rules_broken(model: Trunk, program: LinearProgram, options: Options) -> list[str]:
    """Return which rules are missed where a programme misses as little as it can: by most of their limits first.

    Empty where no plan was found that misses only these rules.
    """
    rows = rows_named(program, TOLD)
    seconds = min(options.time_limit, MOST_SECONDS)
    few = replace(options, gap=max(options.gap, ENOUGH), money_gap=0.0, time_limit=seconds)
    found = [rows[row] for row in missed_rows(program, rows, few) or []]
    problem = model.index.problem
    return list(dict.fromkeys(TOLD[name].miss(problem, key) for name, key in found))
