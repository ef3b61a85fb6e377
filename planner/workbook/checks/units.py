"""Checks of units: of a header that names another than its material has, and of what does not fit along a recipe."""

from __future__ import annotations

import re
from typing import Final

from planner.faults import would_do
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.schema.columns import fold, header_key
from planner.workbook.schema.sheets import SHEETS

# By spelling: what is measured, and how much of its first unit.
UNITS: Final = {
    spelling: (what, size)
    for what, units in {
        "mass": {
            "g gram grams": 1e-3, "kg kilogram kilograms kilo kilos": 1.0, "t ton tons tonne tonnes": 1e3,
            "kt kiloton kilotons kilotonnes": 1e6,
        },
        "energy": {"kwh": 1.0, "mwh": 1e3, "gwh": 1e6, "twh": 1e9},
        "count": {"thousand-pieces": 1e3, "piece pieces": 1.0, "million-pieces": 1e6},
    }.items()
    for spellings, size in units.items()
    for spelling in spellings.split()
}  # fmt: skip
COUNTED: Final = {"unit": "", "money per unit": r".*?\bper\b"}  # units of columns: what stands before the unit there
FAR: Final = 100.0  # times: what units that do not fit are out by at least
ALIKE: Final = 10.0  # times: numbers that look as if they were of one unit


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note headers of other units, recipes whose numbers are alike and whose units are not, and weight of nothing."""
    units = {row["material"]: row["unit"] for row in lookup.book.rows("Materials")}
    _judge_headers(lookup, units, report)
    family = {row["material"]: row["family"] for row in lookup.book.rows("Materials")}
    runs = {row["process"]: row["unit"] for row in lookup.book.rows("Processes")}
    recipes: dict[str, list[Row]] = {}
    for row in lookup.book.rows("Recipes"):
        if row["role"] != "uses" and max(row["amount"]) > 0:
            recipes.setdefault(row["process"], []).append(row)
    for process, rows in recipes.items():
        made = [row for row in rows if row["role"] == "makes"]
        taken = [row for row in rows if row["role"] == "consumes"]
        if len(made) == 1:
            _judge_run(made[0], runs.get(process) or "", units, report)
            _judge_weight(made[0], taken, units, family, report)


def _judge_headers(lookup: CheckLookup, units: dict[str, str], report: CheckReport) -> None:
    """Note headers with a unit in parentheses, which is not read, that a material below is not counted in."""
    raw = {header_key(each.name): each.header for each in lookup.book.raw}
    for sheet in SHEETS:
        columns = {header_key(each.name): each for each in sheet.columns}
        for header in raw.get(header_key(sheet.name), ()):
            column = columns.get(header_key(header))
            before = next((words for unit, words in COUNTED.items() if column and column.unit.startswith(unit)), None)
            told = None if before is None else re.search(rf"\({before}\s*([^\s()]+)", str(header))
            if told and column and _key(told[1]) in UNITS:
                _judge_header(column.name, told[1], lookup.book.rows(sheet.name), units, report)


def _judge_header(column: str, said: str, rows: tuple[Row, ...], units: dict[str, str], report: CheckReport) -> None:
    """Note the first row under a header whose material is counted in another unit of the same kind."""
    what, size = UNITS[_key(said)]
    for row in rows:
        own = units.get(row.values.get("material", ""), "")
        of_own = UNITS.get(_key(own))
        if of_own and of_own[0] == what and of_own[1] != size:
            wrong = f"the header says {said}, which is not read, and {row['material']!r} is counted in {own}"
            report.warning(row, column, wrong, f"Give the numbers in {own}, or the material the other unit")
            break


def _judge_run(made: Row, run: str, units: dict[str, str], report: CheckReport) -> None:
    """Note a run that is measured like its product, and makes another amount of it than it is itself."""
    of_run, of_item = UNITS.get(_key(run)), UNITS.get(_key(units[made["item"]]))
    if not of_run or not of_item or of_run[0] != of_item[0]:
        return
    amount = max(made["amount"])
    if not 1 / FAR < amount * of_item[1] / of_run[1] < FAR:
        makes = f"{amount:.6g} {units[made['item']]} of {made['item']!r}"
        wrong = f"a run of {made['process']!r} is 1 {run} and makes {makes}"
        fits, otherwise = f"{of_run[1] / of_item[1]:.6g}", "Give both one unit in Processes and Materials"
        remedy = would_do(f"Write {fits}, or g{otherwise[1:]}", float(fits), otherwise=otherwise)
        report.warning(made, "amount", wrong, remedy)


def _judge_weight(
    made: Row, taken: list[Row], units: dict[str, str], family: dict[str, str | None], report: CheckReport
) -> None:  # fmt: skip
    """Note a product that weighs far more than all that it is made of, or far less than one of its own family."""
    product = UNITS.get(_key(units[made["item"]]))
    inputs = [UNITS.get(_key(units[row["item"]])) for row in taken]
    if product is None or not taken or any(one is None or one[0] != product[0] for one in inputs):
        return
    weights = [max(row["amount"]) * one[1] for row, one in zip(taken, inputs, strict=True) if one is not None]
    weight = max(made["amount"]) * product[1]
    largest = taken[weights.index(max(weights))]
    own = [row for row in taken if family[row["item"]] and family[row["item"]] == family[made["item"]]]
    heavy = weight >= FAR * sum(weights)
    light = len(taken) == 1 and bool(own) and weight * FAR <= weights[0] and _alike(made, taken[0])
    if heavy or light:
        wrong = (
            f"{made['process']!r} makes {max(made['amount']):.6g} {units[made['item']]} of {made['item']!r} "
            f"of {max(largest['amount']):.6g} {units[largest['item']]} of {largest['item']!r}"
        )
        report.warning(made, "amount", wrong, "Give both one unit in Materials, or change one of the two amounts")


def _alike(one: Row, other: Row) -> bool:
    times = max(one["amount"]) / max(other["amount"])
    return bool(1 / ALIKE <= times <= ALIKE)


def _key(unit: str | None) -> str:
    return fold(unit or "").replace(" ", "-")
