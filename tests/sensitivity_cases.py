"""A workbook of which two numbers are known by hand how far they may move, and what is found of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from workbooks import Sheets, small, write

from planner.cli import main
from planner.planning.pipeline import options_of
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.asked import OneNumber, Sensitivity, SensitivityAsked, sensitivity_of
from planner.studies.sensitivity.ranged import ranged
from planner.workbook.checks.run import checked
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "sheet | row | column | low | high | shape | with\n"
PRICE = "Suppliers | M | price | 2 | 8 | |"
CAPITAL = "Projects | refinery | fixed capital | 50 | 400 | |"
QUICK = SensitivityAsked(samples=0)


def sheets(*ranges: str, **other: str) -> Sheets:
    return small(**({
        "Sites": "site\nmarket",
        "Suppliers": "supplier | site | material | price\nM | market | goods | 5",
        "Demand": "market | material | amount | shortage cost\nmarket | goods | 60 | 1000",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nmarket | make | 0 | 1",
        "Projects": "project | place | adds | block | fixed capital\nrefinery | market | make | 1000 | 100",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0",
        **({"Ranges": HEAD + "\n".join(ranges)} if ranges else {}),
    } | other))  # fmt: skip


def found(
    path: Path, content: Sheets, asked: SensitivityAsked = QUICK, case: str = "base", **given: Any
) -> Sensitivity:
    cells = opened(write(path / "in.xlsx", content))
    book, faults = checked(cells, case)
    assert book is not None, faults
    told = ranged(cells, case, book)
    with Runner[Any](workers=1) as runner:
        options = replace(options_of(book), threads=1)
        return sensitivity_of(told.work, told.numbers, asked, options, runner, **given)


def one(told: Sensitivity, word: str) -> OneNumber:
    return next(each for each in told.numbers if word in each.of.name)


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)
