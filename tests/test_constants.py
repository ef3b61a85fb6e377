"""The constants of the model and the audit are those of a table that was read: tolerances, limits, shares."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import planner.audit
import planner_models

if TYPE_CHECKING:
    from types import ModuleType

PAGE = Path(__file__).parent / "data" / "constants.txt"


def of(module: ModuleType) -> list[str]:
    """Return the numbers that a module declares, a line each."""
    names = [name for name, value in vars(module).items() if name.isupper() and isinstance(value, (int, float))]
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    return [
        f"{module.__name__}.{name} = {getattr(module, name)!r}"
        for name in names
        if re.search(rf"^{name}\b", source, re.M)
    ]


def constants() -> list[str]:
    """Return the constants of all modules of both, in order."""
    packages = (planner_models, planner.audit)
    names = [
        f"{package.__name__}.{each.name}" for package in packages for each in pkgutil.iter_modules(package.__path__)
    ]
    return [line for name in sorted(names) for line in of(importlib.import_module(name))]


def test_the_constants_of_the_table_are_what_they_were() -> None:
    """What is meant is written anew by `python tests/test_constants.py`; a new constant may wait for that."""
    expected = PAGE.read_text(encoding="utf-8").splitlines()
    assert len(expected) > 40
    assert sorted(set(expected) - set(constants())) == []


if __name__ == "__main__":
    PAGE.write_text("\n".join(constants()) + "\n", encoding="utf-8")
