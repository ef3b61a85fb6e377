"""Where a number stands: only in the objective, and linearly; elsewhere too; or nowhere in the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from enum import Enum

import numpy as np

from planner.planning.modelled import model_of
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.whole import is_asked
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.studies.core.plain import kept
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.tolerances import ROUNDING
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.problem import Problem
from planner_models.trunk import Trunk

# Rows that these make are found while solving, so that comparing what is there before does not see them.
CUT_LATER = ("rules", "disruptions", "risk")
ARRAYS = ("lower", "upper", "integer", "row_lower", "row_upper")
OF_BRANCH = ("lower", "upper", "row_lower", "row_upper", "promised", "missing", "nonnegative")


class Stands(Enum):
    """Where a number stands."""

    NOWHERE = "nowhere: nothing that is planned depends on it"
    OBJECTIVE = "in the objective alone, linearly"
    ELSEWHERE = "in what is possible, or in what disruptions cost"


@kept
class WhereItStands:
    """Where a number stands, on its way from one end to the other."""

    place: Stands


def stands_task(name: str, books: Sequence[Book], shares: Sequence[float], begins: int) -> Task[WhereItStands]:
    """Return the task that finds out where a number stands.

    Parameters
    ----------
    books
        The workbook with several values of the number, in order.
    shares
        These values, on a scale in which cells move linearly up to ``begins`` and from there on.
    begins
        The place of the number's own value.
    """
    key = key_of([book.identity for book in books], list(shares), begins)
    return Task(name, where_it_stands, (tuple(books), tuple(shares), begins), key, WhereItStands)


def where_it_stands(books: Sequence[Book], shares: Sequence[float], begins: int) -> WhereItStands:
    """Return where a number stands, by comparing what is solved with several values of it."""
    problems = [assemble(book) for book in books]
    if all(problem == problems[0] for problem in problems):
        return WhereItStands(Stands.NOWHERE)
    later = CUT_LATER if any(problem.disruptions for problem in problems) else CUT_LATER[:1]
    if any(_differs(problem, problems[0], later) for problem in problems):
        return WhereItStands(Stands.ELSEWHERE)
    built = _built_alike(books, problems)
    if built is None:
        return WhereItStands(Stands.ELSEWHERE)
    models, programs = built
    sides = (slice(0, begins + 1), slice(begins, len(books)))
    if not all(_is_linear([p.cost for p in programs[side]], shares[side]) for side in sides):
        return WhereItStands(Stands.ELSEWHERE)
    is_apart = all(_same_branches(models[0], programs[0], *each) for each in zip(models, programs, strict=True))
    if not is_apart:
        return WhereItStands(Stands.ELSEWHERE)
    moves = any(not np.array_equal(program.cost, programs[0].cost) for program in programs)
    return WhereItStands(Stands.OBJECTIVE if moves else Stands.NOWHERE)


def _built_alike(books: Sequence[Book], problems: Sequence[Problem]) -> tuple[list[Trunk], list[LinearProgram]] | None:
    """Return the models and their programmes; None as soon as two of them differ in more than their objectives."""
    models: list[Trunk] = []
    programs: list[LinearProgram] = []
    for book, problem in zip(books, problems, strict=True):
        with collector_paused():
            models.append(model_of(book, problem))
            programs.append(compile_model(models[-1]))
        if not _same_rows(programs[0], programs[-1]):
            return None
    return models, programs


def _differs(one: Problem, two: Problem, names: Sequence[str]) -> bool:
    known = {field.name for field in fields(one)}
    return any(getattr(one, name) != getattr(two, name) for name in names if name in known)


def _same_rows(one: LinearProgram, two: LinearProgram) -> bool:
    """Whether two programmes differ in their objectives alone."""
    names = [[(name, list(keys)) for name, _, keys in each.columns.named()] for each in (one, two)]
    if names[0] != names[1] or one.matrix.shape != two.matrix.shape:
        return False
    same = all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ARRAYS)
    return same and (one.matrix != two.matrix).nnz == 0


def _is_linear(costs: Sequence[np.ndarray], shares: Sequence[float]) -> bool:
    """Whether costs move on lines."""
    if len(costs) < 2:
        return True
    first, last = costs[0], costs[-1]
    size = np.maximum(np.abs(first), np.abs(last))
    ways = [(share - shares[0]) / (shares[-1] - shares[0]) for share in shares]
    return all(
        bool((np.abs(first + way * (last - first) - cost) <= ROUNDING * size).all())
        for way, cost in zip(ways, costs, strict=True)
    )


def _same_branches(one: Trunk, program: LinearProgram, two: Trunk, other: LinearProgram) -> bool:
    """Whether two models have the same branches, what they cost to run included where it counts."""
    if one is two:
        return True
    shapes = Shapes(one, program), Shapes(two, other)
    for b, branch in enumerate(one.branches):
        if is_asked(one, b):
            pair = shapes[0].stamped(branch), shapes[1].stamped(two.branches[b])
            counts = b in one.recourse
            if not _same_branch(*pair, counts=counts):
                return False
    return True


def _same_branch(one: BranchProgram, two: BranchProgram, *, counts: bool) -> bool:
    matrices = (one.matrix, two.matrix), (one.matrix_trunk, two.matrix_trunk)
    if any(a.shape != b.shape or (a != b).nnz for a, b in matrices):
        return False
    names = (*OF_BRANCH, "cost") if counts else OF_BRANCH
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in names)
