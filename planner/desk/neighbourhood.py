"""The rows around faults, as plain data for a page: the file is opened once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from planner.desk.excerpts import Excerpt, neighbourhood
from planner.desk.opened import opened_again


def rows(path: str, places: Sequence[tuple[str, str]]) -> list[dict[str, Any] | None]:
    """Return for each sheet and cell of a fault its row with the header; None where the fault is of no row.

    Besides what `Excerpt` has, each says sheet, cell and row, its header and cells as words, the position of the
    faulty column, and whether the fault is in the header itself.
    """
    cells = opened_again(path)
    return [_plain(neighbourhood(cells, sheet, cell), sheet, cell) for sheet, cell in places]


def _plain(found: Excerpt | None, sheet: str, cell: str) -> dict[str, Any] | None:
    if found is None:
        return None
    shown = found.rows[0] if found.rows else found.header
    at = next((place for place, each in enumerate(shown.cells) if each.is_marked), None)
    return {
        "sheet": sheet, "cell": cell, "row": shown.number, "header": [each.words for each in found.header.cells],
        "letters": list(found.letters), "cells": [each.words for each in shown.cells], "at": at,
        "excerpt": asdict(found),
    }  # fmt: skip
