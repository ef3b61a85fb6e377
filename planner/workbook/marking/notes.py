"""Notes on cells: in the part that holds their words, and in the drawing that shows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from openpyxl.utils import coordinate_to_tuple, get_column_letter

from planner.workbook.marking.sheet import Cell
from planner.workbook.marking.splice import Edit, Element, elements, inside, spliced, text

AUTHOR: Final = "planner check"
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
NO_NOTES: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors></authors><commentList></commentList></comments>"
)
DRAWN: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NO_DRAWING: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b"</o:shapelayout></xml>"
)
KIND: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe" {0}>'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE: Final = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" {0} style="position:absolute;margin-left:60pt;'
    'margin-top:8pt;width:320pt;height:140pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},2,{right},15,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
SPACES: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
SHAPES: Final = re.compile(rb"<((?:\w+:)?shape)\b(?:[^>]*[^>/])?>.*?</\1\s*>", re.DOTALL)
PLACE: Final = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d+)\s*<")
OURS: Final = "FF9C0006"  # the colour of our words in somebody else's note
WIDTH, HEIGHT = 5, 8  # of a note, in columns and rows


class Notes:
    """The words of a sheet's notes."""

    def __init__(self, content: bytes | None) -> None:
        self._content = content or NO_NOTES
        self._root = elements(self._content, lambda depth, tag: depth <= 6)
        lists = {each.tag: each for each in self._root.children}
        self._authors, self._list = lists["authors"], lists["commentList"]
        refs = [(each, each.attributes.get("ref", "").replace("$", "")) for each in self._list.children]
        self._notes = {coordinate_to_tuple(ref): each for each, ref in refs if ref}
        names = [self._words(each) for each in self._authors.children]
        self._own = str(names.index(AUTHOR)) if AUTHOR in names else None

    def ours(self) -> set[Cell]:
        """Return the cells whose whole note is ours."""
        if self._own is None:
            return set()
        return {cell for cell, note in self._notes.items() if note.attributes.get("authorId") == self._own}

    def touched(self) -> set[Cell]:
        """Return the cells whose note is ours or begins with words of ours."""
        return self.ours() | {cell for cell, note in self._notes.items() if self._first_run(note) is not None}

    def known(self) -> set[Cell]:
        """Return the cells that have a note."""
        return set(self._notes)

    def with_marks(self, marks: Mapping[Cell, str]) -> bytes:
        """Return the part with our notes, and none of ours from before; somebody else's words stay behind ours."""
        p = self._root.prefix
        author = self._own or str(len(self._authors.children))
        edits: list[Edit] = []
        if self._own is None and marks:
            edits.append(inside(self._content, self._authors, f"<{p}author>{AUTHOR}</{p}author>".encode()))
        new, ours = b"", self.ours()
        for cell, note in self._notes.items():
            if cell in ours:
                edits.append((note.start, note.end, b""))
            elif cell in marks or self._first_run(note) is not None:
                edits.append((note.start, note.end, self._prefixed(note, marks.get(cell))))
        for cell, words in sorted(marks.items()):
            if cell in ours or cell not in self._notes:
                ref = f"{get_column_letter(cell[1])}{cell[0]}"
                told = f'<{p}t xml:space="preserve">{text(words)}</{p}t>'
                new += f'<{p}comment ref="{ref}" authorId="{author}"><{p}text>{told}</{p}text></{p}comment>'.encode()
        edits.append(inside(self._content, self._list, new))
        return spliced(self._content, edits)

    def _prefixed(self, note: Element, words: str | None) -> bytes:
        """Return a note with our words before its own."""
        p, content = self._root.prefix, self._content
        held = next(each for each in note.children if each.tag == "text")
        run = self._first_run(note)
        edits: list[Edit] = [] if run is None else [(run.start, run.end, b"")]
        for each in held.children:
            if each.tag == "t":  # words without formats stand before all that have some
                edits.append((each.start, each.end, b"".join([f"<{p}r>".encode(), content[each.start : each.end],
                                                              f"</{p}r>".encode()])))  # fmt: skip
        if words is not None:
            told = text(f"{words}\n\n")
            looks = f'<{p}rPr><{p}b/><{p}sz val="9"/><{p}color rgb="{OURS}"/><{p}rFont val="Calibri"/></{p}rPr>'
            ours = f'<{p}r>{looks}<{p}t xml:space="preserve">{told}</{p}t></{p}r>'.encode()
            edits.insert(0, inside(content, held, ours, first=True))
        moved = [(start - note.start, end - note.start, new) for start, end, new in edits]
        return spliced(content[note.start : note.end], moved)

    def _first_run(self, note: Element) -> Element | None:
        """Return our words in somebody else's note; None where there are none."""
        held = next((each for each in note.children if each.tag == "text"), None)
        run = held.children[0] if held is not None and held.children else None
        looks = [] if run is None or run.tag != "r" else [x for each in run.children for x in each.children]
        return run if any(each.attributes.get("rgb") == OURS for each in looks) else None

    def _words(self, element: Element) -> str:
        if element.close is None:
            return ""
        return self._content[element.head : element.close].decode("utf-8", "replace")


def with_shapes(content: bytes | None, wanted: Collection[Cell], unwanted: Collection[Cell]) -> bytes:
    """Return the drawing of a sheet's notes with those of some cells and without those of others.

    Spreadsheet programs write drawings that are not quite XML; what is not touched stays as it is.
    """
    content = content or NO_DRAWING
    drawn = {_cell(found[0]): found for found in SHAPES.finditer(content)}
    edits: list[Edit] = [(found.start(), found.end(), b"") for cell, found in drawn.items() if cell in unwanted]
    number = max([1024, *(int(found) for found in re.findall(rb"_x0000_s(\d+)", content))])
    new = "" if b"_x0000_t202" in content else KIND.format(SPACES)
    for row, column in sorted(set(wanted) - set(drawn)):
        number += 1
        top = max(row - 2, 0)
        new += SHAPE.format(
            SPACES, number=number, row=row - 1, column=column - 1, left=column, right=column + WIDTH, top=top,
            bottom=top + HEIGHT,
        )  # fmt: skip
    end = content.rindex(b"</")
    return spliced(content, [*edits, (end, end, new.encode())])


def _cell(shape: bytes) -> Cell | None:
    found = dict(PLACE.findall(shape))
    if b"Note" not in shape or set(found) != {b"Row", b"Column"}:
        return None
    return int(found[b"Row"]) + 1, int(found[b"Column"]) + 1
