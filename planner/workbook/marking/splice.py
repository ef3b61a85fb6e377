"""Changes XML in the middle: all bytes but those that are changed stay what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

Edit = tuple[int, int, bytes]  # from, to, what stands there instead
DECLARED: Final = re.compile(r"""(<\?xml[^>]*?encoding\s*=\s*)(["'])([\w.-]+)\2""")
UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # for any XML
MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(slots=True)
class Element:
    """An element: its name as written, its attributes, and where its first tag and the whole of it begin and end.

    ``close`` is where its last tag begins; None where it has but one.
    """

    name: str
    attributes: dict[str, str]
    start: int
    head: int
    close: int | None = None
    end: int = 0
    depth: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """Its name without the prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix of its name, with the colon."""
        return "".join(self.name.rpartition(":")[:2])


def utf8(content: bytes) -> bytes:
    """Return a part in UTF-8, whatever it was written in."""
    encoding = next((name for sign, name in MARKS.items() if content.startswith(sign)), None)
    told = DECLARED.match(content[:200].decode("ascii", "replace"))
    encoding = encoding or (told[3] if told else "utf-8")
    if encoding.casefold() in ("utf-8", "utf8", "ascii", "us-ascii"):
        return content
    return DECLARED.sub(r"\1\2UTF-8\2", content.decode(encoding), count=1).encode()


def elements(content: bytes, keeps: Callable[[int, str], bool]) -> Element:
    """Return the root of a part with those elements below it that are wanted, by depth (the root has 0) and tag.

    Raises
    ------
    expat.ExpatError
        When it is no XML.
    """
    parser = expat.ParserCreate()
    above: list[Element] = []
    root: list[Element] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth == 0 or keeps(depth, name.rpartition(":")[2]):
            begin = parser.CurrentByteIndex
            found = Element(name, attributes, begin, _head(content, begin), depth=depth)
            (above[-1].children if above else root).append(found)
            above.append(found)
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if not above or above[-1].depth != depth:
            return
        found = above.pop()
        if content[found.head - 2 : found.head] == b"/>":
            found.end = found.head
        else:
            found.close = parser.CurrentByteIndex
            found.end = content.index(b">", found.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return root[0]


def _head(content: bytes, start: int) -> int:
    """Return where a tag ends, which may hold a > within quotes."""
    quote = 0
    for place in range(start, len(content)):
        sign = content[place]
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in b"\"'":
            quote = sign
        elif sign == ord(">"):
            return place + 1
    return len(content)


def spliced(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes with the edits made; edits at one place stay in their order."""
    found, last = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        found += [content[last:start], new]
        last = end
    return b"".join([*found, content[last:]])


def inside(content: bytes, element: Element, new: bytes, *, first: bool = False) -> Edit:
    """Return the edit that puts something into an element, behind all that is in it or before it."""
    if element.close is None:
        return element.start, element.head, opening(content, element) + new + f"</{element.name}>".encode()
    place = element.head if first else element.close
    return place, place, new


def opening(content: bytes, element: Element) -> bytes:
    """Return the first tag of an element, also of one that has but one, as the first of two."""
    tag = content[element.start : element.head]
    return tag if element.close is not None else tag[:-2].rstrip() + b">"


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a first tag with an attribute set, or without it."""
    known = re.compile(rb"\s" + re.escape(name.encode()) + rb"""\s*=\s*("[^"]*"|'[^']*')""")
    written = b"" if value is None else f" {name}={quoteattr(value)}".encode()
    if known.search(tag):
        return known.sub(lambda _: written, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end] + written + tag[end:]


def text(words: str) -> str:
    """Return words as XML may hold them."""
    return escape(UNFIT.sub("\ufffd", words)).replace("\r", "&#13;")


def attribute(words: str) -> str:
    """Return words as the value of an attribute, in quotes."""
    return quoteattr(UNFIT.sub("\ufffd", words))
