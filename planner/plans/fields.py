"""What a table of a plan is: its fields, in which unit, and how a number is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a plan's table.

    ``kind`` is text, money, price (money per unit), amount (of a material, a resource or runs), share, count,
    number (as precise as it is), or flag (1 or 0).
    """

    name: str
    kind: str
    doc: str


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One sheet of a plan: its fields in order and the leading ones that name a row.

    ``more`` are fields behind these that a plan has only where there is something to say in them.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    keys: int
    more: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    def fields_of(self, names: Collection[str]) -> tuple[Field, ...]:
        """Return its fields where a frame or a sheet has columns of these names, those of studies among them."""
        return (*self.fields, *(field for field in self.more if field.name in names))


def fields_in(text: str) -> tuple[Field, ...]:
    """Return the fields of a block of lines ``name | kind | doc``."""
    rows = [line.split("|") for line in text.strip().splitlines()]
    return tuple(Field(*(part.strip() for part in row)) for row in rows)
