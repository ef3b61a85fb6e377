"""Cells of workbooks set in their XML: to load and to save a template takes a second of work, and this next to none."""

from __future__ import annotations

import math
import re
import zipfile
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from openpyxl.utils import column_index_from_string, coordinate_to_tuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CELL = re.compile(r"[A-Z]+[1-9]\d*")
ROW = r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)'


def is_plain(address: str, value: object) -> bool:
    """Whether a cell can be set here: a number, a text that is nothing else, or nothing, at one address."""
    if not CELL.fullmatch(address.partition("!")[2]):
        return False
    if isinstance(value, str):
        return bool(value) and value.isprintable() and value[0] not in "=#"
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value))


def set_cells(path: Path, cells: Mapping[str, Any]) -> None:
    """Set cells, such as ``Demand!C2``, each as it is formatted; all else of the file stays as it is."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    places = _sheets(parts)
    for address, value in cells.items():
        sheet, _, cell = address.partition("!")
        parts[places[sheet]] = _with_cell(parts[places[sheet]].decode(), cell, value).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, held in parts.items():
            archive.writestr(name, held)


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return where the worksheets are, by the names on their tabs."""
    related = {}
    for entry in re.findall(r"<Relationship [^>]*>", parts["xl/_rels/workbook.xml.rels"].decode()):
        told = dict(re.findall(r'(\w+)="([^"]*)"', entry))
        related[told["Id"]] = told["Target"].removeprefix("/xl/")
    entries = re.findall(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', parts["xl/workbook.xml"].decode())
    return {unescape(name): f"xl/{related[place]}" for name, place in entries}


def _with_cell(xml: str, cell: str, value: Any) -> str:
    """Return a worksheet in which a cell holds another value."""
    number, _ = coordinate_to_tuple(cell)
    for row in re.finditer(ROW, xml, re.DOTALL):
        if int(row[1]) >= number:
            break
    else:
        return xml.replace("</sheetData>", f'<row r="{number}">{_cell(cell, "", value)}</row></sheetData>')
    if int(row[1]) > number:
        return f'{xml[: row.start()]}<row r="{number}">{_cell(cell, "", value)}</row>{xml[row.start() :]}'
    return xml[: row.start()] + _in_row(row[0], cell, value) + xml[row.end() :]


def _in_row(row: str, cell: str, value: Any) -> str:
    if row.endswith("/>"):
        row = f"{row[:-2]}></row>"
    place = column_index_from_string(re.sub(r"\d", "", cell))
    end = row.rindex("</row>")
    for held in re.finditer(r'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>.*?</c>)', row, re.DOTALL):
        there = column_index_from_string(held[1])
        if there == place:
            style = re.search(r' s="\d+"', held[2])
            return row[: held.start()] + _cell(cell, style[0] if style else "", value) + row[held.end() :]
        if there > place:
            end = held.start()
            break
    return row[:end] + _cell(cell, "", value) + row[end:]


def _cell(cell: str, style: str, value: Any) -> str:
    if value is None:
        return f'<c r="{cell}"{style}/>'
    if isinstance(value, str):
        words = escape(value, quote=False)
        return f'<c r="{cell}"{style} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
    return f'<c r="{cell}"{style}><v>{float(value)!r}</v></c>'
