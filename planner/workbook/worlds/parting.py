"""Projects and disruptions whose own cells change along a path: a row for what begins before, and one for after.

What was started keeps what it was started with, and a strike what was so at its onset. So along a path such a row
becomes several, each with the cells of its world and open in its periods alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planner.workbook.book import Row
from planner.workbook.cases.targets import with_column
from planner.workbook.schema.columns import Decision, fold
from planner.workbook.schema.describe import number
from planner.workbook.worlds.mixing import OF_A_START, Mix

ONCE: Final = "{} is started once"  # the group of the parts of a project


@dataclass(frozen=True, slots=True)
class RowPart:
    """A run of stages in which a row's own cells are the same; ``periods`` are those in which it may begin."""

    stage: int
    periods: tuple[int, ...]
    name: str


def part_projects(mix: Mix) -> dict[str, str]:
    """Write the projects that change along a path; return the first name of each part that has one of its own."""
    found: dict[str, str] = {}
    for number_ in sorted(mix.projects):
        rows = [stage.rows[("Projects", number_)] for stage in mix.stages]
        is_open = [_may_start(mix, rows[stage], t) for t, stage in enumerate(mix.at)]
        parts = list(_parts(mix, rows[0]["project"], [_of_a_start(mix, n, row) for n, row in enumerate(rows)], is_open))
        if len(parts) == 1:
            _one_row(mix, number_, rows, is_open)
        elif not _is_leant_on(mix, number_, rows[-1]):
            found |= dict.fromkeys((part.name for part in parts[1:]), rows[0]["project"])
            _several_rows(mix, number_, rows, parts, is_open)
    return found


def _may_start(mix: Mix, row: Row, t: int) -> bool:
    return row["decision"].kind != "never" and t in mix.window(row, "earliest", "latest")


def _of_a_start(mix: Mix, stage: int, row: Row) -> tuple[object, ...]:
    """Return what a start keeps, the points of its curve among it."""
    points = [
        (one["size"], one["capital"])
        for place, one in mix.stages[stage].rows.items()
        if place[0] == "Curves" and one["curve"] == row["curve"]
    ]
    return (*(row[column] for column in sorted(OF_A_START)), tuple(points))


def _parts(mix: Mix, name: str, cells: Sequence[object], may_begin: Sequence[bool]) -> Iterator[RowPart]:
    """Yield the runs of stages with the same cells, the first under the name that there is."""
    first = 0
    for stage in range(1, len(cells) + 1):
        if stage == len(cells) or cells[stage] != cells[first]:
            periods = tuple(t for t, at in enumerate(mix.at) if first <= at < stage and may_begin[t])
            world = mix.stages[first].world
            yield RowPart(first, periods, name if world is None or not first else f"{name} ({world.name})")
            first = stage


def _decision(mix: Mix, rows: Sequence[Row], periods: Sequence[int], must: bool) -> str | None:
    """Return what is decided of a part: commitments of its periods, each of the world that holds there."""
    found = []
    for t in periods:
        decided: Decision = rows[mix.at[t]]["decision"]
        for period, least in decided.commitments:
            if period == mix.book.periods[t]:
                found.append(period if least is None else f"{period}: {number(least)}")
    return "; ".join(found) or ("must" if must else None)


def _one_row(mix: Mix, row: int, rows: Sequence[Row], is_open: Sequence[bool]) -> None:
    """Write the window and the decision of a project of which a start is the same in all worlds."""
    place = ("Projects", row)
    if not any(is_open):
        mix.put(place, "decision", "never")
        mix.put(place, "earliest", None)
        mix.put(place, "latest", None)
        return
    mix.put_window(place, ("earliest", "latest"), is_open)
    periods = [t for t, one in enumerate(is_open) if one]
    mix.put(place, "decision", _decision(mix, rows, periods, rows[-1]["decision"].kind == "must"))


def _is_leant_on(mix: Mix, row: int, last: Row) -> bool:
    """Refuse to part a project of which others need one that is in service, or that may start several times."""
    name, place = last["project"], ("Projects", row)
    leaning = [
        other
        for other in mix.stages[-1].rows.values()
        if name in other.values.get("requires", ()) or name in other.values.get("needs", ())
    ]
    if leaning:
        words = f"{name!r} is what others need ({leaning[0].sheet}!{leaning[0].cell()})"
    elif last["starts"] > 1:
        words = f"{name!r} may be started more than once"
    else:
        return False
    wrong = f"{words}: what a start of it is cannot be another one from a world on"
    remedy = "Give the world's own project a row of its own, and open it there by a change of latest"
    mix.refuse(place, "", wrong, remedy)
    return True


def _several_rows(
    mix: Mix, row: int, rows: Sequence[Row], parts: Sequence[RowPart], is_open: Sequence[bool]
) -> None:  # fmt: skip
    """Write a row for each part, of which one is started at most, or just one where it must be."""
    name, must = rows[0]["project"], rows[-1]["decision"].kind == "must"
    group = ONCE.format(name)
    table = mix.ensure("Groups")
    for column in ("group", "at least", "at most"):
        table = with_column(table, column)
    mix.tables["Groups"] = table
    cells = {table.columns["group"]: group, table.columns["at least"]: int(must), table.columns["at most"]: 1}
    mix.add_row("Groups", cells)
    for part in parts:
        stage = mix.stages[part.stage]
        own = dict(stage.tables["Projects"].rows[row])
        place = ("Projects", row if part is parts[0] else mix.add_row("Projects", own))
        if part is parts[0]:
            table = mix.tables["Projects"]
            columns = {at for at in table.columns.values()}
            mix.tables["Projects"] = table.with_cells({(row, at): own.get(at) for at in columns})
        mix.pin(place, rows[part.stage])
        mix.put(place, "project", part.name)
        mix.put(place, "group", "; ".join((*rows[-1]["group"], group)))
        _own_curve(mix, place, part, rows[part.stage])
        opens = [t in part.periods for t in range(len(is_open))]
        if any(opens):
            mix.put_window(place, ("earliest", "latest"), opens)
            mix.put(place, "decision", _decision(mix, rows, part.periods, must=False))
        else:
            mix.put(place, "decision", "never")
        mix.mix_costs_of_starts(place, [stage.rows[("Projects", row)] for stage in mix.stages])
    _name_parts(mix, name, [part.name for part in parts])


def _own_curve(mix: Mix, place: tuple[str, int], part: RowPart, row: Row) -> None:
    """Write the points of a part's curve under a name of their own."""
    if not row["curve"]:
        return
    name, stage = f"{row['curve']} of {part.name}", mix.stages[part.stage]
    for (sheet, at), one in stage.rows.items():
        if sheet == "Curves" and one["curve"] == row["curve"]:
            table = mix.tables["Curves"]
            cells: dict[int, Any] = {**stage.tables["Curves"].rows[at], table.columns["curve"]: name}
            mix.add_row("Curves", cells)
    mix.put(place, "curve", name)


def _name_parts(mix: Mix, name: str, parts: Sequence[str]) -> None:
    """Let what names a project in Funding name all its parts."""

    def named(held: str) -> str:
        names = [part.strip() for part in held.split(";")]
        return "; ".join(
            one for each in names for one in (parts if fold(each) == fold(name) else (each,))
        )  # fmt: skip

    mix.rename("Funding", "projects", named)


def part_disruptions(mix: Mix) -> None:
    """Write the disruptions that change along a path: each with what was so at its onset."""
    for name in sorted(mix.disruptions):
        numbers = [
            place[1]
            for place, row in mix.stages[0].rows.items()
            if place[0] == "Disruptions" and row["disruption"] == name
        ]
        hits = [
            place[1] for place, row in mix.stages[0].rows.items() if place[0] == "Hits" and row["disruption"] == name
        ]
        if len(numbers) == 1:
            _part_disruption(mix, name, numbers[0], hits)


def _part_disruption(mix: Mix, name: str, row: int, hits: Sequence[int]) -> None:
    rows = [stage.rows[("Disruptions", row)] for stage in mix.stages]
    periods = mix.book.periods
    strikes = [
        "*" in rows[stage]["onset"] or periods[t] in rows[stage]["onset"] for t, stage in enumerate(mix.at)
    ]  # fmt: skip
    cells = [
        (
            *(value for column, value in rows[n].values.items() if column != "onset"),
            *(tuple(stage.rows[("Hits", hit)].values.items()) for hit in hits),
        )
        for n, stage in enumerate(mix.stages)
    ]
    for part in list(_parts(mix, name, cells, strikes)):
        stage = mix.stages[part.stage]
        is_first = part.stage == 0
        at = row if is_first else mix.add_row("Disruptions", dict(stage.tables["Disruptions"].rows[row]))
        own = [hit if is_first else mix.add_row("Hits", dict(stage.tables["Hits"].rows[hit])) for hit in hits]
        if is_first:
            _as_before(mix, row, hits)
        for hit, new in zip(hits, own, strict=True):
            mix.pin(("Hits", new), stage.rows[("Hits", hit)])
        for place in (("Disruptions", at), *(("Hits", hit) for hit in own)):
            mix.put(place, "disruption", part.name)
            if not part.periods:
                mix.put(place, "active", "no")
        mix.put(("Disruptions", at), "onset", "; ".join(periods[t] for t in part.periods) or None)


def _as_before(mix: Mix, row: int, hits: Sequence[int]) -> None:
    """Give the first part of a disruption back the cells that it had before any world."""
    for sheet, numbers in (("Disruptions", (row,)), ("Hits", hits)):
        table, before = mix.tables.get(sheet), mix.stages[0].tables.get(sheet)
        if table is not None and before is not None:
            cells = {(n, at): before.rows[n].get(at) for n in numbers for at in table.columns.values()}
            mix.tables[sheet] = table.with_cells(cells)
