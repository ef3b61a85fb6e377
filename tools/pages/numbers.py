"""docs/ai-chips-numbers.md: which of the real case's widest assumptions its plan hangs on."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import planner
from planner.planning.pipeline import options_of
from planner.studies.core.rounds import in_rounds
from planner.studies.core.store import Store
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.estimates import relaxed_task
from planner.studies.sensitivity.points import PointTask
from planner.studies.sensitivity.ranged import ranged
from planner.studies.sensitivity.screening import estimates_of
from tools.pages.cases import BASE, run
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import QUIET, WORKBOOK
from tools.pages.solves import KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.studies.core.query import Decisions
    from planner.studies.core.rounds import AskedInRounds
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain

PAGE: Final = DOCS / "ai-chips-numbers.md"
WIDE: Final = 0.25  # either way: what Sources call an assumption of low confidence, or unverified
MOST: Final = 40  # are told of
SOLVED: Final = 6  # of them are solved at both ends
GAP, SECONDS = 0.01, 600.0
ASSUMED: Final = "assumption"


@dataclass(frozen=True)
class LookedAt:
    """What one number is estimated to move, and at its ends the cost of the plan kept and the least of any plan.

    Without ``costs`` its ends were not solved; one of them is None where the plan cannot be operated there.
    """

    name: str
    rows: int
    estimate: float | None
    costs: tuple[float | None, ...] = ()
    bounds: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Screened:
    """What was found: the cost of the plan kept, what no plan costs less than, how many numbers, and the widest."""

    cost: float
    bound: float
    asked: int
    numbers: tuple[LookedAt, ...]


def make(threads: int = 2) -> None:
    """Write the page's tables: the numbers whose ends were solved, and the next by what they are estimated to move."""
    found = screened(threads)
    solved = sorted((each for each in found.numbers if each.costs), key=lambda each: -_width(each, found))
    head = (
        "", "number", "rows", "moves the plan's cost by, billion USD", "regretted by at most, billion USD",
        "first estimate",
    )  # fmt: skip
    first = (
        f"The plan kept costs {_billions(found.cost)} billion USD with the numbers as they stand, where the relaxation "
        f"lies {_billions(found.cost - found.bound)} below it. Of {found.asked} numbers these move it most:"
    )
    others = [each for each in found.numbers if not each.costs]
    put(PAGE, "numbers", WORKBOOK, "\n\n".join((
        first, table(head, [(n, *_row(each, found)) for n, each in enumerate(solved, 1)]),
        f"The next {len(others)}, by the first estimate alone:",
        table(("number", "rows", "first estimate"), [(each.name, each.rows, _estimate(each)) for each in others]),
    )))  # fmt: skip


def _billions(money: float) -> str:
    return f"{money / 1000:,.1f}"


def screened(threads: int) -> Screened:
    """Return what the widest assumptions do; what was found before is read from where it is kept."""
    path = KEPT / "numbers.json"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(_screen(threads))), encoding="utf-8")
    told = json.loads(path.read_text(encoding="utf-8"))
    return Screened(told["cost"], told["bound"], told["asked"], tuple(_told(each) for each in told["numbers"]))


def _told(held: dict[str, Any]) -> LookedAt:
    ends = {name: tuple(held[name]) for name in ("costs", "bounds")}
    return LookedAt(**{**held, **ends})


def _screen(threads: int) -> Screened:
    case = planner.read(WORKBOOK).set_all(QUIET, name="undisturbed")
    work = ranged(case.workbook, case.name, case.book())
    wide = [each for each in work.numbers if is_wide(each)]
    starts = run(threads).matrix([BASE]).best[BASE].decisions
    options = replace(options_of(case.book(), gap=GAP, time_limit=SECONDS), money_gap=0.0, threads=1, processes=1)
    with Runner[Any](Store(KEPT / "numbers"), workers=threads) as runner:
        moves = estimates_of(work.work, wide, starts, options, runner)
        order = sorted(range(len(wide)), key=lambda n: -moves[n])[:MOST]
        questions = [_at_ends(work.work, wide[n], moves[n], starts, options) for n in order[:SOLVED]]
        looked_at = in_rounds(runner, questions)
        ((cost, bound),) = in_rounds(runner, [_at(work.work, "as it stands", [], starts, options)])
    assert cost is not None
    assert bound is not None
    rest = [LookedAt(wide[n].name, len(wide[n].spreads), moves[n]) for n in order[SOLVED:]]
    return Screened(cost, bound, len(wide), (*looked_at, *rest))


def is_wide(of: Uncertain) -> bool:
    """Whether a number is called an assumption, and may be off by a quarter and more."""
    first = of.spreads[0]
    far = max(abs(end - first.own) for end in (first.low, first.high))
    return any(ASSUMED in each.source for each in of.spreads) and far > WIDE * abs(first.own)


def _at_ends(
    work: VariedWorkbook, of: Uncertain, move: float, starts: Decisions, options: Any
) -> AskedInRounds[LookedAt]:
    found = []
    for end in of.ends:
        found.append((yield from _at(work, f"{of.name} at {end:.6g}", of.numbers(end), starts, options)))
    costs, bounds = zip(*found, strict=True)
    estimate = None if math.isinf(move) else move
    return LookedAt(of.name, len(of.spreads), estimate, costs, bounds)


def _at(
    work: VariedWorkbook, name: str, numbers: Sequence[Any], starts: Decisions, options: Any
) -> AskedInRounds[tuple[float | None, float | None]]:
    """Return what the plan kept costs with some numbers, and what no plan costs less than."""
    book = work.with_numbers(numbers)
    tasks = PointTask(book, starts).task(f"{name}: kept", options), relaxed_task(f"{name}: relaxed", book, options)
    told = yield list(tasks)
    return told[tasks[0].name].cost, told[tasks[1].name].move


def _width(each: LookedAt, found: Screened) -> float:
    return max((math.inf if cost is None else abs(cost - found.cost) for cost in each.costs), default=0.0)


def _row(each: LookedAt, found: Screened) -> tuple[object, ...]:
    moves = ["cannot be operated" if cost is None else f"{(cost - found.cost) / 1000:+,.1f}" for cost in each.costs]
    regrets = [
        cost - bound
        for cost, bound in zip(each.costs, each.bounds, strict=True)
        if cost is not None and bound is not None
    ]
    most = _billions(max(regrets)) if regrets and None not in each.costs else "without bound"
    return each.name, each.rows, " to ".join(dict.fromkeys(moves)), most, _estimate(each)


def _estimate(each: LookedAt) -> str:
    return "not told" if each.estimate is None else _billions(each.estimate)
