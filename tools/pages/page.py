"""A page's tables between markers, each stamped with the workbook that its figures are of.

A stamped part begins with ``<!-- figures NAME: inputs/X.xlsx sha256=... made=DATE -->`` and ends with
``<!-- end NAME -->``. Where the workbook has changed since, the page must say in words that its figures are
of an earlier edition; ``python -m tools.pages mark`` writes that, and a test holds it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
EARLIER: Final = "of an earlier edition"
STAMP: Final = re.compile(
    r"<!-- figures (?P<name>[\w-]+): (?P<workbook>inputs/\w+\.xlsx) sha256=(?P<sha>\w+) made=(?P<made>[\d-]+) -->\n"
)
NOTE: Final = f"*The figures below are {EARLIER} of the workbook: it has been changed since they were made.*\n\n"


@dataclass(frozen=True)
class Stamp:
    """What a part of a page says it was made from, and whether the page owns that the workbook has changed since."""

    page: Path
    name: str
    workbook: Path
    sha256: str
    is_owned_earlier: bool

    @property
    def is_current(self) -> bool:
        """Whether the workbook is still the one that the figures are of."""
        return sha256_of(self.workbook) == self.sha256


def sha256_of(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamps(pages: Iterable[Path] | None = None) -> Iterator[Stamp]:
    """Yield every stamp of the pages, in order."""
    for page in sorted(DOCS.glob("*.md")) if pages is None else pages:
        text = page.read_text(encoding="utf-8")
        for found in STAMP.finditer(text):
            inside = text[found.end() :].partition(f"<!-- end {found['name']} -->")[0]
            yield Stamp(page, found["name"], ROOT / found["workbook"], found["sha"], EARLIER in inside)


def put(page: Path, name: str, workbook: Path, content: str) -> None:
    """Write a part of a page anew between its markers, stamped; a page without the markers is an error."""
    text = page.read_text(encoding="utf-8")
    opened = re.search(rf"<!-- figures {re.escape(name)}\b.*?-->\n", text)
    end = f"<!-- end {name} -->"
    if opened is None or end not in text[opened.end() :]:
        message = f"{page.name} has no part {name}: write '<!-- figures {name} -->' and '{end}' on lines of their own"
        raise ValueError(message)
    digest, day = sha256_of(workbook), datetime.now(UTC).date()
    stamp = f"<!-- figures {name}: {workbook.relative_to(ROOT)} sha256={digest} made={day} -->\n"
    made = f"made on {day} by `python -m tools.pages {name}`"
    told = f"*Figures of `{workbook.relative_to(ROOT)}` (sha256 `{digest[:12]}`), {made}.*"
    rest = text[opened.end() :].partition(end)[2]
    page.write_text(f"{text[: opened.start()]}{stamp}\n{content.strip()}\n\n{told}\n\n{end}{rest}", encoding="utf-8")


def mark() -> list[Stamp]:
    """Say on every page whose workbook has changed that its figures are of an earlier edition; return which."""
    old = [stamp for stamp in stamps() if not stamp.is_current and not stamp.is_owned_earlier]
    for stamp in old:
        text = stamp.page.read_text(encoding="utf-8")
        opened = next(found for found in STAMP.finditer(text) if found["name"] == stamp.name)
        stamp.page.write_text(f"{text[: opened.end()]}\n{NOTE}{text[opened.end() :].lstrip()}", encoding="utf-8")
    return old


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
