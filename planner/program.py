"""What this program is: a digest of its own files and of what it computes with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


@cache
def program_digest() -> str:
    """Return a digest of the program's own files and of the versions of what it computes with."""
    import models
    import planner

    found = hashlib.sha256()
    for package in (models, planner):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    for name in ("highspy", "numpy", "pandas", "pyomo", "scipy"):
        found.update(version(name).encode())
    return found.hexdigest()
