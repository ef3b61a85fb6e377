"""What the declarations of several sheets share: kinds, words, and columns of one sort."""

from __future__ import annotations

import math
from typing import Final

from planner.workbook.schema.columns import Column, Kind

INF: Final = math.inf
NAME, TEXT, NAMES, NUMBER = Kind.NAME, Kind.TEXT, Kind.NAMES, Kind.NUMBER
NO_LIMIT: Final = "no limit"
UNLIMITED: Final = ((NO_LIMIT, INF),)  # the words of a column of upper limits
PLACE: Final = ("site", "country", "bloc")
NOTE: Final = Column("note", TEXT, "Free words; never read.")


def most(name: str, doc: str, unit: str, blank: str = NO_LIMIT, **more: bool) -> Column:
    """Return a column of upper limits: a blank is none, and so is the word, which a period or a case may need."""
    return Column(name, NUMBER, doc, unit, default=INF, blank=blank, low=0, words=UNLIMITED, **more)  # type: ignore[arg-type]


def cost(name: str, doc: str, unit: str, low: float = -INF) -> Column:
    """Return a column of costs, of which a blank is none."""
    return Column(name, NUMBER, doc, unit, default=0.0, low=low, series=True)


def share(name: str, doc: str, default: float | None = 0.0, **more: object) -> Column:
    """Return a column of shares."""
    return Column(name, NUMBER, doc, "share", default=default, low=0, high=1, **more)  # type: ignore[arg-type]


def window(name: str, doc: str) -> Column:
    """Return a column that names a period."""
    return Column(name, NAME, doc, refers=("period",))


def uses(doc: str) -> Column:
    """Return the column of what is taken of resources."""
    return Column(
        "uses", Kind.USES, doc + " Pairs such as `port: 1; cold store: 0.2`.", default=(), refers=("resource",)
    )
