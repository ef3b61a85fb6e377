"""What a yes/no cell means, and cells that mean nothing in any column."""

from __future__ import annotations

from typing import Final

from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Wrong
from planner.workbook.schema.columns import fold

_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def yes_or_no(value: object) -> bool:
    """Return what a yes/no cell means."""
    if isinstance(value, bool):
        return value
    refuse(value)
    try:
        return _YES_NO[fold(value)]
    except KeyError:
        message = "must be yes or no"
        raise Wrong(message, "Write yes or no") from None


def counts(active: object) -> bool:
    """Whether a row counts; a cell that is neither yes nor no is an error elsewhere and counts as yes."""
    try:
        return active is None or yes_or_no(active)
    except Wrong:
        return True


def refuse(value: object) -> None:
    """Raise ``Wrong`` for an error value or a formula without a saved value."""
    if isinstance(value, Bad):
        raise Wrong(value.wrong, value.remedy)
