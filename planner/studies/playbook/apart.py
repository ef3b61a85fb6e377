"""The paths of a tree apart, as tasks that are kept: each at prices of what it shares, and plans that all agree on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from planner.solving.lagrangean.ascent import PathAnswer
from planner.solving.outcome import Options
from planner.studies.core.news import listener
from planner.studies.core.plain import kept
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.playbook.begun import Begun, StartPrices, begun_from
from planner.studies.playbook.built import built_tree
from planner.workbook.book import Book

Priced = tuple[int, tuple[int, ...], tuple[float, ...]]  # a path, columns of the tree, its prices of those that it has
Fixed = tuple[tuple[int, ...], tuple[float, ...]]  # columns of the tree, and their whole numbers


@kept
class PathReply:
    """What a path costs at least with prices, what the plan that was found costs without, and what of it is shared."""

    bound: float | None
    cost: float | None
    values: tuple[float, ...]

    @property
    def answer(self) -> PathAnswer:
        """The same for a search for prices."""
        return PathAnswer(self.bound, self.cost, np.array(self.values))


def priced_task(
    name: str, book: Book, priced: Priced, options: Options, gap: float, seconds: float
) -> Task[PathReply]:  # fmt: skip
    """Return the task of planning a path at prices, to a gap in money, in so many seconds."""
    key = key_of(book.identity, priced, gap, options.told)
    return Task(name, priced_alone, (book, priced, options, gap, seconds), key, PathReply)


def agreed_task(
    name: str, book: Book, fixed: Fixed, prices: StartPrices, options: Options, gap: float, seconds: float
) -> Task[Begun]:  # fmt: skip
    """Return the task of finding a plan for all worlds that has some whole numbers, the rest decided at prices."""
    key = key_of(book.identity, fixed, prices, gap, options.told)
    return Task(name, agreed_plan, (book, fixed, prices, options, gap, seconds), key, Begun)


def priced_alone(book: Book, priced: Priced, options: Options, gap: float, seconds: float) -> PathReply:
    """Plan a path at prices."""
    number, columns, prices = priced
    path = built_tree(book, options).priced_path(number, np.array(columns, dtype=np.int64))
    found = path.ask(np.array(prices), replace(options, money_gap=gap, time_limit=seconds), listener())
    return PathReply(found.bound, found.cost, tuple(found.values.tolist()))


def agreed_plan(
    book: Book, fixed: Fixed, prices: StartPrices, options: Options, gap: float, seconds: float
) -> Begun:  # fmt: skip
    """Find a plan for all worlds that has some whole numbers, path by path, the rest decided at prices."""
    tree = built_tree(book, options)
    known = np.full(len(tree.tree.program.cost), math.nan)
    known[list(fixed[0])] = fixed[1]
    own = replace(options, gap=0.0, money_gap=gap, time_limit=seconds)
    return begun_from(tree, tree.planned_from(known, own, np.array(prices.columns, dtype=np.int64), prices.prices))
