"""The key figures, as on the Summary sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.reports.html.parts import Figure, Figures, Section
from planner.wording.key_figures import tiles_of

if TYPE_CHECKING:
    from planner.reports.html.source import Source


def section(source: Source) -> Section:
    """Return the section."""
    figures = tuple(Figure(tile.label, tile.figure, tile.words, tile.good) for tile in tiles_of(source.plan))
    return Section("figures", "Key figures", (Figures(figures),))
