"""What is asked of the numbers that are not sure, and all that was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from planner.errors import InfeasibleError, NoPlanError, QuestionError
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.query import Decisions
from planner.studies.core.rounds import AskedInRounds, answered, in_rounds
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.indices import CostIndex, indices, quantiles
from planner.studies.sensitivity.knowing import SIXTHS, Knowing, knowing
from planner.studies.sensitivity.numbers import ANEW, KEPT, NumberAtWork, as_good, trial_of
from planner.studies.sensitivity.operated import Near
from planner.studies.sensitivity.points import PlanAt, PointTask, bound_task
from planner.studies.sensitivity.samples import Sample, SampledWorkbook, hypercube
from planner.studies.sensitivity.screening import by_regret, estimates_of
from planner.studies.sensitivity.search import NumberFound
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.trial import Trial
from planner.wording.text import and_more
from planner.workbook.book import Book
from planner.workbook.cases.applied import BASE

if TYPE_CHECKING:
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain

MOST_NAMED: Final = 5  # projects in a message
THE_PLAN = "the workbook as it stands"


@dataclass(frozen=True)
class SensitivityAsked:
    """What is asked.

    Attributes
    ----------
    most
        How many numbers are looked at, of more those that a first estimate finds to move the most; with 0 none is by
        itself, and all are drawn at once alone.
    widest
        For how many of them, those at whose ends the plan kept may be regretted the most, plans are made anew.
    steps
        How many values are tried on each side of a number beyond its end, to find where the decision changes.
    samples, anew
        How many draws of all numbers the plan kept is operated in, and how many of them are planned anew too.
    method, size
        Of the indices: blank, morris or sobol; and trajectories, or samples of each number.
    seed
        Of all draws.
    weights
        The chances of the lower end, the own value and the upper end, for what knowing a number is worth.
    chooses
        Whether the best one set of starts for these three values is looked for by a programme of all three, where the
        best of what is known is farther from what is proven than the gap; without it both are told.
    """

    most: int = 40
    widest: int = 20
    steps: int = 6
    samples: int = 100
    anew: int = 20
    method: str = ""
    size: int = 16
    seed: int = 0
    weights: tuple[float, float, float] = SIXTHS
    chooses: bool = True


@dataclass(frozen=True)
class OneNumber:
    """What was found of one uncertain number.

    Attributes
    ----------
    of, place
        The number, and where it stands.
    ends
        What the plan kept comes to at its ends, by value.
    width
        By how much the cost of the plan kept moves at most.
    found, knowing
        Where the decision changes, and what knowing it is worth; None where it was not among the widest.
    problems
        Why some value could not be tried.
    """

    of: Uncertain
    place: Stands
    ends: dict[float, PlanAt]
    width: float
    found: NumberFound | None
    knowing: Knowing | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """All that was found: of the plan, of each number, the widest first, and of all at once.

    ``drawn`` are all numbers, in the order of the quantiles of the samples; ``left`` are those that were not looked at,
    with what a first estimate says that they move.
    """

    starts: Decisions
    own: Trial
    gap: float
    numbers: tuple[OneNumber, ...]
    samples: tuple[Sample, ...]
    indices: tuple[CostIndex, ...] | None
    asked: SensitivityAsked
    drawn: tuple[Uncertain, ...]
    left: tuple[tuple[Uncertain, float], ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """Where each number stands among the quantiles of the samples."""
        return {of.name: place for place, of in enumerate(self.drawn)}


def sensitivity_of(
    work: VariedWorkbook,
    numbers: Sequence[Uncertain],
    asked: SensitivityAsked,
    options: Options,
    runner: Runner[Any],
    starts: Decisions | None = None,
) -> Sensitivity:
    """Return which numbers matter, from solves that the runner runs side by side.

    ``starts`` are those of the plan that is kept; None for the best plan of the workbook as it stands.

    Raises
    ------
    QuestionError
        When there is no number that is not sure, or the plan kept cannot be operated as the workbook stands.
    InfeasibleError, NoPlanError
        When the workbook has no plan, or none was found in the time.
    """
    if not numbers:
        message = "no number is named that is not sure: fill in the sheet Ranges"
        raise QuestionError(message)
    if asked.method:  # what is missing is said before anything is solved
        shares = quantiles(asked.method, len(numbers), asked.size, asked.seed)
    starts, own, near = _own(work, options, runner, starts)
    looked_at, left = _looked_at(work, numbers, starts, asked, options, runner)
    at_work = [NumberAtWork(work, of, options, starts, own, near) for of in looked_at]
    in_rounds(runner, [each.screened() for each in at_work])
    ordered = sorted(at_work, key=lambda each: -each.width)
    widest = [each for each in ordered if each.place is not Stands.NOWHERE]
    if 0 < asked.widest < len(widest):
        widest = by_regret(widest, options, runner)
    widest = widest[: asked.widest]
    told = in_rounds(runner, [_widest(each, asked) for each in widest])
    by_number = {each.of.name: found for each, found in zip(widest, told, strict=True)}
    found = [_one(each, *by_number.get(each.of.name, (None, None))) for each in ordered]
    sampled = SampledWorkbook(work, numbers, starts, options, near)
    drawn = hypercube(asked.samples, len(numbers), asked.seed)
    questions = [sampled.drawn(row, n, anew=n < asked.anew) for n, row in enumerate(drawn)]
    samples = in_rounds(runner, questions)
    told_indices = None
    if asked.method:
        effects = in_rounds(runner, [sampled.drawn(row, n + asked.samples, anew=False) for n, row in enumerate(shares)])
        told_indices = indices(asked.method, effects, asked.seed)
    return Sensitivity(
        starts, own, options.gap, tuple(found), tuple(samples), None if told_indices is None else tuple(told_indices),
        asked, tuple(numbers), left,
    )  # fmt: skip


def _looked_at(
    work: VariedWorkbook,
    numbers: Sequence[Uncertain],
    starts: Decisions,
    asked: SensitivityAsked,
    options: Options,
    runner: Runner[Any],
) -> tuple[list[Uncertain], tuple[tuple[Uncertain, float], ...]]:
    """Return the numbers to look at, in their order, and the others with what they are estimated to move."""
    if len(numbers) <= asked.most or asked.most == 0:
        return list(numbers[: asked.most]), ()
    moves = estimates_of(work, numbers, starts, options, runner)
    order = sorted(range(len(numbers)), key=lambda n: -moves[n])
    chosen = sorted(order[: asked.most])
    return [numbers[n] for n in chosen], tuple((numbers[n], moves[n]) for n in order[asked.most :])


def _own(
    work: VariedWorkbook, options: Options, runner: Runner[Any], starts: Decisions | None
) -> tuple[Decisions, Trial, Near]:
    """Return the starts that are kept, what they and the best plan cost as the workbook stands, and what is whole."""
    if starts is None:
        best = _planned(work, options, runner)
        assert best.decisions is not None
        starts = best.decisions
        plan = _kept(work, options, runner, starts)
    else:
        _demand_projects(work.book, starts)
        plan = _kept(work, options, runner, starts)
        (bound,) = in_rounds(runner, [answered(bound_task(f"{THE_PLAN}: bound", work.book, options))])
        best = as_good(plan, bound.bound, options) or _planned(work, options, runner, plan.whole)
    if plan.cost is None:
        message = f"the plan's starts cannot be operated in {_stands(work.book)}: {plan.why}"
        raise QuestionError(message)
    return starts, replace(trial_of(0.0, best, plan, options), decisions=best.decisions), plan.whole


def _planned(work: VariedWorkbook, options: Options, runner: Runner[Any], near: Near = ()) -> PlanAt:
    """Return the best plan of the workbook as it stands."""
    (best,) = in_rounds(runner, [answered(PointTask(work.book, near=near).task(f"{THE_PLAN}: {ANEW}", options))])
    if best.cost is not None and best.decisions is not None:
        return best
    if best.status is Status.INFEASIBLE:
        diagnose = "planner diagnose" + ("" if work.book.case == BASE else f' --case "{work.book.case}"')
        message = f"there is no plan for {_stands(work.book)}: {diagnose} says why"
        raise InfeasibleError(message)
    message = f"{work.book.path.name}: no plan was found in the time limit of {options.time_limit:g} s"
    raise NoPlanError(message)


def _demand_projects(book: Book, starts: Decisions) -> None:
    known = {row["project"] for row in book.rows("Projects")}
    others = list(dict.fromkeys(project for project, *_ in starts if project not in known))
    if others:
        named = and_more(others, MOST_NAMED)
        message = f"the plan starts what {book.path.name} has no project of: {named}; keep a plan of that workbook"
        raise QuestionError(message)


def _stands(book: Book) -> str:
    return f"{book.path.name} as it stands" if book.case == BASE else f"the case {book.case} of {book.path.name}"


def _kept(work: VariedWorkbook, options: Options, runner: Runner[Any], starts: Decisions) -> PlanAt:
    task = PointTask(work.book, starts, tells=True).task(f"{THE_PLAN}: {KEPT}", options)
    return in_rounds(runner, [answered(task)])[0]


def _widest(at_work: NumberAtWork, asked: SensitivityAsked) -> AskedInRounds[tuple[NumberFound, Knowing | None]]:
    found = yield from at_work.studied(asked.steps)
    known = yield from knowing(at_work, found, asked.weights, chooses=asked.chooses)
    at_work.forget()
    return found, known


def _one(at_work: NumberAtWork, found: NumberFound | None, known: Knowing | None) -> OneNumber:
    return OneNumber(
        at_work.of, at_work.place, at_work.ends, at_work.width, found, known, tuple(dict.fromkeys(at_work.problems))
    )
