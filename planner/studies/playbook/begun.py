"""Where the search for a playbook begins: with a plan that is found path by path, as large as one path at a time.

It is led by what the relaxation of all worlds starts while more than one may come: that prepares for all of them. Where
it leads nowhere, by what some plan starts before any world is known: that of the workbook as it stands, and that of
the likeliest end. The rest each path decides anew.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.outcome import Options
from planner.studies.core.plain import kept
from planner.studies.core.query import Decisions
from planner.studies.playbook.tree import CompiledTree
from planner.studies.playbook.world_start import WorldStart
from planner.workbook.worlds.paths import PathBook
from planner.workbook.worlds.tree import ROOT

Lead = tuple[WorldStart, ...]
MOST_LEADS: Final = 2  # each takes a solve of every path
PART: Final = 0.5  # of the time limit that they may take in all


@kept
class StartPrices:
    """What paths have to agree on, by column of the tree, and what the relaxation says that it is worth to each."""

    columns: tuple[int, ...]
    prices: tuple[tuple[float, ...], ...]


@kept
class Begun:
    """The whole numbers of a plan of a tree in the order of its columns; none where a path had no plan in the time.

    ``cost`` is what the paths are expected to cost, each at its own best amounts: near what they cost together.
    ``bound`` is what the relaxation of all worlds proves, where that was the lead, and ``prices`` are its own, where
    they were asked for.
    """

    cost: float
    whole: tuple[float, ...]
    bound: float | None = None
    prices: StartPrices | None = None


NOTHING_BEGUN: Final = Begun(float("inf"), ())


def begun(
    tree: CompiledTree, options: Options, lead: Lead = (), starts: Decisions | None = None, now: str = ""
) -> Begun:
    """Return a plan to begin with: led by what is started before any world is known, or with all starts known.

    Where a project is to be started ``now``, first with all else that the lead starts in any world.
    """
    own = replace(options, time_limit=PART * options.time_limit)
    found = tree.path_by_path(own, lead, tree.every_world, now=now) if now else None
    found = tree.path_by_path(own, lead, starts=starts, now=now) if found is None else found
    return begun_from(tree, found)


def begun_from(tree: CompiledTree, found: tuple[Floats, float] | None) -> Begun:
    """Return the values and the cost of a plan as a plan to begin with; nothing where none was found."""
    return NOTHING_BEGUN if found is None else Begun(found[1], tuple(found[0][tree.tree.program.integer].tolist()))


def begun_relaxed(tree: CompiledTree, options: Options, *, priced: bool = False) -> Begun:
    """Return a plan to begin with that is led by the relaxation of all worlds, what that proves, and its prices."""
    ends = time.perf_counter() + PART * options.time_limit
    relaxed = tree.relaxed(replace(options, time_limit=PART * options.time_limit))
    prices = None
    if priced:
        own = (tuple(x[has].tolist()) for x, has in zip(relaxed.prices, relaxed.shared.has, strict=True))
        prices = StartPrices(tuple(relaxed.shared.columns.tolist()), tuple(own))
    first = NOTHING_BEGUN
    for worlds in (tree.shared_worlds, None):
        if relaxed.lead is not None and first is NOTHING_BEGUN:
            left = replace(options, time_limit=max(ends - time.perf_counter(), 0.0))
            first = begun_from(tree, tree.path_by_path(left, relaxed.lead, worlds))
    return replace(first, bound=relaxed.bound, prices=prices)


def values_of(tree: CompiledTree, first: Begun) -> Floats | None:
    """Return a plan to begin with on the columns of the tree; NaN for what is no whole number."""
    if not first.whole:
        return None
    values = np.full(len(tree.tree.program.cost), np.nan)
    values[tree.tree.program.integer] = first.whole
    return values


def leads(
    paths: Sequence[PathBook], stands: Decisions | None, alone: Mapping[str, Decisions | None]
) -> dict[str, Lead]:
    """Return what is started before any world is known by whose plan; each once, at most so many."""
    told = {"the workbook as it stands": stands}
    told |= {path.end: alone[path.end] for path in sorted(paths, key=lambda path: -path.chance)}
    found: dict[str, Lead] = {}
    for name, decisions in told.items():
        first = None if decisions is None else _at_first(paths[0], decisions)
        if first is not None and first not in found.values() and len(found) < MOST_LEADS:
            found[name] = first
    return found


def _at_first(path: PathBook, decisions: Decisions) -> Lead:
    """Return the starts before any world is known."""
    first = {period for period, node in zip(path.book.periods, path.nodes, strict=True) if node == ROOT}
    kept_starts = sorted((name, period, number) for name, period, number, _ in decisions if period in first)
    return tuple(WorldStart(name, period, ROOT, number, None) for name, period, number in kept_starts)
