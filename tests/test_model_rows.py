"""The rows and columns of the model in some small workbooks are those of the page that was read: no more, no others."""

from __future__ import annotations

import re
from functools import cache

import model_rows
import pytest
from samples import of_each
from test_declared import CUTS

from planner_models.declared import BRANCH_CONSTRAINTS, BRANCH_VARIABLES, CONSTRAINTS, VARIABLES

# with two of each kind, all branches of the model that any takes
ALWAYS = ("chains 0", "chains 1", "chains 3", "circles 5", "networks 4", "odd 0", "odd 4", "odd 5", "steps 6")


@cache
def page() -> list[str]:
    return model_rows.PAGE.read_text(encoding="utf-8").splitlines()


def of(name: str) -> list[str]:
    """Return the lines of one workbook: those from its first heading to the last line before another's."""
    found, here = [], False
    for line in page():
        here = line.startswith(f"{name}: ") or (here and line.startswith("  "))
        if here:
            found.append(line)
    return found


@pytest.mark.parametrize("name", of_each(2, model_rows.NAMES, ALWAYS))
def test_the_model_is_that_of_the_page(name: str) -> None:
    """What a change of the model changes is shown here; it is read, and the page written anew."""
    found, expected = list(model_rows.part(name)), of(name)
    missing, added = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    differs = [f"- {line}" for line in missing[:10]] + [f"+ {line}" for line in added[:10]]
    words = "read what differs, then run `python tests/model_rows.py` to write the page anew"
    assert found == expected, "\n".join([words, *differs])


def test_the_page_tells_of_no_other_workbook() -> None:
    assert sum(len(of(name)) for name in model_rows.NAMES) == len(page())


def test_every_declared_family_is_on_the_page() -> None:
    told = set(re.findall(r"^  ([^ :]+): \d+, ", model_rows.PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    declared = {*VARIABLES, *CONSTRAINTS, *BRANCH_VARIABLES, *BRANCH_CONSTRAINTS}
    assert declared - told == CUTS, "use the family in a workbook of tests/model_rows.py"
