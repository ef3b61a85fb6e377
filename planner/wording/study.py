"""What a study found, as plain data: sentences, tables, charts and the facts of its run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from planner.plans.fields import Field

# What a mark on a cell says, in the words of the colour key; a cell's own words must say it too.
MARKS: Final = {
    "better": "better", "worse": "worse", "changed": "changed", "added": "added", "dropped": "dropped, or never",
    "chosen": "chosen, or must have", "never": "never", "faded": "of little account", "total": "total",
}  # fmt: skip
CHART_KINDS: Final = ("line", "scatter", "column", "stacked", "waterfall", "bar", "tornado")
NUMBERS: Final = ("money", "price", "amount", "share", "count", "number", "flag")


@dataclass(frozen=True)
class Chart:
    """A chart of a sheet's rows.

    Attributes
    ----------
    kind
        One of ``CHART_KINDS``. A waterfall has one value column: the steps; a scatter has numbers as categories; a
        tornado draws the bars of a row on one line.
    category, values
        The columns of the labels (of a scatter: of the level axis) and of the series.
    alt
        What the chart says, for who cannot see it.
    names
        A scatter's column of words that stand beside its points.
    rows
        The rows that are drawn, in order; None for all.
    totals
        The rows of a waterfall whose bars stand on the axis and show what there is, not a step.
    is_wide
        Whether it takes the whole width of the page.
    on_summary
        Whether it stands on the first sheet; else it stands below its table.
    """

    kind: str
    title: str
    category: str
    values: tuple[str, ...]
    alt: str
    category_axis: str = ""
    value_axis: str = ""
    names: str = ""
    rows: tuple[int, ...] | None = None
    totals: tuple[int, ...] = ()
    is_wide: bool = False
    on_summary: bool = True

    def __post_init__(self) -> None:
        if self.kind not in CHART_KINDS:
            message = f"a chart is one of {', '.join(CHART_KINDS)}, not {self.kind!r}"
            raise ValueError(message)
        if self.kind == "waterfall" and len(self.values) != 1:
            message = f"a waterfall draws one column, not {len(self.values)}"
            raise ValueError(message)


@dataclass(frozen=True)
class StudySheet:
    """One table of a study.

    Attributes
    ----------
    name, doc
        Its tab, and what it shows in a sentence. A name that a tab cannot hold is shortened when it is written.
    fields
        Its columns: names may be a user's text and may repeat. A column of numbers may hold words where
        there is no number.
    rows
        Rows of cells: a frame or any rows are taken; kept as tuples, numbers as float, a blank number as
        None, texts as str.
    keys
        How many leading columns name a row and stay in view.
    tints
        A key of ``MARKS`` or a blank for each cell: a frame or rows of the same shape.
    charts
        What is drawn of its rows.
    row_kinds
        The kind of each row's numbers, where they differ by row: for columns of kind number.
    head
        How many of its first rows the first sheet shows, below the sentences.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    rows: Any = ()
    keys: int = 1
    tints: Any = None
    charts: tuple[Chart, ...] = ()
    row_kinds: tuple[str, ...] = ()
    head: int = 0

    def __post_init__(self) -> None:
        kinds = [each.kind for each in self.fields]
        rows = tuple(_typed(row, kinds, self.name) for row in _rows(self.rows))
        object.__setattr__(self, "rows", rows)
        if self.tints is not None:
            tints = tuple(tuple(str(mark or "") for mark in row) for row in _rows(self.tints))
            object.__setattr__(self, "tints", tints)
        self._check(rows)

    def _check(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Refuse marks and kinds that do not fit the rows: a study that is built wrong is never written."""
        wrong = ""
        if self.tints is not None and [len(row) for row in self.tints] != [len(self.fields)] * len(rows):
            wrong = "its tints must have the shape of its rows"
        elif unknown := {mark for row in self.tints or () for mark in row if mark and mark not in MARKS}:
            wrong = f"no such marks: {', '.join(sorted(unknown))}"
        elif self.row_kinds and len(self.row_kinds) != len(rows):
            wrong = "it must have a kind for each row, or none"
        for chart in self.charts:
            missing = {chart.category, *chart.values, chart.names or chart.category} - set(self.columns)
            if missing:
                wrong = f"the chart {chart.title} draws columns that it has not: {', '.join(sorted(missing))}"
        if wrong:
            message = f"{self.name}: {wrong}"
            raise ValueError(message)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(each.name for each in self.fields)

    def column(self, name: str) -> list[Any]:
        """Return the cells of the first column of that name."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Study:
    """What a study found.

    Attributes
    ----------
    title
        What it is, such as ``Three plans compared``.
    sentences
        The answer in a few sentences, made from the numbers.
    sheets
        Its tables, in the order of the tabs.
    run
        Facts in the order in which they are shown: inputs, hashes, options, seconds, versions.
    money
        The unit of all money, such as ``million USD``.
    subtitle
        A line below the title: which plans, which question.
    """

    title: str
    sentences: tuple[str, ...]
    sheets: tuple[StudySheet, ...]
    run: Mapping[str, Any] = field(default_factory=dict)
    money: str = ""
    subtitle: str = ""

    @property
    def plans(self) -> tuple[str, ...]:
        """The names of the plans that it compares, in order; none where it compares none."""
        facts = (f"plan {number}" for number in range(1, len(self.run)))
        return tuple(str(self.run[fact]) for fact in takewhile(self.run.__contains__, facts))

    def sheet(self, name: str) -> StudySheet:
        """Return the sheet of a name."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        message = f"the study has no sheet {name!r}"
        raise KeyError(message)


def _rows(rows: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a frame, or of any rows, as tuples."""
    if hasattr(rows, "itertuples"):
        return list(rows.itertuples(index=False, name=None))
    return [tuple(row) for row in rows]


def _typed(row: tuple[object, ...], kinds: Sequence[str], sheet: str) -> tuple[object, ...]:
    if len(row) != len(kinds):
        message = f"{sheet}: a row has {len(row)} cells for {len(kinds)} columns"
        raise ValueError(message)
    return tuple(_text(value) if kind == "text" else _number(value) for value, kind in zip(row, kinds, strict=True))


def _is_blank(value: object) -> bool:
    """Whether a value is none: also NaN, which is not itself, and the NA of a frame, which equals nothing."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return bool(value == "" or value != value)


def _text(value: object) -> str:
    return "" if _is_blank(value) else str(value)


def _number(value: Any) -> float | str | None:
    if _is_blank(value):
        return None
    if isinstance(value, str):
        return value
    number = float(value)
    return number if math.isfinite(number) else "no limit" if number > 0 else None
