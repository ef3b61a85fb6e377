"""Links between pages as the repository has them, and as the site has them."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
# Pages that stand outside docs/, and their names on the site.
ELSEWHERE: Final = {
    "README.md": "index.md",
    "inputs/README.md": "inputs.md",
    "models/FORMULATION.md": "formulation.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "SECURITY.md": "security.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
}
LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
ABROAD: Final = ("http:", "https:", "mailto:", "#")


def of_the_site(text: str, page: str) -> str:
    """Return a page's Markdown with its links as they lead on the site.

    Parameters
    ----------
    text
        The page as it stands in the repository.
    page
        Its path there.

    A link to a file of the repository that is on no page of the site becomes its bare words; one to a file that is
    nowhere is left as it is, for the site's own check to find.
    """
    return LINK.sub(lambda found: _link(found, page), text)


def _link(found: re.Match[str], page: str) -> str:
    picture, words, target = found.groups()
    if target.startswith(ABROAD):
        return found.group()
    path, mark, anchor = target.partition("#")
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    led = ELSEWHERE.get(meant) or (meant.removeprefix("docs/") if meant.startswith("docs/") else None)
    if led is None:
        return words if (ROOT / meant).exists() else found.group()
    here = posixpath.dirname(ELSEWHERE.get(page) or page.removeprefix("docs/"))
    return f"{picture}[{words}]({posixpath.relpath(led, here or '.')}{mark}{anchor})"
