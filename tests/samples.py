"""Samples of drawn cases: a few in the gate, all of them with ``pytest --whole``."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

Case = TypeVar("Case")


def few(count: int, cases: Iterable[Case]) -> list[object]:
    """Return cases for ``parametrize``: so many, spread evenly, run always, and the others only with ``--whole``."""
    drawn = list(cases)
    kept = {n * len(drawn) // count for n in range(count)}
    return [case if n in kept else pytest.param(case, marks=pytest.mark.whole) for n, case in enumerate(drawn)]
