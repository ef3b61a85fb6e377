"""Makes pages of templates: the reports' own colours and styles, every name as text."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import jinja2
from starlette.responses import HTMLResponse, RedirectResponse, Response

from planner.desk.page import menu
from planner.desk.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

PACKAGES: Final = ("planner.desk", "planner.reports.html")
STYLES: Final = ("report.css", "desk.css", "forms.css")
SCRIPTS: Final = ("desk.js", "forms.js")
SANDBOX: Final = "sandbox allow-scripts allow-downloads allow-popups; frame-ancestors 'self'"


def page(request: Request, template: str, *, title: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page made of a template, which extends ``base.html.j2``.

    ``book`` and ``plan`` in the context are the names of the workbook or plan that the page is about; its links are
    shown then.
    """
    context = {"book": "", "plan": "", **context}
    words = environment().get_template(template).render(title=title, here=request.url.path, menu=menu, **context)
    return HTMLResponse(shown(words), status)


def refused(request: Request, refusal: Refusal) -> HTMLResponse:
    """Return the page that says a refusal."""
    return page(request, "refused.html.j2", title="That is not possible", status=refusal.status, refusal=refusal)


def see(path: str, **values: object) -> RedirectResponse:
    """Return the answer to what was sent: which page to look at next, so that loading it again sends nothing again."""
    return RedirectResponse(link(path, **values), 303)


def link(path: str, **values: object) -> str:
    """Return an address of the desk; a value that is a list is given several times."""
    given = {name: value for name, value in values.items() if value != ""}
    return f"{path}?{urlencode(given, doseq=True, errors='replace')}" if given else path


def report(html: str) -> Response:
    """Return a whole report as an answer: it runs apart from the desk, and asks nobody for anything."""
    headers = {"Content-Security-Policy": SANDBOX, "Cross-Origin-Opener-Policy": "unsafe-none"}
    return HTMLResponse(shown(html), headers=headers)


def disposition(name: str) -> str:
    """Return the header by which an answer is saved as a file of that name, in any script."""
    plain_name = re.sub(r"[^A-Za-z0-9 ._()-]", "_", name)
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def shown(words: str) -> str:
    """Return words as they can be sent: what is no character is shown as such."""
    return words.encode("utf-8", "replace").decode("utf-8")


@cache
def environment() -> jinja2.Environment:
    """Return where templates come from, the desk's own before those of the reports."""
    found = jinja2.Environment(
        loader=jinja2.FunctionLoader(text_of),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {"link": link}
    return found


def text_of(name: str) -> str | None:
    """Return a file of the templates' folders; None where there is none."""
    for package in PACKAGES:
        place = importlib.resources.files(package).joinpath("templates", name)
        if place.is_file():
            return place.read_text(encoding="utf-8")
    return None


@cache
def joined(names: tuple[str, ...]) -> str:
    """Return several style sheets or scripts as one."""
    return "\n".join(text for text in map(text_of, names) if text is not None)


def plain(values: Mapping[str, object]) -> dict[str, str]:
    """Return the values of a form as text."""
    return {name: value for name, value in values.items() if isinstance(value, str)}
