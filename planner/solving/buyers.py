"""Gives every user a material's origins in the proportions in which all of it is used, where that costs the same.

Of a material that rules follow, in one period: what is bought, made, stored and used of it stays, and so does what its
lanes cost. Only which lanes carry it where, and from which origin what is used comes, may change. An HHI that a rule
limits may become no worse than the limit, or than it is. Before that, of a material that is stocked, all periods
together: from which origin what is held comes may then change too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.solving.movable import Moves
from planner.solving.nearest import Face
from planner.solving.region import apart
from planner_models.numbered import Keys
from planner_models.tolerances import NO_SIZE, ROW_ROOM, SOURCES_DIFFER, SOURCES_TRACE, SUM_ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.separation import Floats
    from planner_models.problem import Problem
    from planner_models.trunk import Trunk

    Numbers = NDArray[np.int64]

MOST_STOCKED = 3000  # columns of a stocked material in all periods, beyond which its stocks are left as they are
MOST = 300  # columns that may move, beyond which the nearest uses by squares take too long
FAINT = 1e-4  # what a lane counts where uses are as near as may be: enough to tell two ways apart
MOST_CUTS = 12  # times that tangents of Herfindahl rules are added, before what is found is drawn back within them
HALVINGS = 50  # of the way back
DETOUR = 1e-6  # what a unit on a lane counts, beside a unit of difference, so that none goes round for nothing


OF_RULES = ("intake", "supply", "radius", "square")


@dataclass(frozen=True)
class Mixed:
    """A plan's values with origins spread over their uses, and what could be otherwise at the same cost.

    Attributes
    ----------
    values
        Of every column.
    sourced
        The intakes and uses that could be otherwise: (material, country, origin, period).
    ruled
        The rules that would then measure something else: (rule, period).
    is_whole
        Whether all that could be otherwise was looked for: not so where a stocked material has too many lanes.
    coarse
        In how many parts (materials in a period) too much may move for the nearest uses by squares.
    """

    values: Floats
    sourced: frozenset[tuple[int, str, int, int]] = frozenset()
    ruled: frozenset[tuple[int, int]] = frozenset()
    is_whole: bool = True
    coarse: int = 0


def mixed(model: Trunk, program: LinearProgram, values: Floats) -> Mixed:
    """Return a plan with origins spread over their uses, as nearly as rules and lanes allow at the same cost."""
    sourced: set[tuple[int, str, int, int]] = set()
    ruled: set[tuple[int, int]] = set()
    is_whole, coarse = True, 0
    for materials in _groups(model):
        for is_joint in (True, False):
            for part in _parts(model, program, values, materials, is_joint):
                if is_joint and len(part.columns) > MOST_STOCKED:
                    is_whole = False
                    continue
                marked = len(sourced)
                values, is_coarse = _spread(part, program, values, sourced, ruled)
                coarse += is_coarse and len(sourced) > marked
    return Mixed(values, frozenset(sourced), frozenset(ruled), is_whole, coarse)


def _spread(
    part: _Part,
    program: LinearProgram,
    values: Floats,
    sourced: set[tuple[int, str, int, int]],
    ruled: set[tuple[int, int]],
) -> tuple[Floats, bool]:
    """Return a plan with origins spread over some uses, and whether too much may move for the nearest by squares.

    What could be otherwise is added to what is known of it.
    """
    problem = _Problem(program, values, part)
    nearest, before = problem.nearest(), values[part.columns]
    now = before if nearest is None else nearest
    scale = SOURCES_DIFFER * float(values[part.uses].sum())
    for other in (before, *problem.others()):
        moved = np.abs(part.crossing @ (other - now)) > scale
        sourced |= {part.crossings[n] for n in np.flatnonzero(moved)}
        ruled |= {key for n, key in part.counted if abs(other[n] - now[n]) > scale}
    values = values.copy()
    values[part.columns] = now
    return values, problem.is_coarse


def _groups(model: Trunk) -> list[frozenset[int]]:
    """Return the materials that rules follow, those together that a rule counts together."""
    groups: list[frozenset[int]] = []
    for rule in model.index.problem.rules:
        own = frozenset(rule.materials)
        apart = [group for group in groups if not group & own]
        groups = [*apart, own.union(*(group for group in groups if group & own))]
    return [group for group in groups if group]


@dataclass(frozen=True)
class _Part:
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


def _parts(
    model: Trunk, program: LinearProgram, values: Floats, materials: frozenset[int], is_joint: bool
) -> Iterator[_Part]:
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


def _part(model: Trunk, columns: list[tuple[int, str, Any]], used: list[tuple[int, tuple[Any, ...], int]]) -> _Part:
    users = {user: n for n, user in enumerate(dict.fromkeys(user for _, user, _ in used))}
    crossings: dict[tuple[int, str, int, int, str], int] = {}
    entries: list[tuple[int, int, float]] = []
    for n, (_, name, key) in enumerate(columns):
        for what, amount in _crossed(model, name, key):
            entries.append((crossings.setdefault(what, len(crossings)), n, amount))
    rows, places, amounts = (np.array(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    return _Part(
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


class _Problem:
    """The linear programme of what may move, at the cost that there is."""

    def __init__(self, program: LinearProgram, values: Floats, part: _Part) -> None:
        self._part, self._program, self._values = part, program, values
        self._now = values[part.columns]
        self.is_coarse = False
        columns = part.columns
        touched = np.flatnonzero(np.diff(csr_array(program.matrix[:, columns]).indptr))
        rows = program.matrix[touched]
        activity = rows @ values
        self._matrix = csr_array(rows[:, columns])
        own = self._matrix @ self._now
        self._lower = np.minimum(program.row_lower[touched], activity) - activity + own
        self._upper = np.maximum(program.row_upper[touched], activity) - activity + own
        self._is_equal = program.row_lower[touched] == program.row_upper[touched]
        self._own = own
        self._size = abs(rows) @ np.abs(values)
        place = {int(column): n for n, column in enumerate(columns)}
        self._uses = np.array([place[int(column)] for column in part.uses])
        self._cost = program.cost[columns] / max(float(np.abs(program.cost[columns]).max(initial=0.0)), NO_SIZE)
        # what each user takes in all stays, and what each stock holds
        stocks = {
            key: n for n, key in enumerate(dict.fromkeys(key for _, key in part.kept), start=part.users.max() + 1)
        }
        sums = np.concatenate([part.users, np.array([stocks[key] for _, key in part.kept], dtype=np.int64)])
        summed = np.concatenate([self._uses, np.array([n for n, _ in part.kept], dtype=np.int64)])
        self._taken = csr_array((np.ones(len(sums)), (sums, summed)), shape=(sums.max() + 1, len(columns)))

    def nearest(self) -> Floats | None:
        """Return the values with the least sum of differences from what each user would have of each origin."""
        part, used = self._part, self._now[self._uses]
        of_user, of_origin = np.bincount(part.users, used), np.bincount(part.origins, used)
        wish = self._reached(of_user[part.users] * of_origin[part.origins] / max(float(used.sum()), SOURCES_TRACE))
        count = len(self._uses)
        pick = csr_array((np.ones(count), (np.arange(count), self._uses)), shape=(count, len(self._now)))
        minus = csr_array((-np.ones(count), (np.arange(count), np.arange(count))), shape=(count, count))
        more = vstack([hstack([pick, minus]), hstack([-pick, minus])])
        cost = np.concatenate([np.zeros(len(self._now)), np.ones(count)])
        cost[part.flows] = DETOUR
        return self._solved(cost, csr_array(more), np.concatenate([wish, -wish]))

    def _reached(self, wish: Floats) -> Floats:
        """Return the uses nearest to a wish by squares: one answer, whatever the names and the order of the columns."""
        free = self._free()
        self.is_coarse = len(free) > MOST
        if self.is_coarse:
            return wish
        weight, aim = np.full(len(self._now), FAINT), np.zeros(len(self._now))
        weight[self._uses], aim[self._uses] = 1.0, wish
        weight, wanted = weight[free], (weight * (aim - self._now))[free]
        face = Face.of(self._program, self._values, self._part.columns[free]).keeping(self._taken.toarray()[:, free])
        moved = self._now.copy()
        for _ in range(MOST_CUTS):
            moved[free] = self._now[free] + face.nearest(np.diag(weight), wanted)
            rows = self._tangents(moved, len(moved))
            if not rows:
                break
            cuts = np.array(rows)
            face = face.under(cuts[:, free], np.maximum(-(cuts @ self._now), 0.0))
        reached: Floats = np.maximum(moved[self._uses], 0.0)
        return reached

    def _free(self) -> Numbers:
        """Return the places of the columns that may move; where there are many, without those that cannot."""
        if len(self._now) <= MOST:
            return np.arange(len(self._now))
        unit = max(float(self._now.max(initial=0.0)), SOURCES_TRACE)
        hair = np.concatenate([ROW_ROOM * self._size, np.zeros(self._taken.shape[0])])
        none = np.zeros(self._taken.shape[0])
        below, above = np.append(self._own - self._lower, none), np.append(self._upper - self._own, none)
        columns, near = self._part.columns, ROW_ROOM * unit
        low, high = self._now - self._program.lower[columns], self._program.upper[columns] - self._now
        matrix = csr_array(vstack([self._matrix, self._taken]))
        rows = _room(below, hair, unit), _room(above, hair, unit)
        moves = Moves(matrix, *rows, low=_room(low, near, unit), high=_room(high, near, unit), cost=self._cost)
        return np.flatnonzero(moves.movable())

    def others(self) -> Iterator[Floats]:
        """Yield values that differ from all others along a direction in which no two look alike, but by chance.

        Once more with what Herfindahl rules count as it is: where these leave no room, others may.
        """
        cost = np.zeros(len(self._now))
        cost[self._uses] = apart(len(self._uses))
        held = np.concatenate([np.zeros(0, dtype=np.int64), *(counted for counted, _ in self._part.cones)])
        one = csr_array((np.ones(len(held)), (np.arange(len(held)), held)), shape=(len(held), len(cost)))
        stay, level = csr_array(vstack([one, -one])), np.concatenate([self._now[held], -self._now[held]])
        ways = [(None, np.zeros(0)), *([(stay, level)] if len(held) else [])]
        found = (self._solved(sign * cost, more, most) for more, most in ways for sign in (1.0, -1.0))
        yield from (values for values in found if values is not None)

    def _solved(self, cost: Floats, more: csr_array | None, most: Floats) -> Floats | None:
        """Return the values that cost the least and keep every Herfindahl rule as well as the plan does.

        Where tangents do not bring them within the rules in a few rounds, they are drawn towards the plan's own.
        """
        cuts: list[Floats] = []
        while True:
            rows = [*([] if more is None else [more]), *(csr_array(cut[None, :]) for cut in cuts)]
            found = self._solved_within(cost, rows, np.concatenate([most, np.zeros(len(cuts))]))
            broken = [] if found is None else self._tangents(found, len(cost))
            if found is None or not broken:
                return found
            if len(cuts) >= MOST_CUTS * len(self._part.cones):
                return self._drawn_back(found)
            cuts += broken

    def _excess(self, values: Floats, cone: tuple[Numbers, int]) -> float:
        """Return by how much the norm of what a Herfindahl rule counts is beyond what the rule, or the plan, has."""
        counted, norm = cone
        return float(np.linalg.norm(values[counted].clip(0.0))) - self._ratio(cone) * float(values[norm])

    def _ratio(self, cone: tuple[Numbers, int]) -> float:
        """Return how much more than a rule allows the plan has, by rounding; 1 where it has less."""
        has, allowed = float(np.linalg.norm(self._now[cone[0]].clip(0.0))), float(self._now[cone[1]])
        return max(1.0, has / allowed) if allowed > 0 else 1.0

    def _is_broken(self, values: Floats, cone: tuple[Numbers, int]) -> bool:
        return self._excess(values, cone) > SUM_ROUNDING * float(np.abs(values[cone[0]]).sum())

    def _tangents(self, values: Floats, width: int) -> list[Floats]:
        found = []
        for cone in (cone for cone in self._part.cones if self._is_broken(values, cone)):
            row, counts = np.zeros(width), values[cone[0]].clip(0.0)
            row[cone[0]], row[cone[1]] = counts / np.linalg.norm(counts), -self._ratio(cone)
            found.append(row)
        return found

    def _drawn_back(self, values: Floats) -> Floats:
        """Return the values on the straight way to the plan's own that keep every Herfindahl rule: a convex set."""
        near, far = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            tried = self._now + middle * (values - self._now)
            is_within = not any(self._is_broken(tried, cone) for cone in self._part.cones)
            near, far = (middle, far) if is_within else (near, middle)
        drawn: Floats = self._now + near * (values - self._now)
        return drawn

    def _solved_within(self, cost: Floats, more: list[csr_array], most: Floats) -> Floats | None:
        from scipy.optimize import linprog  # slow to import; a plan without rules needs none of it

        wide = len(cost) - len(self._now)

        def widened(matrix: Any) -> csr_array:
            return csr_array(hstack([matrix, csr_array((matrix.shape[0], wide))])) if wide else csr_array(matrix)

        above, below = ~self._is_equal & np.isfinite(self._upper), ~self._is_equal & np.isfinite(self._lower)
        parts = [widened(self._matrix[above]), widened(-self._matrix[below]), widened(self._cost[None, :])]
        within = vstack([*parts, *more])
        unit = max(float(self._now[self._uses].sum()), SOURCES_TRACE)  # the solver's tolerances are absolute
        spent = float(self._cost @ self._now)
        limits = np.concatenate([self._upper[above], -self._lower[below], [spent], most])
        equal = vstack([widened(self._matrix[self._is_equal]), widened(self._taken)])
        level = np.concatenate([self._own[self._is_equal], self._taken @ self._now])
        lower = np.concatenate([self._program.lower[self._part.columns], np.zeros(wide)])
        upper = np.concatenate([self._program.upper[self._part.columns], np.full(wide, np.inf)])
        bounds = np.column_stack([lower, upper]) / unit
        found = linprog(cost, within, limits / unit, equal, level / unit, bounds, method="highs-ds")
        if found.status != 0:
            return None
        values: Floats = np.maximum(unit * found.x[: len(self._now)], self._program.lower[self._part.columns])
        return values


def _room(room: Floats, rounding: Floats | float, unit: float) -> Floats:
    """Return room in units of an amount; none where it is rounding."""
    return np.where(room <= rounding, 0.0, room / unit)
