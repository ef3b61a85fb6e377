"""What a row of Hits names: one thing, or each of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from planner.faults import Severity
from planner.workbook.book import Row
from planner.workbook.places import ways
from planner.workbook.reading.complaints import Complaints, Said, Wrong
from planner.workbook.reading.names import Names, split
from planner.workbook.schema.columns import spell
from planner.workbook.schema.parts import PLACE

_EACH: Final = re.compile(r"each(?:\s+but\s+(.+))?", re.IGNORECASE)
# By target: the sign between the two parts of its name, and what each part may name.
PAIRS: Final = {
    "plant": ("@", ("process",), ("site",)),
    "lane": (">", (*PLACE, "*"), (*PLACE, "*")),
    "resource": ("@", ("resource",), PLACE),
    "material": ("@", ("material",), PLACE),
}
ALONE: Final = {"resource": ("resource",), "material": ("material",), "demand": ("site",)}


def resolve_hit(target: str, name: str, names: Names) -> str:
    """Return the name of a hit in the spelling of what it names, such as ``each but Fab @ Tainan``.

    Raises
    ------
    Wrong
        When it names something that the workbook does not have.
    """
    each = _EACH.fullmatch(spell(name))
    if each is None:
        return _one(target, name, names)
    if each[1] is None:
        return "each"
    return "each but " + _joined([partial(_one, target, part, names) for part in split(each[1])], "; ")


def _one(target: str, name: str, names: Names) -> str:
    sign, first, second = PAIRS.get(target, ("", (), ()))
    alone = ALONE.get(target, ())
    if sign and sign in name and not (alone and names.has(alone, name)):
        found = ways(spell(name), sign)[:: -1 if sign == "@" else 1]
        left, right = max(found, key=lambda way: names.has(first, way[0]) + names.has(second, way[1]))
        return _joined([partial(names.resolve, first, left), partial(names.resolve, second, right)], f" {sign} ")
    if sign and target not in ALONE:
        form = "process @ site" if target == "plant" else "from > to"
        message = f"a {target} is named as {form}"
        raise Wrong(message, f"Write it as {form}, or each")
    return names.resolve(ALONE.get(target, (target,)), name)


def _joined(parts: Sequence[Callable[[], str]], sign: str) -> str:
    """Return what parts resolve to, joined by a sign; all that is wrong with any of them at once."""
    found: list[str | None] = []
    said: list[Said] = []
    for part in parts:
        try:
            found.append(part())
        except Wrong as wrong:
            said.extend(wrong.complaints)
            found.append(wrong.instead if isinstance(wrong.instead, str) else None)
    known = [name for name in found if name is not None]
    if said:
        raise Wrong.of(said, sign.join(known) if len(known) == len(found) else None)
    return sign.join(known)


def judge_hits(rows: Mapping[str, tuple[Row, ...]], complaints: Complaints) -> None:
    """Note hits of plants, resources and demands that are nowhere, though their parts have names."""
    there = {
        "plant": _made(rows, "Plants", "process", "site"),
        "resource": _made(rows, "Resources", "resource", "place") | _alone(rows),
        "demand": {row["market"] for row in rows.get("Demand", ())},
    }
    makers = ("Plants", "Resources", "Projects", "Demand")
    if any(complaints.counts[sheet, Severity.ERROR] for sheet in makers):
        return  # what is wrong there may be what is missing here
    for row in rows.get("Hits", ()):
        name: Any = row["name"]
        if row["target"] not in there or name is None:
            continue
        each = _EACH.fullmatch(name)
        for one in [name] if each is None else split(each[1] or ""):
            if one not in there[row["target"]] and ("@" in one or row["target"] == "demand"):
                wrong = f"there is no {row['target']} {one!r}"
                remedy = "Name one that a row or a project makes"
                complaints.add("Hits", row.cell("name"), wrong, name, remedy)


def _alone(rows: Mapping[str, tuple[Row, ...]]) -> set[str]:
    return {row["resource"] for row in rows.get("Resources", ())} | {row["adds"] for row in rows.get("Projects", ())}


def _made(rows: Mapping[str, tuple[Row, ...]], sheet: str, what: str, where: str) -> set[str]:
    """Return the names of what a sheet or a project makes."""
    own = {f"{row[what]} @ {row[where]}" for row in rows.get(sheet, ())}
    return own | {f"{row['adds']} @ {row['place']}" for row in rows.get("Projects", ())}
