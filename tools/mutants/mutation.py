"""A mutant: one small change of one module, written into its text so that the difference can be read."""

from __future__ import annotations

import ast
import difflib
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from tools.mutants.operators import changes
from tools.mutants.reached import first_line, function_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Home(NamedTuple):
    """The function that a change is in: the outermost one, as only that can be given other code."""

    name: str
    key: str
    first: int


@dataclass(frozen=True)
class Mutant:
    """One change of one module: from one place of its text to another, other words."""

    path: Path
    kind: str
    start: int  # in bytes
    end: int
    words: str
    line: int
    home: Home | None  # None: outside functions
    in_default: bool

    @cached_property
    def key(self) -> str:
        """By what results are kept: the text of the function and the change, not where they stand."""
        above = _read(self.path).split(b"\n")[: self.home.first - 1] if self.home else []
        offset = self.start - sum(len(line) + 1 for line in above)
        named = (self.home.key if self.home else self.module, offset, self.end - self.start, self.words, self.kind)
        return hashlib.sha1(repr(named).encode(), usedforsecurity=False).hexdigest()[:12]

    @property
    def where(self) -> str:
        """The module and function."""
        return f"{self.module}.{self.home.name}" if self.home else self.module

    @property
    def module(self) -> str:
        """The module by its room and name."""
        return module_of(self.path)

    @property
    def source(self) -> str:
        """The whole module, changed."""
        source = _read(self.path)
        return (source[: self.start] + self.words.encode() + source[self.end :]).decode()

    @property
    def is_program(self) -> bool:
        """Whether the changed module is a program, and another one."""
        try:
            return ast.dump(ast.parse(self.source)) != ast.dump(ast.parse(_read(self.path)))
        except SyntaxError:
            return False

    @property
    def change(self) -> tuple[str, str]:
        """The lines that the change touches, before and after, each as one."""
        before, after = _read(self.path).decode().splitlines(), self.source.splitlines()
        matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
        blocks = [x for x in matcher.get_opcodes() if x[0] != "equal"]
        old = [before[n].strip() for _, a, b, _, _ in blocks for n in range(a, b)]
        new = [after[n].strip() for _, _, _, a, b in blocks for n in range(a, b)]
        return " ".join(old), " ".join(new)


def module_of(path: Path) -> str:
    """Return how a module is named: by its room and name."""
    return f"{path.parent.name}/{path.stem}"


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its text."""
    source = path.read_text()
    tree = ast.parse(source)
    homes = _homes(tree, source.splitlines())
    places = _Places(source)
    found = {(x.start, x.end, x.words): x for x in changes(tree, places)}  # each once
    for _, change in sorted(found.items()):
        line = places.line(change.start)
        inside = [(home, last) for home, last in homes if home.first <= line <= last]
        home = inside[0][0] if inside and not change.outside else None
        yield Mutant(path, change.kind, change.start, change.end, change.words, line, home, change.in_default)


def _homes(tree: ast.AST, lines: list[str], name: str = "") -> list[tuple[Home, int]]:
    found = []
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef):
            first, last = first_line(child), child.end_lineno or child.lineno
            key = function_key(name + child.name, "\n".join(lines[first - 1 : last]))
            found.append((Home(name + child.name, key, first), last))
        else:
            found += _homes(child, lines, f"{name}{child.name}." if isinstance(child, ast.ClassDef) else name)
    return found


class _Places:
    """Where nodes stand in the text, in bytes."""

    def __init__(self, source: str) -> None:
        self.text = source.encode()
        self._starts = [0]
        for line in source.encode().splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node ends."""
        return self._starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def of(self, node: ast.expr | ast.stmt) -> str:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)].decode()

    def line(self, place: int) -> int:
        """Return the line of a place, counted from 1."""
        return self.text.count(b"\n", 0, place) + 1
