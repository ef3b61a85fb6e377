"""What this program is: digests of its own files and of what it computes with."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent.parent
PACKAGES: Final = ("planner_models", "planner")
# What only asks and shows: no answer of a solve depends on it, unless what gives the answer imports it.
SHOWS: Final = ("planner.__main__", "planner.api", "planner.cli", "planner.commands", "planner.desk", "planner.reports")

IMPORT: Final = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+([^\n]*))", re.MULTILINE
)
COMMENT: Final = re.compile(r"#[^\n]*")


@cache
def program_digest() -> str:
    """Return a digest of the program's own files and of the versions of what it computes with."""
    return _digest(_modules())


@cache
def answers_digest(module: str) -> str:
    """Return a digest of all that answers of a module's functions can depend on, in the program and beside it.

    That is the whole program but what only asks and shows; of that, the part that the module imports, now or later.
    """
    reached = _reached(module)
    return _digest(name for name in _modules() if name in reached or not name.startswith(SHOWS))


def versions() -> dict[str, str]:
    """Return the versions of what made a plan."""
    names = {"planner": "supply-diversification-planner", "highspy": "highspy", "pyomo": "pyomo"}
    found = {shown: _version(package) for shown, package in names.items()}
    digest = program_digest()[:16]
    return found | {"python": platform.python_version(), "system": platform.system(), "program": digest}


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "from a checkout"


def _digest(modules: Iterable[str]) -> str:
    found = hashlib.sha256()
    for name in modules:
        found.update(name.encode())
        found.update(_modules()[name].read_bytes())
    for name in ("highspy", "numpy", "pandas", "pyomo", "scipy"):
        found.update(version(name).encode())
    return found.hexdigest()


@cache
def _modules() -> dict[str, Path]:
    """Return the files of the program's modules by their names."""
    folders = (HERE / "models", HERE)  # a checkout has the mathematics in models/
    paths = [(path, folder) for package in PACKAGES for folder in folders for path in (folder / package).rglob("*.py")]
    names = {".".join(path.relative_to(folder).with_suffix("").parts): path for path, folder in sorted(paths)}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


def _reached(module: str) -> set[str]:
    """Return a module and all of the program that it imports, at once or inside its functions."""
    found: set[str] = set()
    ahead = [module]
    while ahead:
        name = ahead.pop()
        if name in _modules() and name not in found:
            found.add(name)
            # the package itself names the whole library, of which it imports what is asked for
            ahead += () if name == "planner" else _imported(name)
    return found


@cache
def _imported(module: str) -> set[str]:
    """Return the names of what a module imports, with the packages that they are in; some may be no modules.

    Read off the lines: to parse all modules takes a second. What only reads like an import, in a text, is one more.
    """
    return set(_names(_modules()[module].read_text(encoding="utf-8")))


def _names(text: str) -> Iterator[str]:
    for package, listed, plain in IMPORT.findall(text):
        inside = f"{package}." if package else ""
        for each in filter(None, map(str.strip, COMMENT.sub("", listed or plain).strip("()").split(","))):
            parts = f"{inside}{each.partition(' ')[0]}".split(".")
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))
