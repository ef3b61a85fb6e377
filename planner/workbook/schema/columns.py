"""The words in which sheets are declared; the declarations themselves are in ``sheets.py``.

Reader, checks, template, Guide sheet and docs all loop over the same declarations, so they cannot disagree.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any


class Kind(Enum):
    """What a cell of a column holds, and what a row's value of that column is in Python.

    In the comments: ``T`` is the number of periods; a blank without a default is ``None`` (for lists: ``()``).
    """

    NAME = "name"  # str: the row's own name, or a reference, in the spelling of its declaration
    TEXT = "text"  # str
    NAMES = "names"  # tuple[str, ...], "*" stands for itself
    NUMBER = "number"  # float; of a series column: tuple[float, ...] of length T, math.inf for "no limit"
    CHOICE = "choice"  # str, one of the choices
    YESNO = "yes/no"  # bool
    SHARES = "shares"  # tuple[float, ...]
    USES = "uses"  # tuple[tuple[str, tuple[float, ...]], ...]: resource, amount by period
    DECISION = "decision"  # Decision
    CHANGE = "change"  # whatever the cell holds: of Cases only, where it is applied to another cell


class Group(Enum):
    """The four groups of sheets, in the order of the tabs."""

    THERE = "what there is"
    COULD = "what could be"
    MUST = "what must hold"
    WRONG = "what could go wrong"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a planner has already decided about a project.

    ``kind`` is free, must, never or commit; ``commitments`` holds (period, least amount or None) of a commit.
    """

    kind: str
    commitments: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    name, kind, doc
        Its header, what its cells hold, and its meaning in a sentence.
    unit
        Of its numbers; ``money`` is the money unit of Settings, ``unit`` the material's own.
    default
        The value of a blank cell, already as Python has it; None where a blank means nothing.
    blank
        What a blank means, in words, where that is not simply the default.
    required
        Whether a blank is an error.
    low, high, above, whole
        The range of its numbers; with ``above`` the low end itself is out; ``whole`` ones only.
    remedy
        What is told of a number out of range, where its meaning is easily mistaken.
    refers
        The kinds of thing that it may name (keys of ``NAMED`` in sheets.py), and the extra words allowed.
    words
        Words that stand for numbers, such as ``free`` for 0.
    choices
        Of a CHOICE.
    varies
        Whether it takes period columns.
    series
        Whether a number may be written as the name of a row of Series.
    offers
        What its drop-down offers, though other names may be typed: a key of ``NAMED``, or a list that another cell of
        the row chooses (``template/offers.py``).
    """

    name: str
    kind: Kind
    doc: str
    unit: str = ""
    default: Any = None
    blank: str = ""
    required: bool = False
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    whole: bool = False
    remedy: str = ""
    refers: tuple[str, ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    choices: tuple[str, ...] = ()
    varies: bool = False
    series: bool = False
    offers: str = ""

    def blank_value(self, periods: int) -> Any:
        """Return what a row has whose cell is blank: the default, one number a period where it is a series."""
        is_series = self.kind is Kind.NUMBER and self.series and self.default is not None
        return (self.default,) * periods if is_series else self.default


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns, the columns that name a row, and whether a name may stand in several rows.

    ``tip`` is what a first model gets wrong on it. One that is not ``is_planned`` is read by other commands than
    ``solve``: no case can change it.
    """

    name: str
    group: Group
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    repeats: bool = False
    must_have_rows: bool = False
    is_read: bool = True
    is_planned: bool = True
    tip: str = ""

    def blank_values(self, periods: int) -> dict[str, Any]:
        """Return what a row has that holds nothing, by column."""
        return {column.name: column.blank_value(periods) for column in self.columns}

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@lru_cache(maxsize=1 << 16, typed=True)  # few names stand in many cells; 1, 1.0 and TRUE are different cells
def fold(name: object) -> str:
    """Return the form in which two names are the same: NFKC, lower case, inner blanks squeezed."""
    text = unicodedata.normalize("NFKC", spell(name))
    return " ".join(text.split()).casefold()


def spell(name: object) -> str:
    """Return a name as it is shown: trimmed, inner blanks squeezed, a whole number without its ``.0``."""
    if isinstance(name, float) and name.is_integer():
        name = int(name)
    return " ".join(str(name).split())


def header_key(header: object) -> str:
    """Return what makes two headers the same: case, blanks, underscores and parentheses do not count."""
    text = re.sub(r"\([^)]*\)", "", spell(header))
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).casefold()
