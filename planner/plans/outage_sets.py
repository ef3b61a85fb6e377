"""Any so many out at once: what each set comes to at a plan, the worst of each onset, and how each was judged.

What is out together only takes more. So where the cheapest way through what one part of a set takes alone is still
open without the others, and nothing on it has become dearer, it is the cheapest way through the whole set too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.errors import BrokenTaskError, SolverError
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.recourse import Recourse, covered_demands, way_through
from planner.solving.branches.shapes import Shapes
from planner.solving.outcome import Options
from planner.solving.workers.mapped import mapped
from planner_models.problem import Problem
from planner_models.tolerances import LEFT_OF_LIMIT
from planner_models.trunk import Trunk
from planner_models.windows import Branch

Asked = Mapping[int, float]

LISTED: Final = 3  # sets of each onset that have a row of their own on Resilience
SERVED: Final = "step_delivery"
NO_TIME: Final = "there was no time for it"
CHUNK: Final = 200  # sets that one call judges


@dataclass(frozen=True)
class Chunk:
    """Some sets of one onset, and what each of their parts takes alone, as arrays.

    Attributes
    ----------
    sets
        By branch: its arrays, and its parts by their place in ``parts``.
    parts
        Arrays of what one part takes alone, with the demands that are covered and what they ask for.
    """

    sets: Mapping[int, tuple[BranchProgram, Asked, tuple[int, ...]]]
    parts: Sequence[tuple[BranchProgram, Asked]]


@dataclass(frozen=True)
class JudgedSet:
    """What a set comes to, or in words why that is not known; and whether it was judged by itself."""

    recourse: Recourse | str
    by_itself: bool = True


def unlisted(model: Trunk) -> dict[int, tuple[int, int]]:
    """Return the branches of sets of which only the worst are listed, by the row's first set and the onset.

    What has a chance counts one by one, and is listed.
    """
    disruptions, found = model.index.problem.disruptions, {}
    for b, branch in enumerate(model.branches):
        outage = disruptions[branch.disruption].outage
        if outage is not None and branch.chance == 0:
            found[b] = outage.first, branch.onset
    return found


def judge_sets(
    model: Trunk, shapes: Shapes, trunk: Floats, options: Options, is_late: Callable[[], bool]
) -> dict[int, JudgedSet]:
    """Return what every set that is not listed in any case comes to at a plan, as far as there is time."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for b, group in unlisted(model).items():
        groups[group].append(b)
    cuts = [own[first : first + CHUNK] for own in groups.values() for first in range(0, len(own), CHUNK)]
    single = replace(options, threads=1)
    calls = ((_chunk(model, shapes, [] if is_late() else own), trunk, single) for own in cuts)
    found: dict[int, JudgedSet] = {}
    try:
        for judged in mapped(judged_chunk, calls, len(cuts), options):
            found |= judged
    except BrokenTaskError as error:
        found |= {b: JudgedSet(str(error)) for own in cuts for b in own if b not in found}
    return {b: found.get(b, JudgedSet(NO_TIME)) for own in cuts for b in own}


def _chunk(model: Trunk, shapes: Shapes, branches: Sequence[int]) -> Chunk:
    problem, places = model.index.problem, {}
    parts: list[tuple[BranchProgram, Asked]] = []
    sets: dict[int, tuple[BranchProgram, Asked, tuple[int, ...]]] = {}
    for b in branches:
        branch = model.branches[b]
        hit = problem.disruptions[branch.disruption]
        assert hit.outage is not None
        for part in hit.outage.parts:
            if id(part) not in places:
                places[id(part)] = len(parts)
                program = shapes.stamped_as(branch, part)
                parts.append((_light(program), covered_demands(program, part, problem)))
        program = shapes.stamped(branch)
        asked = covered_demands(program, hit, problem)
        sets[b] = _light(program), asked, tuple(places[id(part)] for part in hit.outage.parts)
    return Chunk(sets, parts)


def _light(program: BranchProgram) -> BranchProgram:
    """Return arrays without the names but those of what is delivered."""
    return replace(program, columns={SERVED: program.columns.get(SERVED, {})}, rows={})


def judged_chunk(chunk: Chunk, trunk: Floats, options: Options) -> dict[int, JudgedSet]:
    """Return what some sets come to: as one of their parts alone, or by themselves."""
    alone: dict[int, tuple[Recourse, Floats] | None] = {}
    found: dict[int, JudgedSet] = {}
    for b, (program, asked, parts) in chunk.sets.items():
        found[b] = JudgedSet("")
        for part in parts:
            own, own_asked = chunk.parts[part]
            if part not in alone:
                alone[part] = _way(own, own_asked, trunk, options)
            way = alone[part]
            if way is not None and asked == own_asked and is_as(program, own, way[1], trunk):
                found[b] = JudgedSet(way[0], by_itself=False)
                break
        if found[b].by_itself:
            found[b] = _judged(program, asked, trunk, options)
    return found


def _way(program: BranchProgram, asked: Asked, trunk: Floats, options: Options) -> tuple[Recourse, Floats] | None:
    try:
        return way_through(program, asked, trunk, options)
    except SolverError:
        return None


def _judged(program: BranchProgram, asked: Asked, trunk: Floats, options: Options) -> JudgedSet:
    try:
        return JudgedSet(way_through(program, asked, trunk, options)[0])
    except SolverError as error:
        return JudgedSet(str(error))


def is_as(whole: BranchProgram, part: BranchProgram, way: Floats, trunk: Floats) -> bool:
    """Whether the best way through a part is the best through the whole: it is open there, and nothing is easier.

    Nothing is easier where no limit is wider and no cost lower.
    """
    (lower, upper), (part_lower, part_upper) = whole.limits(trunk), part.limits(trunk)
    rows, hair = whole.matrix @ way, LEFT_OF_LIMIT * (abs(whole.matrix) @ np.abs(way))
    is_no_wider = (
        bool((whole.upper <= part.upper).all() and (whole.lower >= part.lower).all() and (whole.lower >= 0).all())
        and bool((upper <= part_upper).all() and (lower >= part_lower).all())
        and bool((whole.cost >= part.cost).all())
    )
    is_open = bool((way <= whole.upper * (1 + LEFT_OF_LIMIT)).all() and (rows <= upper + hair).all())
    return is_no_wider and is_open and bool((rows >= lower - hair).all()) and not (whole.cost - part.cost) @ way > 0


def is_set(model: Trunk, branch: Branch) -> bool:
    """Whether a branch is of a set of outages."""
    return model.index.problem.disruptions[branch.disruption].outage is not None


def service_of(judged: JudgedSet) -> float:
    """Return the least service of a covered demand; all where none is covered, or it is not known."""
    found = judged.recourse
    if isinstance(found, str) or found.worst is None:
        return 1.0
    return found.service[found.worst]


def worst_of_each(model: Trunk, judged: Mapping[int, JudgedSet], extra: Mapping[int, float]) -> Iterator[int]:
    """Yield the worst sets of each row and onset: of the least service of a covered demand, then the dearest."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for b, group in unlisted(model).items():
        groups[group].append(b)
    for own in groups.values():
        yield from sorted(own, key=lambda b: _badness(judged[b], extra[b]))[:LISTED]


def _badness(judged: JudgedSet, extra: float) -> tuple[bool, float, float]:
    """Return what the worst is first by; what is not known comes last."""
    return isinstance(judged.recourse, str), service_of(judged), -extra if math.isfinite(extra) else math.inf


def sets_rows(model: Trunk, judged: Mapping[int, JudgedSet], extra: Mapping[int, float]) -> list[tuple[object, ...]]:
    """Return the rows of the table of sets: each at the onset at which it would be worst."""
    by_set: defaultdict[int, list[int]] = defaultdict(list)
    for b in sorted(judged):
        by_set[model.branches[b].disruption].append(b)
    return [_set_row(model, d, own, judged, extra) for d, own in by_set.items()]


def _set_row(
    model: Trunk, d: int, own: Sequence[int], judged: Mapping[int, JudgedSet], extra: Mapping[int, float]
) -> tuple[object, ...]:
    problem = model.index.problem
    outage = problem.disruptions[d].outage
    assert outage is not None
    known = [b for b in own if not isinstance(judged[b].recourse, str)]
    parts = sum(not judged[b].by_itself for b in known)
    name = problem.disruptions[d].name.removeprefix(f"{outage.of} / ")
    counts = len(known), parts, len(own) - len(known)
    if not known:
        return outage.of, name, "", math.nan, "", math.nan, math.nan, *counts
    worst = min(known, key=lambda b: _badness(judged[b], extra[b]))
    found, period = judged[worst].recourse, problem.periods[model.branches[worst].onset]
    assert isinstance(found, Recourse)
    service = math.nan if found.worst is None else found.service[found.worst]
    short = "" if found.worst is None or service == 1.0 else demand_name(problem, found.worst)
    lacking = math.nan if found.worst is None else found.short
    return outage.of, name, period.name, service, short, lacking, extra[worst] / period.mean, *counts


def demand_name(problem: Problem, d: int) -> str:
    """Return what a demand is called in tables."""
    demand = problem.demands[d]
    return f"{problem.materials[demand.material].name} @ {problem.sites[demand.site].name}"
