"""The colours of documents' cells and paragraphs, as Word and slides take them: six digits without a sign."""

from __future__ import annotations

from typing import Final

from planner.reports.styles import BAD, BUILDING, DARK, GOOD, PALE, SERVICE, WARN

SHADES: Final = {
    name: colour.removeprefix("#")
    for name, colour in {
        "good": GOOD, "warn": WARN, "bad": BAD, "build": BUILDING, "serve": SERVICE, "": PALE
    }.items()
}  # fmt: skip
DARK_HEAD: Final = DARK.removeprefix("#")
