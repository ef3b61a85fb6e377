"""Colours cells in the XML of a worksheet, whether the file has these cells or not; all else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from openpyxl.utils import column_index_from_string, get_column_letter

from planner.workbook.marking.splice import Edit, Element, elements, inside, opening, spliced, with_attribute

Cell = tuple[int, int]  # row and column, from 1
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What stands behind a sheet's notes in the order of its parts.
BEHIND: Final = frozenset({
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
})  # fmt: skip


def with_styles(content: bytes, styles: Mapping[Cell, Callable[[int], int]]) -> bytes:
    """Return a worksheet in which cells have other styles: each made of the number of the style that it has."""
    root = elements(content, lambda depth, tag: depth == 1 or (depth == 2 and tag == "row"))
    data = next((each for each in root.children if each.tag == "sheetData"), None)
    if data is None:
        return content
    by_row: dict[int, dict[int, Callable[[int], int]]] = {}
    for place in sorted(styles):
        by_row.setdefault(place[0], {})[place[1]] = styles[place]
    edits: list[Edit] = []
    number = 0
    for row in data.children:
        number = int(row.attributes.get("r") or number + 1)
        for n in sorted(n for n in by_row if n < number):
            edits.append((row.start, row.start, _new_row(data.prefix, n, by_row.pop(n))))
        if number in by_row:
            edits.append((row.start, row.end, _row(content, row, number, by_row.pop(number))))
    missing = b"".join(_new_row(data.prefix, n, wanted) for n, wanted in sorted(by_row.items()))
    if missing:
        edits.append(inside(content, data, missing))
    return spliced(content, edits)


def with_notes(content: bytes, identity: str) -> bytes:
    """Return a worksheet that has notes, drawn in a part that it calls so."""
    root = elements(content, lambda depth, _: depth == 1)
    if any(each.tag == "legacyDrawing" for each in root.children):
        return content
    known = next((name[6:] for name, value in root.attributes.items()
                  if name.startswith("xmlns:") and value == RELATIONS), None)  # fmt: skip
    declares = "" if known else f' xmlns:r="{RELATIONS}"'
    new = f'<{root.prefix}legacyDrawing{declares} {known or "r"}:id="{identity}"/>'.encode()
    behind = next((each for each in root.children if each.tag in BEHIND and _is_late(root, each)), None)
    edit = inside(content, root, new) if behind is None else (behind.start, behind.start, new)
    return spliced(content, [edit])


def _is_late(root: Element, each: Element) -> bool:
    """Whether what may stand in several places stands behind the cells."""
    data = next((other.end for other in root.children if other.tag == "sheetData"), 0)
    return each.start >= data


def notes_of(content: bytes) -> str | None:
    """Return how a worksheet calls the part in which its notes are drawn; None where it has none."""
    root = elements(content, lambda depth, _: depth == 1)
    drawn = next((each for each in root.children if each.tag == "legacyDrawing"), None)
    if drawn is None:
        return None
    return next((value for name, value in drawn.attributes.items() if name.rpartition(":")[2] == "id"), None)


def _row(content: bytes, row: Element, number: int, wanted: dict[int, Callable[[int], int]]) -> bytes:
    """Return a row with cells of other styles."""
    written = content[row.start : row.end]
    own = elements(written, lambda depth, tag: depth == 1 and tag == "c")
    base = int(row.attributes.get("s") or 0)
    left, column = dict(wanted), 0
    edits: list[Edit] = []
    for cell in own.children:
        column = _column(cell.attributes.get("r")) or column + 1
        for n in [n for n in left if n < column]:
            edits.append((cell.start, cell.start, _new_cell(own.prefix, number, n, left.pop(n)(base))))
        if column in left:
            style = left.pop(column)(int(cell.attributes.get("s") or 0))
            edits.append((cell.start, cell.head, with_attribute(written[cell.start : cell.head], "s", str(style))))
    behind = b"".join(_new_cell(own.prefix, number, n, style(base)) for n, style in left.items())
    if behind:
        edits.append(inside(written, own, behind))
    found = spliced(written, edits)
    if all(start < end and start for start, end, _ in edits):  # no cell is new
        return found
    tag = opening(found, Element(own.name, {}, 0, own.head, own.close))
    if own.close is None:  # opened above
        tag = found[: found.index(b">") + 1]
    return with_attribute(tag, "spans", None) + found[len(tag) :]


def _new_row(prefix: str, number: int, wanted: dict[int, Callable[[int], int]]) -> bytes:
    cells = b"".join(_new_cell(prefix, number, column, style(0)) for column, style in sorted(wanted.items()))
    return f'<{prefix}row r="{number}">'.encode() + cells + f"</{prefix}row>".encode()


def _new_cell(prefix: str, row: int, column: int, style: int) -> bytes:
    return f'<{prefix}c r="{get_column_letter(column)}{row}" s="{style}"/>'.encode()


def _column(address: str | None) -> int:
    """Return the number of the column of an address; 0 without one."""
    return column_index_from_string(address.rstrip("0123456789")) if address else 0
