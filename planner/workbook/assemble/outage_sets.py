"""Sets of outages: what several things that are out at once leave, seen through what each of them leaves alone.

There may be thousands of sets; none holds more than its parts, which all sets of a row share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain, combinations
from typing import Final, TypeVar

from planner_models.given.disruptions import Disruption, HitCosts, OutageSet
from planner_models.given.periods import Varying

T = TypeVar("T")
JOINED: Final = " + "  # between the names of what is out together
SHARES: Final = ("plants", "offers", "lanes", "resources", "demands")


class OfParts(Mapping[int, T]):
    """What the parts of a set say of each thing that any of them takes."""

    def __init__(self, parts: Sequence[Mapping[int, T]]) -> None:
        self._parts = parts

    def said_of(self, thing: int) -> list[T]:
        """Return what the parts say of a thing."""
        found = [part[thing] for part in self._parts if thing in part]
        if not found:
            raise KeyError(thing)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(dict.fromkeys(chain.from_iterable(self._parts)))

    def __len__(self) -> int:
        return len(set(chain.from_iterable(self._parts)))


class SmallestShares(OfParts[float]):
    """What is left of each thing: the smallest share that any part of a set leaves."""

    def __getitem__(self, thing: int) -> float:
        return min(self.said_of(thing))


class LargestNumbers(OfParts["Varying"]):
    """What is added to the costs of each thing: in each period the largest number of any part of a set."""

    def __getitem__(self, thing: int) -> Varying:
        return tuple(map(max, zip(*self.said_of(thing), strict=True)))


def sets_of(
    row: str, alone: Mapping[str, Disruption], count: int, first: int, is_nested: bool
) -> Iterator[Disruption]:  # fmt: skip
    """Yield a disruption for every set of so many things.

    Parameters
    ----------
    row
        The name of the row of Disruptions.
    alone
        What each of the things would be by itself, by its name.
    first
        The position that the first set will have.
    is_nested
        Whether more of the things out leave no more of anything.
    """
    for names in combinations(alone, count):
        parts = tuple(alone[name] for name in names)
        shares = {kind: SmallestShares([getattr(part, kind) for part in parts]) for kind in SHARES}
        yield replace(
            parts[0],
            name=f"{row} / {JOINED.join(names)}",
            costs=_dearest(parts),
            outage=OutageSet(row, first, parts, is_nested),
            **shares,  # type: ignore[arg-type]
        )


def _dearest(parts: Sequence[Disruption]) -> HitCosts:
    if not any(part.costs for part in parts):
        return HitCosts()
    kinds = [field.name for field in fields(HitCosts)]
    return HitCosts(**{kind: LargestNumbers([getattr(part.costs, kind) for part in parts]) for kind in kinds})
