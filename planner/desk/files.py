"""What kind of file each in the folder is: told from its first parts alone, since there may be thousands."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from typing import Any, Final

from planner.outputs import INPUT, MOST_LOOKED, PLAN, SIGN_MARKED, STUDY, sheets_in
from planner.reports.plan_workbook.properties import facts_in

WORKBOOK, A_PLAN, A_STUDY, OTHER, DAMAGED = "workbook", "plan", "study", "other", "damaged"
TITLE: Final = re.compile(rb"<dc:title>([^<]{0,400})</dc:title>")


def kind_of(path: Path) -> tuple[str, dict[str, str]]:
    """Return what a file is, and what is known of it: of a workbook its digest, of a plan the facts of its run."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            with archive.open("xl/workbook.xml") as part:
                sheets = sheets_in(part.read(MOST_LOOKED))
            if sheets >= PLAN and not sheets >= INPUT:
                return A_PLAN, facts_in(archive)
            if sheets >= STUDY and not sheets >= INPUT:
                return A_STUDY, _title(archive, names)
        if SIGN_MARKED in names or not sheets & INPUT:
            return OTHER, {}
        return WORKBOOK, {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile):
        return DAMAGED, {}


def _title(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    if "docProps/core.xml" not in names:
        return {}
    with archive.open("docProps/core.xml") as part:
        found = TITLE.search(part.read(MOST_LOOKED))
    return {"title": found[1].decode("utf-8", "replace")} if found else {}


def number(value: Any) -> float | None:
    """Return a fact as a number; None where it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
