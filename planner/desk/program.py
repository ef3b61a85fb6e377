"""How this very program is started again: whatever files stand in the folder that is worked in."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parents[2]


def program() -> list[str]:
    """Return the words of a command line that begin ``planner``."""
    return [*python("from planner.__main__ import main; main()")]


def python(code: str) -> list[str]:
    """Return the words of a command line that runs code of this program.

    A ``planner.py`` or a ``json.py`` in the folder that is worked in is never taken for one of ours (``-P``).
    """
    return [sys.executable, "-P", "-c", f"import sys; sys.path.append({str(HERE)!r}); {code}"]
