"""The facts of a plan that are seen without reading it: properties of its file, beside the sheet Run that has them all.

They are for lists of many plans, and prove nothing: whoever opens a plan reads and verifies it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from html import escape
from typing import Final

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from planner.wording.text import safe_text

PART: Final = "docProps/custom.xml"
FACTS: Final = (
    "title", "status", "stopped", "objective", "bound", "gap", "input", "input sha256", "case", "money", "verified",
)  # fmt: skip
LONGEST: Final = 250  # letters that a property may have
MOST: Final = 1 << 16  # bytes of all of them
BEFORE: Final = "planner "  # in the name of each
SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def properties_of(run: Mapping[str, object]) -> dict[str, str]:
    """Return the properties of a plan's file by name, from the facts of its run."""
    told = {name: run[name] for name in FACTS if run.get(name) is not None}
    return {f"{BEFORE}{name}": _spelt(value)[:LONGEST] for name, value in told.items()}


def part_of(run: Mapping[str, object]) -> str:
    """Return the part of a package that has the properties, without its first line."""
    lines = [
        f'<property fmtid="{FORMAT}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(value, quote=False)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties_of(run).items(), start=2)
    ]
    return f'<Properties xmlns="{SPACE}" xmlns:vt="{TYPES}">{"".join(lines)}</Properties>'


def facts_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the facts among the properties of a file; none where it has none that can be read."""
    try:
        with archive.open(PART) as part:
            told = defusedxml.ElementTree.fromstring(part.read(MOST))
    except (KeyError, OSError, ValueError, RuntimeError, zipfile.BadZipFile, SyntaxError, DefusedXmlException):
        return {}
    named = {each.get("name", ""): "".join(each.itertext()) for each in told}
    return {name.removeprefix(BEFORE): value for name, value in named.items() if name.startswith(BEFORE)}


def _spelt(value: object) -> str:
    return repr(float(value)) if isinstance(value, float) else safe_text(str(value))
