"""The finished workbooks that come with the program: in its wheel when installed, in ``inputs/`` in a checkout."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.files import kept_path

PACKAGE: Final = Path(__file__).parents[2]
FOLDERS: Final = (PACKAGE / "inputs", PACKAGE.parent / "inputs")
SHIPPED: Final = ("small", "ai_chips")


def copy_shipped(name: str, target: Path) -> None:
    """Write a copy of a workbook that comes with the program, all or nothing.

    Parameters
    ----------
    name
        One of `SHIPPED`.
    target
        Where the copy goes; what stood there is kept beside it under a number.

    Raises
    ------
    FileError
        When the installation has lost the workbook, or the target cannot be written.
    """
    source = next((folder / f"{name}.xlsx" for folder in FOLDERS if (folder / f"{name}.xlsx").is_file()), None)
    if source is None:
        message = f"this installation has no workbook {name!r}; install the planner again"
        raise FileError(message)
    with kept_path(target) as temporary:
        shutil.copyfile(source, temporary)
