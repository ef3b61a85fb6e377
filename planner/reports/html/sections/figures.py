"""The key figures, as on the Summary sheet."""

from __future__ import annotations

from planner.reports.html.parts import HtmlFigure, HtmlFigures, Section
from planner.reports.html.source import PlanSource
from planner.wording.key_figures import tiles_of


def section(source: PlanSource) -> Section:
    """Return the section."""
    figures = tuple(HtmlFigure(tile.label, tile.figure, tile.words, tile.good) for tile in tiles_of(source.plan))
    return Section("figures", "Key figures", (HtmlFigures(figures),))
