"""One point of a frontier: the best of one measure under limits, then the best of the next at that value, and so on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.arrays import Floats
from planner.planning.pipeline import why_stopped
from planner.solving.outcome import Options
from planner.statuses import Status, Stop, without_plan
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.declared_measures import AMOUNT, MONEY, HeldBy
from planner.studies.core.least_limit import LeastLimit
from planner.studies.core.measure import CAPITAL, THE_COST, Measure, needs_of
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_workbook import Held
from planner.studies.core.query_worker import Known, compiled_case_of, known_of, start_of
from planner.studies.frontier.hold import served
from planner.tolerances import MEASURE_BEST, MEASURE_CLOSEST, MEASURE_NOTHING, MEASURE_TRACE, ROUNDING, STAGE_LOSS
from planner.workbook.book import Book

Limits = dict[Measure, float]
EASY_GAP = 0.05  # where a solve only says whether there is any plan
JUST_BELOW, ROOM = 0.9, 0.5  # of the width that is asked: what none is to be below, and how much of it is above
FURTHER = 4.0  # times as far below what turned out not to be the best


@dataclass(frozen=True)
class Stage:
    """A measure that is wanted best; where it is not free, with the decisions of the stage before."""

    measure: Measure
    is_free: bool = True


@dataclass(frozen=True)
class Sought:
    """A point that is looked for.

    Attributes
    ----------
    book, options, known
        What is planned, how it is solved, and what is known from before: of several plans the last's is begun with.
    ends
        The decisions at the ends of the frontier: a plan is looked for first among what either has.
    is_told
        Whether what was found out is told with the point, for others to begin with.
    measures
        Of the frontier: what every plan is measured by, and ``also`` by what is held.
    stages
        What is wanted best, first, second ...
    limits
        The worst that measures may be.
    held
        What demands are served at least.
    """

    book: Book
    options: Options
    known: tuple[Known, ...]
    measures: tuple[Measure, ...]
    stages: tuple[Stage, ...]
    limits: tuple[tuple[Measure, float], ...] = ()
    ends: tuple[Decisions, ...] = ()
    is_told: bool = False
    held: Held = ()
    also: tuple[Measure, ...] = ()


@dataclass
class Best:
    """The best of a measure: its value, the bound that no plan is better than, the plan, why the solve stopped."""

    compiled: CompiledCase
    found: QueryAnswer
    value: float
    bound: float | None
    stopped: Stop


class NoPointError(Exception):
    """There is no plan within the limits, or none was found; ``bound``: no plan is better than it.

    ``stopped`` is why the solve stopped, as `Best` has it.
    """

    def __init__(self, status: Status, bound: float | None, stopped: Stop) -> None:
        super().__init__(status)
        self.status, self.bound, self.stopped = status, bound, stopped


@kept
class SolvedPoint:
    """What a point came to.

    Attributes
    ----------
    status, stopped
        Proven, not proven, infeasible or no plan found; why the first solve stopped that proved nothing.
    bounds
        Of the measures that were wanted best with all decisions free.
    measures, decisions
        Of the plan: what it measures, and its investments; empty without one.
    known, served
        What was found out on the way, and what the plan serves of each demand, where others begin with it.
    """

    status: Status
    stopped: Stop
    bounds: Mapping[str, float | None]
    measures: Mapping[str, float] = field(default_factory=dict)
    decisions: Decisions = ()
    known: Known | None = None
    served: Held = ()


def point(sought: Sought) -> SolvedPoint:
    """Return a point: the best of one measure after the other, each at the best of those before it."""
    limits, bounds, best = dict(sought.limits), {}, None
    values: Limits = {}
    stopped = Stop.GAP_CLOSED
    for stage in sought.stages:
        try:
            best = _best(sought, stage, limits, best)
        except NoPointError as none:
            if best is None:
                return SolvedPoint(none.status, none.stopped, {stage.measure.name: none.bound})
            stopped = none.stopped if stopped is Stop.GAP_CLOSED else stopped
            continue
        values[stage.measure] = best.value
        limits[stage.measure] = loosened(stage.measure, best.value, sought.book)
        if stage.is_free:
            bounds[stage.measure.name] = best.bound
            stopped = best.stopped if stopped is Stop.GAP_CLOSED else stopped
    assert best is not None
    assert best.found.values is not None
    compiled, found = best.compiled, best.found.values
    status = Status.PROVEN if stopped is Stop.GAP_CLOSED else Status.NOT_PROVEN
    told = SolvedPoint(status, stopped, bounds, _measured(sought, best, values), compiled.decisions(found))
    return replace(told, known=known_of(compiled, found), served=served(compiled, found)) if sought.is_told else told


def _measured(sought: Sought, best: Best, values: Mapping[Measure, float]) -> dict[str, float]:
    """Return what the plan measures: where that was wanted best, no worse than what was found then."""
    assert best.found.values is not None
    told = {}
    for measure in dict.fromkeys((*sought.measures, *sought.also, THE_COST, CAPITAL)):
        value = best.compiled.value(measure, best.found.values)
        best_of = measure.sign * min(measure.sign * value, measure.sign * values.get(measure, value))
        told[measure.name] = 0.0 if abs(best_of) < _nothing(best, measure) else best_of
    return told


def _nothing(best: Best, measure: Measure) -> float:
    """Return what rounding may make of a measure that is nothing."""
    assert best.found.values is not None
    if measure.unit is MONEY:
        return MEASURE_TRACE * best.compiled.turnover(best.found.values)
    if measure.unit is AMOUNT:
        return MEASURE_TRACE * max((max(x.amount) for x in best.compiled.model.index.problem.demands), default=1.0)
    return MEASURE_NOTHING


def _best(sought: Sought, stage: Stage, limits: Limits, before: Best | None) -> Best:
    starts = None if stage.is_free or before is None else _decisions(before)
    start = None if before is None else before.found.values
    if stage.measure.is_linear:
        return _asked(sought, stage.measure, limits, starts, start)
    if starts is not None and before is not None and before.found.values is not None:
        return replace(before, value=before.compiled.value(stage.measure, before.found.values))
    return _searched(sought, stage.measure, limits)


def _decisions(best: Best) -> Decisions:
    assert best.found.values is not None
    return best.compiled.decisions(best.found.values)


def _asked(
    sought: Sought, aim: Measure, limits: Limits, starts: Decisions | None = None, start: Floats | None = None,
    gap: float = 0.0,
) -> Best:  # fmt: skip
    """Return the best of a linear measure under limits.

    Raises
    ------
    NoPointError
        When there is no such plan.
    """
    rules = tuple((x, limits.get(x, 1.0)) for x in (*sought.measures, *sought.also) if not x.is_linear)
    worst_in = next((x.period for x in (*sought.measures, *sought.also) if x.declared.held is HeldBy.SERVICE), "")
    measured = needs_of((*sought.measures, *sought.also, THE_COST))
    setting = CaseSetting(limits=rules, measured=measured, worst_in=worst_in, held=sought.held)
    compiled = compiled_case_of(sought.book, setting, sought.options)
    known = [start_of(compiled, each) for each in sought.known]
    linear = tuple((x, worst) for x, worst in limits.items() if x.is_linear)
    query = Query(aim=aim, limits=linear, starts=starts)
    options = replace(sought.options, gap=max(sought.options.gap, gap))
    starts_known = [x for x in (*known, start) if x is not None and len(x) == compiled.width]
    begin = starts_known[-1] if starts_known else None
    if sought.ends and starts is None:
        near = compiled.ask(between(compiled, query, sought.ends), options, start=begin).values
        begin = begin if near is None else near
    found = compiled.ask(query, options, start=begin)
    bound = None if found.answer.bound is None else aim.sign * found.answer.bound + 0.0
    if found.values is None:
        status = without_plan(found.answer.status)
        # the solver's tolerances may leave no room at the very value of the stage before
        stopped = Stop.TOLERANCES if status is Status.INFEASIBLE else why_stopped(found.planes, found.answer)
        raise NoPointError(status, bound, stopped)
    value = compiled.value(aim, found.values)
    return Best(compiled, found, value, bound, why_stopped(found.planes, found.answer))


def between(compiled: CompiledCase, query: Query, ends: Sequence[Decisions]) -> Query:
    """Return a question that leaves open only what the plans at the ends differ in.

    It is much easier, and its answer a good plan to begin with (after relaxation induced neighbourhoods: Danna,
    Rothberg and Le Pape, Mathematical Programming 102, 2005).
    """
    built_at = [{(project, period): number for project, period, number, _ in each} for each in ends]
    common = set(built_at[0].items()).intersection(*(each.items() for each in built_at[1:]))
    kept = tuple((project, period, number, None) for (project, period), number in sorted(common))
    some = {project for each in ends for project, *_ in each}
    never = tuple((x.name, 0.0, 0.0) for x in compiled.model.index.problem.projects if x.name not in some)
    return replace(query, kept=kept, counts=(*query.counts, *never))


def loosened(measure: Measure, worst: float, book: Book) -> float:
    """Return a value as a limit, with room for rounding: of itself, and of what is usual in the workbook."""
    return worst + measure.sign * (STAGE_LOSS * abs(worst) + ROUNDING * usual(measure, book))


def usual(measure: Measure, book: Book) -> float:
    """Return what is usual of a measure: the largest demand, and what it costs; 1 of a share or an index."""
    if measure.unit not in (MONEY, AMOUNT):
        return 1.0
    rows = [(max(filter(math.isfinite, row["amount"]), default=0.0), row) for row in book.rows("Demand")]
    if measure.unit is AMOUNT:
        return max((amount for amount, _ in rows), default=0.0) or 1.0
    prices = [abs(price) for row in book.rows("Suppliers") for price in row["price"]]
    dearest = max(filter(math.isfinite, prices), default=0.0)
    worth = (max(dearest, *map(abs, (*row["price"], *row["shortage cost"]))) * amount for amount, row in rows)
    return max(worth, default=0.0) or 1.0


def _searched(sought: Sought, measure: Measure, limits: Limits) -> Best:
    """Return the best of a rule's measure: the least limit that a plan keeps, between two that are known.

    A plan is looked for that is nearly the best. That none is better is proven by limits that none keeps, the first of
    them just below it; every plan that is found says how low its own measure is. It is searched for until it is known
    within the gap, or to what can be told apart, and counts as proven within the gap only.
    """
    others = {x: worst for x, worst in limits.items() if x != measure}
    best = _asked(sought, THE_COST, {**others, measure: 1.0})
    low, high, stopped, gap = 0.0, _value(best, measure), Stop.GAP_CLOSED, sought.options.gap
    near = _nearly_best(sought, measure, others, best)
    high, tried, step = _begun(measure, near, high, gap)
    while tried < high:
        try:
            best = _asked(sought, THE_COST, {**others, measure: tried}, gap=EASY_GAP)
            high, step = min(tried, _value(best, measure)), FURTHER * step
        except NoPointError as none:
            if none.status is not Status.INFEASIBLE:
                stopped = none.stopped
                break
            low = tried
        tried = max(high - step, 0.5 * (low + high)) if high - low > _width(high, gap) else high
    if stopped is Stop.GAP_CLOSED and high - low > gap * high:
        stopped = Stop.TOLERANCES
    last = _cheapest(sought, {**others, measure: high}, measure)
    return replace(last, value=high, bound=low, stopped=last.stopped if stopped is Stop.GAP_CLOSED else stopped)


def _width(high: float, gap: float) -> float:
    """Return how closely the best of a rule's measure is searched for."""
    return max(MEASURE_CLOSEST, min(MEASURE_BEST, gap * high))


def _begun(measure: Measure, near: float | None, known: float, gap: float) -> tuple[float, float, float]:
    """Return the limit that is known to be kept, the first that is tried, and how far below another is tried then.

    Some room is left above what is nearly the best: a plan at the very edge of several limits cannot be planned again.
    """
    if near is None:
        return known, 0.5 * known, known
    width = _width(near, gap)
    if near <= MEASURE_NOTHING:
        return (JUST_BELOW * width, 0.0, width) if measure.declared.may_be_none else (near, near, width)
    return near + ROOM * width, near - (JUST_BELOW - ROOM) * width, width


def _nearly_best(sought: Sought, measure: Measure, others: Limits, best: Best) -> float | None:
    """Return what a plan has of a rule's measure that is nearly the best; None where none was found."""
    assert best.found.values is not None
    linear = tuple((x, worst) for x, worst in others.items() if x.is_linear)
    options = replace(sought.options, gap=max(sought.options.gap, EASY_GAP))
    least = LeastLimit(best.compiled, measure, linear, options)
    return least.below(best.found.values, _width(_value(best, measure), sought.options.gap))


def _cheapest(sought: Sought, limits: Limits, measure: Measure) -> Best:
    """Return the least cost at the best of a rule's measure, which rounding may have brought a hair too low."""
    try:
        return _asked(sought, THE_COST, limits)
    except NoPointError:
        return _asked(sought, THE_COST, {**limits, measure: loosened(measure, limits[measure], sought.book)})


def _value(best: Best, measure: Measure) -> float:
    assert best.found.values is not None
    return best.compiled.value(measure, best.found.values)
