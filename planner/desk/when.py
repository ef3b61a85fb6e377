"""Moments as a page says them."""

from __future__ import annotations

import time

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def when(seconds: float) -> str:
    """Return a moment in the time of this machine, to the minute."""
    try:
        return time.strftime("%d %b %Y, %H:%M", time.localtime(seconds))
    except (ValueError, OverflowError, OSError):  # a file may claim any
        return "at no time that there is"


def ago(seconds: float) -> str:
    """Return how long ago a moment was, roughly; the moment itself where that was days ago."""
    passed = time.time() - seconds
    if not -MINUTE < passed < DAY:
        return when(seconds)
    for unit, word in ((HOUR, "hour"), (MINUTE, "minute")):
        if passed >= unit:
            count = int(passed // unit)
            return f"{count} {word}{'s' * (count != 1)} ago"
    return "just now"
