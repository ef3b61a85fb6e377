"""Desks for tests with a workbook that is planned in a moment, and what waits for them."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desks import Client, client
from workbooks import Sheets, rows, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 90.0  # seconds, on a machine that others use as well
EASY: Sheets = {
    "Settings": rows("setting | value\ndiscount rate | 0\ngap | 0"),
    "Periods": rows("period\n2026"),
    "Sites": rows("site\nhome\nfar"),
    "Materials": rows("material | unit\ngoods | t"),
    "Suppliers": rows("supplier | site | material | price\nCheap | far | goods | 1"),
    "Lanes": rows("from | to\nfar | home"),
    "Demand": rows("market | material | amount | shortage cost\nhome | goods | 10 | 8"),
    "Cases": rows("case | sheet | row | column | change\ndear | Suppliers | Cheap | price | x2"),
}


@contextmanager
def easy_desk(folder: Path) -> Iterator[Client]:
    """Yield a browser at the desk of a folder, made with the workbook in it."""
    (folder / "outputs").mkdir(parents=True)
    write(folder / "easy.xlsx", EASY)
    with client(folder) as found:
        yield found


def until(is_so: Callable[[], object], what: str = "it") -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, f"{what} did not come"
        time.sleep(0.05)


def zipped(parts: dict[str, str]) -> bytes:
    """Return an archive of some parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()
