"""Rows that cannot be written without saying where their figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from inputs.ai_chips.tiers import checked, graded
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

# Words that carry figures: their digits need a source as a number does.
WORDED: Final = frozenset({"ramp", "spending", "uses", "decision", "change"})


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, where, of which year, and how far it was checked."""

    who: str
    link: str
    year: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a source of its own, and what was done to get from one to the other."""

    value: float | str
    source: Source
    note: str = ""


def assumed(reason: str, confidence: str = "low") -> Source:
    """Return the source of a figure that nobody published."""
    return Source(f"assumption: {reason}", "", "2026", confidence)


def is_figure(column: str, cell: object) -> bool:
    """Return whether a cell is a figure: a number, or words that carry one."""
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, (int, float)):
        return True
    return column in WORDED and any(sign.isdigit() for sign in str(cell))


@dataclass
class Workbook:
    """The rows of every sheet, and the Sources that they collect, with the tier of each page where ``grades``."""

    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    grades: bool = False

    def add(
        self, sheet: str, /, *names: str | int, why: Source | None = None, note: str | None = None,
        by: Mapping[int, float | Figure] | None = None, **cells: object,
    ) -> None:  # fmt: skip
        """Add a row: its names in the order of the sheet's key, its other cells by column.

        Parameters
        ----------
        why, note
            The source of every figure of the row that brings none of its own, and a word on it, which the
            row shows too where its sheet has notes.
        by
            The period columns.
        cells
            By column name, blanks written as underscores; None leaves the cell blank.
        """
        declared = BY_NAME[sheet]
        row: dict[str, object] = dict(zip(declared.key, names, strict=False))
        row |= {name.strip("_").replace("_", " "): cell for name, cell in cells.items() if cell is not None}
        row |= {str(period): cell for period, cell in (by or {}).items()}
        if note and any(column.name == "note" for column in declared.columns):
            row["note"] = note
        self._cite(sheet, " / ".join(str(name) for name in names), row, why, note or "")
        plain = {column: cell.value if isinstance(cell, Figure) else cell for column, cell in row.items()}
        self.rows.setdefault(sheet, []).append(plain)

    def amend(self, sheet: str, label: str, column: str, figure: Figure) -> None:
        """Put a figure in place of another, or into a blank cell, and its source in place of the other's.

        Parameters
        ----------
        label
            What the row's key columns hold, joined by a slash, as Cases writes it.
        """
        key = BY_NAME[sheet].key
        rows = [row for row in self.rows[sheet] if " / ".join(str(row[name]) for name in key if name in row) == label]
        if len(rows) != 1:
            message = f"{sheet} has {len(rows)} rows of {label}: one was meant"
            raise ValueError(message)
        self._uncite(f"{sheet}!{label}", column)
        rows[0][column] = figure.value
        self._cite(sheet, label, {column: figure}, None, "")

    def _uncite(self, place: str, column: str) -> None:
        """Take a column out of what Sources says of a row."""
        kept = []
        for source in self.rows["Sources"]:
            where, _, columns = str(source["figure"]).rpartition(": ")
            left = [name for name in columns.split(", ") if (where, name) != (place, column)]
            if left:
                kept.append(source | {"figure": f"{where}: {', '.join(left)}"})
        self.rows["Sources"] = kept

    def _cite(self, sheet: str, label: str, row: Mapping[str, object], why: Source | None, note: str) -> None:
        """Add a row of Sources for each source that the figures of a row come from."""
        columns: dict[tuple[Source, str], list[str]] = {}
        for column, cell in row.items():
            figure = cell if isinstance(cell, Figure) else None
            if column in BY_NAME[sheet].key or not is_figure(column, figure.value if figure else cell):
                continue
            source = figure.source if figure else why
            if source is None:
                message = f"{sheet}!{label}: {column} has no source"
                raise ValueError(message)
            columns.setdefault((source, figure.note if figure else note), []).append(column)
        for (source, words), named in columns.items():
            who = graded(source.who, source.link) if self.grades else source.who
            self.rows.setdefault("Sources", []).append({
                "figure": f"{sheet}!{label}: {', '.join(named)}", "source": who, "link": source.link,
                "year": source.year, "confidence": checked(source.confidence, who) if self.grades else source.confidence, "note": words,
            })  # fmt: skip


def straight(first: float, last: float, years: range = range(2026, 2036), digits: int = 0) -> dict[int, float]:
    """Return figures on a straight line from the first to the last year."""
    step = (last - first) / (len(years) - 1)
    return {year: round(first + step * index, digits) for index, year in enumerate(years)}


def growing(first: float, rate: float, years: range = range(2026, 2036), digits: int = 0) -> dict[int, float]:
    """Return figures that grow by the same rate every year."""
    return {year: round(first * (1 + rate) ** index, digits) for index, year in enumerate(years)}
