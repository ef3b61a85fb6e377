"""Judges many branches at one plan, in this process or in several, on one machine or more.

A branch stays warm in the worker that judged it first, so each worker owns its share of the branches for the whole
solve; only the plan's numbers go there, and rows come back. A worker that was replaced is given its share again.
"""

from __future__ import annotations

import math
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.errors import BrokenTaskError
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.nested import NestedSearch, NestedSets
from planner.solving.branches.subproblem import Subproblem, SubproblemAnswer
from planner.solving.outcome import Options
from planner.solving.separation import Worth
from planner.solving.workers.engines import pool_of
from planner.solving.workers.pools import MOST_LOST, Pool, WorkerLostError, waited

if TYPE_CHECKING:
    from concurrent.futures import Future

Judged = BranchProgram | NestedSets
Slope = tuple[Any, Floats] | None  # positions and values of what is not zero
Packed = tuple[float, float | None, Slope, Slope, Worth | None, float, float]

WORTH_IT = 24  # branches; fewer are judged before another process has started
JUDGED: Final = 2.0  # seconds of judging here after which workers would have been worth their start


class Engine(Protocol):
    """Judges branches at a plan."""

    def solve(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, SubproblemAnswer]:
        """Return the verdict of each branch; the cost of those that are costly."""

    def close(self) -> None:
        """Let go of everything."""


class Here:
    """Judges branches in this process, each stamped when it is first asked for."""

    def __init__(self, stamped: Callable[[int], Judged], options: Options) -> None:
        self._stamped, self._options = stamped, options
        self._warm: dict[int, Subproblem | NestedSearch] = {}

    def branch(self, b: int) -> Subproblem | NestedSearch:
        """Return a branch, or the sets of which it is the first, warm ever after it was first asked for."""
        if b not in self._warm:
            program = self._stamped(b)
            is_set = isinstance(program, NestedSets)
            self._warm[b] = (NestedSearch if is_set else Subproblem)(program, self._options)  # type: ignore[arg-type]
        return self._warm[b]

    def solve(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, SubproblemAnswer]:
        """Return the verdict of each branch, or of the sets that break; the cost of those that are costly."""
        found: dict[int, SubproblemAnswer] = {}
        for b in branches:
            found |= self.branch(b).answers(b, trunk, b in costly)
        return found

    def close(self) -> None:
        """Let go of the branches."""
        self._warm.clear()


@dataclass(frozen=True)
class WorkerShare:
    """The branches of one worker, and which of the trunk's columns they look at: no others are sent."""

    programs: Mapping[int, Judged]
    columns: NDArray[np.int32]

    @classmethod
    def of(cls, programs: Mapping[int, Judged]) -> WorkerShare:
        """Return a share without the names of rows and columns."""
        bare = {b: program.bare() for b, program in programs.items()}
        seen = [program.matrix_trunk.indices for program in programs.values()]
        return cls(bare, np.unique(np.concatenate(seen)).astype(np.int32) if seen else np.zeros(0, dtype=np.int32))

    def whole(self, values: Floats) -> Floats:
        """Return a trunk with values in the columns that the branches look at."""
        widths = {program.matrix_trunk.shape[1] for program in self.programs.values()}
        trunk = np.zeros(max(widths, default=0))
        trunk[self.columns] = values
        return trunk


class Shared:
    """Judges branches in the workers of a pool, each with its share of them."""

    def __init__(self, programs: Mapping[int, Judged], options: Options, workers: Pool) -> None:
        count = workers.workers if workers.by_turn else min(workers.workers, len(programs))
        listed = sorted(programs)
        self._shares = [WorkerShare.of({b: programs[b] for b in listed[n::count]}) for n in range(count)]
        self._options, self._pool = replace(options, threads=1), workers
        self._token = secrets.token_hex(8)
        self._order = list(range(count))  # in which the workers last answered
        self._is_sent = False

    def solve(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, SubproblemAnswer]:
        """Return the verdict of each branch; the cost of those that are costly."""
        chosen = set(branches)
        asked = [[b for b in share.programs if b in chosen] for share in self._shares]
        order, self._order = self._order, []

        def ask(n: int, with_share: bool) -> Future[dict[int, Packed] | None]:
            share, dear = self._shares[n] if with_share else None, costly.intersection(asked[n])
            values = trunk[self._shares[n].columns]
            sent = self._pool.pinned(n, solve_share, self._token, n, share, self._options, asked[n], values, dear)
            sent.add_done_callback(lambda _: self._order.append(n))
            return sent

        idle = [] if self._pool.by_turn or not self._is_sent else [n for n in order if not asked[n]]
        waiting = {ask(n, not self._is_sent): n for n in order if n not in idle}
        found = self._answers(waiting, ask)
        self._is_sent = True
        known = dict.fromkeys(reversed(self._order))
        self._order = [*reversed(known), *(n for n in order if n not in known)]  # the last may not have said so yet
        return {b: unpacked(sent, len(trunk)) for b, sent in found.items()}

    def _answers(
        self,
        waiting: dict[Future[dict[int, Packed] | None], int],
        ask: Callable[[int, bool], Future[dict[int, Packed] | None]],
    ) -> dict[int, Packed]:
        """Return what all workers answer; one that does not have its share, or no more, is asked again with it."""
        found: dict[int, Packed] = {}
        lost: Counter[int] = Counter()
        while waiting:
            for future in waited(waiting, self._pool):
                n, answer = waiting.pop(future), None
                try:
                    answer = future.result()
                except WorkerLostError as error:
                    lost[n] += error.times
                    if lost[n] >= MOST_LOST:
                        many = len(self._shares[n].programs)
                        message = (
                            f"the process that judges {many} disruptions ended {lost[n]} times before it had "
                            "finished; most often too little memory is left: use fewer processes"
                        )
                        raise BrokenTaskError(message) from error
                if answer is None:
                    waiting[ask(n, True)] = n
                else:
                    found |= answer
        return found

    def close(self) -> None:
        """Have the workers let go of the branches, those that are not busy at once."""
        wait([self._pool.pinned(n, forget_shares) for n in self._order], timeout=1.0)


class Growing:
    """Judges branches in this process until that has taken as long as workers take to start, and then in workers.

    Workers that are somebody else's are called at once: whoever names an engine wants it.
    """

    def __init__(self, here: Here, programs: Callable[[], Mapping[int, Judged]], options: Options) -> None:
        self._here, self._programs, self._options = here, programs, options
        self._shared: Shared | None = None
        self._stack = ExitStack()
        self._spent = 0.0 if options.engine == "processes" else math.inf

    def solve(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, SubproblemAnswer]:
        """Return the verdict of each branch; the cost of those that are costly."""
        left = list(branches)
        found: dict[int, SubproblemAnswer] = {}
        while left and self._shared is None:
            if self._spent > JUDGED:
                workers = self._stack.enter_context(pool_of(self._options))
                self._shared = Shared(self._programs(), self._options, workers)
                self._here.close()
                break
            began = time.perf_counter()
            found |= self._here.solve([left.pop(0)], trunk, costly)
            self._spent += time.perf_counter() - began
        if left and self._shared is not None:
            found |= self._shared.solve(left, trunk, costly)
        return found

    def close(self) -> None:
        """End the workers."""
        if self._shared is not None:
            self._shared.close()
        self._stack.close()


_KEPT: dict[tuple[str, int], tuple[Here, WorkerShare]] = {}  # in a worker: its shares of the solve that goes on


def solve_share(
    token: str,
    n: int,
    share: WorkerShare | None,
    options: Options,
    branches: Sequence[int],
    values: Floats,
    costly: frozenset[int],
) -> dict[int, Packed] | None:
    """Judge some branches of a share in a worker; return None where the worker does not have the share.

    ``values`` are those of the columns that the share looks at.
    """
    if share is not None:
        for key in [key for key in _KEPT if key[0] != token]:
            del _KEPT[key]
        _KEPT[token, n] = Here(share.programs.__getitem__, options), share
    if (token, n) not in _KEPT:
        return None
    here, share = _KEPT[token, n]
    return {b: packed(verdict) for b, verdict in here.solve(branches, share.whole(values), costly).items()}


def forget_shares() -> None:
    """Let go, in a worker, of all branches."""
    _KEPT.clear()


def packed(verdict: SubproblemAnswer) -> Packed:
    """Return a verdict as it travels; what a branch does in detail stays where it is."""
    slopes = _sparse(verdict.missing_slope), _sparse(verdict.cost_slope)
    return verdict.missing, verdict.cost, *slopes, verdict.worth, verdict.least, verdict.size


def unpacked(sent: Packed, width: int) -> SubproblemAnswer:
    """Return the verdict that came, its slopes on all of the trunk's columns."""
    missing, cost, missing_slope, cost_slope, worth, least, size = sent
    return SubproblemAnswer(missing, cost, _dense(missing_slope, width), _dense(cost_slope, width), worth, least, size)


def _sparse(slope: Floats | None) -> Slope:
    if slope is None:
        return None
    positions = np.flatnonzero(slope).astype(np.int32)
    return positions, slope[positions]


def _dense(slope: Slope, width: int) -> Floats | None:
    if slope is None:
        return None
    found = np.zeros(width)
    found[slope[0]] = slope[1]
    return found
