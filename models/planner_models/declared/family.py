"""What is declared of a family of variables or of rows: what everybody else would otherwise have to know by its name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner_models.declared.parts import Decided, Entry, GivesWay, Limit, LimitCell, No
from planner_models.declared.sets import CAPACITY, KIND, LANE, STEP, IndexSet, Key, called

if TYPE_CHECKING:
    from planner_models.problem import Problem

AMOUNT: Final = No("it is an amount, and not what limits one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is declared of every family.

    Attributes
    ----------
    name, index, unit
        As on the model and on the page; the unit of a variable's value or of a row's limit.
    audit
        The check of the plan's audit that would notice, by how it begins.
    price
        The entries that its limits come from and have a price.
    """

    name: str
    index: tuple[IndexSet, ...]
    unit: str
    audit: str | No
    price: tuple[Limit, ...] | No

    def number(self, problem: Problem, things: str, key: Key, of: IndexSet | None = None) -> int | None:
        """Return which of some things a key is of; None where it is of none."""
        for one, part in zip(self.index, key, strict=False):
            if one is of or (of is None and one.things == things):
                return int(part)
        if things == "links" and LANE in self.index:
            return problem.lanes[key[self.index.index(LANE)]].link
        if KIND in self.index and f"{key[self.index.index(KIND)]}s" == things:
            return int(key[self.index.index(CAPACITY)])
        return None

    def period(self, key: Key) -> int | None:
        """Return the period of a key: the last of those in it."""
        found = [part for one, part in zip(self.index, key, strict=False) if one.things == "periods"]
        return found[-1] if found else None

    def cells(self, plan: Decided, key: Key) -> Iterator[LimitCell]:
        """Yield the cells whose limits a row is made of, at a plan; of a thing without a row in the workbook none."""
        for limit in () if isinstance(self.price, No) else self.price:
            entry, number = limit.entry, self.number(plan.problem, limit.entry.things, self._own(key), limit.of)
            thing = None if number is None else getattr(plan.problem, entry.things)[number]
            if thing is None:
                continue
            factor = 1.0 if limit.factor is None else limit.factor(plan, key)
            for t, length in self._periods(plan, key, limit, thing):
                value, amount = entry.value(thing, t), 1.0 if limit.amount is None else limit.amount(thing, t or 0)
                for row in (
                    ((thing.row,) if limit.rows is None else limit.rows(thing, t or 0)) if math.isfinite(value) else ()
                ):
                    if row:
                        yield LimitCell(entry, row, t, value, amount * factor * length)

    def _own(self, key: Key) -> Key:
        """Return the part of a price's key that the model indexes the family by."""
        return key

    def _periods(self, plan: Decided, key: Key, limit: Limit, thing: Any) -> Iterator[tuple[int | None, float]]:
        """Yield the periods of whose numbers a limit is made, each with the length that it counts for."""
        if not limit.entry.by_period:
            yield None, 1.0
            return
        t = self.period(key)
        for u in [t] if limit.periods is None or t is None else limit.periods(thing, t):
            yield u, 1.0

    def words(self, template: str, problem: Problem, key: Key) -> str:
        """Return a sentence about one of the family: what stands in braces is called by its name."""
        names = {
            one.letter: called(problem, one.things, part)
            for one, part in zip(self.index, key, strict=False)
            if one.things
        }
        return template.format_map(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableFamily(Family):
    """A family of variables.

    Attributes
    ----------
    meaning, domain
        As on the page.
    shown
        The table of a plan and its column from which its values are read back; of those that a branch looks at.
    settles
        Of what may stand needlessly high or low within the gap, as what a soft rule pays for: whether it is counted or
        lowered, as far as it may; of a start of no size whether it is dropped, and what is dropped with it.
    gives_way
        By which cell what it is fixed at may give way.
    """

    meaning: str
    domain: str
    price: tuple[Limit, ...] | No = AMOUNT
    gives_way: GivesWay | No = AMOUNT
    shown: str = ""
    settles: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFamily(Family):
    """A family of rows of the trunk.

    Attributes
    ----------
    formula
        Its number in FORMULATION.md.
    entry
        Where its limit stands in the workbook, beside the entries that have a price or give way.
    gives_way
        By which cell it gives way where a workbook cannot be planned.
    told
        How a miss is told to a person.
    branch
        The family of a branch's rows that stands in its place there.
    """

    formula: str
    entry: tuple[Entry, ...] | No
    gives_way: GivesWay | No
    told: str | No
    branch: str | No

    def miss(self, problem: Problem, key: Key) -> str:
        """Return how it is told that a row is missed."""
        assert not isinstance(self.told, No)
        return self.words(self.told, problem, key)

    def asks(self, problem: Problem, key: Key) -> tuple[str, str]:
        """Return what a row asks whatever the period, and the period's name; blank where it asks it once."""
        assert not isinstance(self.told, No)
        t = self.period(key)
        return self.words(self.told.removesuffix(" in {t}"), problem, key), "" if t is None else problem.periods[t].name


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRowFamily(Family):
    """A family of rows of a branch: in `Family.price` the key of a row begins with its branch.

    Attributes
    ----------
    formula
        Its number in FORMULATION.md.
    left
        The field of `Disruption` with the share of the limit that a disruption leaves.
    closes
        The variables that are closed where nothing is left.
    inherits
        Whether the trunk's plan makes the limit: of that never less than none is left.
    lasts
        Whether the limit is as much for each year of a window (a year), or is what there is once (once).
    held_back
        What is named where the row is what holds a branch back.
    """

    formula: str
    left: str | No
    closes: str = ""
    inherits: bool = False
    lasts: str = "a year"
    held_back: str | No

    def holder(self, problem: Problem, key: Key | int) -> str:
        """Return what is named where a row holds a branch back."""
        assert not isinstance(self.held_back, No)
        return self.words(self.held_back, problem, key if isinstance(key, tuple) else (key,))

    def _own(self, key: Key) -> Key:
        return key[1:]

    def _periods(self, plan: Decided, key: Key, limit: Limit, thing: Any) -> Iterator[tuple[int | None, float]]:
        """Yield the period of the row's step; of a row over the whole window those of all its steps."""
        if not limit.entry.by_period:
            yield None, 1.0
            return
        steps = plan.steps(key[0])
        if STEP in self.index:
            yield steps[self._own(key)[self.index.index(STEP)]].period, 1.0
            return
        for step in steps:
            yield step.period, step.length * (1.0 if limit.share is None else limit.share(plan, key, step))
