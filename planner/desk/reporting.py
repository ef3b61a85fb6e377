"""Reports of plans, made in a helper process and kept as long as the plan and the program are the same."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from pathlib import Path
from typing import Final

from planner.desk.opened import stamp_of

PLACE: Final = "reports"
MOST: Final = 60  # reports that are kept


def report(path: str, own: str, suffix: str) -> bytes:
    """Return the report of a plan or a study in a format, made anew only where it has to be.

    Raises
    ------
    PlannerError
        When the file is neither, or there is nothing here that makes such a report.
    """
    from planner.program import program_digest

    told = f"{path}\n{stamp_of(Path(path))}\n{program_digest()}"
    place = Path(own) / PLACE / f"{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}{suffix}"
    with contextlib.suppress(OSError):
        return place.read_bytes()
    made = _made(Path(path), suffix)
    with contextlib.suppress(OSError):  # where nothing can be written, it is made again the next time
        _keep(place, made)
    return made


def _made(path: Path, suffix: str) -> bytes:
    from planner.studies.report.report import write_report

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"report{suffix}"
        write_report([path], target)
        return target.read_bytes()


def _keep(place: Path, made: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.new")
    fresh.write_bytes(made)
    fresh.replace(place)
    kept = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in kept[:-MOST]:
        old.unlink(missing_ok=True)
