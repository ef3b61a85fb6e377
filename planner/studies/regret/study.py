"""Regret as sentences and tables: plans by cases, and what every case's plan builds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from planner.plans.fields import Field
from planner.studies.core.query import Decisions
from planner.studies.regret.chosen import chosen_sentences, chosen_sheet
from planner.studies.regret.regrets import Operated, Regret
from planner.wording.numbers import number_text, share_text
from planner.wording.study import Chart, StudySheet
from planner.wording.text import and_more
from planner_models.expected import Bracket

CANNOT: Final = "cannot"
LARGE: Final = 0.5  # of the largest regret: what is marked as worse
MOST_NAMES: Final = 5


@dataclass(frozen=True)
class CoreLine:
    """A project that some case's plan starts: when each plan does, and how much; blank where one does not."""

    project: str
    starts: tuple[str, ...]
    sizes: tuple[float, ...]

    @property
    def is_core(self) -> bool:
        """Whether every plan starts it."""
        return all(self.starts)

    @property
    def is_same(self) -> bool:
        """Whether every plan starts it in the same periods."""
        return len(set(self.starts)) == 1


def core_of(orders: Sequence[Decisions]) -> list[CoreLine]:
    """Return every project that a plan starts: those that all start first, then by how many do."""
    starts: list[dict[str, list[str]]] = [defaultdict(list) for _ in orders]
    sizes: list[dict[str, float]] = [defaultdict(float) for _ in orders]
    for plan, made in enumerate(orders):
        for project, period, number, size in made:
            starts[plan][project].append(period + (f" ({number:g})" if number > 1 else ""))
            sizes[plan][project] += number if size is None else size
    projects = dict.fromkeys(project for each in starts for project in each)
    lines = [
        CoreLine(project, tuple(", ".join(each.get(project, [])) for each in starts),
                 tuple(each.get(project, 0.0) for each in sizes))
        for project in projects
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (sum(not each for each in line.starts), not line.is_same, line.project))


def regret_sheets(found: Regret) -> list[StudySheet]:
    """Return the sheets of regret, the matrix first."""
    return [
        _matrix(found),
        _by_case(found, "Cost when operated", "money", lambda cell: cell.cost and cell.cost.best,
                 "What the investments of each plan cost, operated in each case; the case's own best below."),
        _by_case(found, "Shortage when operated", "amount", lambda cell: cell.shortage,
                 "What is short undisturbed over the whole horizon, of all demands together."),
        _by_case(found, "Service when operated", "share", lambda cell: cell.service,
                 "The worst served covered demand under the worst disruption."),
        _pairs(found),
        _core(found),
        *([chosen_sheet(found)] if found.chosen else []),
    ]  # fmt: skip


def _fields(found: Regret, kind: str, doc: str) -> tuple[Field, ...]:
    return (
        Field("investments of the plan for", "text", "the case that was planned for, or what was chosen for all cases"),
        *(Field(f"in {name}", kind, doc) for name in found.names),
    )


def _matrix(found: Regret) -> StudySheet:
    fields = (
        *_fields(found, "money", "what the plan costs beyond the case's own best, when that case comes true"),
        Field("worst regret", "money", "over all cases"),
        Field("mean regret", "money", _weights_words(found)),
        Field("mean cost", "money", _weights_words(found)),
    )
    finite = [cell.regret.best for row in found.cells for cell in row if cell.cost is not None]
    large = LARGE * max(finite, default=0.0)
    rows, tints = [], []
    for plan in found.order:
        cells = found.cells[plan]
        means = (found.worst(plan), found.mean(plan), found.mean_cost(plan).best)
        ends = (CANNOT,) * 3 if found.failures(plan) else means
        rows.append((found.plans[plan], *(CANNOT if cell.cost is None else cell.regret.best for cell in cells), *ends))
        first = plan == found.order[0] and not found.failures(plan)
        tints.append(["chosen" if first else "", *(_mark(cell, large) for cell in cells), *(["total"] * 3)])
    failing = [number for number, plan in enumerate(found.order) if found.failures(plan)]
    shown = tuple(number for number in range(len(rows)) if number not in failing)
    chart = Chart(
        "bar", "Worst regret of each plan", "investments of the plan for", ("worst regret",),
        "The plan of the least worst regret is the first; plans that cannot be operated in some case are left out.",
        value_axis="cost beyond the case's best", rows=shown,
    )  # fmt: skip
    doc = "What each case's plan costs beyond the best, when another case comes true; the least worst regret first."
    return StudySheet("Regret", doc, fields, rows, tints=tints, charts=(chart,), head=len(rows))


def _weights_words(found: Regret) -> str:
    if len(set(found.weights)) == 1:
        return "every case that has a plan counting the same"
    told = "; ".join(f"{name} {share_text(weight)}" for name, weight in zip(found.names, found.weights, strict=True))
    return f"each case that has a plan at its weight: {told}"


def _mark(cell: Operated, large: float) -> str:
    if cell.cost is None:
        return "dropped"
    if cell.is_within:
        return "better"
    return "worse" if cell.regret.best > large else ""


def _by_case(found: Regret, name: str, kind: str, value: Callable[[Operated], object], doc: str) -> StudySheet:
    rows: list[tuple[object, ...]] = [
        (found.plans[plan], *(CANNOT if cell.cost is None else value(cell) for cell in found.cells[plan]))
        for plan in found.order
    ]
    tints = [["", *("dropped" if cell.cost is None else "" for cell in found.cells[plan])] for plan in found.order]
    if kind == "money":
        rows.append(("the case's own best", *(best.best for best in found.best)))
        tints.append(["total"] * (1 + len(found.names)))
    return StudySheet(name, doc, _fields(found, kind, doc), rows, tints=tints)


def _pairs(found: Regret) -> StudySheet:
    fields = (
        Field("investments of the plan for", "text", "the case that was planned for, or what was chosen for all cases"),
        Field("in", "text", "the case that comes true"),
        Field("cost", "money", "operated there"),
        Field("cost, at least", "money", "as far as the solver proves it"),
        Field("regret", "money", "beyond the case's own best"),
        Field("at least", "money", "of the regret, by what is proven"),
        Field("at most", "money", "of the regret, by what is proven"),
        Field("in words", "text", "what that says"),
    )
    rows = []
    for plan in found.order:
        for case, cell in enumerate(found.cells[plan]):
            cost = (None, None) if cell.cost is None else (cell.cost.best, cell.cost.low)
            regret = (None, None, None) if cell.cost is None else (cell.regret.best, cell.regret.low, cell.regret.high)
            rows.append((found.plans[plan], found.names[case], *cost, *regret, _cell_words(cell)))
    return StudySheet("Every pair", "Each plan in each case, with what is proven.", fields, rows, 2)


def _cell_words(cell: Operated) -> str:
    if cell.cost is None:
        return f"{CANNOT}: {cell.why}"
    return "none within the gap" if cell.is_within else "costs more than the best known for the case"


def _core(found: Regret) -> StudySheet:
    lines = core_of(found.orders)
    fields = (
        Field("project", "text", "the project"),
        Field("in every plan", "text", "yes, and whether always in the same periods; else in how many plans"),
        Field("least size", "amount", "what even the plan that orders least of it orders"),
        *(Field(f"for {name}", "text", "when the plan starts it, and how often") for name in found.names),
    )
    rows = [(line.project, _in_every(line), min(line.sizes), *(line.starts)) for line in lines]
    tints = [["chosen" if line.is_core else "", *([""] * (2 + len(found.names)))] for line in lines]
    doc = "The projects that the plans start; those that every plan starts are the core."
    return StudySheet("Core", doc, fields, rows, tints=tints)


def _in_every(line: CoreLine) -> str:
    if line.is_core:
        return "yes, same periods" if line.is_same else "yes"
    return f"{sum(map(bool, line.starts))} of {len(line.starts)}"


def regret_sentences(found: Regret, money: str) -> list[str]:
    """Return what regret shows, a sentence for each thing."""
    return [*_choice(found, money), *chosen_sentences(found, money), *_fails(found), _core_said(found)]


def _choice(found: Regret, money: str) -> list[str]:
    """Say which plan is the least regretted."""
    safe = [plan for plan in found.own_order if not found.failures(plan)]
    if not safe:
        fewest = found.own_order[0]
        failing = and_more([found.names[case] for case in found.failures(fewest)], MOST_NAMES)
        name = found.names[fewest]
        return [f"No plan's investments can be operated in every case; those for {name} fail in the fewest: {failing}."]
    best = safe[0]
    case = max(range(len(found.names)), key=lambda case: found.cells[best][case].regret.best)
    cell = found.cells[best][case]
    if all(each.is_within for each in found.cells[best]):
        said = f"The investments for {found.names[best]} are the best in every case, within the solver's gaps."
    else:
        words = between(cell.regret, money, found.noise)
        true = f"if {found.names[case]} comes true"
        said = f"The investments for {found.names[best]} have the least worst regret: {words}, {true}."
    others = [plan for plan in safe if found.worst(plan) - found.worst(best) <= found.noise]
    if len(others) > 1:
        said += f" Those for {and_more([found.names[plan] for plan in others[1:]], MOST_NAMES)} have the same."
    mean = min(safe, key=lambda plan: (found.mean(plan), plan))
    if mean != best:
        amount = f"{number_text(found.mean(mean))} {money} on average"
        said += f" {_over(found)}, those for {found.names[mean]} are regretted least: {amount}."
    return [said]


def _over(found: Regret) -> str:
    return "Over all cases alike" if len(set(found.weights)) == 1 else "Over all cases at their weights"


def between(regret: Bracket, money: str, noise: float) -> str:
    """Return a regret in words, with what is proven of it."""
    value = f"{number_text(regret.best)} {money}"
    is_one = number_text(regret.low) == number_text(regret.high)
    if is_one or regret.high - regret.low <= noise:
        return value
    return f"{value} (at least {number_text(regret.low)}, at most {number_text(regret.high)})"


def _fails(found: Regret) -> list[str]:
    """Say which plans cannot be operated where, and why."""
    said: list[str] = []
    for plan in found.own_order:
        failing = found.failures(plan)
        if failing and len(said) < MOST_NAMES:
            first = found.cells[plan][failing[0]].why
            names = and_more([found.names[case] for case in failing], MOST_NAMES)
            said.append(f"The investments for {found.names[plan]} cannot be operated in {names}: {first}.")
    return said


def _core_said(found: Regret) -> str:
    lines = core_of(found.orders)
    core = [line.project for line in lines if line.is_core]
    if not core:
        return "No project is started in every case's plan."
    same = sum(line.is_core and line.is_same for line in lines)
    return (
        f"{len(core)} of the {len(lines)} projects that any plan starts are started in every case's plan, {same} of "
        f"them always in the same periods: {and_more(core, MOST_NAMES)}. "
        "They are in the best plan of every case looked at."
    )
