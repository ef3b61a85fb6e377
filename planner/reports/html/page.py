"""Puts sections into one HTML page that needs nothing else: no network, no library, no file."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import jinja2
from markupsafe import Markup, escape

from planner.reports.html.live import POLICY, POLICY_SCRIPT, LivePanel

if TYPE_CHECKING:
    from planner.reports.html.parts import Section

PACKAGE: Final = "planner.reports.html"
# a number that is written differently elsewhere: with thousands, or with decimals
NUMBER: Final = re.compile(r"(?<![\w.,])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)%?(?!\w|[.,]\d)")


@dataclass(frozen=True)
class Banner:
    """A line below the title; its tone is good, warn or bad."""

    words: str
    tone: str


@dataclass(frozen=True)
class ReportPage:
    """All that a page says.

    Attributes
    ----------
    names
        Names of the workbook: what looks like a number in them is none.
    live
        A panel that plans again.
    """

    title: str
    subtitle: str
    banners: Sequence[Banner]
    sections: Sequence[Section]
    footer: str
    names: Collection[str]
    live: LivePanel | None = None


def as_html(report: ReportPage) -> str:
    """Return the page."""
    style, script = template_text("report.css").replace("TITLE", _css_text(report.title)), template_text("report.js")
    live = ""
    if report.live is not None:
        style, live = f"{style}{template_text('live.css')}", template_text("live.js")
    environment = _environment(report.names)
    page = environment.get_template("report.html.j2").render(
        title=report.title, subtitle=report.subtitle, banners=report.banners, sections=report.sections,
        footer=report.footer, style=Markup(style), script=Markup(script), live=report.live, live_script=Markup(live),
        policy=policy(style, script, live),
    )  # fmt: skip
    return page.encode("utf-8", "replace").decode("utf-8")  # the name of a file may hold what is no character


def policy(style: str, script: str, live: str = "") -> str:
    """Return the content security policy: this style and this script, pictures made here, and nothing else.

    With the script of a panel that plans again, also a worker that the page makes, and the solver in it.
    """
    scripts, more = (
        (f"{_digest(script)}' '{_digest(live)}'{POLICY_SCRIPT}", POLICY) if live else (f"{_digest(script)}'", "")
    )
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{scripts}; "
        f"img-src data: blob:; base-uri 'none'; form-action 'none'{more}"
    )


def template_text(name: str) -> str:
    """Return a file of the templates' folder."""
    return importlib.resources.files(PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _environment(names: Collection[str]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(template_text), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    with_digits = sorted((name for name in names if re.search(r"\d[.,]\d", name)), key=len, reverse=True)
    kept = re.compile("|".join(map(re.escape, with_digits))) if with_digits else None

    def numbers(sentence: object) -> Markup:
        return in_locale(str(sentence), kept)

    environment.filters["numbers"] = numbers
    return environment


def in_locale(sentence: str, names: re.Pattern[str] | None = None) -> Markup:
    """Return a sentence whose numbers a browser shows in the reader's locale; names stay as they are."""
    if names is None:
        return _marked(sentence)
    parts, at = Markup(""), 0
    for found in names.finditer(sentence):
        parts += _marked(sentence[at : found.start()]) + escape(found.group())
        at = found.end()
    return parts + _marked(sentence[at:])


def _marked(words: str) -> Markup:
    parts, at = Markup(""), 0
    for found in NUMBER.finditer(words):
        parts += escape(words[at : found.start()]) + _number(found.group())
        at = found.end()
    return parts + escape(words[at:])


def _number(words: str) -> Markup:
    plain = words.rstrip("%").replace(",", "")
    places = len(plain.partition(".")[2])
    value, unit = (float(plain) / 100, ' data-u="%"') if words.endswith("%") else (float(plain), "")
    return Markup('<span data-v="{}" data-p="{}"{}>{}</span>').format(value, places, Markup(unit), words)


def _css_text(words: str) -> str:
    """Return a text as it can stand between quotes in a style sheet: all but letters and digits by number."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in words)


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
