"""What the audit compares in some plans is what stands on the page that was read: no more, nothing else."""

from __future__ import annotations

from functools import cache

import audit_rows
import pytest
from samples import of_each

ALWAYS = ("chains 3", "odd 4", "odd 5", "networks 4")  # with two of each kind, all branches of the audit that any takes


@cache
def page() -> dict[str, list[str]]:
    lines = audit_rows.PAGE.read_text(encoding="utf-8").splitlines()
    return {name: [x for x in lines if x.startswith(f"{name}: ")] for name in audit_rows.PLANNED}


def digest(line: str) -> str:
    return line.split(", such as ")[0]


@pytest.mark.parametrize("name", of_each(2, audit_rows.PLANNED, ALWAYS))
def test_the_audit_compares_what_the_page_says(name: str) -> None:
    """What a change of the audit changes is shown here; it is read, and the page written anew."""
    found, expected = list(audit_rows.part(name)), list(map(digest, page()[name]))
    digests = [digest(line) for line in found]
    said, known = set(digests), set(expected)
    differs = [f"+ {line}" for line, told in zip(found, digests, strict=True) if told not in known]
    gone = [f"- {line}" for line in expected if line not in said]
    words = "read what differs, then run `python tests/audit_rows.py` to write the page anew"
    assert digests == expected, "\n".join([words, *gone[:10], *differs[:10]])
