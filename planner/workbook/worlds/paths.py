"""The workbook along the path of each end: an ordinary workbook, planned, checked and audited as any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from planner.errors import WorkbookError
from planner.faults import Fault, Severity
from planner.workbook.book import Book, RawSheet
from planner.workbook.cases.edit import raw_of_table
from planner.workbook.reading.complaints import Complaints, row_of
from planner.workbook.reading.typed import type_book
from planner.workbook.worlds.mixing import Mix
from planner.workbook.worlds.parting import part_disruptions, part_projects
from planner.workbook.worlds.stages import LEFT_OUT, WorldStage, blame, first_stage, next_stage
from planner.workbook.worlds.tree import World, WorldTree, tree_of

ALONG: Final = "along {}"  # the case of a path's own workbook
WORLDS_CASE: Final = "case of the worlds"  # the fact of a run: the case in which the worlds themselves were planned


@dataclass(frozen=True)
class PathBook:
    """The workbook along a path.

    Attributes
    ----------
    end, chance
        Its last world, and how likely that is.
    nodes
        The world that holds in each period; blank before any is known.
    book
        What is so along it.
    parts
        The project of which each row that it has more is a part.
    """

    end: str
    chance: float
    nodes: tuple[str, ...]
    book: Book = field(repr=False)
    parts: Mapping[str, str] = field(default_factory=dict)


def paths_of(book: Book) -> tuple[PathBook, ...]:
    """Return the workbook along the path of every end.

    Raises
    ------
    WorkbookError
        When the workbook has no worlds, or a world changes what none can: at its row of Cases.
    """
    found, faults = tried_paths(book)
    wrong = [fault for fault in faults if fault.severity is Severity.ERROR]
    if not found and not wrong:
        told = "the workbook has no worlds: nothing is left open that would be known later"
        remedy = "Fill the sheet Worlds, or plan it as it stands with `planner solve`"
        wrong = [Fault("Worlds", "", told, remedy=remedy)]
    if wrong:
        raise WorkbookError(book.path, wrong)
    return found


def tried_paths(
    book: Book, meaning: Callable[[Book], Sequence[Fault]] | None = None
) -> tuple[tuple[PathBook, ...], tuple[Fault, ...]]:
    """Return the paths of a workbook and what is wrong along them, told at the rows of Cases that make it so.

    ``meaning`` says what is wrong with a workbook whose cells are right.
    """
    tree, complaints = tree_of(book), Complaints()
    if tree is None:
        return (), ()
    before = {(x.sheet, x.cell, x.wrong) for x in book.faults}
    stages: dict[str, WorldStage] = {"": first_stage(book)}
    for name, world in _in_order(tree):
        stages[name] = next_stage(book, stages[world.after], world, complaints)
    if any(True for _ in complaints.kept):
        return (), complaints.faults()
    if meaning is not None:
        before |= {(x.sheet, x.cell, x.wrong) for x in meaning(replace(book, sheets={**book.sheets, "Worlds": ()}))}
    found = []
    for end in tree.ends:
        along = [stages[""], *(stages[world.name] for world in tree.path(end))]
        found.append(_path(book, tree, end, along, complaints, meaning, before))
    return tuple(found), complaints.faults()


def _in_order(tree: WorldTree) -> list[tuple[str, World]]:
    """Return the worlds, each behind the one that it branches from."""
    return sorted(tree.worlds.items(), key=lambda item: item[1].begin)


def _path(
    book: Book, tree: WorldTree, end: str, stages: list[WorldStage], complaints: Complaints,
    meaning: Callable[[Book], Sequence[Fault]] | None, before: set[tuple[str, str, str]],
) -> PathBook:  # fmt: skip
    nodes = tree.nodes(end)
    names = [stage.world.name if stage.world else "" for stage in stages]
    mix = Mix(book, stages, tuple(names.index(node) for node in nodes), complaints)
    mix.mix()
    parts = part_projects(mix)
    part_disruptions(mix)
    own, found = _book(book, end, mix)
    wrong = [fault for fault in found if fault.severity is Severity.ERROR]
    if not wrong and meaning is not None:
        wrong = [fault for fault in meaning(own) if fault.severity is Severity.ERROR]
    for fault in wrong:
        if (fault.sheet, fault.cell, fault.wrong) not in before:
            at = row_of(fault.sheet, fault.cell)
            where = f"{fault.sheet}!{fault.cell}" if fault.cell else fault.sheet
            told = f"along the path of {end!r}, {where}: {fault.wrong}"
            blame(book, mix.case_row(at or (fault.sheet, 0)), told, complaints, fault.remedy)
    return PathBook(end, tree.chance(end), nodes, own, parts)


def _book(book: Book, end: str, mix: Mix) -> tuple[Book, Sequence[Fault]]:
    """Return the workbook of a path, and its faults."""
    complaints = Complaints()
    typed = type_book(mix.tables, complaints)
    raws = [raw_of_table(raw, mix.tables[raw.name]) if raw.name in mix.tables else raw for raw in book.raw]
    there = {raw.name for raw in raws}
    raws += [raw_of_table(RawSheet(name, (), ()), x) for name, x in mix.tables.items() if name not in there]
    kept = tuple(raw for raw in raws if raw.name not in LEFT_OUT)
    own = replace(
        book, case=ALONG.format(end), settings=typed.settings, sheets=typed.rows, raw=kept, faults=(), set_by={},
        added=frozenset(),
    )  # fmt: skip
    return own, complaints.faults()
