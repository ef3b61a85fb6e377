"""What the charts of a study draw, and how large its words are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.reports.styles import series_colours
from planner.wording.numbers import number_text, share_text

SMALL: Final = 11.0
TOP: Final = 26.0
LONGEST: Final = 150.0  # pixels of a turned label


@dataclass(frozen=True)
class Data:
    """What is drawn: labels, and for each series its values, None where there is none.

    Attributes
    ----------
    percent
        Whether the values are shares.
    words
        Beside the points of a scatter.
    totals
        Which steps of a waterfall stand on the axis.
    plans
        The plans that are compared, each of a colour of its own.
    """

    labels: Sequence[Any]
    series: Mapping[str, Sequence[float | None]]
    percent: bool = False
    category_axis: str = ""
    value_axis: str = ""
    words: Sequence[str] = ()
    totals: Sequence[int] = ()
    plans: Sequence[str] = ()

    @property
    def colours(self) -> dict[str, str]:
        """The colour of each series."""
        return series_colours(list(self.series), self.plans)


def told_as(data: Data) -> Callable[[float], str]:
    """Return what tells the values: as shares, or as numbers."""
    return share_text if data.percent else number_text
