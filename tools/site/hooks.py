"""What the site's builder calls: pages from elsewhere and from the code, links, and mathematics as MathML."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from latex2mathml.converter import convert
from mkdocs.structure.files import File

from tools.site import reference
from tools.site.links import ELSEWHERE, ROOT, of_the_site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

HERE: Final = Path(__file__).parent
ASSETS: Final = ("site.css", "iframe-worker.js")
FORMULA: Final = re.compile(r'<(span|div) class="arithmatex">(?:\\\(|\\\[)(.*?)(?:\\\)|\\\])</\1>', re.S)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand outside docs/, those that the code makes, and the site's own style and script."""
    made = {"reference-sheets.md": reference.sheets(), "reference-commands.md": reference.commands()}
    for source, target in ELSEWHERE.items():
        made[target] = of_the_site((ROOT / source).read_text(encoding="utf-8"), source)
    for name in ASSETS:
        made[f"assets/{name}"] = (HERE / name).read_text(encoding="utf-8")
    for target, content in made.items():
        files.append(File.generated(config, target, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead the links of a page of docs/ to where the pages stand on the site."""
    return markdown if page.file.generated_by else of_the_site(markdown, f"docs/{page.file.src_uri}")


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Set formulas as MathML, which browsers draw without a script, without a network and on paper."""
    return FORMULA.sub(_formula, content)


def _formula(found: re.Match[str]) -> str:
    formula = html.unescape(found.group(2))
    if found.group(1) == "span":
        return convert(formula)
    return f'<div class="formula">{convert(formula, display="block")}</div>'
