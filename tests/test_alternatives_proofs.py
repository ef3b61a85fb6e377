"""What settles a question of alternatives, and what does not: answers made by hand, none of them solved."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.outcome import Answer, Options
from planner.statuses import Status
from planner.studies.alternatives.found import FoundAlternatives
from planner.studies.alternatives.ranges import (
    FEWEST,
    LARGEST_SIZE,
    LEAST_SIZE,
    MOST,
    MUST,
    NEVER,
    OPEN,
    Range,
    SizeBracket,
)
from planner.studies.alternatives.search import AlternativesSearch
from planner.studies.alternatives.solves import Job, SolvedPlan, _bound, different, solved_plan

if TYPE_CHECKING:
    from planner.studies.core.tasks import Task

LIMIT = 100.0
BEYOND = LIMIT * (1 + 1e-6)
JUST = LIMIT * (1 + 1e-8)


def search(*ranges: Range, only_kind: bool = False, wanted: int = 0) -> AlternativesSearch:
    """Return a search among plans that cost 100 at most."""
    job = Job(cast("Any", SimpleNamespace(identity=())), Options(), None, LIMIT)
    found = FoundAlternatives(98.0, 98.0, True, 0.02, LIMIT, {each.project: each for each in ranges}, [])
    return AlternativesSearch(cast("Any", None), job, found, wanted, only_kind)


def told(status: str = "not proven", **more: Any) -> SolvedPlan:
    return SolvedPlan(Status(status), **more)


def asked_again(here: AlternativesSearch) -> list[str]:
    return [task.name for task in here._first]


def seen(starts: float, size: float = 0.0, offered: float = 3.0, **more: Any) -> Range:
    """Return a project that some plan starts so often."""
    each = Range("x", offered, **more)
    each.seen(starts, size, "2026")
    return each


ANSWERS = [
    (told("infeasible"), True, False),
    (told("no plan found", bound=BEYOND), True, False),
    (told("no plan found", bound=JUST), False, True),
    (told("no plan found", bound=LIMIT), False, True),
    (told("no plan found"), False, True),
    (told(cost=BEYOND, bound=98.0), False, True),
    (told(cost=BEYOND, bound=BEYOND), True, False),
    (told(cost=JUST, bound=98.0), False, False),
    (told("proven", cost=LIMIT, bound=LIMIT), False, False),
]


@pytest.mark.parametrize("side", [FEWEST, MOST])
@pytest.mark.parametrize(("answer", "settles", "again"), ANSWERS)
def test_what_settles_whether_a_plan_is_within_the_limit(
    side: str, answer: SolvedPlan, settles: bool, again: bool
) -> None:
    """No plan, or only plans that are proven to cost more; what is open is asked again with the limit as a row."""
    starts = 1.0 if side == FEWEST else 0.0
    each = seen(starts)
    here = search(each)
    plan = (("x", "2026", 1.0 - starts, None),)
    here.take(here._cheapest(each, side, 1.0 - starts), replace(answer, decisions=plan))
    is_proven = each.fewest.low == 1 if side == FEWEST else each.most.high == 0
    assert is_proven is settles
    assert asked_again(here) == ([f"x: {side} {1 - starts:g}, within the limit"] if again else [])
    is_witness = answer.cost is not None and answer.cost <= JUST
    assert (each.fewest.high, each.most.low) == ((0.0, 1.0) if is_witness else (starts, starts))


@pytest.mark.parametrize(("status", "settles"), [("infeasible", True), ("no plan found", False)])
def test_what_settles_a_question_that_is_asked_with_the_limit(status: str, settles: bool) -> None:
    each = seen(0.0)
    here = search(each)
    here.take(here._cheapest(each, MOST, 1.0), told("no plan found"))
    here.take(cast("Task[SolvedPlan]", here.next()), told(status))
    assert each.kind == (NEVER if settles else OPEN)


@pytest.mark.parametrize(
    ("side", "bound", "settles"),
    [(MOST, -0.9, True), (MOST, -1.0, False), (MOST, -1 + 1e-8, False), (MOST, None, False), (FEWEST, 0.0, False)],
)
def test_when_of_many_projects_none_can_be_started(side: str, bound: float | None, settles: bool) -> None:
    """Where no plan has even one start of them all, in whole numbers."""
    starts = 0.0 if side == MOST else 1.0
    ranges = seen(starts), seen(starts)
    ranges[1].project = "y"
    here = search(*ranges)
    here.take(cast("Task[SolvedPlan]", here._hint(side)), told("no plan found", bound=bound))
    assert [each.kind for each in ranges] == [NEVER if settles else OPEN] * 2


@pytest.mark.parametrize(
    ("sign", "bound", "expected"),
    [(1.0, 2.5, (2.5, 9.0)), (-1.0, -9.0, (0.0, 9.0)), (1.0, None, (0.0, 12.0)), (-1.0, None, (0.0, 12.0))],
)
def test_what_is_proven_of_a_size(sign: float, bound: float | None, expected: tuple[float, float]) -> None:
    each = seen(1.0, 5.0, has_size=True)
    each.largest_size.high = 9.0 if sign > 0 else 12.0
    if bound is None:
        each.largest_size.high = 12.0
    search(each)._sized(each, sign)(told(bound=bound))
    assert (each.least_size.low, each.largest_size.high) == expected


def test_a_plan_that_is_no_other_is_no_unlike_plan() -> None:
    here = search(wanted=1)
    here.take(cast("Task[SolvedPlan]", here._unlike()), told(cost=99.0, distance=1e-9, farthest=0.0))
    assert here.found.plans == []


def test_bounds_of_starts_only_narrow_and_are_whole() -> None:
    each = seen(2.0, offered=4.0)
    each.bound(FEWEST, 0.5)
    each.bound(MOST, 3.5)
    assert (each.fewest, each.most) == (SizeBracket(1.0, 2.0), SizeBracket(2.0, 3.0))
    each.bound(FEWEST, 0.0)
    each.bound(MOST, 4.0)
    assert (each.fewest, each.most) == (SizeBracket(1.0, 2.0), SizeBracket(2.0, 3.0))
    each.bound(FEWEST, 1 + 1e-9)  # the solver's rounding is no proof of one more
    each.bound(MOST, 3 - 1e-9)
    assert (each.fewest, each.most) == (SizeBracket(1.0, 2.0), SizeBracket(2.0, 3.0))
    each.bound(FEWEST, 1.1)
    each.bound(MOST, 2.9)
    assert (each.fewest, each.most) == (SizeBracket(2.0, 2.0), SizeBracket(2.0, 2.0))


def test_bounds_of_sizes_only_narrow_and_never_beyond_what_was_found() -> None:
    each = seen(1.0, 5.0, has_size=True)
    for low, high in ((4.0, 6.0), (3.0, 7.0)):
        each.bound(LEAST_SIZE, low)
        each.bound(LARGEST_SIZE, high)
        assert (each.least_size, each.largest_size) == (SizeBracket(4.0, 5.0, 5.0), SizeBracket(5.0, 6.0, 5.0))
    each.bound(LEAST_SIZE, 5.1)
    each.bound(LARGEST_SIZE, 4.9)
    assert (each.least_size, each.largest_size) == (SizeBracket(5.0, 5.0, 5.0), SizeBracket(5.0, 5.0, 5.0))
    each.seen(1.0, 6.0, None)
    assert (each.least_size.high, each.largest_size.low) == (5.0, 6.0)


def test_an_answer_settles_what_was_asked_and_no_more() -> None:
    each = seen(2.0, offered=4.0)
    each.answered(FEWEST, 0.0)
    assert (each.fewest.low, each.kind) == (1.0, MUST)
    each.answered(MOST, 4.0)
    assert each.most.high == 3.0


def test_what_is_settled() -> None:
    assert SizeBracket(3.0, 3.0).is_settled
    assert SizeBracket(1e6, 1e6 + 0.5).is_settled
    assert not SizeBracket(3.0, 3.001).is_settled
    assert not SizeBracket(0.0, float("inf")).is_settled


@pytest.mark.parametrize(
    ("fewest", "most", "kind", "is_asked"),
    [
        ((1.0, 3.0), (3.0, 3.0), MUST, (False, False)),
        ((0.0, 2.0), (2.0, 3.0), OPEN, (True, False)),
        ((0.0, 0.0), (0.0, 3.0), OPEN, (False, True)),
        ((0.0, 0.0), (0.0, 0.0), NEVER, (False, False)),
    ],
)
def test_whether_a_side_still_says_more_of_the_kind(
    fewest: tuple[float, float], most: tuple[float, float], kind: str, is_asked: tuple[bool, bool]
) -> None:
    each = Range("x", 3.0)
    each.fewest, each.most = SizeBracket(*fewest), SizeBracket(*most)
    assert each.kind == kind
    assert tuple(each.next_count(side, only_kind=True) is not None for side in (FEWEST, MOST)) == is_asked


def answer_of(status: Status, **more: Any) -> Any:
    answer = Answer(status, 1.0, **more)
    return SimpleNamespace(answer=answer, values=answer.values)


@pytest.mark.parametrize(
    ("status", "has_plan", "said"),
    [
        (Status.INFEASIBLE, False, "infeasible"),
        (Status.NO_PLAN, False, "no plan found"),
        (Status.FAILED, False, "no plan found"),
        (Status.NOT_PROVEN, True, "not proven"),
        (Status.PROVEN, True, "proven"),
    ],
)
def test_only_what_the_solver_proved_is_said_to_be(status: Status, has_plan: bool, said: str) -> None:
    built = SimpleNamespace(width=1, value=lambda *_: 1.0, decisions=lambda _: (), size_of=lambda _: np.ones(1))
    found = answer_of(status, objective=1.0, bound=0.5, values=np.ones(1) if has_plan else None)
    assert solved_plan(cast("Any", built), found).status == said


@pytest.mark.parametrize(("status", "bound"), [(Status.PROVEN, 3.0), (Status.NOT_PROVEN, None), (Status.FAILED, None)])
def test_a_relaxation_that_was_not_finished_bounds_nothing(status: Status, bound: float | None) -> None:
    """The most of x + y <= 3 is 3, by the price of the row; what the solver calls its objective is not read."""
    price = np.array([-1.0]) if status is Status.PROVEN else None
    warm = SimpleNamespace(
        set_costs=lambda _: None, units=np.ones(2), run=lambda _: Answer(status, 1.0, objective=-9.0, row_dual=price)
    )
    program = LinearProgram(
        cost=-np.ones(2), offset=0.0, lower=np.zeros(2), upper=np.full(2, np.inf), integer=np.zeros(2, dtype=bool),
        matrix=csr_array(np.ones((1, 2))), row_lower=np.array([-np.inf]), row_upper=np.array([3.0]),
        columns=Members([("x", "y")]), rows=Members([("sum",)]))  # fmt: skip
    assert _bound(cast("Any", warm), program, -1.0, 10.0) == (bound if bound is None else pytest.approx(bound))


def test_how_far_a_plan_may_be_is_the_bound_not_what_was_found() -> None:
    built = SimpleNamespace(width=1, value=lambda *_: 1.0, decisions=lambda _: (), size_of=lambda _: np.ones(1))
    found = answer_of(Status.NOT_PROVEN, objective=-2.0, bound=-3.5, values=np.ones(1))
    job = SimpleNamespace(dear=(), ask=lambda _: (built, found))
    answer = different(cast("Job", job), ((),))
    assert (answer.distance, answer.farthest) == (2.0, 3.5)


def test_projects_whose_names_begin_alike_are_asked_each_for_itself() -> None:
    """Of ``x`` the fewest starts are being asked; that says nothing of a project called ``x: fewest``, or the like."""
    here = search(seen(1.0))
    task = here._cheapest(here.found.ranges["x"], FEWEST, 0.0)
    assert here._is_asked("x", FEWEST)
    assert task.name.startswith("x: ")
    assert not here._is_asked("", FEWEST)
    assert not here._is_asked("x", MOST)
    here.task(("unlike",), f"{FEWEST} of many pumps: {MOST} 1", different, (), lambda _: None)
    assert ("many", FEWEST) not in here._running.values()
