"""Shows how a solve goes on standard error: one line that keeps changing, nothing where nobody watches."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self, TypeGuard

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from planner.quiet import is_quiet
from planner.wording.numbers import clock, money_label, number_text, share_text

REFRESHES = 4  # a second
Figures = Callable[[float, float | None, float | None, float | None], object]
_followers: list[tuple[Callable[[str], object], Figures]] = []


@contextmanager
def followed(tell: Callable[[str], object], figures: Figures = lambda *_: None) -> Iterator[None]:
    """Have somebody told what every line would say, while a command works that nobody watches in a terminal.

    ``tell`` may be called in any thread, and often; ``figures`` hears seconds, incumbent, bound and gap of what the
    whole command looks for.
    """
    follower = tell, figures
    _followers.append(follower)
    try:
        yield
    finally:
        _followers.remove(follower)


class SolveViewer(Protocol):
    """Who is shown how a solve goes: a terminal, or a page."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show no more."""

    def stage(self, text: str) -> None:
        """Show what is being done."""

    def say(self, words: str) -> None:
        """Show something that stays; another thread may."""

    def update(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Show the best plan's cost, the least that any can cost, and the gap."""


class ProgressLine:
    """A line on the terminal: what is being done, for how long, and what is known so far.

    Parameters
    ----------
    stage
        What is being done at first.
    console
        Where to write; standard error by default. Nothing is written where it is not a terminal.
    """

    def __init__(self, stage: str = "", console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, quiet=is_quiet.get())
        self._is_shown = self._console.is_terminal and not self._console.quiet
        self._live: Live | None = None
        self._spinner = Spinner("dots")
        self._stage, self._figures, self._said = stage, "", ""
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        if self._is_shown:
            self._live = Live(
                get_renderable=self._render, console=self._console, refresh_per_second=REFRESHES, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def stage(self, text: str) -> None:
        """Say what is being done; the figures of the stage before are forgotten."""
        self._stage, self._figures = text, ""
        self.tell()

    def say(self, words: str) -> None:
        """Say something that stays; another thread may."""
        self._said = words
        self.tell()
        if not self._console.is_terminal:
            self._console.file.write(f"{words}\n")
            self._console.file.flush()

    def tell(self) -> None:
        """Tell those who follow it what is being done, and what is known so far."""
        words = [part for part in (self._stage, self._said or self._figures) if part]
        for follower, _ in _followers:
            follower("  ·  ".join(words))

    def tell_figures(self, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Tell those who follow it the figures of what the whole command looks for."""
        for _, figures in _followers:
            figures(time.monotonic() - self._began, incumbent, bound, gap)

    def _render(self) -> Spinner:
        elapsed = clock(time.monotonic() - self._began)
        words = [part for part in (self._stage, elapsed, self._said or self._figures) if part]
        self._spinner.update(text=Text("  ·  ".join(words), no_wrap=True, overflow="ellipsis"))
        return self._spinner


class Progress(ProgressLine):
    """A line on the terminal with the stage, the time, the best plan so far and how good it can get.

    Parameters
    ----------
    settings
        Of the workbook: they say in which unit the money is.
    console
        Where to write; standard error by default. Nothing is written where it is not a terminal.
    """

    def __init__(self, settings: Mapping[str, object] | None = None, console: Console | None = None) -> None:
        super().__init__(console=console)
        self._label = money_label(settings) if settings is not None else ""

    def update(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Show the best plan's cost, the least that any can cost, and the gap; None for what is not known.

        ``seconds`` are the solver's own; the line counts on from them between two calls.
        """
        self._began = time.monotonic() - seconds
        self._figures = figures_line(incumbent, bound, gap, self._label)
        self.tell()


def figures_line(incumbent: float | None, bound: float | None, gap: float | None, label: str = "") -> str:
    """Return the figures of a solve in words; numbers that are not finite are not known."""
    unit = f" {label}" if label else ""
    words = []
    if _known(incumbent):
        words.append(f"best plan {number_text(incumbent)}{unit}")
    if _known(bound):
        words.append(f"no plan below {number_text(bound)}{unit}")
    if _known(incumbent) and _known(gap):
        words.append(f"gap {share_text(gap)}")
    return "  ·  ".join(words) or "looking for a first plan"


def _known(number: float | None) -> TypeGuard[float]:
    return number is not None and math.isfinite(number)
