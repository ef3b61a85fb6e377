"""Writes the reference of docs/library.md from the docstrings: ``python -m tools.library_page``."""

from __future__ import annotations

import functools
import inspect
import re
from pathlib import Path
from typing import Any, Final

import planner
from planner.api.result import TABLES, Result, TableOf

PAGE: Final = Path(__file__).parents[1] / "docs" / "library.md"
BEGIN: Final = "<!-- from the docstrings: python -m tools.library_page -->"
SECTION: Final = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.M)
ORDER: Final = (
    "read", "Case", "SolveProgress", "Result", "read_plan", "stress", "compare", "sweep", "frontier", "alternatives",
    "explain", "regret", "information", "sensitivity", "playbook", "shares", "diagnose", "replan", "StudyResult",
)  # fmt: skip


def page(written: str) -> str:
    """Return the page with its reference made anew; what stands before it is kept."""
    return f"{written.partition(BEGIN)[0]}{BEGIN}\n\n{reference()}"


def reference() -> str:
    """Return every name of the library with its docstring, as Markdown."""
    parts = [part for name in ORDER for part in _told(name, getattr(planner, name))]
    return "\n\n".join([*parts, *_tables(), *_errors()]) + "\n"


def _told(name: str, thing: Any) -> list[str]:
    if not inspect.isclass(thing):
        return [f"### `planner.{name}{_signature(thing)}`", _markdown(thing)]
    members = {each: member for each, member in vars(thing).items() if not each.startswith("_") and member.__doc__}
    told = [f"### `planner.{name}`", _markdown(thing)]
    for each, member in members.items():
        if isinstance(member, property | functools.cached_property):
            told.append(f"**`.{each}`**: {_markdown(member)}")
        elif inspect.isfunction(member) and each not in ("book", "demanded"):
            told += [f"#### `.{each}{_signature(member)}`", _markdown(member)]
    return told


def _signature(function: Any) -> str:
    """Return the parameters with their types, and what comes back."""
    signature = inspect.signature(function)
    told, is_keyword = [], False
    for each in signature.parameters.values():
        if each.name == "self":
            continue
        if each.kind is each.KEYWORD_ONLY and not is_keyword and not any(word.startswith("*") for word in told):
            told.append("*")
        is_keyword = is_keyword or each.kind is each.KEYWORD_ONLY
        stars = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        default = "" if each.default is each.empty else f" = {each.default!r}"
        told.append(f"{stars}{each.name}: {each.annotation}{default}")
    text = f"({', '.join(told)}) -> {signature.return_annotation}"
    return text.replace("str | os.PathLike[str]", "path")


def _markdown(thing: Any) -> str:
    """Return a docstring as Markdown: its sections as lists."""
    text = inspect.getdoc(thing) or ""
    first, *sections = SECTION.split(re.sub(r"``([^`]+)``", r"`\1`", text))
    told = [first.strip()]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        told.append(_example(body) if title == "Examples" else f"*{title}*\n\n{_listed(body)}")
    return "\n\n".join(told)


def _listed(body: str) -> str:
    """Return a section's entries, a line each: a name, and what is said of it further in."""
    entries: list[list[str]] = []
    for line in body.strip().splitlines():
        if line.startswith(" ") and entries:
            entries[-1].append(line.strip())
        elif line.strip():
            entries.append([line.strip()])
    return "\n".join(f"- `{name}`: {' '.join(words)}" for name, *words in entries)


def _example(body: str) -> str:
    code = re.sub(r"^>>> ", "", body.strip(), flags=re.M).replace("  # doctest: +SKIP", "")
    return f"```python\n{code}\n```"


def _tables() -> list[str]:
    """Return what the tables of a plan are, and what their columns are in."""
    head = "| attribute | sheet | what its rows are | columns |\n| --- | --- | --- | --- |"
    rows = ["### The tables of a plan", head]
    attributes = {member.name: each for each, member in vars(Result).items() if isinstance(member, TableOf)}
    for name, table in TABLES.items():
        attribute = f"`.{attributes[name]}`" if name in attributes else f'`.tables["{name}"]`'
        rows[-1] += f"\n| {attribute} | {name} | {table.doc} | {', '.join(table.columns)} |"
    return rows


def _errors() -> list[str]:
    errors = [getattr(planner, name) for name in planner.__all__ if name.endswith("Error")]
    lines = [f"- `planner.{each.__name__}`: {' '.join(inspect.getdoc(each).splitlines()[0:1])}" for each in errors]
    return ["### Errors", "All are a `PlannerError`; each has the `exit_code` of the command line.", "\n".join(lines)]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
