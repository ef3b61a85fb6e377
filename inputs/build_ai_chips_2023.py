"""Write inputs/ai_chips_2023.xlsx: the case as it stood in January 2023, and what really came after.

Run from the project's folder: ``python -m inputs.build_ai_chips_2023``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inputs.ai_chips.rows import Workbook
from inputs.ai_chips_2023 import network, projects, record, supply
from planner.workbook.template.write import write_workbook

PATH = Path(__file__).with_name("ai_chips_2023.xlsx")


def build() -> Workbook:
    """Return all rows of the case."""
    book = Workbook()
    for module in (network, supply, projects, record):
        module.fill(book)
    return book


def main(path: Path = PATH) -> None:
    """Write the workbook."""
    write_workbook(path, build().rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
