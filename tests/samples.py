"""Samples of drawn and of alike cases: a few in the gate, all of them with ``pytest --whole``.

The gate leaves out most seeds of what is drawn, and of long lists of alike cases that each take a plan (more room in a
workbook, kinds of rules, slips, published networks and warehouses, odd plans on pages) all but some, spread over them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Case = TypeVar("Case")


def of_each(count: int, names: Iterable[str], always: Collection[str] = ()) -> list[object]:
    """Return names for ``parametrize``: of each kind that is drawn, "odd 0" and "odd 3", so many are run always.

    Those of ``always`` are among them, also where they are more; how one is taken may stand before: "varied: odd 0".
    """
    met: dict[str, int] = {}
    found: list[object] = []
    for name in sorted(names, key=lambda each: each.rpartition(": ")[2] not in always):
        kind = name.rstrip("0123456789")
        met[kind] = met.get(kind, 0) + 1
        is_run = met[kind] <= count or name.rpartition(": ")[2] in always
        found.append(pytest.param(name, marks=() if is_run else pytest.mark.whole))
    return found


def few(count: int, cases: Iterable[Case]) -> list[object]:
    """Return cases for ``parametrize``: so many, spread evenly, run always, and the others only with ``--whole``.

    A case of several values is a tuple.
    """
    drawn = list(cases)
    kept = {n * len(drawn) // count for n in range(count)}
    several = [case if isinstance(case, tuple) else (case,) for case in drawn]
    return [pytest.param(*values, marks=() if n in kept else pytest.mark.whole) for n, values in enumerate(several)]
