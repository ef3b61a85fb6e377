"""What a section is made of: words, figures, tables and charts, ready for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from markupsafe import Markup


# on paper these begin a page; the others follow each other
NEW_PAGES: Final = ("timeline", "supply", "disruptions", "checks", "plans")


@dataclass(frozen=True)
class Words:
    """Paragraphs, or a list of sentences.

    Attributes
    ----------
    look
        paragraphs, list, lead, note, heading or steps.
    tones
        good, warn, bad or blank for each sentence of a lead, whose words say the same.
    size
        full or half of the page's width.
    title
        Above a list.
    """

    kind: ClassVar[str] = "words"
    sentences: tuple[str, ...]
    look: str = "paragraphs"
    tones: tuple[str, ...] = ()
    size: str = "full"
    title: str = ""


@dataclass(frozen=True)
class HtmlFigure:
    """One key figure: what it is, how much, a word on it, and whether that is good, bad or neither (None)."""

    label: str
    figure: str
    words: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class HtmlFigures:
    """Key figures in a row."""

    kind: ClassVar[str] = "figures"
    figures: tuple[HtmlFigure, ...]


@dataclass(frozen=True)
class HtmlCell:
    """One cell: its text, and for a number its value and how it is shown, so that a browser can sort it.

    Attributes
    ----------
    places
        Decimals; None for what is not shown in the reader's locale.
    tone
        good, warn or bad, for a coloured cell; always beside a word that says the same.
    """

    text: str
    value: float | None = None
    places: int | None = None
    percent: bool = False
    tone: str = ""

    @property
    def form(self) -> tuple[int | None, bool]:
        """How its number is shown: with how many decimals, and whether as a percentage."""
        return self.places, self.percent

    @property
    def data(self) -> str:
        """The value for a script; blank where the text says as much, since a page of many numbers grows by each."""
        told = f"{self.value:.7g}"
        if self.places is None:
            return told
        shown = float(self.text.rstrip("%").replace(",", "")) / (100 if self.percent else 1)
        return "" if f"{shown:.7g}" == told else told


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    name: str
    is_number: bool = False
    note: str = ""


@dataclass(frozen=True)
class HtmlTable:
    """A table that can be sorted, filtered and saved.

    Attributes
    ----------
    is_open
        Whether it is shown at once and printed; else it unfolds, and is left out of print.
    left_out
        What is said of rows that are not shown; blank where all are.
    """

    kind: ClassVar[str] = "table"
    id: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[HtmlCell, ...], ...]
    is_open: bool = False
    left_out: str = ""

    @property
    def forms(self) -> tuple[tuple[int | None, bool] | None, ...]:
        """How most numbers of each column are shown; None of a column without any: only other cells say it again."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.heads)
        counted = (Counter(cell.form for cell in column if cell.places is not None) for column in columns)
        return tuple(forms.most_common(1)[0][0] if forms else None for forms in counted)


@dataclass(frozen=True)
class HtmlChart:
    """A drawing with its table.

    Attributes
    ----------
    pictures
        One or more SVG elements; more than one where a long drawing may break over pages.
    description
        The alternative text: what is drawn and what it shows.
    legend
        Names with their colours.
    size
        full, half or third of the page's width.
    """

    kind: ClassVar[str] = "chart"
    id: str
    title: str
    pictures: tuple[Markup, ...]
    table: HtmlTable
    note: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    size: str = "full"


@dataclass(frozen=True)
class View:
    """One drawing of a slide show and the states between which the slider moves it."""

    id: str
    name: str
    picture: Markup
    frames: tuple[object, ...]


@dataclass(frozen=True)
class Slides:
    """A drawing with a slider over the periods, and its first and last state for print.

    Attributes
    ----------
    steps
        The periods.
    still
        Name and picture of the states that are shown on paper.
    """

    kind: ClassVar[str] = "slides"
    id: str
    title: str
    steps: tuple[str, ...]
    views: tuple[View, ...]
    still: tuple[tuple[str, Markup], ...]
    table: HtmlTable
    note: str = ""
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def frames(self) -> Mapping[str, object]:
        """The states of every view, by the view's id."""
        return {view.id: view.frames for view in self.views}


Part = Words | HtmlFigures | HtmlTable | HtmlChart | Slides


@dataclass(frozen=True)
class Section:
    """One section of a report; one without parts is left out, and says why in ``absent``."""

    id: str
    title: str
    parts: tuple[Part, ...] = field(default_factory=tuple)
    absent: str = ""

    @property
    def starts_page(self) -> bool:
        """Whether it begins a page on paper."""
        return self.id in NEW_PAGES
