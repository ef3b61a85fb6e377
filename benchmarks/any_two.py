"""The real case with any two countries lost at once, and how many linear programmes the proof of a plan takes.

``python benchmarks/any_two.py OUT`` writes the workbook: inputs/ai_chips.xlsx with every pair of its 17 countries lost
for half a year in any period, and half of neon, tungsten and germanium guaranteed. ``planner solve`` plans it. With
``--plan PLAN`` it counts, for that plan, the linear programmes that prove the guarantee in all sets of each onset.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from planner.solving.branches.nested import NestedSearch, nested_sets, stamped_sets
from planner.solving.branches.shapes import Shapes
from planner.solving.outcome import Options
from planner.studies.stress.study import plan_in_model

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from planner.solving.outcome import Answer

SOURCE = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"
NAME = "Any two countries"
ROW = {"disruption": NAME, "probability": 0, "duration": 0.5, "required": 0.5, "covers": "neon; tungsten; germanium",
       "together": 2}  # fmt: skip
HIT = {"disruption": NAME, "target": "country", "name": "each", "remaining": 0}


def add(sheet: Worksheet, row: dict[str, Any]) -> None:
    """Add a row under the headers of a sheet, with columns that are not there yet."""
    places = {str(cell.value).split(" (")[0]: cell.column for cell in sheet[1] if cell.value}
    number = sheet.max_row + 1
    for name, value in row.items():
        if name not in places:
            places[name] = sheet.max_column + 1
            sheet.cell(1, places[name]).value = name
        sheet.cell(number, places[name]).value = value


class CountedSearch(NestedSearch):
    """A search that counts the linear programmes that it solves."""

    solved = 0

    def _solve(self, *arguments: Any) -> Answer:
        CountedSearch.solved += 1
        return super()._solve(*arguments)


def count(path: Path) -> None:
    """Print the linear programmes and the seconds of the processor that prove a plan in each onset."""
    found = plan_in_model(path)
    shapes = Shapes(found.model, found.program)
    for first, branches in nested_sets(found.model, range(len(found.model.branches))).items():
        began, before = time.process_time(), CountedSearch.solved
        search = CountedSearch(stamped_sets(found.model, shapes, branches), Options(threads=1))
        broken = search.answers(first, found.values, False)
        solved, seconds = CountedSearch.solved - before, time.process_time() - began
        print(f"{len(branches)} sets: {solved} linear programmes, {seconds:.2f} s, {len(broken)} broken")


def main() -> None:
    """Write the workbook, or count for a plan of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--plan", type=Path)
    asked = parser.parse_args()
    if asked.plan is not None:
        count(asked.plan)
    if asked.out is not None:
        workbook = load_workbook(SOURCE)
        add(workbook["Disruptions"], ROW)
        add(workbook["Hits"], HIT)
        workbook.save(asked.out)


if __name__ == "__main__":
    main()
