"""Numbers and names on pages: ticks, marks, what is cut, and colours that can be read."""

from __future__ import annotations

import re

import pytest

from planner.reports.html.marks import contrast, fitted, ink_on, pixels_of
from planner.reports.html.page import in_locale
from planner.reports.html.scales import tick_texts, ticks
from planner.reports.styles import FUNDERS, PLACES


def test_sentences_keep_names_and_mark_numbers() -> None:
    kept = re.compile(re.escape("Phase 1.5"))
    marked = in_locale("Phase 1.5 costs 12,345.6 million & 4.1% <b>", kept)
    assert marked.startswith('Phase 1.5 costs <span data-v="12345.6" data-p="1">12,345.6</span>')
    assert 'data-u="%">4.1%</span> &lt;b&gt;' in marked


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 33904, ["0", "10,000", "20,000", "30,000", "40,000"]),
        (-3, 7, ["-4", "-2", "0", "2", "4", "6", "8"]),
    ],
)
def test_ticks_are_round_and_span_the_range(low: float, high: float, expected: list[str]) -> None:
    assert tick_texts(ticks(low, high)) == expected


def test_a_long_name_is_cut_to_its_room() -> None:
    words = fitted("Ministerium für Wirtschaft und Klimaschutz des Landes", 120)
    assert pixels_of(words) <= 120
    assert words.startswith("Minister")
    assert "…" in words


@pytest.mark.parametrize("colour", [*PLACES, *FUNDERS, "#BBBBBB"])
def test_figures_on_colours_can_be_read(colour: str) -> None:
    assert contrast(colour, ink_on(colour)) >= 4.5
