"""What a former plan leaves when some of its periods are over: starts, with what was paid and what is still to pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner_models.given.investment import Project
from planner_models.problem import Problem
from planner_models.timeline import StartOption, start_option

if TYPE_CHECKING:
    from planner.plans.plan import Plan


@dataclass(frozen=True, eq=False)
class PastStart:
    """A start of a project that lies in the past.

    Attributes
    ----------
    project, period
        Its project, as the former plan's workbook had it, and the position of the period of the start.
    number, size
        Starts or blocks, and the capacity ordered; None where nothing is added.
    age
        Years that it has served when the first period that is kept begins; below 0: years until it does.
    option
        What the start brings, by the former plan's periods.
    to_pay
        By funder, what is still to be paid.
    paid
        By funder, all that was paid before.
    """

    project: Project
    period: int
    number: float
    size: float | None
    age: float
    option: StartOption
    to_pay: dict[str, float]
    paid: dict[str, float]

    @property
    def served(self) -> bool:
        """Whether it is in service when the first period that is kept begins, or was."""
        return self.age >= 0

    @property
    def is_over(self) -> bool:
        """Whether its life has ended by then."""
        return self.served and self.age >= self.project.life


def past_starts(plan: Plan, problem: Problem, now: int) -> Iterator[PastStart]:
    """Yield the starts of a plan in the periods before one, in the order of its table."""
    tables, periods = plan.tables, problem.periods
    by_name = {project.name: project for project in problem.projects}
    position = {period.name: t for t, period in enumerate(periods)}
    rows = tables["Investments"]
    for row in rows[rows["decision"] == "build"].to_dict("records"):
        t = position[row["start"]]
        if t >= now:
            continue
        project = by_name[row["project"]]
        option = start_option(project, t, periods, problem.charging)
        assert option is not None
        paid, to_pay = _payments(plan, project.name, row["start"], position, now)
        began = periods[option.serves_from].begin
        size = float(row["size"])
        sized = size if size == size and size else None
        age = periods[now].begin - began
        yield PastStart(project, t, float(row["blocks"]), sized, age, option, to_pay, paid)


def _payments(
    plan: Plan, project: str, start: str, position: dict[str, int], now: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Return by funder what was paid for a start before, and what is still to pay."""
    rows = plan.tables["Payments"]
    own = rows[(rows["project"] == project) & (rows["start"] == start)]
    paid: dict[str, float] = {}
    to_pay: dict[str, float] = {}
    for row in own.to_dict("records"):
        part = to_pay if position[row["period"]] >= now else paid
        part[row["funder"]] = part.get(row["funder"], 0.0) + float(row["amount"])
    return paid, to_pay


def cost_from(plan: Plan, problem: Problem, now: int) -> float:
    """Return what a plan costs from a period on, discounted to its base year."""
    kept = {period.name for period in problem.periods[now:]}
    costs = plan.tables["Costs"]
    return float(costs[costs["period"].isin(kept)]["discounted"].sum())


def charged_for_the_past(plan: Plan, problem: Problem, now: int) -> float:
    """Return what from a period on is counted of capital that was paid before: charges, less the value that is left."""
    weight = {funder.name: funder.weight for funder in problem.funders}
    rows = plan.tables["Payments"].to_dict("records")
    position = {period.name: t for t, period in enumerate(problem.periods)}
    total = 0.0
    for start in past_starts(plan, problem, now):
        name, at = start.project.name, problem.periods[start.period].name
        for row in rows:
            u = position[row["period"]]
            if row["project"] == name and row["start"] == at and u < now:
                counted = weight[row["funder"]][u] if row["funder"] in weight else 1.0
                later = sum(discounted for t, _, discounted in start.option.charges[u] if t >= now)
                total += counted * float(row["amount"]) * later
    return total
