"""From a workbook to its plan: assemble, build, compile, solve, read the answer, audit."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np

from planner.audit.audit import audit, judged_now
from planner.interrupts import finishing
from planner.planning.beside import Asides, Beside, asides, kept_for
from planner.planning.modelled import cutters_of, model_of
from planner.planning.refusal import why_not
from planner.planning.remedies import builder_of
from planner.plans.extract import extract
from planner.plans.plan import Plan
from planner.plans.resilience import cut_windows, resilience
from planner.plans.tables import SETS
from planner.program import versions
from planner.solving.branches.cuts import engines
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.convention import by_convention
from planner.solving.cutting_planes import MOST_SOLVES, CuttingPlanes
from planner.solving.needless import without_needless
from planner.solving.outcome import Answer, Follower, Listener, Options, relative_gap
from planner.solving.safest import SAFEST, Safe, safest
from planner.solving.solution import solved
from planner.solving.workers.mapped import mapped
from planner.statuses import Status, Stop
from planner.wording.outage_sets import sets_in_words
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.trunk import Trunk

WORLDS: Final = "its worlds: planned is the workbook as it stands (`planner playbook` plans for all of them)"
CHEAPEST: Final = "cheapest operation"  # the fact of a run: its cost, where a dearer and safer one is given
# What comes after a solve, as measured: in seconds of reading and building, and for a branch in those of building.
AFTER: Final = 2.5
AFTER_BRANCH: Final = 0.45


@dataclass
class Stages:
    """Seconds by stage, and who is told which stage begins; ``began`` is when the command did, of which they are."""

    tell: Callable[[str], None] = lambda _: None
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    def is_late(self, options: Options) -> bool:
        """Whether the time limit of the whole command is over."""
        return time.perf_counter() - self.began > options.time_limit

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        self.tell(name)
        began = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def options_of(book: Book, **given: object) -> Options:
    """Return how to solve a workbook: its Settings, and what the command line says otherwise."""
    settings = book.settings
    chosen = {
        "gap": settings["gap"],
        "money_gap": settings["money gap"],
        "time_limit": settings["time limit"],
        "threads": 0 if math.isinf(settings["threads"]) else int(settings["threads"]),
        "seed": int(settings["seed"]),
    }
    return Options(**(chosen | {name: value for name, value in given.items() if value is not None}))


def solve_book(
    book: Book,
    *,
    listener: Listener | None = None,
    stages: Stages | None = None,
    told_beside: bool = False,
    settles: float = 0.0,
    **given: object,
) -> Plan:
    """Return the plan of a workbook, audited.

    Parameters
    ----------
    listener
        Told seconds, incumbent, bound and gap while the solver works.
    stages
        Takes the seconds of every stage.
    told_beside
        Whether the plan tells what would be with nothing built, and which of its decisions are settled.
    settles
        The seconds that asking for each decision by a solve of its own may take, where bounds do not settle it.
    given
        gap, money_gap, time_limit, threads, seed: over those of Settings; processes.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give, or could earn without limit.
    InfeasibleError
        When the hard requirements cannot hold together; `planner.infeasibility.planned` finds out which.
    NoPlanError
        When the time limit came before the first plan.
    SolverError
        When the solver failed.
    """
    stages = stages or Stages()
    options = options_of(book, **given)
    with collector_paused():
        with stages.stage("build"):
            model = model_of(book, assemble(book))
        with stages.stage("hand-over"):
            program = compile_model(model)
        shapes = Shapes(model, program)
    ends = stages.began + options.time_limit
    with asides(book, model, shapes, options, ends, settles) if told_beside else nullcontext() as beside:
        with stages.stage("solve"):
            cutters, program = cutters_of(model, program, options, shapes)
            limit = seconds_to_solve(options, stages, len(model.branches)) - (kept_for(options) if beside else 0.0)
            planes = CuttingPlanes(program, replace(options, time_limit=max(limit, 0.0)), cutters, listener)
            if isinstance(listener, Follower):
                listener.begin(book, model, planes, options)
            answer, exact, words = _run(planes, listener, partial(_safer, model, shapes, beside))
            if beside:
                beside.end(planes, answer, exact)
        if answer.values is None:
            with stages.stage("find out why not"):
                raise why_not(book, model, planes.program, answer, options, builder_of(options, cutters_of))
        facts = facts_of(book, planes, answer, exact is not None, options) | {SAFEST: words}
        told, options = (None, options) if beside is None else (beside.told, beside.left_over)
        return plan_of(book, model, planes.program, answer, exact, facts, options, stages, shapes, told)


def _safer(
    model: Trunk, shapes: Shapes, beside: Asides | None, planes: CuttingPlanes, answer: Answer, exact: Answer | None
) -> Safe:
    """Return the safest of the plans at the cost of one; what is beside it is looked for meanwhile."""
    if beside:
        beside.begin(planes, answer, exact)
    return safest(model, shapes, planes, answer, exact)


def seconds_to_solve(options: Options, stages: Stages, branches: int) -> float:
    """Return how long the solver may work, so that the whole command ends in its time limit and what writing takes.

    Extracting, judging and auditing a plan take as long as a few times what reading and building took, and for each
    branch a part of what building took (docs/solving.md has the measurements); never more than half of the limit.
    """
    made = [stages.seconds.get(name, 0.0) for name in ("build", "hand-over")]
    read = stages.seconds.get("read and check", 0.0)
    after = AFTER * (read + sum(made)) + AFTER_BRANCH * branches * sum(made)
    spent = time.perf_counter() - stages.began
    return max(options.time_limit - spent - min(after, options.time_limit / 2), 0.0)


def _run(
    planes: CuttingPlanes, listener: Listener | None, safer: Callable[[CuttingPlanes, Answer, Answer | None], Safe]
) -> tuple[Answer, Answer | None, str]:
    """Return the answer of the rounds, made as safe as it can be, and in words how safe that is.

    At a Ctrl-C amid them it is the best exact plan that there was.
    """
    try:
        with engines(planes.cutters):
            answer, exact = planes.run()
            safe = safer(planes, answer, exact)
        answer, exact = without_needless(planes.program, safe.answer, safe.exact)
    except KeyboardInterrupt:
        found = listener.exact() if isinstance(listener, Follower) else None
        if found is None:
            raise
        return found, found, ""
    if isinstance(listener, Follower) and answer.values is not None and answer.objective is not None:
        listener.found(answer.values, answer.objective, is_exact=True)
    return answer, exact, safe.words


def plan_of(
    book: Book,
    model: Trunk,
    program: LinearProgram,
    answer: Answer,
    exact: Answer | None,
    facts: dict[str, object],
    options: Options,
    stages: Stages,
    shapes: Shapes | None = None,
    beside: Callable[[], Beside] | None = None,
    *,
    is_audited: bool = True,
) -> Plan:
    """Return the plan that an answer amounts to, judged in every branch and audited; ``facts`` are of its run.

    It is left without its Checks for a study that says something else of the run, and audits it then.
    """
    in_workers = partial(mapped, options=options)
    with finishing():
        with stages.stage("extract"):
            left_open, answer, exact = by_convention(model, program, answer, exact)
            shapes = shapes or Shapes(model, program)
            tables = extract(book, solved(model, program, answer, exact, shapes, left_open))
        values = answer.values if exact is None or exact.values is None else exact.values
        assert values is not None
        with stages.stage("judge disruptions"):
            tables |= resilience(model, program, values, options, shapes, lambda: stages.is_late(options), book)
        if exact is not None and exact.priced is not None:
            facts[CHEAPEST] = exact.priced
        judged = None
        if beside is not None:
            with stages.stage("audit"):  # the most of it, while what is beside the plan may be asked in workers
                judged = judged_now(book, tables, in_workers)
            with stages.stage("what is beside it"):
                beside().add(book, tables, facts)
        parts = (cut_windows(model.index.problem), left_open.words, WORLDS if book.rows("Worlds") else "")
        facts["left out"] = "; ".join(filter(None, parts))
        if SETS.name in tables:
            facts["outage sets"] = "; ".join(sets_in_words(tables[SETS.name]))
        if is_audited:
            with stages.stage("audit"):
                tables["Checks"] = audit(book, tables, facts, in_workers, judged=judged)
    facts |= {f"seconds: {name}": seconds for name, seconds in stages.seconds.items()}
    plan = Plan(book, tables, facts)
    return plan.marked() if is_audited else plan


def facts_of(book: Book, planes: CuttingPlanes, answer: Answer, is_exact: bool, options: Options) -> dict[str, Any]:
    """Return what the sheet Run tells of a solve."""
    program = planes.program
    assert answer.objective is not None
    sizes = np.abs(program.matrix.data)
    costs = np.abs(program.cost[program.cost != 0])
    gap = None if answer.bound is None else relative_gap(answer.objective, answer.bound)
    stopped = why_stopped(planes, answer)
    return {
        "title": book.settings["title"],
        "status": stopped.status,
        "stopped": stopped,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": gap,
        "gap asked": options.gap,
        "money gap asked": options.money_gap or None,
        "time limit": options.time_limit,
        "threads": options.threads or os.cpu_count(),
        "seed": options.seed,
        "input": book.path.name,
        "input sha256": book.sha256,
        "case": book.case,
        "money": f"{book.settings['money unit']} {book.settings['currency']}",
        "values": "exact for the decisions made" if is_exact else "within the solver's tolerances only",
        "left out": "",
        "rounds": planes.solves,
        "rows added": planes.added,
        "nodes": answer.nodes,
        "variables": len(program.columns),
        "whole-numbered variables": int(program.integer.sum()),
        "rows": len(program.rows),
        "nonzeros": int(program.matrix.nnz),
        "smallest coefficient": float(sizes.min()) if sizes.size else None,
        "largest coefficient": float(sizes.max()) if sizes.size else None,
        "smallest cost": float(costs.min()) if costs.size else None,
        "largest cost": float(costs.max()) if costs.size else None,
        **versions(),
    }


def why_stopped(planes: CuttingPlanes, answer: Answer) -> Stop:
    """Return why a solve with a plan stopped; `planner.wording.key_figures.STOPPED` says it in full."""
    if answer.status is Status.PROVEN:
        return Stop.GAP_CLOSED
    if answer.interrupted:
        return Stop.INTERRUPTED
    if planes.has_failed:
        return Stop.FAILED
    if planes.is_stuck:
        return Stop.TOLERANCES
    return Stop.MOST_ROUNDS if planes.solves >= MOST_SOLVES else Stop.TIME_LIMIT
