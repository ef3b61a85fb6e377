"""Write inputs/ai_chips.xlsx from the figures of inputs/ai_chips/.

Run from the project's folder: ``python -m inputs.build_ai_chips``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inputs.ai_chips import (
    agreements,
    borders,
    cases_chips,
    committed_chips,
    demand_chips,
    film,
    lanes,
    lanes_chips,
    minerals_events,
    minerals_lanes,
    minerals_must,
    minerals_offers,
    minerals_plants,
    minerals_projects,
    minerals_stocks,
    minerals_things,
    money,
    optics,
    owners,
    places,
    plants_chips,
    projects_chips,
    projects_common,
    projects_power,
    supply,
    talent,
    things,
    things_chips,
    wrong,
    wrong_chips,
)
from inputs.ai_chips.rows import Workbook
from planner.workbook.template.write import write_workbook

PATH = Path(__file__).with_name("ai_chips.xlsx")


def build() -> Workbook:
    """Return all rows of the case; later modules look at the rows of earlier ones."""
    book = Workbook(grades=True)
    for module in (
        places, minerals_things, things, things_chips, minerals_plants, minerals_offers, supply, plants_chips, minerals_stocks,
        minerals_lanes, lanes, lanes_chips, minerals_projects, committed_chips, projects_chips, projects_power, projects_common,
        film, optics, talent, agreements, owners, minerals_must, demand_chips, money, borders, minerals_events, wrong, wrong_chips, cases_chips,
    ):  # fmt: skip
        module.fill(book)
    return book


def main(path: Path = PATH) -> None:
    """Write the workbook."""
    path.unlink(missing_ok=True)  # the script owns this file: no numbered copy of what it wrote before
    write_workbook(path, build().rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
