"""Streams the XML of one worksheet: which cells hold what, row by row, before their values are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

CHUNK: Final = 1 << 16
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC, _MERGE = (
    _MAIN + tag for tag in ("row", "c", "v", "f", "is", "t", "rPh", "mergeCell")
)
_HELD: Final = frozenset({_VALUE, _FORMULA, _TEXT})  # whose text is part of a cell


@dataclass(slots=True)
class Held:
    """What a cell holds, as the file says it; None for what it does not say.

    ``kind`` and ``style`` are the attributes t and s; ``inline`` is a text without its formats and its phonetics.
    """

    kind: str
    style: str
    value: str | None = None
    formula: str | None = None
    inline: str | None = None


class Worksheet:
    """Takes the events of a worksheet's XML.

    Attributes
    ----------
    rows
        By row number and column number: what ``typed`` makes of the cells that hold anything, without None.
    merged
        The merged ranges, such as ``A2:A4``.
    hidden_rows
        How many of the rows that hold something are hidden.
    """

    def __init__(self, typed: Callable[[Held], object]) -> None:
        self.rows: dict[int, dict[int, object]] = {}
        self.merged: list[str] = []
        self.hidden_rows = 0
        self._typed = typed
        self._number, self._column = 0, 0
        self._is_hidden, self._is_phonetic = False, False
        self._cells: dict[int, object] = {}
        self._attributes: dict[str, str] = {}
        self._held: Held | None = None
        self._text: list[str] = []
        self._columns: dict[str, int] = {}

    def read(self, part: IO[bytes]) -> None:
        """Read all of a worksheet.

        Raises
        ------
        ValueError
            When it declares entities, which could grow without end or read other files.
        expat.ExpatError
            When it is no XML.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = _refuse
        while chunk := part.read(CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _CELL:
            self._attributes, self._held = attributes, None
            self._column = self._place(attributes.get("r")) or self._column + 1
        elif tag in _HELD:
            self._text.clear()
        elif tag == _ROW:
            self._number = int(attributes.get("r") or self._number + 1)
            self._column, self._cells = 0, {}
            self._is_hidden = attributes.get("hidden") in ("1", "true")
        elif tag == _INLINE:
            self._hold().inline = ""
        elif tag == _PHONETIC:
            self._is_phonetic = True
        elif tag == _MERGE:
            self.merged.append(attributes.get("ref", ""))

    def _end(self, tag: str) -> None:
        if tag == _CELL:
            value = None if self._held is None else self._typed(self._held)
            if value is not None:
                self._cells[self._column] = value
        elif tag == _VALUE:
            self._hold().value = "".join(self._text)
        elif tag == _FORMULA:
            self._hold().formula = "".join(self._text)
        elif tag == _TEXT and not self._is_phonetic:
            held = self._hold()
            held.inline = (held.inline or "") + "".join(self._text)
        elif tag == _PHONETIC:
            self._is_phonetic = False
        elif tag == _ROW and self._cells:
            self.rows.setdefault(self._number, {}).update(self._cells)
            self.hidden_rows += self._is_hidden

    def _hold(self) -> Held:
        if self._held is None:
            self._held = Held(self._attributes.get("t", "n"), self._attributes.get("s", "0"))
        return self._held

    def _place(self, address: str | None) -> int:
        """Return the number of the column of an address; 0 without one."""
        if not address:
            return 0
        letters = address.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            found = self._columns[letters] = column_index_from_string(letters)
        return found


def _refuse(name: str, *_: object) -> None:
    message = f"it declares the entity {name}"
    raise ValueError(message)
