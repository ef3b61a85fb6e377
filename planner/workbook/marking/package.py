"""A workbook's file as its parts: what is not changed is written as it was, byte for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Final

from planner.workbook.marking.splice import attribute, elements, inside, spliced, utf8

TYPES: Final = "[Content_Types].xml"
RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NO_RELATIONS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class Package:
    """The parts of a file."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {name.casefold(): name for name in self._archive.namelist()}
        self._changed: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        """Whether there is a part."""
        return name in self._changed or name.casefold() in self._names

    def part(self, name: str) -> bytes:
        """Return a part's bytes, in UTF-8 where it is XML."""
        if name in self._changed:
            return self._changed[name]
        return utf8(self._archive.read(self._names.get(name.casefold(), name)))

    def change(self, name: str, content: bytes) -> None:
        """Change a part, or add one."""
        self._changed[self._names.get(name.casefold(), name)] = content

    def related(self, name: str, kind: str) -> str | None:
        """Return the part that a part is related to in some way; None where there is none."""
        return next((target for _, found, target in self._relations(name) if found == kind), None)

    def target(self, name: str, identity: str) -> str | None:
        """Return the part that a part calls so."""
        return next((target for known, _, target in self._relations(name) if known == identity), None)

    def relate(self, name: str, kind: str, target: str, content_type: str) -> str:
        """Relate a part to another, which is declared to be of a type; return how the part calls it."""
        path = _relations_of(name)
        content = self.part(path) if self.has(path) else NO_RELATIONS
        root = elements(content, lambda depth, _: depth == 1)
        known = {each.attributes.get("Id", "").casefold() for each in root.children}
        identity = next(f"rId{n}" for n in range(len(known) + 1, 10**6) if f"rid{n}" not in known)
        new = f'<{root.prefix}Relationship Id="{identity}" Type="{RELATED}/{kind}" Target={attribute(f"/{target}")}/>'
        self.change(path, spliced(content, [inside(content, root, new.encode())]))
        self._declare(target, content_type)
        return identity

    def new_name(self, pattern: str) -> str:
        """Return a name that no part has, with a number in place of the braces."""
        return next(name for n in range(1, 10**6) if not self.has(name := pattern.format(n)))

    def write(self, path: Path) -> None:
        """Write the file."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            left = dict(self._changed)
            for info in self._archive.infolist():
                content = left.pop(info.filename, None)
                archive.writestr(info, self._archive.read(info) if content is None else content)
            for name, content in left.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

    def _relations(self, name: str) -> list[tuple[str, str, str]]:
        """Return how a part calls what it is related to, in which way, and where that is."""
        path = _relations_of(name)
        if not self.has(path):
            return []
        root = elements(self.part(path), lambda depth, _: depth == 1)
        found = []
        for each in root.children:
            told = each.attributes
            if told.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), told.get("Target", "")))
                kind = told.get("Type", "").rpartition("/")[2]
                found.append((told.get("Id", ""), kind, self._names.get(target[1:].casefold(), target[1:])))
        return found

    def _declare(self, name: str, content_type: str) -> None:
        content = self.part(TYPES)
        root = elements(content, lambda depth, _: depth == 1)
        known = {each.attributes.get("PartName", "").casefold() for each in root.children}
        if f"/{name}".casefold() not in known:
            new = f'<{root.prefix}Override PartName={attribute(f"/{name}")} ContentType="{content_type}"/>'
            self.change(TYPES, spliced(content, [inside(content, root, new.encode())]))


def _relations_of(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"
