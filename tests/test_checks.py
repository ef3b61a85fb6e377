"""Every fault of meaning is said in the exact words of ``data/defects.txt``; see there."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import Any

import pytest
from in_memory import opened
from samples import few
from workbooks import rows, write

from planner.faults import Severity
from planner.workbook.checks.run import meaning, read_and_check
from planner.workbook.reading.reader import read, read_opened
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

MESS = (None, "zzz", -1, 0, 2.5, 1e9, "refining", "Norland", "2031", "*", "each", "Union", "South Port", "free", "must")
DEFECTS = Path(__file__).parent / "data" / "defects.txt"
SECONDS = 10.0  # for 100,000 rows, which take 3 on one slow core


def cases() -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return each case's sheets and faults."""
    found: dict[str, tuple[dict[str, str], list[str]]] = {}
    for block in DEFECTS.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, *lines = block.strip().splitlines()
        sheets: dict[str, list[str]] = {}
        for line in (line for line in lines if not line.startswith(">")):
            header = re.fullmatch(r"\[(\w+)\]", line)
            if header:
                sheets[header[1]] = []
            else:
                list(sheets.values())[-1].append(line)
        texts = {sheet: "\n".join(table) for sheet, table in sheets.items()}
        found[name] = texts, [line[2:] for line in lines if line.startswith("> ")]
    return found


CASES = cases()
SOUND = CASES["sound"][0]


def said(folder: Path, changes: dict[str, str]) -> list[str]:
    sheets: dict[str, list[dict[str, Any]]] = {name: rows(text) for name, text in {**SOUND, **changes}.items()}
    return [str(fault) for fault in read_and_check(write(folder / "x.xlsx", sheets))[1]]


@pytest.mark.parametrize("case", CASES)
def test_a_defect_is_said_in_words(tmp_path: Path, case: str) -> None:
    changes, expected = CASES[case]
    assert said(tmp_path, changes) == expected


@pytest.mark.parametrize("names", [("Norland", "Estmark"), ("US", "UK"), ("C21", "C22"), ("C 1", "C 11"), (None, "X")])
def test_a_country_that_is_no_slip_is_told_without_another(tmp_path: Path, names: tuple[str | None, str]) -> None:
    known, other = names
    countries = "country | bloc\nInland | Union\nOutland | Union\nFarland |\nEmpty | Union\n"
    sites = f"site | country\nWorks | Inland\nPort | Outland\nMine | {other}"
    found = said(tmp_path, {"Countries": countries + (f"{known} |" if known else ""), "Sites": sites})
    assert len(found) == 1
    assert found[0].endswith(f"planned as one more country here (holds {other!r}). Add {other!r} to Countries.")


def test_without_countries_no_site_is_in_a_wrong_one(tmp_path: Path) -> None:
    assert said(tmp_path, {"Countries": "country | bloc", "Sites": SOUND["Sites"].replace("Farland", "Inlan")}) == []


def test_the_cases_are_read() -> None:
    assert len(CASES) > 80
    assert all(faults for name, (_, faults) in CASES.items() if name != "sound")


def test_the_example_has_no_faults(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", EXAMPLE)
    assert meaning(read(tmp_path / "x.xlsx")) == []


@pytest.mark.parametrize(
    "sheets",
    [
        {"Lanes": "from | to | cost\nMine | Union | 0.1\nFarland | Works | 0.2\nMine | Works | 0.3\nWorks | Port | 1"},
        {"Lanes": "from | to | material\nMine | Union | ore\nFarland | Works | metal\nWorks | Port | *"},
        {"Lanes": "from | to | mode\nMine | Union | ship\nFarland | Works | air\nWorks | Port |"},
        {"Lanes": "from | to | material\nFarland | Union | *\nFarland | Union | ore\nWorks | Port | *"},
    ],
    ids=["a third row decides", "other materials", "other modes", "one names the material"],
)
def test_lanes_that_do_not_clash(tmp_path: Path, sheets: dict[str, str]) -> None:
    assert said(tmp_path, sheets) == []


@pytest.mark.parametrize(
    "sheets",
    [
        {
            "Suppliers": "supplier | site | material | price | until | from\n"
            "Digger | Mine | ore | 1 | 2027 |\nDigger | Mine | ore | 2 | | 2028"
        },
        {
            "Suppliers": "supplier | site | material | price | needs\n"
            "Digger | Mine | ore | 1 | Shaft\nDigger | Mine | ore | 2 |",
            "Projects": "project | place\nShaft | Mine",
        },
    ],
    ids=["the first is closed by then", "the first may be closed"],
)
def test_price_steps_that_may_open(tmp_path: Path, sheets: dict[str, str]) -> None:
    assert said(tmp_path, sheets) == []


@pytest.mark.parametrize(
    "sheets",
    [
        {"Stockpiles": "site | material | initial | final\nPort | metal | 40 | 1"},
        {"Projects": "project | place | adds | maximum\nMill | Works | smelting | 20"},
        {"Suppliers": "supplier | site | material | price\nDigger | Mine | ore | 1\nOther | Port | metal | 2"},
    ],
    ids=["stock", "project", "supplier"],
)
def test_what_may_fill_a_required_demand(tmp_path: Path, sheets: dict[str, str]) -> None:
    demand = {"Demand": "market | material | amount | required\nPort | metal | 30 | 0.8"}
    assert any("all supply together" in fault for fault in said(tmp_path, demand))
    assert said(tmp_path, {**demand, **sheets}) == []


def test_stock_of_an_earlier_period_reaches_a_later_one(tmp_path: Path) -> None:
    closing = {
        "Suppliers": "supplier | site | material | price | until\nDigger | Mine | ore | 1 | 2027",
        "Demand": "market | material | amount | required\nPort | metal | 5 | 0.5",
    }
    assert any("in 2028" in fault for fault in said(tmp_path, closing))
    assert said(tmp_path, {**closing, "Stockpiles": "site | material\nWorks | metal"}) == []


@pytest.mark.slow
@pytest.mark.whole  # that steps are in proportion to the rows is held by test_files_fast.py
def test_a_hundred_thousand_rows_are_checked_in_seconds() -> None:
    """300 sites in a ring, 40 materials, 100,000 lanes of single materials, a required demand at every site."""
    sites = [f"S{n}" for n in range(300)]
    materials = [f"m{n}" for n in range(40)]
    sheets: dict[str, list[dict[str, Any]]] = {
        "Periods": [{"period": 2027 + n} for n in range(10)],
        "Materials": [{"material": name, "surplus": "none"} for name in materials],
        "Sites": [{"site": name, "country": f"C{n % 30}"} for n, name in enumerate(sites)],
        "Suppliers": [
            {"supplier": f"X{n}", "site": sites[0], "material": name, "price": 1} for n, name in enumerate(materials)
        ],
        "Lanes": [
            {
                "from": sites[n % 300],
                "to": sites[(n % 300 + 1 + n // 12000) % 300],
                "material": materials[n // 300 % 40],
            }
            for n in range(96_000)
        ],
        "Demand": [
            {"market": site, "material": name, "amount": 1, "required": 0.5}
            for site in sites[:100]
            for name in materials
        ],
    }
    book, _ = read_opened(opened(sheets), "base")
    assert book is not None
    began = time.process_time()
    assert meaning(book) == []
    assert time.process_time() - began < SECONDS


def test_faults_of_cells_and_of_meaning_are_said_together(tmp_path: Path) -> None:
    changes = {
        "Suppliers": "supplier | site | material | price\nDigger | Mine | ore | cheap\nOther | Myne | ore | 2",
        "Projects": "project | place | adds | maximum | lead time\n"
        "Mill | Inland | smelting | 5 | 1\nPlan | Works | smelting | 5 | 9",
        "Disruptions": "disruption | probability\nStorm | 0.7\nFlood | 0.7\nFire | 1.7",
        "Hits": "disruption | target | name\nStorm | site | Mine\nFlood | site | Port\nFire | site | Works",
        "Demand": "market | material | amount | shortage cost | required\n"
        "Port | metal | 90 | 50 | 0.5\nMine | metal | 1 | 9 | 1",
    }
    sheets = {name: rows(text) for name, text in {**SOUND, **changes}.items()}
    book, faults = read_and_check(write(tmp_path / "x.xlsx", sheets))
    assert book is None
    assert [f"{fault.place}: {fault.wrong}" for fault in faults] == [
        "Suppliers!D2: price must be a number or the name of a series",
        "Suppliers!B3: no site is named 'Myne'",
        "Disruptions!B4: probability must be from 0 to 1",
        "Projects!B2: 'smelting' is a process, which only a site can have, and 'Inland' is a country",
        "Projects!E3: the project can only finish after the horizon: started in 2027 it is ready at 2036, "
        "and the last period begins at 2028",
        "Disruptions!B2: the chances of all disruptions in 2027 add up to 1.4, above 1, its years counted; "
        "this row adds most",
        "Demand!B3: no supply can reach this demand: 'metal' can be had at 'Works' and 'Port', but no lane carries "
        "it from there to 'Mine'",
        "Demand!E2: in 2027 46 of 'metal' a year must be served, and all supply together, with every project and "
        "stock, can give 20",
    ]
    assert faults[-2].remedy == "Mend the wrong cells first: this may come of them"
    assert faults[-1].severity is Severity.WARNING


def test_a_workbook_that_can_be_planned_comes_with_its_warnings(tmp_path: Path) -> None:
    sheets = {name: rows(text) for name, text in {**SOUND, "Groups": "group\npacts"}.items()}
    book, faults = read_and_check(write(tmp_path / "x.xlsx", sheets))
    assert book is not None
    assert [fault.severity for fault in faults] == [Severity.WARNING]


@pytest.mark.parametrize("seed", few(6, range(12)))
def test_no_mess_breaks_the_checks(tmp_path: Path, seed: int) -> None:
    """Whatever stands in a few cells of the example, faults are said and nothing fails."""
    dice = random.Random(seed)
    sheets = {name: [dict(row) for row in table] for name, table in EXAMPLE.items()}
    for _ in range(6):
        row = dice.choice(sheets[dice.choice(list(sheets))])
        row[dice.choice(list(row))] = dice.choice(MESS)
    book, faults = read_and_check(write(tmp_path / "x.xlsx", sheets))
    assert (book is None) == any(fault.severity is Severity.ERROR for fault in faults)


def test_a_required_number_that_is_missing_does_not_take_its_row_away(tmp_path: Path) -> None:
    """Without the price the offer still stands, so the demand can be reached; without a limit the rule has none."""
    changes = {
        "Suppliers": "supplier | site | material | price | note\nDigger | Mine | ore | | x\nOther | Port | ore | 2 | x",
        "Lanes": "from | to | cost\nMine | Works | 0.1\nWorks | Port | 0.1",
        "Rules": "rule | measure | material | limit | buyers\nSpread | each share at most | metal | | Union\n"
        "Other | amount at most | metal | 9 | Union",
        "Demand": "market | material | amount | required\nPort | metal | 5 | 1",
    }
    sheets = {name: rows(text) for name, text in {**SOUND, **changes}.items()}
    book, faults = read_and_check(write(tmp_path / "x.xlsx", sheets))
    assert book is None
    errors = [f"{fault.sheet}: {fault.wrong}" for fault in faults if fault.severity is Severity.ERROR]
    assert errors == ["Suppliers: price must not be blank", "Rules: limit must not be blank"]


@pytest.mark.parametrize(("duration", "stops"), [(1, False), (1.5, False), (2, True)])
def test_disruptions_under_way_at_once_may_not_outweigh_the_network(
    tmp_path: Path, duration: float, stops: bool
) -> None:
    """In each of two years with 0.6: 0.6 * (1 + 0.5) = 0.9 or 0.6 * 2 = 1.2 are under way in the second."""
    disruptions = f"disruption | probability | duration\nStorm | 0.6 | {duration}"
    changes = {"Disruptions": disruptions, "Hits": "disruption | target | name\nStorm | site | Mine"}
    sheets = {name: rows(text) for name, text in {**SOUND, **changes}.items()}
    book, faults = read_and_check(write(tmp_path / "x.xlsx", sheets))
    assert (book is None) is stops
    assert any("take 1.2 of the time (chances times windows), above 1" in fault.wrong for fault in faults) is stops
