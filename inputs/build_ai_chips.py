"""Write inputs/ai_chips.xlsx from the figures of inputs/ai_chips/.

Run from the project's folder: ``python -m inputs.build_ai_chips``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inputs.ai_chips import (
    borders,
    cases_chips,
    film,
    lanes,
    minerals_events,
    minerals_lanes,
    minerals_must,
    minerals_offers,
    minerals_plants,
    minerals_projects,
    minerals_stocks,
    minerals_things,
    must,
    optics,
    owners,
    places,
    projects_chips,
    projects_common,
    supply,
    talent,
    things,
    wrong,
    wrong_chips,
)
from inputs.ai_chips.rows import Workbook
from planner.workbook.template.write import write_workbook

PATH = Path(__file__).with_name("ai_chips.xlsx")


def build() -> Workbook:
    """Return all rows of the case; later modules look at the rows of earlier ones."""
    book = Workbook()
    for module in (
        places, minerals_things, things, minerals_plants, minerals_offers, supply, minerals_stocks, minerals_lanes, lanes,
        minerals_projects, projects_chips, projects_common, film, optics, talent, owners, minerals_must, must, borders,
        minerals_events, wrong, wrong_chips, cases_chips,
    ):  # fmt: skip
        module.fill(book)
    return book


def main(path: Path = PATH) -> None:
    """Write the workbook."""
    write_workbook(path, build().rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
