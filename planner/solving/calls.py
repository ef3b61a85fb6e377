"""What the solver calls while it searches: what one of them raises stops the solve, and is raised again after it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec

from planner.arrays import Floats
from planner.solving.highs import Solver
from planner.solving.outcome import Follower, Listener
from planner.solving.scaling import Scale

# whether a bound, the best solution's objective and the seconds so far are enough
Enough = Callable[[float, float | None, float], bool]

P = ParamSpec("P")
NEWS = 0.2  # seconds between two pieces of news, where somebody listens


class Calls:
    """The calls of one solve.

    A ``KeyboardInterrupt`` is a Ctrl-C here as well: it stops the solve, and what was found is kept. ``is_enough`` says
    that the solve was ended by who asked for it, since it had proven enough.
    """

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._error: BaseException | None = None
        self._is_stopped = self.is_enough = False

    def begin(self, solver: Solver, listener: Listener | None, enough: Enough | None) -> None:
        """Have a solver make the calls, and stop once one has raised something: it would take it for a failure."""
        if listener is not None or enough is not None:
            solver.stop_when(lambda: self._is_stopped)
            solver.set(mip_min_logging_interval=NEWS)
        if listener is not None:
            solver.tell(self._guarded(partial(self._tell, listener)))
        if isinstance(listener, Follower):
            solver.tell_better(self._guarded(partial(self._tell_better, listener)))
        if enough is not None:
            solver.tell(self._guarded(partial(self._end_when, enough)))

    def raise_again(self) -> None:
        """Raise what a call has raised, if any has."""
        if self._error is not None:
            raise self._error

    def _guarded(self, call: Callable[P, None]) -> Callable[P, None]:
        """Return a call that keeps what it raises, and is not made again after that."""

        def made(*given: P.args, **named: P.kwargs) -> None:
            if not self._is_stopped:
                try:
                    call(*given, **named)
                except KeyboardInterrupt:
                    self._is_stopped = True
                except BaseException as error:
                    self._error, self._is_stopped = error, True

        return made

    def _money(self, amount: float | None) -> float | None:
        return None if amount is None else amount / self._scale.cost

    def _tell(
        self, listener: Listener, seconds: float, incumbent: float | None, bound: float | None, gap: float | None
    ) -> None:
        listener(seconds, self._money(incumbent), self._money(bound), gap)

    def _tell_better(self, follower: Follower, values: Floats, cost: float) -> None:
        follower.found(values * self._scale.column, cost / self._scale.cost, is_exact=False)

    def _end_when(
        self, enough: Enough, seconds: float, incumbent: float | None, bound: float | None, _: float | None
    ) -> None:
        if bound is not None and enough(bound / self._scale.cost, self._money(incumbent), seconds):
            self._is_stopped = self.is_enough = True
