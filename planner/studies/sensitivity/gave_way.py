"""What of a plan kept has to give way where numbers are others: a start, its size, or what must be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.studies.core.plain import kept
from planner.studies.core.query import Decisions
from planner.tolerances import NOTICED
from planner.wording.numbers import number_text, share_text

Amounts = dict[str, float]  # by the period of the start


@kept
class GaveWay:
    """Something that gave way.

    Attributes
    ----------
    what, period
        A start, or what is asked, whatever the period; and in which period.
    share
        How much of it: of what is asked; of a start the part of its size and of its years within the horizon.
    words
        All of this, as it is told.
    """

    what: str
    period: str
    share: float
    words: str


def asked_less(what: str, period: str, share: float) -> GaveWay:
    """Return that something is kept only in part."""
    when = f" in {period}" if period else ""
    return GaveWay(what, period, share, f"{what}{when} by {share_text(share)}")


def starts_less(starts: Decisions, made: Decisions, left: Mapping[str, float]) -> list[GaveWay]:
    """Return which starts are made later, smaller or not at all; by period the years that are left, in their order."""
    found = []
    amounts = {name: _amounts(starts, name, left) for name in dict.fromkeys(start[0] for start in starts)}
    for name, asked in amounts.items():
        for period, pieces in _pieces(asked, _amounts(made, name, left), left):
            had = sum(amount * left[when] for when, amount in pieces)
            whole = asked[period] * left[period]
            share = 1.0 - had / whole if whole else 0.0  # of a start of size 0 there is nothing to give up
            if share > NOTICED:
                words = _Told(name, period, asked[period], tuple(pieces)).words
                found.append(GaveWay(f"start of {name}", period, share, words))
    return found


@dataclass(frozen=True)
class _Told:
    """A start that is not made as it is kept: what is made of it when."""

    name: str
    period: str
    asked: float
    pieces: tuple[tuple[str, float], ...]

    @property
    def words(self) -> str:
        """What is told of it."""
        if not self.pieces:
            return f"{self.name} is not started in {self.period}"
        whole = sum(amount for _, amount in self.pieces)
        much = "" if whole >= self.asked * (1 - NOTICED) else f" of {number_text(self.asked)}"
        parts = (when if not much and len(self.pieces) == 1 else f"{number_text(amount)}{much} in {when}"
                 for when, amount in self.pieces)  # fmt: skip
        later = "" if [when for when, _ in self.pieces] == [self.period] else f" instead of {self.period}"
        return f"{self.name} starts {'' if much or len(self.pieces) > 1 else 'in '}{', '.join(parts)}{later}"


def _amounts(decisions: Decisions, name: str, left: Mapping[str, float]) -> Amounts:
    """Return how much of a project is started in each period: its size, or how often."""
    found: Amounts = defaultdict(float)
    for project, period, number, size in decisions:
        if project == name and period in left:
            found[period] += number if size is None else size
    return dict(found)


def _pieces(
    asked: Amounts, made: Amounts, left: Mapping[str, float]
) -> Iterator[tuple[str, list[tuple[str, float]]]]:  # fmt: skip
    """Yield of each start what is made of it when: in its own period first, then what is left over, in order."""
    own = {period: min(amount, made.get(period, 0.0)) for period, amount in asked.items()}
    over = {when: made[when] - own.get(when, 0.0) for when in left if when in made}
    for period in (each for each in left if each in asked):
        pieces = [(period, own[period])] if own[period] > 0 else []
        missing = asked[period] - own[period]
        for when, amount in over.items():
            taken = min(amount, missing)
            if taken > NOTICED * asked[period]:
                pieces.append((when, taken))
                over[when], missing = amount - taken, missing - taken
        yield period, pieces
