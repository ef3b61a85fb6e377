"""The programme of what origins may move at the cost that there is, within what Herfindahl rules allow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.movable import Moves
from planner.solving.nearest import Face
from planner.solving.origin_moves import Numbers, OriginMoves
from planner.solving.outcome import Answer
from planner.solving.region import Region
from planner.sparse import unsigned
from planner_models.tolerances import NO_SIZE, ROW_ROOM, SOURCES_TRACE, SUM_ROUNDING, ZERO_AMOUNT

MOST = 300  # columns that may move, beyond which the nearest uses by squares take too long
FAINT = 1e-4  # what a lane counts where uses are as near as may be: enough to tell two ways apart
MOST_CUTS = 12  # times that tangents of Herfindahl rules are added, before what is found is drawn back within them
HALVINGS = 50  # of the way back
DETOUR = 1e-6  # what a unit on a lane counts, beside a unit of difference, so that none goes round for nothing


class OriginProgramme:
    """The linear programme of what may move, at the cost that there is."""

    def __init__(self, program: LinearProgram, values: Floats, part: OriginMoves) -> None:
        self._part, self._program, self._values = part, program, values
        self._now = values[part.columns]
        self.is_coarse = False
        self._is_open = np.ones(len(self._now), dtype=bool)  # others stay at their lower limits
        columns = part.columns
        touched = np.flatnonzero(np.diff(csr_array(program.matrix[:, columns]).indptr))
        rows = program.matrix[touched]
        activity, moved = rows @ values, csr_array(rows[:, columns])
        # by its largest coefficient, so that money counts what amounts do: a row in won is a row in billions of dollars
        unit = np.maximum(unsigned(moved).max(axis=1).toarray().ravel(), NO_SIZE)
        self._matrix = csr_array(moved / unit[:, None])
        own = self._matrix @ self._now
        self._lower = (np.minimum(program.row_lower[touched], activity) - activity) / unit + own
        self._upper = (np.maximum(program.row_upper[touched], activity) - activity) / unit + own
        self._is_equal = program.row_lower[touched] == program.row_upper[touched]
        self._own = own
        self._size = (unsigned(rows) @ np.abs(values)) / unit
        place = {int(column): n for n, column in enumerate(columns)}
        self._regions: dict[bool, Region] = {}  # of what is asked for in several directions
        self._uses = np.array([place[int(column)] for column in part.uses])
        self._unit = max(float(self._now[self._uses].sum()), SOURCES_TRACE)  # the solver's tolerances are absolute
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
        within, most = csr_array(more), np.concatenate([wish, -wish])
        found = self._solved(cost, within, most, self._region(len(cost), within, most))
        if found is None:
            return None
        # a wish is right to its last digits only: of what is to be 0 something would be left, and be sent on
        self._is_open = (found > ZERO_AMOUNT * self._unit) | (self._program.lower[self._part.columns] < 0)
        again = self._solved(cost, within, most, self._region(len(cost), within, most))
        self._is_open[:] = True
        return found if again is None else again

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

    def furthest(self, along: Floats, is_held: bool) -> Iterator[Floats]:
        """Yield the values that reach furthest along a direction and against it.

        ``is_held``: with what Herfindahl rules count as it is. Where these leave no room, others may.
        """
        held = np.concatenate([np.zeros(0, dtype=np.int64), *(counted for counted, _ in self._part.cones)])
        one = csr_array((np.ones(len(held)), (np.arange(len(held)), held)), shape=(len(held), len(along)))
        level = np.concatenate([self._now[held], -self._now[held]])
        more, most = (csr_array(vstack([one, -one])), level) if is_held else (None, np.zeros(0))
        if is_held not in self._regions:
            self._regions[is_held] = self._region(len(along), more, most)
        found = (self._solved(sign * along, more, most, self._regions[is_held]) for sign in (1.0, -1.0))
        yield from (values for values in found if values is not None)

    def _solved(self, cost: Floats, more: csr_array | None, most: Floats, region: Region) -> Floats | None:
        """Return the values that cost the least and keep every Herfindahl rule as well as the plan does.

        Where tangents do not bring them within the rules in a few rounds, they are drawn towards the plan's own.
        """
        cuts: list[Floats] = []
        while True:
            found = self._amounts(region.least(cost))
            broken = [] if found is None else self._tangents(found, len(cost))
            if found is None or not broken:
                return found
            if len(cuts) >= MOST_CUTS * len(self._part.cones):
                return self._drawn_back(found)
            cuts += broken
            rows = csr_array(vstack([*([] if more is None else [more]), csr_array(np.array(cuts))]))
            region = self._region(len(cost), rows, np.concatenate([most, np.zeros(len(cuts))]))

    def _excess(self, values: Floats, cone: tuple[Numbers, int]) -> float:
        """Return by how much the norm of what a Herfindahl rule counts is beyond what the rule, or the plan, has."""
        counted, norm = cone
        return float(np.linalg.norm(values[counted].clip(0.0))) - self._ratio(cone) * max(float(values[norm]), 0.0)

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

    def _region(self, width: int, more: csr_array | None, most: Floats) -> Region:
        """Return what keeps the plan's rows, costs no more, and leaves what users take, with more rows and columns."""
        wide = width - len(self._now)
        own = vstack([self._matrix, self._cost[None, :], self._taken])
        own = hstack([own, csr_array((own.shape[0], wide))]) if wide else own
        spent, taken = float(self._cost @ self._now), self._taken @ self._now
        no_least = np.full(len(most), -np.inf)
        lower, upper = self._program.lower[self._part.columns], self._program.upper[self._part.columns]
        return Region(
            csr_array(own if more is None else vstack([own, more])),
            np.concatenate([np.where(self._is_equal, self._own, self._lower), [-np.inf], taken, no_least]) / self._unit,
            np.concatenate([np.where(self._is_equal, self._own, self._upper), [spent], taken, most]) / self._unit,
            np.concatenate([lower, np.zeros(wide)]) / self._unit,
            np.concatenate([np.where(self._is_open, upper, lower), np.full(wide, np.inf)]) / self._unit,
        )

    def _amounts(self, found: Answer | None) -> Floats | None:
        """Return the amounts of an answer, which is in units of all that is used."""
        if found is None or found.values is None:
            return None
        least = self._program.lower[self._part.columns]
        amounts: Floats = np.maximum(self._unit * found.values[: len(self._now)], least)
        return amounts


def _room(room: Floats, rounding: Floats | float, unit: float) -> Floats:
    """Return room in units of an amount; none where it is rounding."""
    return np.where(room <= rounding, 0.0, room / unit)
