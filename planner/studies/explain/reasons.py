"""Why a plan is as it is: what each project, agreement and limit is worth, as the difference that doing without makes.

Every difference is between two optima, each known within its gap: it is told as what it is at least and at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pandas as pd

from planner.errors import InfeasibleError, NoPlanError, QuestionError
from planner.plans.frames import frame
from planner.reports.loading.several import number_or
from planner.statuses import Status
from planner.studies.alternatives.solves import Job, SolvedPlan
from planner.studies.core.query import Decisions, decisions_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.explain.prices import Priced, priced
from planner.studies.explain.solves import Standing, best_of, changed, conflicting, started, without
from planner.workbook.addresses import Cell
from planner.workbook.book import Book, Row
from planner.workbook.checks.lookup import CheckLookup

if TYPE_CHECKING:
    from planner.studies.core.progress import StudyProgress
    from planner.studies.core.session import Session

MOST_CONFLICTS: Final = 6  # decisions that cannot be, of which it is looked up what stands against them
CONFLICT_SECONDS: Final = 60.0
R = TypeVar("R")
Where = tuple[str, int] | Cell  # a row, or the cell of a price


class Otherwise(Enum):
    """What is asked of a thing: to forbid what is built, to force what is not, to do without an agreement."""

    FORBID = auto()
    FORCE = auto()
    SPARE = auto()

    @property
    def words(self) -> str:
        """What is asked, in words."""
        return "build it" if self is Otherwise.FORCE else "do without it"


@dataclass
class Reason:
    """What it would cost to decide otherwise about one thing.

    Attributes
    ----------
    name, sheet, row, now
        What it is, the sheet and row that it stands on, and what the plan does about it.
    otherwise
        What is asked.
    low, high
        What it costs more, at least and at most; None where it is not known.
    status
        ``known``, ``impossible``, ``open`` (no plan was found in the time), or ``not asked``.
    why
        Why it is not asked, or what stands against it.
    supplier
        Of an offer: by it, too, it may be asked for.
    """

    name: str
    sheet: str
    row: int
    now: str
    otherwise: Otherwise
    low: float | None = None
    high: float | None = None
    status: str = "not asked"
    why: str = ""
    against: list[str] = field(default_factory=list)
    supplier: str = ""

    @property
    def called(self) -> set[str]:
        """What it may be asked for by."""
        return {self.name.casefold(), self.supplier.casefold()} - {""}

    @property
    def where(self) -> tuple[str, int]:
        """What tells it from all others: its row. Two price steps of one supplier have one name."""
        return self.sheet, self.row


@dataclass
class Explanation:
    """What was found: the plan's cost and what is proven of it, reasons, and prices."""

    cost: float
    bound: float
    reasons: list[Reason]
    prices: list[Priced]

    @property
    def slack(self) -> float:
        """By how much the plan may be dearer than the best: differences below it may be none."""
        return max(self.cost - self.bound, 0.0)


@dataclass(frozen=True)
class Explained:
    """The plan that is explained: its tables and the facts of its run."""

    tables: Mapping[str, pd.DataFrame]
    run: Mapping[str, Any]


def explain(session: Session, plan: Explained, only: Sequence[str], progress: StudyProgress) -> Explanation:
    """Return why a plan is as it is.

    Parameters
    ----------
    only
        The projects, suppliers and lanes that are looked at; all without.

    Raises
    ------
    QuestionError
        When one of them is not in the workbook.
    """
    reasons = _chosen(reasons_of(session.book, plan), only)
    progress.stage("explain: the plan itself")
    decisions = decisions_of(session.book, plan.tables)
    itself = _task(session, "the plan itself", best_of, (Job(session.book, session.worker), decisions), decisions)
    [told] = _done(session, progress, {("Projects", 0): itself}).values()
    if told.cost is None:
        if told.status is not Status.INFEASIBLE:
            message = "the plan could not be solved again within the time limit; give more time"
            raise NoPlanError(message)
        message = "the workbook that the plan carries has no plan"
        raise InfeasibleError(message)
    job = Job(session.book, session.worker, told.known)
    found = Explanation(float(plan.run["objective"]), told.bound or -math.inf, reasons, [])
    found.bound = max(found.bound, number_or(plan.run.get("bound"), -math.inf))
    prices = priced(session.book, plan.tables["Prices"]) if not only else []
    progress.stage("explain: projects, agreements and prices")
    tasks = _questions(session, job, reasons, decisions) | _price_tasks(session, prices)
    answers = _done(session, progress, tasks)
    _settle(found, answers, prices, told.cost)
    _conflicts(session, found, progress)
    return found


def check_names(book: Book, only: Sequence[str]) -> None:
    """Refuse a name that nothing to explain has: the workbook says so, before a plan is verified."""
    _chosen(reasons_of(book, Explained({name: frame(name, []) for name in ("Investments", "Purchases")}, {})), only)


def reasons_of(book: Book, plan: Explained) -> list[Reason]:
    """Return what there is to ask about: every project, every agreement that the plan uses."""
    built = set(plan.tables["Investments"].query("decision == 'build'")["project"])
    lookup = CheckLookup(book)
    found = []
    for row in book.rows("Projects"):
        name, is_built = row["project"], row["project"] in built
        asked = Otherwise.FORBID if is_built else Otherwise.FORCE
        each = Reason(name, "Projects", row.number, "built" if is_built else "not built", asked)
        each.why = _locked(row) if is_built else _cannot(row, lookup)
        found.append(each)
    return [*found, *_offers(book, plan.tables), *_lanes(book, plan.tables)]


def _locked(row: Row) -> str:
    decision = row["decision"]
    if decision.kind == "free":
        return ""
    return "the workbook asks for it: must" if decision.kind == "must" else "the workbook has committed to it"


def _cannot(row: Row, lookup: CheckLookup) -> str:
    """Return why a project cannot be built; blank where it can."""
    if row["decision"].kind == "never":
        return "cannot be built because the workbook says never"
    if not lookup.offered(row):
        return "cannot be built because no start would be in service before the horizon ends"
    late = [name for name in row["requires"] if lookup.first_service(name) is None]
    if late:
        return f"cannot be built because it requires {late[0]}, which cannot be in service"
    if lookup.first_service(row["project"]) is None:
        return "cannot be built because what it requires is in service too late"
    return ""


def _offers(book: Book, tables: Mapping[str, pd.DataFrame]) -> list[Reason]:
    """Return the offers with a fixed cost, a minimum, a term or needs; what the plan does not use is worth nothing."""
    used = _bought(tables)
    found = []
    for row in book.rows("Suppliers"):
        if any(row["fixed cost"]) or any(row["minimum"]) or row["term"] is not None or row["needs"]:
            names = (row["supplier"], row["site"], row["material"])
            now = "used" if names in used else "not used"
            each = Reason(" / ".join(names), "Suppliers", row.number, now, Otherwise.SPARE, supplier=row["supplier"])
            each.why = "" if names in used else "the plan does not buy of it"
            found.append(each)
    return found


def _bought(tables: Mapping[str, pd.DataFrame]) -> set[tuple[str, ...]]:
    rows = tables["Purchases"][["supplier", "site", "material"]]
    return {tuple(str(part) for part in key) for key in rows.itertuples(index=False, name=None)}


def _lanes(book: Book, tables: Mapping[str, pd.DataFrame]) -> list[Reason]:
    found = []
    for row in book.rows("Lanes"):
        if any(row["fixed cost"]):
            mode = f" by {row['mode']}" if row["mode"] else ""
            name = f"{row['from']} > {row['to']}{mode}"
            found.append(Reason(name, "Lanes", row.number, "offered", Otherwise.SPARE))
    return found


def _chosen(reasons: list[Reason], only: Sequence[str]) -> list[Reason]:
    if not only:
        return reasons
    folded = {name.casefold() for name in only}
    found = [each for each in reasons if each.called & folded]
    missing = sorted(folded.difference(*(each.called for each in found)))
    if missing:
        message = f"nothing to explain is named {missing[0]!r}: name projects, suppliers with terms, or lanes"
        raise QuestionError(message)
    return found


def _questions(
    session: Session, job: Job, reasons: list[Reason], decisions: Decisions
) -> dict[Where, Task[SolvedPlan]]:
    tasks: dict[Where, Task[SolvedPlan]] = {}
    for each in reasons:
        name, where = f"{each.name}: {each.otherwise.words}", each.where
        if each.why:
            continue
        if each.sheet == "Projects":
            counts = (0.0, 0.0) if each.otherwise is Otherwise.FORBID else (1.0, math.inf)
            asked = (each.name, list(map(str, counts)), decisions)
            tasks[where] = _task(session, name, started, (job, each.name, *counts, decisions), asked)
        else:
            tasks[where] = _task(session, name, without, (session.book, session.worker, *where), where)
    return tasks


def _price_tasks(session: Session, prices: list[Priced]) -> dict[Where, Task[SolvedPlan]]:
    tasks: dict[Where, Task[SolvedPlan]] = {}
    for each in prices:
        arguments = (each.book(session.book), session.worker)
        tasks[each.cell] = _task(session, each.title, changed, arguments, (each.cell, each.moved))
    return tasks


def _task(
    session: Session, name: str, function: Callable[..., SolvedPlan], arguments: tuple[object, ...], asked: object
) -> Task[SolvedPlan]:
    return Task(name, function, arguments, key_of(session.book.identity, asked, session.worker.told), SolvedPlan)


def _done(session: Session, progress: StudyProgress, tasks: Mapping[Where, Task[R]]) -> dict[Where, R]:
    """Return what was found of each thing that is asked about: two may have one name."""
    where = {id(task): each for each, task in tasks.items()}
    with session.runner(progress) as runner:
        for task in tasks.values():
            runner.submit(task)
        return {where[id(task)]: told for task, told in runner.done()}


def _settle(found: Explanation, answers: Mapping[Where, SolvedPlan], prices: list[Priced], best: float) -> None:
    """Put what was answered into reasons and prices."""
    asked = [each for each in found.reasons if each.where in answers]
    # a plan without an offer may be none of the workbook's: a price step behind it opens that would have to wait for it
    costs = [answers[each.where].cost for each in asked if each.sheet != "Suppliers"]
    found.cost = min([found.cost, best, *(cost for cost in costs if cost is not None)])
    found.bound = min(found.bound, found.cost)
    for each in asked:
        told = answers[each.where]
        if told.status is Status.INFEASIBLE:
            each.status = "impossible"
            continue
        each.status = "open" if told.cost is None else "known"
        if told.bound is not None:
            each.low = max(told.bound - found.cost, 0.0)
        if told.cost is not None:
            each.high = max(told.cost - found.bound, 0.0)
    for each in found.reasons:
        if each.now == "not used":
            each.low = each.high = 0.0
            each.status = "known"
    for price in prices:
        told = answers[price.cell]
        if told.cost is not None and told.bound is not None:
            price.low = max(found.bound - told.cost, 0.0)
            price.high = max(found.cost - told.bound, 0.0)
    found.prices = prices


def _conflicts(session: Session, found: Explanation, progress: StudyProgress) -> None:
    """Look up what stands against the first decisions that cannot be."""
    impossible = [each for each in found.reasons if each.status == "impossible" and each.sheet == "Projects"]
    options = replace(session.worker, time_limit=min(session.worker.time_limit, CONFLICT_SECONDS))
    tasks: dict[Where, Task[Standing]] = {}
    for each in impossible[:MOST_CONFLICTS]:
        kind = "never" if each.otherwise is Otherwise.FORBID else "must"
        name, arguments = f"{each.name}: what stands against it", (session.book, each.name, kind, options)
        key = key_of(session.book.identity, (each.name, kind), session.worker.told)
        tasks[each.where] = Task(name, conflicting, arguments, key, Standing)
    if not tasks:
        return
    progress.stage("explain: what stands against what cannot be")
    answers = _done(session, progress, tasks)
    for each in impossible[:MOST_CONFLICTS]:
        told = answers[each.where]
        each.against = list(told.changes)
        each.why = ", ".join(told.conflict[:3])
