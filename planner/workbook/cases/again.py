"""The workbook that a plan carries as content that can be written again, for planners to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.workbook.book import RawSheet
from planner.workbook.cases.applied import BASE
from planner.workbook.reading.settings import OURS
from planner.workbook.reading.yes_or_no import counts
from planner.workbook.schema.columns import fold, header_key, spell
from planner.workbook.schema.describe import columns_of
from planner.workbook.schema.sheets import ACTIVE, BY_NAME

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Content:
    """What is in a workbook, by sheet, and which of its columns and settings have no place in one of ours."""

    rows: dict[str, Rows]
    left_out: tuple[str, ...]


def content_of(raws: Sequence[RawSheet], case: str) -> Content:
    """Return the content of the sheets that a plan carries.

    The plan's case is in the cells already: its rows of Cases, which would change them once more, are left out.
    """
    periods = {spell(row["period"]) for raw in raws if raw.name == "Periods" for row in _named(raw, {"period"})}
    found: dict[str, Rows] = {}
    left_out: list[str] = []
    for raw in raws:
        names = {column.name for column in columns_of(BY_NAME[raw.name], ACTIVE)} | periods
        known = {header_key(name) for name in names}
        left_out += [f"{raw.name}: {spell(name)}" for name in raw.header if header_key(spell(name)) not in known]
        found[raw.name] = [row for row in _named(raw, names) if any(value is not None for value in row.values())]
    found["Settings"], own = known_settings(found.get("Settings", ()))
    left_out += own
    if case != BASE:
        rows = found.get("Cases", [])
        found["Cases"] = [row for row in rows if fold(spell(row.get("case") or "")) != fold(case)]
        for row in found.get("Worlds", []):  # what such a world would change is so already
            if fold(spell(row.get("case") or "")) == fold(case):
                row["case"] = None
    return Content(found, tuple(left_out))


def known_settings(rows: Iterable[Mapping[str, Any]]) -> tuple[Rows, list[str]]:
    """Return the rows of Settings that are read, by the names that are declared, and what others are called."""
    active = [(OURS.get(header_key(row.get("setting") or "")), row) for row in rows if counts(row.get("active"))]
    others = [f"Settings: {spell(row['setting'])}" for setting, row in active if setting is None and row.get("setting")]
    return [{**row, "setting": setting.name} for setting, row in active if setting is not None], others


def _named(raw: RawSheet, names: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet by the names of those of its columns that are wanted."""
    declared = {header_key(name): name for name in names}
    columns = [(place, declared[header_key(spell(name))]) for place, name in enumerate(raw.header)
               if header_key(spell(name)) in declared]  # fmt: skip
    for row in raw.rows:
        yield {name: row[place] for place, name in columns if place < len(row)}
