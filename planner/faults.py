"""What is wrong with a workbook, said at its cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

SHOWN: Final = 3  # of the other cells with a fault


class Severity(Enum):
    """How much a fault matters: an error stops, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that may do in the cell of a fault: said only once it has been tried.

    Attributes
    ----------
    values
        What is typed into the cell, or in place of a part of it; where there are several, each of them does.
    words
        The sentence that proposes it, without its full stop.
    part
        The name within the cell in whose place it stands; blank for all that the cell holds.
    is_everywhere
        Whether it is typed into the other cells with the fault as well.
    """

    values: tuple[Any, ...]
    words: str
    part: str = ""
    is_everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would do: values that may, in the order in which they are tried, and what is said where none does."""

    otherwise: str
    proposals: tuple[Proposal, ...] = ()

    @classmethod
    def of(cls, words: str | Remedy) -> Remedy:
        """Return a remedy as one; plain words propose no value."""
        return words if isinstance(words, Remedy) else cls(words)


def did_you_mean(meant: str, otherwise: str = "", if_not: str = "", part: str = "") -> Remedy:
    """Return the remedy that proposes a name, with what is said after it, and where it would not do."""
    words = f"Did you mean {meant!r}?" + (f" If not, {if_not}" if if_not else "")
    return would_do(words, meant, otherwise=otherwise, part=part)


def would_do(words: str, *values: object, otherwise: str = "", part: str = "") -> Remedy:
    """Return the remedy that proposes values in these words."""
    return Remedy(otherwise, (Proposal(values, words, part),))


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a workbook.

    Attributes
    ----------
    sheet, cell
        Where it is: ``Projects`` and ``H12``; the cell is blank for a whole sheet, the sheet for the file.
    wrong
        What is wrong, as a sentence without its full stop.
    holds
        What the cell holds, as the planner sees it; blank where that says nothing.
    remedy
        What would do, as a sentence without its full stop; blank where nothing can be named.
    severity
        Whether it stops the planning.
    also
        The other cells with the same fault, of the same cause.
    proposals
        The values that may do and are not tried yet: nothing is said of them.
    proposal
        The value that does, which ``remedy`` then says.
    """

    sheet: str
    cell: str
    wrong: str
    holds: str = ""
    remedy: str = ""
    severity: Severity = Severity.ERROR
    also: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    proposal: Proposal | None = None

    @property
    def place(self) -> str:
        """The address as a planner writes it, such as ``Projects!H12``."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def mended_at(self) -> tuple[str, ...]:
        """The addresses of the cells into which its proposal is typed; none without one."""
        if self.proposal is None:
            return ()
        return self.place, *(self.also if self.proposal.is_everywhere else ())

    def in_words(self) -> str:
        """Return the fault on a line, without its severity."""
        where = f"{self.place}: " if self.sheet else ""
        held = f" (holds {self.holds!r})" if self.holds else ""
        shown, more = self.also[:SHOWN], len(self.also) - SHOWN
        others = f"; so in {', '.join(shown)}{f' and {more} more cells' if more > 0 else ''}" if shown else ""
        stop = "" if self.remedy.endswith("?") else "."
        remedy = f" {self.remedy}{stop}" if self.remedy else ""
        return f"{where}{self.wrong}{held}{others}.{remedy}"

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.in_words()}"


def by_severity(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults with errors before warnings before notes, each in the order in which it was found."""
    order = list(Severity)
    return sorted(faults, key=lambda fault: order.index(fault.severity))


def count_of_faults(faults: Iterable[Fault]) -> str:
    """Return how many faults of each severity there are, in words."""
    listed = list(faults)
    counts = [(severity.value, sum(fault.severity is severity for fault in listed)) for severity in Severity]
    words = [f"{count} {word}{'s' * (count != 1)}" for word, count in counts if count]
    return ", ".join(words) or "no faults"
