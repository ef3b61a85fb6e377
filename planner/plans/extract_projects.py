"""What is started, when it serves and who pays, as rows of the plan's tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from planner.plans.extract_network import size
from planner.plans.tables import OWNER
from planner.solving.solution import Solved
from planner_models.given.investment import Project

Row = tuple[Any, ...]


def started(solved: Solved, k: int) -> list[int]:
    """Return the periods in which a project is started."""
    return [t for t in solved.problem.times if solved.value("start", k, t) > 0.5]


def capital(solved: Solved, k: int, t: int) -> float:
    """Return the whole capital of a project's start in a period."""
    project = solved.problem.projects[k]
    if project.curve:
        return sum(money * solved.value("weight", k, t, j) for j, (_, money) in enumerate(project.curve))
    return project.fixed_capital[t] * solved.value("start", k, t) + project.capital_rate[t] * size(solved, k, t)


def paid(solved: Solved) -> dict[tuple[str, int, int, int], float]:
    """Return what each funder (or the owner) pays: by funder, project, start and period."""
    found: dict[tuple[str, int, int, int], float] = {}
    for (f, k, t, u), amount in solved.values["pay"].items():
        if amount > 0:
            found[solved.problem.funders[f].name, k, t, u] = amount
    for (k, t), option in sorted(solved.index.options.items()):
        if k not in solved.payers and solved.value("start", k, t) > 0.5:
            whole = capital(solved, k, t)
            for u, share in enumerate(option.cash):
                if share * whole:
                    found[OWNER, k, t, u] = share * whole
    return found


def investments(solved: Solved) -> Iterator[Row]:
    """Yield a row for each start, and one for each project that is not started."""
    periods = solved.problem.periods
    parts: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (funder, k, t, _), amount in paid(solved).items():
        parts[k, t][funder] += amount
    for k, project in enumerate(solved.problem.projects):
        head, lock = (project.name, project.kind, project.place), _lock(solved, k, project)
        for t in started(solved, k):
            serves = [u for u, there in enumerate(solved.index.options[k, t].serves) if there]
            until = periods[serves[-1]].name if serves else ""
            when = (periods[t].name, periods[solved.index.options[k, t].serves_from].name, until)
            who = "; ".join(f"{funder} {rounded(amount)}" for funder, amount in sorted(parts[k, t].items()))
            amounts = (solved.value("start", k, t), size(solved, k, t), capital(solved, k, t))
            yield *head, "build", *when, *amounts, who, lock
        if not started(solved, k):
            yield *head, "no", "", "", "", math.nan, math.nan, math.nan, "", lock


def rounded(amount: float) -> str:
    """Return an amount of money as it is read in a list: whole from 100 on, else three digits."""
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.3g}"


def _lock(solved: Solved, k: int, project: Project) -> str:
    """Return why a project may not move; blank where it is free."""
    if project.never:
        return "never, by the workbook"
    if not any(project.can_build):
        return "what it uses or adds to is nowhere to be had"
    if not any(key[0] == k for key in solved.index.options):
        return "no start in its window would serve before the horizon ends"
    if project.least:
        names = solved.problem.periods
        return "committed " + "; ".join(
            names[t].name + ("" if least is None else f": {least:g}") for t, least in sorted(project.least.items())
        )
    return "must be built, by the workbook" if project.at_least else ""


def timeline(solved: Solved) -> Iterator[Row]:
    """Yield, for each project that is started, what it is in each period."""
    problem = solved.problem
    for k, project in enumerate(problem.projects):
        starts = started(solved, k)
        if not starts:
            continue
        target = project.adds
        adds = ""
        if target:
            kind, n = target
            adds = problem.plants[n].process if kind == "plant" else problem.resources[n].name
        yield project.name, project.place, adds, *(_state(solved, k, starts, t) for t in problem.times)


def _state(solved: Solved, k: int, starts: list[int], t: int) -> object:
    """Return build, the capacity in service (the number of starts for one without capacity), or nothing."""
    options = [(s, solved.index.options[k, s]) for s in starts]
    serving = [(s, option) for s, option in options if option.serves[t]]
    if serving:
        project = solved.problem.projects[k]
        if project.block is None and project.maximum is None and not project.curve:
            return float(sum(solved.value("start", k, s) for s, _ in serving))
        return float(sum(option.output[t] * size(solved, k, s) for s, option in serving))
    return "build" if any(option.builds[t] for _, option in options) else None


def payments(solved: Solved) -> Iterator[Row]:
    """Yield who pays what for which start, when."""
    names = solved.problem.periods
    for (funder, k, t, u), amount in paid(solved).items():
        yield funder, solved.problem.projects[k].name, names[t].name, names[u].name, amount
