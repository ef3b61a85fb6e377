"""What holds for every test."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _garbage_is_collected_afterwards() -> Iterator[None]:
    """Hold that no test leaves the garbage collector off: all models after it would stay, gigabytes in the end."""
    yield
    assert gc.isenabled()
