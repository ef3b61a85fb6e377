"""Marks the faults in a copy of a workbook: coloured cells, a note on each, and a sheet of all of them.

The copy is the workbook's own file, in which the marked cells have another style and a note. All else is as it was,
byte for byte: pictures, charts, text boxes, sparklines, macros, saved values of formulas.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from xml.parsers import expat

from openpyxl.utils import coordinate_to_tuple

from planner.errors import FileError
from planner.faults import Fault, by_severity
from planner.files import kept_path
from planner.outputs import SIGN_MARKED
from planner.workbook.marking import issues as mark_issues
from planner.workbook.marking import notes as mark_notes
from planner.workbook.marking.issues import COLOURS, HEADERS, ISSUES, issues_sheet
from planner.workbook.marking.notes import Notes, with_shapes
from planner.workbook.marking.package import Package
from planner.workbook.marking.sheet import Cell, notes_of, with_notes, with_styles
from planner.workbook.marking.splice import attribute, elements, inside, spliced, with_attribute
from planner.workbook.marking.styles import StyleSheet
from planner.workbook.reading.cells import Grid, read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.schema.columns import header_key

DAMAGED: Final = (expat.ExpatError, KeyError, ValueError, IndexError, StopIteration, UnicodeError, FileError)


def mark(source: Path, target: Path, faults: Iterable[Fault]) -> None:
    """Write a copy of a workbook with its faults marked; the workbook itself is not changed.

    Marks of an earlier copy are taken off.

    Raises
    ------
    FileError
        When the copy cannot be written, or the file is not as spreadsheet programs write it.
    """
    content = admit(source)
    grids = read_grids(source, content, lambda names: names)
    try:
        package = Package(content)
        own = _mark(package, source.name, grids, by_severity(faults))
    except DAMAGED as error:
        raise _not_marked(source, error) from error
    with kept_path(target) as temporary:
        package.write(temporary)
        _check_same(source, temporary, grids, own)


def _mark(package: Package, name: str, grids: Sequence[Grid], faults: Sequence[Fault]) -> str:
    """Mark the faults in the parts; return the title of the sheet that lists them."""
    workbook = package.related("", "officeDocument") or "xl/workbook.xml"
    sheets = _sheets(package, workbook)
    old = next((grid.title for grid in grids if _lists_faults(grid)), None)
    styles = StyleSheet(package, workbook)
    titles = [grid.title for grid in grids if grid.title != old]
    places = [_address(titles, fault) for fault in faults]
    together: dict[str, dict[Cell, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault, place in zip(faults, places, strict=True):
        if place is not None and fault.severity in COLOURS:
            together[place[0]][coordinate_to_tuple(place[1])].append(fault)
    for title in titles:
        if title in sheets:
            _mark_sheet(package, sheets[title], styles, together.get(title, {}))
    part = SIGN_MARKED if old is None else sheets[old]
    written = issues_sheet(name, faults, places, styles)
    styles.save()
    package.change(part, written)
    if old is not None:
        return old
    title = ISSUES if header_key(ISSUES) not in map(header_key, titles) else _free(ISSUES, titles)
    _add_sheet(package, workbook, title, part)
    return title


def _mark_sheet(package: Package, part: str, styles: StyleSheet, marks: Mapping[Cell, Sequence[Fault]]) -> None:
    """Colour the cells of a sheet by their gravest fault, note on each all that is wrong, and take off older marks."""
    held = package.related(part, "comments")
    notes = Notes(package.part(held) if held else None)
    old = notes.touched()
    if not marks and not old:
        return
    looks = {cell: partial(styles.coloured, colour=COLOURS[found[0].severity]) for cell, found in marks.items()}
    looks |= {cell: partial(_uncoloured, styles) for cell in old - set(marks)}
    content = with_styles(package.part(part), looks)
    words = {cell: "\n\n".join(_in_words(fault) for fault in found) for cell, found in marks.items()}
    if held is None:
        held = package.new_name("xl/planner_notes{}.xml")
        package.relate(part, "comments", held, mark_notes.TYPE)
    unwanted = notes.ours() - set(marks)
    package.change(held, notes.with_marks(words))
    identity = notes_of(content)
    drawn = package.target(part, identity) if identity else None
    if drawn is None:
        drawn = package.new_name("xl/drawings/planner_notes{}.vml")
        content = with_notes(content, package.relate(part, "vmlDrawing", drawn, mark_notes.DRAWN))
    package.change(drawn, with_shapes(package.part(drawn) if package.has(drawn) else None, set(marks), unwanted))
    package.change(part, content)


def _uncoloured(styles: StyleSheet, style: int) -> int:
    """Return a style without a colour of ours; any other stays."""
    return styles.coloured(style, None) if styles.colour_of(style) in COLOURS.values() else style


def _in_words(fault: Fault) -> str:
    stop = "" if fault.remedy.endswith("?") else "."
    remedy = f"\n{fault.remedy}{stop}" if fault.remedy else ""
    return f"{fault.severity.value.upper()}: {fault.wrong}.{remedy}"


def _address(titles: Iterable[str], fault: Fault) -> tuple[str, str] | None:
    """Return the sheet's title and the cell of a fault; None where the workbook has no such sheet."""
    wanted = header_key(fault.sheet)
    title = next((title for title in titles if header_key(title) == wanted), None)
    if title is None:
        return None
    row = re.fullmatch(r"row (\d+)(, a new column .*)?", fault.cell)
    if row:
        return title, f"A{row[1]}"
    return title, fault.cell if re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", fault.cell) else "A1"


def _sheets(package: Package, workbook: str) -> dict[str, str]:
    """Return the part of each sheet by its title."""
    root = elements(package.part(workbook), lambda depth, _: depth <= 2)
    listed = [each for part in root.children if part.tag == "sheets" for each in part.children]
    found = {}
    for each in listed:
        identity = next(value for name, value in each.attributes.items() if name.rpartition(":")[2] == "id")
        target = package.target(workbook, identity)
        if target is not None:
            found[each.attributes["name"]] = target
    return found


def _add_sheet(package: Package, workbook: str, title: str, part: str) -> None:
    """Put a sheet before all others, and leave open the one that is."""
    identity = package.relate(workbook, "worksheet", part, mark_issues.TYPE)
    content = package.part(workbook)
    root = elements(content, lambda depth, _: depth <= 2)
    sheets = next(each for each in root.children if each.tag == "sheets")
    number = max(int(each.attributes["sheetId"]) for each in sheets.children) + 1
    called = next(name for name in sheets.children[0].attributes if name.rpartition(":")[2] == "id")
    space = f"xmlns:{called.rpartition(':')[0]}"  # some programs declare it at every sheet, and not above them
    declared = sheets.children[0].attributes.get(space)
    also = f" {space}={attribute(declared)}" if declared else ""
    new = f'<{root.prefix}sheet{also} name={attribute(title)} sheetId="{number}" {called}="{identity}"/>'
    edits = [inside(content, sheets, new.encode(), first=True)]
    for each in (x for part in root.children for x in part.children):
        name = {"definedName": "localSheetId", "workbookView": "activeTab"}.get(each.tag, "")
        at = each.attributes.get(name, "0" if name == "activeTab" else None)
        if at is not None:
            moved = with_attribute(content[each.start : each.head], name, str(int(at) + 1))
            edits.append((each.start, each.head, moved))
    package.change(workbook, spliced(content, edits))


def _free(title: str, titles: Iterable[str]) -> str:
    taken = {header_key(each) for each in titles}
    return next(name for n in range(2, 10**6) if header_key(name := f"{title} {n}") not in taken)


def _lists_faults(grid: Grid) -> bool:
    """Whether a sheet lists the faults of an earlier copy."""
    header = {column: value for column, value in grid.rows.get(4, {}).items() if column <= len(HEADERS)}
    return header_key(grid.title).startswith(header_key(ISSUES)) and tuple(header.values()) == HEADERS


def _check_same(source: Path, copy: Path, grids: Sequence[Grid], own: str) -> None:
    """Make sure that the copy holds what the workbook does, before anybody sees it."""
    found = read_grids(source, admit(copy), lambda names: names)
    before, after = ([_held(grid) for grid in listed if grid.title != own] for listed in (grids, found))
    if before != after:
        raise _not_marked(source, "the copy would not hold the same")


def _held(grid: Grid) -> tuple[object, ...]:
    return grid.title, {number: cells for number, cells in grid.rows.items() if cells}, grid.merged, grid.hidden


def _not_marked(source: Path, why: object) -> FileError:
    advice = "Open it in Excel or LibreOffice, save it as .xlsx, and check that; or read the faults above."
    return FileError(f"{source.name}: its faults cannot be marked ({why}). {advice}")
