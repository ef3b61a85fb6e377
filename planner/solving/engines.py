"""Judges many branches at one plan, in this process or in several.

A branch stays warm in the process that judged it first, so each process owns its branches for the whole solve;
only the plan's numbers go there, and rows come back. Processes are started, not forked: the solver's threads do
not survive a fork.
"""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from planner.solving.judge import Verdict, WarmBranch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.solving.cuts import Floats
    from planner.solving.outcome import Options
    from planner.solving.stamp import BranchProgram

WORTH_IT = 24  # branches; fewer are judged before another process has started


class Engine(Protocol):
    """Judges branches at a plan."""

    def judge(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, Verdict]:
        """Return the verdict of each branch; the cost of those that are costly."""

    def close(self) -> None:
        """Let go of everything."""


class Here:
    """Judges branches in this process, each stamped when it is first asked for."""

    def __init__(self, stamped: Callable[[int], BranchProgram], options: Options) -> None:
        self._stamped, self._options = stamped, options
        self._warm: dict[int, WarmBranch] = {}

    def branch(self, b: int) -> WarmBranch:
        """Return a branch, warm ever after it was first asked for."""
        if b not in self._warm:
            self._warm[b] = WarmBranch(self._stamped(b), self._options)
        return self._warm[b]

    def judge(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, Verdict]:
        """Return the verdict of each branch; the cost of those that are costly."""
        return {b: self.branch(b).judge(trunk, b in costly) for b in branches}

    def close(self) -> None:
        """Let go of the branches."""
        self._warm.clear()


class Processes:
    """Judges branches in processes of their own, each with its share of them."""

    def __init__(self, programs: Mapping[int, BranchProgram], options: Options, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        shares = [{b: program for b, program in programs.items() if b % count == n} for n in range(count)]
        single = replace(options, threads=1)
        self._owner = {b: n for n, share in enumerate(shares) for b in share}
        self._pools = [
            ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(share, single)) for share in shares
        ]

    def judge(self, branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, Verdict]:
        """Return the verdict of each branch; the cost of those that are costly."""
        shares: list[list[int]] = [[] for _ in self._pools]
        for b in branches:
            shares[self._owner[b]].append(b)
        asked = [
            pool.submit(_judge, share, trunk, costly)
            for pool, share in zip(self._pools, shares, strict=True)
            if share
        ]
        return {b: verdict for done in asked for b, verdict in done.result().items()}

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)


_MINE: list[Here] = []  # in a worker process: its share of the branches


def _begin(programs: Mapping[int, BranchProgram], options: Options) -> None:
    """Take a share of the branches; an interrupt is for the process that asks, which ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _MINE[:] = [Here(programs.__getitem__, options)]


def _judge(branches: Sequence[int], trunk: Floats, costly: frozenset[int]) -> dict[int, Verdict]:
    """Judge some branches; what a branch does in detail stays here."""
    return {b: replace(verdict, answer=None) for b, verdict in _MINE[0].judge(branches, trunk, costly).items()}
