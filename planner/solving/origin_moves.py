"""Which columns may move where several users have several origins of a material, and what they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner_models.numbered import Keys
from planner_models.problem import Problem
from planner_models.tolerances import SOURCES_TRACE
from planner_models.trunk import Trunk

Numbers = NDArray[np.int64]

OF_RULES = ("intake", "supply", "radius", "square")


@dataclass(frozen=True)
class OriginMoves:
    """The columns that may move of some materials in a period, and what they mean.

    ``uses`` are the columns of what is used, each with its user and origin; ``kept`` those of what is held, each with
    its stock and period, of which the sum stays. ``crossing @ moves`` is what crosses into countries and what is used
    there, by ``crossings``; ``counted`` are the places, among the columns, of what rules count; ``cones`` those of what
    each Herfindahl rule counts, and of the norm that it allows.
    """

    columns: Numbers
    uses: Numbers
    users: Numbers
    origins: Numbers
    flows: Numbers
    kept: list[tuple[int, Any]]
    crossing: csr_array
    crossings: list[tuple[int, str, int, int]]
    counted: list[tuple[int, tuple[int, int]]]
    cones: list[tuple[Numbers, int]]


def moves_of(
    model: Trunk, program: LinearProgram, values: Floats, materials: frozenset[int], is_joint: bool
) -> Iterator[OriginMoves]:
    """Yield, by period or of all together with the stocks, what may move where several users have several origins."""
    problem, index = model.index.problem, model.index
    held = [(place, key) for place, key in _held(model, program, materials) if values[place] > SOURCES_TRACE]
    if is_joint and not held:
        return
    moving: dict[int, list[tuple[int, str, Any]]] = defaultdict(list)
    for name, first, keys in program.columns.named():
        if isinstance(keys, Keys) and name in ("flow", "surplus"):
            of = index.material_of[keys.table[:, 0]] if name == "flow" else keys.table[:, 0]
            for place in np.flatnonzero(np.isin(of, list(materials))).tolist():
                moving[0 if is_joint else keys[place][-1]].append((first + place, name, keys[place]))
        elif name in ("delivery", "consumption", *OF_RULES):
            for place, key in enumerate(keys, start=first):
                if _moves(problem, name, key, materials):
                    moving[0 if is_joint else key[-1]].append((place, name, key))
    if is_joint:
        moving[0] += [(place, "stock", key) for place, key in _held(model, program, materials)]
    for _, columns in sorted(moving.items()):
        used = [(place, (name, *key[:-2], key[-1]), key[-2]) for place, name, key in columns
                if name in ("delivery", "consumption")]  # fmt: skip
        now = [(user, origin) for place, user, origin in used if values[place] > SOURCES_TRACE]
        if len({user for user, _ in now}) > 1 and len({origin for _, origin in now}) > 1:
            yield _part(model, sorted(columns, key=lambda column: column[0]), used)


def _held(model: Trunk, program: LinearProgram, materials: frozenset[int]) -> list[tuple[int, Any]]:
    """Return the columns of what is held of some materials, with their keys."""
    piles = model.index.problem.stockpiles
    return [
        (place, key)
        for name, first, keys in program.columns.named()
        for place, key in enumerate(keys if name == "stock" else (), start=first)
        if piles[key[0]].material in materials
    ]


def _part(
    model: Trunk, columns: list[tuple[int, str, Any]], used: list[tuple[int, tuple[Any, ...], int]]
) -> OriginMoves:
    users = {user: n for n, user in enumerate(dict.fromkeys(user for _, user, _ in used))}
    crossings: dict[tuple[int, str, int, int, str], int] = {}
    entries: list[tuple[int, int, float]] = []
    for n, (_, name, key) in enumerate(columns):
        for what, amount in _crossed(model, name, key):
            entries.append((crossings.setdefault(what, len(crossings)), n, amount))
    rows, places, amounts = (np.array(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    return OriginMoves(
        np.array([place for place, *_ in columns]),
        np.array([place for place, *_ in used]),
        np.array([users[user] for _, user, _ in used]),
        np.array([origin for *_, origin in used]),
        np.array([n for n, (_, name, _) in enumerate(columns) if name == "flow"], dtype=np.int64),
        [(n, (key[0], key[-1])) for n, (_, name, key) in enumerate(columns) if name == "stock"],
        csr_array((amounts, (rows, places)), shape=(len(crossings), len(columns))),
        [(m, country, o, t) for m, country, o, t, _ in crossings],
        [(n, (key[0], key[-1])) for n, (_, name, key) in enumerate(columns) if name == "intake"],
        _cones(columns),
    )


def _crossed(model: Trunk, name: str, key: Any) -> Iterator[tuple[tuple[int, str, int, int, str], float]]:
    """Yield the material, country, origin and period that a column counts for: entering or used, and how much of it."""
    problem = model.index.problem
    if name == "flow":
        x, o, t = key
        link = problem.links[problem.lanes[x].link]
        start, end = (problem.sites[site].country for site in (link.start, link.end))
        for country, amount in ((start, -1.0), (end, 1.0 - link.loss[t])) if start != end else ():
            yield (problem.lanes[x].material, country, o, t, "intake"), amount
    elif name == "delivery":
        d, o, t = key
        demand = problem.demands[d]
        yield (demand.material, problem.sites[demand.site].country, o, t, "use"), 1.0
    elif name == "consumption":
        p, m, o, t = key
        yield (m, problem.sites[problem.plants[p].site].country, o, t, "use"), model.index.used_up(p, m, t)


def _cones(columns: list[tuple[int, str, Any]]) -> list[tuple[Numbers, int]]:
    """Return the places of what each Herfindahl rule counts, and of the norm that it allows."""
    norms = {key: n for n, (_, name, key) in enumerate(columns) if name == "radius"}
    counted: dict[tuple[int, int], list[int]] = {rule: [] for rule in norms}
    for n, (_, name, key) in enumerate(columns):
        if name == "intake" and (key[0], key[-1]) in norms:
            counted[key[0], key[-1]].append(n)
    return [(np.array(counted[rule], dtype=np.int64), norm) for rule, norm in norms.items()]


def _moves(problem: Problem, name: str, key: Any, materials: frozenset[int]) -> bool:
    """Return whether a column of what is used, or of what a rule counts, is of some materials and may move."""
    if name == "delivery":
        return problem.demands[key[0]].material in materials
    if name == "consumption":
        return key[1] in materials
    return materials.issuperset(problem.rules[key[0]].materials)
